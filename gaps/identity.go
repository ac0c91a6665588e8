package gaps

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"signpost/gaps/decisions"
	"signpost/gaps/words"
)

// Identity: a group is the gap that it was before. What is remembered of a gap are
// sketches of its conversations and of its questions, and its portrait. Groups and
// remembered gaps are matched one to one so that the sum of their likeness is
// largest; so the biggest part of a gap that fell apart keeps the id. Where a gap went
// into a group that has another one's id, the older id wins and the other becomes an
// alias.

const (
	// The least that makes a group and a remembered gap the same is the share of
	// conversations or of questions that both have, of those that one has; or, where exports
	// do not overlap, the likeness of their portraits: see portrait.go.
	sameShare = 0.1
	// A gap is looked for by its portrait alone where not one in unreadFrom of its
	// conversations was read again: those that were tell where it is.
	unreadFrom = 4
	// More than absorbedPart of what is left of a gap has to be in a group, and leastMarks of
	// its marks, for the gap to become part of it.
	absorbedPart = 0.5
	leastMarks   = 3
)

// hash tells conversations apart that were numbered alike in two exports: by when they
// began.
func (t *thread) hash() uint32 {
	at := ""
	if !t.At.IsZero() {
		at = strconv.FormatInt(t.At.Unix(), 10)
	}
	return uint32(words.Hash("conversation\x00" + t.ID + "\x00" + at))
}

func (m *member) conversationHash() uint32 { return m.hash() }

// textHash is what stands before a question's text where its hash is taken.
const textHash = "question\x00"

func (m *member) questionHash() uint32 { return uint32(m.text) }

// A likeness is how much a remembered gap and a group have in common.
type likeness struct {
	entry, group int
	weight       float64
	// marks is how many of the entry's conversation marks are in the group, part
	// their share of those that are in any.
	marks int
	part  float64
}

// identify gives the groups the ids that they had, and takes down which ids were
// found to be one.
func identify(groups []*cluster, p portrait, book *decisions.Book) {
	found, faces := likenesses(groups, p, book)
	of := map[int]*decisions.Entry{} // by group
	taken := map[int]bool{}          // by entry
	for _, l := range slices.Concat(bestPairs(found), faces) {
		if of[l.group] == nil && !taken[l.entry] {
			of[l.group], taken[l.entry] = book.Entries[l.entry], true
		}
	}
	found = append(found, faces...)
	for _, l := range found {
		// A group that holds both sides of a split is the one that was split.
		if child := of[l.group]; child != nil && !taken[l.entry] && splitOff(book.Entries[l.entry], child) {
			of[l.group], taken[l.entry] = book.Entries[l.entry], true
		}
	}
	absorbed := map[int][]*decisions.Entry{}
	for _, l := range found {
		e := book.Entries[l.entry]
		if taken[l.entry] || l.part <= absorbedPart || l.marks < leastMarks || e.State().Into != "" || isPart(book, e) {
			continue
		}
		taken[l.entry] = true
		absorbed[l.group] = append(absorbed[l.group], e)
	}
	for _, l := range found {
		if of[l.group] == nil && absorbed[l.group] == nil && groups[l.group].off == nil && groups[l.group].within(book.Entries[l.entry], l.marks) {
			groups[l.group].off = book.Entries[l.entry]
		}
	}
	for i, g := range groups {
		all := absorbed[i]
		if e := of[i]; e != nil {
			all = append(all, e)
		}
		if len(all) == 0 {
			continue
		}
		slices.SortFunc(all, func(a, b *decisions.Entry) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.ID, b.ID)) })
		if e := of[i]; e != nil && (e.State().Into != "" || isPart(book, e)) {
			all = []*decisions.Entry{e} // what people joined or took apart stays so
		}
		g.id = all[0].ID
		for _, e := range all[1:] {
			g.absorbed = append(g.absorbed, e.ID)
		}
	}
}

// within tells whether most of a group was in a gap that is remembered, of which the group
// holds so many marks: the marks are the lowest hashes of its conversations.
func (g *cluster) within(e *decisions.Entry, marks int) bool {
	if marks < leastMarks {
		return false
	}
	last, low := e.ConversationMarks[len(e.ConversationMarks)-1], 0
	for _, h := range g.hashes((*member).conversationHash) {
		if len(e.ConversationMarks) >= e.Conversations || hex(h) <= last {
			low++
		}
	}
	return float64(marks) > absorbedPart*float64(low)
}

// had tells whether an id was that of the group before it was part of another gap.
func (g *cluster) had(id string) bool { return g.off != nil && slices.Contains(g.off.Aliases, id) }

// isPart tells whether somebody split an entry off another, or others off it.
func isPart(book *decisions.Book, e *decisions.Entry) bool {
	if len(e.State().Splits) > 0 {
		return true
	}
	return slices.ContainsFunc(book.Entries, func(other *decisions.Entry) bool { return splitOff(other, e) })
}

// splitOff tells whether child was split off e.
func splitOff(e, child *decisions.Entry) bool {
	return slices.ContainsFunc(e.State().Splits, func(d decisions.Decision) bool { return d.Into == child.ID })
}

// An index tells which groups hold a mark that is remembered, and how many hashes a group
// has.
type hashIndex struct {
	groups map[string][]int
	size   []int
}

func indexed(groups []*cluster, hash func(*member) uint32, book *decisions.Book, marks func(*decisions.Entry) []string) hashIndex {
	x := hashIndex{map[string][]int{}, make([]int, len(groups))}
	for _, e := range book.Entries {
		for _, m := range marks(e) {
			x.groups[m] = nil
		}
	}
	for i, g := range groups {
		for _, m := range g.hashes(hash) {
			x.size[i]++
			if in, ok := x.groups[hex(m)]; ok {
				x.groups[hex(m)] = append(in, i)
			}
		}
	}
	return x
}

