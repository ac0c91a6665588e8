package gaps

import (
	"context"
	"slices"
	"strings"

	"signpost/gaps/grouping"
	"signpost/gaps/question"
	"signpost/gaps/vectors"
	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// A Family is gaps about much the same matter, at least two, to be read together.
type Family struct {
	// ID is made of the id of the gap that ranks first. Title is the words that the
	// gaps share, "" if they share fewer than two.
	ID    string   `json:"id"`
	Title string   `json:"title"`
	Gaps  []string `json:"gaps"`
}

// familyTerms is how many terms title a family.
const familyTerms = 3

// relate puts gaps that are near each other into families, by average link between
// the centres of their questions. Families and their gaps stand in the order of the
// gaps. The only error is that of ctx.
func (r *Report) relate(ctx context.Context, groups []*cluster, v vocabulary, stops vectors.Stops) error {
	byID := map[string]*cluster{}
	for _, g := range groups {
		if g.verdict.gap != "" && g.members[0].store.dim > 0 {
			byID[g.id] = g
		}
	}
	ids := sortedKeys(byID)
	centres := make([][]float32, len(ids))
	parallel.Each(ctx, len(ids), func(i int) { centres[i] = byID[ids[i]].middle() })
	if err := ctx.Err(); err != nil {
		return err
	}
	families, err := grouping.AverageLink(ctx, centres, stops.Families)
	if err != nil {
		return err
	}
	of := map[string]int{}
	for i, family := range families {
		of[ids[i]] = family
	}
	gaps := map[int][]int{}
	var order []int
	for i, g := range r.Gaps {
		if family, ok := of[g.ID]; ok {
			if gaps[family] == nil {
				order = append(order, family)
			}
			gaps[family] = append(gaps[family], i)
		}
	}
	for _, f := range order {
		if len(gaps[f]) < 2 {
			continue
		}
		family := Family{ID: "f-" + strings.TrimPrefix(r.Gaps[gaps[f][0]].ID, "g-")}
		var parts [][]member
		for _, i := range gaps[f] {
			r.Gaps[i].Family = family.ID
			family.Gaps = append(family.Gaps, r.Gaps[i].ID)
			parts = append(parts, byID[r.Gaps[i].ID].open())
		}
		if terms := strings.Join(v.shared(parts, familyTerms), ", "); strings.Contains(terms, " ") {
			family.Title = question.Begin(terms)
		}
		r.Families = append(r.Families, family)
	}
	return ctx.Err()
}

// middle is the direction of the mean of the open members' vectors.
func (g *cluster) middle() []float32 {
	sum := make([]float32, g.members[0].store.dim)
	for _, m := range g.open() {
		vectors.Add(sum, m.vector(), 1)
	}
	return vectors.Normalize(sum)
}

// shared gives up to n distinguishing terms of all parts together that most of the
// parts hold, all of them if there are two.
func (v vocabulary) shared(parts [][]member, n int) []string {
	in := map[string]int{}
	for _, part := range parts {
		held := map[string]bool{}
		for _, m := range evenly(part, speakAtMost) {
			quote := m.item().Quote
			for stem := range termsOf(quote) {
				held[stem] = true
			}
			for pair := range pairsOf(quote) {
				held[pair] = true
			}
		}
		for stem := range held {
			in[stem]++
		}
	}
	var out []string
	for _, t := range v.distinguishing(slices.Concat(parts...), 4*n) {
		if len(out) < n && 2*in[stemmed(t)] > len(parts) {
			out = append(out, t)
		}
	}
	return out
}

// stemmed gives the stems of a term's words.
func stemmed(term string) string {
	parts := strings.Fields(term)
	for i, p := range parts {
		parts[i] = words.Stem(p)
	}
	return strings.Join(parts, " ")
}
