package article

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"
)

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestZZ(t *testing.T) {
	for name, f := range hostileShapes() {
		for _, size := range []int{160_000, 1_000_000} {
			data := []byte("---\ntitle: x\n---\n" + f(size))
			run := func() {
				a, _ := Parse("a.md", data, Options{HTML: true})
				if a != nil { a.HTML(asWritten{a}) }
			}
			best := time.Hour
			for range 2 {
				runtime.GC()
				s := cpu(); run(); best = min(best, cpu()-s)
			}
			old := debug.SetGCPercent(5)
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			base, peak := m.HeapAlloc, uint64(0)
			stop, done := make(chan bool), make(chan bool)
			go func() {
				defer close(done)
				for {
					select {
					case <-stop:
						return
					case <-time.After(2 * time.Millisecond):
						var m runtime.MemStats
						runtime.ReadMemStats(&m)
						peak = max(peak, m.HeapAlloc)
					}
				}
			}()
			run()
			close(stop)
			<-done
			debug.SetGCPercent(old)
			fmt.Printf("ZZ %-30.30q %8d cpu %.3f mem %4.0f\n", name, len(data), best.Seconds(), float64(peak-min(peak, base))/float64(len(data)))
		}
	}
}
