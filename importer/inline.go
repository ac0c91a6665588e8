package importer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// kind is what an inline element is in Markdown, or "".
func (t *tidier) kind(n *html.Node) string {
	kind := map[string]string{
		"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em", "s": "del", "strike": "del", "del": "del",
		"kbd": "kbd", "sub": "sub", "sup": "sup", "mark": "mark", "a": "a",
	}[n.Data]
	if n.Data == "span" || n.Data == "font" {
		style := strings.ToLower(strings.ReplaceAll(attr(n, "style"), " ", ""))
		switch {
		case strings.Contains(style, "font-weight:bold"), strings.Contains(style, "font-weight:700"), strings.Contains(style, "font-weight:600"):
			kind = "strong"
		case strings.Contains(style, "font-style:italic"):
			kind = "em"
		case strings.Contains(style, "line-through"):
			kind = "del"
		}
	}
	if emphasis(kind) && (t.bare || t.flat && (t.open["strong"] || t.open["em"] || t.open["del"])) {
		return ""
	}
	return kind
}

func emphasis(kind string) bool { return kind == "strong" || kind == "em" || kind == "del" }

// children makes inline elements of all children of n.
func (t *tidier) children(n *html.Node) []*html.Node {
	var out []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			out = append(out, t.text(c.Data)...)
		case c.Type == html.ElementNode && !t.drop(c):
			out = append(out, t.inline(c)...)
		}
	}
	return out
}

// inline makes inline elements of one that holds no block.
func (t *tidier) inline(c *html.Node) []*html.Node {
	switch c.Data {
	case "br":
		return []*html.Node{element("br", nil)}
	case "img":
		return t.image(c)
	case "code", "tt", "samp":
		if t.coded(c) {
			raw := clean(rawText(c, false))
			code := element("x-code", []*html.Node{textNode("x")}, "code", strings.Join(strings.Fields(raw), " "))
			out := []*html.Node{code}
			if strings.TrimLeftFunc(raw, unicode.IsSpace) != raw {
				out = append([]*html.Node{textNode(" ")}, out...)
			}
			if strings.TrimRightFunc(raw, unicode.IsSpace) != raw {
				out = append(out, textNode(" "))
			}
			return out
		}
	case "u", "ins":
		t.losses.add("underline", plainText(c, t.labels))
	case "abbr", "acronym":
		if meaning := attr(c, "title"); meaning != "" {
			t.losses.add("abbreviation", meaning)
		}
	case "q":
		t.losses.add("quotation-marks", plainText(c, t.labels))
	case "math":
		t.losses.add("formula", plainText(c, t.labels))
	case "wbr":
		return nil
	}
	kind := t.kind(c)
	if kind == "" || t.open[kind] {
		return t.children(c)
	}
	attrs := []string{}
	if kind == "a" {
		href, ok := lookup(c, "href")
		if !ok {
			return t.children(c) // a place that links lead to
		}
		if ownPicture(c, href) {
			return t.children(c)
		}
		if href = t.link(href); href == "" {
			return t.children(c)
		}
		attrs = append(attrs, "href", href)
	}
	t.open[kind] = true
	inner := t.children(c)
	delete(t.open, kind)
	return wrap(inner, "x-"+kind, attrs)
}

// ownPicture reports a link that holds nothing but the picture that it leads to.
func ownPicture(a *html.Node, href string) bool {
	found := false
	for c := a.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.ElementNode && c.Data == "img" && !found:
			own, _, _ := strings.Cut(attr(c, "src"), "?")
			to, _, _ := strings.Cut(href, "?")
			if found = own != "" && own == to; !found {
				return false
			}
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) == "":
		default:
			return false
		}
	}
	return found
}

// coded reports whether code is nothing but text.
func (t *tidier) coded(c *html.Node) bool {
	if fold(rawText(c, false)) == "" {
		return false
	}
	for k := c.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode && (k.Data == "a" || k.Data == "img" || k.Data == "br") {
			return false
		}
	}
	return true
}

// rawText is all text of n as it stands; breaks says that br ends a line.
func rawText(n *html.Node, breaks bool) string {
	var b strings.Builder
	ended, owed := true, false // that a line was ended, or has to be before more
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				if owed && b.Len() > 0 && c.Data != "" && c.Data[0] != '\n' {
					b.WriteByte('\n')
				}
				owed, ended = false, strings.HasSuffix(c.Data, "\n")
				b.WriteString(c.Data)
			case c.Type != html.ElementNode || hidden(c):
			case c.Data == "br":
				b.WriteByte(map[bool]byte{true: '\n', false: ' '}[breaks])
				ended, owed = true, false
			default:
				if _, ok := silent[c.Data]; ok {
					continue
				}
				own := blockNames[c.Data]
				owed = owed || own && !ended
				walk(c)
				owed = owed || own
			}
		}
	}
	walk(n)
	return b.String()
}

