package dots

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The vector instructions give what the pure kernel gives, for vectors of any size and
// at the ends of the range.
func TestKernelsAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		size := steps * (1 + random.IntN(100))
		rows, panel := make([]int16, tileRows*size), make([]int16, lanes*size)
		largest := One / int(math.Sqrt(float64(size))) // length 1 at most
		for _, xs := range [][]int16{rows, panel} {
			for i := range xs {
				xs[i] = int16(random.IntN(2*largest+1) - largest)
				if round%3 == 0 {
					xs[i] = int16(largest)
				}
			}
		}
		if round == 1 { // a single direction
			clear(rows)
			clear(panel)
			rows[0], panel[0], panel[2] = One, One, -One
		}
		var want, got [tileRows * lanes]int32
		pure(&want, rows, panel)
		fastKernel()(&got, rows, panel)
		if got != want {
			t.Fatalf("size %d: %v, want %v", size, got, want)
		}
	}
}

// Each gives every product once, near the true one.
func TestEach(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	vectors := func(n, size int) [][]float32 {
		out := make([][]float32, n)
		for i := range out {
			v, sum := make([]float32, size), 0.0
			for j := range v {
				v[j] = float32(random.NormFloat64())
				sum += float64(v[j]) * float64(v[j])
			}
			for j := range v {
				v[j] = float32(float64(v[j]) / math.Sqrt(sum))
			}
			out[i] = v
		}
		return out
	}
	for _, n := range []int{1, 3, 16, 17, 100} {
		size := 1 + random.IntN(60)
		a, b := vectors(n, size), vectors(n+5, size)
		from, upTo := n/3, n+5-n/2
		seen := make([][]int32, n)
		New(a).Each(from, n, New(b), upTo, func(i, j int, products []int32) {
			if j != len(seen[i]) {
				t.Fatalf("%d vectors: products of %d with %d come after %d", n, i, j, len(seen[i]))
			}
			seen[i] = append(seen[i], products...)
		})
		for i, got := range seen {
			if i < from && got != nil || i >= from && len(got) != upTo {
				t.Fatalf("%d vectors: %d products of %d", n, len(got), i)
			}
			for j, p := range got {
				want := 0.0
				for k, x := range a[i] {
					want += float64(x) * float64(b[j][k])
				}
				if math.Abs(float64(p)/(One*One)-want) > 1e-4 {
					t.Errorf("product of %d with %d is %v, want %v", i, j, float64(p)/(One*One), want)
				}
			}
		}
	}
	if New(nil).Len() != 0 {
		t.Error("no vectors")
	}
}

func BenchmarkEach(b *testing.B) {
	random := rand.New(rand.NewPCG(5, 6))
	vectors := make([][]float32, 2000)
	for i := range vectors {
		vectors[i] = make([]float32, 280)
		vectors[i][random.IntN(280)] = 1
	}
	s := New(vectors)
	for b.Loop() {
		s.Each(0, len(vectors), s, len(vectors), func(int, int, []int32) {})
	}
}
