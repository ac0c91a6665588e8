package inbox

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// people are the names that are masked in one conversation.
type people struct {
	byWord map[string][]name // by the first word, in lower case; the longest first
	joined []name            // names in scripts that do not part words
}

// A name is the words of a name and whose it is.
type name struct {
	words []string
	who   string
	// common says that the name is also a word, and then stands alone only in
	// a greeting or signature.
	common bool
}

func newPeople() *people { return &people{byWord: map[string][]name{}} }

// commonWords are names that are words too.
var commonWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`will mark may june april august grace rose hope bill jack art drew pat rich frank
		sue ray gene guy faith joy dawn eve ivy lily olive iris page chase chance dean earl miles max min van von de la
		le da di del der den the and of support team help sales info admin operator bot customer user lead agent office
		service services company inc ltd gmbh group international online shop web app mobile test demo unknown guest
		visitor anonymous account system center centre read long short young best good white black brown green gray king
		price case stone wood field day summer winter major carter link search docs home us me you it is in on an at`) {
		out[w] = true
	}
	return out
}()

// conversationPeople collects the names of those who take part, and of those
// whom greetings and signatures name.
func conversationPeople(c *Conversation) *people {
	w := newPeople()
	for _, p := range c.Customers {
		w.add(p.Name, identity(p))
	}
	for _, m := range c.Messages {
		w.add(m.Author.Name, identity(m.Author))
	}
	for _, m := range c.Messages {
		if m.Kind != Event {
			w.read(m.Body)
		}
	}
	return w
}

// add takes a name whole, and each of its words.
func (w *people) add(full, who string) {
	full = strings.TrimSpace(full)
	if full == "" || strings.Contains(full, "@") || len(full) > 100 {
		return
	}
	words := nameWords(full)
	if len(words) == 0 {
		return
	}
	if !latin(full) {
		if utf8.RuneCountInString(full) >= 2 && !slices.ContainsFunc(w.joined, func(n name) bool { return n.words[0] == full }) {
			w.joined = append(w.joined, name{words: []string{full}, who: who})
		}
		return
	}
	if len(words) > 1 {
		w.put(name{words: words, who: who})
	}
	for _, word := range words {
		if utf8.RuneCountInString(word) >= 3 {
			w.put(name{words: []string{word}, who: who, common: commonWords[word]})
		}
	}
}

func (w *people) put(n name) {
	list := w.byWord[n.words[0]]
	for _, o := range list {
		if slices.Equal(o.words, n.words) {
			return
		}
	}
	list = append(list, n)
	slices.SortStableFunc(list, func(a, b name) int { return len(b.words) - len(a.words) })
	w.byWord[n.words[0]] = list
}

// nameWords are the words of a name in lower case.
func nameWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// latin tells scripts that part words from those that do not.
func latin(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
	})
}

const nameForm = `((?:(?:Mr|Mrs|Ms|Dr|Herr|Frau)\.? )?\p{Lu}[\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]*\.?){0,3})`

var (
	reGreeting  = regexp.MustCompile(`^\s*(?i:hi|hello|hey|dear|hallo|hej|bonjour|hola|ciao|ol[aá]|liebe[rs]?|sehr geehrte[rs]?|good (?:morning|afternoon|evening)|thanks|thank you|danke|merci|gracias)[ ,]+` + nameForm + `\s*(?:[,!.;:–—-]|$)`)
	reSignature = regexp.MustCompile(`(?m)^\s*(?i:thanks|thank you|many thanks|regards|best regards|kind regards|warm regards|best|best wishes|all the best|cheers|sincerely|yours|greetings|viele gr[uü](?:ß|ss)e|mit freundlichen gr[uü](?:ß|ss)en|mfg|lg|cordialement|saludos|cheers)[,.!]?\s*\n+\s*[-–—]?\s*` + nameForm + `\s*$`)
	reDash      = regexp.MustCompile(`\n\s*[-–—~]\s*` + nameForm + `\s*\z`)
	reMyName    = regexp.MustCompile(`(?i:my name is|my name's|mein name ist|je m'appelle|me llamo|this is) ` + nameForm)
)

// notNames are greeted often and are nobody.
var notNames = map[string]bool{
	"there": true, "all": true, "everyone": true, "everybody": true, "team": true, "guys": true, "folks": true, "again": true,
	"sir": true, "madam": true, "support": true, "for": true, "so": true, "you": true, "and": true, "friend": true, "i": true,
	"we": true, "this": true, "the": true, "what": true, "how": true, "can": true, "is": true, "my": true, "it": true, "customer": true,
}

// edgeBytes is how far from the ends of a message names are looked for.
const edgeBytes = 300

