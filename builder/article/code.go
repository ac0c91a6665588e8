package article

import (
	"bytes"
	"crypto/sha256"
	"html"
	"regexp"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// maxHighlighted is the largest block of code that is coloured, in bytes: the
// time for it can grow faster than its size.
const maxHighlighted = 64 << 10

// codeInfo is what stands behind the fence: language, title="…", {2,4-6}.
var codeInfo = regexp.MustCompile(`^([^\s{]*)(?:\s+title="([^"]*)")?\s*$`)

// formatter writes classes and no styles, which a content security policy would
// refuse.
var formatter = chromahtml.New(chromahtml.WithClasses(true), chromahtml.PreventSurroundingPre(true))

// highlighted keeps coloured code by what it was made of, since help centers
// show the same commands again and again.
var highlighted sync.Map // [32]byte -> string

func writeFenced(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.FencedCodeBlock)
	if !entering {
		return ast.WalkContinue, nil
	}
	info := ""
	if n.Info != nil {
		info = string(unescape(n.Info.Segment.Value(src)))
	}
	lang, _, _ := strings.Cut(info, " ")
	title := ""
	if m := codeInfo.FindStringSubmatch(info); m != nil {
		lang, title = m[1], m[2]
	}
	var code bytes.Buffer
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		code.Write(seg.Value(src))
	}
	if title != "" {
		_, _ = w.WriteString("<figure class=\"listing\">\n<figcaption>" + html.EscapeString(title) + "</figcaption>\n")
	}
	_, _ = w.WriteString("<pre><code")
	if lang != "" {
		_, _ = w.WriteString(` class="language-` + html.EscapeString(lang) + `"`)
	}
	_ = w.WriteByte('>')
	_, err := w.WriteString(highlight(lang, code.Bytes()))
	_, _ = w.WriteString("</code></pre>\n")
	if title != "" {
		_, _ = w.WriteString("</figure>\n")
	}
	return ast.WalkSkipChildren, err
}

// highlight colours code of a language that is known; other code is escaped and
// no more.
func highlight(lang string, code []byte) string {
	plain := func() string { return string(util.EscapeHTML(code)) }
	if lang == "" || len(code) > maxHighlighted {
		return plain()
	}
	lexer := lexers.Get(strings.ToLower(lang))
	if lexer == nil {
		return plain()
	}
	key := sha256.Sum256(append([]byte(lang+"\n"), code...))
	if done, ok := highlighted.Load(key); ok {
		return done.(string)
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, string(code))
	if err != nil {
		return plain()
	}
	var b strings.Builder
	if err := formatter.Format(&b, styles.Fallback, tokens); err != nil {
		return plain()
	}
	highlighted.Store(key, b.String())
	return b.String()
}
