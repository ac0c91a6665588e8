package search

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bsearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// The Bleve index holds a document for each section, with terms and counts as
// the model has them, so that Bleve has nothing to analyse.
// The section itself is stored as JSON in the field doc. What Bleve cannot
// tell stands beside it: fingerprint, field lengths and words in signpost.json, and
// which terms stand next to each other in pairs (pairs.go).

// ErrDamaged says that an index on disk cannot be used; the articles are the
// truth, so make it anew.
var ErrDamaged = errors.New("the index is damaged or of another version")

var errClosed = errors.New("search: the index is closed")

const (
	storedField = "doc"
	metaFile    = "signpost.json"
	pairsFile   = "pairs"
)

// meta is what stands beside the Bleve index.
type meta struct {
	Version     int             `json:"version"`
	Fingerprint string          `json:"fingerprint"`
	Lang        string          `json:"lang"`
	Sections    int             `json:"sections"`
	Totals      [fieldCount]int `json:"totals"`
	// Articles numbers the article of each section.
	Articles []int32 `json:"articles"`
	// Collections are the titles of collections, In numbers that of each article.
	Collections []string `json:"collections"`
	In          []int32  `json:"in"`
	// Boosts are those of sections that have one.
	Boosts map[int]float64 `json:"boosts,omitempty"`
	Words  map[string]int  `json:"words"`
	// Stems are the terms of words that differ from them.
	Stems map[string]string `json:"stems,omitempty"`
	// Keep are the words that are never corrected.
	Keep map[string]bool `json:"keep,omitempty"`
}

func (m *model) meta(fingerprint string) meta {
	mt := meta{
		Version: formatVersion, Fingerprint: fingerprint, Lang: m.lang, Sections: len(m.docs),
		Totals: m.totals, Articles: m.article, Collections: m.collections, In: m.in, Boosts: map[int]float64{}, Words: m.words, Stems: m.stems, Keep: m.keep,
	}
	for i, d := range m.docs {
		if boostOf(d) != 1 {
			mt.Boosts[i] = d.Boost
		}
	}
	return mt
}

// A bleveCarrier answers from a Bleve index.
type bleveCarrier struct {
	index    bleve.Index
	meta     meta
	byLetter map[string][]spelling
	pairs    pairPrints
}

// newMapping has no fields: documents come with theirs.
func newMapping() *mapping.IndexMappingImpl {
	m := bleve.NewIndexMapping()
	m.ScoringModel = index.BM25Scoring
	return m
}

// sectionID makes Bleve's order of ids that of the sections.
func sectionID(i int) string { return fmt.Sprintf("%08d", i) }

// document is what Bleve indexes of a section.
func (m *model) document(i int) (*document.Document, error) {
	stored, err := json.Marshal(m.docs[i])
	if err != nil {
		return nil, fmt.Errorf("section %s: %w", m.docs[i].URL(), err)
	}
	d := document.NewDocument(sectionID(i))
	for f := range fieldNames {
		if m.lengths[i][f] > 0 {
			d.AddField(&termsField{model: m, section: i, field: f})
		}
	}
	return d.AddField(document.NewTextFieldCustom(storedField, nil, stored, index.StoreField, nil)), nil
}

// A termsField is a field of a section whose terms the model has counted, so
// that Bleve has no text to analyse.
type termsField struct {
	model   *model
	section int
	field   int
}

func (f *termsField) Name() string                        { return fieldNames[f.field] }
func (f *termsField) Value() []byte                       { return nil }
func (f *termsField) ArrayPositions() []uint64            { return nil }
func (f *termsField) EncodedFieldType() byte              { return 't' }
func (f *termsField) Analyze()                            {}
func (f *termsField) Options() index.FieldIndexingOptions { return index.IndexField }
func (f *termsField) AnalyzedLength() int                 { return int(f.model.lengths[f.section][f.field]) }
func (f *termsField) NumPlainTextBytes() uint64           { return 0 }
func (f *termsField) Size() int                           { return 3 * 8 }

// AnalyzedTokenFrequencies is asked for twice, and made anew each time, since
// thousands of sections wait for Bleve at once. Bleve reads the term from the
// key, so that terms of one frequency share the rest.
func (f *termsField) AnalyzedTokenFrequencies() index.TokenFrequencies {
	uses := f.model.uses[f.section]
	n := 0
	for _, u := range uses {
		if u.tf[f.field] > 0 {
			n++
		}
	}
	out := make(index.TokenFrequencies, n)
	var shared [16]*index.TokenFreq
	for _, u := range uses {
		tf := int(u.tf[f.field])
		if tf == 0 {
			continue
		}
		same := &shared[tf%len(shared)]
		if *same == nil || (*same).Frequency() != tf {
			*same = &index.TokenFreq{}
			(*same).SetFrequency(tf)
		}
		out[f.model.terms[u.term]] = *same
	}
	return out
}

