package importer

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	nethtml "golang.org/x/net/html"
)

// Signs that stand for something until the whole text is there. No text holds
// them: clean leaves them out.
const (
	escapable = '\ufdd1' // before a sign that may mean something in Markdown
	lessThan  = '\ufdd2'
	moreThan  = '\ufdd3'
	codeEnd   = '\ufdd4' // the end of a line of code
	codeSpace = '\ufdd5' // a space in code
	lineBreak = '\ufdd6' // before a line that stays within its paragraph
)

// newConverter sets up the converter for our tree. It holds no state between
// texts.
func newConverter() *converter.Converter {
	return converter.NewConverter(
		converter.WithEscapeMode(converter.EscapeModeDisabled),
		converter.WithPlugins(base.NewBasePlugin(), plugin{}),
	)
}

// plugin writes the elements of our tree.
type plugin struct{}

// Name names the plugin to the converter.
func (plugin) Name() string { return "signpost" }

// Init registers what the plugin does.
func (plugin) Init(conv *converter.Converter) error {
	for _, name := range []string{"p", "h", "ul", "ol", "li", "quote", "note", "details", "pre", "table", "tr", "td", "dl", "dt", "dd", "hr"} {
		conv.Register.TagType("x-"+name, converter.TagTypeBlock, converter.PriorityEarly)
	}
	for _, name := range []string{"strong", "em", "del", "kbd", "sub", "sup", "mark", "a", "code"} {
		conv.Register.TagType("x-"+name, converter.TagTypeInline, converter.PriorityEarly)
	}
	conv.Register.TextTransformer(markText, converter.PriorityEarly)
	conv.Register.Renderer(render, converter.PriorityEarly)
	conv.Register.PostRenderer(func(_ converter.Context, text []byte) []byte { return finish(text) }, converter.PriorityLate+1000)
	return nil
}

// inPlace is the key under which the context says that a text stands within a
// link, a heading or a cell.
type inPlace string

