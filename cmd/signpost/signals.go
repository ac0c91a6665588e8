package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"signpost/builder"
	"signpost/gaps"
	"signpost/internal/whole"
	"signpost/signals"

	"github.com/spf13/cobra"
)

// days is a flag: a number of days, written 400d or 400.
type days int

func (d *days) String() string { return fmt.Sprintf("%dd", int(*d)) }

// Type names the flag's value in help.
func (d *days) Type() string { return "days" }

// Set reads a number of days.
func (d *days) Set(text string) error {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "d"))
	if err != nil || n < 1 || n > 36500 {
		return errors.New("write a number of days, such as 400d")
	}
	*d = days(n)
	return nil
}

// before is the first day that is kept.
func (d days) before(now time.Time) time.Time { return now.AddDate(0, 0, -int(d)) }

// signalsFlags say where signals are.
type signalsFlags struct{ dsn string }

func (f *signalsFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.dsn, "signals", "", "a file, postgres://…, or off (default SITE/.signpost/signals.db)")
}

// addJoined is add for commands that join signals to gaps, where there are any.
func (f *signalsFlags) addJoined(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.dsn, "signals", "", "signals of readers to join: a file, postgres://…, or off (default SITE/.signpost/signals.db if it is there)")
}

// in is the data source name of the store of a site, which lies in its folder where no
// other place is named; "" if it is off.
func (f signalsFlags) in(site string) string {
	if f.dsn == "off" {
		return ""
	}
	return cmp.Or(f.dsn, filepath.Join(site, ".signpost", "signals.db"))
}

// file is the file of the store, which has to be there; "" where the store is none.
func (f signalsFlags) file(site string) (string, error) {
	dsn := f.in(site)
	if dsn == "" {
		return "", nil
	}
	file, err := signals.File(dsn)
	if file == "" || err != nil {
		return "", err
	}
	_, err = os.Stat(file)
	return file, err
}

// connect names the store, nil if it is off.
func (f signalsFlags) connect(site string) (*signals.Store, error) {
	dsn := f.in(site)
	if dsn == "" {
		return nil, nil
	}
	if f.dsn == "" {
		if _, err := builder.OwnFolder(site); err != nil {
			return nil, fmt.Errorf("%w; name another place with --signals, or --signals off", err)
		}
	}
	store, err := signals.Connect(dsn)
	if err != nil {
		return nil, fmt.Errorf("%w; name another place with --signals, or --signals off", err)
	}
	return store, nil
}

// open opens the store, nil if it is off.
func (f signalsFlags) open(ctx context.Context, site string) (*signals.Store, error) {
	store, err := f.connect(site)
	if store == nil || err != nil {
		return nil, err
	}
	if err := store.Prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%w; or name another place with --signals, or --signals off", err), store.Close())
	}
	return store, nil
}

// weekly is what readers of a served site left, for mining. Where no place is named and
// none is in the site folder, there is nothing.
func (f signalsFlags) weekly(ctx context.Context, site string) (list []gaps.Signal, err error) {
	if _, err := f.file(site); f.dsn == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("--signals: %w", err)
	}
	store, err := f.open(ctx, site)
	if store == nil || err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	weeks, err := store.Weeks(ctx)
	for _, w := range weeks {
		s := gaps.Signal{Kind: gaps.NoResult, Text: masked(w.Query), Article: w.Page, Week: w.Week, Count: w.Count}
		if w.Kind == signals.Rating {
			s.Kind = gaps.BadRating
		}
		list = append(list, s)
	}
	return list, err
}

func (a *app) signalsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "signals",
		GroupID: "gaps",
		Short:   "Keep, copy and forget what readers of a served site leave",
		Long: `Signals are what signpost serve keeps of readers: searches without a result, hits
that were opened, ratings with a reason, dead addresses. Each has a day, and
nothing that tells who it was.`,
		Example: `  signpost signals export --site help > signals.jsonl
  signpost signals prune --site help --keep-signals 90d`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.signalsExport(), a.signalsPrune(), a.signalsBackup(), a.signalsRestore())
	return cmd
}

// signalsOptions are what every command about signals takes.
type signalsOptions struct {
	site    siteFlags
	signals signalsFlags
}

func (o *signalsOptions) add(cmd *cobra.Command) *cobra.Command {
	o.site.add(cmd)
	o.signals.add(cmd)
	return cmd
}

