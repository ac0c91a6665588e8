package gaps

import (
	"strings"

	"signpost/gaps/question"
	"signpost/gaps/vectors"
	"signpost/gaps/words"
	"signpost/inbox"
)

// fewMembers are as many as are heard of a small group, however far from its centre.
const fewMembers = 3

// nearer gives the half of the members that are nearest to the centre: they speak for
// the group, while what lies at its edge may be of another matter.
func nearer(ms []member) []member {
	return ms[:min(len(ms), max(fewMembers, (len(ms)+1)/2))]
}

// quotes gives up to n different questions that are far apart: the central one, then
// always the one of the nearer half that is least like those chosen.
func quotes(ms []member, n int) []string {
	ms = evenly(nearer(ms), speakAtMost)
	chosen := []int{0}
	like := make([]float32, len(ms)) // the likeness to the most like of those chosen
	for i := range like {
		like[i] = -1
	}
	for len(chosen) < n {
		last := &ms[chosen[len(chosen)-1]]
		v := last.vector()
		best, at := float32(2), -1
		for i := range ms {
			if ms[i].text == last.text {
				like[i] = 3
			}
			if like[i] < 2 {
				like[i] = max(like[i], vectors.Dot(ms[i].vector(), v))
			}
			if like[i] < best {
				best, at = like[i], i
			}
		}
		if at < 0 {
			break
		}
		chosen = append(chosen, at)
	}
	out := []string{}
	for _, c := range chosen {
		out = append(out, quoted(&ms[c]))
	}
	return out
}

// askedAtMost is of how many conversations of a gap or topic the report tells what each
// asked.
const askedAtMost = 100

// eachAsked is what members asked, of at most askedAtMost of them.
func eachAsked(ms []member) []Asked {
	out := []Asked{}
	for _, m := range evenly(ms, askedAtMost) {
		out = append(out, Asked{m.ID, quoted(&m)})
	}
	return out
}

// quoteLength is how many characters a quoted question or sentence has at most.
const quoteLength = 240

// quoted is a question as it is quoted.
func quoted(m *member) string {
	return question.Quoted(m.item().Quote, quoteLength)
}

const (
	// nameLength is how many characters a name has at most.
	nameLength = 90
	// namingMembers are looked at for a name, namingTerms are those that it should hold.
	namingMembers = 20
	namingTerms   = 4
)

// nameOf gives the real sentence that names a group best, shortened to a line: one of
// the nearer half that asks, holds the group's terms and stands for itself. Of equally
// good ones it is the most central.
func nameOf(ms []member, terms []string) string {
	stems := map[string]bool{}
	for _, t := range terms[:min(namingTerms, len(terms))] {
		for _, w := range strings.Fields(t) {
			stems[words.Stem(w)] = true
		}
	}
	half := nearer(ms)
	half = half[:min(namingMembers, len(half))]
	name, best := "", -1.0
	for i := range half {
		whole := question.OneLine(question.Unaddressed(half[i].item().Quote))
		lang := inbox.Language(whole)
		for k, s := range append(question.Sentences(whole), whole) {
			// A whole question is the last resort of the most central member.
			worth := worthAsName(s, lang, stems)
			if s == whole && k > 0 {
				worth = min(worth, 0)
			}
			if worth -= float64(i) / float64(len(half)); worth > best || name == "" {
				name, best = s, worth
			}
		}
	}
	return question.Quoted(name, nameLength)
}

// What speaks for a sentence as a name, beside each term that it holds.
const (
	worthAsking   = 4
	worthMarked   = 1 // it asks by its mark, and may be no complaint
	worthWhole    = 3 // it is short enough to stand whole
	worthUnmasked = 1
	worthAlone    = 1 // it does not lead back to what was said before
)

func worthAsName(s, lang string, stems map[string]bool) float64 {
	worth := 0.0
	if question.ContentSize(s) < 2 {
		return worth
	}
	if question.Weight(s) >= 2 {
		worth += worthAsking
	}
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, "？") {
		worth += worthMarked
	}
	if len([]rune(s)) <= nameLength {
		worth += worthWhole
	}
	if len(words.Placeholders(s)) == 0 {
		worth += worthUnmasked
	}
	if !question.Continues(s, lang) {
		worth += worthAlone
	}
	held := map[string]bool{}
	for _, w := range words.Split(s) {
		if stem := words.Stem(w); stems[stem] && !held[stem] {
			held[stem] = true
			worth++
		}
	}
	return worth
}