// markText marks the signs of a text that may mean something.
func markText(ctx converter.Context, s string) string {
	special := "\\`*_[]!#+-=.):|&{~"
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '<':
			b.WriteRune(lessThan)
		case r == '>':
			b.WriteRune(moreThan)
		case r == ']' && ctx.Value(inPlace("link")) != nil, r == '[' && ctx.Value(inPlace("link")) != nil,
			r == '|' && ctx.Value(inPlace("cell")) != nil, (r == '{' || r == '#') && ctx.Value(inPlace("heading")) != nil:
			b.WriteString(`\` + string(r))
		case strings.ContainsRune(special, r):
			b.WriteRune(escapable)
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// inner is what the children of n are in Markdown.
func inner(ctx converter.Context, n *nethtml.Node) []byte {
	var b bytes.Buffer
	ctx.RenderChildNodes(ctx, &b, n)
	return b.Bytes()
}

// render writes an element of ours.
func render(ctx converter.Context, w converter.Writer, n *nethtml.Node) converter.RenderStatus {
	if n.Type != nethtml.ElementNode {
		return converter.RenderTryNext
	}
	if mark, ok := marks[n.Data]; ok {
		_, _ = w.WriteString(mark[0])
		_, _ = w.Write(bytes.Trim(inner(ctx, n), "\n"))
		_, _ = w.WriteString(mark[1])
		return converter.RenderSuccess
	}
	switch n.Data {
	case "br":
		if ctx.Value(inPlace("cell")) != nil || ctx.Value(inPlace("heading")) != nil {
			_, _ = w.WriteString("<br>")
		} else {
			_, _ = w.WriteString(string(lineBreak) + "\n")
		}
	case "img":
		_, _ = w.WriteString(picture(n))
	case "x-a":
		if href := attr(n, "href"); bareLink(n, href) {
			_, _ = w.WriteString("<" + href + ">")
			return converter.RenderSuccess
		}
		text := bytes.TrimSpace(inner(ctx.WithValue(inPlace("link"), true), n))
		fmt.Fprintf(w, "[%s](%s)", text, address(attr(n, "href")))
	case "x-code":
		_, _ = w.WriteString(codeSpan(attr(n, "code"), ctx.Value(inPlace("cell")) != nil))
	case "x-p":
		block(w, bytes.TrimSpace(inner(ctx, n)))
	case "x-h":
		text := bytes.ReplaceAll(bytes.TrimSpace(inner(ctx.WithValue(inPlace("heading"), true), n)), []byte("\n"), []byte(" "))
		level, _ := strconv.Atoi(attr(n, "level"))
		id := ""
		if attr(n, "id") != "" {
			id = " {#" + attr(n, "id") + "}"
		}
		block(w, fmt.Appendf(nil, "%s %s%s", strings.Repeat("#", level), text, id))
	case "x-hr":
		block(w, []byte("***"))
	case "x-quote":
		block(w, prefixed(tidied(inner(ctx, n)), "> ", "> "))
	case "x-note":
		head := "[!" + attr(n, "name") + "]\n"
		if n.FirstChild != nil && n.FirstChild.Data != "x-p" {
			head += "\n"
		}
		block(w, prefixed(append([]byte(head), tidied(inner(ctx, n))...), "> ", "> "))
	case "x-details":
		block(w, fmt.Appendf(nil, "<details>\n<summary>%s</summary>\n\n%s\n\n</details>", html.EscapeString(attr(n, "summary")), tidied(inner(ctx, n))))
	case "x-pre":
		block(w, codeBlock(n))
	case "x-ul", "x-ol":
		block(w, list(ctx, n))
	case "x-dl":
		block(w, definitions(ctx, n))
	case "x-table":
		block(w, table(ctx, n))
	default:
		return converter.RenderTryNext
	}
	return converter.RenderSuccess
}

// bareLink reports a link that shows its own address.
func bareLink(n *nethtml.Node, href string) bool {
	c := n.FirstChild
	return c != nil && c.NextSibling == nil && c.Type == nethtml.TextNode && c.Data == href && plainAddress.MatchString(href)
}

var plainAddress = regexp.MustCompile(`^https?://[A-Za-z0-9./_~?=%#,;:@!$+-]+$`)

// marks are what stands around inline elements.
var marks = map[string][2]string{
	"x-strong": {"**", "**"}, "x-em": {"*", "*"}, "x-del": {"~~", "~~"},
	"x-kbd": {"<kbd>", "</kbd>"}, "x-sub": {"<sub>", "</sub>"}, "x-sup": {"<sup>", "</sup>"}, "x-mark": {"<mark>", "</mark>"},
}

// block writes a block with empty lines around it.
func block(w converter.Writer, text []byte) {
	if len(text) > 0 {
		fmt.Fprintf(w, "\n\n%s\n\n", text)
	}
}

var emptyLines = regexp.MustCompile(`\n{3,}`)

// tidied has one empty line between blocks.
func tidied(text []byte) []byte {
	return emptyLines.ReplaceAll(bytes.TrimSpace(text), []byte("\n\n"))
}

// prefixed puts first before the first line and rest before the others.
func prefixed(text []byte, first, rest string) []byte {
	var b bytes.Buffer
	for i, line := range bytes.Split(bytes.ReplaceAll(text, []byte(string(codeEnd)), []byte(string(codeEnd)+"\n")), []byte("\n")) {
		if i > 0 && !bytes.HasSuffix(b.Bytes(), []byte(string(codeEnd))) {
			b.WriteByte('\n')
		}
		with := rest
		if i == 0 {
			with = first
		}
		if len(line) == 0 {
			with = strings.TrimRight(with, " ")
		}
		b.WriteString(with)
		b.Write(line)
	}
	return b.Bytes()
}

// list writes a list: close together if every item is one paragraph and perhaps a
// list.
func list(ctx converter.Context, n *nethtml.Node) []byte {
	tight := true
	for li := n.FirstChild; li != nil; li = li.NextSibling {
		tight = tight && closed(li)
	}
	number, _ := strconv.Atoi(attr(n, "start"))
	var items [][]byte
	for li := n.FirstChild; li != nil; li = li.NextSibling {
		mark := "- "
		if n.Data == "x-ol" {
			mark = strconv.Itoa(number) + ". "
			if attr(n, "alt") == "y" {
				mark = strconv.Itoa(number) + ") "
			}
			number++
		} else if attr(n, "alt") == "y" {
			mark = "* "
		}
		var b bytes.Buffer
		b.WriteString(map[string]string{"open": "[ ] ", "done": "[x] "}[attr(li, "task")])
		for c := li.FirstChild; c != nil; c = c.NextSibling {
			var part bytes.Buffer
			ctx.RenderNodes(ctx, &part, c)
			text := tidied(part.Bytes())
			switch {
			case len(text) == 0:
				continue
			case b.Len() > 0 && tight && c.Data != "x-p":
				b.WriteByte('\n')
			case b.Len() > 0 && c.PrevSibling != nil:
				b.WriteString("\n\n")
			}
			b.Write(text)
		}
		items = append(items, prefixed(b.Bytes(), mark, strings.Repeat(" ", len(mark))))
	}
	between := "\n\n"
	if tight {
		between = "\n"
	}
	return bytes.Join(items, []byte(between))
}

// closed reports an item that stands well in a list without empty lines.
func closed(li *nethtml.Node) bool {
	first := li.FirstChild
	if first == nil || first.Data != "x-p" {
		return first == nil
	}
	second := first.NextSibling
	return second == nil || second.NextSibling == nil && (second.Data == "x-ul" || second.Data == "x-ol" && attr(second, "start") == "1")
}

// definitions writes terms and what they mean.
func definitions(ctx converter.Context, n *nethtml.Node) []byte {
	var b bytes.Buffer
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Data == "x-dt" {
			if b.Len() > 0 {
				b.WriteByte('\n')
				if c.PrevSibling.Data == "x-dd" {
					b.WriteByte('\n')
				}
			}
			b.Write(bytes.ReplaceAll(bytes.TrimSpace(inner(ctx.WithValue(inPlace("heading"), true), c)), []byte("\n"), []byte(" ")))
			continue
		}
		b.WriteByte('\n')
		b.Write(prefixed(tidied(inner(ctx, c)), ": ", "  "))
	}
	return b.Bytes()
}

// table writes a table, its first row as the head.
func table(ctx converter.Context, n *nethtml.Node) []byte {
	ctx = ctx.WithValue(inPlace("cell"), true)
	var b bytes.Buffer
	for tr := n.FirstChild; tr != nil; tr = tr.NextSibling {
		b.WriteByte('|')
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			text := bytes.ReplaceAll(bytes.TrimSpace(inner(ctx, td)), []byte("\n"), []byte(" "))
			fmt.Fprintf(&b, " %s |", text)
		}
		b.WriteByte('\n')
		if tr == n.FirstChild {
			b.WriteByte('|')
			for a := range strings.SplitSeq(attr(n, "align"), ",") {
				b.WriteString(map[string]string{"right": "--:|", "center": ":-:|"}[a])
				if a == "" {
					b.WriteString("---|")
				}
			}
			b.WriteByte('\n')
		}
	}
	return bytes.TrimSpace(b.Bytes())
}

