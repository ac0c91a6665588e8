package search

import (
	"cmp"
	"maps"
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
	// terms are sorted; postings[i] are those of terms[i], by section.
	terms    []string
	postings [][]posting
	// lengths are the terms of each section and field, totals their sums.
	lengths [][fieldCount]int32
	totals  [fieldCount]int
	// texts are the terms of each section and field, joined by spaces, as Bleve
	// is fed with them.
	texts [][fieldCount]string
	// words are the surface forms that can be corrected and completed to, with
	// the number of sections that hold them.
	words map[string]int
}

// analysed is one section in the form that the model is built from.
type analysed struct {
	terms   map[string][fieldCount]uint16
	words   map[string]bool
	lengths [fieldCount]int32
	texts   [fieldCount]strings.Builder
}

func newModel(docs []Document, lang string) *model {
	m := &model{lang: lang, docs: slices.Clone(docs), words: map[string]int{}}
	slices.SortStableFunc(m.docs, func(a, b Document) int { return strings.Compare(a.Article, b.Article) })
	for i, d := range m.docs {
		if i == 0 || d.Article != m.docs[i-1].Article {
			m.first = append(m.first, int32(i))
		}
		m.article = append(m.article, int32(len(m.first)-1))
	}
	m.first = append(m.first, int32(len(m.docs)))
	sections := make([]analysed, len(m.docs))
	inParallel(len(m.docs), func(i int) { sections[i].analyse(m.docs[i], lang) })
	m.collect(sections)
	return m
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

func (s *analysed) analyse(d Document, lang string) {
	s.terms, s.words = map[string][fieldCount]uint16{}, map[string]bool{}
	s.add(lang, d.Title, fieldAll, fieldTitle)
	s.add(lang, d.Heading, fieldAll, fieldTitle)
	s.add(lang, d.Description, fieldAll)
	for _, k := range d.Keywords {
		s.add(lang, k, fieldAll, fieldAsked)
	}
	for _, k := range d.Asked {
		s.add(lang, k, fieldAll, fieldAsked)
	}
	s.add(lang, d.Body, fieldAll)
}

func (s *analysed) add(lang, text string, fields ...int) {
	for _, w := range analyze(lang, text) {
		tf := s.terms[w.Term]
		for _, f := range fields {
			if tf[f] < math.MaxUint16 {
				tf[f]++
			}
			s.lengths[f]++
			s.texts[f].WriteString(w.Term)
			s.texts[f].WriteByte(' ')
		}
		s.terms[w.Term] = tf
		if w.Plain && len(w.Surface) > 2 {
			s.words[w.Surface] = true
		}
	}
}

// collect turns sections into postings, sorted by term and section.
func (m *model) collect(sections []analysed) {
	number := map[string]int{}
	m.lengths, m.texts = make([][fieldCount]int32, len(sections)), make([][fieldCount]string, len(sections))
	for i := range sections {
		s := &sections[i]
		m.lengths[i] = s.lengths
		for f := range fieldCount {
			m.texts[i][f] = s.texts[f].String()
		}
		for f, n := range s.lengths {
			m.totals[f] += int(n)
		}
		for w := range s.words {
			m.words[w]++
		}
		for t, tf := range s.terms {
			n, ok := number[t]
			if !ok {
				n = len(m.postings)
				number[t] = n
				m.postings = append(m.postings, nil)
			}
			m.postings[n] = append(m.postings[n], posting{int32(i), tf})
		}
		sections[i] = analysed{} // half of all memory by now
	}
	m.terms = slices.Sorted(maps.Keys(number))
	sorted := make([][]posting, len(m.terms))
	for i, t := range m.terms {
		sorted[i] = m.postings[number[t]]
	}
	m.postings = sorted
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
