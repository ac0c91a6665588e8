package main

import (
	"crypto/sha256"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestUntouched runs testdata/untouched: what must not change on the disk, file
// by file, when something goes wrong.
func TestUntouched(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "untouched"),
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": status, "bytes": writeBytes, "bomb": bomb,
			"remember": remember, "untouched": untouched, "json": jsonKeys,
		},
		Setup: func(e *testscript.Env) error {
			e.Values["remembered"] = map[string]map[string]string{}
			return nil
		},
	})
}

// hashes maps the paths of the files below a folder to the sums of their data.
func hashes(dir string) (map[string]string, error) {
	sums := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		sum := sha256.Sum256(data)
		rel, _ := filepath.Rel(dir, name)
		sums[filepath.ToSlash(rel)] = string(sum[:])
		return err
	})
	return sums, err
}

func remembered(ts *testscript.TestScript) map[string]map[string]string {
	return ts.Value("remembered").(map[string]map[string]string)
}

// remember DIR takes down every file below DIR.
func remember(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: remember DIR")
	}
	sums, err := hashes(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(sums) == 0 {
		ts.Fatalf("%s holds no files", args[0])
	}
	remembered(ts)[args[0]] = sums
}

// untouched DIR wants every file below DIR as it was taken down.
func untouched(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || remembered(ts)[args[0]] == nil {
		ts.Fatalf("usage: untouched DIR, after remember DIR")
	}
	sums, err := hashes(ts.MkAbs(args[0]))
	ts.Check(err)
	for name, sum := range remembered(ts)[args[0]] {
		if sums[name] != sum {
			ts.Fatalf("%s/%s was changed or is gone", args[0], name)
		}
		delete(sums, name)
	}
	for name := range sums {
		ts.Fatalf("%s/%s is new", args[0], name)
	}
}

// json FILE KEY... wants FILE to be one JSON value with the keys: an object, or
// a list of such objects.
func jsonKeys(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: json FILE KEY...")
	}
	d := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	var value, more any
	ts.Check(d.Decode(&value))
	if err := d.Decode(&more); err != io.EOF {
		ts.Fatalf("%s: something follows the JSON value", args[0])
	}
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	if len(list) == 0 && len(args) > 1 {
		ts.Fatalf("%s: an empty list", args[0])
	}
	for _, v := range list {
		object, _ := v.(map[string]any)
		for _, key := range args[1:] {
			if _, ok := object[key]; !ok {
				ts.Fatalf("%s: no key %q", args[0], key)
			}
		}
	}
}

// TestHashes holds up what untouched stands on.
func TestHashes(t *testing.T) {
	dir := t.TempDir()
	var sums []map[string]string
	for _, text := range []string{"one", "two"} {
		if err := os.WriteFile(filepath.Join(dir, "a"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		sum, err := hashes(dir)
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, sum)
	}
	if cmp.Equal(sums[0], sums[1]) {
		t.Error("a changed file has the hash of the old one")
	}
}
