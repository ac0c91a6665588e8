package inbox

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// notNames are greeted often and are nobody.
var notNames = wordSet(`there all everyone everybody team guys folks again sir madam support for so you and friend friends i we this the what how can
	is my it customer customers client ladies gentlemen damen herren zusammen tous toutes todos everybody dear hi hello thanks regards best kind
	please sorry yes no ok okay not very much just here now but your our their his her in on at to from with by of or as if when where why who which
	a an vielen viele beste liebe danke merci gracias sent monday tuesday wednesday thursday friday saturday sunday january february march
	see click look more manage using use open select enter go add remove set choose view note example check learn find get create delete try keep make
	april may june july august september october november december customer service help desk`)

// greetings are the words that greet, closings those that close, on a line or
// before a name.
var (
	greetings = wordSet(`hi hello hey dear hallo hej bonjour hola ciao ola liebe lieber liebes sehr good thanks thank danke merci gracias thx moin servus
		salut cher chere estimado estimada querido querida prezado prezada caro cara gentile beste geachte kara hei morning guten buongiorno buenos buenas
		bom boa dzien czesc witam szanowny szanowna dobry ahoj grazie obrigado obrigada tack bedankt dank hiya howdy welcome sorry greetings`)
	greetingRest = wordSet(`morning afternoon evening day you again geehrte geehrter geehrtes tag abend morgen there dias tardes noches dia noite tarde giorno
		so much very many a lot for und and pani panie mr mrs ms miss mister dr prof herr frau mme mlle monsieur madame senor senora sr sra signor signora
		vielen danke thanks hallo hi hello`)
	closings = wordSet(`thanks thank thx regards best cheers sincerely yours greetings gruße grusse gruessen grußen grussen gruß gruss mfg lg vg cordialement
		saludos wishes love respectfully truly saluti cordiali groeten groet groetjes vriendelijke halsningar hilsen mvh bien amicalement
		atenciosamente abracos pozdrawiam pozdrav danke merci gracias cordialmente atentamente bises ystavallisin`)
)

// greetingFilter and closingFilter spare most lines the look.
var greetingFilter, closingFilter = filterOf(greetings), filterOf(closings, closingRest)

// edgeBytes is how far from the ends of a message names are looked for.
const edgeBytes = 300

// read finds names in the greeting and the signature of a message, and where
// somebody gives a name.
func (w *people) read(body string) {
	if body == "" {
		return
	}
	head, tail := body, body
	if len(body) > edgeBytes {
		head, tail = body[:runeStart(body, edgeBytes)], body[runeStart(body, len(body)-edgeBytes):]
	}
	for line := range strings.Lines(head) {
		greetedNames(line, func(from, to int) { w.found(line[from:to], "") })
	}
	if len(body) > len(head) {
		last := tail[strings.LastIndexByte(strings.TrimRight(tail, "\n "), '\n')+1:]
		greetedNames(last, func(from, to int) { w.found(last[from:to], "") })
	}
	w.signature(tail)
	w.farewell(tail)
	w.introduced(body)
}

// greetedNames gives the names in a line that greets: "Hi Ada and Timo,".
func greetedNames(line string, found func(from, to int)) {
	end := greeting(line)
	if end == 0 {
		return
	}
	var at int
	for range 6 {
		at = skipMarks(line, end)
		next := wordEnd(line, at)
		if next == at || !folded(greetingRest, line[at:next]) {
			break
		}
		if end = next; strings.HasPrefix(line[end:], ".") {
			end++
		}
	}
	if at = skipMarks(line, end); at < len(line) && line[at] == ',' {
		at = skipMarks(line, at+1)
	}
	for range 4 {
		to := nameEnd(line, at)
		if to == at {
			return
		}
		rest := strings.TrimLeft(line[to:], " \t")
		r, _ := utf8.DecodeRuneInString(rest)
		joins := strings.HasPrefix(rest, "and ") || strings.HasPrefix(rest, "& ") || strings.HasPrefix(rest, "und ") || strings.HasPrefix(rest, "et ") || strings.HasPrefix(rest, "y ")
		if rest != "" && !strings.ContainsRune(",!.;:–—-\n\r)🙂😊👋", r) && !joins && !strings.HasPrefix(rest, "here") {
			return
		}
		found(at, to)
		if !joins {
			return
		}
		at = len(line) - len(rest) + strings.IndexByte(rest, ' ') + 1
	}
}

