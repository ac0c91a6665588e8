// Load asks a running signpost serve for pages, assets and searches over many
// connections, saves an article every second meanwhile, and reports requests a second,
// times, failed answers, answers that mix two generations of the article, and memory and
// processors of the server. It speaks HTTP by hand, since it shares the machine with the
// server, and tells what of the machine it takes itself.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type options struct {
	addr, admin, article, queries string
	pid, connections, idle, large int
	rate                          int
	took, every                   time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.addr, "addr", "127.0.0.1:8080", "the server's host:port")
	flag.StringVar(&o.admin, "admin", "", "its admin host:port, for its own times and its heap; none without")
	flag.StringVar(&o.article, "article", "", "the file of an article that is saved every second; it is made")
	flag.StringVar(&o.queries, "queries", "", "a file with a query on each line")
	flag.IntVar(&o.pid, "pid", 0, "the server's process")
	flag.IntVar(&o.connections, "connections", 64, "connections that ask")
	flag.IntVar(&o.idle, "idle", 0, "connections that are open and ask for nothing")
	flag.IntVar(&o.large, "large", 0, "connections that send headers of 100 kB, again and again")
	flag.IntVar(&o.rate, "rate", 0, "requests a second over all connections, 0 for as many as are answered")
	flag.DurationVar(&o.took, "for", 30*time.Second, "how long")
	flag.DurationVar(&o.every, "every", time.Second, "time between saves, 0 for none")
	flag.Parse()
	debug.SetGCPercent(1000) // what it holds is small
	if err := run(o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// A target is what is asked for: its kind, and the path.
type target struct{ kind, path string }

// a sample is one answer.
type sample struct {
	kind string
	took time.Duration
}

type tally struct {
	samples []sample
	failed  map[string]int
	mixed   int
	seen    map[string]bool // generations that answers told of
	bytes   int64
}

func run(o options, out io.Writer) error {
	pages, err := pagesOf(o.addr)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(o.queries)
	if err != nil {
		return err
	}
	queries := strings.Split(strings.TrimSpace(string(data)), "\n")
	var idle []net.Conn
	for range o.idle {
		c, err := net.Dial("tcp", o.addr)
		if err != nil {
			return fmt.Errorf("idle connection %d: %w", len(idle), err)
		}
		idle = append(idle, c)
	}
	defer func() {
		for _, c := range idle {
			_ = c.Close()
		}
	}()
	if err := warm(o.addr, pages); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(context.Background(), o.took)
	defer stop()
	memory := watch(ctx, o)
	before, err := look(o)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	tallies := make([]*tally, o.connections)
	for i := range tallies {
		tallies[i] = &tally{failed: map[string]int{}, seen: map[string]bool{}}
		all.Go(func() {
			ask(ctx, o.addr, tallies[i], o.due(i), pick(rand.New(rand.NewPCG(uint64(i), 7)), pages, queries))
		})
	}
	var refused, taken atomic.Int64
	for range o.large {
		all.Go(func() { large(ctx, o.addr, &refused, &taken) })
	}
	all.Wait()
	after, err := look(o)
	if err != nil {
		return err
	}
	if o.large > 0 {
		fmt.Fprintf(out, "headers of 100 kB: %d refused, %d taken\n", refused.Load(), taken.Load())
	}
	tell(out, o, tallies, before, after)
	tellMemory(out, o.took, <-memory)
	return nil
}

// large sends headers of 100 kB until ctx ends, and counts what is answered otherwise
// than with 431 as taken.
func large(ctx context.Context, addr string, refused, taken *atomic.Int64) {
	request := "GET / HTTP/1.1\r\nHost: help.example.com\r\nX-Large: " + strings.Repeat("x", 100_000) + "\r\n\r\n"
	for ctx.Err() == nil {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		_ = c.SetDeadline(time.Now().Add(5 * time.Second))
		go func() { _, _ = io.WriteString(c, request) }() // the answer may come before all is sent
		answer := make([]byte, 12)
		if _, err := io.ReadFull(c, answer); err != nil || string(answer) == "HTTP/1.1 431" {
			refused.Add(1)
		} else {
			taken.Add(1)
		}
		_ = c.Close()
	}
}

// pagesOf reads the addresses of the sitemap.
func pagesOf(addr string) ([]string, error) {
	res, err := http.Get("http://" + addr + "/sitemap.xml")
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	var pages []string
	for _, m := range regexp.MustCompile(`<loc>([^<]+)</loc>`).FindAllSubmatch(data, -1) {
		u, err := url.Parse(string(m[1]))
		if err != nil {
			return nil, err
		}
		pages = append(pages, u.EscapedPath())
	}
	if len(pages) == 0 {
		return nil, fmt.Errorf("the sitemap of %s names no page", addr)
	}
	return pages, nil
}

// pick chooses what to ask for: of 100, 5 pages that tell the generation, 60 others, 10
// times the list of all, 20 searches and 5 pages of results. Half of the searches are
// those of a list, as most searches are asked often.
func pick(r *rand.Rand, pages, queries []string) func() target {
	return func() target {
		page, query := pages[r.IntN(len(pages))], queries[r.IntN(len(queries))]
		if r.IntN(2) == 0 { // what nobody has asked yet: words of two pages
			query = words(pages[r.IntN(len(pages))]) + " " + words(pages[r.IntN(len(pages))])
		}
		query = url.QueryEscape(query)
		switch n := r.IntN(100); {
		case n < 3:
			return target{"marked", "/zz-load/"}
		case n < 5:
			return target{"marked", "/"}
		case n < 65:
			return target{"page", page}
		case n < 75:
			return target{"page", "/llms.txt"}
		case n < 95:
			return target{"search", "/api/search?q=" + query}
		default:
			return target{"results", "/search?q=" + query}
		}
	}
}

// warm asks for every page once: pages are compressed for their first reader.
func warm(addr string, pages []string) error {
	for _, page := range pages {
		r, err := http.NewRequest(http.MethodGet, "http://"+addr+page, nil)
		if err != nil {
			return err
		}
		r.Header.Set("Accept-Encoding", "gzip, br")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil {
			return err
		}
	}
	return nil
}

// words are those of a page's address.
func words(page string) string {
	parts := strings.Split(strings.Trim(page, "/"), "/")
	return strings.ReplaceAll(parts[len(parts)-1], "-", " ")
}

var generation = regexp.MustCompile(`loadgen[0-9]+x`)

// due returns when a connection asks for the first, the second, the third time and so
// on; without a rate, that is whenever it has been answered. An answer that is late makes
// the next one late, and its time counts from when it was due.
func (o options) due(connection int) func() time.Time {
	if o.rate == 0 {
		return time.Now
	}
	every := time.Second * time.Duration(o.connections) / time.Duration(o.rate)
	next := time.Now().Add(every * time.Duration(connection) / time.Duration(o.connections))
	return func() time.Time {
		at := next
		next = next.Add(every)
		time.Sleep(time.Until(at))
		return at
	}
}

// ask asks on one connection until ctx ends, and opens another when it is closed.
func ask(ctx context.Context, addr string, t *tally, due func() time.Time, next func() target) {
	var c net.Conn
	var r *bufio.Reader
	var room []byte // for bodies
	for ctx.Err() == nil {
		if c == nil {
			var err error
			if c, err = net.Dial("tcp", addr); err != nil {
				t.failed["connect"]++
				time.Sleep(10 * time.Millisecond)
				continue
			}
			r = bufio.NewReaderSize(c, 32<<10)
		}
		goal := next()
		start := due()
		encoding := "Accept-Encoding: gzip, br\r\n"
		if goal.kind == "marked" {
			encoding = ""
		}
		_, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", goal.path, addr, encoding)
		status, body := 0, []byte(nil)
		if err == nil {
			status, body, err = answer(r, room)
			room = body[:0]
		}
		if err != nil {
			t.failed["broken: "+goal.kind]++
			_ = c.Close()
			c = nil
			continue
		}
		t.samples = append(t.samples, sample{goal.kind, time.Since(start)})
		t.bytes += int64(len(body))
		if status != http.StatusOK {
			t.failed[fmt.Sprintf("%d: %s", status, goal.kind)]++
		}
		if goal.kind == "marked" {
			found := map[string]bool{}
			for _, g := range generation.FindAll(body, -1) {
				found[string(g)], t.seen[string(g)] = true, true
			}
			if len(found) > 1 {
				t.mixed++
			}
		}
	}
	if c != nil {
		_ = c.Close()
	}
}

// answer reads one, and its body into room if that is large enough.
func answer(r *bufio.Reader, room []byte) (status int, body []byte, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 {
		return 0, nil, fmt.Errorf("the answer begins with %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, err
	}
	size := 0
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return 0, nil, err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if size, err = strconv.Atoi(string(value)); err != nil {
				return 0, nil, err
			}
		}
	}
	body = slices.Grow(room[:0], size)[:size]
	_, err = io.ReadFull(r, body)
	return status, body, err
}

