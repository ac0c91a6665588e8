package inbox

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file tells by hand what is asked of many lines of every e-mail: whether a
// line says that somebody wrote, when, and from what address. A test holds each
// to the expression that says the same.

// wrotePhrases are those of wroteWords by their first letter, as letterKey has it.
var wrotePhrases = func() map[rune][]string {
	out := map[rune][]string{}
	for _, phrase := range strings.FieldsFunc(wroteWords, func(r rune) bool { return r == '|' || r == '\n' }) {
		first, _ := utf8.DecodeRuneInString(phrase)
		out[letterKey(first)] = append(out[letterKey(first)], phrase)
	}
	return out
}()

// wroteAt gives the ends of the wroteWords that begin at a place until one is right.
func wroteAt(s string, at int, right func(end int) bool) bool {
	first, _ := utf8.DecodeRuneInString(s[at:])
	for _, phrase := range wrotePhrases[letterKey(first)] {
		if end := phraseEnd(s, at, phrase); end > 0 && right(end) {
			return true
		}
	}
	return false
}

// phraseEnd is where a phrase ends that begins at a place, in letters of any size
// and with any space between its words; 0 if it does not.
func phraseEnd(s string, at int, phrase string) int {
	for _, want := range phrase {
		if want == ' ' {
			from := at
			for at < len(s) && isBlank(s[at]) {
				at++
			}
			if at == from {
				return 0
			}
			continue
		}
		got, size := utf8.DecodeRuneInString(s[at:])
		if got != want && letterKey(got) != letterKey(want) {
			return 0
		}
		at += size
	}
	return at
}

// letterKey is the same for letters that differ in size alone.
func letterKey(letter rune) rune {
	if letter < utf8.RuneSelf {
		return unicode.ToUpper(letter)
	}
	least := letter
	for r := unicode.SimpleFold(letter); r != letter; r = unicode.SimpleFold(r) {
		least = min(least, r)
	}
	return least
}

// isBlank tells what \s is in an expression.
func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

// hasWritten tells whether a line says that somebody wrote: one of wroteWords
// stands by itself, or one that needs no space around it.
func hasWritten(s string) bool {
	for at := 0; at < len(s); at++ {
		if at > 0 && !isBlank(s[at-1]) && strings.IndexByte(`>"')]`, s[at-1]) < 0 {
			continue
		}
		if wroteAt(s, at, func(end int) bool {
			return end == len(s) || isBlank(s[end]) || strings.IndexByte(`:"<(-`, s[end]) >= 0 || strings.HasPrefix(s[end:], "：")
		}) {
			return true
		}
	}
	for _, word := range []string{"写道", "寫道", "님이 작성", "のメール"} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// receivers may follow the verb at the end of an introduction.
var receivers = []string{"me", "you", "us", "mir", "uns", ":"}

// endsWithWrote tells whether a line has the verb as its last word.
func endsWithWrote(s string) bool {
	const blanks = " \t\n\f\r"
	s = strings.TrimRight(strings.TrimRight(s, "-"), blanks)
	if endsInColon(s) {
		_, size := utf8.DecodeLastRuneInString(s)
		s = strings.TrimRight(s[:len(s)-size], blanks)
	}
	if endsInPhrase(s) {
		return true
	}
	for _, who := range receivers {
		n := len(s) - len(who)
		if n > 0 && strings.EqualFold(s[n:], who) && isBlank(s[n-1]) && endsInPhrase(strings.TrimRight(s[:n], blanks)) {
			return true
		}
	}
	return false
}

func endsInPhrase(s string) bool {
	for at := range s {
		if wroteAt(s, at, func(end int) bool { return end == len(s) }) {
			return true
		}
	}
	return false
}

// hasReplyDate tells whether a line has what may be a date, a year or a time.
func hasReplyDate(s string) bool {
	digit := func(i int) bool { return i < len(s) && isDigit(s[i]) }
	for i := range len(s) {
		if !digit(i) {
			continue
		}
		if (i == 0 || !asciiWord(s[i-1])) && digit(i+1) && digit(i+2) && digit(i+3) && (s[i:i+2] == "19" || s[i:i+2] == "20") && (i+4 == len(s) || !asciiWord(s[i+4])) {
			return true
		}
		rest := s[i+1:]
		if rest == "" {
			return false
		}
		switch rest[0] {
		case ':', 'h':
			if digit(i+2) && digit(i+3) {
				return true
			}
		case '.', '/', '-':
			if digit(i+2) && (rest[0] == '.' && digit(i+3) || partsDigits(s, i+3) || digit(i+3) && partsDigits(s, i+4)) {
				return true
			}
		}
		if rest = strings.TrimPrefix(rest, "."); rest != "" && rest[0] == ' ' && threeLetters(rest[1:]) {
			return true
		}
	}
	return false
}

// partsDigits tells a mark between the numbers of a date, and a digit behind it.
func partsDigits(s string, i int) bool {
	return i+1 < len(s) && (s[i] == '.' || s[i] == '/' || s[i] == '-') && isDigit(s[i+1])
}

func threeLetters(s string) bool {
	for range 3 {
		r, size := utf8.DecodeRuneInString(s)
		if !unicode.IsLetter(r) {
			return false
		}
		s = s[size:]
	}
	return true
}

// longestNear is how many letters may stand between the words of an address in
// brackets and its @.
const longestNear = 60

// hasReplyFrom tells whether a line has an address of e-mail in brackets, with a
// name or mailto before it or not.
func hasReplyFrom(s string) bool {
	const ends = "<>()@"
	for at := 0; at < len(s); at++ {
		if s[at] != '@' || at+1 == len(s) || isBlank(s[at+1]) || strings.IndexByte(ends, s[at+1]) >= 0 {
			continue
		}
		for open := at - 1; open >= 0; open-- {
			c := s[open]
			if c == '<' || c == '(' || c == '[' {
				near := strings.TrimLeft(s[open+1:at], " \t\n\f\r")
				if i := strings.IndexAny(near, " \t\n\f\r"); i < 0 || utf8.RuneCountInString(near[i:]) <= longestNear {
					return true
				}
			}
			if strings.IndexByte(ends, c) >= 0 {
				break
			}
		}
	}
	return false
}
