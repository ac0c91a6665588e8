package inbox

import (
	"context"
	"errors"
	"iter"
)

// Options say how to read.
type Options struct {
	// Columns maps the columns of tables; nil means to guess from the header.
	Columns ColumnMap
	// Unmasked leaves personal data as they are.
	Unmasked bool
}

// errStop ends reading because the caller wants no more.
var errStop = errors.New("stopped")

// Read reads the conversations of the files and folders at paths, in order.
// It reads as the sequence is asked for, and can be ranged over once; the
// summary is complete when the sequence has ended. Files that hold something
// else, broken records and the like are in the summary. The error ends the
// sequence: a path that is not there, a disk that fails, or a context that
// ended.
func Read(ctx context.Context, paths []string, opt Options) (iter.Seq2[*Conversation, error], *Summary) {
	sum := newSummary()
	return func(yield func(*Conversation, error) bool) {
		rd := &reading{ctx: ctx, opt: opt, sum: sum, masker: NewMasker(), yield: yield}
		rd.window = newWindow(rd)
		err := rd.paths(paths)
		if err == nil {
			err = rd.window.flush()
		}
		sum.finish(rd.masker)
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, err)
		}
	}, sum
}

// A reading is one call of Read.
type reading struct {
	ctx    context.Context
	opt    Options
	sum    *Summary
	masker *Masker
	window *window
	yield  func(*Conversation, error) bool
}

// add takes a conversation, or a part of one, of size bytes of source.
func (rd *reading) add(src *Source, c *Conversation, size int) error {
	if err := rd.ctx.Err(); err != nil {
		return err
	}
	c.File = src.Path
	return rd.window.add(src, c, size)
}

// emit hands a whole conversation to the caller.
func (rd *reading) emit(src *Source, c *Conversation) error {
	if c.Messages == nil {
		c.Messages = []Message{}
	}
	sortMessages(c)
	if c.Language == "" {
		c.Language = detectLanguage(c)
	}
	if !rd.opt.Unmasked {
		rd.masker.Conversation(c)
	}
	rd.sum.count(src, c)
	if !rd.yield(c, nil) {
		return errStop
	}
	return nil
}
