package gaps

import (
	"context"
	"slices"

	"signpost/gaps/claims"
	"signpost/gaps/vectors"
	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// nearMembers is how many central questions of a group are compared with those of others,
// nearHeard how many members' answers, and nearBound how many members of each of two groups
// tell whether they hold together.
const (
	nearMembers = 20
	nearHeard   = 40
	nearBound   = 200
)

// joinNear makes one group of those that ask the same and are told of the same thing, be it
// alike or otherwise. Answers count when questions are grouped, so that a team that says
// both yes and no has two groups, each of one mind. Here the questions alone are compared,
// and what is claimed in the answers. Groups of which not enough ask stay as they are.
func joinNear(ctx context.Context, groups []*cluster, all openings, v vocabulary, opt Options) ([]*cluster, error) {
	var heard []*cluster
	for _, g := range groups {
		if g.enough && slices.ContainsFunc(g.members, func(m member) bool { return m.helped }) {
			heard = append(heard, g)
		}
	}
	asks, err := asksOf(ctx, heard, opt.Space)
	if err != nil {
		return nil, err
	}
	told := toldIn(heard)
	in := map[*cluster]*union{}
	for i, g := range heard {
		in[g] = &union{parts: []*cluster{g}, asked: asks[i], central: g.central(nearBound)}
	}
	pairs := near(ctx, asks)
	statements := heardOf(ctx, heard, pairs)
	for i, others := range pairs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, j := range others {
			a, b := in[heard[i]], in[heard[j]]
			if a == b || !a.asked.near(b.asked) {
				continue
			}
			if some, other := statements[i], statements[j]; !claims.Agree(some, other) && !opposed(some, other) && !told.alike(a.parts, b.parts) {
				continue
			}
			middle := &cluster{members: eachOnce(slices.Concat(a.central, b.central))}
			if middle.bond(all, v) < boundShare {
				continue
			}
			one := &union{parts: slices.Concat(a.parts, b.parts), asked: a.asked.and(b.asked), central: middle.central(nearBound)}
			for _, g := range one.parts {
				in[g] = one
			}
		}
	}
	return unite(groups, in, opt), nil
}

// heardOf gives what is claimed in each group that is of a pair.
func heardOf(ctx context.Context, groups []*cluster, pairs [][]int) [][]claims.Statement {
	wanted := map[int]bool{}
	for i, others := range pairs {
		for _, j := range others {
			wanted[i], wanted[j] = true, true
		}
	}
	out := make([][]claims.Statement, len(groups))
	parallel.Each(ctx, len(groups), func(i int) {
		if wanted[i] {
			out[i] = groups[i].statements(nearHeard)
		}
	})
	return out
}

// A union is groups that turned out to be one, what they ask, and their most central
// members. It becomes a group when nothing is left to join it: to put a group in order is
// to read it whole.
type union struct {
	parts   []*cluster
	asked   asks
	central []member
}

// unite gives the groups, with one for each union of several.
func unite(groups []*cluster, in map[*cluster]*union, opt Options) []*cluster {
	var out []*cluster
	done := map[*union]bool{}
	for _, g := range groups {
		u := in[g]
		if u == nil || len(u.parts) == 1 {
			out = append(out, g)
			continue
		}
		if done[u] {
			continue
		}
		done[u] = true
		one := &cluster{}
		for _, part := range u.parts {
			one.members = append(one.members, part.members...)
		}
		one.settle(opt)
		out = append(out, one)
	}
	sortGroups(out)
	return out
}

// asks are the vectors of questions alone, without their answers: their sum and number.
type asks struct {
	sum []float32
	n   float32
}

// asksOf gives what the central members of groups ask. The errors are those of the space.
func asksOf(ctx context.Context, groups []*cluster, space vectors.Space) ([]asks, error) {
	if len(groups) < 2 {
		return make([]asks, len(groups)), nil
	}
	var texts []string
	for _, g := range groups {
		for _, m := range g.central(nearMembers) {
			texts = append(texts, words.Bare(m.item().Quote))
		}
	}
	points, err := space.Of(ctx, texts, make([]string, len(texts)))
	if err != nil {
		return nil, err
	}
	out := make([]asks, len(groups))
	for i, g := range groups {
		n := len(g.central(nearMembers))
		out[i] = asks{sum: make([]float32, len(points[0])), n: float32(n)}
		for _, p := range points[:n] {
			vectors.Add(out[i].sum, p, 1)
		}
		points = points[n:]
	}
	return out, nil
}

// and gives both together.
func (a asks) and(b asks) asks {
	sum := slices.Clone(a.sum)
	vectors.Add(sum, b.sum, 1)
	return asks{sum: sum, n: a.n + b.n}
}

// own is how near questions are to each other: the mean cosine of their pairs.
func (a asks) own() float32 { return (vectors.Dot(a.sum, a.sum) - a.n) / (a.n * max(1, a.n-1)) }

// near tells whether two are as near as a member has to be to the others of its group.
func (a asks) near(b asks) bool {
	like := vectors.Dot(a.sum, b.sum) / (a.n * b.n)
	return like > 0 && like >= strayShare*max(a.own(), b.own())
}

// near gives for each of all those before it that are near.
func near(ctx context.Context, all []asks) [][]int {
	out := make([][]int, len(all))
	parallel.Spans(ctx, len(all), func(from, to int) {
		for i := from; i < to; i++ {
			for j := range i {
				if all[i].near(all[j]) {
					out[i] = append(out[i], j)
				}
			}
		}
	})
	return out
}

// central gives the n members nearest to the centre, or all.
func (g *cluster) central(n int) []member { return g.members[:min(n, len(g.members))] }

// opposed tells whether what was said in one group contradicts what was said in another.
func opposed(one, other []claims.Statement) bool {
	sides := claims.Sides(slices.Concat(one, other))
	for i := range sides {
		if sides[i].Holds(one) && sides[1-i].Holds(other) {
			return true
		}
	}
	return false
}
