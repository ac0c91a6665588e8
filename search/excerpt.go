package search

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// excerptSize is about how many bytes of text an excerpt shows.
const excerptSize = 200

// A quoter cuts excerpts of texts in one language. The words of a help center are
// much the same in all its texts, so how they are read is remembered. It is safe for
// concurrent use; its zero value quotes English.
type quoter struct {
	lang string
	free sync.Pool // of *analyzer
}

// maxReadings is how many words a quoter remembers for each query at a time, of some
// 150 bytes. Beyond, all are forgotten.
const maxReadings = 1 << 15

// excerpt cuts the part of a text that holds most of the terms, and marks them.
// White space is folded; cuts are at words and shown by "…".
func (q *quoter) excerpt(text string, terms []string) (string, [][2]int) {
	a, ok := q.free.Get().(*analyzer)
	if !ok {
		fresh := newAnalyzer(q.lang)
		a = &fresh
	}
	if a.readings == nil || len(a.readings) > maxReadings {
		a.readings = map[string]reading{}
	}
	defer q.free.Put(a)
	if a.english {
		a.sought = newBeginnings(terms)
	}
	text = oneSpaced(text)
	words := a.words(text)
	found := words[:0] // in the place of all: it is not longer
	for _, w := range words {
		if slices.Contains(terms, w.Term) {
			found = append(found, w)
		}
	}
	return quote(text, found)
}

// oneSpaced is a text with one space between words, and none around them.
func oneSpaced(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for field := range strings.FieldsSeq(text) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(field)
	}
	return b.String()
}

// quote cuts the part of a text around the words that were found, in their order.
func quote(text string, found []word) (string, [][2]int) {
	start, end := window(text, found)
	cutText := text[start:end]
	prefix := ""
	if start > 0 {
		prefix = "… "
	}
	out := prefix + strings.TrimSpace(cutText)
	shift := len(prefix) - start
	if end < len(text) {
		out += " …"
	}
	var marks [][2]int
	for _, w := range found {
		if w.Start < start || w.End > end {
			continue
		}
		m := [2]int{w.Start + shift, w.End + shift}
		if n := len(marks); n > 0 && m[0] < marks[n-1][1] {
			marks[n-1] = [2]int{min(marks[n-1][0], m[0]), max(marks[n-1][1], m[1])}
			continue
		}
		marks = append(marks, m)
	}
	return out, marks
}

// window chooses the stretch with the most different terms, then the most
// marks, then the first.
func window(text string, found []word) (start, end int) {
	if len(text) <= excerptSize {
		return 0, len(text)
	}
	best, at := -1, 0
	var distinct []string
	for i := range found {
		distinct = distinct[:0]
		n := 0
		for _, w := range found[i:] {
			if w.End > found[i].Start+excerptSize-40 {
				break
			}
			if !slices.Contains(distinct, w.Term) {
				distinct = append(distinct, w.Term)
			}
			n++
		}
		if score := 100*len(distinct) + min(n, 99); score > best {
			best, at = score, found[i].Start
		}
	}
	start = wordStart(text, at-40)
	return start, wordEnd(text, start+excerptSize)
}

// wordStart moves a cut forward to the start of a word, unless it is near the
// start of the text anyway.
func wordStart(text string, i int) int {
	if i < 20 {
		return 0
	}
	if space := strings.IndexByte(text[i:min(i+30, len(text))], ' '); space >= 0 {
		return i + space + 1
	}
	for !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}

// wordEnd moves a cut back to the end of a word.
func wordEnd(text string, i int) int {
	if i >= len(text)-10 {
		return len(text)
	}
	if space := strings.LastIndexFunc(text[max(0, i-30):i], unicode.IsSpace); space >= 0 {
		return max(0, i-30) + space
	}
	for !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}
