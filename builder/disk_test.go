package builder

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// errDisk is what a failing disk says.
var errDisk = errors.New("input/output error")

// failingDisk fails at one operation, and at all later ones if it is gone.
type failingDisk struct {
	systemDisk
	at   int64
	gone bool
	old  bool // it cannot swap
	done atomic.Int64
}

func (d *failingDisk) fails() bool {
	n := d.done.Add(1)
	return n == d.at || d.gone && n > d.at
}

func (d *failingDisk) MkdirAll(name string, perm os.FileMode) error {
	if d.fails() {
		return errDisk
	}
	return d.systemDisk.MkdirAll(name, perm)
}

// WriteFile leaves half of the file when it fails, as a full disk does.
func (d *failingDisk) WriteFile(name string, data []byte, perm os.FileMode) error {
	if d.fails() {
		return errors.Join(errDisk, d.systemDisk.WriteFile(name, data[:len(data)/2], perm))
	}
	return d.systemDisk.WriteFile(name, data, perm)
}

func (d *failingDisk) Link(from, to string) error {
	if d.fails() {
		return errDisk
	}
	return d.systemDisk.Link(from, to)
}

func (d *failingDisk) Rename(from, to string) error {
	if d.fails() {
		return errDisk
	}
	return d.systemDisk.Rename(from, to)
}

func (d *failingDisk) RemoveAll(name string) error {
	if d.fails() {
		return errDisk
	}
	return d.systemDisk.RemoveAll(name)
}

// Swap fails where the system cannot swap, so that two renames are tried, too.
func (d *failingDisk) Swap(one, other string) error {
	if d.old {
		return errors.ErrUnsupported
	}
	if d.fails() {
		return errDisk
	}
	return d.systemDisk.Swap(one, other)
}

func (d *failingDisk) Sync(name string) error {
	if d.fails() {
		return errDisk
	}
	return d.systemDisk.Sync(name)
}

func (d *failingDisk) SyncAll(dir string) error {
	if d.fails() {
		return errDisk
	}
	return d.systemDisk.SyncAll(dir)
}

