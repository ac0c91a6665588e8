package encoder

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	space    = "\u2581" // how pieces write a space
	reserved = 6        // pieces at the beginning that no text has
	unknown  = 0        // the piece of what no other piece has

	// maxRunes bounds what is read of a text. The longest piece has 16 characters,
	// so 128 pieces of known characters never need more.
	maxRunes = 2048
)

// tokenizer cuts texts into pieces as SentencePiece's unigram model does: of all
// ways to cut a text, that whose pieces have the largest sum of scores, which are
// logarithms of probabilities (Kudo 2018, arXiv 1804.10959). Ties and unknown
// characters are decided as in the published JavaScript, with which the weights
// were measured: an unknown character costs nothing, and of equal ways that with
// the shorter last piece wins.
type tokenizer struct {
	pieces  []string
	scores  []float64
	ids     map[string]int32
	longest int // bytes of the longest piece
}

func newTokenizer(pieces []string, scores []float64) *tokenizer {
	t := &tokenizer{pieces: pieces, scores: scores, ids: make(map[string]int32, len(pieces))}
	for i := reserved; i < len(pieces); i++ {
		t.ids[pieces[i]] = int32(i)
		t.longest = max(t.longest, len(pieces[i]))
	}
	return t
}

// prepare normalizes a text (NFKC), and white space as SentencePiece does where
// the published JavaScript leaves it: runs become one space, ends are trimmed.
// Without a word it returns "".
func prepare(text string) string {
	runes := 0
	for i := range text {
		if runes++; runes > maxRunes {
			text = text[:i]
			break
		}
	}
	text = norm.NFKC.String(strings.ToValidUTF8(text, string(utf8.RuneError)))
	var b strings.Builder
	for _, word := range strings.FieldsFunc(text, unicode.IsSpace) {
		b.WriteString(space)
		b.WriteString(word)
	}
	return b.String()
}

// encode returns the ids of a text's pieces, at most maxTokens.
func (t *tokenizer) encode(text string) []int32 {
	text = prepare(text)
	// best and last tell, for each byte position that ends a piece, the score of the
	// best way to it and the last piece on that way.
	type step struct {
		score float64
		id    int32
		size  int32
		found bool
	}
	steps := make([]step, len(text)+1)
	steps[0].found = true
	for i := 0; i < len(text); {
		_, width := utf8.DecodeRuneInString(text[i:])
		if steps[i].found {
			known := false
			for end := i; end < len(text) && end-i < t.longest; {
				_, w := utf8.DecodeRuneInString(text[end:])
				end += w
				id, isPiece := t.ids[text[i:end]]
				if !isPiece {
					continue
				}
				known = true
				score := steps[i].score + t.scores[id]
				if s := &steps[end]; !s.found || s.score == 0 || score >= s.score {
					*s = step{score, id, int32(end - i), true}
				}
			}
			if s := &steps[i+width]; !known && (!s.found || s.score == 0 || steps[i].score >= s.score) {
				*s = step{steps[i].score, unknown, int32(width), true}
			}
		}
		i += width
	}
	var ids []int32
	for end := len(text); end > 0; end -= int(steps[end].size) {
		id := steps[end].id
		if id == unknown && len(ids) > 0 && ids[len(ids)-1] == unknown {
			continue // a run of unknown characters is one piece
		}
		ids = append(ids, id)
	}
	for i, j := 0, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
	return ids[:min(len(ids), maxTokens)]
}
