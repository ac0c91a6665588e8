package gaps

import (
	"cmp"
	"context"
	"slices"

	"signpost/gaps/claims"
	"signpost/gaps/vectors"
	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// nearMembers is how many central questions of a group are compared with those of others,
// nearHeard how many members' answers, and nearBound how many members of each of two groups
// tell whether they hold together. Of the groups before it, a group is held against the
// nearMost nearest: where thousands are about much the same, not each against each.
const (
	nearMembers = 20
	nearHeard   = 40
	nearBound   = 200
	nearMost    = 12
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
	near, err := nearQuestions(ctx, heard, opt.Space)
	if err != nil {
		return nil, err
	}
	into := map[*cluster]*cluster{}
	root := func(g *cluster) *cluster {
		for into[g] != nil {
			g = into[g]
		}
		return g
	}
	read := map[int][]claims.Statement{}
	statements := func(i int) []claims.Statement {
		if _, ok := read[i]; !ok {
			read[i] = heard[i].statements(nearHeard)
		}
		return read[i]
	}
	for i, others := range near {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, j := range others {
			a, b := root(heard[i]), root(heard[j])
			if a == b {
				continue
			}
			if some, other := statements(i), statements(j); !claims.Agree(some, other) && !opposed(some, other) {
				continue
			}
			middle := &cluster{members: eachOnce(slices.Concat(a.central(nearBound), b.central(nearBound)))}
			if !middle.bound(all, v) {
				continue
			}
			one := &cluster{members: slices.Concat(a.members, b.members)}
			one.settle(opt)
			into[a], into[b] = one, one
		}
	}
	if len(into) == 0 {
		return groups, nil
	}
	var out []*cluster
	seen := map[*cluster]bool{}
	for _, g := range groups {
		if g = root(g); !seen[g] {
			seen[g] = true
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b *cluster) int { return cmp.Compare(a.members[0].ID, b.members[0].ID) })
	return out, nil
}

// nearQuestions gives for each group those before it, up to nearMost, whose questions are as
// near to its own as a member has to be to the others of its group.
func nearQuestions(ctx context.Context, groups []*cluster, space vectors.Space) ([][]int, error) {
	near := make([][]int, len(groups))
	var texts []string
	for _, g := range groups {
		for _, m := range g.central(nearMembers) {
			texts = append(texts, words.Bare(m.item().Quote))
		}
	}
	if len(groups) < 2 {
		return near, nil
	}
	points, err := space.Of(ctx, texts, make([]string, len(texts)))
	if err != nil {
		return nil, err
	}
	sums, own := make([][]float32, len(groups)), make([]float32, len(groups))
	size := func(i int) float32 { return float32(min(nearMembers, len(groups[i].members))) }
	for i := range groups {
		sums[i] = make([]float32, len(points[0]))
		n := size(i)
		for _, p := range points[:int(n)] {
			vectors.Add(sums[i], p, 1)
		}
		points = points[int(n):]
		own[i] = (vectors.Dot(sums[i], sums[i]) - n) / (n * max(1, n-1))
	}
	parallel.Each(ctx, len(groups), func(i int) {
		likes := map[int]float32{}
		for j := range i {
			like := vectors.Dot(sums[i], sums[j]) / (size(i) * size(j))
			if like > 0 && like >= strayShare*max(own[i], own[j]) {
				near[i], likes[j] = append(near[i], j), like
			}
		}
		if len(near[i]) > nearMost {
			slices.SortStableFunc(near[i], func(a, b int) int { return cmp.Compare(likes[b], likes[a]) })
			near[i] = near[i][:nearMost]
			slices.Sort(near[i])
		}
	})
	return near, ctx.Err()
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
