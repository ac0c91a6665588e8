package article

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// TestMarkdownIsThatOfItsSpecifications reads the examples of CommonMark and of
// GitHub's Markdown with the parser that articles have, without our own parts,
// and with HTML let through.
func TestMarkdownIsThatOfItsSpecifications(t *testing.T) {
	for _, tt := range []struct {
		name          string
		examples, min int
		with          []goldmark.Extender
	}{
		{"commonmark", 655, 655, nil},
		{"gfm", 673, 668, []goldmark.Extender{
			extension.Linkify, extension.Strikethrough, extension.TaskList,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
		}},
	} {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "suites", tt.name+".json"))
		if os.IsNotExist(err) {
			t.Skipf("skipped: %s needs ../shared, which only the makers of Signpost have", tt.name)
		}
		if err != nil {
			t.Fatal(err)
		}
		var examples []struct {
			Example             int
			Markdown, HTML, Ext string
		}
		if err := json.Unmarshal(data, &examples); err != nil {
			t.Fatal(err)
		}
		plain := goldmark.New(goldmark.WithRendererOptions(html.WithUnsafe(), html.WithXHTML()))
		extended := goldmark.New(goldmark.WithExtensions(tt.with...), goldmark.WithRendererOptions(html.WithUnsafe(), html.WithXHTML()))
		var failed []int
		for _, e := range examples {
			var b bytes.Buffer
			md := plain
			if e.Ext != "" {
				md = extended
			}
			if err := md.Convert([]byte(e.Markdown), &b); err != nil || b.String() != e.HTML {
				failed = append(failed, e.Example)
			}
		}
		t.Logf("%s: %d of %d, not %v", tt.name, len(examples)-len(failed), len(examples), failed)
		if len(examples) != tt.examples || len(examples)-len(failed) < tt.min {
			t.Errorf("%s: %d of %d examples, want %d of %d", tt.name, len(examples)-len(failed), len(examples), tt.min, tt.examples)
		}
	}
}
