package search

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shared finds the folder of data beside the repository.
func shared(t testing.TB) string {
	dir := os.Getenv("SIGNPOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("skipped: the shared data are not beside the repository")
	}
	return dir
}

var heading = regexp.MustCompile(`(?m)^#{2,3} +(.*)$`)

// sections reads articles crudely: front matter by its first lines, sections at
// headings of level 2 and 3.
func readSections(t testing.TB, dir string) []Document {
	t.Helper()
	var docs []Document
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".md") || strings.HasPrefix(entry.Name(), "_") {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, strings.TrimSuffix(name, ".md"))
		docs = append(docs, crudeSections("/"+filepath.ToSlash(rel)+"/", string(data))...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func crudeSections(address, text string) []Document {
	front, body, _ := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	d := Document{Article: address}
	for line := range strings.Lines(front) {
		key, value, _ := strings.Cut(line, ": ")
		value = strings.Trim(strings.TrimSpace(value), `"`)
		switch key {
		case "title":
			d.Title = value
		case "description":
			d.Description = value
		}
	}
	var out []Document
	at := 0
	for _, m := range heading.FindAllStringSubmatchIndex(body, -1) {
		d.Body = body[at:m[0]]
		out = append(out, d)
		d = Document{Article: address, Title: d.Title, Heading: body[m[2]:m[3]], Anchor: strings.ReplaceAll(strings.ToLower(body[m[2]:m[3]]), " ", "-")}
		at = m[1]
	}
	d.Body = body[at:]
	return append(out, d)
}
