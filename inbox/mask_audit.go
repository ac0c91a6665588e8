package inbox

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Why a masked place may be nothing personal.
const (
	doubtNoWord = "told by its form alone"
	doubtDigit  = "a card number whose check digit is wrong"
	doubtRandom = "looks drawn by lot"
	doubtWord   = "a word after a word for passwords"
	doubtNumber = "a number after a word, without a sign for numbers"
	doubtSmall  = "a street in small letters"
	doubtFlat   = "told by the flat alone"
	doubtHome   = "told by a word before it"
	doubtGiven  = "a given name with another name"
	doubtAlone  = "a given name alone"
	doubtForm   = "words with the form of a name"
	doubtSaid   = "named in passing"
	doubtBlock  = "the line above an address or a number"
	doubtDash   = "a word after a dash, at the end"
)

// Why a place that was not masked may be personal.
const (
	leftNumber = "a long number"
	leftHex    = "a long number of base 16"
	leftGiven  = "a given name"
	leftName   = "words with the form of a name"
	leftCommon = "a name that is also a word"
	leftHandle = "a name with @"
	leftBirth  = "a date after a word for birth"
)

// An Audit tells what masking did and where it is not sure. It holds no value
// that was masked or left, only the shape: "Aaaa 000".
type Audit struct {
	// Counts are the masked places by kind.
	Counts map[string]int `json:"-"`
	// Doubtful are masked places that may be nothing personal, Left places
	// that may be personal and were not masked; both by kind and reason, the
	// most first.
	Doubtful []Finding `json:"doubtful"`
	Left     []Finding `json:"left"`
}

// A Finding is places that have a reason in common.
type Finding struct {
	// Kind is what was masked, "" for what was left.
	Kind  string `json:"kind,omitempty"`
	Why   string `json:"why"`
	Count int    `json:"count"`
	// Examples are of the conversations with the smallest ids, at most five and one of each.
	Examples []Example `json:"examples"`
}

// An Example is one place.
type Example struct {
	// Shape is the text with 0 for digits and a and A for letters.
	Shape        string `json:"shape"`
	Conversation string `json:"conversation,omitempty"`
}

// maxShapes is how many examples a finding has.
const maxShapes = 5

// An auditor gathers an Audit.
type auditor struct {
	counts       map[string]int
	findings     map[[2]string]*Finding
	conversation string
}

func newAuditor() *auditor {
	return &auditor{counts: map[string]int{}, findings: map[[2]string]*Finding{}}
}

func (a *auditor) doubtful(kind, why, s string) { a.note(kind, why, s) }

// again counts somebody who was masked before.
func (a *auditor) again(p Person) {
	if p.Name != "" {
		a.counts[maskPerson]++
	}
	if p.Email != "" {
		a.counts[maskEmail]++
	}
}

// note counts a place, and keeps its shape when it is the first of its conversation and
// that one's id is among the smallest, whichever comes first.
func (a *auditor) note(kind, why, s string) {
	key := [2]string{kind, why}
	g := a.findings[key]
	if g == nil {
		g = &Finding{Kind: kind, Why: why}
		a.findings[key] = g
	}
	g.Count++
	at, there := slices.BinarySearchFunc(g.Examples, a.conversation, func(e Example, id string) int { return cmp.Compare(e.Conversation, id) })
	if there && a.conversation != "" || at == maxShapes {
		return
	}
	g.Examples = slices.Insert(g.Examples, at, Example{formOf(s), a.conversation})
	g.Examples = g.Examples[:min(maxShapes, len(g.Examples))]
}

func (a *auditor) result() Audit {
	out := Audit{Counts: maps.Clone(a.counts), Doubtful: []Finding{}, Left: []Finding{}}
	for _, g := range a.findings {
		f := *g
		f.Examples = slices.Clone(g.Examples)
		if g.Kind == "" {
			out.Left = append(out.Left, f)
		} else {
			out.Doubtful = append(out.Doubtful, f)
		}
	}
	order := func(a, b Finding) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Why, b.Why))
	}
	slices.SortFunc(out.Doubtful, order)
	slices.SortFunc(out.Left, order)
	return out
}

