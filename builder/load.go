package builder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"signpost/builder/article"
	"signpost/internal/diag"
	"signpost/internal/parallel"
	"signpost/internal/yamldoc"
)

// siteMark is the file that Write leaves in a site, so that it knows its own.
const siteMark = ".signpost-site"

// sources is a site folder as it was read.
type sources struct {
	fsys     fs.FS
	name     string // the site folder as typed
	root     string // "content" or "."
	settings Settings
	lines    yamldoc.Lines // of signpost.yaml
	articles []source
	files    map[string]string // other files by path below root, to their path in fsys
	static   []string          // paths below static/
	folders  map[string]bool   // folders below root
	theme    *theme
	reuse    article.Reuse
	// addresses are those that were published, nil at first.
	addresses addressBook
	history   func() (*History, error)
}

// forget lets go of the texts, of which articles hold what they need: a draft, which
// keeps its sources, may be kept for long.
func (src *sources) forget() {
	for i := range src.articles {
		src.articles[i].data = nil
	}
}

// A source is one Markdown file.
type source struct {
	rel  string // path below the root of the articles
	file string // path as diagnostics show it
	data []byte
	opt  article.Options
}

// shown returns a path of the site as the user would type it.
func shown(site, name string) string {
	if site == "" || site == "." {
		return name
	}
	return path.Join(site, name)
}

// load reads everything that authors wrote, save for images and other files
// that are published as they are.
func load(ctx context.Context, cfg Config) (*sources, []diag.Diagnostic, error) {
	src := &sources{fsys: cfg.Site, name: cfg.Name, root: ".", files: map[string]string{}, folders: map[string]bool{".": true}, history: cfg.once(ctx)}
	if info, err := fs.Stat(cfg.Site, "content"); err == nil && info.IsDir() {
		src.root = "content"
	}
	data, err := fs.ReadFile(cfg.Site, settingsFile)
	_, inside := resolve(cfg.Site, settingsFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && inside {
		return nil, nil, fmt.Errorf("read %s: %w", settingsFile, err)
	}
	var ds, more []diag.Diagnostic
	src.settings, src.lines, ds = readSettings(data, cfg)
	if !inside {
		ds = append(ds, diag.Diagnostic{File: shown(cfg.Name, settingsFile), Code: "symlink", What: "a symbolic link that leaves the site folder", Fix: "copy the file into the site"})
	}
	if _, err := fs.Stat(cfg.Site, "signpost.yml"); err == nil {
		ds = append(ds, diag.Diagnostic{File: shown(cfg.Name, "signpost.yml"), Severity: diag.Warning, Code: "bad-name", What: "settings are read from signpost.yaml only", Fix: "rename it"})
	}
	if src.theme, more, err = loadTheme(cfg); err != nil {
		return nil, nil, err
	}
	book, faults, err := readAddresses(cfg)
	if err != nil {
		return nil, nil, err
	}
	src.addresses, ds = book, append(ds, faults...)
	src.reuse = article.Reuse{Variables: src.settings.Variables, Snippets: map[string]article.Snippet{}}
	w := walker{ctx: ctx, src: src, opt: article.Options{TitleOptional: cfg.TitleOptional, HTML: src.settings.RawHTML}, diags: append(ds, more...)}
	if err := w.walk(src.root, w.content); err != nil {
		return nil, nil, fmt.Errorf("read the articles: %w", err)
	}
	if err := w.read(); err != nil {
		return nil, nil, fmt.Errorf("read the articles: %w", err)
	}
	if err := w.walk("snippets", w.snippet); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read the snippets: %w", err)
	}
	if err := w.walk("static", w.static); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read static: %w", err)
	}
	if cfg.AllowEmpty {
		return src, w.diags, nil
	}
	return src, append(w.diags, src.none()...), nil
}

// none reports a folder without articles.
func (s *sources) none() []diag.Diagnostic {
	if len(s.articles) > 0 {
		return nil
	}
	return []diag.Diagnostic{{
		File: shown(s.name, s.root), Code: "no-articles", What: "no articles here",
		Fix: "write a file that ends in .md and begins with the lines ---, title: A title, ---",
	}}
}

// A walker goes through the folders of a site.
type walker struct {
	ctx   context.Context
	src   *sources
	opt   article.Options
	diags []diag.Diagnostic
}

// walk calls f for each regular file below dir, in the order of the paths.
func (w *walker) walk(dir string, f func(name string) error) error {
	if info, err := fs.Lstat(w.src.fsys, dir); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if target, ok := resolve(w.src.fsys, dir); !ok || passedOver(target) {
			w.diags = append(w.diags, diag.Diagnostic{File: shown(w.src.name, dir), Code: "symlink", What: "a symbolic link that leaves the site folder", Fix: "copy the folder into the site"})
			return nil
		}
	}
	return fs.WalkDir(w.src.fsys, dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case w.ctx.Err() != nil:
			return w.ctx.Err()
		case name == dir:
			return nil
		case w.passedOver(name, entry):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.Type()&fs.ModeSymlink != 0 && !w.follow(name):
			return nil
		case entry.IsDir():
			if dir == w.src.root {
				w.src.folders[below(dir, name)] = true
			}
			return nil
		case entry.Type()&^fs.ModeSymlink != 0:
			w.diags = append(w.diags, diag.Diagnostic{File: shown(w.src.name, name), Code: "no-file", What: "neither a file nor a folder", Fix: "remove it"})
			return nil
		}
		return f(name)
	})
}

// keptFiles are what a team keeps beside its articles, and nobody publishes.
var keptFiles = []string{settingsFile, addressesFile, queriesFile, "gaps.yaml"}

