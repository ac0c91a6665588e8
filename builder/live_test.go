package builder

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/internal/diag"
)

// writeSite makes the folder dir hold just these files.
func writeSite(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, name)
		if err == nil && !entry.IsDir() {
			if _, ok := files[filepath.ToSlash(rel)]; !ok {
				return os.Remove(name)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		put(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
}

// contents are the files of a result that shows all of them.
func contents(t *testing.T, res *Result) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range res.Files {
		data, err := f.Content()
		if err != nil {
			t.Fatal(f.Path, err)
		}
		out[f.Path] = string(data)
	}
	return out
}

// TestLiveEndsEqualToACleanBuild edits a site on disk at random, one thing or
// many at a time, with and without Revise before Rebuild.
func TestLiveEndsEqualToACleanBuild(t *testing.T) {
	for seed := range uint64(5) {
		random := rand.New(rand.NewPCG(seed, 2))
		files := map[string]string{
			"signpost.yaml": "title: Help\nvariables: {product: Acme}\n", "snippets/contact.md": "Write to {{product}}.\n",
		}
		for i := range 8 {
			files["content/"+string(rune('a'+i%3))+"/a"+string(rune('0'+i))+".md"] = anArticle(random, i)
		}
		dir := t.TempDir()
		writeSite(t, dir, files)
		cfg := Config{Site: os.DirFS(dir), Theme: tiny, AllowBroken: true, OnDemand: seed%2 == 0}
		live := NewLive(cfg)
		var shown *Result
		show := func(res *Result) { shown = res }
		for step := range 10 {
			if err := live.Rebuild(t.Context(), time.Time{}, show); err != nil {
				t.Fatal(err)
			}
			clean, err := Build(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			got, want := contents(t, shown), contents(t, clean)
			for name := range want {
				if got[name] != want[name] {
					t.Fatalf("seed %d step %d: %s is\n%s\nand in a clean build\n%s", seed, step, name, got[name], want[name])
				}
			}
			if len(got) != len(want) || len(shown.Diagnostics) != len(clean.Diagnostics) {
				t.Fatalf("seed %d step %d: %d files, %d in a clean build", seed, step, len(got), len(want))
			}
			what := ""
			for range 1 + random.IntN(4)*random.IntN(2) {
				what = edit(random, files, step)
			}
			writeSite(t, dir, files)
			if name, ok := strings.CutPrefix(what, "rewrite "); ok {
				live.Revise(t.Context(), []string{name}, show)
			}
		}
	}
}

// TestReviseShowsTheTextAtOnce changes the text of an article, and then what
// other pages show of it.
func TestReviseShowsTheTextAtOnce(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"content/a.md": "---\ntitle: A\n---\nold [b](b.md) [self](#part)\n\n## Part\n", "content/b.md": "---\ntitle: B\n---\nText.\n",
	}
	writeSite(t, dir, files)
	live := NewLive(Config{Site: os.DirFS(dir), Theme: tiny, AllowBroken: true})
	var shown *Result
	show := func(res *Result) { shown = res }
	if err := live.Rebuild(t.Context(), time.Time{}, show); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text string
		revised    bool
	}{
		{"content/a.md", "---\ntitle: A\n---\nnew [b](b.md) [self](#part)\n\n## Part\n", true},
		{"content/a.md", "---\ntitle: Other\n---\nnew\n", false},
		{"content/a.md", "---\ntitle: A\n---\n[nothing](c.md)\n", false},
		{"content/a.md", "---\ntitle: A\n---\n![shot](shot.png)\n", false},
		{"content/a.md", "---\ntilte: A\n---\n", false},
		{"content/c.md", "---\ntitle: C\n---\n", false},
		{"signpost.yaml", "title: Help\n", false},
	} {
		put(t, filepath.Join(dir, tt.name), tt.text)
		if got := live.Revise(t.Context(), []string{tt.name}, show); got != tt.revised {
			t.Errorf("%q revised: %v", tt.text, got)
		}
		if page := contents(t, shown)["a/index.html"]; !strings.Contains(page, `new <a href="../b/">b</a> <a href="#part">self</a>`) {
			t.Errorf("after %q the page is %s", tt.text, page)
		}
	}
	if live.Revise(t.Context(), []string{"content/a.md", "content/b.md"}, show) || live.Revise(t.Context(), nil, show) {
		t.Error("revised though it is not known that one article alone has changed")
	}
}

