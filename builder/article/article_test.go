package article

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"signpost/internal/frugal"
)

// parse reads a body under a title, and fails on any diagnostic.
func parse(t *testing.T, body string) *Article {
	t.Helper()
	a, ds := Parse("a.md", []byte("---\ntitle: Title\n---\n"+body), Options{})
	if len(ds) > 0 {
		t.Fatalf("diagnostics: %v", ds)
	}
	return a
}

// asWritten fills the holes with the targets and keys themselves.
type asWritten struct{ a *Article }

func (f asWritten) Target(i int) string { return f.a.Links[i].Target }
func (f asWritten) Image(int) (before, attributes, after string) {
	return "", "", ""
}
func (f asWritten) Word(key string) string { return key }

func TestBodyHTML(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"alert", "> [!NOTE]\n> Read *this*.\n", "<aside class=\"alert alert-note\" role=\"note\" aria-label=\"alert.note\">\n<p>Read <em>this</em>.</p>\n</aside>\n"},
		{"alert with a list", "> [!tip]\n>\n> - a\n", "<aside class=\"alert alert-tip\" role=\"note\" aria-label=\"alert.tip\">\n<ul>\n<li>a</li>\n</ul>\n</aside>\n"},
		{"details", "<details>\n<summary>More &amp; <b>more</b></summary>\n\nText *here*.\n\n</details>\n", "<details>\n<summary>More &amp; more</summary>\n<p>Text <em>here</em>.</p>\n</details>\n"},
		{"figure in details", "<details>\n<summary>A</summary>\n\n![a](b.png \"c\")\n\n</details>\n", "<details>\n<summary>A</summary>\n<figure>\n<p><img src=\"b.png\" alt=\"a\" loading=\"lazy\" decoding=\"async\"></p>\n<figcaption>c</figcaption>\n</figure>\n</details>\n"},
		{"details within details", "<details>\n<summary>A</summary>\n\n<details open>\n<summary>B</summary>\n\nb\n\n</details>\n\n</details>\n", "<details>\n<summary>A</summary>\n<details open>\n<summary>B</summary>\n<p>b</p>\n</details>\n</details>\n"},
		{"steps", "<!-- steps -->\n\n1. a\n2. b\n", "<ol class=\"steps\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
		{"tabs", "<!-- tabs -->\n\n#### Mac\n\nm\n\n#### Win\n\nw\n\n<!-- /tabs -->\n\nafter\n", "<div class=\"tabs\" data-tabs>\n<section class=\"tab\">\n<h4 id=\"mac\">Mac</h4>\n<p>m</p>\n</section>\n<section class=\"tab\">\n<h4 id=\"win\">Win</h4>\n<p>w</p>\n</section>\n</div>\n<p>after</p>\n"},
		{"figure", "![a](b.png \"What \\\"it\\\" shows\")\n", "<figure>\n<p><img src=\"b.png\" alt=\"a\" loading=\"lazy\" decoding=\"async\"></p>\n<figcaption>What &#34;it&#34; shows</figcaption>\n</figure>\n"},
		{"video", "[How to log in](https://www.youtube.com/watch?v=abc_DEF-123)\n", "<div class=\"video\" data-video=\"https://www.youtube-nocookie.com/embed/abc_DEF-123\" data-video-title=\"How to log in\" data-video-host=\"www.youtube-nocookie.com\">\n<p><a href=\"https://www.youtube.com/watch?v=abc_DEF-123\">How to log in</a></p>\n</div>\n"},
		{"video in a sentence", "See [it](https://youtu.be/abc_DEF-123).\n", "<p>See <a href=\"https://youtu.be/abc_DEF-123\">it</a>.</p>\n"},
		{"code", "```json title=\"a.json\"\n{\"a\": 1}\n```\n", "<figure class=\"listing\">\n<figcaption>a.json</figcaption>\n<pre><code class=\"language-json\"><span class=\"p\">{</span><span class=\"nt\">&#34;a&#34;</span><span class=\"p\">:</span> <span class=\"mi\">1</span><span class=\"p\">}</span>\n</code></pre>\n</figure>\n"},
		{"code of no known language", "```klingon <x>\n<q>\n```\n", "<pre><code class=\"language-klingon\">&lt;q&gt;\n</code></pre>\n"},
		{"tasks", "- [ ] a\n- [x] b\n", "<ul>\n<li><input type=\"checkbox\" disabled aria-label=\"task.open\"> a</li>\n<li><input type=\"checkbox\" checked disabled aria-label=\"task.done\"> b</li>\n</ul>\n"},
		{"plain quotation", "> [!HUH]\n> a\n", "<blockquote>\n<p>[!HUH]\na</p>\n</blockquote>\n"},
		{"ids", "## A b!\n## A b\n## Ünï_1 {#own}\n", "<h2 id=\"a-b\">A b!</h2>\n<h2 id=\"a-b-1\">A b</h2>\n<h2 id=\"own\">Ünï_1</h2>\n"},
		{"title repeated", "# Title\n\n## A\n", "<h2 id=\"a\">A</h2>\n"},
		{"h1 moves down", "# Other\n\n## A\n", "<h2 id=\"other\">Other</h2>\n<h3 id=\"a\">A</h3>\n"},
		{"code", "```go\na < b\n```\n", "<pre><code class=\"language-go\"><span class=\"nx\">a</span><span class=\"w\"> </span><span class=\"p\">&lt;</span><span class=\"w\"> </span><span class=\"nx\">b</span><span class=\"w\">\n</span></code></pre>\n"},
		{"link", "[x](b.md#c \"t\")\n", "<p><a href=\"b.md#c\" title=\"t\">x</a></p>\n"},
		{"web link", "[x](https://example.com/?a=1&b=2)\n", "<p><a href=\"https://example.com/?a=1&amp;b=2\">x</a></p>\n"},
		{"image", "![a *b*](i.png)\n", "<p><img src=\"i.png\" alt=\"a b\" loading=\"lazy\" decoding=\"async\"></p>\n"},
		{"script tag", "a <script>alert(1)</script> b\n", "<p>a &lt;script&gt;alert(1)&lt;/script&gt; b</p>\n"},
		{"HTML block", "<div onclick=\"x\">\nhi\n</div>\n", "<p>&lt;div onclick=&quot;x&quot;&gt;\nhi\n&lt;/div&gt;</p>\n"},
		{"harmless tags", "press <kbd>F1</kbd><br>now\n", "<p>press <kbd>F1</kbd><br>now</p>\n"},
		{"comment", "a <!-- secret --> b\n\n<!-- secret\nsecret -->\n", "<p>a  b</p>\n"},
		{"definition list", "Term\n: What it is\n", "<dl>\n<dt>Term</dt>\n<dd>What it is</dd>\n</dl>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := parse(t, tt.body)
			if d := cmp.Diff(tt.want, string(a.HTML(asWritten{a}))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestUnsafeLinksAreDisarmed(t *testing.T) {
	for _, target := range []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc/passwd", "java&Tab;script:alert(1)", "&#1;javascript:alert(1)", "javascript&colon;alert(1)"} {
		a, _ := Parse("a.md", []byte("---\ntitle: x\n---\n[a]("+target+") <"+target+">\n"), Options{})
		html := strings.ToLower(string(a.HTML(asWritten{a})))
		for _, bad := range []string{`="javascript:`, `="vbscript:`, `="data:`, `="file:`} {
			if strings.Contains(html, bad) {
				t.Errorf("%s became %s", target, html)
			}
		}
	}
}

func TestLinksKeepTheirLines(t *testing.T) {
	a := parse(t, "\nOne\ntwo [x](b.md) and\n![y](../i.png)\n\n| a |\n| - |\n| [z](#top) |\n\n[r][ref] <https://example.com>\n\n[ref]: /c/\n")
	var got []Link
	for _, l := range a.Links {
		l.dest = nil
		got = append(got, l)
	}
	want := []Link{{Target: "b.md", Line: 6}, {Target: "../i.png", Line: 7, Image: true}, {Target: "#top", Line: 11}, {Target: "/c/", Line: 13}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(Link{}, span{})); d != "" {
		t.Error(d)
	}
}

func TestSectionsHoldWordsAndCode(t *testing.T) {
	a := parse(t, "Intro `code` [text](x.md).\n\n## First *one*\n\n- a\n- b\n\n```sh\nrun --it\n```\n\n| h | i |\n| - | - |\n| c | d |\n\n### Second\n\n![seen](x.png)\n")
	want := []Section{
		{Body: "Intro code text."},
		{Anchor: "first-one", Heading: "First one", Body: "a\nb\nrun --it\n\nh i c d", Rows: [][]string{{"h", "i"}, {"c", "d"}}},
		{Anchor: "second", Heading: "Second", Body: "seen"},
	}
	if d := cmp.Diff(want, a.Sections); d != "" {
		t.Error(d)
	}
}

func TestTwinTurnsLinksAndDropsComments(t *testing.T) {
	a := parse(t, "See [x](b.md \"t\") ![y](i.png).\n\n<!-- secret -->\n\n`[x](b.md)` [r]\n\n[r]: c.md\n")
	got := a.Markdown(func(i int) string { return "../" + a.Links[i].Target })
	want := "See [x](../b.md \"t\") ![y](../i.png).\n\n\n`[x](b.md)` [r]\n\n[r]: ../c.md\n"
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestFrontMatterIsTyped(t *testing.T) {
	a, ds := Parse("a.md", []byte("\xef\xbb\xbf---\r\ntitle: T\r\norder: 2\r\nasked:\r\n  - how?\r\nupdated: 2026-01-02\r\nsearch:\r\n  boost: 2\r\n---\r\nHi\r\n"), Options{})
	if len(ds) > 0 || a.Title != "T" || a.Order != 2 || a.Asked[0] != "how?" || a.Search.Boost != 2 || a.Updated.Format(time.DateOnly) != "2026-01-02" {
		t.Errorf("%v %+v", ds, a)
	}
	if got := string(a.HTML(nil)); got != "<p>Hi</p>\n" {
		t.Errorf("body %q", got)
	}
}

func TestBadInput(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"no front matter", "hello\n", "a.md:1: the article has no title; begin the file with the lines ---, title: A title, ---"},
		{"empty file", "", "a.md:1: the article has no title; begin the file with the lines ---, title: A title, ---"},
		{"no end", "---\ntitle: x\n", "a.md:1: the front matter does not end; close it with a line of three dashes: ---"},
		{"misspelt key", "---\ntitle: x\ndescripton: y\n---\n", `a.md:3: unknown key "descripton"; did you mean "description"?`},
		{"tab", "---\ntitle: x\nsearch:\n\tboost: 2\n---\n", "a.md:4: a tab in the indentation; use spaces"},
		{"NUL", "---\ntitle: x\n---\nab\x00\n", "a.md:4: a NUL byte; remove it; the file may be damaged, or not be a text"},
		{"terminal", "---\ntitle: x\n---\na\x1b[31mb\n", "a.md:4: warning: the control character U+001B is left out; remove it"},
		{"escape", "---\ntitle: \"\\e[31m\"\n---\n", "a.md:2: a control character, U+001B; remove it"},
		{"encoding", "---\ntitle: x\n---\nab\xff\n", "a.md:4: not valid UTF-8; save the file as UTF-8"},
		{"audience", "---\ntitle: x\naudience: interal\n---\n", `a.md:3: no audience is called "interal"; did you mean "internal"?`},
		{"slug", "---\ntitle: x\nslug: ../up\n---\n", `a.md:3: the slug "../up" cannot stand in an address; use letters, digits, - and _ only`},
		{"boost", "---\ntitle: x\nsearch: {boost: 99}\n---\n", "a.md:3: search.boost is out of range; write a number from 0.1 to 10"},
		{"times", "---\ntitle: x\npublish_at: 2026-02-01\nexpire_at: 2026-01-01\n---\n", "a.md:4: the article expires before it is published; correct publish_at or expire_at"},
		{"quotations", "---\ntitle: x\n---\n\n" + strings.Repeat(">", 10_000), "a.md:5: quotations or lists nested too deeply; use at most a handful of levels"},
		{"lists", "---\ntitle: x\n---\n" + strings.Repeat("- ", 10_000) + "x", "a.md:4: quotations or lists nested too deeply; use at most a handful of levels"},
		{"links", "---\ntitle: x\n---\n" + strings.Repeat("[a](", 100_000), "a.md:4: 100000 links on one line; break the line, or make a list of it"},
		{"same id twice", "---\ntitle: x\n---\n## A {#i}\n## B {#i}\n", `a.md:5: two headings have the id "i"; change one of them`},
		{"script", "---\ntitle: x\n---\n[a](javascript:x)\n", "a.md:4: warning: a link of the kind javascript: is left out; link to an article or to a web address"},
		{"unknown scheme", "---\ntitle: x\n---\n[a](feed:data:x)\n", "a.md:4: warning: a link of the kind feed: is left out; link to an article or to a web address"},
		{"size", strings.Repeat("x", MaxSize+1), "a.md: 10 MB is too large for an article; split it; 10 MB is the most"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, ds := Parse("a.md", []byte(tt.in), Options{})
			if len(ds) != 1 || ds[0].String() != tt.want {
				t.Errorf("got %v\nwant %s", ds, tt.want)
			}
		})
	}
}

