// Package coverage decides for groups of questions whether an article answers
// them.
//
// A Library knows the articles: where links lead, how far an answer says what an
// article says, and their passages. Judge holds each group against them. Several
// scorers do so, and what their sum is worth is learned from all groups and articles
// together, without labels: what an article gives to every group tells little of any,
// and what a group gets from articles about something else counts as nothing. The mean
// over a group says far more than one question's score, so nothing is decided per
// question.
package coverage

import (
	"cmp"
	"context"
	"slices"
)

// A State tells whether an article answers a group.
type State string

// The three states of coverage.
const (
	Covered    State = "covered"
	Partly     State = "partly"
	NotCovered State = "not covered"
)

// A Fit is how well an article answers: 0 as ill as articles do that are about
// something else, 1 as well as one made of the customers' own words.
type Fit struct {
	Article, Title string
	Score          float64
}

// A Group is questions about one matter, those nearest to its centre first. Hits,
// when known, are what search gave for each, scores as shares of the best
// possible.
type Group struct {
	Questions []string
	Hits      [][]Fit
}

// A Verdict is what the words of a group and of the articles say.
type Verdict struct {
	State State
	// Score is that of the best article after what its rivals take from it:
	// an article that answers other groups better is less likely this one's.
	Score float64
	// Nearest are the best articles, best first, at most three.
	Nearest []Fit
}

// central is how many members of a group are looked at.
const central = 50

// Judge decides for each group. Verdicts depend on all groups together. Errors are
// those of ctx and of the spaces.
func (l *Library) Judge(ctx context.Context, groups []Group, spaces Spaces) ([]Verdict, error) {
	out := make([]Verdict, len(groups))
	for i := range out {
		out[i].State = NotCovered
	}
	if len(l.order) == 0 || len(groups) == 0 {
		return out, nil
	}
	fits, err := l.fits(ctx, groups, spaces)
	if err != nil {
		return nil, err
	}
	scale := scaleOf(fits)
	scores := make([]float64, len(groups))
	for g, row := range claimed(fits) {
		scores[g] = scale.apply(slices.Max(row))
		out[g].Nearest = l.nearest(fits[g], scale)
	}
	lower := lowerCut(scores)
	for g, s := range scores {
		out[g].Score = s
		out[g].State = stateOf(s, lower)
	}
	return out, nil
}

// fits gives for each group and article how well it answers, articles of one spread.
func (l *Library) fits(ctx context.Context, groups []Group, spaces Spaces) ([][]float64, error) {
	asked := make([][]string, len(groups))
	for i, g := range groups {
		asked[i] = g.Questions[:min(central, len(g.Questions))]
	}
	all, err := l.scorers(ctx, asked, spaces)
	if err != nil {
		return nil, err
	}
	fits := fitsOf(ctx, asked, len(l.order), all)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.join(fits, groups)
	even(fits)
	return fits, nil
}

// join adds what search found, where it was asked.
func (l *Library) join(fits [][]float64, groups []Group) {
	at := map[string]int{}
	for i, a := range l.order {
		at[a] = i
	}
	for g, group := range groups {
		for _, hits := range group.Hits {
			for _, h := range hits {
				if a, ok := at[h.Article]; ok {
					fits[g][a] += searchWeight * h.Score / float64(len(group.Hits))
				}
			}
		}
	}
}

// The cuts between the states. Strict is on the scale, so that "covered" is said with
// few errors; the lower cut is where the scores of all groups part best, within bounds
// for exports of few groups.
const (
	strictCut           = 0.65
	lowestCut, aboutCut = 0.05, 0.4
	// lenience moves the cut towards the mean of the class below: as many groups
	// are then wrongly said to be partly covered as are missed.
	lenience = 0.25
	// few groups do not part by themselves.
	fewGroups = 12
)

func lowerCut(scores []float64) float64 {
	if len(scores) < fewGroups {
		return aboutCut
	}
	cut, low := otsu(scores)
	return min(strictCut, max(lowestCut, cut-lenience*(cut-low)))
}

func stateOf(score, lower float64) State {
	switch {
	case score >= strictCut:
		return Covered
	case score >= lower:
		return Partly
	}
	return NotCovered
}

// leastFit is what an article has to reach to be named as near.
const leastFit = 0.1

func (l *Library) nearest(row []float64, scale scale) []Fit {
	var out []Fit
	for a, x := range row {
		if s := scale.apply(x); s >= leastFit {
			out = append(out, Fit{l.order[a], l.articles[l.order[a]].Title, s})
		}
	}
	slices.SortStableFunc(out, func(a, b Fit) int { return cmp.Compare(b.Score, a.Score) })
	out = out[:min(3, len(out))]
	for i := range out {
		out[i].Score = min(1, out[i].Score)
	}
	return out
}
