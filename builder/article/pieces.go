package article

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Each line, block, mark and cell of an article takes some hundred bytes while it is
// read, and two bytes of text can be one. What people write has one in twenty bytes or
// more.

const (
	// maxPieces is how many of them every article may have, and
	maxPieces = 150_000
	// bytesPerPiece is for how many of its bytes it may have one more.
	bytesPerPiece = 8
)

// full reports that an article has all pieces that it may have.
func (b *bounds) full() bool { return b.pieces > maxPieces+len(b.r.src)/bytesPerPiece }

func (b *bounds) tooManyPieces(offset int) {
	b.refuse(offset, "too-many-pieces", fmt.Sprintf("more than %d lines, marks and cells of tables", maxPieces+len(b.r.src)/bytesPerPiece), "split the article")
}

// ending is a reader that ends early where there are too many pieces: parsers of blocks rely
// on each other, and all of them know what an end is.
type ending struct {
	text.Reader
	b *bounds
}

// PeekLine gives the line at which the reader is, nil at the end.
func (r ending) PeekLine() ([]byte, text.Segment) {
	line, segment := r.Reader.PeekLine()
	if line != nil && r.b.full() {
		r.b.tooManyPieces(segment.Start)
		return nil, segment
	}
	return line, segment
}

// counted wraps all parsers of blocks, and countedInline all of marks.
type (
	counted       struct{ parser.BlockParser }
	countedInline struct{ parser.InlineParser }
)

// Open begins a block.
func (p counted) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	node, state := p.BlockParser.Open(parent, reader, pc)
	if node != nil {
		boundsOf(pc).pieces++
	}
	return node, state
}

// Parse reads a mark, unless there are too many pieces.
func (p countedInline) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	b := boundsOf(pc)
	if b.full() {
		_, segment := block.PeekLine()
		b.tooManyPieces(segment.Start)
		return nil
	}
	node := p.InlineParser.Parse(parent, block, pc)
	if node != nil {
		b.pieces++
	}
	return node
}

// CloseBlock ends a paragraph.
func (p countedInline) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

// blockParsers are those of CommonMark, footnotes and definition lists, counted.
func blockParsers() []util.PrioritizedValue {
	list := boundedBlockParsers()
	for i, p := range list {
		list[i].Value = counted{p.Value.(parser.BlockParser)}
	}
	return list
}

// inlineParsers are those of CommonMark, of footnotes and strikethrough, counted.
func inlineParsers() []util.PrioritizedValue {
	list := boundedInlineParsers()
	for i, p := range list {
		list[i].Value = countedInline{p.Value.(parser.InlineParser)}
	}
	return list
}
