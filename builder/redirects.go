package builder

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"signpost/builder/article"
	"signpost/internal/diag"
	"signpost/internal/trusted"
)

// A redirect leads from an address that is no longer used to a page.
type redirect struct {
	from string // "/old/" or "/old.html"
	// to is the address of a page, title what it is called.
	to, title string
}

// redirects takes redirect_from of all pages and collections. A redirect leads to
// a page and never to another redirect, so that loops are redirects onto pages:
// all are clashes of one address.
func (l *linker) redirects() {
	for _, p := range l.edition.own() {
		for i, written := range p.RedirectFrom {
			if address, id, ok := strings.Cut(written, "#"); ok {
				l.redirectHeading(p, address, id, p.Keys[fmt.Sprintf("redirect_from[%d]", i)])
				continue
			}
			l.redirect(p.Article, i, p.url, p.Title)
		}
	}
	for _, c := range l.edition.collections {
		if c.about == nil || c.about == c.original && l.edition.prefix != "" {
			continue // there is none, or it is that of another edition
		}
		for i := range c.about.RedirectFrom {
			l.redirect(c.about, i, c.url, c.title)
		}
	}
}

// redirect takes the address i of an article's redirect_from, which leads to the
// address to.
func (l *linker) redirect(a *article.Article, i int, to, title string) {
	written, line := a.RedirectFrom[i], a.Keys[fmt.Sprintf("redirect_from[%d]", i)]
	from, ok := redirectPath(written)
	key := strings.ToLower(strings.TrimSuffix(from, "/") + "/")
	switch owner, clash := l.redirected[key], l.claimed[key]; {
	case !ok:
		l.fault(a, line, "bad-value", fmt.Sprintf("%q is not an address from the site's root", written), "write /old/address/")
	case key == strings.ToLower(to):
		l.fault(a, line, "redirect-loop", "redirect_from names the article's own address", "remove it")
	case clash != "":
		l.fault(a, line, "redirect-loop", fmt.Sprintf("%s cannot be redirected, it is the address of %s", from, clash), "remove it, or rename that file")
	case owner != "":
		l.fault(a, line, "redirect-clash", fmt.Sprintf("%s is redirected by %s already", from, owner), "keep one of them")
	default:
		l.redirected[key] = a.Path
		l.site.redirects = append(l.site.redirects, redirect{from, to, title})
	}
}

// redirectHeading leads a heading that was in another page to this one.
func (l *linker) redirectHeading(p *page, address, id string, line int) {
	from := l.byURL[address]
	switch {
	case from == nil && l.isUnseen(address):
		l.warn(p.Article, line, "unpublished-link", fmt.Sprintf("%s is not published", address), "remove it, or publish the article")
	case from == nil:
		l.fault(p.Article, line, "bad-value", fmt.Sprintf("%s is not the address of an article", address), "take the address of the article that had the heading")
	case from.Anchors[id]:
		l.fault(p.Article, line, "redirect-clash", fmt.Sprintf("%s still has the heading #%s", from.rel, id), "remove one of them")
	case from == p:
		l.fault(p.Article, line, "redirect-loop", "redirect_from names the article's own address", fmt.Sprintf("write {#%s} behind the heading that took its place", id))
	default:
		from.moved = append(from.moved, movedHeading{id: id, to: p.url, title: p.Title})
	}
}

// addRedirect leads a gone address to a page or a collection.
func (l *linker) addRedirect(from, to, title string) {
	key := strings.ToLower(strings.TrimSuffix(from, "/") + "/")
	if l.redirected[key] == "" {
		l.redirected[key] = addressesFile
		l.site.redirects = append(l.site.redirects, redirect{from, to, title})
	}
}

// redirectTo is where an address is redirected to, or "".
func (l *linker) redirectTo(url string) string {
	for _, rd := range l.site.redirects {
		if strings.EqualFold(rd.from, url) {
			return rd.to
		}
	}
	return ""
}

// redirectPath cleans an address that an author wrote.
func redirectPath(written string) (string, bool) {
	bad := func(c rune) bool { return c <= ' ' || strings.ContainsRune(`?#\:*"<>|%`, c) }
	if !strings.HasPrefix(written, "/") || strings.HasPrefix(written, "//") || strings.ContainsFunc(written, bad) {
		return "", false
	}
	clean := path.Clean(written)
	if path.Ext(clean) == "" && clean != "/" {
		clean += "/"
	}
	return clean, clean != "/" && !strings.HasPrefix(clean, "/search/") && !strings.HasPrefix(clean, "/assets/")
}

