package vectors

import (
	"math"
	"testing"
)

func TestReduceKeepsLikeness(t *testing.T) {
	texts := [][]string{{"a", "b"}, {"a", "b"}, {"c", "d"}, {"c", "d"}, nil}
	m := newVocabulary(t.Context(), texts, 1).rows(t.Context(), texts)
	v := reduce(t.Context(), m, 2)
	if like := Dot(v[0], v[1]); like < 0.999 {
		t.Errorf("equal rows: cosine %.3f", like)
	}
	if like := Dot(v[0], v[2]); math.Abs(float64(like)) > 1e-3 {
		t.Errorf("rows without common features: cosine %.3f", like)
	}
	if Dot(v[4], v[4]) != 0 {
		t.Error("a row without features has a direction")
	}
}
