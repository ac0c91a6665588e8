package practice

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var reNoWord = regexp.MustCompile(`\[[a-z]+ \d+\]|https?://\S+`)

// slowWords are the words of a text, after an expression took out what is none.
func slowWords(text string) []uint64 {
	if strings.Contains(text, "[") || strings.Contains(text, "://") {
		text = reNoWord.ReplaceAllString(text, " ")
	}
	var out []uint64
	var h uint64
	var last rune
	begun := false
	end := func() {
		if begun {
			out = append(out, h)
		}
		begun = false
	}
	for _, r := range text {
		if len(out) >= mostWords {
			return out
		}
		switch {
		case unicode.IsDigit(r):
			r = '0'
		case r >= firstJoined && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			end()
			out = append(out, mix(uint64(r)))
			continue
		case !unicode.IsLetter(r):
			end()
			continue
		}
		if !begun {
			h, begun = basis, true
		}
		if r = unicode.ToLower(r); r != '0' || last != '0' || h == basis {
			h = (h ^ uint64(r)) * 1099511628211
		}
		last = r
	}
	end()
	return out
}

func sameWords(t *testing.T, text string) {
	t.Helper()
	if got, want := appendWords(nil, text), slowWords(text); !slices.Equal(got, want) {
		t.Errorf("%q: %d words %x, want %d %x", text, len(got), got, len(want), want)
	}
}

func TestWordsAreThoseOfTheExpression(t *testing.T) {
	pieces := strings.Split("[email 1]|[person 23|[Email 1]|[a b 1]|[]|[ 1]|http://|https://help.example.com/a?b=1|xhttps://y|httpss://z|http:/|h|Ada|ÉTÉ|12345|1a2|٣٤|漢字|ไทย|かな|ß|’|\n|\t|\u00a0|\u2028|\xff| |, |.", "|")
	rnd := rand.New(rand.NewPCG(9, 9))
	for range 20_000 {
		var b strings.Builder
		for range rnd.IntN(12) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
			b.WriteString([]string{" ", ""}[rnd.IntN(2)])
		}
		if sameWords(t, b.String()); t.Failed() {
			return
		}
	}
	for _, long := range []string{"one two ", "漢", "a漢", "one [person 1]", "x "} {
		for n := mostWords - 2; n < mostWords+3; n++ {
			sameWords(t, strings.Repeat(long, n))
			sameWords(t, strings.Repeat(long, n)+"end")
		}
	}
}

// No English phrase is kept from being looked for.
func TestEnglishCoresAreInAllPhrases(t *testing.T) {
	for _, p := range phrases["en"] {
		if !mayAskEnglish(p) || !mayAskEnglish(strings.ToUpper(p)) {
			t.Errorf("%q is not looked for", p)
		}
	}
}
