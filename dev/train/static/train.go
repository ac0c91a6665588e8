package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"signpost/gaps/wordmodel"
)

// The recipe. It was chosen on sets that the model at hand had not seen (CLINC150,
// NatCS-insurance and HWU64, each left out in turn); docs/models/static.md tells what
// was tried. More steps do not help.
const (
	steps    = 400
	classes  = 64 // of a batch
	perClass = 6
	pooled   = 384 // texts of a batch for imitation
	least    = 3   // texts that hold a word whose delta is learned
	rate     = 2e-3
	// dropped is the share of words whose own delta is left out.
	dropped = 0.5
	// heat divides cosines before they compete.
	heat = 0.1
)

// A reading is a text cut into the words of the net.
type reading []int32

// A course is all that a model learns from.
type course struct {
	vocabulary []sourceWord
	sets       [][][]reading // set, class, text
	pool       []reading
	teacher    [][]float32 // a vector of each text of the pool
}

// train runs the recipe. The rate falls along half a cosine in the second half.
func train(c course, log io.Writer) *net {
	rng := rand.New(rand.NewPCG(1, 1))
	n := newNet(inputs(c.vocabulary), learnable(c), rng)
	for step := 1; step <= steps; step++ {
		batch, class := draw(c.sets, rng)
		p := n.forward(n.tokens(batch, rng))
		loss, d := contrast(p.out, class)
		n.backward(p, d)

		batch, teacher := drawPool(c, rng)
		p = n.forward(n.tokens(batch, rng))
		taught, d := imitate(p.out, teacher)
		n.backward(p, d)

		r := rate
		if half := steps / 2; step > half {
			r *= 0.5 + 0.5*math.Cos(math.Pi*float64(step-half)/float64(steps-half+1))
		}
		n.step(step, float32(r))
		if step%100 == 0 {
			fmt.Fprintf(log, "step %d: contrast %.3f, imitation %.3f\n", step, loss, taught)
		}
	}
	return n
}

func drawPool(c course, rng *rand.Rand) (batch []reading, teacher [][]float32) {
	for _, i := range rng.Perm(len(c.pool))[:min(pooled, len(c.pool))] {
		batch, teacher = append(batch, c.pool[i]), append(teacher, c.teacher[i])
	}
	return batch, teacher
}

// draw takes classes of one set, so that they are told apart by what they are about
// and not by the set's manner; sets come up by their number of classes.
func draw(sets [][][]reading, rng *rand.Rand) (batch []reading, class []int) {
	weights := make([]int, len(sets))
	for i, s := range sets {
		weights[i] = len(s)
	}
	pick := slices.Clone(sets[choose(weights, rng)])
	rng.Shuffle(len(pick), func(i, j int) { pick[i], pick[j] = pick[j], pick[i] })
	for k, texts := range pick[:min(len(pick), classes)] {
		for _, i := range rng.Perm(len(texts))[:min(len(texts), perClass)] {
			batch, class = append(batch, texts[i]), append(class, k)
		}
	}
	return batch, class
}

func choose(weights []int, rng *rand.Rand) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	x := rng.IntN(sum)
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// tokens decides by lot of which words the own part counts, so that the part that all
// words share serves those that no training text holds.
func (n *net) tokens(batch []reading, rng *rand.Rand) [][]token {
	out := make([][]token, len(batch))
	for i, text := range batch {
		for _, w := range text {
			own := rng.Float64() >= dropped
			out[i] = append(out[i], token{w, own && n.learned[w]})
		}
	}
	return out
}

func inputs(vocabulary []sourceWord) [][]float32 {
	out := make([][]float32, len(vocabulary))
	for i, w := range vocabulary {
		out[i] = append(append([]float32{}, w.vector...), float32(math.Log1p(float64(w.rank))/12.7))
	}
	return out
}

func learnable(c course) []bool {
	count := make([]int, len(c.vocabulary))
	tally := func(t reading) {
		seen := map[int32]bool{}
		for _, w := range t {
			if !seen[w] {
				seen[w] = true
				count[w]++
			}
		}
	}
	for _, s := range c.sets {
		for _, class := range s {
			for _, t := range class {
				tally(t)
			}
		}
	}
	for _, t := range c.pool {
		tally(t)
	}
	out := make([]bool, len(count))
	for i, k := range count {
		out[i] = k >= least
	}
	return out
}

// export gives each word the vector that it adds to a sentence.
func (n *net) export(vocabulary []sourceWord) []wordmodel.Word {
	out := make([]wordmodel.Word, len(vocabulary))
	parallel(len(vocabulary), func(i int) {
		base, inner, score := make([]float32, dims), make([]float32, hidden), float32(0)
		n.word(int32(i), base, inner, &score)
		if n.learned[i] {
			score += n.dw.value[i]
			add(base, n.delta.value[i*dims:(i+1)*dims], 1)
		}
		a := softplus(score)
		for d := range base {
			base[d] *= a
		}
		out[i] = wordmodel.Word{Word: vocabulary[i].word, Vector: base}
	})
	return out
}
