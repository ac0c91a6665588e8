package gaps

import (
	"maps"
	"math"
	"unicode"

	"signpost/gaps/words"
)

// A bond is what holds a group together beside its vectors: telling words that its
// members share.
//
// boundShare of the members have to hold one of the group's common terms. A
// term is common when commonShare of the members hold it, two at least, and telling when not
// more than tellingShare of the other conversations do, or the group has ownShare of all that
// do: where all ask about one matter, the few that were left out of the group do not take its
// words from it. What the members' own conversations ask beside is none of the others: where
// all ask the same two things, the words of both would tell nothing.
const (
	boundShare   = 0.5
	commonShare  = 0.3
	tellingShare = 0.1
	ownShare     = 0.7
)

// openings count in how many conversations' questions each stem occurs.
type openings struct {
	df            map[string]int
	conversations int
}

func openingsOf(groups []*cluster) openings {
	o := openings{df: map[string]int{}}
	seen := map[*thread]bool{}
	for _, g := range groups {
		for _, m := range g.members {
			if seen[m.thread] {
				continue
			}
			seen[m.thread] = true
			o.conversations++
			for s := range m.bondTerms() {
				o.df[s]++
			}
		}
	}
	return o
}

// bondTerms are those of all questions of a conversation.
func (t *thread) bondTerms() map[string]string {
	out := bondTerms(t.asked[0].item().Opening)
	for i := range t.asked[1:] {
		maps.Copy(out, bondTerms(t.asked[1+i].item().Opening))
	}
	return out
}

// bondTerms are the words of a text by their stems; of scripts without spaces, pairs of
// their characters.
func bondTerms(text string) map[string]string {
	out := termsOf(text)
	for _, w := range words.Split(text) {
		r := []rune(w)
		if !unicode.In(r[0], unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			continue
		}
		for i := range len(r) - 1 {
			out[string(r[i:i+2])] = string(r[i : i+2])
		}
	}
	return out
}

// bond gives the share of members that hold a common and telling term; 0 when no common
// term says anything, and when a single one is all that a few have in common.
func (g *cluster) bond(all openings, v vocabulary) float64 {
	says := v.sayingIn(g.members)
	in, beside := map[string]int{}, map[string]int{}
	terms := make([]map[string]string, len(g.members))
	for i, m := range g.members {
		terms[i] = bondTerms(m.item().Opening)
		for s := range terms[i] {
			in[s]++
		}
		whole := terms[i]
		if len(m.asked) > 1 {
			whole = m.bondTerms()
		}
		for s := range whole {
			beside[s]++
		}
	}
	n := len(g.members)
	least := max(2, int(math.Ceil(commonShare*float64(n))))
	telling := func(s string) bool {
		outside := all.df[s] - beside[s]
		return ratio(outside, max(1, all.conversations-n)) <= tellingShare || ratio(in[s], in[s]+outside) >= ownShare
	}
	held, said := 0, false
	for _, t := range terms {
		for s, w := range t {
			said = said || in[s] >= least && says(w)
		}
		for s := range t {
			if in[s] >= least && telling(s) {
				held++
				break
			}
		}
	}
	if !said || g.byChance(terms, in) {
		return 0
	}
	return ratio(held, n)
}

// Fewer members than manyMembers that share no more than one term, where each says
// ownTerms others that nobody else does, met by the name of what all is about.
const (
	manyMembers = 5
	ownTerms    = 2
)

// byChance tells whether a few members have no more than a single term in common, and were
// not told the same. in counts the members that hold a term.
func (g *cluster) byChance(terms []map[string]string, in map[string]int) bool {
	if len(g.members) >= manyMembers {
		return false
	}
	common := 0
	for _, n := range in {
		if n > 1 {
			common++
		}
	}
	if common > 1 {
		return false
	}
	told := map[string]int{}
	for i, m := range g.members {
		own := 0
		for s := range terms[i] {
			if in[s] == 1 {
				own++
			}
		}
		if own < ownTerms {
			return false
		}
		for s := range termsOf(m.answer()) {
			told[s]++
		}
	}
	alike := 0
	for _, n := range told {
		if n > 1 {
			alike++
		}
	}
	return alike <= ownTerms
}
