package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"signpost/gaps"
	"signpost/gaps/vectors"
	"signpost/search"

	"github.com/spf13/cobra"
)

type evalCoverageOptions struct {
	docs, labelled, lang string
	// wordings is how many each article that is made has, where there is no docs.
	wordings int
	mode     mode
	words    string
	json     bool
}

func (a *app) evalCoverageCommand() *cobra.Command {
	var o evalCoverageOptions
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: "Measure how well it is decided whether an article answers",
		Long: `Eval coverage decides, as the gap report does, whether an article answers each
group of questions, and compares that with what is known. --docs is a folder of
Markdown articles; an article's id is its path without .md. --labelled has lines
text<TAB>label<TAB>article, where - stands for no article.

--wordings 8 instead of --docs makes articles for half of the labels: of 8 of their
texts, which are not asked then; 0 makes them of the label's words as a title. The
third column is not looked at, and the figures are means of four draws.

Figures are in per cent: over the groups of a label, over the groups of five and
more texts that grouping finds by itself, and over single texts. AUROC goes by
the scores; precision, recall and F1 count "covered" and "partly" as an answer.`,
		Example: `  signpost eval coverage --docs docs --labelled questions.tsv
  signpost eval coverage --wordings 8 --labelled questions.tsv`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.evalCoverage(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.docs, "docs", "", "folder of Markdown articles")
	cmd.Flags().StringVar(&o.labelled, "labelled", "", "labelled questions, text<TAB>label<TAB>article")
	cmd.Flags().StringVar(&o.lang, "lang", "en", "language of the articles")
	cmd.Flags().IntVar(&o.wordings, "wordings", 0, "make articles of so many texts of a label")
	o.mode.add(cmd)
	cmd.Flags().StringVar(&o.words, "words", "", "word model: a file, or none")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the figures as JSON")
	cmd.MarkFlagsOneRequired("docs", "wordings")
	cmd.MarkFlagsMutuallyExclusive("docs", "wordings")
	needFlags(cmd, "labelled")
	return cmd
}

func (a *app) evalCoverage(ctx context.Context, o evalCoverageOptions) error {
	if o.wordings < 0 {
		return fmt.Errorf("--wordings %d: it is 0 or more", o.wordings)
	}
	texts, err := readFile(o.labelled, gaps.ReadLabelled)
	if err != nil {
		return err
	}
	space, err := o.mode.open(o.words)
	if err != nil {
		return err
	}
	var s gaps.CoverageScore
	if o.docs != "" {
		s, err = a.coverageOf(ctx, o, space, texts)
	} else {
		if s, err = gaps.EvaluateMade(ctx, space, texts, o.wordings); err != nil {
			err = fmt.Errorf("%s: %w", o.labelled, err)
		}
	}
	if err != nil {
		return err
	}
	if o.json {
		return writeJSON(a.stdout, s)
	}
	var out strings.Builder
	for _, row := range []struct {
		name string
		gaps.CoverageFigures
	}{{"group", s.Group}, {"found", s.Found}, {"text", s.Text}} {
		fmt.Fprintf(&out, "%-6s %6d  AUROC %5.1f  precision %5.1f  recall %5.1f  F1 %5.1f\n", row.name, row.N, row.AUROC, row.Precision, row.Recall, row.F1)
	}
	return a.answer("%s", out.String())
}

// coverageOf decides whether the articles of a folder answer.
func (a *app) coverageOf(ctx context.Context, o evalCoverageOptions, space vectors.Space, texts []gaps.Labelled) (gaps.CoverageScore, error) {
	docs, err := a.evalDocs(ctx, o.docs, o.lang)
	if err != nil {
		return gaps.CoverageScore{}, err
	}
	index, err := search.New(docs.Documents, docs.Options)
	if err != nil {
		return gaps.CoverageScore{}, fmt.Errorf("index the articles: %w", err)
	}
	s, err := gaps.EvaluateCoverage(ctx, space, docs.Documents, index, texts, func(address string) string { return strings.Trim(address, "/") })
	if err := errors.Join(err, index.Close()); err != nil {
		return gaps.CoverageScore{}, fmt.Errorf("%s: %w", o.labelled, err)
	}
	a.tellStrangers(articlesOf(texts), docs.Documents)
	return s, nil
}

// articlesOf are the right answers as those of search are told.
func articlesOf(texts []gaps.Labelled) search.Qrels {
	out := search.Qrels{}
	for _, t := range texts {
		if t.Article != "-" {
			out[t.Text] = map[string]float64{t.Article: 1}
		}
	}
	return out
}
