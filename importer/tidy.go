package importer

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The HTML of a help desk is made into a tree of a few elements of our own,
// which hold just what Markdown can say, and are written in markdown.go:
//
//	p, h(level, id), ul, ol(start, alt), li(task), quote, note(name), details(summary),
//	pre(lang), table(align), tr, td, dl, dt, dd, hr     blocks, called x-p, x-h …
//	strong, em, del, kbd, sub, sup, mark, a(href)       called x-strong …
//	code(code), img, br
//
// Blocks hold blocks or a run of inline elements, never both.

// maxNested is how deep lists and quotations may lie within each other.
const maxNested = 12

// A tidier makes that tree of one text.
type tidier struct {
	link    func(href string) string     // "" if it leads nowhere
	picture func(src, alt string) string // "" if there is none to show
	losses  *losses
	ids     map[*html.Node]string // of headings that links name
	labels  map[*html.Node]string // words that stand in the place of what was embedded
	blocky  map[*html.Node]bool   // that a block lies within
	open    map[string]bool       // inline elements that are open
	nested  int
	shift   int  // levels that headings move down by
	flat    bool // no emphasis within emphasis
	bare    bool // no emphasis at all
}

// names of elements that begin a block.
var blockNames = map[string]bool{
	"address": true, "article": true, "aside": true, "blockquote": true, "center": true, "dd": true, "details": true, "div": true, "dl": true, "dt": true,
	"embed": true, "fieldset": true, "figcaption": true, "figure": true, "footer": true, "form": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true,
	"h6": true, "header": true, "hr": true, "iframe": true, "legend": true, "li": true, "main": true, "nav": true, "object": true, "ol": true, "p": true, "pre": true,
	"section": true, "summary": true, "table": true, "tbody": true, "td": true, "tfoot": true, "th": true, "thead": true, "tr": true, "ul": true, "caption": true,
	"video": true, "audio": true, "dir": true, "menu": true, "hgroup": true, "search": true, "dialog": true, "body": true, "colgroup": true, "col": true,
}

// silent are elements whose text is no part of the page, and what is told of them.
var silent = map[string]string{
	"script": "script", "style": "script", "template": "", "noscript": "", "head": "", "title": "", "svg": "drawing", "canvas": "drawing",
	"textarea": "form", "select": "form", "option": "form", "datalist": "", "input": "form", "link": "", "meta": "", "base": "", "rp": "",
	"frameset": "", "frame": "", "noframes": "", "noembed": "", "param": "", "source": "", "track": "", "area": "", "map": "", "progress": "form", "meter": "form",
}

// hidden reports what readers could not see.
func hidden(n *html.Node) bool {
	if _, ok := lookup(n, "hidden"); ok {
		return true
	}
	style := strings.ToLower(strings.ReplaceAll(attr(n, "style"), " ", ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

func lookup(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

func attr(n *html.Node, name string) string {
	v, _ := lookup(n, name)
	return v
}

// element makes one of our elements.
func element(name string, children []*html.Node, attrs ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name))}
	for i := 0; i+1 < len(attrs); i += 2 {
		n.Attr = append(n.Attr, html.Attribute{Key: attrs[i], Val: attrs[i+1]})
	}
	for _, c := range children {
		n.AppendChild(c)
	}
	return n
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

// survey notes which elements hold blocks, and by how much headings move so that
// the highest is of level 2, below the title.
func (t *tidier) survey(root *html.Node) {
	highest := 7
	visit(root, func(n *html.Node) {
		if level := headingLevel(n); level > 0 && plainText(n, nil) != "" {
			highest = min(highest, level)
		}
	})
	if highest < 7 {
		t.shift = 2 - highest
	}
	t.surveyBlocks(root)
}

// headingLevel is 1 for h1 and so on, 0 for what is no heading.
func headingLevel(n *html.Node) int {
	if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
		return int(n.Data[1] - '0')
	}
	return 0
}

func (t *tidier) surveyBlocks(n *html.Node) bool {
	holds := false
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if t.surveyBlocks(c) || c.Type == html.ElementNode && blockNames[c.Data] {
			holds = true
		}
	}
	t.blocky[n] = holds
	return holds
}

