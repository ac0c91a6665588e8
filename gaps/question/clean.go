package question

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"signpost/gaps/words"
)

// nameWord is a word of a name or of the line under it: with a capital, masked, or between
// such.
const nameWord = `\p{Lu}[\p{L}'’.-]*|\[[a-z][a-z ]* \d+\]|&|\||/|und|and|y|et|e|en|from|aus|de|von|van|of|du|della?`

var (
	quoteIntro = regexp.MustCompile(`(?i)^(on .{4,80} wrote|am .{4,80} schrieb .*|le .{4,80} a écrit|el .{4,80} escribió|-+ ?original message ?-+|from: .*|von: .*)\s*:?\s*$`)
	// signOff is a line, or a sentence, that ends a letter, with the names under it.
	signOff = regexp.MustCompile(`^(?i:--|__+|sent from my .*|von meinem .* gesendet|envoyé de mon .*|enviado desde mi .*|sincerely.*|yours|yours (?:sincerely|faithfully|truly).*|best,)[\s,.!]*$|` +
		`^(?i:(?:with )?(?:kind|best|warm|many|kindest|warmest)? ?(?:regards|wishes|greetings)|best,|all the best|cheers|(?:mit )?(?:freundliche[nmr]?|beste[nr]?|herzliche[nr]?|liebe[nr]?|viele[nr]?|schöne[nr]?) gr(?:ü|u|ue)(?:ß|ss)e?n?|gruß|gruss|grüße|` +
		`(?:bien )?cordialement|bien à vous|salutations|saludos|un (?:cordial )?saludo|atentamente|(?:cordiali |distinti )?saluti|atenciosamente|cumprimentos|(?:met )?(?:vriendelijke )?groet(?:en|jes)?|pozdrawiam|s pozdravem|pozdrav|(?:med )?(?:vänlig(?:a)? |venlig )?(?:hälsning(?:ar)?|hilsen)|terveisin|üdvözlettel|saygılarımla|с уважением|mvg|lg|vg|mfg|att)` +
		`(?:[\s,.!–-]+(?:` + nameWord + `))*[\s,.!]*$`)
	webAddress = regexp.MustCompile(`(?i)\b(https?://|www\.)(\[[a-z][a-z ]* \d+\]|\S)+|\b[a-z0-9-]+(\.[a-z0-9-]+)+\.[a-z]{2,}\b(/\S*)?`)
	spaces     = regexp.MustCompile(`\s+`)
)

// letterWords are the first words of the lines that quoteIntro and signOff
// match, in small letters; no other line is looked at.
var letterWords = words.Set(`on am le el from: von: kind best warm many regards wishes greetings sincerely yours cheers sent mit viele
beste besten liebe lieben freundliche freundlichen herzliche herzlichen schöne schönen gruß gruss grüße cordialement bien salutations
saludos un atentamente saluti cordiali distinti atenciosamente cumprimentos met groet groeten groetjes vriendelijke pozdrawiam s pozdrav med vänlig vänliga venlig hälsning hälsningar hilsen terveisin üdvözlettel
saygılarımla с envoyé enviado von
mvg lg vg mfg att with kindest warmest all`)

// mayEnd tells whether a line may be one that ends a letter.
func mayEnd(line string) bool {
	if strings.HasPrefix(line, "-") || strings.HasPrefix(line, "_") {
		return true
	}
	word, _, _ := strings.Cut(line[:min(len(line), 24)], " ")
	word = strings.ToLower(word)
	return letterWords[word] || letterWords[strings.TrimRight(word, ",.!")]
}

// clean drops what belongs to the letter and not to the question: quoted replies,
// signatures, and what was pasted or filled in. A web address leaves a placeholder, so that
// a question that was about it is not half a sentence; nothing is left of a text of addresses
// alone.
func clean(body string) string {
	text := unpadded(unwrapped(typed(letter(body))))
	if !mayLink(text) {
		return text
	}
	if bare := unlinked(text); len(words.Split(bare)) == 0 {
		return bare
	}
	n := 0
	return webAddress.ReplaceAllStringFunc(text, func(s string) string {
		n++
		return hidden(s, n)
	})
}

// hidden puts a placeholder in the place of a web address; marks of the sentence stay.
func hidden(address string, n int) string {
	bare := strings.TrimRight(address, ".,;:!?)>}\"'`*")
	return fmt.Sprintf("[web address %d]%s", n, address[len(bare):])
}

// unlinked drops web addresses.
func unlinked(text string) string {
	if !mayLink(text) {
		return text
	}
	return strings.TrimSpace(webAddress.ReplaceAllString(text, " "))
}

// letter drops quoted replies, what follows a sign-off, and a signature without one.
func letter(body string) string {
	var kept []string
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if mayEnd(line) && (quoteIntro.MatchString(line) || signOff.MatchString(line) && len(kept) > 0) {
			break
		}
		if !strings.HasPrefix(line, ">") {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(unsigned(kept), "\n"))
}

var (
	// nameLine is a line of a signature: a few names and numbers.
	nameLine = regexp.MustCompile(`^(?:` + nameWord + `|[\d+()–-]+)(?:[\s,:]+(?:` + nameWord + `|[\d+()–-]+)){0,11}[,.!]?$`)
	// reachLine is one with how somebody is reached.
	reachLine = regexp.MustCompile(`^(?:[\p{L}./-]+[\s:]+){0,3}\[(?:phone|email) \d+\][,.!]?$`)
)

// nameBytes is how long a line of a signature is at most.
const nameBytes = 120

// unsigned drops the names, addresses and telephone numbers below a letter: lines of them
// that stand behind thanks, apart from sentences that are ended, or with something masked.
func unsigned(lines []string) []string {
	from, masked, numbers, thanked := len(lines), false, false, false
	for from > 1 {
		line := lines[from-1]
		if len(line) > nameBytes {
			break
		}
		reach := reachLine.MatchString(line)
		if line != "" && !reach && !nameLine.MatchString(line) {
			break
		}
		bare := words.Bare(line)
		masked = masked || reach || line != "" && bare == ""
		thanked = thanked || thanks.in(tokens(line))
		numbers = numbers || strings.ContainsAny(bare, "0123456789")
		from--
	}
	if from == len(lines) {
		return lines
	}
	above := lines[from-1]
	thanked = thanked || len(above) < 60 && thanks.in(tokens(above))
	if masked || thanked || isEnded(above) && lines[from] == "" && !numbers {
		return lines[:from]
	}
	return lines
}

// mayLink tells whether a web address may stand in a text: a scheme, or two full
// stops inside one word.
func mayLink(text string) bool {
	if !strings.Contains(text, ".") && !strings.Contains(text, "://") {
		return false
	}
	dots := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ' || c == '\n' || c == '\t':
			dots = 0
		case c == ':' && strings.HasPrefix(text[i:], "://"):
			return true
		case c == '.' && i+1 < len(text) && text[i+1] > ' ':
			if dots++; dots == 2 {
				return true
			}
		}
	}
	return strings.Contains(text, "www.") || strings.Contains(text, "WWW.")
}

// clip shortens to n bytes a text that nobody is shown.
func clip(s string, n int) string {
	if len(s) > n {
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	return s
}
