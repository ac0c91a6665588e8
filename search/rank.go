package search

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// How sections are ranked, the same for both carriers.
//
// The score of a section is
//
//	boost × Σ weight × impact × share^0.75 + closeness
//
// where impact (see impactOf) tells how much a term says about the section, weight
// how much the word says about the question (spell.go), and share is the part of
// all pairs of term and field, weighed alike, that the section holds. Closeness
// comes for each two terms that stand next to each other in the query and in the
// section (pairs.go). The best section speaks for its article.

const (
	// sharePower damps how much a section loses for the terms that it lacks.
	sharePower = 0.75
	// alsoWeight is that of a word that begins with the last word of a query.
	alsoWeight = 0.4
)

// A carrier is an index in one of its two forms.
type carrier interface {
	dictionary
	// sections counts the sections, and article numbers the article of one;
	// those of an article follow each other.
	sections() int
	article(section int32) int32
	// filter tells the articles of the collection with a title from others.
	filter(title string) (func(article int32) bool, error)
	// held returns those of some pairs of terms that stand next to each other in
	// a section.
	held(section int32, pairs [][2]string) ([][2]string, error)
	// hit makes the hit of a section.
	hit(ctx context.Context, r ranked, terms []string) (Hit, error)
	// passage quotes what of a section answers a query; nil if nothing does.
	passage(ctx context.Context, r ranked, terms []string) (*Answer, error)
	// shares tells what each field adds to the impact of a term on a section.
	shares(ctx context.Context, term string, section int32) ([]TermScore, error)
}

// A weight is what a term adds to a section's sum, and to how many of its fields.
type weight struct {
	section int32
	clauses int32
	impact  float64
}

// A ranked section is the best of its article.
type ranked struct {
	section int32
	score   float64
}

func compareRanked(a, b ranked) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.section, b.section))
}

// rank returns the best sections for a query, best first, ties in the order of
// sections, with an article at most once; and the score that Results.Best speaks of.
func rank(ctx context.Context, c carrier, q parsedQuery, limit int) ([]ranked, float64, error) {
	n := c.sections()
	scores, best, err := sums(ctx, c, q)
	if err != nil || n == 0 {
		return nil, 0, err
	}
	if q.collection != "" {
		if err := keep(c, scores, q.collection); err != nil {
			return nil, 0, err
		}
	}
	// Closeness can only lift a section, so those that it cannot lift among the
	// first are not looked at.
	most := float64(len(q.pairs)) * closeness(n)
	least := nthBest(c, scores, limit) - most
	var out []ranked
	for s, score := range scores {
		if score == 0 || score < least {
			continue
		}
		held, err := c.held(int32(s), q.pairs)
		if err != nil {
			return nil, 0, err
		}
		r := ranked{int32(s), even(score + float64(len(held))*closeness(n))}
		if last := len(out) - 1; last >= 0 && c.article(out[last].section) == c.article(r.section) {
			if compareRanked(r, out[last]) < 0 {
				out[last] = r
			}
			continue
		}
		out = append(out, r)
	}
	slices.SortFunc(out, compareRanked)
	return out[:min(limit, len(out))], best, ctx.Err()
}

// keep takes the scores away of what is not in a collection.
func keep(c carrier, scores []float64, collection string) error {
	inside, err := c.filter(collection)
	if err != nil {
		return err
	}
	for s := range scores {
		if !inside(c.article(int32(s))) {
			scores[s] = 0
		}
	}
	return nil
}

// sums returns the score of each section, without closeness.
func sums(ctx context.Context, c carrier, q parsedQuery) (scores []float64, best float64, err error) {
	n := c.sections()
	scores, clauses := make([]float64, n), make([]float64, n)
	all := 0.0
	for _, t := range q.terms {
		ws, err := c.weights(ctx, t.term)
		if err != nil {
			return nil, 0, err
		}
		all += fieldCount * t.weight
		best += t.weight * rarity(n, len(ws)) * saturation(1, 1, 1)
		if len(t.also) > 0 {
			if ws, err = withAlso(ctx, c, ws, t.also); err != nil {
				return nil, 0, err
			}
		}
		for _, w := range ws {
			scores[w.section] += t.weight * w.impact
			clauses[w.section] += t.weight * float64(w.clauses)
		}
	}
	for s, score := range scores {
		if score > 0 {
			scores[s] = even(score * math.Pow(clauses[s]/all, sharePower))
		}
	}
	return scores, best * math.Pow(1.0/fieldCount, sharePower), ctx.Err()
}

