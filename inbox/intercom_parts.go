package inbox

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// maxParts is how many parts Intercom gives at most: the newest.
const maxParts = 500

// redactedBody is all that old exports say of a removed message.
const redactedBody = "<p><i>This message was deleted</i></p>"

// partRule says what a part type is when it has no body, and what changes with
// it.
type partRule struct {
	note    bool  // its body is for the team alone
	to      State // the state it leads to
	wake    string
	assigns string // how, when it assigns
	snoozes bool
	auto    bool
}

// partRules are the part types that mean something. Any other that has no body
// is an event; with one it is kept as an event with a warning.
var partRules = map[string]partRule{
	"comment":                            {},
	"note":                               {note: true},
	"note_and_reopen":                    {note: true, to: Open},
	"note_and_unsnooze":                  {note: true, to: Open, wake: "agent"},
	"assignment":                         {assigns: "manual"},
	"assign_and_reopen":                  {assigns: "manual", to: Open},
	"assign_and_unsnooze":                {assigns: "manual", to: Open, wake: "agent"},
	"open":                               {to: Open, wake: "agent"},
	"close":                              {to: Closed, wake: "agent"},
	"snoozed":                            {to: Snoozed, snoozes: true},
	"unsnoozed":                          {to: Open, wake: "agent"},
	"timer_unsnooze":                     {to: Open, wake: "timer"},
	"away_mode_assignment":               {assigns: "rule"},
	"default_assignment":                 {assigns: "rule"},
	"message_strategy_assignment":        {assigns: "rule"},
	"workflow_assignment":                {assigns: "rule"},
	"quick_reply":                        {},
	"call_summary":                       {note: true},
	"channel_and_reply_time_expectation": {auto: true},
}

// eventParts are changes without words; their bodies, if any, are labels.
var eventParts = map[string]bool{
	"participant_added": true, "participant_removed": true, "conversation_rating_changed": true,
	"conversation_rating_remark_added": true, "conversation_tags_updated": true, "operator_workflow_event": true,
	"user_became_idle": true, "entity_linked": true, "entity_unlinked": true, "merged_primary_conversation": true,
	"ticket_state_updated_by_admin": true, "ticket_attribute_updated_by_admin": true,
}

var eventPrefixes = []string{"conversation_attribute_updated_by", "priority_changed", "conversation_sla_", "custom_action_", "attribute_collect", "ticket_"}

func isEventPart(t string) bool {
	if eventParts[t] {
		return true
	}
	for _, p := range eventPrefixes {
		if strings.HasPrefix(t, p) {
			return true
		}
	}
	return false
}

// parts adds the parts of a conversation or ticket.
func (o *icObject) parts(c *Conversation) {
	list, internal := o.partList(c)
	for i := range list {
		c.part(&list[i], internal)
	}
	endSnoozes(c)
	for i := len(c.StateChanges) - 1; i >= 0 && c.State == Closed; i-- {
		if c.StateChanges[i].To == Closed {
			c.ClosedAt = c.StateChanges[i].At
			break
		}
	}
}

// partList returns the parts and whether all of them are for the team alone.
func (o *icObject) partList(c *Conversation) (list []icPart, internal bool) {
	parts := o.Parts
	if o.TicketParts != nil {
		parts = o.TicketParts
		category := o.Category
		if o.TicketType != nil {
			category = cmp.Or(category, o.TicketType.Category)
		}
		internal = category == "Back-office" || category == "Tracker"
	}
	if parts == nil {
		return nil, internal
	}
	list = parts.List
	if len(parts.Ticket) > 0 {
		list = parts.Ticket
	}
	if len(list) >= maxParts || parts.Total == maxParts || parts.Total > len(list) {
		c.Truncated = true
		c.warn("parts_capped", "", "the export leaves out the older parts of a long conversation")
	}
	return list, internal || o.SideID != ""
}

// message is what all kinds of parts have in common.
func (p *icPart) message() Message {
	m := Message{
		ID: string(p.ID), At: p.CreatedAt.time(), Role: p.Author.role(), Author: p.Author.person(),
		RawType: p.PartType, AI: p.Author.FromAI || p.Author.IsAI,
	}
	m.Body, m.Links = htmlText(string(p.Body))
	if p.Redacted || strings.TrimSpace(string(p.Body)) == redactedBody {
		m.Redacted, m.Body, m.Links = true, "", nil
	}
	for _, a := range p.Attachments {
		m.Attachments = append(m.Attachments, Attachment{Name: string(a.Name), Type: string(a.Type), Size: int64(a.Size)})
	}
	return m
}

// part adds one part: its message, and the changes that ride on it.
func (c *Conversation) part(p *icPart, internal bool) {
	rule, known := partRules[p.PartType]
	m := p.message()
	if m.Body == "" && p.PartType == "quick_reply" {
		m.Body = chosenReply(p.Metadata)
	}
	m.Kind = c.kind(p, &m, rule, known)
	if internal && m.Kind == Comment {
		m.Kind = Note
	}
	if rule.auto || m.Role == Bot && isBoilerplate(m.Body) {
		m.Auto, m.Role = true, Bot
	}
	c.assign(p, rule, &m)
	c.change(p, rule, &m)
	if strings.HasPrefix(p.PartType, "conversation_rating_") && c.Rating != nil && c.Rating.Value > 0 && p.PartType == "conversation_rating_changed" {
		c.Rating.AnsweredAt = m.At
	}
	c.Messages = append(c.Messages, m)
}

