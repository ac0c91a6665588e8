package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A standing is how far the machine and the server have come.
type standing struct {
	server, load process
	// busy is the time in seconds that all processors have worked, for whomever.
	busy float64
	// times are the server's own histograms, by route.
	times map[string]histogram
}

// A process has used and waited for processors, in seconds.
type process struct{ used, waited float64 }

// A histogram counts answers up to bounds in seconds, the last of which is endless.
type histogram struct{ bounds, counts []float64 }

func look(o options) (standing, error) {
	s := standing{server: processOf(o.pid), load: processOf(os.Getpid()), times: map[string]histogram{}}
	data, _ := os.ReadFile("/proc/stat") // Linux only, as all of it
	if f := strings.Fields(string(data)); len(f) > 8 {
		for _, i := range []int{1, 2, 3, 6, 7} { // user, nice, system, irq, softirq
			ticks, _ := strconv.ParseFloat(f[i], 64)
			s.busy += ticks / 100
		}
	}
	return s, metrics(o.admin, func(name string, value float64) {
		rest, ok := strings.CutPrefix(name, `signpost_request_seconds_bucket{route="`)
		if !ok {
			return
		}
		route, rest, _ := strings.Cut(rest, `",le="`)
		bound, err := strconv.ParseFloat(strings.TrimSuffix(rest, `"}`), 64)
		if err == nil {
			h := s.times[route]
			s.times[route] = histogram{append(h.bounds, bound), append(h.counts, value)}
		}
	})
}

// processOf adds up the threads of a process, of which Go ends few.
func processOf(pid int) process {
	var p process
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, name := range threads {
		data, _ := os.ReadFile(name)
		if f := strings.Fields(string(data)); len(f) > 1 {
			used, _ := strconv.ParseFloat(f[0], 64)
			waited, _ := strconv.ParseFloat(f[1], 64)
			p.used, p.waited = p.used+used/1e9, p.waited+waited/1e9
		}
	}
	return p
}

// metrics calls f for each of the server's metrics, none without an address.
func metrics(admin string, f func(name string, value float64)) error {
	if admin == "" {
		return nil
	}
	res, err := http.Get("http://" + admin + "/metrics")
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if value, err := strconv.ParseFloat(text, 64); err == nil {
			f(name, value)
		}
	}
	return nil
}

// routes are what the server calls the kinds of answers.
var routes = map[string]string{"page": "page", "search": "search", "results": "search_page"}

// inServer tells the times of a kind of answers as the server measures them, from the
// end of a request's headers to the last byte that it hands on: what is missing is
// waiting for processors and the load itself. They lie somewhere between two bounds of a
// histogram, as Prometheus has it, too.
func inServer(kind string, before, after standing) string {
	b, a := before.times[routes[kind]], after.times[routes[kind]]
	if len(a.bounds) == 0 || len(a.bounds) != len(b.bounds) {
		return ""
	}
	counts := make([]float64, len(a.counts))
	for i := range counts {
		counts[i] = a.counts[i] - b.counts[i]
	}
	at := func(q float64) float64 {
		rank := q * counts[len(counts)-1]
		i, _ := slices.BinarySearch(counts, rank)
		low, below := 0.0, 0.0
		if i > 0 {
			low, below = a.bounds[i-1], counts[i-1]
		}
		high := a.bounds[min(i, len(a.bounds)-2)]
		return 1e3 * (low + (high-low)*(rank-below)/max(1, counts[i]-below))
	}
	under := counts[max(0, slices.Index(a.bounds, 0.05))] / max(1, counts[len(counts)-1])
	return fmt.Sprintf("  in the server about p50 %.2gms p99 %.2gms, %.2f %% within 50ms", at(0.5), at(0.99), 100*under)
}

// tellProcessors tells who has had the processors, building included. Who waits for one
// is kept waiting by the others of the three.
func tellProcessors(out io.Writer, took time.Duration, requests int, before, after standing) {
	share := func(used float64) float64 { return used / took.Seconds() }
	server, load := after.server.used-before.server.used, after.load.used-before.load.used
	fmt.Fprintf(out, "processors: server %.2f (%.2f ms a request), load %.2f, others %.2f; waited for one: server %.1f s, load %.1f s\n",
		share(server), 1e3*server/float64(max(1, requests)), share(load), share(max(0, after.busy-before.busy-server-load)),
		after.server.waited-before.server.waited, after.load.waited-before.load.waited)
}

// A level is what memory the server has, in MiB.
type level struct {
	at                     time.Duration
	resident, inUse, alive float64
}

// watch saves the article, and looks at the server's memory, every second.
func watch(ctx context.Context, o options) <-chan []level {
	done := make(chan []level, 1)
	go func() {
		var levels []level
		start := time.Now()
		tick := time.NewTicker(max(o.every, time.Second))
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-ctx.Done():
				done <- levels
				return
			case <-tick.C:
			}
			if o.every > 0 {
				_ = save(o.article, n)
			}
			l := level{at: time.Since(start), resident: resident(o.pid)}
			_ = metrics(o.admin, func(name string, value float64) {
				switch name {
				case "go_memstats_heap_inuse_bytes":
					l.inUse = value / (1 << 20)
				case "go_gc_heap_live_bytes":
					l.alive = value / (1 << 20)
				}
			})
			levels = append(levels, l)
		}
	}()
	return done
}

// resident is the memory of a process in MiB.
func resident(pid int) float64 {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024
		}
	}
	return 0
}

// tellMemory tells the highest levels, and of a minute or more those of each tenth, and
// how the last third stands to the one before it: the first one fills what is kept.
func tellMemory(out io.Writer, took time.Duration, levels []level) {
	most := func(from, to float64) level {
		top := level{at: time.Duration(to * float64(took)).Round(time.Second)}
		for _, l := range levels {
			if part := l.at.Seconds() / took.Seconds(); part >= from && part < to {
				top.resident, top.inUse, top.alive = max(top.resident, l.resident), max(top.inUse, l.inUse), max(top.alive, l.alive)
			}
		}
		return top
	}
	fmt.Fprintln(out, "memory in MiB, at most until:  resident  heap in use  alive at the last collection")
	parts := 1
	if took >= time.Minute {
		parts = 10
	}
	for n := range parts {
		l := most(float64(n)/float64(parts), float64(n+1)/float64(parts))
		fmt.Fprintf(out, "%28v   %8.0f  %11.0f  %5.0f\n", l.at, l.resident, l.inUse, l.alive)
	}
	if parts == 1 {
		return
	}
	second, third := most(1./3, 2./3), most(2./3, 1)
	grown := func(to, from float64) float64 { return 100 * (to/cmp.Or(from, 1) - 1) }
	fmt.Fprintf(out, "from the second third to the last: resident %+.1f %%, alive %+.1f %%\n", grown(third.resident, second.resident), grown(third.alive, second.alive))
}
