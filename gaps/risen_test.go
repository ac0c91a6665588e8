package gaps

import (
	"testing"

	"signpost/gaps/decisions"
)

// TestRisenSinceWeeksThatWereRead compares with what was read before, in whichever export.
func TestRisenSinceWeeksThatWereRead(t *testing.T) {
	weeks := decisions.Weekly{"2026-09-07": 20, "2026-09-14": 20, "2026-09-28": 20, "2026-10-05": 20, "2026-10-12": 20}
	for _, tt := range []struct {
		name          string
		weekly        decisions.Weekly
		since         string
		after, before int
		risen         bool
	}{
		{"risen", decisions.Weekly{"2026-09-14": 1, "2026-09-28": 2, "2026-10-05": 3, "2026-10-12": 5}, "2026-10-01", 8, 3, true},
		{"as before, of fewer weeks", decisions.Weekly{"2026-09-07": 3, "2026-09-14": 3, "2026-09-28": 3, "2026-10-05": 3, "2026-10-12": 3}, "2026-09-21", 9, 6, false},
		{"nothing was read before", decisions.Weekly{"2026-09-07": 9, "2026-09-14": 9}, "2026-09-01", 18, 0, false},
	} {
		r := &Report{Book: &decisions.Book{Weekly: weeks, Entries: []*decisions.Entry{{ID: "g-1", Weekly: tt.weekly}}}}
		after, before := r.around("g-1", tt.since)
		if after.Conversations != tt.after || before.Conversations != tt.before || after.risen(before) != tt.risen {
			t.Errorf("%s: %+v %+v", tt.name, after, before)
		}
	}
}