// file is where the page lies that redirects without help of the host.
func (r redirect) file() string {
	if strings.HasSuffix(r.from, "/") {
		return strings.TrimPrefix(r.from, "/") + "index.html"
	}
	return strings.TrimPrefix(r.from, "/")
}

// settingsFault reports a mistake in signpost.yaml.
func (l *linker) settingsFault(key, what, fix string) {
	l.diags = append(l.diags, diag.Diagnostic{File: shown(l.src.name, settingsFile), Line: l.src.lines[key], Code: "dead-link", What: what, Fix: fix})
}

// settingsHidden warns of an article that signpost.yaml names and that is hidden, which
// holds nothing up.
func (l *linker) settingsHidden(key, what string) {
	l.settingsFault(key, what, "take it out, or publish the article")
	d := &l.diags[len(l.diags)-1]
	d.Severity, d.Code = diag.Warning, "unpublished-link"
}

// popular resolves the articles that the home page recommends.
func (l *linker) popular() {
	root := &page{rel: "index.md"}
	names := l.src.settings.Popular
	for i, name := range names {
		if t, ok := l.find(root, name); ok && t.page != nil {
			l.edition.popular = append(l.edition.popular, t.page.ref())
			continue
		}
		key, what := fmt.Sprintf("popular[%d]", i), fmt.Sprintf("popular names no published article: %s", name)
		if l.isHidden(root, name) {
			l.settingsHidden(key, what)
		} else {
			l.settingsFault(key, what, l.advice(root, name))
		}
	}
	if len(names) == 0 {
		l.edition.popular = l.edition.first(6)
	}
}

// settings resolves the other paths that signpost.yaml names.
func (l *linker) settings() {
	s := l.src.settings
	root := &page{rel: "index.md"}
	local := func(key, name string) string {
		if scheme, _, ok := strings.Cut(name, ":"); ok && !trusted.LeadsOutside(scheme) {
			l.settingsFault(key, fmt.Sprintf("an address that begins with %s:", scheme), "let it begin with https:, mailto: or tel:, or write a path")
			return ""
		} else if ok || name == "" || strings.HasPrefix(name, "//") {
			return name
		}
		t, ok := l.find(root, name)
		if !ok && l.isHidden(root, name) {
			l.settingsHidden(key, fmt.Sprintf("%s is not published", name))
		} else if !ok {
			l.settingsFault(key, fmt.Sprintf("no file at %s", name), "put it into static/, and write its path from there")
		}
		return t.url
	}
	l.brand(local)
	l.site.faces = map[string]string{}
	named := l.site.authors()
	for _, name := range slices.Sorted(maps.Keys(s.Authors)) {
		if !named[name] {
			continue // such as one who writes for the team only: the picture is no reader's business
		}
		if picture := s.Authors[name].Picture; picture != "" {
			l.site.faces[name] = local("authors."+name+".picture", picture)
		}
	}
	l.site.contact = local("contact.url", s.Contact.URL)
}

// authors are those whom published articles name.
func (s *site) authors() map[string]bool {
	named := map[string]bool{}
	for _, e := range s.editions {
		for _, p := range e.pages {
			for _, name := range slices.Concat(p.Authors, p.original.Authors) {
				named[name] = true
			}
		}
	}
	return named
}

// first lists the first article of each top-level collection, then the second
// of each, up to n.
func (e *edition) first(n int) []Ref {
	lists := [][]*page{e.home.pages}
	for _, c := range e.home.children {
		lists = append(lists, c.all())
	}
	var refs []Ref
	for i := 0; len(refs) < n; i++ {
		more := false
		for _, list := range lists {
			if i < len(list) && len(refs) < n {
				refs, more = append(refs, list[i].ref()), true
			}
		}
		if !more {
			break
		}
	}
	return refs
}

// all lists the articles of a collection and below, in reading order.
func (c *collection) all() []*page {
	pages := append([]*page{}, c.pages...)
	for _, child := range c.children {
		pages = append(pages, child.all()...)
	}
	return pages
}
