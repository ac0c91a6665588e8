// Package claims reads from sentences what another sentence can contradict:
// numbers with what they count, web addresses, labels and paths of an interface,
// and whether something can be done. It compares what an article states with what
// people answer (Since), and the people with each other (Sides). Doubt counts as
// agreement: both say nothing rather than something wrong.
package claims

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"signpost/gaps/question"
	"signpost/gaps/words"
)

// A Kind is what a claim states.
type Kind string

// The kinds of claims.
const (
	Number   Kind = "number"
	Address  Kind = "address"
	Label    Kind = "label"
	Possible Kind = "possible"
)

// A Claim is one thing that a sentence states.
type Claim struct {
	Kind Kind
	// Unit is the stem of what a number counts, "" for other kinds.
	Unit string
	// Value is the number, the address or the label in small letters, or "yes"
	// or "no".
	Value    string
	Sentence string
	// before and after are the labels of the steps before a label's and behind it.
	before, after string
	// own are the stems of the sentence without the value, about these and those of the
	// title that it stands under.
	own, about []string
	// named are the stems of the title in the sentence of a number, where the text counts
	// nothing else in its unit: it is what the text says of these.
	named []string
	// asked are the stems of the question that the sentence answers.
	asked []string
}

// Of reads the claims of a text.
func Of(text string) []Claim {
	var out []Claim
	for _, s := range sentencesOf(text) {
		out = append(out, numbers(s)...)
		out = append(out, addresses(s)...)
		out = append(out, labels(s)...)
		out = append(out, possible(s)...)
	}
	return out
}

// Answering reads the claims of an answer to a question, of which it need not repeat the words.
func Answering(question, text string) []Claim {
	out := Of(text)
	asked := newClaim("", "", "", question, "").own
	for i := range out {
		out[i].asked = asked
	}
	return out
}

// listMark is the number or mark that begins an item of a list.
var listMark = regexp.MustCompile(`(?m)^\s*(?:\d{1,2}[.)]|[-*•])\s+`)

func sentencesOf(text string) []string {
	var out []string
	for line := range strings.Lines(listMark.ReplaceAllString(text, "")) {
		out = append(out, question.Sentences(line)...)
	}
	return out
}

var (
	amount = regexp.MustCompile(`(?i)(^|[\s(€$£~])(\d{1,9}(?:[.,]\d{1,3})*)\s?([€$£%]|[\p{L}]+)(?:[\s-]+(\p{L}+))?`)
	money  = regexp.MustCompile(`([€$£])\s?(\d{1,9}(?:[.,]\d{1,3})*)`)
	spelt  = regexp.MustCompile(`(?i)\b(three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty|thirty|forty-five|sixty|ninety)\b`)
	// limit is a number that bounds something without saying what it counts: an age, an
	// hour. What follows it is no unit.
	limit = regexp.MustCompile(`(?i)(?:^|[\s(])(?:(?:from|until|till|under|over|above|below|than|least|most|aged?|ab|bis|unter|über|mindestens|höchstens|desde(?: las| los)?|hasta(?: las| los)?|(?:menores|mayores|menos|más|partir) de(?: las| los)?|dès|moins de|plus de|partir de) (\d{1,4})(?:[\s,.;:!)]|$)|(\d{1,4}) (?:and|or|und|oder|y|o|et|ou) (?:older|younger|over|under|above|below|up|more|less|fewer|älter|jünger|mehr|weniger|mayores|menores|más|menos|plus|moins)\b)`)
)

var digits = map[string]string{
	"three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
	"twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "eighteen": "18", "twenty": "20", "thirty": "30",
	"forty-five": "45", "sixty": "60", "ninety": "90",
}

// units are the words that are counted most; one that comes second, as in "30
// calendar days", is preferred.
var units = words.Set(`second minute hour day week month year mb gb kb tb percent user seat person people agent member
article page file item character letter word pixel px device product message row line time`)

// currencies are the stems of what signs of money stand for.
var currencies = map[string]string{"€": "euro", "$": "dollar", "£": "pound"}

func numbers(sentence string) []Claim {
	var out []Claim
	for _, q := range quantities(sentence) {
		out = append(out, newClaim(Number, q.unit, q.value, sentence, q.text))
	}
	return out
}

