package grouping

import (
	"cmp"
	"context"
	"slices"

	"signpost/gaps/dots"
	"signpost/gaps/vectors"
	"signpost/internal/parallel"
)

// PairsUpTo is the number of distinct texts up to which all pairs are compared: the
// distances of 20,000 need 400 MB. Above, a sample is grouped and the rest joins it.
const PairsUpTo = 20000

// sharedFrom is the number of texts from which the neighbours that texts share tell what
// belongs together. In fewer, a matter has fewer texts than a text has neighbours.
const sharedFrom = 600

// Points are vectors of which not all need to be in memory.
type Points interface {
	Len() int
	// At gives a vector. Several goroutines may ask at once.
	At(i int) []float32
}

// Held are points in memory.
type Held [][]float32

// Len is the number of the vectors.
func (h Held) Len() int { return len(h) }

// At gives a vector.
func (h Held) At(i int) []float32 { return h[i] }

// Group groups the vectors of distinct texts by average link, over the neighbours that
// they share or, if they are few, after Smooth with k neighbours. Past
// PairsUpTo it does so with a sample, the texts whose turns are smallest, which
// does not depend on order. Each other text joins the group whose centre is nearest
// when it is as near as the group's own; the others are grouped in the same way among
// themselves, and what they form joins the groups that are within stop. The only error is
// that of ctx.
func Group(ctx context.Context, turns []uint64, points Points, k int, stops vectors.Stops) ([]int, error) {
	return group(ctx, turns, points, k, stops, PairsUpTo)
}

func group(ctx context.Context, turns []uint64, points Points, k int, stops vectors.Stops, limit int) ([]int, error) {
	all := make([]int, points.Len())
	for i := range all {
		all[i] = i
	}
	if len(all) <= limit {
		return linked(ctx, pick(points, all), k, stops)
	}
	f := formed{of: make([]int, len(all))}
	for rest := all; len(rest) > 0; {
		picked, others := sample(turns, rest, limit)
		before := len(f.cells)
		own := pick(points, picked)
		groups, err := linked(ctx, own, k, stops) // before there is more in memory than it needs
		if err != nil {
			return nil, err
		}
		layers, err := smoothings(ctx, own, k)
		if err != nil {
			return nil, err
		}
		if err := f.add(ctx, picked, groups, layers[len(layers)-1], stops.Smoothed); err != nil {
			return nil, err
		}
		strangers, err := f.assign(ctx, before, points, others, layers, k)
		if err != nil {
			return nil, err
		}
		if len(strangers) > (len(rest)+1)/2 {
			// Hardly anything is like anything: another sample would not tell more.
			f.alone(strangers)
			strangers = nil
		}
		rest = strangers
	}
	return number(f.of), nil
}

// linked groups vectors of which all pairs are compared. The only error is that of ctx.
func linked(ctx context.Context, points [][]float32, k int, stops vectors.Stops) ([]int, error) {
	if len(points) < sharedFrom {
		smoothed, err := Smooth(ctx, points, k)
		if err != nil {
			return nil, err
		}
		return AverageLink(ctx, smoothed, stops.Few)
	}
	stop := sharedStop(len(points), stops)
	d, err := sharedDistances(ctx, points)
	if err != nil {
		return nil, err
	}
	f, err := averageLink(ctx, d, stop)
	if err != nil {
		return nil, err
	}
	f.gather(fragmentsBelow(len(points)), stop)
	return f.groups(), nil
}

func pick(points Points, at []int) [][]float32 {
	out := make([][]float32, len(at))
	for i, p := range at {
		out[i] = points.At(p)
	}
	return out
}

// sample parts the texts at into the n with the smallest turns, of equal ones the
// earlier, and the others, both ascending.
func sample(turns []uint64, at []int, n int) (picked, others []int) {
	if len(at) <= n {
		return at, nil
	}
	order := slices.Clone(at)
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(turns[a], turns[b]), cmp.Compare(a, b)) })
	picked, others = order[:n], order[n:]
	slices.Sort(picked)
	slices.Sort(others)
	return picked, others
}

// formed are the groups found so far.
type formed struct {
	// of is the group of each text, which bears the number of its first cell.
	of    []int
	cells []cell
}

