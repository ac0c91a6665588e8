package question

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Programs for mail wrap lines at some 72 letters: leastWrapped is the narrowest page and
// mostWrapped the widest on which lines are taken for wrapped, and fullLine the part of it
// that a line fills at least before one that goes on in small letters.
const (
	leastWrapped, mostWrapped = 50, 100
	fullLine                  = 0.6
)

// unwrapped puts lines together that a program for mail had wrapped. Items of lists, fields
// of forms and code begin lines of their own.
func unwrapped(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	lines := strings.Split(text, "\n")
	width, full := 0, 0
	for _, line := range lines {
		width = max(width, utf8.RuneCountInString(line))
	}
	if width < leastWrapped || width > mostWrapped {
		return text
	}
	wrapped := func(i int) bool {
		above, line := lines[i], lines[i+1]
		word, _, _ := strings.Cut(line, " ")
		return line != "" && utf8.RuneCountInString(above)+1+utf8.RuneCountInString(word) > width
	}
	for i := range lines[1:] {
		if wrapped(i) {
			full++
		}
	}
	out := lines[:1:1]
	fenced := IsFence(lines[0])
	for i, line := range lines[1:] {
		above := lines[i]
		small, _ := utf8.DecodeRuneInString(line)
		end, _ := utf8.DecodeLastRuneInString(above)
		switch {
		case IsFence(line) || IsFence(above) || fenced:
			fenced = fenced != IsFence(line)
		case above == "" || line == "" || isEnd(end) || end == ':' || beginsLine(line) || isPrint(above):
		case unicode.IsLower(small) && float64(utf8.RuneCountInString(above)) >= fullLine*float64(width), full > 1 && wrapped(i):
			out[len(out)-1] += " " + line
			continue
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// beginsLine tells whether a line is one by itself.
func beginsLine(line string) bool {
	_, marked := Unmarked(line)
	return marked || isField(line) || isPrint(line)
}

// longestWord is how many bytes of ASCII without a blank may be a word.
const longestWord = 100

// unpadded drops what no reader sees, such as soft hyphens, and what is no word by its length,
// such as a file that was pasted.
func unpadded(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\u00ad' || r == '\u200b' || r == '\ufeff' || r == '\u2060' {
			return -1
		}
		return r
	}, text)
	if len(text) <= longestWord {
		return text
	}
	kept := make([]byte, 0, len(text))
	from := 0 // where the word began
	for i := range len(text) + 1 {
		if i < len(text) && text[i] > ' ' && text[i] < utf8.RuneSelf {
			continue
		}
		if i-from <= longestWord {
			kept = append(kept, text[from:i]...)
		}
		if i < len(text) {
			kept = append(kept, text[i])
		}
		from = i + 1
	}
	return strings.TrimSpace(string(kept))
}
