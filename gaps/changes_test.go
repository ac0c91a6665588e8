package gaps

import (
	"fmt"
	"testing"
	"time"

	"signpost/inbox"
)

// TestChangesOfNewExportAlone: a gap of an earlier report is not new in one on the next export
// alone, and has risen only where that report counted fewer.
func TestChangesOfNewExportAlone(t *testing.T) {
	asks := map[string][]string{
		"voucher": {"Can I pay with a gift voucher?", "how do I pay with a gift voucher", "is it possible to pay by gift voucher?", "gift voucher as payment?"},
		"island":  {"Do you deliver parcels to the islands?", "parcel delivery to an island, possible?", "delivery of parcels to islands?", "parcels to islands, how long?"},
		"printer": {"Which printer prints the labels?", "what label printer works for printing labels", "printing labels: which printer?", "label printer, which one?"},
	}
	says := map[string]string{
		"voucher": "Open the basket and type the code of the voucher.", "island": "We deliver to all islands with a ferry.",
		"printer": "Any printer for thermal labels works.",
	}
	month := func(from time.Time, often map[string]int) (out []*inbox.Conversation) {
		for what, n := range often {
			for i := range n {
				c := talk(fmt.Sprint(what, from.Month(), i), fmt.Sprint("u", what, from.Month(), i), asks[what][i%4], says[what])
				c.CreatedAt = from.AddDate(0, 0, 2*i%21)
				out = append(out, c)
			}
		}
		return out
	}
	first := minedBy(t, month(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), map[string]int{"voucher": 8, "island": 4}), nil, nil)
	if len(first.Gaps) != 2 {
		t.Fatalf("%+v", first.Gaps)
	}
	next := month(time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC), map[string]int{"voucher": 8, "island": 12, "printer": 4})
	for _, since := range []string{"", first.Book.Until} {
		r, err := Mine(t.Context(), sequence(next), nil, Options{Book: first.Book, Since: since, Space: shippedSpace(t)})
		if err != nil || len(r.Gaps) != 3 {
			t.Fatal(err, r)
		}
		c := r.Changes
		if len(c.New) != 1 || first.Book.Find(c.New[0].ID) != nil || len(c.Risen) != 1 || c.Risen[0].What != "12 conversations since, 4 in as many weeks before." {
			t.Errorf("since %q: %+v", since, c)
		}
	}
}
