// Package builder turns a site folder into the files of a help center.
//
// # A site folder
//
//	signpost.yaml   settings, all optional: see [Settings]
//	content/        articles; a folder is a collection, three levels deep
//	theme/          files that replace those of the default theme, by path
//	snippets/       Markdown that articles share: {{snippet name}}
//	static/         files that are published as they are, from the root
//
// Without content/ the folder itself holds the articles. Names that start with
// a dot, node_modules, public and sites that Signpost wrote are passed over.
//
// index.md or _index.md in a folder gives the collection's title, description,
// icon and order. Where it is missing, the folder's name is the title.
// Articles and collections stand in the order of their order key, those
// without one last, and then by title.
//
// # Addresses
//
//	content/write/links.md   /write/links/      twin: /write/links.md
//	content/write/index.md   /write/
//
// The slug of the front matter takes the place of the file's name. Spaces
// become "-", and the characters ? # % \ : * " < > | are dropped. Two pages
// whose addresses differ in case only are a mistake, since some disks and
// hosts do not tell them apart.
//
// # Links
//
// A link names another file by its path, from the file it stands in or with a
// leading slash from content/: "../setup.md#windows", "/write/links.md". A
// folder, and the address of a page, will do as well. Every path and every
// anchor is checked. Other files of content/ are published when a published
// article refers to them, and not otherwise. All links of a built site are
// relative, so that it works in any folder of any host.
//
// # Dead links
//
// A link to an article that is not published becomes plain text, and a warning. Any other
// dead link is an error under Config.Strict. Otherwise the first publication
// of a site takes those it finds as warnings and remembers them, and from then
// on a new one is an error. An address from the root that nothing answers to is
// a warning, since the host may serve it; see [Config].
//
// # What is published
//
// Drafts, articles for another audience, and articles before publish_at or
// after expire_at never leave the link stage. All outputs are made of the one
// list of pages that remains.
package builder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"signpost/internal/diag"
	"signpost/search"
)

// Config says what to build, and how.
type Config struct {
	// Site is the site folder, from [Folder]. Another file system should be able to
	// tell symbolic links, as os.DirFS is.
	Site fs.FS
	// Name is the site folder as the user typed it; diagnostics begin with it.
	// "" and "." add nothing.
	Name string
	// Theme is the default theme.
	Theme fs.FS
	// Now decides about publish_at and expire_at. Under the zero time, articles
	// with either of them are left out.
	Now time.Time
	// Drafts publishes drafts and articles whose time has not come.
	Drafts bool
	// Audience is "public", which "" means too, or "internal".
	Audience string
	// BaseURL replaces base_url of signpost.yaml, unless it is "".
	BaseURL string
	// Language chooses the edition that Documents returns; "" means the site's
	// own language.
	Language string
	// Strict makes every dead link an error, but for those to articles that are hidden:
	// nothing holds up what is taken back.
	Strict bool
	// AllowBroken makes no dead link an error, as for the preview.
	AllowBroken bool
	// AllowEmpty makes a site without articles no error: in a gap report, everything is
	// missing there.
	AllowEmpty bool
	// TitleOptional lets articles without title pass, for collections of texts
	// that search is measured on.
	TitleOptional bool
	// Review looks the site over for Result.Review, with warnings of style and
	// the golden queries of queries.yaml.
	Review bool
	// Begun are the ids of the gap for which an article was begun, by its file below the site
	// folder: golden queries that name the file follow the article that names the gap.
	Begun map[string][]string
	// OnDemand leaves pages to be made when File.Content asks for them, which
	// takes less memory. Mistakes in templates are then its errors, of the type
	// *Mistakes, instead of diagnostics.
	OnDemand bool
	// Known are the dead links of the last publication, from [KnownFaults];
	// nil means that there was none.
	Known map[string]bool
	// History is asked at most once, for updated_from: git and for files that
	// were renamed; nil means that there is none.
	History func(context.Context) (*History, error)
	// Signals is the address, from the site's root, where pages send searches
	// without a result, ratings and dead addresses; it replaces signals of
	// signpost.yaml, unless it is "".
	Signals string
	// SearchPage is the address, from the site's root, of the page that a server
	// answers queries with; "" where there is none.
	SearchPage string
	// Cache keeps parsed articles between builds; it may be nil.
	Cache *Cache

	// unhurried makes pages and indexes at a pace that leaves most of the processors to
	// others.
	unhurried bool
}

// A File is one file of a built site.
type File struct {
	// Path is slash-separated, relative to the site's root.
	Path string
	// Data is the content; nil where it is made on demand.
	Data []byte

	make func() ([]byte, error)
}

