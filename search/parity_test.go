package search

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var parityQueries = []string{
	"how do I reset my password", "pasword", "conversatoins", "mask", "what is maske", "drafts", "hide a page from customers",
	"front matter keys", "e-mail", "E-1042", "netlify", "signpost.yaml", "gap report", "the of and", "", "?!", "<b>bold</b>", "a.*(b|c)",
	"如何重置密码", "ลืมรหัสผ่าน", "zzzzqqqq", "q", "se", "search works for typos", "internal artcles", "colour", "export from intercom csv",
	strings.Repeat("word ", 200), "don’t hide", "İstanbul",
}

// pageAnswer is what the runtime answers in node.
type pageAnswer struct {
	Error     string `json:"error"`
	Corrected string `json:"corrected"`
	Hits      []struct {
		URL, Title, Section string
		Score               float64
	} `json:"hits"`
}

// writeBrowser writes the browser's files of documents into a folder.
func writeBrowser(t *testing.T, docs []Document, lang string) (dir, entry string) {
	t.Helper()
	ix, err := New(docs, Options{Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	b, err := ix.Browser()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for _, f := range b.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir, b.Entry
}

// TestRuntimeAnswersAsTheReader holds runtime.js to the reader in Go: the same
// hits with the same scores.
func TestRuntimeAnswersAsTheReader(t *testing.T) {
	sets := map[string][]Document{"our help center": readSections(t, filepath.Join("..", "content"))}
	if dir := os.Getenv("SIGNPOST_SHARED"); dir != "" {
		sets["S"] = readSections(t, filepath.Join(dir, "corpora", "S", "content"))
	} else if docs := filepath.Join("..", "..", "shared", "corpora", "S", "content"); exists(docs) {
		sets["S"] = readSections(t, docs)
	}
	for name, docs := range sets {
		sameAnswers(t, name, docs, "", parityQueries)
	}
	for _, lang := range []string{"de", "ru", "tr", "ar", "th", "zh"} {
		dir := filepath.Join("..", "..", "shared", "search", "xquad-"+lang)
		if !exists(dir) {
			t.Logf("%s is not compared: it needs ../shared", lang)
			continue
		}
		var queries []string
		asked, _ := evalSet(t, dir, "queries.tsv")
		for i := 0; i < len(asked); i += 20 {
			queries = append(queries, asked[i].Text, CutLast(asked[i].Text))
		}
		sameAnswers(t, lang, readSections(t, filepath.Join(dir, "docs")), lang, queries)
	}
}

// sameAnswers compares runtime.js and the reader over the same files.
func sameAnswers(t *testing.T, name string, docs []Document, lang string, asked []string) {
	t.Helper()
	queries, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	dir, entry := writeBrowser(t, docs, lang)
	page := inNode[[]pageAnswer](t, "search", queries, dir, entry)
	r, err := OpenBrowser(os.DirFS(dir), entry)
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range asked {
		want, err := r.Search(t.Context(), Query{Text: q})
		if err != nil {
			t.Fatal(err)
		}
		got := page[i]
		if got.Error != "" || got.Corrected != want.Corrected || len(got.Hits) != len(want.Hits) {
			t.Errorf("%s, %.40q: %s %q, %d hits; want %q, %d hits", name, q, got.Error, got.Corrected, len(got.Hits), want.Corrected, len(want.Hits))
			continue
		}
		for n, h := range want.Hits {
			if g := got.Hits[n]; g.URL != h.URL || g.Section != h.Section || math.Abs(g.Score-h.Score) > 1e-9 {
				t.Errorf("%s, %.40q, hit %d: %+v, want %s %.6f", name, q, n, g, h.URL, h.Score)
			}
		}
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// TestALostShardIsAnError: the runtime and the reader answer wholly or not at
// all.
func TestALostShardIsAnError(t *testing.T) {
	docs := []Document{{Article: "/a/", Title: "Reset a password", Body: "Choose reset."}, {Article: "/b/", Title: "Invoices", Body: "Each month."}}
	for _, lost := range []string{"terms", "records"} {
		dir, entry := writeBrowser(t, docs, "")
		if err := os.RemoveAll(filepath.Join(dir, filepath.Dir(entry), lost)); err != nil {
			t.Fatal(err)
		}
		r, err := OpenBrowser(os.DirFS(dir), entry)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := r.Search(t.Context(), Query{Text: "password"}); err == nil {
			t.Errorf("without %s the reader answers %v", lost, res)
		}
		if got := inNode[[]pageAnswer](t, "search", []byte(`["password"]`), dir, entry); got[0].Error == "" {
			t.Errorf("without %s the runtime answers %v", lost, got)
		}
	}
}
