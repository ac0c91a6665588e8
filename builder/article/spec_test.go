package article

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// TestMarkdownIsThatOfItsSpecifications reads the examples of CommonMark and of
// GitHub's Markdown with the parser that articles have, and shows what came of them as
// the specifications do, HTML let through. The examples that differ are named: text behind
// a comment is Markdown here; addresses are links without brackets; spaces before a line
// break stay where addresses are looked for; and, of GitHub's, task lists have other
// attributes, comments are those of HTML 5, and no tag is refused here, but later.
func TestMarkdownIsThatOfItsSpecifications(t *testing.T) {
	shown := goldmark.New(goldmark.WithRendererOptions(html.WithUnsafe(), html.WithXHTML(), renderer.WithNodeRenderers(
		util.Prioritized(extension.NewFootnoteHTMLRenderer(), 500),
		util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewTaskCheckBoxHTMLRenderer(), 500),
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), 500),
	))).Renderer()
	for name, want := range map[string]struct {
		examples int
		differ   []int
	}{
		"commonmark": {655, []int{179, 228, 610, 613, 614, 638}},
		"gfm":        {673, []int{146, 196, 279, 280, 616, 619, 620, 645, 646, 653, 656}},
	} {
		var examples []struct {
			Example        int
			Markdown, HTML string
		}
		suite(t, name+".json", &examples)
		var differ []int
		for _, e := range examples {
			r := &reader{a: &Article{}, src: []byte(e.Markdown), starts: []int{0}}
			doc := markdown.Parser().Parse(text.NewReader(r.src), parser.WithContext(&bounds{Context: parser.NewContext(), r: r, told: map[string]bool{}}))
			var b bytes.Buffer
			if err := shown.Render(&b, r.src, doc); err != nil || b.String() != e.HTML {
				differ = append(differ, e.Example)
			}
		}
		if len(examples) != want.examples || fmt.Sprint(differ) != fmt.Sprint(want.differ) {
			t.Errorf("%s: of %d examples %v differ, want %v of %d", name, len(examples), differ, want.differ, want.examples)
		}
	}
}
