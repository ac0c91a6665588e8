package practice

import (
	"slices"
	"time"

	"signpost/inbox"
	"signpost/internal/report"
)

// apart is how far a time lies from all others when it is wrong more likely
// than true: clocks that were not set, years with a slip of the finger.
const apart = 3 * 365 * 24 * time.Hour

// Stray counts the times that lie years apart from the rest.
type Stray struct {
	// Times lie apart from most others of their conversation. They were not
	// used, nor what happened at them.
	Times int `json:"times"`
	// Conversations lie apart from the rest of the data. They count, but not in
	// the span, the trend and the waits until the end of the data.
	Conversations int `json:"conversations"`
}

// Told says it for people; "" if there are none.
func (s Stray) Told() string {
	text := ""
	if s.Times > 0 {
		text = report.Count(s.Times, "time") + " " + verb(s.Times, "lies", "lie") + " years apart from the rest of the conversation and " + verb(s.Times, "was", "were") + " not used."
	}
	if s.Conversations > 0 {
		if text != "" {
			text += " "
		}
		text += report.Count(s.Conversations, "conversation") + " " + verb(s.Conversations, "lies", "lie") + " years apart from the rest, and outside the span."
	}
	return text
}

// eachTime gives every time of a conversation at which something happened.
// Planned times are none.
func eachTime(c *inbox.Conversation, give func(*time.Time)) {
	give(&c.CreatedAt)
	give(&c.UpdatedAt)
	give(&c.ClosedAt)
	if c.Rating != nil {
		give(&c.Rating.AskedAt)
		give(&c.Rating.AnsweredAt)
	}
	for i := range c.Messages {
		give(&c.Messages[i].At)
	}
	for i := range c.Assignments {
		give(&c.Assignments[i].At)
	}
	for i := range c.StateChanges {
		give(&c.StateChanges[i].At)
	}
	for i := range c.Snoozes {
		give(&c.Snoozes[i].From)
		give(&c.Snoozes[i].EndedAt)
	}
}

// ends are the first and the last time of a conversation; zero if it has none.
func ends(c *inbox.Conversation) (from, to time.Time) {
	eachTime(c, func(at *time.Time) {
		if at.IsZero() {
			return
		}
		if from.IsZero() || at.Before(from) {
			from = *at
		}
		if at.After(to) {
			to = *at
		}
	})
	return from, to
}

// sound returns a conversation without the times that lie years apart from most
// others of it, and whether its beginning was among them. A conversation of
// which no half outweighs the other stays as it is.
func (t *tally) sound(c *inbox.Conversation) (_ *inbox.Conversation, beheaded bool) {
	from, to := ends(c)
	if to.Sub(from) <= apart {
		return c, false
	}
	var all []time.Time
	eachTime(c, func(at *time.Time) {
		if !at.IsZero() {
			all = append(all, *at)
		}
	})
	slices.SortFunc(all, time.Time.Compare)
	from, to = most(all)
	if from.IsZero() {
		return c, false
	}
	stray := func(at time.Time) bool { return !at.IsZero() && (at.Before(from) || at.After(to)) }
	out := *c
	out.Messages = slices.Clone(c.Messages)
	out.Assignments = slices.Clone(c.Assignments)
	out.StateChanges = slices.Clone(c.StateChanges)
	out.Snoozes = slices.Clone(c.Snoozes)
	if c.Rating != nil {
		rating := *c.Rating
		out.Rating = &rating
	}
	for _, m := range c.Messages {
		beheaded = beheaded || stray(m.At) && m.Kind == inbox.Comment
	}
	out.Assignments = slices.DeleteFunc(out.Assignments, func(a inbox.Assignment) bool { return stray(a.At) })
	out.StateChanges = slices.DeleteFunc(out.StateChanges, func(s inbox.StateChange) bool { return stray(s.At) })
	out.Snoozes = slices.DeleteFunc(out.Snoozes, func(s inbox.Snooze) bool { return stray(s.From) || stray(s.EndedAt) })
	eachTime(&out, func(at *time.Time) {
		if stray(*at) {
			*at = time.Time{}
		}
	})
	eachTime(c, func(at *time.Time) {
		if stray(*at) {
			t.stray.Times++
		}
	})
	return &out, beheaded
}

// most finds, of sorted times, the more than half of them that no gap of years
// parts; zero times if there are none.
func most(all []time.Time) (from, to time.Time) {
	first := 0
	for i := range all {
		if i > 0 && all[i].Sub(all[i-1]) > apart {
			first = i
		}
		if 2*(i+1-first) > len(all) {
			from, to = all[first], all[i]
			for _, at := range all[i+1:] {
				if at.Sub(to) > apart {
					break
				}
				to = at
			}
			return from, to
		}
	}
	return time.Time{}, time.Time{}
}

// A reach is conversations whose times no gap of years parts.
type reach struct {
	from, to      time.Time
	conversations int
}

// see takes a conversation's times into those of the data.
func (t *tally) see(c *inbox.Conversation) {
	from, to := ends(c)
	if from.IsZero() {
		return
	}
	r := reach{from, to, 1}
	t.reaches = slices.DeleteFunc(t.reaches, func(o reach) bool {
		if o.from.Sub(r.to) > apart || r.from.Sub(o.to) > apart {
			return false
		}
		if o.from.Before(r.from) {
			r.from = o.from
		}
		if o.to.After(r.to) {
			r.to = o.to
		}
		r.conversations += o.conversations
		return true
	})
	t.reaches = append(t.reaches, r)
}

// span finds the beginning and the end of the data. What lies years apart from
// nearly all others is outside: one conversation in twenty, or a single one of
// three and more.
func (t *tally) span() {
	all, largest := 0, 0
	for _, r := range t.reaches {
		all, largest = all+r.conversations, max(largest, r.conversations)
	}
	for _, r := range t.reaches {
		if 3*largest >= 2*all && r.conversations < largest && r.conversations <= max(1, all/20) {
			t.stray.Conversations += r.conversations
			continue
		}
		if t.from.IsZero() || r.from.Before(t.from) {
			t.from = r.from
		}
		if r.to.After(t.to) {
			t.to = r.to
		}
	}
}

// outside reports whether a time lies outside the span.
func (t *tally) outside(at time.Time) bool { return at.Before(t.from) || at.After(t.to) }
