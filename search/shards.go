package search

import (
	"bytes"
	"cmp"
	"context"
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

	"signpost/search/browser"
)

// The browser's index is a folder of files, whose name holds a hash of them all,
// so that each of them may be kept for ever. Hosts compress them.
//
//	HASH/index.js         the runtime, and what to fetch: browserMeta
//	HASH/terms/N.json     a run of terms with their postings
//	HASH/words/N.json     the words that begin with a character
//	HASH/records/N.json   what the hits on a run of articles show
//
// Numbers are written in base 45, the least digit first, in the characters from "!"
// to "}" but for the quotation mark, the comma and the backslash: the first 45 of
// them end a number, the others mean that another digit follows.
//
// terms: a text of rows with commas between: shared rest deltas values next. The
// term is as many characters of the one before as shared says, one digit, and the
// rest. Its postings are three lists: the distances to the section before (the first
// counts from -1); values 4 × q + clauses, where the term adds q × step to the
// section's sum, and clauses to its matched clauses; and the buckets of the terms
// that stand behind it there, each list with its end, or "~" for none.
//
// words: a text of rows: shared rest, and the number of sections that hold the word.
// Where the entry says stems, a third column tells the term of the word: how many
// characters it lacks at its end, or "~" and the term itself.
//
// records: a list of [url, title, collection, text, [told, heading, lead, …]]
// for each article; sections are triples, or pairs without leads where the entry says so.
// A url whose last part is the slug of its title (see slug) ends in "=" in
// its place. What is told of a section is a digit, the kind of its answer (see
// answerKinds), and its anchor, unless that is the slug of the heading; "" is "0".
// Text is the beginning of the article's description or first words, and stands
// where a section has no lead.
//
// Characters are counted in code points. Sections are numbered over all
// articles, in the order of the articles' addresses.
//
// Versions of the format:
//
//	1  the first: an entry index.HASH.json, scripts apart from it
//	2  stems, stop and keep; without them as 1
//	3  one script, texts in place of lists, one step for all terms, and next
//	4  the entry tells the collection of each article, whether records have leads, and
//	   of each file of terms only what tells it from the one before; records tell what
//	   a section can answer with; impacts are those of version 4 of the model
const browserVersion = 4

// Sizes of files, before compression, in bytes. Terms are cut so that three files of
// them and the list of all files weigh about the same. The records of a small site
// are cut into few large files, so that a first search makes few requests; those
// of larger ones into smaller files, since their hits are scattered anyway.
const (
	leastShard      = 3 << 10
	recordSize      = 16 << 10
	manyRecords     = 2 << 20 // from here on
	manyRecordsSize = 12 << 10
	fewRecordFiles  = 4
	fewRecordsLimit = fewRecordFiles * 42 << 10
)

// Leads make excerpts of the section that was found, and weigh more than all
// else in the records. A small site can afford them.
const (
	leadSize     = 140
	leadSections = 600
)

// quanta is the number of steps in which the greatest impact is told: as many as two
// digits hold.
const quanta = 500

// entryName is the path of the script in the index's folder, entryStart what stands
// in it before what to fetch.
const (
	entryName  = "index.js"
	entryStart = "\nexport const index = new Index(import.meta.url, "
	entryEnd   = ");\n"
)

// A Browser is the index in the form that pages load.
type Browser struct {
	// Entry is the path of the script to import; its index answers queries.
	Entry string
	// Files are in the order of their paths.
	Files []File
}

