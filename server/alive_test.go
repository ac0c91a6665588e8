package server

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"
	"weak"

	"signpost/builder"
	"signpost/search"
	"signpost/themes"
)

// openIndexes counts the indexes that are open: each has one goroutine that does this.
func openIndexes(t *testing.T) int {
	t.Helper()
	var stacks strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&stacks, 2); err != nil {
		t.Fatal(err)
	}
	return strings.Count(stacks.String(), "scorch.(*Scorch).introducerLoop(")
}

// settles waits until a count is as wanted: what is closed ends in the background.
func settles(t *testing.T, what string, want int, count func() int) {
	t.Helper()
	got := -1
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if got = count(); got == want {
			return
		}
	}
	t.Errorf("%d %s, want %d", got, what, want)
}

// TestOldSitesAreLetGo replaces sites while readers ask, one of whom is slow: of all of
// them one is alive in the end, with its index, and the slow reader's for as long as it is
// read.
func TestOldSitesAreLetGo(t *testing.T) {
	dir := t.TempDir()
	write := func(name, title, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("---\ntitle: "+title+"\n---\n"+text+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.md", "Invoices", "none")
	write("b.md", "Reset", "none")
	s := serve(t, nil)
	live := builder.NewLive(builder.Config{Site: os.DirFS(dir), Theme: themes.Default(), SearchPage: "/search"})
	var sites []weak.Pointer[generation]
	show := func(res *builder.Result) {
		if err := s.Show(res); err != nil {
			t.Error(err)
		}
		sites = append(sites, weak.Make(s.current.Load()))
	}
	rebuild := func() {
		t.Helper()
		if err := live.Rebuild(t.Context(), s.now, show); err != nil {
			t.Fatal(err)
		}
	}
	rebuild()
	before := openIndexes(t)
	slow := s.take()
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for _, target := range []string{"/a/", "/api/search?q=invoices", "/search?q=reset"} {
		readers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if w := s.get(target); w.Code != http.StatusOK {
					t.Errorf("%s: %d", target, w.Code)
					return
				}
			}
		})
	}
	for n := range 20 {
		write("a.md", "Invoices", fmt.Sprintf("text %d", n))
		if n%3 > 0 {
			live.Revise(t.Context(), []string{"a.md"}, show)
			continue
		}
		write("b.md", fmt.Sprintf("Reset %d", n), "none")
		rebuild()
	}
	stop()
	readers.Wait()
	alive := func() (n int) {
		runtime.GC()
		for _, site := range sites {
			if site.Value() != nil {
				n++
			}
		}
		return n
	}
	settles(t, "sites are alive while one is read", 2, alive)
	settles(t, "indexes are open while one is read", before+1, func() int { return openIndexes(t) })
	if _, err := slow.editions[0].Index.Search(t.Context(), search.Query{Text: "invoices"}); err != nil {
		t.Errorf("the slow reader's search: %v", err)
	}
	if err := slow.leave(); err != nil {
		t.Error(err)
	}
	settles(t, "sites are alive", 1, alive)
	settles(t, "indexes are open", before, func() int { return openIndexes(t) })
}

// oneFails is a theme that fails on one page.
func oneFails() map[string]string {
	return map[string]string{"theme/article/article.tmpl": `{{define "article"}}{{if eq .Title "Invoices"}}{{.Nothing}}{{end}}{{end}}{{define "authors"}}{{end}}{{define "byline"}}{{end}}`}
}

// TestASiteThatCannotBeShownIsClosed fails one page of a site, again and again: its index
// is closed, and the last good site answers.
func TestASiteThatCannotBeShownIsClosed(t *testing.T) {
	s := serve(t, nil)
	before := openIndexes(t)
	broken := oneFails()
	for range 3 {
		res, err := builder.Build(t.Context(), builder.Config{Site: site(broken), Theme: themes.Default(), OnDemand: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Show(res); err == nil {
			t.Fatal("a site without one of its pages is shown")
		}
		if _, err := res.Editions[0].Index.Search(t.Context(), search.Query{Text: "invoices"}); err == nil {
			t.Error("its index is open")
		}
	}
	settles(t, "indexes are open", before, func() int { return openIndexes(t) })
	if w := s.get("/api/search?q=invoices"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/account/invoices/") {
		t.Errorf("the last good site: %d %s", w.Code, w.Body)
	}
}

// TestASiteWithMistakesLeavesNoIndex builds a site whose templates fail, as serve does.
func TestASiteWithMistakesLeavesNoIndex(t *testing.T) {
	s := serve(t, nil)
	before := openIndexes(t)
	fsys := site(oneFails())
	live := builder.NewLive(builder.Config{Site: fsys, Theme: themes.Default()})
	for range 3 {
		err := live.Rebuild(t.Context(), s.now, func(res *builder.Result) {
			if err := s.Show(res); err != nil || res.Files != nil {
				t.Errorf("%d files, %v", len(res.Files), err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	settles(t, "indexes are open", before, func() int { return openIndexes(t) })
}