// wrap puts an element around a run, and the spaces at its ends outside; around
// nothing there is nothing.
func wrap(run []*html.Node, name string, attrs []string) []*html.Node {
	before, run, after := edges(run)
	if len(run) == 0 {
		return append(before, after...)
	}
	return append(append(before, element(name, run, attrs...)), after...)
}

// edges parts the spaces and breaks at both ends of a run from it.
func edges(run []*html.Node) (before, middle, after []*html.Node) {
	for len(run) > 0 && blank(run[0]) {
		before, run = append(before, run[0]), run[1:]
	}
	for len(run) > 0 && blank(run[len(run)-1]) {
		after, run = append([]*html.Node{run[len(run)-1]}, after...), run[:len(run)-1]
	}
	if len(run) == 0 {
		return before, nil, after
	}
	if first := run[0]; first.Type == html.TextNode {
		if rest := strings.TrimLeftFunc(first.Data, unicode.IsSpace); rest != first.Data {
			before, first.Data = append(before, textNode(" ")), rest
		}
	}
	if last := run[len(run)-1]; last.Type == html.TextNode {
		if rest := strings.TrimRightFunc(last.Data, unicode.IsSpace); rest != last.Data {
			after, last.Data = append([]*html.Node{textNode(" ")}, after...), rest
		}
	}
	return before, run, after
}

func blank(n *html.Node) bool {
	return n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" || n.Type == html.ElementNode && n.Data == "br"
}

// trimRun leaves out spaces and breaks at both ends.
func trimRun(run []*html.Node) []*html.Node {
	_, middle, _ := edges(run)
	return middle
}

// text makes text nodes of a text. Spaces that do not break are kept between
// words; beside other spaces they were for looks.
func (t *tidier) text(s string) []*html.Node {
	out := clean(s)
	if len(out) < len(strings.ReplaceAll(s, "\r", "")) && fold(out) != fold(s) {
		t.losses.add("control", "")
	}
	if strings.ContainsRune(s, '\u00a0') {
		r := []rune(out)
		for i, c := range r {
			if c == '\u00a0' && (i == 0 || i == len(r)-1 || unicode.IsSpace(r[i-1]) || unicode.IsSpace(r[i+1])) {
				r[i] = ' '
			}
		}
		out = string(r)
	}
	if hasIcon(s) {
		t.losses.add("icon", "")
	}
	if out == "" {
		return nil
	}
	return []*html.Node{textNode(out)}
}

// maxLinks is how many links a paragraph holds at most, well below what an
// article may have on one line.
const maxLinks = 200

// paragraphs makes paragraphs of a run: two breaks end one.
func (t *tidier) paragraphs(run []*html.Node) []*html.Node {
	var out, line []*html.Node
	end := func() {
		if line = trimRun(line); len(line) > 0 && t.flowing(line) {
			out = append(out, element("x-p", settle(line)))
		}
		line = nil
	}
	breaks, links := 0, 0
	for _, n := range run {
		if n.Data == "x-a" || n.Data == "img" {
			links++
		}
		if links > maxLinks && blank(n) {
			end()
			links = 0
			continue
		}
		if n.Type == html.ElementNode && n.Data == "br" {
			breaks++
			if breaks > 1 {
				end()
				continue
			}
		} else if !blank(n) {
			breaks = 0
		}
		line = append(line, n)
	}
	end()
	return out
}

// flowing reports whether a run shows anything.
func (t *tidier) flowing(run []*html.Node) bool {
	return slices.ContainsFunc(run, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			return fold(n.Data) != ""
		}
		if n.Data == "img" || n.Data == "x-code" {
			return true
		}
		var inner []*html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			inner = append(inner, c)
		}
		return t.flowing(inner)
	})
}

// image makes a picture.
func (t *tidier) image(c *html.Node) []*html.Node {
	src := attr(c, "src")
	if src == "" {
		src = attr(c, "data-src")
	}
	alt := strings.Join(strings.Fields(clean(attr(c, "alt"))), " ")
	if src = strings.TrimSpace(src); src == "" {
		t.losses.add("picture-lost", alt)
		return nil
	}
	src = t.picture(src, alt)
	if src == "" {
		return nil
	}
	if alt == "" {
		t.losses.add("picture-text", shorten(src, 60))
	}
	return []*html.Node{element("img", nil, "src", src, "alt", alt)}
}