// A quantity is a number with the stem of what it counts, as text says it.
type quantity struct{ unit, value, text string }

func quantities(sentence string) []quantity {
	plain := spelt.ReplaceAllStringFunc(sentence, func(w string) string { return digits[strings.ToLower(w)] })
	for _, p := range words.Placeholders(plain) {
		plain = strings.ReplaceAll(plain, p, " ")
	}
	var out []quantity
	for _, m := range money.FindAllStringSubmatch(plain, -1) {
		out = append(out, quantity{currencies[m[1]], m[2], m[2]})
	}
	for _, m := range amount.FindAllStringSubmatch(plain, -1) {
		unit := strings.ToLower(m[3])
		if next := strings.ToLower(m[4]); units[words.Stem(next)] || units[next] {
			unit = next
		}
		if strings.ContainsAny(m[1], "€$£") || words.IsGrammar(unit) || words.IsCommon(unit) {
			continue
		}
		out = append(out, quantity{cmp.Or(currencies[unit], words.Stem(unit)), m[2], m[2] + " " + unit})
	}
	for _, m := range limit.FindAllStringSubmatch(plain, -1) {
		if n := m[1] + m[2]; !slices.ContainsFunc(out, func(q quantity) bool { return q.value == n }) {
			out = append(out, quantity{"", n, n})
		}
	}
	return out
}

var webAddress = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>()"'\]]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\.[a-z]{2,}\b(?:/[^\s<>()"'\]]*)?`)

func addresses(sentence string) []Claim {
	var out []Claim
	for _, m := range webAddress.FindAllString(sentence, -1) {
		out = append(out, newClaim(Address, "", bare(m), sentence, m))
	}
	return out
}

// bare is an address as claims compare it.
func bare(address string) string {
	value := strings.TrimRight(strings.ToLower(address), "./,;:!?")
	return strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(value, "https://"), "http://"), "www.")
}

// Shown is the claim's sentence as it can be shown: of web addresses only the one that is
// claimed stands in it.
func (c Claim) Shown() string {
	return question.Shown(c.Sentence, func(address string) bool { return c.Kind == Address && bare(address) == c.Value })
}

const (
	capital = `\p{Lu}[\p{L}\d]*(?:[ -](?:\p{Lu}[\p{L}\d]*|and \p{Lu}[\p{L}\d]*|& \p{Lu}[\p{L}\d]*))*`
	arrow   = `\s*(?:->|>|→|›|»)\s*`
)

var (
	marked = regexp.MustCompile(`\*\*([^*\n]{2,40})\*\*|"([^"\n]{2,40})"|“([^”\n]{2,40})”|„([^“”\n]{2,40})[“”]|«([^»\n]{2,40})»|‘([^’\n]{2,40})’`)
	path   = regexp.MustCompile(`\*{0,2}` + capital + `\*{0,2}(?:` + arrow + `\*{0,2}` + capital + `\*{0,2})+`)
	named  = regexp.MustCompile(`\b(?:[Cc]lick|[Cc]hoose|[Ss]elect|[Oo]pen|[Pp]ress|[Tt]ap|[Gg]o to|[Pp]ick|[Hh]it|under|then|in)(?: on)?(?: the)? (` + capital + `)((?: \p{Ll}[\p{L}\d]*){0,3})`)
	// namedAbroad is the same in languages that begin few or no nouns with a capital, with up
	// to three words such as "the button" between.
	namedAbroad = regexp.MustCompile(`(?:^|[\s(])(?i:` +
		`(?:haga|haz|hacer) clic en|pulse|pulsa|pulsar|seleccione|selecciona|seleccionar|elija|elige|elegir|abra|abre|abrir|vaya a|ve a|` +
		`cliquez sur|cliquer sur|choisissez|choisir|sélectionnez|sélectionner|ouvrez|ouvrir|appuyez sur|allez (?:dans|à|sur)|` +
		`fai clic su|fare clic su|clicca su|cliccare su|seleziona|selezionare|scegli|scegliere|apri|aprire|premi|premere|vai (?:su|a|in)|` +
		`clique em|clicar em|selecione|selecionar|escolha|toque em|vá para|` +
		`klik op|klikken op|kies|kiezen|selecteer|tik op|druk op|ga naar|` +
		`(?:luego|después)(?: en)?|(?:puis|ensuite)(?: sur)?|poi(?: su)?|depois(?: em)?|daarna(?: op)?)(?: \p{Ll}[\p{L}'’]*){0,3}? (` + capital + `)`)
	// namedGerman is it where all nouns have one: a label stands without an article, or behind
	// the noun that says what it is of.
	namedGerman = regexp.MustCompile(`(?:^|[\s(])(?i:klick(?:en?|t)?(?: sie)?(?: dann| dort| oben| unten)? auf|(?:aus)?wähl(?:en?|t|st)(?: sie)?|öffne[nt]?(?: sie)?|drück(?:en?|t)(?: sie)?(?: auf)?|` +
		`tipp(?:en?|t)(?: sie)? auf|geh(?:en?|t)?(?: sie)? (?:auf|zu|unter)|(?:find(?:en|est|et)|steh(?:t|en)|lieg(?:t|en))(?: (?:sie|du|ihr|es|das))* unter|dann auf)` +
		`(?:(?: auf| in)? (?:den|die|das|dem|der|im|am|zum|zur) \p{Lu}\p{L}+)? (` + capital + `)`)
	arrows = regexp.MustCompile(arrow)
	// verb stands before a path with a capital where it begins a sentence.
	verb = regexp.MustCompile(`^(?:Click|Choose|Select|Open|Press|Tap|Go to|Pick|Hit|Under|Then|In|On)(?: on)?(?: the)? `)
)

