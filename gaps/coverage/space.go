package coverage

import "signpost/gaps/vectors"

// Points gives texts as vectors of length 1 in one space, by position.
type Points func(texts []string) ([][]float32, error)

// A space scores passages by their cosine to a group's centre, in the space of all
// texts that will be compared. An article is its best passage.
type space map[string][]float32

func newSpace(texts []string, points Points) (space, error) {
	texts = different(texts)
	vs, err := points(texts)
	if err != nil {
		return nil, err
	}
	s := space{}
	for i, t := range texts {
		s[t] = vs[i]
	}
	return s, nil
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
