package server

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"signpost/builder"
)

// A generation is one whole site. A request takes one and answers out of it alone,
// so that no answer mixes two.
type generation struct {
	// id tells sites apart: the same files, the same id, on every server.
	id       string
	root     string // "/" or "/docs/"
	articles int
	files    map[string]*entry
	// prints are those of files that are not served.
	prints    map[string]string
	headers   []headerRule
	redirects redirects
	editions  []builder.Edition
	// kept are styles and scripts of the last sites, for pages that are still open.
	kept map[string]keptEntry
	// turn is that of its entries.
	turn *sync.Mutex
	// found is the search, which sites that differ in a text share.
	found *searches

	// users counts the requests that use the site, and one for as long as it is the
	// current one; at 0 it leaves the search.
	users atomic.Int64
}

type keptEntry struct {
	*entry
	until time.Time
}

// keepAssets is how long the styles and scripts of a site that was replaced can
// still be loaded.
const keepAssets = time.Hour

// newGeneration takes a built site over, and from the last one what is the same; prepared
// are files that may be those of the site.
// Its indexes are ready to be searched when it returns.
func newGeneration(res *builder.Result, last *generation, prepared map[string]*entry, turn *sync.Mutex, now time.Time) (*generation, error) {
	g := &generation{
		root: res.Root, articles: res.Articles, files: make(map[string]*entry, len(res.Files)), prints: map[string]string{},
		turn: turn, editions: res.Editions, kept: map[string]keptEntry{}, redirects: readRedirects(""),
	}
	g.users.Store(1)
	if last != nil && last.found.of(res.Editions) {
		g.found = last.found
	} else {
		g.found = &searches{editions: res.Editions}
	}
	g.found.users.Add(1)
	if err := errors.Join(g.take(res, last, prepared), res.Ready()); err != nil {
		return nil, errors.Join(err, g.found.leave())
	}
	g.keep(last, now)
	return g, nil
}

// take takes the files over. What the result does not name as changed is not even
// looked at.
func (g *generation) take(res *builder.Result, last *generation, prepared map[string]*entry) error {
	id := sha256.New()
	for _, f := range res.Files {
		print, known := "", false
		if last != nil && res.Changed != nil && !slices.Contains(res.Changed, f.Path) {
			print, known = g.same(f.Path, last)
		}
		if !known {
			data, err := f.Content()
			if err != nil {
				return err
			}
			print = g.add(f.Path, data, last, prepared)
			runtime.Gosched() // readers of the last site come first
		}
		_, _ = io.WriteString(id, f.Path+" "+print+"\n")
	}
	if last != nil && res.Changed != nil {
		g.headers, g.redirects = last.headers, last.redirects
	}
	g.id = hex.EncodeToString(id.Sum(nil)[:8])
	return nil
}

// same takes a file of the last site over, if it has one.
func (g *generation) same(name string, last *generation) (print string, ok bool) {
	if print, ok = last.prints[name]; ok {
		g.prints[name] = print
		return print, true
	}
	e := last.files[name]
	if e == nil {
		return "", false
	}
	g.files[name] = e
	return e.plain.etag, true
}

// add takes a file, and returns what tells its content apart from others.
func (g *generation) add(name string, data []byte, last *generation, prepared map[string]*entry) (print string) {
	switch name {
	case "_headers":
		g.headers = readHeaders(string(data))
	case "_redirects":
		g.redirects = readRedirects(string(data))
	}
	if hidden(name) {
		sum := sha256.Sum256(data)
		g.prints[name] = hex.EncodeToString(sum[:])
		return g.prints[name]
	}
	e := prepared[name]
	if last != nil && !e.holds(data) {
		e = last.files[name]
	}
	if !e.holds(data) {
		e = newEntry(name, data, g.turn)
	}
	g.files[name] = e
	return e.plain.etag
}

// keep takes over the styles and scripts that pages of the last site name.
func (g *generation) keep(last *generation, now time.Time) {
	if last == nil {
		return
	}
	for name, k := range last.kept {
		if now.Before(k.until) {
			g.kept[name] = k
		}
	}
	for name, e := range last.files {
		if builder.Lasting(name) {
			g.kept[name] = keptEntry{e, now.Add(keepAssets)}
		}
	}
	for name := range g.files {
		delete(g.kept, name)
	}
	// A site that changes its style every second would keep thousands.
	const most = 64
	if len(g.kept) > most {
		names := slices.SortedFunc(maps.Keys(g.kept), func(a, b string) int { return g.kept[a].until.Compare(g.kept[b].until) })
		for _, name := range names[:len(names)-most] {
			delete(g.kept, name)
		}
	}
	g.headers = slices.Clip(g.headers) // they may be those of the last generation
	for name := range g.kept {         // how long they may be kept was told of each by its site
		of := func(rule headerRule) bool { return !rule.below && rule.path == g.root+name }
		if i := slices.IndexFunc(last.headers, of); i >= 0 && !slices.ContainsFunc(g.headers, of) {
			g.headers = append(g.headers, last.headers[i])
		}
	}
}

// file is what a name stands for, nil for nothing.
func (g *generation) file(name string) *entry {
	if e := g.files[name]; e != nil {
		return e
	}
	return g.kept[name].entry
}

// shows tells whether an address from the site's root, as links have it, is one of its
// pages, or leads to one.
func (g *generation) shows(page string) bool {
	plain, err := url.PathUnescape(page)
	if err != nil {
		return false
	}
	if _, ok := g.redirects.find(strings.TrimSuffix(g.root, "/") + page); ok {
		return true
	}
	name, _ := fileOf(plain)
	return g.files[path.Join(name, "index.html")] != nil
}

// edition is that of a language, or the site's own for "".
func (g *generation) edition(lang string) (builder.Edition, bool) {
	if lang == "" {
		return g.editions[0], true
	}
	for _, e := range g.editions {
		if strings.EqualFold(e.Lang, lang) {
			return e, true
		}
	}
	return builder.Edition{}, false
}

// enter begins to use the site, unless it is closed.
func (g *generation) enter() bool {
	for {
		n := g.users.Load()
		if n == 0 {
			return false
		}
		if g.users.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// leave ends a use; the last one leaves the search.
func (g *generation) leave() error {
	if g.users.Add(-1) > 0 {
		return nil
	}
	return g.found.leave()
}
