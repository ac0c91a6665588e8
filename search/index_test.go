package search

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"signpost/internal/frugal"
)

func smallHelpCenter() []Document {
	return []Document{
		{Article: "/login/", Title: "Log in", Description: "Get into your account.", Keywords: []string{"secretkeyword"}, Asked: []string{"i am locked out of everything"}, Body: "Enter your address and password.", Collection: "Account"},
		{Article: "/login/", Anchor: "forgot-your-password", Title: "Log in", Heading: "Forgot your password", Body: "Choose Reset password and follow the mail.", Collection: "Account"},
		{Article: "/invoices/", Title: "Invoices", Body: "An invoice comes each month. Error E-1042 means that the card was refused.", Collection: "Billing"},
		{Article: "/cancel/", Title: "Cancel your plan", Body: "Open the billing page and choose Cancel.", Collection: "Billing"},
	}
}

func newIndex(t testing.TB, docs []Document) *Index {
	t.Helper()
	ix, err := New(docs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

// carriers are both ways to ask the same documents.
func carriers(t testing.TB, docs []Document) map[string]Searcher {
	t.Helper()
	ix := newIndex(t, docs)
	r, _ := browserOf(t, ix)
	return map[string]Searcher{"bleve": ix, "browser": r}
}

func ask(t testing.TB, s Searcher, text string) *Results {
	t.Helper()
	res, err := s.Search(t.Context(), Query{Text: text})
	if err != nil {
		t.Fatalf("%.60q: %v", text, err)
	}
	return res
}

func TestQueriesFindWhatTheyShould(t *testing.T) {
	tests := []struct{ query, url, corrected string }{
		{"how do I reset my password?", "/login/#forgot-your-password", ""},
		{"pasword", "/login/#forgot-your-password", "password"},
		{"forgot passw", "/login/#forgot-your-password", "forgot password"},
		{"E-1042", "/invoices/", ""},
		{"e1042", "/invoices/", ""},
		{"1042", "/invoices/", ""},
		{"locked out", "/login/", ""},
		{"secretkeyword", "/login/", ""},
		{"CANCELLING", "/cancel/", ""},
		{"invoicé", "/invoices/", ""},
	}
	for name, s := range carriers(t, smallHelpCenter()) {
		for _, tt := range tests {
			res := ask(t, s, tt.query)
			if len(res.Hits) == 0 || res.Hits[0].URL != tt.url || res.Corrected != tt.corrected {
				t.Errorf("%s: %q finds %+v, said %q; want %s, %q", name, tt.query, res.Hits, res.Corrected, tt.url, tt.corrected)
			}
		}
	}
}

func TestQueriesWithoutAnAnswer(t *testing.T) {
	for name, s := range carriers(t, smallHelpCenter()) {
		for _, q := range []string{"", "  ", "the of and", "?!…", "密码", "zzzzzqqqq", "\xff\xfe", "<script>", "(.*)+[", strings.Repeat("the ", 10000)} {
			if res := ask(t, s, q); res.Hits == nil || len(res.Hits) > 0 || res.Corrected != "" {
				t.Errorf("%s: %.40q finds %d hits, said %q", name, q, len(res.Hits), res.Corrected)
			}
		}
		if res := ask(t, s, strings.Repeat("password ", 10000)); len(res.Hits) != 1 {
			t.Errorf("%s: a query of 10,000 words finds %d hits", name, len(res.Hits))
		}
	}
	for _, docs := range [][]Document{nil, {{Article: "/a/", Title: "Alone"}}} {
		for name, s := range carriers(t, docs) {
			if res := ask(t, s, "alone"); len(res.Hits) != len(docs) {
				t.Errorf("%s: %d hits among %d documents", name, len(res.Hits), len(docs))
			}
		}
	}
}

func TestHitsAnswerByArticle(t *testing.T) {
	for name, s := range carriers(t, smallHelpCenter()) {
		res, err := s.Search(t.Context(), Query{Text: "password billing", Explain: true, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Hits) != 2 {
			t.Fatalf("%s: %d hits, want 2", name, len(res.Hits))
		}
		for i, h := range res.Hits {
			sum := 0.0
			for _, term := range h.Terms {
				sum += term.Score
			}
			if math.Abs(sum-h.Score) > 1e-6 {
				t.Errorf("%s: the shares of %s add up to %f, the score is %f", name, h.URL, sum, h.Score)
			}
			if i > 0 && h.Score > res.Hits[i-1].Score {
				t.Errorf("%s: hits are out of order", name)
			}
			for _, m := range h.Marks {
				if marked := strings.ToLower(h.Excerpt[m[0]:m[1]]); !strings.Contains("password billing", marked) {
					t.Errorf("%s: %q is marked", name, marked)
				}
			}
		}
		if res.Best <= 0 {
			t.Errorf("%s: Best is %f", name, res.Best)
		}
	}
}

func TestBoostsMoveArticles(t *testing.T) {
	docs := []Document{{Article: "/a/", Title: "Export", Body: "Export your data."}, {Article: "/b/", Title: "Export", Body: "Export your data."}}
	for name, s := range carriers(t, docs) {
		if got := ask(t, s, "export").Hits[0].Article; got != "/a/" {
			t.Errorf("%s: ties are not in the order of addresses: %s", name, got)
		}
	}
	docs[1].Boost = 3
	for name, s := range carriers(t, docs) {
		if got := ask(t, s, "export").Hits[0].Article; got != "/b/" {
			t.Errorf("%s: the boost does nothing: %s", name, got)
		}
	}
}

// TestAskedIsNeverShown: wordings of customers and keywords are searched, and
// stand in no hit and no record.
func TestAskedIsNeverShown(t *testing.T) {
	b, err := newIndex(t, smallHelpCenter()).Browser()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range b.Files {
		if strings.Contains(f.Path, "/records/") && (bytes.Contains(f.Data, []byte("locked")) || bytes.Contains(f.Data, []byte("secretkeyword"))) {
			t.Errorf("%s shows what is only searched: %s", f.Path, f.Data)
		}
	}
}

func TestSaveAndOpen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index.bleve")
	if _, err := Open(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there gives %v", err)
	}
	docs := smallHelpCenter()
	ix := newIndex(t, docs)
	for range 2 { // the second time in place of the first
		if err := ix.Save(dir); err != nil {
			t.Fatal(err)
		}
	}
	opened, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	if opened.Fingerprint() != Fingerprint(docs, Options{}) || ix.Fingerprint() != opened.Fingerprint() {
		t.Error("the fingerprint is not that of the documents")
	}
	if other := Fingerprint(docs[1:], Options{}); other == opened.Fingerprint() {
		t.Error("other documents have the same fingerprint")
	}
	for _, q := range []string{"password", "pasword", "invoice month", "cancel"} {
		if diff := cmp.Diff(ask(t, ix, q), ask(t, opened, q)); diff != "" {
			t.Errorf("%q: memory and disk differ:\n%s", q, diff)
		}
	}
}

// TestDamagedIndexesAreTold cuts every file of an index in half and wants an
// error to rebuild on, or right answers.
func TestDamagedIndexesAreTold(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "index.bleve")
	if err := newIndex(t, smallHelpCenter()).Save(whole); err != nil {
		t.Fatal(err)
	}
	var names []string
	err := filepath.WalkDir(whole, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			rel, _ := filepath.Rel(whole, name)
			names = append(names, rel)
		}
		return err
	})
	if err != nil || len(names) < 3 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		dir := filepath.Join(t.TempDir(), "damaged")
		if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data[:len(data)/2], 0o644); err != nil {
			t.Fatal(err)
		}
		ix, err := Open(dir)
		if err == nil {
			ix.Close()
			if name == metaFile || strings.HasSuffix(name, "index_meta.json") {
				t.Errorf("half of %s goes unnoticed", name)
			}
			continue
		}
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("half of %s gives %v", name, err)
		}
	}
	empty := t.TempDir()
	if _, err := Open(empty); !errors.Is(err, ErrDamaged) {
		t.Errorf("an empty folder gives %v", err)
	}
}

