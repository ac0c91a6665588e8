package search

import (
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hu"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/lang/tr"
)

// stopLists are Bleve's lists of words without meaning, by language.
var stopLists = map[string][]byte{
	"ar": ar.ArabicStopWords, "da": da.DanishStopWords, "de": de.GermanStopWords, "es": es.SpanishStopWords,
	"fi": fi.FinnishStopWords, "fr": fr.FrenchStopWords, "hu": hu.HungarianStopWords, "it": it.ItalianStopWords,
	"nb": no.NorwegianStopWords, "nl": nl.DutchStopWords, "nn": no.NorwegianStopWords, "no": no.NorwegianStopWords,
	"pt": pt.PortugueseStopWords, "ro": ro.RomanianStopWords, "ru": ru.RussianStopWords, "sv": sv.SwedishStopWords, "tr": tr.TurkishStopWords,
}

// stopSets are the words of each language that are left out, folded; made when they
// are first asked for.
var stopSets = func() map[string]func() map[string]bool {
	sets := map[string]func() map[string]bool{}
	for lang, list := range stopLists {
		sets[lang] = sync.OnceValue(func() map[string]bool { return stopSet(list) })
	}
	return sets
}()

// stopSet reads a list: a word at the start of each line, and comments behind | or #.
func stopSet(list []byte) map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(string(list)) {
		line, _, _ = strings.Cut(line, "|")
		line, _, _ = strings.Cut(line, "#")
		for word := range strings.FieldsSeq(line) {
			set[fold(word)] = true
		}
	}
	return set
}

// Stop tells whether a word carries no meaning in a language, a BCP 47 tag; of a
// language without a list no word is such a one. Accents and case say nothing.
func Stop(lang, word string) bool { return stops(lang)[fold(word)] }

// stops are the words of a language that are left out; nil where there is no list.
func stops(lang string) map[string]bool {
	if english(lang) {
		return stopWords
	}
	if set := stopSets[primary(lang)]; set != nil {
		return set()
	}
	return nil
}

// primary is the language of a tag without its region: "pt" of "pt-BR".
func primary(lang string) string {
	short, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return short
}
