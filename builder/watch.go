package builder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Watch calls changed whenever something below dir has changed and nothing has
// for the time of quiet since, until ctx ends; it then returns nil. An event is
// a hint that something changed, and no account of what: the caller builds
// again with its cache. Folders made later are watched too; names that a site
// passes over, and what Write makes, are not.
func Watch(ctx context.Context, dir string, quiet time.Duration, changed func()) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	defer w.Close()
	if err := watchBelow(w, dir, dir); err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
			changed()
		case e := <-w.Events:
			if ignored(dir, e.Name) || e.Op == fsnotify.Chmod {
				continue
			}
			if e.Has(fsnotify.Create) {
				if err := watchBelow(w, dir, e.Name); err != nil {
					return fmt.Errorf("watch %s: %w", e.Name, err)
				}
			}
			timer.Reset(quiet)
		case err := <-w.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return fmt.Errorf("watch %s: %w", dir, err)
			}
			if err := watchBelow(w, dir, dir); err != nil {
				return fmt.Errorf("watch %s: %w", dir, err)
			}
			timer.Reset(quiet)
		}
	}
}

// watchBelow watches a folder and those below it. What is gone by the time it
// is looked at needs no watching.
func watchBelow(w *fsnotify.Watcher, root, start string) error {
	return filepath.WalkDir(start, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name != root:
			return nil
		case err != nil:
			return err
		case !entry.IsDir():
			return nil
		case ignored(root, name):
			return fs.SkipDir
		}
		if err := w.Add(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}

// ignored reports names that no build reads.
func ignored(root, name string) bool {
	rel, err := filepath.Rel(root, name)
	if err != nil || rel == "." {
		return false
	}
	parts := strings.Split(filepath.ToSlash(rel), "/")
	for _, part := range parts {
		if strings.HasPrefix(part, ".") || part == "node_modules" || strings.HasSuffix(part, "~") {
			return true
		}
	}
	return parts[0] == "public"
}
