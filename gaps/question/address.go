package question

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"signpost/gaps/words"
	"signpost/inbox"
)

var (
	// greets are words that begin a greeting, greetsWith what has to follow some of them.
	greets = words.Set(`hi hello hey hiya dear good morning greetings guten hallo moin servus grüezi sehr liebe lieber liebes bonjour bonsoir salut
hola buenos buenas estimado estimada estimados estimadas buongiorno buonasera ciao gentile gentili salve bom boa olá oi prezado prezada prezados
goede goedemorgen goedemiddag goedendag geachte hej hei god dzień cześć dobrý ahoj merhaba szia здравствуйте привет добрый`)
	greetsWith = map[string]map[string]bool{
		"good": words.Set("morning afternoon evening day"), "guten": words.Set("morgen tag abend"), "sehr": words.Set("geehrte geehrter geehrtes"),
		"buenos": words.Set("dias días"), "buenas": words.Set("tardes noches"), "bom": words.Set("dia"), "boa": words.Set("tarde noite"),
		"goede": words.Set("morgen middag avond dag"), "god": words.Set("dag morgon kväll"), "dzień": words.Set("dobry"), "dobrý": words.Set("den"),
		"добрый": words.Set("день вечер"),
	}
	// greeted are people whom one greets without a name, titled are words with a name behind
	// them, and wards words that are either only where a mark follows.
	greeted = words.Set(`there all team everyone everybody again guys folks sir madam sirs zusammen damen herren lieben leute tous toutes todos todas
chicos amigos tutti ragazzi pessoal allemaal`)
	beside = words.Set("a à ihr und dear liebes signpost") // in front of those
	titled = words.Set("mr mrs ms miss dr prof frau herr herrn señor señora sr sra monsieur madame mme signor signora meneer mevrouw senhor senhora")
	wards  = words.Set("support help helpdesk desk service kundenservice kundendienst customer friends people and or whoever is")
	// between stand behind one of those before a name: "team of Example".
	between = words.Set("of from at the von vom des der bei de du del della la el da do van")
	// clauses begin what is said behind a greeting without a mark.
	clauses = words.Set(`i i'm i've we we've my our how what where when why who which can could would please ich wir wie was wo wann warum kann können
könnte je nous comment où quand pourquoi puis cómo dónde cuándo puedo necesito quiero come dove quando posso como onde hoe waar wanneer kan ik`)
)

// greetsAtMost is how many words a greeting has behind its first.
const greetsAtMost = 6

// mention is somebody's masked name in front of what is said to him, or a mention.
var mention = regexp.MustCompile(`^(?:\[person \d+\]\s*[,!:]|@[\p{L}\d_.-]+[\s,:])\s*`)

// Unaddressed drops the greetings in front of a text, and those whom they greet: "Hi
// there!", "Hello Ada Smith,", "buenas chicos:".
func Unaddressed(text string) string {
	text = strings.TrimSpace(text)
	for mayGreet(text) {
		rest := ungreeted(text)
		if len(rest) == len(text) {
			break
		}
		text = rest
	}
	if strings.HasPrefix(text, "[person ") || strings.HasPrefix(text, "@") {
		text = mention.ReplaceAllString(text, "")
	}
	return text
}

// mayGreet tells whether a text begins with a word of greeting.
func mayGreet(text string) bool {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '¡' })
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(text)
	}
	return end < 26 && greets[strings.ToLower(text[:end])]
}

// ungreeted drops one greeting; the text is the same where there is none.
func ungreeted(text string) string {
	rest := strings.TrimLeft(text, " \n¡")
	first, rest := nextWord(rest)
	if with := greetsWith[strings.ToLower(first)]; with != nil {
		second, after := nextWord(rest)
		switch {
		case with[strings.ToLower(second)]:
			rest = after
		case strings.ToLower(first) != "buenas" || !startsMarked(rest):
			return text
		}
	}
	if len(rest) > 1 && rest[0] != ' ' && (rest[0] == '-' && rest[1] != ' ' || !startsMarked(rest)) {
		return text // "Hi-fi"
	}
	head, after, ended := untilMark(rest)
	if ended && whom(head, after) {
		return strings.TrimLeft(after, " \n\t,.!:;)-–—")
	}
	return strings.TrimLeft(unnamed(rest), " \n\t,.!:;)-–—")
}

