package inbox

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// FormatZammad is Zammad: tickets, articles and histories of its API, with
// names or with ids, recorded or not.
const FormatZammad = "zammad"

// zmTicket is a ticket. With expand=true it has names beside the ids.
type zmTicket struct {
	ID           text        `json:"id"`
	Title        text        `json:"title"`
	State        text        `json:"state"`
	StateID      text        `json:"state_id"`
	OwnerID      text        `json:"owner_id"`
	GroupID      text        `json:"group_id"`
	CustomerID   text        `json:"customer_id"`
	Customer     text        `json:"customer"`
	Channel      text        `json:"create_article_type"`
	ChannelID    text        `json:"create_article_type_id"`
	Sender       text        `json:"create_article_sender"`
	SenderID     text        `json:"create_article_sender_id"`
	PendingTime  moment      `json:"pending_time"`
	CreatedAt    moment      `json:"created_at"`
	UpdatedAt    moment      `json:"updated_at"`
	ClosedAt     moment      `json:"close_at"`
	FirstMinutes *float64    `json:"first_response_in_min"`
	CloseMinutes *float64    `json:"close_in_min"`
	Tags         []text      `json:"tags"`
	ArticleIDs   []text      `json:"article_ids"`
	Articles     []zmArticle `json:"articles"`
}

type zmArticle struct {
	ID          text   `json:"id"`
	TicketID    text   `json:"ticket_id"`
	Type        text   `json:"type"`
	TypeID      text   `json:"type_id"`
	Sender      text   `json:"sender"`
	SenderID    text   `json:"sender_id"`
	From        text   `json:"from"`
	Subject     text   `json:"subject"`
	Body        text   `json:"body"`
	ContentType text   `json:"content_type"`
	Internal    text   `json:"internal"`
	CreatedByID text   `json:"created_by_id"`
	OriginByID  text   `json:"origin_by_id"`
	CreatedAt   moment `json:"created_at"`
	Preferences struct {
		Auto text `json:"is-auto-response"`
	} `json:"preferences"`
	Attachments []struct {
		Name        text `json:"filename"`
		Size        text `json:"size"`
		Preferences struct {
			Type text `json:"Mime-Type"`
		} `json:"preferences"`
	} `json:"attachments"`
}

// zmUser is anybody with an account; agents and customers have roles.
type zmUser struct {
	ID       text   `json:"id"`
	First    text   `json:"firstname"`
	Last     text   `json:"lastname"`
	Email    text   `json:"email"`
	Language text   `json:"locale"`
	RoleIDs  []text `json:"role_ids"`
	Roles    []text `json:"roles"`
}

// zmAssets are the records that an answer of Zammad refers to, by kind and
// id.
type zmAssets struct {
	Ticket  map[string]json.RawMessage `json:"Ticket"`
	Article map[string]json.RawMessage `json:"TicketArticle"`
	User    map[string]zmUser          `json:"User"`
}

// zmNobody owns what is assigned to nobody, and does what software does.
const zmNobody = "1"

// The ids that Zammad gives on installation.
var (
	zmStates = map[text]text{
		"1": "new", "2": "open", "3": "pending reminder", "4": "closed", "5": "merged", "6": "removed", "7": "pending close",
	}
	zmSenders = map[text]text{"1": "Agent", "2": "Customer", "3": "System"}
	zmTypes   = map[text]text{
		"1": "email", "2": "sms", "3": "chat", "4": "fax", "5": "phone", "6": "twitter status", "7": "twitter direct-message",
		"8": "facebook feed post", "9": "facebook feed comment", "10": "note", "11": "web", "12": "telegram personal-message",
	}
)

// isZammad tells tickets, articles, histories and accounts of Zammad, and the
// lines between them in a recording.
func isZammad(s *shape) bool {
	switch {
	case s.has("group_id", "priority_id", "state_id"), s.has("ticket_id", "sender_id", "type_id"), s.has("ticket_id", "sender", "internal"):
		return true
	case s.has("history", "assets"):
		return true
	case s.has("o_id", "object", "created_by_id"):
		return true
	}
	if in, ok := s.inner("assets"); ok && (in.has("Ticket") || in.has("User") || in.has("TicketArticle")) {
		return true
	}
	if in, ok := s.inner("ticket"); ok && in.has("group_id", "state_id") {
		return true
	}
	return s.has("login", "firstname", "lastname") || s.has("method", "url", "status_code", "headers") ||
		s.has("state_type_id", "name") || s.has("firstname", "role_ids") || s.has("follow_up_possible", "name")
}

