package inbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A joint says how what was read of a conversation goes together with the
// rest of it. It travels with the conversation until that is handed out.
type joint struct {
	// Space tells ids apart that are counted by themselves: those of tickets
	// and of side conversations.
	Space string `json:",omitempty"`
	// Fragment says that this is known to be a part: an event, or a row.
	Fragment bool `json:",omitempty"`
	// Row says that it holds one row of a table.
	Row bool `json:",omitempty"`
	// RoleTold says that a row said which side its author is on.
	RoleTold bool `json:",omitempty"`
	// Table says that it comes from rows of Intercom, which tell the course of a
	// conversation one by one.
	Table bool `json:",omitempty"`
	// Loose says that the rest may be anywhere in what is read, in other
	// files too: it is held, on disk if need be, until all was read.
	Loose bool `json:",omitempty"`
	// Piece says that it has nothing but an id, messages, changes and edits.
	// One that never met its conversation is handed out all the same.
	Piece bool `json:",omitempty"`
	// Answered says that all messages were given with the head, be there none.
	Answered bool `json:",omitempty"`
	// Customer and Author are the ids of the person who asks and of the one
	// who opened the conversation, where the people come separately.
	Customer string `json:",omitempty"`
	Author   string `json:",omitempty"`
	// Known are people whom the export names beside those who wrote, such as who
	// holds the conversation: they are masked where texts name them.
	Known []Person `json:",omitempty"`
	// Count is how many messages the head says there are, 0 if it does not.
	Count int `json:",omitempty"`
	// ScheduleAt is when the conversation was given its schedule; the last one holds.
	ScheduleAt time.Time `json:",omitzero"`
	// Edits are changes to messages that may come before the messages.
	Edits []edit `json:",omitempty"`

	// print is a checksum of the record of what is not loose, 0 where it has none.
	print uint32
}

// An edit changes a message by id.
type edit struct {
	At         time.Time
	Message    string
	Kind       Kind   `json:",omitempty"`
	Redacted   bool   `json:",omitempty"`
	SavedReply string `json:",omitempty"`
}

// maxKnown is how many people are kept that a conversation names beside those who
// wrote.
const maxKnown = 50

// know keeps people, each once.
func (j *joint) know(people ...Person) {
	for _, p := range people {
		if p.Name+p.Email != "" && len(j.Known) < maxKnown && !slices.Contains(j.Known, p) {
			j.Known = append(slices.Clip(j.Known), p)
		}
	}
}

// addPiece adds what a part has to what is held of the conversation. Repeated
// messages and changes are found once all are there.
func (c *Conversation) addPiece(src *Source, p *Conversation) {
	if len(c.Messages)+len(p.Messages) > maxRowMessages {
		c.Truncated = true
		src.warn("too_many_rows", c.ID, "conversation has more than 10,000 messages; the rest was left out")
		return
	}
	c.Messages = append(c.Messages, p.Messages...)
	c.Assignments = append(c.Assignments, p.Assignments...)
	c.StateChanges = append(c.StateChanges, p.StateChanges...)
	c.Snoozes = append(c.Snoozes, p.Snoozes...)
	c.Warnings = append(c.Warnings, p.Warnings...)
	c.joint.Edits = append(c.joint.Edits, p.joint.Edits...)
	c.joint.Table = c.joint.Table || p.joint.Table
	c.joint.know(p.joint.Known...)
	c.joint.Customer = cmp.Or(c.joint.Customer, p.joint.Customer)
	c.joint.Author = cmp.Or(c.joint.Author, p.joint.Author)
	if p.Schedule != "" && (c.Schedule == "" || p.joint.ScheduleAt.After(c.joint.ScheduleAt)) {
		c.Schedule, c.joint.ScheduleAt = p.Schedule, p.joint.ScheduleAt
	}
	c.Rating = mergeRatings(c.Rating, p.Rating)
	c.Tags = union(c.Tags, p.Tags, func(s string) string { return s })
	c.Customers = union(c.Customers, p.Customers, personKey)
	c.mergeVendor(p)
	c.Subject = cmp.Or(c.Subject, p.Subject)
	c.BodiesMissing = c.BodiesMissing && p.BodiesMissing
}

