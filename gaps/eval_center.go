package gaps

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"signpost/gaps/vectors"
	"signpost/search"
)

// Of a made center: the most questions that are asked of one, and how many are made.
const (
	madeQuestions = 2200
	madeCenters   = 4
)

// EvaluateMade decides whether articles answer that are made of texts for half of their
// labels: of as many wordings each, without the label's words, or, of 0, of the label's
// words as a title. Half of the texts, 2,200 at most, are asked; the wordings are of the
// others. The figures are the means of four draws of labels and texts, their N the sums.
// The errors are those of EvaluateCoverage.
func EvaluateMade(ctx context.Context, space vectors.Space, texts []Labelled, wordings int) (CoverageScore, error) {
	var sum CoverageScore
	for draw := range uint64(madeCenters) {
		s, err := makeCenter(texts, wordings, draw).evaluate(ctx, space)
		if err != nil {
			return CoverageScore{}, err
		}
		sum.Group, sum.Found, sum.Text = sum.Group.plus(s.Group), sum.Found.plus(s.Found), sum.Text.plus(s.Text)
	}
	for _, f := range []*CoverageFigures{&sum.Group, &sum.Found, &sum.Text} {
		for _, x := range f.shares() {
			*x = round(*x / madeCenters)
		}
	}
	sum.CoverageFigures = sum.Group
	return sum, nil
}

// shares are the figures in per cent.
func (d *CoverageFigures) shares() []*float64 {
	return []*float64{&d.AUROC, &d.Precision, &d.Recall, &d.F1, &d.StrictPrecision, &d.StrictRecall, &d.Right}
}

func (d CoverageFigures) plus(other CoverageFigures) CoverageFigures {
	d.N += other.N
	more := other.shares()
	for i, x := range d.shares() {
		*x += *more[i]
	}
	return d
}

// A center is a help center made of labelled texts, with questions that are asked of
// it, each with its article.
type center struct {
	docs  []search.Document
	texts []Labelled
}

func (c center) evaluate(ctx context.Context, space vectors.Space) (CoverageScore, error) {
	index, err := search.New(c.docs, search.Options{Lang: "en"})
	if err != nil {
		return CoverageScore{}, fmt.Errorf("index made articles: %w", err)
	}
	s, err := EvaluateCoverage(ctx, space, c.docs, index, c.texts, func(address string) string { return strings.Trim(address, "/") })
	return s, errors.Join(err, index.Close())
}

func makeCenter(texts []Labelled, wordings int, draw uint64) center {
	rng := rand.New(rand.NewPCG(draw, 9))
	texts = slices.Clone(texts)
	rng.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	asked := min(madeQuestions, len(texts)/2)
	c := center{texts: texts[:asked]}
	others := map[string][]string{}
	for _, t := range texts[asked:] {
		others[t.Label] = append(others[t.Label], t.Text)
	}
	labels := sortedKeys(others)
	rng.Shuffle(len(labels), func(i, j int) { labels[i], labels[j] = labels[j], labels[i] })
	id := map[string]string{}
	for n, label := range labels[:len(labels)/2] {
		id[label] = fmt.Sprintf("a%03d", n)
		d := search.Document{Article: "/" + id[label] + "/"}
		if wordings == 0 {
			d.Title = labelWords(label)
		} else {
			said := others[label][:min(wordings, len(others[label]))]
			d.Title, d.Body = said[0], strings.Join(said[1:], "\n")
		}
		c.docs = append(c.docs, d)
	}
	for i, t := range c.texts {
		c.texts[i].Article = nothing
		if article, ok := id[t.Label]; ok {
			c.texts[i].Article = article
		}
	}
	return c
}

// humps are the places where words are written together: "GetQuote".
var humps = regexp.MustCompile(`([a-z])([A-Z])`)

// labelWords gives the words of a label such as shop:payBill or pay_bill.
func labelWords(label string) string {
	if _, name, ok := strings.Cut(label, ":"); ok {
		label = name
	}
	return strings.NewReplacer("_", " ", "/", " ").Replace(humps.ReplaceAllString(label, "$1 $2"))
}
