package builder

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"signpost/builder/article"
	"signpost/internal/diag"
	"signpost/search"

	"golang.org/x/text/unicode/norm"
)

// maxLevels is how deep collections lie within each other.
const maxLevels = 3

// A site is everything published, with all addresses known. What is not on the
// lists of its editions is in no output.
type site struct {
	src *sources
	cfg Config
	// editions has one for each language, that of the site first.
	editions  []*edition
	hidden    int               // articles that are not published
	assets    map[string]string // path in the site to path in the site folder
	redirects []redirect
	// logo, icon, share, font and contact are addresses, or "".
	logo, icon, share, font, contact string
	faces                            map[string]string // pictures of authors
	faults                           []string
	// due is when dueFile appears or expires next, zero if nothing does.
	due     time.Time
	dueFile string
	// addresses is what to remember of the published addresses; nil for nothing.
	addresses addressBook
}

// An edition is the site in one language.
type edition struct {
	// lang is a BCP 47 tag; prefix is where the edition lies: "", "/de".
	lang, prefix string
	home         *collection
	pages        []*page       // in reading order
	collections  []*collection // in reading order, without home
	byURL        map[string]*page
	byRel        map[string]*page // by path of the original
	popular      []Ref
	linker       *linker // follows the links of its pages
	settings     SearchSettings
}

// A page is a published article and its place.
type page struct {
	*article.Article
	rel string // path of the file below the articles' root; of a translation, that of its original
	// original is what the article translates, or the article itself.
	original *article.Article
	// borrowed pages show the original, since there is no translation yet.
	borrowed bool
	url      string
	coll     *collection
	links    []target // where Article.Links lead
	// aliases are ids that headings had, and the ids that they have now; moved
	// are headings that are in other pages now.
	aliases [][2]string
	moved   []movedHeading
	// behind is how many changes of its original a translation has missed.
	behind  int
	related []*page // as the front matter says
}

// A movedHeading is a heading that was here and is elsewhere now.
type movedHeading struct {
	id, to, title string
}

// A collection is a folder with published articles here or below.
type collection struct {
	rel      string
	url      string
	title    string
	about    *article.Article // index.md, or nil
	original *article.Article // what about translates, about itself, or nil
	parent   *collection      // nil for home
	children []*collection
	pages    []*page
}

func (c *collection) order() int {
	if c.about == nil {
		return 0
	}
	return cmp.Or(c.about.Order, c.original.Order)
}

func (p *page) order() int { return cmp.Or(p.Order, p.original.Order) }

// own lists the pages that are written in the edition's language.
func (e *edition) own() []*page {
	return slices.DeleteFunc(slices.Clone(e.pages), func(p *page) bool { return p.borrowed })
}

func (p *page) ref() Ref { return Ref{Title: p.Title, Description: p.Description, URL: p.url} }

// file is the path of the file that the page shows, below the articles' root.
func (p *page) file() string {
	return path.Join(path.Dir(p.rel), path.Base(p.Path))
}

// twin is the path of the article's Markdown twin in the site.
func (p *page) twin() string { return strings.Trim(p.url, "/") + ".md" }

// articles counts what is published, translations included.
func (s *site) articles() int {
	n := 0
	for _, e := range s.editions {
		n += len(e.own())
	}
	return n
}

// notes tells what readers of the site will miss.
func (s *site) notes() []string {
	notes := s.paleBrand()
	if s.src.settings.BaseURL == "" {
		notes = append(notes, "sitemap.xml and feed.xml name pages without a host: set base_url in signpost.yaml, or --base-url")
	}
	if !s.due.IsZero() {
		notes = append(notes, fmt.Sprintf("next due: %s on %s; build again then", s.dueFile, s.due.Format("2006-01-02 15:04 MST")))
	}
	if slices.Contains(s.src.static, "_headers") {
		notes = append(notes, "static/_headers takes the place of the headers that Signpost writes, the content security policy among them")
	}
	if s.cfg.Drafts || s.cfg.Audience == "internal" {
		notes = append(notes, "this site holds drafts or internal articles: it is not for everybody, and must not lie where the public one is taken from")
	}
	if s.hidden > 0 {
		notes = append(notes, fmt.Sprintf("left out %d of the articles: drafts, internal, not yet or no longer published", s.hidden))
	}
	return notes
}

// segment turns the name of a file or folder into a part of an address.
func segment(name string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '-'
		case c < ' ' || strings.ContainsRune(`?#%\:*"<>|`, c):
			return -1
		}
		return c
	}, name)
}

// arrange makes the tree of collections and the list of pages.
func (l *linker) arrange(entries []entry) {
	l.abouts(entries)
	l.edition.home = l.folder(".")
	for _, e := range entries {
		if !l.isAbout[e.rel] {
			l.place(e)
		}
	}
	l.sort(l.edition.home)
	l.collect(l.edition.home)
}

