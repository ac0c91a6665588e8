package inbox

import (
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// languageTag returns the canonical form of a tag, "" if it is none.
func languageTag(s string) string {
	tag, err := language.Parse(strings.TrimSpace(s))
	if err != nil || tag == language.Und {
		return ""
	}
	return tag.String()
}

// scripts are those that one language writes by far the most.
var scripts = []struct {
	table *unicode.RangeTable
	tag   string
}{
	{unicode.Hiragana, "ja"},
	{unicode.Katakana, "ja"},
	{unicode.Hangul, "ko"},
	{unicode.Han, "zh"},
	{unicode.Cyrillic, "ru"},
	{unicode.Arabic, "ar"},
	{unicode.Hebrew, "he"},
	{unicode.Greek, "el"},
	{unicode.Thai, "th"},
	{unicode.Devanagari, "hi"},
}

// stopWords are short common words that set languages in Latin script apart.
var stopWords = []struct{ tag, words string }{
	{"en", "the and is are you to of in it that for how my can what this have with not do does we your i when where please would"},
	{"de", "der die das und ist nicht ich wir sie mit für auf ein eine wie kann haben zu den von bitte es im wenn aber noch auch mein"},
	{"fr", "le la les et est pas je nous vous pour sur un une des du que comment dans avec mon ma bonjour merci au ce il peut mais"},
	{"es", "el los las y es no yo para por un una que cómo como con mi hola gracias en del puedo se lo está pero quiero tengo"},
	{"pt", "o os as e é não eu para por um uma que como com meu minha olá obrigado em do da posso se está mas quero tenho no na"},
	{"it", "il lo gli e è non io per un una che come con mio mia ciao grazie in del della posso si ma vorrei sono ho nel di"},
	{"nl", "de het en is niet ik wij voor op een hoe kan met mijn van te dat hebben graag maar ook naar bij jullie hallo"},
	{"sv", "och är inte jag vi för på en ett hur kan med min att det som har till men hej tack av den om"},
	{"pl", "i jest nie ja my dla na jak może z mój że to się do w czy mam proszę dzień dobry ale po"},
}

// minWords is how many common words a guess takes.
const minWords = 2

// sampleBytes is how much text a guess looks at.
const sampleBytes = 2000

// detectLanguage guesses from what the customer wrote, and from the rest
// where the customer wrote too little; "" when that does not tell.
func detectLanguage(c *Conversation) string {
	var customer, all strings.Builder
	for _, m := range c.Messages {
		if m.Kind != Comment || m.Auto {
			continue
		}
		if m.Role == Customer && customer.Len() < sampleBytes {
			customer.WriteString(m.Body + "\n")
		}
		if all.Len() < sampleBytes {
			all.WriteString(m.Body + "\n")
		}
	}
	if tag := guessLanguage(customer.String()); tag != "" {
		return tag
	}
	return guessLanguage(all.String())
}

// guessLanguage judges by script, then by common words.
func guessLanguage(s string) string {
	if len(s) > 2*sampleBytes {
		s = strings.ToValidUTF8(s[:2*sampleBytes], "")
	}
	letters, counts := 0, make([]int, len(scripts))
	for _, r := range s {
		if r < 0x80 {
			if r|0x20 >= 'a' && r|0x20 <= 'z' {
				letters++
			}
			continue
		}
		if unicode.IsLetter(r) {
			letters++
			for i, sc := range scripts {
				if unicode.Is(sc.table, r) {
					counts[i]++
				}
			}
		}
	}
	kana := counts[0] + counts[1]
	for i, n := range counts {
		if i == 3 && kana > 0 {
			continue
		}
		if n*3 > letters || (i < 2 && kana > 0 && (kana+counts[3])*3 > letters) {
			return scripts[i].tag
		}
	}
	return latinLanguage(s)
}

func latinLanguage(s string) string {
	score := make([]int, len(stopWords))
	for _, word := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for i := range languageWords[word] {
			if languageWords[word][i] {
				score[i]++
			}
		}
	}
	best, second := 0, -1
	for i := 1; i < len(score); i++ {
		if score[i] > score[best] {
			best, second = i, best
		} else if second < 0 || score[i] > score[second] {
			second = i
		}
	}
	if score[best] < minWords || score[best] == score[second] {
		return ""
	}
	return stopWords[best].tag
}

// languageWords tells for each common word which of stopWords have it.
var languageWords = func() map[string][]bool {
	out := map[string][]bool{}
	for i, l := range stopWords {
		for w := range strings.FieldsSeq(l.words) {
			if out[w] == nil {
				out[w] = make([]bool, len(stopWords))
			}
			out[w][i] = true
		}
	}
	return out
}()
