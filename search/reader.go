package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
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
	if err := c.read(path.Base(entry), &c.meta); err != nil {
		return nil, err
	}
	if c.meta.Version < 1 || c.meta.Version > browserVersion {
		return nil, fmt.Errorf("open %s: version %d: %w", entry, c.meta.Version, ErrDamaged)
	}
	for _, n := range c.meta.Sizes {
		if n < 1 || len(c.article)+int(n) > maxSections {
			return nil, fmt.Errorf("open %s: an article of %d sections: %w", entry, n, ErrDamaged)
		}
		for range n {
			c.article = append(c.article, int32(len(c.first)))
		}
		c.first = append(c.first, int32(len(c.article))-n)
	}
	return &BrowserReader{meta: c.meta, c: c}, nil
}

// Search answers a query as a page does.
func (r *BrowserReader) Search(ctx context.Context, q Query) (*Results, error) {
	return answer(ctx, r.meta.Lang, r.c, q)
}

// A browserCarrier answers from the files of the browser's index.
type browserCarrier struct {
	fsys    fs.FS
	folder  string
	meta    browserMeta
	article []int32
	first   []int32

	mu    sync.Mutex
	cache map[string]any
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

// load reads a file once and keeps what make made of it.
func load[T any](c *browserCarrier, name string, make func([]json.RawMessage) (T, error)) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.cache[name].(T); ok {
		return kept, nil
	}
	var rows []json.RawMessage
	var none T
	if err := c.read(name, &rows); err != nil {
		return none, err
	}
	made, err := make(rows)
	if err != nil {
		return none, fmt.Errorf("read the browser's index: %s: %w: %w", name, ErrDamaged, err)
	}
	c.cache[name] = made
	return made, nil
}

// shardTerms are the terms of a shard: scale and postings of each.
type shardTerms map[string]shardTerm

type shardTerm struct {
	scale    float64
	postings []int32
}

func readTerms(rows []json.RawMessage) (shardTerms, error) {
	out := shardTerms{}
	before := ""
	for _, row := range rows {
		var n int
		var rest string
		var t shardTerm
		if err := json.Unmarshal(row, &[]any{&n, &rest, &t.scale, &t.postings}); err != nil {
			return nil, err
		}
		word, err := joined(before, n, rest)
		if err != nil {
			return nil, err
		}
		out[word] = t
		before = word
	}
	return out, nil
}

var errShared = errors.New("a word shares more than there is")

func joined(before string, n int, rest string) (string, error) {
	at := 0
	for ; n > 0; n-- {
		if at >= len(before) {
			return "", errShared
		}
		_, size := utf8.DecodeRuneInString(before[at:])
		at += size
	}
	return before[:at] + rest, nil
}

func (meta browserMeta) readWords(rows []json.RawMessage) ([]spelling, error) {
	var out []spelling
	before, size := "", 3
	if meta.Stems {
		size = 4
	}
	for ; len(rows) >= size; rows = rows[size:] {
		var n int
		var rest string
		var s spelling
		if err := errors.Join(json.Unmarshal(rows[0], &n), json.Unmarshal(rows[1], &rest), json.Unmarshal(rows[2], &s.count)); err != nil {
			return nil, err
		}
		word, err := joined(before, n, rest)
		if err != nil {
			return nil, err
		}
		if s.word, s.term = word, word; meta.Stems {
			if s.term, err = termOf(word, rows[3]); err != nil {
				return nil, err
			}
		}
		out = append(out, s)
		before = word
	}
	return out, nil
}

// termOf reads what ending wrote.
func termOf(word string, told json.RawMessage) (string, error) {
	var term string
	if json.Unmarshal(told, &term) == nil {
		return term, nil
	}
	var n int
	if err := json.Unmarshal(told, &n); err != nil {
		return "", err
	}
	letters := []rune(word)
	if n < 0 || n > len(letters) {
		return "", errShared
	}
	return string(letters[:len(letters)-n]), nil
}

// A record is what hits on an article show.
type record struct {
	url, title, collection, text string
	sections                     []string
}

