package practice

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/inbox"
)

// straight are conversations of one week, of which one waits for its answer.
func straight(t *testing.T) []*inbox.Conversation {
	t.Helper()
	var list []*inbox.Conversation
	for i := range 4 {
		list = append(list, talkOf(t, fmt.Sprint("c", i), "0 10:00 ask Hello\n0 10:30 answer ana Hi\n0 10:40 close ana"))
	}
	return append(list, talkOf(t, "open", "0 10:00 ask Hello\n0 10:01 note ana Later"))
}

// One wrong time makes neither the data long nor a wait.
func TestStrayTime(t *testing.T) {
	far := time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, spoil := range map[string]func(c *inbox.Conversation){
		"changed in 2099":        func(c *inbox.Conversation) { c.UpdatedAt = far },
		"begun in 1971":          func(c *inbox.Conversation) { c.CreatedAt = time.Unix(4e7, 0) },
		"an event in 2099":       func(c *inbox.Conversation) { c.StateChanges[0].At = far },
		"a first answer in 2099": func(c *inbox.Conversation) { c.Messages[1].At = far },
	} {
		list := straight(t)
		spoil(list[0])
		r := measureAll(t, Options{}, list)
		if r.Span != (Span{"2026-08-03", "2026-08-03"}) || r.Stray.Times != 1 {
			t.Errorf("%s: the span is %v, stray %v", name, r.Span, r.Stray)
		}
		for _, m := range r.Metrics {
			if len(m.Weeks) > 1 || m.P90 > 86400 {
				t.Errorf("%s: %s has %d weeks, 90 %% within %d s", name, m.ID, len(m.Weeks), m.P90)
			}
			for _, e := range m.Examples {
				if e.Seconds > 86400 {
					t.Errorf("%s: %s waited %d s", name, m.ID, e.Seconds)
				}
			}
		}
		if page := allFiles(t, r)["index.html"]; !strings.Contains(page, "1 time lies years apart") {
			t.Errorf("%s: the page does not tell it", name)
		}
	}
}

// A conversation of another age is outside the span, in whatever order it comes;
// where no age outweighs the other, both are in.
func TestStrayConversation(t *testing.T) {
	list := straight(t)
	old := talkOf(t, "old", "0 10:00 ask Hello")
	eachTime(old, func(at *time.Time) {
		if !at.IsZero() {
			*at = at.AddDate(-12, 0, 0)
		}
	})
	list = append(list, old)
	for range 2 {
		r := measureAll(t, Options{}, list)
		if r.Span.From != "2026-08-03" || r.Stray != (Stray{Conversations: 1}) {
			t.Errorf("the span is %v, stray %v", r.Span, r.Stray)
		}
		if m := r.Metric("first_response"); m.N != 4 || !slices.Contains(m.LeftOut, Reason{"years apart from the rest of the data", 1}) {
			t.Errorf("first answers: %d, left out %v", m.N, m.LeftOut)
		}
		slices.Reverse(list)
	}
	if r := measureAll(t, Options{}, []*inbox.Conversation{list[0], list[len(list)-1]}); r.Span != (Span{"2014-08-03", "2026-08-03"}) || r.Stray.Told() != "" {
		t.Errorf("of two, one is stray: %v, %v", r.Span, r.Stray)
	}
}
