package article

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// alert is a quotation that opens with [!NOTE] or its like.
type alert struct {
	ast.BaseBlock
	name string
}

var kindAlert = ast.NewNodeKind("Alert")

// Kind tells the renderer which function writes the node.
func (*alert) Kind() ast.NodeKind { return kindAlert }

// Dump prints the node for debugging.
func (n *alert) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// alertNames are the kinds of alerts as typed, and as the theme calls them.
var alertNames = map[string]string{
	"[!NOTE]": "note", "[!TIP]": "tip", "[!IMPORTANT]": "important", "[!WARNING]": "warning", "[!CAUTION]": "caution",
}

// alerts turns quotations into alerts.
func (r *reader) alerts(doc ast.Node) {
	var quotes []*ast.Blockquote
	each(doc, func(n ast.Node) {
		if q, ok := n.(*ast.Blockquote); ok {
			quotes = append(quotes, q)
		}
	})
	for _, q := range quotes {
		r.alert(q)
	}
}

func (r *reader) alert(q *ast.Blockquote) {
	p, ok := q.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return
	}
	first := p.Lines().At(0)
	name, ok := alertNames[string(bytes.ToUpper(bytes.TrimSpace(first.Value(r.src))))]
	if !ok {
		return
	}
	for c := p.FirstChild(); c != nil; {
		next := c.NextSibling()
		if t, isText := c.(*ast.Text); isText && t.Segment.Start < first.Stop {
			p.RemoveChild(p, c)
		}
		c = next
	}
	if p.FirstChild() == nil {
		q.RemoveChild(q, p)
	}
	n := &alert{name: name}
	n.SetPos(q.Pos())
	for c := q.FirstChild(); c != nil; {
		next := c.NextSibling()
		n.AppendChild(n, c)
		c = next
	}
	q.Parent().ReplaceChild(q.Parent(), q, n)
}

// nodes writes the nodes that are not written as goldmark does.
type nodes struct{}

// RegisterFuncs tells the renderer which nodes are written here.
func (nodes) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindAlert, writeAlert)
	reg.Register(kindPart, writePart)
	reg.Register(kindTag, writeTag)
	reg.Register(ast.KindFencedCodeBlock, writeFenced)
	reg.Register(extast.KindTaskCheckBox, writeTaskBox)
	reg.Register(ast.KindLink, writeLink)
	reg.Register(ast.KindImage, writeImage)
	reg.Register(ast.KindAutoLink, writeAutoLink)
	reg.Register(ast.KindRawHTML, writeRawHTML)
	reg.Register(ast.KindHTMLBlock, writeHTMLBlock)
}

func writeAlert(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</aside>\n")
		return ast.WalkContinue, nil
	}
	_, err := fmt.Fprintf(w, "<aside class=\"alert alert-%s\" role=\"note\" aria-label=\"\x00alert.%[1]s\x00\">\n", n.(*alert).name)
	return ast.WalkContinue, err
}

// escapeURL makes an address fit for an attribute; holes pass as they are.
func escapeURL(dest []byte) []byte {
	if len(dest) > 0 && dest[0] == 0 {
		return dest
	}
	return util.EscapeHTML(util.URLEscape(dest, false))
}

func writeLink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if !entering {
		_, err := w.WriteString("</a>")
		return ast.WalkContinue, err
	}
	_, _ = w.WriteString("<a")
	if n.Destination != nil {
		_, _ = w.WriteString(` href="`)
		_, _ = w.Write(escapeURL(n.Destination))
		_ = w.WriteByte('"')
	}
	writeTitle(w, n.Title)
	return ast.WalkContinue, w.WriteByte('>')
}

func writeTitle(w util.BufWriter, title []byte) {
	if title != nil {
		_, _ = w.WriteString(` title="`)
		html.DefaultWriter.Write(w, title)
		_ = w.WriteByte('"')
	}
}

// film marks an image that is a film of the site.
const film = "signpost:film"

// films are the endings of files that browsers play.
var films = []string{".mp4", ".webm"}

func writeImage(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Image)
	if !entering {
		return ast.WalkContinue, nil
	}
	alt := string(util.EscapeHTML([]byte(plainText(n, src))))
	number := ""
	if d := n.Destination; len(d) > 2 && d[0] == 0 {
		number = string(d[1 : len(d)-1])
	}
	hole := func(kind string) string {
		if number == "" {
			return ""
		}
		return "\x00" + kind + number + "\x00"
	}
	if _, ok := n.AttributeString(film); ok {
		_, _ = w.WriteString(`<video controls preload="metadata" playsinline src="`)
		_, _ = w.Write(escapeURL(n.Destination))
		_, err := w.WriteString(`" aria-label="` + alt + `"></video>`)
		return ast.WalkSkipChildren, err
	}
	_, _ = w.WriteString(hole("b") + `<img src="`)
	_, _ = w.Write(escapeURL(n.Destination))
	_, _ = w.WriteString(`" alt="` + alt + `"`)
	writeTitle(w, n.Title)
	_, err := w.WriteString(hole("i") + ` loading="lazy" decoding="async">` + hole("e"))
	return ast.WalkSkipChildren, err
}

// writeTaskBox names the box, since its list item is no label.
func writeTaskBox(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	box := `<input type="checkbox" disabled aria-label="` + "\x00task.open\x00" + `"> `
	if node.(*extast.TaskCheckBox).IsChecked {
		box = `<input type="checkbox" checked disabled aria-label="` + "\x00task.done\x00" + `"> `
	}
	_, err := w.WriteString(box)
	return ast.WalkContinue, err
}

func writeAutoLink(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.AutoLink)
	if !entering {
		return ast.WalkContinue, nil
	}
	label, url := util.EscapeHTML(n.Label(src)), string(n.URL(src))
	if n.AutoLinkType == ast.AutoLinkEmail && scheme(url) != "mailto" {
		url = "mailto:" + url
	}
	if dangerous(url) {
		_, err := w.Write(label)
		return ast.WalkContinue, err
	}
	_, err := fmt.Fprintf(w, `<a href="%s">%s</a>`, escapeURL([]byte(url)), label)
	return ast.WalkContinue, err
}

// plainTags are the tags that pass; without attributes they can do no harm.
var plainTags = regexp.MustCompile(`^(?:<br ?/?>|</?(?:kbd|sub|sup|mark)>)$`)

func writeRawHTML(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.RawHTML)
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	var tag []byte
	for i := range n.Segments.Len() {
		seg := n.Segments.At(i)
		tag = append(tag, seg.Value(src)...)
	}
	switch {
	case bytes.HasPrefix(tag, []byte("<!--")):
		return ast.WalkSkipChildren, nil
	case !plainTags.Match(tag):
		tag = util.EscapeHTML(tag)
	}
	_, err := w.Write(tag)
	return ast.WalkSkipChildren, err
}

func writeHTMLBlock(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	text := blockHTML(node.(*ast.HTMLBlock), src)
	if len(text) == 0 {
		return ast.WalkContinue, nil
	}
	_, err := fmt.Fprintf(w, "<p>%s</p>\n", util.EscapeHTML(text))
	return ast.WalkContinue, err
}
