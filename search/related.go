package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
)

// relatedTerms is how many of an article's most telling terms stand for it.
const relatedTerms = 16

// vectors are the articles as unit vectors of their most telling terms, with
// the articles that share a term.
type vectors struct {
	address map[string]int
	of      [][]component
	holders map[int32][]component // term -> article and weight
}

// A component is a term of an article, or an article of a term, with the weight
// that it has there.
type component struct {
	number int32
	weight float64
}

// Related returns the addresses of at most limit articles that are most like the
// article at that address, the likest first; ties in the order of addresses. An
// index that was opened from disk knows of none. Articles are compared by the
// cosine of their 16 most telling terms, weighed by (1 + ln tf) × idf.
func (ix *Index) Related(article string, limit int) []string {
	if ix.model == nil {
		return nil
	}
	v := ix.relate()
	a, ok := v.address[article]
	if !ok {
		return nil
	}
	likeness := map[int32]float64{}
	for _, t := range v.of[a] {
		for _, other := range v.holders[t.number] {
			if int(other.number) != a {
				likeness[other.number] += t.weight * other.weight
			}
		}
	}
	found := make([]component, 0, len(likeness))
	for n, w := range likeness {
		found = append(found, component{n, w})
	}
	slices.SortFunc(found, func(x, y component) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.number, y.number))
	})
	var out []string
	for _, f := range found[:min(limit, len(found))] {
		out = append(out, ix.model.docs[ix.model.first[f.number]].Article)
	}
	return out
}

// relate makes the vectors when they are first asked for.
func (ix *Index) relate() *vectors {
	ix.relatedOnce.Do(func() { ix.vectors = ix.model.vectors() })
	return ix.vectors
}

func (m *model) vectors() *vectors {
	articles := len(m.first) - 1
	v := &vectors{address: map[string]int{}, of: make([][]component, articles), holders: map[int32][]component{}}
	for a := range articles {
		v.address[m.docs[m.first[a]].Article] = a
	}
	for t, ps := range m.postings {
		m.articleWeights(int32(t), ps, articles, v)
	}
	m.each(context.Background(), articles, func(a int) { v.of[a] = m.telling(v.of[a]) })
	for a, terms := range v.of {
		for _, t := range terms {
			v.holders[t.number] = append(v.holders[t.number], component{int32(a), t.weight})
		}
	}
	return v
}

// articleWeights adds a term to the vectors of the articles that hold it. Terms
// in one article only make no two articles alike, nor do those in most.
func (m *model) articleWeights(term int32, ps []posting, articles int, v *vectors) {
	var holders []component
	for _, p := range ps {
		a := m.article[p.section]
		tf := float64(p.tf[fieldAll]) + 2*float64(p.tf[fieldTitle])
		if n := len(holders); n > 0 && holders[n-1].number == a {
			holders[n-1].weight += tf
		} else {
			holders = append(holders, component{a, tf})
		}
	}
	if len(holders) < 2 || len(holders) > max(10, articles/4) {
		return
	}
	rarity := math.Log(float64(articles) / float64(len(holders)))
	for _, h := range holders {
		v.of[h.number] = append(v.of[h.number], component{term, (1 + math.Log(h.weight)) * rarity})
	}
}

// telling keeps the heaviest terms of a vector, of length 1.
func (m *model) telling(terms []component) []component {
	slices.SortFunc(terms, func(a, b component) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(m.terms[a.number], m.terms[b.number]))
	})
	terms = slices.Clip(slices.Clone(terms[:min(relatedTerms, len(terms))]))
	var squares float64
	for _, t := range terms {
		squares += t.weight * t.weight
	}
	for i := range terms {
		terms[i].weight /= math.Sqrt(squares)
	}
	return terms
}