// formOf hides a text and keeps its form, at most 40 signs of it.
func formOf(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > 40 {
			b.WriteRune('…')
			break
		}
		switch {
		case unicode.IsDigit(r):
			b.WriteByte('0')
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			b.WriteByte('A')
		case unicode.IsLetter(r) || unicode.IsMark(r):
			b.WriteByte('a')
		case r == '\n':
			b.WriteString(" / ")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// A Leftover is a place of a masked text that may be personal data all the
// same. From and To are offsets in bytes.
type Leftover struct {
	From, To int
	Why      string
}

// Leftovers returns the places of a text of a report that a person should look at,
// in order: what masking leaves, and names of people that are told by their form
// alone, as not all of a report was masked: files and teams have names of their own.
func Leftovers(s string) []Leftover {
	if s == "" {
		return nil
	}
	var f finder
	f.look(s, nobody)
	var out []Leftover
	f.leftovers(func(from, to int, why string) { out = append(out, Leftover{from, to, why}) })
	for _, sp := range f.spans {
		switch sp.doubt {
		case doubtAlone:
			out = append(out, Leftover{sp.from, sp.to, leftGiven})
		case doubtGiven, doubtForm:
			out = append(out, Leftover{sp.from, sp.to, leftName})
		}
	}
	slices.SortStableFunc(out, func(a, b Leftover) int { return a.From - b.From })
	return out
}

func (a *auditor) left(f *finder) {
	f.leftovers(func(from, to int, why string) { a.note("", why, f.s[from:to]) })
}

var (
	reBirth      = regexp.MustCompile(`(?i)\b(?:born(?: on)?|birth(?:day|date)?|date of birth|dob|geboren(?: am)?|geburtsdatum|né le|née le|nacido el)\b[^\d\n]{0,12}$`)
	reLeftNumber = regexp.MustCompile(`\d(?:[ \-./]?\d){8,}`)
)

// leftDigits is how many digits reLeftNumber has at least.
const leftDigits = 9

// leftNumbers gives the long numbers of a region that are not masked.
func (f *finder) leftNumbers(r region, give func(from, to int, why string)) {
	for _, at := range reLeftNumber.FindAllStringIndex(f.s[r.from:r.to], -1) {
		from, to := r.from+at[0], r.from+at[1]
		if s := f.s[from:to]; !f.taken(from, to) && !reDate.MatchString(s) && f.alone(from, to) && strings.Count(s, ".") < 2 {
			give(from, to, leftNumber)
		}
	}
}

// speaksOfBirth spares most texts reBirth: it looks for a part of each of its
// words.
func speaksOfBirth(lead string) bool {
	lead = strings.ToLower(lead)
	for _, part := range []string{"born", "birth", "dob", "gebor", "geburt", "né", "nacido"} {
		if strings.Contains(lead, part) {
			return true
		}
	}
	return false
}

// leftovers gives the places that look personal and are not masked.
func (f *finder) leftovers(give func(from, to int, why string)) {
	for _, r := range f.regions {
		if r.digits < 6 {
			continue
		}
		if r.digits >= leftDigits {
			f.leftNumbers(r, give)
		}
		if first := f.s[r.from:r.to]; len(first) < 40 && speaksOfBirth(f.s[max(0, r.from-30):r.from]) && reBirth.MatchString(f.s[max(0, r.from-30):r.from]) && !f.taken(r.from, r.to) {
			give(r.from, r.to, leftBirth)
		}
	}
	for _, t := range f.tokens {
		switch n := t.to - t.from; {
		case t.at == 1 && n > 3 && f.s[t.from] == '@' && !f.taken(t.from, t.to) && !strings.ContainsAny(f.s[t.from:t.to], "/{(="):
			give(t.from, t.from+1+wordEnd(f.s[t.from+1:t.to], 0), leftHandle)
		case n >= 32 && t.digits > 4 && t.letters > 4 && hexLike(f.s[t.from:t.to]) && !f.taken(t.from, t.to):
			give(t.from, t.to, leftHex)
		}
	}
	if f.seen&(wordGiven|wordNamed) == 0 {
		return
	}
	for i, w := range f.words {
		if w.flags&(wordGiven|wordNamed) == 0 || !w.capital || f.taken(w.from, w.to) {
			continue
		}
		switch {
		case w.flags&wordGiven != 0:
			give(w.from, w.to, leftGiven)
		case i > 0 && f.gap(i-1) == " " && utf8.RuneCountInString(f.s[w.from:w.to]) > 2 && !notNames[f.word(i)]:
			give(w.from, w.to, leftCommon)
		}
	}
}