// passedOver reports names that are no part of the articles or of static/.
func (w *walker) passedOver(name string, entry fs.DirEntry) bool {
	if passedOver(name) {
		return true
	}
	if !entry.IsDir() {
		return slices.Contains(keptFiles, name)
	}
	if name == "snippets" || name == "static" || name == "theme" {
		return true
	}
	_, err := fs.Stat(w.src.fsys, path.Join(name, siteMark))
	return err == nil
}

// follow reports whether a symbolic link leads to a file within the site, and
// reports it if not.
func (w *walker) follow(name string) bool {
	fault := func(what, fix string) bool {
		w.diags = append(w.diags, diag.Diagnostic{File: shown(w.src.name, name), Code: "symlink", What: what, Fix: fix})
		return false
	}
	target, ok := resolve(w.src.fsys, name)
	if !ok {
		return fault("a symbolic link that leaves the site folder", "copy the file into the site")
	}
	if passedOver(target) || slices.Contains(keptFiles, target) {
		return fault("a symbolic link to what is no part of the site", "copy the file here, if it is for everybody")
	}
	info, err := fs.Stat(w.src.fsys, target)
	if err != nil {
		return fault("a symbolic link to nothing", "mend or remove it")
	}
	if !info.Mode().IsRegular() {
		return fault("a symbolic link to a folder", "move the folder here")
	}
	return true
}

// resolve follows symbolic links in every part of a path, and reports whether
// it stays within the file system.
func resolve(fsys fs.FS, name string) (string, bool) {
	for range 40 {
		link, rest, target := "", "", ""
		parts := strings.Split(name, "/")
		for i := range parts {
			prefix := strings.Join(parts[:i+1], "/")
			info, err := fs.Lstat(fsys, prefix)
			if err != nil || info.Mode()&fs.ModeSymlink == 0 {
				continue
			}
			if target, err = fs.ReadLink(fsys, prefix); err != nil {
				return "", false
			}
			link, rest = prefix, strings.Join(parts[i+1:], "/")
			break
		}
		if link == "" {
			return name, true
		}
		name = path.Join(path.Dir(link), target, rest)
		if path.IsAbs(target) || !fs.ValidPath(name) {
			return "", false
		}
	}
	return "", false
}

// below returns name relative to dir, which holds it.
func below(dir, name string) string {
	if dir == "." {
		return name
	}
	return strings.TrimPrefix(name, dir+"/")
}

// content takes one file of the articles' folder.
func (w *walker) content(name string) error {
	rel := below(w.src.root, name)
	if strings.ToLower(path.Ext(name)) != ".md" {
		w.src.files[rel] = name
		return nil
	}
	file := shown(w.src.name, name)
	if strings.Count(rel, "/") > maxLevels {
		w.diags = append(w.diags, diag.Diagnostic{File: file, Code: "too-deep", What: fmt.Sprintf("a collection below %d others", maxLevels), Fix: "move it up; collections are three levels deep at most"})
	}
	w.src.articles = append(w.src.articles, source{rel: rel, file: file, opt: w.opt})
	return nil
}

// read reads the articles that were found, and drops those that are too large.
func (w *walker) read() error {
	all := w.src.articles
	errs, sizes := make([]error, len(all)), make([]int64, len(all))
	parallel.Each(w.ctx, len(all), func(i int) {
		name := path.Join(w.src.root, all[i].rel)
		info, err := fs.Stat(w.src.fsys, name)
		if err == nil && info.Size() <= article.MaxSize {
			all[i].data, err = fs.ReadFile(w.src.fsys, name)
		} else if err == nil {
			sizes[i] = info.Size()
		}
		errs[i] = err
	})
	w.src.articles = nil
	for i, s := range all {
		if sizes[i] > 0 {
			w.diags = append(w.diags, article.TooLarge(s.file, sizes[i]))
			continue
		}
		w.src.articles = append(w.src.articles, s)
	}
	return errors.Join(errors.Join(errs...), w.ctx.Err())
}

// snippet takes one file of snippets/.
func (w *walker) snippet(name string) error {
	if strings.ToLower(path.Ext(name)) != ".md" {
		return nil
	}
	data, err := fs.ReadFile(w.src.fsys, name)
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if first, _, _ := bytes.Cut(data, []byte("\n")); string(bytes.TrimSpace(first)) == "---" {
		w.diags = append(w.diags, diag.Diagnostic{File: shown(w.src.name, name), Line: 1, Code: "front-matter", What: "a snippet has no front matter", Fix: "remove the lines from --- to ---; to keep a snippet back, leave it out of articles"})
	}
	rel := below("snippets", name)
	w.src.reuse.Snippets[strings.TrimSuffix(rel, path.Ext(rel))] = article.Snippet{Path: shown(w.src.name, name), Text: data}
	return err
}

// snippets lists the snippets with the files that use them.
func (s *sources) snippets(used map[string][]string) []SnippetUse {
	var list []SnippetUse
	for _, name := range slices.Sorted(maps.Keys(s.reuse.Snippets)) {
		list = append(list, SnippetUse{Name: name, File: s.reuse.Snippets[name].Path, UsedIn: append([]string{}, used[name]...)})
	}
	return list
}

func (w *walker) static(name string) error {
	w.src.static = append(w.src.static, below("static", name))
	return nil
}

// isIndex reports whether a file speaks for its folder.
func isIndex(rel string) bool {
	return slices.Contains([]string{"index.md", "_index.md"}, strings.ToLower(path.Base(rel)))
}
