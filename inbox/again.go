package inbox

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// errAgain ends a reading that does not hold.
var errAgain = errors.New("read the export again: parts of a conversation lie far apart in it")

// An again is what a reading learns for the next one of the same paths: which
// conversations come apart, so that more of them follows after they left the window.
type again struct {
	apart leftTable
	// look says that conversations are only looked at, and not handed on any more:
	// one was found that comes apart.
	look bool
	// last says that there is no next reading.
	last bool
}

func (a *again) looks() bool { return a != nil && a.look }

// knows tells a conversation that comes apart.
func (a *again) knows(key keyHash) bool { return a != nil && a.apart.get(key) != 0 }

// find notes a conversation that comes apart, and reports whether there is a
// next reading to join it.
func (a *again) find(key keyHash) bool {
	if a == nil || a.last {
		return false
	}
	a.apart.put(key, joined)
	a.look = true
	return true
}

// ReadWhole calls use with a reading of paths as [Read] makes it, and once more
// where that reading was in vain: a conversation was handed on, and then came
// more of it. The first reading ends with an error then; use must return it, and
// begin anew with the second, which joins all. So nothing is left out, and what is
// read does not depend on how far apart the parts of a conversation lie. Pipes can
// be read only once: what comes too late in them is left out and told.
func ReadWhole(ctx context.Context, paths []string, opt Options, use func(Conversations, *Summary) error) error {
	once, err := anyPipe(paths)
	if err != nil {
		return err
	}
	if once {
		return use(Read(ctx, paths, opt))
	}
	a := &again{}
	opt.again = a
	if err := use(Read(ctx, paths, opt)); !errors.Is(err, errAgain) {
		return err
	}
	a.look, a.last = false, true
	return use(Read(ctx, paths, opt))
}

// anyPipe reports whether something can be read only once.
func anyPipe(paths []string) (bool, error) {
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return false, fmt.Errorf("read conversations: %w", err)
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			return true, nil
		}
	}
	return false, nil
}
