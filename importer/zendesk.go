package importer

import (
	"strings"
)

// zendesk reads articles, sections, categories and translations as the API of
// Zendesk Guide gives them, lists of any language in any order, with or without
// translations beside them; users for their names; user segments for who may
// read what.
func (c *center) zendesk(r record, at where) bool {
	switch {
	case r.has("source_id", "source_type", "locale"):
		c.zendeskTranslation(r)
		return true
	case r.has("section_id", "title") || at.key == "articles" && r.has("id", "title"):
		c.zendeskArticle(r)
		return true
	case r.has("id", "name", "locale") && (r.has("category_id") || at.key == "sections" || at.key == "section"):
		c.zendeskGroup(r, "section:")
		return true
	case r.has("id", "name", "locale") && (at.key == "categories" || at.key == "category" || strings.Contains(r.str("html_url"), "/categories/")):
		c.zendeskGroup(r, "category:")
		return true
	case r.has("user_type", "id") && (r.has("tags") || at.key == "user_segments" || at.key == "user_segment"):
		c.segments[r.str("id")] = r.str("user_type")
		return true
	case at.key == "users" || at.key == "user":
		c.people[r.str("id")] = r.str("name")
		return true
	case at.key == "tickets" || at.key == "ticket" || r.has("requester_id", "subject"):
		c.skipped["tickets"]++
		return true
	}
	return false
}

func (c *center) zendeskArticle(r record) {
	a := c.article(r.str("id"))
	a.numbers = []string{a.id}
	if s := r.str("section_id"); s != "" {
		a.collection = "section:" + s
	}
	if n, ok := r.int("position"); ok {
		a.order = n + 1
	}
	locale := r.str("locale")
	a.source = r.str("source_locale", "locale")
	a.author = r.str("author_id")
	a.keywords, a.tags = r.strs("label_names"), r.strs("content_tags")
	a.losses = nil
	segments := r.strs("user_segment_ids")
	if s := r.str("user_segment_id"); s != "" {
		segments = append(segments, s)
	}
	a.internal = len(segments) > 0
	for _, s := range segments {
		if c.segments[s] != "staff" {
			a.losses.add("audience", "user segment "+s)
			break
		}
	}
	if r.flag("promoted") {
		a.losses.add("promoted", "")
	}
	t := &text{title: r.str("title", "name"), html: r.str("body"), draft: r.flag("draft"), url: r.str("html_url"), updated: r.time("edited_at", "updated_at", "created_at"), author: a.author}
	c.host(t.url)
	if r.flag("outdated") && locale != a.source {
		t.losses.add("outdated", "")
	}
	t.html += attachmentsHTML(r.list("attachments"), "file_name", "content_url", &t.losses)
	c.add(a, locale, t)
	for _, item := range r.list("translations") {
		if tr, ok := item.(map[string]any); ok {
			if !record(tr).has("source_id") {
				tr["source_id"], tr["source_type"] = r["id"], "Article"
			}
			c.zendeskTranslation(tr)
		}
	}
}

func (c *center) zendeskTranslation(r record) {
	id, locale := r.str("source_id"), r.str("locale")
	switch r.str("source_type") {
	case "Article":
		t := &text{title: r.str("title"), html: r.str("body"), draft: r.flag("draft") || r.flag("hidden"), url: r.str("html_url"), updated: r.time("updated_at", "created_at"), author: r.str("updated_by_id", "created_by_id")}
		c.host(t.url)
		a := c.article(id)
		if old := a.texts[locale]; old != nil {
			if t.url == "" {
				t.url = old.url
			}
			if old.author != "" {
				t.author = old.author
			}
		}
		if r.flag("outdated") {
			t.losses.add("outdated", "")
		}
		a.numbers = []string{id}
		c.add(a, locale, t)
	case "Section", "Category":
		k := c.collection(strings.ToLower(r.str("source_type")) + ":" + id)
		k.names[locale] = &label{r.str("title"), r.str("body", "description"), r.str("html_url")}
	}
}

// zendeskGroup takes a category or a section.
func (c *center) zendeskGroup(r record, kind string) {
	k := c.collection(kind + r.str("id"))
	if s := r.str("parent_section_id"); s != "" {
		k.parent = "section:" + s
	} else if s := r.str("category_id"); s != "" {
		k.parent = "category:" + s
	}
	if n, ok := r.int("position"); ok {
		k.order = n + 1
	}
	k.source = r.str("source_locale", "locale")
	if k.url == "" || r.str("locale") == k.source {
		k.url = r.str("html_url")
	}
	c.host(k.url)
	k.names[r.str("locale")] = &label{r.str("name", "title"), r.str("description"), r.str("html_url")}
	for _, item := range r.list("translations") {
		if tr, ok := item.(map[string]any); ok {
			tr["source_id"], tr["source_type"] = r["id"], map[string]string{"section:": "Section", "category:": "Category"}[kind]
			c.zendeskTranslation(tr)
		}
	}
}
