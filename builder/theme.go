package builder

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"signpost/internal/diag"
	"signpost/internal/trusted"
	"signpost/internal/yamldoc"
)

// A theme is the default theme with the site's own files laid over it.
type theme struct {
	set     *template.Template
	files   map[string]string // path in the theme to the path of diagnostics
	words   map[string]map[string]string
	icons   map[string]template.HTML
	style   []byte
	scripts []byte
	favicon []byte   // base/favicon.svg
	print   [32]byte // of all its files
}

// loadTheme reads the theme; mistakes in templates and words are diagnostics.
func loadTheme(cfg Config) (*theme, []diag.Diagnostic, error) {
	if cfg.Theme == nil {
		return nil, nil, errors.New("build: no theme")
	}
	data, th := map[string][]byte{}, &theme{
		set: template.New("theme"), files: map[string]string{},
		words: map[string]map[string]string{}, icons: map[string]template.HTML{},
	}
	if err := th.gather(data, cfg.Theme, "."); err != nil {
		return nil, nil, fmt.Errorf("read the default theme: %w", err)
	}
	own := maps.Clone(data)
	clear(th.files)
	if err := th.gather(data, cfg.Site, "theme"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read theme: %w", err)
	}
	for name, file := range th.files {
		th.files[name] = shown(cfg.Name, file)
	}
	ds := append(th.replaced(own, data), th.fill(data)...)
	for name := range th.files {
		th.addWords(name, own[name])
	}
	return th, ds, nil
}

// addWords takes the words of the default theme that the site's own file does not
// have.
func (th *theme) addWords(name string, text []byte) {
	if path.Dir(name) != "words" || text == nil {
		return
	}
	words := map[string]string{}
	yamldoc.Decode(text, &words, name, 1)
	maps.Copy(words, th.words[wordsOf(name)])
	th.words[wordsOf(name)] = words
}

// wordsOf is the language of a file of words.
func wordsOf(name string) string {
	return strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name)))
}

// replaced looks at the files that a site lays over the default theme: a template
// has to define what that in its place does, and a name that is nearly one of the
// theme's is a slip.
func (th *theme) replaced(own, data map[string][]byte) []diag.Diagnostic {
	names := slices.Sorted(maps.Keys(own))
	var ds []diag.Diagnostic
	for _, name := range slices.Sorted(maps.Keys(th.files)) {
		_, there := own[name]
		switch near := diag.Nearest(name, names); {
		case !there && near != "" && path.Base(near) == path.Base(name):
			ds = append(ds, diag.Diagnostic{File: th.shown(name), Severity: diag.Warning, Code: "theme", What: "the default theme has no file here", Fix: fmt.Sprintf("did you mean theme/%s?", near)})
		case there && path.Ext(name) == ".tmpl":
			have := defined(data[name])
			if have == nil {
				continue // fill tells
			}
			for _, part := range slices.Sorted(maps.Keys(defined(own[name]))) {
				if !have[part] {
					ds = append(ds, diag.Diagnostic{File: th.shown(name), Line: 1, Code: "theme", What: fmt.Sprintf("it does not define %q, which the default theme has here", part), Fix: fmt.Sprintf("write {{define %q}} … {{end}}", part)})
				}
			}
		case there && path.Dir(name) == "words":
			ds = append(ds, th.unknownWords(name, own["words/en.yaml"], data[name])...)
		}
	}
	return ds
}

// unknownWords warns of words that nothing asks for.
func (th *theme) unknownWords(name string, english, text []byte) []diag.Diagnostic {
	known, words := map[string]string{}, map[string]string{}
	yamldoc.Decode(english, &known, "", 1)
	lines, _ := yamldoc.DecodeLines(text, &words, name, 1)
	stem := func(key string) string { return key[:strings.LastIndexByte(key, '.')+1] }
	var ds []diag.Diagnostic
	for _, key := range slices.Sorted(maps.Keys(words)) {
		plural := slices.ContainsFunc(slices.Collect(maps.Keys(known)), func(k string) bool { return stem(key) != "" && stem(k) == stem(key) && k == stem(k)+"other" })
		if known[key] != "" || plural {
			continue
		}
		fix := "remove it"
		if near := diag.Nearest(key, slices.Sorted(maps.Keys(known))); near != "" {
			fix = fmt.Sprintf("did you mean %s?", near)
		}
		ds = append(ds, diag.Diagnostic{File: th.shown(name), Line: lines[key], Severity: diag.Warning, Code: "theme", What: fmt.Sprintf("the theme asks for no word %q", key), Fix: fix})
	}
	return ds
}

// defined lists the names that a template defines; nil if it cannot be read, which
// is told elsewhere.
func defined(text []byte) map[string]bool {
	set, err := template.New("").Parse(string(text))
	if err != nil {
		return nil
	}
	names := map[string]bool{}
	for _, t := range set.Templates() {
		if t.Name() != "" {
			names[t.Name()] = true
		}
	}
	return names
}

