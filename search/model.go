package search

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"strings"

	"signpost/internal/parallel"
)

// The model is the analysed form of the documents: what both carriers of the
// index are made of.
//
// A section has three fields: all (title, heading, description, keywords,
// asked and body), title (title and heading) and asked (keywords and asked).
// The impact of a term on a section is
//
//	Σ over fields of  boost × rarity × tf × k1 / (tf + k1 × (1 - b + b × length / average))
//
// with rarity = idf^1.5, idf = ln(1 + (N - df + 0.5) / (df + 0.5)), k1 = 2 and
// b = 0.75: BM25 (Robertson and Zaragoza, 2009), in which the query side weighs
// half of idf once more. Bleve's own scorer is not used, since it takes the number
// of distinct terms for the length of a field, and has one k1 for all programs in a
// process; its postings are (bleve.go). Settings were chosen on half of the
// questions of several collections.

const (
	bm25K1 = 2.0
	bm25B  = 0.75
	// rarityPower makes rare terms weigh more.
	rarityPower = 1.5
)

// Fields of a section, in the order of their clauses.
const (
	fieldAll = iota
	fieldTitle
	fieldAsked
	fieldCount
)

var fieldNames = [fieldCount]string{"all", "title", "asked"}

// fieldBoosts weigh the fields.
var fieldBoosts = [fieldCount]float64{1, 0.4, 0.5}

// A posting is a section that holds a term, and how often in each field.
type posting struct {
	section int32
	tf      [fieldCount]uint16
}

type model struct {
	lang string
	// each calls a function for 0 to n-1, at the pace that the options say.
	each func(ctx context.Context, n int, f func(i int))
	// unhurried says that this pace leaves most of the processors to others.
	unhurried bool
	// docs are the sections, in the order of their articles' addresses; the
	// sections of an article keep theirs.
	docs []Document
	// article numbers the article of each section, first the first section
	// of each article; first has one more entry, the number of sections.
	article []int32
	first   []int32
	// collections are the titles of collections, in the order of their first
	// articles; in numbers that of each article.
	collections []string
	in          []int32
	// terms are sorted; postings[i] are those of terms[i], by section.
	terms    []string
	postings [][]posting
	// pairs are the pairs of terms of each section, sorted.
	pairs [][]pair
	// uses are the terms of each section, in the order of their first use.
	uses [][]use
	// lengths are the terms of each section and field, totals their sums.
	lengths [][fieldCount]int32
	totals  [fieldCount]int
	// words are the surface forms that can be corrected and completed to, with
	// the number of sections that hold them.
	words map[string]int
	// stems are the terms of those words that differ from them, in stemmed
	// languages.
	stems map[string]string
	// keep are the folded words that are never corrected.
	keep map[string]bool
}

// keepSet folds words as a query's are.
func keepSet(words []string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words {
		for one := range strings.FieldsSeq(w) {
			set[fold(one)] = true
		}
	}
	return set
}

func newModel(docs []Document, opt Options) *model {
	lang := opt.Lang
	m := &model{lang: lang, each: parallel.At(opt.Unhurried), unhurried: opt.Unhurried, keep: keepSet(opt.NeverCorrect), docs: slices.Clone(docs), words: map[string]int{}, stems: map[string]string{}}
	slices.SortStableFunc(m.docs, func(a, b Document) int { return strings.Compare(a.Article, b.Article) })
	for i, d := range m.docs {
		if i == 0 || d.Article != m.docs[i-1].Article {
			m.first = append(m.first, int32(i))
		}
		m.article = append(m.article, int32(len(m.first)-1))
	}
	m.first = append(m.first, int32(len(m.docs)))
	m.sortIntoCollections()
	sections := make([]analysed, len(m.docs))
	counters := make(chan *counter, runtime.GOMAXPROCS(0))
	var lexicons []*lexicon
	for range cap(counters) {
		c := newCounter(lang)
		lexicons = append(lexicons, c.lexicon)
		counters <- c
	}
	m.each(context.Background(), len(m.docs), func(i int) {
		c := <-counters
		sections[i] = c.count(m.docs[i])
		counters <- c
	})
	m.collect(sections, lexicons)
	return m
}

// sortIntoCollections numbers the collections, and those of the articles.
func (m *model) sortIntoCollections() {
	numbers := map[string]int32{}
	for _, first := range m.first[:len(m.first)-1] {
		title := m.docs[first].Collection
		n, ok := numbers[title]
		if !ok {
			n = int32(len(numbers))
			numbers[title] = n
			m.collections = append(m.collections, title)
		}
		m.in = append(m.in, n)
	}
}

