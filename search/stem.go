package search

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"
	"golang.org/x/text/unicode/norm"
)

// stemmers take the endings off words (snowballstem.org), by language.
var stemmers = map[string]func(*snowballstem.Env) bool{
	"ar": arabic.Stem, "da": danish.Stem, "de": german.Stem, "es": spanish.Stem, "fi": finnish.Stem, "fr": french.Stem,
	"hu": hungarian.Stem, "it": italian.Stem, "nb": norwegian.Stem, "nl": dutch.Stem, "nn": norwegian.Stem, "no": norwegian.Stem,
	"pt": portuguese.Stem, "ro": romanian.Stem, "ru": russian.Stem, "sv": swedish.Stem, "tr": turkish.Stem,
}

// stemmer returns the stemmer of a language, or nil.
func stemmer(lang string) func(string) string {
	short := primary(lang)
	stem := stemmers[short]
	if stem == nil {
		return nil
	}
	lower := strings.ToLower
	if article := articleOf(lang); article != nil {
		lower = func(s string) string { s = fold(s); return strings.TrimPrefix(s, article.FindString(s)) }
	}
	if short == "tr" || short == "az" {
		lower = func(s string) string { return strings.ToLowerSpecial(unicode.TurkishCase, s) }
	}
	return func(word string) string {
		word = lower(norm.NFC.String(word))
		env := snowballstem.NewEnv(word)
		stem(env)
		return env.Current()
	}
}

// stemmed reports languages whose words lose their endings when they are indexed.
// A query looks their terms up among the words of the index (see inflected), so
// that a page needs no stemmer; English has one in both places.
func stemmed(lang string) bool { return stemmers[primary(lang)] != nil }

// cutsApostrophe reports languages in which endings stand behind an apostrophe.
func cutsApostrophe(lang string) bool { return primary(lang) == "tr" }

// arabicArticle is the article with a conjunction or preposition before it.
var arabicArticle = regexp.MustCompile(`^(?:[وبكف]?ال|لل)`)

// articleOf finds the article of a language in which it is written as the
// beginning of its word; nil for others.
func articleOf(lang string) *regexp.Regexp {
	if primary(lang) == "ar" {
		return arabicArticle
	}
	return nil
}
