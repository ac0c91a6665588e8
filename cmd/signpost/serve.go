package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"time"

	"signpost/builder"
	"signpost/inbox"
	"signpost/server"
	"signpost/signals"

	"github.com/spf13/cobra"
)

// How long the server waits before it builds again: for editors and git to be done,
// and for readers to get a turn, serveShare times as long as the last build took.
const (
	serveQuiet = 200 * time.Millisecond
	servePause = time.Second
	serveShare = 4
	// longestRetry is how long it waits at most after a build that failed.
	longestRetry = time.Minute
)

type serveOptions struct {
	site            siteFlags
	addr, adminAddr string
	signals         signalsFlags
	login           loginFlags
	keep            days
	grace           time.Duration
	cert, key       string
	acmeHosts       []string
	acmeDir         string
	acmeDirectory   string
	behindProxy     bool
	logRequests     bool
}

func (a *app) serveCommand() *cobra.Command {
	o := serveOptions{keep: 400}
	cmd := &cobra.Command{
		Use:     "serve",
		GroupID: "write",
		Short:   "Serve the site to readers, with search and their signals",
		Long: `Serve builds the site in memory and answers readers: the pages, /api/search?q=, a
page /search?q= that needs no JavaScript, and /api/signals, where pages send what
readers searched in vain, opened, rated, or did not find. It builds again when
articles change, and takes the new site whole; after a mistake the last good site
stays. Nothing is written but signals, and what the team decides.

Readers are not tracked: no cookies, no addresses, a hash that lasts a day. Signals
go to a file of SQLite or, by --signals postgres://…, to PostgreSQL, which several
servers can share. --signals off keeps none.

With --users or --sign-in the team decides about the gaps of the last signpost gaps
at /review/, behind a login.

/healthz, /readyz and /metrics are on --admin-addr. Ctrl-C or SIGTERM ends it.`,
		Example: `  signpost serve --site help --addr 127.0.0.1:8080 --admin-addr 127.0.0.1:9090
  signpost serve --site help --addr :443 --acme-host help.example.com --signals postgres://signpost@db/help`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), o) },
	}
	o.site.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.site.baseURL, "base-url", "", "absolute address of the site, instead of base_url in signpost.yaml")
	f.StringVar(&o.addr, "addr", "127.0.0.1:8080", "address to serve on, host:port")
	f.StringVar(&o.adminAddr, "admin-addr", "", "address for health and metrics, host:port (default none)")
	o.signals.add(cmd)
	f.StringVar(&o.login.users, "users", "", "file of those who may review, by signpost users")
	f.StringVar(&o.login.signIn, "sign-in", "", "file that names an OpenID provider, or a proxy, which says who may review")
	f.Var(&o.keep, "keep-signals", "days for which signals are kept, such as 400d")
	f.DurationVar(&o.grace, "grace", 10*time.Second, "time that readers get when the server stops")
	f.StringVar(&o.cert, "tls-cert", "", "file of a certificate; read again when it changes")
	f.StringVar(&o.key, "tls-key", "", "file of its key")
	f.StringSliceVar(&o.acmeHosts, "acme-host", nil, "host to get a certificate for from Let's Encrypt")
	f.StringVar(&o.acmeDirectory, "acme-directory", "", "address of another ACME authority (default Let's Encrypt)")
	f.StringVar(&o.acmeDir, "acme-dir", "", "folder for such certificates (default SITE/.signpost/acme)")
	f.BoolVar(&o.behindProxy, "behind-proxy", false, "believe X-Forwarded-For when signals and failed sign-ins are limited")
	f.BoolVar(&o.logRequests, "log-requests", false, "log every request, without addresses and queries")
	cmd.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	cmd.MarkFlagsMutuallyExclusive("tls-cert", "acme-host")
	return cmd
}

