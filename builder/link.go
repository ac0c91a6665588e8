package builder

import (
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"signpost/builder/article"
	"signpost/internal/diag"

	"golang.org/x/text/unicode/norm"
)

// A target is where a link leads.
type target struct {
	// url is an address from the site's root, or, when the link is dead, the
	// address as the author wrote it.
	url string
	// anchor is "" or begins with "#".
	anchor string
	// page is the article linked to, or nil.
	page *page
	// file is the path in the site folder of a file that is no article, dark that
	// of its variant for dark surroundings, darkURL the address of the variant.
	file, dark, darkURL string
	// dead leaves the address as it is.
	dead bool
}

// A linker gathers what link finds out.
type linker struct {
	src     *sources
	arts    []*article.Article
	cfg     Config
	site    *site
	edition *edition
	about   map[string]entry // folder to its index file
	isAbout map[string]bool
	folders map[string]*collection
	byRel   map[string]*page
	byURL   map[string]*page
	collURL map[string]*collection
	hidden  map[string]bool    // articles that are not published, by path
	hiding  map[string]bool    // the folders around them
	closers []*article.Article // those that name a gap, published or not
	byGap   map[string]string  // the path of the first of them
	// unseen are the addresses, in lower case, that those articles and folders would have.
	unseen  map[string]bool
	claimed map[string]string // address in lower case to the file
	// redirected tells which file redirects an address.
	redirected map[string]string
	static     map[string]bool

	// byForm finds paths whose characters are composed in another form of Unicode.
	byForm   map[string]string
	byBase   map[string]string   // name of a file to the path of the first so called
	inFolder map[string][]string // names of the files of a folder
	// nearest are those that were found near a name in a folder; dead links of imported
	// articles are many, and much the same.
	nearest map[[2]string]string
	diags   []diag.Diagnostic
}

// link decides what is published and where, and checks every link. Articles
// that are not published end here.
func link(src *sources, arts []*article.Article, cfg Config) (*site, []diag.Diagnostic) {
	first := &linker{src: src, arts: arts, cfg: cfg, site: &site{src: src, cfg: cfg, assets: map[string]string{}}, claimed: map[string]string{}, redirected: map[string]string{}, static: map[string]bool{}}
	for _, name := range src.static {
		first.static[name] = true
	}
	originals, byLang := first.translations(arts)
	var linkers []*linker
	for i, lang := range languages(src.settings, byLang) {
		l := first.edit(lang)
		entries := originals
		if i > 0 {
			l.edition.prefix = "/" + strings.ToLower(lang)
			entries = cfg.translated(originals, byLang[strings.ToLower(lang)])
		}
		l.arrange(entries)
		l.addresses()
		l.known()
		linkers = append(linkers, l)
	}
	site, diags := first.site, first.diags
	for _, l := range linkers {
		for _, p := range l.edition.pages {
			for _, li := range p.Links {
				p.links = append(p.links, l.follow(p, li))
			}
			l.relate(p)
			l.pictureHosts(p)
		}
		l.redirects()
		l.popular()
	}
	linkers[0].settings()
	linkers[0].outdated(src.addresses)
	site.addresses = linkers[0].lasting(src.addresses)
	if next, a := due(arts, cfg.Now); a != nil && !cfg.Now.IsZero() {
		site.due, site.dueFile = next, a.Path
	}
	for _, l := range linkers {
		diags = append(diags, l.diags...)
	}
	site.hidden = len(linkers[0].hidden)
	slices.Sort(site.faults)
	site.faults = slices.Compact(site.faults)
	diag.Sort(diags)
	return site, slices.Compact(diags)
}

