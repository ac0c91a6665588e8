package encoder

import "math"

// Everything here gives the same bits on every processor: products are rounded
// by a conversion before they are added, so that no compiler joins the two, and
// exp and tanh are our own, as those of package math are not the same everywhere.

// levels is the largest activation after quantisation. With int8 weights and at
// most 1536 inputs a sum stays below 2^31: 8191 × 127 × 1536 = 1.6e9.
const levels = 8191

// quantise writes values as whole numbers of what it returns.
func quantise(acts []int16, values []float32) float32 {
	// Without its sign, a larger number has larger bits.
	var bits uint32
	for _, v := range values {
		bits = max(bits, math.Float32bits(v)&0x7fffffff)
	}
	largest := math.Float32frombits(bits)
	if largest == 0 {
		clear(acts)
		return 0
	}
	// Added to 1.5 × 2^23, a small number is rounded to a whole one, half to even,
	// and stands in the last bits.
	const magic = 3 << 22
	inverse := levels / largest
	for i, v := range values {
		acts[i] = int16(int32(math.Float32bits(float32(v*inverse)+magic)) - int32(magicBits))
	}
	return largest / levels
}

// magicBits are the bits of 3 << 22 as a float32.
const magicBits = 0x4b400000

// sum adds values, a multiple of 8, in eight strands: the order of additions is
// part of the result.
func sum(values []float32) float32 {
	var s [8]float32
	for ; len(values) >= 8; values = values[8:] {
		s[0] += values[0]
		s[1] += values[1]
		s[2] += values[2]
		s[3] += values[3]
		s[4] += values[4]
		s[5] += values[5]
		s[6] += values[6]
		s[7] += values[7]
	}
	return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

// normalize writes the layer normalization of row to out: less the mean, by the
// standard deviation, scaled and shifted. out and row have the same length, a
// multiple of 8, and may not be one.
func (n normalization) normalize(out, row []float32) {
	size := float32(len(row))
	mean := sum(row) / size
	for i, v := range row {
		d := v - mean
		out[i] = float32(d * d)
	}
	variance := sum(out)/size + 1e-6
	inverse := 1 / float32(math.Sqrt(float64(variance)))
	for i, v := range row {
		out[i] = float32(float32(n.scale[i]*inverse)*(v-mean)) + n.shift[i]
	}
}

// series are the coefficients 1/n! of e^x, from n = 12 down.
var series = [...]float64{
	1. / 479001600, 1. / 39916800, 1. / 3628800, 1. / 362880, 1. / 40320,
	1. / 5040, 1. / 720, 1. / 120, 1. / 24, 1. / 6, 1. / 2, 1, 1,
}

// exp returns e^x, to some 1e-14 of itself: 2^k times the series of the rest,
// which is at most ln 2 / 2. x beyond ±700 counts as that.
func exp(x float64) float64 {
	x = min(max(x, -700), 700)
	const ln2 = 0.6931471805599453
	k := math.Floor(float64(x*(1/ln2)) + 0.5)
	r := x - float64(k*ln2)
	e := 0.0
	for _, c := range series {
		e = float64(e*r) + c
	}
	return e * math.Float64frombits(uint64(int64(k)+1023)<<52)
}

func tanh(x float32) float32 {
	return float32(1 - 2/(exp(2*float64(x))+1))
}

// softmax turns scores into weights that add up to 1.
func softmax(scores []float32) {
	largest := scores[0]
	for _, s := range scores {
		largest = max(largest, s)
	}
	var total float32
	for i, s := range scores {
		scores[i] = float32(exp(float64(s - largest)))
		total += scores[i]
	}
	for i := range scores {
		scores[i] /= total
	}
}
