package importer

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"signpost/internal/frugal"
)

// convertHTML converts one text that stands alone, with nothing given beside it.
func convertHTML(tb testing.TB, src string) (string, *translation) {
	tb.Helper()
	p := &placed{article: &foreign{id: "1"}, text: &text{title: "A title", html: src, url: "https://help.example.com/en/articles/1-a-title"}, key: "1", file: "a.md"}
	links := &linker{system: "intercom", hosts: map[string]bool{"help.example.com": true}, articles: map[string]*placed{"1": p, "2": {file: "billing/b.md"}}, folders: map[string]string{}, byURL: map[string]string{}, anchors: map[string]map[string]string{}}
	sh := &shelf{texts: []*placed{p}, links: links}
	refs, err := sh.references(nil)
	if err != nil {
		tb.Fatal(err)
	}
	root, _ := parse(src, "A title")
	_, links.anchors["a.md"] = places(root, refs["a.md"], nil)
	tr := &translation{conv: newConverter(), from: p, source: src, links: links, pictures: newAlbum(nil, nil), refs: refs["a.md"]}
	return tr.markdown(), tr
}

// TestConversion compares the Markdown of small texts with what a writer would
// have written.
func TestConversion(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"paragraphs", `<p>One</p><p>Two<br>three</p>`, "One\n\nTwo\\\nthree"},
		{"two breaks", `One<br><br>Two`, "One\n\nTwo"},
		{"emphasis", `<p><b>Bold</b>, <i>slanted</i>, <s>gone</s></p>`, "**Bold**, *slanted*, ~~gone~~"},
		{"colon in bold", `<p><b>Note:</b>read this</p>`, "**Note**:read this"},
		{"bold touches slanted", `<p><b>a</b><i>b</i></p>`, "**a**b"},
		{"bold around blocks", `<b><p>One</p><p>Two</p></b>`, "**One**\n\n**Two**"},
		{"headings move down", `<h1>First</h1><p>x</p><h2>Second</h2>`, "## First\n\nx\n\n### Second"},
		{"title again", `<h1>A title</h1><p>x</p>`, "x"},
		{"bold heading", `<h2><b>Steps</b></h2>`, "## Steps"},
		{"lists", `<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>`, "- a\n  - b\n- c"},
		{"loose list", `<ol start="3"><li><p>a</p><p>b</p></li><li>c</li></ol>`, "3. a\n\n   b\n\n4. c"},
		{"list without items", `<ul><ul><li>a</li></ul></ul>`, "- - a"},
		{"two numbered lists", `<ol><li>a</li></ol><ol><li>b</li></ol>`, "1. a\n\n1) b"},
		{"ten items", "<ol>" + strings.Repeat("<li>x</li>", 10) + "</ol>", "1. x\n2. x\n3. x\n4. x\n5. x\n6. x\n7. x\n8. x\n9. x\n10. x"},
		{"table", `<table><thead><tr><th>a</th><th style="text-align: right">b</th></tr></thead><tbody><tr><td>1|2</td><td><p>x</p><p>y</p></td></tr></tbody></table>`, "| a | b |\n|---|--:|\n| 1\\|2 | x<br>y |"},
		{"frame", `<table><tr><td><p>One</p><p>Two</p></td></tr></table>`, "One\n\nTwo"},
		{"note", `<div class="callout callout-warning"><p>Careful</p></div>`, "> [!WARNING]\n> Careful"},
		{"intercom's note", `<div class="intercom-interblocks-callout" style="background-color: #d7efdc80"><p>Try this</p></div>`, "> [!TIP]\n> Try this"},
		{"note with a list", `<div class="fd-callout fd-callout--info"><ul><li>a</li></ul></div>`, "> [!NOTE]\n>\n> - a"},
		{"quotation", `<blockquote><p>a</p><p>b</p></blockquote>`, "> a\n>\n> b"},
		{"code", "<pre><code class=\"language-go\">if a &lt; b {\n\n\n\treturn\n}</code></pre>", "```go\nif a < b {\n\n\n\treturn\n}\n```"},
		{"code in a list", "<ul><li>a<pre>x\n\ny</pre></li></ul>", "- a\n\n  ```\n  x\n  \n  y\n  ```"},
		{"code span", "<p>Run <code>a `b` c</code> now</p>", "Run ``a `b` c`` now"},
		{"keys", `<p>Press <kbd>Ctrl</kbd>, H<sub>2</sub>O</p>`, "Press <kbd>Ctrl</kbd>, H<sub>2</sub>O"},
		{"signs", `<p>a_b *c* [d] &lt;e&gt; Settings &gt; Account &amp;amp; 1 &lt; 2 # no {{x}}</p>`, "a_b \\*c\\* [d] \\<e> Settings > Account \\&amp; 1 < 2 # no \\{\\{x}}"},
		{"signs at the start", `<p># a</p><p>- b</p><p>1. c</p><p>+ d</p><p>&gt; e</p><p>---</p><p>: f</p><p>[x]: /y</p>`, "\\# a\n\n\\- b\n\n1\\. c\n\n\\+ d\n\n\\> e\n\n\\---\n\n\\: f\n\n\\[x]: /y"},
		{"links", `<p><a href="https://help.example.com/en/articles/2-x">b</a> <a href="javascript:alert(1)">bad</a> <a href="/en/articles/1">self</a> <a href="https://example.org/a_(b)">out</a></p>`, "[b](billing/b.md) bad [self](a.md) [out](https://example.org/a_%28b%29)"},
		{"places", `<p><a href="#h_12ab">down</a></p><h2 id="h_12ab">Part</h2><h2 id="h_99">Other</h2>`, "[down](#h_12ab)\n\n## Part {#h_12ab}\n\n## Other"},
		{"video", `<iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ" title="Tour"></iframe>`, "[Tour](https://www.youtube.com/watch?v=aqz-KE-bpKQ)"},
		{"figure", `<figure><img src="https://x.example/a.png" alt="Menu"><figcaption>The "menu"</figcaption></figure>`, "![Menu](https://x.example/a.png \"The \\\"menu\\\"\")"},
		{"details", `<details><summary>Why <b>now</b>?</summary><p>Because</p></details>`, "<details>\n<summary>Why now?</summary>\n\nBecause\n\n</details>"},
		{"definitions", `<dl><dt>Plan</dt><dd>What you pay</dd></dl>`, "Plan\n: What you pay"},
		{"tasks", `<ul><li><input type="checkbox" checked> done</li></ul>`, "- [x] done"},
		{"spaces that do not break", "<p>a&nbsp;&nbsp;b 5&nbsp;km&nbsp;</p>", "a b 5\u00a0km"},
		{"scripts", `<p>a</p><script>alert(1)</script><style>p{}</style><p onclick="x()">b</p>`, "a\n\nb"},
		{"exclamation before a link", `<p>Hey!<a href="https://example.org">x</a></p>`, "Hey\\![x](https://example.org)"},
		{"link around its picture", `<a href="https://x.example/a.png?w=2"><img src="https://x.example/a.png" alt="a"></a>`, "![a](https://x.example/a.png)"},
		{"title of a box", `<div class="callout callout--danger"><p class="callout__title">Hot</p><p>Stop</p></div>`, "> [!CAUTION]\n> Hot\n>\n> Stop"},
		{"address as text", `<p><a href="https://example.org/a">https://example.org/a</a></p>`, "<https://example.org/a>"},
		{"divider", `<p>a</p><hr><p>b</p>`, "a\n\n***\n\nb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, tr := convertHTML(t, c.html)
			if strings.TrimSpace(got) != c.want {
				t.Errorf("got  %q\nwant %q", strings.TrimSpace(got), c.want)
			}
			if !tr.equal {
				t.Errorf("the page does not say what the source says: %s", tr.differs)
			}
		})
	}
}

