package server

import (
	"os"
	"runtime"
	"runtime/debug"
	"slices"
)

// A Heap keeps the memory of a server that builds its site again and again even. For as
// long as a site takes the place of another there are two, and the heap grows to twice
// what both hold before it is collected. Between builds it may grow as far: that memory
// is needed again anyway, and readers are disturbed less often. A GOGC of the
// environment is left as it is. It is for one goroutine; its zero value is ready.
type Heap struct {
	// peaks are what was alive towards the end of the last builds, in bytes.
	peaks []uint64
}

const (
	// growth is by how many percent of what is alive Go's heap grows at first.
	growth = 100
	// mostGrowth bounds it between builds, where a site has become much smaller.
	mostGrowth = 400
	// peaksKept is how many builds tell what a build takes: collections come at different
	// moments of them.
	peaksKept = 8
)

// Building says that a build begins.
func (h *Heap) Building() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(growth)
	}
}

// Built says that a build has ended and its site is in place. What the site before it
// held is collected.
func (h *Heap) Built() {
	if os.Getenv("GOGC") != "" {
		return
	}
	h.peaks = append(h.peaks, alive())
	h.peaks = h.peaks[max(0, len(h.peaks)-peaksKept):]
	runtime.GC()
	debug.SetGCPercent(growthBetween(slices.Max(h.peaks), alive()))
}

// growthBetween is by how many percent of what is alive the heap grows to twice the
// peak of a build.
func growthBetween(peak, alive uint64) int {
	if alive == 0 {
		return growth
	}
	return int(min(max(100*2*peak/alive, 100+growth)-100, mostGrowth))
}

// alive is how many bytes the last collection found to be in use.
func alive() uint64 { return measure("/gc/heap/live:bytes") }
