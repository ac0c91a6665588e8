package importer

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"path"
	"regexp"
	"strings"

	"signpost/builder/article"
	"signpost/internal/diag"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxHTML is the longest text that is read as HTML, in bytes.
const maxHTML = 4 << 20

// A file is one to be written.
type file struct {
	// key is under what the state knows it.
	key  string
	path string // below the articles' folder
	data []byte
	// source is a print of what the source said, whatever became of it: of two
	// imports with one source the files may differ, for their links do.
	source string
	item   *Item // of the report, nil for pictures
}

// convert makes the files of all texts, collections and pictures, one after the
// other, so that they need not be held: the pictures of a text before it.
func (d *Dump) convert(ctx context.Context, sh *shelf, put func(*file) error) error {
	refs, err := sh.references(&d.center.bodies)
	if err != nil {
		return err
	}
	for _, p := range sh.texts {
		source, err := d.center.bodies.of(p.text)
		if err != nil {
			return err
		}
		root, _ := parse(source, p.text.title)
		_, sh.links.anchors[p.file] = places(root, refs[p.file], nil)
	}
	conv := newConverter()
	pictures := newAlbum(d.files.files, put)
	for _, f := range sh.folders {
		index := f.index()
		if err := put(&index); err != nil {
			return err
		}
	}
	for _, p := range sh.texts {
		if err := ctx.Err(); err != nil {
			return err
		}
		source, err := d.center.bodies.of(p.text)
		if err != nil {
			return err
		}
		t := &translation{conv: conv, from: p, source: source, links: sh.links, pictures: pictures, refs: refs[p.file]}
		body := t.markdown()
		if pictures.fault != nil {
			return pictures.fault
		}
		head := d.frontOf(p, sh)
		data := []byte(head.String() + body)
		if _, ds := article.Parse(p.file, data, article.Options{}); diag.HasErrors(ds) {
			d.report.Damaged = append(d.report.Damaged, Refusal{p.id + dotted(p.lang), "it cannot be an article: " + ds[0].What})
			continue
		}
		if err := put(&file{key: stateKey(p.article.id, p.lang), path: p.file, data: data, source: p.print(source), item: d.report.item(p, t)}); err != nil {
			return err
		}
	}
	return nil
}

// print is a print of what the source says of a text that a writer would miss.
func (p *placed) print(source string) string {
	a, t := p.article, p.text
	return printOf(fmt.Appendf(nil, "%q %q %q %v %v %q %q %d %q", t.title, t.description, source, t.draft, a.internal, a.tags, a.keywords, a.order, a.collection))
}

func stateKey(id, lang string) string {
	if lang == "" {
		return id
	}
	return id + "@" + lang
}

// index is the index.md of a collection.
func (f *placedFolder) index() file {
	k := f.collection
	front := front{
		title: cmp.Or(shorten(plainOf(f.label.title), maxTitle), k.key), description: shorten(plainOf(f.label.description), maxDescription),
	}
	if f.lang == "" {
		front.id, front.order, front.internal, front.icon = f.id, k.order, k.internal, iconName(k.icon)
	}
	front.redirects = nil // they follow from what else is imported
	source := printOf([]byte(front.String()))
	front.redirects = f.redirect
	return file{key: stateKey(k.key, f.lang), path: f.file, data: []byte(front.String()), source: source}
}

var iconForm = regexp.MustCompile(`^[a-z]{2,20}$`)

// iconName is the name of an icon, if it could be one of the theme's.
func iconName(s string) string {
	if !iconForm.MatchString(s) {
		return ""
	}
	return s
}

// plainOf is the text of a name or a description, in which some systems allow
// HTML.
func plainOf(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return fold(s)
	}
	root, _ := parse(s, "")
	return plainText(root, nil)
}

// frontOf is the front matter of a text.
func (d *Dump) frontOf(p *placed, sh *shelf) front {
	a, t := p.article, p.text
	f := front{
		title: fold(t.title), description: plainOf(t.description), draft: t.draft, internal: a.internal, updated: t.updated,
		tags: a.tags, keywords: a.keywords, redirects: p.redirect,
	}
	if f.title == "" {
		f.title = strings.ReplaceAll(path.Base(strings.TrimSuffix(p.file, ".md")), "-", " ")
	}
	if len([]rune(f.title)) > maxTitle || len([]rune(f.description)) > maxDescription {
		p.losses.add("size", shorten(f.title, 40))
		f.title, f.description = shorten(f.title, maxTitle), shorten(f.description, maxDescription)
	}
	if id := cmp.Or(t.author, a.author); d.center.people[id] != "" {
		f.authors = []string{fold(d.center.people[id])}
	} else if id != "" {
		d.report.nameless[id] = true
	}
	if p.lang != "" {
		return f
	}
	f.id, f.order = p.id, a.order
	for _, id := range a.related {
		if to := sh.links.articles[id]; to != nil && to.article != a {
			f.related = append(f.related, relative(path.Dir(p.file), to.file))
		}
	}
	return f
}

