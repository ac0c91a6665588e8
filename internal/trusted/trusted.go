// Package trusted tells html/template what it need not escape. It is the one place
// that does: a test of this package looks at all others. Who adds a function here says
// why what it takes is harmless.
package trusted

import (
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// Body is the body of an article: builder/article escapes all text, writes the
// elements of Markdown by itself, and cleans HTML of authors or shows it as text.
func Body(html []byte) template.HTML { return template.HTML(html) }

// Executed is what a template of html/template has written, which is escaped.
func Executed(html string) template.HTML { return template.HTML(html) }

// Icon is an SVG file of a theme. Who writes a theme writes the pages of the site, as
// who writes its templates does.
func Icon(svg []byte) template.HTML { return template.HTML(svg) }

// JSON is data within a script element: < and > and & are written as escapes, U+2028
// and U+2029 too, so that no text leaves the element.
func JSON(v any) (template.JS, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("data of a page: %w", err)
	}
	return template.JS(data), nil
}

// Address is an address of the site's own, or one of a kind that runs no script; any
// other becomes "#".
func Address(url string) template.URL {
	if scheme, _, ok := strings.Cut(url, ":"); ok && !strings.ContainsAny(scheme, "/?#") && !LeadsOutside(scheme) {
		return "#"
	}
	return template.URL(url)
}

// LeadsOutside reports whether addresses of a scheme may lead out of a site.
func LeadsOutside(scheme string) bool {
	return slices.Contains([]string{"http", "https", "mailto", "tel"}, strings.ToLower(scheme))
}

// Style and Script are files that the binary carries.
func Style(embedded []byte) template.CSS { return template.CSS(embedded) }

// Script is a file that the binary carries.
func Script(embedded []byte) template.JS { return template.JS(embedded) }
