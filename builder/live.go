package builder

import (
	"context"
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
// The site that Rebuild ends with is that of Build. It is safe for concurrent
// use.
type Live struct {
	cfg Config

	building sync.Mutex // held by Rebuild
	mu       sync.Mutex // guards what is below
	last     *draft     // the last good one
	found    *indexed   // its index, or that of the one before
	revision int        // counts what Revise has done
}

// NewLive returns a site that is not built yet. The configuration's OnDemand is
// taken to be true, and a Cache is made if there is none.
func NewLive(cfg Config) *Live {
	cfg.OnDemand = true
	if cfg.Cache == nil {
		cfg.Cache = &Cache{}
	}
	return &Live{cfg: cfg}
}

// Rebuild builds the site as it is at a time and shows it, with its index and, if there is
// an index of the last build that fits, with that first. What came out of date
// meanwhile, by a Revise, is not shown: a Rebuild has to follow each change.
// Templates that fail are diagnostics of what is shown, and their site has no
// files.
func (l *Live) Rebuild(ctx context.Context, now time.Time, show func(*Result)) error {
	l.building.Lock()
	defer l.building.Unlock()
	l.mu.Lock()
	l.cfg.Now = now
	cfg, last, found, revision := l.cfg, l.last, l.found, l.revision
	l.mu.Unlock()
	d, err := begin(ctx, cfg)
	if err != nil {
		return err
	}
	if d.failed() {
		l.show(d, nil, revision, d.result(), show)
		return nil
	}
	if last != nil && found.fits(d.site) && sameTheme(last.site, d.site) {
		res, err := d.finish(ctx, found)
		if err != nil {
			return err
		}
		l.show(d, found, revision, res, show)
	}
	found, err = index(ctx, d.site)
	if err != nil {
		return err
	}
	res, err := d.finish(ctx, found)
	if err != nil {
		return err
	}
	if last == nil || !sameTheme(last.site, d.site) {
		res.try(ctx)
	}
	l.show(d, found, revision, res, show)
	return ctx.Err()
}

// show shows a result and remembers what it was made of, unless a revision has
// overtaken it.
func (l *Live) show(d *draft, found *indexed, revision int, res *Result, show func(*Result)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.revision != revision {
		return
	}
	if res.Files != nil {
		l.last, l.found = d, found
	}
	show(res)
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
	d := l.last.revise(names[0], l.cfg.Cache)
	if d == nil {
		return false
	}
	res, err := d.finish(ctx, l.found)
	if err != nil || diag.HasErrors(res.Diagnostics) {
		return false
	}
	l.last = d
	l.revision++
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

// try makes all pages once; mistakes of templates become diagnostics, and the
// site has no files then.
func (r *Result) try(ctx context.Context) {
	errs := make([]error, len(r.Files))
	parallel(ctx, len(r.Files), func(i int) { _, errs[i] = r.Files[i].Content() })
	if ds := mistakesOf(errs); len(ds) > 0 {
		r.Files, r.Index, r.Editions = nil, nil, nil
		r.Diagnostics = concat(r.Diagnostics, ds)
	}
}

// revise returns the draft with one article read anew, or nil where more than
// its own page may show the change.
func (d *draft) revise(name string, cache *Cache) *draft {
	s := d.site
	rel := below(s.src.root, name)
	if s.src.root != "." && !strings.HasPrefix(name, s.src.root+"/") || strings.ToLower(path.Ext(name)) != ".md" || isIndex(rel) {
		return nil
	}
	file := shown(s.src.name, name)
	old := s.articleOf(file)
	if old == nil {
		return nil
	}
	info, err := fs.Lstat(s.src.fsys, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > article.MaxSize {
		return nil
	}
	data, err := fs.ReadFile(s.src.fsys, name)
	if err != nil {
		return nil
	}
	full, faults := article.Expand(file, data, s.src.reuse)
	a, ds := article.Parse(file, full.Text, article.Options{TitleOptional: s.cfg.TitleOptional, HTML: s.src.settings.RawHTML, Places: full.Places, Code: &cache.code})
	if a != nil && a.Updated.IsZero() && s.src.settings.UpdatedFrom != "" {
		a.Updated = old.Updated // what is not committed has no day yet
	}
	if len(ds)+len(faults) > 0 || !reflect.DeepEqual(a.FrontMatter, old.FrontMatter) {
		return nil
	}
	fresh := s.with(old, a)
	if fresh == nil {
		return nil
	}
	out := *d
	out.site = fresh
	for _, e := range fresh.editions {
		for _, p := range e.pages {
			for i, t := range p.links {
				if p.Article == a && p.Links[i].Image && t.file != "" && d.shown[t.file] == nil {
					return nil // a picture that is not known yet
				}
			}
		}
	}
	return &out
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
