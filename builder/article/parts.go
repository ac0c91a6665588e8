package article

import (
	"bytes"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"signpost/internal/diag"
)

// A part is a block that this package makes of what goldmark read: details,
// tabs, figures, videos. It is written as its children between two texts.
type part struct {
	ast.BaseBlock
	open, close string
	// says is text of the part that none of its children holds, for search.
	says string
}

var kindPart = ast.NewNodeKind("Part")

// Kind tells the renderer which function writes the node.
func (*part) Kind() ast.NodeKind { return kindPart }

// Dump prints the node for debugging.
func (n *part) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

func writePart(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*part)
	text := n.close
	if entering {
		text = n.open
	}
	_, err := w.WriteString(text)
	return ast.WalkContinue, err
}

// parts makes the parts of a document. What is meant as a part and is none, such
// as <details> without its end, is reported and stays as it was.
func (r *reader) parts(doc ast.Node) {
	r.alerts(doc)
	var parents []ast.Node
	each(doc, func(n ast.Node) {
		if n.Type() == ast.TypeBlock && n.FirstChild() != nil && n.FirstChild().Type() == ast.TypeBlock {
			parents = append(parents, n)
		}
	})
	parents = append(parents, doc)
	for _, n := range parents { // before what they stand in is taken from n
		for c := n.FirstChild(); c != nil; {
			next := c.NextSibling()
			r.figure(c)
			c = next
		}
	}
	for _, n := range parents {
		r.details(n)
		r.directives(n)
	}
}

// wrap puts the siblings from first to last into a part.
func wrap(p *part, first, last ast.Node) {
	parent := first.Parent()
	p.SetPos(first.Pos())
	parent.InsertBefore(parent, first, p)
	for c := first; c != nil; {
		next := c.NextSibling()
		p.AppendChild(p, c)
		if c == last {
			return
		}
		c = next
	}
}

var (
	detailsOpen  = regexp.MustCompile(`^(?is)<details( open)?>\s*<summary>(.*)</summary>\s*$`)
	detailsClose = regexp.MustCompile(`^(?i)</details>\s*$`)
	anyTag       = regexp.MustCompile(`<[^>]*>`)
)

// details finds <details><summary>…</summary> and its </details> among the
// children of n.
func (r *reader) details(n ast.Node) {
	type opening struct {
		node *ast.HTMLBlock
		part *part
	}
	var open []opening
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		if block, ok := c.(*ast.HTMLBlock); ok {
			text := allHTML(block, r.src)
			if m := detailsOpen.FindSubmatch(text); m != nil {
				summary := strings.Join(strings.Fields(html.UnescapeString(anyTag.ReplaceAllString(string(m[2]), ""))), " ")
				open = append(open, opening{block, &part{
					open:  fmt.Sprintf("<details%s>\n<summary>%s</summary>\n", bytes.ToLower(m[1]), html.EscapeString(summary)),
					close: "</details>\n", says: summary,
				}})
			} else if detailsClose.Match(text) && len(open) > 0 {
				o := open[len(open)-1]
				open = open[:len(open)-1]
				if first := o.node.NextSibling(); first == ast.Node(block) {
					n.InsertBefore(n, block, o.part)
				} else {
					wrap(o.part, first, block.PreviousSibling())
				}
				n.RemoveChild(n, o.node)
				n.RemoveChild(n, block)
			} else if detailsClose.Match(text) {
				r.warn(block, "open-part", "</details> without its beginning here", "write <details> and its <summary> before it, with empty lines around them")
			}
		}
		c = next
	}
	for _, o := range open {
		r.warn(o.node, "open-part", "<details> has no end here", "write </details> on a line of its own, with empty lines around it")
	}
}

func (r *reader) warn(n ast.Node, code, what, fix string) {
	offset := max(0, n.Pos())
	if n.Lines() != nil && n.Lines().Len() > 0 {
		offset = n.Lines().At(0).Start
	}
	r.diags = append(r.diags, diag.Diagnostic{File: r.a.Path, Line: r.line(offset), Severity: diag.Warning, Code: code, What: what, Fix: fix})
}

var directive = regexp.MustCompile(`(?i)^<!--\s*(/?[a-z]+)\s*-->$`)

