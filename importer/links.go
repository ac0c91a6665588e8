package importer

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// An innerPattern finds what an address of a help center names.
type innerPattern struct {
	re *regexp.Regexp
	// kind is that of the thing: "article", or a prefix of keys of collections.
	kind string
}

// innerPatterns are the addresses of each system, by its name.
var innerPatterns = map[string][]innerPattern{
	"intercom": {
		{regexp.MustCompile(`/articles/(\d+)`), "article"},
		{regexp.MustCompile(`/collections/(\d+)`), "collection:"},
	},
	"zendesk": {
		{regexp.MustCompile(`/hc/(?:[A-Za-z-]+/)?articles/(\d+)`), "article"},
		{regexp.MustCompile(`/hc/(?:[A-Za-z-]+/)?sections/(\d+)`), "section:"},
		{regexp.MustCompile(`/hc/(?:[A-Za-z-]+/)?categories/(\d+)`), "category:"},
	},
	"freshdesk": {
		{regexp.MustCompile(`/solutions?/articles/(\d+)`), "article"},
		{regexp.MustCompile(`/solutions?/folders/(\d+)`), "folder:"},
		{regexp.MustCompile(`/solutions?/(?:categories/)?(\d+)`), "category:"},
	},
	"helpscout": {
		{regexp.MustCompile(`^/article/(\d+)`), "article"},
	},
}

// A linker knows where everything of the import lies.
type linker struct {
	system   string
	hosts    map[string]bool
	articles map[string]*placed           // by number
	folders  map[string]string            // path of index.md by key of the collection
	byURL    map[string]string            // paths of files by old path in lower case
	anchors  map[string]map[string]string // for each file, headings by the ids that links name
}

// split parts an address of the help center into what it names. Base is the
// address of the text that holds the link.
func (l *linker) split(href, base string) (u *url.URL, kind, id string) {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return nil, "", ""
	}
	if b, err := url.Parse(base); err == nil && b.Host != "" && u.Scheme == "" && (u.Host != "" || u.Path != "") {
		u = b.ResolveReference(u)
	}
	if u.Host != "" && l.system == "helpscout" && len(l.hosts) > 0 && !l.hosts[strings.ToLower(u.Hostname())] {
		return u, "", "" // numbers are small there, and those of others mean something else
	}
	if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return u, "", ""
	}
	for _, p := range innerPatterns[l.system] {
		if m := p.re.FindStringSubmatch(u.Path); m != nil {
			return u, p.kind, m[1]
		}
	}
	return u, "", ""
}

// find is the path of the file that an address of the help center leads to, ""
// if there is none. Inner tells whether it looks like one of the help center's.
func (l *linker) find(u *url.URL, kind, id string) (file string, inner bool) {
	switch {
	case kind == "article":
		if p := l.articles[id]; p != nil {
			return p.file, true
		}
	case kind != "":
		if f := l.folders[kind+id]; f != "" {
			return f, true
		}
	}
	if u.Host == "" || l.hosts[strings.ToLower(u.Hostname())] {
		if f := l.byURL[strings.ToLower(strings.TrimSuffix(u.Path, "/"))]; f != "" && u.Path != "" {
			return f, true
		}
	}
	return "", kind != "" && (u.Host == "" || l.hosts[strings.ToLower(u.Hostname())])
}

// schemes are those that readers may follow.
var schemes = []string{"http", "https", "mailto", "tel", "sms"}

// target is what a link of a text becomes, "" for its text alone.
func (l *linker) target(href string, from *placed, t *text, lost *losses) string {
	href = strings.TrimSpace(clean(href))
	if href == "" {
		lost.add("link", "")
		return ""
	}
	if strings.HasPrefix(href, "#") {
		return l.fragment(from.file, href[1:], lost)
	}
	u, kind, id := l.split(href, t.url)
	switch {
	case u == nil:
		lost.add("link", href)
		return ""
	case u.Scheme != "" && !slices.Contains(schemes, strings.ToLower(u.Scheme)):
		lost.add("link-unsafe", href)
		return ""
	case u.Scheme == "mailto" || u.Scheme == "tel" || u.Scheme == "sms":
		return u.String()
	}
	file, inner := l.find(u, kind, id)
	if file != "" {
		to := relative(path.Dir(from.file), file)
		switch {
		case u.Fragment != "" && file == from.file:
			return l.fragment(file, u.Fragment, lost)
		case file == from.file:
			return path.Base(file)
		case u.Fragment != "" && path.Base(file) != "index.md":
			if at := l.fragment(file, u.Fragment, lost); at != "" {
				return to + at
			}
		}
		return to
	}
	if inner {
		lost.add("link-dead", href)
	}
	if u.Host == "" || u.Scheme == "" && u.Host != "" {
		if u.Host != "" {
			u.Scheme = "https"
			return u.String()
		}
		lost.add("link", href)
		return ""
	}
	return u.String()
}

// fragment is "#id" of the heading that a place in a file belongs to, "" for the
// top.
func (l *linker) fragment(file, id string, lost *losses) string {
	at, ok := l.anchors[file][id]
	if !ok && id != "" && id != "top" {
		lost.add("anchor-lost", "#"+id)
	}
	if at == "" {
		return ""
	}
	return "#" + at
}

// relative is the path of a file as a file in the folder dir links to it.
func relative(dir, file string) string {
	from, to := strings.Split(dir, "/"), strings.Split(file, "/")
	if dir == "." {
		from = nil
	}
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}
