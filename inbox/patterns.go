package inbox

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

var (
	reURL    = regexp.MustCompile(`(?i)(?:https?|ftp|wss?|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqp)://[^\s<>"\]]+`)
	reEmail  = regexp.MustCompile(`[\p{L}\p{N}._%+'\-]*[\p{L}\p{N}_%+\-]@[\p{L}\p{N}](?:[\p{L}\p{N}\-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}\-]*[\p{L}\p{N}])?)+`)
	reCard   = regexp.MustCompile(`\d(?:[ \-.]?\d){11,18}`)
	reIBAN   = regexp.MustCompile(`(?i)\b[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}`)
	reSSN    = regexp.MustCompile(`\d{3}([- .])\d{2}([- .])\d{4}`)
	reIPv4   = regexp.MustCompile(`\d{1,3}(?:\.\d{1,3}){3}`)
	reIPv6   = regexp.MustCompile(`[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}`)
	rePhone  = regexp.MustCompile(`(?:\+|\(|\b)[\d(][\d()\-./ \x{00a0}\x{2011}]{5,22}\d(?:\s?(?:x|ext\.?)\s?\d{1,6})?`)
	reSecret = regexp.MustCompile(`(?i)\b(?:pass(?:word|wd|phrase|wort|code)|pwd|kennwort|mot de passe|contraseña|api[ _-]?key|secret(?:[ _-]?key)?|(?:access|auth|bearer|api)?[ _-]?token|bearer|private[ _-]?key|pin)\b["']?\s*(?:is|ist|was|=|:|->|est|es)?[\s:="'` + "`" + `]*([^\s"'` + "`" + `,;<>]{4,})`)
	reKey    = regexp.MustCompile(`\b(?:[spr]k_(?:live|test)_[A-Za-z0-9]{8,}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_\-]{16,}|xox[abprs]-[A-Za-z0-9\-]{10,}|AIza[0-9A-Za-z_\-]{30,}|SG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}|eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.?[A-Za-z0-9_\-]*|sk-[A-Za-z0-9_\-]{20,})`)
	rePEM    = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)`)
)

// A finder collects the places of one text.
type finder struct {
	s     string
	spans []span
}

// add keeps a place unless another holds a part of it.
func (f *finder) add(sp span) {
	for _, o := range f.spans {
		if sp.from < o.to && o.from < sp.to {
			return
		}
	}
	f.spans = append(f.spans, sp)
}

// patterns finds what can be told by its form. Each expression runs only when
// a character that it needs is there.
func (f *finder) patterns() {
	var at, colon, digits int
	for i := range len(f.s) {
		switch c := f.s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '@':
			at++
		case c == ':':
			colon++
		}
	}
	if colon > 0 && strings.Contains(f.s, "://") {
		f.urls()
	}
	if at > 0 {
		f.each(reEmail, maskEmail, strings.ToLower, nil)
	}
	f.secrets()
	if digits < 4 {
		return
	}
	if colon > 1 {
		f.each(reIPv6, maskIP, strings.ToLower, f.isIPv6)
	}
	f.each(reIPv4, maskIP, strings.ToLower, f.isIPv4)
	if digits >= 7 {
		f.ibans()
		f.each(reCard, maskCard, onlyDigits, f.isCard)
		f.each(reSSN, maskSSN, onlyDigits, f.isSSN)
		f.each(rePhone, maskPhone, onlyDigits, f.isPhone)
	}
}

// each adds the matches that ok accepts; canonical makes equal what means the
// same.
func (f *finder) each(re *regexp.Regexp, kind string, canonical func(string) string, ok func(from, to int) bool) {
	for _, at := range re.FindAllStringIndex(f.s, -1) {
		if ok == nil || ok(at[0], at[1]) {
			f.add(span{from: at[0], to: at[1], kind: kind, value: canonical(f.s[at[0]:at[1]])})
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

// urls protects addresses from the other patterns, and marks those that carry
// a secret.
func (f *finder) urls() {
	for _, at := range reURL.FindAllStringIndex(f.s, -1) {
		to := at[0] + len(strings.TrimRight(f.s[at[0]:at[1]], ".,;:!?)'"))
		sp := span{from: at[0], to: to}
		if u := f.s[at[0]:to]; strings.ContainsAny(u, "?#@") || strings.Contains(u, "%40") {
			sp.with = u
		}
		f.add(sp)
	}
}

// secretParams are the parameters whose value opens something.
var secretParams = regexp.MustCompile(`(?i)^(?:.*token|.*key|.*secret|.*signature|sig|hmac|auth.*|pass.*|pwd|code|session.*|sid|ticket|jwt|otp|nonce|state|invite|reset|hash|user|login|e?-?mail|phone|tel|name|x-amz-.*|expires)$`)

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
		return scheme + "://" + host + m.pathEmails(path)
	}
	params := path[split+1:]
	var out strings.Builder
	for params != "" {
		i := strings.IndexAny(params, "&#;")
		part, sep := params, ""
		if i >= 0 {
			part, sep = params[:i], params[i:i+1]
		}
		out.WriteString(m.param(part) + sep)
		params = params[len(part)+len(sep):]
	}
	return scheme + "://" + host + m.pathEmails(path[:split]) + path[split:split+1] + out.String()
}

func (m *Masker) pathEmails(p string) string {
	plain, err := url.PathUnescape(p)
	if err != nil || !strings.Contains(plain, "@") {
		return p
	}
	return reEmail.ReplaceAllStringFunc(plain, func(e string) string { return m.placeholder(maskEmail, strings.ToLower(e)) })
}

func (m *Masker) param(p string) string {
	name, value, ok := strings.Cut(p, "=")
	plain, err := url.QueryUnescape(value)
	if err != nil {
		plain = value
	}
	switch {
	case !ok || value == "":
		return m.pathEmails(p)
	case strings.Contains(plain, "@"):
		return name + "=" + m.placeholder(maskEmail, strings.ToLower(plain))
	case secretParams.MatchString(name), len(plain) >= 20 && looksRandom(plain):
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

// secretWords open the expression for secrets.
var secretWords = []string{
	"pass", "pwd", "key", "token", "secret", "bearer", "pin", "kennwort", "mot de", "contrase", "sk_", "pk_", "akia",
	"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat", "xox", "aiza", "sg.", "eyj", "sk-", "glpat",
}

func (f *finder) secrets() {
	lower := strings.ToLower(f.s)
	hit := false
	for _, w := range secretWords {
		if strings.Contains(lower, w) {
			hit = true
			break
		}
	}
	if !hit {
		return
	}
	if strings.Contains(f.s, "PRIVATE KEY") {
		f.each(rePEM, maskSecret, strings.TrimSpace, nil)
	}
	f.each(reKey, maskSecret, strings.TrimSpace, nil)
	for _, at := range reSecret.FindAllStringSubmatchIndex(f.s, -1) {
		value := strings.TrimRight(f.s[at[2]:at[3]], ".!?)")
		if secretValue(value, f.s[at[0]:at[2]]) {
			f.add(span{from: at[2], to: at[2] + len(value), kind: maskSecret, value: value})
		}
	}
}

// secretValue tells a secret from the next word of a sentence: it has a digit
// or a sign inside, and something announced it.
func secretValue(v, label string) bool {
	if strings.ContainsAny(v[:min(len(v), 1)], "[${<*") || strings.Contains(v, "://") {
		return false
	}
	announced := strings.ContainsAny(label, ":=\"'`") || strings.HasSuffix(strings.TrimSpace(strings.ToLower(label)), " is") || strings.Contains(strings.ToLower(label), "bearer")
	digits := strings.ContainsAny(v, "0123456789")
	signs := strings.ContainsAny(v, "!$#%^&@~+")
	return announced && (digits || signs) && utf8.RuneCountInString(v) >= 4
}