// directives obeys the comments <!-- steps --> and <!-- tabs --> … <!-- /tabs -->
// among the children of n. Other comments mean nothing.
func (r *reader) directives(n ast.Node) {
	var open ast.Node // tabs that have no end yet
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		switch r.directive(c) {
		case "steps":
			if list, ok := next.(*ast.List); ok && list.IsOrdered() {
				list.SetAttributeString("class", []byte("steps"))
			} else {
				r.warn(c, "open-part", "no numbered list follows <!-- steps -->", "put the list 1., 2., 3. below it")
			}
		case "tabs":
			if open != nil {
				r.warn(c, "open-part", "tabs within tabs", "end the first ones with <!-- /tabs --> before")
			}
			if open != nil && !beginsTabs(open) {
				r.notTabs(open)
				open = nil
			}
			if open == nil {
				open = c
			}
		case "/tabs":
			switch {
			case open == nil:
				r.warn(c, "open-part", "<!-- /tabs --> without its beginning here", "write <!-- tabs --> before the first heading")
			case beginsTabs(open):
				tabs(open, c)
			default:
				r.notTabs(open)
			}
			open = nil
		}
		c = next
	}
	if open != nil {
		r.notTabs(open)
	}
}

func (r *reader) directive(n ast.Node) string {
	if block, ok := n.(*ast.HTMLBlock); ok && block.HTMLBlockType == ast.HTMLBlockType2 {
		if m := directive.FindSubmatch(allHTML(block, r.src)); m != nil {
			return string(bytes.ToLower(m[1]))
		}
	}
	return ""
}

func beginsTabs(start ast.Node) bool {
	_, ok := start.NextSibling().(*ast.Heading)
	return ok
}

func (r *reader) notTabs(start ast.Node) {
	r.warn(start, "open-part", "<!-- tabs --> wants headings, and <!-- /tabs --> behind the last of them", "begin each tab with a heading of one level")
}

// tabs makes a tab of each heading of the first one's level, from start to end.
func tabs(start, end ast.Node) {
	first := start.NextSibling().(*ast.Heading)
	whole := &part{open: "<div class=\"tabs\" data-tabs>\n", close: "</div>\n"}
	last := end.PreviousSibling()
	var tab *part
	for c := ast.Node(first); c != nil; {
		next := c.NextSibling()
		if h, ok := c.(*ast.Heading); ok && h.Level == first.Level {
			tab = &part{open: "<section class=\"tab\">\n", close: "</section>\n"}
			tab.SetPos(c.Pos())
			whole.AppendChild(whole, tab)
		}
		tab.AppendChild(tab, c)
		if c == last {
			break
		}
		c = next
	}
	whole.SetPos(start.Pos())
	start.Parent().InsertAfter(start.Parent(), start, whole)
}

// figure makes a figure of a picture that stands alone and has a title, which
// becomes its caption, and a video of a link that stands alone and leads to one.
func (r *reader) figure(n ast.Node) {
	if _, ok := n.(*ast.Paragraph); !ok || n.ChildCount() != 1 {
		return
	}
	switch c := n.FirstChild().(type) {
	case *ast.Image:
		if len(c.Title) == 0 {
			return
		}
		caption := string(unescape(c.Title))
		c.Title = nil
		wrap(&part{open: "<figure>\n", close: "<figcaption>" + html.EscapeString(caption) + "</figcaption>\n</figure>\n", says: caption}, n, n)
	case *ast.Link:
		if player := videoPlayer(string(unescape(c.Destination))); player != "" {
			r.video(n, player, plainText(c, r.src))
		}
	case *ast.AutoLink:
		if player := videoPlayer(string(c.URL(r.src))); player != "" {
			r.video(n, player, string(c.Label(r.src)))
		}
	}
}

func (r *reader) video(n ast.Node, player, title string) {
	u, err := url.Parse(player)
	if err != nil {
		return
	}
	if !slices.Contains(r.a.Players, u.Host) {
		r.a.Players = append(r.a.Players, u.Host)
	}
	wrap(&part{
		open:  fmt.Sprintf("<div class=\"video\" data-video=\"%s\" data-video-title=\"%s\" data-video-host=\"%s\">\n", html.EscapeString(player), html.EscapeString(title), html.EscapeString(u.Host)),
		close: "</div>\n",
	}, n, n)
}

var videoID = regexp.MustCompile(`^[\w-]{5,20}$`)

// videoPlayer returns the address of the player for the address of a video at
// YouTube or Vimeo, or "". YouTube's is the one that sets no cookies at once.
func videoPlayer(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return ""
	}
	id, player := "", ""
	switch strings.TrimPrefix(u.Host, "www.") {
	case "youtube.com", "m.youtube.com":
		if id = u.Query().Get("v"); id == "" {
			id, _ = strings.CutPrefix(u.Path, "/shorts/")
		}
		player = "https://www.youtube-nocookie.com/embed/"
	case "youtu.be":
		id, player = strings.TrimPrefix(u.Path, "/"), "https://www.youtube-nocookie.com/embed/"
	case "vimeo.com":
		id, player = strings.TrimPrefix(u.Path, "/"), "https://player.vimeo.com/video/"
	}
	if !videoID.MatchString(id) {
		return ""
	}
	return player + id
}
