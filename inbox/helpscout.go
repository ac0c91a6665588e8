package inbox

import (
	"cmp"
	"encoding/json"
	"strings"
)

// FormatHelpScout is the format of conversations and threads of Help Scout's
// API, versions 1 and 2, and of backups made from it.
const FormatHelpScout = "helpscout"

const exportHelpScout = "; export the conversations with their threads instead"

// hsConversation is a conversation. Its threads are embedded, or their number
// is all that is told.
type hsConversation struct {
	ID        text            `json:"id"`
	Threads   json.RawMessage `json:"threads"`
	Type      text            `json:"type"`
	Status    text            `json:"status"`
	State     text            `json:"state"`
	Subject   text            `json:"subject"`
	CreatedAt moment          `json:"createdAt"`
	ClosedAt  moment          `json:"closedAt"`
	UpdatedAt moment          `json:"userUpdatedAt"`
	Modified  moment          `json:"modifiedAt"`
	CreatedBy hsPerson        `json:"createdBy"`
	Customer  hsPerson        `json:"primaryCustomer"`
	Customer1 hsPerson        `json:"customer"`
	Source    hsSource        `json:"source"`
	Tags      []hsTag         `json:"tags"`
	Snooze    *struct {
		Until moment   `json:"snoozedUntil"`
		By    hsPerson `json:"snoozedBy"`
	} `json:"snooze"`
	Embedded struct {
		Threads *[]hsThread `json:"threads"`
	} `json:"_embedded"`
	Links struct {
		Web struct {
			Href text `json:"href"`
		} `json:"web"`
	} `json:"_links"`
}

type hsSource struct {
	Type text `json:"type"`
	Via  text `json:"via"`
}

// hsPerson is a customer or a user; their ids are counted apart.
type hsPerson struct {
	ID        text   `json:"id"`
	Type      text   `json:"type"`
	First     text   `json:"first"`
	Last      text   `json:"last"`
	FirstName text   `json:"firstName"`
	LastName  text   `json:"lastName"`
	Email     text   `json:"email"`
	CreatedAt moment `json:"createdAt"`
}

// UnmarshalJSON also takes the plain id of a person.
func (p *hsPerson) UnmarshalJSON(b []byte) error {
	if opened(b, '{') == nil {
		return p.ID.UnmarshalJSON(b)
	}
	type plain hsPerson
	_, err := decode(b, (*plain)(p))
	return err
}

func (p hsPerson) neutral(customer bool) Person {
	name := strings.TrimSpace(string(cmp.Or(p.First, p.FirstName)) + " " + string(cmp.Or(p.Last, p.LastName)))
	out := Person{ID: string(p.ID), Name: decodeEntities(name), Email: string(p.Email)}
	if customer && out.ID != "" {
		out.ID = hsCustomer + out.ID
	}
	return out
}

// hsCustomer stands before the ids of customers, which are no ids of users.
const hsCustomer = "customer-"

// hsTag is a tag, or its name.
type hsTag struct {
	Tag  text `json:"tag"`
	Name text `json:"name"`
}

// UnmarshalJSON also takes a plain name.
func (t *hsTag) UnmarshalJSON(b []byte) error {
	if opened(b, '{') == nil {
		return t.Tag.UnmarshalJSON(b)
	}
	type plain hsTag
	_, err := decode(b, (*plain)(t))
	return err
}

type hsThread struct {
	ID     text `json:"id"`
	Type   text `json:"type"`
	Status text `json:"status"`
	State  text `json:"state"`
	Hidden bool `json:"hidden"`
	Action struct {
		Type text `json:"type"`
		Text text `json:"text"`
	} `json:"action"`
	Body       text            `json:"body"`
	Customer   hsPerson        `json:"customer"`
	CreatedBy  hsPerson        `json:"createdBy"`
	AssignedTo json.RawMessage `json:"assignedTo"`
	SavedReply text            `json:"savedReplyId"`
	Rating     *struct {
		Rating   text `json:"rating"`
		Comments text `json:"comments"`
	} `json:"rating"`
	CreatedAt moment `json:"createdAt"`
	Embedded  struct {
		Attachments []hsAttachment `json:"attachments"`
	} `json:"_embedded"`
	Attachments []hsAttachment `json:"attachments"`
}