// fence is a run of backticks that the code does not hold.
func fence(code string, least int) string {
	longest, run := 0, 0
	for _, r := range code {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return strings.Repeat("`", max(least, longest+1))
}

func codeSpan(code string, cell bool) string {
	marks := fence(code, 1)
	if strings.HasPrefix(code, "`") || strings.HasSuffix(code, "`") {
		code = " " + code + " "
	}
	if cell {
		code = strings.ReplaceAll(code, "|", `\|`)
	}
	return marks + code + marks
}

func codeBlock(n *nethtml.Node) []byte {
	code := attr(n, "code")
	marks := fence(code, 3)
	code = strings.ReplaceAll(code, " ", string(codeSpace))
	code = strings.ReplaceAll(code, "\n", string(codeEnd))
	return []byte(marks + attr(n, "lang") + string(codeEnd) + code + string(codeEnd) + marks)
}

// address writes the target of a link, so that nothing in it ends the link.
var addressSigns = strings.NewReplacer(" ", "%20", "\n", "", "\t", "", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `"`, "%22", `\`, "%5C", "|", "%7C", "{{", "%7B%7B", "`", "%60", "\u00a0", "%C2%A0")

func address(s string) string {
	return namedSigns(addressSigns.Replace(clean(s)))
}

// namedSigns keeps what looks like a named sign as it is.
func namedSigns(s string) string {
	return entity.ReplaceAllStringFunc(s, func(e string) string { return "&amp;" + e[1:] })
}

// entity is what Markdown would read as one sign.
var entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});`)

var titleSigns = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "{{", `\{\{`, "`", "\\`")

func picture(n *nethtml.Node) string {
	var alt strings.Builder
	for _, r := range clean(attr(n, "alt")) {
		if strings.ContainsRune("\\`*_[]<>!&{}|~#", r) {
			alt.WriteByte('\\')
		}
		alt.WriteRune(r)
	}
	title := ""
	if t := attr(n, "title"); t != "" {
		title = ` "` + namedSigns(titleSigns.Replace(t)) + `"`
	}
	return "![" + alt.String() + "](" + address(attr(n, "src")) + title + ")"
}