// with opens the store for do. A store is not made where none is.
func (o signalsOptions) with(ctx context.Context, make bool, do func(*signals.Store) error) (err error) {
	if _, err := o.signals.file(o.site.dir); err != nil && (!make || !errors.Is(err, fs.ErrNotExist)) {
		return fmt.Errorf("signals: %w; signpost serve makes it, or name another with --signals", err)
	}
	store, err := o.signals.open(ctx, o.site.dir)
	if err != nil {
		return err
	}
	if store == nil {
		return errors.New("--signals off: there is nothing to do")
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return do(store)
}

func (a *app) signalsExport() *cobra.Command {
	var o signalsOptions
	return o.add(&cobra.Command{
		Use:   "export",
		Short: "Print all signals, one JSON value a line",
		Long:  "Export prints all signals as JSON, one a line, in the order of days.",
		Example: `  signpost signals export --site help
  signpost signals export --signals postgres://signpost@db/help > signals.jsonl`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.with(cmd.Context(), false, func(s *signals.Store) error { return s.Export(cmd.Context(), a.stdout) })
		},
	})
}

func (a *app) signalsPrune() *cobra.Command {
	var o signalsOptions
	keep := days(400)
	cmd := o.add(&cobra.Command{
		Use:   "prune",
		Short: "Forget old signals",
		Long:  "Prune forgets signals that are older than --keep-signals. serve does so every hour.",
		Example: `  signpost signals prune --site help
  signpost signals prune --site help --keep-signals 90d`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.with(cmd.Context(), false, func(s *signals.Store) error {
				old, beyond, err := s.Prune(cmd.Context(), keep.before(a.now()), signals.MaxStored)
				if n := old + beyond; n > 0 || err == nil {
					a.say("%s forgotten", plural(int(n), "signal"))
				}
				return err
			})
		},
	})
	cmd.Flags().Var(&keep, "keep-signals", "days for which signals are kept, such as 400d")
	return cmd
}

// apart is an error where a copy would be written over the store itself, which is open.
func (o signalsOptions) apart(name string) error {
	file, err := o.signals.file(o.site.dir)
	if file == "" || err != nil {
		return err
	}
	store, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("signals: %w", err)
	}
	if there, err := os.Stat(name); err == nil && os.SameFile(store, there) {
		return fmt.Errorf("%s holds the signals themselves; name another file for the copy", name)
	}
	return nil
}

func (a *app) signalsBackup() *cobra.Command {
	var o signalsOptions
	return o.add(&cobra.Command{
		Use:   "backup FILE",
		Short: "Copy all signals to a file",
		Long: `Backup writes all signals to a file, whole or not at all, also while a server runs.
The file is that of export, so that signals can move from SQLite to PostgreSQL
and back.`,
		Example: `  signpost signals backup signals.jsonl --site help
  signpost signals backup /backup/signals.jsonl --signals postgres://signpost@db/help`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd.Context(), false, func(s *signals.Store) error {
				if err := o.apart(args[0]); err != nil {
					return err
				}
				err := whole.Write(args[0], 0o600, func(w io.Writer) error { return s.Export(cmd.Context(), w) })
				if err != nil {
					return fmt.Errorf("write %s: %w", args[0], err)
				}
				a.warnCommittable(cmd.Context(), args[0], "what readers looked for")
				return nil
			})
		},
	})
}

func (a *app) signalsRestore() *cobra.Command {
	var o signalsOptions
	var merge bool
	cmd := o.add(&cobra.Command{
		Use:   "restore FILE",
		Short: "Take signals from a file",
		Long: `Restore takes the signals of a backup, or those that a function on a static host has
gathered, into a store, and masks them. Lines that are no signals are named and left
out; the status is 1 then. A store that holds signals already is left alone unless
--merge is given.`,
		Example: `  signpost signals restore signals.jsonl --site help
  signpost signals restore from-netlify.jsonl --site help --merge`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd.Context(), true, func(s *signals.Store) (err error) {
				f, err := os.Open(args[0])
				if err != nil {
					return err
				}
				defer f.Close()
				got, err := s.Restore(cmd.Context(), f, merge, masked)
				if errors.Is(err, signals.ErrNotEmpty) {
					return fmt.Errorf("%w; --merge adds to them", err)
				}
				if err != nil {
					return err
				}
				for _, bad := range got.Bad {
					a.say("%s: %v", args[0], bad)
				}
				a.say("%s restored", plural(got.New, "new signal"))
				if got.BadLines > 0 {
					a.say("%s left out", plural(got.BadLines, "line"))
					return errMistakes
				}
				return nil
			})
		},
	})
	cmd.Flags().BoolVar(&merge, "merge", false, "add to the signals that are there")
	return cmd
}
