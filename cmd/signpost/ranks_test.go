package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost"
	"signpost/builder"
	"signpost/internal/diag"
	"signpost/search"
	"signpost/themes"
)

// TestRanks holds the first hits of our own help center to those that were
// looked at: testdata/ranks.txt has a line for each question, and indented below
// it where its first three hits lead. After RANKS=update, read the difference as
// a customer would.
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
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "\t") {
			continue
		}
		got.WriteString(line)
		question := strings.TrimSpace(line)
		if question == "" || question[0] == '#' {
			continue
		}
		res, err := ix.Search(t.Context(), search.Query{Text: question, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range res.Hits {
			fmt.Fprintf(&got, "\t%s\n", h.URL)
		}
	}
	if os.Getenv("RANKS") == "update" {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got.String() != string(data) {
		t.Errorf("the first hits changed; look at them with RANKS=update. Now:\n%s", got.String())
	}
}
