package builder

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"signpost/internal/diag"
)

// A keeper sees to it that published addresses last.
type keeper struct {
	l        *linker
	old, now addressBook
	pages    map[string]*page // by address
	colls    map[string]bool
	byFile   map[string]*page
	byID     map[string]*page
	byPrint  map[string][]*page
	// bySection finds the places of a section by the print of its text.
	bySection map[string][]string
	// moved tells where the pages of a gone address are now.
	moved map[string]*page
}

// lasting compares the site with the addresses that were published, adds the
// redirects that are needed, and reports what is lost. It returns what is to be
// remembered, nil for sites that are not public.
func (l *linker) lasting(old addressBook) addressBook {
	if l.cfg.Drafts || l.cfg.Audience == "internal" {
		return nil
	}
	k := &keeper{
		l: l, old: old, now: addressBook{}, pages: map[string]*page{}, colls: map[string]bool{},
		byFile: map[string]*page{}, byID: map[string]*page{}, byPrint: map[string][]*page{}, bySection: map[string][]string{}, moved: map[string]*page{},
	}
	k.survey()
	urls := slices.Sorted(maps.Keys(old))
	for _, url := range urls {
		if was := old[url]; was.to == "" && !k.colls[url] {
			k.page(url, was)
		}
	}
	for _, url := range urls {
		if was := old[url]; was.to != "" {
			k.redirect(url, was)
		} else if was.file == "" && !k.colls[url] && k.pages[url] == nil {
			k.collection(url)
		}
	}
	for _, rd := range l.site.redirects {
		k.now[rd.from] = published{to: rd.to}
	}
	return k.now
}

// survey lists what the site holds now.
func (k *keeper) survey() {
	for _, e := range k.l.site.editions {
		k.colls[e.home.url] = true
		k.now[e.home.url] = published{}
		for _, c := range e.collections {
			k.colls[c.url] = true
			k.now[c.url] = published{}
		}
		for _, p := range e.pages {
			k.pages[p.url] = p
			headings := headingsOf(p.Article)
			record := published{file: p.Path, headings: headings}
			if k.l.src.name != "" && k.l.src.name != "." {
				record.file = strings.TrimPrefix(record.file, path.Clean(k.l.src.name)+"/")
			}
			if !p.borrowed {
				k.byFile[record.file] = p
				if p.ID != "" && e == k.l.site.editions[0] {
					k.id(p)
					record.id = p.ID
				}
				print := p.Print()
				k.byPrint[print] = append(k.byPrint[print], p)
				record.prints = k.prints(p.url, print)
				for _, h := range headings {
					if h.print != "" {
						k.bySection[h.print] = append(k.bySection[h.print], p.url+"#"+h.id)
					}
				}
			}
			k.now[p.url] = record
		}
	}
}

// id notes the id of a page, which no other may have.
func (k *keeper) id(p *page) {
	if first := k.byID[p.ID]; first != nil {
		k.l.fault(p.Article, max(1, p.Keys["id"]), "duplicate-id", fmt.Sprintf("the id %s is also that of %s", p.ID, first.Path), "give it another")
		return
	}
	k.byID[p.ID] = p
}

// prints adds the print of today to those of an address.
func (k *keeper) prints(url, print string) []string {
	prints := k.old[url].prints
	if len(prints) == 0 || prints[len(prints)-1] != print {
		prints = append(slices.Clone(prints), print)
	}
	return prints[max(0, len(prints)-maxPrints):]
}

// page looks after one published page.
func (k *keeper) page(url string, was published) {
	if was.file == "" && k.pages[url] == nil {
		return // a collection
	}
	q := k.pages[url]
	if q == nil {
		q = k.successor(url, was)
		if q == nil {
			return
		}
		record := k.now[q.url]
		if !q.borrowed {
			record.prints = k.prints(url, q.Print())
		}
		k.now[q.url] = record
	}
	k.swapped(url, q, was)
	for _, h := range was.headings {
		k.heading(url, q, h)
	}
}

// swapped warns of an address whose text is at another that was published too.
func (k *keeper) swapped(url string, q *page, was published) {
	if k.pages[url] != q || q.borrowed || len(was.prints) == 0 {
		return
	}
	last := was.prints[len(was.prints)-1]
	if same := k.byPrint[last]; last != q.Print() && len(same) == 1 && k.old[same[0].url].file != "" {
		k.l.diags = append(k.l.diags, diag.Diagnostic{
			File: q.Path, Line: 1, Severity: diag.Warning, Code: "swapped", What: fmt.Sprintf("the text that was published at %s is at %s now", url, same[0].url),
			Fix: "rename the files back, if readers with old links are to find it",
		})
	}
}

