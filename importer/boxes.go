package importer

import (
	"fmt"
	"math"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Limits of tables.
const (
	maxColumns = 60
	maxSpan    = 200
)

// A cell of a table as it is read.
type cell struct {
	n     *html.Node
	align string
}

// table makes a table; one of a single cell is a frame around what it holds.
func (t *tidier) table(c *html.Node, wraps []*html.Node) []*html.Node {
	rows, captions := tableRows(c)
	grid, head := t.grid(rows)
	var out []*html.Node
	for _, caption := range captions {
		out = append(out, t.blocks(caption, wraps)...)
	}
	columns := 0
	for _, row := range grid {
		columns = max(columns, len(row))
	}
	switch {
	case columns == 0:
		return out
	case columns == 1 && len(grid) == 1 && !head:
		t.losses.add("table-frame", plainText(grid[0][0].n, t.labels))
		return append(out, t.blocks(grid[0][0].n, wraps)...)
	case columns > maxColumns || t.open["table"]:
		t.losses.add("deep", plainText(c, t.labels))
		for _, row := range grid {
			for _, x := range row {
				if x.n != nil {
					out = append(out, t.blocks(x.n, wraps)...)
				}
			}
		}
		return out
	}
	if !head {
		t.losses.add("table-head", plainText(rows[0], t.labels))
	}
	t.open["table"] = true
	defer delete(t.open, "table")
	aligns := make([]string, columns)
	var trs []*html.Node
	for y, row := range grid {
		var cells []*html.Node
		if y == 0 {
			t.open["strong"] = true // a head is bold already
		}
		for i := range columns {
			var run []*html.Node
			if i < len(row) && row[i].n != nil {
				run = settle(trimRun(t.cell(row[i].n)))
				if aligns[i] == "" {
					aligns[i] = row[i].align
				}
			}
			cells = append(cells, element("x-td", run))
		}
		delete(t.open, "strong")
		trs = append(trs, element("x-tr", cells))
	}
	return append(out, element("x-table", trs, "align", strings.Join(aligns, ",")))
}

// tableRows lists the rows of a table, those of the head first, and its captions.
func tableRows(c *html.Node) (rows, captions []*html.Node) {
	var foot []*html.Node
	for k := c.FirstChild; k != nil; k = k.NextSibling {
		if k.Type != html.ElementNode || hidden(k) {
			continue
		}
		switch k.Data {
		case "caption":
			captions = append(captions, k)
		case "tr":
			rows = append(rows, k)
		case "thead", "tbody", "tfoot":
			for r := k.FirstChild; r != nil; r = r.NextSibling {
				switch {
				case r.Type != html.ElementNode || r.Data != "tr" || hidden(r):
				case k.Data == "tfoot":
					foot = append(foot, r)
				default:
					rows = append(rows, r)
				}
			}
		}
	}
	return append(rows, foot...), captions
}

// grid puts the cells in rows and columns, and tells whether the first row is a
// head.
func (t *tidier) grid(rows []*html.Node) (grid [][]cell, head bool) {
	taken := map[[2]int]bool{}
	for y, tr := range rows {
		var row []cell
		ths, cells := 0, 0
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode || c.Data != "td" && c.Data != "th" || hidden(c) {
				continue
			}
			for taken[[2]int{y, len(row)}] {
				row = append(row, cell{})
			}
			cells++
			if c.Data == "th" {
				ths++
			}
			across, down := span(c, "colspan"), span(c, "rowspan")
			if across > 1 || down > 1 {
				t.losses.add("merged", plainText(c, t.labels))
			}
			for dy := 1; dy < down && y+dy < len(rows); dy++ {
				for dx := range across {
					taken[[2]int{y + dy, len(row) + dx}] = true
				}
			}
			row = append(row, cell{c, alignOf(c)})
			for range across - 1 {
				row = append(row, cell{})
			}
		}
		if cells == 0 {
			if y == 0 {
				head = tr.Parent.Data == "thead"
			}
			continue
		}
		if len(grid) == 0 {
			head = head || tr.Parent.Data == "thead" || ths == cells
		}
		grid = append(grid, row)
	}
	return grid, head
}

func span(c *html.Node, name string) int {
	n, err := strconv.Atoi(strings.TrimSpace(attr(c, name)))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxSpan)
}

func alignOf(c *html.Node) string {
	style := strings.ToLower(strings.ReplaceAll(attr(c, "style"), " ", ""))
	for _, a := range []string{"right", "center"} {
		if strings.EqualFold(attr(c, "align"), a) || strings.Contains(style, "text-align:"+a) {
			return a
		}
	}
	return ""
}

// cell makes one run of a cell: what stands in blocks becomes lines.
func (t *tidier) cell(c *html.Node) []*html.Node {
	if !t.blocky[c] {
		return t.children(c)
	}
	blocks := t.blocks(c, nil)
	if len(blocks) > 1 || len(blocks) == 1 && blocks[0].Data != "x-p" {
		t.losses.add("cell", plainText(c, t.labels))
	}
	return lines(blocks)
}

