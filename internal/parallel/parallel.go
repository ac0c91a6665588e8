// Package parallel spreads work over processors so that their number never shows.
package parallel

import (
	"runtime"
	"sync"
)

// Spans calls f for spans [from, to) that together cover [0, n). Callers
// write results by position only, so the number of processors never shows.
func Spans(n int, f func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		f(0, n)
		return
	}
	chunk := max(1, (n+workers*4-1)/(workers*4))
	next := make(chan int, n/chunk+1)
	for from := 0; from < n; from += chunk {
		next <- from
	}
	close(next)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for from := range next {
				f(from, min(n, from+chunk))
			}
		})
	}
	wg.Wait()
}
