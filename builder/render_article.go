package builder

import (
	"bytes"
	"fmt"
	"html"
	"path"
	"slices"
	"strings"
	"time"

	"signpost/internal/trusted"
)

// maxRelated is how many related articles a page names.
const maxRelated = 4

func (r *renderer) article(i int) *Page {
	pg := r.edition.pages[i]
	p := r.page(KindArticle, pg.Title, pg.Description, pg.url)
	p.Breadcrumbs = r.crumbs(pg.coll)
	p.Languages = r.languages(func(e *edition) (string, bool) { return e.byRel[pg.rel].url, !e.byRel[pg.rel].borrowed })
	lang := r.edition.lang
	if p.Borrowed = pg.borrowed; pg.borrowed {
		original := r.site.editions[0]
		lang = original.lang
		if p.Canonical != "" {
			p.Canonical = r.absolute(original.byRel[pg.rel].url)
		}
	}
	authors := pg.Authors
	if len(authors) == 0 {
		authors = pg.original.Authors
	}
	p.ShareImage, p.Policy = r.shareImage(pg), r.site.pagePolicy(pg)
	v := &ArticleView{
		Authors: authors, Bylines: r.authors(authors), Tags: pg.Tags, TOC: toc(pg), Related: r.related(pg), Markdown: "/" + pg.twin(),
		Lang: lang, Dir: direction(lang), LangName: languageName(lang),
	}
	if pg.borrowed {
		v.Markdown = "/" + r.site.editions[0].byRel[pg.rel].twin()
	}
	v.Data = r.structured(p, v, pg)
	v.Body = trusted.Body(withAliases(pg.HTML(filling{p, pg, r.pictures}), pg.aliases))
	for _, m := range pg.moved {
		v.Moved = append(v.Moved, Moved{ID: m.id, Title: m.title, URL: m.to})
	}
	v.Outdated = pg.behind > 0 && r.site.src.settings.ShowOutdated
	if base := r.site.src.settings.EditURL; base != "" {
		v.Edit = strings.TrimSuffix(base, "/") + "/" + escapeRelative(path.Join(r.site.src.root, pg.file()))
	}
	if !pg.Updated.IsZero() {
		v.Updated = pg.Updated.Format(time.DateOnly)
	}
	if pg.coll.parent != nil {
		v.Collection = &Ref{Title: pg.coll.title, URL: pg.coll.url}
	}
	if i > 0 {
		ref := r.edition.pages[i-1].ref()
		v.Prev = &ref
	}
	if i+1 < len(r.edition.pages) {
		ref := r.edition.pages[i+1].ref()
		v.Next = &ref
	}
	p.Article = v
	return p
}

// A filling fills the holes of an article's HTML for a page.
type filling struct {
	page     *Page
	from     *page
	pictures map[string]*picture
}

func (f filling) Target(i int) string { return f.from.links[i].from(f.page.Root, f.from) }

// Image tells the picture's size and variants. A dark one takes a picture
// element.
func (f filling) Image(i int) (before, attributes, after string) {
	t := f.from.links[i]
	if t.file == "" {
		return "", "", ""
	}
	rel := func(url string) string { return string(f.page.Rel(url)) }
	if t.dark != "" {
		before = fmt.Sprintf(`<picture><source media="(prefers-color-scheme: dark)" srcset="%s"%s>`,
			html.EscapeString(rel(t.darkURL)), f.pictures[t.dark].size())
		after = "</picture>"
	}
	return before, f.pictures[t.file].attributes(rel, t.url), after
}

func (f filling) Word(key string) string {
	text, err := f.page.Word(key)
	if err != nil {
		return key // a theme without the word; the English ones have all of them
	}
	return text
}

// withAliases puts the ids that headings had before them.
func withAliases(body []byte, aliases [][2]string) []byte {
	for _, a := range aliases {
		id := []byte(` id="` + html.EscapeString(a[1]) + `"`)
		at := bytes.Index(body, id)
		if at < 0 {
			continue
		}
		at = bytes.LastIndexByte(body[:at], '<')
		body = slices.Insert(body, at, []byte(`<span id="`+html.EscapeString(a[0])+`"></span>`)...)
	}
	return body
}

// from is the address as seen from a page.
func (t target) from(root string, p *page) string {
	switch {
	case t.dead:
		return t.url
	case t.page == p && t.anchor != "":
		return t.anchor
	case t.url == "/":
		return root + t.anchor
	}
	return root + strings.TrimPrefix(t.url, "/") + t.anchor
}

// related are the articles that the author named, then those of search.
func (r *renderer) related(pg *page) []Ref {
	var refs []Ref
	seen := map[string]bool{pg.url: true}
	add := func(q *page) {
		if q != nil && !seen[q.url] && len(refs) < maxRelated {
			seen[q.url] = true
			refs = append(refs, q.ref())
		}
	}
	for _, q := range pg.related {
		add(q)
	}
	for _, address := range r.index.index.Related(pg.url, maxRelated+len(refs)) {
		add(r.edition.byURL[address])
	}
	return refs
}

// toc has the headings of levels 2 and 3.
func toc(pg *page) []*TOCItem {
	var items []*TOCItem
	for _, h := range pg.Headings {
		item := &TOCItem{Title: h.Text, Anchor: h.ID}
		switch {
		case h.Level == 2 || h.Level == 3 && len(items) == 0:
			items = append(items, item)
		case h.Level == 3:
			last := items[len(items)-1]
			last.Children = append(last.Children, item)
		}
	}
	return items
}