// batchSize is how many sections Bleve takes at once.
const batchSize = 2000

// bleve makes the Bleve index in a new folder, or in memory if dir is "".
func (m *model) bleve(dir string) (bleve.Index, error) {
	ix, err := bleve.NewUsing(dir, newMapping(), scorch.Name, scorch.Name, map[string]any{})
	if err != nil {
		return nil, err
	}
	errs := make([]error, (len(m.docs)+batchSize-1)/batchSize)
	inParallel(len(errs), func(n int) { errs[n] = m.batch(ix, n*batchSize, min((n+1)*batchSize, len(m.docs))) })
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(err, ix.Close())
	}
	return ix, nil
}

func (m *model) batch(ix bleve.Index, start, end int) error {
	batch := ix.NewBatch()
	for i := start; i < end; i++ {
		d, err := m.document(i)
		if err == nil {
			err = batch.IndexAdvanced(d)
		}
		if err != nil {
			return err
		}
	}
	return ix.Batch(batch)
}

func memoryCarrier(m *model) (*bleveCarrier, error) {
	ix, err := m.bleve("")
	if err != nil {
		return nil, fmt.Errorf("search: make an index in memory: %w", err)
	}
	return newCarrier(ix, m.meta(""), m.pairPrints()), nil
}

func newCarrier(ix bleve.Index, mt meta, pairs pairPrints) *bleveCarrier {
	return &bleveCarrier{index: ix, meta: mt, byLetter: spellingsByLetter(mt.Words, mt.Stems), pairs: pairs}
}

// spellingsByLetter sorts words by their first character.
func spellingsByLetter(words map[string]int, stems map[string]string) map[string][]spelling {
	out := map[string][]spelling{}
	for w, n := range words {
		r, _ := utf8.DecodeRuneInString(w)
		out[string(r)] = append(out[string(r)], spelling{w, n, cmp.Or(stems[w], w)})
	}
	for _, s := range out {
		slices.SortFunc(s, func(a, b spelling) int { return strings.Compare(a.word, b.word) })
	}
	return out
}

// Save writes the index into a folder, in place of what is there: it is made
// beside it and put in its place by renaming.
func (ix *Index) Save(dir string) error {
	if ix.model == nil {
		return errors.New("save: the index was opened from disk")
	}
	fresh := dir + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("save the index: %w", err)
	}
	if err := ix.model.save(fresh, ix.Fingerprint()); err != nil {
		return errors.Join(fmt.Errorf("save the index: %w", err), os.RemoveAll(fresh))
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("save the index: %w", err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		return fmt.Errorf("save the index: %w", err)
	}
	return nil
}

func (m *model) save(dir, fingerprint string) error {
	ix, err := m.bleve(dir)
	if err != nil {
		return err
	}
	if err := ix.Close(); err != nil {
		return err
	}
	data, err := json.Marshal(m.meta(fingerprint))
	if err != nil {
		return err
	}
	if err := writeSynced(filepath.Join(dir, pairsFile), m.pairPrints().encode()); err != nil {
		return err
	}
	return writeSynced(filepath.Join(dir, metaFile), data)
}

func writeSynced(name string, data []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// Open opens an index that Save wrote. The error is fs.ErrNotExist when there is
// none, and ErrDamaged when it has to be made anew.
func Open(dir string) (*Index, error) {
	data, err := os.ReadFile(filepath.Join(dir, metaFile))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(dir); err == nil {
			return nil, fmt.Errorf("open %s: %w", dir, ErrDamaged)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	var mt meta
	if err := json.Unmarshal(data, &mt); err != nil || mt.Version != formatVersion || !mt.numbered() {
		return nil, fmt.Errorf("open %s: %w", dir, ErrDamaged)
	}
	data, err = os.ReadFile(filepath.Join(dir, pairsFile))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", dir, ErrDamaged, err)
	}
	pairs, err := decodePairs(data, mt.Sections)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", dir, ErrDamaged, err)
	}
	ix, err := openBleve(dir)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", dir, ErrDamaged, err)
	}
	n, err := ix.DocCount()
	if err != nil || n != uint64(mt.Sections) {
		return nil, errors.Join(fmt.Errorf("open %s: %w", dir, ErrDamaged), ix.Close())
	}
	return &Index{lang: mt.Lang, fingerprint: mt.Fingerprint, carrier: newCarrier(ix, mt, pairs)}, nil
}

