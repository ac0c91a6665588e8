package pages

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"signpost/gaps/words"
	"signpost/inbox"
)

// marked cuts a text into pieces, those marked that hold the stem of a word.
func marked(text string, lacks []string) []piece {
	stems := map[string]bool{}
	for _, l := range lacks {
		for _, s := range words.Content(l) {
			stems[s] = true
		}
	}
	var out []piece
	add := func(s string, mark bool) {
		if n := len(out); n > 0 && out[n-1].Marked == mark {
			out[n-1].Text += s
		} else if s != "" {
			out = append(out, piece{s, mark})
		}
	}
	for text != "" {
		end := strings.IndexFunc(text, func(r rune) bool { return !inWord(r) })
		if end == 0 {
			end = strings.IndexFunc(text, inWord)
		}
		if end < 0 {
			end = len(text)
		}
		hit := slices.ContainsFunc(words.Content(text[:end]), func(s string) bool { return stems[s] })
		add(text[:end], hit)
		text = text[end:]
	}
	return out
}

// markedValue cuts a sentence into pieces, its value marked where it stands alone.
func markedValue(sentence, value string) []piece {
	for from := 0; value != ""; {
		i := strings.Index(sentence[from:], value)
		if i < 0 {
			break
		}
		at := from + i
		end := at + len(value)
		before, _ := utf8.DecodeLastRuneInString(sentence[:at])
		after, _ := utf8.DecodeRuneInString(sentence[end:])
		if !inWord(before) && !inWord(after) {
			return []piece{{sentence[:at], false}, {value, true}, {sentence[end:], false}}
		}
		from = end
	}
	return []piece{{sentence, false}}
}

// after is the unit behind a number, and before a currency in front of it.
var (
	after  = regexp.MustCompile(`^(?:[ \x{a0}-]?\pL+|[ \x{a0}]?[%\p{Sc}])`)
	before = regexp.MustCompile(`\p{Sc}[ \x{a0}]?$`)
	number = regexp.MustCompile(`^[\d.,]+$`)
)

// measure is a value as people read it: a number with what its sentence counts by it.
func measure(value, sentence string) string {
	said := markedValue(sentence, value)
	if !number.MatchString(value) || len(said) < 3 {
		return value
	}
	if currency := before.FindString(said[0].Text); currency != "" {
		return currency + value
	}
	return value + after.FindString(said[2].Text)
}

// langOf is the language of a text that is not in English, as its pages are; "" where that
// is not known.
func langOf(text string) string {
	if lang := inbox.Language(text); lang != "en" {
		return lang
	}
	return ""
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
