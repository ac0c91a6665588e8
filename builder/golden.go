package builder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"signpost/internal/diag"
	"signpost/internal/yamldoc"
	"signpost/search"
)

// Golden queries are questions with the articles that search has to find, or must
// not put among the first hits. They lie in queries.yaml of the site folder, and
// both forms of the index are asked: Bleve's and that of the browser.

const queriesFile = "queries.yaml"

// goldenQueries is the content of queries.yaml.
type goldenQueries struct {
	Queries []goldenQuery `yaml:"queries"`
}

// A goldenQuery is a question and what search has to answer. Articles are named by
// a path below content/, or by an address.
type goldenQuery struct {
	Ask string `yaml:"ask"`
	// Want is an article that has to be among the first Top hits, 3 if it is 0.
	Want string `yaml:"want"`
	// Not are articles that must not be among them.
	Not []string `yaml:"not"`
	Top int      `yaml:"top"`
}

// maxTop is the lowest rank that a golden query may want.
const maxTop = 50

// golden asks the golden queries.
func (r *Review) golden(ctx context.Context, s *site, found indexedEdition) ([]diag.Diagnostic, error) {
	data, err := fs.ReadFile(s.src.fsys, queriesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", queriesFile, err)
	}
	page, err := found.browser.Open()
	if err != nil {
		return nil, err
	}
	var all goldenQueries
	file := shown(s.src.name, queriesFile)
	if line := yamldoc.Conflict(data); line > 0 {
		return []diag.Diagnostic{{
			File: file, Line: line, Code: "merge-conflict", What: "two versions of the file stand here, which git did not join",
			Fix: "signpost gaps mend keeps the questions of both",
		}}, nil
	}
	lines, ds := yamldoc.DecodeLines(data, &all, file, 1)
	asker := goldenAsker{waits: s.waits, edition: s.editions[0], file: file, engines: []engine{{"", found.index}, {" in the browser", page}}}
	for i, q := range all.Queries {
		q.Want = s.moved(q.Want)
		if s.waits(q.Want) {
			r.QueriesWaiting++
			continue
		}
		key := fmt.Sprintf("queries[%d]", i)
		asker.line = max(1, lines[key+".ask"], lines[key])
		holds, err := asker.ask(ctx, q)
		if err != nil {
			return nil, err
		}
		r.Queries++
		if holds {
			r.QueriesFound++
		}
	}
	return append(ds, asker.diags...), nil
}

// moved gives the path of the article that was begun for the same gap as one that is not there
// any more: writers put a draft where they want it.
func (s *site) moved(want string) string {
	e := s.editions[0]
	if want == "" || e.at(want) != nil || s.waits(want) {
		return want
	}
	for _, id := range s.cfg.Begun[path.Join(s.src.root, path.Clean(strings.Trim(want, "/")))] {
		if rel := e.linker.byGap[id]; rel != "" {
			return rel
		}
	}
	return want
}

// waits tells whether a golden query is about an article that is hidden: it is asked
// once that is published.
func (s *site) waits(want string) bool {
	if want == "" || s.editions[0].at(want) != nil {
		return false
	}
	root := &page{rel: "index.md"}
	return s.editions[0].linker.isHidden(root, strings.TrimPrefix(strings.TrimPrefix(want, "/"), "content/"))
}

// An engine is one form of the index; where says which, after a rank.
type engine struct {
	where string
	search.Searcher
}

// A goldenAsker asks queries and gathers what does not hold.
type goldenAsker struct {
	waits   func(name string) bool
	edition *edition
	file    string
	engines []engine
	line    int
	diags   []diag.Diagnostic
}

func (a *goldenAsker) fault(what, fix string) {
	a.diags = append(a.diags, diag.Diagnostic{File: a.file, Line: a.line, Code: "golden-query", What: what, Fix: fix})
}

// ask reports whether a query holds in all engines.
func (a *goldenAsker) ask(ctx context.Context, q goldenQuery) (bool, error) {
	top := q.Top
	if top == 0 {
		top = 3
	}
	if strings.TrimSpace(q.Ask) == "" || q.Want == "" && len(q.Not) == 0 || top < 1 || top > maxTop {
		a.fault("not a golden query", "write ask: a question, and want: or not: with articles")
		return false, nil
	}
	want, ok := a.article(q.Want)
	var not []string
	for _, name := range q.Not {
		if a.waits(name) {
			continue // search cannot find it
		}
		url, there := a.article(name)
		not, ok = append(not, url), ok && there
	}
	if !ok {
		return false, nil
	}
	for _, e := range a.engines {
		res, err := e.Search(ctx, search.Query{Text: q.Ask, Limit: maxTop, Explain: true})
		if err != nil {
			return false, fmt.Errorf("ask %q: %w", q.Ask, err)
		}
		if !a.holds(q, e, res.Hits, want, not, top) {
			return false, nil
		}
	}
	return true, nil
}

func (a *goldenAsker) holds(q goldenQuery, e engine, hits []search.Hit, want string, not []string, top int) bool {
	const fix = "add the question to asked: of the article, or its words to keywords:"
	if want != "" {
		at := slices.IndexFunc(hits, func(h search.Hit) bool { return h.Article == want })
		switch {
		case at < 0 && len(hits) == 0:
			a.fault(fmt.Sprintf("%q finds nothing%s", q.Ask, e.where), fix)
			return false
		case at < 0:
			a.fault(fmt.Sprintf("%q does not find %s%s; %s", q.Ask, want, e.where, why(hits[0])), fix)
			return false
		case at >= top:
			a.fault(fmt.Sprintf("%q finds %s at rank %d%s, wanted within %d; %s", q.Ask, want, at+1, e.where, top, why(hits[0])), fix)
			return false
		}
	}
	for at, h := range hits[:min(top, len(hits))] {
		if slices.Contains(not, h.Article) {
			a.fault(fmt.Sprintf("%q finds %s at rank %d%s, where it must not be: %s", q.Ask, h.Article, at+1, e.where, why(h)), "take the words out of its title and keywords, or exclude it with search: {exclude: true}")
			return false
		}
	}
	return true
}

// why tells the terms that put a hit where it is, the strongest first.
func why(h search.Hit) string {
	shares := map[string]float64{}
	var terms []string
	for _, t := range h.Terms {
		if _, ok := shares[t.Term]; !ok {
			terms = append(terms, t.Term)
		}
		shares[t.Term] += t.Score
	}
	slices.SortStableFunc(terms, func(x, y string) int { return cmp.Compare(shares[y], shares[x]) })
	return fmt.Sprintf("%s stands there for %s", h.Article, strings.Join(terms[:min(3, len(terms))], ", "))
}

// article finds the address of an article; it reports a name that is no article's.
func (a *goldenAsker) article(name string) (url string, ok bool) {
	if name == "" {
		return "", true
	}
	p := a.edition.at(name)
	if p == nil {
		a.fault(fmt.Sprintf("no published article at %s", name), "correct the path, or take the question out")
		return "", false
	}
	return p.url, true
}

// at returns the article of a path below the articles' root, or of an address.
func (e *edition) at(name string) *page {
	if p := e.byURL["/"+strings.Trim(name, "/")+"/"]; p != nil {
		return p
	}
	rel := path.Clean(strings.TrimPrefix(strings.TrimPrefix(name, "/"), "content/"))
	if p := e.byRel[rel]; p != nil {
		return p
	}
	return e.byRel[rel+".md"]
}