func TestBrowserFilesAreTheSameTwice(t *testing.T) {
	docs := readSections(t, filepath.Join("..", "content"))
	first, err := newIndex(t, docs).Browser()
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	second, err := newIndex(t, docs).Browser()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("two builds differ:\n%.2000s", diff)
	}
}

// TestFormats reads an index that is kept as it was first written, and refuses
// those of other versions.
func TestFormats(t *testing.T) {
	german := []Document{{Article: "/login/", Title: "Anmelden", Heading: "Passwort vergessen", Anchor: "forgot-your-password", Body: "Wählen Sie ein neues Passwort, und ändern Sie Ihre Einstellungen."}}
	dir := filepath.Join("testdata", "browser-v4")
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		ix, err := New(german, Options{Lang: "de"})
		if err != nil {
			t.Fatal(err)
		}
		b, err := ix.Browser()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range b.Files {
			_, rest, _ := strings.Cut(f.Path, "/")
			name := filepath.Join(dir, filepath.FromSlash(rest))
			if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, f.Data, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
	r, err := OpenBrowser(os.DirFS(dir), entryName)
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(t, r, "Wie ändere ich Passwörter?").Hits; len(got) != 1 || got[0].URL != "/login/#forgot-your-password" {
		t.Errorf("hits: %+v", got)
	}
	for _, other := range []string{
		`{"v":1,"lang":"","sizes":[2,1],"terms":["a","b"],"words":[],"records":[0,"c"]}`,
		`{"v":2,"lang":"de","stems":true,"sizes":[1],"terms":[],"words":[],"records":[]}`,
		entryStart + `{"v":5}` + entryEnd,
	} {
		_, err := OpenBrowser(fstest.MapFS{"index": {Data: []byte(other)}}, "index")
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "build the site again") {
			t.Errorf("%s gives %v", other, err)
		}
	}
	if _, err := OpenBrowser(os.DirFS(filepath.Join("testdata", "browser-v3")), entryName); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "version 3") {
		t.Errorf("an index of version 3 gives %v", err)
	}
}

