package server

import (
	"errors"
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// TestIdleConnectionsMakeRoom: beyond the limit, the one that has waited longest is
// closed, and none that is being answered.
func TestIdleConnectionsMakeRoom(t *testing.T) {
	g := newGuard(2, newMetrics())
	conns := make([]net.Conn, 4)
	for i := range conns {
		a, b := net.Pipe()
		conns[i] = a
		t.Cleanup(func() { a.Close(); b.Close() })
	}
	open := func(c net.Conn) bool {
		_ = c.SetReadDeadline(time.Now().Add(-time.Second))
		_, err := c.Read(make([]byte, 1))
		return errors.Is(err, os.ErrDeadlineExceeded)
	}
	for _, c := range conns[:3] {
		g.state(c, http.StateNew)
		if c == conns[0] {
			g.state(c, http.StateActive)
		}
	}
	if !open(conns[0]) || open(conns[1]) || !open(conns[2]) {
		t.Errorf("open: %v %v %v", open(conns[0]), open(conns[1]), open(conns[2]))
	}
	g.state(conns[1], http.StateClosed)
	g.state(conns[0], http.StateIdle)
	g.state(conns[3], http.StateNew)
	if open(conns[2]) || !open(conns[0]) || !open(conns[3]) {
		t.Error("the one that has waited longest is not the one that went")
	}
	if got := g.metrics.connections.Load(); got != 3 {
		t.Errorf("%d connections are counted", got)
	}
}
