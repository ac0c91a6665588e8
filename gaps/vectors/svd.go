package vectors

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"signpost/internal/parallel"
)

// A dense matrix, row after row.
type dense struct {
	cols int
	data []float64
}

func newDense(rows, cols int) dense { return dense{cols, make([]float64, rows*cols)} }

func (d dense) row(i int) []float64 { return d.data[i*d.cols : (i+1)*d.cols] }

func (d dense) rows() int {
	if d.cols == 0 {
		return 0
	}
	return len(d.data) / d.cols
}

func (d dense) transpose() dense {
	n := d.rows()
	t := newDense(d.cols, n)
	for i := range n {
		for j, v := range d.row(i) {
			t.data[j*n+i] = v
		}
	}
	return t
}

// The numbers of the decomposition: the rank of the published figures for such
// features, the usual surplus of ten random directions, and two power rounds.
const (
	svdRank    = 150
	svdSurplus = 10
	svdRounds  = 2
)

// reduce gives each row of m as a vector of length 1 in the space of the first
// rank singular directions, each weighed by the root of its singular value.
// Rows without features become zero.
func reduce(ctx context.Context, m sparse, rank int) [][]float32 {
	left, squares := decompose(ctx, m, m.transpose(), rank)
	return weighed(ctx, left, len(m.rows), squares, 0.25)
}

// directions gives the matrix by which rows of m's columns are placed where reduce
// places those of m: each row times it.
func (m sparse) directions(ctx context.Context, rank int) dense {
	t := m.transpose()
	left, squares := decompose(ctx, m, t, rank)
	right := t.times(ctx, left) // columns as long as the singular values
	for i := range right.rows() {
		for j := range right.row(i) {
			right.row(i)[j] *= power(squares[j], -0.75)
		}
	}
	return right
}

// along places rows by directions.
func (m sparse) along(ctx context.Context, directions dense) [][]float32 {
	return weighed(ctx, m.times(ctx, directions), len(m.rows), nil, 0)
}

// decompose gives the first rank left singular vectors, as columns, and the squares of
// the singular values. Randomised range finding after Halko, Martinsson and Tropp
// (2011), algorithm 4.4, with a fixed seed. t is m's transpose.
func decompose(ctx context.Context, m, t sparse, rank int) (left dense, squares []float64) {
	width := min(rank+svdSurplus, len(m.rows), m.cols)
	if width == 0 {
		return newDense(len(m.rows), 0), nil
	}
	rng := rand.New(rand.NewPCG(7, 42))
	start := newDense(m.cols, width)
	for i := range start.data {
		start.data[i] = rng.NormFloat64()
	}
	basis := orthonormal(ctx, m.times(ctx, start))
	for range svdRounds {
		basis = orthonormal(ctx, m.times(ctx, t.times(ctx, basis)))
	}
	squares, turn := eigen(gram(ctx, t.times(ctx, basis)))
	rank = min(rank, width)
	return basis.times(ctx, turn, rank), squares[:rank]
}

// times multiplies d by the first cols columns of other.
func (d dense) times(ctx context.Context, other dense, cols int) dense {
	out := newDense(d.rows(), cols)
	parallel.Spans(ctx, d.rows(), func(from, to int) {
		for i := from; i < to; i++ {
			row := out.row(i)
			for k, x := range d.row(i) {
				for j, y := range other.row(k)[:cols] {
					row[j] += float64(x * y)
				}
			}
		}
	})
	return out
}

// weighed gives the n rows of d with length 1, columns weighed by a power of squares;
// nil weighs none.
func weighed(ctx context.Context, d dense, n int, squares []float64, exponent float64) [][]float32 {
	weights := make([]float64, d.cols)
	for j := range weights {
		weights[j] = 1
		if squares != nil {
			weights[j] = power(squares[j], exponent)
		}
	}
	out := make([][]float32, n)
	parallel.Spans(ctx, len(out), func(from, to int) {
		for i := from; i < to; i++ {
			row := make([]float32, d.cols)
			for j, x := range d.row(i) {
				row[j] = float32(x * weights[j])
			}
			out[i] = Normalize(row)
		}
	})
	return out
}

// power is x to the exponent; what is nothing stays so.
func power(x, exponent float64) float64 {
	if x < 1e-18 {
		return 0
	}
	return math.Pow(x, exponent)
}

// orthonormal makes the columns of d orthonormal by modified Gram-Schmidt.
// Columns that depend on earlier ones become zero.
func orthonormal(ctx context.Context, d dense) dense {
	c := d.transpose()
	for i := range d.cols {
		q := c.row(i)
		length := math.Sqrt(dot64(q, q))
		if length < 1e-9 {
			clear(q)
			continue
		}
		for k := range q {
			q[k] /= length
		}
		parallel.Spans(ctx, d.cols-i-1, func(from, to int) {
			for j := i + 1 + from; j < i+1+to; j++ {
				r := c.row(j)
				f := dot64(q, r)
				for k := range r {
					r[k] -= float64(f * q[k])
				}
			}
		})
	}
	return c.transpose()
}

// gram is the product of d's transpose with d.
func gram(ctx context.Context, d dense) dense {
	c := d.transpose()
	out := newDense(d.cols, d.cols)
	parallel.Spans(ctx, d.cols, func(from, to int) {
		for i := from; i < to; i++ {
			for j := range d.cols {
				out.row(i)[j] = dot64(c.row(i), c.row(j))
			}
		}
	})
	return out
}

// eigen decomposes a symmetric matrix by cyclic Jacobi rotations: values
// falling, vectors as columns in their order, the largest part positive.
func eigen(a dense) ([]float64, dense) {
	n := a.cols
	v := newDense(n, n) // rows are vectors while rotating
	for i := range n {
		v.row(i)[i] = 1
	}
	for range 30 {
		if offDiagonal(a) < 1e-18 {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(a, v, p, q)
			}
		}
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return compareFalling(a.row(i)[i], a.row(j)[j]) })
	values, sorted := make([]float64, n), newDense(n, n)
	for k, i := range order {
		values[k] = a.row(i)[i]
		copy(sorted.row(k), v.row(i))
	}
	return values, sorted.transpose()
}

func compareFalling(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// offDiagonal is the share of the matrix's square sum outside its diagonal.
func offDiagonal(a dense) float64 {
	off, all := 0.0, 1e-300
	for i := range a.cols {
		for j, x := range a.row(i) {
			all += x * x
			if i != j {
				off += x * x
			}
		}
	}
	return off / all
}

// rotate makes a[p][q] zero and turns the vectors along.
func rotate(a, v dense, p, q int) {
	apq := a.row(p)[q]
	if math.Abs(apq) < 1e-300 {
		return
	}
	theta := (a.row(q)[q] - a.row(p)[p]) / (2 * apq)
	t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(t*t+1)
	s := t * c
	for k := range a.cols {
		row := a.row(k)
		row[p], row[q] = float64(c*row[p])-float64(s*row[q]), float64(s*row[p])+float64(c*row[q])
	}
	turn(a.row(p), a.row(q), c, s)
	turn(v.row(p), v.row(q), c, s)
}

func turn(x, y []float64, c, s float64) {
	for k := range x {
		x[k], y[k] = float64(c*x[k])-float64(s*y[k]), float64(s*x[k])+float64(c*y[k])
	}
}

func dot64(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x * b[i])
	}
	return sum
}