// TestCollectionsNarrow: what is not of the collection is left out before the limit.
func TestCollectionsNarrow(t *testing.T) {
	docs := smallHelpCenter()
	for i := range 60 {
		docs = append(docs, Document{Article: fmt.Sprintf("/many/%02d/", i), Title: "Invoice or plan", Body: "Choose the invoice, choose the plan, choose the card.", Collection: "Many"})
	}
	for name, s := range carriers(t, docs) {
		for collection, want := range map[string][]string{
			"Billing": {"/cancel/", "/invoices/"}, "Account": {"/login/"}, "Nothing": {}, "": {"/cancel/", "/many/00/"},
		} {
			res, err := s.Search(t.Context(), Query{Text: "choose plan invoice", Collection: collection, Limit: 2})
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, h := range res.Hits {
				if got = append(got, h.Article); collection != "" && h.Collection != collection {
					t.Errorf("%s: %s of %s in %s", name, h.Article, h.Collection, collection)
				}
			}
			if slices.Sort(got); collection != "" && !slices.Equal(got, want) || len(got) != len(want) {
				t.Errorf("%s: %q holds %v, want %v", name, collection, got, want)
			}
		}
	}
}

func TestRelatedArticlesAreAlike(t *testing.T) {
	ix := newIndex(t, readSections(t, filepath.Join("..", "content")))
	for article, want := range map[string]string{"/handbook/snooze/": "/handbook/", "/gaps/read-the-report/": "/gaps/"} {
		got := ix.Related(article, 4)
		if len(got) != 4 || slices.Contains(got, article) || !strings.HasPrefix(got[0], want) {
			t.Errorf("related to %s: %v", article, got)
		}
	}
	if got := ix.Related("/nothing/", 4); got != nil {
		t.Errorf("related to nothing: %v", got)
	}
}

