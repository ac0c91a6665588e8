package importer

import (
	"regexp"
	"strings"
)

// freshdesk reads solution articles, folders and categories as the API v2 of
// Freshdesk gives them. The API tells the language in the address that was asked,
// not in the answer, and a folder without its newer keys looks like a category:
// the name of the file or folder that holds them says both.
func (c *center) freshdesk(r record, at where) bool {
	switch {
	case r.has("id", "title") && (r.has("folder_id") || r.has("seo_data")) || r.has("title", "description", "agent_id"):
		c.freshdeskArticle(r, at)
		return true
	case r.has("id", "name") && (r.has("visibility") || r.has("parent_folder_id") || r.has("articles_count") || at.key == "folders"):
		c.freshdeskGroup(r, at, "folder:")
		return true
	case r.has("id", "name") && (r.has("visible_in_portals") || at.key == "categories"):
		c.freshdeskGroup(r, at, "category:")
		return true
	case r.has("id", "contact") && r.obj("contact").has("name"):
		c.people[r.str("id")] = r.obj("contact").str("name")
		return true
	case r.has("id", "name", "description", "created_at") && r.only("id", "name", "description", "created_at", "updated_at", "language", "position", "hierarchy"):
		// A category or a folder: the name of the file tells, or else the ids that
		// articles name.
		switch name := strings.ToLower(at.file); {
		case strings.Contains(name, "categor"):
			c.freshdeskGroup(r, at, "category:")
		case strings.Contains(name, "folder"):
			c.freshdeskGroup(r, at, "folder:")
		default:
			c.freshdeskGroup(r, at, "either:")
		}
		return true
	case r.has("requester_id", "subject"):
		c.skipped["tickets"]++
		return true
	}
	return false
}

// freshdeskDraft is the status of drafts; 2 is published.
const freshdeskDraft = "1"

func (c *center) freshdeskArticle(r record, at where) {
	a := c.article(r.str("id"))
	a.numbers = []string{a.id}
	locale := freshdeskLocale(r, at)
	if f := r.str("folder_id"); f != "" {
		a.collection = "folder:" + f
		if cat := r.str("category_id"); cat != "" && c.collection(a.collection).parent == "" {
			c.collection(a.collection).parent = "category:" + cat
		}
	}
	c.freshdeskHierarchy(r, locale)
	if n, ok := r.int("position"); ok {
		a.order = n
	}
	a.author = r.str("agent_id", "user_id")
	a.tags = r.strs("tags")
	seo := r.obj("seo_data")
	if words := seo.str("meta_keywords"); words != "" {
		a.keywords = splitWords(words)
	} else if words := seo.strs("meta_keywords"); len(words) > 0 {
		a.keywords = words
	}
	t := &text{
		title: r.str("title"), description: seo.str("meta_description"), html: r.str("description"), draft: r.str("status") == freshdeskDraft,
		updated: r.time("modified_at", "updated_at", "created_at"), author: a.author,
	}
	if p := r.str("path"); p != "" && locale != "" {
		t.url = "/" + locale + "/support/solutions/articles/" + p
	} else if p != "" {
		t.url = "/support/solutions/articles/" + p
	}
	t.html += attachmentsHTML(r.list("attachments"), "name", "attachment_url", &t.losses)
	t.html += attachmentsHTML(r.list("cloud_files"), "name", "url", &t.losses)
	c.add(a, locale, t)
}

// freshdeskHierarchy takes the names of the folders above an article.
func (c *center) freshdeskHierarchy(r record, locale string) {
	parent := ""
	for _, item := range r.list("hierarchy") {
		level, ok := item.(map[string]any)
		if !ok {
			continue
		}
		data := record(level).obj("data")
		key := record(level).str("type") + ":" + data.str("id")
		if data.str("id") == "" || !strings.HasPrefix(key, "folder:") && !strings.HasPrefix(key, "category:") {
			continue
		}
		k := c.collection(key)
		if k.names[locale] == nil && data.str("name") != "" {
			k.names[locale] = &label{title: data.str("name")}
		}
		if parent != "" && k.parent == "" {
			k.parent = parent
		}
		parent = key
	}
}

func (c *center) freshdeskGroup(r record, at where, kind string) {
	k := c.collection(kind + r.str("id"))
	switch p, cat := r.str("parent_folder_id"), r.str("category_id"); {
	case kind == "folder:" && p != "":
		k.parent = "folder:" + p
	case kind == "folder:" && cat != "":
		k.parent = "category:" + cat
	}
	if n, ok := r.int("position"); ok {
		k.order = n
	}
	if v := r.str("visibility"); v != "" && v != "1" {
		k.internal = true // logged-in users, agents, companies
	}
	k.names[freshdeskLocale(r, at)] = &label{title: r.str("name"), description: r.str("description")}
}

// settleFreshdesk says of what may be a category or a folder which one it is.
func (c *center) settleFreshdesk() {
	named := map[string]bool{}
	for _, a := range c.articles {
		named[a.collection] = true
		if k := c.collections[a.collection]; k != nil {
			named[k.parent] = true
		}
	}
	for _, k := range c.sortedCollections() {
		id, ok := strings.CutPrefix(k.key, "either:")
		if !ok {
			continue
		}
		delete(c.collections, k.key)
		key := "folder:" + id
		switch {
		case named[key]:
		case named["category:"+id]:
			key = "category:" + id
		default:
			continue // a group of agents, or the like
		}
		to := c.collection(key)
		for locale, name := range k.names {
			to.names[locale] = name
		}
	}
}

// inName finds a language in the name of a file: articles_fr.json, articles.pt-BR.json,
// fr/articles.json.
var inName = regexp.MustCompile(`(?:^|[/_.-])([a-z]{2}(?:-[A-Z]{2}|-[A-Z][a-z]+)?)(?:/|\.(?:json|ndjson|jsonl|gz)$)`)

func freshdeskLocale(r record, at where) string {
	if l := r.str("language", "locale"); l != "" {
		return l
	}
	if m := inName.FindAllStringSubmatch(at.file, -1); m != nil {
		if l := m[len(m)-1][1]; l != "v2" && l != "v1" {
			return l
		}
	}
	return ""
}
