package inbox

import (
	"encoding/json"
	"fmt"
	"strings"
)

// This file reads the tables of a warehouse copy of Zendesk, see warehouseTables.

func (rd *reading) zdTicketRow(src *Source, row tableRow) error {
	t := zdTicket{
		ID: row.get("id"), CreatedAt: row.time("created_at"), UpdatedAt: row.time("updated_at"), Status: row.get("status"),
		Subject: row.get("subject"), Description: row.get("description"), Requester: row.get("requester_id"),
		Submitter: row.get("submitter_id"), Via: zdVia{row.get("via_channel")},
	}
	if t.ID == "" {
		src.warn("no_id", "", fmt.Sprintf("line %d: row without a ticket id; skipped", row.line))
		return nil
	}
	src.found(FormatZendesk)
	c := t.neutral()
	c.AssignedTo = &Assignee{Agent: string(row.get("assignee_id")), Team: string(row.get("group_id"))}
	return rd.addSized(src, c, row.size())
}

func (rd *reading) zdCommentRow(src *Source, row tableRow) error {
	public := isTrue(string(row.get("public")))
	c := zdComment{ID: row.get("id"), Author: row.get("user_id"), Body: row.get("body"), Public: &public, CreatedAt: row.time("created")}
	return rd.zdPart(src, row, func(p *Conversation) { p.Messages = append(p.Messages, c.message()) })
}

// zdPart adds what a row tells of a ticket.
func (rd *reading) zdPart(src *Source, row tableRow, add func(*Conversation)) error {
	id := string(row.get("ticket_id"))
	if id == "" {
		src.warn("no_id", "", fmt.Sprintf("line %d: row without a ticket id; skipped", row.line))
		return nil
	}
	src.helped(FormatZendesk)
	p := piece(FormatZendesk, id)
	add(p)
	return rd.addSized(src, p, row.size())
}

func (rd *reading) zdHistoryRow(src *Source, row tableRow) error {
	value, err := json.Marshal(string(row.get("value")))
	if err != nil {
		return err
	}
	a := zdAudit{CreatedAt: row.time("updated"), Author: row.get("user_id")}
	if a.Author == "" {
		a.Author = "-1"
	}
	a.Events = []zdEvent{{zdComment: zdComment{Type: "Change"}, Field: row.get("field_name"), Value: value}}
	return rd.zdPart(src, row, a.apply)
}

func (rd *reading) zdUserRow(src *Source, row tableRow) error {
	src.helped(FormatZendesk)
	rd.zdMeet(src, zdUser{ID: row.get("id"), Name: row.get("name"), Email: row.get("email"), Role: row.get("role"), Locale: row.get("locale")})
	return nil
}

func (rd *reading) zdTagRow(src *Source, row tableRow) error {
	return rd.zdPart(src, row, func(p *Conversation) { p.Tags = texts([]text{row.get("tag")}) })
}

// zdScheduleRow reads which business hours a ticket was given, and when.
func (rd *reading) zdScheduleRow(src *Source, row tableRow) error {
	return rd.zdPart(src, row, func(p *Conversation) {
		p.Schedule, p.joint.ScheduleAt = string(row.get("schedule_id")), row.time("created_at").time()
	})
}

// zdChats is the space of the ids of chats.
const zdChats = "chat"

// zdChatRow reads an event of a chat. Chats have ids of their own, and become
// conversations of their own.
func (rd *reading) zdChatRow(src *Source, row tableRow) error {
	id := string(row.get("chat_id"))
	if id == "" || row.get("message") == "" {
		return nil // somebody came, left, or was rated
	}
	src.found(FormatZendesk)
	c := piece(FormatZendesk, id)
	c.joint.Space, c.Channel, c.RawChannel = zdChats, "chat", "chat"
	m := zdChatMessage(string(row.get("actor_id")), "", row.get("type"), row.get("message"))
	m.zdOriginal(string(row.get("original_message")))
	m.ID, m.At = string(row.get("message_id")), row.time("created_at").time()
	c.Messages = append(c.Messages, m)
	return rd.addSized(src, c, row.size())
}

// zdOriginal takes the role from the message as the chat had it: ids of actors do
// not tell a bot from a person, nor always an agent from a customer.
func (m *Message) zdOriginal(original string) {
	var o struct {
		Author struct {
			Type text `json:"type"`
		} `json:"author"`
		Source struct {
			Type text `json:"type"`
		} `json:"source"`
	}
	if json.Unmarshal([]byte(original), &o) != nil || m.Role == System {
		return
	}
	switch {
	case strings.HasSuffix(string(o.Source.Type), "answerBot"):
		m.Role, m.Auto = Bot, true
	case o.Author.Type == "USER":
		m.Role, m.Auto = Customer, false
	case o.Author.Type == "BUSINESS" && m.Role == Customer:
		m.Role = Agent
	}
}
