package search

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func browserOf(t testing.TB, ix *Index) (*BrowserReader, fs.FS) {
	t.Helper()
	b, err := ix.Browser()
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range b.Files {
		fsys[path.Join("search", f.Path)] = &fstest.MapFile{Data: f.Data}
	}
	r, err := OpenBrowser(fsys, "search/"+b.Entry)
	if err != nil {
		t.Fatal(err)
	}
	return r, fsys
}

func evalSet(t testing.TB, dir, queries string) ([]EvalQuery, Qrels) {
	t.Helper()
	q, err := os.Open(filepath.Join(dir, queries))
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	r, err := os.Open(filepath.Join(dir, "qrels.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	qs, err := ReadQueries(q)
	if err != nil {
		t.Fatal(err)
	}
	qrels, err := ReadQrels(r)
	if err != nil {
		t.Fatal(err)
	}
	return qs, qrels
}

func articleID(h Hit) string { return strings.Trim(h.Article, "/") }

// TestQuality holds search to what it reaches on labelled queries, and the
// browser's ranking to Bleve's.
func TestQuality(t *testing.T) {
	root := filepath.Join(shared(t), "search")
	sets := []struct {
		name string
		// least is the nDCG@10 that must be reached, clean, with a typo, and
		// with the last word cut.
		least [3]float64
	}{
		{"webapps", [3]float64{.885, .88, .855}},
		{"anthropic-docs", [3]float64{.935, .935, .93}},
	}
	for _, set := range sets {
		dir := filepath.Join(root, set.name)
		ix, err := New(readSections(t, filepath.Join(dir, "docs")), Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ix.Close() })
		browser, _ := browserOf(t, ix)
		for i, file := range []string{"queries.tsv", "queries.typo.tsv", "queries.prefix.tsv"} {
			queries, qrels := evalSet(t, dir, file)
			bleve, err := Evaluate(t.Context(), ix, queries, qrels, articleID)
			if err != nil {
				t.Fatal(err)
			}
			page, err := Evaluate(t.Context(), browser, queries, qrels, articleID)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s %s: bleve nDCG %.3f MRR %.3f R %.3f p50 %.1f ms; browser nDCG %.3f", set.name, file, bleve.NDCG, bleve.MRR, bleve.Recall, bleve.P50, page.NDCG)
			if bleve.NDCG < set.least[i] {
				t.Errorf("%s %s: nDCG@10 %.3f, want at least %.2f", set.name, file, bleve.NDCG, set.least[i])
			}
			if diff := bleve.NDCG - page.NDCG; diff > .015 || diff < -.015 {
				t.Errorf("%s %s: the carriers differ by %.3f", set.name, file, diff)
			}
			if i == 0 {
				sameFirst(t, ix, browser, queries)
			}
		}
	}
}

// TestLanguages holds search to what it reaches in languages that have a stemmer,
// and in scripts that set no spaces.
func TestLanguages(t *testing.T) {
	root := filepath.Join(shared(t), "search")
	for lang, least := range map[string]float64{"en": .965, "de": .945, "es": .955, "ru": .955, "tr": .94, "ar": .93, "zh": .965, "th": .90} {
		dir := filepath.Join(root, "xquad-"+lang)
		ix, err := New(readSections(t, filepath.Join(dir, "docs")), Options{Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ix.Close() })
		browser, _ := browserOf(t, ix)
		queries, qrels := evalSet(t, dir, "queries.tsv")
		for name, s := range map[string]Searcher{"bleve": ix, "browser": browser} {
			// Every third question, for time.
			var some []EvalQuery
			for i := 0; i < len(queries); i += 3 {
				some = append(some, queries[i])
			}
			e, err := Evaluate(t.Context(), s, some, qrels, articleID)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s %s: nDCG@10 %.3f, p50 %.1f ms", lang, name, e.NDCG, e.P50)
			if e.NDCG < least-.015 { // a third of the questions may be a harder one
				t.Errorf("%s %s: nDCG@10 %.3f, want at least %.3f", lang, name, e.NDCG, least-.015)
			}
		}
	}
}

func sameFirst(t *testing.T, a, b Searcher, queries []EvalQuery) {
	t.Helper()
	same, none := 0, 0
	for _, q := range queries {
		x, err := a.Search(t.Context(), Query{Text: q.Text, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		y, err := b.Search(t.Context(), Query{Text: q.Text, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(x.Hits) == 0 {
			none++
		}
		if len(x.Hits) == len(y.Hits) && (len(x.Hits) == 0 || x.Hits[0].URL == y.Hits[0].URL) {
			same++
		}
	}
	t.Logf("the same first hit for %d of %d queries, none for %d", same, len(queries), none)
	if none*100 >= len(queries) {
		t.Errorf("%d of %d queries find nothing", none, len(queries))
	}
	if same < len(queries)*95/100 {
		t.Errorf("the same first hit for %d of %d queries only", same, len(queries))
	}
}

// TestAskedWordings puts one and two customers' wordings of each article into its
// asked:, and asks others.
func TestAskedWordings(t *testing.T) {
	dir := filepath.Join(shared(t), "search", "webapps")
	docs := readSections(t, filepath.Join(dir, "docs"))
	queries, qrels := evalSet(t, dir, "queries.tsv")
	for n, least := range []float64{0, .92, .94} {
		wordings := map[string][]string{}
		var rest []EvalQuery
		for _, q := range queries {
			for article := range qrels[q.ID] {
				if a := "/" + article + "/"; len(wordings[a]) < n {
					wordings[a] = append(wordings[a], q.Text)
				} else {
					rest = append(rest, q)
				}
			}
		}
		told := slices.Clone(docs)
		for i := range told {
			if i == 0 || told[i].Article != told[i-1].Article {
				told[i].Asked = wordings[told[i].Article]
			}
		}
		ix, err := New(told, Options{})
		if err != nil {
			t.Fatal(err)
		}
		e, err := Evaluate(t.Context(), ix, rest, qrels, articleID)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d wordings: nDCG@10 %.3f of %d others", n, e.NDCG, e.Queries)
		if e.NDCG < least {
			t.Errorf("%d wordings: nDCG@10 %.3f, want %.2f", n, e.NDCG, least)
		}
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
