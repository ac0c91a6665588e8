package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// randomCorpus makes articles whose words are as unequally frequent as those of real
// ones.
func randomCorpus(r *rand.Rand) ([]Document, []string) {
	vocabulary := strings.Fields("résumé resume v0.3.5 E-1042 SKIP_BRIDGE 設定 密码 รหัส")
	for _, start := range strings.Fields("ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu") {
		for _, end := range strings.Fields("nder lop mit rane sket tor vulo dima grif choz blen pasku") {
			vocabulary = append(vocabulary, start+end)
		}
	}
	r.Shuffle(len(vocabulary), func(i, j int) { vocabulary[i], vocabulary[j] = vocabulary[j], vocabulary[i] })
	words := func(most int) string {
		var out []string
		for range 1 + r.IntN(most) {
			out = append(out, vocabulary[int(math.Pow(float64(len(vocabulary)), r.Float64()))-1])
		}
		return strings.Join(out, " ")
	}
	var docs []Document
	for a := range 1 + r.IntN(40) {
		title := words(3)
		for s := range 1 + r.IntN(4) {
			d := Document{Article: fmt.Sprintf("/%03d/", a), Title: title, Body: words(60)}
			if s == 0 {
				d.Description, d.Asked = words(8), []string{words(4)}
			} else {
				d.Heading, d.Anchor = words(3), fmt.Sprint("s", s)
			}
			if a%7 == 3 {
				d.Boost = 2
			}
			docs = append(docs, d)
		}
	}
	var queries []string
	for range 12 {
		queries = append(queries, words(5))
	}
	return docs, queries
}

// TestCarriersRankAlike holds the browser's ranking to Bleve's over random sites. The
// browser tells impacts in steps, so that hits whose scores are nearly the same may
// change places.
func TestCarriersRankAlike(t *testing.T) {
	for seed := range uint64(40) {
		docs, queries := randomCorpus(rand.New(rand.NewPCG(seed, 1)))
		ix, err := New(docs, Options{})
		if err != nil {
			t.Fatal(err)
		}
		browser, _ := browserOf(t, ix)
		for _, q := range queries {
			compareHits(t, q, closeness(len(docs)), ask(t, ix, q), ask(t, browser, q))
		}
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func compareHits(t *testing.T, query string, pair float64, bleve, page *Results) {
	t.Helper()
	if len(bleve.Hits) != len(page.Hits) || bleve.Corrected != page.Corrected {
		t.Errorf("%q: %d hits and %q from Bleve, %d and %q in the browser", query, len(bleve.Hits), bleve.Corrected, len(page.Hits), page.Corrected)
		return
	}
	// A few steps of each of the terms, and some that seem to stand next to each other,
	// since their neighbours are told by prints.
	const near = .03
	for i, h := range page.Hits {
		at := slices.IndexFunc(bleve.Hits, func(b Hit) bool { return b.Article == h.Article })
		if at < 0 {
			at = len(bleve.Hits) - 1 // pushed out by one that is nearly as good
		}
		a, b := bleve.Hits[at].Score, bleve.Hits[i].Score
		if math.Abs(a-b) > near*b+2*pair {
			t.Errorf("%q: hit %d of the browser is %s, which Bleve ranks %d (%.4f for %.4f)", query, i, h.Article, at, a, b)
		}
	}
}

// TestOddCharacters: what folds to several characters, some of them the separators of
// the browser's files, harms nothing.
func TestOddCharacters(t *testing.T) {
	docs := []Document{{Article: "/a/", Title: "Prayers ﷺ", Body: "A ﹰ b ﱞ 🄁 ⑴ and a password."}, {Article: "/b/", Title: "Vault", Body: "Your vault has no password."}}
	both(t, docs, "", func(t *testing.T, s Searcher) {
		for query, want := range map[string]string{"vault": "/b/", "prayers": "/a/", "password vault": "/b/"} {
			if got := urls(t, s, query); len(got) == 0 || got[0] != want {
				t.Errorf("%q finds %v, want %s first", query, got, want)
			}
		}
	})
}

// TestPoorQueries asks what no site should stumble over, of sites of every size.
func TestPoorQueries(t *testing.T) {
	many := randomSite(30)
	for name, docs := range map[string][]Document{"none": nil, "one": many[:1], "many": many} {
		ix, err := New(docs, Options{})
		if err != nil {
			t.Fatal(err)
		}
		browser, _ := browserOf(t, ix)
		for _, q := range []string{
			"", " ", "the of and to", "?!…—", "\x00\xff\xfe", ".*(a|b)+[", `"quoted" AND -not title:x^2~`, "<script>alert(1)</script>", "пароль", "密码", "🔑", strings.Repeat("password ", 10_000),
			strings.Repeat("x", 100_000), strings.Repeat("a-", 5000), strings.Repeat("é", 3000), "ﷺ", "a\u0301\u0301\u0301\u0301",
		} {
			for _, s := range []Searcher{ix, browser} {
				res, err := s.Search(t.Context(), Query{Text: q, Explain: true})
				if err != nil {
					t.Errorf("%s: %.20q: %v", name, q, err)
				} else if docs == nil && len(res.Hits) > 0 {
					t.Errorf("%s: %.20q finds %v", name, q, res.Hits)
				}
			}
		}
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func randomSite(articles int) []Document {
	docs, _ := randomCorpus(rand.New(rand.NewPCG(uint64(articles), 2)))
	return docs
}
