package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// aPicture is the least that is told to be one.
const aPicture = "\x89PNG\r\n\x1a\n0123456789"

// pictured are two articles, the first with a picture.
const pictured = `[{"id":"1","type":"article","title":"One","body":"<p>First</p><p><img src='https://h.example.com/i/a.png' alt='A'></p>"},
{"id":"2","type":"article","title":"Two","body":"<p>Second</p>"}]`

// zipped is an archive of a dump and its picture, the bytes of which may be broken.
func zipped(t *testing.T, broken bool) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{{"dump.json", pictured}, {"files/a.png", aPicture}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f[0], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	if broken {
		data = bytes.Replace(data, []byte("0123456789"), []byte("0123456780"), 1)
	}
	name := filepath.Join(t.TempDir(), "dump.zip")
	put(t, name, string(data))
	return name
}

// A picture whose bytes are damaged keeps no article away: its address stays, the
// loss is told, and the next import brings it.
func TestDamagedPicture(t *testing.T) {
	into := filepath.Join(t.TempDir(), "site")
	_, r := importInto(t, "intercom", zipped(t, true), into)
	if r.Files[created] != 2 || r.Pictures != 0 || r.Lost["picture-refused"] != 1 {
		t.Errorf("files %v, %d pictures, lost %v", r.Files, r.Pictures, r.Lost)
	}
	if one := get(t, filepath.Join(into, "content", "one.md")); !strings.Contains(one, "https://h.example.com/i/a.png") {
		t.Errorf("the picture's address is gone:\n%s", one)
	}
	if report := get(t, filepath.Join(into, filepath.FromSlash(r.LossReport))); !strings.Contains(report, "files/a.png") {
		t.Errorf("the report does not name the picture:\n%s", report)
	}
	_, r = importInto(t, "intercom", zipped(t, false), into)
	if r.Files[updated] != 1 || r.Files[unchanged] != 1 || r.Pictures != 1 {
		t.Errorf("again: files %v, %d pictures", r.Files, r.Pictures)
	}
	if get(t, filepath.Join(into, "content", "images", "1", "a.png")) != aPicture {
		t.Error("the picture is another")
	}
}

// What cannot be written is named, all else is there, and the next import goes on.
func TestNotWritable(t *testing.T) {
	into := filepath.Join(t.TempDir(), "site")
	dump := zipped(t, false)
	// Folders stand where a picture and a text should go.
	blocked := []string{filepath.Join(into, "content", "images", "1", "a.png"), filepath.Join(into, "content", "two.md")}
	for _, name := range blocked {
		put(t, filepath.Join(name, "x"), "")
	}
	_, r := importInto(t, "intercom", dump, into)
	if r.Files[created] != 1 || r.Files[failed] != 1 || r.Pictures != 0 || !r.Faulty() {
		t.Errorf("files %v, %d pictures, faulty %v", r.Files, r.Pictures, r.Faulty())
	}
	var named []string
	for _, d := range r.Damaged {
		named = append(named, d.Path)
		if !strings.Contains(d.Reason, "could not be written") || strings.Contains(d.Reason, into) {
			t.Errorf("told as %q", d.Reason)
		}
	}
	if !slices.Equal(named, []string{"content/images/1/a.png", "content/two.md"}) {
		t.Errorf("named: %v", named)
	}
	if one := get(t, filepath.Join(into, "content", "one.md")); !strings.Contains(one, "First") {
		t.Errorf("one.md:\n%s", one)
	}
	for _, name := range blocked {
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
	}
	_, r = importInto(t, "intercom", dump, into)
	if r.Files[created] != 1 || r.Files[unchanged] != 1 || r.Pictures != 1 || r.Faulty() {
		t.Errorf("again: files %v, %d pictures, damaged %v", r.Files, r.Pictures, r.Damaged)
	}
}

