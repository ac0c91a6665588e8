package coverage

import (
	"cmp"
	"slices"
	"strings"
)

// A scale says what a scorer gives to an article that answers a group, and to
// the best of those that do not.
type scale struct{ own, other float64 }

// wordings is how many members make a pseudo-article.
const wordings = 8

// A rehearsal is the same task with known answers: some members of each group
// are made its article, and the others ask.
type rehearsal struct{ asking, articles [][]string }

// rehearse splits every group of at least four. Members come nearest to the
// centre first, so every second one keeps both parts alike.
func rehearse(groups [][]string) rehearsal {
	var r rehearsal
	for _, g := range groups {
		if len(g) < 4 {
			continue
		}
		var article, rest []string
		for i, q := range g {
			if i%2 == 0 && len(article) < wordings {
				article = append(article, q)
			} else {
				rest = append(rest, q)
			}
		}
		r.asking, r.articles = append(r.asking, rest), append(r.articles, []string{strings.Join(article, "\n")})
	}
	return r
}

// steady is how many groups of the rehearsal weigh as much as what was found on
// training data: a scale learned of two groups is none.
const steady = 8

// calibrate learns the scale of a scorer: the mean score of the groups' own
// articles, and of the best others.
func (r rehearsal) calibrate(s scorer, usual scale) scale {
	n := float64(len(r.asking))
	own, other := usual.own*steady, usual.other*steady
	for g, row := range fitsOf(s, r.asking, r.articles) {
		own += row[g]
		row[g] = 0
		other += slices.Max(row)
	}
	return scale{own / (n + steady), other / (n + steady)}
}

// foreign is the place of the article that surely answers another question: of the
// many articles of a help center few answer the same.
const foreign = 3

// crowded raises the scale's foot to what foreign articles reach in fact. A large
// help center always has a passage that happens to share some words, which the few
// articles of a rehearsal do not show.
func (s scale) crowded(fits [][]float64) scale {
	if len(fits) == 0 || len(fits[0]) < 2*foreign {
		return s
	}
	sum := 0.0
	for _, row := range fits {
		sorted := slices.Sorted(slices.Values(row))
		sum += sorted[len(sorted)-foreign]
	}
	if foot := sum / float64(len(fits)); foot > s.other {
		return scale{s.own + (foot-s.other)/2, foot}
	}
	return s
}

// apply brings a score to the scale: 0 as ill as the best foreign article, 1 as
// well as the group's own.
func (s scale) apply(x float64) float64 { return (x - s.other) / max(s.own-s.other, 0.05) }

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
