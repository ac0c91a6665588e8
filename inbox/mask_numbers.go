package inbox

import (
	"hash/fnv"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

var (
	reEmail = regexp.MustCompile(`[\p{L}\p{N}._%+'\-]*[\p{L}\p{N}_%+\-]@[\p{L}\p{N}](?:[\p{L}\p{N}\-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}\-]*[\p{L}\p{N}])?)*\.(?:\p{L}{2,}|xn--[a-z0-9\-]+)`)
	// reHiddenEmail is an address that its writer hid from machines.
	reHiddenEmail = regexp.MustCompile(`(?i)[\p{L}\p{N}][\p{L}\p{N}._%+\-]* ?[\[({] ?(?:at|@|ät) ?[\])}] ?[\p{L}\p{N}][\p{L}\p{N}\-]*(?: ?(?:\.|[\[({] ?(?:dot|punkt|point|\.) ?[\])}]) ?[\p{L}\p{N}\-]+)+`)
	reCard        = regexp.MustCompile(`\d(?:[ \-.]?\d){11,18}`)
	reIBAN        = regexp.MustCompile(`(?i)\b[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}`)
	reIPv4        = regexp.MustCompile(`\d{1,3}(?:\.\d{1,3}){3}`)
	reIPv6        = regexp.MustCompile(`[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}`)
	rePhone       = regexp.MustCompile(`(?:\+|\(|\b)[\d(][\d()\-./ \x{00a0}\x{2011}\x{2013}]{5,22}\d(?:\s?(?:x|ext\.?)\s?\d{1,6})?`)
)

func (f *finder) hiddenEmails() {
	if !f.bracket || !hidesAt(f.s) {
		return
	}
	for _, at := range reHiddenEmail.FindAllStringIndex(f.s, -1) {
		f.add(span{from: at[0], to: at[1], kind: maskEmail, value: strings.ToLower(f.s[at[0]:at[1]])})
	}
}

// hidesAt tells whether a bracket with an at in it opens anywhere in a text, and
// spares most texts the expression.
func hidesAt(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '(' && c != '[' && c != '{' {
			continue
		}
		rest := strings.TrimPrefix(s[i+1:], " ")
		for _, at := range []string{"@", "at", "ät"} {
			if hasPrefixFold(rest, at) {
				return true
			}
		}
	}
	return false
}

func (f *finder) ipv4(from, to int) span {
	if !f.alone(from, to) || f.before(from) == '.' || f.before(from) == '-' {
		return span{}
	}
	if next := f.s[to:]; len(next) > 1 && (next[0] == '.' || next[0] == '-') && next[1] >= '0' && next[1] <= '9' {
		return span{}
	}
	lead := strings.TrimSpace(f.lead(from, 12))
	for _, w := range []string{"version", " v", "release", "build", "firmware"} {
		if strings.HasSuffix(lead, w) {
			return span{}
		}
	}
	a, err := netip.ParseAddr(f.s[from:to])
	if err != nil || a.IsLoopback() || a.IsUnspecified() {
		return span{}
	}
	return span{kind: maskIP, value: f.s[from:to]}
}

