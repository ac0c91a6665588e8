package gaps

import (
	"context"
	"fmt"
	"testing"

	"signpost/inbox"
)

// noisy is real questions with out-of-scope requests and small talk, 40 % of all,
// each as a conversation, and what is known of it.
func noisy(t *testing.T, real string) (out []*inbox.Conversation, known []Expected) {
	t.Helper()
	add := func(kind string, texts []Labelled) {
		for i, x := range texts {
			id, gap := fmt.Sprintf("%s-%d", kind, i), nothing
			if kind == "in" {
				gap = x.Label
			}
			out = append(out, talk(id, fmt.Sprint(kind, i), x.Text, ""))
			known = append(known, Expected{Conversation: id, Gap: gap})
		}
	}
	add("in", seeded(shared(t, real), 2600))
	add("oos", shared(t, "clinc150-oos.tsv"))
	// The set has 200 requests out of scope. A few of each intent of other domains
	// stand in for more: they have as little company.
	add("oos2", spread(shared(t, "clinc150-train.tsv"), 450))
	add("oos3", spread(shared(t, "hwu64.tsv"), 190))
	add("chit", seeded(shared(t, "chitchat.tsv"), 900))
	return out, known
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
	talks, known := noisy(t, "banking77-train.tsv")
	r, err := Mine(context.Background(), sequence(talks), nil, Options{Space: shippedSpace(t)})
	if err != nil {
		t.Fatal(err)
	}
	s := EvaluateReport(r, known)
	t.Logf("%+v; %+v", s, r.Accounting)
	if s.Bad20 > 1 || s.Bad30 > 3 {
		t.Errorf("bad groups: %d in the top 20, want 1 at most, %d in the top 30, want 3 at most", s.Bad20, s.Bad30)
	}
}
