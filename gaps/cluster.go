package gaps

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"signpost/gaps/coverage"
	"signpost/gaps/decisions"
	"signpost/gaps/vectors"
	"signpost/internal/parallel"
)

// A cluster is a group of questions on its way to a verdict.
type cluster struct {
	// id is that of the gap that the group is, "" for one that is not known;
	// absorbed are ids that turned out to be the same, off is the gap that it was a part
	// of until now, changed says that people joined it or took it apart, parts counts the
	// groups that they joined to it, named says that they took it out of another group, or
	// another out of it: then it is a gap however few ask.
	id       string
	absorbed []string
	off      *decisions.Entry
	changed  bool
	parts    int
	named    bool
	// members are sorted: the nearest to the centre first.
	members []member
	// enough says that the group has the evidence that a gap needs.
	enough   bool
	cohesion float64
	// rank is how many of the first hits count as found.
	rank    int
	verdict verdict
}

// A member is a question in a group.
type member struct {
	*asking
	// fold numbers the near-duplicates that share a vector.
	fold int
	near float32
	hits []coverage.Fit
	// searched says that search was run for the member's words.
	searched bool
	// part numbers the group that the member was in before people joined it to another.
	part int
	// answered takes the member out of a gap: an agent linked an article
	// that the customer's own words find.
	answered bool
}

// copiesCohesion is what one text that was sent often counts as: about what the questions of
// a good group have. It holds together by itself, which is no proof that many ask it.
const copiesCohesion = 0.45

// centre sorts the members by nearness to their mean and measures cohesion,
// the mean cosine of all pairs, from unsmoothed vectors. Folded duplicates
// count each time, but cohesion is that of the distinct texts: a text that was
// sent a thousand times is no proof that the others belong to it.
func (g *cluster) centre() {
	dim := g.members[0].store.dim
	if dim == 0 {
		sortMembers(g.members)
		return
	}
	g.cohesion = copiesCohesion
	if len(g.members) == 1 {
		return
	}
	sum, distinct := make([]float32, dim), make([]float32, dim)
	seen := map[int]bool{}
	for _, m := range g.members {
		v := m.vector()
		vectors.Add(sum, v, 1)
		if !seen[m.fold] {
			seen[m.fold] = true
			vectors.Add(distinct, v, 1)
		}
	}
	if n := float64(len(seen)); n > 1 {
		g.cohesion = max(0, (float64(vectors.Dot(distinct, distinct))-n)/(n*(n-1)))
	}
	vectors.Normalize(sum)
	for i := range g.members {
		g.members[i].near = vectors.Dot(sum, g.members[i].vector())
	}
	sortMembers(g.members)
}

// speakAtMost is how many members speak for a group of more: its words are those of these.
const speakAtMost = 1000

// evenly gives n members that lie evenly from the centre to the edge, or all.
func evenly[M member | *member](ms []M, n int) []M {
	if len(ms) <= n {
		return ms
	}
	out := make([]M, n)
	for i := range out {
		out[i] = ms[i*len(ms)/n]
	}
	return out
}

// eachSome calls f for some members of any groups after others, on several processors, until
// all had their turn or ctx has ended.
func eachSome(ctx context.Context, groups []*cluster, f func(ms []*member)) {
	var all []*member
	for _, g := range groups {
		for i := range g.members {
			all = append(all, &g.members[i])
		}
	}
	parts := slices.Collect(slices.Chunk(all, readAtOnce))
	parallel.Each(ctx, len(parts), func(i int) { f(parts[i]) })
}

// sortGroups sorts groups by the ids of their most central conversations.
func sortGroups(groups []*cluster) {
	slices.SortFunc(groups, func(a, b *cluster) int { return cmp.Compare(a.members[0].ID, b.members[0].ID) })
}

// sortMembers sorts the nearest first, equally near ones by their texts, which are read
// of them alone.
func sortMembers(ms []member) {
	nearest := func(a, b member) int { return cmp.Compare(b.near, a.near) }
	slices.SortFunc(ms, nearest)
	for alike := range runs(ms, nearest) {
		if len(alike) == 1 {
			continue
		}
		texts := make(map[*asking]string, len(alike))
		for _, m := range alike {
			texts[m.asking] = m.item().Text
		}
		slices.SortFunc(alike, func(a, b member) int {
			return cmp.Or(cmp.Compare(texts[a.asking], texts[b.asking]), cmp.Compare(a.ID, b.ID))
		})
	}
}

