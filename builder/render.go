package builder

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"signpost/internal/diag"
	"signpost/internal/parallel"
)

// A renderer makes the files of one edition.
type renderer struct {
	site    *site
	edition *edition
	index   indexedEdition
	view    *SiteView
	tops    []*CollectionView
	colls   map[*collection]*CollectionView
	files   []File
	// shared are parts that pages have alike, made once.
	shared sharedParts
	// pictures are the images of the articles, by their paths in the site folder.
	pictures map[string]*picture
}

// render makes every file of the site, in the order of their paths, and returns what
// made them, one for each edition.
func render(ctx context.Context, s *site, found *indexed, shown map[string]*picture) ([]File, []*renderer, []diag.Diagnostic, error) {
	assets := assetsOf(s)
	files := append(assets.files, found.files...)
	var all []*renderer
	for i, e := range s.editions {
		r := &renderer{site: s, edition: e, index: found.editions[i], colls: map[*collection]*CollectionView{}, pictures: shown}
		r.shared.parts = map[[3]string]template.HTML{}
		r.view = r.siteView(assets)
		r.view.Editions = r.editions(found)
		for _, c := range e.home.children {
			r.tops = append(r.tops, r.collection(c, 1))
		}
		r.pages()
		r.feeds()
		files = append(files, r.files...)
		all = append(all, r)
	}
	whole, err := all[0].whole(append(namesOf(assets.files), found.folders()...))
	if err != nil {
		return nil, nil, nil, err
	}
	files = append(files, whole...)
	slices.SortStableFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	ds := clashes(s, files)
	if !s.cfg.OnDemand {
		ds = append(ds, s.fill(ctx, files, true, nil)...)
	}
	return files, all, ds, ctx.Err()
}

// fill makes the content of all files once, and keeps it where it is told to. What the
// last site had alike is shared with it: two sites are in memory for as long as one
// takes the place of the other.
func (s *site) fill(ctx context.Context, files []File, keep bool, last []File) []diag.Diagnostic {
	errs := make([]error, len(files))
	parallel.At(s.cfg.unhurried)(ctx, len(files), func(i int) {
		data, err := files[i].Content()
		if errs[i] = err; err == nil && keep {
			if at, ok := slices.BinarySearchFunc(last, files[i].Path, func(f File, path string) int { return strings.Compare(f.Path, path) }); ok && bytes.Equal(last[at].Data, data) {
				data = last[at].Data
			}
			files[i] = File{Path: files[i].Path, Data: data}
		}
	})
	return mistakesOf(errs)
}

// mistakesOf gathers what templates got wrong; pages tell the same mistake once.
func mistakesOf(errs []error) []diag.Diagnostic {
	var ds []diag.Diagnostic
	for _, err := range errs {
		var m *Mistakes
		if errors.As(err, &m) {
			ds = append(ds, m.Diagnostics...)
		}
	}
	diag.Sort(ds)
	return slices.Compact(ds)
}

// whole makes what a site has once, whatever its languages. Unchanging are the files, and
// the folders, with a slash at their end, whose names tell what is in them.
func (r *renderer) whole(unchanging []string) ([]File, error) {
	r.files = nil
	if err := r.copies(); err != nil {
		return nil, err
	}
	for _, p := range r.pictures {
		if p.small != nil {
			r.add(p.smallName, p.small)
		}
	}
	r.machines()
	r.redirects()
	r.hosts(unchanging)
	return r.files, nil
}

func namesOf(files []File) []string {
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
	}
	return names
}

func (r *renderer) add(path string, data []byte) {
	r.files = append(r.files, File{Path: path, Data: data})
}

// later adds a file that is made on demand.
func (r *renderer) later(path string, make func() ([]byte, error)) {
	r.files = append(r.files, File{Path: path, make: make})
}

