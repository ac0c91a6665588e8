package builder

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"signpost/internal/randsite"
)

// TestBuildingOnEqualsBuildingAnew edits random sites: articles, front matter, moves of
// files and folders, translations, snippets, variables, settings, pictures, the theme.
// After each edit, a build with the cache of the last one, written over the last site,
// equals a build from nothing, byte for byte, mistakes included. SIGNPOST_TIMES sets the
// number of edits.
func TestBuildingOnEqualsBuildingAnew(t *testing.T) {
	const edits = 25 // of a site
	total, refused := 0, 0
	for seed := range uint64(repeat(100) / edits) {
		s := randsite.New(seed)
		cache, site := &Cache{}, t.TempDir()
		out := filepath.Join(site, "public")
		for step := range edits {
			what := "as it began"
			if step > 0 {
				what = s.Edit()
			}
			what = fmt.Sprintf("seed %d step %d (%s)", seed, step, what)
			files := s.Files()
			warm := build(t, Config{Cache: cache, AllowBroken: true, Now: randsite.Now}, files)
			clean := build(t, Config{AllowBroken: true, Now: randsite.Now}, files)
			if d := cmp.Diff(clean.Diagnostics, warm.Diagnostics); d != "" {
				t.Fatalf("%s: told\n%s", what, d)
			}
			total++
			if warm.Files == nil {
				refused++
				continue
			}
			if err := Write(t.Context(), warm, site, out); err != nil {
				t.Fatal(err)
			}
			same(t, what, clean, out)
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d edits, of which %d made a site that is refused", total, refused)
	if refused > total/4 {
		t.Errorf("%d of %d sites are refused", refused, total)
	}
}

// TestRandomSitesAreTheSameTwice builds random sites twice, the second time on one
// processor, read from a folder on disk whose files were written in another order.
func TestRandomSitesAreTheSameTwice(t *testing.T) {
	n := repeat(15)
	for seed := range uint64(n) {
		files := randsite.New(seed).Files()
		first := build(t, Config{AllowBroken: true, Now: randsite.Now}, files)
		if first.Files == nil {
			t.Fatalf("seed %d: %v", seed, first.Diagnostics)
		}
		dir := t.TempDir()
		for _, name := range slices.Backward(slices.Sorted(maps.Keys(files))) {
			put(t, filepath.Join(dir, filepath.FromSlash(name)), files[name])
		}
		before := runtime.GOMAXPROCS(1)
		second, err := Build(t.Context(), Config{Site: os.DirFS(dir), Theme: tiny, AllowBroken: true, Now: randsite.Now.Add(time.Hour), OnDemand: true})
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(contents(t, first), contents(t, second)); d != "" {
			t.Fatalf("seed %d:\n%s", seed, d)
		}
		if d := cmp.Diff(first.Diagnostics, second.Diagnostics); d != "" {
			t.Fatalf("seed %d: told\n%s", seed, d)
		}
	}
	t.Logf("%d sites", n)
}

// repeat is how often a test of chance repeats: a few times, or what SIGNPOST_TIMES
// says, which dev/reliability/full.sh sets.
func repeat(few int) int {
	if n, err := strconv.Atoi(os.Getenv("SIGNPOST_TIMES")); err == nil && n > 0 {
		return n
	}
	return few
}

func anArticle(random *rand.Rand, n int) string {
	return fmt.Sprintf("---\ntitle: Article %d %d\n---\nAbout {{product}} and %d.\n\n## Part %d\n\n{{snippet contact}}\n\n[next](../c%d/a%d.md)\n", n, random.IntN(9), random.IntN(99), random.IntN(5), random.IntN(3), random.IntN(8))
}

// edit changes one thing, and says what.
func edit(random *rand.Rand, files map[string]string, step int) string {
	var articles []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "content/") {
			articles = append(articles, name)
		}
	}
	name := articles[random.IntN(len(articles))]
	switch random.IntN(8) {
	case 0:
		files[name] = strings.Replace(files[name], "title: ", "title: New ", 1)
		return "retitle " + name
	case 1:
		files[name] += fmt.Sprintf("\nMore of %d.\n", step)
		return "rewrite " + name
	case 2:
		to := fmt.Sprintf("content/moved/m%d.md", step)
		files[to] = files[name]
		delete(files, name)
		return "move " + name
	case 3:
		if len(articles) > 3 {
			delete(files, name)
		}
		return "delete " + name
	case 4:
		files[fmt.Sprintf("content/new/n%d.md", step)] = anArticle(random, step)
		return "add"
	case 5:
		files["snippets/contact.md"] = fmt.Sprintf("Call %d, or {{product}}.\n", step)
		return "snippet"
	case 6:
		files["signpost.yaml"] = fmt.Sprintf("title: Help\nvariables: {product: Acme %d}\n", step)
		return "variable"
	default:
		files["theme/base/base.css"] = fmt.Sprintf("body{margin:%dpx}\n", step)
		files[strings.TrimSuffix(name, ".md")+".de.md"] = fmt.Sprintf("---\ntitle: Deutsch %d\n---\nText %d.\n", step, step)
		if strings.HasSuffix(name, ".de.md") {
			delete(files, strings.TrimSuffix(name, ".md")+".de.md")
		}
		return "theme and translation"
	}
}

// same compares a built site with what was written, styles and scripts of the
// last generation aside.
func same(t *testing.T, what string, res *Result, out string) {
	t.Helper()
	written := map[string]bool{}
	for _, f := range res.Files {
		written[f.Path] = true
		if data, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(f.Path))); err != nil || !bytes.Equal(data, f.Data) {
			t.Errorf("%s: %s differs (%v)", what, f.Path, err)
		}
	}
	err := filepath.WalkDir(out, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(out, name)
		if rel = filepath.ToSlash(rel); err == nil && !written[rel] && rel != siteMark && !assetName.MatchString(rel) {
			t.Errorf("%s: %s was left behind", what, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
