package vectors

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"signpost/gaps/wordmodel"
)

// made gives texts of a few topics, made up of their words.
func made(rng *rand.Rand, n int) (texts, answers []string) {
	topics := [][]string{
		{"invoice", "download", "billing", "receipt", "tax", "paper"},
		{"password", "reset", "login", "locked", "account", "forgot"},
		{"parcel", "delivery", "late", "island", "courier", "track"},
		{"printer", "paper", "jam", "toner", "driver", "install"},
	}
	for i := range n {
		words := topics[i%len(topics)]
		text := fmt.Sprint("case ", i)
		for range 3 + rng.IntN(3) {
			text += " " + words[rng.IntN(len(words))]
		}
		texts, answers = append(texts, text), append(answers, []string{"", words[0] + " " + words[1]}[i%2])
	}
	return texts, answers
}

// placed places texts by what at most limit of them tell.
func placed(t *testing.T, space Space, texts, answers []string, limit int) [][]float32 {
	t.Helper()
	var out [][]float32
	if _, err := space.place(t.Context(), held{texts, answers}, limit, func(points [][]float32) { out = append(out, points...) }); err != nil {
		t.Fatal(err)
	}
	return out
}

// Past the limit, texts of one topic still lie near each other, and those of others do
// not; the order of the texts does not show. It is so with the word model, too.
func TestPastTheLimit(t *testing.T) {
	model, err := wordmodel.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for name, space := range map[string]Space{"words": {}, "model": {Words: model}} {
		rng := rand.New(rand.NewPCG(1, 2))
		texts, answers := made(rng, 400)
		within, past := placed(t, space, texts, answers, 400), placed(t, space, texts, answers, 150)
		for how, points := range map[string][][]float32{"within": within, "past": past} {
			same, other, n := 0.0, 0.0, 0
			for i := range 200 {
				same += float64(Dot(points[i], points[i+4]))
				other += float64(Dot(points[i], points[i+1]))
				n++
			}
			if same/float64(n) < other/float64(n)+0.1 {
				t.Errorf("%s, %s the limit: cosine %.2f within a topic, %.2f between topics", name, how, same/float64(n), other/float64(n))
			}
		}
		order := rng.Perm(len(texts))
		shuffled, said := make([]string, len(texts)), make([]string, len(texts))
		for i, p := range order {
			shuffled[i], said[i] = texts[p], answers[p]
		}
		for i, v := range placed(t, space, shuffled, said, 150) {
			if Dot(v, past[order[i]]) < 0.9999 {
				t.Fatalf("%s: text %d lies elsewhere when the order is another", name, i)
			}
		}
	}
	if got := placed(t, Space{}, []string{"", "", ""}, []string{"", "", ""}, 2); len(got) != 3 || len(got[2]) != 0 {
		t.Errorf("texts without words: %v", got)
	}
}