// onDisk are the files in a folder with what is in them, without the manifest,
// which also tells of the assets of the release before.
func onDisk(t *testing.T, out string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(out, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if rel, _ := filepath.Rel(out, name); rel != siteMark {
			files[filepath.ToSlash(rel)] = string(data)
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

// TestAnyFailureOfTheDiskLeavesAWholeSite lets the first operation fail, then the
// second, and so on, once alone and once with all that follow.
func TestAnyFailureOfTheDiskLeavesAWholeSite(t *testing.T) {
	before := map[string]string{"a.md": "---\ntitle: A\n---\nOld.\n[x](none.md)\n", "same.md": "---\ntitle: Same\n---\nSame.\n", "gone.md": "---\ntitle: Gone\n---\nGone.\n"}
	after := map[string]string{"a.md": "---\ntitle: A\n---\nNew.\n", "same.md": before["same.md"], "b/new.md": "---\ntitle: New\n---\nNew.\n"}
	last, next := build(t, Config{}, before), build(t, Config{}, after)
	last.Index, next.Index = nil, nil // its folder is search's, which has tests of its own
	releases := []map[string]string{contents(t, last), contents(t, next)}
	memories := []map[string]string{remembered(t, last), remembered(t, next)}
	for _, disk := range []struct{ gone, old bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
		gone := disk.gone
		for at := int64(1); ; at++ {
			site := t.TempDir()
			out := filepath.Join(site, "public")
			publish(t, last, site, out)
			if err := Remember(last, "old", site, out); err != nil {
				t.Fatal(err)
			}
			broken := &failingDisk{at: at, gone: gone, old: disk.old}
			err := writer{broken}.write(t.Context(), next, site, out)
			if err == nil {
				err = writer{broken}.remember(next, "new", site, out)
			}
			if broken.done.Load() < at {
				if err != nil || at < 25 {
					t.Fatalf("%d operations: %v", broken.done.Load(), err)
				}
				break
			}
			if err != nil && (!errors.Is(err, errDisk) || !strings.Contains(err.Error(), ":")) {
				t.Errorf("operation %d, and no more %v: the error is %v", at, gone, err)
			}
			for name, now := range memoriesIn(t, site) {
				if now != memories[0][name] && now != memories[1][name] {
					t.Errorf("operation %d, and no more %v: %s is neither the old nor the new: %q", at, gone, name, now)
				}
			}
			// A disk that is gone between the two renames keeps the old site beside
			// the folder until the next build.
			if now := onDisk(t, out); (!gone || !disk.old || len(now) > 0) && !isOneOf(now, releases) {
				t.Errorf("operation %d, and no more %v: the site is neither the old nor the new: %v", at, gone, err)
			}
			if err := (writer{systemDisk{}}).recoverOut(out); err != nil || !isOneOf(onDisk(t, out), releases) {
				t.Errorf("operation %d, and no more %v: no whole site is there: %v", at, gone, err)
			}
			publish(t, next, site, out)
			if !isOneOf(onDisk(t, out), releases[1:]) {
				t.Errorf("operation %d, and no more %v: the next build is wrong", at, gone)
			}
			if exists(beside(out, oldSuffix)) || exists(beside(out, newSuffix)) {
				t.Errorf("operation %d, and no more %v: something was left behind", at, gone)
			}
		}
	}
}

// What is flushed before it takes the place of something else.
func TestWhatIsPublishedIsFlushedBefore(t *testing.T) {
	site := t.TempDir()
	out := filepath.Join(site, "public")
	res := build(t, Config{}, map[string]string{"a.md": "---\ntitle: A\n---\nA.\n"})
	res.Index = nil
	for range 2 { // the first makes the folder, the second swaps
		d := &flushing{dirty: map[string]bool{}}
		if err := (writer{d}).write(t.Context(), res, site, out); err != nil {
			t.Fatal(err)
		}
		if err := (writer{d}).remember(res, "x", site, out); err != nil {
			t.Fatal(err)
		}
		if len(d.early) > 0 || d.moved < 3 {
			t.Errorf("of %d, put in place before they were flushed: %v", d.moved, d.early)
		}
		res.addresses["/elsewhere/"] = published{}
	}
}

// A flushing disk knows which names would be nothing, or half a file, after a power cut.
type flushing struct {
	systemDisk
	mu    sync.Mutex
	dirty map[string]bool
	early []string // what was put in its place too early
	moved int
}

func (d *flushing) WriteFile(name string, data []byte, perm os.FileMode) error {
	d.mu.Lock()
	d.dirty[name] = true
	d.mu.Unlock()
	return d.systemDisk.WriteFile(name, data, perm)
}

func (d *flushing) Sync(name string) error {
	delete(d.dirty, name)
	return d.systemDisk.Sync(name)
}

func (d *flushing) SyncAll(dir string) error {
	for name := range d.dirty {
		if within(dir, name) {
			delete(d.dirty, name)
		}
	}
	return d.systemDisk.SyncAll(dir)
}

func (d *flushing) put(name string) {
	d.moved++
	for dirty := range d.dirty {
		if within(name, dirty) {
			d.early = append(d.early, dirty)
		}
	}
}

func (d *flushing) Rename(from, to string) error {
	d.put(from)
	return d.systemDisk.Rename(from, to)
}

func (d *flushing) Swap(one, other string) error {
	d.put(one)
	d.put(other)
	return d.systemDisk.Swap(one, other)
}

// remembered is what the build of a result leaves in the site folder.
func remembered(t *testing.T, res *Result) map[string]string {
	t.Helper()
	site := t.TempDir()
	publish(t, res, site, filepath.Join(site, "public"))
	files := memoriesIn(t, site)
	if !strings.Contains(files[addressesFile], "/a/") || files[".signpost/known-faults.json"] == "" {
		t.Fatalf("remembered: %v", files)
	}
	return files
}

// memoriesIn are the files in which builds remember what they published.
func memoriesIn(t *testing.T, site string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, name := range []string{addressesFile, ".signpost/known-faults.json"} {
		data, err := os.ReadFile(filepath.Join(site, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		files[name] = string(data)
	}
	// What the last build was made of differs in times; whole is enough.
	var last lastBuild
	data, err := os.ReadFile(filepath.Join(site, ownFolder, lastFile))
	if err == nil && (json.Unmarshal(data, &last) != nil || last.Files == 0) {
		t.Errorf("%s is broken: %q", lastFile, data)
	}
	return files
}

// isOneOf reports whether files are those of just one release.
func isOneOf(files map[string]string, releases []map[string]string) bool {
	for _, r := range releases {
		whole := len(files) >= len(r)
		for name, text := range r {
			whole = whole && files[name] == text
		}
		for name := range files {
			_, of := r[name]
			whole = whole && (of || Lasting(name))
		}
		if whole {
			return true
		}
	}
	return false
}
