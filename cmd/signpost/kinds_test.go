package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/gaps"
)

// desks is gaps/testdata/desks: a gap of each kind.
var desks = filepath.Join("..", "..", "gaps", "testdata", "desks")

// TestKindsThatWerePlanted mines the conversations of desks as a person would, and holds
// each gap to the kind that was planted, and its page to what stands behind it.
func TestKindsThatWerePlanted(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(desks, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	kinds, of := map[string]gaps.Kind{}, map[string]string{}
	for line := range strings.Lines(string(data)) {
		switch cells := strings.Split(strings.TrimRight(line, "\n"), "\t"); cells[0] {
		case "gap":
			kinds[cells[1]] = gaps.Kind(cells[2])
		case "conversation":
			of[cells[1]] = strings.TrimPrefix(cells[2], "gap: ")
		}
	}
	dir := t.TempDir()
	site, out := filepath.Join(dir, "site"), filepath.Join(dir, "report")
	if err := os.CopyFS(filepath.Join(site, "content"), os.DirFS(filepath.Join(desks, "articles"))); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(site, "signpost.yaml"), "title: Desks\nbase_url: https://help.example.org/\n")
	var said bytes.Buffer
	if status := run(t.Context(), []string{"gaps", filepath.Join(desks, "conversations.csv"), "--site", site, "--out", out, "--today", "2026-10-01"}, nil, &said, &said); status != statusDone {
		t.Fatalf("status %d: %s", status, &said)
	}
	var r gaps.Report
	if data, err = os.ReadFile(filepath.Join(out, "gaps.json")); err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]gaps.Kind{}
	for _, g := range r.Gaps {
		for _, id := range g.Members {
			if key := of[id]; key != of[g.Members[0]] {
				t.Errorf("“%s” holds %s, which is about %s", g.Title, id, key)
			}
		}
		found[of[g.Members[0]]] = g.Kind
	}
	for key, kind := range kinds {
		if found[key] != kind {
			t.Errorf("%s is %q, planted as %q", key, found[key], kind)
		}
	}
	for page, words := range map[string]string{"outdated.html": "prints <mark>50</mark> pages", "disagreement.html": "cannot bring", "not-found.html": "keywords: ["} {
		if data, err := os.ReadFile(filepath.Join(out, page)); err != nil || !strings.Contains(string(data), words) {
			t.Errorf("%s does not say %q: %v", page, words, err)
		}
	}
	var accepted bytes.Buffer
	for _, g := range r.Gaps {
		if g.Kind != gaps.OutOfDate {
			continue
		}
		if status := run(t.Context(), []string{"gaps", "accept", g.ID, "--site", site}, nil, &accepted, &accepted); status != statusDone {
			t.Errorf("status %d", status)
		}
	}
	if want := "content/print/pages.md:7: change 50 to 120: "; !strings.Contains(accepted.String(), want) {
		t.Errorf("accepting does not say %q, but\n%s", want, &accepted)
	}
}