// numbered reports whether every section has an article, and that a collection.
func (mt *meta) numbered() bool {
	for _, a := range mt.Articles {
		if a < 0 || int(a) >= len(mt.In) {
			return false
		}
	}
	for _, c := range mt.In {
		if c < 0 || int(c) >= len(mt.Collections) {
			return false
		}
	}
	return len(mt.Articles) == mt.Sections
}

// openBleve opens read-only. Bleve panics on some damaged files; that is one
// more way of being damaged.
func openBleve(dir string) (ix bleve.Index, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return bleve.OpenUsing(dir, map[string]any{"read_only": true})
}

func (c *bleveCarrier) close() error { return c.index.Close() }

func (c *bleveCarrier) keeps(surface string) bool { return c.meta.Keep[surface] }

func (c *bleveCarrier) known(ctx context.Context, term string) (bool, error) {
	n, err := c.count(ctx, term, fieldAll)
	return n > 0, err
}

func (c *bleveCarrier) spellings(_ context.Context, first string) ([]spelling, error) {
	return c.byLetter[first], nil
}

// count returns the number of sections that hold a term in a field.
func (c *bleveCarrier) count(ctx context.Context, term string, field int) (n uint64, err error) {
	err = c.postings(ctx, term, field, func(terms index.TermFieldReader) error {
		n = terms.Count()
		return nil
	})
	return n, err
}

// postings reads the sections that hold a term in a field.
func (c *bleveCarrier) postings(ctx context.Context, term string, field int, read func(index.TermFieldReader) error) (err error) {
	advanced, err := c.index.Advanced()
	if err != nil {
		return err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	terms, err := reader.TermFieldReader(ctx, []byte(term), fieldNames[field], false, false, false)
	if err != nil {
		return err
	}
	return errors.Join(read(terms), terms.Close())
}

// holders calls f for each section that holds a term, with Bleve's name for it.
func (c *bleveCarrier) holders(ctx context.Context, term string, f func(id string, df int)) error {
	return c.postings(ctx, term, fieldAll, func(terms index.TermFieldReader) error {
		df := int(terms.Count())
		var found index.TermFieldDoc
		for {
			next, err := terms.Next(found.Reset())
			if err != nil || next == nil {
				return err
			}
			f(string(next.ID), df)
		}
	})
}

func (c *bleveCarrier) together(ctx context.Context, terms, others []string) ([]float64, error) {
	weights := map[string]float64{}
	for _, t := range others {
		err := c.holders(ctx, t, func(id string, df int) {
			i := idf(c.meta.Sections, df)
			weights[id] += i * i
		})
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
	}
	out := make([]float64, len(terms))
	for n, t := range terms {
		if err := c.holders(ctx, t, func(id string, _ int) { out[n] += weights[id] }); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
	}
	return out, nil
}

// stats gives Bleve the true lengths: by itself it takes the number of distinct
// terms for a field's length, and so misranks long texts (Bleve 2.6).
func (c *bleveCarrier) stats(ctx context.Context) context.Context {
	lengths := map[string]int{}
	for f, name := range fieldNames {
		lengths[name] = c.meta.Totals[f]
	}
	return context.WithValue(ctx, bsearch.BM25StatsKey, &bsearch.BM25Stats{
		DocCount: float64(c.meta.Sections), FieldCardinality: lengths,
	})
}

// clauses are the pairs of term and field that are asked for.
func clauses(terms []string) query.Query {
	var qs []query.Query
	for _, t := range terms {
		for f, name := range fieldNames {
			q := bleve.NewTermQuery(t)
			q.SetField(name)
			q.SetBoost(fieldBoosts[f])
			qs = append(qs, q)
		}
	}
	return bleve.NewDisjunctionQuery(qs...)
}

// rank asks Bleve for sections until there are enough articles, or no more
// sections. Among those that it finds, terms that stand next to each other move some
// up.
func (c *bleveCarrier) rank(ctx context.Context, q parsedQuery, limit int) ([]ranked, float64, error) {
	norm, best, err := c.norm(ctx, q.terms)
	if err != nil {
		return nil, 0, err
	}
	for size := max(64, 8*limit); ; size *= 4 {
		req := bleve.NewSearchRequestOptions(clauses(q.terms), min(size, max(1, c.meta.Sections)), 0, false)
		req.SortBy([]string{"-_score", "_id"})
		found, err := c.index.SearchInContext(c.stats(ctx), req)
		if err != nil {
			return nil, 0, fmt.Errorf("search: %w", err)
		}
		out, err := c.fold(ctx, found.Hits, norm, q)
		if err != nil {
			return nil, 0, err
		}
		if len(out) >= limit || len(found.Hits) < size {
			return out[:min(limit, len(out))], best, nil
		}
	}
}

// norm returns what undoes Bleve's query norm, which differs from query to
// query, and the score that Results.Best speaks of.
func (c *bleveCarrier) norm(ctx context.Context, terms []string) (norm, best float64, err error) {
	var squares float64
	for _, t := range terms {
		for f := range fieldNames {
			df, err := c.count(ctx, t, f)
			if err != nil {
				return 0, 0, fmt.Errorf("search: %w", err)
			}
			i := idf(c.meta.Sections, int(df))
			squares += fieldBoosts[f] * i * fieldBoosts[f] * i
			if f == fieldAll {
				best += i * i * saturation(1, 1, 1)
			}
		}
	}
	return math.Sqrt(squares), best / fieldCount, nil
}

// fold keeps the best section of each article of the collection that is asked for,
// with the articles' boosts.
func (c *bleveCarrier) fold(ctx context.Context, hits bsearch.DocumentMatchCollection, norm float64, q parsedQuery) ([]ranked, error) {
	best := map[int32]ranked{}
	for _, h := range hits {
		i, err := strconv.Atoi(h.ID)
		if err != nil || i >= c.meta.Sections {
			return nil, fmt.Errorf("search: section %q: %w", h.ID, ErrDamaged)
		}
		a := c.meta.Articles[i]
		if q.collection != "" && c.meta.Collections[c.meta.In[a]] != q.collection {
			continue
		}
		score := h.Score * norm * cmp.Or(c.meta.Boosts[i], 1)
		r := ranked{int32(i), score + float64(len(c.pairs.held(i, q.pairs)))*closeness(c.meta.Sections)}
		if old, ok := best[a]; !ok || compareRanked(r, old) < 0 {
			best[a] = r
		}
	}
	out := make([]ranked, 0, len(best))
	for _, r := range best {
		out = append(out, r)
	}
	slices.SortFunc(out, compareRanked)
	return out, ctx.Err()
}

// compareRanked orders by score, then by section.
func compareRanked(a, b ranked) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.section, b.section))
}

