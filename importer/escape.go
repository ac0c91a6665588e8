package importer

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// near is how far a sign looks for what would give it a meaning, in bytes.
const near = 2000

// blockStart is what may stand before the first sign of a block on its line.
var blockStart = regexp.MustCompile(`^(?:[ \t]|> ?|[-*+] |\d{1,9}[.)] |\[[ x]\] |: )*$`)

// finish writes a backslash before each marked sign that Markdown would take for
// a mark, and the signs that others stood for.
func finish(text []byte) []byte {
	e := escaper{src: text}
	for e.at < len(text) {
		r, size := utf8.DecodeRune(text[e.at:])
		switch r {
		case escapable:
			e.at += size
			c, n := utf8.DecodeRune(text[e.at:])
			if e.means(byte(c), e.at+n) {
				e.out.WriteByte('\\')
			}
			e.out.WriteRune(c)
			e.at += n
			e.plain = e.out.Len()
			continue
		case lessThan:
			if next := e.next(e.at + size); unicode.IsLetter(next) || strings.ContainsRune("/!?", next) {
				e.out.WriteByte('\\')
			}
			e.out.WriteByte('<')
		case moreThan:
			if e.starts() {
				e.out.WriteByte('\\')
			}
			e.out.WriteByte('>')
		case codeEnd:
			e.out.WriteByte('\n')
			e.line, e.plain = e.out.Len(), 0
		case lineBreak:
			// Behind a backslash, another one is not taken for a break.
			e.out.WriteString(map[bool]string{true: "<br>", false: `\`}[e.before() == '\\'])
		case codeSpace:
			e.out.WriteByte(' ')
		default:
			e.out.Write(text[e.at : e.at+size])
			if r == '\n' {
				e.line, e.plain = e.out.Len(), 0
			}
		}
		e.at += size
	}
	return e.out.Bytes()
}

type escaper struct {
	src  []byte
	at   int
	out  bytes.Buffer
	line int // where the line begins in out
	// plain is behind the last sign of the line that is text for certain, 0 if
	// there is none.
	plain int
}

// starts reports whether nothing but marks stands before this place on its line.
func (e *escaper) starts() bool {
	head := e.out.Bytes()[e.line:]
	return e.plain <= e.line && len(head) < 100 && blockStart.Match(head)
}

// next is the next sign of the text from i on, marks aside; 0 at the end.
func (e *escaper) next(i int) rune {
	for i < len(e.src) {
		r, size := utf8.DecodeRune(e.src[i:])
		switch r {
		case escapable:
			i += size
			continue
		case lessThan:
			return '<'
		case moreThan:
			return '>'
		}
		return r
	}
	return 0
}

// before is the sign that was written last.
func (e *escaper) before() rune {
	r, _ := utf8.DecodeLastRune(e.out.Bytes())
	if e.out.Len() == 0 {
		return '\n'
	}
	return r
}

// rest is what follows on the line from i on, without marks.
func (e *escaper) rest(i int) string {
	line, _, _ := bytes.Cut(e.src[i:min(len(e.src), i+near)], []byte("\n"))
	return strings.ReplaceAll(string(line), string(escapable), "")
}

var (
	onlyRule    = regexp.MustCompile(`^[-\s|:]*$`)
	onlyStars   = regexp.MustCompile(`^[*_\s]*$`)
	onlyEquals  = regexp.MustCompile(`^[=\s]*$`)
	hashes      = regexp.MustCompile(`^#{0,5}(?:\s|$)`)
	numberStart = regexp.MustCompile(`^(?:[ \t]|> ?|[-*+] |\d{1,9}[.)] |\[[ x]\] |: )*\d{1,9}$`)
)

// means reports whether the marked sign c, with i behind it, would mean something
// where it stands.
func (e *escaper) means(c byte, i int) bool {
	next, before := e.next(i), e.before()
	space := unicode.IsSpace(next) || next == 0
	switch c {
	case '\\', '`':
		return true
	case '*':
		return !space || !unicode.IsSpace(before) || e.starts()
	case '_':
		return (!wordy(next) || !wordy(before)) && (!space || !unicode.IsSpace(before) || e.starts() && onlyStars.MatchString(e.rest(i)))
	case '~':
		return !unicode.IsDigit(next) || !unicode.IsSpace(before) && before != '('
	case '[':
		return e.bracket(i)
	case ']':
		return false
	case '!':
		return next == '['
	case '&':
		ahead := bytes.ReplaceAll(e.src[i:min(len(e.src), i+60)], []byte(string(escapable)), nil)
		at := entity.FindIndex(append([]byte{'&'}, ahead...))
		return at != nil && at[0] == 0
	case '{':
		return next == '{' || before == '{'
	case '|':
		return e.starts()
	}
	return e.meansAtStart(c, i, space)
}

// meansAtStart is means for signs that begin a block.
func (e *escaper) meansAtStart(c byte, i int, space bool) bool {
	if c == '.' || c == ')' {
		head := e.out.Bytes()[e.line:]
		return space && len(head) < 100 && numberStart.Match(head)
	}
	if !e.starts() {
		return false
	}
	switch c {
	case '+':
		return space
	case '-':
		return space || onlyRule.MatchString(e.rest(i))
	case '=':
		return onlyEquals.MatchString(e.rest(i))
	case '#':
		return hashes.MatchString(e.rest(i))
	case ':':
		return space || onlyRule.MatchString(e.rest(i))
	}
	return false
}

// bracket reports whether an opening bracket could begin a link, a footnote, a
// definition, a note or a box to tick.
func (e *escaper) bracket(i int) bool {
	ahead := e.src[i:min(len(e.src), i+near)]
	ahead, _, _ = bytes.Cut(ahead, []byte("\n\n"))
	end := bytes.IndexByte(ahead, ']')
	if end < 0 {
		return len(ahead) >= near-10
	}
	within := strings.ReplaceAll(string(ahead[:end]), string(escapable), "")
	if strings.TrimSpace(within) == "" || strings.EqualFold(within, "x") || within[0] == '^' || within[0] == '!' {
		return true
	}
	for end >= 0 {
		if next := e.next(i + end + 1); next == '(' || next == '[' || next == ':' {
			return true
		}
		more := bytes.IndexByte(ahead[end+1:], ']')
		if more < 0 {
			return false
		}
		end += 1 + more
	}
	return false
}
