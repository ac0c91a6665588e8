package gaps

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/inbox"
)

// TestNoise mixes small talk and requests that belong to no topic into real
// questions, four in ten, and asks how many of the gaps that a lead sees first
// are made of them.
func TestNoise(t *testing.T) {
	type text struct{ text, label string }
	var all []text
	for _, l := range seeded(shared(t, "banking77-train.tsv"), 3080) {
		all = append(all, text{l.Text, l.Label})
	}
	for _, l := range shared(t, "clinc150-oos.tsv") {
		all = append(all, text{l.Text, "noise"})
	}
	for _, l := range shared(t, "chitchat.tsv") {
		all = append(all, text{l.Text, "noise"})
	}
	for _, l := range seeded(outOfDomain(t), 950) {
		all = append(all, text{l.Text, "noise"})
	}
	var cs []*inbox.Conversation
	label := map[string]string{}
	for i, x := range all {
		c := talk(fmt.Sprint(i), fmt.Sprint(i), x.text, "")
		label[c.ID] = x.label
		cs = append(cs, c)
	}
	r, err := Mine(context.Background(), sequence(cs), nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	bad := [2]int{}
	for i, g := range r.Gaps[:min(30, len(r.Gaps))] {
		noise := 0
		for _, id := range g.Members {
			if label[id] == "noise" {
				noise++
			}
		}
		if 2*noise > len(g.Members) {
			t.Logf("%d: %d of %d are noise: %s", i+1, noise, len(g.Members), strings.Join(g.Questions, " | "))
			bad[1]++
			if i < 20 {
				bad[0]++
			}
		}
	}
	t.Logf("%d gaps, bad among 20 and 30: %v; %+v", len(r.Gaps), bad, r.Accounting)
	if bad[0] > 1 || bad[1] > 3 {
		t.Errorf("%d and %d bad gaps among the first 20 and 30, want 1 and 3 at most", bad[0], bad[1])
	}
}

// outOfDomain are the customer turns of MultiDoGO that its annotators put under
// small talk or under no topic of the conversation.
func outOfDomain(t *testing.T) []Labelled {
	t.Helper()
	dir := cmp.Or(os.Getenv("SIGNPOST_SHARED"), filepath.Join("..", "..", "shared"))
	data, err := os.ReadFile(filepath.Join(dir, "gaps", "multidogo.tsv"))
	if err != nil {
		t.Skipf("shared data is missing: %v", err)
	}
	var out []Labelled
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) < 5 {
			continue
		}
		switch cells[4] {
		case "openinggreeting", "closinggreeting", "thankyou", "confirmation", "rejection", "outofdomain":
			out = append(out, Labelled{cells[3], cells[4]})
		}
	}
	return out
}
