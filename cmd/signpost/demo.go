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
	"signpost/gaps"
	"signpost/inbox"
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
		Short:   "Show the whole loop: our own help center, a gap report, a practice report",
		Long: `Demo builds Signpost's own help center, mines sample conversations against it,
measures the practice in them, serves the site, both reports and the review of the
gaps on this machine, and prints their addresses. The reports are written into one
folder that you can delete; what you decide in the review is gone when Ctrl-C ends it.`,
		Example: `  signpost demo
  signpost demo --once --out /tmp/signpost-demo`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.out, "out", "signpost-demo", "folder for the site and the reports")
	cmd.Flags().BoolVar(&o.once, "once", false, "write the files, say where they are, and exit")
	return cmd
}

// demoFolders are what demo writes: folders of --out, what they are called where
// their addresses are printed, and the port that is tried first.
var demoFolders = []struct {
	name, shown string
	port        int
}{{"site", "help center", 8080}, {"gap-report", "gap report", 8090}, {"practice-report", "practice report", 8091}}

func (a *app) demo(ctx context.Context, o demoOptions) (err error) {
	for _, kind := range []reportKind{gapReport, practiceReport} {
		if err := usableReport(filepath.Join(o.out, kind.folder), kind); err != nil {
			return err
		}
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
	found, err := a.makeDemo(ctx, source, o.out)
	if err != nil {
		return err
	}
	if !o.once {
		return a.serveDemo(ctx, &desk{app: a, site: source, report: found}, o.out)
	}
	for _, f := range demoFolders {
		if err := a.answer("%-16s %s\n", f.shown, filepath.Join(o.out, f.name, "index.html")); err != nil {
			return err
		}
	}
	a.say("\nNext: signpost demo serves them; signpost init help begins your own")
	return nil
}

// makeDemo writes the site and the reports out of the folder source, and gives the gap
// report, which it keeps there for decisions.
func (a *app) makeDemo(ctx context.Context, source, out string) (*gaps.Report, error) {
	cfg := builder.Config{Site: builder.Folder(source), Theme: themes.Default(), Now: a.now()}
	if _, err := a.publish(ctx, cfg, source, filepath.Join(out, "site")); err != nil {
		return nil, err
	}
	docs, ds, err := builder.Documents(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	if diag.HasErrors(ds) {
		return nil, errors.Join(a.tell(ds), errMistakes)
	}
	talks, beside := filepath.Join(source, "samples", "conversations"), filepath.Join(source, "samples", "team")
	from := export{paths: []string{talks}, hidden: source + string(filepath.Separator), site: source}
	found, _, err := a.mine(ctx, from, docs, gaps.Options{})
	if err != nil {
		return nil, err
	}
	if err := writeAudited(ctx, gapPages{found}, filepath.Join(out, gapReport.folder), gapReport); err != nil {
		return nil, err
	}
	team, err := inbox.ReadWorkspace(ctx, []string{beside})
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	measured, _, err := a.measure(ctx, from, a.practiceAgainst(ctx, docs, team))
	if err != nil {
		return nil, err
	}
	if err := writeAudited(ctx, measured, filepath.Join(out, practiceReport.folder), practiceReport); err != nil {
		return nil, err
	}
	a.say("\n%s\n\n%s\n", found.Sentence(), measured.Sentence)
	return found, keepReport(found, source)
}

func (a *app) answer(format string, args ...any) error {
	_, err := fmt.Fprintf(a.stdout, format, args...)
	return err
}

// reviewed is what the review is called beside demoFolders.
const reviewed = "review"

// serveDemo serves what makeDemo wrote, and the review of its gaps, until one of the
// servers ends.
func (a *app) serveDemo(ctx context.Context, decided *desk, out string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var listeners []net.Listener
	ports := []int{}
	for _, f := range demoFolders {
		ports = append(ports, f.port)
	}
	for _, port := range append(ports, reviewPort) {
		l, err := listenNear(port)
		if err != nil {
			for _, open := range listeners {
				err = errors.Join(err, open.Close())
			}
			return err
		}
		listeners = append(listeners, l)
	}
	done := make(chan error, len(listeners))
	var errs []error
	for i, f := range demoFolders {
		l := listeners[i]
		go func() {
			done <- server.Serve(ctx, l, server.Local(l, server.Handler(folder(filepath.Join(out, f.name)))))
		}()
		errs = append(errs, a.answer("%-16s http://%s/\n", f.shown, l.Addr()))
	}
	last, base := listeners[len(listeners)-1], server.RandomBase()
	go func() {
		done <- server.Serve(ctx, last, server.Local(last, server.NewReview(decided, server.ReviewOptions{Base: base, Actor: "You"})))
	}()
	errs = append(errs, a.answer("%-16s http://%s%s\n", reviewed, last.Addr(), base))
	a.say("\nWhat you decide in the review is gone when the demo ends. Ctrl-C ends it.\nNext: signpost init help, then signpost preview --site help")
	for range listeners {
		errs = append(errs, <-done)
		stop()
	}
	return errors.Join(errs...)
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
