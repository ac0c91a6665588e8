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
Everything is written into one folder that you can delete. Ctrl-C ends it.`,
		Example: `  signpost demo
  signpost demo --once --out /tmp/signpost-demo`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.out, "out", "signpost-demo", "folder for the site and the report")
	cmd.Flags().BoolVar(&o.once, "once", false, "write the files, say where they are, and exit")
	return cmd
}

func (a *app) demo(ctx context.Context, o demoOptions) error {
	source, site, report := filepath.Join(o.out, "source"), filepath.Join(o.out, "site"), filepath.Join(o.out, "gap-report")
	samples, err := os.MkdirTemp("", "signpost-samples-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer os.RemoveAll(samples)
	if err := unpack(source, samples); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	cfg := builder.Config{Site: os.DirFS(source), Name: filepath.ToSlash(source), Theme: themes.Default(), Now: a.now()}
	if _, err := a.publish(ctx, cfg, source, site); err != nil {
		return err
	}
	docs, ds, err := builder.Documents(ctx, cfg)
	if err != nil || diag.HasErrors(ds) {
		return errors.Join(err, a.tell(ds), errMistakes)
	}
	found, _, err := a.mine(ctx, export{paths: []string{samples}, hidden: samples, shown: "samples/conversations"}, docs)
	if err != nil {
		return err
	}
	if err := a.writeReport(found, report); err != nil {
		return err
	}
	a.say("\n%s\n", found.Sentence())
	if o.once {
		return a.answer("help center  %s\ngap report   %s\n", filepath.Join(site, "index.html"), filepath.Join(report, "index.html"))
	}
	return a.serveDemo(ctx, site, report)
}

func (a *app) answer(format string, args ...any) error {
	_, err := fmt.Fprintf(a.stdout, format, args...)
	return err
}

// unpack writes what the binary carries: the site into a folder that is made
// anew, and the conversations, which are not masked, into one that is not kept.
func unpack(source, samples string) error {
	conversations, err := fs.Sub(signpost.Demo, "samples/conversations")
	if err != nil {
		return err
	}
	content, err := fs.Sub(signpost.Demo, "content")
	if err != nil {
		return err
	}
	settings, err := signpost.Demo.ReadFile("signpost.yaml")
	if err != nil {
		return err
	}
	if err := os.RemoveAll(source); err != nil {
		return err
	}
	return errors.Join(
		os.CopyFS(samples, conversations),
		os.CopyFS(filepath.Join(source, "content"), content),
		os.WriteFile(filepath.Join(source, "signpost.yaml"), settings, 0o644),
	)
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
	go func() { done <- server.Serve(ctx, one, server.Handler(folder(site))) }()
	go func() { done <- server.Serve(ctx, two, server.Handler(folder(report))) }()
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
		defer root.Close()
		data, err := fs.ReadFile(root.FS(), name)
		return data, err == nil
	}
}