// browserMeta is the part of the entry that tells what to fetch.
type browserMeta struct {
	Version int    `json:"v"`
	Lang    string `json:"lang"`
	// Stems says that words tell their terms, Stop are the words that are left
	// out, for languages that the runtime does not know by itself.
	Stems bool   `json:"stems,omitempty"`
	Stop  string `json:"stop,omitempty"`
	// Compounds says that words can be made of others.
	Compounds bool `json:"compounds,omitempty"`
	// Keep are the words that are never corrected.
	Keep string `json:"keep,omitempty"`
	// Step is what impacts are counted in, Close what terms that stand next to
	// each other add.
	Step  float64 `json:"step"`
	Close float64 `json:"close"`
	// Sizes are the numbers of sections of each article.
	Sizes string `json:"sizes"`
	// In numbers the collections of the articles, in pairs: a collection, in the order
	// of their first articles, and of how many articles in a row it is that. Their
	// titles stand in the records.
	In string `json:"in"`
	// Terms are the shortest texts that no term of a file stands before and all of
	// the file before it do, Words the characters of each file, Records the numbers
	// of articles in each. Leads says that sections have leads.
	Terms   string `json:"terms"`
	Words   string `json:"words"`
	Records string `json:"records"`
	Leads   bool   `json:"leads,omitempty"`
}

// base is that of numbers; digits has a second set for those that another follows.
const base = 45

const digits = "!#$%&'()*+-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}"

// none stands for an empty list of buckets.
const none = '~'

func appendNumber(b []byte, n int) []byte {
	for ; n >= base; n /= base {
		b = append(b, digits[base+n%base])
	}
	return append(b, digits[n])
}

// appendList writes a list with its end, of numbers below base.
func appendList(b []byte, list []uint8) []byte {
	if len(list) == 0 {
		return append(b, none)
	}
	for i, n := range list {
		if i < len(list)-1 {
			n += base
		}
		b = append(b, digits[n])
	}
	return b
}

// bucket is one of base sorts of terms.
func bucket(term string) uint8 {
	h := uint32(0)
	for _, r := range term {
		h = 31*h + uint32(r)
	}
	return uint8(h % base)
}

// browserWriter collects the files of a browser's index.
type browserWriter struct {
	meta  browserMeta
	files []File
}

// Browser returns the files for browsers. The index has to be one that New made.
func (ix *Index) Browser() (*Browser, error) {
	if !ix.whole() {
		return nil, fmt.Errorf("make the browser's index: the index was opened from disk, or is settled")
	}
	m := ix.model
	w := browserWriter{meta: browserMeta{Version: browserVersion, Lang: m.lang, Stems: stemmed(m.lang), Compounds: compounds(m.lang), Close: closeness(len(m.docs))}}
	w.meta.Keep = strings.Join(slices.Sorted(maps.Keys(m.keep)), " ")
	if w.meta.Stems {
		w.meta.Stop = strings.Join(slices.Sorted(maps.Keys(stops(m.lang))), " ")
	}
	var sizes []byte
	for a := 1; a < len(m.first); a++ {
		sizes = appendNumber(sizes, int(m.first[a]-m.first[a-1]))
	}
	w.meta.Sizes = string(sizes)
	w.collections(m)
	if err := cmp.Or(w.terms(m), w.words(m), w.records(m)); err != nil {
		return nil, fmt.Errorf("make the browser's index: %w", err)
	}
	return w.finish()
}

// collections tells of which collection each article is.
func (w *browserWriter) collections(m *model) {
	var in []byte
	for a := 0; a < len(m.in); {
		run := 1
		for a+run < len(m.in) && m.in[a+run] == m.in[a] {
			run++
		}
		in = appendNumber(appendNumber(in, int(m.in[a])), run)
		a += run
	}
	w.meta.In = string(in)
}

