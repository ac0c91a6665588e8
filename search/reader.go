package search

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
)

// A BrowserReader searches the files that pages load, in the way of the runtime
// in search/browser. It is safe for concurrent use.
type BrowserReader struct {
	meta browserMeta
	c    *browserCarrier
}

// maxSections bounds what a damaged file can make the reader allocate.
const maxSections = 10_000_000

// OpenBrowser reads the index for browsers whose entry lies at that path in a
// folder. The error wraps ErrDamaged when the file is of another version.
func OpenBrowser(fsys fs.FS, entry string) (*BrowserReader, error) {
	c := &browserCarrier{fsys: fsys, folder: path.Dir(entry), cache: map[string]any{}}
	data, err := fs.ReadFile(fsys, entry)
	if err != nil {
		return nil, fmt.Errorf("read the browser's index: %w", err)
	}
	if at := bytes.LastIndex(data, []byte(entryStart)); at >= 0 {
		data = bytes.TrimSuffix(data[at+len(entryStart):], []byte(entryEnd))
	}
	var old struct {
		Version int `json:"v"`
	}
	if err := json.Unmarshal(data, &old); err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", entry, ErrDamaged, err)
	}
	if old.Version != browserVersion {
		return nil, fmt.Errorf("open %s: version %d, which this program does not read; build the site again: %w", entry, old.Version, ErrDamaged)
	}
	if err := json.Unmarshal(data, &c.meta); err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", entry, ErrDamaged, err)
	}
	if err := c.number(); err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", entry, ErrDamaged, err)
	}
	c.quoter.lang = c.meta.Lang
	return &BrowserReader{meta: c.meta, c: c}, nil
}

// number tells which sections and articles are where.
func (c *browserCarrier) number() error {
	sizes, err := numbers(c.meta.Sizes)
	if err != nil {
		return err
	}
	for a, n := range sizes {
		if n < 1 || len(c.articles)+int(n) > maxSections {
			return errNumbers
		}
		c.first = append(c.first, int32(len(c.articles)))
		for range n {
			c.articles = append(c.articles, int32(a))
		}
	}
	if err := c.numberCollections(len(sizes)); err != nil {
		return err
	}
	counts, err := numbers(c.meta.Records)
	if err != nil {
		return err
	}
	for _, n := range counts {
		first := int32(len(c.record))
		if n < 1 || len(c.record)+int(n) > len(sizes) {
			return errNumbers
		}
		for range n {
			c.record = append(c.record, recordPlace{c.files, first})
		}
		c.files++
	}
	c.terms = strings.Fields(c.meta.Terms)
	return nil
}

// numberCollections tells of which collection each article is.
func (c *browserCarrier) numberCollections(articles int) error {
	runs, err := numbers(c.meta.In)
	if err != nil || len(runs)%2 != 0 {
		return errNumbers
	}
	for i := 0; i < len(runs); i += 2 {
		n, run := int(runs[i]), int(runs[i+1])
		if n > c.collections || run > articles-len(c.in) {
			return errNumbers
		}
		c.collections = max(c.collections, n+1)
		c.in = append(c.in, slices.Repeat([]int32{runs[i]}, run)...)
	}
	if len(c.in) != articles {
		return errNumbers
	}
	return nil
}

// collection numbers the collection of that title, -1 if there is none.
func (c *browserCarrier) collection(title string) (int32, error) {
	for n := range int32(c.collections) {
		r, err := c.recordOf(int32(slices.Index(c.in, n)))
		if err != nil {
			return 0, err
		}
		if r.collection == title {
			return n, nil
		}
	}
	return -1, nil
}

func (c *browserCarrier) filter(title string) (func(article int32) bool, error) {
	wanted, err := c.collection(title)
	return func(article int32) bool { return c.in[article] == wanted }, err
}

// recordOf returns what hits on an article show.
func (c *browserCarrier) recordOf(article int32) (record, error) {
	if article < 0 || int(article) >= len(c.record) {
		return record{}, fmt.Errorf("records of article %d: %w", article, ErrDamaged)
	}
	where := c.record[article]
	records, err := load(c, fmt.Sprintf("records/%d.json", where.file), readRecords)
	if err != nil {
		return record{}, err
	}
	if int(article-where.first) >= len(records) {
		return record{}, fmt.Errorf("records of article %d: %w", article, ErrDamaged)
	}
	return records[article-where.first], nil
}

// Search answers a query as a page does.
func (r *BrowserReader) Search(ctx context.Context, q Query) (*Results, error) {
	return answer(ctx, r.meta.Lang, r.c, q)
}

// A browserCarrier answers from the files of the browser's index.
type browserCarrier struct {
	fsys   fs.FS
	folder string
	meta   browserMeta
	// articles numbers the article of each section, first the first section of
	// each article, in its collection, record the file of its record; collections
	// and files count them.
	articles    []int32
	first       []int32
	in          []int32
	collections int
	record      []recordPlace
	files       int
	// terms are the first of each file.
	terms  []string
	quoter quoter

	mu    sync.Mutex
	cache map[string]any
}

// A recordPlace is the number of a file of records, and of its first article.
type recordPlace struct {
	file  int
	first int32
}