type hsAttachment struct {
	Name  text    `json:"filename"`
	Name1 text    `json:"fileName"`
	Type  text    `json:"mimeType"`
	Size  float64 `json:"size"`
}

// isHelpScout tells the records of Help Scout by keys that only it has.
func isHelpScout(s *shape) bool {
	if in, ok := s.inner("item"); ok && len(s.members) == 1 {
		return isHelpScout(in)
	}
	if in, ok := s.inner("_embedded"); ok && in.array("threads") != nil {
		return true
	}
	return s.has("mailboxId") || s.has("primaryCustomer") || s.has("mailbox", "threads") || isHelpScoutThread(s) ||
		strings.HasPrefix(s.list, "_embedded.") && (s.has("firstName") || s.has("threads"))
}

func isHelpScoutThread(s *shape) bool {
	return s.has("createdBy", "state", "status", "type") && (s.has("action") || s.has("savedReplyId") || s.has("assignedTo")) && !s.has("subject")
}

// helpScoutRecord reads any record of Help Scout.
func (rd *reading) helpScoutRecord(src *Source, s *shape) error {
	if in, ok := s.inner("item"); ok {
		return rd.helpScoutRecord(src, in)
	}
	switch {
	case s.list == "_embedded.customers", s.list == "_embedded.users":
		return rd.hsPerson(src, s)
	case isHelpScoutThread(s):
		return rd.hsThreads(src, s, []json.RawMessage{s.data})
	case !s.has("id") && s.object("_embedded") != nil:
		in, _ := s.inner("_embedded")
		var list []json.RawMessage
		if json.Unmarshal(in.array("threads"), &list) != nil {
			return rd.brokenRecord(src, s)
		}
		return rd.hsThreads(src, s, list)
	case s.has("id") && (s.has("mailboxId") || s.has("threads") || s.has("primaryCustomer")):
		return rd.hsConversation(src, s)
	}
	src.skip("holds records of Help Scout, no conversations" + exportHelpScout)
	return nil
}

// hsPerson keeps a customer or user.
func (rd *reading) hsPerson(src *Source, s *shape) error {
	var p hsPerson
	if _, err := decode(s.data, &p); err != nil {
		return rd.brokenRecord(src, s)
	}
	role := Agent
	if s.list == "_embedded.customers" {
		role = Customer
	}
	who := p.neutral(role == Customer)
	src.helped(FormatHelpScout)
	rd.meet(src, FormatHelpScout, who.ID, known{Person: who, role: role})
	return nil
}

// hsThreads reads threads that stand apart from their conversation. The
// address of their list names it, or else the file does.
func (rd *reading) hsThreads(src *Source, s *shape, list []json.RawMessage) error {
	id := ""
	if in, ok := s.inner("_links"); ok {
		_, after, _ := strings.Cut(string(in.raw("self")), "/conversations/")
		id = after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
	}
	if id = cmp.Or(id, numberIn(src.Path)); id == "" {
		src.skip("holds threads of Help Scout that do not say which conversation they belong to; put its number into the name of the file, as in 4711-threads.json" + exportHelpScout)
		return nil
	}
	var threads []hsThread
	for _, raw := range list {
		var t hsThread
		if _, err := decode(raw, &t); err != nil {
			return rd.brokenRecord(src, s)
		}
		threads = append(threads, t)
	}
	src.helped(FormatHelpScout)
	p := piece(FormatHelpScout, id)
	p.addHelpScout(threads)
	return rd.add(src, p, s.data)
}

