package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// times is how often a test of chance repeats: short, or what the environment
// variable SIGNPOST_TIMES says, which dev/reliability/full.sh sets.
func times(t *testing.T, short int) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("SIGNPOST_TIMES")); err == nil && n > 0 {
		return n
	}
	return short
}

// manifestOf lists the files of a folder with their hashes; "" is no folder. Styles
// and scripts of the release before may stand beside those of this one, so that
// only the files that the release lists are looked at, and that no other is there
// which the release before does not explain.
func manifestOf(t *testing.T, dir string) string {
	t.Helper()
	var out strings.Builder
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		fmt.Fprintf(&out, "%s %x\n", filepath.ToSlash(rel), sha256.Sum256(data))
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return out.String()
}

// release writes the articles of one of two releases, which share some.
func release(t *testing.T, site string, n int) {
	t.Helper()
	for i := range 60 {
		text := fmt.Sprintf("---\ntitle: Article %d\n---\nRelease %d, part %d of it.\n\n## More\n\nWords about paper and ink.\n", i, n*(i%3), i)
		name := filepath.Join(site, "content", fmt.Sprintf("c%d", i%4), fmt.Sprintf("a%d.md", i))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}

// A build that is killed at any moment leaves one release, and the next build is
// right without anybody clearing up.
func TestABuildKilledAtAnyMomentLeavesAWholeSite(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and kills many times")
	}
	dir := t.TempDir()
	site, public := filepath.Join(dir, "help"), filepath.Join(dir, "help", "public")
	var whole [2]string
	var takes time.Duration
	for i := range 4 { // twice each, so that what a release keeps of the other is there
		release(t, site, i%2)
		start := time.Now()
		if out, err := signpostCommand(t, dir, "build", "--site", "help").Output(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		takes = time.Since(start)
		whole[i%2] = manifestOf(t, public)
	}
	if whole[0] == whole[1] {
		t.Fatal("the two releases are the same")
	}
	random := rand.New(rand.NewPCG(1, 7))
	n, absent, fresh := times(t, 20), 0, 0
	for i := range n {
		next := i % 2
		release(t, site, next)
		after := time.Duration(random.Int64N(int64(takes + takes/5)))
		kill(t, signpostCommand(t, dir, "build", "--site", "help"), os.Kill, func() { time.Sleep(after) })
		switch now := manifestOf(t, public); now {
		case whole[next]:
			fresh++
		case whole[1-next]:
		case "":
			// Killed between two renames, where folders cannot be swapped at once: the
			// old site lies beside, whole.
			if absent++; runtime.GOOS == "linux" {
				t.Errorf("kill %d after %v: for a moment there is no site", i, after)
			}
			if manifestOf(t, filepath.Join(site, ".public.signpost-old")) != whole[1-next] {
				t.Errorf("kill %d after %v: the site is nowhere", i, after)
			}
		default:
			t.Errorf("kill %d after %v: the site is neither release", i, after)
		}
		if out, err := signpostCommand(t, dir, "build", "--site", "help").Output(); err != nil {
			t.Fatalf("kill %d after %v: the next build: %v\n%s", i, after, err, out)
		}
		if manifestOf(t, public) != whole[next] {
			t.Fatalf("kill %d after %v: the next build is not right", i, after)
		}
	}
	t.Logf("%d kills within %v: %d left the old release, %d the new, %d between two renames", n, takes, n-absent-fresh, fresh, absent)
}
