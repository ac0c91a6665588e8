package search

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"sync"
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

// alsoWeight is that of a word that begins with the last word of a query.
const alsoWeight = 0.4

// damped is a share^0.75, which damps how much a section loses for the terms that it
// lacks. It is asked for every section, and roots are quicker than a power.
func damped(share float64) float64 { return math.Sqrt(share * math.Sqrt(share)) }

// A carrier is an index in one of its two forms.
type carrier interface {
	dictionary
	// sections counts the sections, and articleNumbers number the article of each; those of
	// an article follow each other.
	sections() int
	articleNumbers() []int32
	// filter tells the articles of the collection with a title from others.
	filter(title string) (func(article int32) bool, error)
	// held reports whether two terms stand next to each other in a section that holds
	// both.
	held(section int32, pair [2]string) (bool, error)
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
	found, best, err := sums(ctx, c, q)
	if err != nil || len(found) == 0 {
		return nil, 0, err
	}
	defer free.Put(&found)
	if q.collection != "" {
		if err := keep(c, found, q.collection); err != nil {
			return nil, 0, err
		}
	}
	// Closeness can only lift a section, so those that it cannot lift among the first
	// are not looked at: the first without it tell how far it has to lift the others.
	l := newLift(c, q)
	out, err := l.all(found, nthBest(c.articleNumbers(), found, limit), 0)
	if err != nil {
		return nil, 0, err
	}
	if len(out) >= limit && len(q.pairs) > 0 {
		out, err = l.all(found, 0, out[limit-1].score-1/evenness)
	}
	return out[:min(limit, len(out))], best, errors.Join(err, ctx.Err())
}

// A lift adds closeness to scores.
type lift struct {
	carrier carrier
	near    float64 // closeness of one pair
	pairs   [][2]string
	// terms are for each pair the bits of its terms, 0 where one has none.
	terms []uint64
}

func newLift(c carrier, q parsedQuery) *lift {
	l := &lift{carrier: c, near: closeness(c.sections()), pairs: q.pairs}
	for _, p := range q.pairs {
		first, second := bit(q.place(p[0])), bit(q.place(p[1]))
		if first == 0 || second == 0 {
			l.terms = append(l.terms, 0)
			continue
		}
		l.terms = append(l.terms, first|second)
	}
	return l
}

// most is how much closeness can add to a section at most.
func (l *lift) most(s sum) float64 {
	n := 0
	for _, both := range l.terms {
		if s.holds&both == both {
			n++
		}
	}
	return float64(n) * l.near
}

// held calls found for the pairs that stand next to each other in a section, which
// holds the terms of these bits.
func (l *lift) held(section int32, holds uint64, found func(pair [2]string)) error {
	for n, both := range l.terms {
		if holds&both != both {
			continue
		}
		held, err := l.carrier.held(section, l.pairs[n])
		if err != nil {
			return err
		}
		if held {
			found(l.pairs[n])
		}
	}
	return nil
}

// all adds closeness to the scores that are first at least, and those that closeness
// can lift to least, and returns the best section of each article, best first.
func (l *lift) all(found []sum, first, least float64) ([]ranked, error) {
	var out []ranked
	articles := l.carrier.articleNumbers()
	first = max(first, least-float64(len(l.pairs))*l.near-1/evenness) // most sections are passed over by this
	for i, s := range found {
		if s.score == 0 || s.score < first || s.score+l.most(s) < least {
			continue
		}
		r := ranked{int32(i), s.score}
		if err := l.held(r.section, s.holds, func([2]string) { r.score += l.near }); err != nil {
			return nil, err
		}
		r.score = even(r.score)
		if last := len(out) - 1; last >= 0 && articles[out[last].section] == articles[r.section] {
			if compareRanked(r, out[last]) < 0 {
				out[last] = r
			}
			continue
		}
		out = append(out, r)
	}
	slices.SortFunc(out, compareRanked)
	return out, nil
}

// keep takes the scores away of what is not in a collection.
func keep(c carrier, found []sum, collection string) error {
	inside, err := c.filter(collection)
	if err != nil {
		return err
	}
	for s, article := range c.articleNumbers() {
		if !inside(article) {
			found[s].score = 0
		}
	}
	return nil
}

