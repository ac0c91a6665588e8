package inbox

import (
	"os"
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
