package inbox

import "strings"

// addresses finds postal addresses: a street with a number, in the order of
// several countries, a box of the post, a flat, or what a word announces; and
// then what goes on from there: flat, place, code, country.
func (f *finder) addresses() {
	if f.seen&(wordStreet|wordRoute|wordFlat|wordBox|wordHome) == 0 && !f.compoundStreet() {
		f.postcodes()
		f.merge()
		return
	}
	for i := 0; i < len(f.words); i++ {
		if f.words[i].flags == 0 && !f.words[i].number {
			continue
		}
		from, to, doubt := f.street(i)
		if to < from {
			continue
		}
		from, to = f.widen(from, to)
		if f.taken(f.words[from].from, f.words[to].to) {
			continue
		}
		f.addAddress(from, to, doubt)
		i = max(i, to)
	}
	f.merge()
	f.postcodes()
	f.merge()
}

func (f *finder) addAddress(from, to int, doubt string) {
	a, b := f.words[from].from, f.words[to].to
	f.add(span{from: a, to: b, kind: maskAddress, value: strings.Join(nameWords(f.s[a:b]), " "), doubt: doubt})
}

// street returns the first and the last word of the street, box or flat that
// word i tells; the last is before the first when it tells none.
func (f *finder) street(i int) (from, to int, doubt string) {
	w := f.words[i]
	none := func() (int, int, string) { return 1, 0, "" }
	switch {
	case w.number:
		if i > 0 && f.streetLike(i-1) && f.houseNumber(i) && between(f.gap(i-1), " ", ", ", ". ", " no. ", " nr. ", " nº ", " n° ") {
			return f.streetStart(i - 1), i, ""
		}
		return none()
	case w.flags&wordBox != 0:
		return f.box(i)
	case w.flags&wordFlat != 0:
		return f.flat(i)
	}
	if w.flags&wordStreet != 0 && (w.capital || w.flags&wordPlain == 0) {
		if from, doubt := f.numberBefore(i); from >= 0 {
			return from, i, doubt
		}
	}
	if w.flags&wordRoute != 0 {
		if from, to := f.route(i); to > from && (f.word(i) != "c" || strings.HasPrefix(f.gap(i), "/")) {
			return from, to, ""
		}
	}
	if w.flags&wordHome != 0 {
		return f.home(i)
	}
	return none()
}

func between(gap string, allowed ...string) bool {
	for _, a := range allowed {
		if strings.EqualFold(gap, a) {
			return true
		}
	}
	return false
}

// houseNumber tells numbers of houses: up to five digits and a letter, and no
// part of a date, version or price.
func (f *finder) houseNumber(i int) bool {
	w := f.words[i]
	s := f.s[w.from:w.to]
	d := len(onlyDigits(s))
	if !w.number || d == 0 || d > 5 || len(s) > d+1 {
		return false
	}
	if rest := f.s[w.to:min(len(f.s), w.to+2)]; len(rest) == 2 && strings.ContainsAny(rest[:1], ".:,%") && (rest[1] >= '0' && rest[1] <= '9') || strings.HasPrefix(rest, "%") {
		return false
	}
	return w.from == 0 || !strings.ContainsAny(f.s[w.from-1:w.from], ".:,$#v=_")
}

// compounds end the names of streets in languages that join words.
var compounds = []string{
	"straße", "strasse", "strase", "str", "weg", "gasse", "platz", "allee", "damm", "ufer", "straat", "laan", "plein", "gracht", "kade", "singel", "dijk", "hof",
	"vagen", "gatan", "gata", "gate", "gaten", "vej", "gade", "veien", "vegen", "alle", "torget", "torv", "plads", "stien", "tie", "katu", "kuja", "polku", "ranta",
	"stigur", "braut", "gotu", "vegur", "pad", "ring", "markt", "graben", "steig", "berg", "utca", "tanav", "puiestee", "iela", "gatve",
}

// shortCompounds are those that end many other words too.
var shortCompounds = wordSet(`str hof alle tie ring berg pad gate gata weg markt ranta gade`)

// streetLike tells whether word i ends the name of a street before its number.
func (f *finder) streetLike(i int) bool {
	w := f.words[i]
	word := f.word(i)
	if w.number || len(word) < 2 && word != "u" {
		return false
	}
	if lexicon[word]&wordStreet != 0 && lexicon[word]&wordPlain == 0 {
		// "Kossuth utca 5", but also "Fifth Avenue 12".
		return i > 0 && f.words[i-1].capital && !notNames[f.word(i-1)]
	}
	if !w.capital {
		return i > 0 && f.words[i-1].capital && (word == "strasse" || word == "straße" || word == "str" || word == "weg" || word == "platz" || word == "allee" || word == "tie" || word == "katu")
	}
	for _, c := range compounds {
		if rest, ok := strings.CutSuffix(word, c); ok && len(rest) >= 3 && (!shortCompounds[c] || len(rest) >= 4) && !notStreets[word] {
			return true
		}
	}
	return false
}