// lines makes one run of blocks, with breaks between them.
func lines(blocks []*html.Node) []*html.Node {
	var out []*html.Node
	for _, b := range blocks {
		var run []*html.Node
		switch b.Data {
		case "x-p", "x-h", "x-dt", "x-td":
			run = captioned(detach(b))
		case "x-pre":
			for line := range strings.SplitSeq(attr(b, "code"), "\n") {
				if line = strings.Join(strings.Fields(line), " "); line != "" {
					if len(run) > 0 {
						run = append(run, element("br", nil))
					}
					run = append(run, element("x-code", []*html.Node{textNode("x")}, "code", line))
				}
			}
		case "x-hr":
			continue
		case "x-details":
			run = append([]*html.Node{textNode(attr(b, "summary")), element("br", nil)}, lines(detach(b))...)
		case "x-tr":
			for i, c := range detach(b) {
				if i > 0 {
					run = append(run, textNode(" "))
				}
				run = append(run, detach(c)...)
			}
		default:
			run = lines(detach(b))
		}
		if len(run) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, element("br", nil))
		}
		out = append(out, run...)
	}
	return out
}

// captioned writes the caption of a picture that does not stand alone behind it.
func captioned(run []*html.Node) []*html.Node {
	if len(run) != 1 || run[0].Data != "img" || attr(run[0], "title") == "" {
		return run
	}
	img := element("img", nil, "src", attr(run[0], "src"), "alt", attr(run[0], "alt"))
	return []*html.Node{img, element("br", nil), textNode(attr(run[0], "title"))}
}

var codeLanguage = regexp.MustCompile(`(?:^|\s)(?:language-|lang-|brush:\s*|highlight-(?:source-)?)([A-Za-z0-9+#_-]{1,30})`)

// pre makes a block of code.
func (t *tidier) pre(c *html.Node) []*html.Node {
	code := strings.Trim(strings.ReplaceAll(clean(rawText(c, true)), "\u00a0", " "), "\n")
	if strings.TrimSpace(code) == "" {
		return nil
	}
	lang := ""
	for n := c; n != nil && lang == ""; n = n.FirstChild {
		if n.Type == html.ElementNode {
			if m := codeLanguage.FindStringSubmatch(attr(n, "class") + " " + attr(n, "data-language")); m != nil {
				lang = strings.ToLower(m[1])
			}
		}
	}
	return []*html.Node{element("x-pre", nil, "code", code, "lang", lang)}
}

// embedded makes a link of what a page embeds; links to videos of YouTube and
// Vimeo that stand alone become players again.
func (t *tidier) embedded(c *html.Node) []*html.Node {
	src := attr(c, "src")
	if src == "" {
		src = attr(c, "data")
	}
	for k := c.FirstChild; k != nil && src == ""; k = k.NextSibling {
		if k.Type == html.ElementNode && k.Data == "source" {
			src = attr(k, "src")
		}
	}
	src = strings.TrimSpace(src)
	if strings.HasPrefix(src, "//") {
		src = "https:" + src
	}
	label := strings.Join(strings.Fields(clean(attr(c, "title"))), " ")
	if c.Data == "video" {
		if film := t.picture(src, label); film != "" && !strings.Contains(film, ":") {
			return []*html.Node{element("x-p", []*html.Node{element("img", nil, "src", film, "alt", label)})}
		}
	}
	href := videoPage(src)
	if href == "" {
		if href = t.link(src); href != "" {
			t.losses.add("embedded", href)
		}
	}
	if href == "" {
		return nil
	}
	if label == "" {
		label = href
	}
	t.labels[c] = label
	return []*html.Node{element("x-p", []*html.Node{element("x-a", []*html.Node{textNode(label)}, "href", href)})}
}

// videoPage is the address of the page of a video that a player shows, or "".
func videoPage(src string) string {
	u, err := url.Parse(src)
	if err != nil {
		return ""
	}
	id := path.Base(u.Path)
	if !regexp.MustCompile(`^[\w-]{5,20}$`).MatchString(id) {
		return ""
	}
	switch host := strings.TrimPrefix(strings.ToLower(u.Host), "www."); {
	case (host == "youtube.com" || host == "youtube-nocookie.com") && strings.HasPrefix(u.Path, "/embed/"):
		return "https://www.youtube.com/watch?v=" + id
	case host == "player.vimeo.com" && strings.HasPrefix(u.Path, "/video/"):
		return "https://vimeo.com/" + id
	case host == "www.loom.com" || host == "loom.com":
		return ""
	}
	return ""
}

