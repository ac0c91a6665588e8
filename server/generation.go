package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"signpost/builder"
	"signpost/search"
)

// A generation is one whole site. A request takes one and answers out of it alone,
// so that no answer mixes two.
type generation struct {
	// id tells sites apart: the same files, the same id, on every server.
	id        string
	root      string // "/" or "/docs/"
	articles  int
	files     map[string]*entry
	headers   []headerRule
	redirects redirects
	editions  []builder.Edition
	// kept are styles and scripts of the last sites, for pages that are still open.
	kept map[string]keptEntry

	answers answers

	// users counts the requests that use the site, and one for as long as it is the
	// current one; at 0 its indexes are closed.
	users atomic.Int64
}

type keptEntry struct {
	*entry
	until time.Time
}

// keepAssets is how long the styles and scripts of a site that was replaced can
// still be loaded.
const keepAssets = time.Hour

// newGeneration takes a built site over, and from the last one what is the same.
// Its indexes are ready to be searched when it returns.
func newGeneration(ctx context.Context, res *builder.Result, last *generation, now time.Time) (*generation, error) {
	g := &generation{
		root: res.Root, articles: res.Articles, files: make(map[string]*entry, len(res.Files)),
		editions: res.Editions, kept: map[string]keptEntry{}, redirects: readRedirects(""),
	}
	g.users.Store(1)
	id := sha256.New()
	for _, f := range res.Files {
		data, err := f.Content()
		if err != nil {
			return nil, errors.Join(err, g.close())
		}
		switch f.Path {
		case "_headers":
			g.headers = readHeaders(string(data))
		case "_redirects":
			g.redirects = readRedirects(string(data))
		}
		if hidden(f.Path) {
			fmt.Fprintf(id, "%s %x\n", f.Path, sha256.Sum256(data))
			continue
		}
		e := (*entry)(nil)
		if last != nil {
			e = last.files[f.Path]
		}
		if e == nil || !bytes.Equal(e.plain.data, data) {
			e = newEntry(f.Path, data)
		}
		g.files[f.Path] = e
		_, _ = io.WriteString(id, f.Path+" "+e.plain.etag+"\n")
	}
	g.id = hex.EncodeToString(id.Sum(nil)[:8])
	g.keep(last, now)
	for _, e := range g.editions {
		// The first search makes the index.
		if _, err := e.Index.Search(ctx, search.Query{Text: "signpost", Limit: 1}); err != nil {
			return nil, errors.Join(fmt.Errorf("index: %w", err), g.close())
		}
	}
	return g, nil
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
}

// file is what a name stands for, nil for nothing.
func (g *generation) file(name string) *entry {
	if e := g.files[name]; e != nil {
		return e
	}
	return g.kept[name].entry
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

// leave ends a use; the last one closes the site.
func (g *generation) leave() error {
	if g.users.Add(-1) > 0 {
		return nil
	}
	return g.close()
}

// answers keep what was answered to searches for as long as the site is served, since
// readers ask much the same. It is safe for concurrent use.
type answers struct {
	mu   sync.Mutex
	made map[string]*entry
	size int
}

// maxAnswers is how many bytes of answers are kept. Beyond, all are forgotten: what
// many ask is soon there again.
const maxAnswers = 16 << 20

func (a *answers) get(key string) *entry {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.made[key]
}

func (a *answers) put(key string, e *entry) {
	a.mu.Lock()
	defer a.mu.Unlock()
	// Its compressed forms, and the entry itself, take about as much again.
	size := 2*len(e.plain.data) + len(key) + 512
	if a.made == nil || a.size+size > maxAnswers {
		a.made, a.size = map[string]*entry{}, 0
	}
	if a.made[key] == nil {
		a.size += size
	}
	a.made[key] = e
}

func (g *generation) close() error {
	var err error
	for _, e := range g.editions {
		err = errors.Join(err, e.Index.Close())
	}
	return err
}
