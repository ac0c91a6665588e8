package main

import (
	"context"
	"errors"
	"fmt"

	"signpost/builder"
	"signpost/internal/diag"

	"github.com/spf13/cobra"
)

type checkOptions struct {
	site siteFlags
	json bool
}

func (a *app) checkCommand() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:     "check",
		GroupID: "write",
		Short:   "Tell every mistake in the articles, and write nothing",
		Long: `Check reads the site as build does and tells what is wrong: front matter,
links, anchors, images, addresses that clash, redirects. It writes nothing.
Every dead link is an error here, known or new, so that CI can hold a site to
having none.`,
		Example: `  signpost check
  signpost check --site help --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.check(cmd.Context(), o) },
	}
	o.site.add(cmd)
	o.site.addPublishing(cmd)
	cmd.Flags().BoolVar(&o.site.strict, "strict", false, "warnings are errors")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the mistakes as JSON")
	return cmd
}

func (a *app) check(ctx context.Context, o checkOptions) error {
	cfg, err := a.config(o.site)
	if err != nil {
		return err
	}
	// With nothing known from a publication, every dead link is new.
	cfg.Known = map[string]bool{}
	start := a.now()
	res, err := builder.Build(ctx, cfg)
	if err != nil {
		return fmt.Errorf("check %s: %w", o.site.dir, err)
	}
	if res.Index != nil {
		err = res.Index.Close()
	}
	if o.json {
		err = errors.Join(err, writeJSON(a.stdout, summaryOf(res, "")))
	}
	if err := errors.Join(err, a.tell(res.Diagnostics)); err != nil {
		return err
	}
	if diag.HasErrors(res.Diagnostics) {
		return errMistakes
	}
	a.stage("checked", start, "%s in %s", plural(res.Articles, "article"), plural(res.Collections, "collection"))
	return nil
}
