package search

import (
	"hash/fnv"
	"slices"
	"testing"
)

// TestPairPrintsAreThoseOfFNV: indexes on disk hold them.
func TestPairPrintsAreThoseOfFNV(t *testing.T) {
	for _, p := range [][2]string{{"", ""}, {"gift", "card"}, {"größe", "漢字"}} {
		h := fnv.New32a()
		h.Write([]byte(p[0] + " " + p[1]))
		if want := uint16(h.Sum32()>>16) ^ uint16(h.Sum32()); pairPrint(p[0], p[1]) != want {
			t.Errorf("%q: %x, want %x", p, pairPrint(p[0], p[1]), want)
		}
	}
}

// TestAnExplanationTellsOfNoPairThatTheScoreLacks: a section has the print of a pair of
// which it holds one term only.
func TestAnExplanationTellsOfNoPairThatTheScoreLacks(t *testing.T) {
	other := likePrint(t, "alpha", "beta")
	docs := []Document{
		{Article: "/print/", Title: "Print", Body: "An alpha beta stands here."},
		{Article: "/pair/", Title: "Pair", Body: "An alpha " + other + " stands here."},
	}
	for name, c := range carriers(t, docs) {
		res, err := c.Search(t.Context(), Query{Text: "alpha " + other, Explain: true})
		if err != nil || len(res.Hits) != 2 || res.Hits[0].Article != "/pair/" {
			t.Fatalf("%s: %v, %v", name, res, err)
		}
		for _, h := range res.Hits {
			sum := 0.0
			for _, share := range h.Terms {
				sum += share.Score
			}
			pairs := slices.ContainsFunc(h.Terms, func(s TermScore) bool { return s.Field == "pairs" })
			if pairs != (h.Article == "/pair/") || even(sum) != h.Score {
				t.Errorf("%s: %s has a score of %v, explained by %v", name, h.Article, h.Score, h.Terms)
			}
		}
	}
}

// likePrint is another term than second whose pair with first has the same print.
func likePrint(t *testing.T, first, second string) string {
	t.Helper()
	const letters = "bcdfghjklmnpqrtvwxz" // no ending that stemming takes off
	for n := range len(letters) * 1_000_000 {
		word := []byte("zz")
		for ; n > 0; n /= len(letters) {
			word = append(word, letters[n%len(letters)])
		}
		if w := string(word); pairPrint(first, w) == pairPrint(first, second) && slices.Equal(Terms("", w), []string{w}) {
			return w
		}
	}
	t.Fatal("there is no such term")
	return ""
}
