package inbox

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"
)

// zdAudit is one change of a ticket with all that it changed. The events of
// incremental exports are the same, written otherwise.
type zdAudit struct {
	ID        text              `json:"id"`
	Ticket    text              `json:"ticket_id"`
	CreatedAt moment            `json:"created_at"`
	Timestamp moment            `json:"timestamp"`
	Author    text              `json:"author_id"`
	Updater   text              `json:"updater_id"`
	Via       zdVia             `json:"via"`
	Events    []zdEvent         `json:"events"`
	Children  []json.RawMessage `json:"child_events"`
	Metadata  struct {
		Flags []float64 `json:"flags"`
	} `json:"metadata"`
}

// zdEvent is one event of an audit; a comment is one too.
type zdEvent struct {
	zdComment
	Field     text            `json:"field_name"`
	Value     json.RawMessage `json:"value"`
	CommentID text            `json:"comment_id"`
	MacroID   text            `json:"macro_id"`
}

// UnmarshalJSON reads what can be read of an event.
func (e *zdEvent) UnmarshalJSON(b []byte) error {
	type plain zdEvent
	_, err := decode(b, (*plain)(e))
	return err
}

// zdAudit reads an audit or event that stands apart from its ticket.
func (rd *reading) zdAudit(src *Source, s *shape) error {
	var a zdAudit
	if _, err := decode(s.data, &a); err != nil {
		return rd.brokenRecord(src, s)
	}
	if a.Ticket == "" {
		src.skip("holds audits of Zendesk without the ticket they belong to" + exportZendesk)
		return nil
	}
	src.helped(FormatZendesk)
	p := piece(FormatZendesk, string(a.Ticket))
	a.apply(p)
	return rd.add(src, p, s.data)
}

// zdChanges are the fields of a child event that mean something here.
var zdChanges = []string{"status", "assignee_id", "group_id", "requester_id", "subject", "satisfaction_score", "satisfaction_comment"}

// children turns the events of an incremental export into those of audits:
// there each change has the name of the field as its key.
func (a *zdAudit) children() {
	for _, raw := range a.Children {
		s, err := newShape(record{data: raw})
		if err != nil {
			continue
		}
		var e zdEvent
		if _, err := decode(raw, &e); err != nil {
			continue
		}
		switch e.Type = text(s.text("event_type")); e.Type {
		case "Create", "Change":
			for _, field := range zdChanges {
				if s.has(field) {
					e.Field, e.Value = text(field), s.raw(field)
					a.Events = append(a.Events, e)
				}
			}
		default:
			a.Events = append(a.Events, e)
		}
	}
	a.Children = nil
}

// apply adds what an audit changed to the conversation.
func (a *zdAudit) apply(c *Conversation) {
	a.children()
	at := firstTime(a.CreatedAt.time(), a.Timestamp.time())
	by := cmp.Or(a.Author, a.Updater)
	var assigned *Assignment
	comment, macro := "", ""
	for i := range a.Events {
		e := &a.Events[i]
		switch e.Type {
		case "Create", "Change":
			a.change(c, e, at, by, &assigned)
		case "Comment", "VoiceComment", "Sms", "Tweet", "FacebookComment", "FacebookEvent", "KnowledgeCaptureComment":
			m := a.message(e, at, by)
			comment = m.ID
			c.Messages = append(c.Messages, m)
		case "CommentPrivacyChange":
			kind := Note
			if e.Public != nil && *e.Public {
				kind = Comment
			}
			c.joint.Edits = append(c.joint.Edits, edit{At: at, Message: string(e.CommentID), Kind: kind})
		case "CommentRedactionEvent":
			c.joint.Edits = append(c.joint.Edits, edit{At: at, Message: string(e.CommentID), Redacted: true})
		case "AgentMacroReference":
			macro = string(e.MacroID)
		case "ChatStartedEvent":
			a.chat(c, e, at)
		default:
			a.unknown(c, e, at, by)
		}
	}
	if macro != "" && comment != "" {
		c.joint.Edits = append(c.joint.Edits, edit{At: at, Message: comment, SavedReply: macro})
	}
	if assigned != nil {
		a.assign(c, assigned, comment != "")
	}
}

// message is the comment of an audit. Author, channel and time stand at the
// audit when they do not stand at the comment.
func (a *zdAudit) message(e *zdEvent, at time.Time, by text) Message {
	c := e.zdComment
	c.Author = cmp.Or(c.Author, by)
	c.Via.Channel = cmp.Or(c.Via.Channel, a.Via.Channel)
	c.Metadata.Flags = append(c.Metadata.Flags, a.Metadata.Flags...)
	m := c.message()
	m.At = firstTime(m.At, at)
	return m
}

// change records a change of a field.
func (a *zdAudit) change(c *Conversation, e *zdEvent, at time.Time, by text, assigned **Assignment) {
	var value text
	_ = value.UnmarshalJSON(e.Value) // never fails
	if value == "-" {
		value = ""
	}
	rule := by == "-1" || by == "0" || a.Via.Channel == "rule" || e.Via.Channel == "rule" || strings.Contains(strings.ToLower(string(e.Via.Channel)), "rule")
	role := Role("")
	if rule {
		role = System
	}
	switch e.Field {
	case "status":
		if to := zdState(value); to != "" {
			c.StateChanges = append(c.StateChanges, StateChange{At: at, ByID: string(by), ByRole: role, To: to})
		}
	case "assignee_id", "group_id":
		if *assigned == nil {
			*assigned = &Assignment{At: at, ByID: string(by), ByRole: role, How: "manual"}
		}
		if rule {
			(*assigned).How, (*assigned).ByRole = "rule", System
		}
		if e.Field == "assignee_id" {
			(*assigned).ToAgent = string(value)
		} else {
			(*assigned).ToTeam = string(value)
		}
	case "requester_id":
		c.joint.Customer = cmp.Or(c.joint.Customer, string(value))
	case "subject":
		c.Subject = cmp.Or(c.Subject, decodeEntities(string(value)))
	case "satisfaction_score", "satisfaction_comment":
		a.rate(c, e.Field, value, at)
	}
}

