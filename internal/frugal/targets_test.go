package frugal

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every fuzz target of the repository is in the list that the nightly job goes through,
// and is held to a time and to memory.
func TestEveryTargetIsListedAndHeld(t *testing.T) {
	root := filepath.Join("..", "..")
	var targets []string
	target := regexp.MustCompile(`(?m)^func (Fuzz\w*)\(\w+ \*testing\.F\) \{`)
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			// Modules of their own, and folders that Go does not look into.
			if _, other := os.Stat(filepath.Join(name, "go.mod")); name != root && (other == nil || strings.HasPrefix(filepath.Base(name), ".")) && d.IsDir() {
				return fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		found := target.FindAllStringSubmatch(string(data), -1)
		if runs := strings.Count(string(data), "f.Fuzz("+"frugal."); len(found) != runs {
			t.Errorf("%s: of %d targets %d are held by frugal.One or frugal.Two", name, len(found), runs)
		}
		pkg, _ := filepath.Rel(root, filepath.Dir(name))
		for _, m := range found {
			targets = append(targets, filepath.ToSlash(pkg)+":"+m[1])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("the list is not compared: there is no bash")
	}
	out, err := exec.Command("bash", filepath.Join(root, "dev", "tools", "fuzz.sh"), "list").Output()
	var listed []string
	if err == nil {
		err = json.Unmarshal(out, &listed)
	}
	slices.Sort(listed)
	slices.Sort(targets)
	if err != nil || len(targets) < 20 || !slices.Equal(listed, targets) {
		t.Errorf("fuzz.sh lists %v, and there are %v; %v", listed, targets, err)
	}
}
