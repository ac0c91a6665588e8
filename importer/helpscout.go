package importer

import (
	"strings"
)

// helpscout reads articles, categories and collections as the Docs API v1 of
// Help Scout gives them. Lists of articles hold no texts; each article has to be
// fetched by itself. A site has one language, which is not told.
func (c *center) helpscout(r record, at where) bool {
	switch {
	case r.has("collectionId") && r.has("name", "text"):
		c.helpscoutArticle(r)
		return true
	case r.has("collectionId") && r.has("id", "name") && (r.has("status") || r.has("publicUrl", "viewCount")):
		if a := c.articles[r.str("id")]; a == nil {
			c.bodiless[r.str("id")] = r.str("name")
		}
		return true
	case r.has("collectionId", "id", "name"):
		c.helpscoutGroup(r, "category:", "collection:"+r.str("collectionId"))
		return true
	case r.has("siteId", "id", "name"):
		c.helpscoutGroup(r, "collection:", "")
		return true
	case r.has("subDomain", "title"):
		c.title = r.str("title")
		if d := r.str("cname"); d != "" {
			c.host("https://" + d)
		}
		return true
	case r.has("firstName", "lastName", "id"):
		c.people[r.str("id")] = strings.TrimSpace(r.str("firstName") + " " + r.str("lastName"))
		return true
	case r.has("threads") || r.obj("_embedded").has("threads"):
		c.skipped["conversations"]++
		return true
	}
	return false
}

func (c *center) helpscoutArticle(r record) {
	a := c.article(r.str("id"))
	delete(c.bodiless, a.id)
	if n := r.str("number"); n != "" {
		a.numbers = []string{n}
	}
	a.collection = "collection:" + r.str("collectionId")
	a.listed = nil
	for _, cat := range r.strs("categories") {
		a.listed = append(a.listed, "category:"+cat)
		a.collection = a.listed[0]
	}
	if n, ok := r.int("order"); ok {
		a.order = n
	}
	a.source = r.str("locale", "language")
	a.keywords, a.related = r.strs("keywords"), r.strs("related")
	a.author = r.str("createdBy")
	t := &text{
		title: r.str("name"), description: r.str("description"), html: r.str("text"), draft: r.str("status") == "notpublished",
		url: r.str("publicUrl"), updated: r.time("updatedAt", "lastPublishedAt", "createdAt"), author: a.author,
	}
	if r.flag("hasDraft") && !t.draft {
		t.losses.add("draft", "")
	}
	c.host(t.url)
	c.add(a, a.source, t)
}

func (c *center) helpscoutGroup(r record, kind, parent string) {
	k := c.collection(kind + r.str("id"))
	k.parent = parent
	if n, ok := r.int("order"); ok {
		k.order = n
	}
	k.internal = r.str("visibility") == "private"
	k.url = r.str("publicUrl")
	c.host(k.url)
	k.names[""] = &label{r.str("name"), r.str("description"), k.url}
}
