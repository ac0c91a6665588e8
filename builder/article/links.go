package article

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer/html"

	"signpost/internal/diag"
)

// links gathers the links and images of the body, leaves a hole for those that
// stay within the site, and disarms those that could run a script.
func (r *reader) links(doc ast.Node) {
	at := 0
	each(doc, func(n ast.Node) {
		if p := n.Pos(); p >= 0 && n.Type() != ast.TypeDocument {
			at = p
		}
		switch n := n.(type) {
		case *ast.Link:
			n.Destination = r.target(n.Destination, at, n.Reference != nil, false)
		case *ast.Image:
			r.a.Images = append(r.a.Images, Image{Alt: plainText(n, r.src), Line: r.line(at)})
			ending := strings.ToLower(path.Ext(string(n.Destination)))
			n.Destination = r.target(n.Destination, at, n.Reference != nil, true)
			if len(n.Destination) > 0 && n.Destination[0] == 0 && slices.Contains(films, ending) {
				n.SetAttributeString(film, []byte{})
			}
		case *ast.AutoLink:
			if url := string(n.URL(r.src)); scheme(url) == "http" || scheme(url) == "https" {
				r.a.External = append(r.a.External, Link{Target: url, Line: r.line(at)})
			}
		case *extast.Footnote:
			r.a.Anchors["fn:"+strconv.Itoa(n.Index)] = true
		case *ast.HTMLBlock:
			r.cutComments(n)
			if len(blockHTML(n, r.src)) > 0 {
				r.a.HTMLLines = append(r.a.HTMLLines, r.line(n.Lines().At(0).Start))
			}
		case *ast.RawHTML:
			if n.Segments.Len() > 0 && bytes.HasPrefix(r.src[n.Segments.At(0).Start:], []byte("<!--")) {
				r.a.cuts = append(r.a.cuts, span{n.Segments.At(0).Start, n.Segments.At(n.Segments.Len() - 1).Stop})
			} else if n.Segments.Len() > 0 && !plainTags.Match(r.src[n.Segments.At(0).Start:n.Segments.At(n.Segments.Len()-1).Stop]) {
				r.a.HTMLLines = append(r.a.HTMLLines, r.line(n.Segments.At(0).Start))
			}
		}
	})
}

// cutComments leaves the comments of a block out of the twin.
func (r *reader) cutComments(n *ast.HTMLBlock) {
	if n.Lines().Len() == 0 {
		return
	}
	start, end := n.Lines().At(0).Start, n.Lines().At(n.Lines().Len()-1).Stop
	if n.HasClosure() {
		end = max(end, n.ClosureLine.Stop)
	}
	if len(blockHTML(n, r.src)) == 0 {
		r.a.cuts = append(r.a.cuts, span{start, end})
		return
	}
	for _, m := range anyComment.FindAllIndex(r.src[start:end], -1) {
		r.a.cuts = append(r.a.cuts, span{start + m[0], start + m[1]})
	}
}

// target returns what the renderer shall write for a link target at offset; defined says
// that it stands in the definition of a reference.
func (r *reader) target(raw []byte, offset int, defined, image bool) []byte {
	find := func() []span { return r.behind(offset, raw) }
	if defined {
		find = func() []span { return r.definitions(raw) }
	}
	return r.resolve(strings.TrimSpace(string(unescape(raw))), offset, image, find)
}

// resolve is target for an address without escapes; find locates it in the body.
func (r *reader) resolve(dest string, offset int, image bool, find func() []span) []byte {
	if dest == "" && image {
		r.fault(offset, "no-target", "an image without a file", "write its path between the parentheses")
		return nil
	}
	if dangerous(dest) {
		r.diags = append(r.diags, diag.Diagnostic{
			File: r.a.Path, Line: r.line(offset), Severity: diag.Warning, Code: "unsafe-link",
			What: fmt.Sprintf("a link of the kind %s: is left out", scheme(dest)), Fix: "link to an article or to a web address",
		})
		return nil
	}
	if scheme(dest) != "" || strings.HasPrefix(dest, "//") {
		s, address := scheme(dest), dest
		if s == "" {
			s, address = "https", "https:"+dest
		}
		if s == "http" || s == "https" {
			r.a.External = append(r.a.External, Link{Target: address, Line: r.line(offset), Image: image})
		}
		return []byte(dest)
	}
	r.a.Links = append(r.a.Links, Link{
		Target: dest, Line: r.line(offset), Image: image, dest: find(),
	})
	return fmt.Appendf(nil, "\x00%d\x00", len(r.a.Links)-1)
}

