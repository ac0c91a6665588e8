package builder

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"time"

	"signpost/internal/diag"
)

// A renderer makes the files of a site.
type renderer struct {
	site  *site
	idx   *indexed
	view  *SiteView
	tops  []*CollectionView
	colls map[*collection]*CollectionView
	files []File
	// shared are parts that pages have alike, made once.
	shared sharedParts
}

// render makes every file of the site, in the order of their paths.
func render(ctx context.Context, s *site, idx *indexed) ([]File, []diag.Diagnostic, error) {
	r := &renderer{site: s, idx: idx, colls: map[*collection]*CollectionView{}}
	r.shared.parts = map[[3]string]template.HTML{}
	r.assets()
	for _, c := range s.home.children {
		r.tops = append(r.tops, r.collection(c, 1))
	}
	ds := r.pages(ctx)
	if err := ctx.Err(); err != nil || len(ds) > 0 {
		return nil, ds, err
	}
	if err := r.copies(); err != nil {
		return nil, nil, err
	}
	r.feeds()
	r.redirects()
	r.files = append(r.files, idx.files...)
	slices.SortStableFunc(r.files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return r.files, r.clashes(), nil
}

func (r *renderer) add(path string, data []byte) { r.files = append(r.files, File{path, data}) }

// clashes reports files that two parts of the site want to write.
func (r *renderer) clashes() []diag.Diagnostic {
	var ds []diag.Diagnostic
	for i := 1; i < len(r.files); i++ {
		if r.files[i].Path == r.files[i-1].Path {
			ds = append(ds, diag.Diagnostic{
				File: shown(r.site.src.name, "static/"+r.files[i].Path), Code: "file-clash",
				What: "another file of the site has this address", Fix: "rename it",
			})
		}
	}
	return ds
}

// hashed names a file by what is in it, so that hosts may keep it for ever.
func hashed(name string, data []byte) string {
	sum := sha256.Sum256(data)
	dot := strings.LastIndexByte(name, '.')
	return name[:dot] + "." + hex.EncodeToString(sum[:5]) + name[dot:]
}

// assets makes the theme's files and the view that all pages share.
func (r *renderer) assets() {
	s, th := r.site.src.settings, r.site.src.theme
	style := th.style
	if s.Brand.Color != "" {
		style = append([]byte(":root{--brand:"+s.Brand.Color+"}\n"), style...)
	}
	css, js := hashed("assets/style.css", style), hashed("assets/script.js", th.scripts)
	r.add(css, style)
	r.add(js, th.scripts)
	r.view = &SiteView{
		Title: s.Title, Description: s.Description, Greeting: s.Greeting, Lang: s.Language, Dir: direction(s.Language),
		BaseURL: s.BaseURL, Logo: r.site.logo, Favicon: r.site.icon, ContactURL: r.site.contact, ContactText: s.Contact.Text,
		Style: "/" + css, Script: "/" + js, Articles: len(r.site.pages),
	}
	if r.idx.entry != "" {
		r.view.Search, r.view.SearchIndex = r.idx.runtime, r.idx.entry
	}
}

// direction is "rtl" for languages written from right to left.
func direction(lang string) string {
	short, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if slices.Contains([]string{"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}, short) {
		return "rtl"
	}
	return "ltr"
}

func (r *renderer) collection(c *collection, depth int) *CollectionView {
	v := &CollectionView{Title: c.title, URL: c.url, Depth: depth, Count: len(c.pages)}
	if c.about != nil {
		v.Description, v.Icon = c.about.Description, c.about.Icon
	}
	for _, p := range c.pages {
		v.Articles = append(v.Articles, p.ref())
	}
	for _, child := range c.children {
		cv := r.collection(child, depth+1)
		v.Children, v.Count = append(v.Children, cv), v.Count+cv.Count
	}
	r.colls[c] = v
	return v
}

// page makes what all kinds of pages have in common.
func (r *renderer) page(kind Kind, title, description, address string) *Page {
	p := &Page{
		Kind: kind, Site: r.view, Title: title, Description: description, URL: address, Root: rootOf(address),
		Collections: r.tops, theme: r.site.src.theme, shared: &r.shared,
	}
	if r.view.BaseURL != "" {
		p.Canonical = r.view.BaseURL + (&url.URL{Path: address}).EscapedPath()
	}
	return p
}

// rootOf leads from a page to the site's root.
func rootOf(address string) string {
	if n := strings.Count(address, "/") - 1; n > 0 {
		return strings.Repeat("../", n)
	}
	return "./"
}

// crumbs lead from home to c.
func (r *renderer) crumbs(c *collection) []Ref {
	if c == nil {
		return nil
	}
	if c.parent == nil {
		return []Ref{{Title: r.view.Title, URL: "/"}}
	}
	return append(r.crumbs(c.parent), Ref{Title: c.title, URL: c.url})
}

// pages executes the templates in parallel.
func (r *renderer) pages(ctx context.Context) []diag.Diagnostic {
	home, lost := r.home(), r.notFound()
	makers := []func() (string, *Page){
		func() (string, *Page) { return "index.html", home },
		func() (string, *Page) { return "404.html", lost },
	}
	for _, c := range r.site.collections {
		makers = append(makers, func() (string, *Page) { return strings.TrimPrefix(c.url, "/") + "index.html", r.collectionPage(c) })
	}
	for i, p := range r.site.pages {
		makers = append(makers, func() (string, *Page) { return strings.TrimPrefix(p.url, "/") + "index.html", r.article(i) })
	}
	files, errs := make([]File, len(makers)), make([]error, len(makers))
	parallel(ctx, len(makers), func(i int) {
		name, page := makers[i]()
		var b bytes.Buffer
		errs[i] = r.site.src.theme.set.ExecuteTemplate(&b, string(page.Kind), page)
		files[i] = File{name, b.Bytes()}
	})
	r.files = append(r.files, files...)
	var ds []diag.Diagnostic
	for _, err := range errs {
		if err != nil {
			ds = append(ds, r.site.src.theme.fault(err))
		}
	}
	diag.Sort(ds)
	return slices.Compact(ds)
}

func (r *renderer) home() *Page {
	p := r.page(KindHome, r.view.Title, r.view.Description, "/")
	if about := r.site.home.about; about != nil && p.Description == "" {
		p.Description = about.Description
	}
	p.Popular = r.site.popular
	return p
}

// notFound is shown at any address, so its links begin at the host's root.
func (r *renderer) notFound() *Page {
	p := r.page(KindNotFound, "404", "", "/404.html")
	p.Root, p.Canonical = r.hostRoot(), ""
	if title, err := p.Word("notfound.title"); err == nil {
		p.Title = title
	}
	return p
}

func (r *renderer) collectionPage(c *collection) *Page {
	v := r.colls[c]
	p := r.page(KindCollection, v.Title, v.Description, c.url)
	p.Collection, p.Breadcrumbs = v, r.crumbs(c.parent)
	return p
}

// maxRelated is how many related articles a page names.
const maxRelated = 4

func (r *renderer) article(i int) *Page {
	pg := r.site.pages[i]
	p := r.page(KindArticle, pg.Title, pg.Description, pg.url)
	p.Breadcrumbs = r.crumbs(pg.coll)
	v := &ArticleView{Authors: pg.Authors, Tags: pg.Tags, TOC: toc(pg), Related: r.related(pg), Markdown: "/" + pg.twin()}
	v.Body = template.HTML(pg.HTML(func(k int) string { return pg.links[k].from(p.Root, pg) }))
	if !pg.Updated.IsZero() {
		v.Updated = pg.Updated.Format(time.DateOnly)
	}
	if pg.coll.parent != nil {
		v.Collection = &Ref{Title: pg.coll.title, URL: pg.coll.url}
	}
	if i > 0 {
		ref := r.site.pages[i-1].ref()
		v.Prev = &ref
	}
	if i+1 < len(r.site.pages) {
		ref := r.site.pages[i+1].ref()
		v.Next = &ref
	}
	p.Article = v
	return p
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
	for _, address := range r.idx.related(pg.url, maxRelated+len(refs)) {
		add(r.site.byURL[address])
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

// copies adds static/ and the files that articles refer to.
func (r *renderer) copies() error {
	src := r.site.src
	for _, rel := range src.static {
		data, err := fs.ReadFile(src.fsys, "static/"+rel)
		if err != nil {
			return fmt.Errorf("read static/%s: %w", rel, err)
		}
		r.add(rel, data)
	}
	for rel, name := range r.site.assets {
		data, err := fs.ReadFile(src.fsys, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		r.add(rel, data)
	}
	return nil
}