func readRecords(rows []json.RawMessage) ([]record, error) {
	out := make([]record, len(rows))
	for i, row := range rows {
		r := &out[i]
		if err := json.Unmarshal(row, &[]any{&r.url, &r.title, &r.collection, &r.text, &r.sections}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// term finds a term in its shard.
func (c *browserCarrier) term(term string) (shardTerm, error) {
	n := len(c.meta.Terms) / 2
	i := sort.Search(n, func(i int) bool { return c.meta.Terms[2*i] > term }) - 1
	if i < 0 {
		return shardTerm{}, nil
	}
	shard, err := load(c, "terms/"+c.meta.Terms[2*i+1]+".json", readTerms)
	return shard[term], err
}

func (c *browserCarrier) keeps(surface string) bool {
	return slices.Contains(strings.Fields(c.meta.Keep), surface)
}

func (c *browserCarrier) known(_ context.Context, term string) (bool, error) {
	t, err := c.term(term)
	return len(t.postings) > 0, err
}

func (c *browserCarrier) spellings(_ context.Context, first string) ([]spelling, error) {
	for i := 0; i+1 < len(c.meta.Words); i += 2 {
		if c.meta.Words[i] == first {
			return load(c, "words/"+c.meta.Words[i+1]+".json", c.meta.readWords)
		}
	}
	return nil, nil
}

func (c *browserCarrier) rank(ctx context.Context, terms []string, limit int) ([]ranked, float64, error) {
	sums, clauses := make([]float64, len(c.article)), make([]int32, len(c.article))
	best := 0.0
	for _, term := range terms {
		t, err := c.term(term)
		if err != nil {
			return nil, 0, err
		}
		i := idf(len(c.article), len(t.postings)/2)
		best += i * i * saturation(1, 1, 1)
		section := int32(-1)
		for p := 0; p+1 < len(t.postings); p += 2 {
			section += t.postings[p]
			if section < 0 || int(section) >= len(sums) {
				return nil, 0, fmt.Errorf("search %q: %w", term, ErrDamaged)
			}
			sums[section] += float64(t.postings[p+1]/4) * t.scale
			clauses[section] += t.postings[p+1] % 4
		}
	}
	all := float64(fieldCount * len(terms))
	top := make(map[int32]ranked, len(c.meta.Sizes))
	for s, sum := range sums {
		if clauses[s] == 0 {
			continue
		}
		r := ranked{int32(s), sum * float64(clauses[s]) / all}
		if old, ok := top[c.article[s]]; !ok || compareRanked(r, old) < 0 {
			top[c.article[s]] = r
		}
	}
	out := make([]ranked, 0, len(top))
	for _, r := range top {
		out = append(out, r)
	}
	slices.SortFunc(out, compareRanked)
	return out[:min(limit, len(out))], best / fieldCount, ctx.Err()
}

func (c *browserCarrier) hit(_ context.Context, r ranked, terms []string) (Hit, error) {
	a := c.article[r.section]
	file, first := "", int32(0)
	for i := 0; i+1 < len(c.meta.Records); i += 2 {
		if n, ok := c.meta.Records[i].(float64); ok && int32(n) <= a {
			first = int32(n)
			file, _ = c.meta.Records[i+1].(string)
		}
	}
	records, err := load(c, "records/"+file+".json", readRecords)
	if err != nil {
		return Hit{}, err
	}
	at := 3 * (r.section - c.first[a])
	if int(a-first) >= len(records) || int(at)+2 >= len(records[a-first].sections) {
		return Hit{}, fmt.Errorf("records of article %d: %w", a, ErrDamaged)
	}
	rec := records[a-first]
	anchor, heading, lead := rec.sections[at], rec.sections[at+1], rec.sections[at+2]
	h := Hit{URL: rec.url, Article: rec.url, Title: rec.title, Section: heading, Collection: rec.collection}
	if anchor == "=" {
		anchor = slug(heading)
	}
	if anchor != "" {
		h.URL += "#" + anchor
	}
	if lead == "" {
		lead = rec.text
	}
	h.Excerpt, h.Marks = excerpt(c.meta.Lang, lead, terms)
	return h, nil
}

func (c *browserCarrier) explain(_ context.Context, r ranked, terms []string) ([]TermScore, error) {
	var out []TermScore
	var sum float64
	for _, term := range terms {
		t, err := c.term(term)
		if err != nil {
			return nil, err
		}
		section := int32(-1)
		for p := 0; p+1 < len(t.postings); p += 2 {
			if section += t.postings[p]; section == r.section {
				score := float64(t.postings[p+1]/4) * t.scale
				out = append(out, TermScore{Term: term, Field: strings.Join(fieldNames[:], "+"), Score: score})
				sum += score
			}
		}
	}
	for i := range out {
		out[i].Score *= r.score / sum
	}
	return out, nil
}
