package search

import (
	"math"
	"slices"
	"unicode/utf8"
)

// A lexicon numbers words from 0.
type lexicon struct {
	numbers map[string]int32
	words   []string
	// bare tells by its number that a word was read without accents, written are the
	// numbers of words with theirs and of what they are folded to.
	bare    []bool
	written map[int32]int32
}

func newLexicon() *lexicon {
	l := &lexicon{numbers: map[string]int32{}, written: map[int32]int32{}}
	l.number("") // so that 0 is no word
	return l
}

// number returns the number of a word, which it gives to it if need be.
func (l *lexicon) number(word string) int32 {
	n, ok := l.numbers[word]
	if !ok {
		n = int32(len(l.words))
		l.numbers[word] = n
		l.words, l.bare = append(l.words, word), append(l.bare, false)
	}
	return n
}

// learn numbers the words of a reading.
func (l *lexicon) learn(r reading) {
	for i := range r.words {
		w := &r.words[i]
		w.surface, w.term = l.number(w.Surface), l.number(w.Term)
		if w.Exact == "" {
			l.bare[w.surface] = true
		} else {
			w.exact = l.number(w.Exact)
			l.written[w.exact] = w.surface
		}
	}
}

// A use of a term is how often a section holds it in each field.
type use struct {
	term int32
	tf   [fieldCount]uint16
}

// A surfaceUse is how often a section holds a word that can be corrected and
// completed to.
type surfaceUse struct {
	surface, term int32
	tf            [fieldCount]uint16
}

// analysed is one section in the form that the model is built from. Its numbers
// are those of the lexicon that read it.
type analysed struct {
	lexicon  *lexicon
	uses     []use
	surfaces []surfaceUse
	// exacts are the words with accents, unsorted and repeated.
	exacts []int32
	// pairs are the terms that stand next to each other, unsorted and repeated.
	pairs   []pair
	lengths [fieldCount]int32
}

// A counter counts the words of sections, one section at a time.
type counter struct {
	analyzer analyzer
	lexicon  *lexicon
	uses     []use
	surfaces []surfaceUse
	exacts   []int32
	pairs    []pair
	lengths  [fieldCount]int32
	// places tell by a word's number where it stands in uses and in surfaces, if
	// its stamps are those of the section under way.
	places []place
	stamp  int32
}

type place struct{ termStamp, at, surfaceStamp, surfaceAt int32 }

func newCounter(lang string) *counter {
	l := newLexicon()
	a := newAnalyzer(lang)
	a.lexicon, a.readings = l, map[string]reading{}
	return &counter{lexicon: l, analyzer: a}
}

// count analyses a section.
func (c *counter) count(d Document) analysed {
	c.stamp++
	c.uses, c.surfaces, c.exacts, c.pairs, c.lengths = c.uses[:0], c.surfaces[:0], c.exacts[:0], c.pairs[:0], [fieldCount]int32{}
	c.add(d.Title, fieldAll, fieldTitle)
	c.add(d.Heading, fieldAll, fieldTitle)
	c.add(d.Description, fieldAll)
	for _, k := range d.Keywords {
		c.add(k, fieldAll, fieldAsked)
	}
	for _, k := range d.Asked {
		c.add(k, fieldAll, fieldAsked)
	}
	c.add(d.Body, fieldAll)
	for _, k := range d.Also {
		c.add(k, fieldAll)
	}
	return analysed{
		lexicon: c.lexicon, uses: slices.Clone(c.uses), surfaces: slices.Clone(c.surfaces),
		exacts: slices.Clone(c.exacts), pairs: slices.Clone(c.pairs), lengths: c.lengths,
	}
}

func (c *counter) add(text string, fields ...int) {
	words := c.analyzer.words(text)
	if n := len(c.lexicon.words); n > len(c.places) {
		c.places = append(c.places, make([]place, n-len(c.places))...)
	}
	for i, w := range words {
		if i > 0 && adjoin(words[i-1], w) {
			c.pairs = append(c.pairs, newPair(words[i-1].term, w.term))
		}
		p := &c.places[w.term]
		if p.termStamp != c.stamp {
			p.termStamp, p.at = c.stamp, int32(len(c.uses))
			c.uses = append(c.uses, use{term: w.term})
		}
		raise(&c.uses[p.at].tf, fields)
		for _, f := range fields {
			c.lengths[f]++
		}
		if w.exact != 0 {
			c.exacts = append(c.exacts, w.exact)
		}
		if !w.Plain || utf8.RuneCountInString(w.Surface) <= 2 {
			continue
		}
		s := &c.places[w.surface]
		if s.surfaceStamp != c.stamp {
			s.surfaceStamp, s.surfaceAt = c.stamp, int32(len(c.surfaces))
			c.surfaces = append(c.surfaces, surfaceUse{surface: w.surface, term: w.term})
		}
		raise(&c.surfaces[s.surfaceAt].tf, fields)
	}
}

// raise counts one more use in some fields.
func raise(tf *[fieldCount]uint16, fields []int) {
	for _, f := range fields {
		if tf[f] < math.MaxUint16 {
			tf[f]++
		}
	}
}

// merge numbers the words of several lexicons in their order, and returns for
// each lexicon the new number of each of its words.
func merge(lexicons []*lexicon) (words []string, renumber map[*lexicon][]int32) {
	for _, l := range lexicons {
		words = append(words, l.words...)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	numbers := make(map[string]int32, len(words))
	for i, w := range words {
		numbers[w] = int32(i)
	}
	renumber = map[*lexicon][]int32{}
	for _, l := range lexicons {
		to := make([]int32, len(l.words))
		for i, w := range l.words {
			to[i] = numbers[w]
		}
		renumber[l] = to
	}
	return words, renumber
}
