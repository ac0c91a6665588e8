// Package randsite makes site folders at random, for tests of what has to hold for
// every site. The same seed makes the same site. Its hidden articles, and all else
// that no reader may see, hold words that stand nowhere else: see [Site.Secrets].
package randsite

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Now is a time between those at which articles of a random site appear and expire.
var Now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// A Site is a site folder that can be edited.
type Site struct {
	random  *rand.Rand
	count   int // of names given so far
	pages   []*page
	files   map[string]string // all but articles
	config  map[string]string // lines of signpost.yaml by key
	secrets map[string]string
	open    bool
}

// A page is an article, as far as edits need to know it.
type page struct {
	name string   // below the site folder
	hide string   // the line that keeps it back, "" if it is published
	head []string // its other lines of front matter
	body string
}

// New makes a site of 4 to 16 articles.
func New(seed uint64) *Site {
	s := &Site{random: rand.New(rand.NewPCG(seed, 11)), files: map[string]string{}, config: map[string]string{}, secrets: map[string]string{}}
	s.config["raw_html"] = fmt.Sprint(s.one(3))
	s.config["title"] = quoted("Help " + s.words(2))
	for _, name := range []string{"contact", "legal/terms"} {
		s.files["snippets/"+name+".md"] = s.paragraph("", "") + "\n"
	}
	s.files["snippets/unused-"+s.secret("the name of an unused snippet")+".md"] = s.secret("an unused snippet") + "\n"
	s.files["content/left-"+s.secret("the name of a file that nothing shows")+".pdf"] = s.secret("a file that nothing shows")
	s.files["queries.yaml"] = "- query: " + s.secret("queries.yaml") + "\n  find: /\n"
	s.files["content/.notes/plan.md"] = s.secret("a hidden folder")
	s.files["node_modules/a/readme.md"] = s.secret("node_modules")
	if s.one(2) {
		s.files["static/robots-extra.txt"] = s.words(5)
	}
	if s.one(3) {
		s.restyle()
	}
	for range 3 + s.random.IntN(8) {
		s.add("")
	}
	for range 1 + s.random.IntN(4) {
		s.add(hidings[s.random.IntN(len(hidings))])
	}
	if s.one(2) {
		s.hideFolder()
	}
	if s.one(2) {
		s.translate()
	}
	s.configure()
	return s
}

// hidings are the lines of front matter that keep an article back at Now.
var hidings = []string{"draft: true", "audience: internal", "publish_at: 2099-01-01", "expire_at: 2026-05-31"}

// Files are the files of the site folder, by their paths.
func (s *Site) Files() map[string]string {
	all := maps.Clone(s.files)
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(s.config)) {
		fmt.Fprintf(&b, "%s: %s\n", key, s.config[key])
	}
	all["signpost.yaml"] = b.String()
	for _, p := range s.pages {
		head := slices.Clone(p.head)
		if p.hide != "" && !s.open {
			head = append(head, p.hide)
		}
		all[p.name] = "---\n" + strings.Join(head, "\n") + "\n---\n" + p.body
	}
	return all
}

// Secrets are words that nothing may show which is made of the site, each with where
// it stands. They are in lower case, and no stemmer changes them.
func (s *Site) Secrets() map[string]string { return s.secrets }

// Reveal publishes every article, or hides again those that were hidden.
func (s *Site) Reveal(all bool) { s.open = all }

func (s *Site) one(in int) bool { return s.random.IntN(in) == 0 }

var vocabulary = strings.Fields(`account invoice password change plan team member billing card refund order ship parcel
 address label printer scan import export file folder picture setting window button open close save delete share link
 search filter table column row date time zone hour agent customer question answer message reply note draft publish
 language translate theme colour logo font größe straße naïve 発送 настройки`)

func (s *Site) words(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = vocabulary[s.random.IntN(len(vocabulary))]
	}
	return strings.Join(out, " ")
}

// secret makes a word of 20 letters, and notes where it stands.
func (s *Site) secret(where string) string {
	const letters = "bcfhjklmnpqrtvwxz"
	word := make([]byte, 20)
	for i := range word {
		word[i] = letters[s.random.IntN(len(letters))]
	}
	s.secrets[string(word)] = where
	return string(word)
}

// text is n words, one of them secret in a hidden article.
func (s *Site) text(hide, where string, n int) string {
	if hide == "" {
		return s.words(n)
	}
	return s.words(n) + " " + s.secret(where+" of an article with "+hide) + " " + s.words(1)
}

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"` }

func (s *Site) name() string {
	s.count++
	return fmt.Sprintf("%s-%d", vocabulary[s.random.IntN(40)], s.count)
}

func (s *Site) folder() string {
	return []string{"", "start/", "billing/", "billing/cards/", "a b/", "größe/"}[s.random.IntN(6)]
}

