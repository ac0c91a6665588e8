// Package themes holds the themes that Signpost brings along.
//
// # What a theme is
//
// A theme is a folder. Each part of a page has a folder of its own in which
// its template, style and script lie side by side:
//
//	base/base.tmpl base/base.css       the frame of every page, the tokens
//	home/home.tmpl home/home.css       a kind of page
//	search/search.tmpl .css .js        a part that pages share
//	words/en.yaml                      the words of the interface
//	icons/book.svg                     an icon
//
// # Templates
//
// All files that end in .tmpl are parsed into one set of html/template; the
// names that count are those given by {{define}}. A page of a kind executes
// the template of that name, and there are five: "home", "collection",
// "article", "notfound" and "results", which a server makes for readers without
// scripts. Each is executed with a *builder.Page, which is
// everything that a template may rely on; builder/page.go is its reference. A
// template has no functions beyond the methods of that page:
//
//	{{.Rel "/write/links/"}}     an address from the site's root, made relative
//	{{.Word "count.other" 12}}   a word of the interface
//	{{.Icon "book"}}             an icon
//	{{.Shared "footer"}}         a part that pages of a kind have alike, made once
//
// Templates hold no inline script, style or event handler, so that a site
// works under a content security policy of default-src 'self'.
//
// # Styles and scripts
//
// All .css files make one style sheet and all .js files one script, joined in
// the order of their paths, base/ first. Rules stand in the layers base, parts
// and print, in this order, so that the order of the files does not matter. A
// rule outside of any layer wins over all of them: the builder puts the brand
// colour of a site there, as --brand on :root, from which base.css derives
// every other colour for light and dark. A script is loaded as a module, after
// the page has been parsed. Each file is one block, { … }, so that names of
// different parts cannot meet; parts speak to each other by events on the
// document whose names start with "signpost:". No file imports another, save
// by import() when something is needed. A page can be read without its script;
// elements of the class needs-script are hidden where scripts do not run.
//
// # Words
//
// words/LANG.yaml is a flat map of a key to a text. {0}, {1} … stand for
// arguments. A script finds its words in data attributes, never in its source.
// Keys that end in .one and .other are the texts for one and for another
// number of things. A language without a file, or a key missing in it, falls
// back to English. The labels of alerts are the one exception: they are
// the accessible names that the builder gives them; prose/prose.css has those of
// some other languages, chosen by :lang().
//
// # Icons
//
// icons/NAME.svg is drawn on a grid of 24 with strokes of 1.5 in currentColor;
// it has the class icon and is hidden from screen readers, since a word stands
// beside it. icons/default.svg takes the place of a name that is not there.
//
// # Overriding
//
// A file in the theme folder of a site replaces the file of the same path, and
// a file of a new path joins the set. A site's theme/home/home.tmpl is a new
// home page, its theme/zz/zz.css a style that comes last.
package themes

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed all:default
var files embed.FS

// Default returns the default theme.
func Default() fs.FS {
	theme, err := fs.Sub(files, "default")
	if err != nil {
		panic(fmt.Sprintf("the default theme is not embedded: %v", err))
	}
	return theme
}