// Content returns the file's content, made anew where it is made on demand. The
// error is a *Mistakes.
func (f File) Content() ([]byte, error) {
	if f.make == nil {
		return f.Data, nil
	}
	return f.make()
}

// Mistakes is an error that tells mistakes of authors.
type Mistakes struct {
	Diagnostics []diag.Diagnostic
}

func (m *Mistakes) Error() string {
	var lines []string
	for _, d := range m.Diagnostics {
		lines = append(lines, d.String())
	}
	return strings.Join(lines, "\n")
}

// A Result is a built site in memory.
type Result struct {
	// Files are in the order of their paths; nil when a diagnostic is an error.
	Files []File
	// Index finds the published articles in the site's own language; nil when
	// Files is.
	Index *search.Index
	// Editions are the languages of the site, its own first, with what a server needs of
	// each; nil when Files is. All their indexes are to be closed.
	Editions []Edition
	// Root is the path of the site on its host, "/" or "/docs/".
	Root string
	// BaseURL is the absolute address of the site without a slash at its end, "" if
	// that is not known.
	BaseURL string
	// Behind says that the indexes are those of an earlier site.
	Behind bool
	// Changed are the paths of the files that differ from those of the site that was
	// shown before, sorted; nil when any may. What sums up the texts of many articles
	// is not among them: it is that of the earlier site.
	Changed []string
	// Diagnostics are sorted by file and line.
	Diagnostics []diag.Diagnostic
	// Articles counts what is published, translations included, Collections
	// those of the site's own language.
	Articles, Collections int
	// Faults name the dead links, for Write to remember.
	Faults []string
	// Review is what Config.Review asked for.
	Review *Review
	// Snippets tell where each snippet is used.
	Snippets []SnippetUse
	// Due is when an article appears or expires next, zero if none does.
	Due time.Time
	// Written counts the files of a site that Unchanged found to be there.
	Written int
	// Notes tell in one line each what was left out of the site and why.
	Notes []string

	// addresses are for Write to remember; nil if the site is not public.
	addresses addressBook
}