// add adds an article, which a line of front matter may hide.
func (s *Site) add(hide string) *page {
	base := s.name()
	if hide != "" {
		base += "-" + s.secret("the name of an article with "+hide)
	}
	p := &page{name: "content/" + s.folder() + base + ".md", hide: hide}
	p.head = s.head(hide)
	p.body = s.body(p)
	s.pages = append(s.pages, p)
	return p
}

func (s *Site) head(hide string) []string {
	n := s.random.IntN(100)
	head := []string{"title: " + quoted(fmt.Sprintf("%s %d", s.text(hide, "the title", 3), s.count))}
	maybe := func(line string) {
		if hide != "" || s.one(3) {
			head = append(head, line)
		}
	}
	maybe("description: " + quoted(s.text(hide, "the description", 6)))
	maybe(fmt.Sprintf("tags: [%q, %s]", s.text(hide, "a tag", 1), s.words(1)))
	maybe(fmt.Sprintf("keywords: [%q]", s.text(hide, "a keyword", 1)))
	maybe(fmt.Sprintf("asked: [%q]", s.text(hide, "a wording", 4)))
	maybe(fmt.Sprintf("authors: [%q]", s.text(hide, "an author", 1)))
	maybe(fmt.Sprintf("redirect_from: [/old-%d-%d/%s]", s.count, n, strings.ReplaceAll(s.text(hide, "redirect_from", 1), " ", "-")))
	maybe(fmt.Sprintf("order: %d", n))
	maybe(fmt.Sprintf("updated: 2026-0%d-1%d", 1+n%5, n%9))
	maybe("id: id-" + s.secret("the id of an article"))
	maybe("gap: g-" + s.secret("the gap of an article"))
	maybe("original: " + quoted(s.secret("original")))
	if s.one(4) {
		head = append(head, "related: ["+quoted(s.target())+"]")
	}
	if s.one(12) {
		head = append(head, "search: {exclude: true}")
	}
	return head
}

// target is the address of some article from the root, hidden or not.
func (s *Site) target() string {
	if len(s.pages) == 0 {
		return "/nowhere.md"
	}
	name := s.pages[s.random.IntN(len(s.pages))].name
	return strings.Replace(strings.TrimPrefix(name, "content"), ".de.md", ".md", 1)
}

func (s *Site) paragraph(hide, where string) string {
	text := strings.ToUpper(s.words(1)) + " " + s.text(hide, where, 6+s.random.IntN(20)) + "."
	if s.one(3) {
		text += " **" + s.text(hide, "bold text", 2) + "** and `" + s.text(hide, "code", 1) + "`."
	}
	return text
}

// body writes an article of some parts.
func (s *Site) body(p *page) string {
	var b strings.Builder
	n := 1 + s.random.IntN(5)
	if p.hide != "" {
		n = 8
	}
	for range n {
		b.WriteString(s.part(p) + "\n\n")
	}
	return b.String()
}

func (s *Site) part(p *page) string {
	text := func(where string, n int) string { return s.text(p.hide, where, n) }
	switch s.random.IntN(16) {
	case 0:
		return "## " + text("a heading", 2) + "\n\n" + s.paragraph(p.hide, "a section")
	case 1:
		return "1. " + text("a step", 5) + "\n2. " + text("a step", 4) + "\n   - " + text("a point", 3)
	case 2:
		return "| " + text("a cell", 1) + " | " + s.words(1) + " |\n|---|---|\n| " + text("a cell", 2) + " | 5 |"
	case 3:
		return "```sh\n" + text("code in a fence", 3) + "\n```"
	case 4:
		return "> [!TIP]\n> " + text("an alert", 6)
	case 5:
		return "<details><summary>" + text("a summary", 2) + "</summary>\n\n" + s.paragraph(p.hide, "folded text") + "\n\n</details>"
	case 6:
		return "<!-- tabs -->\n\n### " + text("a tab", 1) + "\n\n" + s.paragraph(p.hide, "a tab") + "\n\n### Other\n\nText.\n\n<!-- /tabs -->"
	case 7:
		return s.picture(p)
	case 8:
		return "See [" + text("the text of a link", 2) + "](" + quotedTarget(s.target()) + ") and [the web](https://example.com/" + strings.ReplaceAll(text("an address", 1), " ", "/") + ")."
	case 9:
		return "{{snippet " + []string{"contact", "legal/terms"}[s.random.IntN(2)] + "}}"
	case 10:
		return "About {{product}}: " + text("text with a variable", 4)
	case 11:
		return s.words(3) + "[^1]\n\n[^1]: " + text("a footnote", 4)
	case 12:
		return "<!-- " + s.secret("a comment") + " -->\n\n" + s.words(3) + " <!-- " + s.secret("a comment in a line") + " -->"
	case 13:
		return "[//]: # (" + s.secret("a comment in a definition") + ")"
	case 14:
		return "<div class=\"" + text("an attribute of HTML", 1) + "\">" + s.htmlLink(text("HTML", 2)) + "</div>"
	}
	return s.paragraph(p.hide, "a paragraph")
}