// A sum is what the terms of a query make of a section: its score, without closeness,
// and the bits of the terms that it holds.
type sum struct {
	score, clauses float64
	holds          uint64
}

// bit is that of a term by its place in the query, 0 for terms beyond the 64th.
func bit(place int) uint64 { return 1 << place }

// free keeps the sums of queries that are answered, which have room for every section.
var free sync.Pool

// room is memory for the sums of n sections, all zero.
func room(n int) []sum {
	if old, ok := free.Get().(*[]sum); ok && cap(*old) >= n {
		found := (*old)[:n]
		clear(found)
		return found
	}
	return make([]sum, n)
}

// sums returns what each section has of the terms.
func sums(ctx context.Context, c carrier, q parsedQuery) (found []sum, best float64, err error) {
	n := c.sections()
	found = room(n)
	all := 0.0
	for i, t := range q.terms {
		ws, err := c.weights(ctx, t.term)
		if err != nil {
			return nil, 0, err
		}
		all += fieldCount * t.weight
		best += t.weight * rarity(n, len(ws)) * saturation(1, 1, 1)
		for _, w := range ws {
			found[w.section].holds |= bit(i)
		}
		for _, w := range ws {
			at := &found[w.section]
			at.score += t.weight * w.impact
			at.clauses += t.weight * float64(w.clauses)
		}
		if len(t.also) > 0 {
			if err := addAlsos(ctx, c, found, t, ws); err != nil {
				return nil, 0, err
			}
		}
	}
	for s, f := range found {
		if f.score > 0 {
			found[s].score = even(f.score * damped(f.clauses/all))
		}
	}
	return found, best * damped(1.0/fieldCount), ctx.Err()
}

// even makes scores equal that differ by how processors round.
func even(score float64) float64 { return math.Round(score*evenness) / evenness }

// evenness is how fine scores are told apart, in steps of 1.
const evenness = 1e6

// freeImpacts keeps room for an impact on each section, all 0.
var freeImpacts sync.Pool

// addAlsos adds to the sums of sections that hold not a term, but others that begin
// alike: the heaviest of them counts, less than the term itself would. The term's own
// sections are ws.
func addAlsos(ctx context.Context, c carrier, found []sum, t queryTerm, ws []weight) error {
	impacts, ok := freeImpacts.Get().(*[]float64)
	if !ok || cap(*impacts) < len(found) {
		fresh := make([]float64, len(found))
		impacts = &fresh
	}
	room := (*impacts)[:len(found)]
	var touched []int32
	defer func() {
		for _, w := range ws {
			room[w.section] = 0
		}
		for _, section := range touched {
			room[section] = 0
		}
		freeImpacts.Put(impacts)
	}()
	for _, w := range ws {
		room[w.section] = math.Inf(1) // nothing is heavier
	}
	for _, term := range t.also {
		others, err := c.weights(ctx, term)
		if err != nil {
			return err
		}
		for _, w := range others {
			impact := &room[w.section]
			if *impact == 0 {
				touched = append(touched, w.section)
			}
			*impact = max(*impact, alsoWeight*w.impact)
		}
	}
	for _, section := range touched {
		found[section].score += t.weight * room[section]
		found[section].clauses += t.weight
	}
	return nil
}

// nthBest returns the score of the nth best article, 0 if there are fewer.
func nthBest(articles []int32, found []sum, n int) float64 {
	var tops []float64 // ascending, n at most
	for s := 0; s < len(found); {
		article, best := articles[s], 0.0
		for ; s < len(found) && articles[s] == article; s++ {
			best = max(best, found[s].score)
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
	holds := uint64(0)
	for i, t := range q.terms {
		found, err := add(t.term, t.weight)
		if found {
			holds |= bit(i)
		}
		if err == nil && !found {
			err = addAlso(ctx, c, r.section, t, add)
		}
		if err != nil {
			return nil, err
		}
	}
	l, rest := newLift(c, q), r.score
	var pairs []TermScore
	err := l.held(r.section, holds, func(p [2]string) {
		rest -= l.near
		pairs = append(pairs, TermScore{Term: p[0] + " " + p[1], Field: "pairs", Score: l.near})
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Score *= rest / sum
	}
	return append(out, pairs...), nil
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