// serve runs until ctx ends.
func (a *app) serve(ctx context.Context, o serveOptions) (err error) {
	cfg, err := a.config(o.site)
	if err != nil {
		return err
	}
	if cfg.Known, err = builder.KnownFaults(o.site.dir); err != nil {
		return err
	}
	cfg.Audience, cfg.SearchPage = "public", "/search"
	log := slog.New(slog.NewJSONHandler(a.stderr, nil))
	secure, err := o.secure(log)
	if err != nil {
		return err
	}
	login, err := o.login.options()
	if err != nil {
		return err
	}
	listeners, err := listenAll(o.addr, o.adminAddr)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	opt := server.ProductionOptions{Log: log, LogRequests: o.logRequests, BehindProxy: o.behindProxy, Now: a.now}
	var work background
	store, err := o.signals.connect(o.site.dir)
	if err != nil {
		return errors.Join(err, closeAll(listeners))
	}
	if store != nil {
		if file, err := o.signals.file(o.site.dir); file != "" && err == nil && committable(ctx, file) {
			log.Warn("git would commit the signals; name their file in .gitignore", "file", file)
		}
		cfg.Signals = "/api/signals"
		opt.Signals = server.NewRecorder(store, masked, a.now, log)
		// Signals of the last requests are stored after the server has stopped.
		record, stopRecording := context.WithCancel(context.WithoutCancel(ctx))
		recorded := make(chan struct{})
		go func() { opt.Signals.Run(record); close(recorded) }()
		defer func() { stopRecording(); <-recorded; err = errors.Join(err, store.Close()) }()
		work.run(func() error { a.forget(ctx, store, opt.Signals, o.keep, log); return nil })
	}
	p := server.NewProduction(opt)
	defer func() { err = errors.Join(err, p.Close()) }()
	defer func() { stop(); err = errors.Join(err, work.wait()) }()
	if o.adminAddr != "" {
		log.Info("health and metrics", "url", fmt.Sprintf("http://%s/", listeners[1].Addr()))
		work.run(func() error { defer stop(); return server.Serve(ctx, listeners[1], p.Admin()) })
	}
	s := &served{app: a, live: builder.NewLive(cfg), production: p, log: log, reviewed: login != nil}
	s.live.Prepare = p.Prepare
	if err := s.build(ctx); err != nil {
		if ctx.Err() == nil { // what is told here stands in logs, too
			err = fmt.Errorf("build: %s; signpost check --site %s tells more", server.Reason(err), o.site.dir)
		}
		return errors.Join(err, closeAll(listeners[:1]))
	}
	if ready, _, _ := p.Ready(); !ready {
		a.say("There is no site to serve: signpost check --site %s tells what is wrong.", o.site.dir)
		return errors.Join(errMistakes, closeAll(listeners[:1]))
	}
	if login != nil {
		if err := s.mount(o, login, listeners[0].Addr(), secure != nil); err != nil {
			return errors.Join(err, closeAll(listeners[:1]))
		}
	}
	work.run(func() error { defer stop(); return s.follow(ctx, o.site.dir) })
	log.Info("serving", "url", fmt.Sprintf("%s://%s/", scheme(secure), listeners[0].Addr()))
	return p.Serve(ctx, listeners[0], secure, o.grace)
}

func scheme(secure *tls.Config) string {
	if secure != nil {
		return "https"
	}
	return "http"
}

// secure is how to speak HTTPS, nil for HTTP.
func (o serveOptions) secure(log *slog.Logger) (*tls.Config, error) {
	switch {
	case o.cert != "":
		return server.FileTLS(o.cert, o.key, log)
	case len(o.acmeHosts) > 0:
		dir := o.acmeDir
		if dir == "" {
			own, err := builder.OwnFolder(o.site.dir)
			if err != nil {
				return nil, fmt.Errorf("%w; name another folder with --acme-dir", err)
			}
			dir = filepath.Join(own, "acme")
		}
		return server.AutomaticTLS(o.acmeHosts, dir, o.acmeDirectory)
	}
	return nil, nil
}

// listenAll opens the addresses that are given.
func listenAll(addrs ...string) ([]net.Listener, error) {
	var list []net.Listener
	for _, addr := range addrs {
		if addr == "" {
			continue
		}
		l, err := server.Listen(addr)
		if err != nil {
			return nil, errors.Join(err, closeAll(list))
		}
		list = append(list, l)
	}
	return list, nil
}

func closeAll(list []net.Listener) error {
	var err error
	for _, l := range list {
		err = errors.Join(err, l.Close())
	}
	return err
}

// background is what runs beside the server.
type background struct{ done []chan error }

func (b *background) run(do func() error) {
	done := make(chan error, 1)
	b.done = append(b.done, done)
	go func() { done <- do() }()
}

func (b *background) wait() error {
	var err error
	for _, done := range b.done {
		err = errors.Join(err, <-done)
	}
	return err
}

