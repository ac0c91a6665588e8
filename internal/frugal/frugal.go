// Package frugal holds fuzz targets to a time and to memory: no input of a user takes
// more than a second, or a hundred times its size. Only tests import it.
package frugal

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// A bar is what an input may take.
type bar struct {
	time          time.Duration // for small ones
	timePerByte   time.Duration
	memory        uint64 // in bytes, which whole programs have
	memoryPerByte uint64
}

// ours is a second, or 5 µs a byte beyond 200 kB, and 64 MiB and a hundred times its size.
var ours = bar{time: time.Second, timePerByte: 5 * time.Microsecond, memory: 64 << 20, memoryPerByte: 100}

// tries is how often what took too long is tried: machines do other things, too.
const tries = 3

// One makes a fuzz target of f that fails, too, if f takes too much for its input.
func One[A any](f func(*testing.T, A)) func(*testing.T, A) {
	return func(t *testing.T, a A) {
		t.Helper()
		Within(t, size(a), func() { f(t, a) })
	}
}

// Two makes a fuzz target of an f with two inputs.
func Two[A, B any](f func(*testing.T, A, B)) func(*testing.T, A, B) {
	return func(t *testing.T, a A, b B) {
		t.Helper()
		Within(t, size(a)+size(b), func() { f(t, a, b) })
	}
}

func size(input any) int {
	switch in := input.(type) {
	case string:
		return len(in)
	case []byte:
		return len(in)
	}
	return 0
}

// Within fails a test if f takes more time of the processor, or more memory at once, than
// an input of size bytes may. It calls f again where a first look is not enough, so that
// f has to do the same each time.
func Within(t testing.TB, size int, f func()) {
	t.Helper()
	ours.hold(t, size, f)
}

func (b bar) hold(t testing.TB, size int, f func()) {
	t.Helper()
	made := allocated()
	took := timeOf(f)
	made = allocated() - made
	limit := max(b.time, time.Duration(size)*b.timePerByte)
	for n := 1; took > limit && n < tries && !t.Failed(); n++ {
		took = min(took, timeOf(f))
	}
	if took > limit {
		t.Errorf("%d bytes took %v, which is more than %v", size, took, limit)
	}
	// What was made one after the other bounds what there was at once.
	bound := b.memory + b.memoryPerByte*uint64(size)
	if made <= bound || t.Failed() {
		return
	}
	peak := peakOf(f)
	for n := 1; peak > bound && n < tries && !t.Failed(); n++ {
		peak = min(peak, peakOf(f)) // garbage lies about for longer where machines are busy
	}
	if peak > bound {
		t.Errorf("%d bytes took %d MiB of memory, which is more than %d", size, peak>>20, bound>>20)
	}
}

func timeOf(f func()) time.Duration {
	start := processorTime()
	f()
	return processorTime() - start
}

// allocated is how many bytes this process has ever asked for.
func allocated() uint64 { return read("/gc/heap/allocs:bytes") }

func read(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// peakOf is the most memory that f has in use, as seen each millisecond while little
// that is not in use is kept.
func peakOf(f func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	runtime.GC()
	const inUse = "/memory/classes/heap/objects:bytes"
	base, peak := read(inUse), uint64(0)
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			peak = max(peak, read(inUse))
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	<-stopped
	return peak - min(peak, base)
}
