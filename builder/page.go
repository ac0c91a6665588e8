package builder

import (
	"html/template"
	"strings"
	"sync"

	"signpost/internal/trusted"
)

// This file is what a theme may rely on: a template is executed with a *Page
// and reaches everything from there. Adding a field is free; removing or
// renaming one breaks the themes of our users.

// Kind names the template that renders a page.
type Kind string

// The kinds of pages, each with a template of the same name in the theme.
const (
	KindHome       Kind = "home"
	KindCollection Kind = "collection"
	KindArticle    Kind = "article"
	KindNotFound   Kind = "notfound"
	// KindResults is made by a server only, and a theme may do without.
	KindResults Kind = "results"
)

// A Page is the value that a template is executed with.
type Page struct {
	Kind Kind
	// Site is the same for all pages.
	Site *SiteView
	// Title and Description are plain text.
	Title, Description string
	// URL is the address from the site's root: "/", "/write/", "/write/links/".
	URL string
	// Canonical is the absolute address, or "" when the site has no base URL.
	Canonical string
	// ShareImage is the absolute address of the picture that stands for the page
	// where it is shared, or "".
	ShareImage string
	// Policy is the content security policy of the page, for hosts that send no headers;
	// "" where the site has headers of its own.
	Policy string
	// Root leads from this page to the site's root and ends in a slash
	// ("./", "../../"), so that a site works in any folder of any host.
	Root string
	// Breadcrumbs lead from the home page to the page's parent.
	Breadcrumbs []Ref
	// Collections are the top-level collections, for the home page and the
	// navigation.
	Collections []*CollectionView
	// Popular are the articles that the home page recommends.
	Popular []Ref
	// Collection is set on pages of KindCollection.
	Collection *CollectionView
	// Article is set on pages of KindArticle.
	Article *ArticleView
	// Results is set on pages of KindResults.
	Results *ResultsView
	// Languages are the same page in the languages of the site, that of this
	// page too; empty when the site has one language.
	Languages []Translation
	// Borrowed pages show an article that is not translated yet. Search engines
	// are to pass them over.
	Borrowed bool

	theme  *theme
	shared *sharedParts
}

// A SiteView is what all pages of a site share.
type SiteView struct {
	Title, Description string
	// Greeting is the headline of the home page.
	Greeting string
	// Lang is a BCP 47 tag, Dir is "ltr" or "rtl".
	Lang, Dir string
	// Home is the address of the home page in this language: "/", "/de/".
	Home string
	// BaseURL is the absolute address of the site without a slash at its end,
	// or "".
	BaseURL string
	// Logo and Favicon are addresses from the site's root, or "".
	Logo, Favicon string
	// ContactURL and ContactText make the link at the foot of every page;
	// both are "" when the site has no contact.
	ContactURL, ContactText string
	// Style and Script are the hashed addresses of the theme's assets, from
	// the site's root: "/assets/style.1a2b3c4d.css".
	Style, Script string
	// Search is the hashed address of the script that searches, from the
	// site's root.
	Search string
	// Signals is the address from the site's root where scripts send what readers
	// do, SearchPage that of the page that searches without scripts; both "" where
	// there is none.
	Signals, SearchPage string
	// Editions are the languages of the site, its own first; empty when it has one.
	Editions []EditionView
	// Articles counts the published articles.
	Articles int
}

// An EditionView is the site in one of its languages.
type EditionView struct {
	// Lang is a BCP 47 tag, Dir is "ltr" or "rtl", Name the name of the language in
	// itself.
	Lang, Dir, Name string
	// Home is the address of the home page, Search that of the script that
	// searches, both from the site's root.
	Home, Search string
	// Current is true of the page's own language.
	Current bool
}

// A Ref is an article or a page as a link shows it.
type Ref struct {
	Title, Description, URL string
}

// A CollectionView is a folder of articles.
type CollectionView struct {
	Title, Description string
	// Icon names a file in the theme's icons folder, without ".svg"; the
	// theme has a fallback for names it does not know.
	Icon string
	URL  string
	// Depth is 1 for a top-level collection, at most 3.
	Depth int
	// Count is the number of articles here and below.
	Count int
	// Articles are those directly in this collection.
	Articles []Ref
	// Children are the collections directly below.
	Children []*CollectionView
}

