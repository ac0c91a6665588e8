//go:build unix

package decisions

import (
	"errors"
	"os"
	"syscall"
)

// lock keeps other programs that decide about the site waiting until unlock, or until
// this one ends: between the look at the file and its replacement nobody else writes.
func lock(site string) (unlock func(), err error) {
	dir, err := os.Open(site)
	if err != nil {
		return nil, err
	}
	for errors.Is(syscall.Flock(int(dir.Fd()), syscall.LOCK_EX), syscall.EINTR) {
	}
	// A file system that knows no locks is used without.
	return func() { _ = dir.Close() }, nil
}
