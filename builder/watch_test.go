package builder

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A site folder that is a symbolic link is watched where it leads, also after it leads
// elsewhere, as by those who publish releases side by side.
func TestWatchAFolderThatIsALink(t *testing.T) {
	dir := t.TempDir()
	file := func(release string) string { return filepath.Join(dir, release, "content", "a.md") }
	for _, release := range []string{"r1", "r2"} {
		if err := os.MkdirAll(filepath.Dir(file(release)), 0o755); err != nil {
			t.Fatal(err)
		}
		put(t, file(release), "---\ntitle: "+release+"\n---\n")
	}
	link := filepath.Join(dir, "cur")
	if err := os.Symlink("r1", link); err != nil {
		t.Skip("no links here: ", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	told, done := make(chan []string, 100), make(chan error, 1)
	go func() {
		done <- Watch(ctx, link, 20*time.Millisecond, func(names []string) { told <- names })
	}()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	// again saves until a change is told, since nobody says when Watch has begun.
	again := func(what string, save func(n int)) {
		t.Helper()
		for n := range 100 {
			save(n)
			select {
			case <-told:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
		t.Fatalf("%s is not noticed", what)
	}
	text := func(n int) string { return "---\ntitle: A\n---\n" + string(rune('a'+n%26)) + "\n" }
	again("a file where the link leads", func(n int) { put(t, file("r1"), text(n)) })
	if err := os.Symlink("r2", link+".new"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(link+".new", link); err != nil {
		t.Fatal(err)
	}
	again("another folder in its place", func(int) {})
	for len(told) > 0 {
		<-told
	}
	again("a file in that folder", func(n int) { put(t, file("r2"), text(n)) })
}
