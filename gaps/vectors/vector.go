package vectors

import "math"

// Dot is the inner product; of vectors of length 1, the cosine. It runs four sums side
// by side: their order is fixed, and products are rounded before they are added, so
// that no compiler joins the two, and the result is the same everywhere.
func Dot(a, b []float32) float32 {
	if len(a) != len(b) {
		return 0
	}
	var s0, s1, s2, s3 float32
	for len(a) >= 4 && len(b) >= 4 {
		s0 += float32(a[0] * b[0])
		s1 += float32(a[1] * b[1])
		s2 += float32(a[2] * b[2])
		s3 += float32(a[3] * b[3])
		a, b = a[4:], b[4:]
	}
	for i, x := range a {
		s0 += float32(x * b[i])
	}
	return (s0 + s1) + (s2 + s3)
}

// Add adds f times v to sum, in place.
func Add(sum, v []float32, f float32) {
	for j, x := range v {
		sum[j] += float32(f * x)
	}
}

// Normalize scales v to length 1 in place; a zero vector stays zero.
func Normalize(v []float32) []float32 {
	if l := math.Sqrt(float64(Dot(v, v))); l > 0 {
		for j := range v {
			v[j] = float32(float64(v[j]) / l)
		}
	}
	return v
}
