package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"signpost/inbox"

	"github.com/spf13/cobra"
)

type conversationsOptions struct {
	columns         string
	json, jsonLines bool
}

func (a *app) conversationsCommand() *cobra.Command {
	var o conversationsOptions
	cmd := &cobra.Command{
		Use:     "conversations PATH...",
		GroupID: "gaps",
		Short:   "Show what an export holds, and what was not understood",
		Long: `Conversations reads exported support conversations and says what it found: the
format, how many, who wrote, from when to when, what was masked, and a warning
for everything that it did not understand. Look here first, before you trust a
report.

PATH is a file, a folder, or an archive (zip, tar, gzip, zstd): exports of
Intercom, Zendesk, Freshdesk, Help Scout, Front, Chatwoot, Zammad, Gorgias, HubSpot,
Crisp and Groove, CSV and JSON lines. Formats are told by content, never by name;
files that belong together may come in any order.
Columns of a table are guessed and shown; --columns says them.`,
		Example: `  signpost conversations export.zip
  signpost conversations tickets.csv --columns conversation_id=ticket,body=text,author_type=role`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error { return a.conversations(cmd.Context(), args, o) },
	}
	addColumns(cmd, &o.columns)
	cmd.Flags().BoolVar(&o.json, "json", false, "print the account as JSON")
	cmd.Flags().BoolVar(&o.jsonLines, "json-lines", false, "print each conversation as a line of JSON, masked")
	cmd.MarkFlagsMutuallyExclusive("json", "json-lines")
	return cmd
}

func addColumns(cmd *cobra.Command, columns *string) {
	cmd.Flags().StringVar(columns, "columns", "", "columns of a table, as field=column,field=column")
}

func needPaths(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s needs the path of an export; see %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	return nil
}

func (a *app) conversations(ctx context.Context, paths []string, o conversationsOptions) error {
	columns, err := inbox.ParseColumns(o.columns)
	if err != nil {
		return fmt.Errorf("--columns: %w", err)
	}
	read, sum := inbox.Read(ctx, paths, inbox.Options{Columns: columns})
	out := bufio.NewWriter(a.stdout)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for c, err := range read {
		if err != nil {
			return errors.Join(out.Flush(), err)
		}
		if o.jsonLines {
			if err := lines.Encode(c); err != nil {
				return fmt.Errorf("write conversations: %w", err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write conversations: %w", err)
	}
	switch {
	case o.json:
		err = writeJSON(a.stdout, sum)
	case o.jsonLines:
		err = sum.WriteText(a.stderr)
	default:
		err = sum.WriteText(a.stdout)
	}
	return errors.Join(err, verdict(sum))
}

// verdict is how reading went as an error: nothing could be used, or an export
// was damaged and only a part of it read.
func verdict(sum *inbox.Summary) error {
	if refused := sum.Refused(); sum.Conversations == 0 && len(refused) > 0 {
		return fmt.Errorf("%s: %s", refused[0].Path, refused[0].Refused)
	}
	if sum.Damaged() {
		return errMistakes
	}
	return nil
}