// masked takes personal data out of what a reader types. Nothing is learned from one
// reader for another.
func masked(text string) string { return inbox.NewMasker().Text(text) }

// forget removes old signals, and the oldest where there are too many, now and every hour.
func (a *app) forget(ctx context.Context, store *signals.Store, recorder *server.Recorder, keep days, log *slog.Logger) {
	select {
	case <-ctx.Done():
		return
	case <-recorder.Prepared():
	}
	for {
		old, beyond, err := store.Prune(ctx, keep.before(a.now()), signals.MaxStored)
		recorder.Crowded(beyond)
		if err != nil && ctx.Err() == nil {
			log.Error("signals could not be removed", "error", err.Error())
		}
		if old > 0 {
			log.Info("old signals are removed", "signals", old)
		}
		if beyond > 0 {
			log.Warn("there were too many signals; the oldest are removed", "signals", beyond, "most", signals.MaxStored)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

// served is a site on its way to readers.
type served struct {
	app        *app
	live       *builder.Live
	production *server.Production
	log        *slog.Logger
	heap       server.Heap
	due        time.Time
	// reviewed says that the review is to stand at /review/.
	reviewed bool
	// root and baseURL are where the last site stands.
	root, baseURL string
}

// build builds the site and shows it. The error is that of a site that cannot be built
// at all, and may name drafts.
func (s *served) build(ctx context.Context) error {
	start := s.app.now()
	s.heap.Building()
	defer s.heap.Built()
	var err error
	built := s.live.Rebuild(ctx, start, func(res *builder.Result) {
		s.due, s.root, s.baseURL = res.Due, res.Root, res.BaseURL
		err = s.production.Show(res)
		s.tellShadowed(res)
	})
	if err := errors.Join(built, err); err != nil {
		return fmt.Errorf("build: %w", err)
	}
	s.log.Info("the build has ended", "seconds", s.app.now().Sub(start).Seconds())
	return nil
}

// tellShadowed warns of files of the site that nobody reaches, as the review stands in
// their place. Their names are words of articles, and not for a log.
func (s *served) tellShadowed(res *builder.Result) {
	if !s.reviewed {
		return
	}
	n := 0
	for _, f := range res.Files {
		if strings.HasPrefix(f.Path, "review/") {
			n++
		}
	}
	if n > 0 {
		s.log.Warn("the review stands in the place of files of the site; give their articles another slug", "below", res.Root+"review/", "files", n)
	}
}

// revise shows the page of an article at once, if its text is all that changed; search
// follows with the next build.
func (s *served) revise(ctx context.Context, names []string) {
	s.live.Revise(ctx, names, func(res *builder.Result) {
		if err := s.production.Show(res); err != nil && ctx.Err() == nil {
			s.log.Warn("an article waits for the next build", "error", server.Reason(err))
		}
	})
}

// follow builds again whenever something has changed, or an article appears or expires,
// and after a pause when something could not be read.
func (s *served) follow(ctx context.Context, dir string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	stale, done := make(chan struct{}, 1), make(chan error, 1)
	go func() {
		done <- builder.Watch(ctx, dir, serveQuiet, func(names []string) {
			s.revise(ctx, names)
			select {
			case stale <- struct{}{}:
			default: // a build that has not begun yet will see this change too
			}
		})
	}()
	var retry time.Duration // 0 after a build
	for {
		wait := s.untilDue(s.app.now())
		if retry > 0 {
			wait = min(wait, retry)
		}
		due := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			due.Stop()
			return <-done
		case err := <-done:
			due.Stop()
			return err
		case <-stale:
		case <-due.C:
		}
		due.Stop()
		start := time.Now()
		if err := s.build(ctx); err == nil {
			retry = 0
		} else if ctx.Err() == nil {
			s.production.Failed(err)
			retry = min(max(servePause, 2*retry), longestRetry)
		}
		select {
		case <-ctx.Done():
		case <-time.After(max(servePause, serveShare*time.Since(start))):
		}
	}
}

// untilDue is how long to wait for an article that appears or expires; a clock that
// is set meanwhile is noticed within an hour.
func (s *served) untilDue(now time.Time) time.Duration {
	if s.due.IsZero() {
		return time.Hour * 24
	}
	return max(servePause, min(s.due.Sub(now), time.Hour))
}