// greeting is where the greeting ends that a line begins with, 0 if there is none.
func greeting(line string) int {
	at := skipMarks(line, 0)
	end := wordEnd(line, at)
	if end-at < 2 || end-at > 12 || !greetingFilter.mayHoldAny(line[at:end]) || !folded(greetings, line[at:end]) {
		return 0
	}
	return end
}

// skipMarks is where the words of a line begin after space, marks of a quote and
// of bold text.
func skipMarks(s string, at int) int {
	for at < len(s) && (s[at] == ' ' || s[at] == '\t' || s[at] == '>' || s[at] == '*') {
		at++
	}
	return at
}

// wordEnd is the end of the letters that begin at a place.
func wordEnd(s string, at int) int {
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		at += size
	}
	return at
}

// nameEnd is the end of a name that begins at a place: up to four words in
// capitals. It is the place itself when none begins there.
func nameEnd(s string, at int) int {
	if at < len(s) && s[at] < utf8.RuneSelf && byteClasses[s[at]] != classCapital {
		return at
	}
	end := at
	for n := 0; n < 4; n++ {
		from := end
		if n > 0 {
			if from >= len(s) || s[from] != ' ' {
				break
			}
			from++
		}
		to := from
		for to < len(s) {
			r, size := utf8.DecodeRuneInString(s[to:])
			inside := to > from && (r == '\'' || r == '’' || r == '-')
			if !unicode.IsLetter(r) && !unicode.IsMark(r) && !inside {
				break
			}
			to += size
		}
		to = from + len(strings.TrimRight(s[from:to], "'’-"))
		first, _ := utf8.DecodeRuneInString(s[from:])
		if to == from || !unicode.IsUpper(first) && (n == 0 || !particles[s[from:to]] || to+1 >= len(s) || s[to] != ' ') {
			break
		}
		if n == 0 && utf8.RuneCountInString(s[from:to]) < 2 {
			break
		}
		if end = to; n > 0 && strings.HasPrefix(s[to:], ".") && to-from <= 3 {
			end++
		}
	}
	return end
}

// signature finds the name under a closing, beside one, or after a dash.
func (w *people) signature(tail string) {
	lines := w.lines[:0]
	for line := range strings.SplitSeq(strings.TrimRight(tail, "\n \t"), "\n") {
		lines = append(lines, line)
	}
	w.lines = lines
	if len(lines) < 2 && len(tail) > 80 {
		lines = lines[:0]
	}
	closed := false
	for i, line := range lines {
		text := strings.Trim(line, " \t>*_")
		if text == "" {
			continue
		}
		bare := strings.TrimLeft(text, "-–—~ ")
		switch {
		case closed && text != "":
			if end := nameEnd(bare, 0); end > 0 && end == len(strings.TrimRight(bare, " .!,")) {
				w.found(bare[:end], "")
			} else if end > 0 && strings.ContainsAny(bare[end:min(len(bare), end+3)], ",|(/–-") {
				w.found(bare[:end], "")
			}
			closed = false
		case i > 0 && i == len(lines)-1 && bare != text && (text[0] != '-' || strings.TrimSpace(lines[i-1]) == "" || folded(lexicon, bare[:wordEnd(bare, 0)])&wordGiven != 0):
			if end := nameEnd(bare, 0); end > 0 && end == len(strings.TrimRight(bare, " .!,")) {
				w.found(bare[:end], doubtDash)
			}
		}
		if end := nameEnd(bare, 0); end > 0 && end == len(bare) && strings.Contains(bare, " ") && reachable(lines[i+1:]) {
			w.block(bare)
		}
		if c := closes(text); c >= 0 {
			rest := strings.TrimLeft(text[c:], " ,.!-–")
			if rest == "" {
				closed = true
			} else if end := nameEnd(rest, 0); end > 0 && (end == len(strings.TrimRight(rest, " .!,")) || rest[end] == ',') && i > 0 {
				w.found(rest[:end], "")
			}
		}
	}
}

