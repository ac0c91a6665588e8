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

// TestOneMatter: an export that holds one matter shows it as one gap, however many ask, in
// whatever language, and first of all beside a handful of other questions.
func TestOneMatter(t *testing.T) {
	for _, lang := range []string{"en", "de", "es"} {
		texts := matter(t, lang)
		for _, n := range []int{3, 5, 8, 12, 16, 24} {
			r := minedWith(t, asked(texts[:min(n, len(texts))], hourly), Options{})
			asked := r.Accounting.Conversations - r.Accounting.AccountSpecific
			if len(r.Gaps) != 1 || 10*r.Gaps[0].Conversations < 9*asked {
				t.Errorf("%s, %d: %d gaps, %+v", lang, n, len(r.Gaps), r.Accounting)
			}
		}
	}
	for _, n := range []int{12, 24} {
		texts := append(matter(t, "en")[:n:n], matter(t, "en-other")...)
		r := minedWith(t, asked(texts, hourly), Options{})
		if len(r.Gaps) == 0 || r.Gaps[0].Conversations < n-1 || r.Gaps[0].Conversations > n {
			t.Errorf("%d and others: %d gaps, %+v", n, len(r.Gaps), r.Accounting)
		}
	}
}