// hsConversation reads a conversation.
func (rd *reading) hsConversation(src *Source, s *shape) error {
	var h hsConversation
	fault, err := decode(s.data, &h)
	if err != nil {
		return rd.brokenRecord(src, s)
	}
	if h.State == "draft" {
		src.warn("draft", string(h.ID), "draft of a conversation; left out")
		src.helped(FormatHelpScout)
		return nil
	}
	src.found(FormatHelpScout)
	customer := h.Customer
	if customer.ID == "" {
		customer = h.Customer1
	}
	c := &Conversation{
		ID: string(h.ID), Source: FormatHelpScout, Messages: []Message{}, Subject: decodeEntities(string(h.Subject)),
		URL: string(h.Links.Web.Href), CreatedAt: h.CreatedAt.time(), UpdatedAt: firstTime(h.UpdatedAt.time(), h.Modified.time()),
		ClosedAt: h.ClosedAt.time(), State: hsState(h.Status), RawChannel: string(cmp.Or(h.Source.Type, h.Type)),
		Channel: hsChannel(h.Type, h.Source.Type), Tags: h.tags(),
	}
	if p := customer.neutral(true); p != (Person{}) {
		c.Customers, c.joint.Customer = []Person{p}, p.ID
	}
	if fault != "" {
		src.warn("odd_type", c.ID, s.where()+": field "+fault+" has an unexpected type; left out")
	}
	if h.State == "deleted" {
		c.State = Deleted
	}
	if in, ok := s.inner("assignee"); ok {
		c.AssignedTo = in.holder("id", "")
	} else if s.has("assignee") {
		c.AssignedTo = &Assignee{}
	}
	h.threads(src, c)
	h.snooze(c)
	return rd.add(src, c, s.data)
}

// threads adds the threads that came along, and says what is missing of them.
func (h *hsConversation) threads(src *Source, c *Conversation) {
	var count int
	var list []hsThread
	switch {
	case h.Embedded.Threads != nil:
		list = *h.Embedded.Threads
	case opened(h.Threads, '[') != nil:
		if _, err := decode(h.Threads, &list); err != nil {
			list = nil
		}
	default:
		c.joint.Loose = true
		c.BodiesMissing = c.State != Deleted
		return
	}
	c.addHelpScout(list)
	if json.Unmarshal(h.Threads, &count) == nil && count > len(list) {
		c.Truncated, c.joint.Loose = true, true
		src.warn("threads_capped", c.ID, "the export leaves out older threads of a long conversation; export its threads by themselves too")
	}
}

// snooze adds the snooze that holds now, unless a line of the history did.
func (h *hsConversation) snooze(c *Conversation) {
	if h.Snooze == nil || h.Snooze.Until.time().IsZero() {
		return
	}
	c.SnoozedUntil = h.Snooze.Until.time()
	if c.State == Open || c.State == Pending {
		c.State = Snoozed
	}
	if n := len(c.Snoozes); n > 0 && c.Snoozes[n-1].EndedBy == "" {
		c.Snoozes[n-1].Until = c.SnoozedUntil
		return
	}
	c.Snoozes = append(c.Snoozes, Snooze{Until: c.SnoozedUntil})
}

func (h *hsConversation) tags() []string {
	var out []string
	for _, t := range h.Tags {
		if name := cmp.Or(t.Tag, t.Name); name != "" {
			out = append(out, decodeEntities(string(name)))
		}
	}
	return out
}

func hsState(status text) State {
	switch status {
	case "active", "open":
		return Open
	case "pending":
		return Pending
	case "closed":
		return Closed
	case "spam":
		return Spam
	}
	return ""
}

func hsChannel(kind, source text) string {
	switch source {
	case "email", "chat", "api", "web", "phone":
		return string(source)
	case "beacon", "beacon-v2":
		return "web"
	}
	switch kind {
	case "email", "chat", "phone":
		return string(kind)
	case "":
		return ""
	}
	return "other"
}