// An ArticleView is what the article template shows.
type ArticleView struct {
	// Body is the article's HTML with all links resolved. It has no h1.
	Body template.HTML
	// TOC has the headings of levels 2 and 3 (level 3 below its level 2).
	TOC []*TOCItem
	// Prev and Next are the neighbours in reading order, nil at the ends.
	Prev, Next *Ref
	// Related are at most four other articles, best first.
	Related []Ref
	// Authors are names, Bylines the same with what signpost.yaml tells of them.
	Authors []string
	Bylines []AuthorView
	Tags    []string
	// Updated is the date of the last update as "2006-01-02", or "".
	Updated string
	// Collection is the article's own collection, nil at the top level.
	Collection *Ref
	// Markdown is the address of the article's Markdown twin.
	Markdown string
	// Data describes the page to search engines: JSON-LD (schema.org), "" when
	// the site has no base URL.
	Data template.JS
	// Moved are headings that were here and are elsewhere now, by the ids that
	// they had: links from elsewhere still name them.
	Moved []Moved
	// Outdated says that the original has changed since this was translated,
	// and that signpost.yaml wants readers to know.
	Outdated bool
	// Edit is the address where the article's file can be edited, or "".
	Edit string
	// Lang and Dir are those of the text, LangName the name of its language in
	// itself; they differ from the site's on borrowed pages.
	Lang, Dir, LangName string
}

// An AuthorView is somebody who wrote an article. Role and Picture, an address
// from the site's root, may be "".
type AuthorView struct {
	Name, Role, Picture string
}

// A Moved heading leads to where it is now.
type Moved struct {
	ID, Title, URL string
}

// A Translation is a page in another language.
type Translation struct {
	// Lang is a BCP 47 tag, Name the name of the language in itself.
	Lang, Name string
	URL        string
	// Absolute is the address with its host, or "" when the site has no base URL.
	Absolute string
	// Current is true of the page's own language, Borrowed where the page is
	// not translated.
	Current, Borrowed bool
}

// A TOCItem is one line of an article's table of contents.
type TOCItem struct {
	Title, Anchor string
	Children      []*TOCItem
}

// Rel turns an address from the site's root ("/write/links/#anchor") into one
// relative to the page. Addresses elsewhere stay as they are, if they begin with
// http:, https:, mailto: or tel:.
func (p *Page) Rel(url string) template.URL {
	if strings.HasPrefix(url, "/") && !strings.HasPrefix(url, "//") {
		url = p.Root + strings.TrimPrefix(url, "/")
	}
	return trusted.Address(url)
}

// Word returns the interface word of that key in the site's language, such as
// "search.placeholder", with {0}, {1} … replaced by the arguments.
func (p *Page) Word(key string, args ...any) (string, error) {
	return p.theme.word(p.Site.Lang, key, args...)
}

// Count returns the word of a number of things: for the key "count" and the
// language's own plural forms (CLDR), that of count.one, count.few, count.other …
func (p *Page) Count(key string, n int) (string, error) {
	form := key + "." + pluralForm(p.Site.Lang, n)
	if p.theme.has(p.Site.Lang, form) {
		return p.Word(form, n)
	}
	return p.Word(key+".other", n)
}

// Forms are all plural forms of a key in the site's language, as scripts take
// them: "one=1 result|other={0} results".
func (p *Page) Forms(key string) (string, error) {
	var forms []string
	for _, form := range []string{"zero", "one", "two", "few", "many"} {
		if name := key + "." + form; p.theme.has(p.Site.Lang, name) {
			text, err := p.Word(name)
			if err != nil {
				return "", err
			}
			forms = append(forms, form+"="+text)
		}
	}
	other, err := p.Word(key + ".other")
	return strings.Join(append(forms, "other="+other), "|"), err
}

// LanguageName is the name of the site's language in itself.
func (p *Page) LanguageName() string { return languageName(p.Site.Lang) }

// Shared returns a part of the page that many pages have alike: the template of
// that name, executed once for all pages of the same Kind and Root. It sees no
// more of the page than these two, Site and Collections.
func (p *Page) Shared(name string) (template.HTML, error) {
	return p.shared.part(name, p)
}

// sharedParts keeps the parts that pages have alike. It is safe for concurrent
// use.
type sharedParts struct {
	mu    sync.Mutex
	parts map[[3]string]template.HTML
}

func (s *sharedParts) part(name string, p *Page) (template.HTML, error) {
	key := [3]string{name, string(p.Kind), p.Root}
	s.mu.Lock()
	part, ok := s.parts[key]
	s.mu.Unlock()
	if ok {
		return part, nil
	}
	var b strings.Builder
	alike := &Page{Kind: p.Kind, Site: p.Site, Root: p.Root, Collections: p.Collections, theme: p.theme, shared: s}
	if err := p.theme.set.ExecuteTemplate(&b, name, alike); err != nil {
		return "", err
	}
	part = trusted.Executed(b.String())
	s.mu.Lock()
	s.parts[key] = part
	s.mu.Unlock()
	return part, nil
}

// Icon returns the theme's SVG of that name, or its fallback icon.
func (p *Page) Icon(name string) template.HTML { return p.theme.icon(name) }
