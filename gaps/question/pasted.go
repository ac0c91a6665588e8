package question

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"signpost/gaps/words"
)

// typed leaves out what a customer did not write: blocks of code, lines that a machine
// printed, and the fields of a contact form with what fills them. Where what is left says
// nothing, or asks nothing beside code, it stays: the question is in there.
func typed(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	asked := func(s sentence) bool { return s.bids() && s.size >= 2 || s.size >= manyStems }
	if rest := join(unprinted(strings.Split(text, "\n"))); len(rest) < len(text) && slices.ContainsFunc(parse(rest), asked) {
		text = rest
	}
	if rest := join(unfilled(strings.Split(text, "\n"))); len(rest) < len(text) && ContentSize(rest) >= 2 {
		text = rest
	}
	return text
}

func join(lines []string) string { return strings.TrimSpace(strings.Join(lines, "\n")) }

// unprinted drops blocks of code, and two lines and more, one below the other, that a machine
// printed.
func unprinted(lines []string) []string {
	var out []string
	for i := 0; i < len(lines); {
		n := printed(lines[i:])
		if n == 0 {
			out = append(out, lines[i])
			n = 1
		}
		i += n
	}
	return out
}

// printed tells how many lines at the beginning are code or print.
func printed(lines []string) int {
	if IsFence(lines[0]) {
		if end := slices.IndexFunc(lines[1:], IsFence); end >= 0 {
			return end + 2
		}
	}
	n := 0
	for n < len(lines) && isPrint(lines[n]) {
		n++
	}
	if n < 2 {
		return 0
	}
	return n
}

// isPrint tells whether half of what stands in a line, and two pieces of it, are no words: numbers
// with letters, names with marks in them, brackets.
func isPrint(line string) bool {
	pieces := strings.Fields(words.Bare(line))
	odd := 0
	for _, p := range pieces {
		if isOdd(p) {
			odd++
		}
	}
	return odd >= 2 && 2*odd >= len(pieces)
}

// isOdd tells whether a piece of a line is no word of a sentence.
func isOdd(piece string) bool {
	piece = strings.TrimRight(strings.TrimLeft(piece, `("'“„«`), `.,;:!?)"'”“»…`)
	letters, digits, marks := 0, 0, 0
	for _, r := range piece {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case !strings.ContainsRune("'’-–—/&", r):
			marks++
		}
	}
	return marks > 0 || letters > 0 && digits > 0
}

// A field is a line of a form: "Company: Example Ltd".
var field = regexp.MustCompile(`^(\p{L}[^:：?？.!]{0,60}?)\s*[:：]\s*(.*)$`)

const (
	// formFields are so many that they are those of a form.
	formFields = 3
	// labelWords are as many as the name of a field has, saidStems as many telling words as
	// somebody wrote himself.
	labelWords, saidStems = 8, 3
)

// unfilled drops the fields of a form, what announces them, and the lines that tell below it
// where it stands. Of a field in which somebody says something what he says stays.
func unfilled(lines []string) []string {
	first, last, fields := len(lines), 0, 0
	for i, line := range lines {
		if isField(line) {
			first, last, fields = min(first, i), i, fields+1
		}
	}
	if fields < formFields {
		return lines
	}
	var out []string
	filling := false // a field whose label stands alone
	for i, line := range lines[first:] {
		label, value := fieldOf(line)
		switch {
		case label != "" && isSaid(value):
			out = append(out, value)
		case label != "":
			filling = value == ""
			continue
		case filling && line == "":
			continue
		case filling && !isSaid(line) && first+i < last:
		case lines[max(0, first+i-1)] == "" && webAddress.MatchString(line) && !isAsked(line):
		default:
			out = append(out, line)
		}
		filling = false
	}
	if head := lines[:first]; ContentSize(join(out)) < 2 || slices.ContainsFunc(parse(join(head)), sentence.bids) {
		return slices.Concat(head, out)
	}
	return out
}

// bids tells whether a sentence asks, bids or needs something.
func (s sentence) bids() bool { return s.weight >= 2 }

// isSaid tells whether somebody wrote what fills a field, and did not choose it.
func isSaid(value string) bool {
	value = unlinked(value)
	return isAsked(value) || ContentSize(value) >= saidStems && !isPrint(value)
}

func isField(line string) bool {
	label, _ := fieldOf(line)
	return label != ""
}

// fieldOf parts a field of a form, whose label begins with a capital where the script has
// them; label is "" of other lines.
func fieldOf(line string) (label, value string) {
	if !strings.ContainsAny(line, ":：") {
		return "", ""
	}
	m := field.FindStringSubmatch(line)
	if m == nil || len(strings.Fields(m[1])) > labelWords || strings.HasPrefix(m[2], "//") {
		return "", ""
	}
	if r, _ := utf8.DecodeRuneInString(m[1]); unicode.IsLower(r) {
		return "", ""
	}
	return m[1], m[2]
}

// pieced makes one of the sentences that were sent or wrapped in pieces: "How can I export",
// "my invoices?".
func pieced(all []sentence) []sentence {
	out := all[:0]
	for _, s := range all {
		if n := len(out); n > 0 && out[n-1].goesOn(s) {
			out[n-1] = sentenceOf(out[n-1].text + " " + s.text)
			continue
		}
		out = append(out, s)
	}
	return out
}

// goesOn tells whether a sentence without an end goes on in the next line: in small letters,
// where one of both says nothing by itself.
func (s sentence) goesOn(next sentence) bool {
	n := len(s.tokens)
	if r, _ := utf8.DecodeRuneInString(next.text); n == 0 || !unicode.IsLower(r) || begins(next) || isPresence(s) || !next.says() && !next.bids() {
		return false
	}
	switch end, _ := utf8.DecodeLastRuneInString(s.text); {
	case isEnd(end) || end == ':' || end == ',' && n <= fewWords: // "Dear all,"
		return false
	case words.IsGrammar(s.tokens[n-1]):
		return s.bids() // "how can I"
	}
	return s.says() && (s.weight == 0 && n <= fewWords || weightOf(strings.TrimRight(next.text, "?？!. "), next.tokens) == 0)
}

// says tells whether a sentence has a word that says something, and is more than small talk.
func (s sentence) says() bool { return s.size > 0 && s.talk < 0 }

// fewWords are not yet a sentence.
const fewWords = 3