// successor finds where a page went, redirects its address, and reports it if it
// is nowhere.
func (k *keeper) successor(url string, was published) *page {
	if to := k.l.redirectTo(url); to != "" {
		return k.pages[to]
	}
	q := k.byID[was.id]
	if q == nil {
		q = k.byFile[was.file]
	}
	if q == nil && len(was.prints) > 0 {
		if same := k.byPrint[was.prints[len(was.prints)-1]]; len(same) == 1 {
			q = same[0]
		}
	}
	if q == nil {
		q = k.alike(was)
	}
	if q == nil {
		if h, err := k.l.src.history(); err == nil {
			q = k.byFile[h.now(was.file)]
		}
	}
	if q != nil {
		k.moved[url] = q
		k.l.addRedirect(url, q.url, q.Title)
		return q
	}
	switch k.gone(was) {
	case "expired":
		k.now[url] = was
	case "hidden":
		// Whoever takes an article back wants it gone, so nothing holds that up.
		k.now[url] = was
		k.lost(was, fmt.Sprintf("the published address %s is taken back: %s is not for everybody any more", url, was.file),
			fmt.Sprintf("write redirect_from: [%s] into the article that takes its place, or delete this line to end this message", url))
		k.l.diags[len(k.l.diags)-1].Severity = diag.Warning
	default:
		k.lost(was, fmt.Sprintf("the published address %s is gone, and so is %s", url, was.file), waysOut(url))
	}
	return nil
}

// alike finds the one new page that holds most of the sections of a gone one.
func (k *keeper) alike(was published) *page {
	told, count := 0, map[string]int{}
	for _, h := range was.headings {
		if h.print == "" {
			continue
		}
		told++
		for _, place := range k.bySection[h.print] {
			url, _, _ := strings.Cut(place, "#")
			if _, old := k.old[url]; !old {
				count[url]++
			}
		}
	}
	best := ""
	for _, url := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[url] > count[best] {
			best = url
		}
	}
	if best == "" || 2*count[best] <= told {
		return nil
	}
	return k.pages[best]
}

// heading looks after one heading of a published page, which is q by now.
func (k *keeper) heading(url string, q *page, h publishedHeading) {
	if q.Anchors[h.id] || q.borrowed {
		return
	}
	for _, m := range q.moved {
		if m.id == h.id {
			return // redirect_from of another article
		}
	}
	to := h.to
	if to != "" && !k.there(q, to) {
		if elsewhere, _, _ := strings.Cut(to, "#"); elsewhere != "" && k.gone(k.old[elsewhere]) != "" {
			// It is in an article that is taken back; it leads there again once that is published.
			record := k.now[q.url]
			record.headings = append(slices.Clone(record.headings), h)
			k.now[q.url] = record
			return
		}
		to = ""
	}
	if to == "" && h.print != "" {
		places := k.bySection[h.print]
		if i := slices.IndexFunc(places, func(p string) bool { return strings.HasPrefix(p, q.url+"#") }); i >= 0 {
			to = strings.TrimPrefix(places[i], q.url+"#")
		} else if len(places) == 1 {
			to = places[0]
		}
	}
	if to == "" {
		d := diag.Diagnostic{
			File: q.Path, Line: 1, Code: "lost-heading", What: fmt.Sprintf("the published heading %s#%s is gone", url, h.id),
			Fix: fmt.Sprintf("write {#%s} behind the heading that took its place, or delete #%[1]s from line %d of %s", h.id, k.old[url].line, addressesFile),
		}
		k.l.report(d)
		return
	}
	if id, ok := strings.CutPrefix(to, "/"); ok {
		q.moved = append(q.moved, movedHeading{id: h.id, to: "/" + id, title: k.titleOf("/" + id)})
	} else {
		q.aliases = append(q.aliases, [2]string{h.id, to})
	}
	record := k.now[q.url]
	record.headings = append(slices.Clone(record.headings), publishedHeading{id: h.id, to: to})
	k.now[q.url] = record
}

// there reports whether what a moved heading leads to still exists.
func (k *keeper) there(q *page, to string) bool {
	if !strings.HasPrefix(to, "/") {
		return q.Anchors[to]
	}
	url, id, _ := strings.Cut(to, "#")
	p := k.pages[url]
	return p != nil && p.Anchors[id]
}

