package coverage

import (
	"context"
	"math"
	"slices"

	"signpost/internal/parallel"
)

// BM25's usual constants: how soon a repeated feature says nothing new, and how
// much a long passage is held back.
const (
	repeats = 1.2
	length  = 0.6
)

// An index holds what the features of articles' parts say.
type index struct {
	*rarities
	articles int
	// of is the article of each part.
	of       []int
	postings map[string][]posting
}

type posting struct {
	part   int
	weight float64
}

func newIndex(ctx context.Context, articles [][]string, r *rarities) *index {
	x := &index{rarities: r, articles: len(articles), postings: map[string][]posting{}}
	for a, parts := range articles {
		x.of = append(x.of, slices.Repeat([]int{a}, len(parts))...)
	}
	parts := slices.Concat(articles...)
	counts, sizes := make([]map[string]int, len(parts)), make([]float64, len(parts))
	parallel.Spans(ctx, len(parts), func(from, to int) {
		for p := from; p < to; p++ {
			fs := r.features(parts[p])
			sizes[p], counts[p] = float64(len(fs)), map[string]int{}
			for _, f := range fs {
				counts[p][f]++
			}
		}
	})
	mean := 0.0
	for _, size := range sizes {
		mean += size
	}
	mean /= math.Max(1, float64(len(x.of)))
	for p, count := range counts {
		for f, n := range count {
			n := float64(n)
			w := n * (repeats + 1) / (n + repeats*(1-length+length*sizes[p]/math.Max(mean, 1)))
			x.postings[f] = append(x.postings[f], posting{p, r.idf(f) * w})
		}
	}
	return x
}

// terms gives a scorer by BM25: the mean over a group's questions of what the best of
// an article's parts gets, as a share of what the question could reach at best. A
// question of rare words is then no harder to answer than one of common words.
func terms(ctx context.Context, articles [][]string, r *rarities, weight float64) scorer {
	x := newIndex(ctx, articles, r)
	return func(group []string, row []float64) {
		scores, top := make([]float64, len(x.of)), make([]float64, x.articles)
		for _, question := range group {
			clear(scores)
			clear(top)
			best := x.score(question, scores)
			for p, s := range scores {
				top[x.of[p]] = math.Max(top[x.of[p]], s)
			}
			for a, s := range top {
				row[a] += weight * s / math.Max(best, 1e-9) / float64(len(group))
			}
		}
	}
}

// score adds up the postings of a question, and gives what a part of usual length with
// all of its features would get.
func (x *index) score(question string, scores []float64) (best float64) {
	for _, f := range different(x.features(question)) {
		best += x.idf(f) * (repeats + 1) / (1 + repeats*(1-length))
		for _, p := range x.postings[f] {
			scores[p.part] += p.weight
		}
	}
	return best
}
