package inbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The cases of JSONTestSuite stand where a conversation has a field of its own: what
// must be read is, and what must be refused is told with its place, alone as a file and
// as a line among good ones.
func TestJSONSuiteAsExports(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(shared(t, "suites", "JSONTestSuite"), "*.json"))
	if err != nil || len(names) < 300 {
		t.Fatal(len(names), err)
	}
	read, refused := 0, 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		kind := filepath.Base(name)[:2]
		start := time.Now()
		readBytes(t, data)
		if strings.ContainsAny(string(data), "\n\r") && kind != "y_" {
			continue // more than a line
		}
		if kind == "y_" {
			data = []byte(strings.NewReplacer("\n", " ", "\r", " ").Replace(string(data)))
		}
		p := filepath.Join(t.TempDir(), "x.jsonl")
		first := strings.TrimSuffix(sampleConversation(1), "\n")
		text := first + "\n" + strings.TrimSuffix(strings.TrimSuffix(sampleConversation(3), "\n"), "}") + `,"extra":` + string(data) + "}\n" + strings.TrimSuffix(sampleConversation(2), "\n") + "\n"
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		convs, sum := readAll(t, Options{}, p)
		warnings := sum.Sources[0].Refused
		for _, g := range sum.Sources[0].Warnings {
			warnings += g.Code + " " + strings.Join(g.Examples, " ")
		}
		switch kind {
		case "y_":
			read++
			if len(convs) != 3 || warnings != "" {
				t.Errorf("%s: %d conversations, %s", filepath.Base(name), len(convs), warnings)
			}
		case "n_":
			refused++
			if warnings == "" || len(convs) == 0 {
				t.Errorf("%s goes unnoticed: %d conversations", filepath.Base(name), len(convs))
			}
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s takes %v", filepath.Base(name), took)
		}
	}
	t.Logf("%d read, %d refused", read, refused)
}
