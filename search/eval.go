package search

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Searcher answers queries; both carriers of the index are one.
type Searcher interface {
	Search(ctx context.Context, q Query) (*Results, error)
}

// An EvalQuery is a query with a known answer.
type EvalQuery struct{ ID, Text string }

// Qrels are the right answers: query id -> article id -> grade, where a higher
// grade is a better answer and 0 is none.
type Qrels map[string]map[string]float64

// An Evaluation tells how well queries were answered: means over the queries
// that have an answer, of the first ten hits.
type Evaluation struct {
	Engine  string `json:"engine"`
	Variant string `json:"variant"`
	Queries int    `json:"queries"`
	// NDCG is the discounted cumulative gain over that of the best order
	// (Järvelin and Kekäläinen, 2002), with the grade as gain; MRR is the
	// mean of 1/rank of the first right hit; Recall the share of right
	// articles among the hits.
	NDCG   float64 `json:"ndcg10"`
	MRR    float64 `json:"mrr10"`
	Recall float64 `json:"recall10"`
	// P50 and P99 are percentiles of the time of a query, in milliseconds.
	P50 float64 `json:"p50_ms"`
	P99 float64 `json:"p99_ms"`
}

var errNoQueries = errors.New("evaluate: no query has an answer")

// ReadQueries reads lines "id<TAB>text". The error names the line.
func ReadQueries(r io.Reader) ([]EvalQuery, error) {
	var out []EvalQuery
	err := eachLine(r, 2, func(f []string) error {
		out = append(out, EvalQuery{f[0], f[1]})
		return nil
	})
	return out, err
}

// ReadQrels reads lines "query<TAB>article<TAB>grade". The error names the line.
func ReadQrels(r io.Reader) (Qrels, error) {
	out := Qrels{}
	err := eachLine(r, 3, func(f []string) error {
		grade, err := strconv.ParseFloat(f[2], 64)
		if err != nil || math.IsNaN(grade) || math.IsInf(grade, 0) {
			return fmt.Errorf("grade %q is not a number", f[2])
		}
		if out[f[0]] == nil {
			out[f[0]] = map[string]float64{}
		}
		out[f[0]][f[1]] = grade
		return nil
	})
	return out, err
}

func eachLine(r io.Reader, fields int, f func([]string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), "\r")
		if line == "" {
			continue
		}
		parts := strings.SplitN(line, "\t", fields)
		if len(parts) < fields {
			return fmt.Errorf("line %d: want %d columns with tabs between", n, fields)
		}
		if err := f(parts); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

// Evaluate asks all queries that have an answer, and compares. The function id
// turns a hit into the article id of the qrels. Engine and Variant are the
// caller's to set.
func Evaluate(ctx context.Context, s Searcher, queries []EvalQuery, qrels Qrels, id func(Hit) string) (Evaluation, error) {
	var e Evaluation
	var times []float64
	for _, q := range queries {
		right := qrels[q.ID]
		if len(right) == 0 {
			continue
		}
		start := time.Now()
		res, err := s.Search(ctx, Query{Text: q.Text, Limit: 10})
		if err != nil {
			return e, fmt.Errorf("evaluate query %s: %w", q.ID, err)
		}
		times = append(times, float64(time.Since(start).Microseconds())/1000)
		grades := make([]float64, len(res.Hits))
		for i, h := range res.Hits {
			grades[i] = right[id(h)]
		}
		e.add(grades, right)
	}
	if e.Queries == 0 {
		return e, errNoQueries
	}
	n := float64(e.Queries)
	e.NDCG, e.MRR, e.Recall = e.NDCG/n, e.MRR/n, e.Recall/n
	slices.Sort(times)
	e.P50, e.P99 = times[len(times)/2], times[(len(times)*99)/100]
	return e, nil
}

// add adds one query, given the grades of its hits in order.
func (e *Evaluation) add(grades []float64, right map[string]float64) {
	e.Queries++
	var best []float64
	for _, g := range right {
		if g > 0 {
			best = append(best, g)
		}
	}
	slices.SortFunc(best, func(a, b float64) int { return int(math.Copysign(1, b-a)) })
	if ideal := gain(best[:min(10, len(best))]); ideal > 0 {
		e.NDCG += gain(grades) / ideal
	}
	found := 0
	for i, g := range grades {
		if g > 0 {
			if found++; found == 1 {
				e.MRR += 1 / float64(i+1)
			}
		}
	}
	if len(best) > 0 {
		e.Recall += float64(found) / float64(len(best))
	}
}

func gain(grades []float64) float64 {
	sum := 0.0
	for i, g := range grades {
		sum += g / math.Log2(float64(i+2))
	}
	return sum
}

// Typo puts one slip of the finger into a text: two neighbouring letters of a
// word of four letters or more change places, after its first, or one of a
// double letter is missing. Which word and
// where depends on the text alone.
func Typo(text string) string {
	words := strings.Fields(text)
	var long []int
	for i, w := range words {
		if utf8.RuneCountInString(w) >= 4 {
			long = append(long, i)
		}
	}
	if len(long) == 0 {
		return text
	}
	h := fnv.New32a()
	h.Write([]byte(text)) // never fails
	n := int(h.Sum32() >> 1)
	i := long[n%len(long)]
	letters := []rune(words[i])
	at := 1 + (n/len(long))%(len(letters)-2)
	if letters[at] == letters[at+1] {
		letters = slices.Delete(letters, at, at+1) // twins cannot change places
	} else {
		letters[at], letters[at+1] = letters[at+1], letters[at]
	}
	words[i] = string(letters)
	return strings.Join(words, " ")
}

// CutLast leaves the first half of the last word of a text, three letters at
// least, as if the reader were still typing.
func CutLast(text string) string {
	text = strings.TrimRight(text, " .?!")
	at := strings.LastIndexByte(text, ' ') + 1
	letters := []rune(text[at:])
	return text[:at] + string(letters[:min(len(letters), max(3, (len(letters)+1)/2))])
}
