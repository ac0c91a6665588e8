package gaps

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"signpost/inbox"
)

// noisy is real questions with out-of-scope requests and small talk, 40 % of all,
// each as a conversation; the id tells the kind.
func noisy(t *testing.T, real string) []*inbox.Conversation {
	t.Helper()
	var out []*inbox.Conversation
	add := func(kind string, texts []Labelled) {
		for i, x := range texts {
			out = append(out, talk(fmt.Sprintf("%s-%d", kind, i), fmt.Sprint(kind, i), x.Text, ""))
		}
	}
	add("in", seeded(shared(t, real), 2600))
	add("oos", shared(t, "clinc150-oos.tsv"))
	// The set has 200 requests out of scope. A few of each intent of other domains
	// stand in for more: they have as little company.
	add("oos2", spread(shared(t, "clinc150-train.tsv"), 450))
	add("oos3", spread(shared(t, "hwu64.tsv"), 190))
	add("chit", seeded(shared(t, "chitchat.tsv"), 900))
	return out
}

// spread takes n texts, in turn from each label.
func spread(texts []Labelled, n int) []Labelled {
	by := map[string][]Labelled{}
	for _, x := range seeded(texts, len(texts)) {
		by[x.Label] = append(by[x.Label], x)
	}
	var out []Labelled
	for round := 0; len(out) < n; round++ {
		for _, l := range sortedKeys(by) {
			if round < len(by[l]) && len(out) < n {
				out = append(out, by[l][round])
			}
		}
	}
	return out
}

// TestNoise holds the ranking to put real questions first.
func TestNoise(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	r, err := Mine(context.Background(), sequence(noisy(t, "banking77-train.tsv")), nil, Options{Space: shippedSpace(t)})
	if err != nil {
		t.Fatal(err)
	}
	bad := 0
	for i, g := range r.Gaps {
		count := map[string]int{}
		for _, id := range g.Members {
			kind, _, _ := strings.Cut(id, "-")
			count[kind]++
		}
		if 2*count["in"] <= len(g.Members) {
			bad++
			if i < 50 {
				t.Logf("%d. %v %s cohesion %.2f", i+1, count, g.Title, g.Evidence.Cohesion)
			}
		}
		switch {
		case i == 19 && bad > 1:
			t.Errorf("%d bad groups in the top 20, want 1 at most", bad)
		case i == 29 && bad > 3:
			t.Errorf("%d bad groups in the top 30, want 3 at most", bad)
		}
	}
	t.Logf("%d gaps, %d of them bad; %+v", len(r.Gaps), bad, r.Accounting)
}
