package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"signpost/builder"
	"signpost/gaps"
	"signpost/inbox"
	"signpost/internal/diag"
	"signpost/search"

	"github.com/spf13/cobra"
)

type gapsOptions struct {
	site siteFlags
	out  string
	from exportFlags
	json bool
}

func (a *app) gapsCommand() *cobra.Command {
	var o gapsOptions
	cmd := &cobra.Command{
		Use:     "gaps PATH...",
		GroupID: "gaps",
		Short:   "Report the questions that customers ask and no article answers",
		Long: `Gaps reads exported conversations, groups the questions that customers ask,
asks the site's own search whether an article answers them, and writes a report:
index.html to read, gaps.json, gaps.md and gaps.csv. It opens with the
accounting: every conversation is counted once, also those nobody could group.

Personal data is masked while reading. What masking is not sure of stands in
audit.html. A report is not marked shareable until somebody has looked at that
page and confirmed it with signpost gaps confirm-masking.`,
		Example: `  signpost gaps export.zip --site help
  signpost gaps conversations/ more.csv --site help --out /tmp/report`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error { return a.gaps(cmd.Context(), args, o) },
	}
	o.site.add(cmd)
	cmd.Flags().StringVar(&o.out, "out", gapReport.folder, "folder for the report")
	o.from.add(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print gaps.json too")
	cmd.AddCommand(a.confirmMaskingCommand(gapReport))
	return cmd
}

func (a *app) gaps(ctx context.Context, paths []string, o gapsOptions) error {
	opt, err := a.readOptions(o.from)
	if err != nil {
		return err
	}
	cfg, err := a.config(o.site)
	if err != nil {
		return err
	}
	if err := usableReport(o.out, gapReport); err != nil {
		return err
	}
	cfg.AllowBroken = true
	docs, ds, err := builder.Documents(ctx, cfg)
	if err != nil {
		return fmt.Errorf("read %s: %w", o.site.dir, err)
	}
	if diag.HasErrors(ds) {
		return errors.Join(a.tell(ds), errMistakes)
	}
	report, sum, err := a.mine(ctx, export{paths: paths, options: opt}, docs)
	if err != nil {
		return err
	}
	if err := verdict(sum); err != nil && !errors.Is(err, errMistakes) {
		return err
	}
	if err := writeAudited(gapPages{report}, o.out, gapReport); err != nil {
		return err
	}
	if o.json {
		if err := a.printReport(report); err != nil {
			return err
		}
	}
	a.say("%s\nRead it: %s", report.Sentence(), filepath.Join(o.out, "index.html"))
	a.tellAudited(gapPages{report}, o.out)
	return a.tellDamage(sum)
}

// An export is what conversations are read from.
type export struct {
	paths   []string
	options inbox.Options
	// hidden is a folder whose name means nothing to people; shown stands in its
	// place. Both may be "".
	hidden, shown string
}

// mine reads an export and mines it against the documents of a site.
func (a *app) mine(ctx context.Context, from export, docs *builder.Searchable) (*gaps.Report, *inbox.Summary, error) {
	start := a.now()
	index, err := search.New(docs.Documents, docs.Options)
	if err != nil {
		return nil, nil, fmt.Errorf("index the articles: %w", err)
	}
	read, sum := inbox.Read(ctx, from.paths, from.options)
	report, err := gaps.Mine(ctx, read, index, gaps.Options{Documents: docs.Documents, Summary: func() ([]gaps.Source, inbox.Audit) {
		return from.sources(sum), sum.Audit
	}})
	if err := errors.Join(err, index.Close()); err != nil {
		return nil, nil, err
	}
	a.stage("mined", start, "%s, %s", plural(sum.Conversations, "conversation"), plural(len(report.Gaps), "gap"))
	return report, sum, nil
}

func (e export) sources(sum *inbox.Summary) []gaps.Source {
	out := []gaps.Source{}
	for _, s := range sum.Sources {
		if s.Refused == "" {
			name := s.Path
			if rest, ok := strings.CutPrefix(name, filepath.ToSlash(e.hidden)); ok && e.hidden != "" {
				name = e.shown + rest
			}
			out = append(out, gaps.Source{Path: name, Format: s.Format, Conversations: s.Conversations})
		}
	}
	return out
}

// tellDamage repeats what reading could not use; a damaged export makes the
// status that of mistakes.
func (a *app) tellDamage(sum *inbox.Summary) error {
	for _, s := range sum.Refused() {
		a.say("not read: %s: %s", s.Path, s.Refused)
	}
	if !sum.Damaged() {
		return nil
	}
	for _, w := range sum.Warnings() {
		for _, example := range w.Examples {
			a.say("warning: %s", example)
		}
	}
	return errMistakes
}
