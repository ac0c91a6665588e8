package inbox

import (
	"iter"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"signpost/internal/frugal"
)

// slowWords are the words of a text and what they announce, found rune by rune
// and without a filter.
func slowWords(s string, who *people) (out []wordPlace) {
	from := -1
	var w wordPlace
	end := func(to int) {
		if from < 0 {
			return
		}
		single := to-from == 1 && !strings.Contains("uUcC", s[from:to])
		if w.to = to; !w.number && !single && to-from <= longestWord {
			b := []byte(fold(s[from:to]))
			w.flags = lexicon[string(b)]
			if who.begins(b) {
				w.flags |= wordNamed
			}
		}
		out, from = append(out, w), -1
	}
	for i, r := range s {
		digit := unicode.IsDigit(r)
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !digit {
			end(i)
			continue
		}
		if from < 0 {
			from = i
			w = wordPlace{from: i, number: digit, capital: unicode.IsUpper(r) || unicode.IsTitle(r)}
		}
		w.foreign = w.foreign || r >= utf8.RuneSelf
	}
	end(len(s))
	return out
}

// slowTokens are the tokens of a text with something to look at.
func slowTokens(s string) (out []token) {
	for at := 0; at < len(s); {
		n := strings.IndexFunc(s[at:], func(r rune) bool { return r <= ' ' })
		if n < 0 {
			n = len(s) - at
		}
		t := token{from: at, to: at + n}
		for i := range n {
			switch c := s[at+i]; {
			case c >= '0' && c <= '9':
				t.digits++
			case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf:
				t.letters++
			case c == '@':
				t.at++
			case c == ':':
				t.colon++
			case c == '.':
				t.dot++
			}
		}
		if t.digits > 0 || t.at > 0 || t.colon > 0 {
			out = append(out, t)
		}
		at += n + 1
	}
	return out
}

// sameCut checks that a text is cut as it is slowly.
func sameCut(t *testing.T, s string, who *people) {
	t.Helper()
	var f finder
	f.scan(s, who)
	all := gocmp.AllowUnexported(wordPlace{}, token{})
	if diff := gocmp.Diff(slowWords(s, who), f.words, all); diff != "" {
		t.Errorf("%q: words differ (-want +got):\n%s", s, diff)
	}
	if diff := gocmp.Diff(slowTokens(s), f.tokens, all); diff != "" {
		t.Errorf("%q: tokens differ (-want +got):\n%s", s, diff)
	}
	if want := hasControl(s); f.control != want {
		t.Errorf("%q: control is %v, want %v", s, f.control, want)
	}
	if want := strings.ContainsAny(s, "([{"); f.bracket != want {
		t.Errorf("%q: bracket is %v, want %v", s, f.bracket, want)
	}
}

func cutPeople() *people {
	who := newPeople()
	who.add("Zoë Örn", "1", "")
	who.add("Brookline-Smith Ada", "2", "")
	who.add("O Ng", "3", "")
	return who
}

// The one pass over a text finds what slow ways find.
func TestScanCutsAsSlowWaysDo(t *testing.T) {
	who := cutPeople()
	pieces := strings.Fields("Ada adas Zoë ZOES Örn ng NGs brooklines straße STRASSE Strasse c u C/ 12 12th a1 1a é ñandú пароль n° nº № 한국 用户 ٣ ǅ e\u0301 \u0301x a@b.example x:y:z 1.2.3 (at) [ { \x01 \x7f \u0085 \u00a0 \xff \xe2\x80 \xc2 “word” ’s 🙂 " +
		strings.Repeat("w", longestWord) + " " + strings.Repeat("w", longestWord+1))
	for w := range lexicon {
		if len(pieces) < 400 {
			pieces = append(pieces, w, strings.ToUpper(w))
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var b strings.Builder
		for range rnd.IntN(6) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
			b.WriteString([]string{" ", "", "\n", ".", ", ", "-", "\t"}[rnd.IntN(7)])
		}
		if sameCut(t, b.String(), who); t.Failed() {
			return
		}
	}
}

// No word of the sets is kept from being looked up, however it is written.
func TestWordFiltersHoldTheirWords(t *testing.T) {
	for name, set := range map[string]struct {
		filter wordFilter
		words  iter.Seq[string]
	}{
		"lexicon":  {lexiconFilter, maps.Keys(lexicon)},
		"intros":   {introFilter, maps.Keys(introWords)},
		"language": {languageFilter, maps.Keys(languageWords)},
	} {
		for w := range set.words {
			if !set.filter.mayHold(w) || !set.filter.mayHold(strings.ToUpper(w)) && strings.ToLower(strings.ToUpper(w)) == w && isASCII(w) {
				t.Errorf("%s: the filter does not hold %q", name, w)
			}
		}
	}
	passed := 0
	for i := range 100_000 {
		if lexiconFilter.mayHold(strings.Repeat(string(rune('a'+i%26)), i/26%3+1) + string(rune('a'+i/78%26)) + string(rune('a'+i/2028%26)) + "ng") {
			passed++
		}
	}
	if passed > 10_000 {
		t.Errorf("%d of 100,000 made-up words pass the filter", passed)
	}
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func FuzzCut(f *testing.F) {
	for _, s := range []string{"Hi Ada,\nmy code is 12-34 (a@b.example).", "Zoë’s straße\x00 № 5", "\xff\u0301a\u00a0"} {
		f.Add(s)
	}
	who := cutPeople()
	f.Fuzz(frugal.One(func(t *testing.T, s string) { sameCut(t, s, who) }))
}
