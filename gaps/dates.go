package gaps

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"signpost/gaps/decisions"
	"signpost/inbox"
	"signpost/internal/report"
)

// oldest is how many years before the day of a run its conversations may be of.
const oldest = 20

// A calendar tells which days conversations can be of: none later than a day after that of
// the run, which may be another elsewhere. A clock that was wrong, or a date that means that
// there is none, would stretch the weeks that are counted, and make what was asked yesterday
// old.
type calendar struct {
	from, before time.Time
	wrong        map[string]bool
	// trimmed says that a book had days that cannot be.
	trimmed bool
}

// calendarOf is that of a run on a day; without it any day can be.
func calendarOf(today string) *calendar {
	c := &calendar{wrong: map[string]bool{}}
	if t, err := time.Parse(day, today); err == nil {
		c.from, c.before = t.AddDate(-oldest, 0, 0), t.AddDate(0, 0, 2)
	}
	return c
}

func (c *calendar) holds(at time.Time) bool {
	return at.IsZero() || c.before.IsZero() || !at.Before(c.from) && at.Before(c.before)
}

// last is the last day that there can be, "" for none.
func (c *calendar) last() string {
	if c.before.IsZero() {
		return ""
	}
	return c.before.AddDate(0, 0, -1).Format(day)
}

// read gives conversations without the times that cannot be.
func (c *calendar) read(conversations iter.Seq2[*inbox.Conversation, error]) iter.Seq2[*inbox.Conversation, error] {
	if conversations == nil {
		return nil
	}
	return func(yield func(*inbox.Conversation, error) bool) {
		for talk, err := range conversations {
			if err == nil {
				talk = c.dated(talk)
			}
			if !yield(talk, err) {
				return
			}
		}
	}
}

func (c *calendar) dated(talk *inbox.Conversation) *inbox.Conversation {
	early := func(m inbox.Message) bool { return !c.holds(m.At) }
	if c.holds(talk.CreatedAt) && !slices.ContainsFunc(talk.Messages, early) {
		return talk
	}
	c.wrong[talk.ID] = true
	out := *talk
	if !c.holds(out.CreatedAt) {
		out.CreatedAt = time.Time{}
	}
	out.Messages = slices.Clone(talk.Messages)
	for i := range out.Messages {
		if early(out.Messages[i]) {
			out.Messages[i].At = time.Time{}
		}
	}
	return &out
}

// trim gives a book without the days that cannot be.
func (c *calendar) trim(book *decisions.Book) *decisions.Book {
	last := c.last()
	if last == "" || book == nil {
		return book
	}
	out := book.Clone()
	c.trimmed = out.TrimAfter(last)
	return out
}

// notes tell how many conversations had such a time, and that a book had days of them.
func (c *calendar) notes() (out []string) {
	if len(c.wrong) > 0 {
		out = append(out, fmt.Sprintf("Dates in %s lie after %s or before %s, which cannot be: they count as unknown.",
			report.Count(len(c.wrong), "conversation"), LongDay(c.last()), LongDay(c.from.Format(day))))
	}
	if c.trimmed {
		out = append(out, fmt.Sprintf("%s held days after %s, of a conversation with a wrong date: they were taken out, and what was closed, reopened or lapsed by them is as it was.",
			decisions.FileName, LongDay(c.last())))
	}
	return out
}
