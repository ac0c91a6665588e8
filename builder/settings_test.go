package builder

import (
	"strings"
	"testing"

	"signpost/internal/frugal"
)

// FuzzSettings reads files that somebody made of signpost.yaml, and builds a site with
// those that are not refused: it takes no more than a moment, tells mistakes by line,
// and publishes nothing that runs.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{
		"title: Help\nbase_url: https://help.example.com/docs/\nlanguage: de\nlanguages: [de, en]\nbrand: {color: \"#123456\", logo: /logo.svg}\n",
		"contact: {url: \"javascript:alert(1)\", text: x}\nedit_url: https://git.example.com\nshow_outdated: true\nraw_html: true\n",
		"variables: {product: \"{{product}}\"}\navoid: {a: b, \"(\": \"\"}\nsearch: {synonyms: [[a, b c], []], never_correct: [x]}\n",
		"authors: {Ann: {role: x, picture: ../p.png}}\nupdated_from: git\npopular: [a.md, ../b.md]\nsignals: //example.com\n",
		"practice: {first_response: 2h, time_zone: Europe/Berlin, hours: {mon-fri: \"09:00-17:00\"}, holidays: {12-25: closed}, escalate_to: [A]}\n",
		"a: &a [*a]\n", "title: [", "? {}\n", "language: x-\nbase_url: \"http://[::1\"\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(frugal.One(func(t *testing.T, data []byte) {
		files := map[string]string{
			"signpost.yaml": string(data), "content/a.md": "---\ntitle: A\n---\n{{product}} a <b onclick=x>b</b>\n",
			"content/b.de.md": "---\ntitle: B\n---\n", "content/b.md": "---\ntitle: B\n---\n", "static/logo.svg": "<svg/>",
		}
		res := build(t, Config{AllowBroken: true}, files)
		for _, d := range res.Diagnostics {
			if d.What == "" || d.Line < 0 || strings.Contains(d.What, "goroutine") {
				t.Errorf("%+v", d)
			}
		}
		for name, text := range contents(t, res) {
			if strings.HasSuffix(name, ".html") {
				harmless(t, name, text)
			}
		}
	}))
}
