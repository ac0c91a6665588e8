package coverage

import (
	"math"
	"slices"

	"signpost/gaps/vectors"
)

// Points gives texts as vectors of length 1 in one space, by position.
type Points func(texts []string) ([][]float32, error)

// Spaces are those in which questions and articles are compared: by the words that
// they share alone, and with all that is known of words and sentences. Known may be nil.
//
// Questions among themselves are told apart best by what is known. An article is
// longer than a question and says things by the way, which blurs what is known of it;
// shared words are the better witness.
type Spaces struct{ Words, Known Points }

// knownWeight is what the space of all that is known weighs beside that of words.
const knownWeight = 0.5

// A space holds vectors of length 1 by their texts.
type space map[string][]float32

func newSpace(texts []string, points Points) (space, error) {
	vs, err := points(texts)
	if err != nil {
		return nil, err
	}
	s := space{}
	for i, v := range centred(vs) {
		s[texts[i]] = v
	}
	return s, nil
}

// of places texts, each in both spaces, side by side.
func (s Spaces) of(texts []string) (space, error) {
	shared, err := newSpace(texts, s.Words)
	if err != nil || s.Known == nil {
		return shared, err
	}
	known, err := newSpace(texts, s.Known)
	if err != nil {
		return nil, err
	}
	for t, v := range shared {
		shared[t] = beside(v, known[t])
	}
	return shared, nil
}

// beside joins the vectors of a text in both spaces to one of length 1.
func beside(shared, known []float32) []float32 {
	out := slices.Clone(shared)
	for _, x := range known {
		out = append(out, float32(math.Sqrt(knownWeight))*x)
	}
	return vectors.Normalize(out)
}

// nearest gives a scorer: the cosine of a group's centre and the article's nearest passage; 0
// for an article without any.
func (s space) nearest(articles [][]string, weight float64) scorer {
	parts := make([][][]float32, len(articles))
	for a, texts := range articles {
		for _, t := range texts {
			parts[a] = append(parts[a], s[t])
		}
	}
	return func(group []string, row []float64) {
		centre := make([]float32, len(s[group[0]]))
		for _, q := range group {
			vectors.Add(centre, s[q], 1)
		}
		vectors.Normalize(centre)
		for a, vs := range parts {
			if len(vs) == 0 {
				continue
			}
			best := float32(-1)
			for _, v := range vs {
				best = max(best, vectors.Dot(centre, v))
			}
			row[a] += weight * float64(best)
		}
	}
}

// meanDoubt is how many texts a mean has to be of to be half believed.
const meanDoubt = 20

// centred takes from vectors their mean, in place and as far as it is to be believed:
// what all texts have in common tells none from another. Zero vectors stay zero.
func centred(vs [][]float32) [][]float32 {
	if len(vs) == 0 {
		return vs
	}
	mean := make([]float32, len(vs[0]))
	for _, v := range vs {
		vectors.Add(mean, v, 1/float32(len(vs)+meanDoubt))
	}
	for _, v := range vs {
		if vectors.Dot(v, v) > 0 {
			vectors.Add(v, mean, -1)
			vectors.Normalize(v)
		}
	}
	return vs
}
