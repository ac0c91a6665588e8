package main

import (
	"context"
	"errors"
	"fmt"
	"math"

	"signpost/builder"
	"signpost/gaps"
	"signpost/inbox"

	"github.com/spf13/cobra"
)

type evalReportOptions struct {
	docs, expected, lang string
	from                 exportFlags
	mode                 mode
	json                 bool
}

func (a *app) evalReportCommand() *cobra.Command {
	var o evalReportOptions
	cmd := &cobra.Command{
		Use:   "report PATH...",
		Short: "Measure whether the gap report finds the gaps that are known",
		Long: `Eval report mines exported conversations as gaps does, writes nothing, and
compares the gaps with what the conversations are known to ask. --expected has lines
conversation<TAB>gap<TAB>kind: a conversation's id, a name for what it asks, or - for
nothing that is a gap, and, if you like, the kind of gap: missing, not_found,
outdated or disagreement. A conversation that asks several things has several lines.
--docs is the folder of the articles that customers had; without it there are none.

A gap is a piece of a known one when more than half of its conversations ask for it;
several pieces count once for precision. It is bad when half of them or more ask
nothing that is a gap.`,
		Example: `  signpost eval report export.csv --docs docs --expected expected.tsv
  signpost eval report export.csv --expected expected.tsv --fast --json`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error { return a.evalReport(cmd.Context(), args, o) },
	}
	cmd.Flags().StringVar(&o.docs, "docs", "", "folder of Markdown articles")
	cmd.Flags().StringVar(&o.expected, "expected", "", "what is asked, conversation<TAB>gap<TAB>kind")
	cmd.Flags().StringVar(&o.lang, "lang", "en", "language of the articles")
	o.from.add(cmd)
	o.mode.add(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print the figures as JSON")
	needFlags(cmd, "expected")
	return cmd
}

func (a *app) evalReport(ctx context.Context, paths []string, o evalReportOptions) error {
	asked, err := readFile(o.expected, gaps.ReadExpected)
	if err != nil {
		return err
	}
	opt, err := a.readOptions(o.from)
	if err != nil {
		return err
	}
	docs := &builder.Searchable{}
	if o.docs != "" {
		if docs, err = a.evalDocs(ctx, o.docs, o.lang); err != nil {
			return err
		}
	}
	start := a.now()
	report, sum, err := a.mine(ctx, export{paths: paths, options: opt, mode: o.mode}, docs, gaps.Options{})
	if err != nil {
		return err
	}
	s := gaps.EvaluateReport(report, asked)
	s.Conversations = sum.Conversations
	s.Seconds = math.Round(100*a.now().Sub(start).Seconds()) / 100
	if s.Named == 0 && len(report.Gaps) > 0 {
		a.say("warning: no conversation of the gaps is in %s: are its ids those of the export?", o.expected)
	}
	if o.json {
		return writeJSON(a.stdout, s)
	}
	return a.answer("conversations  %d\ngaps           %d\nknown          %d\npieces of them %d\nprecision      %.1f\nrecall         %.1f\nof their kind  %s\nbad in 20      %d\nbad in 30      %d\nseconds        %.1f\npeak           %.0f MiB\n",
		s.Conversations, s.Gaps, s.Known, s.Pieces, s.Precision, s.Recall, shareOf(s.OfKind, s.Kinds), s.Bad20, s.Bad30, s.Seconds, s.PeakMiB)
}

// shareOf writes a share in per cent of n things, of which there may be none.
func shareOf(share float64, n int) string {
	if n == 0 {
		return "of none"
	}
	return fmt.Sprintf("%.1f", share)
}

type evalIDsOptions struct {
	from exportFlags
	mode mode
	json bool
}

func (a *app) evalIDsCommand() *cobra.Command {
	var o evalIDsOptions
	cmd := &cobra.Command{
		Use:   "ids PATH...",
		Short: "Measure whether gaps are known again in the next export",
		Long: `Eval ids mines the first two thirds of exported conversations, and then, with what
is remembered of these, the last two thirds, as if they were two exports of which
each shares half with the other; no article answers anything. Of the gaps of ten
conversations and more, those live on of whose conversations in the second export
most are in one gap: they keep their id when that gap has it.`,
		Example: `  signpost eval ids export.csv
  signpost eval ids export.csv --fast --json`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error { return a.evalIDs(cmd.Context(), args, o) },
	}
	o.from.add(cmd)
	o.mode.add(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print the figures as JSON")
	return cmd
}

func (a *app) evalIDs(ctx context.Context, paths []string, o evalIDsOptions) error {
	opt, err := a.readOptions(o.from)
	if err != nil {
		return err
	}
	space, err := o.mode.open("")
	if err != nil {
		return err
	}
	var talks []*inbox.Conversation
	var sum *inbox.Summary
	err = inbox.ReadWhole(ctx, paths, opt, func(read inbox.Conversations, of *inbox.Summary) error {
		talks, sum = nil, of
		for c, err := range read {
			if err != nil {
				return err
			}
			talks = append(talks, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := verdict(sum); err != nil && !errors.Is(err, errMistakes) {
		return err
	}
	s, err := gaps.EvaluateIDs(ctx, talks, gaps.Options{Space: space})
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(a.stdout, s)
	}
	return a.answer("conversations  %d\ngaps of 10     %d\nlive on        %d\nkeep their id  %d\nshare          %s\n",
		s.Conversations, s.Gaps, s.Living, s.Kept, shareOf(s.Share, s.Living))
}
