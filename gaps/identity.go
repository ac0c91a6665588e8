package gaps

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"signpost/gaps/decisions"
	"signpost/gaps/question"
	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// Identity: a group is the gap that it was before. What is remembered of a gap are
// sketches of its conversations and of its questions, and its terms. Groups and
// remembered gaps are matched one to one so that the sum of their likeness is
// largest; so the biggest part of a gap that fell apart keeps the id. Where a gap went
// into a group that has another one's id, the older id wins and the other becomes an
// alias.

// The least that makes a group and a remembered gap the same: the share of
// conversations or of questions that both have, of those that one has; or, where
// exports do not overlap, the likeness of their terms: TestIdentityOfDisjointExports measures it.
const (
	sameShare  = 0.1
	sameTerms  = 0.4
	leastTerms = 2
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
	found := likenesses(groups, p, book)
	of := map[int]*decisions.Entry{} // by group
	taken := map[int]bool{}          // by entry
	for _, l := range bestPairs(found) {
		of[l.group], taken[l.entry] = book.Entries[l.entry], true
	}
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

// likenesses gives the pairs that have enough in common, by entry and group.
func likenesses(groups []*cluster, p portrait, book *decisions.Book) []likeness {
	talks := indexed(groups, (*member).conversationHash, book, func(e *decisions.Entry) []string { return e.ConversationMarks })
	asked := indexed(groups, (*member).questionHash, book, func(e *decisions.Entry) []string { return e.QuestionMarks })
	byStem := p.byStem()
	var out []likeness
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
		held, _ = asked.held(e.QuestionMarks)
		for group, n := range held {
			l := at(group)
			l.weight = max(l.weight, jaccard(n, len(e.QuestionMarks), e.Conversations, asked.size[group]))
		}
		for group, like := range p.likenesses(e.Terms, byStem) {
			l := at(group)
			if l.weight < sameShare && like < sameTerms {
				continue
			}
			l.weight += like / 2
		}
		for _, group := range sortedInts(pairs) {
			if l := pairs[group]; l.weight >= sameShare {
				out = append(out, *l)
			}
		}
	}
	return out
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

// A portrait is the stems by which groups are known where they share no conversation and no
// question with what was read before: those of the questions and of the answers.
type portrait struct {
	// words are the commonest forms of each group's stems.
	words []map[string]string
	// groups counts those that hold a stem.
	groups map[string]int
}

// Of a group's central members portrayed are looked at, and portrayedShare of them, two at
// least, have to hold a stem for it to be of the portrait, which has identityTerms at most.
const (
	portrayed      = 20
	portrayedShare = 0.25
	identityTerms  = 20
)

// portray gives the portraits of groups of more than one question. Who ends ctx gets any.
func portray(ctx context.Context, groups []*cluster, v vocabulary) portrait {
	p := portrait{make([]map[string]string, len(groups)), map[string]int{}}
	shares := make([]map[string]float64, len(groups))
	parallel.Spans(ctx, len(groups), func(from, to int) {
		for i := from; i < to; i++ {
			p.words[i], shares[i] = groups[i].held(v)
		}
	})
	for _, held := range shares {
		for s := range held {
			p.groups[s]++
		}
	}
	for i, held := range shares {
		stems := sortedKeys(held)
		slices.SortStableFunc(stems, func(a, b string) int { return cmp.Compare(held[b]*p.rarity(b), held[a]*p.rarity(a)) })
		for _, s := range stems[min(identityTerms, len(stems)):] {
			delete(p.words[i], s)
		}
	}
	return p
}

// held gives the stems that central members of a group hold, in a form of theirs, and the
// share of the members that do.
func (g *cluster) held(v vocabulary) (form map[string]string, share map[string]float64) {
	if len(g.members) < 2 {
		return nil, nil
	}
	ms := g.central(portrayed)
	says := v.sayingIn(ms)
	form, share = map[string]string{}, map[string]float64{}
	in := map[string]int{}
	for _, m := range ms {
		it := m.item()
		text := it.Quote
		if len(it.Answers) > 0 {
			text += "\n" + question.Shorten(question.Unaddressed(it.Answers[0]), saidWords)
		}
		for s, w := range termsOf(text) {
			if !says(w) {
				continue
			}
			in[s]++
			if old, ok := form[s]; !ok || w < old {
				form[s] = w
			}
		}
	}
	least := max(2, int(math.Ceil(portrayedShare*float64(len(ms)))))
	for s, n := range in {
		if n < least {
			delete(form, s)
			continue
		}
		share[s] = float64(n) / float64(len(ms))
	}
	return form, share
}

// rarity is how much a stem tells of a group.
func (p portrait) rarity(stem string) float64 {
	return math.Log(float64(len(p.words)+1) / (float64(p.groups[stem]) + 0.5))
}

// weight is that of a stem in a likeness; whole numbers add up to the same in any order.
func (p portrait) weight(stem string) int {
	return int(math.Round(1e6 * p.rarity(stem) * p.rarity(stem)))
}

// of gives the terms by which a group is known, sorted.
func (p portrait) of(group int) []string {
	out := slices.Collect(maps.Values(p.words[group]))
	slices.Sort(out)
	return out
}

// likenesses gives the cosine of the portrait of a group with terms that are remembered, for
// the groups that share enough of them.
func (p portrait) likenesses(terms []string, byStem map[string][]int) map[int]float64 {
	own, both, shared := 0, map[int]int{}, map[int]int{}
	seen := map[string]bool{}
	for _, w := range strings.Fields(strings.Join(terms, " ")) {
		s := words.Stem(w)
		if seen[s] {
			continue
		}
		seen[s] = true
		own += p.weight(s)
		for _, g := range byStem[s] {
			both[g] += p.weight(s)
			shared[g]++
		}
	}
	out := map[int]float64{}
	for g, n := range shared {
		if n < leastTerms {
			continue
		}
		theirs := 0
		for s := range p.words[g] {
			theirs += p.weight(s)
		}
		out[g] = float64(both[g]) / math.Sqrt(float64(own)*float64(theirs))
	}
	return out
}

// byStem gives the groups that hold each stem.
func (p portrait) byStem() map[string][]int {
	out := map[string][]int{}
	for i, held := range p.words {
		for s := range held {
			out[s] = append(out[s], i)
		}
	}
	return out
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