// zammadRecord reads a ticket, an article, a history, or people.
func (rd *reading) zammadRecord(src *Source, s *shape) error {
	switch {
	case s.has("method", "url", "status_code"):
		src.skip("is a request that was recorded, without its answer; export the answers instead")
		return nil
	case s.has("firstname"):
		var u zmUser
		if _, err := decode(s.data, &u); err != nil {
			return rd.brokenRecord(src, s)
		}
		src.helped(FormatZammad)
		rd.zammadUser(src, u)
		return nil
	case s.object("assets") != nil:
		return rd.zammadAssets(src, s)
	case s.object("ticket") != nil:
		for _, key := range []string{"ticket", "article"} {
			if in, ok := s.inner(key); ok && (in.has("state_id") || in.has("ticket_id")) {
				if err := rd.zammadRecord(src, in); err != nil {
					return err
				}
			}
		}
		return nil
	case s.has("o_id", "object"):
		var h zmHistory
		fault, err := decode(s.data, &h)
		if err != nil {
			return rd.brokenRecord(src, s)
		}
		return rd.zammadHistory(src, s, []zmHistory{h}, fault)
	case s.has("ticket_id"):
		var a zmArticle
		fault, err := decode(s.data, &a)
		if err != nil {
			return rd.brokenRecord(src, s)
		}
		c := piece(FormatZammad, string(a.TicketID))
		a.say(c)
		return rd.zammadAdd(src, s, c, fault)
	case s.has("state_id"):
		var t zmTicket
		fault, err := decode(s.data, &t)
		if err != nil {
			return rd.brokenRecord(src, s)
		}
		return rd.zammadAdd(src, s, t.conversation(), fault)
	}
	src.skip("holds settings of Zammad, no tickets; export the tickets with their articles and histories instead")
	return nil
}

func (rd *reading) zammadAdd(src *Source, s *shape, c *Conversation, fault string) error {
	if c.ID == "" {
		src.skip("is an article of Zammad without its ticket; export the tickets with their articles instead")
		return nil
	}
	return rd.part(src, s, c, fault)
}

// zammadUser keeps somebody. Without a role that is known he is what the
// articles make of him.
func (rd *reading) zammadUser(src *Source, u zmUser) {
	who := known{Person: u.person(), language: languageTag(string(u.Language))}
	roles := strings.ToLower(joinText(u.Roles, " "))
	switch {
	case strings.Contains(roles, "agent"), strings.Contains(roles, "admin"), slices.Contains(u.RoleIDs, "1"), slices.Contains(u.RoleIDs, "2"):
		who.role = Agent
	case strings.Contains(roles, "customer"), slices.Contains(u.RoleIDs, "3"):
		who.role = Customer
	}
	if u.ID != zmNobody {
		rd.meet(src, FormatZammad, string(u.ID), who)
	}
}

func joinText(list []text, sep string) string {
	var out []string
	for _, t := range list {
		out = append(out, string(t))
	}
	return strings.Join(out, sep)
}

func (u zmUser) person() Person {
	return Person{ID: string(u.ID), Name: strings.TrimSpace(string(u.First) + " " + string(u.Last)), Email: string(u.Email)}
}

// zammadAssets reads an answer that has its records beside it.
func (rd *reading) zammadAssets(src *Source, s *shape) error {
	var page struct {
		History []zmHistory `json:"history"`
		Assets  zmAssets    `json:"assets"`
	}
	fault, err := decode(s.data, &page)
	if err != nil {
		return rd.brokenRecord(src, s)
	}
	src.helped(FormatZammad)
	for _, id := range slices.Sorted(maps.Keys(page.Assets.User)) {
		rd.zammadUser(src, page.Assets.User[id])
	}
	for _, list := range []map[string]json.RawMessage{page.Assets.Ticket, page.Assets.Article} {
		for _, id := range slices.Sorted(maps.Keys(list)) {
			rec := s.record
			rec.data = list[id]
			in, err := newShape(rec)
			if err != nil || !in.has("id") || !in.has("ticket_id") && !in.has("state_id") {
				continue
			}
			if err := rd.zammadRecord(src, in); err != nil {
				return err
			}
		}
	}
	if len(page.History) == 0 {
		return nil
	}
	return rd.zammadHistory(src, s, page.History, fault)
}

