package question

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"signpost/gaps/words"
	"signpost/inbox"
)

// more says that a text was cut.
const more = "…"

// Cut shortens a text to n characters at most, at the end of a sentence, an item of a list
// or a block of code where one is not too far in front, else at the end of a word, and
// says so by "…". What was masked and code stay whole.
func Cut(text string, n int) string {
	at := 0
	for i := range text {
		if at++; at > n {
			return cutAt(text, i)
		}
	}
	return text
}

// cutAt shortens a text to about limit bytes, as Cut does.
func cutAt(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	limit = max(0, limit-len(" "+more))
	var last, next end
	for _, next = range ends(text) {
		if next.at > limit {
			break
		}
		last = next
	}
	switch kept := strings.TrimSpace(text[:last.at]); {
	case kept == "", next.inLine && last.at < limit*2/3:
		return cutWord(text, limit)
	case last.inLine:
		return kept + " " + more
	default:
		return kept + "\n" + more
	}
}

// An end is a place where a text may be cut; inLine says that it is one of a sentence.
type end struct {
	at     int
	inLine bool
}

// ends are the places where sentences, items and blocks of code end.
func ends(text string) []end {
	var out []end
	at, fenced := 0, false
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		whole := strings.TrimSpace(line)
		_, marked := Unmarked(whole)
		switch {
		case IsFence(whole):
			fenced = !fenced
			if !fenced {
				out = append(out, end{at, false})
			}
		case fenced:
		case marked:
			out = append(out, end{at, false})
		default:
			for line != "" {
				n := sentenceEnd(line)
				line, start = line[n:], start+n
				out = append(out, end{start, true})
			}
		}
	}
	return out
}

// cutWord cuts at the end of a word. A block of code that is too long is cut at the end of
// a line, and ended.
func cutWord(text string, limit int) string {
	for limit > 0 && (!utf8.RuneStart(text[limit]) || joinsBefore(text[limit:])) {
		limit--
	}
	short := text[:limit]
	if line := strings.LastIndexByte(short, '\n'); line > 0 && strings.Count("\n"+short, "\n```")%2 == 1 {
		return short[:line] + "\n```\n" + more
	}
	if r, _ := utf8.DecodeRuneInString(text[limit:]); !unicode.IsSpace(r) {
		if i := strings.LastIndexFunc(short, unicode.IsSpace); i > limit/2 {
			short = short[:i]
		}
	}
	if i := strings.LastIndexByte(short, '['); i > 0 && strings.IndexByte(short[i:], ']') < 0 && len(words.Placeholders(text[i:min(len(text), i+40)])) > 0 {
		short = short[:i]
	}
	if i := strings.LastIndexByte(short, '`'); i > 0 && strings.Count(short, "`")%2 == 1 {
		short = short[:i]
	}
	return strings.TrimRight(short, " \n\t,;:-–—([{„“\"«¿¡") + more
}

// joinsBefore tells whether a text begins with what belongs to the letter before it.
func joinsBefore(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsMark(r) || r == '\u200d'
}

// Begin begins a text with a capital, as a sentence, behind its opening marks, where its
// script has one. A name that is written small, an address and code stay.
func Begin(text string) string {
	at := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("¿¡\"“„«‘‚(", r) })
	r, n := utf8.DecodeRuneInString(text[max(0, at):])
	if at < 0 || !unicode.IsLower(r) {
		return text
	}
	word, _, _ := strings.Cut(text[at:], " ")
	word = strings.TrimRightFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	named := strings.ContainsFunc(word[min(n, len(word)):], func(r rune) bool {
		return unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune("._/:@\\=+", r)
	})
	if named || spelled(word) {
		return text
	}
	large := unicode.ToTitle(r)
	if r == 'i' && inbox.Language(text) == "tr" {
		large = unicode.TurkishCase.ToTitle(r)
	}
	return text[:at] + string(large) + text[at+n:]
}

// spelled tells whether a word of Latin letters holds none that sounds, as the names of
// tools do: "npm", "css".
func spelled(word string) bool {
	return len(word) > 2 && !strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf || strings.ContainsRune("aeiouyAEIOUY", r) })
}

// Quoted is a text as it is quoted on one line of n characters at most: without whom it
// greets and what joins it to what was said before, begun as a sentence, with each mark
// once, and without faces behind it.
func Quoted(text string, n int) string {
	return Begin(Cut(strings.TrimSpace(calm(Unjoined(OneLine(Unaddressed(text))))), n))
}

// joined is what ties a sentence to one before it.
var joined = regexp.MustCompile(`(?i)^(?:but|and|aber|und|mais|et|pero|y|ma|mas|maar),? +`)

// Unjoined drops "and" or "but" in front of a sentence.
func Unjoined(s string) string { return joined.ReplaceAllString(s, "") }

// calm writes repeated marks once, and leaves out what is no letter or mark at the end.
func calm(text string) string {
	text = strings.TrimRightFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) || r == '\ufe0f' || r == '\u200d'
	})
	if !strings.ContainsAny(text, "?!？！") {
		return text
	}
	var b strings.Builder
	var before rune
	for _, r := range text {
		if r == before && strings.ContainsRune("?!？！", r) {
			continue
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}
