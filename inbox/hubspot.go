package inbox

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// FormatHubSpot is HubSpot: threads and messages of its conversations API,
// and tickets, e-mails and notes of its CRM.
const FormatHubSpot = "hubspot"

// hubThread is a thread of the conversations inbox. Dumps add its messages.
type hubThread struct {
	ID           text            `json:"id"`
	Status       text            `json:"status"`
	CreatedAt    moment          `json:"createdAt"`
	ClosedAt     moment          `json:"closedAt"`
	Latest       moment          `json:"latestMessageTimestamp"`
	ChannelID    text            `json:"originalChannelId"`
	ContactID    text            `json:"associatedContactId"`
	Spam         text            `json:"spam"`
	AssignedTo   json.RawMessage `json:"assignedTo"`
	Archived     text            `json:"archived"`
	Messages     []hubMessage    `json:"messages"`
	Associations struct {
		Ticket text `json:"associatedTicketId"`
	} `json:"threadAssociations"`
}

type hubMessage struct {
	ID         text       `json:"id"`
	ThreadID   text       `json:"conversationsThreadId"`
	Type       text       `json:"type"`
	CreatedAt  moment     `json:"createdAt"`
	CreatedBy  text       `json:"createdBy"`
	Direction  text       `json:"direction"`
	Senders    []hubActor `json:"senders"`
	Text       text       `json:"text"`
	RichText   text       `json:"richText"`
	Subject    text       `json:"subject"`
	Truncation text       `json:"truncationStatus"`
	Status     struct {
		Type text `json:"statusType"`
	} `json:"status"`
	NewStatus    text `json:"newStatus"`
	AssignedTo   text `json:"assignedTo"`
	AssignedFrom text `json:"assignedFrom"`
	Archived     text `json:"archived"`
	Attachments  []struct {
		Type text `json:"type"`
		Name text `json:"name"`
	} `json:"attachments"`
}

type hubActor struct {
	ID       text `json:"actorId"`
	Name     text `json:"name"`
	Delivery struct {
		Value text `json:"value"`
	} `json:"deliveryIdentifier"`
}

// hubObject is an object of the CRM: its columns, and what it goes with.
type hubObject struct {
	ID           text            `json:"id"`
	Properties   map[string]text `json:"properties"`
	CreatedAt    moment          `json:"createdAt"`
	UpdatedAt    moment          `json:"updatedAt"`
	Associations map[string]struct {
		Results []struct {
			ID text `json:"id"`
		} `json:"results"`
	} `json:"associations"`
}

// isHubSpot tells threads, messages and actors of the inbox, objects of the
// CRM, and notices of its webhooks.
func isHubSpot(s *shape) bool {
	switch {
	case s.has("conversationsThreadId"), s.has("originalChannelId"), s.has("associatedContactId", "status"):
		return true
	case s.has("subscriptionType", "portalId"), s.has("truncationStatus"), s.has("defaultChannelAccount"):
		return true
	case s.has("createdAt", "inboxId", "status", "archived"), s.has("id", "type") && slices.Contains([]string{"AGENT", "BOT", "VISITOR", "EMAIL", "INTEGRATOR", "SYSTEM"}, s.text("type")) && s.has("avatar"):
		return true
	}
	return s.object("properties") != nil && s.has("id") && (s.has("archived") || s.has("createdAt"))
}

// hubspotRecord reads a thread, a message, or an object of the CRM.
func (rd *reading) hubspotRecord(src *Source, s *shape) error {
	var c *Conversation
	var fault, other string
	var err error
	switch {
	case s.object("properties") != nil:
		var o hubObject
		if fault, err = decode(s.data, &o); err == nil {
			c, other = o.read()
		}
	case s.has("subscriptionType"):
		other = "is a notice of HubSpot that something happened, without what was said"
	case s.has("conversationsThreadId"):
		var m hubMessage
		if fault, err = decode(s.data, &m); err == nil {
			c = piece(FormatHubSpot, string(m.ThreadID))
			m.say(c)
		}
	case s.has("status") && !s.has("truncationStatus"):
		var t hubThread
		if fault, err = decode(s.data, &t); err == nil {
			c = t.conversation()
		}
	case s.has("truncationStatus"):
		other = "holds messages of HubSpot that do not say their thread"
	default:
		other = "holds something else of HubSpot than threads and their messages"
	}
	switch {
	case err != nil:
		return rd.brokenRecord(src, s)
	case c == nil || c.ID == "":
		src.skip(cmp.Or(other, "is a record of HubSpot without its thread") + "; export the threads with their messages instead")
		return nil
	}
	return rd.part(src, s, c, fault)
}