// edit returns a linker of one edition of the same site.
func (l *linker) edit(lang string) *linker {
	e := &edition{lang: lang, settings: l.src.settings.Search}
	l.site.editions = append(l.site.editions, e)
	e.linker = &linker{
		src: l.src, arts: l.arts, cfg: l.cfg, site: l.site, edition: e, claimed: l.claimed, redirected: l.redirected, static: l.static,
		about: map[string]entry{}, isAbout: map[string]bool{}, folders: map[string]*collection{},
		byRel: map[string]*page{}, byURL: map[string]*page{}, collURL: map[string]*collection{}, hidden: map[string]bool{}, hiding: map[string]bool{}, unseen: map[string]bool{}, byGap: map[string]string{},
		byForm: map[string]string{}, byBase: map[string]string{}, inFolder: map[string][]string{}, nearest: map[[2]string]string{},
	}
	return e.linker
}

func (l *linker) addresses() {
	for _, p := range l.edition.pages {
		l.byURL[p.url] = p
	}
	l.edition.byURL, l.edition.byRel = l.byURL, l.byRel
	l.collURL[l.edition.home.url] = l.edition.home
	for _, c := range l.edition.collections {
		l.collURL[c.url] = c
	}
}

func (l *linker) fault(a *article.Article, line int, code, what, fix string) {
	l.diags = append(l.diags, diag.Diagnostic{File: a.Path, Line: line, Code: code, What: what, Fix: fix})
}

func (l *linker) warn(a *article.Article, line int, code, what, fix string) {
	l.diags = append(l.diags, diag.Diagnostic{File: a.Path, Line: line, Severity: diag.Warning, Code: code, What: what, Fix: fix})
}

// deadLink reports a link to nothing, as grave as Config makes it.
func (l *linker) deadLink(p *page, line int, written, code, what, fix string) {
	if p.borrowed {
		return // the original's own page has told
	}
	at := p.Place(line)
	d := diag.Diagnostic{File: at.Path, Line: at.Line, Code: code, What: what, Fix: fix}
	key := path.Join(l.src.root, p.rel) + " " + written
	if l.edition.prefix != "" {
		key = l.edition.lang + " " + key
	}
	host := strings.HasPrefix(written, "/") && !strings.Contains(strings.ToLower(written), ".md")
	switch {
	case code == "unpublished-link":
		// What is taken back must not stay online for a link that still leads there.
		d.Severity = diag.Warning
	case l.cfg.Strict:
	case host:
		d.Severity = diag.Warning
	default:
		l.site.faults = append(l.site.faults, key)
		if l.cfg.AllowBroken || l.cfg.Known == nil || l.cfg.Known[key] {
			d.Severity = diag.Warning
		}
	}
	l.diags = append(l.diags, d)
}

// follow finds what a link of a page leads to.
func (l *linker) follow(p *page, li article.Link) target {
	raw, frag, hasFrag := strings.Cut(li.Target, "#")
	raw, query, hasQuery := strings.Cut(raw, "?")
	name, err := url.PathUnescape(raw)
	if err != nil {
		name = raw
	}
	t := target{url: li.Target, dead: true}
	if name == "" {
		t = target{url: p.url, page: p}
	} else if found, ok := l.find(p, name); ok {
		t = found
	} else if l.isHidden(p, name) {
		l.deadLink(p, li.Line, li.Target, "unpublished-link", fmt.Sprintf("%s is not published", li.Target), "remove the link, or publish the article")
		return target{url: "#", dead: true}
	} else {
		l.missing(p, li, name)
		return t
	}
	if hasQuery {
		t.url += "?" + query
	}
	if hasFrag {
		t.anchor = "#" + frag
		l.checkAnchor(p, li, t.page, frag)
	}
	return t
}

// paths lists what a path in a link may mean, from the articles' root.
func (p *page) paths(name string) []string {
	if strings.HasPrefix(name, "/") {
		return []string{path.Clean(strings.TrimPrefix(name, "/"))}
	}
	return []string{path.Join(path.Dir(p.rel), name)}
}

