//go:build unix

package frugal

import (
	"syscall"
	"time"
)

// processorTime is what this process has had of the processors, so that a loaded machine
// counts as little as it can.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return time.Duration(time.Now().UnixNano())
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
