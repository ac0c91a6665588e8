package coverage

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// A scorer adds to a row how well each article answers a group, from 0, not at all, to
// about 1. It is called from several goroutines at once, each with a row of its own.
type scorer func(group []string, row []float64)

// What the scorers weigh. They were chosen on CLINC150, HWU64, NatCS-insurance and on
// real questions with real answers, by word models that had not seen the set;
// docs/figures-gaps.md has the table of each scorer alone.
const (
	passageWeight = 1
	termsWeight   = 0.2
	titleWeight   = 0.2
	searchWeight  = 0.2
)

// fewTexts is how many texts count half. What occurs in one text only is no feature, so
// that a handful of texts look alike by the few words that they share.
const fewTexts = 4

// fitsOf adds up what the scorers give to each article for each group; it leaves off when
// ctx ends.
func fitsOf(ctx context.Context, groups [][]string, articles int, all []scorer) [][]float64 {
	out := make([][]float64, len(groups))
	parallel.Each(ctx, len(groups), func(g int) {
		out[g] = make([]float64, articles)
		for _, s := range all {
			s(groups[g], out[g])
		}
	})
	return out
}

// rarities tell how rare features are in texts.
type rarities struct {
	features func(string) []string
	texts    int
	df       map[string]int
}

func newRarities(ctx context.Context, features func(string) []string, texts []string) *rarities {
	r := &rarities{features: features, texts: len(texts), df: map[string]int{}}
	var mu sync.Mutex
	parallel.Spans(ctx, len(texts), func(from, to int) {
		df := map[string]int{}
		for _, t := range texts[from:to] {
			for _, f := range different(features(t)) {
				df[f]++
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for f, n := range df {
			r.df[f] += n
		}
	})
	return r
}

func (r *rarities) idf(feature string) float64 {
	n := float64(r.df[feature])
	return math.Log(1 + (float64(r.texts)-n+0.5)/(n+0.5))
}

func different(fs []string) []string {
	fs = slices.Clone(fs)
	slices.Sort(fs)
	return slices.Compact(fs)
}

// titleHeld is the share of a group's members that has to hold a word for the group
// to be about it.
const titleHeld = 0.3

// titles gives a scorer: the share of a title's words, by rarity, that the group is
// about. A passage may say "card" by the way; a title names what the article is about.
func titles(names []string, r *rarities, weight float64) scorer {
	stems := make([][]string, len(names))
	for i, name := range names {
		stems[i] = different(r.features(name))
	}
	return func(group []string, row []float64) {
		held := map[string]float64{}
		for _, q := range group {
			for _, w := range different(r.features(q)) {
				held[w] += 1 / float64(len(group))
			}
		}
		for a, title := range stems {
			all, both := 0.0, 0.0
			for _, w := range title {
				idf := r.idf(w)
				all += idf
				both += idf * min(1, held[w]/titleHeld)
			}
			if all > 0 {
				row[a] += weight * both / all
			}
		}
	}
}

// scorers makes all scorers for groups and the library's articles.
func (l *Library) scorers(ctx context.Context, groups [][]string, spaces Spaces) ([]scorer, error) {
	questions := slices.Concat(groups...)
	passages, lines, names := l.passages(), l.lines(), make([]string, len(l.order))
	for i, a := range l.order {
		names[i] = l.articles[a].Title
	}
	rare := newRarities(ctx, words.Content, slices.Concat(questions, slices.Concat(passages...)))
	byTerms := terms(ctx, lines, rare, termsWeight)
	passages = promising(ctx, groups, passages, byTerms)
	near, err := spaces.of(different(slices.Concat(questions, slices.Concat(passages...))))
	if err != nil {
		return nil, err
	}
	weight := passageWeight * float64(len(near)) / float64(len(near)+fewTexts)
	return []scorer{near.nearest(passages, weight), byTerms, titles(names, rare, titleWeight)}, nil
}

// To place a passage costs far more than to look up its words. Of a help center of more than
// manyPassages only the articles are placed whose words come nearest to some group's: at
// least placedArticles for each, and as many as have placedPassages, so that what is usual of
// articles shows.
const (
	manyPassages   = 2000
	placedPassages = 400
	placedArticles = 10
)

// promising leaves the passages of the articles that are to be placed; the others have none.
func promising(ctx context.Context, groups [][]string, passages [][]string, byTerms scorer) [][]string {
	n := 0
	for _, texts := range passages {
		n += len(texts)
	}
	if n <= manyPassages {
		return passages
	}
	best := make([][]int, len(groups))
	fits := fitsOf(ctx, groups, len(passages), []scorer{byTerms})
	if ctx.Err() != nil {
		return passages
	}
	for g, row := range fits {
		best[g] = make([]int, len(row))
		for a := range row {
			best[g][a] = a
		}
		slices.SortStableFunc(best[g], func(a, b int) int { return cmp.Compare(row[b], row[a]) })
	}
	out := make([][]string, len(passages))
	n = 0
	for place := 0; place < len(passages) && (place < placedArticles || n < placedPassages); place++ {
		for _, order := range best {
			if a := order[place]; out[a] == nil {
				out[a] = passages[a]
				n += len(passages[a])
			}
		}
	}
	return out
}
