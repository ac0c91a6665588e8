package inbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// deskSamples say of each folder of samples how many files give
// conversations, and how many are refused.
var deskSamples = []struct {
	dir           string
	read, refused int
}{
	{"front", 29, 14},
	{"chatwoot", 0, 1},
	{"zammad", 5, 0},
	{"gorgias", 1, 1},
	{"hubspot", 0, 6},
	{"groove", 9, 0},
}

// Every sample of these help desks is read, or refused with a reason that
// says what it is and what to export instead.
func TestDeskSamples(t *testing.T) {
	t.Logf("%-10s %5s %8s %14s %9s", "system", "read", "refused", "conversations", "messages")
	for _, d := range deskSamples {
		dir := shared(t, "exports", "samples", d.dir)
		files, err := os.ReadDir(dir)
		if err != nil || len(files) == 0 {
			t.Fatalf("no samples in %s: %v", dir, err)
		}
		var read, refused, convs, messages int
		for _, f := range files {
			list, sum := readAll(t, Options{}, filepath.Join(dir, f.Name()))
			src := sum.Sources[0]
			convs, messages = convs+len(list), messages+sum.Messages
			switch {
			case src.Refused != "":
				refused++
				if !strings.Contains(src.Refused, "export") {
					t.Errorf("%s/%s: refused without saying what to export: %s", d.dir, f.Name(), src.Refused)
				}
				t.Logf("  refused %s: %s", f.Name(), src.Refused)
			case len(list) == 0:
				t.Errorf("%s/%s: neither read nor refused", d.dir, f.Name())
			default:
				read++
				t.Logf("  read    %s: %s, %d conversations, %d messages, %v", f.Name(), src.Format, len(list), sum.Messages, src.Warnings)
			}
		}
		t.Logf("%-10s %5d %8d %14d %9d", d.dir, read, refused, convs, messages)
		if read != d.read || refused != d.refused {
			t.Errorf("%s: %d read and %d refused, want %d and %d", d.dir, read, refused, d.read, d.refused)
		}
	}
}
