package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"signpost/builder"
	"signpost/gaps"
	"signpost/internal/diag"
	"signpost/search"

	"github.com/spf13/cobra"
)

func (a *app) evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "eval",
		GroupID: "find",
		Short:   "Measure search, questions, grouping, coverage and reports on labelled data",
		Long: `Eval measures how well search ranks, how well questions are told from small talk,
how well they are grouped, how well it is decided whether an article answers
them, whether the gap report finds what it should, and whether gaps are known again,
on data whose right answers are known.`,
		Example: `  signpost eval search --docs DIR --queries queries.tsv --qrels qrels.tsv
  signpost eval coverage --docs DIR --labelled questions.tsv`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.evalSearchCommand(), a.evalQuestionsCommand(), a.evalGapsCommand(), a.evalCoverageCommand(),
		a.evalReportCommand(), a.evalIDsCommand())
	return cmd
}

type evalSearchOptions struct {
	docs, queries, qrels string
	engine, variant      string
	lang                 string
	json                 bool
}

func (a *app) evalSearchCommand() *cobra.Command {
	var o evalSearchOptions
	cmd := &cobra.Command{
		Use:   "search",
		Short: "Measure how well search ranks the right articles",
		Long: `Eval search asks each query and compares the first ten hits with the right
articles. --docs is a folder of Markdown articles; an article's id is its path
without .md. --queries has lines id<TAB>text, --qrels query<TAB>article<TAB>grade.

--variant typo and prefix ask the same queries with one slip of the finger and
with the last word cut: from queries.typo.tsv and queries.prefix.tsv beside the
queries if they are there, or made from the queries.`,
		Example: `  signpost eval search --docs docs --queries queries.tsv --qrels qrels.tsv
  signpost eval search --docs docs --queries queries.tsv --qrels qrels.tsv --variant typo --engine browser --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.evalSearch(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.docs, "docs", "", "folder of Markdown articles")
	cmd.Flags().StringVar(&o.queries, "queries", "", "queries, id<TAB>text")
	cmd.Flags().StringVar(&o.qrels, "qrels", "", "right answers, query<TAB>article<TAB>grade")
	addEngine(cmd, &o.engine)
	cmd.Flags().StringVar(&o.variant, "variant", "clean", "clean, typo or prefix")
	cmd.Flags().StringVar(&o.lang, "lang", "en", "language of the articles")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the figures as JSON")
	needFlags(cmd, "docs", "queries", "qrels")
	return cmd
}

func (a *app) evalSearch(ctx context.Context, o evalSearchOptions) error {
	queries, err := variantQueries(o.queries, o.variant)
	if err != nil {
		return err
	}
	qrels, err := readFile(o.qrels, search.ReadQrels)
	if err != nil {
		return err
	}
	start := a.now()
	docs, err := a.evalDocs(ctx, o.docs, o.lang)
	if err != nil {
		return err
	}
	s, closeIndex, err := a.searcher(o.engine, "", docs)
	if err != nil {
		return err
	}
	a.stage("indexed", start, "%s", plural(len(docs.Documents), "section"))
	a.tellStrangers(qrels, docs.Documents)
	e, err := search.Evaluate(ctx, s, queries, qrels, func(h search.Hit) string { return strings.Trim(h.Article, "/") })
	if err := errors.Join(err, closeIndex()); err != nil {
		return err
	}
	e.Engine, e.Variant = o.engine, o.variant
	if o.json {
		return writeJSON(a.stdout, e)
	}
	return a.answer("engine     %s\nvariant    %s\nqueries    %d\nnDCG@10    %.3f\nMRR@10     %.3f\nrecall@10  %.3f\np50        %.2f ms\np99        %.2f ms\n",
		e.Engine, e.Variant, e.Queries, e.NDCG, e.MRR, e.Recall, e.P50, e.P99)
}

// evalDocs reads a folder of articles in a language.
func (a *app) evalDocs(ctx context.Context, dir, lang string) (*builder.Searchable, error) {
	cfg, err := a.config(siteFlags{dir: dir})
	if err != nil {
		return nil, err
	}
	docs, ds, err := builder.Texts(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", dir, err)
	}
	if err := a.tellBriefly(ds); err != nil {
		return nil, err
	}
	if diag.HasErrors(ds) {
		return nil, errMistakes
	}
	docs.Options.Lang = lang
	return docs, nil
}

// tellStrangers says how many right answers are no article, since none of them can be
// found.
func (a *app) tellStrangers(qrels search.Qrels, docs []search.Document) {
	known := map[string]bool{}
	for _, d := range docs {
		known[strings.Trim(d.Article, "/")] = true
	}
	strangers, example := 0, ""
	for _, right := range qrels {
		for article := range right {
			if !known[article] {
				strangers++
				if example == "" || article < example {
					example = article
				}
			}
		}
	}
	if strangers > 0 {
		a.say("warning: no article of the folder is named by %s of the right answers, such as %s", plural(strangers, "line"), example)
	}
}

// variantQueries reads queries in a variant: from the file beside theirs, or
// made from the clean ones.
func variantQueries(name, variant string) ([]search.EvalQuery, error) {
	var change func(string) string
	switch variant {
	case "clean":
		return readFile(name, search.ReadQueries)
	case "typo":
		change = search.Typo
	case "prefix":
		change = search.CutLast
	default:
		return nil, fmt.Errorf("--variant %s: it is clean, typo or prefix", variant)
	}
	beside := strings.TrimSuffix(name, ".tsv") + "." + variant + ".tsv"
	if queries, err := readFile(beside, search.ReadQueries); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return queries, err
	}
	queries, err := readFile(name, search.ReadQueries)
	for i := range queries {
		queries[i].Text = change(queries[i].Text)
	}
	return queries, err
}

// readFile reads a file in a format of lines.
func readFile[T any](name string, read func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(name)
	if err != nil {
		var none T
		return none, err
	}
	defer func() { _ = f.Close() }()
	out, err := read(f)
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return out, err
}

type evalGapsOptions struct {
	labelled string
	mode     mode
	words    string
	json     bool
}

func (a *app) evalGapsCommand() *cobra.Command {
	var o evalGapsOptions
	cmd := &cobra.Command{
		Use:   "gaps",
		Short: "Measure how well questions are grouped",
		Long: `Eval gaps groups the texts of a file without seeing their labels, and compares
the groups with the labels. The file has lines text<TAB>label; further columns
are not looked at.

NMI, ARI and ACC (best assignment of groups to labels) are in per cent; purity,
recall and distinct labels are over the 20 largest groups.

--words groups with another word model than that of the binary, as a model that
has seen the texts of a file proves nothing on them; none goes by the words that
texts share alone.`,
		Example: `  signpost eval gaps --labelled questions.tsv
  signpost eval gaps --labelled questions.tsv --fast --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.evalGaps(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.labelled, "labelled", "", "labelled questions, text<TAB>label")
	o.mode.add(cmd)
	cmd.Flags().StringVar(&o.words, "words", "", "word model: a file, or none")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the figures as JSON")
	needFlags(cmd, "labelled")
	return cmd
}

func (a *app) evalGaps(ctx context.Context, o evalGapsOptions) error {
	texts, err := readFile(o.labelled, gaps.ReadLabelled)
	if err != nil {
		return err
	}
	space, err := o.mode.open(o.words)
	if err != nil {
		return err
	}
	s, err := gaps.EvaluateGroups(ctx, space, texts)
	if err != nil {
		return fmt.Errorf("%s: %w", o.labelled, err)
	}
	if o.json {
		return writeJSON(a.stdout, s)
	}
	return a.answer("texts       %d\nlabels      %d\nclusters    %d\nof 5        %d\nNMI         %.1f\nARI         %.1f\nACC         %.1f\npurity20    %.1f\nrecall20    %.1f\ndistinct20  %.1f\ngrouped     %.1f\nseconds     %.1f\npeak        %.0f MiB\n",
		s.N, s.Labels, s.Clusters, s.OfFive, s.NMI, s.ARI, s.ACC, s.Purity20, s.Recall20, s.Distinct20, s.Grouped, s.Seconds, s.PeakMiB)
}