// abouts finds the index.md of each folder. The only file of a site is an
// article whatever it is called.
func (l *linker) abouts(entries []entry) {
	for _, e := range entries {
		if !isIndex(e.rel) || len(entries) == 1 {
			continue
		}
		l.isAbout[e.rel] = true
		dir, a := path.Dir(e.rel), e.shown
		if _, ok := l.about[dir]; ok {
			l.fault(a, 1, "duplicate-index", "this folder has a second index file", "keep index.md or _index.md")
		}
		l.about[dir] = e
		if a.Slug != "" {
			l.fault(a, a.Keys["slug"], "bad-value", "a slug has no effect in an index file", "rename the folder")
		}
		if len(a.Sections) > 1 || a.Sections != nil && a.Sections[0].Body != "" {
			l.warn(a, 0, "index-text", "the text below the front matter of an index file is not shown", "move it into an article")
		}
	}
}

// folder returns the collection of a folder, made on first use.
func (l *linker) folder(dir string) *collection {
	if c := l.folders[dir]; c != nil {
		return c
	}
	c := &collection{rel: dir, url: l.folderURL(dir)}
	if e, ok := l.about[dir]; ok {
		c.about, c.original = e.shown, e.original
	}
	l.folders[dir] = c
	if dir != "." {
		c.parent = l.folder(path.Dir(dir))
		c.parent.children = append(c.parent.children, c)
	}
	if c.about != nil && c.about.Title != "" {
		c.title = c.about.Title
	} else {
		c.title = titleOf(path.Base(dir))
	}
	return c
}

// titleOf makes a title of a folder's name: "getting-started" is "Getting
// started".
func titleOf(name string) string {
	words := strings.Join(strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '_' || c == ' ' }), " ")
	for i, c := range words {
		return strings.ToUpper(string(c)) + words[i+len(string(c)):]
	}
	return name
}

// published reports whether an article and all index files above it are.
func (l *linker) published(rel string, a *article.Article) bool {
	if !l.cfg.publishes(a) {
		return false
	}
	if rel == "." {
		return true
	}
	dir := path.Dir(rel)
	if above, ok := l.about[dir]; ok && above.original != a {
		return l.published(dir, above.original)
	}
	return dir == "." || l.published(dir, &article.Article{})
}

// publishes reports whether an article by itself is to be published.
func (cfg Config) publishes(a *article.Article) bool {
	f := a.FrontMatter
	if cfg.Drafts {
		f.Draft, f.PublishAt = false, time.Time{}
	}
	timed := !f.PublishAt.IsZero() || !f.ExpireAt.IsZero()
	return f.Published(cfg.Audience, cfg.Now) && (!timed || !cfg.Now.IsZero())
}

// place puts an article into its collection, or notes that it is hidden.
func (l *linker) place(e entry) {
	name := cmp.Or(e.shown.Slug, e.original.Slug)
	if name == "" {
		name = segment(strings.TrimSuffix(path.Base(e.rel), path.Ext(e.rel)))
	}
	if isIndex(e.rel) {
		name = article.Slug(e.original.Title)
	}
	if e.shown.Gap != "" && !e.borrowed {
		l.closers = append(l.closers, e.shown)
		l.byGap[e.shown.Gap] = cmp.Or(l.byGap[e.shown.Gap], e.rel)
	}
	if !l.published(e.rel, e.original) {
		l.hide(e, name)
		return
	}
	c := l.folder(path.Dir(e.rel))
	p := &page{Article: e.shown, original: e.original, borrowed: e.borrowed, rel: e.rel, coll: c, url: c.url + name + "/"}
	c.pages = append(c.pages, p)
	l.byRel[e.rel] = p
}

// hide notes an article that is hidden, with the addresses that would tell of it.
func (l *linker) hide(e entry, name string) {
	l.hidden[e.rel] = true
	l.unsee(l.folderURL(path.Dir(e.rel)) + name)
	for _, written := range e.original.RedirectFrom {
		from, _, _ := strings.Cut(written, "#")
		l.unsee(from)
	}
	for dir := path.Dir(e.rel); dir != "." && !l.hiding[dir]; dir = path.Dir(dir) {
		l.hiding[dir] = true
		l.unsee(l.folderURL(dir))
	}
}

// folderURL is the address that the collection of a folder has, or would have.
func (l *linker) folderURL(dir string) string {
	if dir == "." {
		return l.edition.prefix + "/"
	}
	return l.folderURL(path.Dir(dir)) + segment(path.Base(dir)) + "/"
}