// farewell finds the name with which the last line says goodbye behind other words:
// "Please look into it. Kind regards, Ada Brookline".
func (w *people) farewell(tail string) {
	line := strings.TrimRight(tail, "\n \t.!,")
	line = line[strings.LastIndexByte(line, '\n')+1:]
	before, last := cutLast(line)
	rest := ""
	if c := closes(last); c >= 0 {
		rest = strings.TrimLeft(last[c:], " -–")
	} else if _, goodbye := cutLast(before); before != "" && closes(goodbye) == len(goodbye) {
		rest = last
	}
	if end := nameEnd(rest, 0); end > 0 && end == len(rest) {
		w.found(rest, doubtSaid)
	}
}

// cutLast cuts off what stands behind the last mark of a line.
func cutLast(line string) (before, last string) {
	at := strings.LastIndexAny(line, ".!?,;")
	if at < 0 {
		return "", strings.TrimLeft(line, " ")
	}
	return line[:at], strings.TrimLeft(line[at+1:], " ")
}

// reachable tells whether one of the next lines holds an address or a number.
func reachable(lines []string) bool {
	for _, line := range lines[:min(3, len(lines))] {
		digits := 0
		for i := range len(line) {
			if c := line[i]; c >= '0' && c <= '9' {
				digits++
			} else if c == '@' {
				return true
			}
		}
		if digits >= 7 {
			return true
		}
	}
	return false
}

// block takes the line above an address or a number. Unless a given name begins
// it, its words are no names by themselves: it may be a heading.
func (w *people) block(s string) {
	words := nameWords(s)
	switch {
	case notNames[words[0]] || closings[words[0]] || greetings[words[0]]:
	case lexicon[words[0]]&wordGiven != 0:
		w.found(s, doubtBlock)
	case len(words) > 1 && !commonWords[words[0]]:
		w.put(name{words: words, who: w.known(words), doubt: doubtBlock})
	}
}

// closes returns where the closing words of a line end, -1 when the line closes
// nothing.
func closes(line string) int {
	end := -1
	for at, n := 0, 0; n < 6; n++ {
		at = skipMarks(line, at)
		to := wordEnd(line, at)
		if to == at {
			break
		}
		if !closingFilter.mayHoldAny(line[at:to]) {
			return end
		}
		switch word := line[at:to]; {
		case folded(closings, word):
			end = to
		case folded(closingRest, word):
			if end >= 0 {
				end = to
			}
		default:
			return end
		}
		if at = to; at < len(line) && line[at] == ',' {
			return end
		}
	}
	return end
}

var closingRest = wordSet(`kind kindest many best warm warmest with and in advance you the very much so a lot for all everything your help viele beste liebe freundliche
	freundlichen mit schone vielen dank im voraus bien a vous un saludo cordial distinti met med vanlig venlig z wyrazami szacunku yours faithfully`)

const nameForm = `((?:(?:Mr|Mrs|Ms|Dr|Herr|Frau)\.? )?\p{Lu}[\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]*\.?){0,3})`

// A look is where an introduction stands around its word.
type look int

const (
	// around looks at the line of the word, a part of it; naming does so when
	// what follows may say a name.
	around look = iota
	naming
	// follows looks from the word on when one of the parts of then follows it, a
	// space if there are none, and then a capital; heads does so when the word
	// begins a line and a colon follows. Others with parts ask for one behind the
	// word, too.
	follows
	heads
	// closing looks at the line when a capital stands before the word.
	closing
)

