package grouping

import (
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
// weighed by cosine: v <- norm(v/2 + norm(sum max(cos,0)·neighbour)/2).
func Smooth(points [][]float32, k int) [][]float32 {
	for range rounds {
		next := make([][]float32, len(points))
		parallel.Spans(len(points), func(from, to int) {
			for i := from; i < to; i++ {
				next[i] = pull(points[i], nearest(points[i], i, points, k), points)
			}
		})
		points = next
	}
	return points
}

func pull(v []float32, near []neighbour, points [][]float32) []float32 {
	sum := make([]float32, len(v))
	for _, n := range near {
		if n.cos > 0 {
			vectors.Add(sum, points[n.index], n.cos)
		}
	}
	vectors.Normalize(sum)
	for j := range sum {
		sum[j] = (sum[j] + v[j]) / 2
	}
	return vectors.Normalize(sum)
}

type neighbour struct {
	index int
	cos   float32
}

// nearest gives the k vectors with the highest cosine to v, best first, of
// equal ones the earlier; self is left out.
func nearest(v []float32, self int, points [][]float32, k int) []neighbour {
	best := make([]neighbour, 0, k+1)
	for j, w := range points {
		if j == self {
			continue
		}
		c := vectors.Dot(v, w)
		if len(best) == k && c <= best[k-1].cos {
			continue
		}
		at := len(best)
		for at > 0 && best[at-1].cos < c {
			at--
		}
		best = append(best, neighbour{})
		copy(best[at+1:], best[at:])
		best[at] = neighbour{j, c}
		best = best[:min(len(best), k)]
	}
	return best
}

// NeighboursFor keeps smoothing from drowning the small groups of a small
// export: all neighbours from 600 texts on, at least three: two leave
// groups of four apart where words are all there is.
func NeighboursFor(n int) int {
	return min(neighbours, max(3, n/60))
}
