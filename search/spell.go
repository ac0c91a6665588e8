package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"signpost/internal/edits"
)

// A dictionary is what a query needs of a carrier.
type dictionary interface {
	// sections counts the sections.
	sections() int
	// weights are the sections that hold a term, each once.
	weights(ctx context.Context, term string) ([]weight, error)
	// prefixed are the terms that begin with a word, whose own term is told, sorted. They
	// may be those only that are near its term.
	prefixed(ctx context.Context, prefix, term string) ([]countedTerm, error)
	// keeps reports a word that is never corrected.
	keeps(surface string) bool
	// spellings are the words that start with a character, sorted.
	spellings(ctx context.Context, first string) ([]spelling, error)
}

// A countedTerm is a term and the number of sections that hold it.
type countedTerm struct {
	term  string
	count int
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
	terms []queryTerm
	// pairs are those that stand next to each other, distinct.
	pairs [][2]string
	// corrected is the text with other words in it, "" when it is as typed.
	corrected string
	// spoken counts the words of the text as they are set apart by spaces; a text of
	// a script without spaces has as many as it has terms.
	spoken int
	// collection is the title of the one that is searched, "" for all.
	collection string
}

// A queryTerm is a term and how much it says about the question.
type queryTerm struct {
	term   string
	weight float64
	// also are terms that begin with the word, which may be typed half.
	also []string
}

// Weights of the terms of a query.
const (
	// faintWeight is that of words that questions are made of.
	faintWeight = 0.4
	// exactWeight is that of a word with its accents, beside the word without.
	exactWeight = 0.3
)

// faint are the terms of words that questions are made of, and that say little of
// what is asked: "is it possible to …", "I want to get …".
var faint = func() map[string]bool {
	set := map[string]bool{}
	for _, term := range Terms("en", `able anyone find get gets getting got help know let like make makes making need needs please
possible someone something thing things tried tries try trying use used uses using want wanted wants way ways work working works`) {
		set[term] = true
	}
	return set
}()

// add adds a term, unless it is there.
func (q *parsedQuery) add(term string, weight float64) {
	if !slices.ContainsFunc(q.terms, func(t queryTerm) bool { return t.term == term }) {
		q.terms = append(q.terms, queryTerm{term: term, weight: weight})
	}
}

// place is where a term of the query stands in it.
func (q *parsedQuery) place(term string) int {
	return slices.IndexFunc(q.terms, func(t queryTerm) bool { return t.term == term })
}

// marked are the terms that excerpts mark.
func (q *parsedQuery) marked() []string {
	var out []string
	for _, t := range q.terms {
		out = append(append(out, t.term), t.also...)
	}
	return out
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
	corrector := corrector{d, lang}
	choices := make([]choice, len(words))
	var terms []string
	for i, w := range words {
		choices[i] = choice{w, spelling{word: w.Surface, term: w.Term}}
		if w.Plain {
			better, err := corrector.correct(ctx, w, i == len(words)-1, terms)
			if err != nil {
				return parsedQuery{}, err
			}
			if better.term != "" {
				choices[i].as = better
			}
		}
		terms = append(terms, choices[i].as.term)
	}
	q := corrector.join(text, choices)
	if q.spoken = len(strings.Fields(text)); strings.ContainsFunc(text, unspaced) {
		q.spoken = len(q.terms)
	}
	if err := corrector.widen(ctx, &q, choices); err != nil {
		return parsedQuery{}, err
	}
	return q, nil
}

// join makes a query of the words that were chosen.
func (c corrector) join(text string, choices []choice) parsedQuery {
	var q parsedQuery
	corrected := strings.Builder{}
	at := 0
	for i, one := range choices {
		if one.as.word != one.Surface && one.Start >= at {
			corrected.WriteString(text[at:one.Start] + one.as.word)
			at = one.End
		}
		weight := 1.0
		if english(c.lang) && faint[one.as.term] {
			weight = faintWeight
		}
		q.add(one.as.term, weight)
		if i > 0 && one.Start >= choices[i-1].End && one.as.term != choices[i-1].as.term {
			if p := [2]string{choices[i-1].as.term, one.as.term}; !slices.Contains(q.pairs, p) {
				q.pairs = append(q.pairs, p)
			}
		}
	}
	if corrected.Len() > 0 {
		q.corrected = strings.TrimSpace(corrected.String() + text[at:])
	}
	return q
}

// widen adds what else the words of a query can stand for: parts of compounds, the
// word with its accents, and words that begin as the last one does.
func (c corrector) widen(ctx context.Context, q *parsedQuery, choices []choice) error {
	for _, one := range choices {
		if !one.Plain {
			continue
		}
		parts, err := c.parts(ctx, one.as.word, one.as.term)
		if err != nil {
			return err
		}
		for _, part := range parts {
			q.add(part, 1)
		}
		if one.Exact == "" {
			continue
		}
		ws, err := c.weights(ctx, one.Exact)
		if err != nil {
			return err
		}
		if len(ws) > 0 {
			q.add(one.Exact, exactWeight)
		}
	}
	if len(choices) == 0 {
		return nil
	}
	last := choices[len(choices)-1]
	if !last.Plain || last.as.word != last.Surface || utf8.RuneCountInString(last.Surface) < alsoLength {
		return nil
	}
	also, err := c.also(ctx, last)
	for i := range q.terms {
		if q.terms[i].term == last.as.term {
			q.terms[i].also = also
		}
	}
	return err
}

// A word of alsoLength letters or more that is the last of a query finds words that
// it begins too: the alsoTerms most frequent ones.
const (
	alsoLength = 4
	alsoTerms  = 8
)

func (c corrector) also(ctx context.Context, last choice) ([]string, error) {
	found, err := c.prefixed(ctx, last.Surface, last.as.term)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(t countedTerm) bool { return t.term == last.as.term })
	slices.SortStableFunc(found, func(a, b countedTerm) int { return b.count - a.count })
	var out []string
	for _, t := range found[:min(alsoTerms, len(found))] {
		out = append(out, t.term)
	}
	return out, nil
}

// maxQuery is the longest query that is looked at, in characters.
const maxQuery = 2000

// cut shortens a text to maxQuery characters.
func cut(text string) string {
	n := 0
	for i := range text {
		if n++; n > maxQuery {
			return text[:i]
		}
	}
	return text
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
		if ws, err := c.weights(ctx, w.Term); err != nil || len(ws) > 0 {
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
		if ws, err := c.weights(ctx, w.Surface); err != nil || len(ws) > 0 {
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
	if parts, err := c.parts(ctx, w.Surface, w.Surface); err != nil || parts != nil {
		return spelling{}, err // a compound that nobody has written yet
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
	weights, err := together(ctx, c, terms, others)
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
	var measure edits.Measure
	for _, s := range spellings {
		if d := measure.Distance(letters, []rune(s.word), limit); d <= limit {
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
