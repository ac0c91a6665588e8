package gaps

import (
	"fmt"
	"strings"
	"testing"

	"signpost/gaps/decisions"
)

// TestBackOnce: a gap that was set aside is back in the run in which it came back, and in
// no later one, by what changed and by the digest alike.
func TestBackOnce(t *testing.T) {
	by := decisions.Stamp{By: "Ann", On: "2026-03-20"}
	few, many := vouchers(later, later, later), vouchers(later, later, later)
	for i := range 8 {
		many = append(many, answered(16+i, "ann", "can I pay with a gift voucher in the shop", later))
	}
	for name, aside := range map[string]func(b *decisions.Book, id string) error{
		"Dismissed on 20 Mar 2026 with 3 conversations": func(b *decisions.Book, id string) error { return b.Dismiss(id, by, "sale") },
		"Snoozed on 20 Mar 2026 until 1 Apr 2026":       func(b *decisions.Book, id string) error { return b.Snooze(id, by, "2026-04-01", "") },
	} {
		book := minedFor(t, few, nil).Book
		id := book.Entries[0].ID
		if err := aside(book, id); err != nil {
			t.Fatal(err)
		}
		for run, want := range []string{"2026-03-25", "2026-04-02", "2026-04-03"} {
			cs := many
			if run == 0 {
				cs = few
			}
			opt := Options{Book: book, Today: want}
			r, err := Mine(t.Context(), sequence(cs), nil, opt)
			if err != nil {
				t.Fatal(err)
			}
			back, told := len(r.Changes.Returned), strings.Contains(string(r.Markdown()), "**Back again.** "+name)
			if (back == 1) != (run == 1) || told != (run == 1) {
				t.Errorf("%s: run %d: %+v\n%s", name, run, r.Changes, r.Markdown())
			}
			if run > 0 && (len(r.Gaps) != 1 || r.Gaps[0].Status != "open" || !strings.HasPrefix(r.Gaps[0].Decision.Note, name)) {
				t.Errorf("%s: run %d: %+v", name, run, r.Gaps)
			}
			opt.Since = "2026-04-01"
			if r, err = Mine(t.Context(), sequence(cs), nil, opt); err != nil || (len(r.Changes.Returned) == 1) != (run > 0) {
				t.Errorf("%s: run %d since a day: %+v, %v", name, run, r.Changes, err)
			}
			var ds any
			if book, ds = decisions.Parse("gaps.yaml", r.Book.Bytes()); len(r.Book.Find(id).Decisions) != 1+min(run, 1) {
				t.Errorf("%s: run %d: %s%v", name, run, r.Book.Bytes(), ds)
			}
		}
		if _, err := book.Undo(id, by); err != nil || book.Find(id).State().Note != "" {
			t.Errorf("%s: after undo: %+v, %v", name, book.Find(id).State(), err)
		}
	}
}

// TestBackByFew: a gap whose day has come is told of once, though too few ask about it in a
// new export for the report to show it.
func TestBackByFew(t *testing.T) {
	first := minedFor(t, vouchers(later, later, later), nil).Book
	id := first.Entries[0].ID
	if err := first.Snooze(id, decisions.Stamp{By: "Ann", On: "2026-03-20"}, "2026-04-01", "the lawyer looks at it"); err != nil {
		t.Fatal(err)
	}
	few := vouchers(later, later)
	for i, c := range few {
		c.ID, c.CreatedAt = fmt.Sprint("few", i), c.CreatedAt.AddDate(0, 0, 20)
	}
	book := first
	for run, today := range []string{"2026-03-31", "2026-04-02", "2026-04-03"} {
		r, err := Mine(t.Context(), sequence(few), nil, Options{Book: book, Today: today})
		if err != nil || len(r.Gaps) > 0 {
			t.Fatal(err, r)
		}
		told := strings.Contains(strings.Join(r.Notes, " "), "("+id+") is back. Snoozed on 20 Mar 2026 until 1 Apr 2026: “the lawyer looks at it”. Too few")
		if told != (run == 1) || (len(r.Changes.Returned) == 1) != (run == 1) {
			t.Errorf("run %d: %q %+v", run, r.Notes, r.Changes)
		}
		book = r.Book
	}
}

// A gap that closed and opened again since then is told once, as it stands.
func TestLastOfClosedAndReopened(t *testing.T) {
	book := decisions.New()
	run := decisions.Run{Until: "2027-01-29", Weekly: decisions.Weekly{}}
	for _, id := range []string{"g-0001", "g-0002"} {
		run.Gaps = append(run.Gaps, decisions.Sighting{ID: id, Title: id, Weekly: decisions.Weekly{}, Shown: true})
	}
	book.Observe(run)
	for _, id := range []string{"g-0001", "g-0002"} {
		book.Record(id, decisions.Decision{Do: decisions.Publish, On: "2026-11-26", Article: "/a/"})
		book.Record(id, decisions.Decision{Do: decisions.Close, On: "2027-01-03", Reason: "asked once in 4 weeks"})
	}
	book.Record("g-0002", decisions.Decision{Do: decisions.Reopen, On: "2027-01-29", Reason: "asked 6 times again in 3 weeks"})
	c := (&Report{Book: book}).changes(Options{Since: "2026-12-31"})
	if len(c.Closed) != 1 || c.Closed[0].ID != "g-0001" || len(c.Reopened) != 1 || c.Reopened[0].ID != "g-0002" {
		t.Errorf("%+v", c)
	}
}