// even makes scores equal that differ by how processors round.
func even(score float64) float64 { return math.Round(score*1e6) / 1e6 }

// withAlso adds sections that hold not a term, but others that begin alike: the
// heaviest of them counts, less than the term itself would.
func withAlso(ctx context.Context, c carrier, ws []weight, also []string) ([]weight, error) {
	held := make(map[int32]int, len(ws))
	for _, w := range ws {
		held[w.section] = -1
	}
	out := slices.Clone(ws)
	for _, term := range also {
		others, err := c.weights(ctx, term)
		if err != nil {
			return nil, err
		}
		for _, w := range others {
			w.impact, w.clauses = alsoWeight*w.impact, 1
			at, ok := held[w.section]
			switch {
			case !ok:
				held[w.section] = len(out)
				out = append(out, w)
			case at >= 0 && w.impact > out[at].impact:
				out[at] = w
			}
		}
	}
	return out, nil
}

// nthBest returns the score of the nth best article, 0 if there are fewer.
func nthBest(c carrier, scores []float64, n int) float64 {
	var tops []float64 // ascending, n at most
	for s := 0; s < len(scores); {
		article, best := c.article(int32(s)), 0.0
		for ; s < len(scores) && c.article(int32(s)) == article; s++ {
			best = max(best, scores[s])
		}
		if best == 0 || len(tops) == n && best <= tops[0] {
			continue
		}
		at, _ := slices.BinarySearch(tops, best)
		tops = slices.Insert(tops, at, best)
		if len(tops) > n {
			tops = tops[1:]
		}
	}
	if len(tops) < n {
		return 0
	}
	return tops[0]
}

// together tells for each of some terms how well it goes with others: the sum, over
// the sections that hold it, of the rarity of the others there.
func together(ctx context.Context, d dictionary, terms, others []string) ([]float64, error) {
	around := map[int32]float64{}
	for _, t := range others {
		ws, err := d.weights(ctx, t)
		if err != nil {
			return nil, err
		}
		for _, w := range ws {
			around[w.section] += rarity(d.sections(), len(ws))
		}
	}
	out := make([]float64, len(terms))
	for n, t := range terms {
		ws, err := d.weights(ctx, t)
		if err != nil {
			return nil, err
		}
		for _, w := range ws {
			out[n] += around[w.section]
		}
	}
	return out, nil
}

// explain tells the share of each term, and of terms that stand next to each
// other, of a section's score.
func explain(ctx context.Context, c carrier, r ranked, q parsedQuery) ([]TermScore, error) {
	var out []TermScore
	sum := 0.0
	add := func(term string, weight float64) (bool, error) {
		shares, err := c.shares(ctx, term, r.section)
		for _, s := range shares {
			s.Term, s.Score = term, s.Score*weight
			out = append(out, s)
			sum += s.Score
		}
		return len(shares) > 0, err
	}
	for _, t := range q.terms {
		found, err := add(t.term, t.weight)
		if err == nil && !found {
			err = addAlso(ctx, c, r.section, t, add)
		}
		if err != nil {
			return nil, err
		}
	}
	held, err := c.held(r.section, q.pairs)
	if err != nil {
		return nil, err
	}
	near := closeness(c.sections())
	rest := r.score - float64(len(held))*near
	for i := range out {
		out[i].Score *= rest / sum
	}
	for _, p := range held {
		out = append(out, TermScore{Term: p[0] + " " + p[1], Field: "pairs", Score: near})
	}
	return out, nil
}

// addAlso adds the heaviest of the terms that begin alike.
func addAlso(ctx context.Context, c carrier, section int32, t queryTerm, add func(string, float64) (bool, error)) error {
	heaviest, most := "", 0.0
	for _, term := range t.also {
		ws, err := c.weights(ctx, term)
		if err != nil {
			return err
		}
		for _, w := range ws {
			if w.section == section && w.impact > most {
				heaviest, most = term, w.impact
			}
		}
	}
	if heaviest == "" {
		return nil
	}
	_, err := add(heaviest, t.weight*alsoWeight)
	return err
}

// A remembering carrier remembers the weights of terms for the time of one query.
type remembering struct {
	carrier
	known map[string][]weight
}

func (r remembering) weights(ctx context.Context, term string) ([]weight, error) {
	if ws, ok := r.known[term]; ok {
		return ws, nil
	}
	ws, err := r.carrier.weights(ctx, term)
	if err == nil {
		r.known[term] = ws
	}
	return ws, err
}
