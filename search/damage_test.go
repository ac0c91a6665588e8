package search

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// An index whose files are cut or changed anywhere is refused, at once and by name,
// and never opened: damage in a mapped file could end the program, which is why the
// copies are opened in a process of their own. SIGNPOST_TIMES sets the
// number of places in each file.
func TestDamageAnywhereIsSurvived(t *testing.T) {
	if dir := os.Getenv("SIGNPOST_DAMAGED"); dir != "" {
		openDamaged(t, dir)
		return
	}
	places := 3
	if n, err := strconv.Atoi(os.Getenv("SIGNPOST_TIMES")); err == nil {
		places = n
	}
	whole := filepath.Join(t.TempDir(), "index.bleve")
	if err := newIndex(t, smallHelpCenter()).Save(whole); err != nil {
		t.Fatal(err)
	}
	random, parent, n := rand.New(rand.NewPCG(1, 5)), t.TempDir(), 0
	err := fs.WalkDir(os.DirFS(whole), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for range places {
			for _, cut := range []bool{false, true} {
				dir := filepath.Join(parent, fmt.Sprint(n))
				n++
				if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
					return err
				}
				file := filepath.Join(dir, filepath.FromSlash(name))
				data, err := os.ReadFile(file)
				if err != nil || len(data) == 0 {
					return err
				}
				at := random.IntN(len(data))
				if data[at] ^= byte(1 + random.IntN(255)); cut {
					data = data[:at]
				}
				if err := os.WriteFile(file, data, 0o600); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil || n < 10 {
		t.Fatal(n, err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run", "^TestDamageAnywhereIsSurvived$", "-test.timeout", "10m")
	cmd.Env = append(os.Environ(), "SIGNPOST_DAMAGED="+parent)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%d damaged indexes: %v\n%.3000s", n, err, out)
	}
}

// openDamaged opens every index in a folder.
func openDamaged(t *testing.T, parent string) {
	dirs, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		start := time.Now()
		ix, err := Open(filepath.Join(parent, d.Name()))
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %v", d.Name(), err)
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("%s is refused after %v", d.Name(), took)
			}
			continue
		}
		t.Errorf("%s: it is opened, though a byte of it is gone or another", d.Name())
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	}
}
