package inbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// neutral is the conversations without the place where each was found, in
// order of id.
func neutral(t *testing.T, convs []*Conversation) string {
	t.Helper()
	var lines []string
	for _, c := range convs {
		c.File = ""
		line, err := json.MarshalIndent(c, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(line))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// Files that belong together give the same conversations in whatever order
// they are given, in memory and on disk.
func TestAnyOrder(t *testing.T) {
	for _, name := range []string{"zendesk-parts", "zendesk-export", "freshdesk", "helpscout", "tables", "zendesk-tables"} {
		t.Run(name, func(t *testing.T) {
			ar, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			var paths []string
			for _, f := range ar.Files {
				if f.Name != "want.json" {
					paths = append(paths, filepath.Join(dir, f.Name))
					write(t, paths[len(paths)-1], string(f.Data))
				}
			}
			convs, _ := readAll(t, Options{Unmasked: true}, paths...)
			want := neutral(t, convs)
			for i := range paths {
				order := append(slices.Clone(paths[i:]), paths[:i]...)
				for range 2 {
					for _, window := range []int{0, 1, 2000} {
						convs, _ := readAll(t, Options{Unmasked: true, window: window}, order...)
						if diff := cmp.Diff(want, neutral(t, convs)); diff != "" {
							t.Fatalf("order %d, window %d (-want +got):\n%s", i, window, diff)
						}
					}
					slices.Reverse(order)
				}
			}
		})
	}
}

// Parts that are far apart are joined by way of the disk, where nothing stays.
func TestFarApart(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	const n = 500
	long := strings.Repeat(" and so on", 1000) // more than stays in memory
	var comments, tickets bytes.Buffer
	for i := range n {
		fmt.Fprintf(&comments, `{"id":%d,"ticket_id":%d,"author_id":%d,"public":true,"html_body":"<p>Part %d%s</p>","created_at":"2026-09-01T10:00:00Z"}`+"\n", i+1, i%250+1000, i%250+5, i, long)
	}
	for i := range n / 2 {
		fmt.Fprintf(&tickets, `{"url":"https://desk.zendesk.com/api/v2/tickets/%d.json","id":%d,"status":"open","subject":"Subject %d","requester_id":%d,"submitter_id":%d,"created_at":"2026-09-01T10:00:00Z"}`+"\n", i+1000, i+1000, i, i+5, i+5)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.json"), comments.String())
	write(t, filepath.Join(dir, "b.json"), tickets.String())
	convs, sum := readAll(t, Options{window: 4000}, dir)
	if len(convs) != n/2 {
		t.Fatalf("%d conversations, want %d", len(convs), n/2)
	}
	for _, c := range convs {
		if len(c.Messages) != 2 || c.Truncated || !strings.HasPrefix(c.Subject, "Subject") {
			t.Fatalf("conversation was not joined: %+v", c)
		}
	}
	if src := sum.Sources[0]; src.Parts != n || src.Conversations != 0 || sum.Sources[1].Conversations != n/2 {
		t.Errorf("sources %+v, %+v", src, sum.Sources[1])
	}
	if left, err := filepath.Glob(filepath.Join(temp, "signpost-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A shape finds the members of an object as encoding/json does.
func TestShape(t *testing.T) {
	data := ` {"a" : 1, "b":"x\\\"}y","c":{"d":["}"],"e":null} , "f":[ ] ,"a":true}`
	s, err := newShape(record{data: []byte(data)})
	if err != nil {
		t.Fatal(err)
	}
	if s.text("a") != "true" || s.text("b") != `x\"}y` || string(s.object("c")) != `{"d":["}"],"e":null}` || s.array("f") == nil || s.has("g") {
		t.Errorf("members %q", s.members)
	}
	for _, bad := range []string{"", "{", `{"a"}`, `{"a":}`, `{"a":1`, `{"a":"`, "[]", `{"a\`, `{"\"`, `{1:2}`} {
		if _, err := newShape(record{data: []byte(bad)}); err == nil {
			t.Errorf("%q was taken for an object", bad)
		}
	}
}