// conversation reads a thread.
func (t *hubThread) conversation() *Conversation {
	c := &Conversation{
		ID: string(t.ID), Source: FormatHubSpot, CreatedAt: t.CreatedAt.time(), ClosedAt: t.ClosedAt.time(),
		UpdatedAt:  laterTime(laterTime(t.CreatedAt.time(), t.Latest.time()), t.ClosedAt.time()),
		RawChannel: string(t.ChannelID), Channel: hubChannel(string(t.ChannelID)), BodiesMissing: len(t.Messages) == 0,
		AssignedTo: holder(t.AssignedTo, nil), joint: joint{Loose: true},
	}
	switch {
	case t.Archived == "true":
		c.State = Deleted
	case t.Spam == "true":
		c.State = Spam
	default:
		c.State = hubState(t.Status)
	}
	if t.ContactID != "" {
		c.Customers = []Person{{ID: "V-" + string(t.ContactID)}}
	}
	for i := range t.Messages {
		t.Messages[i].say(c)
	}
	return c
}

func hubState(s text) State {
	switch s {
	case "OPEN":
		return Open
	case "CLOSED":
		return Closed
	}
	return ""
}

// hubChannel reads the ids that HubSpot gave to its own channels.
func hubChannel(id string) string {
	switch id {
	case "1000":
		return "chat"
	case "1001":
		return "social"
	case "1002":
		return "email"
	case "1007":
		return "whatsapp"
	case "":
		return ""
	}
	return "other"
}

// hubRole reads whose an actor's id is by the letter that it begins with.
func hubRole(id text) (role Role, ai bool) {
	letter, _, ok := strings.Cut(string(id), "-")
	if !ok {
		return "", false
	}
	switch letter {
	case "A":
		return Agent, false
	case "B":
		return Bot, false
	case "L":
		return Bot, true
	case "V", "E":
		return Customer, false
	case "S", "I":
		return System, false
	}
	return "", false
}

// say adds a message, or a change that stands among the messages.
func (m *hubMessage) say(c *Conversation) {
	out := Message{ID: string(m.ID), At: m.CreatedAt.time(), RawType: string(m.Type), Author: Person{ID: string(m.CreatedBy)}}
	if len(m.Senders) > 0 {
		s := m.Senders[0]
		out.Author = Person{ID: string(cmp.Or(s.ID, m.CreatedBy)), Name: decodeEntities(string(s.Name))}
		if strings.Contains(string(s.Delivery.Value), "@") {
			out.Author.Email = string(s.Delivery.Value)
		}
	}
	out.Role, out.AI = hubRole(text(out.Author.ID))
	switch m.Type {
	case "MESSAGE", "":
		out.Kind = Comment
		m.direct(c, &out)
	case "COMMENT":
		out.Kind = Note
		out.Role = cmp.Or(out.Role, Agent)
	case "WELCOME_MESSAGE":
		out.Kind, out.Role, out.Auto = Comment, Bot, true
	default:
		out.Kind = Event
		out.Role = cmp.Or(out.Role, System)
	}
	out.Body, out.Links = bodyText(string(m.RichText), string(m.Text))
	for _, a := range m.Attachments {
		if a.Name != "" || a.Type == "FILE" {
			out.Attachments = append(out.Attachments, Attachment{Name: string(a.Name), Type: strings.ToLower(string(a.Type))})
		}
	}
	if out.Body == "" && len(out.Attachments) == 0 {
		out.Kind = Event
	}
	if m.Archived == "true" {
		out.Redacted, out.Body, out.Links = true, "", nil
	}
	if c.Subject == "" && m.Subject != "" {
		c.Subject = decodeEntities(string(m.Subject))
	}
	if strings.HasPrefix(string(m.Truncation), "TRUNCATED") {
		c.warn("cut_message", out.ID, "HubSpot gives only a part of a message; its whole text is in the original content")
	}
	m.changed(c, &out)
	c.Messages = append(c.Messages, out)
}

// direct tells the side of a message by which way it went: what came in is the
// customer's, whoever stands as its sender.
func (m *hubMessage) direct(c *Conversation, out *Message) {
	switch {
	case m.Direction == "INCOMING":
		if out.Role == Agent {
			c.warn("agent_as_customer", out.ID, "a message that came in has somebody of the team as its sender; taken as the customer's")
		}
		out.Role = Customer
	case m.Direction == "OUTGOING" && (out.Role == "" || out.Role == Customer):
		out.Role = Agent
	case out.Role == "":
		out.Role = System
	}
	if m.Status.Type == "FAILED" {
		out.Kind = Note
		c.warn("not_sent", out.ID, "a message that could not be sent was taken as a note: the customer never saw it")
	}
}

