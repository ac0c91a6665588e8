package inbox

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the expected forms anew")

// Each archive in testdata holds files of an export and the neutral form that
// they must become, in want.json: the conversations, then what was told about
// the files.
func TestGolden(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives in testdata: %v", err)
	}
	for _, path := range archives {
		path, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { golden(t, path) })
	}
}

func golden(t *testing.T, path string) {
	ar, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	var want []byte
	var paths []string
	for _, f := range ar.Files {
		if f.Name == "want.json" {
			want = f.Data
			continue
		}
		if err := os.MkdirAll(filepath.Dir(f.Name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.Name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, f.Name)
	}
	opt := Options{Unmasked: strings.Contains(string(ar.Comment), "unmasked")}
	convs, sum := readAll(t, opt, paths...)
	got := goldenForm(t, convs, sum)
	if *update {
		writeGolden(t, path, ar, got)
		return
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("neutral form differs (-want +got):\n%s", diff)
	}
}

func goldenForm(t *testing.T, convs []*Conversation, sum *Summary) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	for _, c := range convs {
		if err := enc.Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Encode(sum.Sources); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// writeGolden puts the form into the archive, in the source tree.
func writeGolden(t *testing.T, path string, ar *txtar.Archive, got []byte) {
	kept := ar.Files[:0]
	for _, f := range ar.Files {
		if f.Name != "want.json" {
			kept = append(kept, f)
		}
	}
	ar.Files = append(kept, txtar.File{Name: "want.json", Data: got})
	if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
		t.Fatal(err)
	}
}