// htmlLink links to an article where HTML is published; where it is shown as typed, the
// name of a hidden one would be what the author shows.
func (s *Site) htmlLink(text string) string {
	if s.config["raw_html"] != "true" {
		return text
	}
	return `<a href="` + s.target() + `">` + text + "</a>"
}

func quotedTarget(target string) string { return "<" + target + ">" }

// picture shows a picture or a file of the site.
func (s *Site) picture(p *page) string {
	name := s.name()
	if p.hide != "" {
		name += "-" + s.secret("the name of a picture")
	}
	data := Picture(1+s.random.IntN(4), 1+s.random.IntN(4))
	if p.hide != "" {
		data += s.secret("the bytes of a picture")
	}
	s.files["content/img/"+name+".png"] = data
	return "![" + s.text(p.hide, "the alt of a picture", 3) + "](/img/" + name + ".png " + quoted(s.text(p.hide, "a caption", 2)) + ")"
}

// Picture is a PNG file of that many pixels.
func Picture(width, height int) string {
	img := image.NewGray(image.Rect(0, 0, width, height))
	img.SetGray(0, 0, color.Gray{200})
	var b bytes.Buffer
	_ = png.Encode(&b, img) // into memory
	return b.String()
}

// hideFolder adds a collection whose index hides it, with articles that say nothing.
func (s *Site) hideFolder() {
	folder := "content/" + s.folder() + "team-" + s.secret("the name of a hidden folder") + "/"
	s.pages = append(s.pages, &page{name: folder + "index.md", hide: "audience: internal", head: []string{"title: " + quoted(s.secret("the title of a hidden folder")), "description: " + quoted(s.secret("the description of a hidden folder"))}})
	s.pages = append(s.pages, &page{name: folder + s.name() + ".md", hide: "audience: internal", head: []string{"title: " + quoted(s.secret("a title in a hidden folder"))}, body: s.paragraph("audience: internal", "a hidden folder")})
}

// translate adds a translation of an article, which may be hidden by itself.
func (s *Site) translate() {
	of := s.pages[s.random.IntN(len(s.pages))]
	name := strings.TrimSuffix(of.name, ".md") + ".de.md"
	if strings.Count(of.name, ".") > 1 || strings.Contains(of.name, "index.md") || s.at(name) >= 0 {
		return
	}
	s.config["languages"] = "[en, de]"
	hide := of.hide
	if hide == "" && s.one(2) {
		hide = hidings[s.random.IntN(len(hidings))]
	}
	s.pages = append(s.pages, &page{name: name, hide: hide, head: []string{"title: " + quoted(s.text(hide, "the title of a translation", 2))}, body: s.paragraph(hide, "a translation")})
}

func (s *Site) at(name string) int {
	return slices.IndexFunc(s.pages, func(p *page) bool { return p.name == name })
}

// configure sets what signpost.yaml says, in part at random.
func (s *Site) configure() {
	s.config["base_url"] = []string{"https://help.example.com", "https://example.com/docs/", `""`}[s.random.IntN(3)]
	s.config["variables"] = "{product: " + quoted(s.words(2)) + ", unused: " + quoted(s.secret("an unused variable")) + "}"
	s.config["authors"] = "{" + quoted("Somebody "+s.secret("an author without an article")) + ": {role: " + quoted(s.secret("a role")) + "}}"
	s.config["practice"] = "{escalate_to: [" + quoted(s.secret("practice")) + "]}"
	s.config["avoid"] = "{" + s.secret("avoid") + ": " + s.secret("avoid") + "}"
	delete(s.config, "popular")
	if s.one(2) {
		s.config["popular"] = "[" + quoted(strings.TrimPrefix(s.target(), "/")) + "]"
	}
	if s.one(2) {
		s.config["search"] = "{synonyms: [[" + s.words(1) + ", bill]]}"
	}
	if s.one(2) {
		s.config["brand"] = "{color: \"#" + fmt.Sprintf("%06x", s.random.IntN(0x777777)) + "\"}"
	}
	if s.one(3) {
		s.config["contact"] = "{url: mailto:help@example.com, text: " + quoted(s.words(1)) + "}"
	}
	if s.one(4) {
		s.config["edit_url"] = "https://git.example.com/help/edit/main"
	}
}

// restyle lays something over the theme, or takes it away.
func (s *Site) restyle() {
	if _, there := s.files["theme/words/en.yaml"]; there && s.one(2) {
		delete(s.files, "theme/words/en.yaml")
		return
	}
	switch s.random.IntN(3) {
	case 0:
		s.files["theme/words/en.yaml"] = "search.open: " + quoted(s.words(1)) + "\n"
	case 1:
		s.files["theme/zz-ours/ours.css"] = fmt.Sprintf("body{margin:%dpx}\n", s.random.IntN(9))
	default:
		s.files["theme/zz-ours/ours.js"] = fmt.Sprintf("{ void %d; }\n", s.random.IntN(9))
	}
}
