package main

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"signpost/search"
)

// An index of which a file is gone, empty, cut, full of noise or a folder is made anew
// by the next search, once, and the answer is the same.
func TestADamagedIndexIsMadeAnewOnce(t *testing.T) {
	site := t.TempDir()
	write(t, filepath.Join(site, "content", "a.md"), "---\ntitle: Invoices\n---\nEvery invoice is in the settings.\n\n## Paper\n\nAsk for it by mail.\n")
	write(t, filepath.Join(site, "content", "b.md"), "---\ntitle: Passwords\n---\nChoose Forgot password on the sign-in page.\n")
	kept := filepath.Join(site, ".signpost", "index.bleve")
	asked := func(what string) string {
		t.Helper()
		var out, told bytes.Buffer
		start := time.Now()
		if status := run(t.Context(), []string{"search", "--site", site, "--json", "invoice paper"}, nil, &out, &told); status != statusDone {
			t.Fatalf("%s: status %d\n%s", what, status, &told)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: the answer took %v", what, took)
		}
		return out.String()
	}
	want := asked("the first search")
	whole := filepath.Join(t.TempDir(), "whole")
	if err := os.CopyFS(whole, os.DirFS(kept)); err != nil {
		t.Fatal(err)
	}
	names := []string{"."}
	err := fs.WalkDir(os.DirFS(whole), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) < 4 {
		t.Fatal(names, err)
	}
	random := rand.New(rand.NewPCG(1, 9))
	noise := func(n int64) []byte {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		return data
	}
	for _, name := range names {
		file := filepath.Join(kept, filepath.FromSlash(name))
		for what, damage := range map[string]func(size int64) error{
			"gone":     func(int64) error { return os.RemoveAll(file) },
			"empty":    func(int64) error { return os.WriteFile(file, nil, 0o600) },
			"cut":      func(size int64) error { return os.Truncate(file, random.Int64N(max(1, size))) },
			"longer":   func(size int64) error { return os.Truncate(file, size+1+random.Int64N(5000)) },
			"noise":    func(size int64) error { return os.WriteFile(file, noise(size), 0o600) },
			"a folder": func(int64) error { return replaceByFolder(file) },
		} {
			if name == "." && what != "gone" && what != "a folder" {
				continue
			}
			if err := os.RemoveAll(kept); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(kept, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := damage(info.Size()); err != nil {
				t.Fatal(name, what, err)
			}
			if got := asked(name + " is " + what); got != want {
				t.Errorf("%s is %s: the answer is %s, want %s", name, what, got, want)
			}
			ix, err := search.Open(kept)
			if err != nil {
				t.Errorf("%s is %s: the index is not made anew: %v", name, what, err)
				continue
			}
			if err := ix.Close(); err != nil {
				t.Error(err)
			}
			made, err := os.Stat(filepath.Join(kept, "signpost.json"))
			if err != nil {
				t.Fatal(err)
			}
			asked("again")
			if now, err := os.Stat(filepath.Join(kept, "signpost.json")); err != nil || !os.SameFile(made, now) {
				t.Errorf("%s is %s: it is made anew each time", name, what)
			}
		}
	}
}

func replaceByFolder(file string) error {
	if err := os.RemoveAll(file); err != nil {
		return err
	}
	return os.Mkdir(file, 0o755)
}
