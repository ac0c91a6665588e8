// Package grouping groups points on the sphere: each is pulled towards its
// neighbours, then groups join by average link while their mean distance stays
// under a bound. Nothing depends on the points' order.
package grouping

import (
	"slices"

	"signpost/gaps/vectors"
	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// AverageLink groups vectors of length 1 bottom-up: the two groups with the
// smallest mean cosine distance join until that distance exceeds stop. It gives
// the group of each vector, numbered by first appearance. The chain of nearest
// neighbours finds the same tree as the greedy search, in n² steps and
// n²/2 float32 of memory (Murtagh 1983; average link is reducible).
func AverageLink(points [][]float32, stop float32) []int {
	n := len(points)
	d := newDistances(points)
	parent := make([]int, n)
	size := make([]float32, n)
	active := make([]bool, n)
	for i := range n {
		parent[i], size[i], active[i] = i, 1, true
	}
	var merges []merge
	var chain []int
	for start := 0; ; {
		if len(chain) == 0 {
			for start < n && !active[start] {
				start++
			}
			if start == n {
				break
			}
			chain = append(chain, start)
		}
		tip := chain[len(chain)-1]
		previous := -1
		if len(chain) > 1 {
			previous = chain[len(chain)-2]
		}
		near, dist := d.closest(tip, previous, active)
		switch {
		case near < 0 || dist > stop:
			// Reducibility: whatever joins elsewhere comes no nearer than
			// this, so the tip is complete, and so is the rest of the chain
			// as far as the tip goes.
			active[tip] = false
			chain = chain[:len(chain)-1]
		case near == previous:
			merges = append(merges, merge{near, tip})
			d.join(near, tip, size, active)
			chain = chain[:len(chain)-2]
		default:
			chain = append(chain, near)
		}
	}
	for _, m := range merges {
		union(parent, m.into, m.from)
	}
	return number(parent)
}

type merge struct{ into, from int }

func find(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

func union(parent []int, a, b int) { parent[find(parent, b)] = find(parent, a) }

// number names groups 0, 1, 2 … in the order in which their members appear.
func number(parent []int) []int {
	names := map[int]int{}
	out := make([]int, len(parent))
	for i := range parent {
		root := find(parent, i)
		if _, ok := names[root]; !ok {
			names[root] = len(names)
		}
		out[i] = names[root]
	}
	return out
}

// distances is the lower triangle of a symmetric matrix.
type distances struct{ rows [][]float32 }

func newDistances(points [][]float32) distances {
	d := distances{make([][]float32, len(points))}
	parallel.Spans(len(points), func(from, to int) {
		for i := from; i < to; i++ {
			row := make([]float32, i)
			for j := range row {
				row[j] = 1 - vectors.Dot(points[i], points[j])
			}
			d.rows[i] = row
		}
	})
	return d
}

func (d distances) at(i, j int) *float32 {
	if i < j {
		i, j = j, i
	}
	return &d.rows[i][j]
}

// closest finds the active group nearest to i. Of equal ones it takes prefer,
// so that a chain ends, else the first.
func (d distances) closest(i, prefer int, active []bool) (int, float32) {
	best, at := -1, float32(0)
	if prefer >= 0 {
		best, at = prefer, *d.at(i, prefer)
	}
	for j, x := range d.rows[i] {
		if active[j] && (best < 0 || x < at) {
			best, at = j, x
		}
	}
	for j := i + 1; j < len(d.rows); j++ {
		if x := d.rows[j][i]; active[j] && (best < 0 || x < at) {
			best, at = j, x
		}
	}
	return best, at
}

// join makes group a the union of a and b by Lance and Williams' formula for
// the mean: d(a∪b, c) = (|a|·d(a,c) + |b|·d(b,c)) / (|a|+|b|).
func (d distances) join(a, b int, size []float32, active []bool) {
	active[b] = false
	sum := size[a] + size[b]
	for c := range d.rows {
		if c != a && active[c] {
			x := d.at(a, c)
			*x = (size[a]**x + size[b]**d.at(b, c)) / sum
		}
	}
	size[a] = sum
}

// exactLimit is the number of distinct texts up to which all pairs are
// compared: 10,000 need 200 MB. Above, a sample is grouped and the rest joins
// the groups found.
const exactLimit = 10000

// Group groups vectors whose keys are distinct. Past exactLimit the
// sample is every text whose key's hash is among the smallest, so it does not
// depend on order; each other text joins the group with the nearest centre
// when it is within stop, else it stays alone.
func Group(keys []string, points [][]float32, k int, stop float32) []int {
	if len(points) <= exactLimit {
		return AverageLink(Smooth(points, k), stop)
	}
	picked := sample(keys, exactLimit)
	sub := make([][]float32, len(picked))
	for i, p := range picked {
		sub[i] = points[p]
	}
	smoothed := Smooth(sub, k)
	groups := AverageLink(smoothed, stop)
	return assign(points, picked, sub, smoothed, groups, k, stop)
}

func sample(keys []string, n int) []int {
	order := make([]int, len(keys))
	hash := make([]uint64, len(keys))
	for i, key := range keys {
		order[i], hash[i] = i, words.Hash(key)
	}
	slices.SortFunc(order, func(a, b int) int {
		if hash[a] != hash[b] {
			if hash[a] < hash[b] {
				return -1
			}
			return 1
		}
		return a - b
	})
	picked := order[:n]
	slices.Sort(picked)
	return picked
}

// assign gives every vector outside the sample the group of the nearest
// centre, after one pull towards the sample's own vectors.
func assign(points [][]float32, picked []int, sub, smoothed [][]float32, groups []int, k int, stop float32) []int {
	centres := centresOf(smoothed, groups)
	out := make([]int, len(points))
	for i := range out {
		out[i] = -1
	}
	for i, p := range picked {
		out[p] = groups[i]
	}
	parallel.Spans(len(points), func(from, to int) {
		for i := from; i < to; i++ {
			if out[i] >= 0 {
				continue
			}
			v := pull(points[i], nearest(points[i], -1, sub, k), sub)
			if best := nearest(v, -1, centres, 1); len(best) > 0 && 1-best[0].cos <= stop {
				out[i] = best[0].index
			}
		}
	})
	next := len(centres)
	for i := range out {
		if out[i] < 0 {
			out[i], next = next, next+1
		}
	}
	return out
}

func centresOf(points [][]float32, groups []int) [][]float32 {
	if len(groups) == 0 {
		return nil
	}
	centres := make([][]float32, slices.Max(groups)+1)
	for i, g := range groups {
		if centres[g] == nil {
			centres[g] = make([]float32, len(points[i]))
		}
		vectors.Add(centres[g], points[i], 1)
	}
	for _, c := range centres {
		vectors.Normalize(c)
	}
	return centres
}