// strayShare of a group's cohesion is the least likeness to the others that a
// member needs. Average link takes the last lonely questions into any group
// that is near enough; they would spoil a lead's trust in it.
const strayShare = 0.45

// strays takes the members out that are hardly like the others, near-duplicates
// together, each as a group of its own. Near-duplicates of a member are no others:
// a text that was sent four times is no proof that it belongs.
func (g *cluster) strays() []*cluster {
	out := g.parted()
	if len(g.members) < 3 {
		return out
	}
	sum := make([]float32, g.members[0].store.dim)
	folds := map[int][]member{}
	for _, m := range g.members {
		if folds[m.fold] == nil {
			vectors.Add(sum, m.vector(), 1)
		}
		folds[m.fold] = append(folds[m.fold], m)
	}
	if len(folds) < 3 {
		return out
	}
	var kept []member
	var far []*cluster
	for _, f := range slices.Sorted(maps.Keys(folds)) {
		v := folds[f][0].vector()
		like := (vectors.Dot(sum, v) - vectors.Dot(v, v)) / float32(len(folds)-1)
		if float64(like) >= strayShare*g.cohesion {
			kept = append(kept, folds[f]...)
		} else {
			sortMembers(folds[f])
			far = append(far, &cluster{members: folds[f], cohesion: copiesCohesion})
		}
	}
	if len(kept) > 0 && len(far) > 0 {
		g.members = kept
		g.centre()
		out = append(out, far...)
	}
	return out
}

// looseCohesion is that under which nearness says little: average link joins the last
// questions of a small export though they have nothing to do with each other.
const looseCohesion = 0.25

// parted takes those out of a loose group, held together by no answer either, that have no
// word in common with the others, be it through a third: what stays is the largest part, each
// other part is a group.
func (g *cluster) parted() []*cluster {
	answered := func(m member) bool { return m.helped }
	if len(g.members) < 2 || g.cohesion >= looseCohesion || slices.ContainsFunc(g.members, answered) {
		return nil
	}
	part, holds := map[int]int{}, map[string]int{} // of a fold, and the fold that holds a term
	var root func(fold int) int
	root = func(fold int) int {
		if part[fold] != fold {
			part[fold] = root(part[fold])
		}
		return part[fold]
	}
	for _, m := range g.members {
		if _, seen := part[m.fold]; seen {
			continue
		}
		part[m.fold] = m.fold
		for s := range bondTerms(m.item().Opening) {
			if other, held := holds[s]; held {
				part[root(other)] = root(m.fold)
			}
			holds[s] = m.fold
		}
	}
	parts := map[int]*cluster{}
	var out []*cluster
	for _, m := range g.members {
		r := root(m.fold)
		if parts[r] == nil {
			parts[r] = &cluster{}
			out = append(out, parts[r])
		}
		parts[r].members = append(parts[r].members, m)
	}
	if len(out) == 1 {
		return nil
	}
	for _, p := range out {
		p.centre()
	}
	slices.SortStableFunc(out, func(a, b *cluster) int { return cmp.Compare(len(b.members), len(a.members)) })
	*g = *out[0]
	return out[1:]
}

// settle puts a group in order whose members were joined or divided.
func (g *cluster) settle(opt Options) {
	g.members = eachOnce(g.members)
	g.centre()
	g.enough = g.evidence(opt)
}

// evidence tells whether as many members as a gap needs are answered by no article.
func (g *cluster) evidence(opt Options) bool {
	customers := map[uint64]bool{}
	n := 0
	for _, m := range g.members {
		if !m.answered {
			n++
			customers[m.customer] = true
		}
	}
	return g.named && n > 0 || n >= opt.minConversations() && len(customers) >= opt.minCustomers()
}

// open gives the members that no article answered.
func (g *cluster) open() []member {
	var out []member
	for _, m := range g.members {
		if !m.answered {
			out = append(out, m)
		}
	}
	return out
}
