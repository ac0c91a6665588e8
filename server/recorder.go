package server

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"signpost/signals"
)

// A Keeper stores signals.
type Keeper interface {
	// Prepare makes the store ready for Add.
	Prepare(ctx context.Context) error
	// Add stores signals, each once as its id tells, and says how many were new to it.
	Add(ctx context.Context, list []signals.Signal) (int, error)
}

// The limits of what readers may send, by minute.
const (
	maxSignalBody  = 2 << 10
	networkSignals = 60
	allSignals     = 3000
	maxNetworks    = 20_000 // that are counted one by one
	signalQueue    = 2048
	signalBatch    = 256
	signalInterval = 500 * time.Millisecond
	storeTimeout   = 10 * time.Second
	// A store that cannot be reached is asked again after a pause, which doubles from the
	// shortest to the longest.
	shortestPause = 250 * time.Millisecond
	longestPause  = time.Minute
)

// A Recorder takes the signals of readers, and hands them to a store in the
// background, so that no reader waits for it, and the site stays when the store is down.
// Run has to run. It is safe for concurrent use.
type Recorder struct {
	keeper Keeper
	mask   func(string) string
	now    func() time.Time
	log    *slog.Logger
	queue  chan signals.Signal

	mu     sync.Mutex
	day    string
	salt   [32]byte // of day, never stored
	minute time.Time
	counts map[string]int // signals of this minute, by network
	all    int

	// prepared is closed when the store can be asked.
	prepared chan struct{}
	// down says that the last try to reach the store has failed.
	down                     atomic.Bool
	stored, dropped, limited atomic.Uint64
	crowded                  atomic.Uint64
}

// NewRecorder makes a recorder. Mask takes personal data out of what readers type;
// it has to be safe for concurrent use.
func NewRecorder(keeper Keeper, mask func(string) string, now func() time.Time, log *slog.Logger) *Recorder {
	return &Recorder{
		keeper: keeper, mask: mask, now: now, log: log,
		queue: make(chan signals.Signal, signalQueue), counts: map[string]int{}, prepared: make(chan struct{}),
	}
}

// Prepared is closed when the store has been reached and can be asked.
func (c *Recorder) Prepared() <-chan struct{} { return c.prepared }

// Crowded counts signals that were removed because the store held too many.
func (c *Recorder) Crowded(n int64) { c.crowded.Add(uint64(n)) }

// Run stores what comes until ctx ends, and then what is left.
func (c *Recorder) Run(ctx context.Context) {
	prepare := func(try context.Context) error {
		try, stop := context.WithCancel(try)
		defer context.AfterFunc(ctx, stop)() // nothing is lost by an end
		return c.keeper.Prepare(try)
	}
	if !c.insist(ctx, "the store of signals cannot be opened; the site is served without it", prepare) {
		c.lost(len(c.queue))
		return
	}
	close(c.prepared)
	tick := time.NewTicker(signalInterval)
	defer tick.Stop()
	var batch []signals.Signal
	flush := func() {
		if len(batch) > 0 {
			c.store(ctx, batch)
		}
		batch = nil
	}
	for {
		select {
		case g := <-c.queue:
			if batch = append(batch, g); len(batch) >= signalBatch {
				flush()
			}
		case <-tick.C:
			flush()
		case <-ctx.Done():
			for len(c.queue) > 0 {
				batch = append(batch, <-c.queue)
			}
			flush()
			return
		}
	}
}

// insist tries something with the store until it succeeds or ctx ends: at least once, and
// never for longer than storeTimeout at a time. Whatever waits in the queue meanwhile is
// stored later.
func (c *Recorder) insist(ctx context.Context, otherwise string, do func(context.Context) error) bool {
	for pause := shortestPause; ; pause = min(2*pause, longestPause) {
		try, stop := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
		err := do(try)
		stop()
		if c.down.Store(err != nil); err == nil {
			return true
		}
		c.log.Error(otherwise, "error", err.Error(), "again in seconds", pause.Seconds())
		select {
		case <-ctx.Done():
			return false
		case <-time.After(pause):
		}
	}
}

// store stores signals, however long it takes; when the server stops, what cannot be
// stored is lost and told.
func (c *Recorder) store(ctx context.Context, batch []signals.Signal) {
	if !c.insist(ctx, "the store of signals does not answer; signals wait", func(ctx context.Context) error {
		_, err := c.keeper.Add(ctx, batch)
		return err
	}) {
		c.lost(len(batch))
		return
	}
	c.stored.Add(uint64(len(batch)))
}

// lost counts and tells signals that are lost.
func (c *Recorder) lost(n int) {
	if n > 0 {
		c.dropped.Add(uint64(n))
		c.log.Error("signals of readers are lost", "signals", n)
	}
}

// write writes the metrics of signals.
func (c *Recorder) write(w io.Writer) {
	fmt.Fprintf(w, "# HELP signpost_signals_total Signals of readers, by what became of them.\n# TYPE signpost_signals_total counter\n")
	for _, of := range []struct {
		result string
		n      *atomic.Uint64
	}{{"crowded", &c.crowded}, {"dropped", &c.dropped}, {"limited", &c.limited}, {"stored", &c.stored}} {
		fmt.Fprintf(w, "signpost_signals_total{result=%q} %d\n", of.result, of.n.Load())
	}
	up := 1
	if c.down.Load() {
		up = 0
	}
	fmt.Fprintf(w, "# HELP signpost_signals_store_up Whether the store of signals answered when it was last asked.\n# TYPE signpost_signals_store_up gauge\nsignpost_signals_store_up %d\n", up)
}

