package inbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
)

// FormatGroove is Groove: tickets and messages of its first API and its
// webhooks.
const FormatGroove = "groove"

type gvTicket struct {
	Number    text   `json:"number"`
	Title     text   `json:"title"`
	State     text   `json:"state"`
	Type      text   `json:"type"`
	URL       text   `json:"app_url"`
	Tags      []text `json:"tags"`
	Group     text   `json:"assigned_group_id"`
	Created   moment `json:"created_at"`
	Updated   moment `json:"updated_at"`
	Changed   moment `json:"state_changed_at"`
	Assigned  moment `json:"assigned_at"`
	Snoozed   moment `json:"snoozed_until"`
	SnoozedBy text   `json:"snoozed_by_id"`
	Deleted   moment `json:"deleted_at"`
	Customer  text   `json:"customer_name"`
	Links     struct {
		Customer gvLink `json:"customer"`
		Assignee gvLink `json:"assignee"`
	} `json:"links"`
}

type gvLink struct {
	ID   text `json:"id"`
	Href text `json:"href"`
}

// person is whose address ends the link.
func (l gvLink) person() Person {
	p := Person{ID: string(l.ID)}
	if end := lastSegment(string(l.Href)); strings.Contains(end, "@") {
		p.Email = end
	} else if p.ID == "" {
		p.ID = end
	}
	return p
}

type gvMessage struct {
	ID      text   `json:"id"`
	Body    text   `json:"body"`
	Plain   text   `json:"plain_text_body"`
	Note    bool   `json:"note"`
	ByAgent bool   `json:"agent_response"`
	Created moment `json:"created_at"`
	Links   struct {
		Author gvLink `json:"author"`
		Ticket gvLink `json:"ticket"`
	} `json:"links"`
	Attachments []struct {
		Name text `json:"filename"`
	} `json:"attachments"`
}

// isGroove tells tickets, messages and lists of messages of Groove.
func isGroove(s *shape) bool {
	switch {
	case s.has("agent_response", "note"), s.has("ticket_number", "ticket", "state"), s.has("assigned_group", "mailbox", "number"):
		return true
	}
	return !s.has("id") && bytes.Contains(s.array("messages"), []byte(`"agent_response"`))
}

// grooveRecord reads a ticket, a notice of its state, or messages.
func (rd *reading) grooveRecord(src *Source, s *shape) error {
	if list := s.array("messages"); list != nil {
		var messages []json.RawMessage
		if err := json.Unmarshal(list, &messages); err != nil {
			return rd.brokenRecord(src, s)
		}
		for _, data := range messages {
			rec := s.record
			rec.data = data
			if err := rd.grooveMessage(src, &shape{record: rec}); err != nil {
				return err
			}
		}
		return nil
	}
	if s.has("agent_response") {
		return rd.grooveMessage(src, s)
	}
	var o struct {
		gvTicket
		Inner *gvTicket `json:"ticket"`
	}
	fault, err := decode(s.data, &o)
	if err != nil {
		return rd.brokenRecord(src, s)
	}
	t := &o.gvTicket
	if o.Inner != nil {
		t = o.Inner
	}
	if t.Number == "" {
		src.skip("is a ticket of Groove without its number; export the tickets with their messages instead")
		return nil
	}
	return rd.part(src, s, t.conversation(), fault)
}

func (rd *reading) grooveMessage(src *Source, s *shape) error {
	var m gvMessage
	fault, err := decode(s.data, &m)
	if err != nil {
		return rd.brokenRecord(src, s)
	}
	ticket := lastSegment(string(m.Links.Ticket.Href))
	if ticket == "" {
		src.skip("holds messages of Groove that do not say their ticket; export the tickets with their messages instead")
		return nil
	}
	c := &Conversation{ID: ticket, Source: FormatGroove, joint: joint{Loose: true, Piece: true}}
	m.say(c)
	return rd.part(src, s, c, fault)
}

// conversation reads a ticket. It tells when its state and whom it is
// assigned to last changed, and nothing of the changes before.
func (t *gvTicket) conversation() *Conversation {
	c := &Conversation{
		ID: string(t.Number), Source: FormatGroove, Subject: decodeEntities(string(t.Title)), URL: string(t.URL), State: gvState(t.State),
		CreatedAt: t.Created.time(), UpdatedAt: t.Updated.time(), RawChannel: string(t.Type), Channel: gvChannel(t.Type),
		AssignedTo:    &Assignee{Agent: string(t.Links.Assignee.ID), Team: string(t.Group)},
		BodiesMissing: true, joint: joint{Loose: true},
	}
	for _, tag := range t.Tags {
		c.Tags = append(c.Tags, string(tag))
	}
	if p := t.Links.Customer.person(); p != (Person{}) {
		p.Name = decodeEntities(string(t.Customer))
		c.Customers = []Person{p}
	}
	if at := t.Changed.time(); c.State != "" && at.After(c.CreatedAt) {
		c.StateChanges = []StateChange{{At: at, ByRole: Agent, To: c.State}}
	}
	if until := t.Snoozed.time(); until.After(c.UpdatedAt) {
		c.State, c.SnoozedUntil = Snoozed, until
	}
	if !t.Deleted.time().IsZero() {
		c.State = Deleted
	}
	if at := t.Assigned.time(); !at.IsZero() {
		a := Assignment{At: at, ByRole: Agent, How: "manual", ToAgent: string(t.Links.Assignee.ID), ToTeam: string(t.Group)}
		if a.ToAgent == "" && a.ToTeam == "" {
			a.How = "unassign"
		}
		c.Assignments = []Assignment{a}
	}
	return c
}

func gvState(s text) State {
	switch s {
	case "unread", "opened":
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

func gvChannel(t text) string {
	switch strings.ToLower(string(t)) {
	case "email", "chat", "phone", "api":
		return strings.ToLower(string(t))
	case "widget", "web":
		return "web"
	case "twitter", "facebook":
		return "social"
	case "":
		return ""
	}
	return "other"
}

func (m *gvMessage) say(c *Conversation) {
	out := Message{ID: string(m.ID), At: m.Created.time(), Role: Customer, Kind: Comment, Author: m.Links.Author.person(), RawType: "message"}
	if m.ByAgent || strings.Contains(string(m.Links.Author.Href), "/agents/") {
		out.Role = Agent
	}
	if m.Note {
		out.Kind, out.RawType = Note, "note"
	}
	out.Body, out.Links = bodyText(string(m.Body), string(cmp.Or(m.Plain, m.Body)))
	for _, a := range m.Attachments {
		out.Attachments = append(out.Attachments, Attachment{Name: string(a.Name)})
	}
	if out.Body == "" && len(out.Attachments) == 0 {
		out.Kind = Event
	}
	c.Messages = append(c.Messages, out)
}
