package edits

import (
	"math/rand/v2"
	"testing"
)

// TestDistanceIsAsItIsDefined compares with the definition, for one measure that is used
// again and again.
func TestDistanceIsAsItIsDefined(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	word := func() []rune {
		letters := make([]rune, r.IntN(6))
		for i := range letters {
			letters[i] = []rune("abéc")[r.IntN(4)]
		}
		return letters
	}
	var m Measure
	for range 5_000 {
		a, b, limit := word(), word(), r.IntN(5)
		if got, want := m.Distance(a, b, limit), min(plain(a, b), limit+1); got != want {
			t.Fatalf("%q and %q, limit %d: %d, want %d", string(a), string(b), limit, got, want)
		}
	}
}

// plain is the optimal string alignment distance as it is defined.
func plain(a, b []rune) int {
	i, j := len(a), len(b)
	if i == 0 || j == 0 {
		return i + j
	}
	cost := 1
	if a[i-1] == b[j-1] {
		cost = 0
	}
	d := min(plain(a[:i-1], b)+1, plain(a, b[:j-1])+1, plain(a[:i-1], b[:j-1])+cost)
	if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
		d = min(d, plain(a[:i-2], b[:j-2])+1)
	}
	return d
}
