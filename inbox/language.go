package inbox

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

// stopWords are short common words that set languages in one script apart, and
// letters that few or no others of them have.
var stopWords = []struct{ tag, words, letters string }{
	{"en", "the and is are you to of in it that for how my can what this have with not do does we your i when where please would was were has been there why who which get about", ""},
	{"de", "der die das und ist nicht ich wir sie mit für auf ein eine wie kann gibt haben zu den von beim bitte es im wenn aber noch auch mein mich wo wann warum was wer welche meine meinen wird wurde hat keine habe ihr", "ß"},
	{"fr", "le la les et est pas je nous vous pour sur un une des du que comment dans avec mon ma bonjour merci au ce il peut mais où quand pourquoi quel quelle mes puis suis été ai deux qui cette ne", "œ"},
	{"es", "el los las y es no yo para por un una que cómo como con mi hola gracias en del puedo puede se lo está pero quiero tengo dónde cuándo qué mis su fue dos al sus cuando ha", "ñ¿¡"},
	{"pt", "o os as e é não eu para por um uma que como com meu minha olá obrigado em do da posso se está mas quero tenho no na onde quando minhas meus foi duas dois ao sua seu", "ãõ"},
	{"it", "il lo gli e è non io per un una che come con mio mia ciao grazie in del della posso si ma vorrei sono ho nel di riesco ad dove quando mie miei mi stato due le perché ha", ""},
	{"nl", "de het en is niet ik wij voor op een hoe kan met mijn van te dat hebben graag maar ook naar bij jullie hallo waar wanneer ben heb wordt mij deze dit kunnen wat", ""},
	{"sv", "och är inte jag vi för på en ett hur kan med min att det som har till men hej tack av den om mitt var när mina vad mig ni från", ""},
	{"da", "og er ikke jeg vi for på en et hvordan kan med min at det som har til men hej tak af den om hvad mig jer ind mit hvor hvornår mine blevet gange fra", "øæ"},
	{"nb", "og er ikke jeg vi for på en et hvordan kan med min at det som har til men hei takk av den om hva meg dere inn mitt får hvor når mine blitt ganger fra", "øæ"},
	{"fi", "ja on ei en se että minä miten voin kanssa minun mutta hei kiitos tämä ole mitä kun tai voi olen pysty haluan sisään missä mistä milloin minulla ovat kaksi miksi", ""},
	{"et", "ja on ei see et mina kuidas saan minu aga tere tänan mis kui või palun ole oma", "õ"},
	{"pl", "i jest nie ja my dla na jak może z mój że to się do w czy mam proszę dzień dobry ale po mogę gdzie kiedy moje został dlaczego mnie", "łąęśźżńć"},
	{"cs", "a je se na že jak mohu můj moje nemohu prosím dobrý den děkuji ale když kde pro jsem si mi kdy své byla byl nevím", "řěů"},
	{"sk", "a je sa na že ako môžem môj moja nemôžem prosím dobrý deň ďakujem ale keď kde pre som si mi neviem", "ľĺŕ"},
	{"hr", "i je se na da kako mogu moj moja ne hvala ali gdje za sam su što nije molim dobar dan u od li mi", "đ"},
	{"sl", "in je se na da kako lahko moj moja ne hvala ampak kje za sem so kaj ni prosim dober dan v od mi", ""},
	{"hu", "a az és nem egy hogyan hogy vagyok lehet kérem köszönöm de ha hol van meg nekem szeretném tudok jó mikor miért ezt", "őű"},
	{"ro", "și este nu eu pentru cum pot meu mea bună mulțumesc dar dacă unde sunt în la cu pe îmi mă să vă când mele mi două", "țșăţş"},
	{"tr", "ve bir bu için nasıl ben mi mı değil var yok ile ama merhaba teşekkürler nerede ne olarak lütfen çok daha zaman neden iki aynı", "ığş"},
	{"id", "dan yang tidak saya untuk bagaimana bisa ini itu di dengan ke dari apa akun tolong terima kasih cara belum sudah ada", ""},
	{"vi", "không tôi là và của có được cho làm sao như thế nào xin chào cảm ơn này trong với để", "ạảấầẩậắằặẹẻếềểệỉịọỏốồổộớờởợụủứừửựỳỷđơư"},
	{"ru", "и не я на что как мне до это но ли мой вы в с для могу у меня по от есть", "ыэё"},
	{"uk", "і не я на що як мені до це та але чи мій ви у з для можу по від є", "іїєґ"},
	{"bg", "и не аз на че как ми до това но ли моят вие в с за мога да се си съм от по", "ъ"},
	{"sr", "и не ја на да како ми до то али ли мој ви у са за могу се сам од је", "ђјљњћџ"},
}

// maxLanguages is how many stopWords may have.
const maxLanguages = 64

// minWords is how many common words a guess takes.
const minWords = 2

// sampleBytes is how much text a guess looks at.
const sampleBytes = 2000

// detectLanguage guesses from what the customer wrote, and from the rest
// where the customer wrote too little; "" when that does not tell.
func detectLanguage(c *Conversation) string {
	if tag := guessLanguage(excerpt(c, true)); tag != "" {
		return tag
	}
	return guessLanguage(excerpt(c, false))
}

