package question

import (
	"slices"
	"strings"

	"signpost/gaps/words"
)

// tellingStems are the least that a question needs to stand for itself; of a
// shorter one the whole turn is compared.
const tellingStems = 3

// Key is the form that near-duplicates share: the set of the question's stems,
// whatever their order, their endings and the words of grammar between. "How do I
// reset my password?" and "I want to reset passwords" have one key; a question
// with a negation and one without have two.
func (it Item) Key() string {
	if stems := keyStems(it.Text); len(stems) >= tellingStems {
		return strings.Join(stems, " ")
	}
	if stems := keyStems(it.Opening); len(stems) > 0 {
		return strings.Join(stems, " ")
	}
	return it.Text
}

// keyStems gives the different stems of a text, sorted, and "not" when there is
// one.
func keyStems(text string) []string {
	list := words.Split(text)
	var out []string
	for _, w := range list {
		switch {
		case w == "not" || w == "no" || w == "never":
			out = append(out, "not")
		case words.IsGrammar(w) || words.IsCommon(w):
		default:
			if s := words.Stem(w); !words.IsChitchat(s) {
				out = append(out, s)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
