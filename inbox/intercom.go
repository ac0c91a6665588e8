package inbox

import (
	"cmp"
	"encoding/json"
	"strings"
)

// icObject is an Intercom conversation, ticket or notification in any of the
// shapes from 1.x to 2.16; which it is shows in the fields that are there.
type icObject struct {
	Type           string   `json:"type"`
	ID             text     `json:"id"`
	ConversationID text     `json:"conversation_id"`
	CreatedAt      moment   `json:"created_at"`
	UpdatedAt      moment   `json:"updated_at"`
	DeletedAt      moment   `json:"deleted_at"`
	SnoozedUntil   moment   `json:"snoozed_until"`
	State          text     `json:"state"`
	Open           *bool    `json:"open"`
	Title          text     `json:"title"`
	Source         *icPart  `json:"source"`
	Opening        *icPart  `json:"conversation_message"`
	User           *icActor `json:"user"`
	Contacts       struct {
		List []icActor `json:"contacts"`
	} `json:"contacts"`
	Customers []icActor `json:"customers"`
	Parts     *icParts  `json:"conversation_parts"`
	Tags      struct {
		List []icNamed `json:"tags"`
	} `json:"tags"`
	Topics struct {
		List []icNamed `json:"topics"`
	} `json:"topics"`
	Rating     *icRating                  `json:"conversation_rating"`
	Attributes map[string]json.RawMessage `json:"custom_attributes"`
	Links      struct {
		Web text `json:"conversation_web"`
	} `json:"links"`
	AdminAssignee json.RawMessage `json:"admin_assignee_id"`
	TeamAssignee  json.RawMessage `json:"team_assignee_id"`
	Assignee      *icActor        `json:"assignee"`
	Statistics    icNumbers       `json:"statistics"`

	TicketParts      *icParts                   `json:"ticket_parts"`
	TicketAttributes map[string]json.RawMessage `json:"ticket_attributes"`
	Category         text                       `json:"category"`
	TicketType       *icTicketType              `json:"ticket_type"`

	SideID text `json:"side_conversation_id"`

	Topic text            `json:"topic"`
	Data  json.RawMessage `json:"data"`
}

type icTicketType struct {
	Category text `json:"category"`
}

// icActor is anybody Intercom names: user, lead, contact, admin, bot, team.
type icActor struct {
	Type     text `json:"type"`
	ID       text `json:"id"`
	Name     text `json:"name"`
	Email    text `json:"email"`
	FromAI   bool `json:"from_ai_agent"`
	IsAI     bool `json:"is_ai_answer"`
	Language text `json:"language_override"`
}

// icPart is a part of a conversation or ticket, or its opening message.
type icPart struct {
	Type         text            `json:"type"`
	ID           text            `json:"id"`
	PartType     string          `json:"part_type"`
	Body         text            `json:"body"`
	Subject      text            `json:"subject"`
	CreatedAt    moment          `json:"created_at"`
	Author       icActor         `json:"author"`
	AssignedTo   *icActor        `json:"assigned_to"`
	Attachments  []icAttachment  `json:"attachments"`
	Redacted     bool            `json:"redacted"`
	DeliveredAs  text            `json:"delivered_as"`
	URL          text            `json:"url"`
	EventDetails json.RawMessage `json:"event_details"`
	Metadata     json.RawMessage `json:"metadata"`
}

// icParts is the list of parts.
type icParts struct {
	List   []icPart `json:"conversation_parts"`
	Ticket []icPart `json:"ticket_parts"`
	Total  int      `json:"total_count"`
}

type icAttachment struct {
	Name text    `json:"name"`
	Type text    `json:"content_type"`
	Size float64 `json:"filesize"`
}

type icNamed struct {
	Name text `json:"name"`
}

type icRating struct {
	Value     text    `json:"rating"`
	Remark    text    `json:"remark"`
	CreatedAt moment  `json:"created_at"`
	UpdatedAt moment  `json:"updated_at"`
	Teammate  icActor `json:"teammate"`
}

// icItem is what a notification tells about.
type icItem struct {
	icObject
	Ticket       json.RawMessage `json:"ticket"`
	TicketPart   *icPart         `json:"ticket_part"`
	Conversation json.RawMessage `json:"conversation"`
}

// isIntercom tells conversations, tickets and notifications of Intercom.
func isIntercom(s *shape) bool {
	switch s.text("type") {
	case "notification_event":
		return s.has("data")
	case "conversation":
		return s.has("id") || s.has("conversation_id")
	case "ticket":
		return s.has("ticket_parts") || s.has("ticket_attributes")
	}
	return s.has("conversation_parts") || s.has("conversation_message")
}

