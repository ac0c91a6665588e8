package search

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
)

var errClosed = errors.New("search: the index is closed")

// A bleveCarrier answers from a Bleve index.
type bleveCarrier struct {
	index    bleve.Index
	reader   index.IndexReader
	meta     meta
	byLetter map[string][]spelling
	pairs    pairPrints
	// places are the sections of Bleve's numbers.
	places []int32
	known  knownWeights
	quoter quoter
	// docs are the sections of an index in memory; nil for one on disk, which
	// stores them.
	docs []Document
}

// knownWeights are those of terms that were asked for: many ask for the same, and an
// index never changes. They are not changed. It is safe for concurrent use.
type knownWeights struct {
	mu   sync.Mutex
	all  map[string][]weight
	size int
}

// maxKnownWeights is how many are kept, of 16 bytes each. Beyond, all are forgotten.
const maxKnownWeights = 1 << 20

func (k *knownWeights) get(term string) ([]weight, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	ws, ok := k.all[term]
	return ws, ok
}

func (k *knownWeights) put(term string, ws []weight) {
	k.mu.Lock()
	defer k.mu.Unlock()
	const about = 8 // what an entry of its own takes, in weights
	if k.all == nil || k.size+len(ws)+about > maxKnownWeights {
		k.all, k.size = map[string][]weight{}, 0
	}
	if _, ok := k.all[term]; !ok {
		k.size += len(ws) + about
	}
	k.all[term] = ws
}

// terms are those whose weights are known, sorted.
func (k *knownWeights) terms() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Sorted(maps.Keys(k.all))
}

func memoryCarrier(m *model) (*bleveCarrier, error) {
	ix, err := m.bleve("")
	if err != nil {
		return nil, fmt.Errorf("search: make an index in memory: %w", err)
	}
	c, err := newCarrier(ix, m.meta(""), m.pairPrints())
	if err != nil {
		return nil, err
	}
	c.docs = m.docs
	return c, nil
}

// newCarrier takes an index over; it is closed with the carrier, and when that fails.
func newCarrier(ix bleve.Index, mt meta, pairs pairPrints) (*bleveCarrier, error) {
	c := &bleveCarrier{index: ix, meta: mt, byLetter: spellingsByLetter(mt.Words, mt.Stems), pairs: pairs, quoter: quoter{lang: mt.Lang}}
	advanced, err := ix.Advanced()
	if err == nil {
		c.reader, err = advanced.Reader()
	}
	if err == nil {
		err = c.place()
	}
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

// place learns the sections of Bleve's numbers.
func (c *bleveCarrier) place() error {
	all, err := c.reader.DocIDReaderAll()
	if err != nil {
		return err
	}
	c.places = make([]int32, c.meta.Sections)
	found := 0
	for ; ; found++ {
		id, err := all.Next()
		if err != nil {
			return errors.Join(err, all.Close())
		}
		if id == nil {
			break
		}
		name, err := c.reader.ExternalID(id)
		if err != nil {
			return errors.Join(err, all.Close())
		}
		section, err := strconv.Atoi(name)
		number := number(id)
		if err != nil || section < 0 || section >= c.meta.Sections || number >= uint64(len(c.places)) {
			return errors.Join(fmt.Errorf("section %q: %w", name, ErrDamaged), all.Close())
		}
		c.places[number] = int32(section)
	}
	if found != c.meta.Sections {
		return errors.Join(ErrDamaged, all.Close())
	}
	return all.Close()
}

// number is Bleve's own of a section.
func number(id index.IndexInternalID) uint64 {
	if len(id) != 8 {
		return math.MaxUint64
	}
	return binary.BigEndian.Uint64(id)
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
	pairs, err := openPairs(dir, data, mt.Sections)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", dir, ErrDamaged, err)
	}
	c, err := openCarrier(dir, mt, pairs)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", dir, ErrDamaged, err)
	}
	return &Index{lang: mt.Lang, fingerprint: mt.Fingerprint, carrier: c}, nil
}

