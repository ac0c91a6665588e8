package inbox

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// FormatGorgias is Gorgias: tickets, messages, events and satisfaction
// surveys of its API.
const FormatGorgias = "gorgias"

// ggTicket is a ticket. Fetched by itself it has its messages.
type ggTicket struct {
	ID        text            `json:"id"`
	Subject   text            `json:"subject"`
	Status    text            `json:"status"`
	Channel   text            `json:"channel"`
	Via       text            `json:"via"`
	Language  text            `json:"language"`
	Spam      text            `json:"spam"`
	FromAgent text            `json:"from_agent"`
	Customer  *ggPerson       `json:"customer"`
	Agent     json.RawMessage `json:"assignee_user"`
	Team      json.RawMessage `json:"assignee_team"`
	Tags      []ggNamed       `json:"tags"`
	Messages  []ggMessage     `json:"messages"`
	Count     text            `json:"messages_count"`
	Created   moment          `json:"created_datetime"`
	Updated   moment          `json:"updated_datetime"`
	Last      moment          `json:"last_message_datetime"`
	Closed    moment          `json:"closed_datetime"`
	Snoozed   moment          `json:"snooze_datetime"`
	Trashed   moment          `json:"trashed_datetime"`
	Survey    *ggSurvey       `json:"satisfaction_survey"`
	Events    []ggEvent       `json:"events"`
}

type ggNamed struct {
	ID   text `json:"id"`
	Name text `json:"name"`
}

type ggPerson struct {
	ID    text `json:"id"`
	Name  text `json:"name"`
	First text `json:"firstname"`
	Last  text `json:"lastname"`
	Email text `json:"email"`
	Bot   text `json:"is_bot"`
	Role  struct {
		Name text `json:"name"`
	} `json:"role"`
}

func (p *ggPerson) person() Person {
	if p == nil {
		return Person{}
	}
	name := cmp.Or(string(p.Name), strings.TrimSpace(string(p.First)+" "+string(p.Last)))
	return Person{ID: string(p.ID), Name: decodeEntities(name), Email: string(p.Email)}
}

func (p *ggPerson) bot() bool {
	return p != nil && (p.Bot == "true" || p.Role.Name == "bot" || p.Role.Name == "internal-agent")
}

type ggMessage struct {
	ID           text      `json:"id"`
	TicketID     text      `json:"ticket_id"`
	Public       text      `json:"public"`
	FromAgent    text      `json:"from_agent"`
	RuleID       text      `json:"rule_id"`
	Channel      text      `json:"channel"`
	Via          text      `json:"via"`
	Sender       *ggPerson `json:"sender"`
	HTML         text      `json:"body_html"`
	Text         text      `json:"body_text"`
	StrippedHTML text      `json:"stripped_html"`
	StrippedText text      `json:"stripped_text"`
	Macros       []ggNamed `json:"macros"`
	Intents      []ggNamed `json:"intents"`
	Created      moment    `json:"created_datetime"`
	Sent         moment    `json:"sent_datetime"`
	Deleted      moment    `json:"deleted_datetime"`
	Failed       moment    `json:"failed_datetime"`
	Attachments  []struct {
		Name text    `json:"name"`
		Type text    `json:"content_type"`
		Size float64 `json:"size"`
	} `json:"attachments"`
}

// ggSurvey is a satisfaction survey. It is there once it is planned, and was
// asked when it was sent.
type ggSurvey struct {
	TicketID text   `json:"ticket_id"`
	Score    text   `json:"score"`
	Body     text   `json:"body_text"`
	Sent     moment `json:"sent_datetime"`
	Scored   moment `json:"scored_datetime"`
}

// ggEvent is a change of a ticket.
type ggEvent struct {
	ID       text   `json:"id"`
	Kind     text   `json:"object_type"`
	ObjectID text   `json:"object_id"`
	Type     text   `json:"type"`
	UserID   text   `json:"user_id"`
	Created  moment `json:"created_datetime"`
	Data     struct {
		User  text   `json:"assignee_user_id"`
		Team  text   `json:"assignee_team_id"`
		Until moment `json:"snooze_datetime"`
	} `json:"data"`
}

// isGorgias tells Gorgias by its times, which end in _datetime.
func isGorgias(s *shape) bool {
	if !s.has("created_datetime") {
		return s.has("sent_datetime", "scored_datetime")
	}
	for _, keys := range [][]string{{"from_agent"}, {"score"}, {"object_type"}, {"status", "channel"}, {"actions", "intent"}, {"email", "role"}, {"email", "channels"}, {"decoration"}, {"messages_count"}} {
		if s.has(keys...) {
			return true
		}
	}
	return false
}

