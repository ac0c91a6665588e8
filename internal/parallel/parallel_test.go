package parallel

import (
	"context"
	"sync/atomic"
	"testing"
	"time"
)

// TestEveryCallIsMade counts the calls of both paces, and those after the end of ctx.
func TestEveryCallIsMade(t *testing.T) {
	for name, each := range map[string]func(context.Context, int, func(int)){"Each": Each, "Unhurried": Unhurried} {
		for _, n := range []int{0, 1, 17, 1000} {
			calls, sum := atomic.Int64{}, atomic.Int64{}
			each(t.Context(), n, func(i int) { calls.Add(1); sum.Add(int64(i)) })
			if calls.Load() != int64(n) || sum.Load() != int64(n*(n-1)/2) {
				t.Errorf("%s: %d calls of %d, sum %d", name, calls.Load(), n, sum.Load())
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		calls := atomic.Int64{}
		each(ctx, 1_000_000, func(int) { calls.Add(1); stop() })
		if calls.Load() > 64 {
			t.Errorf("%s: %d calls after the end", name, calls.Load())
		}
	}
}

// TestUnhurriedRests: at least as long as it works.
func TestUnhurriedRests(t *testing.T) {
	const work = 5 * time.Millisecond
	start := time.Now()
	Unhurried(t.Context(), 10, func(int) { time.Sleep(work) })
	if took := time.Since(start); took < 2*10*work {
		t.Errorf("10 calls of %v took %v", work, took)
	}
}
