package inbox

import (
	"regexp"
	"strings"
)

// labelled finds what a word announces: passwords, and the numbers of orders
// and accounts.
func (f *finder) labelled() {
	if f.seen&(wordSecret|wordOpener) != 0 {
		f.secrets()
	}
	if f.seen&(wordOrder|wordAccount) == 0 {
		return
	}
	for _, w := range f.words {
		if w.flags&(wordOrder|wordAccount) != 0 {
			f.number(w)
		}
	}
}

func (f *finder) secrets() {
	for i, w := range f.words {
		if w.flags&wordSecret == 0 {
			if w.flags&wordOpener == 0 || !f.opens(i) {
				continue
			}
			w.flags = wordSecret | wordShort | wordCode
		}
		f.secret(w)
	}
	f.merge()
}

// codeWords make a code that opens something out of "code".
var codeWords = wordSet(`verification security login access activation 2fa otp sms confirmation backup recovery auth authentication time factor mfa reset unlock door entry`)

// opens tells whether a "code" is that of "verification code".
func (f *finder) opens(i int) bool {
	return i > 0 && f.gap(i-1) == " " && codeWords[f.word(i-1)]
}

// reNumbered is what stands between a word such as "order" and its number: a
// word for number, a sign, and at last the number.
var reNumbered = regexp.MustCompile(`(?i)^((?:'s)?[\s_-]{0,3}(?:number|numbers|no|nr|num|numéro|numero|número|nummer|id|ids|ref|reference|code|n°|nº)\b\.?)?(\s{0,2}(?:\(|"|'|“|„)?(?:is|was|ist|est|es|:|=|-)?\s{0,2}(?:#|n°|nº|no\.|№)?\s?)((?:[A-Za-z]{1,5}[-/_.]?)?\d[\dA-Za-z]*(?:[-/_]\d[\dA-Za-z]*|[-/_][A-Z]{1,4}\d+){0,4}|[A-Z]{2,5}[A-Z0-9]{0,4}-[A-Z0-9-]{4,20})`)

// number finds the number that a word such as "order" announces. Prices,
// dates and versions are none.
func (f *finder) number(w wordPlace) {
	window := f.s[w.to:min(len(f.s), w.to+64)]
	if !strings.ContainsAny(window[:min(len(window), 40)], "0123456789") {
		return
	}
	m := reNumbered.FindStringSubmatchIndex(window)
	if m == nil {
		return
	}
	from, to := w.to+m[6], w.to+m[7]
	value := f.s[from:to]
	digits := len(onlyDigits(value))
	if wordRune(f.after(to)) || reDate.MatchString(value) || strings.ContainsAny(f.s[max(0, from-1):from], "$€£¥.") {
		return
	}
	if rest := f.s[to:min(len(f.s), to+2)]; len(rest) == 2 && strings.ContainsAny(rest[:1], ".,%:") && rest[1] >= '0' && rest[1] <= '9' || strings.HasPrefix(rest, "%") {
		return
	}
	told := m[2] >= 0 || w.flags&wordNumbered != 0 || strings.ContainsAny(f.s[w.to+m[4]:w.to+m[5]], "#:=№°º")
	mixed := strings.ContainsFunc(value, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' })
	sp := span{from: from, to: to, kind: maskOrder, value: compact(value)}
	if w.flags&wordAccount != 0 {
		sp.kind = maskAccount
	}
	switch {
	case told && (digits >= 5 || digits >= 4 && (mixed || !reYear.MatchString(value))):
	case sp.kind == maskOrder && (digits >= 6 || mixed && digits >= 4 && len(value) >= 7):
		sp.doubt = doubtNumber
	case sp.kind == maskAccount && digits >= 7:
		sp.doubt = doubtNumber
	default:
		return
	}
	f.add(sp)
}

var reYear = regexp.MustCompile(`^(?:19|20)\d\d$`)
