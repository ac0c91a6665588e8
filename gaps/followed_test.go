package gaps

import (
	"fmt"
	"slices"
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

// TestFollowedByFew: what too few ask to be a group counts as asked since an article was
// published, be it with others of its gap or alone in the export.
func TestFollowedByFew(t *testing.T) {
	const told = "Write the code of the gift voucher into the field below the sum in the basket, the rest is paid by card."
	at := func(day int, id, question, answer string) *inbox.Conversation {
		c := answered(1, "ann", question, answer)
		c.ID, c.Customers = id, []inbox.Person{{ID: "customer " + id}}
		c.CreatedAt = c.CreatedAt.AddDate(0, 0, day)
		return c
	}
	var before, after []*inbox.Conversation
	for i, q := range []string{"Can I pay with a gift voucher?", "do you take gift vouchers?", "How do I pay with a gift voucher?", "Where do I enter the gift voucher?"} {
		before = append(before, at(2+5*i, fmt.Sprint("a", i), q, told))
	}
	for i := range 8 {
		after = append(after, at(23+4*i, fmt.Sprint("b", i), fmt.Sprintf("Which printer prints labels of size %d?", i), "Any printer for thermal labels works."))
	}
	after = append(after, at(30, "c0", "my aunt gave me a present card, where does it go", told), at(45, "c1", "basket refuses what is on my voucher", told))
	closers := []Closer{{URL: "/pay/voucher/", Title: "Vouchers", Published: "2026-03-23"}}
	first := minedBy(t, before, nil, nil)
	closers[0].Gap = first.Gaps[0].ID
	for name, cs := range map[string][]*inbox.Conversation{"alone": after, "with others": slices.Concat(before, after)} {
		r, err := Mine(t.Context(), sequence(cs), nil, Options{Book: first.Book, Closers: closers, Space: shippedSpace(t)})
		if err != nil {
			t.Fatal(err)
		}
		if f := r.Following[0]; f.After.Conversations != 2 || f.Before.Conversations < 3 {
			t.Errorf("%s: %s", name, f.Sentence)
		}
	}
}
