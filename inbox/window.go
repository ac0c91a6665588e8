package inbox

import (
	"cmp"
	"container/list"
	"slices"
	"time"
)

// windowBytes is how much of the source is held back so that what belongs to
// one conversation can be merged.
const windowBytes = 32 << 20

// A window holds the conversations that were read last. Beside it only the
// ids of those that left are kept.
type window struct {
	rd    *reading
	order *list.List // of *held, least recently touched first
	byID  map[string]*list.Element
	size  int
	gone  map[string]struct{}
}

// held is a conversation in the window.
type held struct {
	key  string
	src  *Source
	conv *Conversation
	size int
}

func newWindow(rd *reading) *window {
	return &window{rd: rd, order: list.New(), byID: map[string]*list.Element{}, gone: map[string]struct{}{}}
}

// add merges c into the conversation with its id, or holds it.
func (w *window) add(src *Source, c *Conversation, size int) error {
	key := c.Source + "\x00" + c.space + "\x00" + c.ID
	if e, ok := w.byID[key]; ok {
		h := e.Value.(*held)
		if h.conv.row && c.row {
			h.conv.addRow(src, c)
		} else {
			w.told(src, h.conv, c)
			h.conv = merge(h.conv, c)
		}
		h.size += size
		w.size += size
		w.order.MoveToBack(e)
		return w.shrink()
	}
	if _, ok := w.gone[key]; ok {
		src.warn("duplicate_late", c.ID, "conversation came again after it was read whole; left out")
		return nil
	}
	w.byID[key] = w.order.PushBack(&held{key: key, src: src, conv: c, size: size})
	w.size += size
	return w.shrink()
}

// addRow adds one more row to the rows of a conversation. Repeated rows are
// found once all are there.
func (c *Conversation) addRow(src *Source, row *Conversation) {
	if len(c.Messages) >= maxRowMessages {
		c.Truncated = true
		src.warn("too_many_rows", c.ID, "conversation has more than 10,000 rows; the rest was left out")
		return
	}
	c.Messages = append(c.Messages, row.Messages...)
	if row.UpdatedAt.After(c.UpdatedAt) {
		c.UpdatedAt = row.UpdatedAt
		c.State = cmp.Or(row.State, c.State)
	}
	if !row.CreatedAt.IsZero() && (c.CreatedAt.IsZero() || row.CreatedAt.Before(c.CreatedAt)) {
		c.CreatedAt = row.CreatedAt
	}
	c.Subject = cmp.Or(c.Subject, row.Subject)
	c.Language = cmp.Or(c.Language, row.Language)
	c.Rating = cmp.Or(c.Rating, row.Rating)
	for _, t := range row.Tags {
		if !slices.Contains(c.Tags, t) {
			c.Tags = append(c.Tags, t)
		}
	}
}

// told warns of a second whole copy; fragments are meant to be joined.
func (w *window) told(src *Source, a, c *Conversation) {
	if !a.fragment && !a.BodiesMissing && !c.fragment && !c.BodiesMissing {
		src.warn("duplicate", c.ID, "conversation is in the export more than once; merged, the newer wins")
	}
}

func (w *window) shrink() error {
	for w.size > windowBytes && w.order.Len() > 1 {
		if err := w.release(); err != nil {
			return err
		}
	}
	return nil
}

// flush hands on all that is held.
func (w *window) flush() error {
	for w.order.Len() > 0 {
		if err := w.release(); err != nil {
			return err
		}
	}
	return nil
}

func (w *window) release() error {
	e := w.order.Front()
	h := w.order.Remove(e).(*held)
	delete(w.byID, h.key)
	w.gone[h.key] = struct{}{}
	w.size -= h.size
	if h.conv.row {
		h.conv.Messages = uniqueRows(h.conv.Messages)
		sortMessages(h.conv)
		h.conv.settleRow()
	}
	return w.rd.emit(*h)
}

