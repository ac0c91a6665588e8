package article

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"signpost/internal/diag"
	"signpost/internal/frugal"
)

// hostileShapes cost some parsers the square of their length, or worse.
func hostileShapes() map[string]func(n int) string {
	shapes := map[string]func(n int) string{}
	for _, unit := range []string{
		"[", "![", "*a **b ", "`a``", "[a](\n", "[x]\n", "]([\n", "[a](b 'c\n", "<a", "<!--", "a <!--a\n", "<!-- --> <!--\n", "> <!--\n- <!--\n", "> <!-- a\n\n",
		"[^1]", "[^a]: ", "\n> - ", "|a", "&amp", "~~a", "\\", "\\``", "http://a.", "_a@b", "# a\n", "## a-1\n", "[a]: b\n", "[a]:\n", "[a]: b\n(\n", ": a\n\n", "a\n: ",
		"*a_ ", "**_* ", "a***", "[*_a", "[ (](", "<>", "- - ", "1. ", "<!-- tabs -->\n\n", "<!-- tabs -->\n### a\n", "<details><summary>a</summary>\n\n", "<b>", "</i>", "a <x y=1>\n", "\x01\n", "a\n", "a\n\n", "- \n", "\\\n",
	} {
		shapes[fmt.Sprintf("%q", unit)] = func(n int) string { return strings.Repeat(unit, n/len(unit)) }
	}
	nested := func(open, closing string) {
		shapes[open+" … "+closing] = func(n int) string {
			k := n / (len(open) + len(closing))
			return strings.Repeat(open, k) + "a" + strings.Repeat(closing, k)
		}
	}
	nested("[", "]")
	nested("![", "](b)")
	nested("*a **a ", " a** a*")
	nested("<b>", "</b>")
	nested("<b>", "</i>")
	nested("<!-- a\n", "--> b")
	numbered := func(name, format string) {
		shapes[name] = func(n int) string {
			var b strings.Builder
			for i := 0; b.Len() < n; i++ {
				fmt.Fprintf(&b, format, i)
			}
			return b.String()
		}
	}
	numbered("definitions", "[a%[1]d]: b%[1]d.md\n")
	numbered("definitions and uses", "[a%[1]d]\n\n[a%[1]d]: b%[1]d.md\n\n")
	numbered("footnotes", "a[^%[1]d]\n\n[^%[1]d]: b\n\n")
	numbered("links", "[a](b%d.md)\n")
	numbered("tags", "a <x%[1]d y%[1]d=1>\n")
	numbered("HTML links", "<a href=a%d.md>")
	shapes["backticks"] = func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n; i++ {
			b.WriteString("e" + strings.Repeat("`", i))
		}
		return b.String()
	}
	shapes["lists in lists"] = func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.Repeat("  ", i) + "- a\n")
		}
		return b.String()
	}
	shapes["a wide table"] = func(n int) string {
		return strings.Repeat("|a", n/6) + "|\n" + strings.Repeat("|-", n/6) + "|\n" + strings.Repeat("|\n", n/6)
	}
	shapes["code in a table"] = func(n int) string { return "|a|\n|-|\n" + strings.Repeat("|`a\\|b`|\n", n/9) }
	shapes["a long definition"] = func(n int) string {
		return "[x]: " + strings.Repeat("x", n/2) + "\n" + strings.Repeat("\n\n[x]", n/10)
	}
	shapes["attributes"] = func(n int) string { return "# a {" + strings.Repeat(".b ", n/3) + "}" }
	shapes["escaped addresses"] = func(n int) string { return "<div>" + strings.Repeat("<a href=a&#46;md>", n/17) }
	return shapes
}

