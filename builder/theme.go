package builder

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"signpost/internal/diag"
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
	clear(th.files)
	if err := th.gather(data, cfg.Site, "theme"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read theme: %w", err)
	}
	for name, file := range th.files {
		th.files[name] = shown(cfg.Name, file)
	}
	return th, th.fill(data), nil
}

func (th *theme) gather(data map[string][]byte, fsys fs.FS, dir string) error {
	return fs.WalkDir(fsys, dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		if target, ok := resolve(fsys, name); ok {
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
		th.scripts = append(append(th.scripts, text...), '\n')
	case name == "base/favicon.svg":
		th.favicon = text
	case dir == "icons" && path.Ext(name) == ".svg":
		th.icons[base] = template.HTML(bytes.TrimSpace(text))
	case dir == "words" && path.Ext(name) == ".yaml":
		words := map[string]string{}
		ds := yamldoc.Decode(text, &words, th.shown(name), 1)
		th.words[strings.ToLower(base)] = words
		return ds
	}
	return nil
}

var templateError = regexp.MustCompile(`^(?:html/)?template: ?([^:]+\.tmpl):(\d+)(?::\d+)?: (?s:(.*))$`)

// fault turns an error of a template into a diagnostic of its part and line.
func (th *theme) fault(err error) diag.Diagnostic {
	d := diag.Diagnostic{File: "theme", Code: "theme", What: err.Error(), Fix: "correct the template"}
	if m := templateError.FindStringSubmatch(err.Error()); m != nil {
		d.File, d.What = th.shown(m[1]), m[3]
		d.Line, _ = strconv.Atoi(m[2])
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
