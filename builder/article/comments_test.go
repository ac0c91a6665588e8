package article

import (
	"fmt"
	"strings"
	"testing"
)

// TestCommentsStayWithWriters looks for comments in everything that is made of an
// article, and for the text that stands beside them.
func TestCommentsStayWithWriters(t *testing.T) {
	for _, body := range []string{
		"<!-- SECRET --> **shown**\n", "- <!-- SECRET --> shown\n", "> <!-- SECRET --> shown\n", "<!-- SECRET --> <!-- SECRET --> shown\n",
		"<!-- SECRET\nSECRET --> shown\n", "shown\n<!-- SECRET -->\n", "shown\n<!-- SECRET --> too\n", "<!-- SECRET -->\n\nshown\n",
		"<!-- SECRET\n\nSECRET --> shown\n", "<div><!-- SECRET -->shown</div>\n", "> shown\n> <!-- SECRET\n>\n> SECRET -->\n",
		"<!-- SECRET --> <!-- SECRET -->\n\nshown\n", "shown\n\n<!-- SECRET\n\nSECRET\n", "## shown <!-- SECRET -->\n", "| a |\n|---|\n| shown <!-- SECRET --> |\n",
		"shown\n\n[//]: # (SECRET)\n", "[comment]: SECRET.md\n[other]: # \"SECRET\"\n\nshown\n", "shown\n\n[^9]: SECRET\n",
		"shown\n\n<script><!-- SECRET --></script>\n",
	} {
		a, _ := Parse("a.md", []byte("---\ntitle: T\n---\n"+body), Options{})
		page := string(a.HTML(asWritten{a}))
		twin := a.Markdown(func(i int) string { return a.Links[i].Target })
		found := fmt.Sprint(a.Sections, a.Headings)
		for what, text := range map[string]string{"page": page, "twin": twin, "search": found} {
			if strings.Contains(text, "SECRET") || !strings.Contains(text, "shown") {
				t.Errorf("%q: the %s is %q", body, what, text)
			}
		}
		if strings.Contains(body, "**") && !strings.Contains(page, "<strong>shown</strong>") {
			t.Errorf("%q: the page is %q", body, page)
		}
	}
}

// TestDefinitionsInUseStay keeps what the twin's own links need.
func TestDefinitionsInUseStay(t *testing.T) {
	body := "See [a][b], [C] and this[^1].\n\n[b]: b.md\n[c]: c.md\n[^1]: Note.\n\n```\n[x]: kept\n```\n\nText\n[y]: kept\n"
	a, _ := Parse("a.md", []byte("---\ntitle: T\n---\n"+body), Options{})
	if twin := a.Markdown(func(i int) string { return a.Links[i].Target }); twin != body {
		t.Errorf("the twin is\n%s", twin)
	}
}

// TestWhatHasNoEndIsTold warns of what swallows the rest of an article.
func TestWhatHasNoEndIsTold(t *testing.T) {
	for body, want := range map[string]string{
		"a\n\n<!-- see\n\n## Lost\n":  "a.md:6: warning: a comment without its end; ",
		"a\n\n```sh\nls\n\n## Lost\n": "a.md:6: warning: a block of code without its end; ",
		"a\n\n</details>\n":           "a.md:6: warning: </details> without its beginning here; ",
		"a\n\n<!-- /tabs -->\n":       "a.md:6: warning: <!-- /tabs --> without its beginning here; ",
		"<!-- tabs -->\n## A\n\n<!-- tabs -->\n\nx\n\n<!-- /tabs -->\n":     "a.md:7: warning: tabs within tabs; ",
		"<!-- Tabs -->\n\n## A\n\nx\n":                                      "a.md:4: warning: <!-- tabs --> wants headings, and <!-- /tabs --> behind the last of them; ",
		"```sh\nls\n```\n\n- a\n\n  ~~~\n  b\n  ~~~\n\n> ```\n> c\n> ```\n": "",
		"<!-- fine -->\n\n<!-- TABS -->\n\n## A\n\nx\n\n<!-- /Tabs -->\n":   "",
	} {
		_, ds := Parse("a.md", []byte("---\ntitle: T\n---\n"+body), Options{})
		got := ""
		for _, d := range ds {
			got += d.String() + "\n"
		}
		if want == "" && got != "" || !strings.HasPrefix(got, want) {
			t.Errorf("%q: told %q, want %q", body, got, want)
		}
	}
}

// TestEveryTargetIsFound has links whose targets stand where they are easily missed; the
// twin has none of them as they were written.
func TestEveryTargetIsFound(t *testing.T) {
	long := strings.Repeat("word ", 2000)
	for _, body := range []string{
		"[e](<sec.md>) and [q](sec.md)\n", "[q](sec.md) and [e](<sec.md>)\n", "[" + long + "](sec.md)\n", "[" + long + "](<sec.md> \"t\")\n",
		"[a](sec.md \"t\") [b]( sec.md ) [c](\n<sec.md>)\n", "> [a](\n> sec.md)\n", "[![i](sec.md)](sec.md) [c](sec.md)\n",
		"[a][x] [b][y]\n\n[x]: sec.md\n[y]: <sec.md>\n", "[a][x] [b](sec.md)\n\n[x]: sec.md\n", "| a |\n|---|\n| [b](sec.md) [c](<sec.md>) |\n",
	} {
		a, ds := Parse("a.md", []byte("---\ntitle: A\n---\n"+body), Options{})
		if a == nil {
			t.Fatal(ds)
		}
		if twin := a.Markdown(func(int) string { return "#" }); strings.Contains(twin, "sec.md") {
			t.Errorf("%.60q: the twin is %.200q", body, twin)
		}
	}
	a, _ := Parse("a.md", []byte("---\ntitle: A\n---\n[a](x.md.bak) [b](x.md)\n"), Options{})
	if got, want := a.Markdown(func(i int) string { return string(rune('0' + i)) }), "[a](0) [b](1)\n"; got != want {
		t.Errorf("the twin is %q, want %q", got, want)
	}
}
