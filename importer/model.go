package importer

import (
	"cmp"
	"slices"
	"time"
)

// A center is a help center as its system told of it, in our words.
type center struct {
	title       string
	articles    map[string]*foreign
	collections map[string]*collection
	people      map[string]string // names of authors by id
	hosts       map[string]bool   // where the help center was
	segments    map[string]string // kinds of Zendesk's user segments by id
	bodiless    map[string]string // titles of articles that were listed without their text, by id
	skipped     map[string]int    // records of other kinds, by what they are
	bodies      bodies
}

func newCenter() *center {
	return &center{
		articles: map[string]*foreign{}, collections: map[string]*collection{}, people: map[string]string{}, hosts: map[string]bool{},
		segments: map[string]string{}, bodiless: map[string]string{}, skipped: map[string]int{},
	}
}

// A foreign is an article with all its translations.
type foreign struct {
	// id tells it apart from all others of its system, as front matter writes it
	// without the system's name.
	id string
	// numbers are what its addresses call it, beside id.
	numbers []string
	// collection is the key of the one that it lies in, "" for none.
	collection string
	// listed are the keys of all collections that it lies in, nil for one.
	listed   []string
	order    int // 1 or more, 0 for none
	internal bool
	tags     []string
	keywords []string
	related  []string
	author   string // id of a person
	source   string // locale of the original, "" if it is not told
	texts    map[string]*text
	losses   losses
}

// A text is an article in one language.
type text struct {
	title, description string
	// html is empty once body says where it lies.
	html    string
	body    lump
	draft   bool
	url     string // old address, absolute or from the root, "" if it is not told
	updated time.Time
	author  string // id of a person
	losses  losses
}

// A collection is a folder to be: a collection, category, section or folder.
type collection struct {
	key      string // "section:12"
	parent   string // key, "" at the top
	order    int
	internal bool
	icon     string
	source   string
	names    map[string]*label
	url      string
}

// A label is what a collection is called in one language.
type label struct{ title, description, url string }

// article returns that of an id, and makes it when it is the first time.
func (c *center) article(id string) *foreign {
	a := c.articles[id]
	if a == nil {
		a = &foreign{id: id, texts: map[string]*text{}}
		c.articles[id] = a
	}
	return a
}

// collection returns that of a key, and makes it when it is the first time.
func (c *center) collection(key string) *collection {
	k := c.collections[key]
	if k == nil {
		k = &collection{key: key, names: map[string]*label{}}
		c.collections[key] = k
	}
	return k
}

// add puts a text in its place; of two, the later wins.
func (c *center) add(a *foreign, locale string, t *text) {
	if old := a.texts[locale]; old != nil && old.updated.After(t.updated) {
		return
	}
	c.bodies.put(t)
	a.texts[locale] = t
}

// sorted lists the articles by id, numbers as numbers.
func (c *center) sorted() []*foreign {
	list := make([]*foreign, 0, len(c.articles))
	for _, a := range c.articles {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *foreign) int { return compareIDs(a.id, b.id) })
	return list
}

// sortedCollections lists the collections, each behind those above it.
func (c *center) sortedCollections() []*collection {
	list := make([]*collection, 0, len(c.collections))
	for _, k := range c.collections {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b *collection) int {
		return cmp.Or(cmp.Compare(len(c.above(a)), len(c.above(b))), compareIDs(a.key, b.key))
	})
	return list
}

// above lists the collections that k lies in, the outermost first. What lies in
// itself lies nowhere.
func (c *center) above(k *collection) []*collection {
	var up []*collection
	for p := c.collections[k.parent]; p != nil; p = c.collections[p.parent] {
		if p == k || slices.Contains(up, p) {
			return nil
		}
		up = append(up, p)
	}
	slices.Reverse(up)
	return up
}

// compareIDs puts shorter numbers before longer ones.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