// settlePieces keeps each message and change of a joined conversation once,
// and applies the edits.
func (c *Conversation) settlePieces() {
	c.Messages = uniqueMessages(c.Messages)
	c.Assignments = union(nil, c.Assignments, func(x Assignment) Assignment { return x })
	c.StateChanges = union(nil, c.StateChanges, func(x StateChange) StateChange { return x })
	slices.SortStableFunc(c.Assignments, func(x, y Assignment) int { return x.At.Compare(y.At) })
	slices.SortStableFunc(c.StateChanges, func(x, y StateChange) int { return x.At.Compare(y.At) })
	slices.SortStableFunc(c.joint.Edits, func(x, y edit) int { return x.At.Compare(y.At) })
	at := map[string]int{}
	for i, m := range c.Messages {
		if m.ID != "" {
			at[m.ID] = i
		}
	}
	for _, e := range c.joint.Edits {
		i, ok := at[e.Message]
		if !ok {
			continue
		}
		m := &c.Messages[i]
		if e.Kind != "" && m.Kind != Event {
			m.Kind = e.Kind
		}
		m.SavedReplyID = cmp.Or(m.SavedReplyID, e.SavedReply)
		if e.Redacted && !m.Redacted {
			// This copy is from before: nothing says what of it is still there.
			m.Redacted, m.Body, m.Links = true, "", nil
		}
	}
	sortMessages(c)
}

// uniqueMessages keeps each message once, with all that its copies say.
func uniqueMessages(list []Message) []Message {
	at := make(map[string]int, len(list))
	out := list[:0]
	for _, m := range list {
		key := messageKey(m)
		if i, ok := at[key]; ok {
			out[i] = mergeMessages(out[i], m)
			continue
		}
		at[key] = len(out)
		out = append(out, m)
	}
	return out
}

// mergeMessages completes a message by what another copy of it says. Of two
// texts the longer holds, and what one of them calls internal is: both are
// the same message, told by different records.
func mergeMessages(a, b Message) Message {
	b.SavedReplyID = cmp.Or(b.SavedReplyID, a.SavedReplyID)
	b.At = firstTime(b.At, a.At)
	b.Role = cmp.Or(b.Role, a.Role)
	b.RawType = cmp.Or(b.RawType, a.RawType)
	b.Author.ID = cmp.Or(b.Author.ID, a.Author.ID)
	b.Author.Name = cmp.Or(b.Author.Name, a.Author.Name)
	b.Author.Email = cmp.Or(b.Author.Email, a.Author.Email)
	b.Auto, b.AI = a.Auto || b.Auto, a.AI || b.AI
	if len(b.Attachments) == 0 {
		b.Attachments = a.Attachments
	}
	if !a.Redacted && !b.Redacted && len(a.Body) > len(b.Body) {
		b.Body, b.Links = a.Body, a.Links
	}
	b.redact(a)
	if a.Kind == Note {
		b.Kind = Note
	}
	return b
}

// redact takes the text of another copy of the same message if the
// source removed something there: what was removed once never comes back,
// whichever copy is the newer.
func (m *Message) redact(other Message) {
	if other.Redacted && (!m.Redacted || shown(other.Body) < shown(m.Body)) {
		m.Redacted, m.Body, m.Links = true, other.Body, other.Links
	}
}

// shown counts the letters of a text that were not blackened.
func shown(s string) int { return utf8.RuneCountInString(s) - strings.Count(s, zdBlock) }

