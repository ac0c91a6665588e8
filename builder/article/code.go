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

// codeHTML is the attribute in which a block of code keeps its HTML.
const codeHTML = "signpost:html"

// code makes the HTML of each block of code.
func (r *reader) code(doc ast.Node, h *Highlighter) {
	each(doc, func(node ast.Node) {
		if n, ok := node.(*ast.FencedCodeBlock); ok {
			n.SetAttributeString(codeHTML, r.fenced(n, h))
		}
	})
}

func (r *reader) fenced(n *ast.FencedCodeBlock, h *Highlighter) string {
	info := ""
	if n.Info != nil {
		info = string(unescape(n.Info.Segment.Value(r.src)))
	}
	lang, _, _ := strings.Cut(info, " ")
	title := ""
	if m := codeInfo.FindStringSubmatch(info); m != nil {
		lang, title = m[1], m[2]
	}
	var code bytes.Buffer
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		code.Write(seg.Value(r.src))
	}
	class := ""
	if lang != "" {
		class = ` class="language-` + html.EscapeString(lang) + `"`
	}
	out := "<pre><code" + class + ">" + h.html(lang, code.Bytes()) + "</code></pre>\n"
	if title != "" {
		out = "<figure class=\"listing\">\n<figcaption>" + html.EscapeString(title) + "</figcaption>\n" + out + "</figure>\n"
	}
	return out
}

func writeFenced(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	text, _ := node.AttributeString(codeHTML)
	_, err := w.WriteString(text.(string))
	return ast.WalkSkipChildren, err
}

// A Highlighter colours code. It keeps what it has done, since help centers show
// the same commands again and again, and which languages there are, since chroma
// tries the patterns of all for a name that it does not know. It is safe for
// concurrent use; its zero value is ready.
type Highlighter struct {
	done   sync.Map // [32]byte -> string
	lexers sync.Map // string -> chroma.Lexer, nil for none
}

func (h *Highlighter) lexer(name string) chroma.Lexer {
	if l, ok := h.lexers.Load(name); ok {
		lexer, _ := l.(chroma.Lexer)
		return lexer
	}
	lexer := lexers.Get(name)
	if lexer != nil {
		lexer = chroma.Coalesce(lexer)
	}
	h.lexers.Store(name, lexer)
	return lexer
}

// html colours code of a language that is known; other code is escaped and no
// more.
func (h *Highlighter) html(lang string, code []byte) string {
	plain := func() string { return string(util.EscapeHTML(code)) }
	if lang == "" || len(code) > maxHighlighted {
		return plain()
	}
	lexer := h.lexer(strings.ToLower(lang))
	if lexer == nil {
		return plain()
	}
	key := sha256.Sum256(append([]byte(lang+"\n"), code...))
	if done, ok := h.done.Load(key); ok {
		return done.(string)
	}
	tokens, err := lexer.Tokenise(nil, string(code))
	if err != nil {
		return plain()
	}
	var b bytes.Buffer
	if err := formatter.Format(&b, styles.Fallback, tokens); err != nil {
		return plain()
	}
	out := b.String()
	h.done.Store(key, out)
	return out
}
