package gaps

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// The order of the texts and the number of processors show in no group, with the word
// model, too.
func TestGroupTextsIgnoresOrderAndProcessors(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	openings := []string{"how do i", "where can i", "please tell me how to", "i cannot"}
	matters := []string{"reset my password", "download an invoice", "change the delivery address", "cancel the order", "add a team member", "connect the printer"}
	var texts []string
	for i := range 120 {
		texts = append(texts, fmt.Sprint(openings[rng.IntN(4)], " ", matters[i%6], " ", []string{"today", "on my phone", "for the shop", "again"}[rng.IntN(4)], " ", i))
	}
	space := shippedSpace(t)
	want, err := groupTexts(t.Context(), space, texts, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, processors := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(processors)
		order := rng.Perm(len(texts))
		shuffled := make([]string, len(texts))
		for i, p := range order {
			shuffled[i] = texts[p]
		}
		moved, err := groupTexts(t.Context(), space, shuffled, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range order {
			if moved.group[i] != want.group[p] || !slices.Equal(moved.vectors[i], want.vectors[p]) {
				t.Fatalf("%d processors: %q is elsewhere", processors, texts[p])
			}
		}
	}
}
