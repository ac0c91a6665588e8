package importer

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"signpost/builder/article"
	"signpost/internal/diag"

	"golang.org/x/net/html"
)

// importInto imports into a folder and fails the test where that is impossible.
func importInto(t *testing.T, system, path, into string) (*Dump, *Report) {
	t.Helper()
	d, err := Read(t.Context(), Options{System: system, Path: path, Into: into})
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Write(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d, r
}

// words are those of HTML, read in another way than the import does: token by
// token, with a space for every tag that begins or ends a line.
func words(src string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(src))
	raw := ""
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		tok := z.Token()
		switch kind {
		case html.TextToken:
			if raw == "" {
				b.WriteString(tok.Data)
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if tok.Data == "script" || tok.Data == "style" {
				raw = map[bool]string{true: tok.Data}[kind == html.StartTagToken]
			}
			if !slices.Contains([]string{"a", "b", "i", "u", "s", "em", "strong", "del", "span", "code", "sup", "sub", "kbd", "mark", "img"}, tok.Data) {
				b.WriteByte(' ')
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// roundTrip compares the words of every imported text with those of its source,
// and returns how many there are and how many are equal. Addresses that stand in
// the place of films without a name are not compared.
func roundTrip(t *testing.T, d *Dump, r *Report, into string) (texts, equal int) {
	t.Helper()
	for _, it := range r.Items {
		data, err := os.ReadFile(filepath.Join(into, filepath.FromSlash(it.File)))
		if err != nil {
			t.Fatal(err)
		}
		a, ds := article.Parse(it.File, data, article.Options{})
		if diag.HasErrors(ds) {
			t.Errorf("%s: %v", it.File, ds)
			continue
		}
		title := "<h1>" + html.EscapeString(a.Title) + "</h1>"
		page := words(title + string(a.HTML(filling{a})))
		for _, link := range a.External {
			if strings.HasPrefix(link.Target, "https://www.youtube.com/") {
				page = strings.Join(strings.Fields(strings.ReplaceAll(page, link.Target, " ")), " ")
			}
		}
		source := it.placed.text
		body, err := d.center.bodies.of(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, level := range []string{"h1", "h2", "h4"} { // the title again
			body = strings.TrimPrefix(body, "<"+level+">"+source.title+"</"+level+">")
		}
		want := words("<h1>" + html.EscapeString(source.title) + "</h1>" + body)
		texts++
		if page == want && it.Equal {
			equal++
			continue
		}
		t.Errorf("%s: %s", it.File, difference(want, page))
	}
	return texts, equal
}

// TestRoundTripOfFixtures imports what was written for this test.
func TestRoundTripOfFixtures(t *testing.T) {
	for _, system := range Systems() {
		into := t.TempDir()
		d, r := importInto(t, system, filepath.Join("testdata", system), into)
		texts, equal := roundTrip(t, d, r, into)
		t.Logf("%-10s %d articles, %d texts, %d equal, %d collections, %d pictures", system, r.Articles, texts, equal, r.Collections, r.Pictures)
	}
}

// TestRoundTripOfSamples imports every sample that holds articles, each file by
// itself and all of a system together, and shows a table of them.
func TestRoundTripOfSamples(t *testing.T) {
	root := samples(t)
	var table []string
	total, same := 0, 0
	for _, system := range Systems() {
		dir := filepath.Join(root, system)
		paths := []string{dir}
		err := filepath.WalkDir(dir, func(p string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				paths = append(paths, p)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			d, err := Read(t.Context(), Options{System: system, Path: p, Into: t.TempDir()})
			if err != nil {
				continue // holds none, which TestOtherExports looks at
			}
			into := t.TempDir()
			d.opt.Into = into
			r, err := d.Write(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			texts, equal := roundTrip(t, d, r, into)
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			name, _ := filepath.Rel(root, p)
			table = append(table, fmt.Sprintf("%-50s %3d %3d %3d", filepath.ToSlash(name), r.Articles, texts, equal))
			total, same = total+texts, same+equal
		}
	}
	t.Logf("sample, articles, texts, equal\n%s\n%-50s     %3d %3d", strings.Join(table, "\n"), "together", total, same)
	if total < 20 {
		t.Errorf("only %d texts were found in the samples", total)
	}
}

// shape counts the elements of HTML that Markdown has words for.
func shape(src string) string {
	count := map[string]int{}
	z := html.NewTokenizer(strings.NewReader(src))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if name, _ := z.TagName(); kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			count[strings.Map(func(r rune) rune {
				if r >= '1' && r <= '6' { // headings may move up or down
					return -1
				}
				return r
			}, string(name))]++
		}
	}
	var out []string
	for _, name := range []string{"h", "ul", "ol", "li", "a", "img", "table", "tr", "td", "pre", "code", "strong", "em", "blockquote", "aside", "details", "hr", "dl", "kbd"} {
		out = append(out, fmt.Sprintf("%s %d", name, count[name]))
	}
	return strings.Join(out, " ")
}

// samples is the folder of the shared samples.
func samples(tb testing.TB) string {
	tb.Helper()
	root := os.Getenv("SIGNPOST_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	dir := filepath.Join(root, "exports", "samples")
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("no shared inputs: set SIGNPOST_SHARED to the folder with exports/samples")
	}
	return dir
}

// TestRoundTripOfRealArticles takes the HTML that our own articles, and real
// articles of others, are rendered to for that of a help desk: what is imported
// from it says the same.
func TestRoundTripOfRealArticles(t *testing.T) {
	dirs := []string{filepath.Join("..", "content")}
	if root := os.Getenv("SIGNPOST_SHARED"); root != "" {
		dirs = append(dirs, filepath.Join(root, "corpora", "S"))
	}
	for _, dir := range dirs {
		texts, equal, shapes := 0, 0, 0
		var wrong []string
		err := filepath.WalkDir(dir, func(p string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(p) != ".md" {
				return err
			}
			data, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			a, ds := article.Parse(p, data, article.Options{TitleOptional: true})
			if a == nil || diag.HasErrors(ds) {
				return nil
			}
			texts++
			page := string(a.HTML(filling{a}))
			got, tr := convertHTML(t, page)
			if tr.equal {
				equal++
			} else {
				wrong = append(wrong, p+": "+tr.differs)
			}
			if b, _ := article.Parse(p, []byte("---\ntitle: \u2060\n---\n"+got), article.Options{}); b != nil {
				if w, g := shape(page), shape(string(b.HTML(filling{b}))); w != g {
					shapes++
					if len(wrong) < 20 {
						wrong = append(wrong, fmt.Sprintf("%s:\n%s\n%s", p, w, g))
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d of %d have the same elements", filepath.Base(dir), texts-shapes, texts)
		t.Logf("%s: %d of %d equal %s", filepath.Base(dir), equal, texts, strings.Join(wrong[:min(len(wrong), 20)], "\n"))
		if shapes > texts/20 { // what is empty is left out
			t.Errorf("%s: %d of %d have other elements", filepath.Base(dir), shapes, texts)
		}
		if equal < texts {
			t.Errorf("%s: only %d of %d equal", filepath.Base(dir), equal, texts)
		}
	}
}