func (f *finder) isIPv4(from, to int) bool {
	if !f.alone(from, to) || f.before(from) == '.' || f.before(from) == '-' {
		return false
	}
	if next := f.s[to:]; len(next) > 1 && (next[0] == '.' || next[0] == '-') && next[1] >= '0' && next[1] <= '9' {
		return false
	}
	lead := strings.ToLower(strings.TrimSpace(f.s[max(0, from-12):from]))
	if strings.HasSuffix(lead, "version") || strings.HasSuffix(lead, " v") || strings.HasSuffix(lead, "release") || strings.HasSuffix(lead, "build") {
		return false
	}
	a, err := netip.ParseAddr(f.s[from:to])
	return err == nil && !a.IsLoopback() && !a.IsUnspecified()
}

func (f *finder) isIPv6(from, to int) bool {
	s := f.s[from:to]
	if !f.alone(from, to) || strings.Count(s, ":") < 2 || len(onlyHex(s)) < 4 {
		return false
	}
	a, err := netip.ParseAddr(s)
	return err == nil && !a.IsLoopback()
}

func onlyHex(s string) string { return strings.ReplaceAll(s, ":", "") }

// isCard asks for the check digit (Luhn, ISO/IEC 7812-1) and a first digit
// that cards have.
func (f *finder) isCard(from, to int) bool {
	d := onlyDigits(f.s[from:to])
	if b := f.before(from); !f.alone(from, to) || b == '.' || b == '-' || b == '+' || b == '#' || len(d) < 12 {
		return false
	}
	oldJCB := len(d) == 15 && strings.HasPrefix(d, "1800")
	return (d[0] >= '2' && d[0] <= '6' || oldJCB) && luhn(d)
}

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

