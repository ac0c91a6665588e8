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
	var largest float32
	for _, v := range values {
		largest = max(largest, v, -v)
	}
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

// sum adds values in eight strands, as the order of additions is part of the
// result.
func sum(values []float32) float32 {
	var s [8]float32
	for i := 0; i+8 <= len(values); i += 8 {
		for j, v := range values[i : i+8] {
			s[j] += v
		}
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

// exp returns e^x for x of any size, to some 1e-15 of itself: 2^k times the
// series of the rest, which is below ln 2 / 2.
func exp(x float64) float64 {
	x = min(max(x, -700), 700)
	const ln2 = 0.6931471805599453
	k := math.Floor(float64(x*(1/ln2)) + 0.5)
	r := x - float64(k*ln2)
	e := 1.0
	for n := 12.0; n > 0; n-- {
		e = 1 + float64(e*r)/n
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
