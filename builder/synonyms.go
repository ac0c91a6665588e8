package builder

import (
	"regexp"
	"slices"
	"strings"

	"signpost/search"
)

// withSynonyms adds to each section the words that mean what one of its own does,
// so that it is found by them too.
func withSynonyms(docs []search.Document, groups [][]string) []search.Document {
	for _, group := range groups {
		group = slices.DeleteFunc(slices.Clone(group), func(phrase string) bool { return strings.TrimSpace(phrase) == "" })
		patterns := make([]*regexp.Regexp, len(group))
		for i, phrase := range group {
			patterns[i] = wholeWords(phrase)
		}
		for i := range docs {
			d := &docs[i]
			text := strings.Join(append([]string{d.Title, d.Heading, d.Description, d.Body}, append(d.Keywords, d.Asked...)...), "\n")
			var missing []string
			for n, phrase := range group {
				if !patterns[n].MatchString(text) {
					missing = append(missing, phrase)
				}
			}
			if len(missing) < len(group) {
				d.Also = append(d.Also, missing...)
			}
		}
	}
	return docs
}

// wholeWords finds a phrase, whatever its case, that is no part of a longer word.
func wholeWords(phrase string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\pL\pN])` + strings.Join(strings.Fields(regexp.QuoteMeta(phrase)), `\s+`) + `(?:$|[^\pL\pN])`)
}