// conversation reads a ticket. Its articles come by themselves, unless a dump
// has put them into it.
func (t *zmTicket) conversation() *Conversation {
	state := strings.ToLower(string(cmp.Or(t.State, zmStates[t.StateID])))
	c := &Conversation{
		ID: string(t.ID), Source: FormatZammad, Subject: decodeEntities(string(t.Title)), State: zmState(state),
		CreatedAt: t.CreatedAt.time(), UpdatedAt: t.UpdatedAt.time(), ClosedAt: t.ClosedAt.time(),
		RawChannel: string(cmp.Or(t.Channel, zmTypes[t.ChannelID])), BodiesMissing: len(t.Articles) == 0,
		joint: joint{Loose: true, Customer: string(t.CustomerID), Count: len(t.ArticleIDs)},
	}
	c.Channel = zmChannel(c.RawChannel)
	c.AssignedTo = &Assignee{Agent: string(t.OwnerID), Team: string(t.GroupID)}
	if t.OwnerID == zmNobody {
		c.AssignedTo.Agent = ""
	}
	if c.State == Snoozed {
		c.SnoozedUntil = t.PendingTime.time()
	}
	if c.State == "" && state != "" {
		c.State = Open
		c.warn("unknown_state", "", "state "+quoteType(state)+" is not known; taken as open")
	}
	switch cmp.Or(t.Sender, zmSenders[t.SenderID]) {
	case "Agent":
		c.InitiatedBy = Agent
	case "System":
		c.InitiatedBy = System
	}
	for _, tag := range t.Tags {
		c.Tags = append(c.Tags, string(tag))
	}
	if t.CustomerID != "" {
		p := Person{ID: string(t.CustomerID)}
		if strings.Contains(string(t.Customer), "@") {
			p.Email = string(t.Customer)
		}
		c.Customers = []Person{p}
	}
	vendor := map[string]*float64{"first_response_in_min": t.FirstMinutes, "close_in_min": t.CloseMinutes}
	for key, value := range vendor {
		if value != nil {
			c.mergeVendor(&Conversation{Vendor: map[string]float64{key: *value}})
		}
	}
	for i := range t.Articles {
		t.Articles[i].say(c)
	}
	return c
}

func zmState(name string) State {
	switch name {
	case "new", "open":
		return Open
	case "pending reminder", "pending close":
		return Snoozed
	case "closed", "merged":
		return Closed
	case "removed":
		return Deleted
	}
	return ""
}

func zmChannel(raw string) string {
	switch {
	case raw == "email", raw == "sms", raw == "phone", raw == "web", raw == "chat":
		return raw
	case strings.HasPrefix(raw, "whatsapp"):
		return "whatsapp"
	case strings.HasPrefix(raw, "twitter"), strings.HasPrefix(raw, "facebook"), strings.HasPrefix(raw, "telegram"):
		return "social"
	case raw == "":
		return ""
	}
	return "other"
}

// say adds an article. A call that an agent noted is what the customer said,
// if Zammad says so.
func (a *zmArticle) say(c *Conversation) {
	m := Message{
		ID: string(a.ID), At: a.CreatedAt.time(), Kind: Comment, RawType: string(cmp.Or(a.Type, zmTypes[a.TypeID])),
		Author: Person{ID: string(cmp.Or(a.OriginByID, a.CreatedByID))},
	}
	from := decodeEntities(string(a.From))
	if name, address, ok := strings.Cut(from, "<"); ok {
		m.Author.Name, m.Author.Email = strings.Trim(name, ` "`), strings.TrimSuffix(strings.TrimSpace(address), ">")
	} else if strings.Contains(from, "@") {
		m.Author.Email = from
	} else {
		m.Author.Name = from
	}
	switch cmp.Or(a.Sender, zmSenders[a.SenderID]) {
	case "Agent":
		m.Role = Agent
	case "Customer":
		m.Role = Customer
	default:
		m.Role = System
	}
	auto := a.Preferences.Auto == "true"
	m.Auto = auto || m.Role == System
	if a.Internal == "true" || a.Internal == "1" {
		m.Kind = Note
	}
	if strings.HasPrefix(string(a.ContentType), "text/plain") {
		m.Body, m.Links = plainText(string(a.Body))
	} else {
		m.Body, m.Links = bodyText(string(a.Body), "")
	}
	for _, f := range a.Attachments {
		m.Attachments = append(m.Attachments, Attachment{Name: string(f.Name), Type: string(f.Preferences.Type), Size: wholeNumber(f.Size)})
	}
	if m.Body == "" && len(m.Attachments) == 0 {
		m.Kind = Event
	}
	c.Messages = append(c.Messages, m)
}
