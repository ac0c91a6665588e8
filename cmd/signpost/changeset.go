package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A changeSet holds files of a site folder that are to be written together. Nothing is
// on the disk before stage, and nothing in its place before place, so that what fails
// on the way leaves the site as it was.
type changeSet struct {
	dir   string
	files []*change
	made  []string // folders that stage made, the outer first
}

// A change is one file: its content before, nil for one that is new, and after.
type change struct {
	name          string // below the folder, with slashes
	before, after []byte
	mode          fs.FileMode
	staged        string
}

func (c *changeSet) path(name string) string { return filepath.Join(c.dir, filepath.FromSlash(name)) }

func (c *changeSet) find(name string) *change {
	for _, f := range c.files {
		if f.name == name {
			return f
		}
	}
	return nil
}

// read gives a file as it will be.
func (c *changeSet) read(name string) ([]byte, error) {
	if f := c.find(name); f != nil {
		return f.after, nil
	}
	return os.ReadFile(c.path(name))
}

// create adds a new file; the error is fs.ErrExist when there is one.
func (c *changeSet) create(name string, data []byte) error {
	_, err := os.Lstat(c.path(name))
	if err == nil || c.find(name) != nil {
		return fmt.Errorf("%s: %w", name, fs.ErrExist)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	c.files = append(c.files, &change{name: name, after: data, mode: 0o644})
	return nil
}

// replace gives a file that read gave another content.
func (c *changeSet) replace(name string, data []byte) error {
	if f := c.find(name); f != nil {
		f.after = data
		return nil
	}
	info, err := os.Stat(c.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return c.create(name, data)
	}
	if err != nil {
		return err
	}
	before, err := os.ReadFile(c.path(name))
	if err != nil {
		return err
	}
	c.files = append(c.files, &change{name: name, before: before, after: data, mode: info.Mode().Perm()})
	return nil
}

// stage writes all files beside their places, under names that the builder passes over.
func (c *changeSet) stage() error {
	for _, f := range c.files {
		if err := c.stageOne(f); err != nil {
			return errors.Join(fmt.Errorf("write %s: %w", f.name, err), c.drop())
		}
	}
	if len(c.files) > 0 {
		c.sweep(c.files[0].staged)
	}
	return nil
}

// staged are the names of files that wait for their place, leftAfter is from when on nobody
// is going to put them there: who staged them was killed.
const (
	staged    = ".signpost-*.new"
	leftAfter = time.Hour
)

// sweep removes what was staged long before a file and is still there. What cannot be
// removed does no harm.
func (c *changeSet) sweep(fresh string) {
	now, err := os.Stat(fresh)
	if err != nil {
		return
	}
	_ = filepath.WalkDir(c.dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		base := entry.Name()
		if entry.IsDir() && name != c.dir && (strings.HasPrefix(base, ".") || base == "node_modules") {
			return fs.SkipDir
		}
		if ours, _ := filepath.Match(staged, base); !ours || !entry.Type().IsRegular() {
			return nil
		}
		if info, err := entry.Info(); err == nil && now.ModTime().Sub(info.ModTime()) > leftAfter {
			_ = os.Remove(name)
		}
		return nil
	})
}

func (c *changeSet) stageOne(f *change) error {
	folder := filepath.Dir(c.path(f.name))
	var missing []string
	for at := folder; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		missing = append([]string{at}, missing...)
	}
	for _, dir := range missing {
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
		c.made = append(c.made, dir)
	}
	file, err := os.CreateTemp(folder, staged)
	if err != nil {
		return err
	}
	f.staged = file.Name()
	_, err = file.Write(f.after)
	return errors.Join(err, file.Chmod(f.mode), file.Sync(), file.Close())
}

// place puts what was staged where it belongs. A file that somebody else wrote
// meanwhile stays theirs, and is an error.
func (c *changeSet) place() error {
	var all []error
	for _, f := range c.files {
		if err := f.place(c.path(f.name)); err != nil {
			all = append(all, fmt.Errorf("write %s: %w", f.name, err))
		}
	}
	return errors.Join(append(all, c.drop())...)
}

func (f *change) place(name string) error {
	if f.before == nil {
		if err := os.Link(f.staged, name); err == nil || errors.Is(err, fs.ErrExist) {
			return err // the second name stays, drop removes the first
		}
		// A file system without links: looking before is the best there is.
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(err, fs.ErrExist)
		}
	} else if now, err := os.ReadFile(name); err != nil || !bytes.Equal(now, f.before) {
		return errors.Join(err, errors.New("it was changed meanwhile"))
	}
	err := os.Rename(f.staged, name)
	if err == nil {
		f.staged = ""
	}
	return err
}

// drop removes what was staged and is not in its place, and the folders made for it.
func (c *changeSet) drop() error {
	var all []error
	for _, f := range c.files {
		if f.staged != "" {
			all = append(all, os.Remove(f.staged))
			f.staged = ""
		}
	}
	for i := len(c.made) - 1; i >= 0; i-- {
		_ = os.Remove(c.made[i]) // which a file keeps from happening
	}
	c.made = nil
	return errors.Join(all...)
}
