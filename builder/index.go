package builder

import (
	"context"
	"fmt"

	"signpost/search"
	"signpost/search/browser"
)

// An indexed site answers the questions that pages ask of search.
type indexed struct {
	index   *search.Index
	runtime string // address of the script in the site
	entry   string // address of the browser's index in the site
	files   []File
}

func (s *site) searchable() *Searchable {
	return &Searchable{Documents: s.documents(), Options: search.Options{Lang: s.src.settings.Language}}
}

// index makes the index of the published pages, and its browser's form.
func index(ctx context.Context, s *site) (*indexed, error) {
	docs := s.searchable()
	ix, err := search.New(docs.Documents, docs.Options)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	b, err := ix.Browser()
	if err != nil {
		return nil, fmt.Errorf("index for the browser: %w", err)
	}
	x := &indexed{index: ix, entry: "/search/" + b.Entry}
	script := browser.Source()
	name := hashed("search/search.js", script)
	x.runtime = "/" + name
	x.files = append(x.files, File{name, script})
	for _, f := range b.Files {
		x.files = append(x.files, File{"search/" + f.Path, f.Data})
	}
	return x, ctx.Err()
}

func (x *indexed) related(article string, n int) []string { return x.index.Related(article, n) }

func (x *indexed) close() error { return x.index.Close() }
