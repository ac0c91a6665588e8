package search

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The browser's index is a set of JSON files, since every host compresses
// those. All but the first fetch of a file come from the browser's cache: every
// name holds a hash of the content.
//
//	index.HASH.json     what to fetch: browserMeta
//	terms/HASH.json     a run of terms with their postings
//	words/HASH.json     the words that begin with a character
//	records/HASH.json   what the hits on a run of articles show
//
// terms: a list of [shared, rest, scale, [delta, value, …]] for each term, in
// order. The term is the first shared characters of the one before and the
// rest. Its postings are pairs: the distance to the section before (the first
// counts from -1), and value = 4 × q + clauses, where the term adds q × scale
// to the section's sum, and clauses to its matched clauses.
//
// words: a list shared, rest, count, shared, rest, count … of the words, in
// order, and the number of sections that hold each. Where the entry says stems,
// a fourth value tells the term of the word: how many characters it lacks at its
// end, or the term itself.
//
// records: a list of [url, title, collection, text, [anchor, heading, lead, …]]
// for each article; sections are triples. An anchor that is the slug of its
// heading is told as "=" (see slug). Text is the beginning of the article's
// description or first words, and stands where a section has no lead.
//
// Characters are counted in code points. Sections are numbered over all
// articles, in the order of the articles' addresses.
//
// Versions of the format:
//
//	1  the first
//	2  stems, stop and keep; without them as 1
const browserVersion = 2

// Sizes of files, before compression, in bytes. The records of a small site
// are cut into few large files, so that a first search makes few requests; those
// of a large one into small files, since its hits are scattered anyway.
const (
	shardSize       = 12 << 10
	recordSize      = 24 << 10
	fewRecordFiles  = 3
	fewRecordsLimit = fewRecordFiles * 56 << 10
)

// Leads make excerpts of the section that was found, and weigh more than all
// else in the records. A small site can afford them.
const (
	leadSize     = 140
	leadSections = 600
)

// quanta is the number of steps in which impacts are told.
const quanta = 255

// A Browser is the index in the form that pages load.
type Browser struct {
	// Entry is the path of the file to open.
	Entry string
	// Files are in the order of their paths.
	Files []File
}

// browserMeta is the file that tells what to fetch.
type browserMeta struct {
	Version int    `json:"v"`
	Lang    string `json:"lang"`
	// Stems says that words tell their terms, Stop are the words that are left
	// out, for languages that the runtime does not know by itself.
	Stems bool   `json:"stems,omitempty"`
	Stop  string `json:"stop,omitempty"`
	// Keep are the words that are never corrected.
	Keep string `json:"keep,omitempty"`
	// Sizes are the numbers of sections of each article.
	Sizes []int32 `json:"sizes"`
	// Terms, Words and Records name the first term, the character and the
	// first article of each file, and its hash.
	Terms   []string `json:"terms"`
	Words   []string `json:"words"`
	Records []any    `json:"records"`
}

// browserWriter collects the files of a browser's index.
type browserWriter struct {
	meta  browserMeta
	files []File
}

// Browser returns the files for browsers. The index has to be one that New made.
func (ix *Index) Browser() (*Browser, error) {
	if ix.model == nil {
		return nil, fmt.Errorf("make the browser's index: the index was opened from disk")
	}
	m := ix.model
	w := browserWriter{meta: browserMeta{Version: browserVersion, Lang: m.lang, Stems: stemmed(m.lang), Sizes: []int32{}, Terms: []string{}, Words: []string{}, Records: []any{}}}
	w.meta.Keep = strings.Join(slices.Sorted(maps.Keys(m.keep)), " ")
	if w.meta.Stems {
		w.meta.Stop = strings.Join(slices.Sorted(maps.Keys(stops(m.lang))), " ")
	}
	for a := 1; a < len(m.first); a++ {
		w.meta.Sizes = append(w.meta.Sizes, m.first[a]-m.first[a-1])
	}
	if err := w.terms(m); err != nil {
		return nil, err
	}
	if err := w.words(m); err != nil {
		return nil, err
	}
	if err := w.records(m); err != nil {
		return nil, err
	}
	entry, err := w.entry()
	if err != nil {
		return nil, err
	}
	slices.SortFunc(w.files, func(a, b File) int { return cmpString(a.Path, b.Path) })
	return &Browser{Entry: entry, Files: w.files}, nil
}

func cmpString(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// hash names content.
func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:5])
}

func (w *browserWriter) add(folder string, data []byte) string {
	name := hash(data)
	w.files = append(w.files, File{Path: folder + "/" + name + ".json", Data: data})
	return name
}

func (w *browserWriter) entry() (string, error) {
	data, err := json.Marshal(w.meta)
	if err != nil {
		return "", fmt.Errorf("make the browser's index: %w", err)
	}
	name := "index." + hash(data) + ".json"
	w.files = append(w.files, File{Path: name, Data: data})
	return name, nil
}

