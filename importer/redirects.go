package importer

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// remember keeps where an old address leads.
func (l *linker) remember(address, file string) {
	if u, err := url.Parse(address); err == nil && strings.Trim(u.Path, "/") != "" {
		key := strings.ToLower(strings.TrimSuffix(u.Path, "/"))
		if l.byURL[key] == "" {
			l.byURL[key] = file
		}
	}
}

// withoutSlug is the part of an old address up to the id, by which help desks
// find the article too.
var withoutSlug = regexp.MustCompile(`^(/.*?/?(?:articles?|sections|categories|collections)/[0-9]+)-[^/]*$`)

// redirects says of each text which old addresses lead to it. An address that
// two texts had, or that is the new address of something or that of a file which
// is there, is no redirect.
func (sh *shelf) redirects(there map[string]bool, r *Report) {
	taken := map[string]bool{}
	key := func(address string) string { return strings.ToLower(strings.TrimSuffix(address, "/") + "/") }
	for file := range there {
		taken[key("/"+file)] = true
	}
	for _, p := range sh.texts {
		taken[key(p.address)] = true
	}
	for _, f := range sh.folders {
		taken[key(f.address)] = true
	}
	// claim takes those of the old addresses that are free.
	claim := func(old []string) (free []string) {
		for _, o := range slices.Clone(old) {
			if m := withoutSlug.FindStringSubmatch(o); m != nil {
				old = append(old, m[1])
			}
		}
		for _, o := range old {
			if o != "" && !taken[key(o)] {
				taken[key(o)] = true
				free = append(free, o)
			}
		}
		return free
	}
	for _, p := range sh.texts {
		old := []string{oldPath(p.text.url)}
		switch {
		case p.text.url == "" && p.lang == "":
			old = guessed[sh.links.system](p)
		case p.text.url != "" && old[0] == "":
			p.losses.add("redirect", p.text.url)
		}
		p.redirect = claim(old)
		if p.text.url != "" {
			r.addresses = append(r.addresses, moved{p.text.url, p.address, p.file})
		} else if len(p.redirect) > 0 {
			r.addresses = append(r.addresses, moved{p.redirect[0], p.address, p.file})
		}
	}
	for _, f := range sh.folders {
		if f.label.url != "" {
			r.addresses = append(r.addresses, moved{f.label.url, f.address, f.file})
			f.redirect = claim([]string{oldPath(f.label.url)})
		}
	}
}

// guessed are the addresses that a system gives an article of which its API does
// not tell the address.
var guessed = map[string]func(p *placed) []string{
	"intercom": func(*placed) []string { return nil },
	"zendesk": func(p *placed) []string {
		if p.locale == "" {
			return nil
		}
		return []string{fmt.Sprintf("/hc/%s/articles/%s", p.locale, p.article.id)}
	},
	"freshdesk": func(p *placed) []string { return []string{"/support/solutions/articles/" + p.article.id} },
	"helpscout": func(p *placed) []string {
		if len(p.article.numbers) == 0 {
			return nil
		}
		return []string{"/article/" + p.article.numbers[0]}
	},
}

// oldPath is the path of an old address as redirect_from takes it, or "".
func oldPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return ""
	}
	p := u.Path
	bad := func(c rune) bool { return c <= ' ' || strings.ContainsRune(`?#\:*"<>|%`, c) || dropped(c) }
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsFunc(p, bad) {
		return ""
	}
	if p = path.Clean(p); p == "/" || strings.HasPrefix(p+"/", "/search/") || strings.HasPrefix(p+"/", "/assets/") {
		return ""
	}
	// A host of static files takes what looks like an ending for one.
	if ext := path.Ext(p); ext != "" && !slices.Contains([]string{".html", ".htm"}, strings.ToLower(ext)) {
		return ""
	}
	return p
}
