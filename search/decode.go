package search

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"unicode/utf8"
)

// How the files of the browser's index are read (shards.go tells how they are made).

var errNumbers = errors.New("numbers that cannot be")

// digit returns the value of a character in numbers, and whether others follow it.
func digit(char byte) (n int32, more bool, err error) {
	at := strings.IndexByte(digits, char)
	if at < 0 {
		return 0, false, errNumbers
	}
	return int32(at % base), at >= base, nil
}

// numbers reads what appendNumber wrote.
func numbers(text string) ([]int32, error) {
	out := make([]int32, 0, len(text))
	var n, unit int64 = 0, 1
	for i := range len(text) {
		d, more, err := digit(text[i])
		if n += int64(d) * unit; err != nil || n > math.MaxInt32 {
			return nil, errNumbers
		}
		if more {
			unit *= base
			if unit > math.MaxInt32 {
				return nil, errNumbers
			}
			continue
		}
		out = append(out, int32(n))
		n, unit = 0, 1
	}
	if unit > 1 {
		return nil, errNumbers
	}
	return out, nil
}

// lists reads what appendList wrote, as sets of bits.
func lists(text string) ([]uint64, error) {
	var out []uint64
	set := uint64(0)
	for i := range len(text) {
		if text[i] == none && set == 0 {
			out = append(out, 0)
			continue
		}
		d, more, err := digit(text[i])
		if err != nil {
			return nil, err
		}
		if set |= 1 << d; !more {
			out = append(out, set)
			set = 0
		}
	}
	return out, nil
}

// shardTerms are the terms of a file.
type shardTerms map[string]shardTerm

// A shardTerm is a term's postings, side by side: section, value, and the buckets of
// the terms behind it.
type shardTerm struct {
	sections, values []int32
	next             []uint64
}

// eachRow calls f for the rows of a text, with the word that a row begins with and
// its other columns.
func eachRow(text string, columns int, f func(word string, rest []string) error) error {
	before := ""
	for text != "" {
		row, others, _ := strings.Cut(text, ",")
		text = others
		cells := strings.Split(row, " ")
		if len(cells) != columns || cells[0] == "" {
			return errColumns
		}
		n, more, err := digit(cells[0][0])
		if err != nil || more {
			return errColumns
		}
		if before, err = joined(before, int(n), cells[0][1:]); err != nil {
			return err
		}
		if err := f(before, cells[1:]); err != nil {
			return err
		}
	}
	return nil
}

var (
	errColumns = errors.New("a row that cannot be read")
	errShared  = errors.New("a word shares more than there is")
)

func readTerms(text string) (shardTerms, error) {
	out := shardTerms{}
	err := eachRow(text, 4, func(term string, cells []string) error {
		deltas, err1 := numbers(cells[0])
		values, err2 := numbers(cells[1])
		next, err3 := lists(cells[2])
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		if len(deltas) != len(values) || len(deltas) != len(next) {
			return errColumns
		}
		section := int64(-1)
		for i, d := range deltas {
			if section += int64(d); section < 0 || section > maxSections {
				return errNumbers
			}
			deltas[i] = int32(section)
		}
		out[term] = shardTerm{deltas, values, next}
		return nil
	})
	return out, err
}

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

func (meta browserMeta) readWords(text string) ([]spelling, error) {
	var out []spelling
	columns := 2
	if meta.Stems {
		columns = 3
	}
	err := eachRow(text, columns, func(word string, cells []string) error {
		count, err := numbers(cells[0])
		if err != nil || len(count) != 1 {
			return errColumns
		}
		s := spelling{word: word, count: int(count[0]), term: word}
		if meta.Stems {
			if s.term, err = termOf(word, cells[1]); err != nil {
				return err
			}
		}
		out = append(out, s)
		return nil
	})
	return out, err
}

// termOf reads what appendEnding wrote.
func termOf(word, told string) (string, error) {
	if term, ok := strings.CutPrefix(told, string(none)); ok {
		return term, nil
	}
	lacks, err := numbers(told)
	letters := []rune(word)
	if err != nil || len(lacks) != 1 || int(lacks[0]) > len(letters) {
		return "", errColumns
	}
	return string(letters[:len(letters)-int(lacks[0])]), nil
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
		if start, ok := strings.CutSuffix(r.url, "="); ok {
			r.url = start + slug(r.title) + "/"
		}
	}
	return out, nil
}

// A toldSection is what a record tells of a section.
type toldSection struct{ kind, anchor, heading, lead string }

// section reads what a record tells of its nth section.
func (r record) section(n int32, leads bool) (toldSection, error) {
	columns := 2
	if leads {
		columns = 3
	}
	at := int(n) * columns
	if n < 0 || at+columns > len(r.sections) {
		return toldSection{}, errColumns
	}
	s := toldSection{heading: r.sections[at+1]}
	if leads {
		s.lead = r.sections[at+2]
	}
	if told := r.sections[at]; told != "" {
		kind := int(told[0] - '0')
		if kind >= len(answerKinds) {
			return s, errColumns
		}
		s.kind, s.anchor = answerKinds[kind], told[1:]
	}
	if s.anchor == "" {
		s.anchor = slug(s.heading)
	}
	return s, nil
}
