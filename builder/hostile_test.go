package builder

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"gopkg.in/yaml.v3"

	"signpost/internal/diag"
)

// everyNth is how many of a suite's cases a short run takes: each n-th, or all of them
// when SIGNPOST_TIMES is set, as dev/reliability/full.sh does.
func everyNth(n int) int {
	if _, err := strconv.Atoi(os.Getenv("SIGNPOST_TIMES")); err == nil {
		return 1
	}
	return n
}

func suite(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile(shared(t, "suites/"+name))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	if err := json.Unmarshal(data, &texts); err != nil || len(texts) < 100 {
		t.Fatal(len(texts), err)
	}
	return texts
}

// hostileArticle has a text in every place that an author fills in.
func hostileArticle(n int, text string) string {
	quoted, _ := json.Marshal(text) // JSON is YAML
	line := strings.NewReplacer("\n", " ", "\r", " ").Replace(text)
	return fmt.Sprintf("---\ntitle: %[1]s\nslug: case-%[3]d\ndescription: %[1]s\ntags: [%[1]s]\nkeywords: [%[1]s]\nasked: [%[1]s]\n---\n"+
		"%[2]s\n\n## %[4]s\n\n![%[4]s](https://example.com/p.png \"%[4]s\")\n\n[link](<%[4]s>) [%[4]s](%[4]s)\n\n[ref]: %[4]s\n\n[ref]\n\n| %[4]s | b |\n|---|---|\n| %[4]s | c |\n\n"+
		"> [!NOTE]\n> %[4]s\n\n```%[4]s\n%[2]s\n```\n\n<%[4]s>\n", quoted, text, n, line)
}

// buildHostile builds a site of an article for each text, with the theme that readers
// see, without those articles that are refused by name, and tells how many these are.
func buildHostile(t *testing.T, texts []string, settings string) (*Result, int) {
	t.Helper()
	files := map[string]string{"signpost.yaml": "title: Help\nbase_url: https://help.example.com\n" + settings}
	for i, text := range texts {
		files[fmt.Sprintf("content/c/a%d.md", i)] = hostileArticle(i, text)
	}
	refused := 0
	for range 6 {
		res, err := Build(t.Context(), Config{Site: folder(files), Theme: os.DirFS(filepath.Join("..", "themes", "default")), AllowBroken: true})
		if err != nil {
			t.Fatal(err)
		}
		if res.Files != nil {
			return res, refused
		}
		for _, d := range res.Diagnostics {
			if d.Severity != diag.Error {
				continue
			}
			if d.File == "" || d.Line == 0 || d.What == "" {
				t.Fatalf("a mistake without a place: %+v", d)
			}
			if _, ok := files[d.File]; ok {
				delete(files, d.File)
				refused++
			}
		}
	}
	t.Fatal("the site is refused whatever is taken out")
	return nil, 0
}

// ourPayloads are tried where the suites are not beside the repository, too.
var ourPayloads = []string{
	`<script>signpost()</script>`, `"><script src=//example.com/x.js></script>`, `</script><script>signpost()</script>`, `<img src=x onerror=signpost()>`, `x" onmouseover="signpost()`, `x' autofocus onfocus='signpost()`,
	`javascript:signpost()`, `JaVaScRiPt&colon;signpost()`, `java\tscript:signpost()`, `&#106;avascript:signpost()`, `\x01javascript:signpost()`, `data:text/html,<script>signpost()</script>`, `vbscript:signpost()`,
	`<svg><script>signpost()</script></svg>`, `<svg><a xlink:href="javascript:signpost()">a</a></svg>`, `<math><mi xlink:href="javascript:signpost()">a</mi></math>`, `<iframe srcdoc="<script>signpost()</script>">`,
	`<base href="//example.com/">`, `<meta http-equiv=refresh content="0;url=//example.com">`, `<form action=//example.com><input name=a></form>`, `<p style="background:url(//example.com)">a`, `<!--><script>signpost()</script>-->`,
	`</textarea></title></style><script>signpost()</script>`, "\u2028</script>\u2029<!--<script>", `{{template "x"}}{{.Site}}`, "``` x onload=signpost()", `]]><script>signpost()</script>`, `<a href="javascript:signpost()" id="{{x}}">a</a>`,
}

// Nothing that an author writes becomes a script, a handler, or a link that runs one,
// HTML that is let in least of all.
func TestNothingHostileIsWritten(t *testing.T) {
	nothingHostile(t, "our own", ourPayloads)
	for _, name := range []string{"xss.json", "blns.json"} {
		var texts []string
		for i, text := range suite(t, name) {
			if i%everyNth(12) == 0 {
				texts = append(texts, text)
			}
		}
		nothingHostile(t, name, texts)
	}
}

