package inbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The e-mails with a known result are cut as their collection says: at least
// 44 of 46, and those that differ are shown.
func TestReplySamples(t *testing.T) {
	dir := shared(t, "exports", "samples", "email", "reply_trimmer")
	files, err := filepath.Glob(filepath.Join(dir, "emails__*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples in %s: %v", dir, err)
	}
	equal := 0
	for _, f := range files {
		text, want := readFile(t, f), readFile(t, strings.Replace(f, "emails__", "trimmed__", 1))
		got, _ := trimReply(text)
		if strings.TrimSpace(got) == strings.TrimSpace(want) {
			equal++
			continue
		}
		t.Logf("%s:\n--- got\n%s\n--- want\n%s", filepath.Base(f), got, want)
	}
	t.Logf("%d of %d equal", equal, len(files))
	if equal < len(files)-2 {
		t.Errorf("%d of %d e-mails are cut as expected; want all but 2", equal, len(files))
	}
}

func readFile(tb testing.TB, path string) string {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}