// A flow gathers blocks, and the run of inline elements that is not ended yet.
type flow struct {
	t   *tidier
	out []*html.Node
	run []*html.Node
}

// blocks makes blocks of the children of n. Wraps are the inline elements around
// n that reach into its blocks.
func (t *tidier) blocks(n *html.Node, wraps []*html.Node) []*html.Node {
	f := &flow{t: t}
	f.children(n, wraps)
	f.flush()
	return joinLists(f.out)
}

func (f *flow) flush() {
	f.out = append(f.out, f.t.paragraphs(f.run)...)
	f.run = nil
}

func (f *flow) children(n *html.Node, wraps []*html.Node) {
	t := f.t
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			f.add(t.text(c.Data), wraps)
		case c.Type != html.ElementNode || t.drop(c):
		case blockNames[c.Data]:
			f.flush()
			f.out = append(f.out, t.block(c, wraps)...)
		case t.blocky[c]:
			f.spread(c, wraps)
		default:
			f.add(t.inline(c), wraps)
		}
	}
}

// add puts inline elements into the run, with what is around them.
func (f *flow) add(nodes, wraps []*html.Node) {
	for _, w := range slices.Backward(wraps) {
		nodes = wrap(nodes, w.Data, []string{"href", attr(w, "href")})
	}
	f.run = append(f.run, nodes...)
}

// spread takes an inline element that holds blocks into each of them.
func (f *flow) spread(c *html.Node, wraps []*html.Node) {
	t := f.t
	kind := t.kind(c)
	if kind == "" || t.open[kind] {
		f.children(c, wraps)
		return
	}
	w := element("x-"+kind, nil)
	if kind == "a" {
		href := t.link(attr(c, "href"))
		if href == "" {
			f.children(c, wraps)
			return
		}
		w = element("x-a", nil, "href", href)
	}
	t.open[kind] = true
	defer delete(t.open, kind)
	f.children(c, append(wraps[:len(wraps):len(wraps)], w))
}

// drop reports what is left out, and tells of it.
func (t *tidier) drop(n *html.Node) bool {
	if loss, ok := silent[n.Data]; ok {
		if n.Data == "input" && attr(n, "type") == "checkbox" {
			return true // item looks for it
		}
		if loss != "" {
			t.losses.add(loss, "<"+n.Data+">")
		}
		return true
	}
	if hidden(n) {
		if words := plainText(n, t.labels); words != "" {
			t.losses.add("hidden", words)
		}
		return true
	}
	t.look(n)
	return false
}

// look tells what of the look of an element is lost.
func (t *tidier) look(n *html.Node) {
	style := strings.ToLower(attr(n, "style"))
	if _, ok := noteOf(n); !ok && (strings.Contains(style, "color:") && n.Data != "table" && n.Data != "td" && n.Data != "th" || attr(n, "color") != "") {
		t.losses.add("colour", plainText(n, t.labels))
	}
	switch align := strings.ToLower(attr(n, "align")); {
	case n.Data == "td" || n.Data == "th" || n.Data == "img" || n.Data == "table":
	case align == "center" || align == "right" || n.Data == "center" || strings.Contains(style, "text-align: center") || strings.Contains(style, "text-align:center") || strings.Contains(style, "text-align: right") || strings.Contains(style, "text-align:right"):
		t.losses.add("alignment", plainText(n, t.labels))
	}
}

// block makes blocks of a block of HTML.
func (t *tidier) block(c *html.Node, wraps []*html.Node) []*html.Node {
	if name, ok := noteOf(c); ok && t.nested < maxNested {
		t.nested++
		defer func() { t.nested-- }()
		if inner := t.blocks(c, wraps); len(inner) > 0 {
			return []*html.Node{element("x-note", inner, "name", name)}
		}
		return nil
	}
	switch c.Data {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return t.heading(c)
	case "ul", "ol", "dir", "menu":
		return t.nest(c, wraps, t.list)
	case "blockquote":
		return t.nest(c, wraps, func(c *html.Node, wraps []*html.Node) []*html.Node {
			if inner := t.blocks(c, wraps); len(inner) > 0 {
				return []*html.Node{element("x-quote", inner)}
			}
			return nil
		})
	case "pre":
		return t.pre(c)
	case "table":
		return t.table(c, wraps)
	case "figure":
		return t.figure(c, wraps)
	case "details":
		return t.nest(c, wraps, t.details)
	case "hr":
		return []*html.Node{element("x-hr", nil)}
	case "dl":
		return t.nest(c, wraps, t.definitions)
	case "iframe", "video", "audio", "object", "embed":
		return t.embedded(c)
	case "form", "fieldset":
		t.losses.add("form", "<"+c.Data+">")
	}
	return t.blocks(c, wraps)
}