func nothingHostile(t *testing.T, name string, texts []string) {
	t.Helper()
	for _, settings := range []string{"", "raw_html: true\n"} {
		res, refused := buildHostile(t, texts, settings)
		if refused > len(texts)/3 {
			t.Errorf("%s: %d of %d articles are refused", name, refused, len(texts))
		}
		pages := 0
		for file, text := range contents(t, res) {
			if strings.HasSuffix(file, ".html") {
				pages++
				harmless(t, file, text)
			}
		}
		t.Logf("%s, %q: %d texts, %d articles refused by file and line, %d pages", name, settings, len(texts), refused, pages)
	}
}

// harmless parses a page and looks at every node of it.
func harmless(t *testing.T, file, text string) {
	t.Helper()
	tokens := html.NewTokenizer(strings.NewReader(text))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := tokens.Token()
			attrs := map[string]string{}
			for _, a := range tag.Attr {
				attrs[a.Key] = a.Val
				if why := badAttribute(a); why != "" {
					t.Errorf("%s: <%s %s=%q>: %s", file, tag.Data, a.Key, a.Val, why)
				}
			}
			if why := badElement(tag.Data, attrs); why != "" {
				t.Errorf("%s: %s: %s", file, tag, why)
			}
			if tag.Data == "script" && attrs["src"] == "" && tokens.Next() == html.TextToken {
				if data := tokens.Raw(); !json.Valid(data) || bytes.ContainsAny(data, "<\u2028\u2029") {
					t.Errorf("%s: data of a script is not JSON, or not escaped: %.200s", file, data)
				}
			}
		}
	}
}

// aScheme is what a browser takes for one; all else before a colon is a relative path,
// and no scheme has one letter, as drives of Windows have: that is a dead link.
var aScheme = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]+$`)

func badAttribute(a html.Attribute) string {
	switch {
	case strings.HasPrefix(a.Key, "on"):
		return "a handler"
	case a.Key == "style":
		return "a style"
	case a.Key == "srcdoc":
		return "a document in an attribute"
	case !slices.Contains([]string{"href", "src", "action", "formaction", "xlink:href", "poster", "data", "cite", "background"}, a.Key):
		return ""
	}
	clean := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, a.Val)
	scheme, _, ok := strings.Cut(clean, ":")
	if !ok || !aScheme.MatchString(scheme) {
		return ""
	}
	if _, err := url.Parse(a.Val); err == nil && slices.Contains([]string{"http", "https", "mailto", "tel", "sms"}, strings.ToLower(scheme)) {
		return ""
	}
	return "the scheme " + scheme
}

func badElement(name string, attrs map[string]string) string {
	switch name {
	case "script":
		if src := attrs["src"]; src != "" && strings.Contains(src, ":") || src == "" && !strings.HasSuffix(attrs["type"], "json") {
			return "a script that is not ours"
		}
	case "base", "iframe", "object", "embed", "applet", "frame", "frameset", "marquee", "math", "style", "textarea":
		return "not an element of ours"
	case "meta":
		if attrs["http-equiv"] != "" && (attrs["http-equiv"] != "Content-Security-Policy" || !strings.HasPrefix(attrs["content"], "default-src 'self'; script-src 'self'; ")) {
			return "it sets a header"
		}
	case "form":
		if strings.Contains(attrs["action"], ":") || strings.HasPrefix(attrs["action"], "//") {
			return "a form to outside"
		}
	case "link":
		if strings.HasPrefix(attrs["href"], "http") && attrs["rel"] == "stylesheet" {
			return "a style from outside"
		}
	}
	return ""
}

// The cases of the YAML suite are no front matter of ours, valid or not: each is refused
// with file and line, and none by a panic.
func TestYAMLSuiteAsFrontMatter(t *testing.T) {
	dir := shared(t, "suites/yaml-test-suite")
	names, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(names) < 300 {
		t.Fatal(len(names), err)
	}
	marks := strings.NewReplacer("␣", " ", "————»", "\t", "———»", "\t", "——»", "\t", "—»", "\t", "»", "\t", "⇔", "\ufeff", "↵", "", "←", "\r", "∎\n", "", "∎", "")
	n, refused := 0, 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var cases []struct {
			YAML string `yaml:"yaml"`
		}
		if err := yaml.Unmarshal(data, &cases); err != nil {
			t.Fatal(name, err)
		}
		for _, c := range cases {
			n++
			res := build(t, Config{AllowBroken: true}, map[string]string{"content/a.md": "---\n" + strings.TrimSuffix(marks.Replace(c.YAML), "\n") + "\n---\nText.\n"})
			if res.Files == nil {
				refused++
			}
			for _, d := range res.Diagnostics {
				if d.Severity == diag.Error && (d.File != "content/a.md" || d.Line < 1 || strings.Contains(d.What, "goroutine")) {
					t.Errorf("%s: %+v", name, d)
				}
			}
		}
	}
	t.Logf("%d cases, %d refused with file and line", n, refused)
}