// Ready makes the indexes of all editions, so that no search waits for them.
func (r *Result) Ready() error {
	for _, e := range r.Editions {
		if err := e.Index.Ready(); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	return nil
}

// A SnippetUse tells where a snippet is used.
type SnippetUse struct {
	Name string `json:"name"`
	// File is the snippet's own; UsedIn are the articles that use it, by itself
	// or within another, in the order of their paths.
	File   string   `json:"file"`
	UsedIn []string `json:"used_in"`
}

// Build makes a site in memory and changes nothing on disk. Mistakes of
// authors are diagnostics of the result; an error means that something could
// not be read, or that ctx ended.
func Build(ctx context.Context, cfg Config) (*Result, error) {
	d, err := begin(ctx, cfg)
	if err != nil || d.failed() {
		return d.result(), err
	}
	found, err := index(ctx, d.site)
	if err != nil {
		return nil, err
	}
	res, err := d.finish(ctx, found)
	if err != nil || res.Files == nil {
		err = errors.Join(err, found.close())
	}
	return res, err
}

// A draft is a site whose articles are linked, and which has no index and no
// pages yet.
type draft struct {
	site        *site
	review      *Review
	shown       map[string]*picture
	snippets    []SnippetUse
	diagnostics []diag.Diagnostic
}

// begin takes a site to where its index is made.
func begin(ctx context.Context, cfg Config) (*draft, error) {
	src, ds, err := load(ctx, cfg)
	if err != nil {
		return nil, err
	}
	arts, used, more := parse(ctx, src.articles, src.reuse, cfg.Cache)
	if arts, err = src.dated(arts); err != nil {
		more = append(more, src.noHistory(err))
	}
	src.forget()
	site, faults := link(src, arts, cfg)
	d := &draft{site: site, snippets: src.snippets(used), diagnostics: concat(ds, more, faults)}
	if cfg.Review {
		d.review, more = review(site)
		d.diagnostics = concat(d.diagnostics, more)
	}
	if err := ctx.Err(); err != nil || d.failed() {
		return d, err
	}
	d.shown, more, err = pictures(ctx, site)
	d.diagnostics = concat(d.diagnostics, more)
	return d, err
}

func (d *draft) failed() bool { return diag.HasErrors(d.diagnostics) }

// result is what is known without index and pages.
func (d *draft) result() *Result {
	if d == nil {
		return nil
	}
	s := d.site
	res := &Result{
		Snippets: d.snippets, Due: s.due, Diagnostics: d.diagnostics, Articles: s.articles(),
		Collections: len(s.editions[0].collections), Faults: s.faults, Notes: s.notes(),
	}
	if s.addresses != nil && !d.failed() {
		res.addresses = s.addresses
	}
	return res
}

// finish makes the pages of a site and looks it over. The index stays open when there
// is none.
func (d *draft) finish(ctx context.Context, found *indexed) (*Result, error) {
	res := d.result()
	var more []diag.Diagnostic
	var err error
	if d.site.cfg.Review {
		if more, err = d.review.golden(ctx, d.site, found.editions[0]); err != nil {
			return nil, err
		}
		res.Review, res.Diagnostics = d.review, concat(res.Diagnostics, more)
	}
	files, renderers, more, err := render(ctx, d.site, found, d.shown)
	res.Diagnostics = concat(res.Diagnostics, more)
	if err != nil || diag.HasErrors(res.Diagnostics) {
		return res, err
	}
	res.Files, res.Index = files, found.editions[0].index
	res.Editions, res.Root, res.BaseURL = served(renderers), renderers[0].hostRoot(), renderers[0].view.BaseURL
	return res, nil
}

// Searchable is what search indexes of a site, and how.
type Searchable struct {
	Documents []search.Document
	Options   search.Options
	// Practice is what signpost.yaml says of the team's practice.
	Practice Practice
	// Articles are the published articles of the edition.
	Articles []Published
	// Root is the folder of the articles below the site folder: content, or ".".
	Root string
	// Title and BaseURL are those of signpost.yaml, the latter without a slash at its end.
	Title, BaseURL string
	// Editions are what search indexes of the site's other languages, where Documents did
	// not choose one. Their documents stand under the addresses of the originals.
	Editions []*Searchable
}

// A Published article: its address, its file below the site folder with slashes, and
// of its front matter what gap mining asks for.
type Published struct {
	URL, File, Title, Gap string
	PublishAt             time.Time
}

// Documents loads, parses and links a site, and returns what search indexes. It
// is nil when a diagnostic is an error.
func Documents(ctx context.Context, cfg Config) (*Searchable, []diag.Diagnostic, error) {
	src, ds, err := load(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	arts, _, more := parse(ctx, src.articles, src.reuse, cfg.Cache)
	site, faults := link(src, arts, cfg)
	ds = concat(ds, more, faults)
	if err := ctx.Err(); err != nil || diag.HasErrors(ds) {
		return nil, ds, err
	}
	edition := site.edition(cfg.Language)
	out := edition.searchable()
	out.Root, out.Title, out.BaseURL = src.root, src.settings.Title, src.settings.BaseURL
	for _, p := range edition.own() {
		out.Articles = append(out.Articles, Published{URL: p.url, File: path.Join(src.root, p.file()), Title: p.Title, Gap: p.Gap, PublishAt: p.PublishAt})
	}
	out.Practice, _ = src.settings.Practice.read()
	if cfg.Language == "" {
		for _, e := range site.editions[1:] {
			out.Editions = append(out.Editions, e.under(edition))
		}
	}
	return out, ds, nil
}

// Texts returns what search indexes of all Markdown files of a folder, as for
// measuring search. It is no site: a text needs no title, addresses are the paths
// without ".md" between slashes, and mistakes are warnings, unless a file could
// not be read at all.
func Texts(ctx context.Context, cfg Config) (*Searchable, []diag.Diagnostic, error) {
	cfg.TitleOptional = true
	src, _, err := load(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	ds := src.none()
	arts, _, more := parse(ctx, src.articles, src.reuse, cfg.Cache)
	unread := map[string]bool{}
	out := &Searchable{Options: search.Options{Lang: src.settings.Language}}
	for i, a := range arts {
		if a == nil {
			unread[src.articles[i].file] = true
			continue
		}
		rel := src.articles[i].rel
		out.Documents = append(out.Documents, documentsOf(a, "/"+strings.TrimSuffix(rel, path.Ext(rel))+"/", "")...)
	}
	for _, d := range more {
		if !unread[d.File] {
			d.Severity = diag.Warning
		}
		ds = append(ds, d)
	}
	return out, concat(ds), ctx.Err()
}

// concat joins and sorts diagnostics, each of them once.
func concat(lists ...[]diag.Diagnostic) []diag.Diagnostic {
	var all []diag.Diagnostic
	for _, l := range lists {
		all = append(all, l...)
	}
	diag.Sort(all)
	return slices.Compact(all)
}
