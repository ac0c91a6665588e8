package inbox

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxNest is how deep lists are indented at most.
const maxNest = 8

// htmlText turns the HTML of a message into plain text: blocks become lines,
// lists keep their bullets and numbers, quotes have the mark of e-mail, images
// leave "[image]" with their alternative text, and entities are decoded once.
// Code stands between backquotes, and a block of code between lines of three of them.
// Links keep their label; the targets of those outside of quotes are returned
// in order.
func htmlText(s string) (body string, links []string) {
	if !strings.ContainsAny(s, "<&") {
		return strings.TrimSpace(s), nil
	}
	var w textWriter
	if strings.IndexByte(s, '=') >= 0 { // a tag may have a class
		w.signed, w.quoted = strings.Contains(s, "ignature"), strings.Contains(s, "_quote")
	}
	w.out.Grow(len(s))
	var z tokens
	z.open(s)
	for {
		switch z.next() {
		case html.ErrorToken:
			w.endCode()
			return strings.TrimSpace(w.out.String()), w.links
		case html.TextToken:
			w.text(z.text())
		case html.StartTagToken, html.SelfClosingTagToken:
			w.start(&z)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(atom.Lookup(name))
		}
	}
}

// A textWriter collects the text of a document.
type textWriter struct {
	out    strings.Builder
	links  []string
	lists  []int // next number of each open list, -1 for bullets
	breaks int   // line breaks owed before the next text
	space  bool  // a space owed before the next text
	begun  bool
	hidden int
	pre    int
	quotes int   // open quotes
	divs   int   // open divisions
	cited  []int // those of them that are quotes, by how many were open
	signed bool  // a signature may be marked
	quoted bool  // a division may be marked as a quote
	code   codeMark
}

// A codeMark tells how far code was marked: it is once there is any.
type codeMark int

const (
	noCode codeMark = iota
	codeOwed
	codeOpen
	blockOwed
	blockOpen
)

func (w *textWriter) text(s string) {
	if w.hidden > 0 {
		return
	}
	if w.pre > 0 {
		w.settle()
		s = strings.ReplaceAll(s, "\r", "")
		if w.code == blockOwed {
			w.code = blockOpen
			w.out.WriteString("```\n" + w.marks())
			s = strings.TrimPrefix(s, "\n")
		}
		if w.quotes > 0 {
			s = strings.ReplaceAll(s, "\n", "\n"+w.marks())
		}
		w.out.WriteString(s)
		w.begun = true
		return
	}
	if s == "" {
		return
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	w.space = w.space || isSpace(first)
	if isSpaced(s) {
		w.word(strings.Trim(s, " "))
	} else {
		for i, word := range strings.FieldsFunc(s, isSpace) {
			w.space = w.space || i > 0
			w.word(word)
		}
	}
	w.space = w.space || isSpace(last)
}

// word writes a word, and what is owed before it.
func (w *textWriter) word(s string) {
	if s != "" {
		w.settle()
		if w.code == codeOwed {
			w.code = codeOpen
			w.out.WriteByte('`')
		}
		w.out.WriteString(s)
		w.begun = true
	}
}

// beginCode owes the mark of code; what is in pre without it is text as it was typed.
func (w *textWriter) beginCode() {
	switch {
	case w.code != noCode:
	case w.pre > 0:
		w.code = blockOwed
	default:
		w.code = codeOwed
	}
}

func (w *textWriter) endCode() {
	switch w.code {
	case codeOpen:
		w.out.WriteByte('`')
	case blockOpen:
		if !strings.HasSuffix(w.out.String(), "\n") {
			w.out.WriteString("\n" + w.marks())
		}
		w.out.WriteString("```")
	}
	w.code = noCode
}

// isSpaced tells a text whose words have single spaces between them already.
func isSpaced(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c > ' ' && c != 0xc2:
		case c == ' ':
			if i > 0 && s[i-1] == ' ' {
				return false
			}
		case c == 0xc2:
			if strings.HasPrefix(s[i:], "\u00a0") {
				return false
			}
		case isSpace(rune(c)):
			return false
		}
	}
	return true
}

func isSpace(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\u00a0'
}

// settle writes the breaks or the space that are owed.
func (w *textWriter) settle() {
	switch {
	case !w.begun:
		if w.out.Len() == 0 {
			w.out.WriteString(w.marks())
		}
	case w.breaks > 0:
		w.out.WriteString("\n\n"[:min(w.breaks, 2)] + w.marks())
	case w.space:
		w.out.WriteByte(' ')
	}
	w.breaks, w.space = 0, false
}

// marks stand before a line of a quote, as in e-mail.
func (w *textWriter) marks() string { return strings.Repeat("> ", min(w.quotes, maxNest)) }

// line owes a line break, or with 2 an empty line.
func (w *textWriter) line(n int) { w.breaks = max(w.breaks, n) }