// titleEvery is how many saves change the text alone for one that changes the title too.
const titleEvery = 30

// save writes the n-th generation of the article, whole or not at all. Generations are
// told by the text; the title changes now and then.
func save(name string, n int) error {
	word := fmt.Sprintf("loadgen%dx", n)
	text := fmt.Sprintf("---\ntitle: Load %d\norder: 1\n---\nThis is %s.\n\n## More of it\n\nIt is %[2]s, and all of it is %[2]s.\n", n/titleEvery, word)
	fresh := filepath.Join(filepath.Dir(name), ".load")
	if err := os.WriteFile(fresh, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(fresh, name)
}

func tell(out io.Writer, o options, tallies []*tally, before, after standing) {
	times, failed, seen := map[string][]time.Duration{}, map[string]int{}, map[string]bool{}
	mixed, n, bytes := 0, 0, int64(0)
	for _, t := range tallies {
		for _, s := range t.samples {
			times[s.kind] = append(times[s.kind], s.took)
			n++
		}
		for what, k := range t.failed {
			failed[what] += k
		}
		for g := range t.seen {
			seen[g] = true
		}
		mixed += t.mixed
		bytes += t.bytes
	}
	fmt.Fprintf(out, "%d requests in %v over %d connections, %d idle: %.0f a second, %.1f MB/s\n", n, o.took, o.connections, o.idle, float64(n)/o.took.Seconds(), float64(bytes)/1e6/o.took.Seconds())
	for _, kind := range []string{"page", "marked", "search", "results"} {
		list := times[kind]
		if len(list) == 0 {
			continue
		}
		slices.Sort(list)
		at := func(q float64) time.Duration {
			return list[int(q*float64(len(list)-1))].Round(10 * time.Microsecond)
		}
		fmt.Fprintf(out, "%-8s %8d  p50 %v  p99 %v  p99.9 %v  max %v%s\n", kind, len(list), at(0.5), at(0.99), at(0.999), at(1), inServer(kind, before, after))
	}
	fmt.Fprintf(out, "failed: %v, mixed: %d, generations seen: %d\n", failed, mixed, len(seen))
	tellProcessors(out, o.took, n, before, after)
}
