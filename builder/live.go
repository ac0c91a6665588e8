package builder

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"signpost/builder/article"
	"signpost/internal/diag"
)

// A Live site is built again and again while its authors work on it. What one
// save has changed is shown at once, and search follows: a build has three steps
// here, each of which ends in a whole site.
//
//	Revise   the page of an article whose text alone has changed
//	Rebuild  all pages, with the search and the related articles of the last build
//	         and then with their own
//
// The site that Rebuild ends with is that of Build. Where mistakes keep it from being, the
// last one stays, without what was taken back meanwhile. It is safe for concurrent
// use.
type Live struct {
	// Prepare, if it is there, is called with a site that Rebuild has made, before that is
	// shown. Revise shows what is saved meanwhile.
	Prepare func(context.Context, *Result)

	cfg Config
	// made says that Rebuild makes all pages before it shows a site.
	made bool

	building sync.Mutex // held by Rebuild
	mu       sync.Mutex // guards what is below
	last     *draft     // the last good one
	found    *indexed   // its index, or that of the one before
	revised  []string   // the articles that Revise has read anew since Rebuild began
	files    []File     // of the last good one, where all are made
}

// NewLive returns a site that is not built yet. Unless the configuration says OnDemand,
// Rebuild makes all pages and the indexes, and shows nothing but the site with its own
// search. A Cache is made if there is none.
func NewLive(cfg Config) *Live {
	l := &Live{made: !cfg.OnDemand}
	cfg.OnDemand = true
	if cfg.Cache == nil {
		cfg.Cache = &Cache{}
	}
	l.cfg = cfg
	return l
}

// Rebuild builds the site as it is at a time and shows it, with its index and, if there is
// an index of the last build that fits, with that first. What Revise showed meanwhile
// stays to be seen; where that cannot be, nothing is shown: a Rebuild has to follow
// each change. Templates that fail are diagnostics of what is shown, and their site
// has no files.
func (l *Live) Rebuild(ctx context.Context, now time.Time, show func(*Result)) error {
	l.building.Lock()
	defer l.building.Unlock()
	l.mu.Lock()
	l.cfg.Now, l.revised = now, nil
	cfg, last, old, files := l.cfg, l.last, l.found, l.files
	cfg.unhurried = l.made && last != nil // whoever is served the last site comes first
	l.mu.Unlock()
	d, err := begin(ctx, cfg)
	if err != nil {
		return err
	}
	if d.failed() {
		// Nothing of this site is shown, but for what its authors took back.
		rest, err := last.without(ctx, d, cfg)
		if err == nil && rest != nil {
			err = l.complete(ctx, rest, known{true, old, files}, show)
		}
		_, more := l.show(ctx, d, nil, d.result(), show)
		return errors.Join(err, more)
	}
	before := known{last != nil && sameTheme(last.site, d.site), old, files}
	if before.theme && !l.made && old.fits(d.site) {
		res, err := d.finish(ctx, old)
		if err == nil {
			res.Behind = true
			_, err = l.show(ctx, d, old, res, show)
		}
		if err != nil {
			return err
		}
	}
	return l.complete(ctx, d, before, show)
}

// known is what the last site leaves to the next: whether the theme is the same, its
// index, and its files where all are made.
type known struct {
	theme bool
	found *indexed
	files []File
}

// complete makes the index and the pages of a site and shows it.
func (l *Live) complete(ctx context.Context, d *draft, last known, show func(*Result)) error {
	found, err := index(ctx, d.site)
	if err != nil {
		return err
	}
	if l.made {
		if err := found.settle(last.found); err != nil {
			return errors.Join(err, found.close())
		}
	}
	res, err := d.finish(ctx, found)
	if err != nil {
		return errors.Join(err, found.close())
	}
	if l.made || !last.theme {
		// Mistakes of templates keep the site from having files.
		if ds := d.site.fill(ctx, res.Files, l.made, last.files); len(ds) > 0 {
			res.Files, res.Index, res.Editions = nil, nil, nil
			res.Diagnostics = concat(res.Diagnostics, ds)
		}
	}
	if l.Prepare != nil && res.Files != nil {
		l.Prepare(ctx, res)
	}
	kept, err := l.show(ctx, d, found, res, show)
	if !kept {
		err = errors.Join(err, found.close())
	}
	return errors.Join(err, ctx.Err())
}

// without is a good site without the articles that are no longer to be published by what
// their files say in a site that cannot be; nil where there are none.
func (d *draft) without(ctx context.Context, failed *draft, cfg Config) (*draft, error) {
	if d == nil {
		return nil, nil
	}
	shown, now := map[string]*article.Article{}, map[string]*article.Article{}
	for _, e := range d.site.editions {
		for _, p := range e.pages {
			shown[p.Path] = p.Article // as it was revised
		}
	}
	for _, a := range failed.site.editions[0].linker.arts {
		if a != nil {
			now[a.Path] = a
		}
	}
	arts, fewer := slices.Clone(d.site.editions[0].linker.arts), false
	for i, a := range arts {
		if a == nil {
			continue
		}
		if shown[a.Path] != nil {
			a = shown[a.Path]
		}
		if fresh := now[a.Path]; fresh != nil && !cfg.publishes(fresh) && d.site.cfg.publishes(a) {
			hidden := *a
			hidden.Draft, hidden.Audience, hidden.PublishAt, hidden.ExpireAt = fresh.Draft, fresh.Audience, fresh.PublishAt, fresh.ExpireAt
			a, fewer = &hidden, true
		}
		arts[i] = a
	}
	if !fewer {
		return nil, nil
	}
	site, ds := link(d.site.src, arts, cfg)
	rest := &draft{site: site, snippets: d.snippets, diagnostics: ds}
	if rest.failed() {
		return nil, nil
	}
	var more []diag.Diagnostic
	var err error
	rest.shown, more, err = pictures(ctx, site)
	rest.diagnostics = concat(rest.diagnostics, more)
	return rest, err
}

