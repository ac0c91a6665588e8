// Package search finds sections of articles, and makes the index that pages
// search in the browser.
//
// One model of the documents (model.go) is carried by two indexes: Bleve's, on
// disk or in memory ([Index.Search]), and a set of small files for browsers
// ([Index.Browser]), which the runtime in search/browser reads, and
// [OpenBrowser] too. Both hold the same terms and rank alike.
//
// # Queries
//
// A query is any text: a question, some words, the beginning of a word. Terms
// are joined by or, and a section with more of them stands higher. The best
// section speaks for its article, and a hit leads to its heading. Words that
// the index does not know are completed or corrected (spell.go).
package search

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Options say how documents are analysed.
type Options struct {
	// Lang is the language of the documents, a BCP 47 tag; "" means English.
	Lang string
	// NeverCorrect are words of queries that are searched as they are typed, even
	// if the documents do not hold them: names of products, abbreviations.
	NeverCorrect []string
	// Unhurried makes the index at a pace that leaves most of the processors to others.
	// It changes nothing in the index.
	Unhurried bool
}

// An Index finds documents. It is safe for concurrent use. Close it when it is
// no longer needed.
type Index struct {
	lang        string
	fingerprint string

	// model is nil for an index that was opened from disk; settled says that there is
	// but a part of it.
	model   *model
	settled bool
	docs    []Document // those that the fingerprint is of, until it is asked for
	opt     Options

	// mu is held for reading while a query is under way.
	mu      sync.RWMutex
	once    sync.Once
	carrier *bleveCarrier
	err     error

	relatedOnce sync.Once
	vectors     *vectors
}

// New analyses documents. The sections of an article have to stand together in
// the order of the page. It touches no disk.
func New(docs []Document, opt Options) (*Index, error) {
	return &Index{lang: opt.Lang, model: newModel(docs, opt), docs: docs, opt: opt}, nil
}

// formatVersion changes when the index on disk does:
//
//	1  the first
//	2  words of other languages than English lose their endings
//	3  terms that stand next to each other
//	4  parts of compounds, words as they are written with accents, the collection of
//	   each article
const formatVersion = 4

// Fingerprint tells documents apart: an index is of these documents, and made by
// this version, if and only if its fingerprint is the same.
func Fingerprint(docs []Document, opt Options) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %q %q\n", formatVersion, opt.Lang, opt.NeverCorrect)
	e := json.NewEncoder(h)
	for _, d := range docs {
		if err := e.Encode(d); err != nil {
			// A document is strings and a number; only a NaN cannot be written.
			fmt.Fprintf(h, "%q %v\n", d.URL(), err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Fingerprint is that of the documents the index was made of.
func (ix *Index) Fingerprint() string {
	if ix.model == nil {
		return ix.fingerprint
	}
	return Fingerprint(ix.docs, ix.opt)
}

// Search answers a query through Bleve. An empty query, or one without words,
// has no hits.
func (ix *Index) Search(ctx context.Context, q Query) (*Results, error) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	c, err := ix.open()
	if err != nil {
		return nil, err
	}
	return answer(ctx, ix.lang, c, q)
}

// Ready makes the index in memory, so that the first search does not wait for it. The
// error is Bleve's.
func (ix *Index) Ready() error {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	_, err := ix.open()
	return err
}

// whole reports whether all is there of which an index can be written.
func (ix *Index) whole() bool { return ix.model != nil && !ix.settled }

// Settle does as Ready does, and lets go of what only Save and Browser need: they return
// errors from then on. What was searched in last, the index whose place it takes, or nil,
// is at hand at once, so that its first readers wait no longer than others. It is not to be
// called while another method of ix is under way. The error is Bleve's.
func (ix *Index) Settle(last *Index) error {
	if err := ix.Ready(); err != nil || ix.model == nil {
		return err
	}
	ix.relate()
	m := ix.model
	if terms := last.asked(); len(terms) > 0 {
		m.each(context.Background(), len(terms), func(i int) {
			var ws []weight
			if n, ok := slices.BinarySearch(m.terms, terms[i]); ok {
				ws = m.weights(m.postings[n])
			}
			ix.carrier.known.put(terms[i], ws)
		})
	}
	m.terms, m.postings, m.pairs, m.uses, m.lengths = nil, nil, nil, nil, nil
	ix.settled = true
	return nil
}

// asked are the terms that an index remembers to have been searched, none of nil.
func (ix *Index) asked() []string {
	if ix == nil {
		return nil
	}
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.carrier == nil {
		return nil
	}
	return ix.carrier.known.terms()
}

// open makes the index in memory when it is first searched.
func (ix *Index) open() (*bleveCarrier, error) {
	ix.once.Do(func() {
		if ix.carrier == nil {
			ix.carrier, ix.err = memoryCarrier(ix.model)
		}
	})
	return ix.carrier, ix.err
}

// Close frees what the index holds. It may be called more than once.
func (ix *Index) Close() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.once.Do(func() {})
	if ix.carrier == nil {
		return nil
	}
	c := ix.carrier
	ix.carrier, ix.err = nil, errClosed
	return c.close()
}

// answer is the way of a query through a carrier, the same for both.
func answer(ctx context.Context, lang string, c carrier, q Query) (*Results, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	res := &Results{Hits: []Hit{}}
	c = remembering{c, map[string][]weight{}}
	parsed, err := parseQuery(ctx, lang, strings.ToValidUTF8(q.Text, " "), c)
	if err != nil || len(parsed.terms) == 0 {
		return res, err
	}
	parsed.collection = q.Collection
	limit := q.Limit
	if limit <= 0 {
		limit = 10
	}
	// The second hit tells how sure the first is.
	best, score, err := rank(ctx, c, parsed, max(2, limit))
	if err != nil {
		return nil, err
	}
	res.Best = score
	if res.Answer, err = directAnswer(ctx, c, parsed, best); err != nil {
		return nil, err
	}
	for _, r := range best[:min(limit, len(best))] {
		h, err := c.hit(ctx, r, parsed.marked())
		if err != nil {
			return nil, err
		}
		h.Score = r.score
		if q.Explain {
			if h.Terms, err = explain(ctx, c, r, parsed); err != nil {
				return nil, err
			}
		}
		res.Hits = append(res.Hits, h)
	}
	if len(res.Hits) > 0 {
		res.Corrected = parsed.corrected
	}
	return res, nil
}
