package article

import (
	"bytes"
	"iter"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// plainText returns the text of a node on one line.
func plainText(n ast.Node, src []byte) string {
	var b bytes.Buffer
	writeText(&b, n, src)
	return strings.Join(strings.Fields(b.String()), " ")
}

// writeText writes what a reader sees of a node: its words and its code, no
// marks, no HTML tags, no footnote numbers.
func writeText(b *bytes.Buffer, n ast.Node, src []byte) {
	switch n := n.(type) {
	case *ast.Text:
		b.Write(unescape(n.Segment.Value(src)))
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte('\n')
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.AutoLink:
		b.Write(n.Label(src))
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		writeLines(b, n, src)
	case *ast.CodeSpan:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				b.Write(t.Segment.Value(src))
			}
		}
	case *part:
		if n.says != "" {
			b.WriteString(n.says + "\n")
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			writeText(b, c, src)
		}
	case *ast.RawHTML, *extast.FootnoteLink, *extast.FootnoteBacklink:
	case *ast.HTMLBlock:
		b.Write(blockHTML(n, src))
	default:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			writeText(b, c, src)
		}
	}
}

// quotable remembers the first list of steps and the first table of a section.
func (r *reader) quotable(s *Section, n ast.Node) {
	switch n := n.(type) {
	case *ast.List:
		if !n.IsOrdered() || s.Steps != nil {
			return
		}
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			if text := r.stepText(item); text != "" {
				s.Steps = append(s.Steps, text)
			}
		}
	case *extast.Table:
		if s.Rows != nil {
			return
		}
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			var cells []string
			for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
				cells = append(cells, plainText(cell, r.src))
			}
			s.Rows = append(s.Rows, cells)
		}
	}
}

// stepText is the text of a step without lists, code and pictures of its own.
func (r *reader) stepText(item ast.Node) string {
	var out []string
	for c := item.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindParagraph || c.Kind() == ast.KindTextBlock {
			out = append(out, plainText(c, r.src))
		}
	}
	return strings.TrimSpace(strings.Join(out, " "))
}

func writeLines(b *bytes.Buffer, n ast.Node, src []byte) {
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		b.Write(seg.Value(src))
	}
}

// unescape resolves backslashes and entities, as the renderer does.
func unescape(text []byte) []byte {
	if bytes.IndexByte(text, '\\') < 0 && bytes.IndexByte(text, '&') < 0 {
		return text
	}
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(text)))
}

// Prose lists the lines of the body as they were written, by their numbers from
// the top of the file, without code.
func (a *Article) Prose() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		fence, n := "", a.bodyLine-1
		for line := range bytes.Lines(a.body) {
			n++
			if m := fenceLine.FindStringSubmatch(string(line)); m != nil {
				if fence == "" {
					fence = m[1]
				} else if strings.HasPrefix(m[1], fence) {
					fence = ""
				}
				continue
			}
			if fence == "" && !yield(n, codeSpan.ReplaceAllString(string(line), "")) {
				return
			}
		}
	}
}

var codeSpan = regexp.MustCompile("`[^`]*`|\\]\\([^)]*\\)")
