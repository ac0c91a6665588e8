package search

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/go-porterstemmer"
	"golang.org/x/text/unicode/norm"
)

// The analyzer turns text into terms. search/browser/runtime.js does the same
// in a page, and testdata/tokens.json holds the two together.
//
// Text is decomposed (NFKD), Latin accents (U+0300–U+036F) and Arabic vowel
// signs (U+064B–U+0655, U+0640) are dropped, and it is composed again (NFC) and
// lower-cased; some letters are written as others (alike), and what folding makes
// of a word's characters beside letters, digits and marks is dropped. A word is a run of letters, digits and marks. Apostrophes inside a word are dropped,
// with a final 's. Words joined by single - _ . / form a compound, which is a
// term too, without its hyphens and underscores: "E-1042" gives e, 1042 and
// e1042. Scripts that set no spaces between words give single characters and
// pairs. English words lose their endings (Porter's stemmer, 1980), those of
// 15 other languages theirs (stem.go), and words that carry no meaning are left out
// (stop.go).

// A word is one word of a text.
type word struct {
	// Surface is the folded word, Term what is indexed.
	Surface, Term string
	// Exact is the word in lower case with its accents, where folding has taken
	// some away.
	Exact string
	// Start and End are the word's bytes in the text.
	Start, End int
	// Plain words can be corrected and completed; characters of scripts
	// without spaces, compounds and words with digits cannot.
	Plain bool
	// They are numbered in the analyzer's lexicon, if it has one; exact is 0 where
	// there is none.
	surface, term, exact int32
}

// maxTerm is the longest term that is indexed, in characters.
const maxTerm = 40

// stopWords carry no meaning in an English query. Words that change it, such
// as not, off, out, without, are not among them.
var stopWords = setOf(`a about after all also am an and any are as at be because been before being both but by can could did do
does doing each for from had has have having he her here hers him his how i if in into is it its itself just me more most my
of on or other our ours she should so some such than that the their them then there these they this those to too us very was we were
what when where which while who whom why will with would you your im ive ill id youre theyre thats whats dont doesnt`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// unspaced reports characters of scripts that set no spaces between words.
func unspaced(r rune) bool {
	return r >= 0x0e00 && (r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar))
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.M)
}

// onlyWord drops what is no part of a word.
func onlyWord(r rune) rune {
	if wordRune(r) {
		return r
	}
	return -1
}

// alike are letters that writers do not tell apart, or write as others.
var alike = strings.NewReplacer("ς", "σ", "ى", "ي", "ة", "ه", "ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l")

// fold takes away what does not tell words apart.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	s = strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f || r >= 0x64b && r <= 0x655 || r == 0x640 {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
	return alike.Replace(strings.ToLower(norm.NFC.String(s)))
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// english reports languages whose words are stemmed; no language means English.
func english(lang string) bool {
	return lang == "" || strings.EqualFold(lang, "en") || strings.HasPrefix(strings.ToLower(lang), "en-")
}

// Terms returns the terms of a text in a language (a BCP 47 tag, "" for
// English) in their order, repeated as in the text.
func Terms(lang, text string) []string {
	var out []string
	for _, w := range analyze(lang, text) {
		out = append(out, w.Term)
	}
	return out
}

// analyze returns the words of a text.
func analyze(lang, text string) []word {
	a := newAnalyzer(lang)
	return a.words(text)
}

// analyzeQuery returns the words of a query. Those of stemmed languages are whole:
// their terms are looked up.
func analyzeQuery(lang, text string) []word {
	a := newAnalyzer(lang)
	a.stem = nil
	return a.words(text)
}

func newAnalyzer(lang string) analyzer {
	return analyzer{english: english(lang), stop: stops(lang), stem: stemmer(lang), cutsApostrophe: cutsApostrophe(lang), article: articleOf(lang)}
}

// An analyzer cuts texts into words, one text at a time.
type analyzer struct {
	english bool
	// stem takes the endings off words; nil for English, which has its own, and
	// languages without.
	stem func(string) string
	stop map[string]bool
	// cutsApostrophe drops what stands behind an apostrophe.
	cutsApostrophe bool
	article        *regexp.Regexp // written as the beginning of its word; or nil
	// lexicon, when it is there, numbers the words.
	lexicon *lexicon
	// readings, when they are there, remember how each run was read.
	readings map[string]reading
	// sought, when it is there, tells which runs are of interest.
	sought *beginnings

	text string
	out  []word
	// parts are the words of the compound under way.
	parts []word
}

// words returns the words of a text. They are overwritten by the next call.
func (a *analyzer) words(text string) []word {
	a.text, a.out = text, a.out[:0]
	start := -1
	for i, r := range text {
		switch {
		case wordRune(r):
			if start < 0 {
				start = i
			}
		case start >= 0 && apostrophe(r) && wordAt(text, i+utf8.RuneLen(r)):
		case start >= 0:
			a.part(start, i)
			start = -1
		}
	}
	if start >= 0 {
		a.part(start, len(text))
	}
	a.compound()
	return a.out
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' }

func wordAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return wordRune(r)
}

// A reading is what one run of letters, digits and marks is to the index.
type reading struct {
	// surface is the folded run, words what it gives: no word for one that
	// carries no meaning, several where no spaces are set. They stand nowhere.
	surface string
	words   []word
}