// Shapes that cost some parsers the square of their length end, HTML of authors let in
// or not, and what they are told of is not more than they hold.
func TestHostileShapesEnd(t *testing.T) {
	size := 200_000
	if testing.Short() {
		size = 20_000
	}
	for name, shape := range hostileShapes() {
		data := []byte("---\ntitle: x\n---\n" + shape(size))
		frugal.Within(t, len(data), func() {
			a, ds := Parse("a.md", data, Options{HTML: true})
			if a.HTML(asWritten{a}); len(ds) > len(data) {
				t.Errorf("%d diagnostics", len(ds))
			}
			a.Markdown(func(int) string { return "/x/" })
		})
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// Where two bytes are a piece of their own, memory is bounded by how many there may be:
// below the limit, and beyond it.
func TestSmallPiecesTakeLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	for _, unit := range []string{"a\n: ", "[", "<b>", "|a|b|c|d|\n", "[a]\n\n", "- [ ] a\n"} {
		for _, size := range []int{400_000, 1_000_000} {
			data := []byte("---\ntitle: x\n---\n|a|b|c|d|\n|-|-|-|-|\n" + strings.Repeat(unit, size/len(unit)))
			frugal.Within(t, len(data), func() { Parse("a.md", data, Options{HTML: true}) })
			if t.Failed() {
				t.Fatalf("%q of %d bytes", unit, size)
			}
		}
	}
}

// Snippets and variables, too.
func TestHostileReuseEnds(t *testing.T) {
	reuse := Reuse{Variables: map[string]string{"a": "{{a}}{{b}}", "long": strings.Repeat("x", 1000)}, Snippets: map[string]Snippet{
		"s": {Path: "snippets/s.md", Text: []byte("{{snippet s}}\n{{a}}\n")},
		"t": {Path: "snippets/t.md", Text: []byte(strings.Repeat("{{snippet u}}\n", 1000))},
		"u": {Path: "snippets/u.md", Text: []byte(strings.Repeat("{{snippet v}}\n", 1000))},
		"v": {Path: "snippets/v.md", Text: []byte("x\n")},
	}}
	for i := range 1000 {
		reuse.Variables[fmt.Sprintf("name-%d", i)] = "x"
	}
	for _, unit := range []string{"{{a}}", "{{b}}", "{{b}}\n", "`{{b}}", "{{long}}", "{{snippet s}}\n", "{{snippet t}}\n", "{{snippet w}}\n", "{{snippet s}} x\n", "{{snippet s}} ", "{{", "{{ a", "\\{{a}}"} {
		data := []byte(strings.Repeat(unit, 200_000/len(unit)))
		frugal.Within(t, len(data), func() {
			if _, ds := Expand("a.md", data, reuse); len(ds) > maxFaults {
				t.Errorf("%d diagnostics", len(ds))
			}
		})
		if t.Failed() {
			t.Fatalf("%q", unit)
		}
	}
}

// What goes beyond a limit is told, once, and shown as it was typed or refused.
func TestLimitsAreTold(t *testing.T) {
	rows := strings.Repeat("|\n", 1000)
	refused := map[string]bool{"too-deep": true, "too-many-footnotes": true, "too-many-headings": true, "too-many-pieces": true}
	for _, tt := range []struct{ name, text, code, shows string }{
		{"marks", strings.Repeat("*a* ", 1000) + "*end*", "too-many-marks", "*end*"},
		{"brackets", strings.Repeat("[", 100) + "a" + strings.Repeat("]", 100), "too-many-brackets", "[[[a]]]"},
		{"quotations", strings.Repeat("> ", 100) + "- a", "too-deep", "- a"},
		{"footnotes", strings.Repeat("a[^b]\n\n[^b]: c\n\n", 1100), "too-many-footnotes", ""},
		{"headings", strings.Repeat("## a\n", 5001), "too-many-headings", ""},
		{"lines", strings.Repeat("a\n\n", 100_000), "too-many-pieces", ""},
		{"marks over all", strings.Repeat(strings.Repeat("*a* ", 100)+"\n\n", 1000), "too-many-pieces", ""},
		{"cells", "|a|b|\n|-|-|\n" + strings.Repeat("|a|b|\n", 100_000), "too-many-pieces", ""},
		{"items", strings.Repeat("- \n", 100_000), "too-many-pieces", ""},
		{"definition", "[x]: " + strings.Repeat("x", 100_000) + "\n" + strings.Repeat("\n[x]\n", 100), "too-many-links", "<p>[x]</p>"},
		{"table", strings.Repeat("|a", 1000) + "|\n" + strings.Repeat("|-", 1000) + "|\n" + rows, "too-wide", "|a|a"},
		{"heading", "# " + strings.Repeat("a ", 3000), "too-long", "<p># a a"},
		{"underlined", strings.Repeat("a ", 3000) + "\n---\n", "too-long", "a</p>\n<hr>"},
	} {
		a, ds := Parse("a.md", []byte("---\ntitle: x\n---\n"+tt.text), Options{})
		if len(ds) != 1 || ds[0].Code != tt.code || (ds[0].Severity == diag.Warning) == refused[tt.code] {
			t.Errorf("%s: %v", tt.name, ds)
		}
		if html := string(a.HTML(asWritten{a})); !strings.Contains(html, tt.shows) {
			t.Errorf("%s: the page lacks %q:\n%.2000s", tt.name, tt.shows, html)
		}
	}
}

// Large articles that people write meet no limit.
func TestNoLimitForWhatPeopleWrite(t *testing.T) {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "## Part %[1]d\n\nSee [one](one.md), **two** and `three` [^%[1]d], [a%[1]d].\n\n", i)
	}
	for i := range 200 {
		fmt.Fprintf(&b, "[^%[1]d]: A note.\n\n", i)
	}
	for i := range 600 {
		fmt.Fprintf(&b, "[a%d]: https://example.com/%[1]d\n", i)
	}
	b.WriteString("\n|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n" + strings.Repeat("|x|y|\n", 1000))
	b.WriteString("\n" + strings.Repeat("a long line of one paragraph, ", 500) + "\n# Heading\n")
	a, ds := Parse("a.md", []byte("---\ntitle: x\n---\n"+b.String()), Options{})
	if len(ds) > 0 || len(a.External) != 200 || len(a.Headings) != 201 {
		t.Errorf("%v; %d links, %d headings", ds, len(a.External), len(a.Headings))
	}
}

