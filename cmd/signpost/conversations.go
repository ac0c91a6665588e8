package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"signpost/inbox"
	"signpost/internal/diag"

	"github.com/spf13/cobra"
)

type conversationsOptions struct {
	from            exportFlags
	saveColumns     string
	explain         string
	json, jsonLines bool
}

// exportFlags say how an export is read.
type exportFlags struct {
	columns string
	team    []string
}

func (f *exportFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.columns, "columns", "", "columns of a table: field=column,field=column, or the file of a saved map")
	cmd.Flags().StringSliceVar(&f.team, "team", nil, "domains and e-mail addresses of the team, where the export does not say who is who")
}

// options reads the column map, written out or saved. Mistakes in the file are
// told here.
func (a *app) readOptions(f exportFlags) (inbox.Options, error) {
	opt := inbox.Options{Team: f.team}
	if f.columns == "" || strings.Contains(f.columns, "=") {
		columns, err := inbox.ParseColumns(f.columns)
		if err != nil {
			return opt, fmt.Errorf("--columns: %w", err)
		}
		opt.Columns = columns
		return opt, nil
	}
	data, err := os.ReadFile(f.columns)
	if errors.Is(err, fs.ErrNotExist) {
		return opt, fmt.Errorf("--columns: %q is neither of the form field=column nor the file of a saved map", f.columns)
	}
	if err != nil {
		return opt, fmt.Errorf("--columns: %w", err)
	}
	columns, ds := inbox.ReadColumns(data, filepath.ToSlash(f.columns))
	if diag.HasErrors(ds) {
		return opt, errors.Join(a.tell(ds), errMistakes)
	}
	opt.Columns = columns
	return opt, nil
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
Crisp and Groove, mailboxes (mbox, EML), Slack and Discourse, Excel sheets, CSV and
JSON lines. Formats are told by content, never by name; files that belong together
may come in any order. Columns of a table are guessed and shown; --columns says them,
and --save-columns keeps them for the next time.

--explain shows how one conversation was understood: who is who, what was cut
from each message, what was masked.`,
		Example: `  signpost conversations export.zip
  signpost conversations tickets.csv --columns conversation_id=ticket,body=text,author_type=role`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error { return a.conversations(cmd.Context(), args, o) },
	}
	o.from.add(cmd)
	cmd.Flags().StringVar(&o.saveColumns, "save-columns", "", "write the column map that was used to a file, for --columns")
	cmd.Flags().StringVar(&o.explain, "explain", "", "show how the conversation with this id was understood")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the account as JSON")
	cmd.Flags().BoolVar(&o.jsonLines, "json-lines", false, "print each conversation as a line of JSON, masked")
	cmd.MarkFlagsMutuallyExclusive("json", "json-lines", "explain")
	return cmd
}

func needPaths(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s needs the path of an export; see %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	return nil
}

// readingMemory is how many bytes reading an export may take before memory is looked
// through as often as that needs. It takes more when it has to.
const readingMemory = 220 << 20

// readWhole reads an export for a command that keeps little of it: memory is looked
// through half as often as usual while there is room, which saves a twentieth of the
// work.
func readWhole(ctx context.Context, paths []string, opt inbox.Options, use func(inbox.Conversations, *inbox.Summary) error) error {
	defer debug.SetGCPercent(debug.SetGCPercent(200))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(min(readingMemory, debug.SetMemoryLimit(-1))))
	return inbox.ReadWhole(ctx, paths, opt, use)
}

func (a *app) conversations(ctx context.Context, paths []string, o conversationsOptions) error {
	opt, err := a.readOptions(o.from)
	if err != nil {
		return err
	}
	opt.Explain = o.explain != ""
	var sum *inbox.Summary
	explained := 0
	err = readWhole(ctx, paths, opt, func(read inbox.Conversations, of *inbox.Summary) (err error) {
		sum = of
		explained, err = a.printConversations(read, o)
		return err
	})
	if err != nil {
		return err
	}
	if o.saveColumns != "" {
		if err := a.saveColumns(sum, o.saveColumns); err != nil {
			return err
		}
	}
	switch {
	case o.explain != "" && explained == 0 && sum.Conversations > 0:
		return fmt.Errorf("--explain: no conversation %q among %d; --json-lines lists them with their ids", o.explain, sum.Conversations)
	case o.explain != "":
	case o.json:
		err = writeJSON(a.stdout, sum)
	case o.jsonLines:
		err = sum.WriteText(a.stderr)
	default:
		err = sum.WriteText(a.stdout)
	}
	return errors.Join(err, verdict(sum))
}

// printConversations goes through a reading, and prints what is asked of each
// conversation once the reading is known to hold; it returns how many were explained.
func (a *app) printConversations(read inbox.Conversations, o conversationsOptions) (explained int, err error) {
	held := &heldText{}
	defer func() { err = errors.Join(err, held.close()) }()
	out := bufio.NewWriter(held)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for c, err := range read {
		switch {
		case err != nil:
			return 0, err
		case o.jsonLines:
			err = lines.Encode(c)
		case o.explain != "" && c.Is(o.explain):
			explained++
			err = c.Explain(out)
		}
		if err != nil {
			return 0, fmt.Errorf("write conversations: %w", err)
		}
	}
	if err := errors.Join(out.Flush(), held.print(a.stdout)); err != nil {
		return 0, fmt.Errorf("write conversations: %w", err)
	}
	return explained, nil
}

// saveColumns writes the map of the first table that was read.
func (a *app) saveColumns(sum *inbox.Summary, path string) error {
	for _, s := range sum.Sources {
		if len(s.Columns) == 0 {
			continue
		}
		if err := os.WriteFile(path, s.Columns.YAML(), 0o666); err != nil {
			return fmt.Errorf("--save-columns: %w", err)
		}
		a.say("The columns of %s are in %s; change them there, and read it with --columns %s", s.Path, path, path)
		return nil
	}
	return errors.New("--save-columns: no table was read, so that there are no columns to save")
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
