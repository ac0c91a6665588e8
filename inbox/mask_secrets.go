package inbox

import (
	"math"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// reKey holds the shapes that vendors give their keys.
	reKey = regexp.MustCompile(`\b(?:` + strings.Join([]string{
		`(?:[spr]k|whsec|rk)_(?:(?:live|test)_)?[A-Za-z0-9]{16,}`, `(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}`,
		`gh[pousr]_[A-Za-z0-9]{20,}`, `github_pat_[A-Za-z0-9_]{20,}`, `gl(?:pat|dt|rt|cbt|ptt|soat)-[A-Za-z0-9_\-]{16,}`,
		`xox[abeoprs]-[A-Za-z0-9\-]{10,}`, `xapp-\d-[A-Za-z0-9\-]{10,}`, `AIza[0-9A-Za-z_\-]{30,}`, `ya29\.[0-9A-Za-z_\-]{20,}`, `GOCSPX-[A-Za-z0-9_\-]{20,}`,
		`SG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}`, `eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.?[A-Za-z0-9_\-]*`,
		`sk-[A-Za-z0-9_\-]{20,}`, `shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}`, `npm_[A-Za-z0-9]{30,}`, `pypi-[A-Za-z0-9_\-]{30,}`,
		`do[opr]_v1_[a-f0-9]{40,}`, `sq0[a-z]{3}-[A-Za-z0-9_\-]{20,}`, `EAA[A-Z][A-Za-z0-9]{40,}`, `\d{8,10}:AA[A-Za-z0-9_\-]{30,}`,
		`[0-9a-f]{32}-us\d{1,2}`, `key-[0-9a-f]{32}`, `(?:AC|SK)[0-9a-f]{32}`, `pat-(?:na|eu)\d-[0-9a-f\-]{30,}`, `lin_(?:api|oauth)_[A-Za-z0-9]{30,}`,
		`(?:secret|ntn)_[A-Za-z0-9]{40,}`, `dapi[a-f0-9]{32}`, `PMAK-[A-Za-z0-9\-]{30,}`, `sntrys_[A-Za-z0-9+/=_]{30,}`, `NRAK-[A-Z0-9]{20,}`,
		`HRKU-[A-Za-z0-9_\-]{30,}`, `dp\.(?:pt|st|ct|sa)\.[A-Za-z0-9]{40,}`, `hv[sb]\.[A-Za-z0-9_\-]{20,}`, `AGE-SECRET-KEY-1[A-Z0-9]{40,}`,
		`atlasv1\.[A-Za-z0-9_\-]{40,}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_\-]{40,}`, `ATATT3[A-Za-z0-9_\-=]{40,}`, `figd_[A-Za-z0-9_\-]{30,}`, `hf_[A-Za-z0-9]{30,}`,
	}, "|") + `)`)
	rePEM = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\z)`)
)

// vendorKey tells whether a text holds a key.
func vendorKey(s string) bool { return mayHoldKey(s) && reKey.MatchString(s) }

// mayHoldKey tells whether a text has sixteen signs of a key in a row.
func mayHoldKey(s string) bool {
	run := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c|0x20 >= 'a' && c|0x20 <= 'z', c == '_', c == '-', c == '.', c == ':', c == '+', c == '/', c == '=':
			if run++; run >= 16 {
				return true
			}
		default:
			run = 0
		}
	}
	return false
}

// urls protects addresses from the other patterns, and marks those that may
// carry a secret.
func (f *finder) urls(t token) {
	for at := t.from; ; {
		i := strings.Index(f.s[at:t.to], "://")
		if i < 0 {
			return
		}
		from := at + i
		for from > at && schemeByte(f.s[from-1]) {
			from--
		}
		end := at + i + len("://")
		for end < t.to && strings.IndexByte("<>\"]", f.s[end]) < 0 {
			end++
		}
		at = end
		to := from + len(strings.TrimRight(f.s[from:end], ".,;:!?)'*_`|"))
		if u := f.s[from:to]; strings.Index(u, "://") > 0 && !strings.HasSuffix(u, "://") {
			sp := span{from: from, to: to}
			if !plainLink(u) {
				sp.with = u
			}
			f.add(sp)
		}
	}
}

func schemeByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'
}

// plainLink tells addresses that hold nothing but the name of a page.
func plainLink(u string) bool {
	return strings.HasPrefix(u, "http") && strings.Contains(u, "://") && !strings.ContainsAny(u, "?#@% ") && !secretPath(u)
}

// secretParams are the parameters whose value opens something.
var secretParams = regexp.MustCompile(`(?i)^(?:.*token|.*key|.*secret|.*signature|sig|hmac|auth.*|pass.*|pwd|code|session.*|sid|ticket|jwt|otp|nonce|state|invite|reset|hash|user|login|e?-?mail|phone|tel|name|x-amz-.*|expires)$`)

// secretSegments are the parts of a path after which something opens.
var secretSegments = wordSet(`reset resets verify verification confirm confirmation activate activation invite invites invitation invitations unsubscribe magic magiclink
	magic-link login signin sign-in auth token tokens share shared shares s webhook webhooks services hooks download access password passwords claim join t
	password-reset reset-password verify-email email-verification confirm-email reset_password password_reset`)

