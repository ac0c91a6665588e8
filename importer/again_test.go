package importer

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/internal/frugal"
)

// put writes a file of a test.
func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

const twoArticles = `[{"id":"1","type":"article","title":"One","body":"<p>First <a href='https://h.example.com/en/articles/2'>two</a></p>","url":"https://h.example.com/en/articles/1-one"},
{"id":"2","type":"article","title":"Two","body":"<p>Second</p>","url":"https://h.example.com/en/articles/2-two"}]`

// TestAgain holds that an import which is run again follows its source, and never
// writes over what a writer has done.
func TestAgain(t *testing.T) {
	dir := t.TempDir()
	dump, into := filepath.Join(dir, "dump.json"), filepath.Join(dir, "site")
	one, two := filepath.Join(into, "content", "one.md"), filepath.Join(into, "content", "two.md")
	run := func(text string) *Report {
		t.Helper()
		put(t, dump, text)
		_, r := importInto(t, "intercom", dump, into)
		return r
	}
	want := func(r *Report, what string, n int) {
		t.Helper()
		if r.Files[what] != n {
			t.Errorf("%v, want %d %s", r.Files, n, what)
		}
	}
	want(run(twoArticles), created, 2)
	want(run(twoArticles), unchanged, 2)

	changed := strings.Replace(twoArticles, "Second", "Changed", 1)
	want(run(changed), updated, 1)
	if !strings.Contains(get(t, two), "Changed") {
		t.Error("what changed in the source was not brought over")
	}

	edited := get(t, two) + "\nA writer's line.\n"
	put(t, two, edited)
	want(run(changed), kept, 1)
	again := strings.Replace(twoArticles, "Second", "Changed again", 1)
	r := run(again)
	want(r, conflict, 1)
	if get(t, two) != edited || !r.Faulty() {
		t.Error("a writer's file was written over, or the conflict is no fault")
	}
	if other := get(t, filepath.Join(into, ".signpost", "import", "intercom", "conflicts", "two.md")); !strings.Contains(other, "Changed again") {
		t.Error("the source's text was not kept beside")
	}
	want(run(again), kept, 1)

	// A file with the line ends of Windows was changed by no writer.
	put(t, one, strings.ReplaceAll(get(t, one), "\n", "\r\n"))
	want(run(strings.Replace(again, "First", "1st", 1)), updated, 1)

	// What was moved is found by its id, and links lead there.
	moved := filepath.Join(into, "content", "more", "zwei.md")
	put(t, moved, get(t, two))
	if err := os.Remove(two); err != nil {
		t.Fatal(err)
	}
	r = run(again)
	want(r, kept, 1)
	if _, err := os.Stat(two); err == nil {
		t.Error("a file that was moved came back")
	}
	if !strings.Contains(get(t, one), "(more/zwei.md)") {
		t.Errorf("links do not follow:\n%s", get(t, one))
	}

	// What was deleted stays so; what is gone from the source stays too.
	if err := os.Remove(moved); err != nil {
		t.Fatal(err)
	}
	want(run(again), deleted, 1)
	r = run(`[{"id":"2","type":"article","title":"Two","body":"<p>Second</p>"}]`)
	if len(r.Gone) != 1 || r.Gone[0] != "content/one.md" {
		t.Errorf("gone: %v", r.Gone)
	}
	get(t, one)
}

