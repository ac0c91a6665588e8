package search

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// The model is the analysed form of the documents: what both carriers of the
// index are made of.
//
// A section has three fields: all (title, heading, description, keywords,
// asked and body), title (title and heading) and asked (keywords and asked).
// The score of a section is
//
//	coord × Σ over terms and fields of  boost × idf² × √tf × k1 / (√tf + k1 × (1 - b + b × length / average))
//
// with idf = ln(1 + (N - df + 0.5) / (df + 0.5)), k1 = 1.2, b = 0.75 and coord
// the number of pairs of term and field that matched over the number asked
// for. That is what Bleve 2.6 computes for a disjunction of term queries with
// its BM25, given true average lengths: BM25 (Robertson and Zaragoza, 2009)
// with a damped term frequency and the query side weighted by idf.
//
// To that comes, for each two terms that stand next to each other in the query and
// in the section, what a twentieth of the rarest term would weigh (pairs.go).

const (
	bm25K1 = 1.2
	bm25B  = 0.75
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
var fieldBoosts = [fieldCount]float64{1, 0.5, 0.5}

// A posting is a section that holds a term, and how often in each field.
type posting struct {
	section int32
	tf      [fieldCount]uint16
}

type model struct {
	lang string
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
		set[fold(strings.TrimSpace(w))] = true
	}
	return set
}

func newModel(docs []Document, opt Options) *model {
	lang := opt.Lang
	m := &model{lang: lang, keep: keepSet(opt.NeverCorrect), docs: slices.Clone(docs), words: map[string]int{}, stems: map[string]string{}}
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
	inParallel(len(m.docs), func(i int) {
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

// inParallel calls f for 0 to n-1 on all processors.
func inParallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

// collect turns sections into postings, sorted by term and section.
func (m *model) collect(sections []analysed, lexicons []*lexicon) {
	words, renumber := merge(lexicons)
	m.uses, m.pairs, m.lengths = make([][]use, len(sections)), make([][]pair, len(sections)), make([][fieldCount]int32, len(sections))
	holders, surfaces, total := make([]int32, len(words)), make([]int, len(words)), 0
	for i, s := range sections {
		to := renumber[s.lexicon]
		for n := range s.uses {
			s.uses[n].term = to[s.uses[n].term]
			holders[s.uses[n].term]++
		}
		for _, w := range s.surfaces {
			surfaces[to[w[0]]]++
			m.learnStem(words[to[w[0]]], words[to[w[1]]])
		}
		for f, n := range s.lengths {
			m.totals[f] += int(n)
		}
		m.uses[i], m.lengths[i] = s.uses, s.lengths
		total += len(s.uses)
	}
	room, number := make([]posting, total), make([]int32, len(words))
	for i, w := range words {
		if surfaces[i] > 0 {
			m.words[w] = surfaces[i]
		}
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
	inParallel(len(sections), func(i int) {
		to, pairs := renumber[sections[i].lexicon], sections[i].pairs
		for n, p := range pairs {
			pairs[n] = newPair(number[to[p.first()]], number[to[p.second()]])
		}
		slices.Sort(pairs)
		m.pairs[i] = slices.Compact(pairs)
	})
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

// saturation is the weight of tf occurrences in a field of that length.
func saturation(tf, length, average float64) float64 {
	root := math.Sqrt(tf)
	return root * bm25K1 / (root + bm25K1*(1-bm25B+bm25B*length/average))
}

// average is the mean length of a field, rounded up as Bleve does.
func (m *model) average(field int) float64 {
	if len(m.docs) == 0 {
		return 0
	}
	return math.Ceil(float64(m.totals[field]) / float64(len(m.docs)))
}

// A weight is what a term adds to a section's sum, and to how many clauses.
type weight struct {
	section int32
	impact  float64
	clauses int
}

// weights are the impacts of a term, before coord, with the boosts of the
// articles.
func (m *model) weights(ps []posting) []weight {
	var df [fieldCount]int
	for _, p := range ps {
		for f, tf := range p.tf {
			if tf > 0 {
				df[f]++
			}
		}
	}
	var factor, average [fieldCount]float64
	for f := range fieldCount {
		i := idf(len(m.docs), df[f])
		factor[f], average[f] = fieldBoosts[f]*i*i, m.average(f)
	}
	out := make([]weight, len(ps))
	for i, p := range ps {
		w := weight{section: p.section}
		for f, tf := range p.tf {
			if tf > 0 {
				w.impact += factor[f] * saturation(float64(tf), float64(m.lengths[p.section][f]), average[f])
				w.clauses++
			}
		}
		w.impact *= boostOf(m.docs[p.section])
		out[i] = w
	}
	return out
}

func boostOf(d Document) float64 { return cmp.Or(d.Boost, 1) }