// show shows a result, with what was revised meanwhile, and remembers what it was made
// of; kept says that its index is in use. It shows nothing where that cannot be.
func (l *Live) show(ctx context.Context, d *draft, found *indexed, res *Result, show func(*Result)) (kept bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if res.Files != nil && len(l.revised) > 0 {
		var changed, files []string
		for _, name := range l.revised {
			if d, files = d.revise(name, l.cfg.Cache); d == nil {
				return false, nil
			}
			changed = append(changed, files...)
		}
		fresh, err := d.finish(ctx, found)
		if err != nil {
			return false, err
		}
		fresh.Behind = res.Behind
		fresh.reuse(res.Files, changed)
		res = fresh
	}
	if res.Files != nil {
		l.last, l.found = d, found
		if l.made {
			l.files = res.Files
		}
	}
	show(res)
	return res.Files != nil, nil
}

// Revise shows the site with one article read anew, and reports whether it
// could: names are the paths in the site folder that have changed, and of those
// one only may be an article, and nothing but its text may have changed.
func (l *Live) Revise(ctx context.Context, names []string, show func(*Result)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == nil || len(names) != 1 {
		return false
	}
	d, changed := l.last.revise(names[0], l.cfg.Cache)
	if d == nil {
		return false
	}
	res, err := d.finish(ctx, l.found)
	if err != nil || diag.HasErrors(res.Diagnostics) {
		return false
	}
	l.last = d
	if !slices.Contains(l.revised, names[0]) {
		l.revised = append(l.revised, names[0])
	}
	res.Behind, res.Changed = true, changed
	show(res)
	return true
}

// fits reports whether an index is of a site with the same languages.
func (x *indexed) fits(s *site) bool {
	return x != nil && slices.EqualFunc(x.editions, s.editions, func(a indexedEdition, b *edition) bool {
		return a.lang == b.lang
	})
}

func sameTheme(a, b *site) bool { return a.src.theme.print == b.src.theme.print }

// reuse takes over what was made of the files, but for those that have changed.
func (r *Result) reuse(files []File, changed []string) {
	at := 0
	for i, f := range r.Files {
		for at < len(files) && files[at].Path < f.Path {
			at++
		}
		if at < len(files) && files[at].Path == f.Path && !slices.Contains(changed, f.Path) {
			r.Files[i] = files[at]
		}
	}
}

// revise returns the draft with one article read anew and the paths of its files, or
// nil where more than its own page may show the change.
func (d *draft) revise(name string, cache *Cache) (*draft, []string) {
	s := d.site
	rel := below(s.src.root, name)
	if s.src.root != "." && !strings.HasPrefix(name, s.src.root+"/") || strings.ToLower(path.Ext(name)) != ".md" || isIndex(rel) {
		return nil, nil
	}
	file := shown(s.src.name, name)
	old := s.articleOf(file)
	if old == nil {
		return nil, nil
	}
	info, err := fs.Lstat(s.src.fsys, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > article.MaxSize {
		return nil, nil
	}
	data, err := fs.ReadFile(s.src.fsys, name)
	if err != nil {
		return nil, nil
	}
	full, faults := article.Expand(file, data, s.src.reuse)
	a, ds := article.Parse(file, full.Text, article.Options{TitleOptional: s.cfg.TitleOptional, HTML: s.src.settings.RawHTML, Places: full.Places, Code: &cache.code})
	if a != nil && a.Updated.IsZero() && s.src.settings.UpdatedFrom != "" {
		a.Updated = old.Updated // what is not committed has no day yet
	}
	if len(ds)+len(faults) > 0 || !reflect.DeepEqual(a.FrontMatter, old.FrontMatter) {
		return nil, nil
	}
	fresh := s.with(old, a)
	if fresh == nil {
		return nil, nil
	}
	out := *d
	out.site = fresh
	var files []string
	for _, e := range fresh.editions {
		for _, p := range e.pages {
			if p.Article == a {
				files = append(files, p.url[1:]+"index.html", p.twin())
			}
			for i, t := range p.links {
				if p.Article == a && p.Links[i].Image && t.file != "" && d.shown[t.file] == nil {
					return nil, nil // a picture that is not known yet
				}
			}
		}
	}
	slices.Sort(files)
	return &out, slices.Compact(files)
}

// articleOf finds the article that pages show of a file.
func (s *site) articleOf(file string) *article.Article {
	for _, e := range s.editions {
		for _, p := range e.pages {
			if p.Path == file {
				return p.Article
			}
		}
	}
	return nil
}

// with returns a site whose pages show another article in the place of old, or
// nil if one of its links cannot be followed.
func (s *site) with(old, a *article.Article) *site {
	out := *s
	out.assets, out.faults, out.editions = maps.Clone(s.assets), slices.Clone(s.faults), slices.Clone(s.editions)
	for i, e := range s.editions {
		fresh := *e
		fresh.pages = slices.Clone(e.pages)
		l := *e.linker
		l.site, l.edition, l.diags = &out, &fresh, nil
		for n, p := range e.pages {
			if p.Article != old {
				continue
			}
			q := *p
			q.Article, q.links = a, nil
			if q.original == old {
				q.original = a
			}
			for _, link := range a.Links {
				t := l.follow(&q, link)
				if t.page == p {
					t.page = &q
				}
				q.links = append(q.links, t)
			}
			fresh.pages[n] = &q
		}
		if len(l.diags) > 0 {
			return nil
		}
		out.editions[i] = &fresh
	}
	return &out
}
