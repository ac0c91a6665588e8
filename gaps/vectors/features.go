package vectors

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"signpost/gaps/words"
	"signpost/internal/parallel"
)

// A sparse matrix holds the non-zero values of each row, columns ascending.
type sparse struct {
	cols int
	rows [][]cell
}

type cell struct {
	col   int
	value float64
}

// stemFeatures are the stems of a text and the pairs of neighbours.
func stemFeatures(text string) []string {
	stems := words.Content(text)
	if len(stems) == 0 {
		for _, w := range words.Split(text) {
			stems = append(stems, words.Stem(w))
		}
	}
	out := slices.Clone(stems)
	for i := 1; i < len(stems); i++ {
		out = append(out, stems[i-1]+" "+stems[i])
	}
	return out
}

// pieceFeatures are the 4-character pieces of a text's words, each word between
// marks: they bear typing errors, compounds, and languages without our stems.
func pieceFeatures(text string) []string {
	var out []string
	for _, w := range words.Split(text) {
		if words.IsGrammar(w) {
			continue
		}
		r := []rune("<" + w + ">")
		for i := range max(1, len(r)-3) {
			out = append(out, string(r[i:min(len(r), i+4)]))
		}
	}
	return out
}

// A vocabulary gives the features of texts columns, in order of the features' names, so
// the input's order does not show, and weighs them by how rare they are.
type vocabulary struct {
	column map[string]int
	idf    []float64
}

// newVocabulary reads the features of texts; those in fewer than minDF texts are left
// out. The weight is ln((n+1)/(df+1/2)) of n texts, not below 0.
func newVocabulary(ctx context.Context, features [][]string, minDF int) vocabulary {
	df := map[string]int{}
	var mu sync.Mutex
	parallel.Spans(ctx, len(features), func(from, to int) {
		some := map[string]int{}
		for _, fs := range features[from:to] {
			for f := range countFeatures(fs) {
				some[f]++
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for f, n := range some {
			df[f] += n
		}
	})
	var names []string
	for f, n := range df {
		if n >= minDF {
			names = append(names, f)
		}
	}
	slices.Sort(names)
	v := vocabulary{make(map[string]int, len(names)), make([]float64, len(names))}
	for i, f := range names {
		v.column[f] = i
		v.idf[i] = max(0, math.Log((float64(len(features))+1)/(float64(df[f])+0.5)))
	}
	return v
}

// rows gives each text's features, of a text tf times: (1 + ln tf) * idf, rows of
// length 1.
func (v vocabulary) rows(ctx context.Context, features [][]string) sparse {
	m := sparse{cols: len(v.idf), rows: make([][]cell, len(features))}
	parallel.Spans(ctx, len(features), func(from, to int) {
		for i, fs := range features[from:to] {
			m.rows[from+i] = v.row(fs)
		}
	})
	return m
}

func (v vocabulary) row(features []string) []cell {
	var row []cell
	for f, tf := range countFeatures(features) {
		if c, ok := v.column[f]; ok {
			row = append(row, cell{c, (1 + math.Log(float64(tf))) * v.idf[c]})
		}
	}
	slices.SortFunc(row, func(a, b cell) int { return cmp.Compare(a.col, b.col) })
	return normalCells(row)
}

func countFeatures(features []string) map[string]int {
	count := make(map[string]int, len(features))
	for _, f := range features {
		count[f]++
	}
	return count
}

func normalCells(row []cell) []cell {
	sum := 0.0
	for _, c := range row {
		sum += float64(c.value * c.value)
	}
	if sum > 0 {
		f := 1 / math.Sqrt(sum)
		for i := range row {
			row[i].value *= f
		}
	}
	return row
}

// beside joins matrices of the same number of rows, each times its weight.
func beside(weights []float64, ms ...sparse) sparse {
	out := sparse{rows: make([][]cell, len(ms[0].rows))}
	for k, m := range ms {
		for i, row := range m.rows {
			for _, c := range row {
				out.rows[i] = append(out.rows[i], cell{out.cols + c.col, weights[k] * c.value})
			}
		}
		out.cols += m.cols
	}
	return out
}

// transpose turns rows into columns.
func (m sparse) transpose() sparse {
	t := sparse{cols: len(m.rows), rows: make([][]cell, m.cols)}
	for i, row := range m.rows {
		for _, c := range row {
			t.rows[c.col] = append(t.rows[c.col], cell{i, c.value})
		}
	}
	return t
}

// times multiplies m by a dense matrix of m.cols rows.
func (m sparse) times(ctx context.Context, d dense) dense {
	out := newDense(len(m.rows), d.cols)
	parallel.Spans(ctx, len(m.rows), func(from, to int) {
		for i := from; i < to; i++ {
			row := out.row(i)
			for _, c := range m.rows[i] {
				for j, v := range d.row(c.col) {
					row[j] += float64(c.value * v)
				}
			}
		}
	})
	return out
}