// hostile are texts that try to do harm, or are just very strange.
func hostile() map[string]string {
	return map[string]string{
		"deep divs":    strings.Repeat("<div>", 3000) + "x",
		"deep lists":   strings.Repeat("<ul><li>", 200) + "x",
		"deep quotes":  strings.Repeat("<blockquote>", 300) + "x",
		"deep bold":    strings.Repeat("<b><i>", 240) + "x",
		"wide table":   "<table><tr>" + strings.Repeat("<td>x</td>", 5000) + "</tr></table>",
		"long table":   "<table>" + strings.Repeat("<tr><td>x</td><td>y</td></tr>", 20_000) + "</table>",
		"spans":        `<table><tr><td colspan="1000000000" rowspan="999999999">x</td></tr>` + strings.Repeat("<tr><td>y</td></tr>", 50) + "</table>",
		"brackets":     strings.Repeat("[", 100_000),
		"stars":        strings.Repeat("*a", 50_000),
		"ampersands":   strings.Repeat("&amp;", 100_000),
		"comments":     strings.Repeat("a<!-- x -->", 50_000),
		"breaks":       strings.Repeat("<br>", 50_000) + "x",
		"many links":   strings.Repeat(`<a href="https://example.org">x</a> `, 2000),
		"script":       `<script>alert(1)</script><img src=x onerror=alert(1)><a href="JaVaScRiPt:alert(1)">x</a><iframe src="javascript:alert(1)"></iframe><svg onload=alert(1)>`,
		"no end":       `<table><tr><td><ul><li><b>x`,
		"not HTML":     "<<<>>><!doctype [<!ENTITY a \"b\">]>&a;&#0;&#x110000;\x00\xff\xfe",
		"backticks":    "<code>" + strings.Repeat("`", 5000) + "</code>",
		"nested table": strings.Repeat("<table><tr><td>a</td><td>", 60) + "x",
	}
}

// TestHostileTexts holds that nothing harmful comes through, and that no text
// takes long.
func TestHostileTexts(t *testing.T) {
	for name, src := range hostile() {
		t.Run(name, func(t *testing.T) {
			got, tr := convertHTML(t, src)
			low := strings.ToLower(got)
			for _, bad := range []string{"javascript:", "<script", "onerror", "onload", "\x00"} {
				if strings.Contains(low, bad) {
					t.Errorf("the Markdown holds %q", bad)
				}
			}
			if len(got) > 40*len(src)+1000 {
				t.Errorf("%d bytes became %d", len(src), len(got))
			}
			t.Logf("%d bytes, equal %v %s", len(got), tr.equal, tr.differs)
		})
	}
}

