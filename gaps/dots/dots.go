// Package dots multiplies many vectors of length 1 with many others, in whole numbers:
// a product is the same on every processor, and there are vector instructions for it.
// It is a leaf.
package dots

import "math"

// One is the whole number that 1 becomes. As vectors have length 1, all sums of
// products stay below 2^31, however long the vectors are: Cauchy and Schwarz.
const One = 1<<15 - 1

const (
	tileRows = 4  // rows that a kernel takes at a time
	lanes    = 16 // vectors of a panel
	steps    = 8  // of which the length of a vector is a multiple
)

// A Set is vectors of one length, rounded to whole parts of One.
type Set struct {
	n, size int
	// rows hold a vector after the other, filled up with zeros to steps and tileRows.
	rows []int16
	// panels hold the same, of 16 vectors after each other two numbers in turn.
	panels []int16
}

// New rounds vectors of length 1, or of length 0.
func New(vectors [][]float32) *Set {
	s := &Set{n: len(vectors)}
	if s.n == 0 {
		return s
	}
	s.size = max(1, (len(vectors[0])+steps-1)/steps) * steps
	s.rows = make([]int16, (s.n+tileRows-1)/tileRows*tileRows*s.size)
	s.panels = make([]int16, (s.n+lanes-1)/lanes*lanes*s.size)
	for i, v := range vectors {
		row := s.rows[i*s.size:][:s.size]
		panel := s.panels[i/lanes*lanes*s.size:][:lanes*s.size]
		for j, x := range v {
			row[j] = int16(math.RoundToEven(float64(x) * One))
			panel[j/2*2*lanes+2*(i%lanes)+j%2] = row[j]
		}
	}
	return s
}

// Len is the number of vectors.
func (s *Set) Len() int { return s.n }

// blockRows is how many rows are multiplied with a panel while it is near.
const blockRows = 32

// Each calls f for the vectors i of s from from to to, with their products with up to
// 16 vectors of other, j and those behind it, for all below upTo. For one i, j rises.
// A product of 1 is One². f may not keep products. The vectors of s and other have one
// length.
func (s *Set) Each(from, to int, other *Set, upTo int, f func(i, j int, products []int32)) {
	k := fastKernel()
	var sums [tileRows * lanes]int32
	for block := from / tileRows * tileRows; block < to; block += blockRows {
		for j := 0; j < upTo; j += lanes {
			panel := other.panels[j*s.size:][:lanes*s.size]
			for i := block; i < min(to, block+blockRows); i += tileRows {
				k(&sums, s.rows[i*s.size:][:tileRows*s.size], panel)
				for r := max(from-i, 0); r < min(tileRows, to-i); r++ {
					f(i+r, j, sums[r*lanes:][:min(lanes, upTo-j)])
				}
			}
		}
	}
}

// A kernel writes the products of 4 rows, one after the other, with the 16 vectors of
// a panel. All kernels give the same.
type kernel func(sums *[tileRows * lanes]int32, rows, panel []int16)

func pure(sums *[tileRows * lanes]int32, rows, panel []int16) {
	size := len(rows) / tileRows
	panel = panel[:size*lanes]
	for r := range tileRows {
		var s [lanes]int32
		row := rows[r*size : (r+1)*size]
		for i := 0; i+1 < len(row); i += 2 {
			a, b := int32(row[i]), int32(row[i+1])
			pairs := panel[i*lanes : (i+2)*lanes]
			for c := range s {
				s[c] += a*int32(pairs[2*c]) + b*int32(pairs[2*c+1])
			}
		}
		copy(sums[r*lanes:], s[:])
	}
}
