package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"signpost/builder"
	"signpost/internal/diag"
	"signpost/server"

	"github.com/spf13/cobra"
)

// quiet is how long nothing must change before the preview builds again;
// editors write a file in several steps.
const quiet = 60 * time.Millisecond

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
	cfg.AllowBroken = true
	cfg.Cache = &builder.Cache{}
	listener, err := server.Listen(o.addr)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	preview := server.NewPreview()
	if err := a.refresh(ctx, cfg, preview); err != nil {
		return errors.Join(err, listener.Close())
	}
	a.say("Preview: http://%s/  (Ctrl-C ends it)", listener.Addr())
	watched := make(chan error, 1)
	go func() {
		watched <- builder.Watch(ctx, o.site.dir, quiet, func() {
			if err := a.refresh(ctx, cfg, preview); err != nil && ctx.Err() == nil {
				a.say("signpost: %v", err)
			}
		})
		stop()
	}()
	err = server.Serve(ctx, listener, server.Local(listener, preview))
	stop()
	return errors.Join(err, <-watched)
}

// refresh builds the site and shows it.
func (a *app) refresh(ctx context.Context, cfg builder.Config, preview *server.Preview) error {
	start := a.now()
	cfg.Now = start
	res, err := builder.Build(ctx, cfg)
	if err != nil {
		return fmt.Errorf("build: %w", err)
	}
	if res.Index != nil {
		if err := res.Index.Close(); err != nil {
			return err
		}
	}
	preview.Show(res, mistakes(cfg, res.Diagnostics))
	if diag.HasErrors(res.Diagnostics) {
		return a.tellBriefly(res.Diagnostics)
	}
	a.stage("built", start, "%s", plural(res.Articles, "article"))
	return a.tellBriefly(res.Diagnostics)
}

// mistakes adds the line of source to each diagnostic.
func mistakes(cfg builder.Config, ds []diag.Diagnostic) []server.Mistake {
	out := make([]server.Mistake, len(ds))
	for i, d := range ds {
		out[i] = server.Mistake{Diagnostic: d, Source: sourceLine(cfg, d)}
	}
	return out
}

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
