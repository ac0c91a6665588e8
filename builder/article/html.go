package article

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	nethtml "golang.org/x/net/html"
)

// HTML of authors, where Options.HTML lets it in. bluemonday lets known elements and
// attributes through, and no other; here its tags are balanced, so that no article ends
// an element of the page around it, and its addresses become links and pictures like
// those of Markdown. What is left out is told by Article.LeftOut.

// Elements that may stand in a line of text, and those that may stand by themselves.
var (
	inlineElements = strings.Fields("a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr")
	blockElements  = strings.Fields("blockquote caption col colgroup dd details div dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p pre section summary table tbody td tfoot th thead tr ul")
	voidElements   = strings.Fields("br col hr img wbr")
)

// policies are what may pass in a line and by itself; made on first use, since most
// sites have no need of them.
var policies = sync.OnceValues(func() (line, block *bluemonday.Policy) {
	return policy(inlineElements), policy(slices.Concat(inlineElements, blockElements))
})

func policy(elements []string) *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(elements...)
	of := func(some string) []string { // an attribute lets its elements in
		return slices.DeleteFunc(strings.Fields(some), func(name string) bool { return !slices.Contains(elements, name) })
	}
	p.AllowNoAttrs().OnElements(elements...)
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^[\w -]*$`)).Globally()
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[\pL\pM\pN_-]+$`)).Globally()
	p.AllowAttrs("dir").Matching(bluemonday.Direction).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[a-zA-Z0-9-]{2,20}$`)).Globally()
	p.AllowAttrs("title", "aria-label").Globally()
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(?i:left|center|right)$`)).OnElements(of("div h2 h3 h4 h5 h6 img p td th tr")...)
	p.AllowAttrs("open").Matching(regexp.MustCompile(`^(?i:open)?$`)).OnElements(of("details")...)
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements(of("ol")...)
	p.AllowAttrs("colspan", "rowspan", "width", "height").Matching(bluemonday.Integer).OnElements(of("td th img")...)
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^(?:row|col)$`)).OnElements(of("th")...)
	p.AllowAttrs("datetime").OnElements("time")
	p.AllowAttrs("alt", "src").OnElements("img")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel", "sms")
	p.AllowDataURIImages()
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	return p
}

// A LeftOut is something of an author's HTML that is not published.
type LeftOut struct {
	Line int
	// What is an element or an attribute: "<script>", "onclick of <a>".
	What string
}

// tag is HTML in a line of text, cleaned.
type tag struct {
	ast.BaseInline
	html string
}

var kindTag = ast.NewNodeKind("Tag")

// Kind tells the renderer which function writes the node.
func (*tag) Kind() ast.NodeKind { return kindTag }

// Dump prints the node for debugging.
func (n *tag) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

func writeTag(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, err := w.WriteString(node.(*tag).html)
	return ast.WalkContinue, err
}

// html cleans the HTML of a document.
func (r *reader) html(doc ast.Node) {
	r.left = map[LeftOut]bool{}
	parents := []ast.Node{doc}
	each(doc, func(n ast.Node) {
		if n.FirstChild() != nil {
			parents = append(parents, n)
		}
	})
	for _, n := range parents {
		r.cleanWithin(n)
	}
}

// cleanWithin cleans the HTML among the children of n, whose tags are balanced there.
func (r *reader) cleanWithin(n ast.Node) {
	open := openTags{many: map[string]int{}}
	inline := false
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		switch c := c.(type) {
		case *ast.RawHTML:
			inline = true
			r.cleanTag(n, c, &open)
		case *ast.HTMLBlock:
			r.cleanBlock(n, c, &open)
		}
		c = next
	}
	if len(open.names) == 0 {
		return
	}
	if ends := open.endsDownTo(0); inline {
		n.AppendChild(n, &tag{html: ends})
	} else {
		n.AppendChild(n, &part{open: ends})
	}
}

func (r *reader) cleanTag(parent ast.Node, n *ast.RawHTML, open *openTags) {
	if n.Segments.Len() == 0 {
		return
	}
	at := span{n.Segments.At(0).Start, n.Segments.At(n.Segments.Len() - 1).Stop}
	var raw []byte
	for i := range n.Segments.Len() {
		seg := n.Segments.At(i)
		raw = append(raw, seg.Value(r.src)...)
	}
	if bytes.HasPrefix(raw, []byte("<!--")) {
		r.a.cuts = append(r.a.cuts, at)
		parent.RemoveChild(parent, n)
		return
	}
	text, plain := open.plain(raw)
	if !plain {
		line, _ := policies()
		text, _ = r.clean(raw, line, at, open)
	}
	parent.ReplaceChild(parent, n, &tag{html: text})
}

// bareTag is a tag without attributes.
var bareTag = regexp.MustCompile(`^<(/?)([a-z][a-z0-9]*)>$`)

// plain cleans a tag that has nothing to clean, as most have: a policy takes far longer.
func (o *openTags) plain(raw []byte) (clean string, ok bool) {
	m := bareTag.FindSubmatch(raw)
	if m == nil {
		return "", false
	}
	name := string(m[2])
	if name == "img" || !slices.Contains(inlineElements, name) {
		return "", false
	}
	if len(m[1]) > 0 {
		return o.end(name), true
	}
	if !slices.Contains(voidElements, name) {
		o.begin(name)
	}
	return string(raw), true
}

func (r *reader) cleanBlock(parent ast.Node, n *ast.HTMLBlock, open *openTags) {
	r.cutComments(n)
	raw := blockHTML(n, r.src)
	if len(raw) == 0 || n.Lines().Len() == 0 {
		return
	}
	_, block := policies()
	at := span{n.Lines().At(0).Start, n.Lines().At(n.Lines().Len() - 1).Stop}
	text, says := r.clean(raw, block, at, open)
	p := &part{open: text + "\n", says: says}
	p.SetPos(at.start)
	parent.ReplaceChild(parent, n, p)
}

// clean returns what may be published of a piece of HTML that stands at a place of the
// body, and the text in it. Open are the elements that pieces before it began.
func (r *reader) clean(raw []byte, policy *bluemonday.Policy, at span, open *openTags) (clean, says string) {
	sanitized := policy.SanitizeBytes(raw)
	r.leftOut(raw, sanitized, r.line(at.start))
	var out, words strings.Builder
	tokens := nethtml.NewTokenizer(bytes.NewReader(sanitized))
	for {
		switch kind := tokens.Next(); kind {
		case nethtml.ErrorToken:
			return out.String(), strings.Join(strings.Fields(words.String()), " ")
		case nethtml.TextToken:
			text := string(tokens.Text())
			out.WriteString(html.EscapeString(text))
			words.WriteString(text)
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			words.WriteByte(' ')
			t := tokens.Token()
			if !slices.Contains(voidElements, t.Data) {
				open.begin(t.Data)
			}
			out.WriteString(r.startTag(t, at))
		case nethtml.EndTagToken:
			words.WriteByte(' ')
			name, _ := tokens.TagName()
			out.WriteString(open.end(string(name)))
		}
	}
}

// openTags are the elements that have no end yet, and how many there are of each.
type openTags struct {
	names []string
	many  map[string]int
}

func (o *openTags) begin(name string) {
	o.names = append(o.names, name)
	o.many[name]++
}

// end ends the last element of a name, and all within it; "" if none is open.
func (o *openTags) end(name string) string {
	if o.many[name] == 0 {
		return ""
	}
	i := len(o.names) - 1
	for o.names[i] != name {
		i--
	}
	return o.endsDownTo(i)
}

// endsDownTo ends the elements that are open, down to the nth.
func (o *openTags) endsDownTo(n int) string {
	var out strings.Builder
	for _, name := range slices.Backward(o.names[n:]) {
		out.WriteString("</" + name + ">")
		o.many[name]--
	}
	o.names = o.names[:n]
	return out.String()
}

// startTag writes a tag that passed, with its addresses as those of Markdown.
func (r *reader) startTag(t nethtml.Token, at span) string {
	var out strings.Builder
	out.WriteString("<" + t.Data)
	alt, isImage := "", t.Data == "img"
	for _, a := range t.Attr {
		value := html.EscapeString(a.Val)
		switch a.Key {
		case "id":
			if _, taken := r.ids[a.Val]; taken {
				continue // of a heading, or of HTML before
			}
			r.ids[a.Val] = 0
			r.a.Anchors[a.Val] = true
		case "alt":
			alt = a.Val
		case "href", "src":
			dest := r.resolve(strings.TrimSpace(a.Val), at.start, isImage, func() []span { return r.attribute(at, a.Val) })
			if dest == nil {
				continue
			}
			value = string(escapeURL(dest))
		}
		fmt.Fprintf(&out, ` %s="%s"`, a.Key, value)
	}
	if isImage {
		r.a.Images = append(r.a.Images, Image{Alt: alt, Line: r.line(at.start)})
		out.WriteString(` loading="lazy" decoding="async"`)
	}
	return out.String() + ">"
}

// attribute locates the value of an attribute in a piece of HTML, behind those that were
// located there. Where it is written in another way than it reads, the twin leaves the
// whole piece out, lest it tell the name of a file that is not published.
func (r *reader) attribute(at span, value string) []span {
	if r.located.end != at.end {
		r.located = at
	}
	for value != "" && r.located.start < at.end {
		i := bytes.Index(r.src[r.located.start:at.end], []byte(value))
		if i < 0 {
			break
		}
		start := r.located.start + i
		r.located.start = start + len(value)
		before := start - 1
		if before > at.start && (r.src[before] == '"' || r.src[before] == '\'') {
			before--
		}
		if before > at.start && r.src[before] == '=' {
			return []span{{start, start + len(value)}}
		}
	}
	if r.located.start <= at.end { // not told yet
		r.located.start = at.end + 1
		r.a.cuts = append(r.a.cuts, at)
	}
	return nil
}

// leftOut notes what the policy has taken out of a piece of HTML.
func (r *reader) leftOut(raw, clean []byte, line int) {
	if bytes.Equal(raw, clean) {
		return
	}
	passed := map[string]int{}
	for _, what := range namesOf(clean) {
		passed[what]++
	}
	for _, what := range namesOf(raw) {
		left := LeftOut{line, what}
		if passed[what]--; passed[what] < 0 && !r.left[left] {
			r.left[left] = true
			r.a.LeftOut = append(r.a.LeftOut, left)
		}
	}
}

// namesOf lists the elements and attributes of a piece of HTML, as LeftOut calls them.
func namesOf(piece []byte) []string {
	var list []string
	tokens := nethtml.NewTokenizer(bytes.NewReader(piece))
	for {
		switch tokens.Next() {
		case nethtml.ErrorToken:
			return list
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			t := tokens.Token()
			list = append(list, "<"+t.Data+">")
			for _, a := range t.Attr {
				list = append(list, fmt.Sprintf("%s of <%s>", a.Key, t.Data))
			}
		}
	}
}
