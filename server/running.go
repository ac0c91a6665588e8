package server

import (
	"container/list"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// The limits of a connection. A reader who is slower than these is let go.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	// writeTimeout is for an answer, and again for each piece of one that is taken in
	// pieces of pieceSize, at a pace of slowest bytes a second or more: a film may take
	// long.
	writeTimeout = 30 * time.Second
	pieceSize    = 64 << 10
	slowest      = 8 << 10
	idleTimeout  = 60 * time.Second
	maxHeader    = 16 << 10
	// maxConnections are open at most; beyond, one that waits is closed for each new
	// one.
	maxConnections = 20_000
)

// Serve answers readers on a listener until ctx ends, then waits for requests that are
// under way, for at most grace, and returns nil. Under a TLS configuration it
// speaks HTTPS.
func (p *Production) Serve(ctx context.Context, l net.Listener, secure *tls.Config, grace time.Duration) error {
	s := p.server(secure)
	done := make(chan error, 1)
	go func() {
		if secure != nil {
			done <- s.ServeTLS(l, "", "")
			return
		}
		done <- s.Serve(l)
	}()
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	p.stopping.Store(true)
	p.opt.Log.Info("stopping", "grace", grace.String())
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := s.Shutdown(wait); err != nil {
		if !errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("stop serving on %s: %w", l.Addr(), err)
		}
		p.opt.Log.Warn("readers were cut off, for they were slower than the time to stop")
		return s.Close()
	}
	return nil
}

// server is what serves under the limits of a connection.
func (p *Production) server(secure *tls.Config) *http.Server {
	guard := newGuard(maxConnections, p.metrics)
	handler := http.Handler(p)
	if secure != nil {
		handler = strict(p)
	}
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ConnState: guard.state, TLSConfig: secure,
		// What net/http has to say names addresses of readers.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}

// strictFor is for how long browsers that came by HTTPS come by nothing else: half a
// year. A site says otherwise in its headers.
const strictFor = "max-age=15768000"

// strict has browsers remember that a site is served by HTTPS.
func strict(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", strictFor)
		h.ServeHTTP(w, r)
	})
}

// A guard keeps the number of connections within a limit by closing the one that has
// waited longest, so that those who keep connections open for nothing lock nobody
// out.
type guard struct {
	most    int
	metrics *metrics

	mu      sync.Mutex
	open    int
	waiting *list.List // of net.Conn, the longest first
	places  map[net.Conn]*list.Element
}

func newGuard(most int, m *metrics) *guard {
	return &guard{most: most, metrics: m, waiting: list.New(), places: map[net.Conn]*list.Element{}}
}

// state is told by the server what becomes of a connection.
func (g *guard) state(c net.Conn, state http.ConnState) {
	var close net.Conn
	g.mu.Lock()
	if place := g.places[c]; place != nil {
		g.waiting.Remove(place)
		delete(g.places, c)
	}
	switch state {
	case http.StateNew:
		g.open++
		if g.open > g.most && g.waiting.Len() > 0 {
			close, _ = g.waiting.Remove(g.waiting.Front()).(net.Conn)
			delete(g.places, close)
		}
		g.places[c] = g.waiting.PushBack(c)
	case http.StateIdle:
		g.places[c] = g.waiting.PushBack(c)
	case http.StateClosed, http.StateHijacked:
		g.open--
	}
	g.metrics.connections.Store(int64(g.open))
	g.mu.Unlock()
	if close != nil {
		_ = close.Close() // its reader has gone, or waits for nothing
	}
}

// Admin answers those who run the server, on a listener of its own: /healthz while
// the program runs, /readyz while there is a site to serve, and /metrics.
func (p *Production) Admin() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		ready, built, broken := p.Ready()
		answer := map[string]any{"ready": ready, "stale": broken != ""}
		if g := p.take(); g != nil {
			answer["generation"], answer["articles"] = g.id, g.articles
			answer["built"] = built.UTC().Format(time.RFC3339)
			p.leave(g)
		}
		if broken != "" {
			answer["why"] = broken
		}
		if c := p.opt.Signals; c != nil {
			answer["signals"] = "stored"
			if c.down.Load() {
				answer["signals"] = "the store does not answer; they wait"
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if !ready {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(answer) // who asked has gone
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		p.metrics.write(w)
		if c := p.opt.Signals; c != nil {
			c.write(w)
		}
	})
	return mux
}
