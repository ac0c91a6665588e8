package search

import (
	"hash/fnv"
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
