package gaps

import (
	"math"
	"testing"
)

func TestMetrics(t *testing.T) {
	// Six texts in two labels; one text of the second label went astray.
	// Table rows (groups): {3 1}, {0 2}.
	labels, groups := []int{0, 0, 0, 1, 1, 1}, []int{0, 0, 0, 0, 1, 1}
	// H(labels) = ln 2; H(groups) = ln 3 - 2/3 ln 2;
	// I = 1/2 ln(3/2) + 1/6 ln(1/2) + 1/3 ln 2.
	mutual := math.Log(1.5)/2 - math.Log(2)/6 + math.Log(2)/3
	nmi := 2 * mutual / (math.Log(2) + math.Log(3) - 2*math.Log(2)/3)
	// Pairs: together in both 3+1=4; rows 6+1=7; columns 3+3=6; all 15.
	// Expected 42/15=2.8, mean 6.5: (4-2.8)/(6.5-2.8).
	for name, c := range map[string]struct{ got, want float64 }{
		"NMI":       {NMI(labels, groups), nmi},
		"ARI":       {ARI(labels, groups), 1.2 / 3.7},
		"ACC":       {ACC(labels, groups), 5.0 / 6},
		"same NMI":  {NMI(labels, labels), 1},
		"same ARI":  {ARI(labels, labels), 1},
		"swapped":   {ACC(labels, []int{1, 1, 1, 0, 0, 0}), 1},
		"all alone": {ACC(labels, []int{0, 1, 2, 3, 4, 5}), 2.0 / 6},
		"all one":   {NMI(labels, make([]int, 6)), 0},
		// Greedy would match the 4 and lose 3+3: the best is 3+3, not 4+0.
		"not greedy": {ACC([]int{0, 0, 0, 0, 1, 1, 1, 0, 0, 0}, []int{0, 0, 0, 0, 0, 0, 0, 1, 1, 1}), 0.6},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s: %.4f, want %.4f", name, c.got, c.want)
		}
	}
}