func (w *textWriter) start(z *tokens) {
	name, more := z.TagName()
	switch tag := atom.Lookup(name); tag {
	case atom.Br:
		if w.breaks < 2 {
			w.breaks++
		}
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table:
		w.line(2)
	case atom.Blockquote, atom.Aside:
		w.line(2)
		w.quotes++
	case atom.Div:
		w.line(1)
		w.division(z, more)
	case atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Hr:
		w.line(1)
	case atom.Span:
		if w.signed {
			w.signature(attribute(z, more, "class"))
		}
	case atom.Td, atom.Th:
		w.space = true
	case atom.Pre:
		w.line(2)
		w.pre++
	case atom.Code:
		w.beginCode()
	case atom.Ul, atom.Ol:
		w.openList(tag, z, more)
	case atom.Li:
		w.item()
	case atom.A:
		if href := attribute(z, more, "href"); linkTarget(href) && w.quotes == 0 {
			w.links = append(w.links, strings.TrimSpace(href))
		}
	case atom.Img:
		w.image(attribute(z, more, "alt"))
	case atom.Script, atom.Style, atom.Template, atom.Title:
		w.hidden++
	}
}

func (w *textWriter) end(tag atom.Atom) {
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table:
		w.line(2)
	case atom.Blockquote, atom.Aside:
		w.quotes = max(w.quotes-1, 0)
		w.line(2)
	case atom.Div:
		w.line(1)
		if n := len(w.cited); n > 0 && w.cited[n-1] == w.divs {
			w.cited = w.cited[:n-1]
			w.quotes = max(w.quotes-1, 0)
			w.line(2)
		}
		w.divs = max(w.divs-1, 0)
	case atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Li:
		w.line(1)
	case atom.Code:
		w.endCode()
	case atom.Pre:
		w.endCode()
		w.pre = max(w.pre-1, 0)
		w.line(2)
	case atom.Ul, atom.Ol:
		if len(w.lists) > 0 {
			w.lists = w.lists[:len(w.lists)-1]
		}
		w.line(min(2-min(len(w.lists), 1), 2))
	case atom.Script, atom.Style, atom.Template, atom.Title:
		w.hidden = max(w.hidden-1, 0)
	}
}

func (w *textWriter) openList(tag atom.Atom, z *tokens, more bool) {
	w.line(1)
	next := -1
	if tag == atom.Ol {
		next = 1
		if n, err := strconv.Atoi(attribute(z, more, "start")); err == nil && n >= 0 {
			next = n
		}
	}
	w.lists = append(w.lists, next)
}

// item begins a list item on a line of its own.
func (w *textWriter) item() {
	if w.out.Len() > 0 {
		w.out.WriteString("\n" + w.marks())
	}
	mark := "- "
	if n := len(w.lists); n > 0 {
		w.out.WriteString(strings.Repeat("  ", min(n-1, maxNest)))
		if next := w.lists[n-1]; next >= 0 {
			mark = strconv.Itoa(next) + ". "
			w.lists[n-1]++
		}
	}
	w.out.WriteString(mark)
	w.begun, w.breaks, w.space = false, 0, false
}

// signatures are the classes by which mail programs and help desks mark one.
var signatures = []string{"gmail_signature", "moz-signature", "js-signatureMarker", "protonmail_signature_block", "x_gmail_signature"}

// quoteMarks are the classes by which they mark the message that is answered.
var quoteMarks = []string{"gmail_quote", "gorgias_quote", "freshdesk_quote"}

// division opens a division, which may be a quote or a signature by its class.
func (w *textWriter) division(z *tokens, more bool) {
	w.divs++
	if !w.signed && !w.quoted {
		return
	}
	class := attribute(z, more, "class")
	if w.quoted && marked(class, quoteMarks) {
		w.line(2)
		w.quotes++
		w.cited = append(w.cited, w.divs)
	}
	w.signature(class)
}

// signature writes the line that begins a signature where its class says so.
func (w *textWriter) signature(class string) {
	if w.signed && w.begun && w.quotes == 0 && marked(class, signatures) {
		w.line(1)
		w.settle()
		w.out.WriteString("-- ")
		w.line(1)
		w.signed = false
	}
}

// marked tells whether one of the classes is in a list.
func marked(class string, list []string) bool {
	for name := range strings.FieldsSeq(class) {
		if slices.Contains(list, name) {
			return true
		}
	}
	return false
}

// image notes that there was a picture.
func (w *textWriter) image(alt string) {
	if w.hidden > 0 {
		return
	}
	w.settle()
	if alt = strings.TrimSpace(alt); alt != "" {
		alt = ": " + alt
	}
	w.out.WriteString("[image" + alt + "]")
	w.begun, w.space = true, true
}

// attribute returns the decoded value of one attribute of the current tag.
func attribute(z *tokens, more bool, name string) string {
	for more {
		var key, val []byte
		key, val, more = z.TagAttr()
		if string(key) == name {
			return string(val)
		}
	}
	return ""
}

// linkTarget leaves out what leads nowhere in the web.
func linkTarget(href string) bool {
	href = strings.ToLower(strings.TrimSpace(href))
	return strings.HasPrefix(href, "http://") || strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "/")
}