// collect turns sections into postings, sorted by term and section.
func (m *model) collect(sections []analysed, lexicons []*lexicon) {
	words, renumber := merge(lexicons)
	m.each(context.Background(), len(sections), func(i int) { sections[i].number(renumber[sections[i].lexicon]) })
	m.learn(sections, words)
	m.widen(sections, words, lexicons, renumber)
	m.uses, m.pairs, m.lengths = make([][]use, len(sections)), make([][]pair, len(sections)), make([][fieldCount]int32, len(sections))
	holders, total := make([]int32, len(words)), 0
	for i, s := range sections {
		for _, u := range s.uses {
			holders[u.term]++
		}
		for f, n := range s.lengths {
			m.totals[f] += int(n)
		}
		m.uses[i], m.lengths[i] = s.uses, s.lengths
		total += len(s.uses)
	}
	room, number := make([]posting, total), make([]int32, len(words))
	for i, w := range words {
		if n := int(holders[i]); n > 0 {
			number[i] = int32(len(m.terms))
			m.terms = append(m.terms, w)
			m.postings = append(m.postings, room[:0:n])
			room = room[n:]
		}
	}
	for i, uses := range m.uses {
		for n := range uses {
			uses[n].term = number[uses[n].term]
			ps := &m.postings[uses[n].term]
			*ps = append(*ps, posting{int32(i), uses[n].tf})
		}
	}
	m.each(context.Background(), len(sections), func(i int) {
		pairs := sections[i].pairs
		for n, p := range pairs {
			pairs[n] = newPair(number[p.first()], number[p.second()])
		}
		slices.Sort(pairs)
		m.pairs[i] = slices.Compact(pairs)
	})
}

// number gives the words of a section their numbers over all sections.
func (s *analysed) number(to []int32) {
	for n := range s.uses {
		s.uses[n].term = to[s.uses[n].term]
	}
	for n, w := range s.surfaces {
		s.surfaces[n].surface, s.surfaces[n].term = to[w.surface], to[w.term]
	}
	for n, w := range s.exacts {
		s.exacts[n] = to[w]
	}
	for n, p := range s.pairs {
		s.pairs[n] = newPair(to[p.first()], to[p.second()])
	}
}

// learn remembers the words that can be corrected and completed to.
func (m *model) learn(sections []analysed, words []string) {
	counts := make([]int, len(words))
	for _, s := range sections {
		for _, w := range s.surfaces {
			counts[w.surface]++
			m.learnStem(words[w.surface], words[w.term])
		}
	}
	for i, n := range counts {
		if n > 0 {
			m.words[words[i]] = n
		}
	}
}

// learnStem remembers the term of a word. Words that fold alike may have several;
// the first in order is taken.
func (m *model) learnStem(word, term string) {
	if !stemmed(m.lang) || word == term {
		return
	}
	if old, ok := m.stems[word]; !ok || term < old {
		m.stems[word] = term
	}
}

// idf is how much a term that df of n sections hold tells.
func idf(n, df int) float64 {
	return math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5))
}

// rarity is what a term that df of n sections hold weighs.
func rarity(n, df int) float64 { return math.Pow(idf(n, df), rarityPower) }

// saturation is the weight of tf occurrences in a field of that length.
func saturation(tf, length, average float64) float64 {
	return tf * bm25K1 / (tf + bm25K1*(1-bm25B+bm25B*length/average))
}

// A scale turns counts of a term into its impact.
type scale struct{ factors, averages [fieldCount]float64 }

// newScale is that of a term that df sections of n hold in each field; totals are
// the sums of the lengths of the fields.
func newScale(n int, totals, df [fieldCount]int) scale {
	var s scale
	for f := range fieldCount {
		s.factors[f] = fieldBoosts[f] * rarity(n, df[f])
		s.averages[f] = float64(totals[f]) / float64(n)
	}
	return s
}

// impact is that of tf occurrences in a field of that length.
func (s *scale) impact(field int, tf, length float64) float64 {
	return s.factors[field] * saturation(tf, length, s.averages[field])
}

// weights are the impacts of a term, with the boosts of the articles.
func (m *model) weights(ps []posting) []weight {
	var df [fieldCount]int
	for _, p := range ps {
		for f, tf := range p.tf {
			if tf > 0 {
				df[f]++
			}
		}
	}
	scale := newScale(len(m.docs), m.totals, df)
	out := make([]weight, len(ps))
	for i, p := range ps {
		w := weight{section: p.section}
		for f, tf := range p.tf {
			if tf > 0 {
				w.impact += scale.impact(f, float64(tf), float64(m.lengths[p.section][f]))
				w.clauses++
			}
		}
		w.impact *= boostOf(m.docs[p.section])
		out[i] = w
	}
	return out
}

func boostOf(d Document) float64 { return cmp.Or(d.Boost, 1) }