// put gives a signal its id and queues it; when the store cannot follow, it is dropped and counted.
func (c *Recorder) put(g signals.Signal) {
	g.ID = signals.NewID()
	select {
	case c.queue <- g:
	default:
		c.dropped.Add(1)
	}
}

// An asker is who sends a request: prints that change every day and cannot be turned
// back, of a reader and of the network that the reader is in.
type asker struct{ day, reader, network string }

func (c *Recorder) asker(r *http.Request, behindProxy bool) asker {
	c.mu.Lock()
	defer c.mu.Unlock()
	day := c.now().UTC().Format(time.DateOnly)
	if day != c.day {
		_, _ = rand.Read(c.salt[:]) // never fails
		c.day = day
	}
	print := func(parts ...string) string {
		mac := hmac.New(sha256.New, c.salt[:])
		_, _ = io.WriteString(mac, strings.Join(parts, "\n"))
		return hex.EncodeToString(mac.Sum(nil)[:8])
	}
	address := addressOf(r, behindProxy)
	return asker{day: day, reader: print(address, r.UserAgent()), network: print("network", networkOf(address))}
}

// networkOf is what one person can take addresses from at will: of IPv6 the first 64
// bits, of IPv4 the address.
func networkOf(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Unmap().Is4() {
		return address
	}
	return netip.PrefixFrom(a.WithZone(""), 64).Masked().String()
}

// addressOf is the network address of who asks.
func addressOf(r *http.Request, behindProxy bool) string {
	if behindProxy {
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(list[len(list)-1]); last != "" {
			return withoutPort(last)
		}
	}
	return withoutPort(r.RemoteAddr)
}

// withoutPort takes the port off an address, which is another for each connection.
func withoutPort(address string) string {
	if at, err := netip.ParseAddrPort(address); err == nil {
		return at.Addr().Unmap().String()
	}
	if a, err := netip.ParseAddr(strings.Trim(address, "[]")); err == nil {
		return a.Unmap().String()
	}
	return address
}

// allowed counts a signal from a network, and reports whether it is one too many. What
// else a reader sends, such as another browser's name, makes no second reader of one.
func (c *Recorder) allowed(network string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if minute := c.now().Truncate(time.Minute); !minute.Equal(c.minute) {
		c.minute, c.all = minute, 0
		clear(c.counts)
	}
	n, known := c.counts[network]
	if n >= networkSignals || c.all >= allSignals {
		c.limited.Add(1)
		return false
	}
	c.all++
	if known || len(c.counts) < maxNetworks {
		c.counts[network] = n + 1
	}
	return true
}

// unwatched reports that a reader asks not to be tracked.
func unwatched(r *http.Request) bool {
	return r.Header.Get("Dnt") == "1" || r.Header.Get("Sec-Gpc") == "1"
}

// robots are how programs name themselves that read pages for no reader.
var robots = regexp.MustCompile(`(?i)bot[/-]|crawl|spider|slurp|facebookexternalhit`)

// unasked reports that no reader of the site wanted a request: a robot, or a page of
// another site, on which an address of this one stands as a picture.
func unasked(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") == "cross-site" || robots.MatchString(r.UserAgent())
}

// signal takes what a page sends. A reader who asks not to be tracked is answered
// alike; of what they send only a rating is kept, and without a print.
func (p *Production) signal(w http.ResponseWriter, r *http.Request, g *generation) {
	noteRoute(w, "signals")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", "POST")
		sendProblem(w, http.StatusMethodNotAllowed, "only POST")
		return
	}
	if http.NewCrossOriginProtection().Check(r) != nil {
		sendProblem(w, http.StatusForbidden, "only pages of this site send signals")
		return
	}
	c := p.opt.Signals
	from := c.asker(r, p.opt.BehindProxy)
	if !c.allowed(from.network) {
		w.Header().Set("Retry-After", "60")
		sendProblem(w, http.StatusTooManyRequests, "too many signals")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxSignalBody))
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		sendProblem(w, http.StatusRequestEntityTooLarge, "a signal is small")
		return
	}
	var s signals.Signal
	if err == nil {
		err = json.Unmarshal(body, &s)
	}
	if err != nil {
		sendProblem(w, http.StatusBadRequest, "not a signal")
		return
	}
	s.Day, s.Reader = from.day, from.reader
	if err := s.Check(); err != nil {
		sendProblem(w, http.StatusBadRequest, err.Error())
		return
	}
	// A page may have gone since the reader opened it; what was never there is made up.
	known := s.Kind != signals.Rating && s.Kind != signals.Click || g.shows(s.Page)
	if s = s.Masked(c.mask); unwatched(r) {
		s.Reader = ""
	}
	if known && !unasked(r) && (!unwatched(r) || s.Kind == signals.Rating) {
		c.put(s)
	}
	w.WriteHeader(http.StatusNoContent)
}

// missed notes a search without a result that the server itself answered.
func (p *Production) missed(r *http.Request, query, lang string) {
	c := p.opt.Signals
	if c == nil || unwatched(r) || unasked(r) {
		return
	}
	from := c.asker(r, p.opt.BehindProxy)
	g := signals.Signal{Day: from.day, Kind: signals.Missed, Lang: lang, Query: query, Reader: from.reader}
	if c.allowed(from.network) && g.Check() == nil {
		c.put(g.Masked(c.mask))
	}
}
