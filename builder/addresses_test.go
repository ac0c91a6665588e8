package builder

import (
	"maps"
	"strings"
	"testing"
	"time"
)

// story builds a site again and again, remembering its addresses in between as
// Write does.
type story struct {
	t     *testing.T
	files map[string]string
}

func (s *story) build(cfg Config) *Result {
	s.t.Helper()
	res := build(s.t, cfg, s.files)
	if res.addresses != nil {
		s.files["addresses.tsv"] = string(res.addresses.write())
	}
	return res
}

func (s *story) move(from, to string) {
	s.files[to] = s.files[from]
	delete(s.files, from)
}

func told(res *Result) string {
	var b strings.Builder
	for _, d := range res.Diagnostics {
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

const longText = "A text that is long enough to tell this section apart from all others.\n"

func newStory(t *testing.T) *story {
	s := &story{t, map[string]string{
		"content/write/links.md": "---\ntitle: Links\n---\nIntro.\n\n## How\n\n" + longText + "\n## End\n\nThe end of it all, in so many words that it can be told apart.\n",
		"content/start.md":       "---\ntitle: Start\n---\nHello.\n",
	}}
	if got := told(s.build(Config{})); got != "" {
		t.Fatal(got)
	}
	return s
}

func TestARenamedArticleIsRedirected(t *testing.T) {
	s := newStory(t)
	s.move("content/write/links.md", "content/editing/hyperlinks.md")
	res := s.build(Config{})
	if got := told(res); got != "" {
		t.Fatal(got)
	}
	list := res.text("_redirects")
	for _, want := range []string{"/write/links/ /editing/hyperlinks/ 301\n", "/write/ /editing/ 301\n"} {
		if !strings.Contains(list, want) {
			t.Errorf("no %q in %s", want, list)
		}
	}
	if page := res.text("write/links/index.html"); !strings.Contains(page, `url=../../editing/hyperlinks/"`) {
		t.Errorf("the old page is %q", page)
	}
	// A second move leads the first address on, and the content may change by then.
	s.build(Config{})
	s.files["content/editing/hyperlinks.md"] = strings.Replace(s.files["content/editing/hyperlinks.md"], "Intro.", "Introduction.", 1)
	s.build(Config{})
	s.move("content/editing/hyperlinks.md", "content/editing/urls.md")
	res = s.build(Config{})
	list = res.text("_redirects")
	for _, want := range []string{"/write/links/ /editing/urls/ 301\n", "/editing/hyperlinks/ /editing/urls/ 301\n"} {
		if !strings.Contains(list, want) {
			t.Errorf("no %q in %s%s", want, list, told(res))
		}
	}
}

func TestAMovedAndEditedArticleIsFoundByItsSections(t *testing.T) {
	s := newStory(t)
	s.move("content/write/links.md", "content/write/urls.md")
	s.files["content/write/urls.md"] = strings.Replace(s.files["content/write/urls.md"], "title: Links", "title: Addresses", 1)
	if res := s.build(Config{}); !strings.Contains(res.text("_redirects"), "/write/links/ /write/urls/ 301\n") {
		t.Error(told(res), res.text("_redirects"))
	}
}

func TestALostAddressFailsTheBuild(t *testing.T) {
	s := newStory(t)
	delete(s.files, "content/write/links.md")
	res := s.build(Config{})
	if got := told(res); !strings.Contains(got, "addresses.tsv:") || !strings.Contains(got, "the published address /write/links/ is gone, and so is content/write/links.md; write redirect_from: [/write/links/]") || res.Files != nil {
		t.Errorf("told %q", got)
	}
	s.files["content/start.md"] = "---\ntitle: Start\nredirect_from: [/write/links/]\n---\nHello.\n\n## How\n\n## End\n"
	res = s.build(Config{})
	if got := told(res); got != "" || !strings.Contains(res.text("_redirects"), "/write/links/ /start/ 301\n") {
		t.Errorf("with redirect_from: %q %s", got, res.text("_redirects"))
	}
}

// TestWhatIsTakenBackGoes makes a published article a draft, and lets one expire:
// neither a link nor the address keeps the site from being published without it.
func TestWhatIsTakenBackGoes(t *testing.T) {
	s := newStory(t)
	article := s.files["content/write/links.md"]
	s.files["content/write/links.md"] = strings.Replace(article, "title: Links", "title: Links\ndraft: true", 1)
	s.files["content/other.md"] = "---\ntitle: Other\nrelated: [write/links.md]\n---\n[links](write/links.md)\n"
	s.files["signpost.yaml"] = "popular: [write/links.md]\n"
	taken := s.build(Config{Known: map[string]bool{}})
	if got := told(taken); !strings.Contains(got, "warning: the published address /write/links/ is taken back: content/write/links.md is not for everybody any more") || strings.Count(got, "warning: ") != strings.Count(got, "\n") {
		t.Errorf("told %q", got)
	}
	if taken.Files == nil || taken.text("write/links/index.html") != "" || strings.Contains(taken.text("other/index.html"), "links.md") {
		t.Errorf("the page is still there, or a link to it: %s", taken.text("other/index.html"))
	}
	strict := build(t, Config{Strict: true}, s.files)
	if strict.Files == nil || told(strict) != told(taken) {
		t.Errorf("a strict build says %s", told(strict))
	}
	s.files["content/other.md"] = "---\ntitle: Other\n---\n"
	delete(s.files, "signpost.yaml")
	s.files["content/write/links.md"] = strings.Replace(article, "title: Links", "title: Links\nexpire_at: 2026-02-01", 1)
	now := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	res := s.build(Config{Now: now})
	if got := strings.Join(res.Notes, "\n"); !strings.Contains(got, "next due: content/write/links.md on 2026-02-01 00:00 UTC") {
		t.Errorf("notes: %s", got)
	}
	if got := told(s.build(Config{Now: now.AddDate(0, 0, 1)})); got != "" {
		t.Errorf("expired: %q", got)
	}
}

// TestNothingHoldsUpWhatIsTakenBack hides an article that is named in every way in which
// others can: a strict build and check take it, and no file names it.
func TestNothingHoldsUpWhatIsTakenBack(t *testing.T) {
	s := newStory(t)
	s.files["content/write/links.md"] = strings.Replace(s.files["content/write/links.md"], "title: Links", "title: Links\nslug: canary-address\nauthors: [Ann]", 1)
	s.files["content/ann.png"] = "no picture"
	s.files["content/start.md"] = "---\ntitle: Start\nrelated: [write/links.md]\nredirect_from: [\"/write/canary-address/#how\"]\n---\n" +
		"[a](write/links.md) [b](/write/canary-address/) [c](/write/canary-address.md) [d](write/links.md#end) [e](<write/links.md>)\n"
	s.files["signpost.yaml"] = "popular: [write/links.md]\ncontact: {url: write/links.md}\nauthors:\n  Ann: {picture: ann.png}\n"
	s.files["queries.yaml"] = "queries:\n- {ask: links, want: write/links.md}\n- {ask: start, want: start.md, not: [write/links.md]}\n"
	s.files["content/write/links.md"] = strings.Replace(s.files["content/write/links.md"], "## How", "## In what way", 1)
	s.build(Config{AllowBroken: true})
	for _, hide := range []string{"draft: true", "audience: internal", "expire_at: 2020-01-01"} {
		files := maps.Clone(s.files)
		files["content/write/links.md"] = strings.Replace(files["content/write/links.md"], "title: Links", "title: Links\n"+hide, 1)
		for _, cfg := range []Config{{Strict: true}, {Strict: true, Review: true, Known: map[string]bool{}}, {Known: map[string]bool{}}} {
			cfg.Now = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
			res := build(t, cfg, files)
			if res.Files == nil || res.text("start/index.html") == "" {
				t.Fatalf("%s: %s", hide, told(res))
			}
			for _, f := range res.Files {
				if text := string(f.Data); strings.Contains(text, "canary-address") || strings.Contains(text, "links.md") || strings.Contains(f.Path, "ann.png") {
					t.Errorf("%s: %s tells of it:\n%s", hide, f.Path, text)
				}
			}
		}
	}
	// Renamed and taken back at once, it is known by its text.
	s.files["content/write/canary.md"] = strings.Replace(s.files["content/write/links.md"], "title: Links", "title: Links\ndraft: true", 1)
	delete(s.files, "content/write/links.md")
	if res := build(t, Config{Strict: true, AllowBroken: true}, s.files); strings.Contains(told(res), "is gone, and so is") {
		t.Error(told(res))
	}
}

// TestACollectionThatIsTakenBackGoes hides a published folder: not even a redirect
// tells its name.
func TestACollectionThatIsTakenBackGoes(t *testing.T) {
	s := newStory(t)
	s.files["content/write/index.md"] = "---\ntitle: Writing\naudience: internal\n---\n"
	res := s.build(Config{})
	if res.Files == nil {
		t.Fatal(told(res))
	}
	for _, f := range res.Files {
		if strings.Contains(string(f.Data), "/write") || strings.HasPrefix(f.Path, "write") {
			t.Errorf("%s tells of a hidden folder:\n%s", f.Path, f.Data)
		}
	}
}

func TestARenamedHeadingKeepsItsAnchor(t *testing.T) {
	s := newStory(t)
	s.files["content/write/links.md"] = strings.Replace(s.files["content/write/links.md"], "## How", "## In what way", 1)
	res := s.build(Config{})
	if page := res.text("write/links/index.html"); !strings.Contains(page, `<span id="how"></span><h2 id="in-what-way">`) {
		t.Errorf("%s%s", told(res), page)
	}
	// From now on the old id is known to be the new one, whatever the text.
	s.files["content/write/links.md"] = strings.Replace(s.files["content/write/links.md"], longText, "Short.\n", 1)
	res = s.build(Config{})
	if page := res.text("write/links/index.html"); !strings.Contains(page, `<span id="how"></span><h2 id="in-what-way">`) {
		t.Errorf("%s%s", told(res), page)
	}
	s.files["content/write/links.md"] = "---\ntitle: Links\n---\nIntro.\n\n## End\n"
	if got := told(s.build(Config{})); !strings.Contains(got, "content/write/links.md:1: the published heading /write/links/#how is gone; write {#how} behind") {
		t.Errorf("told %q", got)
	}
}

func TestTranslations(t *testing.T) {
	s := newStory(t)
	first := s.files["addresses.tsv"]
	_, rest, _ := strings.Cut(first, "content/start.md\t")
	print, _, _ := strings.Cut(rest, "\n")
	s.files["content/start.de.md"] = "---\ntitle: Anfang\noriginal: " + print + "\n---\nHallo Welt. [Links](write/links.md)\n"
	s.files["signpost.yaml"] = "title: Help\nbase_url: https://help.example\n"
	res := s.build(Config{})
	if got := told(res); got != "" {
		t.Fatal(got)
	}
	if page := res.text("de/start/index.html"); !strings.Contains(page, `<a href="../../de/write/links/">`) || !strings.Contains(page, "Anfang") {
		t.Errorf("de/start: %s", page)
	}
	if page := res.text("de/write/links/index.html"); !strings.Contains(page, "Intro.") {
		t.Errorf("the borrowed page: %s", page)
	}
	sitemap := res.text("sitemap.xml")
	if !strings.Contains(sitemap, `<loc>https://help.example/de/start/</loc><xhtml:link rel="alternate" hreflang="en" href="https://help.example/start/"/><xhtml:link rel="alternate" hreflang="de" href="https://help.example/de/start/"/>`) || strings.Contains(sitemap, "/de/write/links/") {
		t.Error(sitemap)
	}
	for _, f := range res.Files {
		if strings.HasPrefix(f.Path, "de/search/") && strings.Contains(string(f.Data), "Intro") {
			t.Errorf("%s holds what is not translated", f.Path)
		}
	}
	if res.text("de/start.md") == "" || res.text("de/write/links.md") != "" {
		t.Error("the twins are wrong")
	}
	for range 2 {
		s.files["content/start.md"] += "\nMore.\n"
		res = s.build(Config{})
	}
	if got := told(res); !strings.Contains(got, "content/start.de.md:3: warning: 2 changes behind start.md; bring it up to date, then write original: ") {
		t.Errorf("told %q", got)
	}
	s.files["signpost.yaml"] += "languages: [en, de]\n"
	s.files["content/none.de.md"] = "---\ntitle: Nichts\n---\n"
	if got := told(s.build(Config{})); !strings.Contains(got, "content/none.de.md:1: a translation of nothing: there is no none.md; ") {
		t.Errorf("told %q", got)
	}
}
