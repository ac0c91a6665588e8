package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"signpost/builder"
	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/inbox"
	"signpost/internal/diag"
	"signpost/internal/whole"

	"github.com/spf13/cobra"
)

type gapsOptions struct {
	site         siteFlags
	out          string
	from         exportFlags
	since, today string
	json         bool
	signals      signalsFlags
	// url is where conversations can be read, with {id}.
	url  string
	mode mode
}

func (a *app) gapsCommand() *cobra.Command {
	var o gapsOptions
	cmd := &cobra.Command{
		Use:     "gaps PATH...",
		GroupID: "gaps",
		Short:   "Report the questions that customers ask and no article answers",
		Long: `Gaps reads exported conversations, groups the questions that customers ask,
asks the site's own search whether an article answers them, and writes a report
that counts every conversation once. Decisions about gaps, by the commands below,
are kept in gaps.yaml of the site folder, by which gaps are known again: commit it.

Personal data is masked while reading; what masking is not sure of stands in
audit.html. confirm-masking marks a report as shareable.`,
		Example: `  signpost gaps export.zip --site help
  signpost gaps conversations/ november.csv --site help --since last`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error { return a.gaps(cmd.Context(), args, o) },
	}
	o.site.add(cmd)
	cmd.Flags().StringVar(&o.out, "out", gapReport.folder, "folder for the report")
	o.from.add(cmd)
	cmd.Flags().StringVar(&o.since, "since", "", "print what changed since a day, such as 2026-12-31, or since the last export: last")
	cmd.Flags().StringVar(&o.today, "today", "", "the day to count from, such as 2026-12-31 (default today)")
	addConversationURL(cmd, &o.url)
	o.signals.addJoined(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print gaps.json too")
	cmd.AddCommand(a.decisionCommands()...)
	o.mode.add(cmd)
	cmd.AddCommand(a.confirmMaskingCommand(gapReport))
	return cmd
}

// addConversationURL adds the flag for where conversations can be read.
func addConversationURL(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "conversation-url", "", "where your help desk shows a conversation, as https://…/{id}, if the export does not say")
}

// usableConversationURL refuses what leads to no conversation.
func usableConversationURL(address string) error {
	u, err := url.Parse(strings.ReplaceAll(address, "{id}", "1"))
	if address != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(address, "{id}")) {
		return fmt.Errorf("--conversation-url %s: write an address with {id} in it, as https://desk.example.com/conversation/{id}", address)
	}
	return nil
}

func (a *app) gaps(ctx context.Context, paths []string, o gapsOptions) error {
	if err := usableReport(o.out, gapReport); err != nil {
		return err
	}
	report, sum, err := a.mined(ctx, paths, o)
	if err != nil {
		return err
	}
	if err := writeAudited(ctx, gapPages{report}, o.out, gapReport); err != nil {
		return err
	}
	if err := keepReport(report, o.site.dir); errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		a.say("warning: nothing is remembered for the next report: %v", err)
	} else if err != nil {
		return err
	}
	switch {
	case o.json:
		if err := a.printReport(report); err != nil {
			return err
		}
	case o.since != "":
		if err := a.answer("%s", report.Changes.Text()); err != nil {
			return err
		}
	}
	for _, note := range report.Notes {
		a.say("%s", note)
	}
	a.say("%s\nRead it: %s", report.Sentence(), filepath.Join(o.out, "index.html"))
	a.tellAudited(gapPages{report}, o.out)
	return a.tellDamage(sum)
}

// mined reads and mines exported conversations against the site, with what was
// decided before.
func (a *app) mined(ctx context.Context, paths []string, o gapsOptions) (*gaps.Report, *inbox.Summary, error) {
	if err := usableConversationURL(o.url); err != nil {
		return nil, nil, err
	}
	opt, err := a.readOptions(o.from)
	if err != nil {
		return nil, nil, err
	}
	cfg, err := a.config(o.site)
	if err != nil {
		return nil, nil, err
	}
	cfg.AllowBroken, cfg.AllowEmpty = true, true
	docs, ds, err := builder.Documents(ctx, cfg)
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", o.site.dir, err)
	}
	if diag.HasErrors(ds) {
		return nil, nil, errors.Join(a.tell(ds), errMistakes)
	}
	if len(docs.Articles) == 0 {
		a.say("%s holds no articles: every question counts as missing", o.site.dir)
	}
	mining, done, err := a.mining(ctx, o, docs)
	if err != nil {
		return nil, nil, err
	}
	report, sum, err := a.mine(ctx, export{paths: paths, options: opt, url: o.url, mode: o.mode, site: o.site.dir}, docs, mining)
	if err := errors.Join(err, done()); err != nil {
		return nil, nil, err
	}
	return report, sum, nil
}

