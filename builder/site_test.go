package builder

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"signpost/internal/diag"
	"signpost/internal/frugal"
	"signpost/search"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// tiny is a theme that shows everything and decorates nothing.
var tiny = fstest.MapFS{
	"base/base.tmpl": {Data: []byte(`{{define "top"}}<title>{{.Title}}</title>{{range .Breadcrumbs}}{{.Title}} > {{end}}
{{end}}`)},
	"base/base.css":          {Data: []byte("body{}\n")},
	"base/base.js":           {Data: []byte("{}\n")},
	"home/home.tmpl":         {Data: []byte(`{{define "home"}}{{template "top" .}}{{range .Collections}}[{{.Title}} {{.Count}} {{$.Rel .URL}}]{{end}}{{range .Popular}}<{{.Title}} {{$.Rel .URL}}>{{end}}{{end}}`)},
	"collection/page.tmpl":   {Data: []byte(`{{define "collection"}}{{template "top" .}}{{.Description}}{{range .Collection.Articles}}[{{.Title}} {{$.Rel .URL}}]{{end}}{{range .Collection.Children}}({{.Title}}){{end}}{{end}}`)},
	"article/article.tmpl":   {Data: []byte(`{{define "article"}}{{template "top" .}}{{.Article.Body}}{{with .Article.Prev}}prev {{.Title}}{{end}} {{with .Article.Next}}next {{.Title}}{{end}}{{range .Article.TOC}} #{{.Anchor}}{{end}} {{range .Article.Tags}}{{.}}{{end}}{{end}}`)},
	"notfound/notfound.tmpl": {Data: []byte(`{{define "notfound"}}{{template "top" .}}{{.Rel "/"}}{{.Word "hello" 1}}{{end}}`)},
	"words/en.yaml":          {Data: []byte("hello: \"Hello {0}\"\n")},
	"icons/default.svg":      {Data: []byte("<svg/>")},
}

