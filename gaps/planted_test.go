package gaps

import (
	"context"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"signpost/inbox"
	"signpost/search"
)

// planted is a set of testdata, the inbox and the help center of a company, which we
// wrote: rental is a bicycle rental. Nothing was chosen on it but what the answers weigh in grouping and
// how small exports are smoothed, which no public set shows. Its expected.tsv has
// lines "gap KEY KIND ARTICLE" and "conversation ID WHAT"; a conversation with two
// gaps asks two questions. How well all is found that was planted is tested where all rooms
// meet, with the real search.
type planted struct {
	kinds, what map[string]string
	docs        []search.Document
}

func readPlanted(t *testing.T, set string) planted {
	t.Helper()
	r := planted{kinds: map[string]string{}, what: map[string]string{}}
	data, err := os.ReadFile(path.Join("testdata", set, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		switch cells := strings.Split(strings.TrimSpace(line), "\t"); cells[0] {
		case "gap":
			r.kinds[cells[1]] = cells[2]
		case "conversation":
			r.what[cells[1]] = cells[2]
		}
	}
	articles := os.DirFS(path.Join("testdata", set, "articles"))
	err = fs.WalkDir(articles, ".", func(p string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(p) != ".md" {
			return err
		}
		text, err := fs.ReadFile(articles, p)
		if m := titleLine.FindSubmatch(text); m != nil {
			_, body, _ := strings.Cut(string(text[4:]), "---\n")
			r.docs = append(r.docs, search.Document{Article: "/" + strings.TrimSuffix(p, ".md") + "/", Title: string(m[1]), Body: body})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var titleLine = regexp.MustCompile(`(?m)^title: (.*)$`)

// countSearch ranks by the number of the query's words that an article holds.
type countSearch struct{ wordSearch }

func (s countSearch) Search(ctx context.Context, q search.Query) (*search.Results, error) {
	r, err := s.wordSearch.Search(ctx, q)
	slices.SortStableFunc(r.Hits, func(a, b search.Hit) int { return int(b.Score - a.Score) })
	r.Hits = r.Hits[:min(len(r.Hits), 10)]
	return r, err
}

// minedPlanted mines a planted set of testdata with all that the binary ships.
func minedPlanted(t *testing.T, set string) (planted, *Report) {
	t.Helper()
	p := readPlanted(t, set)
	talks, _ := inbox.Read(t.Context(), []string{path.Join("testdata", set, "conversations.csv")}, inbox.Options{})
	r, err := Mine(t.Context(), talks, countSearch{p.docs}, Options{Documents: p.docs, Space: shippedSpace(t)})
	if err != nil {
		t.Fatal(err)
	}
	return p, r
}