// references lists, for each file, the places in it that links name.
func (sh *shelf) references(in *bodies) (map[string]map[string]bool, error) {
	refs := map[string]map[string]bool{}
	add := func(file, id string) {
		if refs[file] == nil {
			refs[file] = map[string]bool{}
		}
		refs[file][id] = true
	}
	siblings := map[string][]string{} // files of translations by that of their original
	for _, p := range sh.texts {
		if p.lang != "" {
			original := strings.TrimSuffix(p.file, dotted(p.lang)+".md") + ".md"
			siblings[original] = append(siblings[original], p.file)
		}
	}
	for _, p := range sh.texts {
		source, err := in.of(p.text)
		if err != nil {
			return nil, err
		}
		root, _ := parse(source, p.text.title)
		visit(root, func(n *html.Node) {
			href := strings.TrimSpace(attr(n, "href"))
			if n.Data != "a" || !strings.Contains(href, "#") {
				return
			}
			if strings.HasPrefix(href, "#") {
				add(p.file, href[1:])
				return
			}
			u, kind, id := sh.links.split(href, p.text.url)
			if u == nil || u.Fragment == "" {
				return
			}
			if to, _ := sh.links.find(u, kind, id); to != "" {
				add(to, u.Fragment)
				for _, q := range siblings[to] {
					add(q, u.Fragment)
				}
			}
		})
	}
	return refs, nil
}

// visit calls f for every element below n, parents first.
func visit(n *html.Node, f func(*html.Node)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			f(c)
		}
		visit(c, f)
	}
}

// parse reads HTML. What cannot be read, for it is too long or nested too deeply,
// becomes its words; ok is false then. A heading at the start that repeats the
// title is left out.
func parse(src, title string) (root *html.Node, ok bool) {
	root = &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	if len(src) <= maxHTML {
		nodes, err := html.ParseFragment(strings.NewReader(src), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
		if err == nil {
			for _, n := range nodes {
				root.AppendChild(n)
			}
			dropTitle(root, fold(title))
			return root, true
		}
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(src[:min(len(src), 2*maxHTML)]))
	raw := false
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		switch kind {
		case html.TextToken:
			if !raw {
				b.Write(z.Text())
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			raw = string(name) == "script" || string(name) == "style"
		case html.EndTagToken:
			raw = false
			b.WriteByte(' ')
		}
	}
	root.AppendChild(textNode(b.String()))
	return root, false
}

// dropTitle removes a heading that stands first and repeats the title, which the
// page shows anyhow.
func dropTitle(root *html.Node, title string) {
	for c := root.FirstChild; c != nil; {
		switch {
		case c.Type == html.ElementNode && headingLevel(c) > 0:
			if title != "" && plainText(c, nil) == title {
				c.Parent.RemoveChild(c)
			}
			return
		case c.Type == html.ElementNode && (c.Data == "div" || c.Data == "section" || c.Data == "article" || c.Data == "header") && plainText(c, nil) != "":
			c = c.FirstChild
		case c.Type == html.TextNode && fold(c.Data) == "", c.Type == html.CommentNode, c.Type == html.ElementNode && plainText(c, nil) == "":
			c = c.NextSibling
		default:
			return
		}
	}
}

// handWritten is an id that a person gave a heading.
var handWritten = regexp.MustCompile(`^[A-Za-z]+(?:[-_][A-Za-z0-9]+)*$`)

// places finds the headings that links name, and the heading that each place
// belongs to: its own, the next one if no word stands between, or the last one
// before it; "" is the top.
func places(root *html.Node, refs map[string]bool, lost *losses) (ids map[*html.Node]string, at map[string]string) {
	ids, at = map[*html.Node]string{}, map[string]string{}
	used := map[string]bool{}
	var last *html.Node
	var waiting []string
	name := func(h *html.Node, id string) string {
		if ids[h] == "" {
			own := idForm(id)
			if own == "" || used[own] {
				own = fmt.Sprintf("section-%d", len(ids)+1)
			}
			used[own] = true
			ids[h] = own
		}
		return ids[h]
	}
	var walk func(n, heading *html.Node)
	walk = func(n, heading *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" && heading == nil {
				for _, id := range waiting {
					at[id] = ""
					if last != nil {
						at[id] = name(last, id)
					}
					if lost != nil {
						lost.add("anchor", "#"+id)
					}
				}
				waiting = nil
			}
			if c.Type != html.ElementNode {
				continue
			}
			within := heading
			if heading == nil && headingLevel(c) > 0 && plainText(c, nil) != "" {
				within, last = c, c
				for _, id := range waiting {
					at[id] = name(c, id)
				}
				waiting = nil
			}
			id := cmp.Or(attr(c, "id"), attr(c, "name"))
			if _, seen := at[id]; id != "" && !seen {
				own := within == c && handWritten.MatchString(id) && !strings.HasPrefix(id, "h_") && !strings.HasPrefix(id, "mcetoc") && id != article.Slug(plainText(c, nil))
				switch {
				case within != nil && (refs[id] || own):
					at[id] = name(within, id)
				case refs[id]:
					waiting = append(waiting, id)
				}
			}
			walk(c, within)
		}
	}
	walk(root, nil)
	for _, id := range waiting {
		at[id] = ""
		if last != nil {
			at[id] = name(last, id)
		}
	}
	return ids, at
}

