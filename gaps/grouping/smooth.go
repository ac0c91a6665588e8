package grouping

import (
	"context"

	"signpost/gaps/dots"
	"signpost/gaps/vectors"
	"signpost/internal/parallel"
)

// neighbours is how many nearest texts pull a text towards them, rounds how
// often. In the space of words and models, ten and fifteen are level on CLINC150,
// HWU64 and NatCS-insurance for the default mode (63.5 and 63.7, the mean of NMI, ARI
// and ACC at distance 0.45), and ten is better in the best mode (67.5 and 66.0);
// docs/figures-gaps.md has the table.
const (
	neighbours = 10
	rounds     = 2
)

// Smooth moves each vector half-way to the mean of its k nearest among all,
// weighed by cosine: v <- norm(v/2 + norm(sum max(cos,0)·neighbour)/2). The only error is
// that of ctx.
func Smooth(ctx context.Context, points [][]float32, k int) ([][]float32, error) {
	layers, err := smoothings(ctx, points, k)
	if err != nil {
		return nil, err
	}
	return layers[len(layers)-1], nil
}

// smoothings gives the vectors as they are, and after each round.
func smoothings(ctx context.Context, points [][]float32, k int) ([][][]float32, error) {
	layers := [][][]float32{points}
	for range rounds {
		set := dots.New(points)
		next := make([][]float32, len(points))
		parallel.Spans(ctx, len(points), func(from, to int) {
			for i, near := range nearest(set, from, to, set, k, true) {
				next[from+i] = pull(points[from+i], near, points)
			}
		})
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		points = next
		layers = append(layers, points)
	}
	return layers, nil
}

func pull(v []float32, near []neighbour, points [][]float32) []float32 {
	sum := make([]float32, len(v))
	for _, n := range near {
		if n.cos > 0 {
			vectors.Add(sum, points[n.index], float32(n.cos)/(dots.One*dots.One))
		}
	}
	vectors.Normalize(sum)
	for j := range sum {
		sum[j] = (sum[j] + v[j]) / 2
	}
	return vectors.Normalize(sum)
}

// A neighbour's cos is the cosine in parts of One².
type neighbour struct {
	index int
	cos   int32
}

// nearest gives, for the vectors of set from from to to, the k of among with the
// highest cosine, best first, of equal ones the earlier. With others, the two sets
// are one and no vector is its own neighbour.
func nearest(set *dots.Set, from, to int, among *dots.Set, k int, others bool) [][]neighbour {
	best := make([][]neighbour, to-from)
	set.Each(from, to, among, among.Len(), func(i, j int, cos []int32) {
		near := best[i-from]
		for at, c := range cos {
			if len(near) == k && c <= near[k-1].cos || others && i == j+at {
				continue
			}
			near = insert(near, neighbour{j + at, c}, k)
		}
		best[i-from] = near
	})
	return best
}

// insert keeps near sorted and at most k long.
func insert(near []neighbour, n neighbour, k int) []neighbour {
	at := len(near)
	for at > 0 && near[at-1].cos < n.cos {
		at--
	}
	if len(near) < k {
		if near == nil {
			near = make([]neighbour, 0, k)
		}
		near = append(near, neighbour{})
	}
	copy(near[at+1:], near[at:])
	near[at] = n
	return near
}

// NeighboursFor keeps smoothing from drowning the small groups of a small
// export: all neighbours from 600 texts on, at least two. A matter of three
// questions has two neighbours; a third would pull it towards another matter.
func NeighboursFor(n int) int {
	return min(neighbours, max(2, n/60))
}
