package question

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"signpost/gaps/words"
	"signpost/inbox"
)

// A sentence is one of a turn, and what is known of it.
type sentence struct {
	text   string
	tokens []string
	// weight is that of Weight, size that of ContentSize, talk that of talkScore.
	weight, size int
	talk         float32
}

// parse takes a turn apart.
func parse(turn string) []sentence {
	var out []sentence
	for _, s := range Sentences(turn) {
		out = append(out, sentenceOf(s))
	}
	return pieced(out)
}

func sentenceOf(text string) sentence {
	t, list := tokens(text), words.Split(text)
	return sentence{text, t, weightOf(text, t), sizeOf(list), talkOf(text, list)}
}

// Sentences splits text at full stops, marks and line ends, without greetings
// in front and without empty parts. A full stop inside a word ("signpost.yaml")
// ends nothing.
func Sentences(text string) []string {
	var out []string
	for text != "" {
		n := sentenceEnd(text)
		s := text[:n]
		text = text[n:]
		if s = OneLine(Unaddressed(s)); strings.IndexFunc(s, unicode.IsLetter) >= 0 {
			out = append(out, s)
		}
	}
	return out
}

// sentenceEnd gives where the first sentence ends, its marks included.
func sentenceEnd(text string) int {
	ended := false
	for i, r := range text {
		switch r {
		case '.', '!':
			next, _ := utf8.DecodeRuneInString(text[i+1:])
			ended = ended || i+1 == len(text) || unicode.IsSpace(next) || isEnd(next)
		case '?', '。', '？', '！', '\n':
			ended = true
		case '"', '”', '»', '“':
			if ended && closesQuote(text[:i], r) {
				next, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[i+utf8.RuneLen(r):], " "))
				ended = !unicode.IsLower(next) // the little "?" button
				continue
			}
			if ended {
				return i
			}
		default:
			if ended {
				return i
			}
		}
	}
	return len(text)
}

// closesQuote tells whether a mark behind a text closes what was quoted in it.
func closesQuote(text string, mark rune) bool {
	switch mark {
	case '”':
		return strings.ContainsAny(text, "“”„")
	case '»':
		return strings.Contains(text, "«")
	case '“':
		return strings.Contains(text, "„")
	}
	return strings.Count(text, `"`)%2 == 1
}

// isEnded tells whether a text ends as a sentence.
func isEnded(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return isEnd(r)
}

func isEnd(r rune) bool { return strings.ContainsRune(".!?。？！\n", r) }

var (
	lead = words.Set("and so but or ok okay also then well please pls und aber also bitte et mais y pero")
	asks = words.Set(`what where when why who which whose how can could is are do does did will would should may any
wie wo was wann warum wer welche welcher welches welchen kann können gibt ist geht habt peut comment où quand pourquoi est quel quelle quels quelles
cómo como dónde qué puedo se hay come dove quando posso hoe waar wanneer kan kunnen`)
	bidding = words.Set(`make play show give turn set put add remove delete send find change call translate start stop cancel read open close
describe explain list search book order create`)
	needs = newPhrases(`want|wants|need|needs|would like|i'd like|we'd like|id like|looking for|trying to|try to|tried to|cannot|can't|cant|could not|couldn't|does not|doesn't|doesnt|do not|don't|dont|won't|wont|not working|not work|
stopp|stops|stopped|fail|fails|failed|error|broken|wrong|missing|problem|issue|trouble|possible|please advise|please explain|feature question|feature request|
möchte|möchten|brauche|braucht|brauchen|funktioniert nicht|geht nicht|fehlt|fehler|soll|sollen|besoin|voudrais|souhaite|marche pas|fonctionne pas|quiero|necesito|no funciona|vorrei|non funziona|quero|preciso|não funciona|werkt niet`)
)

// Weight tells how much a sentence looks like the question itself.
func Weight(s string) int { return weightOf(s, tokens(s)) }

