package gaps

import (
	"slices"

	"signpost/gaps/question"
)

// Who was told the same asked the same, in whatever words. Answers are alike when they share
// alikeStems at least, and alikeShare of those of the shorter one, of stems that are said in
// few groups: fewGroups, or groupShare of them. So "I have to ask a colleague" is no answer.
// Groups become one when for mostShare of one, and for partShare of the other, somebody of
// the other was told alike.
const (
	alikeStems = 3
	alikeShare = sameAnswer
	fewGroups  = 4
	groupShare = 0.05
	mostShare  = 0.7
	partShare  = 0.3
	// toldMembers are the central members of a group whose answers are compared.
	toldMembers = 12
)

// telling are the stems that few groups say, of each answer in a group.
type telling map[*cluster][]map[string]bool

func toldIn(groups []*cluster) telling {
	out, said := telling{}, map[string]int{}
	for _, g := range groups {
		if g.members[0].settled() != "" {
			continue
		}
		here := map[string]bool{}
		for _, m := range g.central(toldMembers) {
			if !m.helped {
				continue
			}
			stems := map[string]bool{}
			for s := range termsOf(withoutAccount(question.Unaddressed(m.answer()))) {
				stems[s], here[s] = true, true
			}
			out[g] = append(out[g], stems)
		}
		for s := range here {
			said[s]++
		}
	}
	few := max(fewGroups, int(groupShare*float64(len(out))))
	for _, answers := range out {
		for _, stems := range answers {
			for s := range stems {
				if said[s] > few {
					delete(stems, s)
				}
			}
		}
	}
	return out
}

// alike tells whether two unions of groups were told the same.
func (t telling) alike(one, other []*cluster) bool {
	some, others := t.of(one), t.of(other)
	a, b := toldAs(some, others), toldAs(others, some)
	return min(a, b) >= partShare && max(a, b) >= mostShare
}

func (t telling) of(parts []*cluster) (out []map[string]bool) {
	for _, g := range parts {
		out = append(out, t[g]...)
	}
	return out
}

// toldAs is the share of answers that are like one of others.
func toldAs(answers, others []map[string]bool) float64 {
	n := 0
	for _, mine := range answers {
		if slices.ContainsFunc(others, func(theirs map[string]bool) bool { _, alike := shareTold(mine, theirs); return alike }) {
			n++
		}
	}
	return ratio(n, len(answers))
}

// shareTold counts the stems that two answers share, and tells whether they are alike.
func shareTold[V any](a, b map[string]V) (both int, alike bool) {
	for s := range a {
		if _, same := b[s]; same {
			both++
		}
	}
	return both, both >= alikeStems && float64(both) >= alikeShare*float64(min(len(a), len(b)))
}
