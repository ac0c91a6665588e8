package builder

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

// feeds adds what machines read of the edition.
func (r *renderer) feeds() {
	for _, p := range r.edition.own() {
		r.later(p.twin(), func() ([]byte, error) { return p.markdown(), nil })
	}
	folder := r.view.Home[1:]
	r.later(folder+"llms.txt", func() ([]byte, error) { return r.llms(), nil })
	// Without a base URL its addresses lack the host, and Result.Notes says so.
	r.later(folder+"feed.xml", func() ([]byte, error) { return r.feed(), nil })
}

// machines adds what machines read of the site as a whole.
func (r *renderer) machines() {
	if !slices.Contains(r.site.src.static, "robots.txt") || r.site.cfg.Audience == "internal" {
		r.add("robots.txt", r.robots())
	}
	r.later("sitemap.xml", func() ([]byte, error) { return r.sitemap(), nil })
}

// markdown is the article's twin: title, description, body.
func (p *page) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n", oneLine(p.Title))
	if p.Description != "" {
		fmt.Fprintf(&b, "%s\n\n", oneLine(p.Description))
	}
	dir := path.Dir(p.twin())
	b.WriteString(p.Markdown(func(i int) string { return p.links[i].fromTwin(dir, p) }))
	return b.Bytes()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// fromTwin is the address as seen from a twin in dir; articles lead to twins.
func (t target) fromTwin(dir string, p *page) string {
	switch {
	case t.dead:
		return t.url
	case t.page == p && t.anchor != "":
		return t.anchor
	case t.page != nil:
		return escapeRelative(relativePath(dir, t.page.twin())) + t.anchor
	}
	up := ""
	if dir != "." {
		up = strings.Repeat("../", strings.Count(dir, "/")+1)
	}
	if address := up + strings.TrimPrefix(t.url, "/"); address != "" {
		return address + t.anchor
	}
	return "./" + t.anchor
}

func escapeRelative(rel string) string {
	return strings.TrimPrefix((&url.URL{Path: "/" + rel}).EscapedPath(), "/")
}