var notStreets = wordSet(`navigate delegate aggregate investigate mitigate propagate interrogate gestalt engineering ordering rendering filtering monitoring registering sharing string
	scoring offering entering storing spring during hardware software cookie movie zombie`)

// compoundStreet tells whether a word before a number may be a street.
func (f *finder) compoundStreet() bool {
	for i := 1; i < len(f.words); i++ {
		if f.words[i].number && f.words[i-1].capital && f.streetLike(i-1) {
			return true
		}
	}
	return false
}

// streetStart goes back over the other words of a street's name.
func (f *finder) streetStart(i int) int {
	for i > 0 && f.words[i-1].capital && between(f.gap(i-1), " ", "-") && f.words[i-1].flags&(wordHome|wordNamed) == 0 && !notNames[f.word(i-1)] && f.word(i-1) != "the" {
		i--
		if f.words[i].flags&wordGiven == 0 && f.gap(i) != "-" && lexicon[f.word(i+1)]&wordStreet == 0 {
			return i + 1
		}
	}
	return i
}

// numberBefore looks for the number of a house before a street's name, "14 Crown
// Street" with word i as the street; -1 when there is none.
func (f *finder) numberBefore(i int) (from int, doubt string) {
	names := 0
	for at := i - 1; at >= 0 && at >= i-6; at-- {
		gap := f.gap(at)
		if f.words[at].number && gap == ". " || !between(gap, " ", "-", ", ", "'", "’", ". ", ".") && (at != i-1 || gap != "  ") {
			return -1, ""
		}
		w := f.words[at]
		switch {
		case w.number && f.houseNumber(at) && (names > 0 || ordinal(f.s[w.from:w.to])):
			if reYear.MatchString(f.s[w.from:w.to]) && at > 0 && !f.words[at-1].number && months[f.word(at-1)] {
				return -1, ""
			}
			return at, doubt
		case w.number && ordinal(f.s[w.from:w.to]):
			names++
		case w.number:
			return -1, ""
		case w.capital:
			if products[f.word(at)] {
				return -1, ""
			}
			names++
		case particles[f.word(at)] || f.word(at) == "the" || f.word(at) == "of" || w.to-w.from == 1:
		default:
			// "14 crown street": small letters, for two words at most.
			if f.words[i].flags&wordPlain != 0 || i-at > 2 || notNames[f.word(at)] || commonWords[f.word(at)] && !familyNames[f.word(at)] {
				return -1, ""
			}
			names++
			doubt = doubtSmall
		}
	}
	return -1, ""
}

func ordinal(s string) bool {
	return len(s) > 2 && strings.Trim(s[:len(s)-2], "0123456789") == "" && between(s[len(s)-2:], "st", "nd", "rd", "th")
}

var months = wordSet(`january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
	januar februar marz mai juni juli oktober dezember janvier fevrier mars avril juin juillet aout octobre decembre enero febrero marzo abril mayo junio julio agosto
	septiembre octubre noviembre diciembre`)

// products come before "Drive", "Point" and the like and are no streets.
var products = wordSet(`google one share power hard disk usb flash step version chapter section figure table windows office level page test start end access data entry check`)

// route takes "Rue de la Gare 12" and "12, rue de la Gare".
func (f *finder) route(i int) (from, to int) {
	last, capitals := i, 0
	numbered := i > 0 && f.words[i-1].number && f.houseNumber(i-1) && between(f.gap(i-1), " ", ", ", " bis ", " bis, ")
	for at := i + 1; at < len(f.words) && at <= i+7; at++ {
		gap := f.gap(at - 1)
		w := f.words[at]
		if w.number && f.houseNumber(at) && capitals > 0 && between(gap, " ", ", ", ", nº ", ", n° ", " nº ", " n ", ", n ", ". ", " nr. ", " č. ") {
			if numbered && w.to-w.from > 4 {
				break
			}
			return i, at
		}
		if !between(gap, " ", ". ", "-", "'", "’", "/ ", "/", ".") {
			break
		}
		word := f.word(at)
		switch {
		case w.capital || w.number && at > i+1:
			capitals++
			last = at
		case particles[word] || word == "des" || word == "du" || word == "las" || word == "los" || word == "e" || word == "y" || word == "do" || word == "da" || word == "degli" || word == "delle" || word == "della" || word == "l" || word == "d" || word == "aux":
		default:
			at = len(f.words)
		}
	}
	if capitals > 0 && numbered {
		return i - 1, last
	}
	return 1, 0
}

