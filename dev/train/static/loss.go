package main

import "math"

// contrast is the supervised contrastive loss (Khosla et al. 2020) of vectors of
// length 1 and the gradient for each: those of one class shall be nearer to each
// other than to the rest.
func contrast(out [][]float32, class []int) (float64, [][]float32) {
	n := len(out)
	rows := make([][]float32, n) // gradient for the scaled cosines
	losses := make([]float64, n)
	parallel(n, func(i int) {
		s := likeness(out, i)
		p, logSum := softmax(s, i)
		same := 0
		for j := range n {
			if j != i && class[j] == class[i] {
				same++
			}
		}
		for j := range n {
			if j != i && class[j] == class[i] {
				losses[i] -= (float64(s[j]) - logSum) / float64(same)
				p[j] -= 1 / float32(same)
			}
		}
		if same == 0 {
			clear(p)
		}
		rows[i] = p
	})
	return mean(losses), spread(out, rows)
}

// imitate is the divergence of the neighbourhoods of a teacher's vectors from those
// of out, and the gradient for out.
func imitate(out, teacher [][]float32) (float64, [][]float32) {
	n := len(out)
	rows := make([][]float32, n)
	losses := make([]float64, n)
	parallel(n, func(i int) {
		s := likeness(out, i)
		p, logSum := softmax(s, i)
		t := likeness(teacher, i)
		q, teacherSum := softmax(t, i)
		for j := range n {
			if j != i {
				losses[i] += float64(q[j]) * (float64(t[j]) - teacherSum - float64(s[j]) + logSum)
				p[j] -= q[j]
			}
		}
		rows[i] = p
	})
	return mean(losses), spread(out, rows)
}

func likeness(vectors [][]float32, i int) []float32 {
	s := make([]float32, len(vectors))
	for j := range s {
		s[j] = dot(vectors[i], vectors[j]) / heat
	}
	return s
}

// softmax leaves the entry at self out.
func softmax(s []float32, self int) (p []float32, logSum float64) {
	top := float32(math.Inf(-1))
	for j, x := range s {
		if j != self {
			top = max(top, x)
		}
	}
	p = make([]float32, len(s))
	sum := 0.0
	for j, x := range s {
		if j != self {
			e := math.Exp(float64(x - top))
			p[j] = float32(e)
			sum += e
		}
	}
	for j := range p {
		p[j] = float32(float64(p[j]) / sum)
	}
	return p, float64(top) + math.Log(sum)
}

// spread turns the gradient of the cosines into that of the vectors.
func spread(out, rows [][]float32) [][]float32 {
	n := len(out)
	d := make([][]float32, n)
	f := 1 / (heat * float32(n))
	parallel(n, func(i int) {
		v := make([]float32, len(out[i]))
		for j := range n {
			if g := (rows[i][j] + rows[j][i]) * f; g != 0 {
				add(v, out[j], g)
			}
		}
		d[i] = v
	})
	return d
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}
