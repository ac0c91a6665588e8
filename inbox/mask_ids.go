package inbox

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// A nationalID is the form of one country's number for a person.
type nationalID struct {
	re *regexp.Regexp
	// digits is how many digits the region of a match has at least, run how many
	// of them in a row, and needs what else it must hold.
	digits, run int
	needs       idSign
	// ok judges the compact form; labelled says that a word announced it.
	ok func(s string, labelled bool) bool
	// wordOnly says that nothing but a word tells it.
	wordOnly bool
}

// An idSign is what a number for a person holds beside its digits.
type idSign uint8

const (
	idGap idSign = 1 << iota // a space or a dash
	idDot
	idCapital
	idLetter // of either size
)

// idSigns tells what a text holds, and the longest run of digits.
func idSigns(s string) (signs idSign, run int) {
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			n++
			run = max(run, n)
			continue
		case c == ' ', c == '-':
			signs |= idGap
		case c == '.':
			signs |= idDot
		case c >= 'A' && c <= 'Z':
			signs |= idCapital | idLetter
		case c >= 'a' && c <= 'z', c >= utf8.RuneSelf:
			signs |= idLetter // some letters that are no ASCII have a small form that is
		}
		n = 0
	}
	return signs, run
}

// nationalForms are looked for in this order. Forms that other numbers have too
// need a check digit, or the word that announces them, or both.
var nationalForms = []nationalID{
	// United States
	{re: regexp.MustCompile(`\d{3}([- ])\d{2}[- ]\d{4}`), digits: 9, run: 4, needs: idGap, ok: socialSecurity},
	{re: regexp.MustCompile(`\d{3}\.\d{2}\.\d{4}`), digits: 9, run: 4, needs: idDot, ok: func(s string, l bool) bool { return l && socialSecurity(s, l) }, wordOnly: true},
	// Great Britain
	{re: regexp.MustCompile(`[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]`), digits: 6, run: 2, needs: idCapital, ok: always},
	// Spain
	{re: regexp.MustCompile(`(?:\d{8}|[XYZ]-?\d{7})[- ]?[A-HJ-NP-TV-Z]`), digits: 7, run: 7, needs: idCapital, ok: spanish},
	// Italy
	{re: regexp.MustCompile(`(?i)[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]`), digits: 7, run: 3, needs: idLetter, ok: always},
	// Mexico
	{re: regexp.MustCompile(`[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d`), digits: 7, run: 6, needs: idCapital, ok: always},
	// India
	{re: regexp.MustCompile(`[A-Z]{3}[PCHFATBLJG][A-Z]\d{4}[A-Z]`), digits: 4, run: 4, needs: idCapital, ok: always, wordOnly: true},
	{re: regexp.MustCompile(`[2-9]\d{3}[ -]\d{4}[ -]\d{4}`), digits: 12, run: 4, needs: idGap, ok: func(s string, _ bool) bool { return verhoeff(s) }},
	// Brazil
	{re: regexp.MustCompile(`\d{3}\.\d{3}\.\d{3}-\d{2}`), digits: 11, run: 3, needs: idDot | idGap, ok: func(s string, l bool) bool { return l || brazilian(s) }},
	// Switzerland
	{re: regexp.MustCompile(`756\.\d{4}\.\d{4}\.\d{2}`), digits: 13, run: 4, needs: idDot, ok: always},
	// Belgium
	{re: regexp.MustCompile(`\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}`), digits: 11, run: 3, needs: idDot | idGap, ok: always},
	// Finland, then Sweden and Denmark
	{re: regexp.MustCompile(`\d{6}[-+A-F]\d{3}[0-9A-FHJ-NPR-Y]`), digits: 9, run: 6, ok: nordic},
	// South Korea, China
	{re: regexp.MustCompile(`\d{6}-[1-8]\d{6}`), digits: 13, run: 7, needs: idGap, ok: func(s string, _ bool) bool { return dayOf(s[:6], "060102") }},
	{re: regexp.MustCompile(`\d{6}(?:19|20)\d{9}[\dX]`), digits: 17, run: 17, ok: func(s string, _ bool) bool { return chinese(s) }},
	// France
	{re: regexp.MustCompile(`[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}`), digits: 15, run: 3, ok: func(s string, l bool) bool { return l || french(s) }},
	// What is only told by its word: driver's licences, passports, tax and
	// health numbers of any country.
	{re: regexp.MustCompile(`(?:[A-Za-z]{1,3}-?)?\d[\dA-Za-z]*(?:[-. /]\d[\dA-Za-z]*){0,4}`), digits: 5, run: 1, ok: func(s string, l bool) bool { return l && len(s) >= 6 && len(s) <= 20 }, wordOnly: true},
}

func always(string, bool) bool { return true }

