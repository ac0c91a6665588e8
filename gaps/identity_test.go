package gaps

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/gaps/decisions"
	"signpost/inbox"
)

// asked makes a conversation of each text; at spreads them over days.
func asked(texts []string, at func(i int) time.Time) []*inbox.Conversation {
	var out []*inbox.Conversation
	for i, text := range texts {
		c := talk(fmt.Sprintf("c%05d", i), fmt.Sprintf("u%d", i), text, "")
		c.CreatedAt = at(i)
		c.Messages[0].At = c.CreatedAt
		out = append(out, c)
	}
	return out
}

func hourly(i int) time.Time {
	return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Hour)
}

func minedWith(t testing.TB, cs []*inbox.Conversation, opt Options) *Report {
	t.Helper()
	opt.Space = shippedSpace(t)
	r, err := Mine(context.Background(), sequence(cs), nil, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestIdentityOfOverlappingExports mines two exports that share half of their
// conversations. A group of 10 and more of the first that lives on in the second, has to
// keep its id.
func TestIdentityOfOverlappingExports(t *testing.T) {
	if testing.Short() {
		t.Skip("mines four exports")
	}
	for _, set := range []string{"banking77-train.tsv", "clinc150-train.tsv"} {
		plain, _ := split(seeded(shared(t, set), 3600))
		s, err := EvaluateIDs(t.Context(), asked(plain, hourly), Options{Space: shippedSpace(t)})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %+v", set, s)
		if s.Share < 90 || 2*s.Living < s.Gaps {
			t.Errorf("%s: %.1f %% keep their id, want 90: %+v", set, s.Share, s)
		}
	}
}

// Of five gaps one is kept and one gets another id; one falls apart, of one nothing comes
// again, and one is too small to count.
func TestKeptIDs(t *testing.T) {
	members := func(from, to int) (out []string) {
		for i := from; i < to; i++ {
			out = append(out, fmt.Sprint(i))
		}
		return out
	}
	there := map[string]bool{}
	for _, m := range slices.Concat(members(5, 30), members(40, 49)) {
		there[m] = true
	}
	before := &Report{Gaps: []Gap{
		{ID: "kept", Members: members(0, 10)},
		{ID: "renamed", Members: members(10, 20)},
		{ID: "torn", Members: members(20, 30)},
		{ID: "gone", Members: members(30, 40)},
		{ID: "small", Members: members(40, 49)},
	}}
	after := &Report{Book: &decisions.Book{}, Gaps: []Gap{
		{ID: "kept", Members: members(5, 10)},
		{ID: "new", Members: members(10, 20)},
		{ID: "torn", Members: members(20, 25)},
		{ID: "half", Members: members(25, 30)},
		{ID: "small", Members: members(40, 49)},
	}}
	if got, want := keptIDs(before, after, there), (IDScore{Gaps: 4, Living: 2, Kept: 1, Share: 50}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestIDsStay(t *testing.T) {
	cs := append(shopTalks(), random(5, 200)...)
	for i, c := range cs {
		c.ID = fmt.Sprintf("c%03d", i)
	}
	ids := func(r *Report) map[string]string {
		out := map[string]string{}
		for _, g := range r.Gaps {
			out[g.Members[0]] = g.ID
		}
		return out
	}
	first := minedWith(t, cs, Options{})
	want := ids(first)
	book := first.Book
	for i := range 3 {
		rng := rand.New(rand.NewPCG(uint64(i), 9))
		rng.Shuffle(len(cs), func(i, j int) { cs[i], cs[j] = cs[j], cs[i] })
		r := minedWith(t, cs, Options{Book: book})
		for m, id := range ids(r) {
			if want[m] != id {
				t.Errorf("run %d: the gap of %s is %s, was %s", i, m, id, want[m])
			}
		}
		if got, old := string(r.Book.Bytes()), string(book.Bytes()); got != old {
			t.Errorf("run %d over the same data changes the book:\n%s\n%s", i, old, got)
		}
		book = r.Book
	}
}

// TestMergeAndSplitActOnTheNextRun holds what people decide about groups against what
// the next run makes of it.
func TestMergeAndSplitActOnTheNextRun(t *testing.T) {
	texts := []string{
		"Can I pay with a gift voucher?", "where do I enter my gift voucher code", "gift voucher field in the app", "gift voucher code in the shop",
		"How do I change the colour of the garden lamp?", "garden lamp colour change", "change the colour of my garden lamp please", "is there a garden lamp with another colour",
	}
	cs := asked(texts, hourly)
	first := minedWith(t, cs, Options{})
	if len(first.Gaps) != 2 {
		t.Fatalf("%d gaps, want 2: %+v", len(first.Gaps), first.Gaps)
	}
	a, b := first.Gaps[0], first.Gaps[1]
	by := decisions.Stamp{By: "Ann", On: "2026-11-25"}

	book := first.Book.Clone()
	if err := book.Merge(b.ID, by, a.ID); err != nil {
		t.Fatal(err)
	}
	r := minedWith(t, cs, Options{Book: book})
	if len(r.Gaps) != 1 || r.Gaps[0].ID != a.ID || r.Gaps[0].Conversations != 8 {
		t.Errorf("merged: %+v", r.Gaps)
	}
	again := minedWith(t, cs, Options{Book: r.Book})
	if len(again.Gaps) != 1 || again.Gaps[0].ID != a.ID {
		t.Errorf("merged, one run later: %+v", again.Gaps)
	}
	undone := again.Book.Clone()
	if _, err := undone.Undo(b.ID, by); err != nil {
		t.Fatal(err)
	}
	if r := minedWith(t, cs, Options{Book: undone}); len(r.Gaps) != 2 {
		t.Errorf("merge undone: %+v", r.Gaps)
	}

	book = first.Book.Clone()
	part, err := book.Split(a.ID, by, decisions.Part{Conversations: a.Members[:3]}, a.Members)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r = minedWith(t, cs, Options{Book: book, MinConversations: 1, MinCustomers: 1})
		i := slices.IndexFunc(r.Gaps, func(g Gap) bool { return g.ID == part })
		if i < 0 || !slices.Equal(r.Gaps[i].Members, a.Members[:3]) {
			t.Errorf("split: %+v", r.Gaps)
		}
		book = r.Book
	}
}

func TestDismissedAndSnoozedOnTheNextRun(t *testing.T) {
	texts := []string{"Can I pay with a gift voucher?", "where do I enter my gift voucher code", "gift voucher field in the app"}
	cs := asked(texts, hourly)
	first := minedWith(t, cs, Options{})
	id := first.Gaps[0].ID
	by := decisions.Stamp{By: "Ann", On: "2026-03-03"}
	dismissed, snoozed := first.Book.Clone(), first.Book.Clone()
	if err := dismissed.Dismiss(id, by, "sale only"); err != nil {
		t.Fatal(err)
	}
	if err := snoozed.Snooze(id, by, "2026-03-20", ""); err != nil {
		t.Fatal(err)
	}
	if g := minedWith(t, cs, Options{Book: dismissed}).Gaps[0]; g.Status != "dismissed" || g.Decision.Reason != "sale only" {
		t.Errorf("%+v", g)
	}
	more := asked(slices.Concat(texts, texts), hourly)
	if g := minedWith(t, more, Options{Book: dismissed}).Gaps[0]; g.Status != "open" || g.Decision.Note != "Dismissed on 3 Mar 2026 with 3 conversations, now 6: “sale only”." {
		t.Errorf("%s %+v", g.Status, g.Decision)
	}
	for today, want := range map[string]string{"2026-03-19": "snoozed", "2026-03-20": "open"} {
		if g := minedWith(t, cs, Options{Book: snoozed, Today: today}).Gaps[0]; g.Status != want {
			t.Errorf("on %s: %s, want %s", today, g.Status, want)
		}
	}
}

// TestClosingTheLoop follows a gap from the article to its close, through an export
// that ends too early, to its return.
func TestClosingTheLoop(t *testing.T) {
	forms := []string{"Can I pay with a gift voucher?", "where do I enter my gift voucher code", "how do I pay with my gift voucher", "where do I enter the code of a gift voucher"}
	week := func(n int) time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).AddDate(0, 0, 7*n) }
	var cs []*inbox.Conversation
	add := func(w int, text string) {
		c := talk(fmt.Sprintf("c%04d", len(cs)), fmt.Sprintf("u%d", len(cs)), text, "")
		c.CreatedAt = week(w).Add(time.Duration(len(cs)%100) * time.Hour)
		cs = append(cs, c)
	}
	busy := func(from, to int) {
		for w := from; w < to; w++ {
			for i := range 5 {
				add(w, fmt.Sprintf("Hello number %d thanks", i))
			}
		}
	}
	for w := range 4 {
		for _, text := range forms {
			add(w, text)
		}
	}
	busy(0, 4)
	first := minedWith(t, cs, Options{})
	id := first.Gaps[0].ID
	early := slices.Clone(cs)
	closers := []Closer{{Gap: id, URL: "/pay/voucher/", Title: "Vouchers", Published: "2026-03-30"}}
	busy(4, 7)
	r := minedWith(t, cs, Options{Book: first.Book, Closers: closers})
	if f := r.Following[0]; f.Status != "accepted" || f.Before.PerWeek != 4 || f.After.Weeks != 2 || f.After.Conversations != 0 {
		t.Errorf("two weeks later: %+v", f)
	}
	busy(7, 9)
	quiet := minedWith(t, cs, Options{Book: r.Book, Closers: closers})
	if f := quiet.Following[0]; f.Status != "closed" || len(quiet.Changes.Closed) != 1 {
		t.Errorf("four weeks later: %+v %+v", f, quiet.Changes)
	}
	whole := cs
	cs = slices.Clone(early)
	for w := 4; w < 9; w++ {
		add(w, "Hello number 1 thanks")
	}
	if few := minedWith(t, cs, Options{Book: first.Book, Closers: closers}); few.Following[0].Status != "accepted" {
		t.Errorf("closed where hardly anything was read: %+v", few.Following[0])
	}
	cs = whole
	old := minedWith(t, early, Options{Book: quiet.Book, Closers: closers})
	if f := old.Following[0]; f.Status != "closed" || len(old.Notes) != 1 || f.After.Weeks < quietWeeks {
		t.Errorf("an older export: %+v %v", f, old.Notes)
	}
	if r := minedWith(t, early, Options{Book: r.Book, Closers: closers}); r.Following[0].Status != "accepted" {
		t.Errorf("an older export closes: %+v", r.Following[0])
	}
	for w := 9; w < 13; w++ {
		for _, text := range forms {
			add(w, text)
		}
	}
	back := minedWith(t, cs, Options{Book: old.Book, Closers: closers})
	if f := back.Following[0]; f.Status != "open" || len(back.Changes.Reopened) != 1 {
		t.Errorf("asked again: %+v %+v", f, back.Changes)
	}
}

func TestSignalsJoinGaps(t *testing.T) {
	r, err := Mine(context.Background(), sequence(shopTalks()), wordSearch(shop), Options{Documents: shop, Signals: []Signal{
		{Kind: NoResult, Text: "gift voucher app", Week: "2026-09-07", Count: 4},
		{Kind: NoResult, Text: "voucher", Week: "2026-08-31", Count: 2},
		{Kind: NoResult, Text: "garden lamp", Week: "2026-09-07", Count: 9},
		{Kind: BadRating, Article: "/ship/times/", Week: "2026-09-07", Count: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s := r.Gaps[0].Signals
	if s == nil || s.Searches != 6 || s.Weekly[0] != 4 || !slices.Equal(s.Words, []string{"gift voucher app", "voucher"}) || r.Gaps[0].Conversations != 3 {
		t.Errorf("%+v", s)
	}
	if u := r.Unjoined; u == nil || u.String() != "9 searches without a result and 1 rating that an article did not help" || !slices.Equal(u.Words, []string{"garden lamp"}) {
		t.Errorf("what belongs to no gap: %+v", u)
	}
	if md := string(r.Markdown()); !strings.Contains(md, "Readers left 9 searches without a result and 1 rating") {
		t.Errorf("the digest: %s", md)
	}
}
