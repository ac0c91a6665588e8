package grouping

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"signpost/gaps/vectors"
	"signpost/gaps/words"
)

var stops = vectors.Stops{Few: 0.4, Smoothed: 0.4, Shared: 0.8, Many: 0.8}

// clumps are n points around each of some directions, and the clump of each.
func clumps(rng *rand.Rand, sizes ...int) (points [][]float32, hashes []uint64, of []int) {
	for clump, n := range sizes {
		centre := make([]float32, 40)
		for j := range centre {
			centre[j] = float32(rng.NormFloat64())
		}
		for range n {
			v := slices.Clone(centre)
			for j := range v {
				v[j] += float32(0.5 * rng.NormFloat64())
			}
			points, of = append(points, vectors.Normalize(v)), append(of, clump)
			hashes = append(hashes, words.Hash(fmt.Sprintf("%06d%d", rng.IntN(1e6), len(hashes))))
		}
	}
	return points, hashes, of
}

func grouped(t *testing.T, turns []uint64, points Points, k int, stops vectors.Stops, limit int) []int {
	t.Helper()
	groups, err := group(t.Context(), turns, points, k, stops, limit)
	if err != nil {
		t.Fatal(err)
	}
	return groups
}

// Who interrupts it does not wait until all is grouped.
func TestGroupIsInterrupted(t *testing.T) {
	points, hashes, _ := clumps(rand.New(rand.NewPCG(1, 2)), 900, 400)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, limit := range []int{2000, 300} {
		if groups, err := group(ctx, hashes, Held(points), 5, stops, limit); !errors.Is(err, context.Canceled) {
			t.Errorf("limit %d: %d groups, %v", limit, len(groups), err)
		}
	}
}

// Past the limit of what is compared in pairs the same groups come out, small ones that
// no sample holds, too.
func TestGroupPastTheLimit(t *testing.T) {
	points, hashes, of := clumps(rand.New(rand.NewPCG(1, 2)), 900, 400, 300, 100, 12)
	for _, limit := range []int{2000, 300, 100} {
		got := grouped(t, hashes, Held(points), 5, stops, limit)
		if diff := differing(of, got); diff > len(of)/100 {
			t.Errorf("limit %d: %d of %d texts are in another group", limit, diff, len(of))
		}
	}
}

// differing counts the members that are not in the main group of their clump, or share
// it with another clump's.
func differing(of, got []int) int {
	count := map[[2]int]int{}
	for i := range of {
		count[[2]int{of[i], got[i]}]++
	}
	main, size := map[int]int{}, map[int]int{}
	for pair, n := range count {
		if n > size[pair[0]] {
			main[pair[0]], size[pair[0]] = pair[1], n
		}
	}
	n := 0
	for i := range of {
		if got[i] != main[of[i]] {
			n++
		}
	}
	seen := map[int]bool{}
	for clump, g := range main {
		if seen[g] {
			n += size[clump]
		}
		seen[g] = true
	}
	return n
}

// The order of the input shows in no group, within the limit and past it.
func TestGroupIgnoresOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	points, hashes, _ := clumps(rng, 200, 150, 90, 60, 40, 30, 20, 10, 5, 3)
	for _, limit := range []int{len(points), 150} {
		want := grouped(t, hashes, Held(points), 5, stops, limit)
		for range 5 {
			order := rng.Perm(len(points))
			shuffled, names := make([][]float32, len(points)), make([]uint64, len(points))
			for i, p := range order {
				shuffled[i], names[i] = points[p], hashes[p]
			}
			moved := grouped(t, names, Held(shuffled), 5, stops, limit)
			got := make([]int, len(points))
			for i, p := range order {
				got[p] = moved[i]
			}
			if !slices.Equal(number(got), want) {
				t.Fatalf("limit %d: another order gives other groups", limit)
			}
		}
	}
}

// Points that are nothing, or all the same, are no trouble past the limit.
func TestGroupPoorPoints(t *testing.T) {
	nothing := [][]float32{{}, {}}
	if got := grouped(t, []uint64{1, 2}, Held(nothing), 5, stops, 10); slices.Max(got) != 1 {
		t.Errorf("points without a number are in %d groups", slices.Max(got)+1)
	}
	same, none, hashes := make([][]float32, 100), make([][]float32, 100), make([]uint64, 100)
	for i := range hashes {
		same[i], none[i], hashes[i] = []float32{1, 0}, []float32{0, 0}, uint64(i)
	}
	if got := grouped(t, hashes, Held(same), 5, stops, 10); slices.Max(got) != 0 {
		t.Errorf("equal points are in %d groups", slices.Max(got)+1)
	}
	if got := grouped(t, hashes, Held(none), 5, stops, 10); slices.Max(got) != 99 {
		t.Errorf("empty points are in %d groups", slices.Max(got)+1)
	}
}

// Where joining stops rises with the number of texts, and no further than it shall.
func TestSharedStop(t *testing.T) {
	s := vectors.Stops{Shared: 0.5, Many: 0.75}
	for n, want := range map[int]float32{600: 0.5, 6000: 0.5, 8000: 0.625, 10000: 0.75, 20000: 0.75} {
		if got := sharedStop(n, s); got != want {
			t.Errorf("%d texts: %v, want %v", n, got, want)
		}
	}
}
