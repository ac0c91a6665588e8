package server

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	measured "runtime/metrics"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// routes are the labels by which requests are counted. There are no others, so that
// no reader can make the metrics grow.
var routes = []string{"page", "asset", "search", "search_page", "signals", "review", "none"}

// classes are the labels of statuses.
var classes = []string{"1xx", "2xx", "3xx", "4xx", "5xx"}

// buckets are the upper bounds of a histogram, in seconds.
var buckets = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5}

// metrics count what a server does, for Prometheus. They are safe for concurrent
// use.
type metrics struct {
	mu       sync.Mutex
	requests map[[2]string]uint64 // by route and class of status: 2xx
	times    map[string]*histogram
	bytes    uint64

	builds, failedBuilds atomic.Uint64
	connections          atomic.Int64
}

type histogram struct {
	counts [12]uint64 // one more than buckets
	sum    float64
	count  uint64
}

func newMetrics() *metrics {
	m := &metrics{requests: map[[2]string]uint64{}, times: map[string]*histogram{}}
	for _, route := range routes {
		m.times[route] = &histogram{}
	}
	return m
}

func (m *metrics) built(good bool) {
	if good {
		m.builds.Add(1)
	} else {
		m.failedBuilds.Add(1)
	}
}

func (m *metrics) request(route string, status int, sent int64, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests[[2]string{route, classes[min(max(status/100, 1), len(classes))-1]}]++
	m.bytes += uint64(sent)
	h := m.times[route]
	seconds := took.Seconds()
	at, _ := slices.BinarySearch(buckets, seconds)
	h.counts[at]++
	h.sum += seconds
	h.count++
}

// write writes the metrics in the text format of Prometheus, in a fixed order.
func (m *metrics) write(w io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	head := func(name, kind, help string) {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
	}
	head("signpost_requests_total", "counter", "Requests answered, by what answered and class of status.")
	keys := slices.SortedFunc(maps.Keys(m.requests), func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) })
	for _, k := range keys {
		fmt.Fprintf(w, "signpost_requests_total{route=%q,status=%q} %d\n", k[0], k[1], m.requests[k])
	}
	head("signpost_request_seconds", "histogram", "Time to answer.")
	for _, route := range routes {
		h := m.times[route]
		below := uint64(0)
		for i, bound := range buckets {
			below += h.counts[i]
			fmt.Fprintf(w, "signpost_request_seconds_bucket{route=%q,le=\"%g\"} %d\n", route, bound, below)
		}
		fmt.Fprintf(w, "signpost_request_seconds_bucket{route=%q,le=\"+Inf\"} %d\n", route, h.count)
		fmt.Fprintf(w, "signpost_request_seconds_sum{route=%q} %g\nsignpost_request_seconds_count{route=%q} %d\n", route, h.sum, route, h.count)
	}
	head("signpost_response_bytes_total", "counter", "Bytes of bodies that were sent.")
	fmt.Fprintf(w, "signpost_response_bytes_total %d\n", m.bytes)
	head("signpost_builds_total", "counter", "Builds of the site, by how they ended.")
	fmt.Fprintf(w, "signpost_builds_total{result=\"failed\"} %d\nsignpost_builds_total{result=\"good\"} %d\n", m.failedBuilds.Load(), m.builds.Load())
	head("signpost_connections", "gauge", "Open connections.")
	fmt.Fprintf(w, "signpost_connections %d\n", m.connections.Load())
	head("go_goroutines", "gauge", "Goroutines.")
	fmt.Fprintf(w, "go_goroutines %d\n", runtime.NumGoroutine())
	head("go_gc_heap_live_bytes", "gauge", "Heap that the last collection found to be in use.")
	fmt.Fprintf(w, "go_gc_heap_live_bytes %d\n", measure("/gc/heap/live:bytes"))
	head("go_memstats_heap_inuse_bytes", "gauge", "Heap in use.")
	fmt.Fprintf(w, "go_memstats_heap_inuse_bytes %d\n", measure("/memory/classes/heap/objects:bytes")+measure("/memory/classes/heap/unused:bytes"))
	head("go_memstats_sys_bytes", "gauge", "Memory taken from the system.")
	fmt.Fprintf(w, "go_memstats_sys_bytes %d\n", measure("/memory/classes/total:bytes"))
}

// measure is one of Go's own measures in bytes. To ask for it stops nobody, as
// runtime.ReadMemStats does.
func measure(name string) uint64 {
	sample := []measured.Sample{{Name: name}}
	measured.Read(sample)
	if sample[0].Value.Kind() != measured.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

// An observation is an answer while it is given.
type observation struct {
	http.ResponseWriter
	start  time.Time
	status int
	sent   int64
	route  string
	file   string // of the site, or ""
}

// Unwrap lets http.ResponseController reach the connection.
func (o *observation) Unwrap() http.ResponseWriter { return o.ResponseWriter }

func (o *observation) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *observation) Write(data []byte) (written int, err error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	for piece := range slices.Chunk(data, pieceSize) {
		if o.sent >= pieceSize {
			o.goOn()
		}
		n, err := o.ResponseWriter.Write(piece)
		o.sent += int64(n)
		written += n
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// goOn gives a reader who has taken what was sent time for the next piece.
func (o *observation) goOn() {
	until := time.Now().Add(writeTimeout)
	if most := o.start.Add(writeTimeout + time.Duration(o.sent)*time.Second/slowest); most.Before(until) {
		until = most
	}
	_ = http.NewResponseController(o.ResponseWriter).SetWriteDeadline(until) // or the server's own holds
}

// noteRoute tells what answers a request.
func noteRoute(w http.ResponseWriter, route string) {
	if o, ok := w.(*observation); ok {
		o.route = route
	}
}

// noteFile tells which file of the site answers.
func noteFile(w http.ResponseWriter, name string) {
	o, ok := w.(*observation)
	if !ok {
		return
	}
	o.route, o.file = "asset", name
	if strings.HasSuffix(name, ".html") {
		o.route = "page"
	}
}

// observed counts and logs what a handler answers. A handler that panics is
// answered for, and the panic is logged without what was asked.
func (p *Production) observed(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o := &observation{ResponseWriter: w, start: time.Now(), route: "none"}
		defer func() {
			if fault := recover(); fault != nil {
				stack := make([]byte, 8<<10)
				p.opt.Log.Error("a request caused a panic", "route", o.route, "stack", string(stack[:runtime.Stack(stack, false)]))
				if o.status == 0 {
					http.Error(o, "the request could not be answered", http.StatusInternalServerError)
				}
			}
			took := time.Since(o.start)
			p.metrics.request(o.route, max(o.status, 100), o.sent, took)
			if p.opt.LogRequests {
				p.opt.Log.Info("request", "method", knownMethod(r.Method), "route", o.route, "file", o.file, "status", o.status, "bytes", o.sent, "ms", float64(took.Microseconds())/1000)
			}
		}()
		h.ServeHTTP(o, r)
	})
}

// knownMethod keeps what readers make up out of the log.
func knownMethod(method string) string {
	if slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodPatch}, method) {
		return method
	}
	return "other"
}