// changed records assignments and changes of state.
func (m *hubMessage) changed(c *Conversation, out *Message) {
	switch m.Type {
	case "ASSIGNMENT":
		a := Assignment{At: out.At, ByID: out.Author.ID, ByRole: out.Role, ToAgent: string(m.AssignedTo), How: "manual"}
		switch {
		case a.ToAgent == "":
			a.How = "unassign"
		case out.Role == Bot:
			a.How = "bot"
		case out.Role != Agent:
			a.How = "rule"
		}
		c.Assignments = append(c.Assignments, a)
	case "THREAD_STATUS_CHANGE":
		if to := hubState(m.NewStatus); to != "" {
			c.StateChanges = append(c.StateChanges, StateChange{At: out.At, ByID: out.Author.ID, ByRole: out.Role, To: to})
		}
	case "MESSAGE", "", "COMMENT", "WELCOME_MESSAGE", "THREAD_INBOX_CHANGE":
	default:
		if out.Body != "" {
			c.warn("unknown_message", out.ID, "message type "+quoteType(string(m.Type))+" is not known; its text was kept as an event")
		}
	}
}

// read reads a ticket of the CRM, or an e-mail or a note that goes with one.
func (o *hubObject) read() (c *Conversation, other string) {
	p := o.Properties
	get := func(keys ...string) string {
		for _, k := range keys {
			if v := p[k]; v != "" {
				return string(v)
			}
		}
		return ""
	}
	ticket := o.ticket()
	if _, is := p["hs_pipeline_stage"]; is || p["content"] != "" && ticket == "" {
		return o.opened(get), ""
	}
	m := Message{ID: "crm-" + string(o.ID), At: firstTime(parseTime(get("hs_timestamp")), o.CreatedAt.time()), Role: Agent, Kind: Comment, RawType: "email"}
	m.Author.ID = get("hubspot_owner_id")
	switch {
	case get("hs_email_text", "hs_email_html") != "":
		m.Body, m.Links = bodyText(get("hs_email_html"), get("hs_email_text"))
		if get("hs_email_direction") == "INCOMING_EMAIL" {
			m.Role, m.Author = Customer, Person{Email: get("hs_email_from_email")}
		}
		m.Author.Name = strings.TrimSpace(get("hs_email_from_firstname") + " " + get("hs_email_from_lastname"))
	case get("hs_note_body") != "":
		m.Kind, m.RawType = Note, "note"
		m.Body, m.Links = bodyText(get("hs_note_body"), "")
	default:
		return nil, "holds objects of HubSpot's CRM that are no tickets, e-mails or notes"
	}
	if ticket == "" {
		return nil, "holds e-mails or notes of HubSpot that do not say their ticket; export them with their associations to tickets"
	}
	c = piece(FormatHubSpot, ticket)
	c.joint.Space = "ticket"
	c.Messages = []Message{m}
	return c, ""
}

// ticket is the id of the ticket that an object goes with.
func (o *hubObject) ticket() string {
	for _, key := range []string{"tickets", "ticket"} {
		if list := o.Associations[key].Results; len(list) > 0 {
			return string(list[0].ID)
		}
	}
	return ""
}

// opened reads a ticket of the CRM, which has the first message as its
// content; the others are objects of their own.
func (o *hubObject) opened(get func(...string) string) *Conversation {
	c := &Conversation{
		ID: string(o.ID), Source: FormatHubSpot, Subject: decodeEntities(get("subject")), CreatedAt: firstTime(parseTime(get("createdate")), o.CreatedAt.time()),
		UpdatedAt: o.UpdatedAt.time(), ClosedAt: parseTime(get("closed_date")), State: Open, RawChannel: get("source_type"),
		Channel: strings.ToLower(get("source_type")), joint: joint{Loose: true, Space: "ticket"},
	}
	if !slices.Contains([]string{"chat", "email", "phone", "form"}, c.Channel) {
		c.Channel = "other"
	} else if c.Channel == "form" {
		c.Channel = "web"
	}
	if !c.ClosedAt.IsZero() {
		c.State = Closed
	}
	if body, links := bodyText(get("content"), ""); body != "" {
		c.Messages = []Message{{ID: "opening", At: c.CreatedAt, Role: Customer, Kind: Comment, Body: body, Links: links, RawType: "opening"}}
	}
	return c
}

// settleHubSpot says of a ticket that nothing but its opening is there.
func settleHubSpot(rd *reading, src *Source, c *Conversation) {
	if c.joint.Space == "ticket" && len(c.Messages) < 2 {
		c.Truncated = true
		rd.warned(src, c, "opening_only", "", "the answers to a ticket are objects of their own; export its e-mails and notes too")
	}
	settleCourse(rd, src, c)
}
