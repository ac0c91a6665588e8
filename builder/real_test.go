package builder

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/internal/diag"
)

// shared finds a folder of the shared test data, or skips the test.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	root := os.Getenv("SIGNPOST_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	dir := filepath.Join(root, filepath.FromSlash(name))
	if _, err := os.Stat(dir); err != nil {
		tb.Skipf("no %s: set SIGNPOST_SHARED to the shared test data", name)
	}
	return dir
}

// countArticles counts the Markdown files that are no index files.
func countArticles(tb testing.TB, dir string) int {
	tb.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".md") && !isIndex(filepath.Base(name)) {
			n++
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

func TestRealHelpCentersBuild(t *testing.T) {
	for _, name := range []string{"S", "M", "L"} {
		t.Run(name, func(t *testing.T) {
			dir := shared(t, "corpora/"+name)
			res, err := Build(t.Context(), Config{Site: os.DirFS(dir), Theme: os.DirFS(filepath.Join("..", "themes", "default"))})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range res.Diagnostics {
				if d.Severity == diag.Error {
					t.Error(d)
				}
			}
			if want := countArticles(t, dir); res.Articles != want {
				t.Errorf("%d articles of %d", res.Articles, want)
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	dir := shared(b, "corpora/M")
	for b.Loop() {
		res, err := Build(b.Context(), Config{Site: os.DirFS(dir), Theme: os.DirFS(filepath.Join("..", "themes", "default"))})
		if err != nil || res.Files == nil {
			b.Fatal(err, res.Diagnostics)
		}
	}
}
