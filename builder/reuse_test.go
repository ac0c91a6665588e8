package builder

import (
	"fmt"
	"strings"
	"testing"
)

func TestSnippetsAndVariables(t *testing.T) {
	s := &story{t, map[string]string{
		"signpost.yaml":       "title: Help\nvariables:\n  product: Acme <One>\n  support.mail: a@b.example\n",
		"snippets/contact.md": "Write to {{support.mail}}, or [read](/b.md).\n",
		"snippets/steps.md":   "1. Open it.\n\n   {{snippet contact}}\n2. Close it.\n",
		"content/a.md":        "---\ntitle: About {{product}}\n---\n{{ snippet steps }}\n\nRaw: \\{{product}} and `{{other}} {{product}}`.\n\n```\n{{snippet contact}}\n{{none}}\n```\n",
		"content/b.md":        "---\ntitle: B\n---\nNothing.\n",
	}}
	res := s.build(Config{})
	if got := told(res); got != "" {
		t.Fatal(got)
	}
	page := res.text("a/index.html")
	for _, want := range []string{"<title>About Acme &lt;One&gt;</title>", "<p>Write to <a href=\"mailto:a@b.example\">a@b.example</a>, or <a href=\"../b/\">read</a>.</p>\n</li>\n<li>\n<p>Close it.</p>", "Raw: {{product}} and <code>{{other}} Acme &lt;One&gt;</code>", "<pre><code>{{snippet contact}}\n{{none}}\n</code></pre>"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if !strings.Contains(res.text("a.md"), "Write to a@b.example") {
		t.Error("the twin lacks the snippet")
	}
	if len(res.Snippets) != 2 || strings.Join(res.Snippets[0].UsedIn, " ") != "content/a.md" {
		t.Errorf("used in: %+v", res.Snippets)
	}

	s.files["snippets/contact.md"] = "Line.\n\n{{produkt}} and [gone](gone.md).\n\n{{snippet steps}}\n{{snippet contakt}}\n"
	got := told(s.build(Config{}))
	for _, want := range []string{
		`snippets/contact.md:3: no variable is called "produkt"; did you mean {{product}}?`,
		`snippets/contact.md:3: warning: no article or file at gone.md; `,
		`snippets/contact.md:5: snippets that include each other: steps → contact → steps; take one of them out`,
		`snippets/contact.md:6: no snippet is called "contakt"; did you mean "contact"?`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// TestSnippetsThatMultiply takes in snippets that take in ten each: a small site
// must not make a build without end.
func TestSnippetsThatMultiply(t *testing.T) {
	files := map[string]string{"content/a.md": "---\ntitle: A\n---\n{{snippet s0}}\n", "content/b.md": "---\ntitle: B\n---\nSee {{snippet s8}}, \\{{snippet s8}} and `{{snippet s8}}`.\n"}
	for i := range 12 {
		files[fmt.Sprintf("snippets/s%d.md", i)] = strings.Repeat(fmt.Sprintf("{{snippet s%d}}\n", i+1), 10)
	}
	got := told(build(t, Config{}, files))
	for _, want := range []string{
		"snippets/s9.md:1: a snippet below 10 others; ",
		"with its snippets the article is too large; ",
		"content/b.md:4: a snippet within a line of text; ",
	} {
		if strings.Count(got, want) != 1 {
			t.Errorf("not once %q in\n%s", want, got)
		}
	}
}
