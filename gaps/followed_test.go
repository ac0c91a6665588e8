package gaps

import (
	"fmt"
	"strings"
	"testing"

	"signpost/gaps/coverage"
	"signpost/gaps/decisions"
	"signpost/inbox"
)

// TestJoinFollowed: a part of a gap that its article answers first is the gap, whatever
// words it has; one that finds another article first, or that an earlier report had, be it
// decided about or not, stays.
func TestJoinFollowed(t *testing.T) {
	book := decisions.New()
	for _, id := range []string{"g-1", "g-3", "g-4"} {
		book.Observe(decisions.Run{Weekly: decisions.Weekly{}, Gaps: []decisions.Sighting{{ID: id, Title: "A question", Weekly: decisions.Weekly{}, Shown: true}}})
	}
	if err := book.Assign("g-3", decisions.Stamp{On: "2026-08-01"}, "Ann"); err != nil {
		t.Fatal(err)
	}
	group := func(id, finds string, texts ...string) *cluster {
		g := &cluster{id: id, enough: true}
		for i, text := range texts {
			c := talk(fmt.Sprint(id, finds, text), fmt.Sprint("u", i), text, "")
			read, err := collect(t.Context(), sequence([]*inbox.Conversation{c}), coverage.NewLibrary(t.Context(), nil), &store{})
			if err != nil || len(read.questions()) != 1 {
				t.Fatal(err, len(read.questions()))
			}
			g.members = append(g.members, member{asking: read.questions()[0], searched: true, hits: []coverage.Fit{{Article: finds}}})
		}
		return g
	}
	groups := []*cluster{
		group("g-1", "/feed/", "How do I show the timetable in my calendar?", "timetable in the calendar of a phone", "can the calendar show the timetable"),
		group("", "/feed/", "Is there a feed of the timetable for a calendar?", "calendar feed link of the timetable", "timetable feed for my calendar, please"),
		group("g-3", "/feed/", "Does the timetable calendar feed update itself?", "calendar feed of the timetable is late", "feed of the calendar and timetable updates"),
		group("g-4", "/feed/", "How do I restore a timetable of the calendar?", "restore a deleted timetable in the calendar", "calendar timetable deleted, restore it"),
		group("", "/rooms/", "How do I show the rooms in the timetable calendar?", "rooms in the calendar of the timetable", "timetable calendar with rooms"),
	}
	got, err := joinFollowed(t.Context(), groups, Options{Book: book, Closers: []Closer{{Gap: "g-1", URL: "/feed/", Published: "2026-08-10"}}})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, g := range got {
		said = append(said, fmt.Sprintf("%s %s %d", g.id, g.members[0].hits[0].Article, len(g.members)))
	}
	if text := strings.Join(said, ", "); text != "g-1 /feed/ 6, g-3 /feed/ 3, g-4 /feed/ 3,  /rooms/ 3" {
		t.Error(text)
	}
}
