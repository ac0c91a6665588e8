package question

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// phrases are word sequences by their first word, so that a text without the
// first words is passed over at the cost of a look-up a word.
type phrases map[string][][]string

// newPhrases takes phrases in small letters, a bar between them.
func newPhrases(list string) phrases {
	p := phrases{}
	for one := range strings.SplitSeq(list, "|") {
		if w := strings.Fields(one); len(w) > 0 {
			p[w[0]] = append(p[w[0]], w[1:])
		}
	}
	return p
}

// at gives the number of words of the longest phrase that begins at tokens[i].
func (p phrases) at(tokens []string, i int) int {
	longest := 0
	for _, rest := range p[tokens[i]] {
		if len(rest) < longest || i+1+len(rest) > len(tokens) {
			continue
		}
		same := true
		for j, w := range rest {
			same = same && tokens[i+1+j] == w
		}
		if same {
			longest = len(rest) + 1
		}
	}
	return longest
}

// in tells whether a phrase occurs.
func (p phrases) in(tokens []string) bool { return p.count(tokens, 1) > 0 }

// count counts phrases, up to most.
func (p phrases) count(tokens []string, most int) int {
	n := 0
	for i := range tokens {
		if n < most && p.at(tokens, i) > 0 {
			n++
		}
	}
	return n
}

// tokens gives the words of a text in small letters, short forms whole
// ("can't"), placeholders as "[card]". It differs from words.Split, which
// prepares words for comparison.
func tokens(text string) []string {
	if !isLower(text) {
		text = strings.ToLower(text)
	}
	out := make([]string, 0, len(text)/6+1)
	start := -1
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case isWordRune(r) || (r == '\'' || r == '’') && start >= 0:
			if start < 0 {
				start = i
			}
		case start >= 0:
			out = append(out, plainWord(text[start:i]))
			start = -1
		}
		if r == '[' {
			if kind, length := placeholderAt(text[i:]); length > 0 {
				out = append(out, kind)
				size = length
			}
		}
		i += size
	}
	if start >= 0 {
		out = append(out, plainWord(text[start:]))
	}
	return out
}

func isLower(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func plainWord(w string) string {
	if strings.Contains(w, "’") {
		w = strings.ReplaceAll(w, "’", "'")
	}
	return strings.TrimRight(w, "'")
}

// placeholderAt reads what masking left, "[card 1]", as "[card]".
func placeholderAt(text string) (kind string, length int) {
	end := strings.IndexByte(text[:min(len(text), 40)], ']')
	if end < 0 {
		return "", 0
	}
	kind = strings.TrimRight(text[1:end], "0123456789")
	if kind == text[1:end] || !strings.HasSuffix(kind, " ") || len(kind) < 2 {
		return "", 0
	}
	return "[" + kind[:len(kind)-1] + "]", end + 1
}