// box takes "P.O. Box 12", "Postfach 12 34" and the boxes of armies.
func (f *finder) box(i int) (from, to int, doubt string) {
	word := f.word(i)
	next := i + 1
	switch {
	case (word == "apo" || word == "fpo" || word == "dpo") && next+1 < len(f.words) && f.words[next+1].number && f.words[next].to-f.words[next].from == 2:
		from = i
		// The ship or unit stands on the line above.
		for n := 0; from > 0 && n < 3 && f.words[from-1].capital && between(f.gap(from-1), " ", "\n", ", ") && (n == 0 || f.gap(from-1) == " "); n++ {
			from--
		}
		return from, next + 1, ""
	case next >= len(f.words) || !f.words[next].number || !between(f.gap(i), " ", ": ", " # ", " #"):
		return 1, 0, ""
	case word == "box":
		if i > 1 && f.word(i-1) == "o" && f.word(i-2) == "p" {
			return i - 2, next, ""
		}
		if i > 0 && (f.word(i-1) == "po" || f.word(i-1) == "postal") {
			return i - 1, next, ""
		}
		if i > 1 && f.words[i-1].number && (f.word(i-2) == "psc" || f.word(i-2) == "unit" || f.word(i-2) == "cmr") {
			return i - 2, next, ""
		}
		return 1, 0, ""
	case word == "psc":
		if next+2 < len(f.words) && f.word(next+1) == "box" && f.words[next+2].number {
			return i, next + 2, ""
		}
		return 1, 0, ""
	case word == "bp" && f.s[f.words[i].from] == 'b', word == "boks" || word == "casella" || word == "apartado":
		if !f.words[i].capital {
			return 1, 0, ""
		}
	}
	if len(f.s[f.words[next].from:f.words[next].to]) < 2 || !f.words[i].capital {
		return 1, 0, ""
	}
	return i, next, ""
}

// flat takes the street before a flat: "53772 Holmatun 45, Suite 757".
func (f *finder) flat(i int) (from, to int, doubt string) {
	if i+1 >= len(f.words) || !f.flatNumber(i+1) || !between(f.gap(i), " ", ". ", ".", " #", ". #", " no. ") {
		return 1, 0, ""
	}
	if i == 0 || len(strings.Trim(f.gap(i-1), " \n\t,>?")) > 0 || strings.Count(f.gap(i-1), "\n") > 1 {
		return 1, 0, ""
	}
	at := i - 1
	if !f.words[at].number {
		if !f.words[i].capital {
			return 1, 0, ""
		}
		// "26 rue des lieutemants Thomazo, Apt. 735"
		for n := 0; n < 6 && at > 0 && !f.words[at].number && between(f.gap(at-1), " ", "-", "'", "’", ". "); n++ {
			at--
		}
		if f.houseNumber(at) {
			return at, i + 1, doubtFlat
		}
		return 1, 0, ""
	}
	if !f.houseNumber(at) {
		return 1, 0, ""
	}
	if !f.words[i].capital {
		if at > 0 && f.words[at-1].to-f.words[at-1].from > 3 && f.gap(at-1) == " " {
			return at - 1, i + 1, doubtSmall
		}
		return 1, 0, ""
	}
	from = f.placeWords(at - 1)
	if from > at-1 {
		return 1, 0, ""
	}
	return from, i + 1, ""
}

func (f *finder) flatNumber(i int) bool {
	w := f.words[i]
	return w.number && w.to-w.from <= 6 || w.to-w.from == 1
}

// placeWords goes back over up to five words in capitals and their particles
// that end with word i, and returns the first; it is behind i for none.
func (f *finder) placeWords(i int) int {
	from := i + 1
	for at := i; at >= 0 && at > i-6; at-- {
		if at < i && !between(f.gap(at), " ", "-", ". ", "'", "’", "/", "/ ") {
			break
		}
		word := f.word(at)
		w := f.words[at]
		switch {
		case w.number && !ordinal(f.s[w.from:w.to]), w.flags&wordHome != 0, notNames[word] && !w.capital:
			return from
		case w.capital && !notNames[word]:
			from = at
		case particles[word] || len(word) == 1 || f.words[at].flags&(wordStreet|wordRoute) != 0 && from <= i:
		default:
			return from
		}
	}
	return from
}

