package diag

import (
	"math/rand/v2"
	"testing"
)

func TestString(t *testing.T) {
	tests := []struct {
		d    Diagnostic
		want string
	}{
		{Diagnostic{File: "a.md", Line: 3, What: "no title", Fix: "add one"}, "a.md:3: no title; add one"},
		{Diagnostic{File: "a.md", What: "not UTF-8"}, "a.md: not UTF-8"},
		{Diagnostic{File: "a.md", Line: 1, Severity: Warning, What: "dead link"}, "a.md:1: warning: dead link"},
	}
	for _, tt := range tests {
		if got := tt.d.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"title", "description", "order", "draft"}
	for word, want := range map[string]string{
		"tilte": "title", "desciption": "description", "ordre": "order", "colour": "", "x": "",
	} {
		if got := Nearest(word, keys); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestSortIsByFileThenLine(t *testing.T) {
	ds := []Diagnostic{{File: "b", Line: 1}, {File: "a", Line: 10}, {File: "a", Line: 2}}
	Sort(ds)
	if ds[0].Line != 2 || ds[1].Line != 10 || ds[2].File != "b" {
		t.Errorf("order: %v", ds)
	}
}

// TestNearestIsTheFirstOfTheNearest compares with what looks at every pair of letters
// of every candidate.
func TestNearestIsTheFirstOfTheNearest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	word := func() string {
		letters := make([]rune, r.IntN(6))
		for i := range letters {
			letters[i] = []rune("abéc")[r.IntN(4)]
		}
		return string(letters)
	}
	for range 2_000 {
		candidates, w := make([]string, 1+r.IntN(6)), word()
		want, least := "", max(1, len(w)/3)+1
		for i := range candidates {
			candidates[i] = word()
			if d := plainDistance([]rune(w), []rune(candidates[i])); d < least {
				want, least = candidates[i], d
			}
		}
		if got := Nearest(w, candidates); got != want {
			t.Fatalf("%q of %q: %q, want %q", w, candidates, got, want)
		}
	}
}

// plainDistance is the optimal string alignment distance as it is defined.
func plainDistance(a, b []rune) int {
	i, j := len(a), len(b)
	if i == 0 || j == 0 {
		return i + j
	}
	cost := 1
	if a[i-1] == b[j-1] {
		cost = 0
	}
	d := min(plainDistance(a[:i-1], b)+1, plainDistance(a, b[:j-1])+1, plainDistance(a[:i-1], b[:j-1])+cost)
	if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
		d = min(d, plainDistance(a[:i-2], b[:j-2])+1)
	}
	return d
}
