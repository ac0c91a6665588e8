package builder

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestOwnFolderIsPrivate: git takes nothing of what Signpost keeps for itself but what a
// team shares, and the team's own word stays.
func TestOwnFolderIsPrivate(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	site := t.TempDir()
	if out, err := exec.Command("git", "-C", site, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	dir, err := OwnFolder(site)
	if err != nil {
		t.Fatal(err)
	}
	for name, private := range map[string]bool{
		"gaps.json": true, "signals.db": true, "acme/key": true, "index.bleve/store": true, "external.json": true,
		"known-faults.json": false, "import/zendesk/state.json": false, ".gitignore": false,
	} {
		err := exec.Command("git", "-C", site, "check-ignore", "-q", filepath.Join(".signpost", name)).Run()
		if (err == nil) != private {
			t.Errorf("%s is ignored: %v", name, err == nil)
		}
	}
	own := filepath.Join(dir, ".gitignore")
	if err := os.WriteFile(own, []byte("*\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OwnFolder(site); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(own); err != nil || string(data) != "*\n" {
		t.Errorf("%q, %v", data, err)
	}
}