// nest makes an element that holds blocks, unless too many are around it.
func (t *tidier) nest(c *html.Node, wraps []*html.Node, make func(*html.Node, []*html.Node) []*html.Node) []*html.Node {
	if t.nested >= maxNested {
		t.losses.add("deep", plainText(c, t.labels))
		return t.blocks(c, wraps)
	}
	t.nested++
	defer func() { t.nested-- }()
	return make(c, wraps)
}

// heading makes a heading; pictures within go behind it.
func (t *tidier) heading(c *html.Node) []*html.Node {
	level := min(6, headingLevel(c)+t.shift)
	t.open["strong"] = true // a heading is bold already
	var run, pictures []*html.Node
	for _, n := range t.run(c) {
		if n.Data == "img" {
			pictures = append(pictures, n)
			continue
		}
		run = append(run, n)
	}
	delete(t.open, "strong")
	run = trimRun(run)
	var out []*html.Node
	if len(run) > 0 && t.flowing(run) {
		out = append(out, element("x-h", settle(run), "level", strconv.Itoa(level), "id", t.ids[c]))
	}
	for _, p := range pictures {
		out = append(out, element("x-p", []*html.Node{p}))
	}
	return out
}

// run makes one run of inline elements of all that lies within n, blocks too.
func (t *tidier) run(n *html.Node) []*html.Node {
	if t.blocky[n] {
		return lines(t.blocks(n, nil))
	}
	return t.children(n)
}

// list makes a list; what is no item goes into the item before it.
func (t *tidier) list(c *html.Node, wraps []*html.Node) []*html.Node {
	var items []*html.Node
	add := func(inner []*html.Node, attrs ...string) {
		if len(inner) > 0 {
			items = append(items, element("x-li", inner, attrs...))
		}
	}
	for k := c.FirstChild; k != nil; k = k.NextSibling {
		switch {
		case k.Type == html.TextNode && strings.TrimSpace(k.Data) == "", k.Type != html.TextNode && k.Type != html.ElementNode:
		case k.Type == html.ElementNode && k.Data == "li":
			if !t.drop(k) {
				add(t.blocks(k, wraps), "task", t.task(k))
			}
		case k.Type == html.ElementNode && t.drop(k):
		default:
			loose := &html.Node{Type: html.ElementNode, Data: "div"}
			clone := *k
			clone.Parent, clone.PrevSibling, clone.NextSibling = loose, nil, nil
			loose.FirstChild, loose.LastChild = &clone, &clone
			t.blocky[&clone] = t.blocky[k]
			t.labels[&clone] = t.labels[k]
			inner := t.blocks(loose, wraps)
			if label := t.labels[&clone]; label != "" {
				t.labels[k] = label
			}
			if len(items) == 0 {
				add(inner)
				continue
			}
			for _, b := range inner {
				items[len(items)-1].AppendChild(b)
			}
		}
	}
	if len(items) == 0 {
		return nil
	}
	if c.Data != "ol" {
		return []*html.Node{element("x-ul", items)}
	}
	start, err := strconv.Atoi(attr(c, "start"))
	if err != nil || start < 0 || start > 99_999_999 {
		start = 1
	}
	return []*html.Node{element("x-ol", items, "start", strconv.Itoa(start))}
}