// sort puts the articles and collections below c in order.
func (l *linker) sort(c *collection) {
	slices.SortFunc(c.pages, func(a, b *page) int {
		return cmp.Or(compareOrder(a.order(), b.order()), cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), cmp.Compare(a.rel, b.rel))
	})
	slices.SortFunc(c.children, func(a, b *collection) int {
		return cmp.Or(compareOrder(a.order(), b.order()), cmp.Compare(strings.ToLower(a.title), strings.ToLower(b.title)), cmp.Compare(a.rel, b.rel))
	})
	for _, child := range c.children {
		l.sort(child)
	}
}

// compareOrder puts 0, which means no order, last.
func compareOrder(a, b int) int {
	switch {
	case a == b:
		return 0
	case b == 0:
		return -1
	case a == 0:
		return 1
	}
	return cmp.Compare(a, b)
}

// collect lists pages and collections in reading order and claims addresses.
func (l *linker) collect(c *collection) {
	if c.parent != nil {
		l.edition.collections = append(l.edition.collections, c)
	}
	l.claim(c.url, c.about, c.rel)
	for _, p := range c.pages {
		l.edition.pages = append(l.edition.pages, p)
		l.claim(p.url, p.Article, p.rel)
	}
	for _, child := range c.children {
		l.collect(child)
	}
}

// windows are names that no file of Windows has, with or without an ending, and
// endings that it cuts off.
var windows = regexp.MustCompile(`^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)|[. ]$`)

// visible shows control characters as question marks.
func visible(c rune) rune {
	if unicode.IsControl(c) {
		return '?'
	}
	return c
}

// CheckPath reports the path of an article, below content/, that no site can have:
// too deep, or with a name that Windows reserves or that holds control characters.
func CheckPath(rel string) error {
	if strings.Count(rel, "/") > maxLevels {
		return fmt.Errorf("collections are %d levels deep at most", maxLevels)
	}
	if strings.ContainsFunc(rel, unicode.IsControl) {
		return errors.New("no name holds tabs or line breaks")
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(rel, ".md"), "/") {
		if windows.MatchString(strings.ToLower(part)) {
			return fmt.Errorf("no file or folder of Windows is called %q", part)
		}
	}
	return nil
}

// claim reports names that Windows reserves, and a second page of one
// address. Case does not make a difference,
// nor does the form in which Unicode characters are composed.
func (l *linker) claim(url string, a *article.Article, rel string) {
	key := strings.ToLower(norm.NFC.String(url))
	file := shown(l.src.name, path.Join(l.src.root, rel))
	if a != nil {
		file = a.Path
	}
	if i := strings.IndexFunc(rel, unicode.IsControl); i >= 0 {
		l.diags = append(l.diags, diag.Diagnostic{File: strings.Map(visible, file), Line: 1, Code: "bad-name", What: "a tab or line break in the name of a file", Fix: "rename it"})
		return
	}
	for part := range strings.SplitSeq(strings.Trim(key, "/"), "/") {
		if !windows.MatchString(part) {
			continue
		}
		l.diags = append(l.diags, diag.Diagnostic{
			File: file, Line: 1, Code: "reserved-name", What: fmt.Sprintf("Windows takes no file or folder called %q, so the address %s breaks there", part, url),
			Fix: "rename it, and keep the old address with redirect_from if it was published",
		})
	}
	if first, ok := l.claimed[key]; ok {
		d := diag.Diagnostic{File: file, Line: 1, Code: "duplicate-address", What: fmt.Sprintf("the address %s is also that of %s", url, first), Fix: "rename one of them, or give it a slug"}
		if a != nil && a.Slug != "" {
			d.Line = a.Keys["slug"]
		}
		l.diags = append(l.diags, d)
		return
	}
	l.claimed[key] = file
}

// documents lists what search indexes: every section of every page.
func (e *edition) documents() []search.Document {
	var docs []search.Document
	for _, p := range e.own() {
		if p.Search.Exclude || p.original.Search.Exclude {
			continue
		}
		docs = append(docs, documentsOf(p.Article, p.url, p.collectionTitle())...)
	}
	return docs
}

// documentsOf lists the sections of an article.
func documentsOf(a *article.Article, address, collection string) []search.Document {
	var docs []search.Document
	for i, section := range a.Sections {
		d := search.Document{
			Article: address, Anchor: section.Anchor, Title: a.Title, Heading: section.Heading,
			Collection: collection, Body: section.Body, Steps: section.Steps, Rows: section.Rows, Boost: a.Search.Boost,
		}
		if i == 0 {
			d.Description, d.Asked = a.Description, a.Asked
			d.Keywords = slices.Concat(a.Keywords, a.Tags)
		}
		docs = append(docs, d)
	}
	return docs
}

func (p *page) collectionTitle() string {
	if p.coll.parent == nil {
		return ""
	}
	return p.coll.title
}
