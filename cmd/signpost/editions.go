package main

import (
	"context"
	"errors"
	"slices"

	"signpost/builder"
	"signpost/search"
)

// editions search a site in all of its languages: customers find an article who find it in
// one of them.
type editions []*search.Index

// openEditions indexes a site in its languages, its own first, and gives the sections of all.
// The folder of the site, dir, may keep the index of its own language; "" keeps none.
func openEditions(dir string, docs *builder.Searchable) (editions, []search.Document, error) {
	var out editions
	var all []search.Document
	for _, edition := range append([]*builder.Searchable{docs}, docs.Editions...) {
		index, _, err := indexOf(dir, edition)
		if err != nil {
			return nil, nil, errors.Join(err, out.Close())
		}
		dir = "" // nothing keeps those of other languages
		out, all = append(out, index), slices.Concat(all, edition.Documents)
	}
	return out, all, nil
}

// Search gives what is found in the language in which the best hit answers best.
func (e editions) Search(ctx context.Context, q search.Query) (*search.Results, error) {
	var best *search.Results
	for _, index := range e {
		r, err := index.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		if best == nil || answers(r) > answers(best) {
			best = r
		}
	}
	return best, nil
}

// answers is how well the best hit does, as a share of the best possible.
func answers(r *search.Results) float64 {
	if len(r.Hits) == 0 || r.Best <= 0 {
		return 0
	}
	return r.Hits[0].Score / r.Best
}

// Close lets go of the indexes.
func (e editions) Close() error {
	var errs []error
	for _, index := range e {
		errs = append(errs, index.Close())
	}
	return errors.Join(errs...)
}
