package gaps

import (
	"math"
	"unicode"

	"signpost/gaps/words"
)

// A bond is what holds a group together beside its vectors: telling words that its
// members share.
//
// boundShare of the members have to hold one of the group's common terms. A term
// is common when commonShare of the members hold it, two at least, and telling when
// not more than tellingShare of all questions do.
const (
	boundShare   = 0.5
	commonShare  = 0.3
	tellingShare = 0.1
)

// openings counts in how many first turns each stem occurs.
func openings(groups []*cluster) (df map[string]int, questions int) {
	df = map[string]int{}
	for _, g := range groups {
		for _, m := range g.members {
			questions++
			for s := range bondTerms(m.item().Opening) {
				df[s]++
			}
		}
	}
	return df, questions
}

// bondTerms are the stems of a text; of scripts without spaces, pairs of their
// characters.
func bondTerms(text string) map[string]bool {
	out := map[string]bool{}
	for s := range termsOf(text) {
		out[s] = true
	}
	for _, w := range words.Split(text) {
		r := []rune(w)
		if !unicode.In(r[0], unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			continue
		}
		for i := range len(r) - 1 {
			out[string(r[i:i+2])] = true
		}
	}
	return out
}

// bond gives the share of members that hold a common and telling term.
func (g *cluster) bond(df map[string]int, questions int) float64 {
	in := map[string]int{}
	terms := make([]map[string]bool, len(g.members))
	for i, m := range g.members {
		terms[i] = bondTerms(m.item().Opening)
		for s := range terms[i] {
			in[s]++
		}
	}
	n := len(g.members)
	least := max(2, int(math.Ceil(commonShare*float64(n))))
	held := 0
	for _, t := range terms {
		for s := range t {
			outside := float64(df[s]-in[s]) / float64(max(1, questions-n))
			if in[s] >= least && outside <= tellingShare {
				held++
				break
			}
		}
	}
	return ratio(held, n)
}
