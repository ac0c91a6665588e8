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

// A message without an author is kept: how the first was delivered says whose it
// was, and of others it is told that nobody knows.
func TestAuthorsMissing(t *testing.T) {
	for _, c := range []struct {
		source string
		role   Role
		warned int
	}{
		{`{"delivered_as":"customer_initiated","body":"Where is it?","author":null}`, Customer, 1},
		{`{"delivered_as":"admin_initiated","body":"Look at this","author":{"type":null,"id":null}}`, Agent, 1},
		{`{"body":"Where is it?","author":null}`, Customer, 2},
		{`{"delivered_as":"customer_initiated","body":"Where is it?","author":{"type":"contact","id":null,"name":null,"email":""}}`, Customer, 1},
	} {
		text := `{"type":"conversation","id":"5","created_at":1790000000,"source":` + c.source + `,"contacts":null,
"conversation_parts":{"conversation_parts":[{"part_type":"comment","id":"2","created_at":1790000100,"body":"Here.","author":null},{"part_type":"comment","id":"3","created_at":1790000200,"body":"There.","author":{"type":"admin","id":null,"name":null}}]}}`
		convs, sum := readAll(t, Options{}, put(t, "x.json", []byte(text)))
		if len(convs) != 1 {
			t.Fatalf("%s: %d conversations", c.source, len(convs))
		}
		if want := string(c.role) + " comment: "; !strings.HasPrefix(brief(convs[0]), want) || !strings.HasSuffix(brief(convs[0]), " | system comment: Here. | agent comment: There.") || convs[0].InitiatedBy != c.role {
			t.Errorf("%s: %s, begun by %s", c.source, brief(convs[0]), convs[0].InitiatedBy)
		}
		if n := strings.Count(toldOf(sum), "author_missing"); n != c.warned {
			t.Errorf("%s: told %d times, want %d: %s", c.source, n, c.warned, toldOf(sum))
		}
	}
}