// nextWord gives the letters in front of a text, behind blanks, and the rest.
func nextWord(text string) (word, rest string) {
	text = strings.TrimLeft(text, " ")
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' })
	if end < 0 {
		end = len(text)
	}
	return text[:end], text[end:]
}

const greetMarks = ",.!:;\n–—"

func startsMarked(text string) bool {
	text = strings.TrimLeft(text, " ")
	r, _ := utf8.DecodeRuneInString(text)
	return text == "" || strings.ContainsRune(greetMarks+"?)-", r)
}

// untilMark cuts a text at its first mark, which is one of those that end a greeting.
func untilMark(text string) (head, after string, ended bool) {
	for i, r := range text {
		switch {
		case strings.ContainsRune(greetMarks, r):
			if r == '.' && titled[strings.ToLower(lastWord(text[:i]))] {
				continue
			}
			return text[:i], text[i+utf8.RuneLen(r):], true
		case r == '?' || r == '？' || i > 80:
			return "", text, false
		}
	}
	return text, "", true
}

func lastWord(text string) string { return text[strings.LastIndexByte(text, ' ')+1:] }

// whom tells whether words between a greeting and a mark are those who are greeted: known
// ones, up to three names, or one other word, as long as what comes behind is a question
// without it.
func whom(head, after string) bool {
	names, others, called := 0, 0, false
	fields := strings.Fields(words.Bare(head))
	if len(fields) > greetsAtMost {
		return false
	}
	for _, w := range fields {
		w = strings.TrimRight(w, ".")
		low := strings.ToLower(w)
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case greeted[low] || beside[low] || titled[low] || wards[low]:
			called = true
		case called && between[low]:
		case isFunction(low) || !unicode.IsLetter(r):
			return false
		case unicode.IsUpper(r):
			names++
		default:
			others++
		}
	}
	return others == 0 && names <= 3 || others == 1 && names == 0 && ContentSize(after) >= 2
}

// isFunction tells whether a word in small letters holds a sentence together.
func isFunction(w string) bool {
	if asks[w] || clauses[w] || words.IsGrammar(w) || words.IsCommon(w) {
		return true
	}
	for _, lang := range [...]string{"de", "fr", "es", "pt", "it", "nl"} {
		if inbox.IsCommonWord(lang, w) {
			return true
		}
	}
	return false
}

// unnamed drops who is greeted without a mark: words that greet nobody else, what was
// masked, and names behind a title or before a word that begins a clause.
func unnamed(text string) string {
	for {
		at := strings.TrimLeft(text, " ")
		if p := words.Placeholders(at); len(p) > 0 && strings.HasPrefix(at, p[0]) {
			text = at[len(p[0]):]
			continue
		}
		w, rest := nextWord(text)
		low := strings.ToLower(w)
		next, after := nextWord(rest)
		switch {
		case titled[low]:
			text = named(strings.TrimPrefix(rest, "."), 2)
		case greeted[low]:
			text = rest
		case beside[low] && greeted[strings.ToLower(next)]:
			text = after
		default:
			if bare := named(text, 3); clauses[strings.ToLower(wordOf(bare))] {
				return bare
			}
			return text
		}
	}
}

// named drops up to n names.
func named(text string, n int) string {
	for range n {
		w, rest := nextWord(text)
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) || isFunction(strings.ToLower(w)) {
			break
		}
		text = rest
	}
	return text
}

func wordOf(text string) string {
	w, _ := nextWord(text)
	return w
}