// find looks for an article, a collection, a file of the articles' folder, a
// page's address and a file of static/, in this order.
func (l *linker) find(p *page, name string) (target, bool) {
	for _, rel := range p.paths(name) {
		if l.byRel[rel] == nil && l.byForm[norm.NFC.String(rel)] != "" {
			rel = l.byForm[norm.NFC.String(rel)]
		}
		if q := l.byRel[rel]; q != nil {
			return target{url: q.url, page: q}, true
		}
		if original, lang := translationOf(rel); strings.EqualFold(lang, l.edition.lang) && l.byRel[original] != nil {
			return target{url: l.byRel[original].url, page: l.byRel[original]}, true
		}
		if c := l.folders[rel]; c != nil {
			return target{url: c.url}, true
		}
		if c := l.folders[path.Dir(rel)]; c != nil && isIndex(rel) {
			return target{url: c.url}, true
		}
		if q := l.byRel[rel+".md"]; q != nil {
			return target{url: q.url, page: q}, true
		}
		if file, ok := l.src.files[rel]; ok {
			if what, _ := l.withheld(rel, file); what == "" {
				return l.file(rel, file), true
			}
		}
		for _, address := range []string{l.edition.prefix + "/" + rel + "/", "/" + rel + "/"} {
			if q := l.byURL[address]; q != nil {
				return target{url: q.url, page: q}, true
			}
			if c := l.collURL[address]; c != nil {
				return target{url: c.url}, true
			}
		}
		if l.static[rel] {
			return target{url: escapePath(rel), file: "static/" + rel}, true
		}
	}
	return target{}, false
}

// file publishes a file of the articles' folder, and its dark variant.
func (l *linker) file(rel, name string) target {
	l.site.assets[rel] = name
	t := target{url: escapePath(rel), file: name}
	dark := strings.TrimSuffix(rel, path.Ext(rel)) + ".dark" + path.Ext(rel)
	if name, ok := l.src.files[dark]; !ok {
		return t
	} else if what, _ := l.withheld(dark, name); what == "" {
		l.site.assets[dark] = name
		t.dark, t.darkURL = name, escapePath(dark)
	}
	return t
}

// escapePath returns the address of a file of the site.
func escapePath(rel string) string { return (&url.URL{Path: "/" + rel}).EscapedPath() }

func (l *linker) isHidden(p *page, name string) bool {
	for _, rel := range p.paths(name) {
		if l.hidden[rel] || l.hidden[rel+".md"] || l.isAbout[rel] || l.hiding[rel] || l.isUnseen(rel) || l.isUnseen(l.edition.prefix+"/"+rel) {
			return true
		}
	}
	return false
}

// isUnseen reports the address of what is hidden, or that of a file that would be made of it.
func (l *linker) isUnseen(address string) bool {
	key := strings.ToLower(strings.Trim(address, "/"))
	return l.unseen[key] || l.unseen[strings.TrimSuffix(key, ".md")] || l.unseen[strings.TrimSuffix(key, "/index.html")]
}

// unsee notes the address of what is hidden.
func (l *linker) unsee(address string) {
	if key := strings.ToLower(strings.Trim(address, "/")); key != "" {
		l.unseen[key] = true
	}
}

func (l *linker) missing(p *page, li article.Link, name string) {
	for _, rel := range p.paths(name) {
		if file, ok := l.src.files[rel]; ok {
			what, fix := l.withheld(rel, file)
			l.deadLink(p, li.Line, li.Target, "withheld-file", what, fix)
			return
		}
	}
	what, code := fmt.Sprintf("no article or file at %s", li.Target), "dead-link"
	if li.Image {
		what, code = fmt.Sprintf("no image at %s", li.Target), "dead-image"
	}
	l.deadLink(p, li.Line, li.Target, code, what, l.advice(p, name))
}