// noHome are words before "address" that make another thing of it.
var noHome = wordSet(`ip mac email mail web website url e wallet server site return dns network bitcoin memory internet`)

// home takes what follows "my address is" or "lives at": capitals and a number.
func (f *finder) home(i int) (from, to int, doubt string) {
	none := func() (int, int, string) { return 1, 0, "" }
	word := f.word(i)
	if i > 0 && noHome[f.word(i-1)] && f.gap(i-1) != "\n" {
		return none()
	}
	at := i + 1
	code := word == "zip" || word == "zipcode" || word == "postcode" || word == "plz" || word == "postal"
	for n := 0; at < len(f.words) && n < 4 && homeWords[f.word(at)]; n++ {
		at++
	}
	if at >= len(f.words) || strings.Contains(f.s[f.words[i].to:f.words[at].from], ". ") {
		return none()
	}
	if code {
		return f.code(i, at)
	}
	if word == "corner" {
		return f.corner(i + 1)
	}
	if at == i+1 && !strings.HasPrefix(strings.TrimLeft(f.gap(i), " "), ":") && word != "sent" && !strings.HasPrefix(word, "address") {
		return none()
	}
	w := f.words[at]
	switch {
	case w.number && f.houseNumber(at) && at+1 < len(f.words) && f.gap(at) == " ":
		// "87331 Dunajska 56": a number, capitals, a number.
		last := at
		for k := at + 1; k < len(f.words) && k < at+7 && between(f.gap(k-1), " ", "-", "'", "’", ". "); k++ {
			if w := f.words[k]; w.number && f.houseNumber(k) && last > at {
				return at, k, doubtHome
			} else if w.capital && !notNames[f.word(k)] && w.to-w.from > 3 {
				last = k
			} else if !particles[f.word(k)] {
				break
			}
		}
		if last > at && !months[f.word(at+1)] {
			return at, last, doubtHome
		}
	case w.capital && !notNames[f.word(at)] && word != "send" && word != "sent" && word != "mail" && word != "mailed":
		for k := at + 1; k < len(f.words) && k < at+6 && between(f.gap(k-1), " ", "-", "'", "’", ". ", ", ", "/ "); k++ {
			if f.words[k].number {
				if before := f.word(k - 1); f.houseNumber(k) && !months[before] && !commonWords[before] && before != "line" && len(before) > 2 && between(f.gap(k-1), " ", ". ") {
					return at, k, doubtHome
				}
				return none()
			}
			if !f.words[k].capital && !particles[f.word(k)] || notNames[f.word(k)] {
				return none()
			}
		}
	}
	return none()
}

var homeWords = wordSet(`is at on in to the ist are it was new now my our your lautet code number corner of it's s follows here from for`)

// corner takes "the corner of Lime Street and Oak Road".
func (f *finder) corner(i int) (from, to int, doubt string) {
	if i >= len(f.words) || f.word(i) != "of" {
		return 1, 0, ""
	}
	from = i + 1
	last, joined := i, false
	for at := from; at < len(f.words) && at < from+10 && len(strings.Trim(f.gap(at-1), " .")) == 0; at++ {
		w := f.words[at]
		switch {
		case w.capital || w.number:
			last = at
		case f.word(at) == "and" && !joined:
			joined = true
		case !particles[f.word(at)] && w.flags&wordStreet == 0:
			at = len(f.words)
		}
	}
	if !joined || last <= from {
		return 1, 0, ""
	}
	return from, last, doubtHome
}

// code takes the postcode that a word announces.
func (f *finder) code(i, at int) (from, to int, doubt string) {
	if between(f.gap(i), " ", ": ", " is ", " code ", " code: ") || at > i+1 || strings.Contains(f.gap(i), ":") {
		w := f.words[at]
		if s := f.s[w.from:w.to]; len(s) >= 3 && len(s) <= 7 && strings.ContainsAny(s, "0123456789") && len(onlyDigits(s)) >= 1 {
			last := at
			if at+1 < len(f.words) && between(f.gap(at), " ", "-") {
				if next := f.s[f.words[at+1].from:f.words[at+1].to]; len(next) <= 4 && (f.words[at+1].number || len(next) <= 3 && strings.ToUpper(next) == next) {
					last++
				}
			}
			if !f.taken(w.from, f.words[last].to) {
				return at, last, ""
			}
		}
	}
	return 1, 0, ""
}
