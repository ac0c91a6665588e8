package importer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"signpost/builder/article"
)

// maxFolders is how deep collections lie within each other in a site.
const maxFolders = 3

// A placed is one text with its place in the site.
type placed struct {
	article *foreign
	text    *text
	// key names the article in paths, id in front matter and state.
	key, id  string
	locale   string
	lang     string // "" for the original
	file     string // path below the articles' folder
	redirect []string
	address  string // from the site's root
	losses   losses
}

// A placedFolder is a collection in one language.
type placedFolder struct {
	collection *collection
	label      *label
	id, lang   string
	file       string
	address    string
	redirect   []string
}

// A shelf is where everything goes.
type shelf struct {
	texts     []*placed
	folders   []*placedFolder
	links     *linker
	language  string
	languages []string // all tags, that of the site first
	// taken are the locales that are no language, and taken for the site's.
	taken map[string]bool
}

// place finds a place for every text and collection.
func (d *Dump) place(s *site) (*shelf, error) {
	c := d.center
	sh := &shelf{links: &linker{
		system: d.opt.System, hosts: c.hosts, articles: map[string]*placed{}, folders: map[string]string{},
		byURL: map[string]string{}, anchors: map[string]map[string]string{},
	}}
	tags := d.languages(s, sh)
	dirs := d.folders(s, sh, tags)
	for _, a := range c.sorted() {
		d.placeArticle(s, sh, a, tags, dirs)
	}
	d.orders()
	sh.redirects(s.taken, d.report)
	return sh, s.before(sh.links)
}

// before lets links lead to what an earlier import brought, and this export does
// not hold.
func (s *site) before(l *linker) error {
	for _, key := range slices.Sorted(maps.Keys(s.state.Files)) {
		file := s.state.Files[key].File
		switch {
		case strings.HasPrefix(key, "file:") || strings.Contains(key, "@"):
			continue
		case strings.Contains(key, ":"):
			if l.folders[key] == "" {
				l.folders[key] = file
			}
			continue
		case l.articles[key] != nil:
			continue
		}
		data, err := s.root.ReadFile(path.Join(s.content, file))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read what was imported before: %w", err)
		}
		l.articles[key] = &placed{file: file}
		l.anchors[file] = map[string]string{}
		if a, _ := article.Parse(file, data, article.Options{}); a != nil {
			for id := range a.Anchors {
				l.anchors[file][id] = id
			}
		}
	}
	return nil
}

// languages finds a tag for each locale, and the language of the originals.
func (d *Dump) languages(s *site, sh *shelf) map[string]string {
	count, sources := map[string]int{}, map[string]int{}
	for _, a := range d.center.articles {
		sources[a.source]++
		for l := range a.texts {
			count[l]++
		}
	}
	for _, k := range d.center.collections {
		for l := range k.names {
			count[l] += 0
		}
	}
	known := d.opt.Languages
	if d.opt.Language != "" {
		known = append([]string{d.opt.Language}, known...)
	}
	tags := shortTags(slices.Sorted(maps.Keys(count)), known)
	for locale, tag := range s.state.Locales {
		if _, ok := count[locale]; ok {
			tags[locale] = tag
		}
	}
	main := cmp.Or(d.opt.Language, s.state.Language, mostOf(sources, tags), "en")
	sh.taken = map[string]bool{}
	for _, l := range slices.Sorted(maps.Keys(count)) {
		if languageTag(l) != "" {
			continue
		}
		tags[l], sh.taken[l] = main, true
		if l != "" {
			d.report.warn("%q is no language; its texts are taken for those in %s where an article has no other in it", l, main)
		}
	}
	sh.language = main
	rest := slices.Sorted(maps.Values(tags))
	if d.opt.Languages != nil {
		for _, tag := range slices.Compact(slices.Clone(rest)) {
			if tag != main && containsFold(d.opt.Languages, tag) == "" {
				d.report.warn("signpost.yaml does not name the language %s; add it to languages", tag)
			}
		}
	}
	sh.languages = append([]string{main}, slices.DeleteFunc(slices.Compact(rest), func(t string) bool { return t == main })...)
	s.state.Language, s.state.Locales = main, tags
	return tags
}

// mostOf is the tag of the language in which most articles were written first; ""
// if most do not tell.
func mostOf(sources map[string]int, tags map[string]string) string {
	best := ""
	for _, l := range slices.Sorted(maps.Keys(sources)) {
		if tags[l] != "" && sources[l] > sources[best] {
			best = l
		}
	}
	return tags[best]
}

// folders finds a folder for each collection, and returns them by key.
func (d *Dump) folders(s *site, sh *shelf, tags map[string]string) map[string]string {
	c := d.center
	for _, a := range c.articles {
		c.choose(a)
		if a.collection != "" {
			c.collection(a.collection)
		}
	}
	for _, k := range c.sortedCollections() {
		if k.parent != "" {
			c.collection(k.parent)
		}
	}
	dirs := map[string]string{"": ""}
	for _, k := range c.sortedCollections() {
		up := c.above(k)
		if k.parent != "" && len(up) == 0 {
			k.parent = "" // it lay in itself
		}
		if len(up) >= maxFolders {
			dirs[k.key] = dirs[k.parent]
			continue
		}
		own := k.in(tags, sh.language)
		id := d.opt.System + "-" + safeKey(strings.ReplaceAll(k.key, ":", "-"))
		dir := s.folderOf(id)
		if dir == "" {
			name := strings.ReplaceAll(k.key, ":", "-")
			if own != nil {
				name = cmp.Or(slug(own.title), name)
			}
			dir = s.newName(dirs[k.parent], name, k.key)
		}
		dirs[k.key] = dir
		if own == nil {
			d.report.warn("the export does not tell the name of %s; its folder is %s", strings.ReplaceAll(k.key, ":", " "), dir)
			continue
		}
		for _, locale := range slices.Sorted(maps.Keys(k.names)) {
			name, lang := k.names[locale], tags[locale]
			if lang == sh.language || name == own {
				lang = ""
			}
			if lang == "" && name != own {
				continue
			}
			f := &placedFolder{collection: k, label: name, id: id, lang: lang, file: path.Join(dir, "index"+dotted(lang)+".md"), address: "/" + dir + "/"}
			if lang != "" {
				f.address = "/" + strings.ToLower(lang) + f.address
			}
			sh.folders = append(sh.folders, f)
			if name.url != "" {
				sh.links.remember(name.url, path.Join(dir, "index.md"))
			}
		}
		sh.links.folders[k.key] = path.Join(dir, "index.md")
	}
	return dirs
}

