package gaps

import (
	"context"
	"slices"

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
