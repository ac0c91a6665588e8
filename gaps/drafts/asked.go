package drafts

import (
	"regexp"
	"slices"
	"strings"

	"signpost/gaps"
	"signpost/gaps/question"
	"signpost/gaps/words"
	"signpost/inbox"
)

// askedCount is how many of the customers' wordings go into an article.
const askedCount = 5

// Asked are the customers' wordings of a gap that can be searched for: of each question
// the sentence that asks, whole, and with the one that it goes on from. What
// is about another matter than the gap, was masked, or may name somebody is no wording:
// search would show it to everybody.
func Asked(g gaps.Gap) []string {
	about := matterOf(g)
	var out []string
	for _, q := range g.Questions {
		w := wording(q, about)
		same := func(old string) bool { return slices.Equal(stemsOf(old), stemsOf(w)) }
		if w != "" && len(out) < askedCount && !slices.ContainsFunc(out, same) {
			out = append(out, w)
		}
	}
	return out
}

// matterOf are the stems of what a gap is about: those of its title and terms, and those
// that several of its conversations hold.
func matterOf(g gaps.Gap) map[string]bool {
	about := map[string]bool{}
	for _, text := range append([]string{g.Title}, g.Terms...) {
		for _, s := range stemsOf(text) {
			about[s] = true
		}
	}
	in := map[string]int{}
	for _, a := range g.Asked {
		for _, s := range stemsOf(a.Question) {
			if in[s]++; in[s] > 1 {
				about[s] = true
			}
		}
	}
	return about
}

// stemsOf are the different telling stems of a text, sorted.
func stemsOf(text string) []string {
	stems := slices.DeleteFunc(words.Content(text), words.IsChitchat)
	slices.Sort(stems)
	return slices.Compact(stems)
}

// wording is what of a question can be searched for, "" for nothing.
func wording(q string, about map[string]bool) string {
	all, lang := question.Sentences(q), inbox.Language(q)
	if strings.HasSuffix(q, "…") && len(all) > 0 && !strings.HasSuffix(q, " …") {
		all = all[:len(all)-1]
	}
	all = slices.DeleteFunc(all, func(s string) bool { return question.Closes(s) || pleads.MatchString(s) })
	best, most := "", 0
	for i, s := range all {
		asks := question.Weight(s) >= asking
		switch {
		case i > 0 && question.Continues(s, lang) && question.Weight(all[i-1]) >= asking:
			continue // more about what was asked
		case i > 0 && question.Continues(s, lang):
			s = all[i-1] + " " + s
		case !asks && i+1 < len(all) && question.Weight(all[i+1]) >= asking:
			s += " " + all[i+1] // what is told, and what is asked about it
		}
		worth := 0
		for _, stem := range stemsOf(s) {
			if about[stem] {
				worth++
			}
		}
		if worth > 0 && asks {
			worth += asksMost
		}
		if worth > most {
			best, most = s, worth
		}
	}
	if private(best) {
		return ""
	}
	return question.Begin(best)
}

// pleads is the beginning of a sentence that only asks for help.
var pleads = regexp.MustCompile(`(?i)^please (?:advise|help|fix)\b`)

const (
	// asking is the weight of a sentence that asks, asksMost what that counts for beside
	// words of the matter.
	asking   = 2
	asksMost = 3
)

// private tells whether something in a text was masked, or looks as if it had to be.
func private(s string) bool { return len(words.Placeholders(s)) > 0 || len(inbox.Leftovers(s)) > 0 }
