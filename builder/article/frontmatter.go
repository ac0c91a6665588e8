package article

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"signpost/internal/diag"
)

// FrontMatter holds what stands above an article, one field for each key. A
// key that is not among them is a mistake.
type FrontMatter struct {
	// Title is required; it is the page's only h1.
	Title string `yaml:"title"`
	// Description is a sentence for lists, search engines and the page's lead.
	Description string `yaml:"description"`
	// ID names the article for good: a file that is renamed and rewritten keeps
	// its published address alive by it.
	ID string `yaml:"id"`
	// Slug takes the place of the file's name in the address.
	Slug string `yaml:"slug"`
	// Order sorts articles and collections among their neighbours, lowest
	// first; those without an order come after those with one.
	Order int `yaml:"order"`
	// Tags are shown and searched.
	Tags []string `yaml:"tags"`
	// Keywords and Asked are searched and never shown.
	Keywords []string `yaml:"keywords"`
	// Asked holds customers' own wordings.
	Asked []string `yaml:"asked"`
	// Draft keeps the article out of the site.
	Draft bool `yaml:"draft"`
	// Audience is "public", which is the default, or "internal".
	Audience string `yaml:"audience"`
	// PublishAt and ExpireAt bound the time in which the article is part of
	// the site; zero means no bound.
	PublishAt time.Time `yaml:"publish_at"`
	ExpireAt  time.Time `yaml:"expire_at"`
	Authors   []string  `yaml:"authors"`
	// Updated is the day of the last change that matters to readers.
	Updated time.Time `yaml:"updated"`
	// Reviewed is the day on which somebody last found all of it true.
	Reviewed time.Time `yaml:"reviewed"`
	// RedirectFrom lists addresses from the site's root that lead here.
	RedirectFrom []string `yaml:"redirect_from"`
	// Related lists paths of articles, as links are written.
	Related []string `yaml:"related"`
	Search  Search   `yaml:"search"`
	// Gap is the id of the gap in the report that the article closes.
	Gap string `yaml:"gap"`
	// Original is the print of the original that a translation was made of.
	Original string `yaml:"original"`
	// Icon names an icon of the theme; it is used in index.md only.
	Icon string `yaml:"icon"`
}

// Search tells how search treats an article.
type Search struct {
	// Boost multiplies the score of the article, from 0.1 to 10; 0 means 1.
	Boost float64 `yaml:"boost"`
	// Exclude keeps the article out of search, not out of the site.
	Exclude bool `yaml:"exclude"`
}

// Audiences are the values of FrontMatter.Audience.
var audiences = []string{"public", "internal"}

// Published reports whether an article is part of a site for that audience at
// that time: neither a draft, nor for others, nor before or after its time. An
// internal site holds the public articles too.
func (f *FrontMatter) Published(audience string, now time.Time) bool {
	switch {
	case f.Draft:
		return false
	case f.Audience == "internal" && audience != "internal":
		return false
	case !f.PublishAt.IsZero() && now.Before(f.PublishAt):
		return false
	case !f.ExpireAt.IsZero() && !now.Before(f.ExpireAt):
		return false
	}
	return true
}

// checkFrontMatter reports values that are of the right type and make no sense.
func (a *Article) checkFrontMatter(front []byte, opt Options) []diag.Diagnostic {
	var ds []diag.Diagnostic
	fault := func(key, code, what, fix string) {
		ds = append(ds, diag.Diagnostic{File: a.Path, Line: max(1, a.Keys[key]), Code: code, What: what, Fix: fix})
	}
	if strings.TrimSpace(a.Title) == "" && !opt.TitleOptional {
		fix := "begin the file with the lines ---, title: A title, ---"
		if len(a.Keys) > 0 {
			fix = "write title: A title into the front matter"
		}
		fault("title", "no-title", "the article has no title", fix)
	}
	if a.Audience != "" && a.Audience != "public" && a.Audience != "internal" {
		fix := "write public or internal"
		if near := diag.Nearest(a.Audience, audiences); near != "" {
			fix = fmt.Sprintf("did you mean %q?", near)
		}
		fault("audience", "bad-value", fmt.Sprintf("no audience is called %q", a.Audience), fix)
	}
	for _, key := range []string{"audience", "draft", "publish_at", "expire_at"} {
		if line, there := a.Keys[key]; there && empty(front, line, key) {
			ds = append(ds, diag.Diagnostic{File: a.Path, Line: line, Code: "bad-value", What: key + " has no value", Fix: "write one, or remove the line"})
		}
	}
	if a.ID != "" && !validSlug(a.ID) {
		fault("id", "bad-value", fmt.Sprintf("the id %q cannot be told from others safely", a.ID), "use letters, digits, - and _ only")
	}
	if a.Slug != "" && !validSlug(a.Slug) {
		fault("slug", "bad-value", fmt.Sprintf("the slug %q cannot stand in an address", a.Slug), "use letters, digits, - and _ only")
	}
	if a.Search.Boost != 0 && (a.Search.Boost < 0.1 || a.Search.Boost > 10) {
		fault("search.boost", "bad-value", "search.boost is out of range", "write a number from 0.1 to 10")
	}
	if !a.PublishAt.IsZero() && !a.ExpireAt.IsZero() && !a.ExpireAt.After(a.PublishAt) {
		fault("expire_at", "bad-value", "the article expires before it is published", "correct publish_at or expire_at")
	}
	return ds
}

// empty reports a key that keeps articles back, and holds nothing that says so.
func empty(front []byte, line int, key string) bool {
	n := 1 // the line of the three dashes
	for text := range bytes.Lines(front) {
		if n++; n == line {
			name, value, _ := bytes.Cut(text, []byte(":"))
			value, _, _ = bytes.Cut(value, []byte("#"))
			return string(name) == key && slices.Contains([]string{"", "null", "~", `""`, "''"}, string(bytes.TrimSpace(value)))
		}
	}
	return false
}

func validSlug(s string) bool {
	return s != "index" && !strings.ContainsFunc(s, func(r rune) bool { return !slugRune(r) })
}
