package main

import (
	"bytes"
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
	p := readPlanted(t, desks)
	r, out := mineFolder(t, desks, "title: Desks\nbase_url: https://help.example.org/\n")
	site := filepath.Join(filepath.Dir(out), "site")
	found := map[string]gaps.Kind{}
	for _, g := range r.Gaps {
		for _, id := range g.Members {
			if key := p.of[id]; key != p.of[g.Members[0]] {
				t.Errorf("“%s” holds %s, which is about %s", g.Title, id, key)
			}
		}
		found[p.of[g.Members[0]]] = g.Kind
	}
	for key, kind := range p.kinds {
		if found[key] != kind {
			t.Errorf("%s is %q, planted as %q", key, found[key], kind)
		}
	}
	for page, words := range map[string]string{"outdated.html": "prints <mark>50</mark> pages", "disagreement.html": "cannot bring", "not-found.html": "keywords:\n  - badge"} {
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