func (w *browserWriter) terms(m *model) error {
	rows := make([][]byte, len(m.terms))
	inParallel(len(m.terms), func(i int) { rows[i] = m.postingsRow(m.postings[i]) })
	var shard []byte
	first, before := "", ""
	flush := func() {
		if len(shard) > 0 {
			w.meta.Terms = append(w.meta.Terms, first, w.add("terms", append(shard, ']')))
			shard, before = nil, ""
		}
	}
	for i, t := range m.terms {
		if len(shard) > 0 && len(shard)+len(rows[i]) > shardSize {
			flush()
		}
		sep := byte(',')
		if len(shard) == 0 {
			first, sep = t, '['
		}
		n, rest := sharedStart(before, t)
		text, err := json.Marshal(rest)
		if err != nil {
			return fmt.Errorf("make the browser's index: %w", err)
		}
		shard = append(shard, sep, '[')
		shard = strconv.AppendInt(shard, int64(n), 10)
		shard = append(append(append(shard, ','), text...), rows[i]...)
		before = t
	}
	flush()
	return nil
}

// postingsRow is the end of a term's row: ,scale,[…]].
func (m *model) postingsRow(ps []posting) []byte {
	ws := m.weights(ps)
	most := 0.0
	for _, w := range ws {
		most = max(most, w.impact)
	}
	scale := strconv.FormatFloat(most/quanta, 'g', 4, 64)
	step, err := strconv.ParseFloat(scale, 64)
	if err != nil || step == 0 {
		step, scale = 1, "1"
	}
	out := append(append([]byte{','}, scale...), ",["...)
	last := int32(-1)
	for i, w := range ws {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, int64(w.section-last), 10)
		out = append(out, ',')
		out = strconv.AppendInt(out, 4*int64(math.Round(w.impact/step))+int64(w.clauses), 10)
		last = w.section
	}
	return append(out, "]]"...)
}

// sharedStart returns how many characters two words begin with alike, and the rest
// of the second.
func sharedStart(before, word string) (int, string) {
	n, at := 0, 0
	for at < len(before) && at < len(word) {
		r, size := utf8.DecodeRuneInString(word[at:])
		if s, _ := utf8.DecodeRuneInString(before[at:]); r != s {
			break
		}
		n, at = n+1, at+size
	}
	return n, word[at:]
}

func (w *browserWriter) words(m *model) error {
	byLetter := spellingsByLetter(m.words, m.stems)
	for _, letter := range slices.Sorted(maps.Keys(byLetter)) {
		rows := []any{}
		before := ""
		for _, s := range byLetter[letter] {
			n, rest := sharedStart(before, s.word)
			rows = append(rows, n, rest, s.count)
			if w.meta.Stems {
				rows = append(rows, ending(s))
			}
			before = s.word
		}
		data, err := json.Marshal(rows)
		if err != nil {
			return fmt.Errorf("make the browser's index: %w", err)
		}
		w.meta.Words = append(w.meta.Words, letter, w.add("words", data))
	}
	return nil
}

// ending tells the term of a word: how many characters it lacks at the end, or else
// the term itself.
func ending(s spelling) any {
	if rest, ok := strings.CutPrefix(s.word, s.term); ok {
		return utf8.RuneCountInString(rest)
	}
	return s.term
}

func (w *browserWriter) records(m *model) error {
	rows, total := make([][]byte, len(m.first)-1), 0
	for a := range rows {
		data, err := json.Marshal(m.record(m.docs[m.first[a]:m.first[a+1]]))
		if err != nil {
			return fmt.Errorf("make the browser's index: %w", err)
		}
		rows[a] = data
		total += len(data) + 1
	}
	size := recordSize
	if total <= fewRecordsLimit {
		size = total/fewRecordFiles + 1<<10
	}
	for first := 0; first < len(rows); {
		file := append([]byte{'['}, rows[first]...)
		next := first + 1
		for ; next < len(rows) && len(file)+len(rows[next]) < size; next++ {
			file = append(append(file, ','), rows[next]...)
		}
		w.meta.Records = append(w.meta.Records, first, w.add("records", append(file, ']')))
		first = next
	}
	return nil
}

func (m *model) record(sections []Document) []any {
	d := sections[0]
	text := beginning(d.Description)
	for i := 0; i < len(sections) && text == ""; i++ {
		text = beginning(sections[i].Body)
	}
	var triples []string
	for _, s := range sections {
		lead, anchor := "", s.Anchor
		if len(m.docs) <= leadSections {
			lead = beginning(s.Body)
		}
		if anchor != "" && anchor == slug(s.Heading) {
			anchor = "="
		}
		triples = append(triples, anchor, s.Heading, lead)
	}
	return []any{d.Article, d.Title, d.Collection, text, triples}
}

// slug is the anchor that most headings have: lower-cased, letters, digits,
// marks, "_" and "-" kept, and spaces turned into "-".
func slug(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case wordRune(r), r == '-', r == '_':
			return r
		}
		return -1
	}, strings.ToLower(heading))
}

// beginning is the first leadSize bytes of a text, cut at a word.
func beginning(text string) string {
	out, _ := excerpt("", text[:min(len(text), 4*leadSize)], nil)
	if len(out) > leadSize+20 {
		out = out[:wordEnd(out, leadSize)] + " …"
	}
	return out
}
