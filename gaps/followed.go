package gaps

import (
	"context"
	"slices"

	"signpost/gaps/decisions"
	"signpost/gaps/vectors"
)

// joinFollowed gives a gap that a published article is to close what is asked of it in
// other words: groups that are no gap of an earlier report, that are more like it than
// others, and whose questions find that article first. Otherwise a gap that falls apart would
// seem to be asked less since then, and its parts would be new gaps beside the article that
// answers them.
func joinFollowed(ctx context.Context, groups []*cluster, opt Options) ([]*cluster, error) {
	if opt.Book == nil {
		return groups, nil
	}
	for e, c := range toClose(opt.Book, opt.Closers) {
		at := slices.IndexFunc(groups, func(g *cluster) bool { return g.id == e.ID })
		if at < 0 || c.Corrected {
			continue
		}
		one := groups[at]
		all := []*cluster{one}
		for _, g := range groups {
			if g != one && g.enough && g.id == "" && g.first(c.URL) > foundShare {
				all = append(all, g)
			}
		}
		asks, err := asksOf(ctx, all, opt.Space)
		if err != nil {
			return nil, err
		}
		for i, g := range all[1:] {
			if vectors.Dot(asks[0].sum, asks[i+1].sum) <= 0 {
				continue
			}
			one.members = append(one.members, g.members...)
			groups = slices.DeleteFunc(groups, func(o *cluster) bool { return o == g })
		}
		if len(asks) > 1 {
			one.settle(opt)
		}
	}
	return groups, nil
}

// joinAlone gives a gap that a published article is to close what is asked of it by too few
// to be a group, as happens when most find the article: without these it would seem to be
// asked less than it is. They are known by the portrait that is remembered of the gap.
func joinAlone(groups []*cluster, p portrait, opt Options) []*cluster {
	known := p.known(opt.Book)
	of := map[*decisions.Entry]*cluster{}
	for e := range toClose(opt.Book, opt.Closers) {
		of[e] = &cluster{id: e.ID}
	}
	if len(of) == 0 {
		return groups
	}
	for _, g := range groups {
		for e := range of {
			if g.id == e.ID {
				of[e] = g
			}
		}
	}
	joined := map[*cluster]bool{}
	for _, g := range groups {
		if g.id != "" || g.enough {
			continue
		}
		g.members = slices.DeleteFunc(g.members, func(m member) bool {
			i := p.most(known, &m)
			if i < 0 {
				return false
			}
			e, err := opt.Book.Resolve(opt.Book.Entries[i].ID)
			to := of[e]
			if err != nil || to == nil {
				return false
			}
			to.members, joined[to] = append(to.members, m), true
			return true
		})
	}
	groups = slices.DeleteFunc(groups, func(g *cluster) bool { return len(g.members) == 0 })
	for g := range joined {
		if !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
		g.settle(opt)
	}
	sortGroups(groups)
	return groups
}

// first is the share of the members that were searched for whose words find an article
// before any other.
func (g *cluster) first(article string) float64 {
	first, asked := 0, 0
	for i := range g.members {
		if m := &g.members[i]; m.searched {
			asked++
			if len(m.hits) > 0 && m.hits[0].Article == article {
				first++
			}
		}
	}
	return ratio(first, asked)
}
