package grouping

import (
	"math"
	"testing"
)

func TestAverageLink(t *testing.T) {
	at := func(angle float64) []float32 { return []float32{float32(math.Cos(angle)), float32(math.Sin(angle))} }
	got, err := AverageLink(t.Context(), [][]float32{at(0), at(0.1), at(1.5), at(1.6), at(3.1)}, 0.2)
	if err != nil {
		t.Fatal(err)
	}
	want := []int{0, 0, 1, 1, 2}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("groups %v, want %v", got, want)
		}
	}
}
