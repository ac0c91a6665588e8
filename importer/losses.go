package importer

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Loss is something of an article that its Markdown does not say.
type Loss struct {
	// Kind is a short name that stays as it is: "underline", "picture-linked".
	Kind string `json:"kind"`
	// What tells it to a person.
	What string `json:"what"`
	// Count is how often it happened, 1 or more.
	Count int `json:"count"`
	// Example is the first of them, "" if there is nothing to show.
	Example string `json:"example,omitempty"`
}

// lossTexts are the kinds of losses and what they mean.
var lossTexts = map[string]string{
	"abbreviation":    "the meaning of an abbreviation, which appeared on hovering",
	"alignment":       "text set to the middle or to the right",
	"anchor":          "a place that links led to, and that is no heading: they lead to the heading above",
	"anchor-lost":     "a link to a place that is not there: it leads to the top of the article",
	"attachment":      "an attached file, which is linked at the end",
	"audience":        "the article was for some customers only; it is internal here",
	"body":            "a text that could not be read as HTML; its words were kept and nothing else",
	"cell":            "paragraphs, lists or code within a cell of a table, which became lines",
	"collection":      "a second collection that the article was in",
	"colour":          "coloured text or a coloured background",
	"control":         "signs that no page may hold",
	"deep":            "elements nested too deeply, which were taken out of each other",
	"depth":           "collections more than three levels deep; the article lies in the third",
	"draft":           "a newer draft, which is not in the export",
	"drawing":         "a drawing within the text (SVG or canvas)",
	"embedded":        "something embedded, which became a link",
	"emphasis":        "bold or slanted words that touch others in a way that Markdown cannot say, which are plain now",
	"form":            "a form or a field of one",
	"formula":         "a formula, of which the signs were kept",
	"hidden":          "text that readers could not see",
	"icon":            "signs of an icon font",
	"language":        "no original in the main language; this text takes its place",
	"link":            "a link that leads nowhere from outside; its text was kept",
	"link-dead":       "a link to an article or collection that is not in the export; it keeps its old address",
	"link-unsafe":     "a link that would run a script or open a file; its text was kept",
	"merged":          "cells of a table that span several rows or columns",
	"outdated":        "the translation is marked as outdated",
	"picture-hot":     "a picture that is not in the export; it is still shown from its old address",
	"picture-lost":    "a picture without an address that can be used",
	"picture-refused": "a picture that is not copied: not a known kind, too large, or with scripts in it",
	"picture-text":    "a picture without a description",
	"promoted":        "the article was promoted; signpost.yaml can name it under popular",
	"quotation-marks": "quotation marks that the page added by itself",
	"redirect":        "an old address that cannot be redirected; the map has it",
	"script":          "a script or a style sheet",
	"size":            "a title or a description that was too long and is cut",
	"table-frame":     "a table of one cell, which was a frame around its text",
	"table-head":      "a table without a head; its first row is the head now",
	"text":            "the page does not say word for word what the source said",
	"underline":       "underlined text",
}

// losses are counted by kind.
type losses map[string]*Loss

// add counts a loss; example is shown for the first of its kind.
func (l *losses) add(kind, example string) {
	if *l == nil {
		*l = losses{}
	}
	if (*l)[kind] == nil {
		(*l)[kind] = &Loss{Kind: kind, What: lossTexts[kind], Example: shorten(example, 80)}
	}
	(*l)[kind].Count++
}

// list returns the losses in the order of their kinds.
func (l losses) list() []Loss {
	var out []Loss
	for _, kind := range slices.Sorted(maps.Keys(l)) {
		out = append(out, *l[kind])
	}
	return out
}

// and returns the losses of both.
func (l losses) and(more losses) losses {
	out := losses{}
	for _, from := range []losses{l, more} {
		for _, x := range from.list() {
			if out[x.Kind] == nil {
				out[x.Kind] = &Loss{Kind: x.Kind, What: x.What, Example: x.Example}
			}
			out[x.Kind].Count += x.Count
		}
	}
	return out
}

// String tells a loss on one line.
func (l Loss) String() string {
	s := l.What
	if l.Count > 1 {
		s = fmt.Sprintf("%d× %s", l.Count, s)
	}
	if l.Example != "" {
		s += ": " + l.Example
	}
	return s
}

// shorten cuts a text to n runes on one line.
func shorten(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return string(r)
}
