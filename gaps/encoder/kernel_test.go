package encoder

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The vector instructions give the bits of the pure kernels, for all sizes that
// the model has and for others, at the ends of the ranges, too.
func TestKernelsAgree(t *testing.T) {
	fast, pure := fastKernels(), pureKernels()
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		inputs := 8 * (1 + random.IntN(20))
		if round < 9 {
			inputs = []int{narrow, wide, inner}[round%3]
		}
		stride := lanes + random.IntN(40)
		acts := make([]int16, tileRows*inputs)
		panel := make([]byte, lanes*inputs)
		for i := range acts {
			acts[i] = int16(random.IntN(2*levels+1) - levels)
			if round%3 == 0 {
				acts[i] = levels
			}
		}
		for i := range panel {
			panel[i] = byte(random.IntN(256))
			if round%3 == 0 {
				panel[i] = 127
			}
		}
		want := make([]int32, tileRows*stride)
		for i := range want {
			want[i] = 7 // what lies between the outputs stays
		}
		got := slices.Clone(want)
		pure.tile(want, stride, acts, inputs, panel)
		fast.tile(got, stride, acts, inputs, panel)
		if !slices.Equal(got, want) {
			t.Fatalf("tile of %d inputs, stride %d: %v, want %v", inputs, stride, got, want)
		}
	}
	for range 300 {
		size := lanes * (1 + random.IntN(8))
		count := random.IntN(140)
		stride := size + random.IntN(30)
		weights := randoms(random, count)
		rows := randoms(random, count*stride+size)
		want, got := make([]float32, size), randoms(random, size)
		pure.weigh(want, weights, rows, stride)
		fast.weigh(got, weights, rows, stride)
		if !slices.Equal(got, want) {
			t.Fatalf("weighing %d rows of %d: %v, want %v", count, size, got, want)
		}
	}
}

func randoms(random *rand.Rand, n int) []float32 {
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(random.NormFloat64())
	}
	return values
}

func TestQuantise(t *testing.T) {
	acts := make([]int16, 4)
	if scale := quantise(acts, []float32{-2, 1, 0, 0.5}); !slices.Equal(acts, []int16{-8191, 4096, 0, 2048}) || scale != float32(2)/8191 {
		t.Errorf("%v of %v", acts, scale)
	}
	if scale := quantise(acts, make([]float32, 4)); scale != 0 || !slices.Equal(acts, make([]int16, 4)) {
		t.Errorf("%v of %v", acts, scale)
	}
}

func TestExpAndTanh(t *testing.T) {
	for x := -60.0; x < 60; x += 0.037 {
		if got, want := exp(x), math.Exp(x); math.Abs(got-want) > 1e-13*want {
			t.Errorf("exp(%v) = %v, want %v", x, got, want)
		}
		if got, want := float64(tanh(float32(x))), math.Tanh(float64(float32(x))); math.Abs(got-want) > 1e-7 {
			t.Errorf("tanh(%v) = %v, want %v", x, got, want)
		}
	}
	if exp(-1e9) > 1e-300 || tanh(1e9) != 1 || tanh(-1e9) != -1 {
		t.Error("far values")
	}
}