// maxAstray is how many targets may be looked for in vain down to the end of the body;
// behind so many, only maxLabel bytes are looked through for each.
const (
	maxAstray = 100
	maxLabel  = 4096
)

// behind locates a target behind its link: the next place after "](", however long the
// label is, that is not that of another link.
func (r *reader) behind(offset int, dest []byte) []span {
	if len(dest) == 0 {
		return nil
	}
	src := r.src
	if r.astray > maxAstray {
		src = src[:min(len(src), offset+maxLabel+len(dest))]
	}
	for at := offset; ; {
		i := bytes.Index(src[at:], []byte("]("))
		if i < 0 {
			r.astray++
			return nil
		}
		at += i + len("](")
		start := at
		for start < len(r.src) && strings.IndexByte(" \t\n>", r.src[start]) >= 0 {
			start++ // a quotation has its mark on each line
		}
		if start < len(r.src) && r.src[start] == '<' {
			start++
		}
		end := start + len(dest)
		if r.taken[start] || !bytes.HasPrefix(r.src[start:], dest) || end < len(r.src) && strings.IndexByte(" \t\n>)", r.src[end]) < 0 {
			continue
		}
		if r.taken == nil {
			r.taken = map[int]bool{}
		}
		r.taken[start] = true
		return []span{{start, end}}
	}
}

// definitions locates a target in all definitions of references that have it, for the
// first link that leads there: what holds for one holds for all.
func (r *reader) definitions(dest []byte) []span {
	if r.defined == nil {
		r.defined = definedTargets(r.src)
	}
	at := r.defined[string(dest)]
	delete(r.defined, string(dest))
	return at
}

// definedTarget is the target of a definition, or what looks like one.
var definedTarget = regexp.MustCompile(`\]:[ \t]*\n?[ \t>]*(?:<([^>\n]+)>|([^\s<]\S*))`)

// definedTargets tells where definitions have their targets.
func definedTargets(src []byte) map[string][]span {
	all := map[string][]span{}
	for _, m := range definedTarget.FindAllSubmatchIndex(src, -1) {
		at := span{m[2], m[3]}
		if at.start < 0 {
			at = span{m[4], m[5]}
		}
		target := string(src[at.start:at.end])
		all[target] = append(all[target], at)
	}
	return all
}

// scheme returns the scheme of an address in lower case, or "".
func scheme(dest string) string {
	for i, c := range dest {
		switch {
		case c == ':' && i > 1:
			return strings.ToLower(dest[:i])
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return ""
		}
	}
	return ""
}

// dangerous reports whether an address is of a kind that is not known to be harmless:
// following it could run a script, open a file of the reader or start a program.
func dangerous(dest string) bool {
	switch scheme(dest) {
	case "", "http", "https", "mailto", "tel", "sms":
		return false
	case "data":
		return html.IsDangerousURL([]byte(dest))
	}
	return true
}

// An edit replaces a range of the body.
type edit struct {
	span
	text string
}

// edits lists, in order, what the twin changes in the body.
func (a *Article) edits(target func(i int) string) []edit {
	var es []edit
	for _, c := range a.cuts {
		es = append(es, edit{span: c})
	}
	for i, l := range a.Links {
		for _, at := range l.dest {
			es = append(es, edit{at, target(i)})
		}
	}
	slices.SortStableFunc(es, func(x, y edit) int {
		return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(y.end, x.end))
	})
	return es
}