// clashes reports files that two parts of the site want to write, and files
// where others want a folder.
func clashes(s *site, files []File) []diag.Diagnostic {
	var ds []diag.Diagnostic
	there, told := make(map[string]bool, len(files)), map[string]bool{}
	report := func(name, what string) {
		if !told[name] {
			told[name] = true
			ds = append(ds, diag.Diagnostic{File: s.sourceOf(name), Code: "file-clash", What: what, Fix: "rename it, or give it a slug"})
		}
	}
	for i, f := range files {
		there[f.Path] = true
		if i > 0 && f.Path == files[i-1].Path {
			report(f.Path, fmt.Sprintf("another file of the site is called %s", f.Path))
		}
	}
	for _, f := range files {
		for dir := path.Dir(f.Path); dir != "." && !told[dir]; dir = path.Dir(dir) {
			if there[dir] {
				report(f.Path, fmt.Sprintf("the site has a file %s, so there can be no folder of that name", dir))
				told[dir] = true
			}
		}
	}
	return ds
}

// sourceOf is the file of the site folder that a file of the site is made of, or
// else its own name.
func (s *site) sourceOf(name string) string {
	for _, e := range s.editions {
		if p := e.byURL["/"+strings.TrimSuffix(name, "index.html")]; p != nil {
			return p.Path
		}
		for _, c := range e.collections {
			if c.url == "/"+strings.TrimSuffix(name, "index.html") {
				return shown(s.src.name, path.Join(s.src.root, c.rel))
			}
		}
		for _, p := range e.pages {
			if p.twin() == name {
				return p.Path
			}
		}
	}
	switch file, ok := s.assets[name]; {
	case ok:
		return shown(s.src.name, file)
	case slices.Contains(s.src.static, name):
		return shown(s.src.name, "static/"+name)
	}
	return name
}

// hashed names a file by what is in it, so that hosts may keep it for ever.
func hashed(name string, data []byte) string {
	sum := sha256.Sum256(data)
	dot := strings.LastIndexByte(name, '.')
	return name[:dot] + "." + hex.EncodeToString(sum[:5]) + name[dot:]
}

// defaultBrand is the colour of a site that has none of its own.
const defaultBrand = "#6a3fb5"

// assets are the theme's files, and their addresses from the site's root.
type assets struct {
	style, script, icon string
	files               []File
}

func assetsOf(s *site) assets {
	th := s.src.theme
	style := append(s.brandStyle(), th.style...)
	css, js := hashed("assets/style.css", style), hashed("assets/script.js", th.scripts)
	a := assets{"/" + css, "/" + js, s.icon, []File{{Path: css, Data: style}, {Path: js, Data: th.scripts}}}
	if s.icon == "" && th.favicon != nil {
		icon := bytes.ReplaceAll(th.favicon, []byte("currentColor"), []byte(cmp.Or(s.src.settings.Brand.Color, defaultBrand)))
		name := hashed("assets/favicon.svg", icon)
		a.icon, a.files = "/"+name, append(a.files, File{Path: name, Data: icon})
	}
	return a
}

// siteView is what the pages of the edition share.
func (r *renderer) siteView(a assets) *SiteView {
	s, e := r.site.src.settings, r.edition
	v := &SiteView{
		Title: s.Title, Description: s.Description, Greeting: s.Greeting, Lang: e.lang, Dir: direction(e.lang), Home: e.home.url,
		BaseURL: s.BaseURL, Logo: r.site.logo, Favicon: a.icon, ContactURL: r.site.contact, ContactText: s.Contact.Text,
		Style: a.style, Script: a.script, Articles: len(e.pages), Signals: r.site.signals(), SearchPage: r.site.cfg.SearchPage,
	}
	if about := e.home.about; about != nil && e.prefix != "" {
		v.Title, v.Description = cmp.Or(about.Title, v.Title), cmp.Or(about.Description, v.Description)
		v.Greeting = ""
	}
	if r.index.entry != "" {
		v.Search = r.index.entry
	}
	return v
}