// section reads a stored section.
func (c *bleveCarrier) section(i int32) (Document, error) {
	var d Document
	doc, err := c.index.Document(sectionID(int(i)))
	if err != nil {
		return d, fmt.Errorf("search: %w", err)
	}
	if doc == nil {
		return d, fmt.Errorf("search: section %d: %w", i, ErrDamaged)
	}
	doc.VisitFields(func(f index.Field) {
		if f.Name() == storedField {
			err = json.Unmarshal(f.Value(), &d)
		}
	})
	if err != nil {
		return d, fmt.Errorf("search: section %d: %w", i, err)
	}
	return d, nil
}

func (c *bleveCarrier) hit(_ context.Context, r ranked, terms []string) (Hit, error) {
	d, err := c.section(r.section)
	if err != nil {
		return Hit{}, err
	}
	text := d.Body
	if text == "" {
		text = d.Description
	}
	h := Hit{URL: d.URL(), Article: d.Article, Title: d.Title, Section: d.Heading, Collection: d.Collection}
	h.Excerpt, h.Marks = excerpt(c.meta.Lang, text, terms)
	return h, nil
}

// explain asks for each clause alone. Alone, the query norm cancels boost and
// idf, so they are multiplied in again; the shares are then scaled to add up to
// the score of the hit.
func (c *bleveCarrier) explain(ctx context.Context, r ranked, q parsedQuery) ([]TermScore, error) {
	pairs := c.pairs.held(int(r.section), q.pairs)
	near := closeness(c.meta.Sections)
	rest := r.score - float64(len(pairs))*near
	var out []TermScore
	var sum float64
	for _, t := range q.terms {
		for f, name := range fieldNames {
			score, err := c.clause(ctx, r.section, t, f)
			if err != nil {
				return nil, fmt.Errorf("search: explain: %w", err)
			}
			if score > 0 {
				out = append(out, TermScore{Term: t, Field: name, Score: score})
				sum += score
			}
		}
	}
	for i := range out {
		out[i].Score *= rest / sum
	}
	return append(out, pairScores(pairs, near)...), nil
}

func (c *bleveCarrier) clause(ctx context.Context, section int32, term string, field int) (float64, error) {
	q := bleve.NewTermQuery(term)
	q.SetField(fieldNames[field])
	q.SetBoost(fieldBoosts[field])
	id := bleve.NewDocIDQuery([]string{sectionID(int(section))})
	id.SetBoost(0)
	found, err := c.index.SearchInContext(c.stats(ctx), bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(q, id), 1, 0, false))
	if err != nil || len(found.Hits) == 0 {
		return 0, err
	}
	df, err := c.count(ctx, term, field)
	return found.Hits[0].Score * fieldBoosts[field] * idf(c.meta.Sections, int(df)), err
}