// merge makes one conversation of two with one id: what the newer says holds,
// and the messages of both are kept, each once.
func merge(a, b *Conversation) *Conversation {
	older, newer := a, b
	if b.UpdatedAt.Before(a.UpdatedAt) || b.BodiesMissing && !a.BodiesMissing && !b.UpdatedAt.After(a.UpdatedAt) {
		older, newer = b, a
	}
	c := *newer
	c.CreatedAt = firstTime(newer.CreatedAt, older.CreatedAt)
	c.ClosedAt = firstTime(newer.ClosedAt, older.ClosedAt)
	c.Subject = mergeSubjects(older, newer)
	c.URL = cmp.Or(newer.URL, older.URL)
	c.State = cmp.Or(newer.State, older.State)
	c.Channel = cmp.Or(newer.Channel, older.Channel)
	c.RawChannel = cmp.Or(newer.RawChannel, older.RawChannel)
	c.InitiatedBy = cmp.Or(older.InitiatedBy, newer.InitiatedBy)
	c.Language = cmp.Or(newer.Language, older.Language)
	c.Schedule = cmp.Or(newer.Schedule, older.Schedule)
	c.Rating = mergeRatings(older.Rating, newer.Rating)
	c.AssignedTo = cmp.Or(newer.AssignedTo, older.AssignedTo)
	c.Tags = union(newer.Tags, older.Tags, func(s string) string { return s })
	c.Topics = union(newer.Topics, older.Topics, func(s string) string { return s })
	c.Customers = union(newer.Customers, older.Customers, personKey)
	c.Messages = mergeCopies(older.Messages, newer.Messages)
	c.Assignments = union(older.Assignments, newer.Assignments, func(x Assignment) Assignment { return x })
	c.StateChanges = union(older.StateChanges, newer.StateChanges, func(x StateChange) StateChange { return x })
	c.Snoozes = mergeSnoozes(older.Snoozes, newer.Snoozes)
	c.Warnings = union(newer.Warnings, older.Warnings, func(x Warning) Warning { return x })
	c.BodiesMissing = newer.BodiesMissing && older.BodiesMissing
	c.Truncated = newer.Truncated && older.Truncated
	c.mergeVendor(older)
	c.mergeVendor(newer)
	c.joint = newer.joint
	c.joint.Fragment = newer.joint.Fragment && older.joint.Fragment
	c.joint.Loose = newer.joint.Loose || older.joint.Loose
	c.joint.Table = newer.joint.Table || older.joint.Table
	c.joint.know(older.joint.Known...)
	c.joint.Answered = newer.joint.Answered || older.joint.Answered
	c.joint.Count = max(newer.joint.Count, older.joint.Count)
	c.joint.Customer = cmp.Or(newer.joint.Customer, older.joint.Customer)
	c.joint.Author = cmp.Or(newer.joint.Author, older.joint.Author)
	c.joint.Edits = append(slices.Clip(older.joint.Edits), newer.joint.Edits...)
	slices.SortStableFunc(c.Assignments, func(x, y Assignment) int { return x.At.Compare(y.At) })
	slices.SortStableFunc(c.StateChanges, func(x, y StateChange) int { return x.At.Compare(y.At) })
	return &c
}

// mergeCopies keeps each message of two copies of a conversation once, as the
// newer has it.
func mergeCopies(older, newer []Message) []Message {
	if len(older)+len(newer) == 0 {
		return nil
	}
	at := make(map[string]int, len(older)+len(newer))
	var out []Message
	for _, m := range slices.Concat(older, newer) {
		key := messageKey(m)
		i, ok := at[key]
		if !ok {
			at[key] = len(out)
			out = append(out, m)
			continue
		}
		m.Author.Name = cmp.Or(m.Author.Name, out[i].Author.Name)
		m.Author.Email = cmp.Or(m.Author.Email, out[i].Author.Email)
		m.redact(out[i])
		out[i] = m
	}
	return out
}

// mergeSubjects takes the newer subject, or the other one. One that was removed
// with the message that had it stays away.
func mergeSubjects(older, newer *Conversation) string {
	for _, c := range []*Conversation{newer, older} {
		if c.Subject == "" && len(c.Messages) > 0 && c.Messages[0].Redacted {
			return ""
		}
	}
	return cmp.Or(newer.Subject, older.Subject)
}

// mergeRatings completes a rating by what another record says of it: one
// tells the score, another when it was asked for.
func mergeRatings(old, latest *Rating) *Rating {
	if old == nil || latest == nil {
		return cmp.Or(latest, old)
	}
	r := *latest
	r.AskedAt = firstTime(r.AskedAt, old.AskedAt)
	r.AnsweredAt = firstTime(r.AnsweredAt, old.AnsweredAt)
	if r.Value == 0 {
		r.Value, r.Scale = old.Value, cmp.Or(old.Scale, r.Scale)
	}
	r.Comment = cmp.Or(r.Comment, old.Comment)
	r.AgentID = cmp.Or(r.AgentID, old.AgentID)
	return &r
}

// mergeVendor adds the vendor's numbers that another record has.
func (c *Conversation) mergeVendor(p *Conversation) {
	for k, v := range p.Vendor {
		if c.Vendor == nil {
			c.Vendor = map[string]float64{}
		}
		c.Vendor[k] = v
	}
}