// idForm writes an id as our headings take it.
func idForm(id string) string {
	var b strings.Builder
	for _, r := range id {
		if r < 0x80 && (r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			b.WriteRune(r)
		} else {
			b.WriteByte('-')
		}
	}
	s := strings.Trim(b.String(), "-")
	if s != "" && s[0] >= '0' && s[0] <= '9' {
		s = "s" + s
	}
	return s[:min(len(s), 80)]
}

// A translation turns one text into Markdown.
type translation struct {
	conv     *converter.Converter
	from     *placed
	source   string // the HTML
	links    *linker
	pictures *album
	refs     map[string]bool

	equal bool
	// differs is where the page says something else than the source.
	differs string
}

// markdown writes the text: as it is, or with less emphasis, and at last without
// links, where that is needed for the page to say what the source says.
func (t *translation) markdown() string {
	best := ""
	var lost losses
	for try := range 4 {
		text, l, want := t.once(try)
		got := rendered(text)
		if try == 0 {
			best, lost = text, l
			t.differs = difference(want, got)
		}
		if want == got {
			best, lost, t.equal, t.differs = text, l, true, ""
			if try > 0 {
				lost.add("emphasis", "")
			}
			break
		}
	}
	if !t.equal {
		lost.add("text", t.differs)
	}
	t.from.losses = t.from.losses.and(t.from.text.losses).and(lost)
	return best
}

// once converts the text once, and returns the words that the page should have.
func (t *translation) once(try int) (markdown string, lost losses, want string) {
	root, ok := parse(t.source, t.from.text.title)
	if !ok {
		lost.add("body", "")
	}
	tid := &tidier{losses: &lost, labels: map[*html.Node]string{}, blocky: map[*html.Node]bool{}, open: map[string]bool{}, flat: try == 1, bare: try >= 2}
	tid.link = func(href string) string {
		if try == 3 {
			lost.add("link", href)
			return ""
		}
		if file := t.pictures.document(href, t.from); file != "" {
			return file
		}
		return t.links.target(href, t.from, t.from.text, &lost)
	}
	tid.picture = func(src, _ string) string { return t.pictures.picture(src, t.from, t.from.text, &lost) }
	tid.ids, _ = places(root, t.refs, &lost)
	tid.survey(root)
	doc := element("div", tid.blocks(root, nil))
	out, err := t.conv.ConvertNode(doc)
	if err != nil {
		lost.add("body", err.Error())
		return "", lost, plainText(root, tid.labels)
	}
	if out = bytes.TrimSpace(out); len(out) > 0 {
		out = append(out, '\n')
	}
	return string(out), lost, plainText(root, tid.labels)
}

// rendered is the words of the page that a text becomes.
func rendered(markdown string) string {
	a, ds := article.Parse("x.md", []byte("---\ntitle: \u2060\n---\n"+markdown), article.Options{})
	if a == nil || diag.HasErrors(ds) {
		return "\x00"
	}
	root, _ := parse(string(a.HTML(filling{a})), "")
	return plainText(root, nil)
}

// filling fills the holes of an article with what is there.
type filling struct{ a *article.Article }

func (f filling) Target(i int) string                   { return f.a.Links[i].Target }
func (filling) Image(int) (before, attrs, after string) { return "", "", "" }
func (filling) Word(string) string                      { return "" }

// difference shows where two texts part.
func difference(want, got string) string {
	w, g := []rune(want), []rune(got)
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	show := func(r []rune) string { return string(r[max(0, min(i-15, len(r))):min(i+25, len(r))]) }
	return fmt.Sprintf("“%s” became “%s”", show(w), show(g))
}
