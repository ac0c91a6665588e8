package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/gaps"
)

// TestOutdatedWaitsForTheChange accepts a gap of an outdated article: nothing is followed
// and compared before the article stops to state what no longer holds, and search, which
// found it all the time, is never said to find it now.
func TestOutdatedWaitsForTheChange(t *testing.T) {
	r, out := mineFolder(t, desks, "title: Desks\nbase_url: https://help.example.org/\n")
	site := filepath.Join(filepath.Dir(out), "site")
	id := ""
	for _, g := range r.Gaps {
		if g.Kind == gaps.OutOfDate {
			id = g.ID
		}
	}
	must := func(args ...string) {
		t.Helper()
		if status := run(t.Context(), args, nil, io.Discard, io.Discard); status != statusDone {
			t.Fatalf("%s: status %d", args, status)
		}
	}
	again := func(today string) (r gaps.Report, book string) {
		t.Helper()
		must("gaps", filepath.Join(desks, "conversations.csv"), "--site", site, "--out", out, "--today", today)
		data, err := os.ReadFile(filepath.Join(out, "gaps.json"))
		if err == nil {
			err = json.Unmarshal(data, &r)
		}
		kept, more := os.ReadFile(filepath.Join(site, "gaps.yaml"))
		if err != nil || more != nil {
			t.Fatal(err, more)
		}
		return r, string(kept)
	}
	must("gaps", "accept", id, "--site", site, "--today", "2026-10-01")
	if r, book := again("2026-10-05"); len(r.Following) > 0 || strings.Contains(book, "do: publish") {
		t.Errorf("it counts as published without any change: %+v\n%s", r.Following, book)
	}
	article := filepath.Join(site, "content", "print", "pages.md")
	text, err := os.ReadFile(article)
	if err != nil {
		t.Fatal(err)
	}
	write(t, article, strings.ReplaceAll(string(text), "50", "120"))
	r, book := again("2026-10-12")
	if len(r.Following) != 1 || !r.Following[0].Corrected || r.Following[0].Published != "2026-10-12" || len(r.Following[0].Queries) > 0 {
		t.Errorf("after the change: %+v\n%s", r.Following, book)
	}
	page, err := os.ReadFile(filepath.Join(out, "followed.html"))
	if err != nil || !strings.Contains(string(page), "Brought up to date on 12 Oct 2026") || strings.Contains(string(page), "not among ten") {
		t.Errorf("the page of what is followed: %v\n%s", err, page)
	}
}
