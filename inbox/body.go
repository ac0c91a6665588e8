package inbox

import (
	"regexp"
	"strings"
)

// bodyText is the text of a message that is given as HTML, as plain text, or as
// both, and what it links to. Entities are decoded where HTML may be.
func bodyText(rich, plain string) (body string, links []string) {
	switch {
	case looksLikeHTML(rich):
		return htmlText(rich)
	case plain != "":
		return plainText(plain)
	}
	return plainText(decodeEntities(rich))
}

var reLink = regexp.MustCompile(`https?://[^\s<>"'\x60\])}]+`)

// plainText is the body of a message that is no HTML, and the links in it.
func plainText(s string) (body string, links []string) {
	body = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	for _, l := range reLink.FindAllString(body, -1) {
		links = append(links, strings.TrimRight(l, ".,;:!?"))
	}
	return body, links
}

// looksLikeHTML asks for a tag, so that "a < b" stays as it is.
func looksLikeHTML(s string) bool {
	lower := strings.ToLower(s)
	for _, tag := range []string{"<p>", "<p ", "<br", "<div", "</", "<img", "<li>"} {
		if strings.Contains(lower, tag) {
			return true
		}
	}
	return false
}
