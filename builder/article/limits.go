package article

import (
	"bytes"
	"fmt"
	"sort"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"signpost/internal/diag"
)

// goldmark takes the square of the length for some shapes of text that nobody writes on
// purpose. Here its parsers are wrapped, so that each of them meets as much as articles
// hold and no more. What goes beyond a limit is told, and shown as it was typed, or the
// article is refused.

const (
	// maxNesting is how deep quotations, lists and footnotes may lie within each other.
	maxNesting = 64
	// maxLinks is the largest number of links on one line.
	maxLinks = 500
	// maxMarks is how many marks of emphasis a paragraph may have: all that may begin
	// are looked through for each that may end.
	maxMarks = 1000
	// maxBrackets is how many brackets may be open in a paragraph: each that closes looks
	// at all that follows its beginning.
	maxBrackets = 64
	// maxHeading is the length of a heading, in bytes, beyond which it is a paragraph.
	maxHeading = 4096
	// maxHeadings is how many headings an article may have; each is a section of search.
	maxHeadings = 5000
	// maxFootnotes is how many footnotes an article may have; each that is referred to is
	// looked for among all.
	maxFootnotes = 1000
	// maxRepeated is how many bytes references may repeat of their definitions, beyond
	// twice the size of the article.
	maxRepeated = 100_000
	// maxEmptyCells is how many cells tables may have that nobody typed, beyond the bytes
	// of the article: a wide table fills all its rows.
	maxEmptyCells = 10_000
	// linesAtOnce is how many lines of a paragraph are searched for definitions at once.
	linesAtOnce = 256
)

// bounds is the context of one parse: it counts what the wrapped parsers meet.
type bounds struct {
	parser.Context
	r         *reader
	told      map[string]bool
	pieces    int // lines, blocks, marks and cells
	marks     int // of emphasis, in this paragraph
	brackets  int // open ones, in this paragraph
	footnotes int
	headings  int
	repeated  int // bytes of definitions
	cells     int // of tables, that nobody typed
	// ticks tells where the last run of backticks of each length begins in this
	// paragraph; nil until one is met.
	ticks map[int]int
	// comment is where comments were last looked at, and whether text is behind them;
	// empty reaches from where an empty line was looked for to the next one.
	comment struct {
		from, end int
		text      bool
	}
	empty span
}

func boundsOf(pc parser.Context) *bounds { return pc.(*bounds) }

// tell warns once of each kind of excess.
func (b *bounds) tell(offset int, code, what, fix string) {
	if !b.told[code] {
		b.told[code] = true
		b.r.diags = append(b.r.diags, diag.Diagnostic{File: b.r.a.Path, Line: b.r.line(offset), Severity: diag.Warning, Code: code, What: what, Fix: fix})
	}
}

// refuse reports once of each kind what cannot be shown.
func (b *bounds) refuse(offset int, code, what, fix string) {
	if !b.told[code] {
		b.told[code] = true
		b.r.fault(offset, code, what, fix)
	}
}

// PushDelimiter counts the marks of emphasis of a paragraph.
func (b *bounds) PushDelimiter(d *parser.Delimiter) {
	if b.LastDelimiter() == nil {
		b.marks = 0
	}
	b.marks++
	b.Context.PushDelimiter(d)
}

// Reference finds a definition, until references repeat too much of them.
func (b *bounds) Reference(label string) (parser.Reference, bool) {
	ref, ok := b.Context.Reference(label)
	if !ok {
		return nil, false
	}
	if b.repeated += len(ref.Destination()) + len(ref.Title()); b.repeated > maxRepeated+2*len(b.r.src) {
		b.tell(0, "too-many-links", "references repeat more than the article holds; the last are shown as typed", "shorten the addresses that are defined, or refer to them less often")
		return nil, false
	}
	return ref, true
}

// nested wraps a parser of blocks that hold blocks.
type nested struct{ parser.BlockParser }

