package coverage

import (
	"cmp"
	"math"
	"slices"
)

// What is usual of the fits of articles over all groups, on training data: their mean
// and their spread. They weigh as much as usualGroups groups, since the spread over a
// handful of groups says little.
const (
	usualMean   = 0.1
	usualSpread = 0.17
	usualGroups = 4
)

// evened is how far the spread is evened out: 0 not at all, 1 wholly. It is worth 1 to
// 3 points of AUROC where groups are whole, and costs nothing where they are split.
const evened = 0.7

// even brings the articles to one spread, in place: one that is somewhat near to all
// groups, or very near to a few, says no more by it than one of plain words.
func even(fits [][]float64) {
	n := float64(len(fits))
	for a := range fits[0] {
		mean := usualMean * usualGroups
		for _, row := range fits {
			mean += row[a]
		}
		mean /= n + usualGroups
		squares := usualGroups * (usualSpread*usualSpread + (usualMean-mean)*(usualMean-mean))
		for _, row := range fits {
			squares += (row[a] - mean) * (row[a] - mean)
		}
		f := math.Pow(math.Sqrt(squares/(n+usualGroups))/usualSpread, -evened)
		for _, row := range fits {
			row[a] *= f
		}
	}
}

// rivalShare of the fit of the group that an article answers best is taken from all
// others: an article is rarely right for two groups. One rival is as good as several.
const rivalShare = 0.3

// claimed takes from each fit what the article's best other group claims.
func claimed(fits [][]float64) [][]float64 {
	out := make([][]float64, len(fits))
	for g := range fits {
		out[g] = slices.Clone(fits[g])
	}
	for a := range fits[0] {
		first, second := -1, -1
		for g := range fits {
			switch {
			case first < 0 || fits[g][a] > fits[first][a]:
				first, second = g, first
			case second < 0 || fits[g][a] > fits[second][a]:
				second = g
			}
		}
		for g := range fits {
			rival := first
			if g == first {
				rival = second
			}
			if rival >= 0 {
				out[g][a] -= rivalShare * max(0, fits[rival][a])
			}
		}
	}
	return out
}

// A scale is known by its foot, the fit of an article that surely answers something
// else; span above it is one made of the customers' own words.
type scale struct{ foot float64 }

const (
	// foreign is the place of the article that surely answers another question: of
	// the many articles of a help center few answer the same.
	foreign = 3
	// footGroups is how many groups a foot of 0 weighs, that of unrelated texts. It is
	// all there is to go by for fewer than 2*foreign articles.
	footGroups = 8
	span       = 0.6
)

// scaleOf measures the foot: a large help center always has an article that happens to
// share some words.
func scaleOf(fits [][]float64) scale {
	if len(fits[0]) < 2*foreign {
		return scale{}
	}
	sum := 0.0
	for _, row := range fits {
		sorted := slices.Sorted(slices.Values(row))
		sum += sorted[len(sorted)-foreign]
	}
	return scale{sum / float64(len(fits)+footGroups)}
}

// apply brings a fit to the scale: 0 as ill as a foreign article, 1 as well as one made
// of the customers' own words.
func (s scale) apply(x float64) float64 { return (x - s.foot) / span }

// otsu gives the cut that parts scores into the two classes with the greatest
// variance between them (Otsu 1979), and the mean of the class below it. Both
// are 0 for fewer than two different scores.
func otsu(scores []float64) (cut, low float64) {
	xs := slices.SortedFunc(slices.Values(scores), cmp.Compare)
	total := 0.0
	for _, x := range xs {
		total += x
	}
	best, below := 0.0, 0.0
	for i := 1; i < len(xs); i++ {
		below += xs[i-1]
		a, b := float64(i), float64(len(xs)-i)
		d := (total-below)/b - below/a
		if v := a * b * d * d; xs[i] > xs[i-1] && v > best {
			best, cut, low = v, xs[i], below/a
		}
	}
	return cut, low
}
