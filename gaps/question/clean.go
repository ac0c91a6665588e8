package question

import (
	"regexp"
	"strings"
	"unicode"

	"signpost/gaps/words"
)

var (
	quoteIntro = regexp.MustCompile(`(?i)^(on .{4,80} wrote|am .{4,80} schrieb .*|le .{4,80} a écrit|el .{4,80} escribió|-+ ?original message ?-+|from: .*|von: .*)\s*:?\s*$`)
	signOff    = regexp.MustCompile(`(?i)^(--|__+|(kind|best|warm|many)? ?(regards|wishes|greetings)|sincerely.*|yours( .*)?|cheers|sent from my .*|mit freundlichen grüßen|viele grüße|(beste|liebe) grüße|cordialement|bien à vous|saludos|un saludo|att)[,.!]*$`)
	webAddress = regexp.MustCompile(`(?i)\b(https?://|www\.)\S+|\b[a-z0-9-]+(\.[a-z0-9-]+)+\.[a-z]{2,}\b(/\S*)?`)
	greeting   = regexp.MustCompile(`(?i)^\s*((hi|hello|hey|hola|dear|good (morning|afternoon|evening|day)|morning|guten (morgen|tag|abend)|hallo|bonjour|buenos d[ií]as|sehr geehrte)( (there|all|team|everyone|everybody|again|dear|signpost|support|sir/madam|damen und herren|(and|or) \S+|whoever is there))*\b[\s,.!:;)-]*)+`)
	sentence   = regexp.MustCompile(`[^.!?。？！\n]*(?:[.!](?:[^\s.!?])[^.!?\n]*)*[.!?。？！\n]*`)
	spaces     = regexp.MustCompile(`\s+`)
)

// clean drops what belongs to the letter and not to the question: quoted
// replies, signatures, web addresses.
func clean(body string) string {
	return strings.TrimSpace(webAddress.ReplaceAllString(letter(body), " "))
}

// letter drops quoted replies and what follows a sign-off.
func letter(body string) string {
	var kept []string
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if quoteIntro.MatchString(line) || (signOff.MatchString(line) && len(kept) > 0) {
			break
		}
		if !strings.HasPrefix(line, ">") {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// Sentences splits text at full stops, marks and line ends, without greetings
// in front and without empty parts.
func Sentences(text string) []string {
	var out []string
	for _, s := range sentence.FindAllString(text, -1) {
		s = strings.TrimSpace(spaces.ReplaceAllString(greeting.ReplaceAllString(s, ""), " "))
		if strings.IndexFunc(s, unicode.IsLetter) >= 0 {
			out = append(out, s)
		}
	}
	return out
}

var (
	asks  = regexp.MustCompile(`(?i)^(and |so |but |or |ok |also )*(wh(at|ere|en|y|o|ich|ose)|how|can|could|is|are|do|does|did|will|would|should|may|any|wie|wo|was|wann|warum|wer|welche[rns]?|kann|können|gibt|ist|geht|peut|comment|où|quand|pourquoi|est-ce|quel(le)?s?|cómo|como|dónde|qué|puedo|se puede|hay)\b`)
	needs = regexp.MustCompile(`(?i)\b(want|wants|need|needs|would like|'d like|looking for|trying to|try to|cannot|can't|cant|could not|couldn't|does ?n[o']?t|do ?n[o']?t|won't|not working|not work|stopp?(s|ed)|fails?|failed|error|broken|wrong|missing|problem|issue|trouble|possible|please (advise|explain)|feature (question|request)|möchten?|brauchen?|funktioniert nicht|fehlt|fehler|soll|besoin|voudrais|souhaite|marche pas|quiero|necesito|no funciona)\b`)
)

// Weight tells how much a sentence looks like the question itself.
func Weight(s string) int {
	weight := 0
	if strings.ContainsAny(s, "?？") {
		weight += 3
	}
	if asks.MatchString(s) {
		weight += 2
	}
	if needs.MatchString(s) {
		weight += 2
	}
	return weight
}

// ContentSize is the number of content stems; scripts without spaces count a
// word for every two characters.
func ContentSize(text string) int {
	n := 0
	for _, s := range words.Content(text) {
		if words.IsChitchat(s) {
			continue
		}
		if r := []rune(s); len(r) > 2 && unicode.In(r[0], unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			n += len(r) / 2
			continue
		}
		n++
	}
	return n
}

// maxWords is the length of a question for grouping.
const maxWords = 40

// Pick takes the best two sentences of a turn, in their order, at most
// maxWords words: the question, and what it is about.
func Pick(text string) string {
	all := Sentences(text)
	first, second := -1, -1
	for i, s := range all {
		switch {
		case ContentSize(s) == 0:
		case first < 0 || weigh(s) > weigh(all[first]):
			first, second = i, first
		case second < 0 || weigh(s) > weigh(all[second]):
			second = i
		}
	}
	if first < 0 {
		return ""
	}
	parts := all[first]
	if second >= 0 && second < first {
		parts = all[second] + " " + all[first]
	} else if second >= 0 {
		parts += " " + all[second]
	}
	return Shorten(parts, maxWords)
}

func weigh(s string) int { return 3*Weight(s) + min(ContentSize(s), 8) }

// Shorten gives the first n words of a text.
func Shorten(s string, n int) string {
	w := strings.Fields(s)
	return strings.Join(w[:min(n, len(w))], " ")
}

// Normalise gives the form in which questions are compared: words, lower case,
// without grammar at the front.
func Normalise(question string) string { return strings.Join(words.Split(question), " ") }

// OneLine joins the lines of a text, with single spaces.
func OneLine(text string) string { return spaces.ReplaceAllString(text, " ") }