// finish adds the entry, and puts all files into a folder that is named by them.
func (w *browserWriter) finish() (*Browser, error) {
	meta, err := jsonText(w.meta)
	if err != nil {
		return nil, fmt.Errorf("make the browser's index: %w", err)
	}
	entry := slices.Concat(browser.Source(), []byte(entryStart), meta, []byte(entryEnd))
	w.files = append(w.files, File{Path: entryName, Data: entry})
	slices.SortFunc(w.files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	h := sha256.New()
	for _, f := range w.files {
		fmt.Fprintf(h, "%s %d\n", f.Path, len(f.Data)) // never fails, as the next
		h.Write(f.Data)
	}
	folder := hex.EncodeToString(h.Sum(nil)[:5]) + "/"
	for i := range w.files {
		w.files[i].Path = folder + w.files[i].Path
	}
	return &Browser{Entry: folder + entryName, Files: w.files}, nil
}

// jsonText is a value as JSON that no page reads as HTML.
func jsonText(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// add adds the next file of a folder.
func (w *browserWriter) add(folder string, n int, content any) error {
	data, err := jsonText(content)
	w.files = append(w.files, File{Path: fmt.Sprintf("%s/%d.json", folder, n), Data: data})
	return err
}

func (w *browserWriter) terms(m *model) error {
	weights := make([][]weight, len(m.terms))
	m.each(context.Background(), len(m.terms), func(i int) { weights[i] = m.weights(m.postings[i]) })
	var err error
	if w.meta.Step, err = m.step(weights); err != nil {
		return err
	}
	buckets := make([]uint8, len(m.terms))
	rows, total := make([][]byte, len(m.terms)), 0
	m.each(context.Background(), len(m.terms), func(i int) { buckets[i] = bucket(m.terms[i]) })
	m.each(context.Background(), len(m.terms), func(i int) { rows[i] = m.row(int32(i), weights[i], w.meta.Step, buckets) })
	for _, r := range rows {
		total += len(r)
	}
	size := max(leastShard, 2*int(math.Sqrt(float64(total))))
	var firsts []string
	var shard []byte
	before, last := "", ""
	for i, t := range m.terms {
		if len(shard) > 0 && len(shard)+len(rows[i]) > size {
			if err := w.add("terms", len(firsts)-1, string(shard)); err != nil {
				return err
			}
			shard, before = shard[:0], ""
		}
		if len(shard) == 0 {
			firsts = append(firsts, separator(last, t))
		} else {
			shard = append(shard, ',')
		}
		shard = append(appendShared(shard, before, t), rows[i]...)
		before, last = t, t
	}
	w.meta.Terms = strings.Join(firsts, " ")
	if len(shard) == 0 {
		return nil
	}
	return w.add("terms", len(firsts)-1, string(shard))
}

// separator is the shortest beginning of a term that stands behind the one before.
func separator(before, term string) string {
	at := 0
	for at < len(before) && at < len(term) && before[at] == term[at] {
		at++
	}
	for at++; at < len(term) && !utf8.RuneStart(term[at]); at++ {
	}
	return term[:min(at, len(term))]
}

// step is what impacts are counted in. Boosts of articles play no part, lest one
// makes those of all others coarse.
func (m *model) step(weights [][]weight) (float64, error) {
	most := 0.0
	for _, ws := range weights {
		for _, w := range ws {
			most = max(most, w.impact/boostOf(m.docs[w.section]))
		}
	}
	if most == 0 {
		return 1, nil
	}
	return strconv.ParseFloat(strconv.FormatFloat(most/quanta, 'g', 5, 64), 64)
}

// row is the end of a term's row: its postings.
func (m *model) row(term int32, ws []weight, step float64, buckets []uint8) []byte {
	deltas, values, next := []byte{' '}, []byte{' '}, []byte{' '}
	last := int32(-1)
	var behind []uint8
	for _, w := range ws {
		deltas = appendNumber(deltas, int(w.section-last))
		q := max(1, int(math.Round(w.impact/step)))
		values = appendNumber(values, 4*q+int(w.clauses))
		behind = behind[:0]
		pairs := m.pairs[w.section]
		at, _ := slices.BinarySearch(pairs, newPair(term, 0))
		for ; at < len(pairs) && pairs[at].first() == term; at++ {
			behind = append(behind, buckets[pairs[at].second()])
		}
		slices.Sort(behind)
		next = appendList(next, slices.Compact(behind))
		last = w.section
	}
	return slices.Concat(deltas, values, next)
}

// appendShared writes how many characters a word begins with alike as the one
// before, and its rest.
func appendShared(b []byte, before, word string) []byte {
	n, at := 0, 0
	for at < len(before) && at < len(word) && n < base-1 {
		r, size := utf8.DecodeRuneInString(word[at:])
		if s, _ := utf8.DecodeRuneInString(before[at:]); r != s {
			break
		}
		n, at = n+1, at+size
	}
	return append(appendNumber(b, n), word[at:]...)
}

func (w *browserWriter) words(m *model) error {
	byLetter := spellingsByLetter(m.words, m.stems)
	for n, letter := range slices.Sorted(maps.Keys(byLetter)) {
		var rows []byte
		before := ""
		for i, s := range byLetter[letter] {
			if i > 0 {
				rows = append(rows, ',')
			}
			rows = append(appendShared(rows, before, s.word), ' ')
			rows = appendNumber(rows, s.count)
			if w.meta.Stems {
				rows = appendEnding(append(rows, ' '), s)
			}
			before = s.word
		}
		w.meta.Words += letter
		if err := w.add("words", n, string(rows)); err != nil {
			return err
		}
	}
	return nil
}

// appendEnding tells the term of a word: how many characters it lacks at the end, or
// else the term itself.
func appendEnding(b []byte, s spelling) []byte {
	if rest, ok := strings.CutPrefix(s.word, s.term); ok {
		return appendNumber(b, utf8.RuneCountInString(rest))
	}
	return append(append(b, '~'), s.term...)
}

func (w *browserWriter) records(m *model) error {
	rows, total := make([][]byte, len(m.first)-1), 0
	for a := range rows {
		data, err := jsonText(m.record(m.docs[m.first[a]:m.first[a+1]]))
		if err != nil {
			return err
		}
		rows[a] = data
		total += len(data) + 1
	}
	size := recordSize
	switch {
	case total <= fewRecordsLimit:
		size = total/fewRecordFiles + 1<<10
	case total >= manyRecords:
		size = manyRecordsSize
	}
	var counts []byte
	for n := 0; len(rows) > 0; n++ {
		length, next := len(rows[0]), 1
		for ; next < len(rows) && length+len(rows[next]) < size; next++ {
			length += len(rows[next])
		}
		if err := w.add("records", n, json.RawMessage("["+string(bytes.Join(rows[:next], []byte(",")))+"]")); err != nil {
			return err
		}
		counts = appendNumber(counts, next)
		rows = rows[next:]
	}
	w.meta.Records, w.meta.Leads = string(counts), m.leads()
	return nil
}

func (m *model) record(sections []Document) []any {
	d := sections[0]
	text := beginning(d.Description)
	for i := 0; i < len(sections) && text == ""; i++ {
		text = beginning(sections[i].Body)
	}
	var told []string
	for _, s := range sections {
		told = append(told, tell(s), s.Heading)
		if m.leads() {
			told = append(told, beginning(s.Body))
		}
	}
	url := d.Article
	if start, ok := strings.CutSuffix(url, "/"+slug(d.Title)+"/"); ok {
		url = start + "/="
	}
	return []any{url, d.Title, d.Collection, text, told}
}

// leads reports whether records have leads.
func (m *model) leads() bool { return len(m.docs) <= leadSections }

// tell is what a record tells of a section beside heading and lead.
func tell(s Document) string {
	kind, anchor := "0", s.Anchor
	if anchor == slug(s.Heading) {
		anchor = ""
	}
	for i, k := range answerKinds {
		if k == s.answerKind() {
			kind = strconv.Itoa(i)
		}
	}
	if kind == "0" && anchor == "" {
		return ""
	}
	return kind + anchor
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
	out, _ := quote(strings.Join(strings.Fields(text[:min(len(text), 4*leadSize)]), " "), nil)
	if len(out) > leadSize+20 {
		out = out[:wordEnd(out, leadSize)] + " …"
	}
	return out
}