// Open begins a block, unless it lies too deep.
func (p nested) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if len(pc.OpenedBlocks()) < maxNesting {
		return p.BlockParser.Open(parent, reader, pc)
	}
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if n.Kind() != ast.KindListItem {
			depth++
		}
	}
	if depth <= maxNesting {
		return p.BlockParser.Open(parent, reader, pc)
	}
	_, segment := reader.PeekLine()
	boundsOf(pc).refuse(segment.Start, "too-deep", "quotations or lists nested too deeply", "use at most a handful of levels")
	return nil, parser.NoChildren
}

// footnotes wraps the parser of footnotes.
type footnotes struct{ parser.BlockParser }

// Open begins a footnote, unless there are too many.
func (p footnotes) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	_, segment := reader.PeekLine()
	b := boundsOf(pc)
	if b.footnotes > maxFootnotes {
		b.refuse(segment.Start, "too-many-footnotes", fmt.Sprintf("more than %d footnotes", maxFootnotes), "split the article")
		return nil, parser.NoChildren
	}
	node, state := nested(p).Open(parent, reader, pc)
	if node != nil {
		b.footnotes++
	}
	return node, state
}

// numbered wraps the parser of headings that begin with #, whose attributes are many in a
// long one, and underlined that of headings with a line below.
type (
	numbered   struct{ parser.BlockParser }
	underlined struct{ parser.BlockParser }
)

// Open begins a heading, unless it is too long for one.
func (p numbered) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	if len(line) > maxHeading {
		boundsOf(pc).longHeading(segment.Start, len(line))
		return nil, parser.NoChildren
	}
	node, state := p.BlockParser.Open(parent, reader, pc)
	if node != nil && boundsOf(pc).tooManyHeadings(segment.Start) {
		return nil, parser.NoChildren
	}
	return node, state
}

// Open makes a heading of the paragraph above, unless its last line is too long for one.
func (p underlined) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	node, state := p.BlockParser.Open(parent, reader, pc)
	above, ok := pc.LastOpenedBlock().Node.(*ast.Paragraph)
	if node == nil || !ok || above.Lines().Len() == 0 {
		return node, state
	}
	last := above.Lines().At(above.Lines().Len() - 1)
	if last.Len() > maxHeading {
		boundsOf(pc).longHeading(last.Start, last.Len())
		return nil, parser.NoChildren
	}
	if boundsOf(pc).tooManyHeadings(last.Start) {
		return nil, parser.NoChildren
	}
	return node, state
}

func (b *bounds) longHeading(offset, size int) {
	b.tell(offset, "too-long", fmt.Sprintf("a heading of %d bytes; it is shown as a paragraph", size), "shorten it, or put an empty line below")
}

// tooManyHeadings tells whether an article has all headings that it may have.
func (b *bounds) tooManyHeadings(offset int) bool {
	if b.headings++; b.headings <= maxHeadings {
		return false
	}
	b.refuse(offset, "too-many-headings", fmt.Sprintf("more than %d headings", maxHeadings), "split the article")
	return true
}

// marks wraps a parser of marks of emphasis.
type marks struct{ parser.InlineParser }

// Parse reads a mark, unless the paragraph has too many.
func (p marks) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	b := boundsOf(pc)
	if b.marks < maxMarks || b.LastDelimiter() == nil {
		return p.InlineParser.Parse(parent, block, pc)
	}
	_, segment := block.PeekLine()
	b.tell(segment.Start, "too-many-marks", fmt.Sprintf("more than %d marks of emphasis in one paragraph; those behind are shown as typed", maxMarks), "break the paragraph")
	return nil
}

// brackets wraps the parser of links.
type brackets struct{ parser.InlineParser }

