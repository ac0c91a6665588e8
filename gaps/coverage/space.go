package coverage

import "signpost/gaps/vectors"

// A space scores passages by their cosine to a group's centre, in the space that
// package vectors makes of all texts that will be compared. An article is its
// best passage.
type space map[string][]float32

func newSpace(texts []string) space {
	s := space{}
	points := vectors.Of(texts, make([]string, len(texts)))
	for i, t := range texts {
		s[t] = points[i]
	}
	return s
}

func (s space) against(articles [][]string) func([]string, []float64) {
	return func(group []string, row []float64) {
		centre := make([]float32, len(s[group[0]]))
		for _, q := range group {
			vectors.Add(centre, s[q], 1)
		}
		vectors.Normalize(centre)
		for a, passages := range articles {
			for _, p := range passages {
				row[a] = max(row[a], float64(vectors.Dot(centre, s[p])))
			}
		}
	}
}
