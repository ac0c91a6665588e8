package server

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"signpost/signals"
)

// TestSignalsWaitForTheirStore has the store be down when the server starts and again
// later: what was sent meanwhile is stored when it is back, and the log tells of it.
func TestSignalsWaitForTheirStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		k := &keeper{fail: errors.New("connection refused")}
		c := NewRecorder(k, func(text string) string { return text }, time.Now, slog.New(slog.NewJSONHandler(&log, nil)))
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { c.Run(ctx); close(done) }()
		put := func() { c.put(signals.Signal{Day: "2026-03-04", Kind: signals.Dead, Page: "/x/"}) }
		stored := func(want uint64, up bool) {
			t.Helper()
			synctest.Wait()
			if c.stored.Load() != want || c.dropped.Load() != 0 || c.down.Load() == up {
				t.Errorf("stored %d, want %d; lost %d; down %v", c.stored.Load(), want, c.dropped.Load(), c.down.Load())
			}
		}
		put()
		time.Sleep(10 * time.Minute)
		stored(0, false)
		k.failing(nil)
		time.Sleep(longestPause + signalInterval)
		stored(1, true)
		k.failing(errors.New("the database system is shutting down"))
		for range 20 {
			put()
			time.Sleep(100 * time.Millisecond)
		}
		stored(1, false)
		k.failing(nil)
		time.Sleep(4 * time.Second)
		stored(21, true)
		k.failing(errors.New("connection refused"))
		put()
		stop()
		<-done
		if c.dropped.Load() != 1 || !strings.Contains(log.String(), "signals of readers are lost") {
			t.Errorf("lost %d at the end:\n%s", c.dropped.Load(), &log)
		}
		if n := strings.Count(log.String(), "the site is served without it"); n < 5 || n > 25 {
			t.Errorf("ten minutes without a store are told %d times", n)
		}
	})
}
