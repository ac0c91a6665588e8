package gaps

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"signpost/gaps/encoder"
	"signpost/gaps/vectors"
	"signpost/gaps/wordmodel"
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

// shippedSpace is the space of all that the binary holds.
func shippedSpace(t testing.TB) vectors.Space {
	t.Helper()
	m, err := wordmodel.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	e, err := encoder.Open()
	if err != nil {
		t.Fatal(err)
	}
	return vectors.Space{Words: m, Encoder: e, EncodeAtMost: math.MaxInt}
}

// TestBanking keeps the grouping from getting worse on a set that no model was trained
// on: with all that the binary holds, without the encoder, and by words alone. The floors
// are below what the figures must be: samples differ by two points and more.
func TestBanking(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	texts := seeded(shared(t, "banking77-train.tsv"), 3080)
	fast := shippedSpace(t)
	fast.Encoder = nil
	for _, of := range []struct {
		name           string
		space          vectors.Space
		nmi, ari, most float64
	}{
		{"default", shippedSpace(t), 75, 40, 1.8},
		{"fast", fast, 72, 33, 1.8},
		{"words alone", vectors.Space{}, 64, 24, 2.2},
	} {
		score, err := EvaluateGroups(t.Context(), of.space, texts)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %+v", of.name, score)
		if score.NMI < of.nmi || score.ARI < of.ari {
			t.Errorf("%s: NMI %.1f ARI %.1f, want %.0f and %.0f", of.name, score.NMI, score.ARI, of.nmi, of.ari)
		}
		if times := float64(score.OfFive) / float64(score.Labels); times < 0.6 || times > of.most {
			t.Errorf("%s: %d groups of five and more for %d labels", of.name, score.OfFive, score.Labels)
		}
	}
}

func split(texts []Labelled) (plain, labels []string) {
	for _, x := range texts {
		plain, labels = append(plain, x.Text), append(labels, x.Label)
	}
	return plain, labels
}
