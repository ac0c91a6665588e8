package article

import (
	"bytes"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"signpost/internal/diag"
)

// markdown is set up once and shared: it holds no state between articles.
var markdown = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(blockParsers()...),
		parser.WithInlineParsers(inlineParsers()...),
		parser.WithParagraphTransformers(
			util.Prioritized(definitions{parser.LinkReferenceParagraphTransformer}, 100),
			util.Prioritized(tables{extension.NewTableParagraphTransformer()}, 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(escapedPipes{}, 0),
			util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
		),
	)),
	goldmark.WithExtensions(extension.Linkify, extension.TaskList),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(
		util.Prioritized(nodes{}, 100),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(), 500),
		util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500),
		// An inline style would not pass a strict content security policy.
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), 500),
	)),
)

// A reader goes through the syntax tree of one body.
type reader struct {
	a       *Article
	src     []byte
	starts  []int // offset of each line
	top     int   // line of the file on which the body starts
	diags   []diag.Diagnostic
	ids     map[string]int
	removed ast.Node // the heading that repeats the title
	demote  int
	defined map[string][]span // where reference definitions have their targets; nil until asked for
	taken   map[int]bool      // where targets start that are those of links before
	astray  int               // targets that were not found
	located span              // what is left of a piece of HTML behind the attributes located in it
	left    map[LeftOut]bool
}

// parseBody fills everything of the article that comes from its body.
func (a *Article) parseBody(top int, opt Options) []diag.Diagnostic {
	code := opt.Code
	if code == nil {
		code = &Highlighter{}
	}
	r := &reader{a: a, src: a.body, top: top, starts: []int{0}, ids: map[string]int{}}
	for i, c := range a.body {
		if c == '\n' {
			r.starts = append(r.starts, i+1)
		}
	}
	if !r.fewLinks() {
		return r.diags
	}
	a.Anchors = map[string]bool{}
	b := &bounds{Context: parser.NewContext(), r: r, told: map[string]bool{}, pieces: len(r.starts)}
	doc := markdown.Parser().Parse(ending{text.NewReader(a.body), b}, parser.WithContext(b))
	if b.full() {
		b.tooManyPieces(len(r.src))
		return r.diags
	}
	r.ends(doc)
	r.openPoints(doc)
	r.parts(doc)
	r.code(doc, code)
	r.headings(doc)
	if opt.HTML {
		r.html(doc)
	}
	r.links(doc)
	r.cutUnused(doc)
	if h := r.removed; h != nil {
		_, rest, _ := bytes.Cut(r.src[h.Lines().At(h.Lines().Len()-1).Stop:], []byte("\n"))
		if line, after, _ := bytes.Cut(rest, []byte("\n")); len(line) > 0 && len(bytes.Trim(line, "= ")) == 0 {
			rest = after
		}
		a.cuts = append(a.cuts, span{0, len(r.src) - len(rest)})
	}
	a.Sections = r.sections(doc)
	r.render(doc)
	return r.diags
}

func (r *reader) line(offset int) int {
	return r.top + max(0, sort.SearchInts(r.starts, offset+1)-1)
}

func (r *reader) fault(offset int, code, what, fix string) {
	r.diags = append(r.diags, diag.Diagnostic{File: r.a.Path, Line: r.line(offset), Code: code, What: what, Fix: fix})
}

// fewLinks refuses lines with more links than anybody means to write.
func (r *reader) fewLinks() bool {
	for _, start := range r.starts {
		line, _, _ := bytes.Cut(r.src[start:], []byte("\n"))
		if n := bytes.Count(line, []byte("](")); n > maxLinks {
			r.fault(start, "too-many-links", fmt.Sprintf("%d links on one line", n), "break the line, or make a list of it")
			return false
		}
	}
	return true
}

// headings gives every heading its id and level.
func (r *reader) headings(doc ast.Node) {
	var found []*ast.Heading
	each(doc, func(n ast.Node) {
		if h, ok := n.(*ast.Heading); ok {
			found = append(found, h)
			r.explicitID(h)
		}
	})
	if h, ok := doc.FirstChild().(*ast.Heading); ok && h.Level == 1 && h.Lines().Len() > 0 && plainText(h, r.src) == r.a.Title {
		r.removed = h
	}
	for _, h := range found {
		if h.Level == 1 && ast.Node(h) != r.removed {
			r.demote = 1
		}
	}
	r.a.Demoted = r.demote
	for _, h := range found {
		r.heading(h)
	}
}

