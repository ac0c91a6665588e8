package server

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"signpost/signals"
)

// A Keeper stores signals, each once as its id tells, and says how many were new to it.
type Keeper interface {
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
)

// A Recorder takes the signals of readers, and hands them to a store in the
// background, so that no reader waits for it. Run has to run. It is safe for
// concurrent use.
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

	stored, dropped, limited atomic.Uint64
}

// NewRecorder makes a recorder. Mask takes personal data out of what readers type;
// it has to be safe for concurrent use.
func NewRecorder(keeper Keeper, mask func(string) string, now func() time.Time, log *slog.Logger) *Recorder {
	return &Recorder{keeper: keeper, mask: mask, now: now, log: log, queue: make(chan signals.Signal, signalQueue), counts: map[string]int{}}
}

// Run stores what comes until ctx ends, and then what is left.
func (c *Recorder) Run(ctx context.Context) {
	tick := time.NewTicker(signalInterval)
	defer tick.Stop()
	var batch []signals.Signal
	flush := func(ctx context.Context) {
		if len(batch) == 0 {
			return
		}
		c.store(ctx, batch)
		batch = nil
	}
	for {
		select {
		case g := <-c.queue:
			if batch = append(batch, g); len(batch) >= signalBatch {
				flush(ctx)
			}
		case <-tick.C:
			flush(ctx)
		case <-ctx.Done():
			for {
				select {
				case g := <-c.queue:
					batch = append(batch, g)
					continue
				default:
				}
				break
			}
			flush(context.WithoutCancel(ctx))
			return
		}
	}
}

// store tries twice; what cannot be stored then is lost and told.
func (c *Recorder) store(ctx context.Context, batch []signals.Signal) {
	var err error
	for range 2 {
		try, stop := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
		_, err = c.keeper.Add(try, batch)
		stop()
		if err == nil {
			c.stored.Add(uint64(len(batch)))
			return
		}
	}
	c.dropped.Add(uint64(len(batch)))
	c.log.Error("signals of readers are lost", "signals", len(batch), "error", err.Error())
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
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
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
	if s = c.masked(s); unwatched(r) {
		s.Reader = ""
	}
	if known && (!unwatched(r) || s.Kind == signals.Rating) {
		c.put(s)
	}
	w.WriteHeader(http.StatusNoContent)
}

// plainLang is the shape of a language's tag; what else comes in its place is not kept.
var plainLang = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// masked takes personal data out of a signal, and cuts what has grown by that.
func (c *Recorder) masked(g signals.Signal) signals.Signal {
	clean := func(text string, most int) string {
		if text == "" {
			return ""
		}
		text = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return ' '
			}
			return r
		}, c.mask(text))
		return strings.ToValidUTF8(text[:min(len(text), most)], "")
	}
	if !plainLang.MatchString(g.Lang) {
		g.Lang = ""
	}
	g.Query = clean(g.Query, signals.MaxQuery)
	g.Page, g.From = clean(g.Page, signals.MaxPage), clean(g.From, signals.MaxPage)
	return g
}

// missed notes a search without a result that the server itself answered.
func (p *Production) missed(r *http.Request, query, lang string) {
	c := p.opt.Signals
	if c == nil || unwatched(r) {
		return
	}
	from := c.asker(r, p.opt.BehindProxy)
	g := signals.Signal{Day: from.day, Kind: signals.Missed, Lang: lang, Query: query, Reader: from.reader}
	if c.allowed(from.network) && g.Check() == nil {
		c.put(c.masked(g))
	}
}
