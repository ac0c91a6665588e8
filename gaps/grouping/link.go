// Package grouping groups points on the sphere: each is pulled towards its
// neighbours, then groups join by average link while their mean distance stays
// under a bound. Nothing depends on the points' order.
package grouping

import (
	"context"

	"signpost/gaps/dots"
	"signpost/internal/parallel"
)

// AverageLink groups vectors of length 1 bottom-up: the two groups with the
// smallest mean cosine distance join until that distance exceeds stop. It gives
// the group of each vector, numbered by first appearance. The only error is that of ctx.
func AverageLink(ctx context.Context, points [][]float32, stop float32) ([]int, error) {
	d, err := newDistances(ctx, dots.New(points))
	if err != nil {
		return nil, err
	}
	f, err := averageLink(ctx, d, stop)
	if err != nil {
		return nil, err
	}
	return f.groups(), nil
}

// A forest is groups that were joined: each stands in the distances for itself, in the
// row of the one of its texts that is its own parent.
type forest struct {
	distances
	parent, size []int
}

// averageLink joins groups by their mean distance, and changes the distances to those of
// the groups. The chain of nearest neighbours finds the same tree as the greedy search, in
// n² steps and n²/2 uint16 of memory (Murtagh 1983; average link is reducible).
func averageLink(ctx context.Context, d distances, stop float32) (forest, error) {
	n := len(d.rows)
	parent := make([]int, n)
	size := make([]int, n)
	active := make([]bool, n)
	whole := make([]bool, n)
	for i := range n {
		parent[i], size[i], active[i], whole[i] = i, 1, true, true
	}
	bound := uint16(stop * dots.One)
	var chain []int
	for start := 0; ; {
		if err := ctx.Err(); err != nil {
			return forest{}, err
		}
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
		case near < 0 || dist > bound:
			// Reducibility: whatever joins elsewhere comes no nearer than
			// this, so the tip is complete, and so is the rest of the chain
			// as far as the tip goes.
			active[tip] = false
			chain = chain[:len(chain)-1]
		case near == previous:
			parent[tip], active[tip], whole[tip] = near, false, false
			d.join(near, tip, size, whole)
			chain = chain[:len(chain)-2]
		default:
			chain = append(chain, near)
		}
	}
	return forest{d, parent, size}, nil
}

// groups gives the group of each text.
func (f forest) groups() []int {
	of := make([]int, len(f.parent))
	for i := range of {
		of[i] = f.root(i)
	}
	return number(of)
}

func (f forest) root(i int) int {
	for f.parent[i] != i {
		f.parent[i] = f.parent[f.parent[i]]
		i = f.parent[i]
	}
	return i
}

// number renames groups 0, 1, 2 … in the order in which their members appear.
func number(groups []int) []int {
	names := map[int]int{}
	out := make([]int, len(groups))
	for i, g := range groups {
		if _, ok := names[g]; !ok {
			names[g] = len(names)
		}
		out[i] = names[g]
	}
	return out
}

// distances is the lower triangle of a symmetric matrix of cosine distances, in parts
// of One. In whole numbers a mean is never below both of what it is the mean of, so
// that average link is reducible for rounded distances, too.
type distances struct{ rows [][]uint16 }

// oneBits turns a product, in parts of One², into parts of One.
const oneBits = 15

// newDistances compares all points of a set with each other. The only error is that of ctx.
func newDistances(ctx context.Context, set *dots.Set) (distances, error) {
	n := set.Len()
	d := distances{make([][]uint16, n)}
	all := make([]uint16, n*max(0, n-1)/2)
	for i := range d.rows {
		d.rows[i], all = all[:i:i], all[i:]
	}
	parallel.Spans(ctx, n, func(from, to int) {
		set.Each(from, to, set, to, func(i, j int, cos []int32) {
			for at, c := range cos[:max(0, min(len(cos), i-j))] {
				d.rows[i][j+at] = uint16(max(0, dots.One*dots.One-int64(c)) >> oneBits)
			}
		})
	})
	return d, ctx.Err()
}

func (d distances) at(i, j int) *uint16 {
	if i < j {
		i, j = j, i
	}
	return &d.rows[i][j]
}

// closest finds the active group nearest to i. Of equal ones it takes prefer,
// so that a chain ends, else the first.
func (d distances) closest(i, prefer int, active []bool) (int, uint16) {
	best, at := -1, uint16(0)
	if prefer >= 0 {
		best, at = prefer, *d.at(i, prefer)
	}
	for j, x := range d.rows[i] {
		if (best < 0 || x < at) && active[j] {
			best, at = j, x
		}
	}
	for j := i + 1; j < len(d.rows); j++ {
		if !active[j] {
			continue
		}
		if x := d.rows[j][i]; best < 0 || x < at {
			best, at = j, x
		}
	}
	return best, at
}

// join makes group a the union of a and b by Lance and Williams' formula for
// the mean: d(a∪b, c) = (|a|·d(a,c) + |b|·d(b,c)) / (|a|+|b|), for the groups c that are
// whole.
func (d distances) join(a, b int, size []int, whole []bool) {
	sum := size[a] + size[b]
	for c := range d.rows {
		if c != a && whole[c] {
			x := d.at(a, c)
			*x = uint16((size[a]*int(*x) + size[b]*int(*d.at(b, c)) + sum/2) / sum)
		}
	}
	size[a] = sum
}
