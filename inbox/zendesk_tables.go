package inbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// zdTables are the tables of a warehouse copy of Zendesk, as the usual
// connector writes them, by columns that only they have together. Each row is
// read like the record of the API that it was made from.
var zdTables = []struct {
	columns []string
	read    func(rd *reading, src *Source, row zdRow) error
}{
	{[]string{"requester_id", "submitter_id", "status", "id"}, (*reading).zdTicketRow},
	{[]string{"ticket_id", "body", "public", "user_id"}, (*reading).zdCommentRow},
	{[]string{"field_name", "ticket_id", "updated", "value"}, (*reading).zdHistoryRow},
	{[]string{"role", "ticket_restriction", "email"}, (*reading).zdUserRow},
	{[]string{"tag", "ticket_id"}, (*reading).zdTagRow},
	{[]string{"ticket_id", "schedule_id"}, (*reading).zdScheduleRow},
	{[]string{"chat_id", "actor_id", "chat_index", "message"}, (*reading).zdChatRow},
}

// isWarehouse looks for the column that connectors add to each table.
func isWarehouse(header []string) bool {
	return slices.ContainsFunc(header, func(h string) bool { return strings.HasSuffix(strings.ToLower(h), "_synced") })
}

// zdTable is the reader of a warehouse table, nil if it is none of Zendesk.
func zdTable(header []string) func(rd *reading, src *Source, row zdRow) error {
	if !isWarehouse(header) {
		return nil
	}
	for _, t := range zdTables {
		if !slices.ContainsFunc(t.columns, func(c string) bool { return !slices.Contains(header, c) }) {
			return t.read
		}
	}
	return nil
}

// zdRow is a row of a warehouse table.
type zdRow struct {
	header, cells []string
	src           *Source
	line          int
}

func (r zdRow) get(column string) text {
	i := slices.Index(r.header, column)
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return text(plainNumber(fixText(r.src, r.cells[i], r.line)))
}

func (r zdRow) time(column string) moment { return moment{r.get(column)} }

// size is about what the row takes in memory.
func (r zdRow) size() int {
	n := 200
	for _, c := range r.cells {
		n += len(c)
	}
	return n
}

// warehouse reads the rows of a table of Zendesk.
func (rd *reading) warehouse(src *Source, rows rowSource, header []string, read func(*reading, *Source, zdRow) error) error {
	return eachRow(src, rows, func(cells []string, line int) error {
		row := zdRow{header, cells, src, line}
		if isTrue(string(row.get("_fivetran_deleted"))) {
			return nil
		}
		return read(rd, src, row)
	})
}

func (rd *reading) zdTicketRow(src *Source, row zdRow) error {
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

func (rd *reading) zdCommentRow(src *Source, row zdRow) error {
	public := isTrue(string(row.get("public")))
	c := zdComment{ID: row.get("id"), Author: row.get("user_id"), Body: row.get("body"), Public: &public, CreatedAt: row.time("created")}
	return rd.zdPart(src, row, func(p *Conversation) { p.Messages = append(p.Messages, c.message()) })
}

// zdPart adds what a row tells of a ticket.
func (rd *reading) zdPart(src *Source, row zdRow, add func(*Conversation)) error {
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

func (rd *reading) zdHistoryRow(src *Source, row zdRow) error {
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

func (rd *reading) zdUserRow(src *Source, row zdRow) error {
	src.helped(FormatZendesk)
	rd.zdMeet(src, zdUser{ID: row.get("id"), Name: row.get("name"), Email: row.get("email"), Role: row.get("role"), Locale: row.get("locale")})
	return nil
}

func (rd *reading) zdTagRow(src *Source, row zdRow) error {
	return rd.zdPart(src, row, func(p *Conversation) { p.Tags = texts([]text{row.get("tag")}) })
}

// zdScheduleRow reads which business hours a ticket was given, and when.
func (rd *reading) zdScheduleRow(src *Source, row zdRow) error {
	return rd.zdPart(src, row, func(p *Conversation) {
		p.Schedule, p.joint.ScheduleAt = string(row.get("schedule_id")), row.time("created_at").time()
	})
}

// zdChats is the space of the ids of chats.
const zdChats = "chat"

// zdChatRow reads an event of a chat. Chats have ids of their own, and become
// conversations of their own.
func (rd *reading) zdChatRow(src *Source, row zdRow) error {
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