// gorgiasRecord reads a ticket, a message, an event or a survey.
func (rd *reading) gorgiasRecord(src *Source, s *shape) error {
	var c *Conversation
	var fault string
	var err error
	switch {
	case s.has("object_type"):
		var e ggEvent
		if fault, err = decode(s.data, &e); err == nil && e.Kind == "Ticket" {
			c = piece(FormatGorgias, string(e.ObjectID))
			c.BodiesMissing = true
			e.happen(c)
		}
	case s.has("score") || s.has("scored_datetime"):
		var v ggSurvey
		if fault, err = decode(s.data, &v); err == nil {
			c = piece(FormatGorgias, string(v.TicketID))
			c.BodiesMissing, c.Rating = true, v.rating()
		}
	case s.has("public"), s.has("from_agent") && !s.has("status"):
		var m ggMessage
		if fault, err = decode(s.data, &m); err == nil {
			c = piece(FormatGorgias, string(m.TicketID))
			m.say(c)
		}
	case s.has("status", "channel"):
		var t ggTicket
		if fault, err = decode(s.data, &t); err == nil {
			c = t.conversation()
		}
	}
	switch {
	case err != nil:
		return rd.brokenRecord(src, s)
	case c == nil:
		src.skip("holds something else of Gorgias than tickets; export the tickets with their messages instead")
		return nil
	case c.ID == "":
		src.skip("holds messages of Gorgias that do not say their ticket; export the tickets with their messages instead")
		return nil
	}
	return rd.part(src, s, c, fault)
}

// conversation reads a ticket.
func (t *ggTicket) conversation() *Conversation {
	c := &Conversation{
		ID: string(t.ID), Source: FormatGorgias, Subject: decodeEntities(string(t.Subject)), State: t.state(),
		CreatedAt: t.Created.time(), UpdatedAt: laterTime(t.Updated.time(), t.Last.time()), ClosedAt: t.Closed.time(),
		Language: languageTag(string(t.Language)), RawChannel: string(t.Channel), Channel: ggChannel(string(t.Channel)),
		BodiesMissing: len(t.Messages) == 0 && t.Count != "0", joint: joint{Loose: true, Count: int(wholeNumber(t.Count))},
		AssignedTo: holder(t.Agent, t.Team),
	}
	if c.State == Snoozed {
		c.SnoozedUntil = t.Snoozed.time()
	}
	switch t.FromAgent {
	case "true":
		c.InitiatedBy = Agent
	case "false":
		c.InitiatedBy = Customer
	}
	for _, tag := range t.Tags {
		if tag.Name != "" {
			c.Tags = append(c.Tags, decodeEntities(string(tag.Name)))
		}
	}
	if p := t.Customer.person(); p != (Person{}) {
		c.Customers = []Person{p}
	}
	if t.Survey != nil {
		c.Rating = t.Survey.rating()
	}
	for i := range t.Messages {
		t.Messages[i].say(c)
	}
	for i := range t.Events {
		t.Events[i].happen(c)
	}
	return c
}

// state reads the state. A snoozed ticket is closed until it wakes; a time
// that was over when the ticket was last changed has woken it already.
func (t *ggTicket) state() State {
	until := t.Snoozed.time()
	switch {
	case !t.Trashed.time().IsZero():
		return Deleted
	case t.Spam == "true":
		return Spam
	case !until.IsZero() && until.After(laterTime(t.Updated.time(), t.Last.time())):
		return Snoozed
	case t.Status == "closed":
		return Closed
	case t.Status != "":
		return Open
	}
	return ""
}

func ggChannel(raw string) string {
	switch raw {
	case "email", "chat", "phone", "sms", "whatsapp", "api":
		return raw
	case "contact_form", "help-center", "help_center":
		return "web"
	case "aircall", "voice":
		return "phone"
	case "":
		return ""
	}
	for _, network := range []string{"facebook", "instagram", "twitter", "tiktok", "yotpo"} {
		if strings.HasPrefix(raw, network) {
			return "social"
		}
	}
	return "other"
}

