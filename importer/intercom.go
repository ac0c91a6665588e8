package importer

import (
	"strings"

	"signpost/builder/article"
)

// intercom reads articles as Intercom's API gives them: single ones, lists,
// results of a search, webhooks, internal articles; collections with their
// translations; admins for their names. Tables of a warehouse have the same
// columns, with collection_id and section_id in place of parent_id.
func (c *center) intercom(r record, at where) bool {
	kind := r.str("type")
	switch {
	case kind == "admin" || at.key == "admins":
		c.people[r.str("id")] = r.str("name")
		return true
	case r.has("id", "title", "body") && (kind == "article" || kind == "internal_article" || kind == "" && r.any("workspace_id", "owner_id", "parent_ids", "state")):
		c.intercomArticle(r, kind)
		return true
	case r.has("id", "name") && r.has("parent_id") && !r.has("body"), r.has("id", "name") && (kind == "collection" || kind == "section"):
		c.intercomCollection(r)
		return true
	case kind == "conversation" || kind == "macro" || r.has("conversation_parts"):
		c.skipped["conversations and macros"]++
		return true
	case r.has("display_name", "website_turned_on"):
		if c.title == "" {
			c.title = r.str("display_name")
		}
		return true
	}
	return false
}

func (c *center) intercomArticle(r record, kind string) {
	if r.has("_fivetran_active") && !r.flag("_fivetran_active") {
		return // an older version of a row
	}
	id := r.str("id")
	internal := kind == "internal_article" || kind == "" && r.has("owner_id")
	if internal {
		id = "internal-" + id
	}
	a := c.article(id)
	a.internal = internal
	a.numbers = []string{r.str("id")}
	a.source = r.str("default_locale", "locale")
	a.author = r.str("author_id")
	if tags := r.obj("tags"); tags != nil {
		a.tags = tags.strs("tags")
	}
	if p := r.str("parent_id", "section_id", "collection_id"); p != "" {
		a.collection = "collection:" + p
	}
	a.listed = nil
	for _, p := range r.strs("parent_ids") {
		a.listed = append(a.listed, "collection:"+p)
	}
	c.add(a, a.source, c.intercomText(r))
	translated := r.obj("translated_content")
	for locale := range translated {
		if t := translated.obj(locale); t != nil && t.str("title", "body") != "" && locale != a.source {
			c.add(a, locale, c.intercomText(t))
		}
	}
}

func (c *center) intercomText(r record) *text {
	t := &text{
		title: r.str("title"), description: r.str("description"), html: r.str("body"),
		draft: r.str("state") == "draft", url: r.str("url"), updated: r.time("updated_at", "created_at"), author: r.str("author_id"),
	}
	c.host(t.url)
	if t.html == "" && r.str("body_markdown") != "" {
		if a, _ := article.Parse("body", []byte(r.str("body_markdown")), article.Options{TitleOptional: true}); a != nil {
			t.html = string(a.HTML(filling{a})) // one way through for all texts
		}
	}
	return t
}

func (c *center) intercomCollection(r record) {
	if r.has("_fivetran_active") && !r.flag("_fivetran_active") {
		return
	}
	k := c.collection("collection:" + r.str("id"))
	if p := r.str("parent_id"); p != "" {
		k.parent = "collection:" + p
	}
	if n, ok := r.int("order"); ok {
		k.order = n + 1
	}
	k.icon, k.url, k.source = strings.ToLower(r.str("icon")), r.str("url"), r.str("default_locale")
	c.host(k.url)
	k.names[k.source] = &label{r.str("name"), r.str("description"), k.url}
	translated := r.obj("translated_content")
	for locale := range translated {
		if t := translated.obj(locale); t != nil && t.str("name") != "" && locale != k.source {
			k.names[locale] = &label{t.str("name"), t.str("description"), t.str("url")}
		}
	}
}
