package question

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"signpost/gaps/words"
)

var (
	quoteIntro = regexp.MustCompile(`(?i)^(on .{4,80} wrote|am .{4,80} schrieb .*|le .{4,80} a écrit|el .{4,80} escribió|-+ ?original message ?-+|from: .*|von: .*)\s*:?\s*$`)
	signOff    = regexp.MustCompile(`(?i)^(--|__+|(kind|best|warm|many)? ?(regards|wishes|greetings)|sincerely.*|yours( .*)?|cheers|sent from my .*|mit freundlichen grüßen|viele grüße|(beste|liebe) grüße|cordialement|bien à vous|saludos|un saludo|lg|vg|mfg|att)[,.!]*$`)
	webAddress = regexp.MustCompile(`(?i)\b(https?://|www\.)(\[[a-z][a-z ]* \d+\]|\S)+|\b[a-z0-9-]+(\.[a-z0-9-]+)+\.[a-z]{2,}\b(/\S*)?`)
	spaces     = regexp.MustCompile(`\s+`)
)

// letterWords are the first words of the lines that quoteIntro and signOff
// match, in small letters; no other line is looked at.
var letterWords = words.Set(`on am le el from: von: kind best warm many regards wishes greetings sincerely yours cheers sent mit viele
beste liebe cordialement bien saludos un lg vg mfg att`)

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
// signatures, and what was pasted or filled in. A web address leaves a placeholder, so that a question that was about it
// is not half a sentence; nothing is left of a text of addresses alone.
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

// letter drops quoted replies and what follows a sign-off.
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
	return strings.TrimSpace(strings.Join(kept, "\n"))
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

// clip shortens a text to n bytes.
func clip(s string, n int) string {
	if len(s) > n {
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	return s
}
