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

// openings count in how many first turns each stem occurs.
type openings struct {
	df        map[string]int
	questions int
}

func openingsOf(groups []*cluster) openings {
	o := openings{df: map[string]int{}}
	for _, g := range groups {
		for _, m := range g.members {
			o.questions++
			for s := range bondTerms(m.item().Opening) {
				o.df[s]++
			}
		}
	}
	return o
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
// term says anything.
func (g *cluster) bond(all openings, v vocabulary) float64 {
	says := v.sayingIn(g.members)
	in := map[string]int{}
	terms := make([]map[string]string, len(g.members))
	for i, m := range g.members {
		terms[i] = bondTerms(m.item().Opening)
		for s := range terms[i] {
			in[s]++
		}
	}
	n := len(g.members)
	least := max(2, int(math.Ceil(commonShare*float64(n))))
	held, said := 0, false
	for _, t := range terms {
		for s, w := range t {
			said = said || in[s] >= least && says(w)
		}
		for s := range t {
			outside := float64(all.df[s]-in[s]) / float64(max(1, all.questions-n))
			if in[s] >= least && outside <= tellingShare {
				held++
				break
			}
		}
	}
	if !said {
		return 0
	}
	return ratio(held, n)
}