// A step is a label where it stands in a sentence.
type step struct {
	label string
	at    int
}

// stepsOf reads the menu paths, the quoted or bold names, and the names with a capital after
// a word such as "choose", in their order, and what the sentence says beside them.
func stepsOf(sentence string) (steps []step, beside string) {
	rest := []byte(sentence)
	take := func(label string, from, to int) {
		steps = append(steps, step{label, from})
		for i := from; i < to; i++ {
			rest[i] = ' '
		}
	}
	for _, m := range path.FindAllIndex(rest, -1) {
		label := strings.ReplaceAll(sentence[m[0]:m[1]], "**", "")
		take(arrows.ReplaceAllString(verb.ReplaceAllString(label, ""), " > "), m[0], m[1])
	}
	for _, m := range marked.FindAllSubmatchIndex(rest, -1) {
		for i := 2; i < len(m); i += 2 {
			if m[i] >= 0 {
				take(sentence[m[i]:m[i+1]], m[0], m[1])
			}
		}
	}
	for from := 0; ; {
		m := named.FindSubmatchIndex(rest[from:])
		if m == nil {
			break
		}
		start, end := from+m[2], from+m[3]
		end += len(continued(sentence[end : from+m[5]]))
		take(sentence[start:end], start, end)
		from = end
	}
	for _, abroad := range [...]*regexp.Regexp{namedGerman, namedAbroad} {
		for _, m := range abroad.FindAllSubmatchIndex(rest, -1) {
			if label := sentence[m[2]:m[3]]; !polite[strings.ToLower(firstWord(label))] {
				take(label, m[2], m[3])
			}
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	return steps, string(rest)
}

// polite are words that German writes with a capital to whom it addresses.
var polite = words.Set("sie ihr ihre ihren ihrem ihrer ihres ihnen")

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// continued gives the words in small letters that still belong to a name: "Add calendar", but
// "Export" of "Export at the top".
func continued(after string) string {
	end := 0
	for _, w := range strings.Fields(after) {
		if words.IsGrammar(w) || words.IsCommon(w) || slight[words.Stem(w)] || handling[words.Stem(w)] || w == "under" || w == "until" || w == "when" {
			break
		}
		end += len(" ") + len(w)
	}
	return after[:end]
}

// labels are the steps through an interface that a sentence names. What it says beside them
// is what they are for, and what a path leads to; each is taken where the one before it led.
func labels(sentence string) []Claim {
	steps, beside := stepsOf(sentence)
	purpose := slices.DeleteFunc(newClaim("", "", "", beside, "").own, func(s string) bool { return handling[s] })
	var out []Claim
	before := ""
	for _, s := range steps {
		value := strings.ToLower(strings.Trim(s.label, " .,:;!?"))
		if len(value) < 2 || len(words.Placeholders(value)) > 0 || webAddress.MatchString(value) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Value == before {
			out[n-1].after = value
		}
		own := purpose
		if at := strings.LastIndex(value, " > "); at >= 0 {
			own = append(question.Stems(value[at:]), own...)
		}
		if before != "" {
			own = append([]string{"> " + before}, own...)
		}
		own = slices.Clone(own)
		slices.Sort(own)
		own = slices.Compact(own)
		if !slices.ContainsFunc(out, func(c Claim) bool { return c.Value == value }) {
			out = append(out, Claim{Kind: Label, Value: value, Sentence: sentence, before: before, own: own, about: own})
		}
		before = value
	}
	slices.SortFunc(out, func(a, b Claim) int { return strings.Compare(a.Value, b.Value) })
	return out
}

var (
	cannot = regexp.MustCompile(`(?i)\b(?:can ?not|can't|can’t|not possible|isn't possible|impossible|no way to|(?:not|n't) (?:yet )?(?:supported|available|able|support|offer|allow))\b`)
	can    = regexp.MustCompile(`(?i)\b(?:(?:you|they|it|we|customers|users|people|readers|that) can|can be|is possible|possible to|able to|we (?:do )?support|is supported)\b`)
)

// possible reads whether something can be done; a sentence that says both says
// neither.
func possible(sentence string) []Claim {
	no := cannot.MatchString(sentence)
	yes := can.MatchString(cannot.ReplaceAllString(sentence, " "))
	if no == yes || strings.Contains(sentence, "?") {
		return nil
	}
	value := "yes"
	if no {
		value = "no"
	}
	c := newClaim(Possible, "", value, sentence, "")
	c.own = slices.DeleteFunc(c.own, func(s string) bool { return aboutCan[s] })
	c.about = c.own
	return []Claim{c}
}

var aboutCan = words.Set("possibl impossibl able abl support availabl unfortunate unfortunat yet sorry afraid offer allow")

func newClaim(kind Kind, unit, value, sentence, without string) Claim {
	rest := question.Stems(strings.Replace(sentence, without, " ", 1))
	slices.Sort(rest)
	rest = slices.DeleteFunc(slices.Compact(rest), func(s string) bool { return s == unit || s == value || slight[s] })
	return Claim{Kind: kind, Unit: unit, Value: value, Sentence: sentence, own: rest, about: rest}
}

// slight are stems that say how or when, not of what.
var slight = stemsOf(`since last week now new newly currently today yesterday recently most least maximum minimum yes sorry
please just only still already always usually about around note well longer anymore hi hello each every`)

// handling are stems of what one does with any label, and little words of languages that a
// few words beside labels do not show.
var handling = stemsOf(`open opens choose chooses select click press presses tap pick hit goes switch turn
öffnen öffne öffnet wählen wähle wählt auswählen anwählen klicken klicke klickt anklicken drücken drücke tippen tippe gehen gehe geht
abrir abra abre elegir elija elige seleccionar seleccione selecciona pulsar pulse pulsa hacer haga haz clic vaya pinchar pinche
ouvrir ouvrez choisir choisissez cliquer cliquez sélectionner sélectionnez appuyer appuyez aller allez
fai fare clicca cliccare seleziona selezionare scegli scegliere apri aprire premi premere vai
clique clicar selecione selecionar escolha toque vá klik klikken kies kiezen selecteer tik druk ga naar
button tab menu knopf schaltfläche reiter menü botón pestaña menú bouton onglet pulsante scheda botão aba knop tabblad
sie der die das den dem und auf im zu zum zur bei beim mit für dann ein eine einen
el la los las un una y en de del con por para su luego le les une et sur du avec pour puis vous`)

func stemsOf(list string) map[string]bool {
	out := map[string]bool{}
	for w := range words.Set(list) {
		out[words.Stem(w)] = true
	}
	return out
}

// How much two sentences have to share to be about the same thing.
const (
	sharedStems = 2
	sharedShare = 0.5
	// Whether something can be done is said in so many ways that more has to be
	// shared.
	sharedPossible = 3
)

// under gives the claim of a sentence that stands under a title, one of all those of a text.
func (c Claim) under(title []string, all []Claim) Claim {
	if c.Kind == Number && c.Unit != "" && !slices.ContainsFunc(all, func(d Claim) bool { return d.Unit == c.Unit && d.Value != c.Value }) {
		c.named = slices.DeleteFunc(slices.Clone(c.own), func(s string) bool { return !slices.Contains(title, s) })
	}
	c.about = slices.Concat(c.own, title)
	slices.Sort(c.about)
	c.about = slices.Compact(c.about)
	return c
}

// sameMatter tells whether two claims are of one kind about the same thing. What stands
// under a title is about what that names, but a title alone says nothing, unless what is
// counted is the only one of its unit in the text. Two labels are
// alternatives only at the same step; the same label is the same step by itself.
func (c Claim) sameMatter(d Claim) bool {
	if c.Kind != d.Kind || c.Unit != d.Unit {
		return false
	}
	if c.isNamed(d) {
		return true
	}
	if shared(c.own, d.own) == 0 {
		return false
	}
	if c.Kind == Label && c.Value != d.Value && !c.sameStep(d) {
		return false
	}
	both, shorter := shared(c.about, d.about), min(len(c.about), len(d.about))
	least := sharedStems
	switch {
	case c.Kind == Possible:
		least = sharedPossible
	case c.Kind == Label && c.Value == d.Value:
		least = 1 // the label is shared, too
	case c.Kind == Number && shorter == 1:
		least = 1 // the unit is shared, too
	}
	return both >= least && float64(both) >= sharedShare*float64(shorter)
}

// sameStep tells whether two labels stand behind the same one and before the same one, in
// sentences that say sharedStems of the deed in common, whatever their titles say: a deposit
// is paid back and asked for in other places.
func (c Claim) sameStep(d Claim) bool {
	return c.before == d.before && (c.after == "" || d.after == "" || c.after == d.after) && shared(c.own, d.own) >= min(sharedStems, len(c.own), len(d.own))
}

// isNamed tells whether d speaks of what c's text counts once, or answers who asks about it.
func (c Claim) isNamed(d Claim) bool {
	return shared(c.named, d.own) > 0 || shared(c.named, d.asked) > 0
}

// shared counts what two sorted lists have in common.
func shared(a, b []string) int {
	both := 0
	for len(a) > 0 && len(b) > 0 {
		switch strings.Compare(a[0], b[0]) {
		case 0:
			both, a, b = both+1, a[1:], b[1:]
		case -1:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return both
}

// contradicts tells whether two claims about the same thing cannot both hold:
// neither sentence names the other's value.
func (c Claim) contradicts(d Claim) bool {
	if c.Value == d.Value || !c.sameMatter(d) {
		return false
	}
	if c.Kind == Possible {
		return true
	}
	return !c.names(d.Sentence) && !d.names(c.Sentence)
}

// Contradict tells whether one of some claims cannot hold beside one of others.
func Contradict(some, others []Claim) bool {
	return slices.ContainsFunc(some, func(c Claim) bool { return slices.ContainsFunc(others, c.contradicts) })
}

// Stated tells whether a text says still what a sentence of it once said: the value, of
// the same matter.
func Stated(text, sentence, value string) bool {
	said := slices.DeleteFunc(Of(sentence), func(c Claim) bool { return c.Value != value })
	if len(said) == 0 {
		return strings.Contains(strings.ToLower(text), strings.ToLower(value))
	}
	return slices.ContainsFunc(Of(text), func(now Claim) bool {
		return slices.ContainsFunc(said, func(c Claim) bool { return now.Value == c.Value && now.sameMatter(c) })
	})
}

// spells tells whether a text holds a word for a number.
func spells(text, number string) bool {
	for word, value := range digits {
		if value == number && strings.Contains(strings.ToLower(text), word) {
			return true
		}
	}
	return false
}

// names tells whether a text states the claim's value, for the same unit when
// it is a number.
func (c Claim) names(text string) bool {
	if c.Kind == Number {
		if !strings.Contains(text, c.Value) && !spells(text, c.Value) {
			return false
		}
		return slices.ContainsFunc(quantities(text), func(q quantity) bool { return q.value == c.Value && q.unit == c.Unit })
	}
	low := strings.ToLower(text)
	for _, part := range strings.Split(c.Value, " > ") {
		if !strings.Contains(low, part) {
			return false
		}
	}
	return true
}
