package builder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"signpost/internal/parallel"
)

// An OutError says why a folder cannot take the site. It is about the command
// line, not about the articles.
type OutError struct {
	// Out is the folder as given.
	Out string
	// Reason says what is wrong and how to mend it.
	Reason string
}

func (e *OutError) Error() string { return e.Out + ": " + e.Reason }

// Names of the folders that stand beside the output while it is exchanged.
const (
	newSuffix = ".signpost-new"
	oldSuffix = ".signpost-old"
)

// Write puts a site in place of what out held, whole or not at all, and saves
// the index and the known dead links into siteDir/.signpost. It makes the new
// site beside the old, flushes it to the disk and exchanges them by renaming, so that a
// crash or a power cut leaves one of them whole; the next Write clears up. An
// *OutError says that out cannot be used: it holds files that Signpost did not write,
// or lies where sources lie. A *Mistakes says that pages made on demand could not be
// made.
func Write(ctx context.Context, res *Result, siteDir, out string) error {
	return writer{systemDisk{}}.write(ctx, res, siteDir, out)
}

func (w writer) write(ctx context.Context, res *Result, siteDir, out string) error {
	if res.Files == nil {
		return errors.New("write: the site has mistakes")
	}
	out = filepath.Clean(out)
	if err := w.recoverOut(out); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	if err := usable(siteDir, out); err != nil {
		return err
	}
	fresh := beside(out, newSuffix)
	files := append(res.Files[:len(res.Files):len(res.Files)], lastAssets(out, res.Files)...)
	saved := make(chan error, 1)
	go func() { saved <- w.saveIndex(res, siteDir) }()
	prepared := w.prepare(ctx, files, len(res.Files), out, fresh)
	if err := errors.Join(prepared, <-saved); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", out, err), w.disk.RemoveAll(fresh))
	}
	if err := w.exchange(out, fresh); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	if err := w.rememberAddresses(siteDir, res.addresses); err != nil {
		return fmt.Errorf("remember the addresses: %w", err)
	}
	if err := w.rememberFaults(siteDir, res.Faults); err != nil {
		return fmt.Errorf("remember dead links: %w", err)
	}
	return nil
}

// beside names a hidden folder next to out, on the same disk.
func beside(out, suffix string) string {
	return filepath.Join(filepath.Dir(out), "."+filepath.Base(out)+suffix)
}

// recoverOut ends an exchange that a crash interrupted.
func (w writer) recoverOut(out string) error {
	old := beside(out, oldSuffix)
	if _, err := os.Stat(out); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(old); err == nil {
			if err := w.disk.Rename(old, out); err != nil {
				return err
			}
		}
	}
	return errors.Join(w.disk.RemoveAll(old), w.disk.RemoveAll(beside(out, newSuffix)))
}

// exchange puts fresh in the place of out: at once where the system can swap two
// folders, and otherwise by two renames, between which nothing is at out;
// recoverOut puts the old site back if the program ends there.
func (w writer) exchange(out, fresh string) error {
	if w.disk.Swap(out, fresh) == nil {
		return w.remove(fresh, out)
	}
	old := beside(out, oldSuffix)
	if err := w.disk.Rename(out, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, w.disk.RemoveAll(fresh))
	}
	if err := w.disk.Rename(fresh, out); err != nil {
		return errors.Join(err, w.disk.Rename(old, out), w.disk.RemoveAll(fresh))
	}
	return w.remove(old, out)
}

// remove removes an old site beside the new one at out, whose name is flushed before.
func (w writer) remove(old, out string) error {
	if err := w.disk.Sync(filepath.Dir(out)); err != nil {
		return err
	}
	return w.disk.RemoveAll(old)
}

// usable refuses folders in which replacing everything would lose work.
func usable(siteDir, out string) error {
	site, err := real(siteDir)
	if err != nil {
		return fmt.Errorf("find %s: %w", siteDir, err)
	}
	target, err := real(out)
	if err != nil {
		return fmt.Errorf("find %s: %w", out, err)
	}
	if within(target, site) {
		return &OutError{out, "the site folder lies in it; choose another folder with --out"}
	}
	for _, name := range []string{"content", "static", "theme", ownFolder} {
		if within(filepath.Join(site, name), target) {
			return &OutError{out, "it lies in " + name + "/ of the site; choose another folder with --out"}
		}
	}
	return foreign(out)
}