func weightOf(s string, tokens []string) int {
	weight := 0
	if isMarked(s) {
		weight += 3
	}
	i := 0
	for i < len(tokens) && (lead[tokens[i]] || another.at(tokens, i) > 0) {
		i += max(1, another.at(tokens, i))
	}
	if i < len(tokens) && (asks[tokens[i]] || bidding[tokens[i]] && i+1 < len(tokens)) {
		weight += 2
	}
	if needs.in(tokens) {
		weight += 2
	}
	return weight
}

// isAsked tells whether a text has a question mark.
func isAsked(text string) bool { return strings.ContainsAny(text, "?？") }

var quotation = regexp.MustCompile(`"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»`)

// isMarked tells whether a sentence has a question mark, other than in what it quotes.
func isMarked(s string) bool {
	if !isAsked(s) {
		return false
	}
	if !strings.ContainsAny(s, "\"“„«") {
		return true
	}
	bare := quotation.ReplaceAllString(s, " ")
	return isAsked(bare) || strings.IndexFunc(bare, unicode.IsLetter) < 0
}

// ContentSize is the number of content stems, numbers left out; scripts without spaces count a
// word for every two characters.
func ContentSize(text string) int { return sizeOf(words.Split(text)) }

func sizeOf(list []string) int {
	n := 0
	for _, w := range list {
		if words.IsGrammar(w) || words.IsCommon(w) || words.IsChitchat(words.Stem(w)) || isDigits(w) {
			continue
		}
		if w[0] >= utf8.RuneSelf {
			if r := []rune(w); len(r) > 2 && unicode.In(r[0], unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
				n += len(r) / 2
				continue
			}
		}
		n++
	}
	return n
}

func isDigits(w string) bool { return strings.Trim(w, "0123456789") == "" }

// maxWords is the length of a question, as it is grouped and quoted.
const maxWords = 40

// closes tells whether a sentence only thanks in advance, ends the letter, or tells of its
// writer.
func (s sentence) closes() bool {
	return s.weight < 3 && aside.MatchString(s.text) || s.weight == 0 && (s.size <= 2 && thanks.in(s.tokens) || Closes(s.text))
}

// numberLike is what is written as a telephone number.
var numberLike = regexp.MustCompile(`\+?\d[\d ()/.-]{5,}\d`)

// reaches tells whether a sentence says little but where its writer is reached.
func (s sentence) reaches() bool {
	masked := strings.Contains(s.text, "[phone ") || strings.Contains(s.text, "[email ")
	if !masked && (!strings.ContainsAny(s.text, "0123456789") || !numberLike.MatchString(s.text)) {
		return false
	}
	telling := slices.DeleteFunc(Stems(words.Bare(s.text)), func(w string) bool { return words.IsChitchat(w) || isDigits(w) })
	return len(telling) <= 3 && !anyOf(s.tokens, refers)
}

// ofMatter leaves out the sentences that close, and, beside one that asks, those that say
// where the writer is reached. Something always stays.
func ofMatter(all []sentence) []sentence {
	if said := slices.DeleteFunc(slices.Clone(all), sentence.closes); len(said) > 0 {
		all = said
	}
	asked := func(s sentence) bool { return s.weight >= 2 && s.size >= 2 && !s.reaches() }
	if !slices.ContainsFunc(all, asked) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), sentence.reaches)
}

// wholeStems are as many as a question has that needs no single word beside it.
const wholeStems = 3

// pick takes the best two sentences of a turn, in their order: the question, and what it is
// about.
func pick(all []sentence) string {
	all = ofMatter(all)
	first, second := -1, -1
	for i, s := range all {
		switch {
		case s.size == 0:
		case first < 0 || s.rank() > all[first].rank():
			first, second = i, first
		case second < 0 || s.rank() > all[second].rank():
			second = i
		}
	}
	if first < 0 {
		return ""
	}
	if second >= 0 && all[second].weight == 0 && all[second].size < 2 && all[first].size >= wholeStems && isEnded(all[first].text) {
		second = -1 // "Urgent!", a name
	}
	switch {
	case second < 0:
		return unframed(all[first].text)
	case second < first:
		return unframed(all[second].before(all[first]))
	}
	return unframed(all[first].before(all[second]))
}

