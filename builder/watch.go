package builder

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
// watched too; names that a site passes over, and what Write makes, are not. Where dir
// is a symbolic link, the folder that it leads to is watched, and each one that takes its
// place.
func Watch(ctx context.Context, dir string, quiet time.Duration, changed func(names []string)) error {
	w := &watcher{dir: dir, quiet: quiet, changed: changed, names: map[string]bool{}, every: slowPoll}
	if err := w.find(); err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	var events chan fsnotify.Event
	var faults chan error
	notify, err := fsnotify.NewWatcher()
	if err == nil {
		defer notify.Close()
		events, faults, w.notify = notify.Events, faultsOf(notify), notify
		w.watch(w.root)
	} else {
		w.every = fastPoll
	}
	if w.seen, _, err = survey(w.root); err != nil {
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

// faultsOf takes errors as they come, and keeps one: fsnotify holds a lock while it
// waits for somebody to take an error of a folder that is gone, and whoever is about
// to watch a folder waits for that lock.
func faultsOf(notify *fsnotify.Watcher) chan error {
	faults := make(chan error, 1)
	go func() {
		for err := range notify.Errors {
			select {
			case faults <- err:
			default: // the one that waits has the same consequence
			}
		}
	}()
	return faults
}

// A watcher gathers what has changed since it last told.
type watcher struct {
	// dir is the folder as it was named, root the one that it leads to.
	dir, root string

	quiet   time.Duration
	changed func(names []string)
	notify  *fsnotify.Watcher // nil where the system has none
	timer   *time.Timer
	names   map[string]bool
	unknown bool // something changed that is not among names
	// folders says that a folder came: the system, or fsnotify, may watch it no more.
	folders bool
	// pending says that what has changed will be told, seen is what was there when
	// it was told last, every is the time between two looks.
	pending bool
	seen    [sha256.Size]byte
	every   time.Duration
}

// clockStep is more than the times of files lag behind the clock.
const clockStep = 20 * time.Millisecond

func (w *watcher) tell() {
	names := slices.Sorted(maps.Keys(w.names))
	if w.unknown {
		names = nil
	}
	clear(w.names)
	w.unknown, w.pending = false, false
	if w.folders {
		// A folder that is moved is watched again at once, and then no more, since
		// fsnotify drops it when it hears of the move from the folder itself.
		w.watch(w.root)
		w.folders = false
	}
	start := time.Now()
	w.changed(names)
	seen, latest, err := survey(w.root)
	if err != nil || latest.After(start.Add(-clockStep)) {
		seen = [sha256.Size]byte{} // saved while it was told: let the next look be sure
	}
	w.seen = seen
}

// soon tells what has changed, once nothing has for the time of quiet.
func (w *watcher) soon() {
	w.pending = true
	w.timer.Reset(w.quiet)
}

func (w *watcher) event(e fsnotify.Event) {
	if ignored(w.root, e.Name) || e.Op == fsnotify.Chmod {
		return
	}
	if info, err := os.Lstat(e.Name); e.Has(fsnotify.Create) && err == nil && info.IsDir() {
		w.watch(e.Name)
		w.folders = true
	}
	if rel, err := filepath.Rel(w.root, e.Name); err == nil {
		w.names[filepath.ToSlash(rel)] = true
	} else {
		w.unknown = true
	}
	w.soon()
}

// fault looks at everything again, since some events are lost; where it is not
// that there were too many, looking at the files takes their place.
func (w *watcher) fault(err error) {
	if !errors.Is(err, fsnotify.ErrEventOverflow) {
		w.every = fastPoll
	}
	w.watch(w.root)
	w.unknown, w.folders = true, true
	w.soon()
}

// watch watches a folder and those below it; where the system does not let it,
// looking at the files takes its place.
func (w *watcher) watch(start string) {
	if w.notify != nil && watchBelow(w.notify, w.root, start) != nil {
		w.every = fastPoll
	}
}

// look compares the files with those that were there when changes were told last, and
// returns when to look again. What differs and is not about to be told is a change
// without an event.
func (w *watcher) look() time.Duration {
	start := time.Now()
	now, _, err := [sha256.Size]byte{}, time.Time{}, w.find()
	if err == nil {
		now, _, err = survey(w.root)
	}
	took := time.Since(start)
	if err == nil && now != w.seen && !w.pending {
		if w.seen != ([sha256.Size]byte{}) {
			w.every = fastPoll
		}
		w.watch(w.root)
		w.unknown = true
		w.soon()
	}
	return max(w.every, pollShare*took)
}

// find finds the folder to watch, which another may have taken the place of. Its name is
// part of what survey sees.
func (w *watcher) find() error {
	root, err := filepath.EvalSymlinks(w.dir)
	if err == nil {
		w.root = root
	}
	return err
}

// survey is a print of the names, sizes and times of the files below dir, with the
// latest of the times.
func survey(dir string) (seen [sha256.Size]byte, latest time.Time, err error) {
	h := sha256.New()
	err = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
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
			if info.ModTime().After(latest) {
				latest = info.ModTime()
			}
		}
		return nil
	})
	return [sha256.Size]byte(h.Sum(nil)), latest, err
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
	return err == nil && passedOver(filepath.ToSlash(rel))
}
