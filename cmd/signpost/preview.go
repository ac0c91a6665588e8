package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"time"

	"signpost/builder"
	"signpost/internal/diag"
	"signpost/server"

	"github.com/spf13/cobra"
)

// quiet is how long nothing must change before the preview builds again;
// editors write a file in several steps.
const quiet = 30 * time.Millisecond

type previewOptions struct {
	site siteFlags
	addr string
}

func (a *app) previewCommand() *cobra.Command {
	var o previewOptions
	cmd := &cobra.Command{
		Use:     "preview",
		GroupID: "write",
		Short:   "See every save at once, with its search and its mistakes",
		Long: `Preview serves the site from memory and builds it again after every save; open
pages reload by themselves, and search knows the new words. Mistakes lie over
the page until they are mended, while the last good site stays visible. Dead
links are told and do not stop it. Nothing is written. Ctrl-C ends it.`,
		Example: `  signpost preview
  signpost preview --site help --drafts --addr 127.0.0.1:4000`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.preview(cmd.Context(), o) },
	}
	o.site.add(cmd)
	o.site.addPublishing(cmd)
	cmd.Flags().StringVar(&o.addr, "addr", "127.0.0.1:8080", "address to serve on, host:port")
	return cmd
}

func (a *app) preview(ctx context.Context, o previewOptions) error {
	cfg, err := a.config(o.site)
	if err != nil {
		return err
	}
	cfg.AllowBroken, cfg.OnDemand = true, true
	listener, err := server.Listen(o.addr)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	p := &previewed{app: a, cfg: cfg, live: builder.NewLive(cfg), preview: server.NewPreview()}
	if err := p.rebuild(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	a.say("Preview: http://%s/  (Ctrl-C ends it)", listener.Addr())
	if at, ok := listener.Addr().(*net.TCPAddr); ok && !at.IP.IsLoopback() {
		a.say("Others on your network can read it there too, drafts included if you show them.")
	}
	done := make(chan error, 2)
	stale := make(chan struct{}, 1)
	go func() {
		done <- builder.Watch(ctx, o.site.dir, quiet, func(names []string) {
			p.revise(ctx, names)
			select {
			case stale <- struct{}{}:
			default: // a rebuild that has not begun yet will see this change too
			}
		})
		stop()
	}()
	go func() {
		p.follow(ctx, stale)
		done <- nil
	}()
	err = server.Serve(ctx, listener, server.Local(listener, p.preview))
	stop()
	return errors.Join(err, <-done, <-done)
}

// previewed is a site on its way to the screen.
type previewed struct {
	app     *app
	cfg     builder.Config
	live    *builder.Live
	preview *server.Preview
}

// follow rebuilds whenever the site is stale.
func (p *previewed) follow(ctx context.Context, stale <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-stale:
			if err := p.rebuild(ctx); err != nil && ctx.Err() == nil {
				p.app.say("signpost: %v", err)
			}
		}
	}
}

// revise shows the page of an article at once, if that is all that changed.
func (p *previewed) revise(ctx context.Context, names []string) {
	p.live.Revise(ctx, names, func(res *builder.Result) { p.preview.Show(res, p.source) })
}

// rebuild builds the site, shows it, and tells how it went.
func (p *previewed) rebuild(ctx context.Context) error {
	start := p.app.now()
	var last *builder.Result
	err := p.live.Rebuild(ctx, start, func(res *builder.Result) {
		p.preview.Show(res, p.source)
		last = res
	})
	if err != nil {
		return fmt.Errorf("build: %w", err)
	}
	if last == nil {
		return nil // a later change has overtaken it
	}
	if !diag.HasErrors(last.Diagnostics) {
		p.app.stage("built", start, "%s", plural(last.Articles, "article"))
	}
	return p.app.tellBriefly(last.Diagnostics)
}

// source is the line that a diagnostic is about.
func (p *previewed) source(d diag.Diagnostic) string { return sourceLine(p.cfg, d) }

func sourceLine(cfg builder.Config, d diag.Diagnostic) string {
	name := d.File
	if cfg.Name != "" && cfg.Name != "." {
		name = strings.TrimPrefix(name, strings.TrimSuffix(cfg.Name, "/")+"/")
	}
	data, err := fs.ReadFile(cfg.Site, name)
	if err != nil || d.Line < 1 {
		return ""
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		if n++; n == d.Line {
			line = strings.TrimRight(line, "\r\n")
			return strings.ToValidUTF8(line[:min(len(line), 300)], "")
		}
	}
	return ""
}
