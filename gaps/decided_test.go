package gaps

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"signpost/gaps/coverage"
	"signpost/gaps/decisions"
	"signpost/gaps/question"

	"github.com/google/go-cmp/cmp"
)

// decideAtRandom makes a few decisions about random gaps of a report.
func decideAtRandom(rng *rand.Rand, r *Report, book *decisions.Book) {
	by := decisions.Stamp{By: "Ann", On: "2026-11-25"}
	for range rng.IntN(5) {
		if len(r.Gaps) == 0 {
			return
		}
		a, b := r.Gaps[rng.IntN(len(r.Gaps))], r.Gaps[rng.IntN(len(r.Gaps))]
		switch rng.IntN(6) {
		case 0:
			_ = book.Merge(a.ID, by, b.ID)
		case 1:
			_, _ = book.Split(a.ID, by, decisions.Part{Conversations: a.Members[:1+rng.IntN(len(a.Members))]}, nil)
		case 2:
			_, _ = book.Split(a.ID, by, decisions.Part{Words: a.Terms[:min(1, len(a.Terms))]}, nil)
		case 3:
			_ = book.Dismiss(a.ID, by, "no")
		case 4:
			_ = book.Rename(a.ID, by, "Another")
		case 5:
			_, _ = book.Undo(a.ID, by)
		}
	}
}

// TestDecisionsKeepTheAccount mines again and again with random decisions between: the
// account adds up, each id is one gap, no conversation is in a gap twice, the order of
// the input does not show, and the book survives being written and read.
func TestDecisionsKeepTheAccount(t *testing.T) {
	opt := Options{MinConversations: 2, MinCustomers: 1}
	for seed := range uint64(25) {
		rng := rand.New(rand.NewPCG(seed, 3))
		cs := random(seed, 120)
		var book *decisions.Book
		for run := range 4 {
			part := cs[:len(cs)*(run%3+2)/4]
			opt.Book = book
			r := minedWith(t, part, opt)
			a := r.Accounting
			if sum := a.Answered + a.InGaps + a.AccountSpecific + a.NotAQuestion + a.Outbound + a.Ungrouped; sum != len(part) {
				t.Fatalf("seed %d, run %d: %d conversations, parts give %d", seed, run, len(part), sum)
			}
			ids := map[string]bool{}
			for _, g := range r.Gaps {
				if ids[g.ID] {
					t.Errorf("seed %d, run %d: two gaps are %s", seed, run, g.ID)
				}
				ids[g.ID] = true
				members := map[string]bool{}
				for _, m := range g.Members {
					if members[m] {
						t.Errorf("seed %d, run %d: conversation %s is twice in %s", seed, run, m, g.ID)
					}
					members[m] = true
				}
				if e, err := r.Book.Resolve(g.ID); err != nil || e.ID != g.ID {
					t.Errorf("seed %d, run %d: the book does not know %s: %v", seed, run, g.ID, err)
				}
			}
			mixed := append(part[:0:0], part...)
			rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			other := minedWith(t, mixed, opt)
			if d := cmp.Diff(string(r.Book.Bytes()), string(other.Book.Bytes())); d != "" {
				t.Errorf("seed %d, run %d: another order, another book\n%s", seed, run, d)
			}
			next, ds := decisions.Parse("gaps.yaml", r.Book.Bytes())
			if len(ds) > 0 {
				t.Fatalf("seed %d, run %d: %v", seed, run, ds)
			}
			decideAtRandom(rng, r, next)
			book = next
		}
	}
}

// TestOneConversationOftenIsRemembered holds that what is remembered stays small.
func TestOneConversationOftenIsRemembered(t *testing.T) {
	var texts []string
	for i := range 2000 {
		texts = append(texts, fmt.Sprintf("Can I pay with a gift voucher %d?", i%7))
	}
	r := minedWith(t, asked(texts, hourly), Options{})
	if n := len(r.Book.Bytes()); n > 4000 {
		t.Errorf("%d bytes for %d gaps:\n%s", n, len(r.Gaps), r.Book.Bytes())
	}
}

// memberOf makes a member of a question.
func memberOf(aside *store, it question.Item, fold int) member {
	t, texts := newThread(question.Talk{ID: it.ID, At: it.At, Items: []question.Item{it}}, &coverage.Library{})
	t.asked[0].store, t.asked[0].texts = aside, aside.texts.Append(texts[0])
	return member{asking: &t.asked[0], fold: fold}
}

// groupOf makes a group of conversations by their numbers.
func groupOf(from, to int) *cluster {
	g, aside := &cluster{}, &store{}
	for i := from; i < to; i++ {
		id := fmt.Sprintf("c%03d", i)
		g.members = append(g.members, memberOf(aside, question.Item{ID: id, Text: "question " + id, Quote: "question " + id}, i))
	}
	return g
}

