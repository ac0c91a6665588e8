package inbox

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A span is a place in a text to be masked. A span without a kind is left as
// with; a doubt says why the place may be nothing personal.
type span struct {
	from, to int
	kind     string
	value    string
	with     string
	doubt    string
}

// A finder collects the places of one text. It cuts the text into tokens (what
// stands between spaces) and words, and asks an expression only about those that
// could fit: most texts hold nothing personal but a name.
type finder struct {
	s string
	// spans are sorted and do not overlap; fresh are those of the kind that is
	// looked for now, in order too.
	spans, fresh []span
	words        []wordPlace
	tokens       []token
	regions      []region
	wide         []idPlace
	pool         stringPool // for folded words
	who          *people
	// asked are the hashes of numbers that were asked about, and whether they
	// are valid somewhere.
	asked map[uint64]bool
	// seen is all that the words of the text announce; control says that it has
	// control characters, and bracket that one opens.
	seen             wordFlag
	control, bracket bool
}

// A token is what stands between spaces, if it has something to look at.
type token struct {
	from, to                        int
	digits, letters, at, colon, dot int
}

// A region is a run of tokens with digits, where a number with spaces in it
// may stand.
type region struct{ from, to, digits int }

// look finds the places of a text; the people are those of its conversation.
func (f *finder) look(s string, who *people) {
	f.scan(s, who)
	f.find()
}

// find finds the places of the text that was scanned.
func (f *finder) find() {
	f.spans, f.fresh = f.spans[:0], f.fresh[:0]
	f.tokenKinds()
	f.labelled()
	f.merge()
	f.numberKinds()
	f.addresses()
	f.names()
}

// add keeps a place unless another holds a part of it. Places of one kind
// come in order.
func (f *finder) add(sp span) {
	if n := len(f.fresh); n > 0 && sp.from < f.fresh[n-1].to {
		return
	}
	if !f.taken(sp.from, sp.to) {
		f.fresh = append(f.fresh, sp)
	}
}

// taken tells whether a part of a place is masked already.
func (f *finder) taken(from, to int) bool {
	i, _ := slices.BinarySearchFunc(f.spans, from, func(o span, at int) int { return cmp.Compare(o.to, at+1) })
	return i < len(f.spans) && f.spans[i].from < to
}

// merge ends a kind.
func (f *finder) merge() {
	if len(f.fresh) == 0 {
		return
	}
	f.spans = append(f.spans, f.fresh...)
	f.fresh = f.fresh[:0]
	slices.SortFunc(f.spans, func(a, b span) int { return a.from - b.from })
}

// token keeps what has a digit, a sign of an address, or is long.
func (f *finder) token(t token) {
	if t.digits > 0 {
		last := len(f.regions) - 1
		if last >= 0 && t.from-f.regions[last].to <= 1 && (t.from == 0 || f.s[t.from-1] != '\n') {
			f.regions[last].to, f.regions[last].digits = t.to, f.regions[last].digits+t.digits
		} else {
			f.regions = append(f.regions, region{t.from, t.to, t.digits})
		}
	} else if n := t.to - t.from; n <= 4 && len(f.regions) > 0 {
		// "030 / 123", "555 0100 ext. 7" and "(555) - 0100" are one number.
		last := &f.regions[len(f.regions)-1]
		switch f.s[t.from:t.to] {
		case "-", "–", "/", "x", "ext", "ext.", "(", ")":
			if t.from-last.to <= 1 {
				last.to = t.to
			}
		}
	}
	if t.digits > 0 || t.at > 0 || t.colon > 0 {
		f.tokens = append(f.tokens, t)
	}
}

// tokenKinds finds what holds no space: addresses of the net, and keys.
func (f *finder) tokenKinds() {
	for _, t := range f.tokens {
		if t.colon > 0 && strings.Contains(f.s[t.from:t.to], "://") {
			f.urls(t)
		}
	}
	f.merge()
	for _, t := range f.tokens {
		if t.at > 0 {
			f.each(reEmail, t.from, t.to, func(from, to int) span {
				return span{kind: maskEmail, value: strings.ToLower(f.s[from:to])}
			})
		}
	}
	f.merge()
	f.hiddenEmails()
	f.merge()
	f.keys()
	f.merge()
	for _, t := range f.tokens {
		if t.colon > 1 {
			f.each(reIPv6, t.from, t.to, f.ipv6)
		}
		if t.dot > 2 && t.digits > 3 {
			f.each(reIPv4, t.from, t.to, f.ipv4)
		}
	}
	f.merge()
}

// numberKinds finds numbers that may hold spaces.
func (f *finder) numberKinds() {
	f.ibans()
	f.merge()
	f.eachRegion(12, reCard, f.card)
	f.nationalIDs()
	f.eachRegion(7, rePhone, f.phone)
}

// eachRegion asks ok about the matches in regions of at least so many digits.
func (f *finder) eachRegion(digits int, re *regexp.Regexp, ok func(from, to int) span) {
	for _, r := range f.regions {
		if r.digits >= digits {
			f.each(re, r.from, r.to, ok)
		}
	}
	f.merge()
}

// each adds the matches between two places for which ok returns a kind.
func (f *finder) each(re *regexp.Regexp, from, to int, ok func(from, to int) span) {
	for _, at := range re.FindAllStringIndex(f.s[from:to], -1) {
		a, b := from+at[0], from+at[1]
		if f.taken(a, b) {
			continue
		}
		if sp := ok(a, b); sp.kind != "" {
			sp.from, sp.to = a, b
			f.add(sp)
		}
	}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// before and after are the runes around a place, 0 at the ends.
func (f *finder) before(at int) rune {
	if at == 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(f.s[:at])
	return r
}

func (f *finder) after(at int) rune {
	if at == len(f.s) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(f.s[at:])
	return r
}

// alone says that no letter or digit touches a place.
func (f *finder) alone(from, to int) bool {
	b, a := f.before(from), f.after(to)
	return !wordRune(b) && !wordRune(a)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// lead is up to n bytes before a place, of the same line, in lower case.
func (f *finder) lead(at, n int) string {
	s := f.s[max(0, at-n):at]
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		s = s[i+1:]
	}
	return strings.ToLower(s)
}