// TestASettledIndexAnswersAsBefore, and can no longer be written.
func TestASettledIndexAnswersAsBefore(t *testing.T) {
	docs := readSections(t, filepath.Join("..", "content"))
	whole, last := newIndex(t, docs), newIndex(t, docs[:len(docs)/2])
	settled, err := New(docs, Options{Unhurried: true}) // as a server makes it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { settled.Close() })
	texts := []string{"snooze", "how do I read the gap report", "masking of adresses", "sea"}
	for _, text := range texts[1:] {
		ask(t, last, text)
	}
	if err := settled.Settle(last); err != nil {
		t.Fatal(err)
	}
	// What was asked of the index before is at hand, as Bleve has it.
	known := settled.asked()
	if !slices.Equal(known, last.asked()) || len(known) < 5 {
		t.Errorf("at hand: %q, was asked: %q", known, last.asked())
	}
	for _, term := range known {
		if _, err := whole.open(); err != nil {
			t.Fatal(err)
		}
		want, err := whole.carrier.weights(t.Context(), term)
		got, _ := settled.carrier.known.get(term)
		want = slices.SortedFunc(slices.Values(want), func(a, b weight) int { return int(a.section - b.section) })
		if err != nil || !slices.Equal(want, got) {
			t.Errorf("%q: at hand %v, Bleve %v, %v", term, got, want, err)
		}
	}
	for _, text := range texts {
		if diff := cmp.Diff(ask(t, whole, text), ask(t, settled, text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	for _, d := range docs {
		if want, got := whole.Related(d.Article, 4), settled.Related(d.Article, 4); !slices.Equal(got, want) {
			t.Errorf("related to %s: %q, want %q", d.Article, got, want)
		}
	}
	if settled.Fingerprint() != whole.Fingerprint() {
		t.Error("it has another fingerprint")
	}
	if _, err := settled.Browser(); err == nil {
		t.Error("half an index can be written for browsers")
	}
	if err := settled.Save(filepath.Join(t.TempDir(), "index")); err == nil {
		t.Error("half an index can be saved")
	}
}

func TestSearchFromManyGoroutines(t *testing.T) {
	for _, s := range carriers(t, smallHelpCenter()) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for _, q := range []string{"password", "invoce", "cancel pl"} {
					if _, err := s.Search(t.Context(), Query{Text: q}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
	}
}

func TestEvaluation(t *testing.T) {
	var e Evaluation
	// Grades 0, 2, 1 where 2, 1, 1 is possible.
	e.add([]float64{0, 2, 1}, map[string]float64{"a": 2, "b": 1, "c": 1, "d": 0})
	want := (2/math.Log2(3) + 1/math.Log2(4)) / (2 + 1/math.Log2(3) + 1/math.Log2(4))
	if math.Abs(e.NDCG-want) > 1e-12 || e.MRR != 0.5 || math.Abs(e.Recall-2.0/3) > 1e-12 {
		t.Errorf("nDCG %f, want %f; MRR %f; recall %f", e.NDCG, want, e.MRR, e.Recall)
	}
	if _, err := ReadQrels(strings.NewReader("a\tb\t1\na\tb\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a short line gives %v", err)
	}
	if _, err := ReadQueries(strings.NewReader("no tab")); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a short line gives %v", err)
	}
	if got := Typo("how to reset the password"); got == "how to reset the password" || len(got) < 24 || got != Typo("how to reset the password") {
		t.Errorf("Typo: %q", got)
	}
	if got := CutLast("how to reset the password?"); got != "how to reset the pass" {
		t.Errorf("CutLast: %q", got)
	}
}

func FuzzQuery(f *testing.F) {
	for _, q := range parityQueries {
		f.Add(q)
	}
	var all []Searcher
	for _, s := range carriers(f, smallHelpCenter()) {
		all = append(all, s)
	}
	f.Fuzz(frugal.One(func(t *testing.T, q string) {
		for _, s := range all {
			res, err := s.Search(t.Context(), Query{Text: q, Explain: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range res.Hits {
				for _, m := range h.Marks {
					if m[0] >= m[1] || m[1] > len(h.Excerpt) {
						t.Fatalf("mark %v in %q", m, h.Excerpt)
					}
				}
			}
		}
	}))
}

// FuzzShards reads files of the browser's index that somebody changed.
func FuzzShards(f *testing.F) {
	b, err := newIndex(f, smallHelpCenter()).Browser()
	if err != nil {
		f.Fatal(err)
	}
	for i, file := range b.Files {
		f.Add(i, file.Data)
	}
	f.Add(1, []byte(`"!pass !! %% ~~,,"`))
	f.Fuzz(frugal.Two(func(t *testing.T, n int, data []byte) {
		fsys := fstest.MapFS{}
		for i, file := range b.Files {
			if i == n {
				file.Data = data
			}
			fsys[file.Path] = &fstest.MapFile{Data: file.Data}
		}
		r, err := OpenBrowser(fsys, b.Entry)
		if err != nil {
			return
		}
		for _, q := range []string{"password", "pasword", "invoice card", "cancel pl"} {
			_, _ = r.Search(t.Context(), Query{Text: q, Explain: true}) // an error or an answer, but no panic
		}
	}))
}
