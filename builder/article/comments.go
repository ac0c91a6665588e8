package article

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

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

// blockParsers are those of CommonMark, with comments read as said above.
func blockParsers() []util.PrioritizedValue {
	list := parser.DefaultBlockParsers()
	for i, p := range list {
		if b, ok := p.Value.(parser.BlockParser); ok && bytes.Equal(b.Trigger(), []byte{'<'}) {
			list[i].Value = htmlParser{b}
		}
	}
	return list
}

// htmlParser reads blocks of HTML, and leaves a comment with text behind it to
// the paragraph that the text begins.
type htmlParser struct{ parser.BlockParser }

// Open begins a block of HTML.
func (p htmlParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	if i := bytes.Index(line, []byte("<!--")); i >= 0 && len(bytes.TrimSpace(line[:i])) == 0 && textBehind(reader.Source()[segment.Start:]) {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// textBehind reports whether text follows the comments at the start of src, on
// the line on which the last of them ends. A comment with an empty line within
// is no part of a paragraph.
func textBehind(src []byte) bool {
	for {
		src = bytes.TrimLeft(src, " \t")
		if !bytes.HasPrefix(src, []byte("<!--")) {
			line, _, _ := bytes.Cut(src, []byte("\n"))
			return len(bytes.TrimSpace(line)) > 0
		}
		end := bytes.Index(src, []byte("-->"))
		if end < 0 || emptyLine.Match(src[:end]) {
			return false
		}
		src = src[end+len("-->"):]
	}
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
		if first := n.Lines().At(0); bytes.HasPrefix(bytes.TrimSpace(first.Value(r.src)), []byte("TODO:")) {
			r.warn(n, "open-point", "an open point stands in the article", "settle it and remove it, or write draft: true")
		}
	})
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
	defined, lower := map[string]int{}, bytes.ToLower(r.src)
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
			defined[string(bytes.ToLower(m[1]))]++
			found = append(found, span{start, end})
		}
		before = len(bytes.TrimSpace(line)) == 0 || m != nil && before
	}
	for _, f := range found {
		label := bytes.ToLower(definition.FindSubmatch(r.src[f.start:f.end])[1])
		if bytes.Count(lower, []byte("["+string(label)+"]")) <= defined[string(label)] {
			r.a.cuts = append(r.a.cuts, f)
		}
	}
}