func (f *finder) ipv6(from, to int) span {
	s := f.s[from:to]
	if !f.alone(from, to) || strings.Count(s, ":") < 2 || len(s)-strings.Count(s, ":") < 4 {
		return span{}
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.IsLoopback() {
		return span{}
	}
	return span{kind: maskIP, value: a.String()}
}

// card asks for the check digit (Luhn, ISO/IEC 7812-1) and a first digit that
// cards have, or for a word that announces a card.
func (f *finder) card(from, to int) span {
	d := onlyDigits(f.s[from:to])
	if b := f.before(from); !f.alone(from, to) || b == '.' || b == '-' || b == '+' || b == '#' || len(d) < 12 {
		return span{}
	}
	if reCardRange.MatchString(d) && luhn(d) {
		return span{kind: maskCard, value: d}
	}
	if reCardWord.MatchString(f.lead(from, 30)) {
		return span{kind: maskCard, value: d, doubt: doubtDigit}
	}
	return span{}
}

// reCardRange are the numbers that are given out: by first digits and length.
var reCardRange = regexp.MustCompile(`^(?:4\d{12}|4\d{15}|4\d{18}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|(?:2131|1800)\d{11}|(?:50|5[6-8]|6\d)\d{10,17})$`)

var reCardWord = regexp.MustCompile(`\b(?:credit|debit|bank|visa|master)? ?(?:card|karte|karten|carte|tarjeta|cartão|visa|mastercard|amex)(?:nummer| number| no\.?)?[\s:#]*(?:is|ist)?[\s:#]*$`)

func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// ibans finds account numbers by their check digits (ISO 7064 mod 97-10). A
// match may run into the next word, and is shortened until it fits.
func (f *finder) ibans() {
	for _, t := range f.tokens {
		if t.digits < 2 || t.letters < 2 {
			continue
		}
		window := f.s[t.from:min(len(f.s), t.to+45)]
		if !beginsIBAN(window[:min(len(window), t.to-t.from+3)]) {
			continue
		}
		for _, at := range reIBAN.FindAllStringIndex(window, -1) {
			if t.from+at[0] >= t.to {
				break
			}
			for to := t.from + at[1]; to-t.from-at[0] >= 15; to-- {
				if s := f.s[t.from+at[0] : to]; !wordRune(f.after(to)) && mod97(s) {
					f.add(span{from: t.from + at[0], to: to, kind: maskIBAN, value: compact(s)})
					break
				}
			}
		}
	}
}

// beginsIBAN tells whether a word begins with two letters and two digits, and
// spares most tokens the expression.
func beginsIBAN(s string) bool {
	for i := 3; i < len(s); i++ {
		if isDigit(s[i]) && isDigit(s[i-1]) && isLetter(s[i-2]) && isLetter(s[i-3]) && (i == 3 || !asciiWord(s[i-4])) {
			return true
		}
	}
	return false
}

var compactor = strings.NewReplacer(" ", "", "-", "", ".", "", "/", "", "\u00a0", "")

// compact writes an identifier in capitals without what parts its groups.
func compact(s string) string { return strings.ToUpper(compactor.Replace(s)) }

func mod97(s string) bool {
	s = compact(s)
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		default:
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest == 1
}

var (
	reDate      = regexp.MustCompile(`^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})(?:[ T]\d{1,2}.*)?$`)
	reLabel     = regexp.MustCompile(`\b(?:phone|telephone|tel|mobile|cell|fax|desk|office|hotline|telefon|handy|mobil|téléphone|teléfono|telefono|telefone|móvil|puhelin)(?: (?:number|no))?\.?\s*[:=]?\s*$`)
	reLabelNext = regexp.MustCompile(`(?i)^\s*[-,(]?\s*(?:office|fax|mobile|cell|home phone|work phone)\b`)
	reGrouped   = regexp.MustCompile(`^(?:\(\d{2,5}\) ?\d{2,4}(?:[-. ]?\d{2,5}){1,3}|\d{3}[-.]\d{3}[-.]\d{4}|1[-. ]\d{3}[-. ]\d{3}[-. ]\d{4}|1[-. ]\(\d{3}\)[-. ]?\d{3}[-. ]\d{4}|\d{3} \d{3} \d{4}|0\d{1,4}(?:[-/ .]\d{2,8}){1,5})(?: ?(?:x|ext\.?) ?\d{1,6})?$`)
	// reBare is a local number as it is written beside a word for phones.
	reBare = regexp.MustCompile(`^\d{3,4}[-. ]\d{4}$`)
)

// phoneRegions are tried for numbers without a country code that are
// announced as phone numbers.
var phoneRegions = []string{"US", "GB", "DE", "FR", "ES", "IT", "NL", "AU", "IN", "BR", "PT", "SE", "PL", "AT", "CH", "DK", "NO", "FI", "BE", "NZ", "ZA", "IE", "IS", "CZ"}

// phone tells phone numbers from the many other numbers of support: they have
// a country code, the grouping of one, or a word that announces them.
func (f *finder) phone(from, to int) span {
	s := strings.TrimSpace(f.s[from:to])
	d := onlyDigits(s)
	if b := f.before(from); wordRune(b) || b == '.' || b == '-' || b == '/' || b == '=' || wordRune(f.after(to)) || len(d) < 7 || len(d) > 17 {
		return span{}
	}
	if reDate.MatchString(s) {
		return span{}
	}
	out := span{kind: maskPhone, value: strings.TrimPrefix(d, "00")}
	if strings.HasPrefix(s, "+") {
		if len(d) >= 8 && len(d) <= 15 && d[0] != '0' {
			return out
		}
		if n, err := phonenumbers.Parse(s, "ZZ"); err == nil && phonenumbers.IsPossibleNumber(n) {
			return out
		}
		return span{}
	}
	lead := f.lead(from, 40)
	if labels(lead) || labels(f.lineAbove(from)) || reLabelNext.MatchString(f.s[to:min(len(f.s), to+20)]) {
		return out
	}
	announced := saysPhone(lead)
	if !announced && saysOther(lead) {
		return span{}
	}
	if strings.HasPrefix(s, "00") {
		n, err := phonenumbers.Parse("+"+s[2:], "ZZ")
		if err != nil || !announced && !phonenumbers.IsValidNumber(n) {
			return span{}
		}
		return out
	}
	if reGrouped.MatchString(s) && (announced || strings.Count(s, ".") < 2 || len(d) > 8) {
		if !announced {
			out.doubt = doubtNoWord
		}
		return out
	}
	if announced && (reBare.MatchString(s) || f.anyRegion(s)) {
		return out
	}
	return span{}
}

// phoneWords announce a phone number in the same sentence.
var phoneWords = strings.Split("phone|tel|call|mobile|cell|whatsapp|whats app|sms|text|dial|fax|reach|contact|ring|number is|registered|telefon|handy|mobil|ruf|teléfono|téléphone|portable|móvil|celular|cellulare|numéro|puhelin", "|")

// saysPhone tells whether a word for phones stands at most 30 letters before the
// end of a text in lower case.
func saysPhone(lead string) bool {
	lead = lead[strings.LastIndexAny(lead, ".!?\n")+1:]
	return slices.ContainsFunc(phoneWords, func(w string) bool {
		i := strings.LastIndex(lead, w)
		return i >= 0 && (len(lead)-i-len(w) <= 30 || utf8.RuneCountInString(lead[i+len(w):]) <= 30)
	})
}

// otherWords say that a number is none of a phone; those of wholeWords when no
// letter stands before them.
var (
	otherWords = strings.Fields("# $ € £ ¥ order invoice ticket version build release number reference ref sku isbn article case account error code line port pixel px byte bytes usd eur")
	wholeWords = strings.Fields("id no rgb")
)

// saysOther tells whether such a word ends a text in lower case.
func saysOther(lead string) bool {
	end := strings.TrimRight(lead, " \t\n\f\r\v:.(#")
	if strings.Contains(lead[len(end):], "#") || slices.ContainsFunc(otherWords, func(w string) bool { return strings.HasSuffix(end, w) }) {
		return true
	}
	return slices.ContainsFunc(wholeWords, func(w string) bool {
		before, ok := strings.CutSuffix(end, w)
		return ok && (before == "" || !asciiWord(before[len(before)-1]))
	})
}

func asciiWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// labels tells whether a word for phones ends a text.
func labels(lead string) bool {
	end := strings.TrimRight(lead, " \t\n\f\r:=.")
	return end != "" && labelEnds[end[len(end)-1]] && reLabel.MatchString(lead)
}

// labelEnds are the letters that end the words of reLabel, so that most texts
// are spared the expression.
var labelEnds = [256]bool{'e': true, 'l': true, 'x': true, 'k': true, 'n': true, 'y': true, 'o': true, 'r': true}

// lineAbove is the line before the one that begins at a place, in lower case,
// "" when something else stands before the place.
func (f *finder) lineAbove(at int) string {
	head := strings.TrimRight(f.s[max(0, at-40):at], " \t")
	if !strings.HasSuffix(head, "\n") {
		return ""
	}
	head = strings.TrimRight(head, "\n ")
	return strings.ToLower(head[strings.LastIndexByte(head, '\n')+1:])
}

// maxAsked bounds what is remembered of numbers that were asked about.
const maxAsked = 4096

// anyRegion tells whether a number is valid in any of phoneRegions. That takes
// long, and the number of an office stands under many letters, so the answers
// are remembered.
func (f *finder) anyRegion(s string) bool {
	key := fnv.New64a()
	key.Write([]byte(s))
	known, ok := f.asked[key.Sum64()]
	if ok {
		return known
	}
	if len(f.asked) >= maxAsked || f.asked == nil {
		f.asked = map[uint64]bool{}
	}
	known = anyRegion(s)
	f.asked[key.Sum64()] = known
	return known
}

func anyRegion(s string) bool {
	for _, region := range phoneRegions {
		if n, err := phonenumbers.Parse(s, region); err == nil && phonenumbers.IsValidNumberForRegion(n, region) {
			return true
		}
	}
	return false
}
