package main

import (
	"fmt"

	"signpost/gaps"

	"github.com/spf13/cobra"
)

type evalQuestionsOptions struct {
	labelled string
	json     bool
}

func (a *app) evalQuestionsCommand() *cobra.Command {
	var o evalQuestionsOptions
	cmd := &cobra.Command{
		Use:   "questions",
		Short: "Measure how well requests are told from small talk",
		Long: `Eval questions takes each text of a file for the only message of a conversation,
and tells which share of the small talk is left out and which share of the
requests is kept. The file has lines text<TAB>label; the label of small talk is
smalltalk, every other is that of a request.`,
		Example: `  signpost eval questions --labelled turns.tsv
  signpost eval questions --labelled turns.tsv --json`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return a.evalQuestions(o) },
	}
	cmd.Flags().StringVar(&o.labelled, "labelled", "", "labelled turns, text<TAB>label")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the figures as JSON")
	needFlags(cmd, "labelled")
	return cmd
}

func (a *app) evalQuestions(o evalQuestionsOptions) error {
	texts, err := readFile(o.labelled, gaps.ReadLabelled)
	if err != nil {
		return err
	}
	s, err := gaps.EvaluateQuestions(texts)
	if err != nil {
		return fmt.Errorf("%s: %w", o.labelled, err)
	}
	if o.json {
		return writeJSON(a.stdout, s)
	}
	return a.answer("texts              %d\nrequests           %d\nkept               %.1f %%\naccount-specific   %.1f %%\nsmall talk         %d\ndropped            %.1f %%\n",
		s.N, s.Requests, s.Kept, s.Account, s.SmallTalk, s.Dropped)
}
