package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/builder"
	"signpost/search"
)

// A stormySite is a site folder on which many write at once.
type stormySite struct {
	t      *testing.T
	random *rand.Rand
	dir    string
	saves  int
}

// text is an article that tells of its save in all that is shown of it.
func (s *stormySite) text() string {
	s.saves++
	word := fmt.Sprintf("save%05dx", s.saves)
	title := "Fixed"
	if s.random.IntN(2) == 0 { // a new title changes other pages, too
		title = "Title " + word
	}
	return fmt.Sprintf("---\ntitle: %s\n---\nIt is %s.\n\n## More\n\nAll of it is %[2]s.\n", title, word)
}

func (s *stormySite) file(n int) string {
	return filepath.Join(s.dir, "content", fmt.Sprint("c", n%3), fmt.Sprintf("a%d.md", n))
}

// save does something to an article.
func (s *stormySite) save() {
	name, other := s.file(s.random.IntN(12)), s.file(s.random.IntN(12))
	switch s.random.IntN(8) {
	case 0:
		_ = os.Remove(name) // or it is not there
	case 1:
		_ = os.Rename(name, other) // as before
	case 2, 3, 4:
		write(s.t, name, s.text())
	default:
		fresh := filepath.Join(s.dir, "content", ".fresh")
		write(s.t, fresh, s.text())
		if err := os.Rename(fresh, name); err != nil {
			s.t.Error(err)
		}
	}
}

// clean builds the site as serve does, once.
func (s *stormySite) clean() *builder.Result {
	s.t.Helper()
	a := &app{now: time.Now, stderr: os.Stderr}
	cfg, err := a.config(siteFlags{dir: s.dir})
	if err != nil {
		s.t.Fatal(err)
	}
	if cfg.Known, err = builder.KnownFaults(s.dir); err != nil {
		s.t.Fatal(err)
	}
	cfg.Audience, cfg.SearchPage, cfg.Signals = "public", "/search", "/api/signals"
	res, err := builder.Build(s.t.Context(), cfg)
	if err != nil || res.Files == nil {
		s.t.Fatal(err, res.Diagnostics)
	}
	s.t.Cleanup(func() { res.Index.Close() })
	return res
}

// differs is what a server answers otherwise than a clean build says, "" for nothing.
func (s *stormySite) differs(address string, clean *builder.Result) string {
	published := map[string]bool{}
	for _, f := range clean.Files {
		if strings.HasPrefix(f.Path, "_") {
			continue // for hosts
		}
		published[f.Path] = true
		target := address + (&url.URL{Path: f.Path}).EscapedPath()
		if path.Base(f.Path) == "index.html" {
			target = strings.TrimSuffix(target, "index.html")
		}
		if status, _, body := get(s.t, target); status != http.StatusOK || body != string(f.Data) {
			return fmt.Sprintf("%s: %d", f.Path, status)
		}
	}
	for n := range 12 {
		name := fmt.Sprintf("c%d/a%d/", n%3, n)
		if status, _, _ := get(s.t, address+name); !published[name+"index.html"] && status != http.StatusNotFound {
			return fmt.Sprintf("%s is gone, and answered with %d", name, status)
		}
	}
	queries := []string{"fixed", "title", "more"}
	for n := range s.saves {
		queries = append(queries, fmt.Sprintf("save%05dx", n+1))
	}
	for _, q := range queries[max(0, len(queries)-60):] {
		want, err := clean.Index.Search(s.t.Context(), search.Query{Text: q, Limit: 10})
		if err != nil {
			s.t.Fatal(err)
		}
		data, err := json.Marshal(want.Hits)
		if err != nil {
			s.t.Fatal(err)
		}
		if _, _, body := get(s.t, address+"api/search?q="+q); body != string(data)+"\n" {
			return fmt.Sprintf("search for %s finds %s, want %s", q, body, data)
		}
	}
	return ""
}

// TestServeInAStorm saves, renames and deletes articles as fast as it can while readers
// ask: no answer fails or mixes two saves, and in the end pages and search are those of a
// clean build. SIGNPOST_TIMES sets the number of storms, and holds each to two seconds.
func TestServeInAStorm(t *testing.T) {
	storms := 1
	_, _ = fmt.Sscan(os.Getenv("SIGNPOST_TIMES"), &storms)
	s := &stormySite{t: t, random: rand.New(rand.NewPCG(5, 6)), dir: t.TempDir()}
	for n := range 12 {
		write(t, s.file(n), s.text())
	}
	_, stderr := start(t, "serve", "--site", s.dir, "--addr", "127.0.0.1:0")
	address := stderr.waitFor(t, `"msg":"serving","url":"([^"]+)"`)[1]
	saved := regexp.MustCompile(`save\d+x`)
	for storm := range storms {
		ctx, quiet := context.WithCancel(t.Context())
		var readers sync.WaitGroup
		for _, target := range []string{"c0/a0/", "c1/a1.md", "api/search?q=more", "search?q=fixed"} {
			readers.Go(func() {
				for ctx.Err() == nil {
					status, _, body := get(t, address+target)
					words := slices.Compact(saved.FindAllString(body, -1))
					if status >= 500 || strings.HasPrefix(target, "c1") && len(words) > 1 {
						t.Errorf("%s: %d, of %v", target, status, words)
						return
					}
				}
			})
		}
		for range 400 {
			s.save()
			time.Sleep(time.Duration(s.random.IntN(6)) * time.Millisecond)
		}
		write(t, s.file(0), s.text()) // a site without articles is a mistake
		ended := time.Now()
		quiet()
		readers.Wait()
		clean, differs, took := s.clean(), "", time.Duration(0)
		for took < patience {
			differs = s.differs(address, clean)
			if took = time.Since(ended); differs == "" {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		switch {
		case differs != "":
			t.Fatalf("storm %d: %v after it: %s", storm, took, differs)
		case os.Getenv("SIGNPOST_TIMES") != "" && took > 2*time.Second:
			t.Errorf("storm %d: %v until all was shown", storm, took)
		}
		t.Logf("storm %d: all was shown within %v", storm, took)
	}
}
