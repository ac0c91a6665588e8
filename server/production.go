package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"signpost/builder"
	"signpost/internal/diag"
	"signpost/internal/parallel"
)

// ProductionOptions say how a site is served to readers.
type ProductionOptions struct {
	// Log takes what happens. It is told no address, no query and nothing of what
	// readers send.
	Log *slog.Logger
	// LogRequests logs every request, with the path only where the site has such a
	// file.
	LogRequests bool
	// Signals keeps what readers send; nil answers 404 instead.
	Signals *Recorder
	// BehindProxy takes the last address of X-Forwarded-For for the reader's, when
	// requests are counted.
	BehindProxy bool
	// Now is the time.
	Now func() time.Time
}

// Production serves a site to readers, with its search, from memory. Sites are
// replaced as a whole while it answers. It is safe for concurrent use.
type Production struct {
	opt     ProductionOptions
	handler http.Handler
	metrics *metrics
	// asking holds a place for each search under way: more would only keep each other
	// waiting, and the pages, too.
	asking chan struct{}
	// review answers below /review/ of the site; nil leaves the address to the site.
	review http.Handler

	// compressing is held while brotli compresses a file.
	compressing sync.Mutex

	current  atomic.Pointer[generation]
	stopping atomic.Bool
	showing  sync.Mutex // held while a generation is replaced; guards prepared
	// prepared are files of the site that is shown next.
	prepared map[string]*entry

	mu    sync.Mutex
	state buildState
}

// searchesAtOnce is how many searches may be under way for each processor. They wait for
// nothing but processors, so that more of them would all end later, and pages, which
// take a tenth of the time, would wait behind them. Others wait in the order in which
// they came.
const searchesAtOnce = 2

// buildState is what is known of the last build.
type buildState struct {
	built    time.Time // of the site that is served
	tried    time.Time // of the last build
	errors   int       // of the last build
	warnings int
	broken   string // why the last build is not served, "" if it is
}

// NewProduction makes a server that has no site yet and answers 503.
func NewProduction(opt ProductionOptions) *Production {
	p := &Production{opt: opt, metrics: newMetrics(), asking: make(chan struct{}, searchesAtOnce*runtime.GOMAXPROCS(0))}
	p.handler = p.observed(http.HandlerFunc(p.route))
	return p
}

// Show puts a built site in place of the one that is served. A site with mistakes
// is not taken: the last good one stays, and Ready and the log say so, by the
// number of mistakes and never by their words, which may be those of drafts.
func (p *Production) Show(res *builder.Result) error {
	p.showing.Lock()
	defer p.showing.Unlock()
	now := p.opt.Now()
	errs, warnings := diag.Count(res.Diagnostics)
	state := buildState{tried: now, errors: errs, warnings: warnings}
	if res.Files == nil {
		state.broken = "the articles or the theme have mistakes; signpost check tells them"
		p.tell(state)
		p.opt.Log.Error("the build has mistakes; the last good site stays, without what was taken back", "errors", errs, "warnings", warnings)
		return nil
	}
	last := p.current.Load()
	g, err := newGeneration(res, last, p.prepared, &p.compressing, now)
	if err != nil {
		return err
	}
	p.current.Store(g)
	if res.Changed == nil {
		p.prepared = nil // that was the whole site; a saved text comes before it
	}
	state.built = now
	p.tell(state)
	p.opt.Log.Info("the site is online", "generation", g.id, "articles", g.articles, "files", len(g.files), "warnings", warnings)
	if last != nil {
		return last.leave()
	}
	return nil
}

// Prepare makes what is new in a site before Show is called with it, in the forms in which
// readers have asked for what it replaces. It leaves most of the processors to them: after
// a change to all pages they would wait for each other.
func (p *Production) Prepare(ctx context.Context, res *builder.Result) {
	last := p.take()
	if last == nil {
		return
	}
	defer p.leave(last)
	prepared := map[string]*entry{}
	parallel.Unhurried(ctx, len(res.Files), func(i int) {
		name := res.Files[i].Path
		old := last.files[name]
		data, err := res.Files[i].Content()
		if err != nil || old == nil || old.holds(data) {
			return // Show tells of errors
		}
		prepared[name] = newEntry(name, data, &p.compressing)
		prepared[name].ready(old)
	})
	p.showing.Lock()
	defer p.showing.Unlock()
	p.prepared = prepared
}

// Failed says that a build could not be made at all.
func (p *Production) Failed(err error) {
	p.tell(buildState{tried: p.opt.Now(), broken: "the site could not be read"})
	p.opt.Log.Error("the site could not be built; the last good one stays, and signpost check tells more", "error", Reason(err))
}

// Reason is what the system says of an error of a build, without the name of a file, which
// may be that of a draft and is not for a log.
func Reason(err error) string {
	var system syscall.Errno
	switch {
	case errors.As(err, &system):
		return system.Error()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "stopped"
	}
	return "not one of the system"
}

