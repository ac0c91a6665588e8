package main

import (
	"io"

	"signpost/internal/scratch"

	"github.com/klauspost/compress/s2"
)

// A heldText is what will be printed once it is known to hold, packed, and on disk when it
// is much. The zero value holds nothing.
type heldText struct {
	file   scratch.File
	packed *s2.Writer // nil before the first byte
}

func (h *heldText) Write(p []byte) (int, error) {
	if h.packed == nil {
		h.packed = s2.NewWriter(&h.file, s2.WriterConcurrency(1))
	}
	return h.packed.Write(p)
}

// print writes all that is held.
func (h *heldText) print(w io.Writer) error {
	if h.packed == nil {
		return nil
	}
	if err := h.packed.Close(); err != nil {
		return err
	}
	_, err := io.Copy(w, s2.NewReader(h.file.Reader()))
	return err
}

// close lets go of it, printed or not.
func (h *heldText) close() error { return h.file.Close() }