// read decodes a file.
func (c *browserCarrier) read(name string, into any) error {
	data, err := fs.ReadFile(c.fsys, path.Join(c.folder, name))
	if err != nil {
		return fmt.Errorf("read the browser's index: %w", err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read the browser's index: %s: %w: %w", name, ErrDamaged, err)
	}
	return nil
}

// load reads a file once and keeps what parse made of its content.
func load[C, T any](c *browserCarrier, name string, parse func(C) (T, error)) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.cache[name].(T); ok {
		return kept, nil
	}
	var content C
	var nothing T
	if err := c.read(name, &content); err != nil {
		return nothing, err
	}
	made, err := parse(content)
	if err != nil {
		return nothing, fmt.Errorf("read the browser's index: %s: %w: %w", name, ErrDamaged, err)
	}
	c.cache[name] = made
	return made, nil
}

// shard is the number of the file that a term would be in, -1 for none.
func (c *browserCarrier) shard(term string) int {
	return sort.Search(len(c.terms), func(i int) bool { return c.terms[i] > term }) - 1
}

func (c *browserCarrier) shardTerms(i int) (shardTerms, error) {
	return load(c, fmt.Sprintf("terms/%d.json", i), readTerms)
}

// term finds a term in its file.
func (c *browserCarrier) term(term string) (shardTerm, error) {
	i := c.shard(term)
	if i < 0 {
		return shardTerm{}, nil
	}
	shard, err := c.shardTerms(i)
	t := shard[term]
	if n := len(t.sections); n > 0 && int(t.sections[n-1]) >= len(c.articles) {
		return shardTerm{}, fmt.Errorf("search %q: %w", term, ErrDamaged)
	}
	return t, err
}

func (c *browserCarrier) keeps(surface string) bool {
	return slices.Contains(strings.Fields(c.meta.Keep), surface)
}

func (c *browserCarrier) sections() int           { return len(c.articles) }
func (c *browserCarrier) articleNumbers() []int32 { return c.articles }

func (c *browserCarrier) weights(_ context.Context, term string) ([]weight, error) {
	t, err := c.term(term)
	if err != nil {
		return nil, err
	}
	out := make([]weight, len(t.sections))
	for i, s := range t.sections {
		out[i] = weight{section: s, clauses: t.values[i] % 4, impact: float64(t.values[i]/4) * c.meta.Step}
	}
	return out, nil
}

// prefixed looks through one file, that of the word's own term: most of such terms are
// there, and a page fetches no more for the rest.
func (c *browserCarrier) prefixed(_ context.Context, prefix, term string) ([]countedTerm, error) {
	i := c.shard(term)
	if i < 0 {
		return nil, nil
	}
	shard, err := c.shardTerms(i)
	if err != nil {
		return nil, err
	}
	var out []countedTerm
	for term, t := range shard {
		if strings.HasPrefix(term, prefix) {
			out = append(out, countedTerm{term, len(t.sections)})
		}
	}
	slices.SortFunc(out, func(a, b countedTerm) int { return strings.Compare(a.term, b.term) })
	return out, nil
}

func (c *browserCarrier) spellings(_ context.Context, first string) ([]spelling, error) {
	n := 0
	for _, r := range c.meta.Words {
		if string(r) == first {
			return load(c, fmt.Sprintf("words/%d.json", n), c.meta.readWords)
		}
		n++
	}
	return nil, nil
}

func (c *browserCarrier) held(section int32, pair [2]string) (bool, error) {
	first, err := c.term(pair[0])
	if err != nil {
		return false, err
	}
	second, err := c.term(pair[1])
	if err != nil {
		return false, err
	}
	at, ok := slices.BinarySearch(first.sections, section)
	if !ok || first.next[at]>>bucket(pair[1])&1 == 0 {
		return false, nil
	}
	_, ok = slices.BinarySearch(second.sections, section)
	return ok, nil
}

func (c *browserCarrier) shares(ctx context.Context, term string, section int32) ([]TermScore, error) {
	ws, err := c.weights(ctx, term)
	for _, w := range ws {
		if w.section == section {
			return []TermScore{{Field: strings.Join(fieldNames[:], "+"), Score: w.impact}}, nil
		}
	}
	return nil, err
}

func (c *browserCarrier) hit(_ context.Context, r ranked, terms []string) (Hit, error) {
	rec, s, err := c.told(r)
	if err != nil {
		return Hit{}, err
	}
	h := Hit{URL: addressOf(rec.url, s.anchor), Article: rec.url, Title: rec.title, Section: s.heading, Collection: rec.collection}
	text := s.lead
	if text == "" {
		text = rec.text
	}
	h.Excerpt, h.Marks = c.quoter.excerpt(text, terms)
	return h, nil
}

func (c *browserCarrier) told(r ranked) (record, toldSection, error) {
	a := c.articles[r.section]
	rec, err := c.recordOf(a)
	if err != nil {
		return rec, toldSection{}, err
	}
	s, err := rec.section(r.section-c.first[a], c.meta.Leads)
	if err != nil {
		err = fmt.Errorf("records of article %d: %w: %w", a, ErrDamaged, err)
	}
	return rec, s, err
}

// passage tells where an answer stands; its words are on the page.
func (c *browserCarrier) passage(_ context.Context, r ranked, _ []string) (*Answer, error) {
	rec, s, err := c.told(r)
	if err != nil || s.kind == "" {
		return nil, err
	}
	return &Answer{URL: addressOf(rec.url, s.anchor), Title: rec.title, Section: s.heading, Kind: s.kind}, nil
}
