// Package edits tells how many slips of the finger lie between two words.
package edits

import "slices"

// A Measure tells distances. It keeps room between calls, so that it is for one goroutine
// at a time; the zero value is ready.
type Measure struct{ rows [3][]int }

// Distance is the optimal string alignment distance of two words: insertions, deletions,
// substitutions and swaps of neighbours cost one each. Beyond limit it is told as limit+1.
func (m *Measure) Distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	for i := range m.rows {
		m.rows[i] = slices.Grow(m.rows[i][:0], len(b)+1)[:len(b)+1]
	}
	before, last, row := m.rows[0], m.rows[1], m.rows[2]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1 // what follows is no nearer
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}
