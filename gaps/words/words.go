// Package words cuts texts into words, and words into stems, for mining. It knows
// which words carry no topic: those of grammar, those that most questions hold, and
// those of greetings and thanks. English endings are cut; other languages keep
// their words, and lean on the pieces of package vectors.
package words

import (
	"strings"
	"unicode"
)

// grammar are the words that carry no topic in any question: they are left out
// of stems and of 4-character pieces.
var grammar = Set(`a an the this that these those i me my mine we us our you your he him his she her it its
they them their am is are was were be been being would should could will shall may might of to and or so
please pls hi hello hey thanks thank thx just dont im ive id ill`)

// common are further words that most questions hold: how one asks, not what
// about. Stems leave them out; pieces keep them, for they tell twins apart.
var common = Set(`in on at by for from with into as but if then than too very also there here have has had
having do does did doing done can cant how what when where which who whom whose why want wants wanted need
needs like know get gets got getting tell told help make makes made go going let lets ours yours myself
not no yes any some all about up out`)

// Set holds the words of a text, for lists in the code.
func Set(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// expand undoes the short forms of English, so that "can't" and "cannot" meet.
var expand = strings.NewReplacer("’", "'", "‘", "'", "can't", "can not", "cannot", "can not", "won't", "will not",
	"shan't", "shall not", "n't", " not", "'re", " ", "'ve", " ", "'ll", " ", "'m", " ", "'d", " ", "'s", " ")

// Split splits text into lower-case runs of letters (with their marks) or
// digits. Placeholders of masked data, such as "[email 1]", are no words, nor are the
// other parts of an address that holds one.
func Split(text string) []string {
	text = strings.ToLower(Bare(text))
	if strings.ContainsAny(text, "'’‘") || strings.Contains(text, "cannot") {
		text = expand.Replace(text)
	}
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// Stem cuts the endings that English inflection adds. It is coarser than the
// analyzer of search on purpose: "verify", "verified" and "verification" need
// to meet in groups, where a wrong meeting is outvoted by the other features.
func Stem(w string) string {
	if len(w) <= 3 || !isASCII(w) {
		return w
	}
	w = stemPlural(w)
	switch {
	case strings.HasSuffix(w, "ing") && len(w) > 5:
		w = undouble(w[:len(w)-3])
	case strings.HasSuffix(w, "ed") && len(w) > 4:
		w = undouble(w[:len(w)-2])
	case strings.HasSuffix(w, "ly") && len(w) > 5:
		w = w[:len(w)-2]
	}
	if strings.HasSuffix(w, "e") && len(w) > 3 {
		w = w[:len(w)-1]
	}
	switch {
	case strings.HasSuffix(w, "ment") && len(w) > 7:
		w = w[:len(w)-4]
	case strings.HasSuffix(w, "ation") && len(w) > 7:
		w = w[:len(w)-5]
	case strings.HasSuffix(w, "ion") && len(w) > 6:
		w = w[:len(w)-3]
	}
	return w
}

func stemPlural(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "s"):
		return w[:len(w)-1]
	}
	return w
}

func undouble(w string) string {
	n := len(w)
	if n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("lsz", rune(w[n-1])) {
		return w[:n-1]
	}
	return w
}

func isASCII(w string) bool {
	for i := range len(w) {
		if w[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Content gives the stems of text's words without grammar and common words.
func Content(text string) []string {
	var out []string
	for _, w := range Split(text) {
		if !IsGrammar(w) && !IsCommon(w) {
			out = append(out, Stem(w))
		}
	}
	return out
}

// chitchat are stems that a message of thanks, greeting or confirmation is
// made of.
var chitchat = stemSet(`good great morning afternoon evening day night nice perfect wonderful awesome cool ok okay
sure right correct bye goodbye cheers welcome sorry anybody somebody anyone someone everybody everyone here test testing team
love loves loved really much lot lots many works worked working fine super danke merci gracias vielen dank
guten tag morgen abend hallo bonjour hola bitte again today tomorrow lol haha hmm yeah yep nope question quick
dear sir madam understood done thing friday week
hallo moin servus grüezi zusammen tschüss tschüs ciao klar alles danke dankeschön schön schönen schönes wochenende lieben dank gerne verstanden erledigt das war ist und
bonsoir salut au revoir et d accord beaucoup parfait journée bonne bien
buenos buenas días tardes noches muchas vale adiós perfecto saludo saludos
buongiorno buonasera grazie mille prego perfetto arrivederci
bom boa dia tarde noite obrigado obrigada tchau olá
dankjewel dank je wel goedemorgen goedemiddag hoi doei bedankt
tack så mycket hej tusen takk mange cześć dziękuję dzień dobry teşekkürler merhaba děkuji dobrý den
спасибо здравствуйте привет пожалуйста добрый день дякую
谢谢 你好 您好 多谢 ありがとう ありがとうございます こんにちは 감사합니다 안녕하세요 شكرا مرحبا`)

func stemSet(s string) map[string]bool {
	set := map[string]bool{}
	for w := range Set(s) {
		set[Stem(w)] = true
	}
	return set
}

// IsGrammar tells whether a word in small letters carries no topic in any question.
func IsGrammar(word string) bool { return grammar[word] }

// IsCommon tells whether a word in small letters is of those that most questions hold.
func IsCommon(word string) bool { return common[word] }

// IsChitchat tells whether a stem is of those that thanks, greetings and
// confirmations are made of.
func IsChitchat(stem string) bool { return chitchat[stem] }
