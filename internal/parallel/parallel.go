// Package parallel spreads work over processors so that their number never shows.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// turn is after how many calls others get their turn.
const turn = 16

// Each calls f for 0 to n-1, and ends early when ctx does. Others get their turn now and
// then: a server that builds its site anew answers readers meanwhile.
func Each(ctx context.Context, n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
				if i%turn == 0 {
					runtime.Gosched()
				}
			}
		})
	}
	wg.Wait()
}

// spell is how long unhurried work goes on before it rests.
const spell = 2 * time.Millisecond

// A Pace lets work rest for as long as it works: it leaves three quarters of two
// processors to what cannot wait. It is safe for concurrent use.
type Pace struct {
	mu    sync.Mutex
	since time.Time // the work began, or the last rest ended
}

// NewPace is for work that begins now.
func NewPace() *Pace { return &Pace{since: time.Now()} }

// Rest is to be called often within the work. It returns at once if there was a rest a
// moment ago, or if another rests already.
func (p *Pace) Rest() {
	if !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	if took := time.Since(p.since); took > spell {
		time.Sleep(took)
		p.since = time.Now()
	}
}

// Unhurried does as Each does, one call after the other, and rests in between.
func Unhurried(ctx context.Context, n int, f func(i int)) {
	pace := NewPace()
	for i := 0; i < n && ctx.Err() == nil; i++ {
		f(i)
		pace.Rest()
	}
}

// At is Unhurried, or else Each.
func At(unhurried bool) func(ctx context.Context, n int, f func(i int)) {
	if unhurried {
		return Unhurried
	}
	return Each
}

// spansEach is how many spans each processor has to do: so many that none waits long for
// another, nor for the end of ctx.
const spansEach = 16

// Spans calls f for spans [from, to) that together cover [0, n), and begins none any more
// when ctx has ended. Callers write results by position only, so the number of processors
// never shows.
func Spans(ctx context.Context, n int, f func(from, to int)) {
	spans := spansEach * runtime.GOMAXPROCS(0)
	size := max(1, (n+spans-1)/spans)
	Each(ctx, (n+size-1)/size, func(i int) { f(i*size, min(n, (i+1)*size)) })
}
