package gaps

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"signpost/gaps/decisions"
)

// TestDatesThatCannotBe: a conversation of the far future, or of no year that a help desk
// knows, counts with the others and stretches nothing; what an earlier one left in the book
// is gone, and said.
func TestDatesThatCannotBe(t *testing.T) {
	opt := Options{Today: "2026-03-30"}
	run := func(book *decisions.Book, years ...int) *Report {
		cs := vouchers(later, later, later)
		for i, y := range years {
			c := answered(20+i, "ann", "Can I pay with a gift voucher in the shop?", later)
			c.CreatedAt = time.Date(y, 12, 31, 23, 59, 0, 0, time.UTC)
			c.Messages[0].At, c.Messages[1].At = c.CreatedAt, c.CreatedAt
			cs = append(cs, c)
		}
		opt.Book = book
		r, err := Mine(t.Context(), sequence(cs), nil, opt)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Gaps) != 1 || r.Gaps[0].Conversations != len(cs) || len(r.Weeks) > 3 || r.Book.Until != r.Span.To || r.Book.Until > "2026-03-30" || len(r.Book.Entries) != 1 {
			t.Errorf("%v: %+v, weeks %v, book\n%s", years, r.Gaps, r.Weeks, r.Book.Bytes())
		}
		return r
	}
	good := run(nil)
	bad := run(good.Book, 2055, 9999, 1970)
	if text := strings.Join(bad.Notes, " "); text != "Dates in 3 conversations lie after 31 Mar 2026 or before 30 Mar 2006, which cannot be: they count as unknown." {
		t.Error(text)
	}
	book, ds := decisions.Parse("gaps.yaml", []byte(strings.Replace(string(good.Book.Bytes()), "until: "+good.Book.Until, "until: 2055-12-31", 1)))
	if len(ds) > 0 || book.Until != "2055-12-31" {
		t.Fatal(ds, book.Until)
	}
	if text := strings.Join(run(book).Notes, " "); !strings.HasPrefix(text, "gaps.yaml held days after 31 Mar 2026") {
		t.Error(text)
	}
}

// TestShownIsNotForgotten: an export of years has gaps that nobody asks about any more; who
// sees them in the report can decide about them.
func TestShownIsNotForgotten(t *testing.T) {
	cs := vouchers(later, later, later)
	for i := range 3 {
		c := answered(i+1, "bob", fmt.Sprintf("Which printer prints labels of size %d?", i), "Any printer for thermal labels works.")
		c.CreatedAt = c.CreatedAt.AddDate(1, 0, 0)
		c.ID = fmt.Sprint("new", i)
		cs = append(cs, c)
	}
	r := minedBy(t, cs, nil, nil)
	if len(r.Gaps) != 2 {
		t.Fatalf("%+v", r.Gaps)
	}
	for _, g := range r.Gaps {
		if r.Book.Find(g.ID) == nil {
			t.Errorf("%s %q is shown and forgotten: %v", g.ID, g.Title, r.Notes)
		}
	}
}
