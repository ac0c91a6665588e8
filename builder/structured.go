package builder

import (
	"html/template"
	"time"

	"signpost/internal/trusted"
)

// structured is the JSON-LD of an article: what it is, and the way to it
// (schema.org/TechArticle, schema.org/BreadcrumbList). Search engines want full
// addresses, so a site without base URL has none.
func (r *renderer) structured(p *Page, v *ArticleView, pg *page) template.JS {
	if r.view.BaseURL == "" || pg.borrowed {
		return ""
	}
	type object map[string]any
	article := object{
		"@type": "TechArticle", "headline": p.Title, "inLanguage": v.Lang, "url": p.Canonical,
		"publisher": object{"@type": "Organization", "name": r.view.Title},
	}
	if p.Description != "" {
		article["description"] = p.Description
	}
	if !pg.Updated.IsZero() {
		article["dateModified"] = pg.Updated.Format(time.DateOnly)
	}
	var authors []object
	for _, name := range v.Authors {
		authors = append(authors, object{"@type": "Person", "name": name})
	}
	if authors != nil {
		article["author"] = authors
	}
	var way []object
	for i, c := range append(append([]Ref{}, p.Breadcrumbs...), Ref{Title: p.Title, URL: p.URL}) {
		way = append(way, object{"@type": "ListItem", "position": i + 1, "name": c.Title, "item": r.absolute(c.URL)})
	}
	data, err := trusted.JSON(object{"@context": "https://schema.org", "@graph": []object{
		article, {"@type": "BreadcrumbList", "itemListElement": way},
	}})
	if err != nil {
		return "" // strings and numbers always marshal
	}
	return data
}