// llms lists the twins for language models, as llmstxt.org describes.
func (r *renderer) llms() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n", oneLine(r.view.Title))
	if r.view.Description != "" {
		fmt.Fprintf(&b, "\n> %s\n", oneLine(r.view.Description))
	}
	base := ""
	if r.view.BaseURL != "" {
		base = r.view.BaseURL + "/"
	}
	var in *collection
	for i, p := range r.edition.own() {
		if p.coll != in {
			in = p.coll
			if title := p.collectionTitle(); title != "" {
				fmt.Fprintf(&b, "\n## %s\n", oneLine(title))
			}
			b.WriteByte('\n')
		} else if i == 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "- [%s](%s%s)", strings.NewReplacer("[", "\\[", "]", "\\]").Replace(oneLine(p.Title)), base, escapeRelative(p.twin()))
		if p.Description != "" {
			fmt.Fprintf(&b, ": %s", oneLine(p.Description))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// robots keeps machines out of internal sites.
func (r *renderer) robots() []byte {
	if r.site.cfg.Audience == "internal" {
		return []byte("User-agent: *\nDisallow: /\n")
	}
	text := "User-agent: *\nAllow: /\n"
	if r.view.BaseURL != "" {
		text += "Sitemap: " + r.view.BaseURL + "/sitemap.xml\n"
	}
	return []byte(text)
}

// absolute is the full address of a page.
func (r *renderer) absolute(address string) string {
	return r.view.BaseURL + (&url.URL{Path: address}).EscapedPath()
}

// sitemap follows sitemaps.org/protocol.html, and names the translations of each
// page as search engines ask for it.
func (r *renderer) sitemap() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`)
	if len(r.site.editions) > 1 {
		b.WriteString(` xmlns:xhtml="http://www.w3.org/1999/xhtml"`)
	}
	b.WriteString(">\n")
	entry := func(address string, updated time.Time, alternates []Translation) {
		fmt.Fprintf(&b, "<url><loc>%s</loc>", html.EscapeString(r.absolute(address)))
		if !updated.IsZero() {
			fmt.Fprintf(&b, "<lastmod>%s</lastmod>", updated.Format(time.DateOnly))
		}
		for _, t := range alternates {
			if !t.Borrowed {
				fmt.Fprintf(&b, `<xhtml:link rel="alternate" hreflang="%s" href="%s"/>`, t.Lang, html.EscapeString(r.absolute(t.URL)))
			}
		}
		b.WriteString("</url>\n")
	}
	for _, e := range r.site.editions {
		entry(e.home.url, time.Time{}, r.languages(func(e *edition) (string, bool) { return e.home.url, true }))
		for _, c := range e.collections {
			entry(c.url, time.Time{}, nil)
		}
		for _, p := range e.own() {
			entry(p.url, p.Updated, r.languages(func(e *edition) (string, bool) { return e.byRel[p.rel].url, !e.byRel[p.rel].borrowed }))
		}
	}
	b.WriteString("</urlset>\n")
	return b.Bytes()
}

// maxFeed is the number of articles in the feed.
const maxFeed = 30

// feed is an Atom feed (RFC 4287) of the articles that tell when they were
// updated, newest first.
func (r *renderer) feed() []byte {
	var dated []*page
	for _, p := range r.edition.own() {
		if !p.Updated.IsZero() {
			dated = append(dated, p)
		}
	}
	slices.SortStableFunc(dated, func(a, b *page) int { return b.Updated.Compare(a.Updated) })
	dated = dated[:min(len(dated), maxFeed)]
	newest := time.Unix(0, 0).UTC()
	if len(dated) > 0 {
		newest = dated[0].Updated
	}
	var b bytes.Buffer
	b.WriteString(xml.Header + `<feed xmlns="http://www.w3.org/2005/Atom">` + "\n")
	fmt.Fprintf(&b, "<title>%s</title>\n<id>%s</id>\n<link href=\"%[2]s\"/>\n<link rel=\"self\" href=\"%s\"/>\n<updated>%s</updated>\n<author><name>%[1]s</name></author>\n",
		html.EscapeString(r.view.Title), html.EscapeString(r.absolute(r.view.Home)), html.EscapeString(r.absolute(r.view.Home+"feed.xml")), newest.Format(time.RFC3339))
	for _, p := range dated {
		address := html.EscapeString(r.absolute(p.url))
		fmt.Fprintf(&b, "<entry><title>%s</title><id>%s</id><link href=\"%[2]s\"/><updated>%s</updated><summary>%s</summary></entry>\n",
			html.EscapeString(p.Title), address, p.Updated.Format(time.RFC3339), html.EscapeString(p.Description))
	}
	b.WriteString("</feed>\n")
	return b.Bytes()
}

// redirects adds a page for each old address, and the list that hosts such as
// Netlify and Cloudflare Pages read.
func (r *renderer) redirects() {
	var list strings.Builder
	for _, rd := range r.site.redirects {
		r.listRedirect(&list, rd)
		to := html.EscapeString(rootOf(rd.from) + escapeRelative(strings.TrimPrefix(rd.to, "/")))
		canonical := to
		if r.view.BaseURL != "" {
			canonical = html.EscapeString(r.absolute(rd.to))
		}
		r.add(rd.file(), fmt.Appendf(nil, "<!doctype html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n<title>%s</title>\n<meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url=%s\">\n<link rel=\"canonical\" href=\"%s\">\n<p><a href=\"%[3]s\">%[2]s</a></p>\n</html>\n",
			html.EscapeString(r.view.Lang), html.EscapeString(rd.title), to, canonical))
	}
	r.add("_redirects", []byte(list.String()))
}

// listRedirect writes the address with and without its last slash, since hosts
// differ in what they take for the same.
func (r *renderer) listRedirect(list *strings.Builder, rd redirect) {
	base := strings.TrimSuffix(r.hostRoot(), "/")
	to := base + (&url.URL{Path: rd.to}).EscapedPath()
	if bare := strings.TrimSuffix(rd.from, "/"); bare != rd.from {
		fmt.Fprintf(list, "%s%s %s 301\n", base, bare, to)
	}
	fmt.Fprintf(list, "%s%s %s 301\n", base, rd.from, to)
}

// hostRoot is the path of the site on its host: "/", or "/docs/".
func (r *renderer) hostRoot() string {
	u, err := url.Parse(r.view.BaseURL)
	if err != nil {
		return "/"
	}
	return u.EscapedPath() + "/"
}
