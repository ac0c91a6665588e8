package yamldoc

import (
	"bytes"
	"errors"
)

// Conflict gives the line of the first mark that git left, 0 for none.
func Conflict(data []byte) int {
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) || string(bytes.TrimRight(line, "\r\n")) == "=======" {
			return n
		}
	}
	return 0
}

// Sides takes a file in which git left conflicts apart into the two files that it was made
// of. The error says that the marks do not pair, and what to do.
func Sides(data []byte) (ours, theirs []byte, err error) {
	const both, first, base, second = 0, 1, 2, 3
	state := both
	for line := range bytes.Lines(data) {
		bare := string(bytes.TrimRight(line, "\r\n"))
		switch {
		case bytes.HasPrefix(line, []byte("<<<<<<< ")) && state == both:
			state = first
		case bytes.HasPrefix(line, []byte("||||||| ")) && state == first:
			state = base
		case bare == "=======" && (state == first || state == base):
			state = second
		case bytes.HasPrefix(line, []byte(">>>>>>> ")) && state == second:
			state = both
		case bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) || bare == "=======":
			return nil, nil, errors.New("the marks of the conflict do not pair; take back the merge and begin again")
		default:
			if state == both || state == first {
				ours = append(ours, line...)
			}
			if state == both || state == second {
				theirs = append(theirs, line...)
			}
		}
	}
	if state != both {
		return nil, nil, errors.New("a conflict has no end; take back the merge and begin again")
	}
	return ours, theirs, nil
}