// openPairs reads what stands beside the Bleve index, if it is what was written with meta.
func openPairs(dir string, meta []byte, sections int) (pairPrints, error) {
	data, err := os.ReadFile(filepath.Join(dir, pairsFile))
	if err != nil {
		return nil, err
	}
	sum, err := os.ReadFile(filepath.Join(dir, sumFile))
	if err != nil {
		return nil, err
	}
	want, err := sumOf(dir, meta, data)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(sum, want) {
		return nil, errors.New("its files do not belong together")
	}
	return decodePairs(data, sections)
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

// openCarrier opens read-only. Bleve panics on some damaged files; that is one
// more way of being damaged.
func openCarrier(dir string, mt meta, pairs pairPrints) (c *bleveCarrier, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	ix, err := bleve.OpenUsing(dir, map[string]any{"read_only": true})
	if err != nil {
		return nil, err
	}
	return newCarrier(ix, mt, pairs)
}

func (c *bleveCarrier) close() error {
	var err error
	if c.reader != nil {
		err = c.reader.Close()
	}
	return errors.Join(err, c.index.Close())
}

func (c *bleveCarrier) sections() int           { return c.meta.Sections }
func (c *bleveCarrier) articleNumbers() []int32 { return c.meta.Articles }
func (c *bleveCarrier) filter(title string) (func(article int32) bool, error) {
	return func(article int32) bool { return c.meta.Collections[c.meta.In[article]] == title }, nil
}

func (c *bleveCarrier) keeps(surface string) bool { return c.meta.Keep[surface] }

func (c *bleveCarrier) spellings(_ context.Context, first string) ([]spelling, error) {
	return c.byLetter[first], nil
}

func (c *bleveCarrier) held(section int32, pair [2]string) (bool, error) {
	return c.pairs.held(section, pair), nil
}

// A bleveHolder is a section that holds a term in a field, by Bleve's number.
type bleveHolder struct {
	number     uint64
	tf, length float64
}

// holders reads the sections that hold a term in a field, in the order of Bleve's
// numbers.
func (c *bleveCarrier) holders(ctx context.Context, term string, field int) (out []bleveHolder, err error) {
	terms, err := c.reader.TermFieldReader(ctx, []byte(term), fieldNames[field], true, true, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, terms.Close()) }()
	out = make([]bleveHolder, 0, terms.Count())
	var found index.TermFieldDoc
	for {
		next, err := terms.Next(found.Reset())
		if err != nil || next == nil {
			return out, err
		}
		h := bleveHolder{number(next.ID), float64(next.Freq), math.Round(1 / (next.Norm * next.Norm))}
		if h.number >= uint64(len(c.places)) {
			return nil, ErrDamaged
		}
		out = append(out, h)
	}
}

// fields reads the sections that hold a term in each field.
func (c *bleveCarrier) fields(ctx context.Context, term string) (holders [fieldCount][]bleveHolder, s scale, err error) {
	var df [fieldCount]int
	for f := range fieldCount {
		if holders[f], err = c.holders(ctx, term, f); err != nil {
			return holders, s, fmt.Errorf("search: %w", err)
		}
		if df[f] = len(holders[f]); df[fieldAll] == 0 {
			break // what is in another field is in that one too
		}
	}
	return holders, newScale(c.meta.Sections, c.meta.Totals, df), nil
}

func (c *bleveCarrier) weights(ctx context.Context, term string) ([]weight, error) {
	if ws, ok := c.known.get(term); ok {
		return ws, nil
	}
	holders, scale, err := c.fields(ctx, term)
	if err != nil {
		return nil, err
	}
	out := make([]weight, len(holders[fieldAll]))
	for i, h := range holders[fieldAll] {
		w := weight{section: c.places[h.number]}
		for f := range holders {
			if hs := holders[f]; len(hs) > 0 && hs[0].number == h.number {
				w.impact += scale.impact(f, hs[0].tf, hs[0].length)
				w.clauses++
				holders[f] = hs[1:]
			}
		}
		w.impact *= c.boost(w.section)
		out[i] = w
	}
	c.known.put(term, out)
	return out, nil
}

func (c *bleveCarrier) boost(section int32) float64 {
	if len(c.meta.Boosts) == 0 {
		return 1
	}
	return cmp.Or(c.meta.Boosts[int(section)], 1)
}

func (c *bleveCarrier) shares(ctx context.Context, term string, section int32) ([]TermScore, error) {
	holders, scale, err := c.fields(ctx, term)
	if err != nil {
		return nil, err
	}
	var out []TermScore
	for f, hs := range holders {
		for _, h := range hs {
			if c.places[h.number] == section {
				out = append(out, TermScore{Field: fieldNames[f], Score: scale.impact(f, h.tf, h.length) * c.boost(section)})
			}
		}
	}
	return out, nil
}

// prefixed reads Bleve's list of terms.
func (c *bleveCarrier) prefixed(_ context.Context, prefix, _ string) (out []countedTerm, err error) {
	terms, err := c.reader.FieldDictPrefix(fieldNames[fieldAll], []byte(prefix))
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer func() { err = errors.Join(err, terms.Close()) }()
	for {
		next, err := terms.Next()
		if err != nil || next == nil {
			return out, err
		}
		out = append(out, countedTerm{next.Term, int(next.Count)})
	}
}

// section is one of those in memory, or read from where it is stored.
func (c *bleveCarrier) section(i int32) (Document, error) {
	if c.docs != nil {
		return c.docs[i], nil
	}
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
	h.Excerpt, h.Marks = c.quoter.excerpt(text, terms)
	return h, nil
}

func (c *bleveCarrier) passage(_ context.Context, r ranked, terms []string) (*Answer, error) {
	d, err := c.section(r.section)
	if err != nil {
		return nil, err
	}
	return d.answer(c.meta.Lang, terms), nil
}
