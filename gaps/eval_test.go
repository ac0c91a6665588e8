package gaps

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"signpost/gaps/grouping"
	"signpost/gaps/vectors"
)

// shared finds the data that is not in the repository.
func shared(t testing.TB, name string) []Labelled {
	t.Helper()
	dir := os.Getenv("SIGNPOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "gaps", name))
	if err != nil {
		t.Skipf("shared data is missing: %v", err)
	}
	defer f.Close()
	texts, err := ReadLabelled(f)
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// seeded draws n texts, the same every time.
func seeded(texts []Labelled, n int) []Labelled {
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	return texts[:min(n, len(texts))]
}

// TestStopDistance prints how the quality depends on the distance, on the sets
// that the distance was chosen on, and holds the choice to be near their best.
func TestStopDistance(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	stops := []float32{.35, .4, .45, stopDistance, .55, .6}
	sum := make([]float64, len(stops))
	for _, name := range []string{"natcs-insurance.tsv", "clinc150-train.tsv", "hwu64.tsv"} {
		plain, labels := split(seeded(shared(t, name), 2000))
		keys, at := distinct(plain, nil, nil)
		v := grouping.Smooth(vectors.Of(wordsOf(keys)), grouping.NeighboursFor(len(keys)))
		for i, stop := range stops {
			g := grouping.AverageLink(v, stop)
			groups := make([]int, len(plain))
			for j := range groups {
				groups[j] = g[at[j]]
			}
			s := scoreGroups(ordinals(labels), groups)
			sum[i] += (s.NMI + s.ARI) / 6
			t.Logf("%-20s %.2f: %3d groups, NMI %.1f ARI %.1f ACC %.1f purity20 %.1f", name, stop, s.Clusters, s.NMI, s.ARI, s.ACC, s.Purity20)
		}
	}
	for i, stop := range stops {
		if sum[i] > sum[3]+2 {
			t.Errorf("distance %.2f is better than %.2f by %.1f points", stop, stopDistance, sum[i]-sum[3])
		}
	}
}

// TestBanking holds the grouping to its figure on a set that nothing was
// chosen on.
func TestBanking(t *testing.T) {
	score, err := EvaluateGroups(seeded(shared(t, "banking77-train.tsv"), 3080))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", score)
	if score.NMI < 66 || score.ARI < 26 {
		t.Errorf("NMI %.1f ARI %.1f, want 66 and 26", score.NMI, score.ARI)
	}
}

func split(texts []Labelled) (plain, labels []string) {
	for _, x := range texts {
		plain, labels = append(plain, x.Text), append(labels, x.Label)
	}
	return plain, labels
}