// part takes the run at text[start:end].
func (a *analyzer) part(start, end int) {
	if n := len(a.parts); n > 0 {
		if gap := a.text[a.parts[n-1].End:start]; len(gap) != 1 || !strings.Contains("-_./", gap) {
			a.compound()
		}
	}
	if a.sought != nil && !a.sought.of(a.text[start:end]) {
		a.parts = append(a.parts, word{Start: start, End: end})
		return
	}
	r := a.reading(a.text[start:end])
	a.parts = append(a.parts, word{Surface: r.surface, Start: start, End: end})
	for _, w := range r.words {
		w.Start, w.End = start, end
		a.out = append(a.out, w)
	}
}

// reading reads a run, or remembers how it was read.
func (a *analyzer) reading(raw string) reading {
	if a.readings == nil {
		return a.read(raw)
	}
	r, ok := a.readings[raw]
	if !ok {
		raw = strings.Clone(raw) // the whole text would be kept
		r = a.read(raw)
		if a.lexicon != nil {
			a.lexicon.learn(r)
		}
		a.readings[raw] = r
	}
	return r
}

// read folds a run, and cuts it where its script sets no spaces.
func (a *analyzer) read(raw string) reading {
	folded := fold(raw)
	if i := strings.IndexAny(raw, "'’"); i > 0 && a.cutsApostrophe {
		raw = raw[:i]
		folded = fold(raw)
	}
	if strings.ContainsAny(folded, "'’") {
		folded = strings.TrimSuffix(strings.ReplaceAll(folded, "’", "'"), "'s")
		folded = strings.ReplaceAll(folded, "'", "")
	}
	if a.article != nil {
		folded = strings.TrimPrefix(folded, a.article.FindString(folded))
	}
	if !ascii(folded) || !ascii(raw) {
		// Some characters are folded to several, with signs and spaces among them: ⑴, ﷺ.
		folded = strings.Map(onlyWord, folded)
	}
	var words []word
	at, kind := 0, false
	for i, r := range folded {
		u := unspaced(r)
		if i > 0 && u != kind {
			words, at = a.run(words, folded[at:i], kind), i
		}
		kind = u
	}
	words = a.run(words, folded[at:], kind)
	if len(words) == 1 && words[0].Plain {
		words[0].Exact = exact(raw, folded)
	}
	if a.stem != nil && len(words) == 1 && words[0].Plain {
		// Endings are told by letters that folding changes, such as й and ö.
		words[0].Term = fold(a.stem(raw))
	}
	return reading{folded, words}
}

// exact is a word as it is written, if it differs from what it is folded to by
// accents only.
func exact(raw, folded string) string {
	if ascii(raw) {
		return ""
	}
	written := small.Replace(strings.ToLower(norm.NFC.String(raw)))
	if written == folded || fold(written) != folded {
		return ""
	}
	return written
}

// small are small letters that Go and JavaScript make of capitals in different ways.
var small = strings.NewReplacer("ς", "σ", "i\u0307", "i")

// run appends the words of a run of characters of one kind.
func (a *analyzer) run(words []word, s string, unspaced bool) []word {
	if !unspaced {
		return a.spaced(words, s)
	}
	runes := []rune(s)
	for i := range runes {
		words = append(words, word{Surface: string(runes[i]), Term: string(runes[i])})
		if i > 0 {
			pair := string(runes[i-1 : i+1])
			words = append(words, word{Surface: pair, Term: pair})
		}
	}
	return words
}

func (a *analyzer) spaced(words []word, s string) []word {
	if s == "" || utf8.RuneCountInString(s) > maxTerm || a.stop[s] {
		return words
	}
	w := word{Surface: s, Term: s, Plain: !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })}
	if a.english && lowerLetters(s) {
		w.Term = porterstemmer.StemString(s)
	}
	return append(words, w)
}

// beginnings are the first bytes of terms. In English a word and a compound begin as
// their terms do, so that most words of a text need not be read to find those of a few
// terms.
type beginnings [utf8.RuneSelf]bool

// of reports whether a run may give one of the terms: those beyond ASCII always may.
func (b *beginnings) of(raw string) bool { return !ascii(raw) || b[raw[0]|lowerBit] }

// lowerBit makes a small letter of a capital, and leaves digits as they are.
const lowerBit = 'a' - 'A'

func newBeginnings(terms []string) *beginnings {
	var b beginnings
	for _, t := range terms {
		if t != "" && t[0] < utf8.RuneSelf {
			b[t[0]|lowerBit] = true
		}
	}
	return &b
}

func lowerLetters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

// compound ends the compound under way.
func (a *analyzer) compound() {
	n := len(a.parts)
	if n > 1 && n <= 8 && (a.sought == nil || a.sought.of(a.text[a.parts[0].Start:a.parts[0].End])) {
		var b strings.Builder
		for i, p := range a.parts {
			if a.sought != nil {
				p.Surface = a.reading(a.text[p.Start:p.End]).surface // it may have been passed over
			}
			if i > 0 {
				if sep := a.text[a.parts[i-1].End]; sep == '.' || sep == '/' {
					b.WriteByte(sep)
				}
			}
			b.WriteString(p.Surface)
		}
		s := b.String()
		if utf8.RuneCountInString(s) <= maxTerm && !strings.ContainsFunc(s, unspaced) {
			w := word{Surface: s, Term: s, Start: a.parts[0].Start, End: a.parts[n-1].End}
			if a.lexicon != nil {
				w.surface = a.lexicon.number(s)
				w.term = w.surface
			}
			a.out = append(a.out, w)
		}
	}
	a.parts = a.parts[:0]
}