// trust is how sure it is that what follows an introduction is a name.
type trust int

const (
	// anyName takes whatever follows, doubted takes it with a doubt, and ifNamed only
	// what looks like the name of somebody.
	anyName trust = iota
	doubted
	ifNamed
)

// An introduction is a way in which somebody gives a name, the group of re. It
// is looked for only around one of its words, which are folded, and, if after has
// words, only where one of those stands before.
type introduction struct {
	words string
	at    look
	re    *regexp.Regexp
	trust trust
	after map[string]bool
	then  []string
}

const afterName = `(?:[,.!]| from| von| here| again| and | und | with| at\b|\s*$|\n)`

// ours are the words for whose somebody is, selves those by which people name
// themselves and what they point at.
var (
	ours   = wordSet(`my our his her your their mein meine meinem meinen meiner unser unsere unserem unseren`)
	selves = wordSet(`i it here this that ich`)
)

// callings are the words by which people say how they are called.
var callings = wordSet(`call calls called nennt nennen appelle appelez appellent`)

var introductions = []introduction{
	{words: "name", at: naming, re: regexp.MustCompile(`(?i:\bmy (?:full |first |last |maiden )?name(?:'s|’s| is)|\bmein name ist)[ \t"“]*([\p{L}][\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]*\.?){0,3})`)},
	{words: "name", at: naming, re: regexp.MustCompile(`^[ \t>]*(?:(?i:(?:full|first|last|contact) name)|Name|NAME)[ \t]*:[ \t]*` + nameForm)},
	{words: "name", at: naming, re: regexp.MustCompile(`^[ \t>]*name[ \t]*:[ \t]*([\p{L}][\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]*\.?){0,3})`), trust: ifNamed},
	{words: "name nachname vorname", at: naming, re: regexp.MustCompile(`(?i:\b(?:our|his|her|your|full|first|last|maiden|account|customer|contact|nachname|vorname|the) ?(?:full |first |last |maiden )?name(?:'s|’s| is| ist| was|:)|\bname on (?:the|my) (?:account|card)(?: is|:|\?)?|what(?:'s|’s| is) your (?:full |first |last |maiden )?name\?|the name on the account\?)[ \t"“]*(?:\w+: )?` + nameForm)},
	{words: "name", at: naming, re: regexp.MustCompile(`(?i:\bname (?:[a-z ,]{1,60} )?to) ` + nameForm), trust: ifNamed},
	{words: "name", at: naming, re: regexp.MustCompile(`\bname (?:[a-z ,]{1,60} )?(?:change|correct|update|switch|rename)[a-z ]{0,12} to ((?:(?:Mr|Mrs|Ms|Dr)\.? )?\p{Lu}[\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]*\.?){1,3})`), trust: doubted},
	{words: "appelle llamo chiamo", at: follows, re: regexp.MustCompile(`^(?i:appelle|llamo|chiamo) ` + nameForm)},
	{words: "heisse heiße heter jestem", at: follows, re: regexp.MustCompile(`^(?i:hei(?:ß|ss)e|heter|jestem) ` + nameForm)},
	{words: "nombre nome", at: follows, re: regexp.MustCompile(`^(?i:nombre es|nome [éeè]) ` + nameForm), then: []string{" es ", " é ", " e ", " è "}},
	{words: "this", at: follows, re: regexp.MustCompile(`^(?i:this is) ` + nameForm + afterName), trust: doubted, then: []string{" is "}},
	{words: "s am m bin", at: follows, re: regexp.MustCompile(`^(?i:s|am|m|bin) ` + nameForm + afterName), trust: doubted, after: selves},
	{words: "me mich moi", at: follows, re: regexp.MustCompile(`^(?i:me|mich|moi) ` + nameForm + afterName), trust: doubted, after: callings},
	{words: "lives", at: closing, re: regexp.MustCompile(`(?:^|[,.!?] )` + nameForm + ` lives (?:at|on) \d`), trust: doubted, then: []string{" at ", " on "}},
	{words: "here", at: closing, re: regexp.MustCompile(`(?:^|[,.!] )` + nameForm + ` here(?:[,.!]| from| again)`), trust: doubted, then: []string{",", ".", "!", " from", " again"}},
	{words: "wrote", at: around, re: regexp.MustCompile(`(?:, |\d |(?i:AM|PM) |^|> )` + nameForm + ` (?:<[^>\n]*> )?wrote:`), then: []string{":"}},
	{words: "schrieb", at: follows, re: regexp.MustCompile(`^schrieb ` + nameForm + `(?: <|:)`)},
	{words: "from to cc von an de a para da van fran attn contact ansprechpartner customer patient recipient agent kunde", at: heads, re: regexp.MustCompile(`^\pL+:\*{0,2} "?` + nameForm + `"?[ \t]*(?:<|\[|\(|,|;|$|\n)`)},
	{words: "person address", at: follows, re: regexp.MustCompile(`^(?i:person|address): ` + nameForm + `[ \t]*(?:$|\n)`), trust: doubted, then: []string{": "}},
	{words: "behalf care", at: follows, re: regexp.MustCompile(`^(?i:behalf|care) of ` + nameForm), trust: ifNamed, then: []string{" of "}},
	{
		words: "colleague boss manager husband wife partner son daughter assistant coworker friend brother sister kid child accountant lawyer doctor mother father mom dad kollege kollegen kollegin chef chefin",
		at:    follows, re: regexp.MustCompile(`^\pL+,? (?i:called |named )?` + nameForm), trust: doubted, after: ours, then: []string{" ", ", ", " called ", " named ", ", called ", ", named "},
	},
	{words: "called named", at: follows, re: regexp.MustCompile(`^(?i:called|named) ` + nameForm), trust: ifNamed},
	{words: "spoke spoken talked chatted speak speaking", at: follows, re: regexp.MustCompile(`^\pL+ (?:to|with) ` + nameForm), trust: doubted, then: []string{" to ", " with "}},
	{words: "add invite remove", at: follows, re: regexp.MustCompile(`^(?i:add|invite|remove) (\p{Lu}[\p{L}'’\-]+(?: \p{Lu}[\p{L}'’\-]*\.?){1,3}) (?:as|to|from) (?:an?|the|my|our)`), trust: ifNamed},
}

