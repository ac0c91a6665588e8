package article

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"signpost/internal/diag"
)

// Comments are for writers: none is in any output. CommonMark takes a comment at
// the start of a line, and all that stands behind it, for one block of HTML; here
// what stands behind is text.

// anyComment is a comment, or the beginning of one that does not end.
var anyComment = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)

// withoutComments leaves out the comments of HTML.
func withoutComments(html []byte) []byte {
	if !bytes.Contains(html, []byte("<!--")) {
		return html
	}
	return anyComment.ReplaceAll(html, nil)
}

// blockHTML is the text of a block of HTML, without comments.
func blockHTML(n *ast.HTMLBlock, src []byte) []byte {
	return bytes.TrimSpace(withoutComments(allHTML(n, src)))
}

// allHTML is the text of a block of HTML.
func allHTML(n *ast.HTMLBlock, src []byte) []byte {
	var text []byte
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		text = append(text, seg.Value(src)...)
	}
	if n.HasClosure() {
		text = append(text, n.ClosureLine.Value(src)...)
	}
	return bytes.TrimSpace(text)
}

// htmlParser reads blocks of HTML, and leaves a comment with text behind it to
// the paragraph that the text begins.
type htmlParser struct{ parser.BlockParser }

// Open begins a block of HTML.
func (p htmlParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	if i := bytes.Index(line, []byte("<!--")); i >= 0 && len(bytes.TrimSpace(line[:i])) == 0 && boundsOf(pc).textBehind(segment.Start+i-segment.Padding) {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// textBehind reports whether text follows the comments that begin at an offset, on the
// line on which the last of them ends. A comment with an empty line within is no part of
// a paragraph. It remembers the answer for all that lies within them, since each line of
// a comment may look like the beginning of one.
func (b *bounds) textBehind(offset int) bool {
	if c := b.comment; offset >= c.from && offset < c.end {
		return c.text
	}
	src, at := b.r.src, offset
	b.comment.from, b.comment.text = offset, false
	for {
		for at < len(src) && (src[at] == ' ' || src[at] == '\t') {
			at++
		}
		if !bytes.HasPrefix(src[at:], []byte("<!--")) {
			line, _, _ := bytes.Cut(src[at:], []byte("\n"))
			b.comment.end, b.comment.text = at, len(bytes.TrimSpace(line)) > 0
			return b.comment.text
		}
		empty := b.emptyLine(at)
		length := bytes.Index(src[at:empty], []byte("-->"))
		if length < 0 {
			b.comment.end = empty
			return false
		}
		at += length + len("-->")
	}
}

// emptyLine is where the first empty line behind an offset begins, or the end.
func (b *bounds) emptyLine(offset int) int {
	if offset < b.empty.start || offset >= b.empty.end {
		b.empty = span{offset, len(b.r.src)}
		if m := emptyLine.FindIndex(b.r.src[offset:]); m != nil {
			b.empty.end = offset + m[0]
		}
	}
	return b.empty.end
}

var emptyLine = regexp.MustCompile(`\n[ \t>]*\n`)

// openPoints warns of what a writer still has to settle: a paragraph that begins with
// TODO: in an article that is no draft.
func (r *reader) openPoints(doc ast.Node) {
	if r.a.Draft {
		return
	}
	each(doc, func(n ast.Node) {
		if n.Kind() != ast.KindParagraph && n.Kind() != ast.KindTextBlock || n.Lines().Len() == 0 {
			return
		}
		first := n.Lines().At(0)
		if point, ok := bytes.CutPrefix(bytes.TrimSpace(first.Value(r.src)), []byte("TODO:")); ok {
			r.warn(n, "open-point", fmt.Sprintf("an open point stands in the article: “%s”", shortened(string(point))), "settle it and remove it, or write draft: true")
		}
	})
}

// shortened is the beginning of a text, for a diagnostic.
func shortened(text string) string {
	const most = 60
	text = strings.TrimSpace(text)
	if r := []rune(text); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return text
}

// fenceEnd is a line that ends a block of code.
var fenceEnd = regexp.MustCompile("^[ \t>]*(?:```+|~~~+)[ \t]*(?:\n|$)")

// ends warns of what has a beginning and no end, and swallows the rest of the
// article: comments and blocks of code.
func (r *reader) ends(doc ast.Node) {
	each(doc, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.HTMLBlock:
			if html := allHTML(n, r.src); bytes.Count(html, []byte("<!--")) > 0 && len(anyComment.FindAll(html, -1)) > bytes.Count(html, []byte("-->")) {
				r.warn(n, "open-comment", "a comment without its end", "write --> behind it; all that follows is left out")
			}
		case *ast.FencedCodeBlock:
			if last := n.Lines().Len(); last > 0 && !fenceEnd.Match(r.src[n.Lines().At(last-1).Stop:]) {
				r.diags = append(r.diags, diag.Diagnostic{
					File: r.a.Path, Line: r.line(n.Lines().At(0).Start - 1), Severity: diag.Warning, Code: "open-code",
					What: "a block of code without its end", Fix: "write ``` on a line of its own behind it",
				})
			}
		}
	})
}

// definition is a line that defines a link or a footnote.
var definition = regexp.MustCompile(`^ {0,3}\[([^\]\n]+)\]:`)

// cutUnused leaves definitions that nothing uses out of the twin: some writers
// keep comments in them, [//]: # (like this).
func (r *reader) cutUnused(doc ast.Node) {
	if !bytes.Contains(r.src, []byte("]:")) {
		return
	}
	code := map[int]bool{} // offsets of the lines of code
	each(doc, func(n ast.Node) {
		if n.Kind() == ast.KindCodeBlock || n.Kind() == ast.KindFencedCodeBlock {
			for i := range n.Lines().Len() {
				code[r.line(n.Lines().At(i).Start)] = true
			}
		}
	})
	defined, named := map[string]int{}, labels(bytes.ToLower(r.src))
	var found []span
	before := true // a definition is no part of a paragraph
	for i, start := range r.starts {
		end := len(r.src)
		if i+1 < len(r.starts) {
			end = r.starts[i+1]
		}
		line := r.src[start:end]
		m := definition.FindSubmatch(line)
		if m != nil && before && !code[r.top+i] {
			defined[label(bytes.ToLower(m[1]))]++
			found = append(found, span{start, end})
		}
		before = len(bytes.TrimSpace(line)) == 0 || m != nil && before
	}
	for _, f := range found {
		name := label(bytes.ToLower(definition.FindSubmatch(r.src[f.start:f.end])[1]))
		if named[name] <= defined[name] && !strings.Contains(name, "[") {
			r.a.cuts = append(r.a.cuts, f)
		}
	}
}

// labels counts what stands between brackets, by label.
func labels(src []byte) map[string]int {
	count, open := map[string]int{}, -1
	for i, c := range src {
		if c == '[' {
			open = i
		} else if c == ']' && open >= 0 {
			count[label(src[open+1:i])]++
			open = -1
		}
	}
	return count
}

// label is a label as references are compared, its letters small already.
func label(text []byte) string { return strings.Join(strings.Fields(string(text)), " ") }
