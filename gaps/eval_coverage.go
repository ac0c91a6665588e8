package gaps

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"signpost/gaps/coverage"
	"signpost/gaps/vectors"
	"signpost/internal/parallel"
	"signpost/search"
)

// A CoverageScore tells how well it was decided whether an article answers;
// shares are in per cent. The first four figures are those of Group.
type CoverageScore struct {
	CoverageFigures
	// Group is over the groups of a label, Found over the groups of five texts and
	// more that grouping finds without seeing labels (it is covered when most of
	// its texts are), Text over the texts.
	Group CoverageFigures `json:"group"`
	Found CoverageFigures `json:"found"`
	Text  CoverageFigures `json:"text"`
}

// CoverageFigures compares decisions with the truth. AUROC goes by the scores; the
// others by the states: "covered" and "partly" both say that there is an article.
type CoverageFigures struct {
	N         int     `json:"n"`
	AUROC     float64 `json:"auroc"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	// StrictPrecision and StrictRecall are those of "covered" alone.
	StrictPrecision float64 `json:"strict_precision"`
	StrictRecall    float64 `json:"strict_recall"`
	// Right is the share of the answered groups whose first article is the
	// right one.
	Right float64 `json:"right_article"`
}

// foundSize is the least size of a found group that is looked at.
const foundSize = 5

// nothing stands for no article, or no gap, in a file of what is known.
const nothing = "-"

// EvaluateCoverage decides whether the articles answer the texts, whose third
// column names the article or is "-". idOf gives the name of an article by its
// address. It groups the texts once by label and once by itself. s may be nil.
func EvaluateCoverage(ctx context.Context, space vectors.Space, docs []search.Document, s Searcher, texts []Labelled, idOf func(address string) string) (CoverageScore, error) {
	if len(texts) == 0 {
		return CoverageScore{}, errNoTexts
	}
	for i, t := range texts {
		if t.Article == "" {
			return CoverageScore{}, fmt.Errorf("text %d has no third column: want an article's id, or %s for none", i+1, nothing)
		}
	}
	if space = space.For(len(texts)); space.Encoder != nil {
		space.Encoder = recalling{space.Encoder, map[string][]float32{}}
	}
	e := coverageTask{library: coverage.NewLibrary(ctx, docs), texts: texts, idOf: idOf, spaces: spacesOf(ctx, space)}
	plain, labels := make([]string, len(texts)), make([]string, len(texts))
	for i, t := range texts {
		plain[i], labels[i] = t.Text, t.Label
	}
	var err error
	if e.hits, err = askAll(ctx, s, plain); err != nil {
		return CoverageScore{}, err
	}
	grouped, err := groupTexts(ctx, space, plain)
	if err != nil {
		return CoverageScore{}, err
	}
	found := grouped.group
	byText := make([]int, len(texts))
	for i := range byText {
		byText[i] = i
	}
	var score CoverageScore
	for _, part := range []struct {
		to     *CoverageFigures
		groups []int
		least  int
	}{{&score.Group, ordinals(labels), 1}, {&score.Found, found, foundSize}, {&score.Text, byText, 1}} {
		if *part.to, err = e.decide(ctx, part.groups, part.least); err != nil {
			return CoverageScore{}, err
		}
	}
	score.CoverageFigures = score.Group
	return score, nil
}

// recalling encodes each text once: the same are grouped once and judged three times.
type recalling struct {
	vectors.Encoder
	known map[string][]float32
}

func (r recalling) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	var strange []string
	for _, t := range texts {
		if _, ok := r.known[t]; !ok {
			strange = append(strange, t)
		}
	}
	encoded, err := r.Encoder.Encode(ctx, strange)
	if err != nil {
		return nil, err
	}
	for i, t := range strange {
		r.known[t] = encoded[i]
	}
	out := make([][]float32, len(texts))
	for i, t := range texts {
		out[i] = slices.Clone(r.known[t]) // who asks changes it
	}
	return out, nil
}

type coverageTask struct {
	library *coverage.Library
	texts   []Labelled
	hits    [][]coverage.Fit
	idOf    func(string) string
	spaces  coverage.Spaces
}

// decide judges the groups of at least least texts.
func (e coverageTask) decide(ctx context.Context, groupOf []int, least int) (CoverageFigures, error) {
	members := make([][]int, slices.Max(groupOf)+1)
	for i, g := range groupOf {
		members[g] = append(members[g], i)
	}
	members = slices.DeleteFunc(members, func(m []int) bool { return len(m) < least })
	groups := make([]coverage.Group, len(members))
	right := make([]string, len(members))
	for g, m := range members {
		count := map[string]int{}
		for _, i := range m {
			groups[g].Questions = append(groups[g].Questions, e.texts[i].Text)
			groups[g].Hits = append(groups[g].Hits, e.hits[i])
			count[e.texts[i].Article]++
		}
		right[g] = nothing
		if 2*count[nothing] < len(m) {
			delete(count, nothing)
			right[g], _ = most(count)
		}
	}
	verdicts, err := e.library.Judge(ctx, groups, e.spaces)
	if err != nil {
		return CoverageFigures{}, err
	}
	return e.compare(verdicts, right), nil
}

func (e coverageTask) compare(verdicts []coverage.Verdict, right []string) CoverageFigures {
	d := CoverageFigures{N: len(right)}
	var with, without []float64
	answered, strict, said, strictSaid, first := 0, 0, 0, 0, 0
	for g, v := range verdicts {
		yes := right[g] != nothing
		if yes {
			with = append(with, v.Score)
			if len(v.Nearest) > 0 && e.idOf(v.Nearest[0].Article) == right[g] {
				first++
			}
		} else {
			without = append(without, v.Score)
		}
		if v.State != coverage.NotCovered {
			said++
			if yes {
				answered++
			}
		}
		if v.State == coverage.Covered {
			strictSaid++
			if yes {
				strict++
			}
		}
	}
	d.AUROC = round(100 * auroc(with, without))
	d.Precision, d.Recall = round(100*ratio(answered, said)), round(100*ratio(answered, len(with)))
	d.F1 = round(200 * ratio(answered, said+len(with)))
	d.StrictPrecision, d.StrictRecall = round(100*ratio(strict, strictSaid)), round(100*ratio(strict, len(with)))
	d.Right = round(100 * ratio(first, len(with)))
	return d
}

// auroc is the probability that a score of the first kind is above one of the
// second; ties count half. It is 1/2 when a kind is missing.
func auroc(with, without []float64) float64 {
	if len(with) == 0 || len(without) == 0 {
		return 0.5
	}
	slices.SortFunc(without, cmp.Compare[float64])
	wins := 0.0
	for _, x := range with {
		below, _ := slices.BinarySearch(without, x)
		upTo := below
		for upTo < len(without) && without[upTo] == x {
			upTo++
		}
		wins += float64(below) + float64(upTo-below)/2
	}
	return wins / float64(len(with)*len(without))
}

// askAll searches for each text; without a searcher nothing is found.
func askAll(ctx context.Context, s Searcher, texts []string) ([][]coverage.Fit, error) {
	out := make([][]coverage.Fit, len(texts))
	if s == nil {
		return out, nil
	}
	errs := make([]error, len(texts))
	parallel.Each(ctx, len(texts), func(i int) { out[i], errs[i] = ask(ctx, s, texts[i], searched) })
	return out, errors.Join(append(errs, ctx.Err())...)
}

// ask searches for a text; scores are shares of the best possible.
func ask(ctx context.Context, s Searcher, text string, limit int) ([]coverage.Fit, error) {
	results, err := s.Search(ctx, search.Query{Text: text, Limit: limit})
	if err != nil {
		return nil, fmt.Errorf("search for a question: %w", err)
	}
	out := []coverage.Fit{}
	for _, h := range results.Hits {
		score := 0.0
		if results.Best > 0 {
			score = min(1, h.Score/results.Best)
		}
		out = append(out, coverage.Fit{Article: h.Article, Title: h.Title, Score: score})
	}
	return out, nil
}
