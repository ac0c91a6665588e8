package builder

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// How often the files themselves are looked at. Some file systems send no
// events, such as those of other machines and of some containers, and systems
// limit how many folders can be watched. A first look that finds what no event
// told of makes the others frequent.
const (
	slowPoll = 2 * time.Second
	fastPoll = 300 * time.Millisecond
	// pollShare is how many times as long as a look takes is between two.
	pollShare = 50
)

// Watch calls changed whenever something below dir has changed and nothing has
// for the time of quiet since, until ctx ends; it then returns nil. Names are the
// paths of what changed, relative to dir, or nil where they are not known; they
// are a hint, and the caller builds again with its cache. Folders made later are
// watched too; names that a site passes over, and what Write makes, are not.
func Watch(ctx context.Context, dir string, quiet time.Duration, changed func(names []string)) error {
	w := &watcher{root: dir, quiet: quiet, changed: changed, names: map[string]bool{}, every: slowPoll}
	var events chan fsnotify.Event
	var faults chan error
	notify, err := fsnotify.NewWatcher()
	if err == nil {
		defer notify.Close()
		events, faults, w.notify = notify.Events, notify.Errors, notify
		w.watch(dir)
	} else {
		w.every = fastPoll
	}
	if w.seen, err = survey(dir); err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	w.timer = time.NewTimer(time.Hour)
	w.timer.Stop()
	defer w.timer.Stop()
	poll := time.NewTimer(w.every)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.timer.C:
			w.tell()
		case e := <-events:
			w.event(e)
		case err := <-faults:
			w.fault(err)
		case <-poll.C:
			poll.Reset(w.look())
		}
	}
}

// A watcher gathers what has changed since it last told.
type watcher struct {
	root    string
	quiet   time.Duration
	changed func(names []string)
	notify  *fsnotify.Watcher // nil where the system has none
	timer   *time.Timer
	names   map[string]bool
	unknown bool // something changed that is not among names
	// told says that an event came since the last look, seen is what that look
	// saw, every is the time between two.
	told  bool
	seen  [sha256.Size]byte
	every time.Duration
}

func (w *watcher) tell() {
	names := slices.Sorted(maps.Keys(w.names))
	if w.unknown {
		names = nil
	}
	clear(w.names)
	w.unknown = false
	w.changed(names)
}

func (w *watcher) event(e fsnotify.Event) {
	if ignored(w.root, e.Name) || e.Op == fsnotify.Chmod {
		return
	}
	if e.Has(fsnotify.Create) {
		w.watch(e.Name)
	}
	w.told = true
	if rel, err := filepath.Rel(w.root, e.Name); err == nil {
		w.names[filepath.ToSlash(rel)] = true
	} else {
		w.unknown = true
	}
	w.timer.Reset(w.quiet)
}

// fault looks at everything again, since some events are lost; where it is not
// that there were too many, looking at the files takes their place.
func (w *watcher) fault(err error) {
	if !errors.Is(err, fsnotify.ErrEventOverflow) {
		w.every = fastPoll
	}
	w.watch(w.root)
	w.unknown = true
	w.timer.Reset(w.quiet)
}

// watch watches a folder and those below it; where the system does not let it,
// looking at the files takes its place.
func (w *watcher) watch(start string) {
	if w.notify != nil && watchBelow(w.notify, w.root, start) != nil {
		w.every = fastPoll
	}
}

// look compares the files with those of the last look, and returns when to look
// again.
func (w *watcher) look() time.Duration {
	start := time.Now()
	now, err := survey(w.root)
	took := time.Since(start)
	if err == nil && now != w.seen {
		if !w.told {
			w.unknown, w.every = true, fastPoll
			w.watch(w.root)
			w.timer.Reset(w.quiet)
		}
		w.seen = now
	}
	w.told = false
	return max(w.every, pollShare*took)
}

// survey is a print of the names, sizes and times of the files below dir.
func survey(dir string) ([sha256.Size]byte, error) {
	h := sha256.New()
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && name != dir:
			return nil // gone meanwhile, or not for us to read
		case err != nil:
			return err
		case ignored(dir, name):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		if info, err := entry.Info(); err == nil {
			fmt.Fprintf(h, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return [sha256.Size]byte(h.Sum(nil)), err
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