// introWords leads from a word to its introductions.
var introWords, introFilter = func() (map[string][]int, wordFilter) {
	out, table := map[string][]int{}, newWordFilter(100)
	for i, in := range introductions {
		for w := range strings.FieldsSeq(in.words) {
			out[w] = append(out[w], i)
			table.put(w)
		}
	}
	return out, table
}()

// introduced finds the names that somebody gives.
func (w *people) introduced(body string) {
	left := maxIntroductions
	var buf [2 * longestWord]byte
	for at := 0; at < len(body); {
		c := body[at]
		if c|0x20 < 'a' || c|0x20 > 'z' && c < utf8.RuneSelf {
			at++
			continue
		}
		end, all := at+1, c
		for end < len(body) && (body[end]|0x20 >= 'a' && body[end]|0x20 <= 'z' || body[end] >= utf8.RuneSelf) {
			all |= body[end]
			end++
		}
		if end-at <= 20 && (all >= utf8.RuneSelf || introFilter.mayHold(body[at:end])) {
			for _, i := range introWords[string(foldInto(buf[:0], body[at:end]))] {
				if left > 0 && w.introduction(&introductions[i], body, at, end) {
					left--
				}
			}
		}
		at = end
	}
}

// maxIntroductions is how often one message is asked for a name: who writes
// more has written all of them.
const maxIntroductions = 300

