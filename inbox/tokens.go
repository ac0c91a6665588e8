package inbox

import (
	"strings"

	"golang.org/x/net/html"
)

// tokens are the tokens of a document, as [html.Tokenizer] gives them. Most
// messages are a few plain tags, which are cut without its buffers; whatever
// is not certainly the same that way is left to it.
type tokens struct {
	slow *html.Tokenizer // nil for a plain document
	rest string
	said string // of a text
	name []byte // of a tag
	more string // the attributes of it that were not asked for yet
	room [16]byte
}

func (t *tokens) open(s string) {
	t.rest = s
	if !isPlainHTML(s) {
		t.slow = html.NewTokenizer(strings.NewReader(s))
		t.slow.SetMaxBuf(maxRecord)
	}
}

// next goes to the next token.
func (t *tokens) next() html.TokenType {
	if t.slow != nil {
		return t.slow.Next()
	}
	if t.rest == "" {
		return html.ErrorToken
	}
	if t.rest[0] != '<' {
		n := strings.IndexByte(t.rest, '<')
		if n < 0 {
			n = len(t.rest)
		}
		t.said, t.rest = t.rest[:n], t.rest[n:]
		return html.TextToken
	}
	kind, from := html.StartTagToken, 1
	if t.rest[1] == '/' {
		kind, from = html.EndTagToken, 2
	}
	end := from + nameLength(t.rest[from:])
	t.name = append(t.room[:0], t.rest[from:end]...)
	n := tagLength(t.rest)
	t.more, t.rest = t.rest[end:n-1], t.rest[n:]
	return kind
}

// text is the decoded text of a text token.
func (t *tokens) text() string {
	if t.slow != nil {
		return string(t.slow.Text())
	}
	return html.UnescapeString(t.said)
}

// TagName is that of [html.Tokenizer].
func (t *tokens) TagName() (name []byte, more bool) {
	if t.slow != nil {
		return t.slow.TagName()
	}
	return t.name, strings.Trim(t.more, " \n\t/") != ""
}

// TagAttr is that of [html.Tokenizer].
func (t *tokens) TagAttr() (key, value []byte, more bool) {
	if t.slow != nil {
		return t.slow.TagAttr()
	}
	s := strings.TrimLeft(t.more, " \n\t/")
	n := nameLength(s)
	k, s := s[:n], s[n:]
	v := ""
	if strings.HasPrefix(s, "=") {
		end := 2 + strings.IndexByte(s[2:], s[1])
		v, s = strings.ReplaceAll(s[2:end], "&amp;", "&"), s[end+1:]
	}
	t.more = s
	return []byte(k), []byte(v), strings.Trim(s, " \n\t/") != ""
}

// nameLength is how much of s is a name in lower case.
func nameLength(s string) int {
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == ':' {
			continue
		}
		return i
	}
	return len(s)
}

// isRawTag tells the tags whose content is no HTML.
func isRawTag(name string) bool {
	switch name {
	case "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp":
		return true
	}
	return false
}

// isPlainHTML tells whether a document is nothing but text and well-formed
// tags.
func isPlainHTML(s string) bool {
	if strings.IndexByte(s, '\r') >= 0 || strings.IndexByte(s, 0) >= 0 {
		return false
	}
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return true
		}
		s = s[i:]
		n := tagLength(s)
		if n < 0 {
			return false
		}
		s = s[n:]
	}
}

// tagLength is how long the tag is that s begins with, -1 if it is not plain.
func tagLength(s string) int {
	i := 1
	end := strings.HasPrefix(s, "</")
	if end {
		i = 2
	}
	n := nameLength(s[i:])
	if n == 0 || s[i] < 'a' || s[i] > 'z' || isRawTag(s[i:i+n]) {
		return -1
	}
	i += n
	for i < len(s) {
		switch s[i] {
		case '>':
			return i + 1
		case ' ', '\n', '\t':
			i++
			continue
		case '/':
			if end || !strings.HasPrefix(s[i:], "/>") {
				return -1
			}
			return i + 2
		}
		if end || s[i-1] != ' ' && s[i-1] != '\n' && s[i-1] != '\t' {
			return -1
		}
		if n = attributeLength(s[i:]); n < 0 {
			return -1
		}
		i += n
	}
	return -1
}

// attributeLength is how long the attribute is that s begins with, -1 if it is
// not plain.
func attributeLength(s string) int {
	i := nameLength(s)
	if i == 0 || i == len(s) {
		return -1
	}
	if s[i] != '=' {
		return i
	}
	if i++; i == len(s) || s[i] != '"' && s[i] != '\'' {
		return -1
	}
	n := strings.IndexByte(s[i+1:], s[i])
	if n < 0 {
		return -1
	}
	value := s[i+1 : i+1+n]
	if strings.Count(value, "&") != strings.Count(value, "&amp;") {
		return -1
	}
	return i + n + 2
}