func TestPublished(t *testing.T) {
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		f        FrontMatter
		audience string
		want     bool
	}{
		{FrontMatter{}, "public", true},
		{FrontMatter{Draft: true}, "internal", false},
		{FrontMatter{Audience: "internal"}, "public", false},
		{FrontMatter{Audience: "internal"}, "internal", true},
		{FrontMatter{PublishAt: now.Add(1)}, "public", false},
		{FrontMatter{PublishAt: now}, "public", true},
		{FrontMatter{ExpireAt: now}, "public", false},
	}
	for i, tt := range tests {
		if got := tt.f.Published(tt.audience, now); got != tt.want {
			t.Errorf("%d: %v", i, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"---\ntitle: x\n---\n# x\n> [!NOTE]\n> a\n", "---\n---\n[a](b \"c\")![d](<e f>)\n[a]: b\n", "a[^1]\n\n[^1]: b\n", "|a|\n|-|\n|[b](c)|\n", "<!-- a -->\n<b>", "t\n: d\n", "## a {#b c=d}\n", "<div id=a><a href='b&#99;.md' onclick=c>\n\nd <b>*e</b>*</div>\n", "***\n- [ ] x\n"} {
		f.Add([]byte(s))
	}
	for _, shape := range hostileShapes() {
		f.Add([]byte("---\ntitle: x\n---\n" + shape(2000)))
	}
	f.Fuzz(frugal.One(fuzzParse))
}

func fuzzParse(t *testing.T, data []byte) {
	t.Helper()
	a, ds := Parse("a.md", data, Options{})
	for _, d := range ds {
		if d.Line < 0 || d.What == "" {
			t.Errorf("%+v", d)
		}
	}
	if a == nil {
		return
	}
	html := string(a.HTML(asWritten{a}))
	for _, bad := range []string{"<script", "<iframe", "\x00", `="javascript:`} {
		if strings.Contains(strings.ToLower(html), bad) {
			t.Errorf("%q in %s", bad, html)
		}
	}
	a.Markdown(func(int) string { return "/x/" })
	with, _ := Parse("a.md", data, Options{HTML: true})
	html = string(with.HTML(asWritten{with}))
	if lower := strings.ToLower(html); strings.Contains(lower, "<script") || strings.Contains(lower, "<iframe") || strings.Contains(lower, "\x00") || balanced(html) != "" {
		t.Errorf("%s in the cleaned %s", balanced(html), html)
	}
	with.Markdown(func(int) string { return "/x/" })
}
