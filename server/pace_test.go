package server

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// A pipes listener hands out connections that hold nothing back, so that a reader's pace is
// that of the answer.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if c, ok := <-p; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error { close(p); return nil }

func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// TestFilmsTakeTheirTime sends a film of 6 MB to readers of different pace: who takes it
// steadily gets all of it, however long that is, and who takes almost nothing is let go.
func TestFilmsTakeTheirTime(t *testing.T) {
	film := make([]byte, 6<<20)
	for _, c := range []struct {
		name   string
		pace   int           // bytes a second
		pause  time.Duration // before the first of them
		whole  bool
		atMost time.Duration
	}{
		{"64 kB a second", 64 << 10, 0, true, 2 * time.Minute},
		{"10 kB a second", 10 << 10, 0, true, 11 * time.Minute},
		{"1 kB a second", 1 << 10, 0, false, 3 * time.Minute},
		{"nothing", 64 << 10, time.Hour, false, time.Hour + time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewProduction(ProductionOptions{Log: slog.New(slog.DiscardHandler), Now: time.Now})
				p.handler = p.observed(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Length", fmt.Sprint(len(film)))
					_, _ = w.Write(film) // the reader may go
				}))
				l := make(pipes, 1)
				client, server := net.Pipe()
				l <- server
				s := p.server(nil)
				done := make(chan error)
				go func() { done <- s.Serve(l) }()
				start := time.Now()
				fmt.Fprint(client, "GET /film.mp4 HTTP/1.1\r\nHost: a\r\n\r\n")
				res, err := http.ReadResponse(bufio.NewReaderSize(client, 16), nil)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(c.pause)
				got, taken := 0, make([]byte, c.pace)
				for err == nil {
					var n int
					n, err = io.ReadFull(res.Body, taken)
					got += n
					time.Sleep(time.Second)
				}
				if whole := got == len(film); whole != c.whole || time.Since(start) > c.atMost {
					t.Errorf("%d of %d bytes in %v", got, len(film), time.Since(start))
				}
				_ = client.Close()
				_ = s.Close()
				<-done
			})
		})
	}
}
