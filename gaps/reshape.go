package gaps

import (
	"slices"

	"signpost/gaps/decisions"
	"signpost/gaps/words"
)

// reshape does what people decided about groups: gaps that were merged become one
// group, and what was split off becomes one of its own.
func reshape(groups []*cluster, book *decisions.Book, opt Options) []*cluster {
	if book == nil {
		return groups
	}
	byID := map[string]*cluster{}
	var out []*cluster
	add := func(id string, ms []member) {
		g := byID[id]
		if g == nil {
			g = &cluster{id: id}
			byID[id] = g
			out = append(out, g)
		}
		g.parts++
		for _, m := range ms {
			m.part = g.parts
			g.members = append(g.members, m)
		}
		g.changed = true
	}
	for _, g := range groups {
		if g.id == "" {
			out = append(out, g)
			continue
		}
		e, err := book.Resolve(g.id)
		if err != nil {
			out = append(out, g)
			continue
		}
		kept := g.members
		for _, d := range e.State().Splits {
			var taken []member
			taken, kept = divide(kept, d)
			if len(taken) > 0 {
				part := target(book, d.Into)
				add(part, taken)
				byID[part].named = true
			}
		}
		switch {
		case len(kept) == 0:
		case byID[e.ID] == nil && len(kept) == len(g.members) && g.id == e.ID:
			byID[e.ID] = g
			out = append(out, g)
		default:
			add(e.ID, kept)
			byID[e.ID].absorbed = append(byID[e.ID].absorbed, g.absorbed...)
			byID[e.ID].named = byID[e.ID].named || len(kept) < len(g.members)
		}
	}
	for _, g := range out {
		if g.changed {
			g.settle(opt)
		}
	}
	sortGroups(out)
	return out
}

// joinedBy gives the groups of which people made this one, none when it is of one.
func (g *cluster) joinedBy() []*cluster {
	if !slices.ContainsFunc(g.members, func(m member) bool { return m.part != g.members[0].part }) {
		return nil
	}
	of := map[int]*cluster{}
	for _, m := range g.members {
		if of[m.part] == nil {
			of[m.part] = &cluster{}
		}
		of[m.part].members = append(of[m.part].members, m)
	}
	var out []*cluster
	for _, part := range sortedInts(of) {
		out = append(out, of[part])
	}
	return out
}

// eachOnce leaves one question of each conversation: two groups that were joined may
// have had one each.
func eachOnce(ms []member) []member {
	seen := map[*thread]bool{}
	sortMembers(ms)
	return slices.DeleteFunc(ms, func(m member) bool {
		again := seen[m.thread]
		seen[m.thread] = true
		return again
	})
}

// target is the gap that stands for an id now.
func target(book *decisions.Book, id string) string {
	if e, err := book.Resolve(id); err == nil {
		return e.ID
	}
	return id
}

// divide takes the members out that a split names.
func divide(ms []member, d decisions.Decision) (taken, kept []member) {
	for _, m := range ms {
		if namedBy(m, d) {
			taken = append(taken, m)
		} else {
			kept = append(kept, m)
		}
	}
	return taken, kept
}

func namedBy(m member, d decisions.Decision) bool {
	if len(d.Words) == 0 {
		return slices.Contains(d.Conversations, m.ID)
	}
	it := m.item()
	return holds(it.Quote+" "+it.Opening, d.Words)
}

// Part gives those of Asked whose conversations a split takes out. By words there may be
// more: the customers wrote more than is quoted.
func (g *Gap) Part(d decisions.Decision) []Asked {
	var out []Asked
	for _, a := range g.Asked {
		if slices.Contains(d.Conversations, a.Conversation) || len(d.Words) > 0 && holds(a.Question, d.Words) {
			out = append(out, a)
		}
	}
	return out
}

// holds tells whether a text holds all words, whatever their endings.
func holds(text string, all []string) bool {
	has := map[string]bool{}
	for _, w := range words.Split(text) {
		has[words.Stem(w)] = true
	}
	for _, w := range all {
		for _, part := range words.Split(w) {
			if !has[words.Stem(part)] {
				return false
			}
		}
	}
	return true
}
