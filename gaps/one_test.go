package gaps

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// matter reads questions of testdata/matter, a line each.
func matter(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "matter", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// TestOneMatter: an export that holds one matter shows it as one gap, in whatever language,
// and first of all beside a handful of other questions. Where so many ask that what some of
// them ask stands by itself, it is two.
func TestOneMatter(t *testing.T) {
	for _, lang := range []string{"en", "de", "es"} {
		texts := matter(t, lang)
		for _, n := range []int{3, 5, 8, 12, 16, 24} {
			r := minedWith(t, asked(texts[:min(n, len(texts))], hourly), Options{})
			asked := r.Accounting.Conversations - r.Accounting.AccountSpecific
			if len(r.Gaps) == 0 || len(r.Gaps) > 1+n/24 || 10*r.Accounting.InGaps < 9*asked {
				t.Errorf("%s, %d: %d gaps, %+v", lang, n, len(r.Gaps), r.Accounting)
			}
		}
	}
	texts := append(matter(t, "en")[:12:12], matter(t, "en-other")...)
	r := minedWith(t, asked(texts, hourly), Options{})
	if len(r.Gaps) == 0 || r.Gaps[0].Conversations < 11 || r.Gaps[0].Conversations > 12 {
		t.Errorf("12 and others: %d gaps, %+v", len(r.Gaps), r.Accounting)
	}
}
