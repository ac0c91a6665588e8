package importer

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// A lump is where a text lies on disk.
type lump struct{ at, size int64 }

// bodies hold the HTML of all articles in a temporary file until each is converted,
// so that memory does not grow with them. The name of the file is removed at once
// where the system allows it, so that nothing stays of an import that is killed.
type bodies struct {
	file     *os.File // nil before the first text
	unlinked bool
	end      int64
	err      error // the first fault of writing
}

// put takes the HTML out of a text.
func (b *bodies) put(t *text) {
	if b.file == nil && b.err == nil {
		if b.file, b.err = os.CreateTemp("", "signpost-*.tmp"); b.err == nil {
			b.unlinked = os.Remove(b.file.Name()) == nil // some systems keep the name of an open file
		}
	}
	t.body = lump{b.end, int64(len(t.html))}
	if b.err == nil {
		_, b.err = b.file.WriteAt([]byte(t.html), b.end)
	}
	b.end += t.body.size
	t.html = ""
}

// of is the HTML of a text.
func (b *bodies) of(t *text) (string, error) {
	if t.body.size == 0 {
		return t.html, nil
	}
	data := make([]byte, t.body.size)
	if n, err := b.file.ReadAt(data, t.body.at); err != nil && (!errors.Is(err, io.EOF) || n < len(data)) {
		return "", fmt.Errorf("read the temporary file of texts: %w", err)
	}
	return string(data), nil
}

// fault is what went wrong with keeping texts.
func (b *bodies) fault() error {
	if b.err != nil {
		return fmt.Errorf("write the temporary file of texts: %w", b.err)
	}
	return nil
}

// Close removes the file.
func (b *bodies) Close() error {
	if b.file == nil {
		return nil
	}
	err := b.file.Close()
	if !b.unlinked {
		err = errors.Join(err, os.Remove(b.file.Name()))
	}
	return err
}
