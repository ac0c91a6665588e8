package builder

import (
	"context"
	"errors"
	"fmt"
	"path"

	"signpost/search"
)

// An indexed site answers the questions that pages ask of search.
type indexed struct {
	editions []indexedEdition // as in site.editions
	files    []File
}

type indexedEdition struct {
	lang    string
	browser *search.Browser
	index   *search.Index
	entry   string // address in the site of the script that searches
}

func (e *edition) searchable() *Searchable {
	return &Searchable{Documents: withSynonyms(e.documents(), e.settings.Synonyms), Options: search.Options{Lang: e.lang, NeverCorrect: e.settings.NeverCorrect}}
}

// under gives what search indexes of an edition, under the addresses of the originals.
func (e *edition) under(originals *edition) *Searchable {
	out := e.searchable()
	for i, d := range out.Documents {
		if original := originals.byRel[e.byURL[d.Article].rel]; original != nil {
			out.Documents[i].Article = original.url
		}
	}
	return out
}

// index makes the index of each edition, and its browser's form.
func index(ctx context.Context, s *site) (*indexed, error) {
	x := &indexed{}
	for _, e := range s.editions {
		docs := e.searchable()
		docs.Options.Unhurried = s.cfg.unhurried
		ix, err := search.New(docs.Documents, docs.Options)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("index: %w", err), x.close())
		}
		b, err := ix.Browser()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("index for the browser: %w", err), ix.Close(), x.close())
		}
		folder := e.prefix + "/search/"
		x.editions = append(x.editions, indexedEdition{e.lang, b, ix, folder + b.Entry})
		for _, f := range b.Files {
			x.files = append(x.files, File{Path: folder[1:] + f.Path, Data: f.Data})
		}
	}
	return x, ctx.Err()
}

// folders are where the browser's indexes lie, each under a name that changes with
// what is in it: articles may lie beside them, and do change.
func (x *indexed) folders() []string {
	var list []string
	for _, e := range x.editions {
		list = append(list, path.Dir(e.entry)[1:]+"/")
	}
	return list
}

// settle makes all indexes ready, with what was searched in last, or nil, at hand, and lets
// go of what only making them needs.
func (x *indexed) settle(last *indexed) error {
	before := map[string]*search.Index{}
	if last != nil {
		for _, e := range last.editions {
			before[e.lang] = e.index
		}
	}
	for _, e := range x.editions {
		if err := e.index.Settle(before[e.lang]); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	return nil
}

func (x *indexed) close() error {
	var err error
	for _, e := range x.editions {
		err = errors.Join(err, e.index.Close())
	}
	return err
}