// TestLiveTellsMistakesOfTemplates overrides a part with one that fails on some
// pages only.
func TestLiveTellsMistakesOfTemplates(t *testing.T) {
	dir := t.TempDir()
	writeSite(t, dir, map[string]string{"content/a.md": "---\ntitle: A\n---\nText.\n", "content/b.md": "---\ntitle: B\n---\n"})
	live := NewLive(Config{Site: os.DirFS(dir), Theme: tiny})
	var shown *Result
	show := func(res *Result) { shown = res }
	rebuild := func() {
		t.Helper()
		if err := live.Rebuild(t.Context(), time.Time{}, show); err != nil {
			t.Fatal(err)
		}
	}
	rebuild()
	put(t, filepath.Join(dir, "theme", "article", "article.tmpl"), "{{define \"article\"}}\n{{if eq .Title \"B\"}}{{.Nothing}}{{end}}{{end}}")
	rebuild()
	if shown.Files != nil || !diag.HasErrors(shown.Diagnostics) || shown.Diagnostics[0].File != "theme/article/article.tmpl" || shown.Diagnostics[0].Line != 2 {
		t.Fatalf("told %v, with %d files", shown.Diagnostics, len(shown.Files))
	}
	put(t, filepath.Join(dir, "theme", "article", "article.tmpl"), "{{define \"article\"}}mended{{end}}")
	rebuild()
	if contents(t, shown)["a/index.html"] != "mended" {
		t.Errorf("after it was mended: %v", shown.Diagnostics)
	}
}

// TestLookFindsWhatNoEventToldOf changes a file of a folder that is not watched.
func TestLookFindsWhatNoEventToldOf(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.md"), "x")
	w := &watcher{dir: dir, root: dir, timer: time.NewTimer(time.Hour), names: map[string]bool{}, every: slowPoll}
	var err error
	if w.seen, _, err = survey(dir); err != nil {
		t.Fatal(err)
	}
	if w.look(); w.unknown {
		t.Error("a change was found where there is none")
	}
	put(t, filepath.Join(dir, "new", "b.md"), "x")
	if every := w.look(); !w.unknown || w.every != fastPoll || every < fastPoll {
		t.Errorf("the change was not found (%v), the next look is in %v", w.unknown, every)
	}
	w.changed = func([]string) {}
	w.tell()
	if w.look() > time.Minute || w.unknown && w.seen != [32]byte{} {
		t.Error("a change was told twice")
	}
}

// TestRebuildEndsWhileTextsAreSaved saves an article without a pause while the site is
// built: the search follows all the same, and no older text is shown again.
func TestRebuildEndsWhileTextsAreSaved(t *testing.T) {
	for _, onDemand := range []bool{true, false} {
		t.Run(fmt.Sprintf("on demand %t", onDemand), func(t *testing.T) { saveWhileBuilt(t, onDemand) })
	}
}

