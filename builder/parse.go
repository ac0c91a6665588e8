package builder

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"

	"signpost/builder/article"
	"signpost/internal/diag"
	"signpost/internal/parallel"
)

// A Cache keeps parsed articles and pictures between builds, by what is in them. It is safe for concurrent use; its zero value is ready.
type Cache struct {
	mu       sync.Mutex
	entries  map[cacheKey]parsed
	code     article.Highlighter
	pictures map[[32]byte]knownPicture
}

type cacheKey [sha256.Size]byte

type parsed struct {
	article  *article.Article
	diags    []diag.Diagnostic
	snippets []string // that the file uses
}

func keyOf(s source) cacheKey {
	h := sha256.New()
	fmt.Fprintf(h, "%q %v %v %v\n", s.file, s.opt.TitleOptional, s.opt.HTML, s.opt.Places)
	h.Write(s.data)
	return cacheKey(h.Sum(nil))
}

// parse reads the articles in parallel; the result of sources[i] is at i, nil
// where the file could not be read at all. It also tells which files use each
// snippet.
func parse(ctx context.Context, sources []source, reuse article.Reuse, cache *Cache) ([]*article.Article, map[string][]string, []diag.Diagnostic) {
	if cache == nil {
		cache = &Cache{}
	}
	keys, results := make([]cacheKey, len(sources)), make([]parsed, len(sources))
	faults := make([][]diag.Diagnostic, len(sources))
	parallel.Each(ctx, len(sources), func(i int) {
		s := sources[i]
		var full article.Expanded
		full, faults[i] = article.Expand(s.file, s.data, reuse)
		s.data, s.opt.Places, s.opt.Code = full.Text, full.Places, &cache.code
		keys[i] = keyOf(s)
		results[i] = cache.parse(keys[i], s)
		results[i].snippets = full.Snippets
	})
	if ctx.Err() == nil {
		cache.keep(keys, results)
	}
	arts := make([]*article.Article, len(sources))
	used := map[string][]string{}
	var ds []diag.Diagnostic
	for i, r := range results {
		arts[i] = r.article
		ds = append(append(ds, r.diags...), faults[i]...)
		for _, name := range r.snippets {
			used[name] = append(used[name], sources[i].file)
		}
	}
	return arts, used, ds
}

func (c *Cache) parse(key cacheKey, s source) parsed {
	c.mu.Lock()
	p, ok := c.entries[key]
	c.mu.Unlock()
	if !ok {
		p.article, p.diags = article.Parse(s.file, s.data, s.opt)
	}
	return p
}

// keep replaces what the cache holds, so that it never outgrows the site.
func (c *Cache) keep(keys []cacheKey, results []parsed) {
	entries := make(map[cacheKey]parsed, len(keys))
	for i, key := range keys {
		entries[key] = results[i]
	}
	c.mu.Lock()
	c.entries = entries
	c.mu.Unlock()
}