func hex(h uint32) string {
	const digits = "0123456789abcdef"
	var b [8]byte
	for i := range b {
		b[i] = digits[h>>(28-4*i)&15]
	}
	return string(b[:])
}

// hashes gives the different hashes of the members, sorted.
func (g *cluster) hashes(hash func(*member) uint32) []uint32 {
	out := make([]uint32, 0, len(g.members))
	for i := range g.members {
		out = append(out, hash(&g.members[i]))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// likenesses gives the pairs that have enough conversations or questions in common, by
// entry and group, and those of entries of which hardly a conversation was read that are
// alike by their portraits alone, the likest first.
func likenesses(groups []*cluster, p portrait, book *decisions.Book) (found, faces []likeness) {
	talks := indexed(groups, (*member).conversationHash, book, func(e *decisions.Entry) []string { return e.ConversationMarks })
	asked := indexed(groups, (*member).questionHash, book, func(e *decisions.Entry) []string { return e.QuestionMarks })
	known := p.known(book)
	merged := func(i int) bool { return book.Entries[i].State().Into != "" }
	for i, e := range book.Entries {
		pairs := map[int]*likeness{}
		at := func(group int) *likeness {
			if pairs[group] == nil {
				pairs[group] = &likeness{entry: i, group: group}
			}
			return pairs[group]
		}
		held, all := talks.held(e.ConversationMarks)
		for group, n := range held {
			l := at(group)
			l.marks, l.part = n, float64(n)/float64(all)
			l.weight = jaccard(n, len(e.ConversationMarks), e.Conversations, talks.size[group])
		}
		byQuestion, _ := asked.held(e.QuestionMarks)
		for group, n := range byQuestion {
			l := at(group)
			l.weight = max(l.weight, jaccard(n, len(e.QuestionMarks), e.Conversations, asked.size[group]))
		}
		likes := p.likenesses(known, i, p.faces)
		for _, group := range sortedInts(pairs) {
			if l := pairs[group]; l.weight >= sameShare {
				l.weight += likes[group] / 2
				found = append(found, *l)
			}
		}
		if unreadFrom*all >= len(e.ConversationMarks) {
			continue
		}
		for _, group := range sortedInts(likes) {
			if p.same(known, i, group, likes[group], merged) {
				faces = append(faces, likeness{entry: i, group: group, weight: likes[group]})
			}
		}
	}
	slices.SortStableFunc(faces, func(a, b likeness) int { return cmp.Compare(b.weight, a.weight) })
	return found, faces
}

// held counts the marks that each group holds, and those that any holds.
func (x hashIndex) held(marks []string) (byGroup map[int]int, all int) {
	byGroup = map[int]int{}
	for _, m := range marks {
		for _, g := range x.groups[m] {
			byGroup[g]++
		}
		if len(x.groups[m]) > 0 {
			all++
		}
	}
	return byGroup, all
}

// jaccard estimates what two sets share of what either has: both of the marks of the
// one, which stand for all of its members, are in the other.
func jaccard(both, marks, one, other int) float64 {
	one = max(one, marks)
	shared := float64(both) / float64(max(1, marks)) * float64(one)
	shared = min(shared, float64(other), float64(one))
	return shared / (float64(one) + float64(other) - shared)
}

func sortedInts[V any](m map[int]V) []int {
	out := make([]int, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// bestPairs matches entries and groups one to one, with the largest sum of weights.
// Gaps that share no candidate are matched apart.
func bestPairs(all []likeness) []likeness {
	byEntry, byGroup := map[int][]int{}, map[int][]int{}
	for i, l := range all {
		byEntry[l.entry], byGroup[l.group] = append(byEntry[l.entry], i), append(byGroup[l.group], i)
	}
	seen := make([]bool, len(all))
	var out []likeness
	for i := range all {
		if seen[i] {
			continue
		}
		seen[i] = true
		part, todo := []likeness{}, []int{i}
		for len(todo) > 0 {
			l := all[todo[0]]
			part, todo = append(part, l), todo[1:]
			for _, j := range slices.Concat(byEntry[l.entry], byGroup[l.group]) {
				if !seen[j] {
					seen[j] = true
					todo = append(todo, j)
				}
			}
		}
		out = append(out, pairUp(part)...)
	}
	return out
}

// pairUp matches the pairs of one part by the Hungarian method.
func pairUp(part []likeness) []likeness {
	rows, cols := map[int]int{}, map[int]int{}
	for _, l := range part {
		rows[l.entry], cols[l.group] = 0, 0
	}
	entries, groups := sortedInts(rows), sortedInts(cols)
	for i, e := range entries {
		rows[e] = i
	}
	for i, g := range groups {
		cols[g] = i
	}
	t := make([][]int, len(entries))
	at := make([][]*likeness, len(entries))
	for i := range t {
		t[i], at[i] = make([]int, len(groups)), make([]*likeness, len(groups))
	}
	for i, l := range part {
		t[rows[l.entry]][cols[l.group]] = int(math.Round(l.weight * 1e6))
		at[rows[l.entry]][cols[l.group]] = &part[i]
	}
	turned := len(t) > len(t[0])
	if turned {
		t = transposed(t)
	}
	var out []likeness
	for i, j := range match(t) {
		if turned {
			i, j = j, i
		}
		if l := at[i][j]; l != nil {
			out = append(out, *l)
		}
	}
	slices.SortFunc(out, func(a, b likeness) int { return cmp.Compare(a.entry, b.entry) })
	return out
}
