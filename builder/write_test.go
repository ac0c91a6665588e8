package builder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// publish writes a result and fails on any error.
func publish(t *testing.T, res *Result, site, out string) {
	t.Helper()
	if err := Write(t.Context(), res, site, out); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

func TestWriteReplacesTheWholeSite(t *testing.T) {
	site := t.TempDir()
	out := filepath.Join(site, "public")
	publish(t, build(t, Config{}, map[string]string{"a.md": "---\ntitle: A\n---\n[x](gone.md)\n"}), site, out)
	if !exists(filepath.Join(out, "a", "index.html")) || !exists(filepath.Join(out, "a.md")) {
		t.Fatal("the site is not there")
	}
	known, err := KnownFaults(site)
	if err != nil || !known["a.md gone.md"] {
		t.Errorf("known faults: %v %v", known, err)
	}
	publish(t, build(t, Config{}, map[string]string{"b.md": "---\ntitle: B\n---\n"}), site, out)
	if exists(filepath.Join(out, "a")) || !exists(filepath.Join(out, "b", "index.html")) {
		t.Error("the old site is still there, or the new one is not")
	}
	entries, err := os.ReadDir(site)
	if err != nil || len(entries) != 3 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

func TestWriteRefusesFoldersOfOthers(t *testing.T) {
	res := build(t, Config{}, map[string]string{"a.md": "---\ntitle: A\n---\n"})
	site := t.TempDir()
	put(t, filepath.Join(site, "content", "a.md"), "x")
	other := t.TempDir()
	put(t, filepath.Join(other, "thesis.txt"), "x")
	mixed := filepath.Join(t.TempDir(), "out")
	publish(t, res, site, mixed)
	put(t, filepath.Join(mixed, "CNAME"), "x")
	plain := filepath.Join(t.TempDir(), "file")
	put(t, plain, "x")
	for _, out := range []string{other, mixed, plain, site, filepath.Dir(site), filepath.Join(site, "content"), filepath.Join(site, "content", "out"), filepath.Join(site, "static", "x"), filepath.Join(site, ".signpost")} {
		var refused *OutError
		if err := Write(t.Context(), res, site, out); !errors.As(err, &refused) {
			t.Errorf("%s: %v", out, err)
		}
	}
	if !exists(filepath.Join(other, "thesis.txt")) || !exists(filepath.Join(mixed, "CNAME")) || !exists(filepath.Join(site, "content", "a.md")) {
		t.Error("a file of somebody else is gone")
	}
}

func TestWriteMendsWhatACrashLeft(t *testing.T) {
	res := build(t, Config{}, map[string]string{"a.md": "---\ntitle: A\n---\n"})
	site := t.TempDir()
	out := filepath.Join(site, "public")
	publish(t, res, site, out)
	if err := os.Rename(out, beside(out, oldSuffix)); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(beside(out, newSuffix), "half.html"), "x")
	if err := (writer{systemDisk{}}).recoverOut(out); err != nil || !exists(filepath.Join(out, "a", "index.html")) {
		t.Fatal("the old site did not come back", err)
	}
	publish(t, res, site, out)
	if exists(beside(out, oldSuffix)) || exists(beside(out, newSuffix)) {
		t.Error("folders of the crash are still there")
	}
}

func TestWriteKeepsTheOldSiteOnMistakes(t *testing.T) {
	site := t.TempDir()
	out := filepath.Join(site, "public")
	publish(t, build(t, Config{}, map[string]string{"a.md": "---\ntitle: A\n---\n"}), site, out)
	bad := build(t, Config{}, map[string]string{"a.md": "---\ntilte: A\n---\n"})
	if err := Write(t.Context(), bad, site, out); err == nil {
		t.Error("a site with mistakes was written")
	}
	if !exists(filepath.Join(out, "a", "index.html")) {
		t.Error("the good site is gone")
	}
}

func TestOwnOutputIsNoInput(t *testing.T) {
	site := t.TempDir()
	put(t, filepath.Join(site, "a.md"), "---\ntitle: A\n---\n")
	cfg := Config{Site: os.DirFS(site), Theme: tiny}
	for range 2 {
		res, err := Build(t.Context(), cfg)
		if err != nil || res.Articles != 1 {
			t.Fatal(res.Articles, err)
		}
		publish(t, res, site, filepath.Join(site, "dist"))
	}
}

func TestWatchTellsChangesOnce(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "content", "a.md"), "x")
	var calls atomic.Int64
	told := make(chan struct{}, 100)
	done := make(chan error, 1)
	go func() {
		done <- Watch(t.Context(), dir, 50*time.Millisecond, func([]string) { calls.Add(1); told <- struct{}{} })
	}()
	wait := func(what string) {
		t.Helper()
		select {
		case <-told:
		case err := <-done:
			t.Fatal(what, err)
		case <-time.After(20 * time.Second):
			t.Fatalf("%s was not told", what)
		}
	}
	// The watcher needs a moment to start; write until it tells.
	for calls.Load() == 0 {
		put(t, filepath.Join(dir, "content", "a.md"), "y")
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond)
	for len(told) > 0 {
		<-told
	}
	before := calls.Load()
	for range 20 {
		put(t, filepath.Join(dir, "content", "a.md"), "z")
	}
	wait("a burst of changes")
	if n := calls.Load() - before; n > 3 {
		t.Errorf("a burst was told %d times", n)
	}
	put(t, filepath.Join(dir, "content", "new", "deep", "b.md"), "x")
	wait("a new folder")
	time.Sleep(300 * time.Millisecond)
	for len(told) > 0 {
		<-told
	}
	put(t, filepath.Join(dir, "content", "new", "deep", "b.md"), "y")
	wait("a change in a new folder")
	time.Sleep(300 * time.Millisecond)
	for len(told) > 0 {
		<-told
	}
	before = calls.Load()
	put(t, filepath.Join(dir, ".signpost", "x"), "y")
	put(t, filepath.Join(dir, "public", "x"), "y")
	time.Sleep(300 * time.Millisecond)
	if calls.Load() > before+1 {
		t.Error("outputs were told as changes")
	}
}
