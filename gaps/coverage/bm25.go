package coverage

import (
	"math"
	"slices"
)

// BM25's usual constants: how soon a repeated feature says nothing new, and how
// much a long passage is held back.
const (
	repeats = 1.2
	length  = 0.6
)

// A bm25 scores passages by the features that they share with a question, as a
// share of what the question could reach at best: a question of rare words is
// then no harder to answer than one of common words. An article is its best
// passage.
type bm25 struct {
	features func(string) []string
	texts    int
	df       map[string]int
}

// newBM25 learns from the corpus which features are rare.
func newBM25(features func(string) []string, corpus ...[]string) *bm25 {
	b := &bm25{features: features, df: map[string]int{}}
	for _, texts := range corpus {
		for _, t := range texts {
			b.texts++
			for _, f := range different(features(t)) {
				b.df[f]++
			}
		}
	}
	return b
}

func different(fs []string) []string {
	fs = slices.Clone(fs)
	slices.Sort(fs)
	return slices.Compact(fs)
}

func (b *bm25) idf(feature string) float64 {
	n := float64(b.df[feature])
	return math.Log(1 + (float64(b.texts)-n+0.5)/(n+0.5))
}

type posting struct {
	passage int
	weight  float64
}

func (b *bm25) against(articles [][]string) func([]string, []float64) {
	var of []int
	var counts []map[string]int
	var sizes []float64
	mean := 0.0
	for a, passages := range articles {
		for _, p := range passages {
			count := map[string]int{}
			size := 0.0
			for _, f := range b.features(p) {
				count[f]++
				size++
			}
			of, counts, sizes = append(of, a), append(counts, count), append(sizes, size)
			mean += size
		}
	}
	mean /= math.Max(1, float64(len(of)))
	index := map[string][]posting{}
	for p, count := range counts {
		for f, n := range count {
			n := float64(n)
			w := n * (repeats + 1) / (n + repeats*(1-length+length*sizes[p]/math.Max(mean, 1)))
			index[f] = append(index[f], posting{p, b.idf(f) * w})
		}
	}
	return func(group []string, row []float64) {
		scores := make([]float64, len(of))
		for _, question := range group {
			clear(scores)
			best := b.score(question, index, scores)
			top := make([]float64, len(row))
			for p, s := range scores {
				top[of[p]] = math.Max(top[of[p]], s/math.Max(best, 1e-9))
			}
			for a, s := range top {
				row[a] += s / float64(len(group))
			}
		}
	}
}

// score adds up the postings of a question, and gives what a passage of usual
// length with all of its features would get.
func (b *bm25) score(question string, index map[string][]posting, scores []float64) (best float64) {
	for _, f := range different(b.features(question)) {
		best += b.idf(f) * (repeats + 1) / (1 + repeats*(1-length))
		for _, p := range index[f] {
			scores[p.passage] += p.weight
		}
	}
	return best
}
