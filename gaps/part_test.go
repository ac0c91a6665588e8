package gaps

import (
	"path/filepath"
	"strings"
	"testing"

	"signpost/gaps/decisions"
	"signpost/inbox"
)

// samples reads conversations of our own sample set, whose files are months.
func samples(t *testing.T, months ...string) (out []*inbox.Conversation) {
	t.Helper()
	var paths []string
	for _, m := range months {
		paths = append(paths, filepath.Join("..", "samples", "conversations", m+".json"))
	}
	talks, _ := inbox.Read(t.Context(), paths, inbox.Options{})
	for c, err := range talks {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// TestDecisionsOutlastReportsOnAPart: all gaps of the samples are dismissed; then months of
// them are read, and then all again. Each gap has its id, none is open again, and none of what
// was read before is news.
func TestDecisionsOutlastReportsOnAPart(t *testing.T) {
	all := []string{"2026-08", "2026-09", "2026-10"}
	whole := samples(t, all...)
	first := minedWith(t, whole, Options{})
	was := map[string]string{}
	dismissed := first.Book.Clone()
	for _, g := range first.Gaps {
		was[strings.Join(g.Members, " ")] = g.ID
		if err := dismissed.Dismiss(g.ID, decisions.Stamp{By: "Ann", On: "2026-11-25"}, "no"); err != nil {
			t.Fatal(err)
		}
	}
	if len(was) < 10 {
		t.Fatalf("%d gaps", len(was))
	}
	for _, months := range [][]string{all[2:], all[1:], {all[0], all[2]}, all[:1], all[:2]} {
		name, book := strings.Join(months, " and "), dismissed
		for round := range 2 { // what a report on a part leaves behind is there in the second
			part := minedWith(t, samples(t, months...), Options{Book: book})
			after := minedWith(t, whole, Options{Book: part.Book})
			book = after.Book
			if n := len(part.Changes.New) + len(after.Changes.New); n > 0 {
				t.Errorf("%s, round %d: new: %+v %+v", name, round, part.Changes.New, after.Changes.New)
			}
			for _, g := range after.Gaps {
				id := was[strings.Join(g.Members, " ")]
				if e := book.Find(g.ID); e.State().Had != e.Conversations {
					t.Errorf("%s, round %d: %s was dismissed with %d of %d", name, round, g.ID, e.State().Had, e.Conversations)
				}
				if g.ID != id || g.Status != string(decisions.Dismissed) {
					t.Errorf("%s, round %d: %s is %s, was %q: %s", name, round, g.ID, g.Status, id, g.Title)
				}
			}
			if len(after.Gaps) != len(first.Gaps) {
				t.Errorf("%s, round %d: %d gaps, were %d", name, round, len(after.Gaps), len(first.Gaps))
			}
		}
	}
}