// A cell is what average link found in one sample: a group, or a part of one.
type cell struct {
	group int
	// mean is the members' mean, which is shorter than 1 the more they differ; least is
	// the cosine with its direction that a text needs to be as near as the cell's own.
	mean  []float32
	least float32
}

// ownShare of a group's members may be farther from its centre than a text that joins.
const ownShare = 0.05

// add takes in the groups of smoothed texts. One within stop of one found before becomes
// part of it. The only error is that of ctx.
func (f *formed) add(ctx context.Context, at, groups []int, smoothed [][]float32, stop float32) error {
	var members [][]int
	for i, g := range groups {
		for len(members) <= g {
			members = append(members, nil)
		}
		members[g] = append(members[g], i)
	}
	cells := make([]cell, len(members))
	parallel.Each(ctx, len(members), func(i int) {
		ms, c := members[i], &cells[i]
		c.mean = make([]float32, len(smoothed[0]))
		for _, m := range ms {
			vectors.Add(c.mean, smoothed[m], 1/float32(len(ms)))
		}
		c.least = leastOf(c.mean, pick(Held(smoothed), ms), stop)
		if c.group = f.within(c.mean, stop); c.group < 0 {
			c.group = len(f.cells) + i
		}
		for _, m := range ms {
			f.of[at[m]] = c.group
		}
	})
	f.cells = append(f.cells, cells...)
	return ctx.Err()
}

// within gives the group of the cell nearest to a mean, -1 if none is within stop.
func (f *formed) within(mean []float32, stop float32) int {
	best, to := 1-stop, -1
	for _, other := range f.cells {
		if like := vectors.Dot(mean, other.mean); like >= best && (to < 0 || like > best) {
			best, to = like, other.group
		}
	}
	return to
}

// leastOf is the cosine with the centre that all but ownShare of the members have. The
// few of a small group tell little: for them stop is taken.
func leastOf(mean []float32, members [][]float32, stop float32) float32 {
	if float32(len(members))*ownShare < 1 {
		return 1 - stop
	}
	centre := vectors.Normalize(slices.Clone(mean))
	like := make([]float32, len(members))
	for i, m := range members {
		like[i] = vectors.Dot(centre, m)
	}
	slices.Sort(like)
	return max(1-stop, like[int(ownShare*float32(len(like)))])
}

// assign puts texts outside a sample into the cells from before on, which the sample
// formed, and gives those that fit none. A text is pulled as the sample's were, towards
// the layers of its smoothing. The only error is that of ctx.
func (f *formed) assign(ctx context.Context, before int, points Points, others []int, layers [][][]float32, k int) (strangers []int, err error) {
	if len(others) == 0 {
		return nil, ctx.Err()
	}
	var sets []*dots.Set
	for _, layer := range layers[:len(layers)-1] {
		sets = append(sets, dots.New(layer))
	}
	var centres [][]float32
	for _, c := range f.cells[before:] {
		centres = append(centres, vectors.Normalize(slices.Clone(c.mean)))
	}
	middle := dots.New(centres)
	parallel.Spans(ctx, (len(others)+assignedAtOnce-1)/assignedAtOnce, func(from, to int) {
		for n := from; n < to; n++ {
			part := others[n*assignedAtOnce : min(len(others), (n+1)*assignedAtOnce)]
			moved := pick(points, part)
			for i, set := range sets {
				of := dots.New(moved)
				for j, near := range nearest(of, 0, of.Len(), set, k, false) {
					moved[j] = pull(moved[j], near, layers[i])
				}
			}
			of := dots.New(moved)
			for j, near := range nearest(of, 0, of.Len(), middle, 1, false) {
				f.of[part[j]] = -1
				if c := f.cells[before+near[0].index]; float32(near[0].cos)/(dots.One*dots.One) >= c.least {
					f.of[part[j]] = c.group
				}
			}
		}
	})
	for _, p := range others {
		if f.of[p] < 0 {
			strangers = append(strangers, p)
		}
	}
	return strangers, ctx.Err()
}

// assignedAtOnce is how many texts are assigned together, to keep memory small.
const assignedAtOnce = 256

// alone makes each text a group of its own.
func (f *formed) alone(texts []int) {
	for _, p := range texts {
		f.of[p] = len(f.cells)
		f.cells = append(f.cells, cell{group: len(f.cells)})
	}
}
