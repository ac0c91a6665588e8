package main

import (
	"bytes"
	"io"

	"signpost/internal/scratch"

	"github.com/klauspost/compress/s2"
)

// A heldText is what will be printed once it is known to hold, packed, and on disk
// when it is much. The zero value holds nothing.
type heldText struct {
	file   scratch.File
	parts  []scratch.Record
	packed *s2.Writer // nil before the first byte
}

func (h *heldText) Write(p []byte) (int, error) {
	if h.packed == nil {
		h.packed = s2.NewWriter(appender{h}, s2.WriterConcurrency(1))
	}
	return h.packed.Write(p)
}

// An appender takes what was packed.
type appender struct{ h *heldText }

func (a appender) Write(p []byte) (int, error) {
	a.h.parts = append(a.h.parts, a.h.file.Append(p))
	return len(p), a.h.file.Err()
}

// print writes all that is held.
func (h *heldText) print(w io.Writer) error {
	if h.packed == nil {
		return nil
	}
	if err := h.packed.Close(); err != nil {
		return err
	}
	_, err := io.Copy(w, s2.NewReader(&unheld{h: h}))
	return err
}

// An unheld reads the parts of a text one after the other.
type unheld struct {
	h    *heldText
	next int
	part bytes.Reader
	data []byte
}

func (u *unheld) Read(p []byte) (int, error) {
	for u.part.Len() == 0 {
		if u.next == len(u.h.parts) {
			return 0, io.EOF
		}
		u.data = u.h.file.Read(u.h.parts[u.next], u.data)
		u.next++
		if err := u.h.file.Err(); err != nil {
			return 0, err
		}
		u.part.Reset(u.data)
	}
	return u.part.Read(p)
}

// close lets go of it, printed or not.
func (h *heldText) close() error { return h.file.Close() }
