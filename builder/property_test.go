package builder

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestBuildingOnEqualsBuildingAnew edits a site at random (retitle, rewrite, move,
// delete, add, change a snippet, a variable, the theme, a translation). After
// each edit, a build with the cache of the last one, written over the last site,
// equals a build from nothing, byte for byte.
func TestBuildingOnEqualsBuildingAnew(t *testing.T) {
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 1))
		files := map[string]string{
			"signpost.yaml":       "title: Help\nvariables: {product: Acme}\n",
			"snippets/contact.md": "Write to {{product}}.\n",
		}
		for i := range 8 {
			files[fmt.Sprintf("content/c%d/a%d.md", i%3, i)] = anArticle(random, i)
		}
		cache, site := &Cache{}, t.TempDir()
		out := filepath.Join(site, "public")
		for step := range 12 {
			what := edit(random, files, step)
			warm := build(t, Config{Cache: cache, AllowBroken: true}, files)
			clean := build(t, Config{AllowBroken: true}, files)
			if warm.Files == nil {
				t.Fatalf("seed %d step %d (%s): %v", seed, step, what, warm.Diagnostics)
			}
			if err := Write(t.Context(), warm, site, out); err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("seed %d step %d (%s)", seed, step, what), clean, out)
			if t.Failed() {
				return
			}
		}
	}
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
