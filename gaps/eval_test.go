package gaps

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
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

func TestTuning(t *testing.T) {
	for _, name := range []string{"natcs-insurance.tsv", "clinc150-train.tsv", "hwu64.tsv", "banking77-train.tsv"} {
		texts := seeded(shared(t, name), 3080)
		plain, labels := make([]string, len(texts)), make([]string, len(texts))
		for i, x := range texts {
			plain[i], labels[i] = x.Text, x.Label
		}
		keys, at := distinct(plain, nil)
		v := smooth(vectorsOf(keys), neighbours)
		for _, stop := range []float32{.35, .4, .45, .5, .55, .6, .65} {
			g := averageLink(v, stop)
			groups := make([]int, len(texts))
			for i := range groups {
				groups[i] = g[at[i]]
			}
			s := scoreGroups(ordinals(labels), groups)
			t.Logf("%s %.2f k=%d NMI %.1f ARI %.1f ACC %.1f pur %.1f rec %.1f dist %.0f", name, stop, s.Clusters, s.NMI, s.ARI, s.ACC, s.Purity20, s.Recall20, s.Distinct20)
		}
	}
}