// real returns the absolute path of a folder that may not be there yet, with
// symbolic links resolved.
func real(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	resolved, err := filepath.EvalSymlinks(abs)
	if !errors.Is(err, fs.ErrNotExist) {
		return resolved, err
	}
	if filepath.Dir(abs) == abs {
		return abs, nil
	}
	parent, err := real(filepath.Dir(abs))
	return filepath.Join(parent, filepath.Base(abs)), err
}

// within reports whether name is dir or lies below it.
func within(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// foreign refuses a folder with files that the manifest of the site in it does
// not list.
func foreign(out string) error {
	info, err := os.Stat(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at %s: %w", out, err)
	}
	if !info.IsDir() {
		return &OutError{out, "it is a file; choose a folder with --out"}
	}
	own := map[string]bool{siteMark: true}
	manifest, err := os.ReadFile(filepath.Join(out, siteMark))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look at %s: %w", out, err)
	}
	for name := range strings.Lines(string(manifest)) {
		own[strings.TrimSuffix(name, "\n")] = true
	}
	return filepath.WalkDir(out, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(out, name)
		if err == nil && !own[filepath.ToSlash(rel)] {
			return &OutError{out, fmt.Sprintf("it holds %s, which Signpost did not write; move it to static/ of the site, or choose another folder with --out", filepath.ToSlash(rel))}
		}
		return err
	})
}

// assetName is the name of a style or script that tells what is in it.
var assetName = regexp.MustCompile(`^assets/(?:style|script)\.[0-9a-f]{10}\.(?:css|js)$`)

// Lasting reports whether a file may be kept for pages that readers opened before
// the site was replaced: styles and scripts. The index may not, since it may hold
// what is not published any more.
func Lasting(path string) bool { return assetName.MatchString(path) }

// lastAssets are the styles and scripts of the site that is at out, for pages
// that readers opened before it is replaced.
func lastAssets(out string, files []File) []File {
	manifest, err := os.ReadFile(filepath.Join(out, siteMark))
	if err != nil {
		return nil // no site, or none of ours
	}
	now := map[string]bool{}
	for _, f := range files {
		now[f.Path] = true
	}
	own, _, _ := strings.Cut(string(manifest), "\n\n")
	var kept []File
	for name := range strings.Lines(own) {
		name = strings.TrimSuffix(name, "\n")
		if now[name] || !Lasting(name) {
			continue
		}
		if data, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(name))); err == nil {
			kept = append(kept, File{Path: name, Data: data})
		}
	}
	return kept
}

// putFile writes a file into dir. One that is the same in the old site is linked from
// there: making and freeing files is the slowest part of a build.
func (w writer) putFile(f File, old, dir string) error {
	name := filepath.FromSlash(f.Path)
	content, err := f.Content()
	if err != nil {
		return err
	}
	if data, err := os.ReadFile(filepath.Join(old, name)); err == nil && bytes.Equal(data, content) {
		if w.disk.Link(filepath.Join(old, name), filepath.Join(dir, name)) == nil {
			return nil
		}
	}
	return w.disk.WriteFile(filepath.Join(dir, name), content, 0o644)
}

// prepare writes all files and the manifest into a new folder. The manifest has
// a line for each of the site's own files, and below an empty line those that
// were kept from the last one.
func (w writer) prepare(ctx context.Context, files []File, own int, old, dir string) error {
	made := map[string]bool{}
	var manifest []string
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if parent := filepath.Dir(name); !made[parent] {
			if err := w.disk.MkdirAll(parent, 0o755); err != nil {
				return err
			}
			made[parent] = true
		}
		manifest = append(manifest, f.Path+"\n")
	}
	errs := make([]error, len(files))
	parallel.Each(ctx, len(files), func(i int) {
		errs[i] = w.putFile(files[i], old, dir)
	})
	list := strings.Join(slices.Sorted(slices.Values(manifest[:own])), "")
	if own < len(manifest) {
		list += "\n" + strings.Join(manifest[own:], "")
	}
	if ds := mistakesOf(errs); len(ds) > 0 {
		return &Mistakes{ds}
	}
	mark := w.disk.WriteFile(filepath.Join(dir, siteMark), []byte(list), 0o644)
	if err := errors.Join(ctx.Err(), mark, errors.Join(errs...)); err != nil {
		return err
	}
	return w.disk.SyncAll(dir)
}

func (w writer) saveIndex(res *Result, siteDir string) error {
	dir, err := ownFolderOn(w.disk, siteDir)
	if err != nil {
		return err
	}
	if res.Index == nil {
		return nil
	}
	return res.Index.Save(filepath.Join(dir, "index.bleve"))
}
