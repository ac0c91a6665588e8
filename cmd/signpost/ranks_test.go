package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"signpost"
	"signpost/builder"
	"signpost/internal/diag"
	"signpost/search"
	"signpost/themes"
)

// TestRanks holds the first hits of our own help center to those that were
// looked at: testdata/ranks.txt has a line for each question, with the article that
// should be found, and indented below it where its first three hits lead. Its
// last line sums up. After RANKS=update, read the difference as a customer would.
func TestRanks(t *testing.T) {
	golden := filepath.Join("testdata", "ranks.txt")
	data, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	docs, ds, err := builder.Documents(t.Context(), builder.Config{Site: signpost.Demo, Theme: themes.Default()})
	if err != nil || diag.HasErrors(ds) {
		t.Fatal(err, ds)
	}
	ix, err := search.New(docs.Documents, docs.Options)
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	var got strings.Builder
	var ranks []int
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, inAll) {
			continue
		}
		got.WriteString(line)
		question, want, _ := strings.Cut(strings.TrimSpace(line), " => ")
		if question == "" || question[0] == '#' {
			continue
		}
		res, err := ix.Search(t.Context(), search.Query{Text: question, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range res.Hits[:min(3, len(res.Hits))] {
			fmt.Fprintf(&got, "\t%s\n", h.URL)
		}
		if want != "" {
			ranks = append(ranks, 1+slices.IndexFunc(res.Hits, func(h search.Hit) bool { return h.Article == want }))
		}
	}
	got.WriteString(inAll + sumUp(ranks))
	if os.Getenv("RANKS") == "update" {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got.String() != string(data) {
		t.Errorf("the first hits changed; look at them with RANKS=update. Now:\n%s", got.String())
	}
}

// inAll begins the line that sums up.
const inAll = "# In all: "

// sumUp tells how early the right articles come, by their ranks; 0 is not found.
func sumUp(ranks []int) string {
	var first, five, mrr float64
	for _, r := range ranks {
		if r == 1 {
			first++
		}
		if r >= 1 && r <= 5 {
			five++
		}
		if r > 0 {
			mrr += 1 / float64(r)
		}
	}
	n := float64(len(ranks))
	return fmt.Sprintf("%d questions, recall@1 %.2f, recall@5 %.2f, MRR %.2f\n", len(ranks), first/n, five/n, mrr/n)
}