// intercomRecord reads a record of Intercom.
func (rd *reading) intercomRecord(src *Source, s *shape) error {
	rec := s.record
	if !s.valid {
		rec.err = errSyntax
		src.fault(rec)
		return nil
	}
	var o icObject
	d := &rd.intercom
	if d.fault, d.room = "", d.room[:0]; cap(d.room) > 10*maxParts {
		d.room = nil
	}
	d.record(&o, s.members)
	fault := d.fault
	if o.SideID != "" {
		// A side conversation has its parts without a list around them.
		o.Parts, fault = &icParts{}, ""
		if _, err := decode(rec.data, o.Parts); err != nil {
			return err
		}
	}
	switch {
	case o.Type == "notification_event" && len(o.Data) > 0:
		return rd.notification(src, rec, &o)
	case !o.isConversation():
		return rd.otherRecord(src, rec)
	}
	src.found(FormatIntercom)
	c := o.conversation(src)
	for _, key := range []string{"teammates", "assignee"} {
		c.joint.know(peopleIn(s.raw(key))...)
	}
	if raw := o.CreatedAt.raw; len(raw) > len("2006-01-02") || raw != "" && !isDigit(raw[0]) { // else it is a number
		src.zoneless(c, o.CreatedAt)
	}
	if fault != "" {
		src.warn("odd_type", c.ID, rec.where()+": field "+fault+" has an unexpected type; left out")
	}
	return rd.add(src, c, rec.data)
}

func (o *icObject) isConversation() bool {
	if o.SideID != "" {
		return o.Parts != nil
	}
	if o.ID == "" && o.ConversationID == "" {
		return false
	}
	switch o.Type {
	case "conversation":
		return true
	case "ticket":
		return o.TicketParts != nil || o.TicketAttributes != nil
	}
	return o.Type == "" && (o.Parts != nil || o.Opening != nil)
}

// notification reads a webhook event: a conversation or ticket with nothing
// but the parts that caused the event.
func (rd *reading) notification(src *Source, rec record, event *icObject) error {
	var data struct {
		Item icItem `json:"item"`
	}
	if _, err := decode(event.Data, &data); err != nil {
		rec.err = errSyntax
		src.fault(rec)
		return nil
	}
	item := &data.Item
	o := &item.icObject
	for _, inner := range []json.RawMessage{item.Ticket, item.Conversation} {
		var whole icObject
		if len(inner) > 0 && inner[0] == '{' && !o.isConversation() {
			if _, err := decode(inner, &whole); err == nil && whole.isConversation() {
				o = &whole
			}
		}
	}
	if item.TicketPart != nil {
		o.TicketParts = &icParts{Ticket: []icPart{*item.TicketPart}}
	}
	if !o.isConversation() {
		src.skip("is a notification of Intercom about " + quoteType(cmp.Or(string(event.Topic), "something")) + ", not about a conversation" + export)
		return nil
	}
	src.found(FormatIntercom)
	c := o.conversation(src)
	c.joint.Fragment, c.Truncated = true, c.State != Deleted
	if c.Truncated {
		c.warn("event_only", "", "a notification holds only the messages that caused it")
	}
	return rd.add(src, c, rec.data)
}

// conversation turns the vendor's words into the neutral form.
func (o *icObject) conversation(src *Source) *Conversation {
	c := &Conversation{
		ID:           string(cmp.Or(o.ID, o.ConversationID, o.SideID)),
		Source:       FormatIntercom,
		CreatedAt:    o.CreatedAt.time(),
		UpdatedAt:    o.UpdatedAt.time(),
		SnoozedUntil: o.SnoozedUntil.time(),
		State:        o.state(),
		URL:          string(o.Links.Web),
		Tags:         names(o.Tags.List),
		Topics:       names(o.Topics.List),
		Customers:    o.people(),
		Rating:       o.Rating.neutral(),
		Language:     o.language(),
		AssignedTo:   o.assignee(),
		Vendor:       o.Statistics,
		Messages:     make([]Message, 0, o.length()),
	}
	switch {
	case o.Type == "ticket" || o.TicketParts != nil:
		c.joint.Space = "ticket"
		o.ticket(c)
	case o.SideID != "":
		c.joint.Space, c.InitiatedBy = "side", Agent
	default:
		o.opening(c)
	}
	o.parts(c)
	for _, w := range c.Warnings {
		src.warn(w.Code, c.ID, w.Text)
	}
	return c
}

// length is how many messages there will be: the parts, and what began it.
func (o *icObject) length() int {
	n := 1
	for _, p := range []*icParts{o.Parts, o.TicketParts} {
		if p != nil {
			n += max(len(p.List), len(p.Ticket))
		}
	}
	return n
}

func (c *Conversation) warn(code, message, text string) {
	c.Warnings = append(c.Warnings, Warning{Code: code, Message: message, Text: text})
}

func names(list []icNamed) []string {
	var out []string
	for _, n := range list {
		if n.Name != "" {
			out = append(out, decodeEntities(string(n.Name)))
		}
	}
	return out
}

