package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"signpost/builder"
	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/gaps/drafts"
	"signpost/search"
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

// TestSearchWithoutTheWords: what an article was found by before is told without the words
// that accepting gave it, and with those that it had.
func TestSearchWithoutTheWords(t *testing.T) {
	book := decisions.New()
	book.Observe(decisions.Run{Weekly: decisions.Weekly{}, Gaps: []decisions.Sighting{{ID: "g-0001", Title: "Flat?", Kind: string(gaps.NotFound), Weekly: decisions.Weekly{}, Shown: true}}})
	if err := book.Accept("g-0001", decisions.Stamp{On: "2026-09-01"}, "content/flat.md", drafts.Addition{Keywords: []string{"tyre"}, Asked: []string{"Flat tube, and now"}}.Given()...); err != nil {
		t.Fatal(err)
	}
	docs := &builder.Searchable{Documents: []search.Document{
		{Article: "/flat/", Title: "A puncture on the way", Body: "Call us.", Keywords: []string{"tyre", "wheel"}, Asked: []string{"is the rim bent?", "flat tube, and now?"}},
	}}
	index, err := without([]gaps.Closer{{Gap: "g-0001", URL: "/flat/"}}, book, docs)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	for query, want := range map[string]int{"tyre": 0, "wheel": 1, "tube": 0, "rim": 1} {
		answer, err := index.Search(t.Context(), search.Query{Text: query})
		if err != nil || len(answer.Hits) != want {
			t.Errorf("%s: %v, %v", query, answer.Hits, err)
		}
	}
}

// TestCorrectedOn: an outdated article is corrected on the day of the commit that changed
// the value, and today while the change is not committed.
func TestCorrectedOn(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	site := t.TempDir()
	git := func(day string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", site, "-c", "user.name=Ann", "-c", "user.email=ann@example.com"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE="+day+"T12:00:00Z", "GIT_AUTHOR_DATE="+day+"T12:00:00Z")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	article := filepath.Join(site, "pages.md")
	git("2026-08-01", "init", "-q")
	for _, v := range []struct{ day, text string }{
		{"2026-08-01", "Each member prints 50 pages a month for free."},
		{"2026-09-01", "Each member prints 120 pages a month for free."},
		{"2026-09-20", "Each member prints 120 pages a month for free. So does a guest."},
	} {
		write(t, article, "---\ntitle: Print\n---\n"+v.text+"\n")
		git(v.day, "add", ".")
		git(v.day, "commit", "-q", "-m", "Print")
	}
	state := decisions.State{Value: "50", Says: "Each member prints 50 pages a month for free."}
	page := builder.Published{File: "pages.md"}
	if day := correctedOn(t.Context(), site, page, state, "2026-10-01"); day != "2026-09-01" {
		t.Errorf("committed: %s", day)
	}
	git("2026-09-25", "revert", "--no-edit", "HEAD", "HEAD~1")
	if day := correctedOn(t.Context(), site, page, state, "2026-10-01"); day != "2026-10-01" {
		t.Errorf("what HEAD says is not corrected: %s", day)
	}
}

// TestFileFor: a report names the files that are there, and accepting takes those.
func TestFileFor(t *testing.T) {
	for root, folder := range map[string]string{".": "", "content": "content/"} {
		at := site{root: root, articles: []builder.Published{{URL: "/orders/cancelling/", File: folder + "orders/cancel.md"}}}
		for kind, want := range map[gaps.Kind]string{gaps.OutOfDate: "orders/cancel.md", gaps.NotFound: "orders/cancel.md", gaps.Missing: "orders/late.md"} {
			g := gaps.Gap{Kind: kind, Evidence: gaps.Evidence{Article: "/orders/cancelling/"}, Nearest: []gaps.Nearest{{URL: "/orders/cancelling/"}}, Suggest: gaps.Suggest{Path: "content/elsewhere/late.md"}}
			if got := at.fileFor(g); got != folder+want {
				t.Errorf("%s in %q: %s", kind, root, got)
			}
		}
		if got := at.fileFor(gaps.Gap{Kind: gaps.Missing, Suggest: gaps.Suggest{Path: "content/late.md"}}); got != folder+"late.md" {
			t.Errorf("beside nothing in %q: %s", root, got)
		}
	}
}