func (p *Production) tell(state buildState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if state.broken != "" {
		state.built = p.state.built
	}
	p.state = state
	p.metrics.built(state.broken == "")
}

// Ready tells whether there is a site to serve, when it was built, and why a later
// one is not served, or "".
func (p *Production) Ready() (ready bool, built time.Time, broken string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.current.Load() != nil && !p.stopping.Load(), p.state.built, p.state.broken
}

// Close closes the site. Requests that are under way are answered.
func (p *Production) Close() error {
	if g := p.current.Swap(nil); g != nil {
		return g.leave()
	}
	return nil
}

// take is the current site, to be left again; nil if there is none.
func (p *Production) take() *generation {
	for {
		g := p.current.Load()
		if g == nil || g.enter() {
			return g
		}
	}
}

// leave leaves a site that was taken.
func (p *Production) leave(g *generation) {
	if err := g.leave(); err != nil {
		p.opt.Log.Error("an old site could not be closed", "error", err.Error())
	}
}

// Mount lets a review answer below /review/ of the site, before the site is served. It
// has to guard itself, as a Login does: nothing before it does.
func (p *Production) Mount(review http.Handler) { p.review = review }

// ServeHTTP answers readers.
func (p *Production) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

// route leads a request to what answers it.
func (p *Production) route(w http.ResponseWriter, r *http.Request) {
	g := p.take()
	if g == nil {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "the site is not ready yet", http.StatusServiceUnavailable)
		return
	}
	defer p.leave(g)
	for _, rule := range g.headers {
		if rule.fits(r.URL.Path) {
			for _, h := range rule.headers {
				w.Header().Set(h[0], h[1])
			}
		}
	}
	below, ok := strings.CutPrefix(r.URL.Path, g.root)
	switch {
	case !ok && (r.URL.Path == "/" || r.URL.Path+"/" == g.root):
		http.Redirect(w, r, g.root, http.StatusFound)
	case !ok:
		p.lost(w, r, g)
	case below == "api/signals":
		if p.opt.Signals == nil {
			p.lost(w, r, g)
			return
		}
		p.signal(w, r, g)
	case strings.HasPrefix(below, "review/") && p.review != nil:
		noteRoute(w, "review")
		p.review.ServeHTTP(w, r)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
	case below == "review" && p.review != nil:
		noteRoute(w, "review")
		w.Header().Set("Cache-Control", "no-store") // the review may be served no more tomorrow
		http.Redirect(w, r, g.root+"review/", http.StatusMovedPermanently)
	case below == "api/search":
		p.searchAPI(w, r, g)
	case below == "search" && (r.URL.Query().Has("q") || g.files["search/index.html"] == nil):
		p.searchPage(w, r, g)
	default:
		p.page(w, r, g, "/"+below)
	}
}

// page answers with a file of the site; urlPath begins at its root.
func (p *Production) page(w http.ResponseWriter, r *http.Request, g *generation, urlPath string) {
	if rule, ok := g.redirects.find(r.URL.EscapedPath()); ok {
		redirect(w, r, rule)
		return
	}
	name, slash := fileOf(urlPath)
	if slash {
		name = path.Join(name, "index.html")
	} else if g.files[path.Join(name, "index.html")] != nil {
		target := url.URL{Path: g.root + name + "/", RawQuery: r.URL.RawQuery}
		http.Redirect(w, r, target.String(), http.StatusMovedPermanently)
		return
	}
	if e := g.file(name); e != nil {
		if g.files[name] == nil { // a style or script of the last site, under the name of its content
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		} else if w.Header().Get("Cache-Control") == "" {
			w.Header().Set("Cache-Control", "no-cache") // kept, and asked for by its entity tag
		}
		noteFile(w, name)
		e.send(w, r, http.StatusOK)
		return
	}
	if rule, ok := g.redirects.findBelow(r.URL.EscapedPath()); ok {
		redirect(w, r, rule)
		return
	}
	p.lost(w, r, g)
}

func redirect(w http.ResponseWriter, r *http.Request, rule redirectRule) {
	w.Header().Set("Cache-Control", "no-cache")
	target := rule.to
	if r.URL.RawQuery != "" && !strings.Contains(target, "?") && !strings.Contains(target, "#") {
		target += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", target)
	w.WriteHeader(rule.status)
}

// lost answers that there is nothing, in the language of the edition that the
// address belongs to.
func (p *Production) lost(w http.ResponseWriter, r *http.Request, g *generation) {
	e := g.files["404.html"]
	for _, ed := range g.editions[1:] {
		if strings.HasPrefix(r.URL.Path, strings.TrimSuffix(g.root, "/")+ed.Home) {
			if own := g.files[strings.TrimPrefix(ed.Home, "/")+"404.html"]; own != nil {
				e = own
			}
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	if e == nil {
		http.NotFound(w, r)
		return
	}
	e.send(w, r, http.StatusNotFound)
}
