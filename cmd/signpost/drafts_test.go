package main

import (
	"html"
	"strings"
	"testing"

	"signpost/builder/article"
	"signpost/gaps"
	"signpost/gaps/drafts"
)

type noFilling struct{}

func (noFilling) Target(int) string          { return "" }
func (noFilling) Image(int) (_, _, _ string) { return "", "", "" }
func (noFilling) Word(key string) string     { return key }

// TestNothingOfTheSiteRuns holds that what people typed is shown as they typed it: no
// variable, no snippet, no character reference and no mark of Markdown works in a draft
// but that of code.
func TestNothingOfTheSiteRuns(t *testing.T) {
	site := article.Reuse{
		Variables: map[string]string{"secret": "RUN"},
		Snippets:  map[string]article.Snippet{"contact": {Path: "snippets/contact.md", Text: []byte("RUN")}},
	}
	typed := "Write {{secret}} and {{{secret}}} & &copy; &lt;b&gt; <b>, then **send** it to `us`."
	g := gaps.Gap{
		ID: "g-1", Title: "What is {{secret}} & \\{{secret}} for?", Conversations: 3, Customers: 2,
		Questions: []string{"What does {{{secret}}} mean", "{{snippet contact}} of {{secret}}"},
		Answers:   []gaps.Answer{{Text: typed + "\n{{snippet contact}} stands there for the whole world.", Conversation: "{{secret}}"}},
	}
	for name, reuse := range map[string]article.Reuse{"with variables": site, "without": {}} {
		file, ds := article.Expand("a.md", drafts.Article(g), reuse)
		if len(ds) > 0 {
			t.Errorf("%s: %v", name, ds)
		}
		if strings.Contains(string(file.Text), "RUN") {
			t.Errorf("%s: something of the site was put in:\n%s", name, file.Text)
		}
		a, ds := article.Parse("a.md", file.Text, article.Options{})
		if a == nil {
			t.Fatalf("%s: %v", name, ds)
		}
		if a.Title != g.Title || len(a.Asked) != 2 || a.Asked[0] != g.Questions[0] || a.Asked[1] != g.Questions[1] {
			t.Errorf("%s: %q %q", name, a.Title, a.Asked)
		}
		if got := string(a.HTML(noFilling{})); !strings.Contains(strings.NewReplacer("<code>", "`", "</code>", "`").Replace(html.UnescapeString(got)), typed) {
			t.Errorf("%s: not as it was typed:\n%s", name, got)
		}
	}
}
