package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manCommand writes manual pages: packages for Linux and macOS carry them, and
// `man signpost-build` says what --help says.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Hidden: true, // for those who make packages
		Short:  "Write a manual page for each command into a folder",
		Long: `Man writes signpost.1 and a page for each command, such as signpost-build.1, into a
folder, which is made when it is missing. Packages install them for you.`,
		Example: `  signpost man ~/.local/share/man/man1
  signpost man pages && man pages/signpost-build.1`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("man needs one folder; see %s --help", cmd.CommandPath())
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("write manual pages: %w", err)
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			if err := writeManual(root, args[0]); err != nil {
				return fmt.Errorf("write manual pages: %w", err)
			}
			return nil
		},
	}
}

// writeManual writes the pages of a command and of those below it.
func writeManual(cmd *cobra.Command, dir string) error {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && !c.IsAdditionalHelpTopicCommand() {
			if err := writeManual(c, dir); err != nil {
				return err
			}
		}
	}
	const noDay = `"Jan 0001"`
	var page bytes.Buffer
	header := &doc.GenManHeader{Title: "SIGNPOST", Section: "1", Source: "Signpost", Manual: "Signpost manual", Date: &time.Time{}}
	if err := doc.GenMan(cmd, header, &page); err != nil {
		return fmt.Errorf("%s: %w", cmd.CommandPath(), err)
	}
	// A page names no day: the same program writes the same bytes.
	text := bytes.Replace(page.Bytes(), []byte(noDay), []byte(`""`), 1)
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
	return os.WriteFile(filepath.Join(dir, name), text, 0o644)
}