// noteWords are what vendors and writers call boxes, and what they are here.
var noteWords = []struct{ word, name string }{
	{"danger", "CAUTION"},
	{"error", "CAUTION"},
	{"caution", "CAUTION"},
	{"red", "CAUTION"},
	{"warning", "WARNING"},
	{"yellow", "WARNING"},
	{"orange", "WARNING"},
	{"important", "IMPORTANT"},
	{"tip", "TIP"},
	{"success", "TIP"},
	{"green", "TIP"},
	{"note", "NOTE"},
	{"info", "NOTE"},
	{"blue", "NOTE"},
}

// boxWord is a class that makes an element a box, whatever else it says.
var boxWord = regexp.MustCompile(`(?i)callout|admonition|^alert|^notice|infobox`)

// boxPart is a class of something within a box.
var boxPart = regexp.MustCompile(`(?i)__|-(?:title|body|content|icon|text|header|heading|container|label)$`)

var classWord = regexp.MustCompile(`[a-z]+`)

// noteOf reports whether an element is a box to catch the eye, and which of our
// notes it becomes.
func noteOf(n *html.Node) (string, bool) {
	switch n.Data {
	case "div", "section", "aside", "blockquote", "p":
	default:
		return "", false
	}
	classes := strings.Fields(strings.ToLower(attr(n, "class")))
	box, name := false, ""
	for _, class := range classes {
		box = box || boxWord.MatchString(class) && !boxPart.MatchString(class)
		for _, w := range noteWords[:len(noteWords)-1] {
			if class == w.word && w.word != "red" && w.word != "yellow" && w.word != "orange" && w.word != "green" {
				box = true
			}
		}
	}
	if !box {
		return "", false
	}
	for _, w := range noteWords {
		for _, class := range classes {
			for _, word := range classWord.FindAllString(class, -1) {
				if word == w.word && name == "" {
					name = w.name
				}
			}
		}
	}
	if name == "" {
		name = noteOfColour(attr(n, "style"))
	}
	return name, true
}

var backgroundColour = regexp.MustCompile(`(?i)background(?:-color)?:\s*#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})`)

// noteOfColour tells a warning from a hint by the hue behind it.
func noteOfColour(style string) string {
	m := backgroundColour.FindStringSubmatch(style)
	if m == nil {
		return "NOTE"
	}
	var c [3]float64
	for i, s := range m[1:] {
		v, _ := strconv.ParseUint(s, 16, 8)
		c[i] = float64(v)
	}
	high, low := max(c[0], c[1], c[2]), min(c[0], c[1], c[2])
	if high-low < 12 {
		return "NOTE"
	}
	var hue float64
	switch high {
	case c[0]:
		hue = math.Mod((c[1]-c[2])/(high-low)+6, 6)
	case c[1]:
		hue = (c[2]-c[0])/(high-low) + 2
	default:
		hue = (c[0]-c[1])/(high-low) + 4
	}
	switch hue *= 60; {
	case hue < 20 || hue >= 330:
		return "CAUTION"
	case hue < 75:
		return "WARNING"
	case hue < 175:
		return "TIP"
	}
	return "NOTE"
}

// clean leaves out the signs that no page may hold, and those that this package
// uses for itself.
func clean(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd")
	return strings.Map(func(r rune) rune {
		if r == '\r' {
			return '\n'
		}
		if dropped(r) {
			return -1
		}
		return r
	}, s)
}

// dropped are control characters, signs without width or meaning, and those of
// icon fonts.
func dropped(r rune) bool {
	switch {
	case r < ' ':
		return r != '\n' && r != '\t'
	case r >= 0x7f && r < 0xa0:
		return r != 0x85
	}
	return r == '\u200b' || r == '\ufeff' || r == '\u2028' || r == '\u2029' || icon(r) || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe
}

func icon(r rune) bool { return r >= 0xe000 && r <= 0xf8ff || r >= 0xf0000 }

func hasIcon(s string) bool { return strings.IndexFunc(s, icon) >= 0 }

// fold is a text as it is compared: without dropped signs, with one space
// between words.
func fold(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// plainText is what readers see of an element, its words with one space between
// them. Labels stand for what was embedded.
func plainText(n *html.Node, labels map[*html.Node]string) string {
	var b strings.Builder
	writePlain(&b, n, labels)
	return fold(b.String())
}

func writePlain(b *strings.Builder, n *html.Node, labels map[*html.Node]string) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
			continue
		case c.Type != html.ElementNode:
			continue
		}
		if _, ok := silent[c.Data]; ok || hidden(c) {
			continue
		}
		switch c.Data {
		case "iframe", "video", "audio", "object", "embed":
			fmt.Fprintf(b, "\n%s\n", labels[c])
			continue
		case "br":
			b.WriteByte('\n')
			continue
		}
		if blockNames[c.Data] {
			b.WriteByte('\n')
		}
		writePlain(b, c, labels)
		if blockNames[c.Data] {
			b.WriteByte('\n')
		}
	}
}
