package inbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// People see what was read, what was not, and why.
func TestSummaryText(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	files := map[string]string{
		"a.json": "[" + sampleConversation(1) + "," + sampleConversation(2) + ",{\"type\":\"conversation\",\"id\":}]",
		"b.csv":  "ticket;text\n7;Where is it?\n",
		"c.json": `{"type":"admin.list","admins":[]}`,
	}
	var paths []string
	for _, name := range []string{"a.json", "b.csv", "c.json"} {
		write(t, name, files[name])
		paths = append(paths, name)
	}
	_, sum := readAll(t, Options{}, paths...)
	var out strings.Builder
	if err := sum.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	want := `3 conversations, 9 messages
  from         2026-09-21 to 2026-09-21
  by           customer 5, agent 4
  kind         comment 9
  state        closed 2, unknown 1
  begun by     customer 3
  languages    en 3
  masked       person 14, email 10
read: a.json: intercom, 2 conversations
read: b.csv: csv, 1 conversation
  columns      conversation_id=ticket,body=text
not read: c.json: holds teammates of Intercom, no conversations; export the conversations with their parts instead
warning broken_json: 1 time
  a.json: line 1, byte OFFSET: not valid JSON; skipped
`
	offset := strconv.Itoa(len("[") + len(sampleConversation(1)) + len(",") + len(sampleConversation(2)) + len(","))
	want = strings.Replace(want, "OFFSET", offset, 1)
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("summary differs (-want +got):\n%s", diff)
	}
}

func TestParseColumns(t *testing.T) {
	m, err := ParseColumns(" conversation_id = ticket , body=text")
	if err != nil || m.String() != "conversation_id=ticket,body=text" {
		t.Errorf("got %v, %v", m, err)
	}
	for _, bad := range []string{"body", "colour=x", "body=a,body=b", "body="} {
		if _, err := ParseColumns(bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// Each value is judged by itself.
func TestParseTime(t *testing.T) {
	want := time.Date(2026, 9, 21, 14, 13, 20, 0, time.UTC)
	for _, s := range []string{
		"1790000000", "1790000000000", "1790000000000000", "1790000000.0", "1.79e9", "2026-09-21T14:13:20Z", "2026-09-21T16:13:20+02:00",
		"2026-09-21 14:13:20", "2026-09-21 14:13:20.000", "2026-09-21 19:43:20 +0530", "2026-09-21T14:13:20", "21.09.2026 14:13:20",
	} {
		if got := parseTime(s); !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("parseTime(%q) = %v, want %v", s, got, want)
		}
	}
	for _, s := range []string{"", "0", "-1", "null", "soon", "NaN", "1e300"} {
		if got := parseTime(s); !got.IsZero() {
			t.Errorf("parseTime(%q) = %v, want none", s, got)
		}
	}
}

func TestLanguages(t *testing.T) {
	for text, want := range map[string]string{
		"How can I change the colour of my page?": "en", "Wie kann ich das ändern? Bitte um Hilfe": "de",
		"Bonjour, comment je peux changer la couleur de ma page?": "fr", "Hola, no puedo cambiar el color de mi página": "es",
		"色を変更できますか？": "ja", "如何更改颜色": "zh", "Как изменить цвет?": "ru", "4711": "",
	} {
		if got := guessLanguage(text); got != want {
			t.Errorf("guessLanguage(%q) = %q, want %q", text, got, want)
		}
	}
}

func write(t *testing.T, name, data string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Files that were read are listed however many were not, and the refusals that
// are not listed are counted by reason.
func TestManyRefusals(t *testing.T) {
	t.Chdir(t.TempDir())
	var paths []string
	for i := range 25 {
		paths = append(paths, fmt.Sprintf("a%02d.json", i))
		write(t, paths[i], `{"type":"admin.list","admins":[]}`)
	}
	paths = append(paths, "z.csv")
	write(t, "z.csv", "ticket;text\n7;Where is it?\n")
	_, sum := readAll(t, Options{}, paths...)
	var out strings.Builder
	if err := sum.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"read: z.csv: csv, 1 conversation\n  columns      conversation_id=ticket", "not read: 25 files in all; those not listed:\n  5 files: holds teammates"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}

// Each record that is lost is named to machines; people see a few and how many
// more there are.
func TestEveryLossIsNamed(t *testing.T) {
	data := sampleConversation(1) + "\n" + strings.Repeat("{\"type\":\"conversation\",\"id\":}\n", 10)
	_, sum := readAll(t, Options{}, put(t, "a.json", []byte(data)))
	if g := sum.Sources[0].Warnings[0]; g.Count != 10 || len(g.Examples) != 10 {
		t.Errorf("%+v", g)
	}
	var out strings.Builder
	if err := sum.WriteText(&out); err != nil || strings.Count(out.String(), "not valid JSON") != 3 || !strings.Contains(out.String(), "and 7 more; --json names each") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// What a folder holds and is passed over is told, and so is that it is empty.
func TestPassedOver(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.json"), sampleConversation(1))
	write(t, filepath.Join(dir, ".b.json"), sampleConversation(2))
	if err := os.Symlink("nowhere", filepath.Join(dir, "c.json")); err != nil {
		t.Skip("no links here: ", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	convs, sum := readAll(t, Options{}, dir)
	told := ""
	for _, src := range sum.Refused() {
		told += filepath.Base(src.Path) + ": " + src.Refused + "\n"
	}
	if len(convs) != 1 || !strings.Contains(told, ".b.json: is hidden") || !strings.Contains(told, "c.json: is a link") {
		t.Errorf("%d conversations, told %s", len(convs), told)
	}
	if _, sum := readAll(t, Options{}, filepath.Join(dir, "empty")); len(sum.Refused()) != 1 {
		t.Errorf("an empty folder: %+v", sum)
	}
}

// An archive that breaks off is told once, with what to do, and is a loss.
func TestCutArchives(t *testing.T) {
	whole := sampleConversation(1) + "\n" + sampleConversation(2) + "\n"
	for name, data := range map[string][]byte{
		"first file": gzipped(tarred("a.json", whole))[:300], "tar": []byte(tarred("a.json", whole, "b.json", whole)[:8000]),
		"list": []byte(`{"type":"conversation.list","conversations":[` + sampleConversation(1) + `,{"type":"conversation","id":"2"`),
	} {
		t.Run(name, func(t *testing.T) {
			_, sum := readAll(t, Options{}, put(t, "export", data))
			var out strings.Builder
			if err := sum.WriteText(&out); err != nil {
				t.Fatal(err)
			}
			told := 0
			for _, src := range sum.Sources {
				if src.isDamaged() {
					told++
				}
				for _, g := range src.Warnings {
					if g.Code == "truncated_file" && g.Count != 1 {
						t.Errorf("counted %d times", g.Count)
					}
				}
			}
			if told != 1 || !sum.Damaged() || !strings.Contains(out.String(), "export it again") || strings.Contains(out.String(), ": , ") || strings.Contains(out.String(), "EOF") {
				t.Errorf("told %d times:\n%s", told, out.String())
			}
		})
	}
}
