package randsite

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// Edit changes one thing of the site as somebody who works on it would, and says what.
// Mistakes that it makes are mended by a later one.
func (s *Site) Edit() string {
	what := s.edit()
	if s.one(2) {
		s.mend()
	}
	return what
}

// mend takes out what keeps a site from being built: translations of nothing, and the
// recommendation of an article that is not there.
func (s *Site) mend() {
	s.pages = slices.DeleteFunc(s.pages, func(p *page) bool {
		original, ok := strings.CutSuffix(p.name, ".de.md")
		return ok && s.at(original+".md") < 0
	})
	if s.at("content/"+strings.Trim(s.config["popular"], `[]"`)) < 0 {
		delete(s.config, "popular")
	}
}

func (s *Site) edit() string {
	i := s.random.IntN(len(s.pages))
	p := s.pages[i]
	switch s.random.IntN(20) {
	case 0:
		p.head[0] = "title: " + quoted(s.text(p.hide, "the title", 3))
		return "retitle " + p.name
	case 1, 2:
		p.body += "\n" + s.part(p) + "\n"
		return "write on in " + p.name
	case 3:
		p.body = s.body(p)
		return "rewrite " + p.name
	case 4:
		return s.move(p)
	case 5:
		q := s.pages[s.random.IntN(len(s.pages))]
		p.body, q.body = q.body, p.body
		p.head, q.head, p.hide, q.hide = q.head, p.head, q.hide, p.hide
		return "swap " + p.name + " and " + q.name
	case 6:
		if len(s.pages) > 4 {
			s.pages = slices.Delete(s.pages, i, i+1)
		}
		return "delete " + p.name
	case 7:
		return "add " + s.add("").name
	case 8:
		hide := hidings[s.random.IntN(len(hidings))]
		return "add, with " + hide + ", " + s.add(hide).name
	case 9:
		return s.toggle(p)
	case 10:
		name := []string{"contact", "legal/terms"}[s.random.IntN(2)]
		s.files["snippets/"+name+".md"] = s.paragraph("", "") + "\n"
		return "edit the snippet " + name
	case 11:
		s.config["variables"] = "{product: " + quoted(s.words(2)) + "}"
		return "edit a variable"
	case 12:
		s.configure()
		return "edit signpost.yaml"
	case 13:
		for _, key := range []string{"popular", "search", "brand", "contact", "edit_url"} {
			if s.one(2) {
				delete(s.config, key)
			}
		}
		return "shorten signpost.yaml"
	case 14:
		s.restyle()
		return "edit the theme"
	case 15:
		s.translate()
		return "translate"
	case 16:
		return s.repaint()
	case 17:
		return s.moveFolder()
	case 18:
		p.head = append(p.head[:1:1], s.head(p.hide)[1:]...)
		return "edit the front matter of " + p.name
	}
	name := fmt.Sprintf("static/file-%d.txt", s.random.IntN(3))
	if _, there := s.files[name]; there && s.one(2) {
		delete(s.files, name)
	} else {
		s.files[name] = s.words(4)
	}
	return "edit " + name
}

// move gives an article another name and place; its translation stays behind.
func (s *Site) move(p *page) string {
	if strings.HasSuffix(p.name, "index.md") {
		return "nothing"
	}
	was := p.name
	ending := ".md"
	if strings.HasSuffix(was, ".de.md") {
		ending = ".de.md"
	}
	p.name = "content/" + s.folder() + s.name() + ending
	return "move " + was + " to " + p.name
}

// toggle hides a published article, or publishes a hidden one. Its words are secret no
// more then.
func (s *Site) toggle(p *page) string {
	if p.hide == "" {
		p.hide = hidings[s.random.IntN(len(hidings))]
	} else {
		p.hide = ""
	}
	return "toggle " + p.name
}

// repaint changes, or takes away, a picture under its name.
func (s *Site) repaint() string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		if strings.HasPrefix(name, "content/img/") {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "nothing"
	}
	name := names[s.random.IntN(len(names))]
	if s.one(5) {
		delete(s.files, name)
		return "delete " + name
	}
	s.files[name] = Picture(1+s.random.IntN(9), 1+s.random.IntN(9))
	return "repaint " + name
}

// moveFolder gives all that lies in the folder of an article another folder.
func (s *Site) moveFolder() string {
	from := path.Dir(s.pages[s.random.IntN(len(s.pages))].name)
	if from == "content" {
		return "nothing"
	}
	to := "content/" + s.name()
	for _, p := range s.pages {
		if rest, ok := strings.CutPrefix(p.name, from+"/"); ok {
			p.name = to + "/" + rest
		}
	}
	return "move the folder " + from + " to " + to
}