func (o *icObject) state() State {
	switch {
	case o.DeletedAt.raw != "", o.ID == "" && o.ConversationID != "" && o.Parts == nil:
		return Deleted
	case o.State == "open", o.State == "snoozed", o.State == "closed":
		return State(o.State)
	case o.Open != nil && !*o.Open:
		return Closed
	case o.Open != nil && !o.SnoozedUntil.time().IsZero():
		return Snoozed
	case o.Open != nil:
		return Open
	}
	return ""
}

// people lists the customers, each once, as fully as any field knows them.
func (o *icObject) people() []Person {
	actors := append([]icActor{}, o.Contacts.List...)
	actors = append(actors, o.Customers...)
	if o.User != nil {
		actors = append(actors, *o.User)
	}
	for _, p := range []*icPart{o.Source, o.Opening} {
		if p != nil && p.Author.role() == Customer {
			actors = append(actors, p.Author)
		}
	}
	var out []Person
	at := map[text]int{}
	for _, a := range actors {
		if i, ok := at[a.ID]; ok {
			out[i].Name = cmp.Or(out[i].Name, a.person().Name)
			out[i].Email = cmp.Or(out[i].Email, string(a.Email))
			continue
		}
		if a.ID != "" || a.Email != "" || a.Name != "" {
			at[a.ID] = len(out)
			out = append(out, a.person())
		}
	}
	return out
}

func (a icActor) person() Person {
	return Person{ID: string(a.ID), Name: decodeEntities(string(a.Name)), Email: string(a.Email)}
}

// role tells who an actor is. The assistant has an admin's id in old exports,
// and is told by its address.
func (a icActor) role() Role {
	switch a.Type {
	case "user", "lead", "contact", "customer", "visitor":
		return Customer
	case "bot":
		return Bot
	case "admin":
		email := strings.ToLower(string(a.Email))
		if strings.HasPrefix(email, "operator+") && strings.HasSuffix(email, "@intercom.io") || email == "operator@intercom.io" {
			return Bot
		}
		return Agent
	}
	return System
}

// neutral tells asked from answered; an empty object was never asked.
func (r *icRating) neutral() *Rating {
	if r == nil || *r == (icRating{}) {
		return nil
	}
	out := &Rating{AskedAt: r.CreatedAt.time(), Scale: 5, Comment: decodeEntities(string(r.Remark)), AgentID: string(r.Teammate.ID)}
	if len(r.Value) == 1 && r.Value >= "1" && r.Value <= "5" {
		out.Value = int(r.Value[0] - '0')
		out.AnsweredAt = r.UpdatedAt.time()
	}
	return out
}

// language is what a field of the workspace or the contact says.
func (o *icObject) language() string {
	for _, key := range []string{"Language", "language"} {
		var v text
		if raw, ok := o.Attributes[key]; ok && json.Unmarshal(raw, &v) == nil {
			if tag := languageTag(string(v)); tag != "" {
				return tag
			}
		}
	}
	if o.User != nil {
		return languageTag(string(o.User.Language))
	}
	return ""
}

// opening adds the message that began the conversation; it is not among the
// parts.
func (o *icObject) opening(c *Conversation) {
	p := o.Source
	if p == nil {
		p = o.Opening
	}
	c.BodiesMissing = o.Parts == nil && c.State != Deleted
	if p == nil {
		return
	}
	c.Subject, _ = htmlText(string(cmp.Or(p.Subject, o.Title)))
	c.RawChannel = string(p.Type)
	c.Channel = channel(string(p.Type))
	c.InitiatedBy = initiator(p)
	m := p.message()
	m.ID = string(cmp.Or(p.ID, "opening"))
	m.At = c.CreatedAt
	m.Kind = Comment
	m.RawType = "opening"
	if m.Body == "" && len(m.Attachments) == 0 {
		m.Kind = Event
	}
	m.Auto = c.InitiatedBy == System && p.DeliveredAs != ""
	if p.Author.Type == "" && m.Kind == Comment { // deleted, and how it was delivered says who it was
		m.Role = c.InitiatedBy
		if p.DeliveredAs == "" {
			m.Role, c.InitiatedBy = Customer, Customer
			c.warn("author_missing", m.ID, "the export does not say who wrote the first message; taken for the customer")
		}
	}
	c.Messages = append(c.Messages, m)
}

// initiator tells who wrote first: what is delivered by a campaign or a
// workflow is no question of a customer.
func initiator(p *icPart) Role {
	switch p.DeliveredAs {
	case "customer_initiated":
		return Customer
	case "admin_initiated":
		return Agent
	case "operator_initiated", "automated":
		return Bot
	case "campaigns_initiated":
		return System
	}
	return p.Author.role()
}

func channel(raw string) string {
	switch raw {
	case "conversation", "conversation_message", "inapp", "chat", "push":
		return "chat"
	case "email", "sms", "whatsapp":
		return raw
	case "phone_call", "phone_switch":
		return "phone"
	case "facebook", "instagram", "twitter":
		return "social"
	case "":
		return ""
	}
	return "other"
}