// The wrapped parsers read what goldmark's own do.
func TestWrappedParsersReadTheSame(t *testing.T) {
	own := parser.DefaultBlockParsers()
	for i, p := range own {
		if b, ok := p.Value.(parser.BlockParser); ok && bytes.Equal(b.Trigger(), []byte{'<'}) {
			own[i].Value = htmlParser{b}
		}
	}
	plain := goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(own...), parser.WithInlineParsers(parser.DefaultInlineParsers()...), parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		)),
		goldmark.WithExtensions(extension.Linkify, extension.Strikethrough, extension.TaskList, extension.Table, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(parser.WithHeadingAttribute()),
	)
	html := func(p parser.Parser, src string) string {
		r := &reader{a: &Article{}, src: []byte(src), starts: []int{0}}
		doc := p.Parse(text.NewReader(r.src), parser.WithContext(&bounds{Context: parser.NewContext(), r: r, told: map[string]bool{}}))
		var b bytes.Buffer
		if err := plain.Renderer().Render(&b, r.src, doc); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	pieces := []string{
		"`", "``", "[", "]", "(", ")", "![", "*", "_", "**", "~~", "|", "\\|", "`a\\|b`", "\n", "\n", "\n\n", "a", "b c", "- ", "1. ", "> ", "    ", "\n[a]: b\n", "[a]: ", "[a]", "[a\nb]", "[^1]", "\n\n[^1]: ",
		"\na|b\n-|-\n", "|-|-|\n", "\n: ", "# ", " {#x .y}", "\n===\n", "\n---\n", "<!-- ", "-->", "<b>", "\\", "&amp;", "\t", "\"c\"", "<d>", "https://a.b", "é",
	}
	random := rand.New(rand.NewPCG(7, 3))
	for range 20_000 {
		var b strings.Builder
		for range 1 + random.IntN(30) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		src := b.String()
		if got, want := html(markdown.Parser(), src), html(plain.Parser(), src); got != want {
			t.Fatalf("%q:\n%s\nwant\n%s", src, got, want)
		}
	}
	// More definitions than are read at once, and what follows them.
	many := strings.Repeat("[a]: b\n'title\nof it'\n", 300) + "text [a]\n" + strings.Repeat("more\n", 300)
	if got, want := html(markdown.Parser(), many), html(plain.Parser(), many); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
