package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// The exit statuses of every command.
const (
	statusDone     = 0
	statusMistakes = 1 // the work found errors: diagnostics, damaged exports
	statusUnusable = 2 // the command line or a file could not be used
)

// needFlags has the command line refused, naming what lacks, without these flags.
func needFlags(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the command has no such flag
		}
	}
}

// errMistakes ends a command whose work found errors that were told already.
var errMistakes = errors.New("mistakes were found")

// An app is what every command needs of the world around it.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
}

// run is the whole program: it returns the exit status and never exits.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now}
	root := a.rootCommand()
	root.SetArgs(args)
	switch err := root.ExecuteContext(ctx); {
	case err == nil:
		return statusDone
	case errors.Is(err, errMistakes):
		return statusMistakes
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "signpost: stopped")
		return statusUnusable
	default:
		fmt.Fprintln(stderr, "signpost:", err)
		return statusUnusable
	}
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "signpost",
		Short: "A help center from Markdown, and the questions it does not answer yet",
		Long:  `Markdown in, a help center with search out, and what customers ask that it lacks.`,
		Example: `  signpost demo
  signpost init help`,
		SuggestionsMinimumDistance: 2,
		SilenceUsage:               true,
		SilenceErrors:              true,
		Args:                       noArguments,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	root.AddGroup(
		&cobra.Group{ID: "write", Title: "Write and publish:"},
		&cobra.Group{ID: "find", Title: "Search and measure:"},
		&cobra.Group{ID: "gaps", Title: "Find the gaps:"},
	)
	root.AddCommand(
		a.demoCommand(), a.initCommand(), a.newCommand(), a.importCommand(), a.previewCommand(), a.checkCommand(), a.buildCommand(), a.serveCommand(), a.themeCommand(),
		a.searchCommand(), a.evalCommand(), a.conversationsCommand(), a.gapsCommand(), a.reviewCommand(), a.practiceCommand(), a.signalsCommand(), a.usersCommand(),
		a.schemaCommand(), a.completionCommand(), a.manCommand(), a.versionCommand(),
	)
	root.SetHelpCommand(helpCommand(root))
	return root
}

func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:    "help [COMMAND]",
		Short:  "Tell more about a command",
		Hidden: true, // the last line of the help says --help
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err == nil {
				err = noArguments(cmd, rest)
			}
			if err != nil {
				return err
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// noArguments refuses arguments and names a command that may have been meant.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var hint strings.Builder
	for i, name := range cmd.SuggestionsFor(args[0]) {
		if i == 0 {
			fmt.Fprintf(&hint, "; did you mean %s %s?", cmd.CommandPath(), name)
		}
	}
	if cmd.HasSubCommands() {
		return fmt.Errorf("unknown command %q%s; see %s --help", args[0], hint.String(), cmd.CommandPath())
	}
	return fmt.Errorf("%s takes no argument, got %q; see %s --help", cmd.CommandPath(), args[0], cmd.CommandPath())
}