// mining is what a run knows besides the conversations: what was decided, which
// articles are to close gaps, and search without them. done lets go of the latter.
func (a *app) mining(ctx context.Context, o gapsOptions, docs *builder.Searchable) (opt gaps.Options, done func() error, err error) {
	done = func() error { return nil }
	if opt.Book, err = a.loadBook(o.site.dir); err != nil {
		return opt, done, err
	}
	if opt.Today, err = a.dayOf(o.today); err != nil {
		return opt, done, err
	}
	if opt.Since = o.since; opt.Since == "last" {
		opt.Since = ""
	} else if _, err := time.Parse(decisions.Day, opt.Since); opt.Since != "" && err != nil {
		return opt, done, fmt.Errorf("--since %s: it is a day, such as 2026-12-31, or last", o.since)
	}
	if opt.Since > opt.Today {
		return opt, done, fmt.Errorf("--since %s lies ahead of today, %s: nothing can have changed since", o.since, opt.Today)
	}
	if opt.Signals, err = o.signals.weekly(ctx, o.site.dir); err != nil {
		return opt, done, err
	}
	opt.Closers = closers(ctx, o.site.dir, docs, opt.Book, opt.Today)
	bare, err := without(opt.Closers, opt.Book, docs)
	if bare != nil {
		opt.Without, done = bare, bare.Close
	}
	return opt, done, err
}

// keepReport keeps in the site folder what the next run and decisions need: gaps.yaml,
// and the report.
func keepReport(report *gaps.Report, site string) error {
	if err := report.Book.Save(site); err != nil {
		return err
	}
	data, err := report.JSON()
	if err != nil {
		return err
	}
	if _, err := builder.OwnFolder(site); err != nil {
		return fmt.Errorf("keep the report: %w", err)
	}
	if err := whole.Bytes(keptReport(site), 0o600, data); err != nil {
		return fmt.Errorf("keep the report: %w", err)
	}
	return nil
}

// An export is what conversations are read from.
type export struct {
	paths   []string
	options inbox.Options
	// hidden is a folder whose name means nothing to people; shown stands in its
	// place. Both may be "".
	hidden, shown string
	// url is where its conversations can be read, with {id}; "" if that is not known.
	url  string
	mode mode
	// site is the folder of the site, which may keep an index; "" if there is none.
	site string
}

// miningMemory is how many bytes mining takes before it looks harder for what it no longer
// needs. It takes more when it has to: a million conversations need about as much.
const miningMemory = 700 << 20

// mine reads an export and mines it against the documents of a site. An export of which
// nothing could be used is an error.
func (a *app) mine(ctx context.Context, from export, docs *builder.Searchable, opt gaps.Options) (*gaps.Report, *inbox.Summary, error) {
	start := a.now()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(min(miningMemory, debug.SetMemoryLimit(-1))))
	space, err := from.mode.open("")
	if err != nil {
		return nil, nil, err
	}
	index, documents, err := openEditions(from.site, docs)
	if err != nil {
		return nil, nil, err
	}
	at := site{root: docs.Root, articles: docs.Articles}
	opt.Documents, opt.ConversationURL, opt.Space, opt.File = documents, from.url, space, at.fileFor
	opt.Name, opt.SiteURL = docs.Title, docs.BaseURL
	var report *gaps.Report
	var sum *inbox.Summary
	err = inbox.ReadWhole(ctx, from.paths, from.options, func(read inbox.Conversations, of *inbox.Summary) (err error) {
		sum = of
		opt.Summary = func() ([]gaps.Source, inbox.Audit) { return from.sources(of), of.Audit }
		report, err = gaps.Mine(ctx, read, index, opt)
		return err
	})
	if err := errors.Join(err, index.Close()); err != nil {
		return nil, nil, err
	}
	if err := verdict(sum); err != nil && !errors.Is(err, errMistakes) {
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
		if n := w.Count - len(w.Examples); n > 0 && inbox.IsLoss(w.Code) {
			a.say("and %d more like this; signpost conversations --json names each", n)
		}
	}
	return errMistakes
}