// secretPath tells whether a part of a path opens something by itself.
func secretPath(u string) bool {
	_, path, ok := strings.Cut(u[strings.Index(u, "://")+3:], "/")
	if !ok {
		return false
	}
	opened := false
	for part := range strings.SplitSeq(path, "/") {
		if secretSegment(part, opened) {
			return true
		}
		opened = opened || secretSegments[strings.ToLower(part)]
	}
	return false
}

// secretSegment tells keys from the names of pages: what follows a word such
// as "reset" and is mixed, or what is long and random.
func secretSegment(part string, opened bool) bool {
	if len(part) < 8 || !strings.ContainsAny(part, "0123456789") {
		return false
	}
	return opened && (looksRandom(part) && !strings.Contains(strings.Trim(part, "-"), "-") || hexLike(part) && len(part) >= 16) ||
		len(part) >= 20 && (random(part) || vendorKey(part))
}

// url masks the credentials and the secret parameters of an address. The rest
// stays, so that links to articles can be compared.
func (m *Masker) url(u string) string {
	scheme, rest, _ := strings.Cut(u, "://")
	host, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = m.placeholder(maskSecret, host[:i]) + "@" + host[i+1:]
	}
	split := strings.IndexAny(path, "?#")
	if split < 0 {
		return scheme + "://" + host + m.path(path)
	}
	params := path[split+1:]
	var out strings.Builder
	for params != "" {
		i := strings.IndexAny(params, "?&#;")
		part, sep := params, ""
		if i >= 0 {
			part, sep = params[:i], params[i:i+1]
		}
		out.WriteString(m.param(part) + sep)
		params = params[len(part)+len(sep):]
	}
	return scheme + "://" + host + m.path(path[:split]) + path[split:split+1] + out.String()
}

// path masks addresses of e-mail and keys among the parts of a path.
func (m *Masker) path(p string) string {
	plain, err := url.PathUnescape(p)
	if err != nil || !strings.Contains(plain, "@") {
		plain = p
	}
	parts := strings.Split(plain, "/")
	opened := false
	for i, part := range parts {
		wasOpened := opened
		opened = opened || secretSegments[strings.ToLower(part)]
		if secretSegment(part, wasOpened) {
			parts[i] = m.placeholder(maskSecret, part)
			continue
		}
		parts[i] = reEmail.ReplaceAllStringFunc(part, func(e string) string { return m.placeholder(maskEmail, strings.ToLower(e)) })
	}
	return strings.Join(parts, "/")
}

func (m *Masker) param(p string) string {
	name, value, ok := strings.Cut(p, "=")
	plain, err := url.QueryUnescape(value)
	if err != nil {
		plain = value
	}
	switch {
	case !ok || value == "":
		return m.path(p)
	case strings.Contains(plain, "@"):
		return name + "=" + m.placeholder(maskEmail, strings.ToLower(plain))
	case secretParams.MatchString(name), len(plain) >= 20 && looksRandom(plain), vendorKey(plain):
		return name + "=" + m.placeholder(maskSecret, plain)
	}
	return p
}

// looksRandom tells keys from words: letters and digits mixed.
func looksRandom(s string) bool {
	var digits, letters int
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return digits >= 3 && letters >= 3 && !strings.Contains(s, " ")
}

