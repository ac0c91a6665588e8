package article

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	nethtml "golang.org/x/net/html"
)

func parseHTML(t testing.TB, body string) *Article {
	t.Helper()
	a, _ := Parse("a.md", []byte("---\ntitle: Title\n---\n"+body), Options{HTML: true})
	if a == nil {
		t.Fatalf("%q cannot be read", body)
	}
	return a
}

func TestCleanedHTML(t *testing.T) {
	for _, tt := range []struct {
		name, body, want string
		left             []LeftOut
	}{
		{"a line", "a <b class=\"x y\">b</b> <u>c</u>\n", "<p>a <b class=\"x y\">b</b> <u>c</u></p>\n", nil},
		{"what has no end", "a <b>b *c* d\n\ne\n", "<p>a <b>b <em>c</em> d</b></p>\n<p>e</p>\n", nil},
		{"an end too many", "a</b> </p></div></main> b\n", "<p>a  b</p>\n", nil},
		{"crossed", "<i>a *b</i> c*\n", "<p><i>a <em>b c</em></i></p>\n", nil},
		{"a block around Markdown", "<div align=\"center\">\n\n*a*\n\n</div>\n\nb\n", "<div align=\"center\">\n<p><em>a</em></p>\n</div>\n<p>b</p>\n", nil},
		{"a block without its end", "> <div>\n\nb\n", "<blockquote>\n<div>\n</div></blockquote>\n<p>b</p>\n", nil},
		{"a block in a line", "a <div>b</div>\n", "<p>a b</p>\n", []LeftOut{{4, "<div>"}}},
		{"a table", "<table><tr><td colspan=2>a &lt; b</td></tr></table>\n", "<table><tr><td colspan=\"2\">a &lt; b</td></tr></table>\n", nil},
		{
			"what could run", "<div onclick=\"x()\" style=\"color:red\">a<script>alert(1)</script><iframe src=\"https://example.com\"></iframe></div>\n", "<div>a</div>\n",
			[]LeftOut{{4, "onclick of <div>"}, {4, "style of <div>"}, {4, "<script>"}, {4, "<iframe>"}, {4, "src of <iframe>"}},
		},
		{"addresses that run", "<a href=\"java&#115;cript:alert(1)\">a</a> <a href=\"javascript&amp;colon;alert(1)\">b</a>\n", "<p><a>a</a> <a href=\"javascript&amp;colon;alert(1)\">b</a></p>\n", []LeftOut{{4, "href of <a>"}}},
		{"a link and a picture", "<a href=\"b.md#c\">b</a> <img src='p.png' alt=\"a &lt; p\" width=20>\n", "<p><a href=\"b.md#c\">b</a> <img src=\"p.png\" alt=\"a &lt; p\" width=\"20\" loading=\"lazy\" decoding=\"async\"></p>\n", nil},
		{"an id", "<span id=\"old\"></span>\n\n## New {#new}\n\n<p id=\"new\">x</p>\n", "<p><span id=\"old\"></span></p>\n<h2 id=\"new\">New</h2>\n<p>x</p>\n", nil},
		{"comments", "a <!-- b --> c\n\n<!-- d -->\n\n<div><!-- e -->f</div>\n", "<p>a  c</p>\n<div>f</div>\n", nil},
		{"parts stay", "<details>\n<summary>A</summary>\n\nb\n\n</details>\n", "<details>\n<summary>A</summary>\n<p>b</p>\n</details>\n", nil},
		{"what imitates a part", "<div class=\"video\" data-video=\"https://example.com\">x</div>\n", "<div class=\"video\">x</div>\n", []LeftOut{{4, "data-video of <div>"}}},
	} {
		a := parseHTML(t, tt.body)
		if d := cmp.Diff(tt.want, string(a.HTML(asWritten{a}))); d != "" {
			t.Errorf("%s:\n%s", tt.name, d)
		}
		if d := cmp.Diff(tt.left, a.LeftOut); d != "" {
			t.Errorf("%s: left out\n%s", tt.name, d)
		}
	}
}

// What stands in HTML is searched as text, linked to as an anchor, and followed as a link.
func TestHTMLIsPartOfTheArticle(t *testing.T) {
	a := parseHTML(t, "<table><tr><td>one &amp; two</td><td>three</td></tr></table>\n\n<a href=\"b.md\">x</a> <a href='c.m&#100;'>y</a> <img src=\"p.png\">\n\n<p id=\"here\">z</p>\n")
	if got := a.Sections[0].Body; got != "one & two three\n\nx y \nz" {
		t.Errorf("the text is %q", got)
	}
	if !a.Anchors["here"] || len(a.Links) != 3 || a.Links[1].Target != "c.md" || !a.Links[2].Image || len(a.Images) != 1 || len(a.HTMLLines) > 0 {
		t.Errorf("anchors %v, links %v, pictures %v, HTML as text %v", a.Anchors, a.Links, a.Images, a.HTMLLines)
	}
	got := a.Markdown(func(i int) string { return fmt.Sprint("new", i) })
	if want := "<table><tr><td>one &amp; two</td><td>three</td></tr></table>\n\n<a href=\"new0\">x</a> y</a> <img src=\"new2\">\n\n<p id=\"here\">z</p>\n"; got != want {
		t.Errorf("the twin is %q", got)
	}
}

// balanced reports the first tag of a piece of HTML that ends what it did not begin, or
// is not ended.
func balanced(piece string) string {
	var open []string
	tokens := nethtml.NewTokenizer(strings.NewReader(piece))
	for {
		switch tokens.Next() {
		case nethtml.ErrorToken:
			if len(open) > 0 {
				return "no end of " + open[len(open)-1]
			}
			return ""
		case nethtml.StartTagToken:
			if name, _ := tokens.TagName(); !slices.Contains(append([]string{"input"}, voidElements...), string(name)) {
				open = append(open, string(name))
			}
		case nethtml.EndTagToken:
			name, _ := tokens.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return "</" + string(name) + ">"
			}
			open = open[:len(open)-1]
		}
	}
}

// suite reads one of the suites that the makers of Signpost have beside the repository.
func suite(t *testing.T, name string, into any) {
	t.Helper()
	dir := os.Getenv("SIGNPOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "suites", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no %s: set SIGNPOST_SHARED to the folder that holds suites/", name)
	}
	if err = errors.Join(err, json.Unmarshal(data, into)); err != nil {
		t.Fatal(err)
	}
}

// No payload of the suite leaves the element that an article stands in.
func TestHTMLStaysInItsPlace(t *testing.T) {
	var payloads []string
	if suite(t, "xss.json", &payloads); len(payloads) < 1000 {
		t.Fatalf("%d payloads", len(payloads))
	}
	for _, p := range payloads {
		for _, body := range []string{p, "> a " + p + "\n\n- " + p, "<div>\n" + p + "\n\nb\n\n</div></div>"} {
			a, _ := Parse("a.md", []byte("---\ntitle: T\n---\n"+body), Options{HTML: true})
			if a == nil {
				continue // refused
			}
			if page := string(a.HTML(asWritten{a})); balanced(page) != "" {
				t.Errorf("%q becomes %q: %s", body, page, balanced(page))
			}
		}
	}
}
