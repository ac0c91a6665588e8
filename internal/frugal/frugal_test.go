package frugal

import (
	"runtime"
	"testing"
	"time"
)

// A heard test keeps to itself that it failed.
type heard struct {
	testing.TB
	failed bool
}

func (h *heard) Helper()               {}
func (h *heard) Failed() bool          { return h.failed }
func (h *heard) Errorf(string, ...any) { h.failed = true }

// What takes too much is told; what makes much, but one after the other, is not.
func TestWhatTakesTooMuchIsTold(t *testing.T) {
	low := bar{time: 100 * time.Millisecond, timePerByte: time.Millisecond, memory: 16 << 20, memoryPerByte: 1 << 20}
	spin := func() {
		for start := processorTime(); processorTime()-start < low.time+low.time/2; {
			runtime.Gosched()
		}
	}
	keep := func() {
		kept := make([][]byte, 0, 64)
		for range cap(kept) {
			kept = append(kept, make([]byte, 1<<20))
			time.Sleep(time.Millisecond / 2) // some time for it to be seen
		}
		runtime.KeepAlive(kept)
	}
	drop := func() {
		for range 64 {
			runtime.KeepAlive(make([]byte, 1<<20))
		}
	}
	for name, tt := range map[string]struct {
		size  int
		f     func()
		fails bool
	}{
		"nothing":                 {1, func() {}, false},
		"time":                    {1, spin, true},
		"time of a large input":   {500, spin, false},
		"memory":                  {1, keep, true},
		"memory of a large input": {500, keep, false},
		"one after the other":     {1, drop, false},
	} {
		h := &heard{TB: t}
		low.hold(h, tt.size, tt.f)
		if h.failed != tt.fails {
			t.Errorf("%s: failed %v", name, h.failed)
		}
	}
}
