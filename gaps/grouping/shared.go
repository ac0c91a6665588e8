package grouping

import (
	"context"
	"math"
	"slices"

	"signpost/gaps/dots"
	"signpost/gaps/vectors"
	"signpost/internal/parallel"
)

// sharedShare is how much of the distance of two texts, in per cent, the neighbours tell
// that they share; the angle between them tells the rest. Two texts about one matter have
// much the same texts around them even where their words differ; near twins of matters
// have not. docs/figures-gaps.md tells what was compared.
const sharedShare = 70

// sharedNeighbours gives how many nearest texts count as neighbours among n, and how many
// of these lend theirs: half the root of n, and more where there are so many texts that a
// matter has hundreds of them, which fewer neighbours would not hold together.
func sharedNeighbours(n int) (nearest, closest int) {
	k := math.Sqrt(float64(n)) / 2
	if n > manyTexts {
		k *= math.Sqrt(math.Sqrt(float64(n) / manyTexts))
	}
	nearest = max(2, int(k))
	return nearest, nearest * 2 / 5
}

// manyTexts is from how many texts on neighbours grow faster than the root of their number.
const manyTexts = 3000

// Up to fewerTexts groups join until stops.Shared, from mostTexts on until stops.Many.
const fewerTexts, mostTexts = 6000, 10000

// sharedStop gives the distance of groups among n texts until which they join. The more
// texts a matter has, the farther apart are those at its ends.
func sharedStop(n int, stops vectors.Stops) float32 {
	share := float32(min(max(n, fewerTexts), mostTexts)-fewerTexts) / (mostTexts - fewerTexts)
	return stops.Shared + float32(share*(stops.Many-stops.Shared))
}

// whole is what the shares of a text's neighbours sum up to.
const whole = 1 << 20

// A holding is a text with what it counts in a set.
type holding struct{ text, weight int32 }

// sharedDistances gives the distances of points by the neighbours they share and by
// their angles. The only error is that of ctx.
func sharedDistances(ctx context.Context, points [][]float32) (distances, error) {
	k, closest := sharedNeighbours(len(points))
	set := dots.New(points)
	near := make([][]neighbour, len(points))
	parallel.Spans(ctx, len(points), func(from, to int) {
		copy(near[from:to], nearest(set, from, to, set, k, true))
	})
	around := make([][]holding, len(points))
	parallel.Spans(ctx, len(points), func(from, to int) {
		sum := make([]int64, len(points))
		for i := from; i < to; i++ {
			around[i] = surroundings(near, i, closest, sum)
		}
	})
	d, err := newDistances(ctx, set)
	if err != nil {
		return d, err
	}
	parallel.Each(ctx, (len(points)+rowsAtOnce-1)/rowsAtOnce, func(n int) {
		from, to := n*rowsAtOnce, min(len(points), (n+1)*rowsAtOnce)
		held := holdersOf(around[from:to], len(points))
		for j := range to - 1 {
			var shared [rowsAtOnce]int32
			held.share(around[j], &shared)
			for i := max(from, j+1); i < to; i++ {
				angle := &d.rows[i][j]
				*angle = uint16((sharedShare*apart(shared[i-from]) + (100-sharedShare)*int64(*angle)) / 100)
			}
		}
	})
	return d, ctx.Err()
}

// rowsAtOnce is of how many texts it is looked up at once what another shares with them: so
// few that this stays near to the processor.
const rowsAtOnce = 64

// holders tell of each text in the surroundings of which of some texts it is: those of text
// t are from[t] up to from[t+1]. A packed holding is a weight and, in its last bits, which of
// the texts it is.
type holders struct {
	from   []int32
	packed []uint32
}

func holdersOf(around [][]holding, texts int) holders {
	h := holders{from: make([]int32, texts+1)}
	for _, hs := range around {
		for _, own := range hs {
			h.from[own.text+1]++
		}
	}
	for t := range texts {
		h.from[t+1] += h.from[t]
	}
	h.packed = make([]uint32, h.from[texts])
	next := slices.Clone(h.from)
	for i, hs := range around {
		for _, own := range hs {
			h.packed[next[own.text]] = uint32(own.weight)*rowsAtOnce + uint32(i)
			next[own.text]++
		}
	}
	return h
}

// share adds up what each of the texts shares with another, of which around are the
// surroundings.
func (h holders) share(around []holding, shared *[rowsAtOnce]int32) {
	for _, other := range around {
		for _, p := range h.packed[h.from[other.text]:h.from[other.text+1]] {
			shared[p%rowsAtOnce] += min(other.weight, int32(p/rowsAtOnce))
		}
	}
}

// apart is Jaccard's distance, in parts of One, of two sets whose weights sum up to
// whole each, of which they share a part.
func apart(shared int32) int64 {
	return dots.One * 2 * int64(whole-shared) / int64(2*whole-shared)
}

// surroundings weighs the neighbours of text i and of the closest to it, ascending by
// text. sum is all zeros, and is so again after.
func surroundings(near [][]neighbour, i, closest int, sum []int64) []holding {
	var texts []int
	total := int64(0)
	add := func(text int, weight int32) {
		if weight <= 0 {
			return
		}
		if sum[text] == 0 {
			texts = append(texts, text)
		}
		sum[text] += int64(weight)
		total += int64(weight)
	}
	list := func(text int) {
		add(text, dots.One)
		for _, n := range near[text] {
			add(n.index, n.cos/dots.One)
		}
	}
	list(i)
	for _, n := range near[i][:min(closest, len(near[i]))] {
		list(n.index)
	}
	slices.Sort(texts)
	out := make([]holding, len(texts))
	for at, text := range texts {
		out[at] = holding{int32(text), int32(sum[text] * whole / total)}
		sum[text] = 0
	}
	return out
}
