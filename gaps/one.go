package gaps

import (
	"slices"

	"signpost/gaps/words"
)

// Where all that was read is about one matter, its words tell no question from another, and
// what is compared is what differs: such a matter would fall apart. Of at most fewQuestions,
// oneShare have to hold a root for it to be of the one matter, and who asks about that holds
// oneRoots of these.
const (
	fewQuestions = 120
	oneShare     = 0.6
	oneRoots     = 2
	// rootLength is how many letters of a stem tell of languages whose endings are not known
	// that two words are forms of one.
	rootLength = 6
)

// joinOne makes one group of the questions about the one matter that most of few questions
// are about, if there is one. Where groups hold together by themselves, each by what it
// alone asks, there are several.
func joinOne(groups []*cluster, spread openings, v vocabulary, opt Options) []*cluster {
	var all []member
	for _, g := range groups {
		all = append(all, g.members...)
		if len(all) > fewQuestions {
			return groups
		}
	}
	says := v.sayingIn(all)
	roots, in := make(map[*asking]map[string]bool, len(all)), map[string]int{}
	for _, m := range all {
		roots[m.asking] = rootsOf(m.item().Opening, says)
		for r := range roots[m.asking] {
			in[r]++
		}
	}
	one := &cluster{}
	about := func(m member) bool {
		n := 0
		for r := range roots[m.asking] {
			if in[r] >= opt.minConversations() && ratio(in[r], len(all)) >= oneShare {
				n++
			}
		}
		return n >= oneRoots && m.settled() == ""
	}
	var out []*cluster
	whole := 0
	for _, g := range groups {
		rest := slices.DeleteFunc(slices.Clone(g.members), about)
		one.members = append(one.members, slices.DeleteFunc(slices.Clone(g.members), func(m member) bool { return !about(m) })...)
		if len(rest) < len(g.members) && g.enough && g.bond(spread, v) >= boundShare {
			whole++
		}
		if len(rest) == len(g.members) {
			out = append(out, g)
		} else if len(rest) > 0 {
			left := &cluster{members: rest}
			left.settle(opt)
			out = append(out, left)
		}
	}
	if len(one.members) == 0 || whole > 1 {
		return groups
	}
	one.settle(opt)
	out = append(out, one)
	sortGroups(out)
	return out
}

// rootsOf gives the beginnings of the stems of a text that say something.
func rootsOf(text string, says func(string) bool) map[string]bool {
	out := map[string]bool{}
	for s, w := range termsOf(words.Bare(text)) {
		if says(w) {
			r := []rune(s)
			out[string(r[:min(rootLength, len(r))])] = true
		}
	}
	return out
}