// reIDWord announces a number for a person.
var reIDWord = regexp.MustCompile(`(?:\bssn|social security|\bnino|national insurance|insurance n|passport|reisepass|passeport|pasaporte|passnummer|driv(?:er|ing)['’]?s? licen[cs]e|driver|führerschein|permis de conduire|\bdni\b|\bnie\b|\bnif\b|national id|identity card|id card|personalausweis|ausweis|steuer-?id|steuernummer|tax id|\btin\b|tax number|\bcpf\b|\bcurp\b|\brfc\b|\bpan\b|aadhaar|\bbsn\b|burgerservicenummer|personnummer|\bcpr\b|fødselsnummer|henkilötunnus|\bhetu\b|\bpesel\b|codice fiscale|sécurité sociale|\bnir\b|rijksregister|\bahv\b|\bsin\b|medicare|\bnhs\b|sozialversicherung|versichertennummer)(?:[\s.:#=-]|number|no\b|nr\b|nummer|card|n°|nº|is\b|ist\b|'s|\bes\b|\best\b)*$`)

// nationalIDs finds the numbers by which states know a person.
func (f *finder) nationalIDs() {
	f.wide = f.wide[:0]
	for _, r := range f.regions {
		if r.digits >= fewestDigits {
			// A letter that begins or ends the number may be a token of its own.
			w := idPlace{from: max(0, r.from-4), to: min(len(f.s), r.to+3), digits: r.digits}
			w.signs, w.run = idSigns(f.s[w.from:w.to])
			f.wide = append(f.wide, w)
		}
	}
	if len(f.wide) == 0 {
		return
	}
	for i := range nationalForms {
		form := &nationalForms[i]
		if form.wordOnly && f.seen&wordID == 0 {
			continue
		}
		for _, w := range f.wide {
			if w.digits >= form.digits && w.run >= form.run && w.signs&form.needs == form.needs {
				f.each(form.re, w.from, w.to, func(a, b int) span { return f.nationalID(form, a, b) })
			}
		}
		f.merge()
	}
}

// fewestDigits is the least of the digits of nationalForms.
const fewestDigits = 4

// An idPlace is where the number of a person may stand, and what is there.
type idPlace struct {
	from, to, digits, run int
	signs                 idSign
}

func (f *finder) nationalID(form *nationalID, from, to int) span {
	if b, a := f.before(from), f.after(to); !f.alone(from, to) || b == '-' || a == '-' || b == '.' || b == '/' || b == '#' || b == '+' {
		return span{}
	}
	labelled := f.seen&wordID != 0 && reIDWord.MatchString(f.lead(from, 50))
	s := compact(f.s[from:to])
	if form.wordOnly && !labelled || !form.ok(s, labelled) {
		return span{}
	}
	sp := span{kind: maskID, value: s}
	if !labelled {
		sp.doubt = doubtNoWord
	}
	return sp
}

// socialSecurity leaves out the numbers that are never given.
func socialSecurity(s string, _ bool) bool {
	return s[:3] != "000" && s[:3] != "666" && s[3:5] != "00" && s[5:] != "0000"
}

func spanish(s string, _ bool) bool {
	n := 0
	for _, c := range strings.NewReplacer("X", "0", "Y", "1", "Z", "2").Replace(s[:len(s)-1]) {
		n = n*10 + int(c-'0')
	}
	return "TRWAGMYFPDXBNJZSQVHLCKE"[n%23] == s[len(s)-1]
}

// brazilian checks the last two digits of a CPF.
func brazilian(s string) bool {
	for n := 9; n < 11; n++ {
		sum := 0
		for i := range n {
			sum += int(s[i]-'0') * (n + 1 - i)
		}
		if byte('0'+sum*10%11%10) != s[n] {
			return false
		}
	}
	return true
}

// nordic takes a day of birth and a check digit (Sweden) or letter (Finland);
// those of Denmark have lost theirs, and need a word.
func nordic(s string, labelled bool) bool {
	if len(s) == 11 { // Finland keeps its sign when it is a letter
		return dayOf(s[:6], "020106")
	}
	rest := s[6:]
	switch {
	case len(rest) != 4:
		return false
	case rest[3] >= 'A':
		return dayOf(s[:6], "020106")
	}
	return dayOf(s[:6], "060102") && luhn(s) || labelled && dayOf(s[:6], "020106")
}

// french checks the last two digits: 97 less the rest of the others.
func french(s string) bool {
	n := 0
	for _, c := range s[:13] {
		n = (n*10 + int(c-'0')) % 97
	}
	return 97-n == int(s[13]-'0')*10+int(s[14]-'0')
}

// chinese checks the last sign (ISO 7064 mod 11-2).
func chinese(s string) bool {
	if !dayOf(s[6:14], "20060102") {
		return false
	}
	n := 0
	for _, c := range s[:17] {
		n = (n + int(c-'0')) * 2 % 11
	}
	return "0123456789X"[(12-n)%11] == s[17]
}

func dayOf(s, layout string) bool {
	_, err := time.Parse(layout, s)
	return err == nil
}

// verhoeff checks the last digit after Verhoeff's scheme, which works in the
// group of the pentagon's turns and reflections.
func verhoeff(s string) bool {
	times := func(a, b int) int {
		switch {
		case a < 5 && b < 5:
			return (a + b) % 5
		case a < 5:
			return (a+b)%5 + 5
		case b < 5:
			return (a-b+5)%5 + 5
		}
		return (a - b + 5) % 5
	}
	turn := [10]int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
	check := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		for range i % 8 {
			d = turn[d]
		}
		check = times(check, d)
	}
	return check == 0
}
