package gaps

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"signpost/gaps/decisions"
	"signpost/gaps/question"
	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// Portraits tell groups where exports share no conversation and no question: the words that
// their questions and answers hold, by stem, each with the tenths of them that hold it. A
// group and a remembered gap are the same when the cosine of their portraits is at least
// sameFace, and at least usualShare of what either has with the likest one of its own side:
// how much different gaps have in common depends on what all are about.
// TestIdentityOfDisjointExports measures it.
const (
	sameFace   = 0.5
	usualShare = 0.9
	// Of a group's central members portrayed are looked at, and portrayedBy of them have to
	// hold a stem for it to be of the portrait.
	portrayed   = 20
	portrayedBy = 2
	// untold is the number of tenths of a word of which gaps.yaml tells none.
	untold = 5
)

// A face is the portrait of one group or gap, by stem.
type face map[string]decisions.Term

// Faces are those of one side, with the square of the length of each, and who has a stem.
type faces struct {
	list []face
	size []int
	with map[string][]int
}

// A portrait has the faces of the groups of a run.
type portrait struct {
	faces
	// weights are those of the stems, rare that of one that no group has; whole numbers
	// add up to the same in any order.
	weights map[string]int
	rare    int
	// enough tells which groups may be gaps.
	enough []bool
}

// portray gives the portraits of groups of more than one question. Who ends ctx gets any.
func portray(ctx context.Context, groups []*cluster, v vocabulary) portrait {
	p := portrait{weights: map[string]int{}, enough: make([]bool, len(groups))}
	list := make([]face, len(groups))
	parallel.Each(ctx, len(groups), func(i int) { list[i], p.enough[i] = groups[i].face(v), groups[i].enough })
	in := map[string]int{}
	for _, f := range list {
		for s := range f {
			in[s]++
		}
	}
	rarity := func(s string) float64 { return math.Log(float64(len(list)+1) / (float64(in[s]) + 0.5)) }
	for s := range in {
		p.weights[s] = weightOf(rarity(s))
	}
	p.rare = weightOf(rarity(""))
	for _, f := range list {
		stems := sortedKeys(f)
		worth := func(s string) float64 { return float64(f[s].Tenths) * rarity(s) }
		slices.SortStableFunc(stems, func(a, b string) int { return cmp.Compare(worth(b), worth(a)) })
		for _, s := range stems[min(decisions.MaxTerms, len(stems)):] {
			delete(f, s)
		}
	}
	p.faces = p.side(list)
	return p
}

func weightOf(rarity float64) int { return int(math.Round(1e6 * rarity * rarity)) }

// face gives what the central members of a group say.
func (g *cluster) face(v vocabulary) face {
	if len(g.members) < 2 {
		return nil
	}
	ms := g.central(portrayed)
	says := v.sayingIn(ms)
	form, in := map[string]string{}, map[string]int{}
	for _, m := range ms {
		for s, w := range termsOf(m.told()) {
			if !says(w) {
				continue
			}
			in[s]++
			if old, ok := form[s]; !ok || w < old {
				form[s] = w
			}
		}
	}
	f := face{}
	for s, n := range in {
		if n >= portrayedBy {
			f[s] = decisions.Term{Word: form[s], Tenths: max(1, int(math.Round(10*ratio(n, len(ms)))))}
		}
	}
	return f
}

// told is what a member asked and was answered, as far as a portrait is of it.
func (m *member) told() string {
	it := m.item()
	if len(it.Answers) == 0 {
		return it.Quote
	}
	return it.Quote + "\n" + question.Shorten(question.Unaddressed(it.Answers[0]), saidWords)
}

// A single question is of a remembered gap when it and its answer hold half of the gap's
// portrait, partlyLeast stems or more, and of no other's as much.
const (
	partly      = 0.5
	partlyLeast = 3
)

// most gives the gap of which a member holds most, -1 when that is too little.
func (p portrait) most(known faces, m *member) int {
	held, stems := map[int]int{}, map[int]int{}
	for s := range termsOf(m.told()) {
		for _, i := range known.with[s] {
			held[i] += known.list[i][s].Tenths * p.weight(s)
			stems[i]++
		}
	}
	best, share := -1, 0.0
	for _, i := range sortedInts(held) {
		whole := 0
		for s, t := range known.list[i] {
			whole += t.Tenths * p.weight(s)
		}
		if of := ratio(held[i], whole); of >= partly && of > share && stems[i] >= partlyLeast {
			best, share = i, of
		}
	}
	return best
}

// known gives the faces of the gaps of a book.
func (p portrait) known(book *decisions.Book) faces {
	list := make([]face, len(book.Entries))
	for i, e := range book.Entries {
		list[i] = face{}
		for _, t := range e.Terms {
			for _, w := range strings.Fields(t.Word) {
				list[i][words.Stem(w)] = decisions.Term{Word: w, Tenths: cmp.Or(t.Tenths, untold)}
			}
		}
	}
	return p.side(list)
}

func (p portrait) weight(stem string) int {
	if w, ok := p.weights[stem]; ok {
		return w
	}
	return p.rare
}

// side makes faces those of one side.
func (p portrait) side(list []face) faces {
	side := faces{list, make([]int, len(list)), map[string][]int{}}
	for i, f := range list {
		for s, t := range f {
			side.size[i] += t.Tenths * t.Tenths * p.weight(s)
			side.with[s] = append(side.with[s], i)
		}
	}
	return side
}

// of gives the terms by which a group is known, sorted.
func (p portrait) of(group int) []decisions.Term {
	var out []decisions.Term
	for _, s := range sortedKeys(p.list[group]) {
		out = append(out, p.list[group][s])
	}
	slices.SortFunc(out, func(a, b decisions.Term) int { return cmp.Compare(a.Word, b.Word) })
	return out
}

// likenesses gives the cosines of the i-th face of one side with those of another side, or
// of its own, that have a stem of it.
func (p portrait) likenesses(one faces, i int, other faces) map[int]float64 {
	shared := map[int]int{}
	for s, t := range one.list[i] {
		for _, j := range other.with[s] {
			shared[j] += t.Tenths * other.list[j][s].Tenths * p.weight(s)
		}
	}
	out := make(map[int]float64, len(shared))
	for j, n := range shared {
		out[j] = float64(n) / math.Sqrt(float64(one.size[i])*float64(other.size[j]))
	}
	return out
}

// same tells whether a gap and a group that are so like each other are one, by their
// portraits alone. Gaps that were merged, or groups that are none, are nobody's next one.
func (p portrait) same(known faces, gap, group int, like float64, merged func(gap int) bool) bool {
	if like < sameFace {
		return false
	}
	usual := 0.0
	for i, l := range p.likenesses(known, gap, known) {
		if i != gap && !merged(i) {
			usual = max(usual, l)
		}
	}
	for i, l := range p.likenesses(p.faces, group, p.faces) {
		if i != group && p.enough[i] {
			usual = max(usual, l)
		}
	}
	return like >= usualShare*usual
}
