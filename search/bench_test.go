package search

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// corpus reads about 2,500 articles, the size of a large help center.
func corpus(b *testing.B) []Document {
	return readSections(b, filepath.Join(shared(b), "corpora", "M", "content"))
}

func BenchmarkNew(b *testing.B) {
	docs := corpus(b)
	size := 0
	for _, d := range docs {
		size += len(d.Body)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(docs, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBrowser(b *testing.B) {
	ix, err := New(corpus(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ix.Browser(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSave(b *testing.B) {
	ix, err := New(corpus(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	dir := filepath.Join(b.TempDir(), "index")
	for b.Loop() {
		if err := ix.Save(dir); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSearch asks whole questions, words half typed, and words mistyped.
func BenchmarkSearch(b *testing.B) {
	ix, err := New(corpus(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer ix.Close()
	browser, _ := browserOf(b, ix)
	carriers := []struct {
		name string
		s    Searcher
	}{{"bleve", ix}, {"browser", browser}}
	queries := []struct{ name, text string }{
		{"question", "how do I change the branch that my site is published from"},
		{"word", "permissions"},
		{"prefix", "authentic"},
		{"typo", "notificatons"},
	}
	for _, c := range carriers {
		for _, q := range queries {
			b.Run(c.name+"/"+q.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					res, err := c.s.Search(b.Context(), Query{Text: q.text})
					if err != nil || len(res.Hits) == 0 {
						b.Fatal(err, len(res.Hits))
					}
				}
			})
		}
	}
}

// BenchmarkSearchNew asks what nobody has asked before: the titles of two articles.
func BenchmarkSearchNew(b *testing.B) {
	docs := corpus(b)
	ix, err := New(docs, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer ix.Close()
	r := rand.New(rand.NewPCG(1, 2))
	b.ReportAllocs()
	for b.Loop() {
		text := docs[r.IntN(len(docs))].Title + " " + docs[r.IntN(len(docs))].Title
		if res, err := ix.Search(b.Context(), Query{Text: text}); err != nil || len(res.Hits) == 0 {
			b.Fatal(text, err)
		}
	}
}
