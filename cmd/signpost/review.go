package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"

	"signpost/server"

	"github.com/spf13/cobra"
)

type reviewOptions struct {
	gapsOptions
	addr, by string
}

// reviewPort is where the review is served unless it is taken.
const reviewPort = 8092

func (a *app) reviewCommand() *cobra.Command {
	var o reviewOptions
	cmd := &cobra.Command{
		Use:     "review PATH...",
		GroupID: "gaps",
		Short:   "Decide about the gaps in a local web page",
		Long: `Review mines exported conversations as signpost gaps does, and serves the report
with buttons on this machine only: accept and draft, snooze until a day, dismiss
with a reason, assign, merge, split, rename, and undo. Decisions go into
gaps.yaml of the site folder at once, drafts into content/; nothing is
published. The page works by keyboard and without JavaScript.

The address that it tells holds a secret, so that no other page or person of
this machine decides for you. Ctrl-C ends it; every decision is kept by then.`,
		Example: `  signpost review export.zip --site help
  signpost review conversations/ --site help --by Ann`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error { return a.review(cmd.Context(), args, o) },
	}
	o.site.add(cmd)
	o.from.add(cmd)
	addConversationURL(cmd, &o.url)
	o.mode.add(cmd)
	o.signals.addJoined(cmd)
	cmd.Flags().StringVar(&o.addr, "addr", "", fmt.Sprintf("address of this machine to serve on, host:port (default 127.0.0.1:%d, or a free port)", reviewPort))
	cmd.Flags().StringVar(&o.by, "by", "", "who decides (default git's user.name)")
	return cmd
}

func (a *app) review(ctx context.Context, paths []string, o reviewOptions) error {
	listener, err := listenLocal(o.addr)
	if err != nil {
		return err
	}
	report, sum, err := a.mined(ctx, paths, o.gapsOptions)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := a.tellDamage(sum); err != nil && !errors.Is(err, errMistakes) {
		return errors.Join(err, listener.Close())
	}
	// The decisions need what signpost gaps keeps, too.
	if err := keepReport(report, o.site.dir); err != nil {
		return errors.Join(err, listener.Close())
	}
	base := server.RandomBase()
	desk := &desk{app: a, site: o.site.dir, report: report}
	review := server.NewReview(desk, server.ReviewOptions{Base: base, Actor: cmp.Or(o.by, gitUser(o.site.dir))})
	a.say("%s\nReview: http://%s%s  (Ctrl-C ends it)", report.Sentence(), listener.Addr(), base)
	return server.Serve(ctx, listener, server.Local(listener, review))
}

// listenLocal listens on this machine only.
func listenLocal(addr string) (net.Listener, error) {
	if addr == "" {
		return listenNear(reviewPort)
	}
	l, err := server.Listen(addr)
	if err != nil {
		return nil, err
	}
	if at, ok := l.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("--addr %s: the review is for this machine only; use 127.0.0.1 or localhost", addr), l.Close())
	}
	return l, nil
}