// Parse reads a bracket, unless too many are open.
func (p brackets) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	b, lines := boundsOf(pc), paragraph{block, parent.Lines()}
	if line[0] == ']' {
		b.brackets = max(0, b.brackets-1)
		return p.InlineParser.Parse(parent, lines, pc)
	}
	if b.brackets >= maxBrackets {
		b.tell(segment.Start, "too-many-brackets", fmt.Sprintf("more than %d brackets within each other; those behind are shown as typed", maxBrackets), `close them, or write \[ for the bracket itself`)
		return nil
	}
	node := p.InlineParser.Parse(parent, lines, pc)
	if node != nil {
		b.brackets++
	}
	return node
}

// CloseBlock ends a paragraph.
func (p brackets) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	b := boundsOf(pc)
	b.brackets, b.ticks = 0, nil
	p.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// references wraps the parser of references to footnotes.
type references struct{ parser.InlineParser }

// Parse reads a reference.
func (p references) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	return p.InlineParser.Parse(parent, paragraph{block, parent.Lines()}, pc)
}

// A paragraph reads its lines. goldmark's own goes back from the last line to the one
// that is asked for.
type paragraph struct {
	text.Reader
	lines *text.Segments
}

// Value is the text of a segment, which may reach over several lines.
func (p paragraph) Value(seg text.Segment) []byte {
	i := sort.Search(p.lines.Len(), func(i int) bool { return p.lines.At(i).Start > seg.Start })
	value := make([]byte, 0, seg.Len()+1)
	for i = max(0, i-1); i < p.lines.Len(); i++ {
		line := p.lines.At(i)
		start, stop := max(seg.Start, line.Start), min(seg.Stop, line.Stop)
		value = line.ConcatPadding(value)
		if start < stop {
			value = append(value, p.Source()[start:stop]...)
		}
		if line.Stop > seg.Stop {
			break
		}
	}
	return value
}

// codeSpans wraps the parser of code in a line, which looks through the rest of the
// paragraph for each run of backticks that no other ends.
type codeSpans struct{ parser.InlineParser }

// Parse reads code, if a run of as many backticks follows.
func (p codeSpans) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	b := boundsOf(pc)
	if b.ticks == nil {
		b.ticks = lastTicks(block)
	}
	line, segment := block.PeekLine()
	n := 1
	for n < len(line) && line[n] == '`' {
		n++
	}
	if b.ticks[n] > segment.Start {
		return p.InlineParser.Parse(parent, block, pc)
	}
	block.Advance(n)
	return ast.NewTextSegment(segment.WithStop(segment.Start + n))
}

// lastTicks tells where the last run of backticks of each length begins in the rest of
// a paragraph.
func lastTicks(block text.Reader) map[int]int {
	last := map[int]int{}
	at, position := block.Position()
	for line, segment := block.PeekLine(); line != nil; line, segment = block.PeekLine() {
		for i := 0; i < len(line); i++ {
			start := i
			for i < len(line) && line[i] == '`' {
				i++
			}
			if i > start {
				last[i-start] = segment.Start + start - segment.Padding
			}
		}
		block.AdvanceLine()
	}
	block.SetPosition(at, position)
	return last
}

// definitions wraps the reader of definitions of links, which moves all lines that follow
// for each of them.
type definitions struct{ parser.ParagraphTransformer }

// Transform takes the definitions at the beginning of a paragraph out of it.
func (d definitions) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	for lines.Len() > linesAtOnce {
		n := linesAtOnce
		for n < min(lines.Len(), 2*linesAtOnce) && !beginsDefinition(lines.At(n), reader.Source()) {
			n++ // to where no title of a definition is cut
		}
		first := ast.NewParagraph()
		first.SetBlankPreviousLines(node.HasBlankPreviousLines())
		first.Lines().AppendAll(lines.Sliced(0, n))
		node.Parent().InsertBefore(node.Parent(), node, first)
		d.ParagraphTransformer.Transform(first, reader, pc)
		left := 0
		if first.Parent() != nil {
			left = first.Lines().Len()
			first.Parent().RemoveChild(first.Parent(), first)
		}
		if left == n {
			return
		}
		lines.SetSliced(n-left, lines.Len())
	}
	d.ParagraphTransformer.Transform(node, reader, pc)
}