// titleOf is the text of the heading at an address.
func (k *keeper) titleOf(address string) string {
	url, id, _ := strings.Cut(address, "#")
	for _, h := range k.pages[url].Headings {
		if h.ID == id {
			return h.Text
		}
	}
	return k.pages[url].Title
}

// redirect keeps a redirect that was published, and leads it to where its target
// has gone since.
func (k *keeper) redirect(url string, was published) {
	if k.pages[url] != nil || k.colls[url] || k.l.redirectTo(url) != "" {
		return
	}
	to := was.to
	for range len(k.old) + 1 {
		if p := k.pages[to]; p != nil {
			k.l.addRedirect(url, to, p.Title)
			return
		}
		if k.colls[to] {
			k.l.addRedirect(url, to, k.l.site.titleAt(to))
			return
		}
		next := k.l.redirectTo(to)
		if next == "" {
			next = k.old[to].to
		}
		if next == "" || next == to {
			break
		}
		to = next
	}
	if gone, ok := k.now[to]; ok && gone.file != "" || k.takenBack(to) {
		return // expired, or a collection that is hidden
	}
	k.lost(was, fmt.Sprintf("the published address %s led to %s, which is gone", url, was.to), waysOut(url))
}

// collection leads a gone collection to where its articles are, or else to the
// one above. One that was taken back is forgotten: its address may tell what it held.
func (k *keeper) collection(url string) {
	if k.takenBack(url) {
		return
	}
	for _, old := range slices.Sorted(maps.Keys(k.moved)) {
		if q := k.moved[old]; strings.HasPrefix(old, url) {
			k.l.addRedirect(url, q.coll.url, cmp.Or(q.coll.title, q.Title))
			return
		}
	}
	for up := url; len(up) > 1; {
		up = up[:strings.LastIndex(strings.TrimSuffix(up, "/"), "/")+1]
		if k.colls[up] {
			k.l.addRedirect(url, up, k.l.site.titleAt(up))
			return
		}
	}
}

// takenBack reports whether all articles of a gone collection are still there and hidden.
func (k *keeper) takenBack(url string) bool {
	hidden := false
	for page, was := range k.old {
		if was.file == "" || !strings.HasPrefix(page, url) {
			continue
		}
		if k.pages[page] != nil || k.moved[page] != nil || k.gone(was) == "" {
			return false
		}
		hidden = true
	}
	return hidden
}

// waysOut says what to do about a lost address.
func waysOut(url string) string {
	return fmt.Sprintf("write redirect_from: [%s] into the article that takes its place; if none does, build once with --allow-broken-links, or delete this line", url)
}

// lost reports an address at its line of addresses.tsv.
func (k *keeper) lost(was published, what, fix string) {
	k.l.report(diag.Diagnostic{File: shown(k.l.src.name, addressesFile), Line: was.line, Code: "lost-address", What: what, Fix: fix})
}

// report tells of something that would break for readers: an error, unless
// Config.AllowBroken.
func (l *linker) report(d diag.Diagnostic) {
	if l.cfg.AllowBroken && !l.cfg.Strict {
		d.Severity = diag.Warning
	}
	l.diags = append(l.diags, d)
}

// gone tells why an article is not published: "expired", "hidden", or "" if there is none.
// One that was renamed when it was taken back is known like any other.
func (k *keeper) gone(was published) string {
	renamed := ""
	if h, err := k.l.src.history(); err == nil {
		renamed = h.now(was.file)
	}
	for i, s := range k.l.src.articles {
		file, a := path.Join(k.l.src.root, s.rel), k.l.arts[i]
		switch {
		case a == nil || was.file == "" || k.byFile[file] != nil || k.l.isAbout[s.rel]:
			continue
		case file == was.file || file == renamed || was.id != "" && a.ID == was.id:
		case len(was.prints) > 0 && was.prints[len(was.prints)-1] == a.Print():
		default:
			continue
		}
		if !a.ExpireAt.IsZero() && !k.l.cfg.Now.Before(a.ExpireAt) {
			return "expired"
		}
		return "hidden"
	}
	return ""
}

// titleAt is the title of a collection.
func (s *site) titleAt(url string) string {
	for _, e := range s.editions {
		for _, c := range append([]*collection{e.home}, e.collections...) {
			if c.url == url && c.parent != nil {
				return c.title
			}
		}
	}
	return s.src.settings.Title
}
