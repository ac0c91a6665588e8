package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

Personal data is masked while reading. Look over a report all the same before
you pass it on: names in running text can slip through.`,
		Example: `  signpost gaps export.zip --site help
  signpost gaps conversations/ more.csv --site help --out /tmp/report`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error { return a.gaps(cmd.Context(), args, o) },
	}
	o.site.add(cmd)
	cmd.Flags().StringVar(&o.out, "out", "gap-report", "folder for the report")
	o.from.add(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print gaps.json too")
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
	if err := usableReport(o.out); err != nil {
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
	if err := writeReport(report, o.out); err != nil {
		return err
	}
	if o.json {
		data, err := report.JSON()
		if err != nil {
			return err
		}
		if _, err := a.stdout.Write(data); err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
	}
	a.say("%s\nRead it: %s", report.Sentence(), filepath.Join(o.out, "index.html"))
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
	report, err := gaps.Mine(ctx, read, index, gaps.Options{Documents: docs.Documents, Summary: func() ([]gaps.Source, map[string]int) {
		return from.sources(sum), sum.Masked
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

// usableReport refuses a folder for the report that holds something else: what
// lies there is replaced only when it is a report.
func usableReport(out string) error {
	entries, err := os.ReadDir(out)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return fmt.Errorf("look at %s: %w", out, err)
	}
	var report struct {
		Accounting json.RawMessage `json:"accounting"`
	}
	data, err := os.ReadFile(filepath.Join(out, reportMark))
	if err == nil && json.Unmarshal(data, &report) == nil && report.Accounting != nil {
		return nil
	}
	return fmt.Errorf("%s holds %s, and no gap report; choose another folder with --out", out, entries[0].Name())
}

// reportMark is the file by which the folder of a report is known; it is
// written before the others.
const reportMark = "gaps.json"

// writeReport writes the files of a report into a folder, each whole or not at
// all.
func writeReport(report *gaps.Report, out string) error {
	files, err := report.Files()
	if err != nil {
		return err
	}
	slices.SortStableFunc(files, func(a, b gaps.File) int {
		switch reportMark {
		case a.Path:
			return -1
		case b.Path:
			return 1
		}
		return 0
	})
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	for _, f := range files {
		name := filepath.Join(out, filepath.FromSlash(f.Path))
		if err := os.WriteFile(name+".new", f.Data, 0o644); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
		if err := os.Rename(name+".new", name); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
	}
	return nil
}
