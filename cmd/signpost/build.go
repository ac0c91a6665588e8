package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"

	"signpost/builder"
	"signpost/internal/diag"

	"github.com/spf13/cobra"
)

type buildOptions struct {
	site        siteFlags
	out         string
	allowBroken bool
	json        bool
}

func (a *app) buildCommand() *cobra.Command {
	var o buildOptions
	cmd := &cobra.Command{
		Use:     "build",
		GroupID: "write",
		Short:   "Publish the site into a folder, whole or not at all",
		Long: `Build makes the site with its search index and puts it in place of the last one,
whole or not at all: after a mistake the last good site stays untouched.

Mistakes are told as file:line: what; how to mend it. The first publication of a
site takes dead links as warnings and remembers them; from then on a new dead
link is an error. --strict takes every dead link as an error, known or new, also
addresses from the root. No other warning stops a build, in a strict one either:
so an article that is taken back is gone with the next, whatever links to it.

The folder needs nothing but a static web server. The index for the command
line goes to SITE/.signpost, never into the site.`,
		Example: `  signpost build
  signpost build --site help --out /tmp/help --base-url https://help.example.com`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.build(cmd.Context(), o) },
	}
	o.site.add(cmd)
	o.site.addPublishing(cmd)
	cmd.Flags().StringVar(&o.out, "out", "", "folder for the site (default SITE/public)")
	cmd.Flags().BoolVar(&o.site.strict, "strict", false, "every dead link is an error")
	cmd.Flags().BoolVar(&o.allowBroken, "allow-broken-links", false, "publish new dead links too, and remember them")
	cmd.Flags().BoolVar(&o.json, "json", false, "print what was done as JSON")
	return cmd
}

func (a *app) build(ctx context.Context, o buildOptions) error {
	out := o.out
	if out == "" {
		out = filepath.Join(o.site.dir, "public")
	}
	cfg, err := a.config(o.site)
	if err != nil {
		return err
	}
	if cfg.Known, err = builder.KnownFaults(o.site.dir); err != nil {
		return err
	}
	cfg.AllowBroken = o.allowBroken
	if !o.site.drafts && o.site.audience != "internal" && builder.ForgotAddresses(o.site.dir, out) {
		a.say("warning: addresses.tsv is gone, though %s was published with it: restore it from version control, or old links break", out)
	}
	// Whether anything has changed, and what to build of it, is told by one look at git.
	asked := sync.OnceValues(func() (*builder.History, error) { return gitHistory(o.site.dir)(ctx) })
	cfg.History = func(context.Context) (*builder.History, error) { return asked() }
	start := a.now()
	res, inputs, err := builder.Unchanged(ctx, cfg, program(), o.site.dir, out)
	if err != nil {
		return fmt.Errorf("build %s: %w", o.site.dir, err)
	}
	if res != nil {
		err = a.tellBriefly(res.Diagnostics)
		a.stage("unchanged", start, "%s in %s", plural(res.Written, "file"), out)
	} else if res, err = a.publish(ctx, cfg, o.site.dir, out); err == nil {
		err = builder.Remember(res, inputs, o.site.dir, out)
	}
	if o.json && res != nil {
		err = errors.Join(writeJSON(a.stdout, summaryOf(res, out)), err)
	}
	if err == nil {
		a.say("The site is in %s. Look at it: signpost preview --site %s", out, o.site.dir)
	}
	return err
}

// program names the running program, so that a new version builds anew.
func program() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(name)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

// publish builds and writes a site and tells how it went; errMistakes means
// that its diagnostics kept it from being written.
func (a *app) publish(ctx context.Context, cfg builder.Config, site, out string) (*builder.Result, error) {
	start := a.now()
	cfg.OnDemand = true
	res, err := builder.Build(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("build %s: %w", site, err)
	}
	if diag.HasErrors(res.Diagnostics) {
		if err := a.tellBriefly(res.Diagnostics); err != nil {
			return res, err
		}
		a.sayNothingWritten(out)
		if !cfg.Strict && !cfg.AllowBroken && slices.ContainsFunc(res.Diagnostics, isDead) {
			a.say("New dead links can be published all the same with --allow-broken-links.")
		}
		return res, errMistakes
	}
	a.stage("built", start, "%s in %s", plural(res.Articles, "article"), plural(res.Collections, "collection"))
	start = a.now()
	// What the pages are made of stays in memory while they are written; what
	// comes and goes on top of it is kept small.
	defer debug.SetGCPercent(debug.SetGCPercent(40))
	err = errors.Join(builder.Write(ctx, res, site, out), res.Index.Close())
	var mistakes *builder.Mistakes
	if errors.As(err, &mistakes) {
		res.Diagnostics = append(res.Diagnostics, mistakes.Diagnostics...)
		diag.Sort(res.Diagnostics)
	}
	if err := errors.Join(err, a.tellBriefly(res.Diagnostics)); mistakes == nil && err != nil {
		return res, err
	}
	if mistakes != nil {
		a.sayNothingWritten(out)
		return res, errMistakes
	}
	a.stage("written", start, "%s to %s", plural(len(res.Files), "file"), out)
	for _, note := range res.Notes {
		a.say("%s", note)
	}
	return res, nil
}

// isDead reports what --allow-broken-links lets pass.
func isDead(d diag.Diagnostic) bool {
	return d.Severity == diag.Error && slices.Contains([]string{"dead-link", "dead-image", "dead-anchor", "withheld-file", "lost-address", "lost-heading"}, d.Code)
}

// sayNothingWritten tells what lies in the folder of a site that was not built.
func (a *app) sayNothingWritten(out string) {
	if _, err := os.Stat(out); err != nil {
		a.say("Nothing was written.")
		return
	}
	a.say("Nothing was written: %s is as it was.", out)
}
