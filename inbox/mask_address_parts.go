package inbox

import (
	"regexp"
	"strings"
)

// widen takes in what belongs to an address: a number before it, and after it
// flats, places, codes and countries.
func (f *finder) widen(from, to int) (int, int) {
	if from > 0 && f.words[from-1].number && f.houseNumber(from-1) && f.gap(from-1) == " " && (from < 2 || !months[f.word(from-2)]) {
		from--
	}
	lines := 0
	for to+1 < len(f.words) {
		gap := f.gap(to)
		newLines := strings.Count(gap, "\n")
		if newLines > 2 || len(strings.Trim(gap, " \n\t,>?.-()'’/")) > 0 || strings.Contains(gap, ". ") && !f.abbreviated(to) || strings.Contains(gap, "?") && !strings.Contains(gap, "\n") {
			break
		}
		if newLines > 0 {
			if lines++; lines > 5 {
				break
			}
		}
		n := f.addressPart(to+1, newLines > 0, strings.Contains(gap, ","))
		if n == 0 {
			break
		}
		to += n
	}
	return from, to
}

// abbreviated tells whether the dot after a word is a part of it.
func (f *finder) abbreviated(i int) bool {
	w := f.words[i]
	return w.number || w.to-w.from <= 4 && w.flags&(wordStreet|wordFlat|wordRoute) != 0
}

// addressPart returns how many words from word i on go on with an address.
func (f *finder) addressPart(i int, line, comma bool) int {
	w := f.words[i]
	word := f.word(i)
	switch {
	case w.flags&wordFlat != 0 && i+1 < len(f.words) && f.flatNumber(i+1) && len(f.gap(i)) <= 3:
		return 2
	case f.word(i) == "p" && i+3 < len(f.words) && f.word(i+1) == "o" && f.word(i+2) == "box" && f.words[i+3].number:
		return 4
	case (word == "apo" || word == "fpo" || word == "dpo") && i+2 < len(f.words) && f.words[i+2].number:
		return 3
	case w.number:
		if d := onlyDigits(f.s[w.from:w.to]); len(d) >= 3 && len(d) <= 6 && !f.phoneAhead(i) && (f.houseNumber(i) || len(d) == 6) || rePostPart.MatchString(f.s[w.from:w.to]) {
			return 1
		} else if before := f.words[i-1]; len(d) == 2 && before.number && before.to-before.from == 3 && f.gap(i-1) == " " {
			return 1 // "111 23", as in Sweden and Czechia
		}
		return 0
	case !w.capital:
		if word == "nan" || particles[word] && i+1 < len(f.words) && f.words[i+1].capital && f.gap(i) == " " {
			return 1
		}
		return 0
	case rePostPart.MatchString(f.s[w.from:w.to]):
		return 1
	case w.flags&wordCountry != 0 || w.to-w.from == 2 && strings.ToUpper(f.s[w.from:w.to]) == f.s[w.from:w.to]:
		return 1
	case notNames[word] || closings[word] || greetings[word] || addressEnds[word]:
		return 0
	}
	// A place: not the beginning of a sentence, nor a line of its own that
	// nothing of an address follows.
	if i+1 < len(f.words) && strings.HasPrefix(f.gap(i), " ") && !strings.Contains(f.gap(i), "\n") {
		next := f.words[i+1]
		if !next.capital && !next.number && !particles[f.word(i+1)] && !comma && next.flags&wordCountry == 0 {
			return 0
		}
	}
	if line && !comma && !f.placeAhead(i) {
		return 0
	}
	return 1
}

var addressEnds = wordSet(`phone tel telephone fax mobile email mail cell desk office web website order invoice account customer date name iban vat germany's`)

var rePostPart = regexp.MustCompile(`^(?:[A-Z]{1,2}\d[A-Z\d]?|\d[A-Z]{2}|[A-Z]\d[A-Z]|\d[A-Z]\d|[A-Z]{1,2}-?\d{4,5}|[A-Z]{2})$`)

// phoneAhead tells whether a number begins one of phones: more digits follow.
func (f *finder) phoneAhead(i int) bool {
	digits, numbers := 0, 0
	for at := i; at < len(f.words) && at < i+6 && f.words[at].number; at++ {
		if at > i && len(f.gap(at-1)) > 1 {
			break
		}
		digits += f.words[at].to - f.words[at].from
		numbers++
	}
	return numbers > 1 && digits > 8 || numbers > 2
}

// placeAhead tells whether a line that begins with word i, or the next two,
// holds a code of the post or a country.
func (f *finder) placeAhead(i int) bool {
	lines := 0
	for at := i; at < len(f.words) && at < i+10; at++ {
		w := f.words[at]
		if at > i {
			if gap := f.gap(at - 1); strings.Contains(gap, "\n") {
				if lines++; lines > 2 {
					return false
				}
			}
		}
		switch {
		case w.flags&wordCountry != 0, rePostPart.MatchString(f.s[w.from:w.to]):
			return true
		case w.number:
			d := w.to - w.from
			return d >= 3 && d <= 6 && !f.phoneAhead(at)
		case !w.capital && !particles[f.word(at)]:
			return false
		}
	}
	return false
}

// rePostcode is a code that is told by its form alone: Great Britain, Canada,
// and the Netherlands with the place behind it.
var rePostcode = regexp.MustCompile(`\b(?:[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d)\b`)

// postcodes finds codes that stand outside an address.
func (f *finder) postcodes() {
	for _, r := range f.regions {
		if r.digits < 2 {
			continue
		}
		a, b := r.from, r.to
		if b-a < 5 || !upperIn(f.s[a:b]) {
			continue
		}
		f.each(rePostcode, a, b, func(from, to int) span {
			if !f.alone(from, to) {
				return span{}
			}
			return span{kind: maskAddress, value: strings.ToLower(f.s[from:to]), doubt: doubtNoWord}
		})
	}
}

func upperIn(s string) bool {
	n := 0
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			n++
		}
	}
	return n >= 3
}
