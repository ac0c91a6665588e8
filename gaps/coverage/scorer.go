package coverage

import (
	"slices"

	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// A scorer says how well articles answer groups of questions. What it gives is
// compared with itself only: calibration brings the scorers to one scale.
type scorer interface {
	// against prepares articles, each as its passages, and gives a function that
	// writes how well each article answers a group. It is called from several
	// goroutines at once, each with a row of its own.
	against(articles [][]string) func(group []string, row []float64)
}

// fitsOf gives the score of each article for each group.
func fitsOf(s scorer, groups, articles [][]string) [][]float64 {
	fit := s.against(articles)
	out := make([][]float64, len(groups))
	parallel.Spans(len(groups), func(from, to int) {
		for g := from; g < to; g++ {
			out[g] = make([]float64, len(articles))
			fit(groups[g], out[g])
		}
	})
	return out
}

// A weighted scorer counts weight; usual is its scale on training data.
type weighted struct {
	scorer scorer
	weight float64
	usual  scale
}

// searchWeight and usualSearch are those of search, which scores articles only
// and so cannot rehearse.
const searchWeight = 0.25

var usualSearch = scale{own: 0.75, other: 0.2}

// scorers makes all scorers for the texts that they will compare.
func scorers(asked, articles, rehearsed [][]string, points Points) ([]weighted, error) {
	questions, passages := slices.Concat(asked...), slices.Concat(articles...)
	space, err := newSpace(slices.Concat(questions, passages, slices.Concat(rehearsed...)), points)
	if err != nil {
		return nil, err
	}
	return []weighted{
		{newBM25(words.Content, questions, passages), 0.5, scale{own: 0.45, other: 0.2}},
		{space, 2, scale{own: 0.45, other: 0.2}},
	}, nil
}
