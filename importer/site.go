package importer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A state is what an import remembers for the next one.
type state struct {
	Version  int               `json:"version"`
	System   string            `json:"system"`
	Language string            `json:"language"`
	Locales  map[string]string `json:"locales"`
	// Files are known by the ids of what they hold: "39", "39@de",
	// "collection:7", "file:images/39/a.png".
	Files map[string]*fileState `json:"files"`
}

type fileState struct {
	// File is the path below the articles' folder.
	File string `json:"file"`
	// Written is the print of what lies there if no writer has changed it, Source
	// that of what the source said last.
	Written string `json:"written"`
	Source  string `json:"source"`
}

const stateVersion = 1

// A site is the folder that an import writes into.
type site struct {
	root *os.Root
	// content is the folder of the articles, "content" or ".".
	content string
	own     string // folder of the import's own files
	state   *state
	ids     map[string]string // files by the id of their front matter
	taken   map[string]bool   // paths in lower case, without language and ending
	seen    map[string]bool   // keys of this import
	added   int               // files of this import
}

// openSite opens the folder, and makes it if it is missing.
func openSite(opt Options) (*site, error) {
	if err := os.MkdirAll(opt.Into, 0o755); err != nil {
		return nil, fmt.Errorf("write articles: %w", err)
	}
	root, err := os.OpenRoot(opt.Into)
	if err != nil {
		return nil, fmt.Errorf("write articles: %w", err)
	}
	s := &site{
		root: root, content: ".", own: ".signpost/import/" + opt.System, ids: map[string]string{}, taken: map[string]bool{}, seen: map[string]bool{},
	}
	if err := s.look(opt); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return s, nil
}

func (s *site) close() error { return s.root.Close() }

// look finds where the articles are, and reads what is there.
func (s *site) look(opt Options) error {
	fsys := s.root.FS()
	info, err := fs.Stat(fsys, "content")
	entries, _ := fs.ReadDir(fsys, ".")
	_, settings := fs.Stat(fsys, "signpost.yaml")
	own := func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") }
	switch {
	case err == nil && info.IsDir(), settings == nil:
		s.content = "content"
	case !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !own(e) }) && filepath.Base(opt.Into) != "content":
		s.content = "content" // a new site
	}
	s.state = &state{Version: stateVersion, System: opt.System, Locales: map[string]string{}, Files: map[string]*fileState{}}
	data, err := fs.ReadFile(fsys, path.Join(s.own, "state.json"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("read what was imported before: %w", err)
	default:
		if err := json.Unmarshal(data, s.state); err != nil || s.state.Version != stateVersion || s.state.System != opt.System || s.state.Files == nil {
			return fmt.Errorf("%s/state.json in %s is not one that this import wrote; restore it, or remove it to import anew", s.own, opt.Into)
		}
	}
	return s.scan(fsys)
}

// scan notes the files of the articles' folder, and their ids.
func (s *site) scan(fsys fs.FS) error {
	if _, err := fs.Stat(fsys, s.content); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	err := fs.WalkDir(fsys, s.content, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "." && strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		rel := strings.TrimPrefix(name, s.content+"/")
		if entry.IsDir() {
			s.taken[strings.ToLower(rel)] = true
			return nil
		}
		if !strings.EqualFold(path.Ext(rel), ".md") || !entry.Type().IsRegular() {
			return nil
		}
		s.taken[strings.ToLower(strings.TrimSuffix(rel, path.Ext(rel)))] = true
		data, err := readHead(fsys, name)
		if id := frontID(data); err == nil && id != "" && s.ids[id] == "" {
			s.ids[id] = rel
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("look at what is there: %w", err)
	}
	return nil
}

// readHead reads the first 64 KiB of a file.
func readHead(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, 64<<10))
	return data, errors.Join(err, f.Close())
}

// frontID is the id in the front matter of a file, or "".
func frontID(data []byte) string {
	lines := bytes.Split(data, []byte("\n"))
	if len(lines) == 0 || strings.TrimSpace(string(lines[0])) != "---" {
		return ""
	}
	for _, l := range lines[1:] {
		text := strings.TrimRight(string(l), "\r")
		if text == "---" {
			return ""
		}
		if v, ok := strings.CutPrefix(text, "id:"); ok {
			return strings.Trim(strings.TrimSpace(v), `"'`)
		}
	}
	return ""
}

// articleOf is the path, without ending, of an article that was imported
// before, "" for a new one. Key is that of the state, id that of front matter.
func (s *site) articleOf(key, id string) string {
	old := s.state.Files[key]
	now := s.ids[id]
	switch {
	case now != "" && (old == nil || old.File != now):
		for k, f := range s.state.Files { // translations moved with it
			if lang, ok := strings.CutPrefix(k, key+"@"); ok {
				f.File = strings.TrimSuffix(now, ".md") + "." + lang + ".md"
			}
		}
		if old != nil {
			old.File = now
		}
		return strings.TrimSuffix(now, ".md")
	case old != nil:
		return strings.TrimSuffix(old.File, ".md")
	}
	return ""
}

// folderOf is the folder of a collection that was imported before, "" for a new
// one.
func (s *site) folderOf(id string) string {
	if now := s.ids[id]; now != "" && path.Base(now) == "index.md" {
		return path.Dir(now)
	}
	return ""
}