// TestSameBytes holds that two imports of one export write the same bytes.
func TestSameBytes(t *testing.T) {
	for _, system := range Systems() {
		var all [2]string
		for i := range all {
			into := filepath.Join(t.TempDir(), "site")
			importInto(t, system, filepath.Join("testdata", system), into)
			err := filepath.WalkDir(into, func(p string, entry os.DirEntry, err error) error {
				if err == nil && !entry.IsDir() {
					all[i] += strings.TrimPrefix(p, into) + "\n" + get(t, p)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if all[0] != all[1] || all[0] == "" {
			t.Errorf("%s: two imports differ", system)
		}
	}
}

// TestNothingOutside holds that names of articles, pictures and files in archives
// lead to no place outside the site.
func TestNothingOutside(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"../../evil.png": "\x89PNG\r\n\x1a\nx",
		"a.json": `[{"id":"../../7","type":"article","title":"../../../etc/passwd","body":"<img src='../../evil.png'><img src='file:///etc/passwd'><img src='..\\..\\evil.png'>","url":"https://h.example.com/../../x"},
			{"id":"8","type":"article","title":"CON","body":""},{"id":"9","type":"article","title":"con","body":""},{"id":"10","type":"article","title":"😀","body":""},
			{"id":"11","type":"article","title":"` + strings.Repeat("long ", 200) + `","body":""},{"id":"12","type":"article","title":"a/b\\c:d*e?f\u0000g\n---\ndraft: true","body":""}]`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "dump.zip"), b.String())
	into := filepath.Join(dir, "in", "site")
	_, r := importInto(t, "intercom", filepath.Join(dir, "dump.zip"), into)
	var names []string
	err := filepath.WalkDir(dir, func(p string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	lower := map[string]bool{}
	for _, n := range names {
		if n != "dump.zip" && !strings.HasPrefix(n, "in/site/") || strings.Contains(n, "..") || len(filepath.Base(n)) > 120 || lower[strings.ToLower(n)] {
			t.Errorf("written: %s", n)
		}
		lower[strings.ToLower(n)] = true
	}
	if r.Articles != 6 {
		t.Errorf("%d articles", r.Articles)
	}
	for _, it := range r.Items {
		if text := get(t, filepath.Join(into, it.File)); strings.Contains(text, "\ndraft: true") || strings.Contains(text, "file:") {
			t.Errorf("%s:\n%s", it.File, text)
		}
	}
	// A folder of the site that leads outside is not followed.
	out := filepath.Join(dir, "outside")
	put(t, filepath.Join(out, "x"), "")
	site := filepath.Join(dir, "linked")
	put(t, filepath.Join(site, "signpost.yaml"), "title: x\n")
	if err := os.Symlink(out, filepath.Join(site, "content")); err != nil {
		t.Skip("no links here: ", err)
	}
	d, err := Read(t.Context(), Options{System: "intercom", Path: filepath.Join(dir, "dump.zip"), Into: site})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write(t.Context()); err == nil {
		t.Error("a link that leads outside was followed")
	}
	if entries, _ := os.ReadDir(out); len(entries) != 1 {
		t.Errorf("written outside: %v", entries)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOtherExports holds that what is no export of articles is refused with what
// to export instead.
func TestOtherExports(t *testing.T) {
	for _, c := range []struct{ system, text, want string }{
		{"intercom", `{"type":"conversation.list","conversations":[{"type":"conversation","id":"1"}]}`, "conversations"},
		{"zendesk", `{"tickets":[{"id":1,"subject":"x","requester_id":2}]}`, "tickets"},
		{"helpscout", `{"articles":{"items":[{"id":"1","collectionId":"c","status":"published","name":"A"}]}}`, "without their texts"},
		{"freshdesk", `{"a":1}`, "form of freshdesk"},
		{"intercom", "", "empty"},
		{"intercom", "%PDF-1.4", "neither JSON nor CSV"},
	} {
		name := filepath.Join(t.TempDir(), "x.json")
		put(t, name, c.text)
		_, err := Read(t.Context(), Options{System: c.system, Path: name})
		if !errors.Is(err, ErrNoArticles) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "save the answer") {
			t.Errorf("%s %q: %v", c.system, c.text, err)
		}
	}
}

// TestDamage holds that what is whole in a damaged file is read, and the damage
// told.
func TestDamage(t *testing.T) {
	for name, text := range map[string]string{
		"cut list":   twoArticles[:len(twoArticles)-10],
		"cut line":   `{"id":"1","type":"article","title":"One","body":"x"}` + "\n" + `{"id":"2","type":"art` + "\n" + `{"id":"3","type":"article","title":"Three","body":"x"}`,
		"cut answer": `{"type":"list","data":` + twoArticles[:len(twoArticles)-10],
	} {
		file := filepath.Join(t.TempDir(), "x.json")
		put(t, file, text)
		d, err := Read(t.Context(), Options{System: "intercom", Path: file, Into: t.TempDir()})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		r, err := d.Write(t.Context())
		if err != nil || len(r.Damaged) == 0 || !r.Faulty() {
			t.Errorf("%s: %v, damage %v", name, err, r.Damaged)
		}
		wanted := map[string]int{"cut line": 2}[name]
		if got := r.Articles; got != max(wanted, 1) {
			t.Errorf("%s: %d articles", name, got)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDamageInLargeFile holds that a fault far in a large file is told with its line,
// that all whole lines around it are read, and that a cut packing is told.
func TestDamageInLargeFile(t *testing.T) {
	var text strings.Builder
	for i := range 3000 {
		line := fmt.Sprintf(`{"id":"%d","type":"article","title":"Article %d","body":"<p>%s</p>"}`, i+1, i+1, strings.Repeat("word ", 20))
		if i == 1000 || i == 2999 {
			line = line[:60]
		}
		text.WriteString(line + "\n")
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(text.String())) // memory takes all
	_ = z.Close()
	for _, c := range []struct {
		name, data string
		articles   int
		damage     []string
	}{
		{"plain", text.String(), 2998, []string{"line 1001: ", "line 3000: "}},
		{"packed", packed.String(), 2998, []string{"line 1001: ", "line 3000: "}},
		{"cut packing", packed.String()[:packed.Len()/2], 1, []string{"line 1001: ", "it is damaged or cut off; what came before was read"}},
	} {
		file := filepath.Join(t.TempDir(), "x.json")
		put(t, file, c.data)
		d, err := Read(t.Context(), Options{System: "intercom", Path: file, Into: t.TempDir()})
		if err != nil {
			t.Fatal(c.name, err)
		}
		n, _, _ := d.Articles()
		if c.name == "cut packing" && n < 1002 || c.name != "cut packing" && n != c.articles {
			t.Errorf("%s: %d articles, want %d", c.name, n, c.articles)
		}
		if len(d.files.damaged) != len(c.damage) {
			t.Fatalf("%s: damage %v", c.name, d.files.damaged)
		}
		for i, want := range c.damage {
			if !strings.HasPrefix(d.files.damaged[i].Reason, want) {
				t.Errorf("%s: told %q, want %q", c.name, d.files.damaged[i].Reason, want)
			}
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

// FuzzRead holds that no file makes reading fail with a panic, whatever its
// system.
func FuzzRead(f *testing.F) {
	for _, system := range Systems() {
		files, err := filepath.Glob(filepath.Join("testdata", system, "*.*json"))
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Add([]byte(twoArticles))
	f.Fuzz(frugal.One(func(t *testing.T, data []byte) {
		if len(data) > 20_000 {
			return
		}
		file := filepath.Join(t.TempDir(), "x.json")
		put(t, file, string(data))
		for _, system := range Systems() {
			d, err := Read(t.Context(), Options{System: system, Path: file, Into: filepath.Join(t.TempDir(), "site")})
			if err != nil {
				continue
			}
			if _, err := d.Write(t.Context()); err != nil {
				t.Errorf("%s: %v", system, err)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		}
	}))
}