// TestAnyText writes texts of random elements and signs, and holds that nearly
// every page says what its source says. What a page cannot say is told, so none is
// wrong in silence.
func TestAnyText(t *testing.T) {
	const texts = 800
	equal := 0
	var wrong []string
	for seed := range uint64(texts) {
		src := randomHTML(rand.New(rand.NewPCG(seed, 7)), 0)
		got, tr := convertHTML(t, src)
		if tr.equal {
			equal++
			continue
		}
		if tr.from.losses["text"] == nil {
			t.Errorf("seed %d: a difference that is not told", seed)
		}
		wrong = append(wrong, fmt.Sprintf("%s\n%s\n%s", src, tr.differs, got))
	}
	slices.SortFunc(wrong, func(a, b string) int { return len(a) - len(b) })
	t.Logf("%d of %d equal; the shortest that are not:\n%s", equal, texts, strings.Join(wrong[:min(len(wrong), 12)], "\n\n"))
	if equal < texts*99/100 {
		t.Errorf("only %d of %d equal", equal, texts)
	}
}

// randomHTML is a piece of HTML as no person would write it.
func randomHTML(r *rand.Rand, depth int) string {
	var b strings.Builder
	pieces := []string{
		"word", "two words", " ", "a.", "1.", "2) ", "- ", "+", "*", "**", "_", "__init__", "snake_case", "~", "~~x~~", "`", "``", "#", "## ", "&gt;", "&lt;b&gt;", "&amp;amp;", "&amp;", "|", "a|b",
		"[", "]", "[x]", "[^1]", "[a](b)", "[!NOTE]", "!", "\\", "\\*", "{{x}}", "{#id}", "=", "===", "---", ":", ": ", "https://example.org/a_b*c", "www.example.org", "me@example.org", "&nbsp;", "\"q\"", "日本", "é", "😀", "(", ")", "<br>", "$", "%", "http://", "+1", "TM", "—", "“q”",
	}
	inline := []string{"b", "i", "strong", "em", "s", "code", "kbd", "sub", "sup", "mark", "u", "span", "a href='https://example.org/?a=1&amp;b=(2)'", "a href='/en/articles/2'", "small", "q"}
	blocks := []string{"p", "p", "p", "div", "h2", "h3", "ul", "ol", "blockquote", "pre", "table", "div class=note", "details", "dl", "section", "figure"}
	for range 1 + r.IntN(5) {
		switch n := r.IntN(10); {
		case n < 5 || depth > 2:
			b.WriteString(pieces[r.IntN(len(pieces))])
			if r.IntN(2) == 0 {
				b.WriteByte(' ')
			}
		case n < 8:
			tag := inline[r.IntN(len(inline))]
			name, _, _ := strings.Cut(tag, " ")
			b.WriteString("<" + tag + ">" + randomHTML(r, depth+1) + "</" + name + ">")
		default:
			b.WriteString(randomBlock(r, blocks[r.IntN(len(blocks))], depth))
		}
	}
	return b.String()
}

func randomBlock(r *rand.Rand, tag string, depth int) string {
	within := func() string { return randomHTML(r, depth+1) }
	switch tag {
	case "ul", "ol":
		return "<" + tag + "><li>" + within() + "</li><li>" + within() + "</li></" + tag + ">"
	case "table":
		return "<table><tr><th>" + within() + "</th><th>b</th></tr><tr><td>" + within() + "</td><td>" + within() + "</td></tr></table>"
	case "details":
		return "<details><summary>" + within() + "</summary>" + within() + "</details>"
	case "dl":
		return "<dl><dt>" + within() + "</dt><dd>" + within() + "</dd></dl>"
	case "figure":
		return "<figure><img src='https://x.example/a.png'><figcaption>" + within() + "</figcaption></figure>"
	}
	name, _, _ := strings.Cut(tag, " ")
	return "<" + tag + ">" + within() + "</" + name + ">"
}

// FuzzConversion holds that no HTML makes the conversion fail or writes what
// could harm, and that what it writes is UTF-8 that an article may be.
func FuzzConversion(f *testing.F) {
	for _, src := range hostile() {
		if len(src) < 2000 {
			f.Add(src)
		}
	}
	f.Add(`<p><b>a</b><i>b</i> c_d * e &lt;f&gt;</p><ol><li>g<pre>h</pre></li></ol><table><tr><th>i</th></tr><tr><td>j|k</td></tr></table>`)
	f.Fuzz(frugal.One(func(t *testing.T, src string) {
		if len(src) > 20_000 {
			return
		}
		got, _ := convertHTML(t, src)
		if rendered(got) == "\x00" {
			t.Errorf("the article cannot be read:\n%s", got)
		}
	}))
}
