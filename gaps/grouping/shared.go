package grouping

import (
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
// their angles.
func sharedDistances(points [][]float32) distances {
	k, closest := sharedNeighbours(len(points))
	set := dots.New(points)
	near := make([][]neighbour, len(points))
	parallel.Spans(len(points), func(from, to int) {
		copy(near[from:to], nearest(set, from, to, set, k, true))
	})
	around := make([][]holding, len(points))
	parallel.Spans(len(points), func(from, to int) {
		sum := make([]int64, len(points))
		for i := from; i < to; i++ {
			around[i] = surroundings(near, i, closest, sum)
		}
	})
	holders := holdersOf(around)
	d := newDistances(points)
	parallel.Spans(len(points), func(from, to int) {
		shared := make([]int32, len(points))
		for i := from; i < to; i++ {
			clear(shared)
			for _, own := range around[i] {
				for _, other := range holders[own.text] {
					if int(other.text) >= i {
						break
					}
					shared[other.text] += min(own.weight, other.weight)
				}
			}
			for j, angle := range d.rows[i] {
				d.rows[i][j] = uint16((sharedShare*apart(shared[j]) + (100-sharedShare)*int64(angle)) / 100)
			}
		}
	})
	return d
}

// holdersOf gives for each text those in whose surroundings it is, ascending.
func holdersOf(around [][]holding) [][]holding {
	n := make([]int, len(around))
	for _, hs := range around {
		for _, h := range hs {
			n[h.text]++
		}
	}
	holders := make([][]holding, len(around))
	for i := range holders {
		holders[i] = make([]holding, 0, n[i])
	}
	for i, hs := range around {
		for _, h := range hs {
			holders[h.text] = append(holders[h.text], holding{int32(i), h.weight})
		}
	}
	return holders
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
