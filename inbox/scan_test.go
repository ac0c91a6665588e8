package inbox

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"signpost/internal/frugal"
)

// scanSame checks that data is judged and read as encoding/json does.
func scanSame(t *testing.T, data []byte) {
	t.Helper()
	if len(data) > 1<<20 {
		return
	}
	deep := false // encoding/json goes ten times as deep
	for depth, i := 0, 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		deep = deep || depth > maxDepth
	}
	if got, want := validJSON(data), json.Valid(data); got != want && !deep {
		t.Fatalf("%.200q: valid is %v, want %v", data, got, want)
	} else if !got {
		return
	}
	var any any
	if json.Unmarshal(data, &any) == nil {
		if want, ok := any.(string); ok {
			if got := unquote([]byte(strings.TrimSpace(string(data)))); got != want {
				t.Fatalf("%.200q: unquoted as %q, want %q", data, got, want)
			}
		}
	}
	var want, got icObject
	fault, err := decode(data, &want)
	var d icDecoder
	if s, err := newShape(record{data: data}); err == nil {
		d.record(&got, s.members)
	}
	if err != nil || fault != "" || d.fault != "" {
		return
	}
	if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(moment{}), cmpopts.EquateEmpty()); diff != "" && !strings.Contains(string(data), `\u`) {
		t.Fatalf("%.300q is read otherwise (-want +got):\n%s", data, diff)
	}
}

// Our own scanner of JSON says what encoding/json says, of every sample and of
// a test suite of valid and broken JSON.
func TestScanSame(t *testing.T) {
	for _, s := range []string{
		`"\ud83d\ude00\ud83d x\u00e9\/\b\f\n\r\t\"\\"`, `"\ude00"`, `"\u12"`, `"` + "\xff" + `"`, `"\x"`, "\"\n\"", `-`, `-0.1e+5`, `01`, `1.`, `.1`, `1e`,
		`{"a":[1,{"b":null}],"c":true}`, `{"a":1,}`, `[1 2]`, `[1,]`, `{"a" 1}`, `{"a":1}}`, `{"a":[1}]`, `nul`, `nulll`, ` [ ] `, ``, `{`, `["\`,
		`{"type":"conversation","id":7.0e3,"open":true,"tags":{"tags":[{"name":"a"},null]},"contacts":null,"conversation_rating":{}}`,
	} {
		scanSame(t, []byte(s))
	}
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatal(err)
	}
	for _, p := range archives {
		ar, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range ar.Files {
			for line := range strings.Lines(string(f.Data)) {
				scanSame(t, []byte(line))
			}
			scanSame(t, f.Data)
		}
	}
	for _, dir := range [][]string{{"exports", "samples"}, {"suites", "JSONTestSuite"}} {
		err := filepath.WalkDir(shared(t, dir...), func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.Contains(p, ".json") {
				return err
			}
			data, err := os.ReadFile(p)
			if err == nil {
				scanSame(t, data)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add([]byte(sampleConversation(1)))
	f.Add([]byte(`{"type":"ticket","ticket_parts":{"ticket_parts":[{"author":{"id":1}}],"total_count":1},"data":[]}`))
	f.Add([]byte(`"\ud83d\ude00 \n"`))
	f.Fuzz(frugal.One(scanSame))
}

// Records are cut the same wherever the buffer ends.
func TestSplitByteByByte(t *testing.T) {
	data := `[{"a":"x\\\"}\\\\"},["]\"]"], "{\\\" ", 12,null]` + "\n" + sampleConversation(1)
	cut := func(r io.Reader) (out []string) {
		s := newSplitter(r, func(rec record) error {
			out = append(out, fmt.Sprint(rec.line, rec.offset, rec.err, string(rec.data)))
			return nil
		})
		if err := s.run(false); err != nil {
			t.Fatal(err)
		}
		return out
	}
	want := cut(strings.NewReader(data))
	got := cut(iotest.OneByteReader(strings.NewReader(data)))
	if diff := gocmp.Diff(want, got); diff != "" || len(want) != 6 {
		t.Errorf("%d records; differs (-want +got):\n%s", len(want), diff)
	}
}