// task tells whether an item begins with a box to tick: "open", "done" or "".
func (t *tidier) task(li *html.Node) string {
	for c := li.FirstChild; c != nil; c = c.FirstChild {
		for c != nil && (c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" || c.Type == html.CommentNode) {
			c = c.NextSibling
		}
		if c == nil || c.Type != html.ElementNode {
			return ""
		}
		if c.Data == "input" && attr(c, "type") == "checkbox" {
			if _, ok := lookup(c, "checked"); ok {
				return "done"
			}
			return "open"
		}
	}
	return ""
}

// joinLists makes one of two lists that follow each other, or sets them apart.
func joinLists(blocks []*html.Node) []*html.Node {
	var out []*html.Node
	for _, b := range blocks {
		if len(out) == 0 || b.Data != out[len(out)-1].Data || b.Data != "x-ul" && b.Data != "x-ol" {
			out = append(out, b)
			continue
		}
		before := out[len(out)-1]
		if b.Data == "x-ol" {
			start, _ := strconv.Atoi(attr(before, "start"))
			if next, _ := strconv.Atoi(attr(b, "start")); next != start+count(before) {
				alt := "y"
				if attr(before, "alt") == "y" {
					alt = ""
				}
				b.Attr = append(b.Attr, html.Attribute{Key: "alt", Val: alt})
				out = append(out, b)
				continue
			}
		}
		for _, c := range detach(b) {
			before.AppendChild(c)
		}
	}
	return out
}

func count(n *html.Node) int {
	i := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		i++
	}
	return i
}

// details makes a text that folds away; without a summary it does not fold.
func (t *tidier) details(c *html.Node, wraps []*html.Node) []*html.Node {
	var summary *html.Node
	for k := c.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode && k.Data == "summary" {
			summary = k
			break
		}
	}
	if summary == nil || plainText(summary, t.labels) == "" {
		return t.blocks(c, wraps)
	}
	words := plainText(summary, t.labels)
	saved := *summary
	summary.FirstChild, summary.LastChild = nil, nil // its words are said
	inner := t.blocks(c, wraps)
	*summary = saved
	return []*html.Node{element("x-details", inner, "summary", words)}
}

// definitions makes a list of terms and what they mean.
func (t *tidier) definitions(c *html.Node, wraps []*html.Node) []*html.Node {
	var parts []*html.Node
	var gather func(n *html.Node)
	gather = func(n *html.Node) {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			switch {
			case k.Type == html.ElementNode && k.Data == "div":
				gather(k)
			case k.Type == html.ElementNode && k.Data == "dt" && !t.drop(k):
				if run := trimRun(t.run(k)); len(run) > 0 {
					parts = append(parts, element("x-dt", settle(run)))
				}
			case k.Type == html.ElementNode && k.Data == "dd" && !t.drop(k):
				if inner := t.blocks(k, wraps); len(inner) > 0 {
					parts = append(parts, element("x-dd", inner))
				}
			}
		}
	}
	gather(c)
	terms := slices.ContainsFunc(parts, func(n *html.Node) bool { return n.Data == "x-dt" })
	if len(parts) == 0 || !terms || parts[0].Data != "x-dt" || parts[len(parts)-1].Data != "x-dd" {
		return t.blocks(c, wraps)
	}
	return []*html.Node{element("x-dl", parts)}
}

// figure makes a picture with its caption.
func (t *tidier) figure(c *html.Node, wraps []*html.Node) []*html.Node {
	var pictures, captions []*html.Node
	var look func(n *html.Node)
	look = func(n *html.Node) {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			switch {
			case k.Type != html.ElementNode:
			case k.Data == "img":
				pictures = append(pictures, k)
			case k.Data == "figcaption":
				captions = append(captions, k)
			default:
				look(k)
			}
		}
	}
	look(c)
	if len(pictures) == 1 && len(captions) == 1 && !hidden(captions[0]) && plainText(c, t.labels) == plainText(captions[0], t.labels) {
		if words := plainText(captions[0], t.labels); words != "" {
			if img := t.image(pictures[0]); len(img) == 1 && img[0].Data == "img" {
				img[0].Attr = append(img[0].Attr, html.Attribute{Key: "title", Val: words})
				if t.nested > 0 {
					img = captioned(img) // captions are for pictures that stand alone
				}
				return []*html.Node{element("x-p", img)}
			}
		}
	}
	return t.blocks(c, wraps)
}
