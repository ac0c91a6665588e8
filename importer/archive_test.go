package importer

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hostileNames are names in archives that lead elsewhere, are none, or are one on some
// disks.
var hostileNames = []string{
	"../up.png", "../../up.png", "a/../../../up.png", "/abs.png", "//host/share.png", `C:\win.png`, `..\..\win.png`, `\\host\win.png`,
	"%2e%2e/%2e%2e/enc.png", "..%2f..%2fenc.png", "%252e%252e%252ftwice.png", "..%c0%af..%c0%afover.png", "....//....//dots.png", "..;/semi.png",
	"a.png", "A.PNG", "a.png/", "dir/a.png", "DIR/A.png", "dir/./b.png", "dir//c.png", "nul.png", "con.png", "aux/..png", "end .png", "end..png",
	"a\x00b.png", "a\nb.png", "\u202egnp.exe.png", "\xff\xfe.png", "..\u2215..\u2215slash.png", strings.Repeat("deep/", 300) + "d.png", strings.Repeat("n", 400) + ".png",
}

// archive writes an archive: a dump whose articles show every file under its name, the
// files, and links to a file outside.
func archive(t *testing.T, names []string, secret string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name, text string, mode fs.FileMode) {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		h.SetMode(mode)
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil && !strings.Contains(err.Error(), "directory") { // a name with a slash at its end
			t.Fatal(err)
		}
	}
	var articles []map[string]string
	for i, name := range names {
		put(name, aPicture, 0o644)
		put(name+".html", aPicture, 0o755)
		articles = append(articles, map[string]string{
			"id": fmt.Sprint(i + 1), "type": "article", "title": name, "url": "https://h.example.com/" + name,
			"body": fmt.Sprintf("<p>Text <img src=\"%s\" alt=\"x\"><img src=\"https://h.example.com/%[1]s\" alt=\"y\"><a href=\"%[1]s\">z</a></p>", html.EscapeString(name)),
		})
	}
	for i, name := range []string{"link.png", "../link.png", "content", "content/images"} {
		put(name, secret, fs.ModeSymlink|0o777)
		articles = append(articles, map[string]string{
			"id": fmt.Sprint("l", i), "type": "article", "title": "Link", "body": "<p>Text <img src='" + name + "' alt='x'></p>",
		})
	}
	data, err := json.Marshal(articles)
	if err != nil {
		t.Fatal(err)
	}
	put("dump.json", strings.ToValidUTF8(string(data), "?"), 0o644)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestArchivesWriteNothingOutside imports archives whose names lead out of the site, by
// dots, from the root, as links, in other cases and encodings: all that is new afterwards
// lies in the site, no link does, and no file outside was read.
func TestArchivesWriteNothingOutside(t *testing.T) {
	names := hostileNames
	if list, err := os.ReadFile(filepath.Join(sharedRoot(), "suites", "traversal.txt")); err != nil {
		t.Logf("without the list of paths: set SIGNPOST_SHARED to the folder that holds suites/traversal.txt (%v)", err)
	} else {
		for line := range strings.Lines(string(list)) {
			if line = strings.Trim(line, "\r\n"); line != "" {
				names = append(names, strings.NewReplacer("{FILE}", "etc/passwd", "{file}", "etc/passwd").Replace(line)+".png")
			}
		}
	}
	const part = 400
	for start := 0; start < len(names); start += part {
		dir := t.TempDir()
		secret := filepath.Join(dir, "secret.png")
		put(t, secret, aPicture+"secret")
		dump := filepath.Join(dir, "dump.zip")
		put(t, dump, string(archive(t, names[start:min(start+part, len(names))], secret)))
		into := filepath.Join(dir, "deep", "er", "site")
		d, err := Read(t.Context(), Options{System: "intercom", Path: dump, Into: into})
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.Write(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if want := min(part, len(names)-start); r.Articles < want {
			t.Errorf("%d articles of %d", r.Articles, want)
		}
		if r.Pictures == 0 {
			t.Error("no picture was written")
		}
		err = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || name == secret || name == dump {
				return err
			}
			if rel, err := filepath.Rel(into, name); err != nil || !filepath.IsLocal(rel) {
				t.Errorf("written outside of the site: %q", name)
			}
			if !entry.Type().IsRegular() {
				t.Errorf("%q is no plain file: %v", name, entry.Type())
				return nil
			}
			data, err := os.ReadFile(name)
			if bytes.Contains(data, []byte("0123456789secret")) {
				t.Errorf("%q holds what lies outside", name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