// newName finds a free name in a folder; what is taken gets the id behind it.
func (s *site) newName(dir, name, id string) string {
	name = safeName(name)
	full := path.Join(dir, name)
	for n := 1; s.taken[strings.ToLower(full)]; n++ {
		full = path.Join(dir, name+"-"+safeKey(id))
		if n > 1 {
			full = fmt.Sprintf("%s-%d", full, n)
		}
	}
	s.taken[strings.ToLower(full)] = true
	return full
}

// printOf is a print of a file, whatever its line ends.
func printOf(data []byte) string {
	sum := sha256.Sum256(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(sum[:12])
}

// What became of a file.
const (
	created   = "created"
	updated   = "updated"
	unchanged = "unchanged"
	kept      = "kept"     // a writer changed it, the source did not
	conflict  = "conflict" // both did
	deleted   = "deleted"  // a writer removed it
	failed    = "failed"   // it could not be written
)

// rememberEvery is after how many files it is written down what is there already,
// so that an import that is killed and run again knows its own files.
const rememberEvery = 500

// add writes a file, and tells the report what became of it. One that cannot be
// written is told, and does not keep the others away.
func (s *site) add(f *file, r *Report) error {
	what, err := s.write(f)
	if err != nil {
		what = failed
		if f.item != nil && f.item.Equal {
			f.item.Equal = false
			r.Equal--
		}
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err
		}
		r.Damaged = append(r.Damaged, Refusal{path.Join(s.content, f.path), "it could not be written: " + err.Error() + "; import again when that is mended"})
	}
	if f.item != nil {
		f.item.Status = what
		f.item.File = path.Join(s.content, f.path)
	} else if what == conflict {
		r.warn("%s was changed by a writer and in the source; the source's is in %s", path.Join(s.content, f.path), s.conflictFile(f.path))
	}
	r.count(*f, what)
	if s.added++; s.added%rememberEvery == 0 {
		return s.remember()
	}
	return nil
}

// remember writes down what was imported.
func (s *site) remember() error {
	data, err := json.MarshalIndent(s.state, "", "  ")
	if err == nil {
		err = s.put(path.Join(s.own, "state.json"), append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write what was imported: %w", err)
	}
	return nil
}

func (s *site) conflictFile(name string) string { return path.Join(s.own, "conflicts", name) }

// write writes a file, unless a writer's work stands in the way.
func (s *site) write(f *file) (string, error) {
	s.seen[f.key] = true
	old := s.state.Files[f.key]
	name := path.Join(s.content, f.path)
	there, err := s.root.ReadFile(name)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return "", err
	}
	print := printOf(f.data)
	switch {
	case missing && old != nil:
		old.Source = f.source
		return deleted, nil
	case missing:
		if err := s.put(name, f.data); err != nil {
			return "", err
		}
		s.state.Files[f.key] = &fileState{f.path, print, f.source}
		return created, nil
	case printOf(there) == print:
		s.state.Files[f.key] = &fileState{f.path, print, f.source}
		return unchanged, s.drop(s.conflictFile(f.path))
	case old != nil && printOf(there) == old.Written:
		if err := s.put(name, f.data); err != nil {
			return "", err
		}
		s.state.Files[f.key] = &fileState{f.path, print, f.source}
		return updated, s.drop(s.conflictFile(f.path))
	case old != nil && old.Source == f.source:
		return kept, nil
	}
	if old == nil {
		old = &fileState{File: f.path}
		s.state.Files[f.key] = old
	}
	old.Source = f.source
	return conflict, s.put(s.conflictFile(f.path), f.data)
}

// put writes a file whole or not at all.
func (s *site) put(name string, data []byte) error {
	if err := s.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	err := s.root.WriteFile(name+".new", data, 0o644)
	if err == nil {
		err = s.root.Rename(name+".new", name)
	}
	if err != nil {
		return errors.Join(err, s.drop(name+".new"))
	}
	return nil
}

func (s *site) drop(name string) error {
	if err := s.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// finish writes what the import remembers and reports, and settings for a site
// that has none.
func (s *site) finish(sh *shelf, r *Report) error {
	for key, f := range s.state.Files {
		if !s.seen[key] && !strings.HasPrefix(key, "file:") {
			r.Gone = append(r.Gone, path.Join(s.content, f.File))
		}
	}
	slices.Sort(r.Gone)
	if err := s.settings(sh, r); err != nil {
		return err
	}
	r.AddressMap, r.LossReport = path.Join(s.own, "addresses.tsv"), path.Join(s.own, "report.md")
	r.settle()
	err := errors.Join(
		s.remember(),
		s.put(r.AddressMap, r.tsv(s.content)),
		s.put(r.LossReport, r.markdown()),
	)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// settings writes signpost.yaml where there is none, and otherwise says which
// languages it should name.
func (s *site) settings(sh *shelf, r *Report) error {
	_, err := s.root.Stat("signpost.yaml")
	r.Languages = sh.languages
	if err == nil || s.content == "." {
		if r.language == "" && sh.language != "en" {
			r.warn("the articles are in %s; write language: %[1]s into signpost.yaml", sh.language)
		}
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look for signpost.yaml: %w", err)
	}
	title := r.title
	if title == "" {
		title = "Help"
	}
	text := fmt.Sprintf("title: %s\nlanguage: %s\n", yamlText(title), sh.language)
	if len(sh.languages) > 1 {
		text += fmt.Sprintf("languages: [%s]\n", strings.Join(sh.languages, ", "))
	}
	if err := s.put("signpost.yaml", []byte(text)); err != nil {
		return fmt.Errorf("write signpost.yaml: %w", err)
	}
	return nil
}