// choose finds the collection of an article that lies in several: the one that it
// names first of all, or else the deepest. Those above it are no others.
func (c *center) choose(a *foreign) {
	deepest := -1
	for _, key := range a.listed {
		if k := c.collections[key]; a.collection == "" || deepest >= 0 {
			if up := len(c.above(cmp.Or(k, &collection{}))); up > deepest {
				a.collection, deepest = key, up
			}
		}
	}
	for _, key := range a.listed {
		k, others := c.collections[a.collection], key != a.collection
		if k != nil && slices.ContainsFunc(c.above(k), func(up *collection) bool { return up.key == key }) {
			others = false
		}
		if others {
			a.losses.add("collection", strings.ReplaceAll(key, ":", " "))
		}
	}
}

// in is what a collection is called in the site's language, or else in its own
// or any; nil if it has no name at all.
func (k *collection) in(tags map[string]string, lang string) *label {
	for _, locale := range slices.Sorted(maps.Keys(k.names)) {
		if tags[locale] == lang {
			return k.names[locale]
		}
	}
	if l := k.names[k.source]; l != nil {
		return l
	}
	for _, locale := range slices.Sorted(maps.Keys(k.names)) {
		return k.names[locale]
	}
	return nil
}

func dotted(lang string) string {
	if lang == "" {
		return ""
	}
	return "." + lang
}

// placeArticle finds the files of an article.
func (d *Dump) placeArticle(s *site, sh *shelf, a *foreign, tags map[string]string, dirs map[string]string) {
	locales := slices.Sorted(maps.Keys(a.texts))
	original := ""
	for _, want := range []func(string) bool{
		func(l string) bool { return tags[l] == sh.language && l == a.source && !sh.taken[l] },
		func(l string) bool { return tags[l] == sh.language && !sh.taken[l] },
		func(l string) bool { return tags[l] == sh.language },
		func(l string) bool { return l == a.source },
		func(string) bool { return true },
	} {
		if i := slices.IndexFunc(locales, want); i >= 0 {
			original = locales[i]
			break
		}
	}
	id := d.opt.System + "-" + safeKey(a.id)
	stem := s.articleOf(a.id, id)
	if stem == "" {
		stem = s.newName(dirs[a.collection], cmp.Or(slug(a.texts[original].title), "article-"+safeKey(a.id)), safeKey(a.id))
	}
	var published []string
	taken := map[string]bool{sh.language: true} // the original stands for it
	for _, locale := range append([]string{original}, slices.DeleteFunc(locales, func(l string) bool { return l == original })...) {
		t := a.texts[locale]
		lang := tags[locale]
		if locale == original {
			lang = ""
		}
		if t.url != "" {
			sh.links.remember(t.url, stem+".md")
		}
		if taken[lang] {
			d.report.leaveOut(id, locale, t, cmp.Or(lang, sh.language))
			continue
		}
		taken[lang] = true
		p := &placed{article: a, text: t, key: safeKey(a.id), id: id, locale: locale, lang: lang, file: stem + dotted(lang) + ".md", address: "/" + stem + "/"}
		if lang != "" {
			p.address = "/" + strings.ToLower(lang) + p.address
		}
		if locale == original {
			p.losses = p.losses.and(a.losses)
			if tags[locale] != sh.language {
				p.losses.add("language", locale)
			}
			if up := d.center.above(d.center.collection(cmp.Or(a.collection, "none"))); a.collection != "" && len(up) >= maxFolders {
				p.losses.add("depth", "")
			}
			for _, n := range append([]string{a.id}, a.numbers...) {
				sh.links.articles[n] = p
			}
		} else if !t.draft {
			published = append(published, lang)
		}
		sh.texts = append(sh.texts, p)
	}
	if a.texts[original].draft && len(published) > 0 {
		d.report.warn("%s.md is a draft, so its translations (%s) are not published either", stem, strings.Join(published, ", "))
	}
	delete(d.center.collections, "none")
}

// orders takes an order away where all neighbours have the same: it says nothing.
func (d *Dump) orders() {
	articles, collections := map[string][]*foreign{}, map[string][]*collection{}
	for _, a := range d.center.articles {
		articles[a.collection] = append(articles[a.collection], a)
	}
	for _, k := range d.center.collections {
		collections[k.parent] = append(collections[k.parent], k)
	}
	for _, list := range articles {
		if !slices.ContainsFunc(list, func(a *foreign) bool { return a.order != list[0].order }) {
			for _, a := range list {
				a.order = 0
			}
		}
	}
	for _, list := range collections {
		if len(list) > 1 && !slices.ContainsFunc(list, func(k *collection) bool { return k.order != list[0].order }) {
			for _, k := range list {
				k.order = 0
			}
		}
	}
}
