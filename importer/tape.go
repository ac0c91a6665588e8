package importer

import (
	"bytes"
	"io"
)

// maxHeld is how many bytes a tape can go back.
const maxHeld = 1 << 20

// A tape is a file that is read on from behind a fault: it can go back to where the
// value with the fault began, if that is not too far.
type tape struct {
	r     io.Reader
	held  []byte // what was read and not let go
	from  int64  // where in the file held begins
	lines int    // ends of lines before it
	next  int    // of held, what is read next
	begun int64  // where in the file the value begins
}

func (t *tape) Read(p []byte) (int, error) {
	if t.next == len(t.held) {
		if t.next > maxHeld {
			t.drop(t.from + maxHeld/2)
		}
		n, err := t.r.Read(p)
		t.held = append(t.held, p[:n]...)
		t.next += n
		return n, err
	}
	n := copy(p, t.held[t.next:])
	t.next += n
	return n, nil
}

// begin says where a value begins: what lies before it is done with.
func (t *tape) begin(place int64) {
	t.begun = place
	t.drop(place)
}

// drop lets go of what lies before a place.
func (t *tape) drop(place int64) {
	n := int(place - t.from)
	t.lines += bytes.Count(t.held[:n], []byte("\n"))
	t.held, t.from, t.next = t.held[n:], place, t.next-n
}

// broken goes back to where the value begins that has a fault, or where that was let
// go as near as can be to the place of the fault. It returns the line there.
func (t *tape) broken(fault int64) int {
	t.drop(max(t.begun, t.from))
	if t.from > t.begun {
		t.drop(max(t.from, fault))
	}
	t.drop(t.from + int64(len(t.held)-len(bytes.TrimLeft(t.held, " \t\r\n"))))
	return 1 + t.lines
}

// nextObject goes to the next line that begins an object, and reports whether
// there is one.
func (t *tape) nextObject() bool {
	for after := min(1, len(t.held)); ; after = 0 {
		if i := bytes.Index(t.held[after:], []byte("\n{")); i >= 0 {
			t.drop(t.from + int64(after+i+1))
			t.next = 0
			return true
		}
		t.drop(t.from + int64(max(0, len(t.held)-1)))
		chunk := make([]byte, sniffBytes)
		n, err := t.r.Read(chunk)
		if n == 0 && err != nil {
			return false
		}
		t.held = append(t.held, chunk[:n]...)
	}
}