// editions lists the languages of the site.
func (r *renderer) editions(found *indexed) []EditionView {
	if len(r.site.editions) == 1 {
		return nil
	}
	var list []EditionView
	for i, e := range r.site.editions {
		list = append(list, EditionView{
			Lang: e.lang, Dir: direction(e.lang), Name: languageName(e.lang),
			Home: e.home.url, Search: found.editions[i].entry, Current: e == r.edition,
		})
	}
	return list
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
		v.Description, v.Icon = c.about.Description, cmp.Or(c.about.Icon, c.original.Icon)
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
		Policy: r.site.pagePolicy(), Collections: r.tops, theme: r.site.src.theme, shared: &r.shared,
	}
	if r.view.BaseURL != "" {
		p.Canonical = r.view.BaseURL + (&url.URL{Path: address}).EscapedPath()
	}
	p.ShareImage = r.shareImage(nil)
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
		return []Ref{{Title: r.view.Title, URL: c.url}}
	}
	return append(r.crumbs(c.parent), Ref{Title: c.title, URL: c.url})
}

// pages adds the pages of the edition.
func (r *renderer) pages() {
	home, lost := r.home(), r.notFound()
	r.template(home.URL[1:]+"index.html", func() *Page { return home })
	r.template(lost.URL[1:], func() *Page { return lost })
	for _, c := range r.edition.collections {
		r.template(c.url[1:]+"index.html", func() *Page { return r.collectionPage(c) })
	}
	for i, p := range r.edition.pages {
		r.template(p.url[1:]+"index.html", func() *Page { return r.article(i) })
	}
}

// template adds a page that its kind's template makes.
func (r *renderer) template(path string, page func() *Page) {
	theme := r.site.src.theme
	r.later(path, func() ([]byte, error) {
		p := page()
		b := scratch.Get().(*bytes.Buffer)
		defer scratch.Put(b)
		b.Reset()
		if err := theme.set.ExecuteTemplate(b, string(p.Kind), p); err != nil {
			return nil, &Mistakes{[]diag.Diagnostic{theme.fault(err)}}
		}
		return bytes.Clone(b.Bytes()), nil
	})
}

// scratch is where pages are made.
var scratch = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (r *renderer) home() *Page {
	p := r.page(KindHome, r.view.Title, r.view.Description, r.view.Home)
	if about := r.edition.home.about; about != nil && p.Description == "" {
		p.Description = about.Description
	}
	p.Popular = r.edition.popular
	p.Languages = r.languages(func(e *edition) (string, bool) { return e.home.url, true })
	return p
}

// languages lists a page in all languages; in tells its address in an edition,
// and whether it is there in that language.
func (r *renderer) languages(in func(e *edition) (string, bool)) []Translation {
	if len(r.site.editions) == 1 {
		return nil
	}
	var list []Translation
	for _, e := range r.site.editions {
		address, own := in(e)
		t := Translation{Lang: e.lang, Name: languageName(e.lang), URL: address, Current: e == r.edition, Borrowed: !own}
		if r.view.BaseURL != "" {
			t.Absolute = r.absolute(address)
		}
		list = append(list, t)
	}
	return list
}

// notFound is shown at any address, so its links begin at the host's root.
func (r *renderer) notFound() *Page {
	p := r.page(KindNotFound, "404", "", r.view.Home+"404.html")
	p.Root, p.Canonical = r.hostRoot(), ""
	if title, err := p.Word("notfound.title"); err == nil {
		p.Title = title
	}
	p.Languages = r.languages(func(e *edition) (string, bool) { return e.home.url, true })
	return p
}

func (r *renderer) collectionPage(c *collection) *Page {
	v := r.colls[c]
	p := r.page(KindCollection, v.Title, v.Description, c.url)
	p.Collection, p.Breadcrumbs = v, r.crumbs(c.parent)
	p.Languages = r.languages(func(e *edition) (string, bool) {
		for _, other := range e.collections {
			if other.rel == c.rel {
				return other.url, true
			}
		}
		return e.home.url, true
	})
	return p
}

// copies adds static/ and the files that articles refer to.
func (r *renderer) copies() error {
	src := r.site.src
	for _, rel := range src.static {
		if rel == "robots.txt" && r.site.cfg.Audience == "internal" {
			continue // machines stay out, whatever the public site says
		}
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
