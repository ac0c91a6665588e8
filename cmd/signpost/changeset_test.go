package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What a writer saves while files are prepared stays theirs, and nothing is left over.
func TestWriterWasFaster(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("old.md", "old")
	c := changeSet{dir: dir}
	if err := errors.Join(c.create("new.md", []byte("ours")), c.create("deep/er/third.md", []byte("third")), c.replace("old.md", []byte("ours")), c.stage()); err != nil {
		t.Fatal(err)
	}
	if data, err := c.read("old.md"); err != nil || string(data) != "ours" {
		t.Errorf("what will be is %q, %v", data, err)
	}
	write("new.md", "theirs")
	write("old.md", "theirs")
	if err := c.place(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a writer's file was written over: %v", err)
	}
	for name, want := range map[string]string{"new.md": "theirs", "old.md": "theirs", "deep/er/third.md": "third"} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v, want %q", name, data, err, want)
		}
	}
	for _, pattern := range []string{".*", "deep/er/.*"} {
		if left, _ := filepath.Glob(filepath.Join(dir, pattern)); len(left) > 0 {
			t.Errorf("left over: %v", left)
		}
	}
}

// What cannot be written leaves nothing behind, not even folders.
func TestNothingHalf(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	c := changeSet{dir: dir, files: []*change{{name: "a/b/one.md", after: []byte("1"), mode: 0o644}, {name: "file/two.md", after: []byte("2"), mode: 0o644}}}
	if err := c.stage(); err == nil {
		t.Error("a file below a file was written")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left over: %v %v", entries, err)
	}
}

// What a killed run had prepared goes when the next one prepares files; what another run
// prepares meanwhile stays, and so does a writer's file.
func TestLeftoversOfAKilledRun(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "content", "pay"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{
		"content/pay/.signpost-1.new": 2 * time.Hour, "content/.signpost-2.new": time.Minute, "content/pay/.draft.new": 2 * time.Hour, "content/pay/card.md": 2 * time.Hour,
	} {
		at := time.Now().Add(-age)
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.WriteFile(file, nil, 0o644), os.Chtimes(file, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	c := changeSet{dir: dir}
	if err := errors.Join(c.create("content/new.md", []byte("ours")), c.stage(), c.place()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"content/pay/.signpost-1.new": false, "content/.signpost-2.new": true, "content/pay/.draft.new": true, "content/pay/card.md": true, "content/new.md": true,
	} {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); (err == nil) != want {
			t.Errorf("%s: %v, want it there: %t", name, err, want)
		}
	}
}