// explicitID takes the id of {#id}, drops all other attributes, and reserves
// the id before any id is made from a text.
func (r *reader) explicitID(h *ast.Heading) {
	value, ok := h.AttributeString("id")
	h.RemoveAttributes()
	id, isText := value.([]byte)
	if !ok || !isText {
		return
	}
	if strings.ContainsFunc(string(id), func(c rune) bool { return !slugRune(c) && c != '.' && c != ':' }) {
		r.fault(h.Pos(), "bad-value", fmt.Sprintf("the heading id %q cannot stand in an address", id), "use letters, digits, - and _ only")
		return
	}
	if _, taken := r.ids[string(id)]; taken {
		r.fault(h.Pos(), "duplicate-anchor", fmt.Sprintf("two headings have the id %q", id), "change one of them")
		return
	}
	r.ids[string(id)] = 0
	h.SetAttributeString("id", id)
}

func (r *reader) heading(h *ast.Heading) {
	title := plainText(h, r.src)
	value, ok := h.AttributeString("id")
	id, _ := value.([]byte)
	if !ok {
		id = []byte(r.unique(Slug(title)))
		h.SetAttributeString("id", id)
	}
	r.a.Anchors[string(id)] = true
	if ast.Node(h) == r.removed {
		return
	}
	h.Level = min(6, h.Level+r.demote)
	r.a.Headings = append(r.a.Headings, Heading{Level: h.Level, ID: string(id), Text: title, Line: r.line(h.Pos())})
}

func (r *reader) unique(id string) string {
	n, taken := r.ids[id]
	if !taken {
		r.ids[id] = 0
		return id
	}
	for {
		n++
		next := id + "-" + strconv.Itoa(n)
		if _, taken := r.ids[next]; !taken {
			r.ids[id], r.ids[next] = n, 0
			return next
		}
	}
}

// Slug makes a heading's id of its text, as the package comment tells.
func Slug(title string) string {
	id := strings.Map(func(c rune) rune {
		switch {
		case c == ' ' || c == '\t' || c == '\n':
			return '-'
		case slugRune(c):
			return unicode.ToLower(c)
		}
		return -1
	}, strings.TrimSpace(title))
	if id == "" {
		return "section"
	}
	return id
}

func slugRune(c rune) bool {
	return c == '-' || c == '_' || unicode.In(c, unicode.L, unicode.M, unicode.N)
}

// render makes the HTML and cuts it at the holes, which stand between NUL bytes:
// no other NUL byte can be there.
func (r *reader) render(doc ast.Node) {
	if r.removed != nil {
		doc.RemoveChild(doc, r.removed)
	}
	var b bytes.Buffer
	b.Grow(len(r.src) * 3 / 2)
	if err := markdown.Renderer().Render(&b, r.src, doc); err != nil {
		panic(fmt.Sprintf("%s: rendering into memory: %v", r.a.Path, err))
	}
	for i, part := range bytes.Split(bytes.Clone(b.Bytes()), []byte{0}) {
		if i%2 == 0 {
			r.a.pieces = append(r.a.pieces, part)
			continue
		}
		r.a.holes = append(r.a.holes, holeOf(string(part)))
	}
}

// each visits every node below n, parents first.
func each(n ast.Node, f func(ast.Node)) {
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		f(c)
		each(c, f)
		c = next
	}
}

// sections cuts the text of the body at its headings.
func (r *reader) sections(doc ast.Node) []Section {
	all := []Section{{}}
	var b bytes.Buffer
	end := func() {
		all[len(all)-1].Body = string(bytes.TrimSpace(b.Bytes()))
		b.Reset()
	}
	var walk func(n ast.Node)
	walk = func(n ast.Node) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Heading:
				if ast.Node(c) == r.removed {
					continue
				}
				end()
				id, _ := c.AttributeString("id")
				all = append(all, Section{Anchor: string(id.([]byte)), Heading: plainText(c, r.src)})
			default:
				r.quotable(&all[len(all)-1], c)
				if c.Type() == ast.TypeBlock && c.FirstChild() != nil && c.FirstChild().Type() == ast.TypeBlock {
					if p, ok := c.(*part); ok && p.says != "" {
						b.WriteString(p.says + "\n")
					}
					walk(c)
					continue
				}
				writeText(&b, c, r.src)
				if c.Kind() == extast.KindTableCell {
					b.WriteByte(' ')
				} else {
					b.WriteByte('\n')
				}
			}
		}
	}
	walk(doc)
	end()
	if all[0].Body == "" && len(all) > 1 {
		return all[1:]
	}
	return all
}
