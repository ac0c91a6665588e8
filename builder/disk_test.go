package builder

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
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
	before := map[string]string{"a.md": "---\ntitle: A\n---\nOld.\n", "same.md": "---\ntitle: Same\n---\nSame.\n", "gone.md": "---\ntitle: Gone\n---\nGone.\n"}
	after := map[string]string{"a.md": "---\ntitle: A\n---\nNew.\n", "same.md": before["same.md"], "b/new.md": "---\ntitle: New\n---\nNew.\n"}
	last, next := build(t, Config{}, before), build(t, Config{}, after)
	last.Index, next.Index = nil, nil // its folder is search's, which has tests of its own
	releases := []map[string]string{contents(t, last), contents(t, next)}
	for _, disk := range []struct{ gone, old bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
		gone := disk.gone
		for at := int64(1); ; at++ {
			site := t.TempDir()
			out := filepath.Join(site, "public")
			publish(t, last, site, out)
			broken := &failingDisk{at: at, gone: gone, old: disk.old}
			err := writer{broken}.write(t.Context(), next, site, out)
			if broken.done.Load() < at {
				if err != nil || at < 15 {
					t.Fatalf("%d operations: %v", broken.done.Load(), err)
				}
				break
			}
			if err != nil && (!errors.Is(err, errDisk) || !strings.Contains(err.Error(), ":")) {
				t.Errorf("operation %d, and no more %v: the error is %v", at, gone, err)
			}
			// A disk that is gone between the two renames keeps the old site beside
			// the folder until the next build.
			if now := onDisk(t, out); (!gone || len(now) > 0) && !isOneOf(now, releases) {
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