// say adds a message. Its text comes without the mail that it answers.
func (m *ggMessage) say(c *Conversation) {
	out := Message{
		ID: string(m.ID), At: firstTime(m.Created.time(), m.Sent.time()), Kind: Comment, Author: m.Sender.person(),
		RawType: string(cmp.Or(m.Channel, "message")), Role: Customer,
	}
	if m.FromAgent == "true" {
		out.Role = Agent
		if m.RuleID != "" || m.Sender.bot() {
			out.Role, out.Auto = Bot, m.RuleID != ""
		}
	}
	if m.Public == "false" || m.Channel == "internal-note" {
		out.Kind = Note
	}
	rich := cmp.Or(string(m.StrippedHTML), string(m.HTML))
	if m.StrippedText != "" && m.StrippedHTML == "" {
		rich = ""
	}
	out.Body, out.Links = bodyText(rich, string(cmp.Or(m.StrippedText, m.Text)))
	for _, a := range m.Attachments {
		out.Attachments = append(out.Attachments, Attachment{Name: string(a.Name), Type: string(a.Type), Size: int64(a.Size)})
	}
	if len(m.Macros) > 0 {
		out.SavedReplyID = string(m.Macros[0].ID)
	}
	for _, i := range m.Intents {
		if i.Name != "" && !slices.Contains(c.Topics, string(i.Name)) {
			c.Topics = append(c.Topics, string(i.Name))
		}
	}
	switch {
	case !m.Deleted.time().IsZero():
		out.Redacted, out.Body, out.Links = true, "", nil
	case !m.Failed.time().IsZero() && out.Kind == Comment:
		out.Kind = Note
		c.warn("not_sent", out.ID, "a message that could not be sent was taken as a note: the customer never saw it")
	case out.Body == "" && len(out.Attachments) == 0:
		out.Kind = Event
	}
	c.Messages = append(c.Messages, out)
}

// rating reads a survey: sent is asked, scored is answered.
func (v *ggSurvey) rating() *Rating {
	r := &Rating{AskedAt: v.Sent.time(), AnsweredAt: v.Scored.time(), Scale: 5, Value: stars(v.Score), Comment: decodeEntities(string(v.Body))}
	if r.AskedAt.IsZero() && r.Value == 0 {
		return nil
	}
	return r
}

// ggStates are the states that events lead to.
var ggStates = map[text]State{
	"ticket-closed": Closed, "ticket-reopened": Open, "ticket-snoozed": Snoozed, "ticket-self-unsnoozed": Open,
	"ticket-trashed": Deleted, "ticket-untrashed": Open, "ticket-marked-spam": Spam, "ticket-unmarked-spam": Open,
}

// ggQuiet are events that change nothing that is kept but their name.
var ggQuiet = map[text]bool{
	"ticket-created": true, "ticket-updated": true, "ticket-message-created": true, "ticket-message-updated": true,
	"ticket-customer-updated": true, "ticket-excluded-from-auto-merge": true, "ticket-excluded-from-csat": true, "ticket-merged": true,
	"ticket-message-summary-created": true, "ticket-split": true, "ticket-subject-updated": true, "ticket-tags-added": true,
	"ticket-tags-removed": true, "ticket-viewed": true, "ticket-satisfaction-survey-skipped": true, "satisfaction-survey-sent": true,
	"satisfaction-survey-responded": true, "ticket-satisfaction-survey-responded": true, "rule-executed": true, "action-executed": true,
	"ticket-sla-policy-assigned": true, "ticket-handed-over": true, "ticket-message-failed": true,
}

// happen adds a change. Nobody's changes are those of rules and of the time.
func (e *ggEvent) happen(c *Conversation) {
	m := Message{ID: "event-" + string(e.ID), At: e.Created.time(), Role: System, Kind: Event, RawType: string(e.Type)}
	how := "rule"
	if e.UserID != "" {
		m.Role, m.Author.ID, how = Agent, string(e.UserID), "manual"
	}
	c.Messages = append(c.Messages, m)
	a := Assignment{At: m.At, ByID: m.Author.ID, ByRole: m.Role, How: how}
	switch to, changes := ggStates[e.Type]; {
	case e.Type == "ticket-assigned":
		a.ToAgent = string(e.Data.User)
		c.Assignments = append(c.Assignments, a)
	case e.Type == "ticket-team-assigned":
		a.ToTeam = string(e.Data.Team)
		c.Assignments = append(c.Assignments, a)
	case e.Type == "ticket-unassigned", e.Type == "ticket-team-unassigned":
		a.How = "unassign"
		c.Assignments = append(c.Assignments, a)
	case changes:
		ch := StateChange{At: m.At, ByID: m.Author.ID, ByRole: m.Role, To: to}
		if e.Type == "ticket-self-unsnoozed" {
			ch.ByRole = System
		}
		c.StateChanges = append(c.StateChanges, ch)
		if to == Snoozed {
			c.Snoozes = append(c.Snoozes, Snooze{From: m.At, Until: e.Data.Until.time()})
		}
	case !ggQuiet[e.Type]:
		c.warn("unknown_event", m.ID, "events of type "+quoteType(string(e.Type))+" are not known; kept as they are")
	}
}
