package grouping

import (
	"slices"
	"testing"

	"signpost/gaps/dots"
)

// made is groups of these sizes, at these distances from each other in per cent.
func made(sizes []int, apart ...[]uint16) forest {
	f := forest{parent: make([]int, len(sizes)), size: sizes}
	for i := range sizes {
		f.parent[i] = i
		row := make([]uint16, i)
		for j := range row {
			row[j] = uint16(dots.One * int(apart[i][j]) / 100)
		}
		f.rows = append(f.rows, row)
	}
	return f
}

// A small group goes to the large one that is clearly the nearest; one that is far from
// all, one between two, a text alone and a large group stay.
func TestGather(t *testing.T) {
	f := made([]int{40, 30, 4, 4, 4, 1, 10},
		nil,
		[]uint16{85},
		[]uint16{83, 90},
		[]uint16{83, 84, 50},
		[]uint16{89, 95, 50, 50},
		[]uint16{80, 95, 50, 50, 50},
		[]uint16{80, 95, 50, 50, 50, 50},
	)
	f.gather(10, 0.78)
	if got, want := f.parent, []int{0, 1, 6, 6, 6, 5, 6}; !slices.Equal(got, want) {
		t.Errorf("a large group near all: groups of %v, want %v", got, want)
	}
	f = made([]int{40, 30, 4, 4, 4, 1, 10},
		nil,
		[]uint16{85},
		[]uint16{83, 90},
		[]uint16{83, 84, 50},
		[]uint16{89, 95, 50, 50},
		[]uint16{80, 95, 50, 50, 50},
		[]uint16{80, 95, 95, 95, 95, 95},
	)
	f.gather(10, 0.78)
	if got, want := f.parent, []int{0, 1, 0, 3, 4, 5, 6}; !slices.Equal(got, want) {
		t.Errorf("groups of %v, want %v", got, want)
	}
}

// Few texts have no fragments, and what has fragmentMost texts is never one.
func TestFragmentsBelow(t *testing.T) {
	for n, want := range map[int]int{3: 0, manyTexts: 0, 10000: 23, 20000: fragmentMost} {
		if got := fragmentsBelow(n); got != want {
			t.Errorf("of %d texts, groups below %d are fragments, want %d", n, got, want)
		}
	}
}

// The distances that are left after joining are the means between the groups, of those
// that were complete before others were, too.
func TestAverageLinkLeavesMeans(t *testing.T) {
	f, err := averageLink(t.Context(), made([]int{1, 1, 1, 1}, nil, []uint16{10}, []uint16{90, 70}, []uint16{60, 80, 20}).distances, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	a, b := f.root(0), f.root(2)
	if f.root(1) != a || f.root(3) != b || a == b {
		t.Fatalf("groups of %v", f.parent)
	}
	if got := float64(*f.at(a, b)) / dots.One; got < 0.749 || got > 0.751 {
		t.Errorf("distance %.3f, want 0.75", got)
	}
}
