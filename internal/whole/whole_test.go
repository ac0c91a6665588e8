package whole

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// On success the file has the new content and permissions; on a failure on the way it is
// what it was. Neither leaves anything beside it.
func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "users.yaml")
	if err := Bytes(name, 0o600, []byte("first")); err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	err := Write(name, 0o644, func(w io.Writer) error {
		_, _ = io.WriteString(w, "sec")
		return full
	})
	if !errors.Is(err, full) {
		t.Fatalf("got %v, want the writer's error", err)
	}
	data, err := os.ReadFile(name)
	if err != nil || string(data) != "first" {
		t.Errorf("got %q, %v, want the content of before", data, err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want a file for its owner", info.Mode(), err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("got %v, %v, want one file", files, err)
	}
}

// A link at the name is not followed: what it leads to stays what it is.
func TestALinkIsReplaced(t *testing.T) {
	dir := t.TempDir()
	other, name := filepath.Join(dir, "other"), filepath.Join(dir, "gaps.yaml")
	if err := os.WriteFile(other, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, name); err != nil {
		t.Skip("no links here:", err)
	}
	if err := Bytes(name, 0o644, []byte("ours")); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(other); err != nil || string(data) != "theirs" {
		t.Errorf("got %q, %v behind the link", data, err)
	}
}