func beginsDefinition(line text.Segment, src []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(line.Value(src), " "), []byte("["))
}

// tables wraps the reader of tables, which fills short rows up to the width of the table.
type tables struct{ parser.ParagraphTransformer }

// Transform makes a table of a paragraph, unless most of its cells would be empty.
func (t tables) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines, b := node.Lines(), boundsOf(pc)
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		columns := 0
		for _, c := range line.Value(reader.Source()) {
			if c == '|' {
				columns++
			} else if c != '-' && c != ':' && !util.IsSpace(c) {
				columns = -1
				break
			}
		}
		if columns < 0 {
			continue
		}
		size, cells := lines.At(lines.Len()-1).Stop-line.Start, (columns+1)*(lines.Len()-i)
		if b.cells += max(0, cells-size); b.cells > maxEmptyCells+len(b.r.src) {
			b.tell(line.Start, "too-wide", fmt.Sprintf("a table of %d columns whose rows are short; it is shown as typed", columns), "make a table of each part of it")
			return
		}
		if b.pieces += cells; b.full() {
			b.tooManyPieces(line.Start)
			return
		}
		break
	}
	t.ParagraphTransformer.Transform(node, reader, pc)
}

// escapedPipes takes the backslash from \| in the code of tables. goldmark's own looks
// through all such cells for each of them.
type escapedPipes struct{}

// Transform goes through all tables of a document.
func (escapedPipes) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	each(doc, func(n ast.Node) {
		if n.Kind() != ast.KindCodeSpan || !inTable(n) {
			return
		}
		for c := n.FirstChild(); c != nil; {
			next := c.NextSibling()
			if t, ok := c.(*ast.Text); ok {
				splitPipes(n, t, reader.Source())
			}
			c = next
		}
	})
}

func inTable(n ast.Node) bool {
	for n.Type() == ast.TypeInline {
		n = n.Parent()
	}
	return n.Kind() == extast.KindTableCell
}

func splitPipes(code ast.Node, t *ast.Text, src []byte) {
	start := t.Segment.Start
	for i := start; i+1 < t.Segment.Stop; i++ {
		if src[i] == '\\' && src[i+1] == '|' {
			code.InsertBefore(code, t, ast.NewRawTextSegment(text.NewSegment(start, i)))
			start = i + 1
		}
	}
	t.Segment = t.Segment.WithStart(start)
}

// boundedBlockParsers are those of CommonMark, footnotes and definition lists.
func boundedBlockParsers() []util.PrioritizedValue {
	return []util.PrioritizedValue{
		util.Prioritized(underlined{parser.NewSetextHeadingParser(parser.WithHeadingAttribute())}, 100),
		util.Prioritized(nested{extension.NewDefinitionListParser()}, 101),
		util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(nested{parser.NewListParser()}, 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(numbered{parser.NewATXHeadingParser(parser.WithHeadingAttribute())}, 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(nested{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(htmlParser{parser.NewHTMLBlockParser()}, 900),
		util.Prioritized(footnotes{extension.NewFootnoteBlockParser()}, 999),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	}
}

// boundedInlineParsers are those of CommonMark, of footnotes and strikethrough.
func boundedInlineParsers() []util.PrioritizedValue {
	return []util.PrioritizedValue{
		util.Prioritized(codeSpans{parser.NewCodeSpanParser()}, 100),
		util.Prioritized(references{extension.NewFootnoteParser()}, 101),
		util.Prioritized(brackets{parser.NewLinkParser()}, 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
		util.Prioritized(marks{parser.NewEmphasisParser()}, 500),
		util.Prioritized(marks{extension.NewStrikethroughParser()}, 500),
	}
}
