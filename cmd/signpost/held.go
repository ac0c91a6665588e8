package main

import (
	"errors"
	"io"
	"os"

	"github.com/klauspost/compress/s2"
)

// A heldText is what will be printed once it is known to hold, in a temporary file,
// packed. The name of the file is removed at once where the system allows it, so that
// nothing stays of a program that is killed. The zero value holds nothing.
type heldText struct {
	file     *os.File // nil before the first byte
	unlinked bool
	packed   *s2.Writer
}

func (h *heldText) Write(p []byte) (int, error) {
	if h.file == nil {
		f, err := os.CreateTemp("", "signpost-*.tmp")
		if err != nil {
			return 0, err
		}
		h.unlinked = os.Remove(f.Name()) == nil // some systems keep the name of an open file
		h.file, h.packed = f, s2.NewWriter(f, s2.WriterConcurrency(1))
	}
	return h.packed.Write(p)
}

// print writes all that is held.
func (h *heldText) print(w io.Writer) error {
	if h.file == nil {
		return nil
	}
	if err := h.packed.Close(); err != nil {
		return err
	}
	if _, err := h.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(w, s2.NewReader(h.file))
	return err
}

// close lets go of it, printed or not.
func (h *heldText) close() error {
	if h.file == nil {
		return nil
	}
	err := h.file.Close()
	if !h.unlinked {
		err = errors.Join(err, os.Remove(h.file.Name()))
	}
	return err
}
