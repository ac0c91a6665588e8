package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
)

// starter is the site that init writes.
//
//go:embed all:starter
var starter embed.FS

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "init DIR",
		GroupID: "write",
		Short:   "Make a starter site in a new folder",
		Long: `Init makes a folder with a small help center: settings and a few articles to
write over. DIR must be new or empty, so that nothing of yours is lost.`,
		Example: `  signpost init help
  signpost init .`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("init needs one folder; see signpost init --help")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.init(args[0]) },
	}
}

func (a *app) init(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("init %s: %w", dir, err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("init %s: the folder holds %s; name a new or empty one", dir, entries[0].Name())
	}
	files, err := fs.Sub(starter, "starter")
	if err != nil {
		return fmt.Errorf("init %s: %w", dir, err)
	}
	if err := os.CopyFS(dir, files); err != nil {
		return fmt.Errorf("init %s: %w", dir, err)
	}
	a.say("A starter site is in %s. Look at it: signpost preview --site %s", dir, dir)
	return nil
}
