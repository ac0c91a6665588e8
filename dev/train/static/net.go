package main

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
)

// Sizes of the network. The inner layer decides how much a word counts.
const (
	hidden = 64
	dims   = 128
)

// A net turns the words of a sentence into its vector:
//
//	norm(Σ softplus(mlp[v, rank] + dw) · (A·v + delta))
//
// over its words, where v is the word's own vector, and delta and dw are learned
// for words that the training texts hold often enough. All matrices are row after row.
type net struct {
	in        int
	words     int
	a         param // dims × in
	w1, b1    param // hidden × (in+1), hidden
	w2, b2    param // hidden, 1
	delta, dw param // words × dims, words
	input     [][]float32
	learned   []bool // whether a word has a delta of its own
}

// A param is a part of the net with its gradient and what Adam remembers of it.
type param struct{ value, grad, m, v []float32 }

func newParam(n int, scale float64, rng *rand.Rand) param {
	p := param{make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)}
	if scale > 0 {
		for i := range p.value {
			p.value[i] = float32((2*rng.Float64() - 1) * scale)
		}
	}
	return p
}

// newNet takes the vector of each word with its rank at the end.
func newNet(input [][]float32, learned []bool, rng *rand.Rand) *net {
	in := len(input[0]) - 1
	n := &net{in: in, words: len(input), input: input, learned: learned}
	n.a = newParam(dims*in, 1/math.Sqrt(float64(in)), rng)
	n.w1 = newParam(hidden*(in+1), 1/math.Sqrt(float64(in+1)), rng)
	n.b1 = newParam(hidden, 1/math.Sqrt(float64(in+1)), rng)
	n.w2 = newParam(hidden, 1/math.Sqrt(hidden), rng)
	n.b2 = newParam(1, 1/math.Sqrt(hidden), rng)
	n.delta = newParam(len(input)*dims, 0, rng)
	n.dw = newParam(len(input), 0, rng)
	return n
}

// A token is a word of a sentence; own says that its delta counts this time.
type token struct {
	word int32
	own  bool
}

// A pass is what one batch left on its way through the net.
type pass struct {
	batch [][]token
	// words are the different words of the batch, at their places.
	words []int32
	at    map[int32]int
	// per word: A·v, the inner layer, the score before dw.
	base  []float32
	inner []float32
	score []float32
	// uses lists for each word where it stands.
	uses [][]use
	// per sentence: the sum, its length and the vector.
	length []float32
	out    [][]float32
	weight [][]float32
}

type use struct{ sentence, position int }

func (n *net) forward(batch [][]token) *pass {
	p := &pass{batch: batch, at: map[int32]int{}}
	for s, sentence := range batch {
		for i, t := range sentence {
			k, ok := p.at[t.word]
			if !ok {
				k = len(p.words)
				p.at[t.word] = k
				p.words = append(p.words, t.word)
				p.uses = append(p.uses, nil)
			}
			p.uses[k] = append(p.uses[k], use{s, i})
		}
	}
	p.base = make([]float32, len(p.words)*dims)
	p.inner = make([]float32, len(p.words)*hidden)
	p.score = make([]float32, len(p.words))
	parallel(len(p.words), func(k int) {
		n.word(p.words[k], p.base[k*dims:(k+1)*dims], p.inner[k*hidden:(k+1)*hidden], &p.score[k])
	})
	p.out = make([][]float32, len(batch))
	p.weight = make([][]float32, len(batch))
	p.length = make([]float32, len(batch))
	parallel(len(batch), func(s int) { n.sentence(p, s) })
	return p
}

// word computes what does not depend on the sentence.
func (n *net) word(w int32, base, inner []float32, score *float32) {
	x := n.input[w]
	for d := range base {
		base[d] = dot(n.a.value[d*n.in:(d+1)*n.in], x[:n.in])
	}
	s := n.b2.value[0]
	for h := range inner {
		inner[h] = max(0, dot(n.w1.value[h*(n.in+1):(h+1)*(n.in+1)], x)+n.b1.value[h])
		s += n.w2.value[h] * inner[h]
	}
	*score = s
}