// isSSN leaves out the numbers that are never given.
func (f *finder) isSSN(from, to int) bool {
	s := f.s[from:to]
	if !f.alone(from, to) || s[3] != s[6] || f.before(from) == '-' || f.after(to) == '-' || f.before(from) == '.' {
		return false
	}
	if s[3] == '.' && !strings.Contains(strings.ToLower(f.s), "ssn") && !strings.Contains(strings.ToLower(f.s), "social security") {
		return false
	}
	return s[:3] != "000" && s[:3] != "666" && s[4:6] != "00" && s[7:] != "0000"
}

// ibans finds account numbers by their check digits (ISO 7064 mod 97-10). A
// match may run into the next word, and is shortened until it fits.
func (f *finder) ibans() {
	for _, at := range reIBAN.FindAllStringIndex(f.s, -1) {
		for to := at[1]; to-at[0] >= 15; to-- {
			if s := f.s[at[0]:to]; !wordRune(f.after(to)) && mod97(s) {
				f.add(span{from: at[0], to: to, kind: maskIBAN, value: strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s))})
				break
			}
		}
	}
}

func mod97(s string) bool {
	s = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s))
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
	reNotPhone  = regexp.MustCompile(`(?i)(?:#|[$€£¥]|order|invoice|ticket|version|build|release|\bid|\bno\.?|number|reference|ref|sku|isbn|article|case|account|error|code|line|port|\brgb|pixel|px|bytes?|USD|EUR)[\s:#.(]*$`)
	rePhoneWord = regexp.MustCompile(`(?i)(?:phone|tel|call|mobile|cell|whats ?app|sms|text|dial|fax|reach|contact|ring|number is|telefon|handy|ruf|teléfono|téléphone)[^.!?\n]{0,30}$`)
	reLabel     = regexp.MustCompile(`(?i)\b(?:phone|telephone|tel|mobile|cell|fax|desk|office|hotline|telefon|handy|téléphone|teléfono)(?: (?:number|no))?\.?\s*[:=]?\s*$`)
	reLabelNext = regexp.MustCompile(`(?i)^\s*[-,(]?\s*(?:office|fax|mobile|cell|home phone|work phone)\b`)
	reGrouped   = regexp.MustCompile(`^(?:\(\d{2,5}\) ?\d{2,4}(?:[-. ]?\d{2,5}){1,3}|\d{3}[-.]\d{3}[-.]\d{4}|1[-. ]\d{3}[-. ]\d{3}[-. ]\d{4}|1[-. ]\(\d{3}\)[-. ]?\d{3}[-. ]\d{4}|\d{3} \d{3} \d{4}|0\d{1,4}(?:[-/ .]\d{2,8}){1,5}|00[1-9][\d \-./()]{7,})(?: ?(?:x|ext\.?) ?\d{1,6})?$`)
)

// phoneRegions are tried for numbers without a country code that are
// announced as phone numbers.
var phoneRegions = []string{"US", "GB", "DE", "FR", "ES", "IT", "NL", "AU", "IN", "BR", "PT", "SE", "PL", "AT", "CH", "DK", "NO", "FI", "BE", "NZ", "ZA", "IE", "IS", "CZ"}

// isPhone tells phone numbers from the many other numbers of support: they
// have a country code, the grouping of one, or a word that announces them.
func (f *finder) isPhone(from, to int) bool {
	s := strings.TrimSpace(f.s[from:to])
	digits := len(onlyDigits(s))
	if b := f.before(from); wordRune(b) || b == '.' || b == '-' || b == '/' || b == '=' || wordRune(f.after(to)) || digits < 7 || digits > 17 {
		return false
	}
	if reDate.MatchString(s) {
		return false
	}
	lead := f.s[max(0, from-40):from]
	if strings.HasPrefix(s, "+") {
		n, err := phonenumbers.Parse(s, "ZZ")
		return err == nil && (phonenumbers.IsPossibleNumber(n) || digits >= 8)
	}
	if reLabel.MatchString(lead) || reLabelNext.MatchString(f.s[to:min(len(f.s), to+20)]) {
		return true
	}
	announced := rePhoneWord.MatchString(lead)
	if !announced && reNotPhone.MatchString(lead) {
		return false
	}
	if reGrouped.MatchString(s) {
		return true
	}
	return announced && anyRegion(s)
}

func anyRegion(s string) bool {
	for _, region := range phoneRegions {
		if n, err := phonenumbers.Parse(s, region); err == nil && phonenumbers.IsValidNumberForRegion(n, region) {
			return true
		}
	}
	return false
}
