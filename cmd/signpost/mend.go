package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"signpost/gaps/decisions"
	"signpost/gaps/drafts"
	"signpost/internal/diag"

	"github.com/spf13/cobra"
)

func (a *app) mendCommand() *cobra.Command {
	var site string
	cmd := &cobra.Command{
		Use:   "mend",
		Short: "Join the two sides of a conflict that git left in gaps.yaml or queries.yaml",
		Long: `Mend joins the two sides of a conflict in gaps.yaml, gap by gap, and keeps the
decisions and comments of both; in queries.yaml it keeps the questions of both. Where
both have a title or a question it tells which it kept. Two decisions about different
gaps never conflict in gaps.yaml, and golden queries only where .gitattributes does
not have git keep the lines of both.`,
		Example: `  signpost gaps mend
  signpost gaps mend --site help`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return a.mend(site) },
	}
	cmd.Flags().StringVar(&site, "site", ".", "site folder, which holds gaps.yaml")
	return cmd
}

func (a *app) mend(site string) error {
	ds, err := decisions.Mend(site)
	gapsMended := err == nil && !diag.HasErrors(ds)
	if err != nil && !errors.Is(err, decisions.ErrNothingNew) && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := a.tell(ds); err != nil {
		return err
	}
	if gapsMended {
		a.say("%s holds the decisions of both; commit it", filepath.Join(site, decisions.FileName))
	}
	queriesMended, err := a.mendQueries(site)
	if err != nil {
		return err
	}
	if queriesMended {
		a.say("%s holds the questions of both; commit it", filepath.Join(site, queriesFile))
	}
	switch {
	case diag.HasErrors(ds):
		return errMistakes
	case !gapsMended && !queriesMended:
		a.say("there is no conflict in %s", filepath.Join(site, decisions.FileName))
	}
	return nil
}

// mendQueries joins the sides of a conflict in queries.yaml, and tells whether there was
// one.
func (a *app) mendQueries(site string) (bool, error) {
	files := changeSet{dir: site}
	text, err := files.read(queriesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("mend the golden queries: %w", err)
	}
	joined, chosen, err := drafts.JoinQueries(text)
	if errors.Is(err, decisions.ErrNothingNew) {
		return false, nil
	}
	if err == nil {
		err = errors.Join(files.replace(queriesFile, joined), files.stage(), files.place())
	}
	if err != nil {
		return false, fmt.Errorf("mend %s: %w", filepath.Join(site, queriesFile), err)
	}
	if len(chosen) > 0 {
		a.say("both sides ask, in their own way: %s; the first side's stayed", strings.Join(chosen, ", "))
	}
	return true, nil
}
