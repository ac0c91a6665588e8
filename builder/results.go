package builder

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"signpost/internal/diag"
	"signpost/search"
)

// An Edition is a site in one of its languages, as a server answers for it.
type Edition struct {
	// Lang is a BCP 47 tag, Home the address of its home page: "/", "/de/".
	Lang, Home string
	// Index finds the articles of the edition.
	Index *search.Index

	results func(*ResultsView) ([]byte, error)
}

// A ResultsView is what the results template shows: the answer to a query that a
// page without scripts asks the server.
type ResultsView struct {
	// Query is what was asked, "" if nothing was.
	Query string
	// Corrected is what was searched instead, or "".
	Corrected string
	Hits      []ResultView
}

// A ResultView is one article that was found.
type ResultView struct {
	URL, Title, Section, Collection string
	// Excerpt is cut where words begin and end that were found.
	Excerpt []ExcerptPart
}

// An ExcerptPart is a piece of text; Found ones are words of the query.
type ExcerptPart struct {
	Text  string
	Found bool
}

// Results makes the page that answers a query. The error is a *Mistakes.
func (e Edition) Results(query string, found *search.Results) ([]byte, error) {
	v := &ResultsView{Query: query}
	if found != nil {
		v.Corrected = found.Corrected
		for _, h := range found.Hits {
			v.Hits = append(v.Hits, ResultView{h.URL, h.Title, h.Section, h.Collection, excerptParts(h)})
		}
	}
	return e.results(v)
}

// excerptParts cuts an excerpt at its marks.
func excerptParts(h search.Hit) []ExcerptPart {
	var parts []ExcerptPart
	at := 0
	for _, m := range h.Marks {
		if m[0] < at || m[1] > len(h.Excerpt) || m[0] >= m[1] || !utf8.ValidString(h.Excerpt[at:m[0]]) {
			continue
		}
		if m[0] > at {
			parts = append(parts, ExcerptPart{Text: h.Excerpt[at:m[0]]})
		}
		parts = append(parts, ExcerptPart{h.Excerpt[m[0]:m[1]], true})
		at = m[1]
	}
	if at < len(h.Excerpt) {
		parts = append(parts, ExcerptPart{Text: h.Excerpt[at:]})
	}
	return parts
}

// results makes a page of results in the edition's language. It may be called by
// many at once.
func (r *renderer) results(v *ResultsView) ([]byte, error) {
	p := r.page(KindResults, v.Query, "", r.view.SearchPage)
	p.Canonical, p.Results = "", v
	if v.Query == "" {
		title, err := p.Word("search.label")
		if err != nil {
			return nil, &Mistakes{[]diag.Diagnostic{r.site.src.theme.fault(err)}}
		}
		p.Title = title
	}
	p.Languages = r.languages(func(e *edition) (string, bool) { return e.home.url, true })
	var b bytes.Buffer
	if err := r.site.src.theme.set.ExecuteTemplate(&b, string(p.Kind), p); err != nil {
		return nil, &Mistakes{[]diag.Diagnostic{r.site.src.theme.fault(err)}}
	}
	return b.Bytes(), nil
}

// served lists the editions for a server.
func served(all []*renderer) []Edition {
	var list []Edition
	for _, r := range all {
		list = append(list, Edition{r.edition.lang, r.edition.home.url, r.index.index, r.results})
	}
	return list
}

// signals is where pages send what readers do, an address from the site's root, or
// "".
func (s *site) signals() string {
	if s.cfg.Signals != "" {
		return s.cfg.Signals
	}
	return s.src.settings.Signals
}

// isLocalPath reports whether an address leads from the site's root to somewhere on
// the same host.
func isLocalPath(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.ContainsAny(address, "?#\\ ")
}