func saveWhileBuilt(t *testing.T, onDemand bool) {
	dir := t.TempDir()
	text := func(n int) string { return fmt.Sprintf("---\ntitle: A\n---\nsaved %06d\n", n) }
	writeSite(t, dir, map[string]string{"content/a.md": text(0), "content/b.md": "---\ntitle: B\n---\nText.\n"})
	live := NewLive(Config{Site: os.DirFS(dir), Theme: tiny, AllowBroken: true, OnDemand: onDemand})
	last, whole := "", 0
	show := func(res *Result) {
		page := contents(t, res)["a/index.html"]
		at := strings.Index(page, "saved ")
		if at < 0 || page[at:at+12] < last {
			t.Errorf("after %q comes %q", last, page)
			return
		}
		last = page[at : at+12]
		if !res.Behind {
			whole++
		}
		if res.Changed != nil && !slices.Equal(res.Changed, []string{"a.md", "a/index.html"}) {
			t.Errorf("changed: %q", res.Changed)
		}
	}
	if err := live.Rebuild(t.Context(), time.Time{}, show); err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	go func() {
		defer close(done)
		for n := 1; n <= 200; n++ {
			put(t, filepath.Join(dir, "content/a.md.new"), text(n))
			if err := os.Rename(filepath.Join(dir, "content/a.md.new"), filepath.Join(dir, "content/a.md")); err != nil {
				t.Error(err)
			}
			if !live.Revise(t.Context(), []string{"content/a.md"}, show) {
				t.Errorf("revision %d is not shown", n)
			}
		}
	}()
	for saving := true; saving; {
		before := whole
		if err := live.Rebuild(t.Context(), time.Time{}, show); err != nil {
			t.Fatal(err)
		}
		if whole != before+1 {
			t.Errorf("%d sites with their own search, after %d", whole, before)
		}
		select {
		case <-done:
			saving = false
		default:
		}
	}
	if last != "saved 000200" {
		t.Errorf("at the end %q is shown", last)
	}
}

// TestLiveDropsWhatIsTakenBackThoughOthersHaveMistakes hides articles while another has a
// mistake: readers get the last good site without them, and then what keeps the next back.
func TestLiveDropsWhatIsTakenBackThoughOthersHaveMistakes(t *testing.T) {
	dir, cache := t.TempDir(), &Cache{}
	good := map[string]string{
		"content/a.md": "---\ntitle: A\n---\nTo [b](b.md).\n", "content/b.md": "---\ntitle: Canary b\n---\nCanary text.\n",
		"content/c.md": "---\ntitle: C\n---\nBefore.\n", "content/d.md": "---\ntitle: Canary d\nexpire_at: 2026-06-01\n---\n",
	}
	writeSite(t, dir, good)
	live := NewLive(Config{Site: os.DirFS(dir), Theme: tiny, Cache: cache, Known: map[string]bool{}})
	var shown []*Result
	rebuild := func(day int) {
		t.Helper()
		shown = nil
		if err := live.Rebuild(t.Context(), time.Date(2026, 5, day, 0, 0, 0, 0, time.UTC), func(res *Result) { shown = append(shown, res) }); err != nil {
			t.Fatal(err)
		}
	}
	rebuild(1)
	if len(shown) != 1 || !strings.Contains(shown[0].text("b/index.html"), "Canary text") {
		t.Fatal(told(shown[0]))
	}
	bad := maps.Clone(good)
	bad["content/b.md"] = "---\ntitle: Canary b\ndraft: true\n---\nCanary text.\n"
	bad["content/c.md"] = "---\ntitle: C\n---\nAfter, to [nowhere](nowhere.md).\n"
	writeSite(t, dir, bad)
	rebuild(2)
	if len(shown) != 2 || shown[0].Files == nil || shown[1].Files != nil || !strings.Contains(told(shown[1]), "nowhere.md") {
		t.Fatalf("%d sites are shown", len(shown))
	}
	for name, text := range contents(t, shown[0]) {
		if strings.Contains(text, "Canary b") || strings.Contains(text, "Canary text") || strings.Contains(name, "b/") {
			t.Errorf("%s tells of what is taken back:\n%s", name, text)
		}
	}
	if !strings.Contains(shown[0].text("c/index.html"), "Before.") || shown[0].text("d/index.html") == "" {
		t.Error("the rest is not that of the last good site")
	}
	rebuild(3)
	if len(shown) != 1 || shown[0].Files != nil {
		t.Errorf("%d sites are shown for the same mistake", len(shown))
	}
	rebuild(40) // the tenth of June
	if len(shown) != 2 || shown[0].text("d/index.html") != "" || shown[0].text("c/index.html") == "" {
		t.Error("what expires stays while another has a mistake")
	}
}