// random asks more: capitals, small letters and digits that take turns often,
// and few that come again. Numbers of base 16 are no keys by themselves: most
// are versions of files.
func random(s string) bool {
	var seen [256]int
	turns, digits, upper, lower := 0, 0, 0, 0
	last := 0
	for i := range len(s) {
		c := s[i]
		class := 0
		switch {
		case c >= '0' && c <= '9':
			class = 1
			digits++
		case c >= 'a' && c <= 'z':
			class = 2
			lower++
		case c >= 'A' && c <= 'Z':
			class = 3
			upper++
		case !keyByte(c):
			return false
		}
		if class != last {
			turns++
		}
		last = class
		seen[c]++
	}
	// The alphabet of base 64 has + and /, or - and _ in their place: a path has
	// both.
	if strings.ContainsAny(s, "+/") && strings.ContainsAny(s, "-_") {
		return false
	}
	if digits < 2 || upper < 3 || lower < 3 || turns*3 < len(s) {
		return false
	}
	bits := 0.0
	for _, n := range seen {
		if n > 0 {
			p := float64(n) / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return bits >= 3.6
}

func hexLike(s string) bool {
	return s != "" && strings.Trim(s, "0123456789abcdefABCDEF-") == ""
}

// keys finds what is long and has the shape of a vendor's key, or looks drawn
// by lot.
func (f *finder) keys() {
	if f.seen&wordSecret != 0 && strings.Contains(f.s, "PRIVATE KEY") {
		for _, at := range rePEM.FindAllStringIndex(f.s, -1) {
			f.add(span{from: at[0], to: at[1], kind: maskSecret, value: f.s[at[0]:at[1]]})
		}
		f.merge()
	}
	for _, t := range f.tokens {
		if t.to-t.from < 16 || t.letters < 3 || t.digits == 0 || f.taken(t.from, t.to) || !mayHoldKey(f.s[t.from:t.to]) {
			continue
		}
		f.each(reKey, t.from, t.to, func(from, to int) span { return span{kind: maskSecret, value: f.s[from:to]} })
	}
	f.merge()
	for _, t := range f.tokens {
		if t.to-t.from < 24 || t.letters < 6 || t.digits < 2 || f.taken(t.from, t.to) {
			continue
		}
		for from := t.from; from < t.to; {
			to := from
			for to < t.to && keyByte(f.s[to]) {
				to++
			}
			if s := f.s[from:to]; len(s) >= 24 && s[0] != '/' && random(s) {
				f.add(span{from: from, to: to, kind: maskSecret, value: s, doubt: doubtRandom})
			}
			from = to + 1
		}
	}
}

// keyByte tells the signs of which keys without a vendor's shape are made.
func keyByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte("+/_-", c) >= 0
}

// reSecret is what stands between a word such as "password" and its value.
var reSecret = regexp.MustCompile(`(?i)^(?:[_ \-]?(?:key|id|code|word|number|phrase|string|value)\b)?(?:["'’”` + "`" + `*_]*(?: (?:for|to|of|für) [^\s:=]{1,30}(?: [^\s:=]{1,20})?)?)(\s*(?:\b(?:is now|is still|is|ist|lautet|war|was|est|es|é|är|jest|on|is:)(?:\s|:|$)|=>|->|[:=–-])?[\s:="'“”„«` + "`" + `(*\[]*)([^\s"'“”` + "`" + `,;<>«»]{3,})`)

// ordinaryValues are words after "password is" that are none.
var ordinaryValues = wordSet(`wrong right incorrect correct invalid valid required expired missing weak strong short long empty
	optional blank ok okay fine needed secure unique encrypted hidden disabled enabled accepted rejected changed reset unknown
	none null nil true false string text undefined your the a an my not no never always now here there this that it safe stored sent
	shown visible still also being set unset case-sensitive protected compromised leaked public private falsch richtig nicht ungültig
	abgelaufen incorrecta incorrecto faux expiré below above attached old new mandatory lost gone forgotten working different
	same one two valid. updated saved generated used unused managed password username yes encoded hashed example changeme`)

// secret finds the value that a word such as "password" announces.
func (f *finder) secret(w wordPlace) {
	m := reSecret.FindStringSubmatchIndex(f.s[w.to:min(len(f.s), w.to+160)])
	if m == nil {
		return
	}
	label, from, to := f.s[w.to+m[2]:w.to+m[3]], w.to+m[4], w.to+m[5]
	value := strings.TrimRight(f.s[from:to], ".!?)]}*")
	to = from + len(value)
	sp := span{from: from, to: to, kind: maskSecret, value: value}
	if n := utf8.RuneCountInString(value); n < 3 || n < 4 && w.flags&wordShort == 0 || strings.ContainsAny(value[:1], "[${<*") || strings.Contains(value, "://") {
		return
	}
	trimmed := strings.TrimSpace(label)
	announced := trimmed != ""
	quoted := strings.ContainsAny(label, "\"'`“„«")
	digits, signs := strings.ContainsAny(value, "0123456789"), strings.ContainsAny(value, "!$#%^&@~+")
	switch {
	case w.flags&wordShort != 0:
		// Codes are digits; anything else after the word is a sentence.
		if d := onlyDigits(value); len(d) < 3 || len(value) > 12 || len(d)*2 < len(value) || strings.Contains(value, "-digit") {
			return
		}
		if !announced && w.flags&wordCode == 0 {
			return
		}
	case announced && (digits || signs && w.flags&wordPassword != 0):
		if reSized.MatchString(value) {
			return
		}
	case reAnnounced.MatchString(label) && (quoted || f.endsSentence(to)) && w.flags&wordPassword != 0:
		if lower := strings.ToLower(value); ordinaryValues[lower] || strings.ContainsAny(value, "()/") || strings.Contains(lower, "password") {
			return
		}
		sp.doubt = doubtWord
	default:
		return
	}
	f.add(sp)
}

// reAnnounced is a label that leaves no doubt that a value follows.
var reAnnounced = regexp.MustCompile(`(?i)^\s?(?:[:=]|is|is now|ist|lautet|est|es|é|är|jest)\s?["'“„«` + "`" + `]?$`)

// reSized is a rule about passwords: "8-digit", "12+", "v2.0".
var reSized = regexp.MustCompile(`(?i)^(?:\d+-?(?:digit|char|letter|day|hour|min|sec|stellig|st)[a-z]*|\d{1,2}[+%]|v?\d+(?:\.\d+)+)$`)

// endsSentence tells whether nothing but a sign and a new line, or the end,
// follows.
func (f *finder) endsSentence(at int) bool {
	rest := strings.TrimLeft(f.s[at:min(len(f.s), at+8)], ".!?\"'`”)* ")
	return rest == "" || rest[0] == '\n'
}