// assign keeps the assignments of one audit as one.
func (a *zdAudit) assign(c *Conversation, as *Assignment, replied bool) {
	switch {
	case as.ToAgent == "" && as.ToTeam == "":
		as.How = "unassign"
	case as.How == "manual" && replied && as.ToAgent == as.ByID:
		as.How = "auto_on_reply"
	}
	c.Assignments = append(c.Assignments, *as)
}

// rate records when a rating was asked for and given.
func (a *zdAudit) rate(c *Conversation, field, value text, at time.Time) {
	r := zdRating{Score: value}
	if field == "satisfaction_comment" {
		if c.Rating != nil {
			c.Rating.Comment = cmp.Or(c.Rating.Comment, decodeEntities(string(value)))
		}
		return
	}
	next := r.neutral()
	switch {
	case next == nil:
		return
	case next.Value == 0:
		next.AskedAt = at
	default:
		next.AnsweredAt = at
	}
	c.Rating = mergeRatings(c.Rating, next)
}

// chat adds the transcript of a chat, which is in no comment.
func (a *zdAudit) chat(c *Conversation, e *zdEvent, at time.Time) {
	var v struct {
		History []struct {
			Type      text   `json:"type"`
			Message   text   `json:"message"`
			ActorID   text   `json:"actor_id"`
			ActorName text   `json:"actor_name"`
			ActorType text   `json:"actor_type"`
			Timestamp moment `json:"timestamp"`
			ID        text   `json:"message_id"`
		} `json:"history"`
	}
	if len(e.Value) == 0 {
		return
	}
	if _, err := decode(e.Value, &v); err != nil {
		return
	}
	for _, h := range v.History {
		if h.Type != "ChatMessage" || h.Message == "" {
			continue
		}
		m := zdChatMessage(string(h.ActorID), string(h.ActorType), h.Type, h.Message)
		m.ID, m.At, m.Author.Name = string(h.ID), firstTime(h.Timestamp.time(), at), decodeEntities(string(h.ActorName))
		c.Messages = append(c.Messages, m)
	}
}

// zdChatMessage is a line of a chat. Who wrote it shows in their kind, or in
// their id, which has the kind and a colon before it.
func zdChatMessage(actor, kind string, raw, body text) Message {
	before, id, typed := strings.Cut(actor, ":")
	if !typed {
		before, id = "", actor
	}
	m := Message{Role: Customer, Kind: Comment, RawType: string(raw), Author: Person{ID: id}}
	switch strings.ToLower(cmp.Or(kind, before)) {
	case "agent", "admin":
		m.Role = Agent
	case "bot", "trigger", "automation":
		m.Role, m.Auto = Bot, true
	case "system":
		m.Role = System
	}
	m.Body, m.Links = bodyText(string(body), "")
	return m
}

// unknown keeps an event that has words as an event, and tells of it. Events
// without any, such as notifications, are nothing that was said.
func (a *zdAudit) unknown(c *Conversation, e *zdEvent, at time.Time, by text) {
	switch e.Type {
	case "Notification", "NotificationWithCcs", "Cc", "EmailCcChange", "FollowerChange", "Error", "External", "OrganizationActivity",
		"FollowerNotification", "SlaTargetChange", "TranslatableError", "LogMeInTranscript":
		return
	}
	m := a.message(e, at, by)
	if m.Body == "" {
		return
	}
	m.Kind = Event
	c.Messages = append(c.Messages, m)
	c.warn("unknown_part", m.ID, "audit event "+quoteType(string(e.Type))+" is not known; its text was kept as an event")
}

// zendeskSettle completes a ticket: its description is left out where the
// comments repeat it, and ids become people with roles.
func (rd *reading) zendeskSettle(src *Source, c *Conversation) {
	comments := 0
	for _, m := range c.Messages {
		if m.RawType != zdDescription && m.Kind != Event {
			comments++
		}
	}
	switch {
	case comments > 0:
		c.adopt()
		c.dropRaw(zdDescription)
	case c.joint.Piece:
	case len(c.Messages) > 0:
		c.Truncated = true
		src.warn("no_comments", c.ID, "the export has the ticket without its comments: only its description was read; export the comments too")
	default:
		c.BodiesMissing = c.State != Deleted
	}
	switch {
	case c.joint.Space == zdChats:
		c.CreatedAt, c.UpdatedAt = c.Messages[0].At, c.Messages[len(c.Messages)-1].At
	case c.joint.Piece:
		c.BodiesMissing = len(c.Messages) == 0
		c.Truncated = !c.BodiesMissing
		src.warn("no_ticket", c.ID, "the export has comments or changes, but not their ticket; export the tickets too")
	}
	rd.settlePeople(src, c)
	for _, w := range c.Warnings {
		src.warn(w.Code, c.ID, w.Text)
	}
}

// adopt gives a comment whose author was deleted to the requester, if it is
// the one that the description repeats.
func (c *Conversation) adopt() {
	opening := ""
	for _, m := range c.Messages {
		if m.RawType == zdDescription {
			opening = m.Body
		}
	}
	for i := range c.Messages {
		m := &c.Messages[i]
		if m.RawType != zdDescription && m.Author.ID == "" && m.Role == "" && m.Body == opening {
			m.Author.ID = c.joint.Customer
			return
		}
	}
}
