package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"signpost"
	"signpost/builder"
	"signpost/internal/diag"
	"signpost/server"
	"signpost/themes"

	"github.com/spf13/cobra"
)

type demoOptions struct {
	out  string
	once bool
}

func (a *app) demoCommand() *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:     "demo",
		GroupID: "write",
		Short:   "Show the whole loop: our own help center and a gap report",
		Long: `Demo builds Signpost's own help center, mines sample conversations against it,
serves the site and the gap report on this machine, and prints both addresses.
Both are written into one folder that you can delete. Ctrl-C ends it.`,
		Example: `  signpost demo
  signpost demo --once --out /tmp/signpost-demo`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.out, "out", "signpost-demo", "folder for the site and the report")
	cmd.Flags().BoolVar(&o.once, "once", false, "write the files, say where they are, and exit")
	return cmd
}

func (a *app) demo(ctx context.Context, o demoOptions) (err error) {
	site, report := filepath.Join(o.out, "site"), filepath.Join(o.out, "gap-report")
	if err := usableReport(report, gapReport); err != nil {
		return err
	}
	// The sample conversations hold (invented) personal data as an export does,
	// so they stay out of the folder that is left behind.
	source, err := os.MkdirTemp("", "signpost-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(source)) }()
	if err := os.CopyFS(source, signpost.Demo); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := a.makeDemo(ctx, source, site, report); err != nil {
		return err
	}
	if !o.once {
		return a.serveDemo(ctx, site, report)
	}
	err = a.answer("help center  %s\ngap report   %s\n", filepath.Join(site, "index.html"), filepath.Join(report, "index.html"))
	a.say("\nNext: signpost demo serves both; signpost init help begins your own")
	return err
}

// makeDemo writes the site and the report out of the folder source.
func (a *app) makeDemo(ctx context.Context, source, site, report string) error {
	cfg := builder.Config{Site: os.DirFS(source), Theme: themes.Default(), Now: a.now()}
	if _, err := a.publish(ctx, cfg, source, site); err != nil {
		return err
	}
	docs, ds, err := builder.Documents(ctx, cfg)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if diag.HasErrors(ds) {
		return errors.Join(a.tell(ds), errMistakes)
	}
	found, _, err := a.mine(ctx, export{
		paths: []string{filepath.Join(source, "samples", "conversations")}, hidden: source + string(filepath.Separator),
	}, docs)
	if err != nil {
		return err
	}
	if err := writeAudited(found, report, gapReport); err != nil {
		return err
	}
	a.say("\n%s\n", found.Sentence())
	return nil
}

func (a *app) answer(format string, args ...any) error {
	_, err := fmt.Fprintf(a.stdout, format, args...)
	return err
}

func (a *app) serveDemo(ctx context.Context, site, report string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	one, err := listenNear(8080)
	if err != nil {
		return err
	}
	two, err := listenNear(8090)
	if err != nil {
		return errors.Join(err, one.Close())
	}
	done := make(chan error, 2)
	go func() { done <- server.Serve(ctx, one, server.Local(one, server.Handler(folder(site)))) }()
	go func() { done <- server.Serve(ctx, two, server.Local(two, server.Handler(folder(report)))) }()
	err = a.answer("help center  http://%s/\ngap report   http://%s/\n", one.Addr(), two.Addr())
	a.say("\nCtrl-C ends the demo. Next: signpost init help, then signpost preview --site help")
	first := <-done
	stop()
	return errors.Join(err, first, <-done)
}

// listenNear listens on a port of the loopback interface, or on any free one
// when that port is taken.
func listenNear(port int) (net.Listener, error) {
	l, err := server.Listen(fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return server.Listen("127.0.0.1:0")
	}
	return l, nil
}

// folder is a site on disk; nothing outside the folder is ever read.
func folder(dir string) server.Site {
	return func(name string) ([]byte, bool) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, false
		}
		defer func() { _ = root.Close() }()
		data, err := fs.ReadFile(root.FS(), name)
		return data, err == nil
	}
}