// excerpt is the begin of what was written, by the customer alone or by all: as
// much as a guess looks at, and a byte more where there is more.
func excerpt(c *Conversation, customer bool) string {
	counts := func(m *Message) bool { return m.Kind == Comment && !m.Auto && (!customer || m.Role == Customer) }
	size := 0
	for i := range c.Messages {
		if m := &c.Messages[i]; size < sampleBytes && counts(m) {
			size += len(m.Body) + 1
		}
	}
	var out strings.Builder
	out.Grow(min(size, 2*sampleBytes+2))
	for i := range c.Messages {
		m := &c.Messages[i]
		if !counts(m) {
			continue
		}
		if out.Len() == 0 && len(m.Body) > 2*sampleBytes {
			return m.Body[:2*sampleBytes+1]
		}
		out.WriteString(m.Body[:min(len(m.Body), 2*sampleBytes+1-out.Len())])
		out.WriteByte('\n')
		if out.Len() >= sampleBytes {
			break
		}
	}
	return out.String()
}

// Language guesses the language of a text by its script and its common words, as a BCP
// 47 tag; "" when those do not tell.
func Language(text string) string { return guessLanguage(text) }

// IsCommonWord tells whether a word in small letters is of those by which a language is
// known: it carries no topic.
func IsCommonWord(lang, word string) bool {
	return slices.ContainsFunc(languageWords[word], func(i int) bool { return stopWords[i].tag == lang })
}

// guessLanguage judges by script, then by common words.
func guessLanguage(s string) string {
	if len(s) > 2*sampleBytes {
		s = strings.ToValidUTF8(s[:2*sampleBytes], "")
	}
	if i := ofScripts(s); i >= 0 {
		return ofScript(scripts[i].tag, s)
	}
	return commonLanguage(s)
}

// firstOther is the least byte that begins a letter of one of scripts: those of
// Latin begin below.
const firstOther = 0xcd

// ofScripts tells which of scripts a text is written in, -1 for none of them.
func ofScripts(s string) int {
	latin := true
	for i := range len(s) {
		latin = latin && s[i] < firstOther
	}
	if latin {
		return -1
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
			return i
		}
	}
	return -1
}

// ofScript tells apart the languages of a script that more than one write.
func ofScript(tag, s string) string {
	switch {
	case tag == "ru":
		if found := commonLanguage(s); found == "uk" || found == "bg" || found == "sr" {
			return found
		}
	case tag == "ar" && strings.ContainsAny(s, "ٹڈےں"):
		return "ur"
	case tag == "ar" && strings.ContainsAny(s, "پچژگ"):
		return "fa"
	}
	return tag
}

// maxLetters is how much the letters of a language count at most.
const maxLetters = 3

// commonLanguage counts common words and letters of each language.
func commonLanguage(s string) string {
	var room [2][maxLanguages]int
	score, letters := room[0][:len(stopWords)], room[1][:len(stopWords)]
	var buf [40]byte
	for i := 0; i < len(s); {
		end, foreign := lettersEnd(s, i)
		if end == i {
			_, n := utf8.DecodeRuneInString(s[i:])
			countLetters(s[i:i+n], score, letters) // some signs count as letters
			i += n
			continue
		}
		word := s[i:end]
		i = end
		switch {
		case foreign:
			word = strings.ToLower(word)
			for _, l := range languageWords[word] {
				score[l]++
			}
			countLetters(word, score, letters)
		case len(word) <= len(buf) && languageFilter.mayHold(word):
			for _, l := range languageWords[string(foldInto(buf[:0], word))] {
				score[l]++
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

// countLetters counts the letters of a word in small letters for the languages that have them.
func countLetters(word string, score, letters []int) {
	for _, r := range word {
		if r < utf8.RuneSelf {
			continue
		}
		for _, i := range languageLetters[r] {
			if letters[i] < maxLetters {
				letters[i]++
				score[i]++
			}
		}
	}
}

// lettersEnd is the end of the letters that begin at a place; foreign says that
// some of them are no ASCII.
func lettersEnd(s string, at int) (end int, foreign bool) {
	for at < len(s) {
		c := s[at]
		if c < utf8.RuneSelf {
			if c|0x20 < 'a' || c|0x20 > 'z' {
				break
			}
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[at:])
		if !unicode.IsLetter(r) {
			break
		}
		foreign = true
		at += size
	}
	return at, foreign
}

// languageLetters tells for each letter of stopWords which of them have it.
var languageLetters = func() map[rune][]int {
	out := map[rune][]int{}
	for i, l := range stopWords {
		for _, r := range l.letters {
			out[r] = append(out[r], i)
		}
	}
	return out
}()

// languageWords tells for each common word which of stopWords have it, and
// languageFilter spares most words the look.
var languageWords, languageFilter = func() (map[string][]int, wordFilter) {
	out, table := map[string][]int{}, newWordFilter(1000)
	for i, l := range stopWords {
		for w := range strings.FieldsSeq(l.words) {
			if !slices.Contains(out[w], i) {
				out[w] = append(out[w], i)
			}
			table.put(w)
		}
	}
	return out, table
}()
