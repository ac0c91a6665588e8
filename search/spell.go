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
	// together tells for each of some terms how well it goes with others: the sum,
	// over the sections that hold it, of idf² of the others there.
	together(ctx context.Context, terms, others []string) ([]float64, error)
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
	// pairs are those that stand next to each other, distinct.
	pairs [][2]string
	// corrected is the text with other words in it, "" when it is as typed.
	corrected string
	// collection is the title of the one that is searched, "" for all.
	collection string
}

// A choice is a word of a query and what is searched in its place.
type choice struct {
	word
	as spelling
}

// parseQuery analyses a query and corrects what the index does not know. An
// unknown last word is completed first: it may be typed half. Other unknown
// words of four letters or more are replaced by the nearest of the index that
// starts with the same character. Exact words stand before completed and these
// before corrected ones: a known word is never replaced.
func parseQuery(ctx context.Context, lang, text string, d dictionary) (parsedQuery, error) {
	text = cut(text)
	words := affordable(analyzeQuery(lang, text))
	choices := make([]choice, len(words))
	var terms []string
	for i, w := range words {
		choices[i] = choice{w, spelling{word: w.Surface, term: w.Term}}
		if w.Plain {
			better, err := corrector{d, lang}.correct(ctx, w, i == len(words)-1, terms)
			if err != nil {
				return parsedQuery{}, err
			}
			if better.term != "" {
				choices[i].as = better
			}
		}
		terms = append(terms, choices[i].as.term)
	}
	return newParsedQuery(text, choices), nil
}

func newParsedQuery(text string, choices []choice) parsedQuery {
	var q parsedQuery
	corrected := strings.Builder{}
	at := 0
	for i, c := range choices {
		if c.as.word != c.Surface && c.Start >= at {
			corrected.WriteString(text[at:c.Start] + c.as.word)
			at = c.End
		}
		if !slices.Contains(q.terms, c.as.term) {
			q.terms = append(q.terms, c.as.term)
		}
		if i > 0 && c.Start >= choices[i-1].End && c.as.term != choices[i-1].as.term {
			if p := [2]string{choices[i-1].as.term, c.as.term}; !slices.Contains(q.pairs, p) {
				q.pairs = append(q.pairs, p)
			}
		}
	}
	if corrected.Len() > 0 {
		q.corrected = strings.TrimSpace(corrected.String() + text[at:])
	}
	return q
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

// A corrector finds words of the index for words of a query.
type corrector struct {
	dictionary
	lang string
}

// correct returns the word to search in place of w with its term, or w with the
// term that the index has for it; without a term, w is searched as it is. The other
// terms are those of the words before it.
func (c corrector) correct(ctx context.Context, w word, last bool, others []string) (spelling, error) {
	n := utf8.RuneCountInString(w.Surface)
	if n < 2 {
		return spelling{}, nil
	}
	if !stemmed(c.lang) {
		if known, err := c.known(ctx, w.Term); err != nil || known {
			return spelling{}, err
		}
	}
	first, _ := utf8.DecodeRuneInString(w.Surface)
	spellings, err := c.spellings(ctx, string(first))
	if err != nil {
		return spelling{}, err
	}
	if stemmed(c.lang) {
		i, ok := slices.BinarySearchFunc(spellings, w.Surface, func(s spelling, word string) int { return strings.Compare(s.word, word) })
		if ok {
			return spellings[i], nil
		}
		if known, err := c.known(ctx, w.Surface); err != nil || known {
			return spelling{}, err
		}
	}
	if c.keeps(w.Surface) {
		return spelling{}, nil
	}
	if last {
		if full, err := c.complete(ctx, w.Surface, spellings, others); err != nil || full.word != "" {
			return full, err
		}
	}
	if stemmed(c.lang) {
		if kin := inflected(w.Surface, spellings); kin.word != "" {
			return spelling{word: w.Surface, term: kin.term}, nil
		}
	}
	if n < 4 {
		return spelling{}, nil
	}
	return c.termed(nearest(w.Surface, spellings)), nil
}

// termed gives a word its term, where the index does not tell it.
func (c corrector) termed(s spelling) spelling {
	if stemmed(c.lang) {
		return s
	}
	if ws := analyze(c.lang, s.word); len(ws) == 1 {
		s.term = ws[0].Term
	}
	return s
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

// maxCompletions is how many words are considered for one that is typed half.
const maxCompletions = 8

// complete returns the word that starts with a prefix and goes best with the other
// terms; among the most frequent ones, and the most frequent one if none goes with
// them.
func (c corrector) complete(ctx context.Context, prefix string, spellings []spelling, others []string) (spelling, error) {
	var found []spelling
	for _, s := range spellings {
		if strings.HasPrefix(s.word, prefix) {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		return spelling{}, nil
	}
	slices.SortStableFunc(found, func(a, b spelling) int { return b.count - a.count })
	found = found[:min(maxCompletions, len(found))]
	terms := make([]string, len(found))
	for i := range found {
		found[i] = c.termed(found[i])
		terms[i] = found[i].term
	}
	if len(found) == 1 || len(others) == 0 {
		return found[0], nil
	}
	weights, err := c.together(ctx, terms, others)
	if err != nil {
		return spelling{}, err
	}
	best := 0
	for i, w := range weights {
		if w > weights[best] {
			best = i
		}
	}
	return found[best], nil
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
