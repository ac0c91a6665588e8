package inbox

import (
	"html"
	"strings"
)

// bare is a line without the marks of quotes and of emphasis around it, with
// its entities decoded.
func bare(line string) string {
	line = strings.TrimLeft(strings.TrimSpace(line), ">| \t")
	if strings.Contains(line, "&") {
		line = html.UnescapeString(line)
	}
	if strings.Contains(line, "\xe2\x80") {
		line = strings.Map(dropDirection, line)
	}
	return strings.Trim(line, "*_ \t\u00a0")
}

// dropDirection leaves out the marks that say which way a text runs.
func dropDirection(r rune) rune {
	if isDirection(r) {
		return -1
	}
	return r
}

func isDirection(r rune) bool {
	return r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e'
}

// intro tells how many lines from i introduce a quote, 0 if none do. Mail
// programs break such a line where it grows long.
func (r *reply) intro(i int) int {
	first := bare(r.lines[i])
	if !mayIntroduce(first) || !r.introEndsNear(i) {
		return 0
	}
	joined, blanks := first, 0
	for n := 1; ; n++ {
		if introduces(joined) && (n == 1 || !r.introWithin(i, n)) {
			return n
		}
		if n == 5 || i+n >= len(r.lines) || len(joined) > 300 || !earlyDigit(first) {
			return 0
		}
		next := bare(r.lines[i+n])
		if next == "" {
			if blanks++; blanks > 1 {
				return 0
			}
			continue
		}
		if len(first) > 200 || n > 1 && strings.HasSuffix(joined, "?") {
			return 0
		}
		joined += " " + next
	}
}

// introEndsNear spares most lines the expressions.
func (r *reply) introEndsNear(i int) bool {
	for j := i; j < min(i+5, len(r.lines)); j++ {
		line := r.lines[j]
		if strings.Contains(line, "\xe2\x80") {
			line = bare(line)
		}
		if introEnds(strings.TrimRight(line, " \t\r*_")) || strings.Contains(line, "&gt;") {
			return true
		}
	}
	return false
}

// introWithin tells whether an introduction begins below line i, so that line
// i stands before it and is none of it.
func (r *reply) introWithin(i, n int) bool {
	apart := i == 0 || bare(r.lines[i-1]) == ""
	for j := i + 1; j < i+n; j++ {
		first := bare(r.lines[j])
		if first == "" || first[0] == '<' || strings.HasPrefix(first, "mailto:") || !mayIntroduce(first) {
			continue
		}
		head := bare(r.lines[i])
		if datedHead(head) && !datedHead(first) || apart && strongHead(head) && (!sameWord(head, first) || !reInYear.MatchString(first)) {
			continue
		}
		joined := first
		for k := j + 1; k < i+n; k++ {
			joined += " " + bare(r.lines[k])
		}
		if introduces(joined) {
			return true
		}
	}
	return false
}

// sameWord tells whether two lines begin with one word, as two introductions
// of one program do.
func sameWord(a, b string) bool {
	a, _, _ = strings.Cut(a, " ")
	b, _, _ = strings.Cut(b, " ")
	return strings.EqualFold(a, b)
}

// block tells how many lines from i begin the message below: a line that says
// so, or three and more of its headers.
func (r *reply) block(i int) int {
	line := bare(r.lines[i])
	if isOriginal(line) {
		return 1 + r.headers(i+1)
	}
	if dashed(r.lines[i]) && r.headers(i+1) >= 2 {
		return 1
	}
	if n := r.headers(i); n >= 3 {
		return n
	}
	return 0
}

// headers counts the lines from i that are headers of a message, their
// continuations and blank lines between them.
func (r *reply) headers(i int) int {
	known, n := 0, 0
	for ; i+n < len(r.lines) && n < 40; n++ {
		line := bare(r.lines[i+n])
		role := headerRole(line)
		switch {
		case known == 0 && role == 0 && line == "" && n < 2:
		case known == 0 && (role == 0 || role == headerTo):
			return 0
		case role != 0:
			known++
		case line == "" && i+n+1 < len(r.lines) && headerRole(bare(r.lines[i+n+1])) != 0:
		case line != "" && (strings.ContainsAny(line[:1], "<") || looksLikeHeader(line) || isAddressList(line)):
		default:
			if known < 3 {
				return 0
			}
			return n
		}
	}
	if known < 3 {
		return 0
	}
	return n
}

// isAddressList tells the continued line of a long list of receivers.
func isAddressList(line string) bool {
	return strings.Contains(line, "@") && strings.ContainsAny(line, "<;") && !strings.ContainsAny(line, "?!")
}