// merge makes one conversation of two with one id: what the newer says holds,
// and the messages of both are kept, each once.
func merge(a, b *Conversation) *Conversation {
	older, newer := a, b
	if b.UpdatedAt.Before(a.UpdatedAt) || (b.BodiesMissing && !a.BodiesMissing) {
		older, newer = b, a
	}
	c := *newer
	c.CreatedAt = firstTime(newer.CreatedAt, older.CreatedAt)
	c.ClosedAt = firstTime(newer.ClosedAt, older.ClosedAt)
	c.Subject = cmp.Or(newer.Subject, older.Subject)
	c.URL = cmp.Or(newer.URL, older.URL)
	c.State = cmp.Or(newer.State, older.State)
	c.Channel = cmp.Or(newer.Channel, older.Channel)
	c.RawChannel = cmp.Or(newer.RawChannel, older.RawChannel)
	c.InitiatedBy = cmp.Or(older.InitiatedBy, newer.InitiatedBy)
	c.Language = cmp.Or(newer.Language, older.Language)
	c.Rating = cmp.Or(newer.Rating, older.Rating)
	c.AssignedTo = cmp.Or(newer.AssignedTo, older.AssignedTo)
	if c.Vendor == nil {
		c.Vendor = older.Vendor
	}
	c.Tags = union(newer.Tags, older.Tags, func(s string) string { return s })
	c.Topics = union(newer.Topics, older.Topics, func(s string) string { return s })
	c.Customers = union(newer.Customers, older.Customers, personKey)
	c.Messages = union(older.Messages, newer.Messages, messageKey)
	c.Assignments = union(older.Assignments, newer.Assignments, func(x Assignment) Assignment { return x })
	c.StateChanges = union(older.StateChanges, newer.StateChanges, func(x StateChange) StateChange { return x })
	c.Snoozes = mergeSnoozes(older.Snoozes, newer.Snoozes)
	c.Warnings = union(newer.Warnings, older.Warnings, func(x Warning) Warning { return x })
	c.BodiesMissing = newer.BodiesMissing && older.BodiesMissing
	c.Truncated = newer.Truncated && older.Truncated
	c.fragment = newer.fragment && older.fragment
	slices.SortStableFunc(c.Assignments, func(x, y Assignment) int { return x.At.Compare(y.At) })
	slices.SortStableFunc(c.StateChanges, func(x, y StateChange) int { return x.At.Compare(y.At) })
	return &c
}

func firstTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

func personKey(p Person) string { return cmp.Or(p.ID, p.Email, p.Name) }

// messageKey tells messages apart: by id, or by what they say and when.
func messageKey(m Message) string {
	if m.ID != "" {
		return m.ID
	}
	return m.At.String() + string(m.Role) + m.RawType + m.Body
}

// mergeSnoozes keeps each snooze once, in its ended form where one knows it.
func mergeSnoozes(a, b []Snooze) []Snooze {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y Snooze) int {
		return cmp.Or(x.From.Compare(y.From), y.EndedAt.Compare(x.EndedAt))
	})
	return slices.CompactFunc(all, func(x, y Snooze) bool { return x.From.Equal(y.From) })
}

// union returns the values of a and b, each key once, those of a first. Of two
// with one key the later one's value holds.
func union[T any, K comparable](a, b []T, key func(T) K) []T {
	if len(a)+len(b) == 0 {
		return nil
	}
	at := make(map[K]int, len(a)+len(b))
	var out []T
	for _, x := range slices.Concat(a, b) {
		k := key(x)
		if i, ok := at[k]; ok {
			out[i] = x
			continue
		}
		at[k] = len(out)
		out = append(out, x)
	}
	return out
}

// uniqueRows keeps each row with an id once. Without ids equal rows may be
// meant, and stay.
func uniqueRows(rows []Message) []Message {
	seen := map[string]bool{}
	out := rows[:0]
	for _, m := range rows {
		if m.ID == "" || !seen[m.ID] {
			out = append(out, m)
		}
		seen[m.ID] = true
	}
	return out
}

// sortMessages puts messages in order of time and then of the source. One
// without a time stays behind the one before it.
func sortMessages(c *Conversation) {
	var last time.Time
	keys := make([]time.Time, len(c.Messages))
	order := make([]int, len(c.Messages))
	sorted := true
	for i, m := range c.Messages {
		if m.At.IsZero() {
			keys[i] = last
		} else {
			keys[i] = m.At
		}
		sorted = sorted && !keys[i].Before(last)
		last, order[i] = keys[i], i
	}
	if sorted {
		return
	}
	slices.SortStableFunc(order, func(x, y int) int { return keys[x].Compare(keys[y]) })
	out := make([]Message, len(order))
	for i, j := range order {
		out[i] = c.Messages[j]
	}
	c.Messages = out
}