// introduction looks around the word from at to end, and tells whether it had
// to look closely.
func (w *people) introduction(in *introduction, body string, at, end int) bool {
	from := at
	if in.at == naming && !saysName(body[end:]) || in.after != nil && !folded(in.after, wordBefore(body, at)) {
		return false
	}
	if in.at != follows && in.then != nil && !slices.ContainsFunc(in.then, func(part string) bool { return strings.HasPrefix(body[end:], part) }) {
		return false
	}
	switch in.at {
	case follows:
		if !in.followed(body[end:]) {
			return false
		}
	case heads:
		if end >= len(body) || body[end] != ':' || strings.Trim(body[lineStart(body, at):at], " \t>*") != "" {
			return false
		}
	case closing, around, naming:
		from = lineStart(body, at)
		if in.at == closing && !startsUpper(body[strings.LastIndexAny(body[from:max(from, at-1)], " \n")+1+from:]) {
			return false
		}
		if at-from > 200 {
			from = runeStart(body[:at], at-100)
		}
	}
	doubt := ""
	if in.trust == doubted {
		doubt = doubtSaid
	}
	for _, m := range in.re.FindAllStringSubmatch(body[from:min(len(body), end+120)], -1) {
		if in.trust != ifNamed || looksNamed(m[1]) {
			w.found(m[1], doubt)
			w.smallRest(m[1], body[end:])
		}
	}
	return true
}

// wordBefore is the word that stands before a place, on the same line.
func wordBefore(s string, at int) string {
	end := at
	for end > 0 && (s[end-1] == ' ' || s[end-1] == '\'') {
		end--
	}
	end = len(strings.TrimSuffix(s[:end], "’"))
	from := end
	for from > 0 && from > end-12 {
		r, size := utf8.DecodeLastRuneInString(s[:from])
		if !unicode.IsLetter(r) {
			break
		}
		from -= size
	}
	return s[from:end]
}

// followed tells whether a capital stands where the name would begin.
func (in *introduction) followed(rest string) bool {
	if in.then == nil {
		return strings.HasPrefix(rest, " ") && startsUpper(rest[1:])
	}
	return slices.ContainsFunc(in.then, func(part string) bool {
		return hasPrefixFold(rest, part) && startsUpper(rest[len(part):])
	})
}

// saysName tells whether what follows the word "name" may say one: "is", a
// colon, or "to" after a few words. It spares most texts the expressions.
func saysName(rest string) bool {
	rest = rest[:min(len(rest), 68)]
	for _, sign := range []string{"'", "’", "?"} {
		if strings.HasPrefix(rest, sign) {
			return true
		}
	}
	first := strings.TrimLeft(rest, " \t")
	for _, word := range []string{":", "is", "was", "on"} {
		if hasPrefixFold(first, word) {
			return true
		}
	}
	for i := 0; i < len(rest) && (rest[i] == ' ' || rest[i] == ',' || rest[i]|0x20 >= 'a' && rest[i]|0x20 <= 'z'); i++ {
		if rest[i] == ' ' && hasPrefixFold(rest[i+1:], "to") {
			return true
		}
	}
	return false
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func lineStart(s string, at int) int { return strings.LastIndexByte(s[:at], '\n') + 1 }

// runeStart is where the first rune begins from a place on.
func runeStart(s string, at int) int {
	for at < len(s) && !utf8.RuneStart(s[at]) {
		at++
	}
	return at
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// found takes a name that a text gives; doubt is why it may be none.
func (w *people) found(s, doubt string) {
	words := nameWords(s)
	for i, word := range words {
		if i > 0 && notNames[word] {
			words = words[:i]
			break
		}
	}
	if len(words) == 0 || notNames[words[0]] || doubt != "" && (commonWords[words[0]] || strings.ToUpper(s) == s && latin(s)) {
		return
	}
	if t := lexicon[words[0]]; t&wordTitle != 0 {
		if words = words[1:]; len(words) == 0 {
			return
		}
	}
	w.add(strings.Join(words, " "), w.known(words), doubt)
}