// Words split off whoever wrote them in asking, be they in the sentence that is quoted or not,
// and whatever their endings.
func TestSplitByWhatWasWritten(t *testing.T) {
	aside := &store{}
	var ms []member
	for _, it := range []question.Item{
		{ID: "quoted", Quote: "Which batteries fit?", Opening: "Which batteries fit?"},
		{ID: "written", Quote: "How do I get a new one?", Opening: "My battery is dead. How do I get a new one?"},
		{ID: "other", Quote: "How do I get a new lock?", Opening: "My lock is broken. How do I get a new lock?"},
	} {
		it.Text = question.Normalise(it.Quote)
		ms = append(ms, memberOf(aside, it, len(ms)))
	}
	taken, kept := divide(ms, decisions.Decision{Do: decisions.Split, Words: []string{"battery"}})
	if len(taken) != 2 || len(kept) != 1 || kept[0].ID != "other" {
		t.Errorf("%d taken, %d kept", len(taken), len(kept))
	}
}

// bookOf remembers groups by ids, the first one being the oldest.
func bookOf(t *testing.T, ids []string, groups ...*cluster) *decisions.Book {
	t.Helper()
	b := decisions.New()
	run := decisions.Run{Until: "2026-11-20"}
	for i, g := range groups {
		g.id = ids[i]
		s := g.sighting(newVocabulary(t.Context(), groups), nil)
		s.Shown, s.First = true, fmt.Sprintf("2026-0%d-01", i+1)
		run.Gaps = append(run.Gaps, s)
	}
	b.Observe(run)
	return b
}

func TestMergedAndSplitByTheData(t *testing.T) {
	book := bookOf(t, []string{"g-old", "g-new"}, groupOf(0, 5), groupOf(5, 20))
	one := groupOf(0, 20)
	identify([]*cluster{one}, portray(t.Context(), []*cluster{one}, newVocabulary(t.Context(), []*cluster{one})), book)
	if one.id != "g-old" || len(one.absorbed) != 1 || one.absorbed[0] != "g-new" {
		t.Errorf("merged: %s, absorbed %v, want the older id and the other as alias", one.id, one.absorbed)
	}
	book = bookOf(t, []string{"g-all"}, groupOf(0, 20))
	small, big, foreign := groupOf(0, 7), groupOf(7, 20), groupOf(40, 60)
	identify([]*cluster{small, big, foreign}, portray(t.Context(), []*cluster{small, big, foreign}, newVocabulary(t.Context(), []*cluster{small, big, foreign})), book)
	if small.id != "" || big.id != "g-all" || foreign.id != "" {
		t.Errorf("split: %q, %q, %q, want the id for the biggest part only", small.id, big.id, foreign.id)
	}
}

// TestDismissedAndSplitByTheData: a part that comes off a gap that was dismissed is
// dismissed, too, with its own conversations, and has the id back that it had before it was
// a part.
func TestDismissedAndSplitByTheData(t *testing.T) {
	texts := []string{
		"Can I pay with a gift voucher?", "where do I enter my gift voucher code", "gift voucher field in the app", "gift voucher code in the shop",
		"How do I change the colour of the garden lamp?", "garden lamp colour change", "change the colour of my garden lamp please", "is there a garden lamp with another colour",
	}
	cs := asked(texts, hourly)
	first := minedWith(t, cs, Options{})
	if len(first.Gaps) != 2 {
		t.Fatalf("%d gaps, want 2", len(first.Gaps))
	}
	a, b := first.Gaps[0].ID, first.Gaps[1].ID
	// An earlier run had both in one group, and somebody dismissed it.
	one := first.Book.Clone()
	groups := groupedByHand(t, cs, Options{Space: shippedSpace(t)})
	whole := &cluster{id: a, absorbed: []string{b}}
	for _, g := range groups {
		whole.members = append(whole.members, g.members...)
	}
	s := whole.sighting(newVocabulary(t.Context(), groups), portray(t.Context(), []*cluster{whole}, newVocabulary(t.Context(), groups)).of(0))
	s.Shown = true
	one.Observe(decisions.Run{Until: one.Until, Gaps: []decisions.Sighting{s}})
	if err := one.Dismiss(a, decisions.Stamp{By: "Ann", On: "2026-11-25"}, "for the shop to answer"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r := minedWith(t, cs, Options{Book: one})
		for _, g := range r.Gaps {
			if g.ID != a && g.ID != b || g.Status != "dismissed" || g.Decision.Reason != "for the shop to answer" {
				t.Errorf("%s is %s: %+v", g.ID, g.Status, g.Decision)
			}
		}
		one = r.Book
	}
	more := append(cs, asked(append(texts[4:], texts[4:]...), func(i int) time.Time { return hourly(100 + i) })...)
	for i := range more[8:] {
		more[8+i].ID = fmt.Sprint("later", i)
	}
	for _, g := range minedWith(t, more, Options{Book: one}).Gaps {
		lamps := strings.Contains(g.Title, "lamp")
		if lamps != (g.Status == "open") || lamps != (g.Decision.Note != "") {
			t.Errorf("%s %q is %s: %+v", g.ID, g.Title, g.Status, g.Decision)
		}
	}
}