// advice names the file that the author of a dead link may have meant: one of
// the same name elsewhere, or one of nearly that name in the same folder.
func (l *linker) advice(p *page, name string) string {
	base, dir := path.Base(name), path.Dir(p.paths(name)[0])
	meant := l.byBase[base]
	if meant == "" {
		meant = l.near(dir, strings.TrimSuffix(base, ".md"))
	}
	if original, lang := translationOf(p.paths(name)[0]); meant == "" && lang != "" && l.byRel[original] != nil {
		meant = original // links name originals, and lead to translations
	}
	if meant == "" {
		return "correct the path, or remove the link"
	}
	return fmt.Sprintf("did you mean %s?", relativePath(path.Dir(p.rel), meant))
}

// near is the path of the file in a folder whose name is nearly that, "" if there is none.
func (l *linker) near(dir, name string) string {
	key := [2]string{dir, name}
	if found, ok := l.nearest[key]; ok {
		return found
	}
	found := ""
	if near := diag.Nearest(name, l.inFolder[dir]); near != "" {
		found = path.Join(dir, near)
		if l.byRel[found+".md"] != nil {
			found += ".md"
		}
	}
	l.nearest[key] = found
	return found
}

// known lists every file that a link may name, for advice.
func (l *linker) known() {
	add := func(rel string) {
		base, dir := path.Base(rel), path.Dir(rel)
		if form := norm.NFC.String(rel); form != rel {
			l.byForm[form] = rel
		}
		if l.byBase[base] == "" {
			l.byBase[base] = rel
		}
		l.inFolder[dir] = append(l.inFolder[dir], strings.TrimSuffix(base, ".md"))
	}
	for _, p := range l.edition.pages {
		add(p.rel)
	}
	for _, rel := range slices.Sorted(maps.Keys(l.src.files)) {
		add(rel)
	}
}

// checkAnchor reports an anchor that its page does not have. Translations may
// name the headings of the original: such a link leads to the page's top.
func (l *linker) checkAnchor(p *page, li article.Link, q *page, frag string) {
	id, err := url.PathUnescape(frag)
	if err != nil {
		id = frag
	}
	if q == nil || id == "" || id == "top" || q.Anchors[id] || p.borrowed || q.original.Anchors[id] && q.original != q.Article {
		return
	}
	var ids []string
	for _, h := range q.Headings {
		ids = append(ids, h.ID)
	}
	fix := "take the id of one of its headings"
	if near := diag.Nearest(id, ids); near != "" {
		fix = fmt.Sprintf("did you mean #%s?", near)
	}
	l.deadLink(p, li.Line, li.Target, "dead-anchor", fmt.Sprintf("%s has no heading #%s", path.Base(q.rel), id), fix)
}

// relate resolves the related articles of the front matter.
func (l *linker) relate(p *page) {
	names := p.Related
	if len(names) == 0 {
		names = p.original.Related
	}
	for i, name := range names {
		key := fmt.Sprintf("related[%d]", i)
		if t, ok := l.find(p, name); ok && t.page != nil {
			p.related = append(p.related, t.page)
			continue
		}
		if len(p.Related) == 0 {
			continue // the original's own page has told
		}
		code := "dead-link"
		if l.isHidden(p, name) {
			code = "unpublished-link"
		}
		l.deadLink(p, p.Keys[key], name, code, fmt.Sprintf("related names no published article: %s", name), l.advice(p, name))
	}
}

// relativePath leads from a folder to a file, both below one root.
func relativePath(dir, file string) string {
	if dir == "." {
		return file
	}
	from, to := strings.Split(dir, "/"), strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

// due is when the next article appears or expires, after now; zero if none does.
func due(arts []*article.Article, now time.Time) (time.Time, *article.Article) {
	var next time.Time
	var what *article.Article
	for _, a := range arts {
		if a == nil || a.Draft {
			continue
		}
		for _, t := range []time.Time{a.PublishAt, a.ExpireAt} {
			if t.After(now) && (next.IsZero() || t.Before(next)) {
				next, what = t, a
			}
		}
	}
	return next, what
}
