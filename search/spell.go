package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

// A dictionary is what correcting a query needs of a carrier.
type dictionary interface {
	// known reports whether the index holds a term.
	known(ctx context.Context, term string) (bool, error)
	// keeps reports a word that is never corrected.
	keeps(surface string) bool
	// spellings are the words that start with a character, sorted.
	spellings(ctx context.Context, first string) ([]spelling, error)
}

// A spelling is a word of the index and the number of sections that hold it.
type spelling struct {
	word  string
	count int
	// term is what the word is indexed as, in stemmed languages.
	term string
}

// maxCost bounds the terms of a query; a longer one is cut. A word costs 4, so that
// 32 are looked up at most; a character or pair of a script that sets no spaces
// costs 1, since a short question has many of them.
const maxCost = 128

// affordable cuts the words of a query to what it may cost.
func affordable(words []word) []word {
	cost := 0
	for i, w := range words {
		first, _ := utf8.DecodeRuneInString(w.Surface)
		if cost += 4; unspaced(first) {
			cost -= 3
		}
		if cost > maxCost {
			return words[:i]
		}
	}
	return words
}

// A parsedQuery is a query as it is searched.
type parsedQuery struct {
	// terms are distinct, in the order of the query.
	terms []string
	// corrected is the text with other words in it, "" when it is as typed.
	corrected string
}

// parseQuery analyses a query and corrects what the index does not know. An
// unknown last word is completed first: it may be typed half. Other unknown
// words of four letters or more are replaced by the nearest of the index that
// starts with the same character. Exact words stand before completed and these
// before corrected ones: a known word is never replaced.
func parseQuery(ctx context.Context, lang, text string, d dictionary) (parsedQuery, error) {
	words := affordable(analyzeQuery(lang, cut(text)))
	var q parsedQuery
	corrected := strings.Builder{}
	at := 0
	for i, w := range words {
		term, surface := w.Term, w.Surface
		if w.Plain {
			better, err := correct(ctx, d, w, i == len(words)-1, stemmed(lang))
			if err != nil {
				return q, err
			}
			if better.term != "" {
				surface, term = better.word, better.term
				if ws := analyze(lang, surface); !stemmed(lang) && len(ws) == 1 {
					term = ws[0].Term
				}
			}
		}
		if surface != w.Surface && w.Start >= at {
			corrected.WriteString(text[at:w.Start] + surface)
			at = w.End
		}
		if !slices.Contains(q.terms, term) {
			q.terms = append(q.terms, term)
		}
	}
	if corrected.Len() > 0 {
		q.corrected = strings.TrimSpace(corrected.String() + cut(text)[at:])
	}
	return q, nil
}

// maxQuery is the longest query that is looked at, in bytes.
const maxQuery = 2000

// cut shortens a text to maxQuery bytes.
func cut(text string) string {
	if len(text) <= maxQuery {
		return text
	}
	end := maxQuery
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// correct returns the word to search in place of w with its term, or w with the
// term that the index has for it; without a term, w is searched as it is.
func correct(ctx context.Context, d dictionary, w word, last, stemmed bool) (spelling, error) {
	n := utf8.RuneCountInString(w.Surface)
	if n < 2 {
		return spelling{}, nil
	}
	if !stemmed {
		if known, err := d.known(ctx, w.Term); err != nil || known {
			return spelling{}, err
		}
	}
	first, _ := utf8.DecodeRuneInString(w.Surface)
	spellings, err := d.spellings(ctx, string(first))
	if err != nil {
		return spelling{}, err
	}
	if stemmed {
		i, ok := slices.BinarySearchFunc(spellings, w.Surface, func(s spelling, word string) int { return strings.Compare(s.word, word) })
		if ok {
			return spellings[i], nil
		}
		if known, err := d.known(ctx, w.Surface); err != nil || known {
			return spelling{}, err
		}
	}
	if d.keeps(w.Surface) {
		return spelling{}, nil
	}
	if last {
		if full := complete(w.Surface, spellings); full.word != "" {
			return full, nil
		}
	}
	if stemmed {
		if kin := inflected(w.Surface, spellings); kin.word != "" {
			return spelling{word: w.Surface, term: kin.term}, nil
		}
	}
	if n < 4 {
		return spelling{}, nil
	}
	return nearest(w.Surface, spellings), nil
}

// Another form of a word begins with the same letters: at least kinStart, and all
// but kinEnd of either word.
const (
	kinStart = 4
	kinEnd   = 5
)

// inflected returns another form of a word that the index does not hold: the one
// that shares the longest beginning with it, then the most frequent one.
func inflected(surface string, spellings []spelling) spelling {
	letters := []rune(surface)
	var best spelling
	most := 0
	for _, s := range spellings {
		word := []rune(s.word)
		n := 0
		for n < len(word) && n < len(letters) && word[n] == letters[n] {
			n++
		}
		if n < kinStart || len(letters)-n > kinEnd || len(word)-n > kinEnd {
			continue
		}
		if n > most || n == most && s.count > best.count {
			best, most = s, n
		}
	}
	return best
}

// complete returns the most frequent word that starts with a prefix.
func complete(prefix string, spellings []spelling) spelling {
	best := spelling{}
	for _, s := range spellings {
		if strings.HasPrefix(s.word, prefix) && s.count > best.count {
			best = s
		}
	}
	return best
}

// nearest returns the word with the fewest slips of the finger between: one, or
// two in words of eight letters and more; then the most frequent one.
func nearest(surface string, spellings []spelling) spelling {
	letters := []rune(surface)
	limit := 1
	if len(letters) >= 8 {
		limit = 2
	}
	type candidate struct {
		spelling
		distance int
	}
	var found []candidate
	for _, s := range spellings {
		if d := distance(letters, []rune(s.word), limit); d <= limit {
			found = append(found, candidate{s, d})
		}
	}
	if len(found) == 0 {
		return spelling{}
	}
	return slices.MinFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(b.count, a.count), strings.Compare(a.word, b.word))
	}).spelling
}

// distance counts insertions, deletions, substitutions and swaps of neighbours
// between two words (optimal string alignment); above limit it may stop at
// limit+1.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