// folder turns the files of an archive into a file system.
func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// build builds files and fails on errors of machines.
func build(t *testing.T, cfg Config, files map[string]string) *Result {
	t.Helper()
	cfg.Site, cfg.Theme = folder(files), tiny
	res, err := Build(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func (r *Result) text(name string) string {
	for _, f := range r.Files {
		if f.Path == name {
			return string(f.Data)
		}
	}
	return ""
}

// TestGoldenSites builds the site in each testdata/*.txtar, and compares what
// stands below "want/" there: the output files named, and want/diagnostics.
func TestGoldenSites(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no golden sites", err)
	}
	for _, name := range archives {
		t.Run(filepath.Base(name), func(t *testing.T) { golden(t, name) })
	}
}

func golden(t *testing.T, name string) {
	ar, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]string{}
	for _, f := range ar.Files {
		if !strings.HasPrefix(f.Name, "want/") {
			in[f.Name] = string(f.Data)
		}
	}
	res := build(t, Config{Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Strict: true}, in)
	for i, f := range ar.Files {
		out, wanted := strings.CutPrefix(f.Name, "want/")
		if !wanted {
			continue
		}
		got := res.text(out)
		switch out {
		case "diagnostics":
			for _, d := range res.Diagnostics {
				got += d.String() + "\n"
			}
		case "files":
			for _, file := range res.Files {
				if !strings.HasPrefix(file.Path, "assets/") && !strings.HasPrefix(file.Path, "search/") {
					got += file.Path + "\n"
				}
			}
		}
		if got != "" && !strings.HasSuffix(got, "\n") {
			got += "\n"
		}
		if *update {
			ar.Files[i].Data = []byte(got)
		} else if d := cmp.Diff(string(f.Data), got); d != "" {
			t.Errorf("%s\n%s", out, d)
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNothingUnpublishedLeaks puts words that stand nowhere else into articles
// of every kind that is left out, and looks for them in every byte.
func TestNothingUnpublishedLeaks(t *testing.T) {
	files := map[string]string{
		"signpost.yaml":                  "title: Help\nbase_url: https://help.example\n",
		"content/open.md":                "---\ntitle: Open\nredirect_from: [/was/]\nupdated: 2026-01-01\n---\nSee [x](canaryfile-draft.md#canaryanchor).\n\n<!-- canarycomment -->\n",
		"content/canaryfolder/index.md":  "---\ntitle: canarycollection\naudience: internal\nredirect_from: [/canarywas/]\n---\n",
		"content/canaryfolder/inside.md": "---\ntitle: canaryinside\n---\ncanaryinsidebody\n",
	}
	for kind, key := range map[string]string{
		"draft": "draft: true", "internal": "audience: internal", "early": "publish_at: 2027-01-01", "late": "expire_at: 2026-01-01",
	} {
		files["content/canaryfile-"+kind+".md"] = "---\ntitle: canarytitle\nslug: canaryslug" + kind + "\n" + key + "\ndescription: canarydescription\ntags: [canarytag]\nkeywords: [canarykeyword]\nasked: [canaryasked]\nredirect_from: [/canaryold" + kind + "/]\n---\n## canaryheading\n\ncanarybody ![canaryalt](canaryimage-" + kind + ".png)\n"
		files["content/canaryimage-"+kind+".png"] = "canarypixels"
	}
	res := build(t, Config{Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}, files)
	if res.Files == nil || res.Articles != 1 {
		t.Fatal(res.Articles, res.Diagnostics)
	}
	for _, f := range res.Files {
		if strings.Contains(strings.ToLower(f.Path), "canary") || bytes.Contains(bytes.ToLower(f.Data), []byte("canary")) {
			t.Errorf("%s leaks:\n%s", f.Path, f.Data)
		}
	}
	if hits := inSearch(t, res, "canary"); len(hits) > 0 {
		t.Errorf("search leaks: %v", hits)
	}
	if !slices.ContainsFunc(res.Diagnostics, func(d diag.Diagnostic) bool { return d.Code == "unpublished-link" }) {
		t.Error("the link to a draft was not told")
	}
}

// inSearch returns what either carrier of the index finds for a word or its
// beginning; in the files themselves words are written in pieces.
func inSearch(t *testing.T, res *Result, word string) []search.Hit {
	t.Helper()
	fsys := fstest.MapFS{}
	entry := ""
	for _, f := range res.Files {
		fsys[f.Path] = &fstest.MapFile{Data: f.Data}
		if strings.HasPrefix(f.Path, "search/") && strings.HasSuffix(f.Path, "/index.js") {
			entry = f.Path
		}
	}
	page, err := search.OpenBrowser(fsys, entry)
	if err != nil {
		t.Fatal(err)
	}
	var hits []search.Hit
	for _, s := range []search.Searcher{res.Index, page} {
		found, err := s.Search(t.Context(), search.Query{Text: word})
		if err != nil {
			t.Fatal(err)
		}
		hits = append(hits, found.Hits...)
	}
	return hits
}

func TestDraftsAndAudience(t *testing.T) {
	files := map[string]string{
		"a.md": "---\ntitle: A\n---\n", "b.md": "---\ntitle: B\ndraft: true\n---\n",
		"c.md": "---\ntitle: C\naudience: internal\n---\n", "d.md": "---\ntitle: D\npublish_at: 2027-01-01\n---\n",
	}
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		cfg  Config
		want int
	}{{Config{Now: now}, 1}, {Config{Now: now, Drafts: true}, 3}, {Config{Now: now, Audience: "internal"}, 2}, {Config{}, 1}} {
		if got := build(t, tt.cfg, files).Articles; got != tt.want {
			t.Errorf("%+v: %d articles, want %d", tt.cfg, got, tt.want)
		}
	}
}

func TestDeadLinksAreARatchet(t *testing.T) {
	files := map[string]string{"a.md": "---\ntitle: A\n---\n[x](old.md)\n"}
	first := build(t, Config{}, files)
	if first.Files == nil || len(first.Faults) != 1 || len(first.Diagnostics) != 1 {
		t.Fatalf("%+v", first)
	}
	known := map[string]bool{first.Faults[0]: true}
	if res := build(t, Config{Known: known}, files); res.Files == nil {
		t.Error("a known fault stopped the site", res.Diagnostics)
	}
	files["a.md"] += "[y](new.md)\n"
	files["addresses.tsv"] = "/\t\n"
	res := build(t, Config{Known: known}, files)
	want := "a.md:5: no article or file at new.md; correct the path, or remove the link"
	if res.Files != nil || len(res.Diagnostics) != 2 || res.Diagnostics[1].String() != want {
		t.Errorf("a new fault passed: %v", res.Diagnostics)
	}
	if res := build(t, Config{Known: known, AllowBroken: true}, files); res.Files == nil {
		t.Error("the way out is shut")
	}
	if res := build(t, Config{Strict: true}, files); res.Files != nil {
		t.Error("strict is not")
	}
}

func TestSymbolicLinksStayInside(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("secret.md", "---\ntitle: Secret\n---\n")
	write("site/a.md", "---\ntitle: A\n---\n")
	for link, target := range map[string]string{"out.md": "../secret.md", "in.md": "a.md", "gone.md": "none.md", "abs.md": filepath.Join(dir, "secret.md")} {
		if err := os.Symlink(target, filepath.Join(dir, "site", link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	res, err := Build(t.Context(), Config{Site: os.DirFS(filepath.Join(dir, "site")), Name: "site", Theme: tiny})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range res.Diagnostics {
		got = append(got, d.String())
	}
	want := []string{
		"site/abs.md: a symbolic link that leaves the site folder; copy the file into the site",
		"site/gone.md: a symbolic link to nothing; mend or remove it",
		"site/out.md: a symbolic link that leaves the site folder; copy the file into the site",
	}
	if d := cmp.Diff(want, got); d != "" || res.Articles != 2 {
		t.Errorf("%d articles\n%s", res.Articles, d)
	}
}

func TestThemeMistakesNamePartAndLine(t *testing.T) {
	for text, want := range map[string]string{
		"{{define \"home\"}}\n{{.Nonsense}}{{end}}": "theme/home/home.tmpl:2: ",
		"\n\n{{if}}": "theme/home/home.tmpl:3: ",
		"{{define \"home\"}}{{.Word \"lost\"}}{{end}}": "theme/home/home.tmpl:1: ",
	} {
		res := build(t, Config{}, map[string]string{"content/a.md": "---\ntitle: A\n---\n", "theme/home/home.tmpl": text})
		if res.Files != nil || !strings.HasPrefix(res.Diagnostics[0].String(), want) {
			t.Errorf("%q: %v", text, res.Diagnostics)
		}
	}
}

// sample makes a site of some size with links between its articles.
func sample(n int) map[string]string {
	files := map[string]string{"signpost.yaml": "title: Help\nbase_url: https://help.example\n"}
	for i := range n {
		files[fmt.Sprintf("content/c%d/a%d.md", i%4, i)] = fmt.Sprintf("---\ntitle: Article %d\n---\nSee [it](../c%d/a%d.md).\n\n## Part %d\n\nText.\n", i, (i+1)%n%4, (i+1)%n, i)
	}
	return files
}

func TestSameInputSameBytes(t *testing.T) {
	files := sample(40)
	first := build(t, Config{}, files)
	old := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(old)
	for _, procs := range []int{1, 2} {
		runtime.GOMAXPROCS(procs)
		again := build(t, Config{}, files)
		if first.Files == nil || cmp.Diff(first.Files, again.Files, cmpopts.IgnoreUnexported(File{})) != "" {
			t.Errorf("another site with %d processors", procs)
		}
	}
}

// TestCacheChangesNothing builds with and without a cache after random edits.
func TestCacheChangesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	files, cache := sample(12), &Cache{}
	names := make([]string, 0, len(files))
	for name := range files {
		if strings.HasSuffix(name, ".md") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for step := range 40 {
		name := names[rng.IntN(len(names))]
		switch rng.IntN(4) {
		case 0:
			delete(files, name)
		case 1:
			files[name] = fmt.Sprintf("---\ntitle: New %d\ndraft: %v\n---\n[x](a%d.md#part)\n", step, rng.IntN(3) == 0, rng.IntN(12))
		case 2:
			files[name] += "\n## Part\n\nmore\n"
		default:
			files[name] = "---\ntilte: x\n---\n"
		}
		with, without := build(t, Config{Cache: cache}, files), build(t, Config{}, files)
		if d := cmp.Diff(without.Files, with.Files, cmpopts.IgnoreUnexported(File{})); d != "" {
			t.Fatalf("step %d: %s", step, d)
		}
		if d := cmp.Diff(without.Diagnostics, with.Diagnostics); d != "" {
			t.Fatalf("step %d: %s", step, d)
		}
	}
}

func TestLargeArticleIsNotRead(t *testing.T) {
	res := build(t, Config{}, map[string]string{"a.md": "---\ntitle: A\n---\n", "big.md": strings.Repeat("x", 11<<20)})
	want := "big.md: 11 MB is too large for an article; split it; 10 MB is the most"
	if res.Files != nil || len(res.Diagnostics) != 1 || res.Diagnostics[0].String() != want {
		t.Error(res.Diagnostics)
	}
}

func TestBuildStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Build(ctx, Config{Site: folder(sample(3)), Theme: tiny}); err == nil {
		t.Error("no error")
	}
}

func FuzzLinkTargets(f *testing.F) {
	for _, s := range []string{"b.md", "../../etc/passwd", "/b/#x", "%2e%2e/b.md", "?q", "#", "b.md#%zz", "//x", "./", "..", "\x01", "c/", "a b.md"} {
		f.Add(s)
	}
	f.Fuzz(frugal.One(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "<>\n\r\\\x00") {
			return
		}
		res, err := Build(t.Context(), Config{Theme: tiny, Site: fstest.MapFS{
			"content/a.md":   {Data: []byte("---\ntitle: A\n---\n[x](<" + s + ">) ![y](<" + s + ">)\n")},
			"content/c/b.md": {Data: []byte("---\ntitle: B\n---\n")},
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range res.Files {
			if !fs.ValidPath(file.Path) {
				t.Errorf("the site has a file %q", file.Path)
			}
		}
	}))
}

func TestContactLinks(t *testing.T) {
	site := func(url string) *Result {
		return build(t, Config{}, map[string]string{
			"signpost.yaml": "title: Help\ncontact: {url: \"" + url + "\", text: Ask us}\n", "theme/home/home.tmpl": `{{define "home"}}<a href="{{.Rel .Site.ContactURL}}">{{end}}`, "content/a.md": "---\ntitle: A\n---\nText.\n",
		})
	}
	for _, url := range []string{"tel:&#43;49301234", "mailto:help@b.example", "https://b.example/contact"} {
		want := `href="` + url + `"`
		res := site(strings.ReplaceAll(url, "&#43;", "+"))
		if page := res.text("index.html"); !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	res := site("javascript:alert(1)")
	if len(res.Diagnostics) != 1 || !strings.Contains(res.Diagnostics[0].String(), "signpost.yaml:2: an address that begins with javascript:") {
		t.Errorf("javascript: passes: %v", res.Diagnostics)
	}
}