// before puts two sentences together; a few words that have no end and ask nothing, such as a
// subject, head the other.
func (s sentence) before(next sentence) string {
	end, _ := utf8.DecodeLastRuneInString(s.text)
	if s.weight == 0 && len(s.tokens) <= headingWords && unicode.IsLetter(end) && !strings.Contains(s.text, ":") && !lead[next.tokens[0]] {
		return s.text + ": " + next.text
	}
	return s.text + " " + next.text
}

// headingWords are as many as a heading has.
const headingWords = 6

// tailBytes is how long thanks behind a question are at most.
const tailBytes = 60

// unframed drops what announces a question, and thanks behind it.
func unframed(text string) string {
	if m := announced.FindString(text); m != "" && ContentSize(text[len(m):]) > 0 {
		text = text[len(m):]
	}
	from := max(0, len(text)-tailBytes)
	if m := closingTail.FindStringIndex(text[from:]); m != nil && ContentSize(text[:from+m[0]]) > 0 {
		text = text[:from+m[0]]
	}
	return text
}

// announced is "I have a quick question:" before one.
var announced = regexp.MustCompile(`(?i)^(?:(?:i|i['’]ve|i['’]d|we|ich|wir|hab|habe|haben|hätte|hätten|have|had|got|like|to|ask|just|only|nur|noch|mal|j['’]ai|j['’]aurais|nous avons|tengo|tendría|ho|avrei|tenho|ik|heb|a|an|one|eine?|une|una|uma|een|quick|short|small|little|brief|simple|kurze|kleine|schnelle|petite|rapide|breve|rápida|pequeña|pequena|snelle|korte|my|meine|another|further)\s+)*` +
	`(?:question|one|frage|pregunta|duda|consulta|domanda|pergunta|dúvida|vraag)(?: (?:rápida|rapide|rapida|veloce|bitte|please|for you|an euch|an sie|zu))?\s*[:,–—-]\s*|` +
	`^(?:sorry|excuse me|entschuldig\p{L}*|verzeihung|perdón|perdona|disculp\p{L}*|pardon|désolée?|excusez[- ]moi|scus\p{L}*|desculp\p{L}*)(?: [^,:?!.]{0,40})?, (?:(?:but|aber|pero|mais|ma|mas|maar) )?`)

// closingTail is thanks behind a question, without a mark between.
var closingTail = regexp.MustCompile(`(?:[\s,;–-]+(?i:many thanks|thanks|thank you|thx|ty|cheers|vielen dank|danke|merci|(?:muchas )?gracias|(?:un )?saludos?|grazie|obrigad[oa]|bedankt|lg|mfg|vg|kind regards|best regards|regards|(?:viele|liebe) grüße)(?i: in advance| im voraus| d['’]avance| de antemano)?(?:[\s,]+(?:\p{Lu}[\p{L}'’.-]*|\[[a-z][a-z ]* \d+\]))*)[\s!.]*$`)

func (s sentence) rank() int { return 3*s.weight + min(s.size, 8) }

// Shorten gives the first n words of a text.
func Shorten(s string, n int) string {
	w := strings.Fields(s)
	return strings.Join(w[:min(n, len(w))], " ")
}

// Normalise gives the form in which questions are compared: words, lower case,
// without grammar at the front.
func Normalise(question string) string { return strings.Join(words.Split(question), " ") }

// OneLine joins the lines of a text, with single spaces.
func OneLine(text string) string {
	space := true // the last byte was one, or none was before
	for i := range len(text) {
		c := text[i]
		odd := c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == ' ' && space || c >= utf8.RuneSelf
		if odd {
			return spaces.ReplaceAllString(text, " ")
		}
		space = c == ' '
	}
	return text
}

// Stems gives the stems of a sentence's words, without grammar and the common words of its
// language.
func Stems(sentence string) []string {
	lang := inbox.Language(sentence)
	return slices.DeleteFunc(words.Content(sentence), func(stem string) bool { return inbox.IsCommonWord(lang, stem) })
}