func (th *theme) gather(data map[string][]byte, fsys fs.FS, dir string) error {
	return fs.WalkDir(fsys, dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case passedOver(name) && entry.IsDir():
			return fs.SkipDir
		case passedOver(name) || entry.IsDir():
			return nil
		}
		target, ok := resolve(fsys, name)
		if ok && passedOver(target) {
			return fmt.Errorf("%s is a symbolic link to what is no part of the site", name)
		}
		if ok {
			text, err := fs.ReadFile(fsys, target)
			data[below(dir, name)], th.files[below(dir, name)] = text, name
			return err
		}
		return fmt.Errorf("%s is a symbolic link that leaves the folder", name)
	})
}

// fill sorts the files into what they are: base/ first, then by path.
func (th *theme) fill(data map[string][]byte) []diag.Diagnostic {
	names := make([]string, 0, len(data))
	for name := range data {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if x, y := strings.HasPrefix(a, "base/"), strings.HasPrefix(b, "base/"); x != y {
			if x {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	var ds []diag.Diagnostic
	h := sha256.New()
	for _, name := range names {
		ds = append(ds, th.add(name, data[name])...)
		fmt.Fprintf(h, "%q %d\n%s", name, len(data[name]), data[name])
	}
	th.print = [32]byte(h.Sum(nil))
	for _, kind := range []Kind{KindHome, KindCollection, KindArticle, KindNotFound} {
		if len(ds) == 0 && th.set.Lookup(string(kind)) == nil {
			ds = append(ds, diag.Diagnostic{File: "theme", Code: "theme", What: fmt.Sprintf("no template is named %q", kind), Fix: fmt.Sprintf("define it in %s/%s.tmpl", kind, kind)})
		}
	}
	return ds
}

// shown returns the path of a part as the user knows it.
func (th *theme) shown(name string) string {
	if file, ok := th.files[name]; ok {
		return file
	}
	return "default theme: " + name
}

func (th *theme) add(name string, text []byte) []diag.Diagnostic {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	switch dir := path.Dir(name); {
	case path.Ext(name) == ".tmpl":
		if _, err := th.set.New(name).Parse(string(text)); err != nil {
			return []diag.Diagnostic{th.fault(err)}
		}
	case path.Ext(name) == ".css":
		th.style = append(append(th.style, text...), '\n')
	case path.Ext(name) == ".js":
		if _, theirs := th.files[name]; !theirs {
			text = withoutComments(text)
		}
		th.scripts = append(append(th.scripts, text...), '\n')
	case name == "base/favicon.svg":
		th.favicon = text
	case dir == "icons" && path.Ext(name) == ".svg":
		th.icons[base] = trusted.Icon(bytes.TrimSpace(text))
	case dir == "words" && path.Ext(name) == ".yaml":
		words := map[string]string{}
		ds := yamldoc.Decode(text, &words, th.shown(name), 1)
		th.words[wordsOf(name)] = words
		return ds
	}
	return nil
}

// withoutComments drops lines of a script that are comments, and indentation. That
// is safe where no text goes over several lines, as a test of the default theme
// sees to; scripts of the site's own stay as they are.
func withoutComments(script []byte) []byte {
	var out []byte
	for line := range bytes.Lines(script) {
		if line = bytes.TrimLeft(line, "\t"); !bytes.HasPrefix(line, []byte("//")) {
			out = append(out, line...)
		}
	}
	return out
}

var templateError = regexp.MustCompile(`^(?:html/)?template: ?([^:]+\.tmpl):(\d+)(?::\d+)?: (?s:(.*))$`)

var templatePlace = regexp.MustCompile(`(?:html/)?template: ?[^:]+\.tmpl:\d+`)

// fault turns an error of a template into a diagnostic of its part and line.
func (th *theme) fault(err error) diag.Diagnostic {
	d := diag.Diagnostic{File: "theme", Code: "theme", What: err.Error(), Fix: "correct the template"}
	// A part that another one executes tells its own error last.
	for text := err.Error(); ; {
		at := templatePlace.FindStringIndex(text)
		if at == nil {
			break
		}
		if m := templateError.FindStringSubmatch(text[at[0]:]); m != nil {
			d.File, d.What = th.shown(m[1]), m[3]
			d.Line, _ = strconv.Atoi(m[2])
		}
		text = text[at[1]:]
	}
	return d
}

// word returns a text of the interface: in the language, in its first part
// (pt of pt-BR), or in English.
func (th *theme) word(lang, key string, args ...any) (string, error) {
	lang = strings.ToLower(lang)
	short, _, _ := strings.Cut(lang, "-")
	for _, l := range []string{lang, short, "en"} {
		text, ok := th.words[l][key]
		if !ok {
			continue
		}
		pairs := make([]string, 0, 2*len(args))
		for i, arg := range args {
			pairs = append(pairs, "{"+strconv.Itoa(i)+"}", fmt.Sprint(arg))
		}
		return strings.NewReplacer(pairs...).Replace(text), nil
	}
	return "", fmt.Errorf("the theme has no word %q", key)
}

// has reports whether the language itself has a word.
func (th *theme) has(lang, key string) bool {
	lang = strings.ToLower(lang)
	short, _, _ := strings.Cut(lang, "-")
	words, ok := th.words[lang]
	if !ok {
		words = th.words[short]
	}
	_, ok = words[key]
	return ok
}

func (th *theme) icon(name string) template.HTML {
	if svg, ok := th.icons[name]; ok {
		return svg
	}
	return th.icons["default"]
}