// read finds names in the greeting and the signature of a message.
func (w *people) read(body string) {
	head, tail := body, body
	if len(body) > edgeBytes {
		head, tail = strings.ToValidUTF8(body[:edgeBytes], ""), strings.ToValidUTF8(body[len(body)-edgeBytes:], "")
	}
	for line := range strings.Lines(head) {
		if greets(line) {
			w.found(reGreeting, strings.TrimRight(line, "\n"))
		}
	}
	if i := strings.LastIndexByte(strings.TrimRight(tail, "\n "), '\n'); i < 0 {
		tail = ""
	}
	if tail != "" && closes(tail) {
		w.found(reSignature, tail)
	}
	if strings.ContainsAny(tail, "-–—~") && strings.Count(tail, "\n- ") <= 1 {
		w.found(reDash, tail)
	}
	if lower := strings.ToLower(body); strings.Contains(lower, "name") || strings.Contains(lower, "appelle") || strings.Contains(lower, "llamo") || strings.Contains(lower, "this is ") {
		w.found(reMyName, body)
	}
}

// greetings are the words that greet, and closings those that close; they
// spare most messages the expressions.
const (
	greetings = " hi hello hey dear hallo hej bonjour hola ciao ola olá liebe lieber liebes sehr good thanks thank danke merci gracias "
	closings  = "thank regards best cheers sincerely yours greetings grüße gruesse grüssen grüßen gruessen mfg lg cordialement saludos wishes"
)

// greets tells whether the first word of a line is a greeting.
func greets(line string) bool {
	line = strings.TrimLeft(line, " \t")
	end := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsLetter(r) })
	return end > 1 && end < 12 && strings.Contains(greetings, " "+strings.ToLower(line[:end])+" ")
}

// closes tells whether a text has a word that closes a letter.
func closes(s string) bool {
	lower := strings.ToLower(s)
	for w := range strings.FieldsSeq(closings) {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

func (w *people) found(re *regexp.Regexp, s string) {
	for _, m := range re.FindAllStringSubmatch(s, 3) {
		words := nameWords(m[1])
		if len(words) == 0 || notNames[words[0]] || re == reMyName && commonWords[words[0]] {
			continue
		}
		w.add(m[1], w.known(words))
	}
}

// known is the one whom the words name, or somebody new.
func (w *people) known(words []string) string {
	for _, word := range words {
		for _, n := range w.byWord[word] {
			return n.who
		}
	}
	return "name:" + strings.Join(words, " ")
}

// find adds the places of the names in a text.
func (w *people) find(f *finder) {
	for _, n := range w.joined {
		for at := 0; ; {
			i := strings.Index(f.s[at:], n.words[0])
			if i < 0 {
				break
			}
			f.add(span{from: at + i, to: at + i + len(n.words[0]), kind: maskPerson, value: n.who})
			at += i + len(n.words[0])
		}
	}
	if len(w.byWord) == 0 {
		return
	}
	words := wordPlaces(f.s)
	for i := 0; i < len(words); {
		i += max(w.at(f, words, i), 1)
	}
}

// wordPlace is where a word of a text is.
type wordPlace struct{ from, to int }

func wordPlaces(s string) []wordPlace {
	var out []wordPlace
	from := -1
	for i, r := range s {
		switch letter := unicode.IsLetter(r) || unicode.IsDigit(r); {
		case letter && from < 0:
			from = i
		case !letter && from >= 0:
			out = append(out, wordPlace{from, i})
			from = -1
		}
	}
	if from >= 0 {
		out = append(out, wordPlace{from, len(s)})
	}
	return out
}

// at masks the name that begins with word i, and returns how many words it
// has, 0 for none.
func (w *people) at(f *finder, words []wordPlace, i int) int {
	p := words[i]
	for _, n := range w.byWord[strings.ToLower(f.s[p.from:p.to])] {
		if !matches(f.s, words[i:], n.words) || len(n.words) == 1 && !standsAlone(f, p, n) {
			continue
		}
		last := words[i+len(n.words)-1]
		f.add(span{from: p.from, to: last.to, kind: maskPerson, value: n.who})
		return len(n.words)
	}
	return 0
}

func matches(s string, words []wordPlace, want []string) bool {
	if len(words) < len(want) {
		return false
	}
	for i, w := range want {
		if strings.ToLower(s[words[i].from:words[i].to]) != w {
			return false
		}
		if i > 0 && (words[i].from-words[i-1].to > 2 || strings.Contains(s[words[i-1].to:words[i].from], "\n")) {
			return false
		}
	}
	return true
}

// standsAlone decides on a single word: a name that is also a word counts only
// next to a greeting or on a line of its own.
func standsAlone(f *finder, p wordPlace, n name) bool {
	if !n.common {
		return true
	}
	first, _ := utf8.DecodeRuneInString(f.s[p.from:])
	if !unicode.IsUpper(first) {
		return false
	}
	start := strings.LastIndexByte(f.s[:p.from], '\n') + 1
	line := f.s[start:]
	if i := strings.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	return strings.Trim(line, " -–—~,.!") == f.s[p.from:p.to] || reGreeting.MatchString(line)
}