// A dump that is cut in the middle gives what came before, whole. The rest comes
// with the whole dump, and what a writer has done in between stays.
func TestCutDump(t *testing.T) {
	var all []string
	for i := range 30 {
		all = append(all, fmt.Sprintf(`{"id":"%d","type":"article","title":"Article %d","body":"<p>Text %d</p>"}`, i, i, i))
	}
	whole := "[" + strings.Join(all, ",\n") + "]"
	for _, share := range []int{30, 55, 90} {
		t.Run(fmt.Sprint(share), func(t *testing.T) {
			dump, into := filepath.Join(t.TempDir(), "dump.json"), filepath.Join(t.TempDir(), "site")
			cut := whole[:len(whole)*share/100]
			n := strings.Count(cut, "}")
			put(t, dump, cut)
			_, r := importInto(t, "intercom", dump, into)
			if r.Files[created] != n || len(r.Damaged) != 1 || !strings.Contains(r.Damaged[0].Reason, "breaks off") || !r.Faulty() {
				t.Fatalf("%d whole records: files %v, damaged %v", n, r.Files, r.Damaged)
			}
			mine := filepath.Join(into, "content", "article-3.md")
			put(t, mine, get(t, mine)+"\nA writer's line.\n")
			put(t, dump, whole)
			_, r = importInto(t, "intercom", dump, into)
			if r.Files[created] != 30-n || r.Files[unchanged] != n-1 || r.Files[kept] != 1 || r.Faulty() || len(r.Gone) > 0 {
				t.Errorf("again: files %v, damaged %v, gone %v", r.Files, r.Damaged, r.Gone)
			}
			if !strings.Contains(get(t, mine), "A writer's line.") {
				t.Error("a writer's line is gone")
			}
		})
	}
}

// A list with a broken record in its middle is told once, and the others are read.
func TestBrokenRecord(t *testing.T) {
	record := func(id string) string {
		return `{"id":"` + id + `","type":"article","title":"Article ` + id + `","body":"x"}`
	}
	for name, text := range map[string]string{
		"list": "[" + record("1") + ",\n" + `{"id":"2","type":art,"title":"x"},` + "\n" + record("3") + ",\n" + record("4") + ",\n" + record("5") + "]\n",
		"page": `{"type":"list","data":[` + record("1") + ",\n" + `{"id":"2","type":art},` + "\n" + record("3") + ",\n" + record("4") + ",\n" + record("5") + "]}",
		"line": record("1") + "\n" + `{"id":"2","type":"art` + "\n" + record("3") + "\n" + record("4") + "\n" + record("5"),
	} {
		dump := filepath.Join(t.TempDir(), "dump.json")
		put(t, dump, text)
		_, r := importInto(t, "intercom", dump, filepath.Join(t.TempDir(), "site"))
		if r.Files[created] != 4 || len(r.Damaged) != 1 || !strings.HasPrefix(r.Damaged[0].Reason, "line 2: not valid JSON") {
			t.Errorf("%s: files %v, damaged %v", name, r.Files, r.Damaged)
		}
	}
}

// An import that is stopped knows its own files when it is run again: what has
// changed in the source since is no conflict with a writer.
func TestStoppedImport(t *testing.T) {
	dump, into := filepath.Join(t.TempDir(), "dump.json"), filepath.Join(t.TempDir(), "site")
	put(t, dump, twoArticles)
	d, err := Read(t.Context(), Options{System: "intercom", Path: dump, Into: into})
	if err != nil {
		t.Fatal(err)
	}
	// A context that ends when it is asked for the second time.
	if _, err := d.Write(&ending{Context: t.Context(), left: 1}); err == nil {
		t.Fatal("an import that was stopped says that it was not")
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	var st state
	if err := json.Unmarshal([]byte(get(t, filepath.Join(into, ".signpost", "import", "intercom", "state.json"))), &st); err != nil || len(st.Files) != 1 {
		t.Fatalf("remembered: %v, %v", st.Files, err)
	}
	put(t, dump, strings.NewReplacer("First", "1st", "Second", "2nd").Replace(twoArticles))
	_, r := importInto(t, "intercom", dump, into)
	if r.Files[updated] != 1 || r.Files[created] != 1 || r.Faulty() {
		t.Errorf("again: files %v", r.Files)
	}
}

// ending is a context that ends after it was asked so many times.
type ending struct {
	context.Context

	left int
}

func (e *ending) Err() error {
	if e.left--; e.left < 0 {
		return context.Canceled
	}
	return nil
}