// settle puts a run in order for Markdown: elements of one kind that touch become
// one, and signs at the ends of emphasis that would keep it from being seen as
// such go outside.
func settle(run []*html.Node) []*html.Node {
	run = merge(run)
	var out []*html.Node
	for i, n := range run {
		if n.Type != html.ElementNode || n.FirstChild == nil || n.Data == "x-code" {
			out = append(out, n)
			continue
		}
		inner := detach(n)
		if !emphasis(strings.TrimPrefix(n.Data, "x-")) {
			for _, c := range settle(inner) {
				n.AppendChild(c)
			}
			out = append(out, n)
			continue
		}
		before, after := ' ', ' '
		if len(out) > 0 {
			before = lastRune(out[len(out)-1])
		}
		if i+1 < len(run) {
			after = firstRune(run[i+1])
		}
		out = append(out, flank(n.Data, settle(inner), before, after)...)
	}
	return out
}

// flank writes emphasis so that its marks stand beside letters.
func flank(name string, inner []*html.Node, before, after rune) []*html.Node {
	var lead, tail []*html.Node
	if wordy(before) && len(inner) > 0 {
		if first := inner[0]; first.Type == html.TextNode {
			rest := strings.TrimLeftFunc(first.Data, func(r rune) bool { return !wordy(r) && !unicode.IsSpace(r) })
			if cut := first.Data[:len(first.Data)-len(rest)]; cut != "" {
				lead, first.Data = append(lead, textNode(cut)), rest
			}
		} else if !wordy(firstRune(first)) {
			return inner
		}
	}
	if wordy(after) && len(inner) > 0 {
		if last := inner[len(inner)-1]; last.Type == html.TextNode {
			rest := strings.TrimRightFunc(last.Data, func(r rune) bool { return !wordy(r) && !unicode.IsSpace(r) })
			if cut := last.Data[len(rest):]; cut != "" {
				tail, last.Data = append(tail, textNode(cut)), rest
			}
		} else if !wordy(lastRune(last)) {
			return append(lead, inner...)
		}
	}
	var kept []*html.Node
	for _, n := range inner {
		if n.Type != html.TextNode || n.Data != "" {
			kept = append(kept, n)
		}
	}
	if before == '*' || before == '~' { // two runs of marks would be read as one
		return append(append(lead, kept...), tail...)
	}
	return append(append(lead, wrap(kept, name, nil)...), tail...)
}

func wordy(r rune) bool { return !unicode.IsSpace(r) && !unicode.IsPunct(r) && !unicode.IsSymbol(r) }

// firstRune is what Markdown begins a node with.
func firstRune(n *html.Node) rune {
	if n.Type == html.TextNode {
		r, _ := utf8.DecodeRuneInString(n.Data)
		return r
	}
	return markOf(n)
}

func lastRune(n *html.Node) rune {
	if n.Type == html.TextNode {
		r, _ := utf8.DecodeLastRuneInString(n.Data)
		return r
	}
	return markOf(n)
}

func markOf(n *html.Node) rune {
	switch n.Data {
	case "x-strong", "x-em":
		return '*'
	case "x-del":
		return '~'
	case "br":
		return '\n'
	}
	return '.' // brackets, backticks, tags
}

// detach takes all children of n out of it.
func detach(n *html.Node) []*html.Node {
	var out []*html.Node
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		out = append(out, c)
	}
	return out
}

// merge makes one of texts, and of elements of one kind, that touch.
func merge(run []*html.Node) []*html.Node {
	var out []*html.Node
	var words []string // of the last node, if it is a text
	end := func() {
		if len(words) > 1 {
			out[len(out)-1].Data = strings.Join(words, "")
		}
		words = nil
	}
	for _, n := range run {
		if n.Type == html.TextNode {
			if words == nil {
				out = append(out, n)
			}
			words = append(words, n.Data)
			continue
		}
		end()
		if len(out) == 0 || !mergeable(n, out[len(out)-1]) {
			out = append(out, n)
			continue
		}
		last := out[len(out)-1]
		if n.Data == "x-code" {
			last.Attr[0].Val += attr(n, "code")
			continue
		}
		for _, c := range detach(n) {
			last.AppendChild(c)
		}
	}
	end()
	return out
}

func mergeable(a, b *html.Node) bool {
	if b.Type != html.ElementNode || a.Data != b.Data {
		return false
	}
	switch a.Data {
	case "x-a":
		return attr(a, "href") == attr(b, "href")
	case "x-strong", "x-em", "x-del", "x-code":
		return true
	}
	return false
}
