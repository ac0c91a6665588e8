package gaps

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"signpost/gaps/decisions"
	"signpost/inbox"
	"signpost/search"
)

// TestMergedWithoutCommonWords: what a lead put together is one gap, though no words hold it
// together.
func TestMergedWithoutCommonWords(t *testing.T) {
	var cs []*inbox.Conversation
	for i, q := range []string{
		"Can I pay with a gift voucher?", "where do I enter my gift voucher code", "gift voucher field in the app",
		"Wie ändere ich die Farbe der Lampe?", "Farbe meiner Lampe ändern", "Lampe in anderer Farbe, wie ändern?",
		"Does the parcel arrive on an island?", "parcel to an island, possible", "island parcel delivery",
		"Which printer prints the labels?", "label printer for printing labels", "printing labels: which printer",
	} {
		cs = append(cs, answered(1+2*i, "ann", q, later))
	}
	r := minedBy(t, cs, nil, nil)
	if len(r.Gaps) != 4 {
		t.Fatalf("want 4 gaps: %+v %+v", r.Gaps, r.Accounting)
	}
	book, into := r.Book, r.Gaps[0].ID
	for _, g := range r.Gaps[1:] {
		if err := book.Merge(g.ID, decisions.Stamp{By: "Ann", On: "2026-04-01"}, into); err != nil {
			t.Fatal(err)
		}
	}
	for run := range 2 {
		r, err := Mine(t.Context(), sequence(cs), nil, Options{Book: book, Space: shippedSpace(t)})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Gaps) != 1 || r.Gaps[0].ID != into || r.Gaps[0].Conversations != len(cs) || r.Accounting.Ungrouped != 0 {
			t.Errorf("run %d: %+v, %+v", run, r.Gaps, r.Accounting)
		}
		book = r.Book
	}
}

// TestMergedIsNotOutdated: an article that one of two gaps finds, which were merged, is not
// held against what agents told of the other; a gap that was outdated stays so.
func TestMergedIsNotOutdated(t *testing.T) {
	s := placed{"/talk/attachments/": func(q string) int {
		if strings.Contains(strings.ToLower(q), "voucher") {
			return 1
		}
		return 0
	}}
	merged := func(link ...string) (before, after *Report) {
		cs := vouchers(later, later, later, later, later, later, later)
		for i, q := range []string{"my letter does not go out", "sending a letter does not work", "why does my letter not go out?", "the letter was not sent"} {
			cs = append(cs, answered(3+4*i, []string{"ann", "bob"}[i%2], q, "An attachment of a message may have 25 MB.", link...))
		}
		docs := slices.Clone(limits)
		for i := range 3 {
			docs = append(docs, search.Document{Article: fmt.Sprintf("/more/%d/", i+1), Title: "Opening hours", Body: "The shop opens at nine."})
		}
		opt := Options{Documents: docs, Space: shippedSpace(t)}
		before, err := Mine(t.Context(), sequence(cs), s, opt)
		if err != nil || len(before.Gaps) != 2 {
			t.Fatal(err, before)
		}
		opt.Book = before.Book
		if err := opt.Book.Merge(before.Gaps[1].ID, decisions.Stamp{By: "Ann", On: "2026-04-01"}, before.Gaps[0].ID); err != nil {
			t.Fatal(err)
		}
		after, err = Mine(t.Context(), sequence(cs), s, opt)
		if err != nil || len(after.Gaps) != 1 || after.Gaps[0].Conversations != len(cs) {
			t.Fatal(err, fmt.Sprintf("%+v", after.Gaps))
		}
		return before, after
	}
	before, after := merged()
	if before.Gaps[0].Kind != Missing || before.Gaps[1].Kind != Missing || after.Gaps[0].Kind != Missing {
		t.Errorf("%s and %s become %s: %+v", before.Gaps[0].Kind, before.Gaps[1].Kind, after.Gaps[0].Kind, after.Gaps[0].Outdated)
	}
	before, after = merged("https://help.example.com/talk/attachments/")
	if o := after.Gaps[0].Outdated; before.Gaps[0].Outdated == nil && before.Gaps[1].Outdated == nil || o == nil || o.Conversations != 4 {
		t.Errorf("outdated: %+v", after.Gaps[0])
	}
}

// TestSplitOffByFew: what a lead took out of a gap is one of its own, however few ask, and so
// is what is left of it.
func TestSplitOffByFew(t *testing.T) {
	cs := vouchers(later, later, later)
	first := minedFor(t, cs, nil)
	by := decisions.Stamp{By: "Ann", On: "2026-04-01"}
	g := first.Gaps[0]
	child, err := first.Book.Split(g.ID, by, decisions.Part{Conversations: g.Members[:1], Title: "Vouchers of the town"}, g.Members)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Book.Split(g.ID, by, decisions.Part{Conversations: g.Members[:2]}, g.Members); err == nil || !strings.Contains(err.Error(), g.Members[0]+" is of “Vouchers of the town” already") {
		t.Error(err)
	}
	book := first.Book
	for run := range 2 {
		r, err := Mine(t.Context(), sequence(cs), nil, Options{Book: book})
		if err != nil {
			t.Fatal(err)
		}
		had := map[string]int{}
		for _, g := range r.Gaps {
			had[g.ID] = g.Conversations
		}
		if len(had) != 2 || had[child] != 1 || had[g.ID] != 2 || r.Accounting.InGaps != 3 {
			t.Errorf("run %d: %v, %+v", run, had, r.Accounting)
		}
		book = r.Book
	}
}

// TestKnownTitleStays: a gap of an earlier report keeps its title when others ask it in other words,
// and takes another one when its question lies at the edge.
func TestKnownTitleStays(t *testing.T) {
	cs := vouchers(later, later, later)
	first := minedFor(t, cs, nil)
	title := first.Gaps[0].Title
	first.Book.Entries[0].Title = "Do you take gift vouchers?"
	if title == first.Book.Entries[0].Title {
		t.Fatal(title)
	}
	if g := minedWith(t, cs, Options{Book: first.Book}).Gaps[0]; g.Title != "Do you take gift vouchers?" || g.Suggest.Title != g.Title {
		t.Errorf("another title: %q, %q", g.Title, g.Suggest.Title)
	}
	r := &Report{Gaps: []Gap{{ID: first.Gaps[0].ID, Title: "A", Asked: []Asked{{"1", "a"}, {"2", "b"}, {"3", "c"}, {"4", "Hello! Do you take gift vouchers?"}}}}}
	if r.keepTitles(first.Book); r.Gaps[0].Title != "A" {
		t.Errorf("a title of the edge: %q", r.Gaps[0].Title)
	}
	r.Gaps = append(r.Gaps, Gap{ID: "g-other", Title: "B", Asked: r.Gaps[0].Asked[3:]})
	r.Gaps[0].Asked = r.Gaps[0].Asked[:3]
	if r.keepTitles(first.Book); r.Gaps[0].Title != "A" {
		t.Errorf("a title of another gap: %q", r.Gaps[0].Title)
	}
}
