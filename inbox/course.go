package inbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// part takes a conversation, or a part of one, that a record holds; fault
// names a field of an unexpected type.
func (rd *reading) part(src *Source, s *shape, c *Conversation, fault string) error {
	src.found(c.Source)
	if fault != "" {
		src.warn("odd_type", c.ID, s.where()+": field "+fault+" has an unexpected type; left out")
	}
	for _, w := range c.Warnings {
		src.warn(w.Code, c.ID, w.Text)
	}
	return rd.add(src, c, s.data)
}

// warned notes what was not understood of a conversation that was read.
func (rd *reading) warned(src *Source, c *Conversation, code, message, text string) {
	c.warn(code, message, text)
	src.warn(code, c.ID, text)
}

// settleCourse completes a conversation whose course is told in records of
// their own, once all of them are there: who began it, who caused a change,
// and how long it slept.
func settleCourse(rd *reading, src *Source, c *Conversation) {
	sortMessages(c)
	c.settleSides()
	if c.joint.Fragment {
		c.Truncated, c.BodiesMissing = true, false
		rd.warned(src, c, "event_only", "", "an event holds only the messages that caused it")
	}
	c.settleCount(rd, src)
	for _, m := range c.Messages {
		if m.Kind == Comment && !c.Truncated && !c.BodiesMissing {
			c.InitiatedBy = cmp.Or(c.InitiatedBy, m.Role)
		}
		c.CreatedAt = firstTime(c.CreatedAt, m.At)
		c.UpdatedAt = laterTime(c.UpdatedAt, m.At)
	}
	slices.SortStableFunc(c.StateChanges, func(x, y StateChange) int { return x.At.Compare(y.At) })
	slices.SortStableFunc(c.Assignments, func(x, y Assignment) int { return x.At.Compare(y.At) })
	if n := len(c.StateChanges); n > 0 {
		c.State = cmp.Or(c.State, c.StateChanges[n-1].To)
	}
	c.settleSnoozes()
	for i := len(c.StateChanges) - 1; i >= 0 && c.State == Closed && c.ClosedAt.IsZero(); i-- {
		if c.StateChanges[i].To == Closed {
			c.ClosedAt = c.StateChanges[i].At
		}
	}
}

// settleCount compares how many messages there are with how many the system
// says there are. Those of events have an id with a dash.
func (c *Conversation) settleCount(rd *reading, src *Source) {
	n := 0
	for _, m := range c.Messages {
		if !strings.Contains(m.ID, "-") {
			n++
		}
	}
	if n > 0 && n < c.joint.Count {
		c.Truncated = true
		rd.warned(src, c, "messages_missing", "", fmt.Sprintf("%d of %d messages are in the export", n, c.joint.Count))
	}
}

// settleSides finds the customers among those who wrote, and tells from them
// who caused a change.
func (c *Conversation) settleSides() {
	team := map[string]bool{}
	for _, m := range c.Messages {
		team[m.Author.ID] = team[m.Author.ID] || m.Role == Agent
	}
	for _, m := range c.Messages {
		if m.Role != Customer || personKey(m.Author) == "" || m.Author.ID != "" && team[m.Author.ID] {
			continue
		}
		i := slices.IndexFunc(c.Customers, func(p Person) bool { return sameOne(p, m.Author) })
		if i < 0 {
			c.Customers = append(c.Customers, m.Author)
			continue
		}
		p := &c.Customers[i]
		p.ID, p.Name, p.Email = cmp.Or(p.ID, m.Author.ID), cmp.Or(p.Name, m.Author.Name), cmp.Or(p.Email, m.Author.Email)
	}
	customers := map[string]bool{}
	for _, p := range c.Customers {
		customers[p.ID] = !team[p.ID]
	}
	role := func(given Role, id string) Role {
		switch {
		case given != "":
			return given
		case id == "":
			return System
		case customers[id]:
			return Customer
		}
		return Agent
	}
	for i := range c.StateChanges {
		ch := &c.StateChanges[i]
		ch.ByRole = role(ch.ByRole, ch.ByID)
	}
	for i := range c.Assignments {
		a := &c.Assignments[i]
		a.ByRole = role(a.ByRole, a.ByID)
	}
	for i := range c.Messages {
		m := &c.Messages[i]
		m.Role = role(m.Role, m.Author.ID)
	}
}

// sameOne tells whether two entries are of one person.
func sameOne(a, b Person) bool {
	return a.ID != "" && a.ID == b.ID || a.Email != "" && strings.EqualFold(a.Email, b.Email) ||
		a.ID == "" && b.ID == "" && a.Email == "" && b.Email == "" && a.Name == b.Name
}

// settleSnoozes makes the snoozes of the changes of state, and ends each by
// the next change or by what the customer wrote meanwhile.
func (c *Conversation) settleSnoozes() {
	for _, ch := range c.StateChanges {
		if ch.To == Snoozed && !slices.ContainsFunc(c.Snoozes, func(s Snooze) bool { return s.From.Equal(ch.At) }) {
			c.Snoozes = append(c.Snoozes, Snooze{From: ch.At})
		}
	}
	slices.SortStableFunc(c.Snoozes, func(x, y Snooze) int {
		return cmp.Or(x.From.Compare(y.From), y.Until.Compare(x.Until))
	})
	c.Snoozes = slices.CompactFunc(c.Snoozes, func(x, y Snooze) bool { return x.From.Equal(y.From) })
	for i := range c.Snoozes {
		s := &c.Snoozes[i]
		if s.EndedBy == "" {
			s.EndedAt, s.EndedBy = c.wokenAt(s.From)
		}
	}
	endSnoozes(c)
}

// wokenAt is when and by whom a snooze that began at from was ended, zero and
// "" if nothing tells.
func (c *Conversation) wokenAt(from time.Time) (at time.Time, by string) {
	for _, ch := range c.StateChanges {
		if ch.At.After(from) {
			at, by = ch.At, wokenBy(ch.ByRole)
			break
		}
	}
	for _, m := range c.Messages {
		if m.Role == Customer && m.Kind == Comment && m.At.After(from) {
			if at.IsZero() || !m.At.After(at) {
				return m.At, "customer"
			}
			break
		}
	}
	return at, by
}

func wokenBy(r Role) string {
	switch r {
	case Customer:
		return "customer"
	case Agent:
		return "agent"
	case System, Bot:
		return "timer"
	}
	return "unknown"
}

// holder is who is responsible, nil where the export does not tell. What it
// tells is null or an object with an id, or an id by itself.
func holder(agent, team json.RawMessage) *Assignee {
	if len(agent) == 0 && len(team) == 0 {
		return nil
	}
	id := func(raw json.RawMessage) string {
		var plain text
		var o struct {
			ID text `json:"id"`
		}
		_ = plain.UnmarshalJSON(raw) // never fails
		_, _ = decode(raw, &o)       // most are plain
		return string(cmp.Or(plain, o.ID))
	}
	return &Assignee{Agent: id(agent), Team: id(team)}
}

// wholeNumber reads a size, 0 if it is none.
func wholeNumber(s text) int64 {
	n, err := strconv.ParseInt(string(s), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func laterTime(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