// kind tells who could see a part. A body on a part that is no comment is
// normal: replies ride on assignments, on opening and on closing.
func (c *Conversation) kind(p *icPart, m *Message, rule partRule, known bool) Kind {
	words := m.Body != "" || m.Redacted || len(m.Attachments) > 0
	switch {
	case !known && isEventPart(p.PartType):
		return Event
	case !known && p.PartType == "" && words:
		return Comment
	case !known:
		if words {
			c.warn("unknown_part", m.ID, "part type "+quoteType(p.PartType)+" is not known; its text was kept as an event")
		}
		return Event
	case !words:
		return Event
	case rule.note:
		return Note
	case rule.assigns == "manual" && p.AssignedTo != nil && p.AssignedTo.ID != p.Author.ID:
		c.warn("assign_body", m.ID, "text on an assignment to somebody else was taken as a note")
		return Note
	case rule.snoozes || rule.assigns == "rule":
		return Event
	}
	return Comment
}

// assign records who became responsible.
func (c *Conversation) assign(p *icPart, rule partRule, m *Message) {
	if rule.assigns == "" {
		return
	}
	a := Assignment{At: m.At, ByID: m.Author.ID, ByRole: m.Role, How: rule.assigns}
	if t := p.AssignedTo; t != nil && t.Type != "nobody_admin" && t.ID != "" && t.ID != "0" {
		if t.Type == "team" {
			a.ToTeam = string(t.ID)
		} else {
			a.ToAgent = string(t.ID)
		}
	}
	switch {
	case a.ToAgent == "" && a.ToTeam == "":
		a.How = "unassign"
	case a.How == "manual" && m.Role == Bot:
		a.How = "bot"
	case m.Kind == Comment && a.ToAgent == m.Author.ID:
		a.How = "auto_on_reply"
	}
	c.Assignments = append(c.Assignments, a)
}

// change records changes of state and the start and end of snoozes. A message
// of the customer wakes a conversation, whatever its part type.
func (c *Conversation) change(p *icPart, rule partRule, m *Message) {
	if rule.to != "" {
		c.StateChanges = append(c.StateChanges, StateChange{At: m.At, ByID: m.Author.ID, ByRole: m.Role, To: rule.to})
	}
	wake := rule.wake
	switch {
	case m.Role == Customer && (m.Kind == Comment || wake != ""):
		wake = "customer"
	case wake == "agent" && m.Role != Agent:
		wake = "unknown"
	}
	if n := len(c.Snoozes); wake != "" && n > 0 && c.Snoozes[n-1].EndedBy == "" {
		c.Snoozes[n-1].EndedAt, c.Snoozes[n-1].EndedBy = m.At, wake
	}
	if rule.snoozes {
		c.Snoozes = append(c.Snoozes, Snooze{From: m.At, Until: plannedEnd(p.EventDetails)})
	}
}

// plannedEnd is the time that newer exports give with a snooze.
func plannedEnd(details json.RawMessage) time.Time {
	var d struct {
		Until moment `json:"custom_until_time"`
	}
	if len(details) == 0 || json.Unmarshal(details, &d) != nil {
		return time.Time{}
	}
	return d.Until.time()
}

// endSnoozes settles snoozes whose end no part tells: the last one may go on,
// earlier ones ended when the next began.
func endSnoozes(c *Conversation) {
	for i := range c.Snoozes {
		s := &c.Snoozes[i]
		last := i == len(c.Snoozes)-1
		switch {
		case s.EndedBy != "":
		case last && c.State == Snoozed:
			s.Until = firstTime(s.Until, c.SnoozedUntil)
		default:
			s.EndedBy = "unknown"
		}
	}
}

// chosenReply is the button that a customer clicked.
func chosenReply(metadata json.RawMessage) string {
	var m struct {
		Options []struct {
			Text text `json:"text"`
		} `json:"quick_reply_options"`
	}
	if len(metadata) == 0 || json.Unmarshal(metadata, &m) != nil || len(m.Options) != 1 {
		return ""
	}
	return decodeEntities(string(m.Options[0].Text))
}

// boilerplate are the phrases of what the messenger says by itself.
var boilerplate = []string{"typically replies in", "usually replies in", "get notified by email", "give the team a way to reach you", "will be back", "our usual reply time"}

func isBoilerplate(body string) bool {
	if len(body) >= 300 {
		return false
	}
	lower := strings.ToLower(body)
	return slices.ContainsFunc(boilerplate, func(phrase string) bool { return strings.Contains(lower, phrase) })
}

// ticket adds the opening of a ticket, which is in its attributes.
func (o *icObject) ticket(c *Conversation) {
	attribute := func(name string) string {
		var v text
		if raw, ok := o.TicketAttributes[name]; ok && json.Unmarshal(raw, &v) == nil {
			return string(v)
		}
		return ""
	}
	c.Subject, _ = htmlText(attribute("_default_title_"))
	c.BodiesMissing = o.TicketParts == nil
	c.Channel, c.RawChannel = "other", "ticket"
	m := Message{ID: "opening", At: c.CreatedAt, Role: Customer, Kind: Comment, RawType: "opening"}
	m.Body, m.Links = htmlText(attribute("_default_description_"))
	c.InitiatedBy = Customer
	if len(c.Customers) == 0 {
		m.Role, c.InitiatedBy = Agent, Agent
	} else {
		m.Author = c.Customers[0]
	}
	if m.Body == "" {
		m.Kind = Event
	}
	c.Messages = append(c.Messages, m)
}