func (n *net) sentence(p *pass, s int) {
	sum := make([]float32, dims)
	p.weight[s] = make([]float32, len(p.batch[s]))
	for i, t := range p.batch[s] {
		k := p.at[t.word]
		z := p.score[k]
		if t.own {
			z += n.dw.value[t.word]
		}
		a := softplus(z)
		p.weight[s][i] = a
		add(sum, p.base[k*dims:(k+1)*dims], a)
		if t.own {
			add(sum, n.delta.value[int(t.word)*dims:(int(t.word)+1)*dims], a)
		}
	}
	l := float32(math.Sqrt(float64(dot(sum, sum)))) + 1e-9
	for d := range sum {
		sum[d] /= l
	}
	p.out[s], p.length[s] = sum, l
}

// backward adds to the gradients what d, the gradient of each sentence's vector,
// makes of them.
func (n *net) backward(p *pass, d [][]float32) {
	dsum := make([][]float32, len(d))
	parallel(len(d), func(s int) {
		c := dot(d[s], p.out[s])
		v := make([]float32, dims)
		for j := range v {
			v[j] = (d[s][j] - c*p.out[s][j]) / p.length[s]
		}
		dsum[s] = v
	})
	dbase := make([]float32, len(p.words)*dims)
	dscore := make([]float32, len(p.words))
	parallel(len(p.words), func(k int) { n.wordBack(p, k, dsum, dbase[k*dims:(k+1)*dims], &dscore[k]) })
	parallel(dims, func(r int) {
		g := n.a.grad[r*n.in : (r+1)*n.in]
		for k, w := range p.words {
			add(g, n.input[w][:n.in], dbase[k*dims+r])
		}
	})
	parallel(hidden, func(h int) {
		g := n.w1.grad[h*(n.in+1) : (h+1)*(n.in+1)]
		for k, w := range p.words {
			x := p.inner[k*hidden+h]
			n.w2.grad[h] += dscore[k] * x
			if x > 0 {
				f := dscore[k] * n.w2.value[h]
				n.b1.grad[h] += f
				add(g, n.input[w], f)
			}
		}
	})
	for _, x := range dscore {
		n.b2.grad[0] += x
	}
}

func (n *net) wordBack(p *pass, k int, dsum [][]float32, dbase []float32, dscore *float32) {
	w := int(p.words[k])
	base := p.base[k*dims : (k+1)*dims]
	delta := n.delta.value[w*dims : (w+1)*dims]
	for _, u := range p.uses[k] {
		g, a := dsum[u.sentence], p.weight[u.sentence][u.position]
		own := p.batch[u.sentence][u.position].own
		inward := dot(base, g)
		add(dbase, g, a)
		if own {
			inward += dot(delta, g)
			add(n.delta.grad[w*dims:(w+1)*dims], g, a)
		}
		// softplus' is the logistic function, 1 - exp(-softplus).
		ds := inward * (1 - float32(math.Exp(-float64(a))))
		*dscore += ds
		if own {
			n.dw.grad[w] += ds
		}
	}
}

// step is one step of Adam (Kingma and Ba 2015).
func (n *net) step(t int, rate float32) {
	for _, p := range []*param{&n.a, &n.w1, &n.b1, &n.w2, &n.b2, &n.dw} {
		p.adam(t, rate, 0, len(p.value))
	}
	parallel(n.words, func(w int) {
		if n.learned[w] {
			n.delta.adam(t, rate, w*dims, (w+1)*dims)
		}
	})
}

func (p *param) adam(t int, rate float32, from, to int) {
	const b1, b2, tiny = 0.9, 0.999, 1e-8
	c1 := float32(1 / (1 - math.Pow(b1, float64(t))))
	c2 := float32(1 / (1 - math.Pow(b2, float64(t))))
	for i := from; i < to; i++ {
		g := p.grad[i]
		p.grad[i] = 0
		if g == 0 && p.m[i] == 0 {
			continue
		}
		p.m[i] = b1*p.m[i] + (1-b1)*g
		p.v[i] = b2*p.v[i] + (1-b2)*g*g
		p.value[i] -= rate * p.m[i] * c1 / (float32(math.Sqrt(float64(p.v[i]*c2))) + tiny)
	}
}

func softplus(x float32) float32 {
	if x > 20 {
		return x
	}
	return float32(math.Log1p(math.Exp(float64(x))))
}

// dot runs four sums side by side, in an order that is fixed.
func dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}

func add(sum, v []float32, f float32) {
	v = v[:len(sum)]
	for j := range sum {
		sum[j] += f * v[j]
	}
}

// parallel calls f for each index. Each call writes to places of its own only.
func parallel(n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var wg sync.WaitGroup
	for k := range workers {
		wg.Go(func() {
			for i := k; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}
