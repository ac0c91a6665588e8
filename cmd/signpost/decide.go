package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/internal/diag"

	"github.com/spf13/cobra"
)

// decideFlags are those of every command that decides about gaps.
type decideFlags struct {
	site, report, by, today string
	json                    bool
}

func (f *decideFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.site, "site", ".", "site folder, which holds gaps.yaml")
	cmd.Flags().StringVar(&f.report, "report", "", "folder of the report (default the last one about the site)")
	cmd.Flags().StringVar(&f.by, "by", "", "who decides (default git's user.name)")
	cmd.Flags().StringVar(&f.today, "today", "", "day of the decision, such as 2026-12-31 (default today)")
	cmd.Flags().BoolVar(&f.json, "json", false, "print what was decided as JSON")
}

// A decided gap is the JSON answer for each id.
type decided struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Status string `json:"status"`
	// Did says what was done: accepted, nothing new and so on.
	Did string `json:"did"`
	// File is the draft, or the article that was added to; Queries counts the golden
	// queries that were added, and below zero those that were taken out, New is the id of a gap that was split off.
	File    string `json:"file,omitempty"`
	Queries int    `json:"queries,omitempty"`
	New     string `json:"new,omitempty"`
	// ByHand is what could not be done, and what to do instead.
	ByHand []string `json:"by_hand,omitempty"`

	// given is what an article was given, as gaps.yaml has it.
	given []string
	// entry is the gap that it was about, nil for the one that the id stands for.
	entry *decisions.Entry
}

// A decider decides about one gap of a book.
type decider func(ctx context.Context, d *deciding, id string) (decided, error)

// deciding is what decisions of one command share.
type deciding struct {
	*app
	site   string
	book   *decisions.Book
	stamp  decisions.Stamp
	report *gaps.Report // nil when there is none
	files  changeSet    // of the site, to be written beside the book
	at     *site        // nil until it was read
}

// decisionCommands are the commands below gaps that decide.
func (a *app) decisionCommands() []*cobra.Command {
	return []*cobra.Command{
		a.acceptCommand(), a.dismissCommand(), a.snoozeCommand(), a.assignCommand(), a.mergeCommand(),
		a.splitCommand(), a.renameCommand(), a.undoCommand(), a.mendCommand(),
	}
}

// decideCommand makes a command of what it does with each id.
func (a *app) decideCommand(cmd *cobra.Command, f *decideFlags, do decider) *cobra.Command {
	f.add(cmd)
	if cmd.Args == nil {
		cmd.Args = needIDs
	}
	if cmd.RunE == nil {
		cmd.RunE = func(cmd *cobra.Command, ids []string) error { return a.decide(cmd.Context(), *f, ids, do) }
	}
	return cmd
}

func needIDs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s needs the id of a gap, such as g-7f3a; see %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	return nil
}

// anew decides, and decides again, a few times, when somebody else wrote gaps.yaml
// meanwhile.
func anew[T any](decide func() (T, error)) (out T, err error) {
	for range 5 {
		if out, err = decide(); !errors.Is(err, decisions.ErrChanged) {
			break
		}
	}
	return out, err
}

// decide decides about all ids, or about none when one of them cannot be.
func (a *app) decide(ctx context.Context, f decideFlags, ids []string, do decider) error {
	out, err := anew(func() ([]decided, error) { return a.decideOnce(ctx, f, ids, do) })
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(a.stdout, out)
	}
	for _, o := range out {
		a.say("%s  %s: %s", o.ID, o.Title, o.Did)
		for _, todo := range o.ByHand {
			a.say("       by hand: %s", todo)
		}
	}
	return nil
}

func (a *app) decideOnce(ctx context.Context, f decideFlags, ids []string, do decider) ([]decided, error) {
	d, err := a.openBook(f)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 { // which only undo may have none of
		if ids, err = d.book.Latest(d.stamp.By); err != nil {
			return nil, err
		}
	}
	about := make([]*decisions.Entry, len(ids))
	for i, id := range ids {
		if about[i], err = d.book.Resolve(id); err != nil {
			return nil, err
		}
	}
	var out []decided
	for i, id := range ids {
		answer, err := do(ctx, d, id)
		if errors.Is(err, decisions.ErrNothingNew) {
			answer.Did, err = "nothing new", nil
		}
		if err != nil {
			return nil, err
		}
		e := cmp.Or(answer.entry, about[i])
		s := e.Standing(d.stamp.On, 0)
		answer.ID, answer.Title, answer.Status = e.ID, cmp.Or(s.Title, e.Title), string(s.Status)
		out = append(out, answer)
	}
	return out, d.save()
}

// save writes the book, and with it the files that decisions ask for, all or nothing.
func (d *deciding) save() error {
	if err := d.files.stage(); err != nil {
		return err
	}
	if err := d.book.Save(d.site); err != nil {
		return errors.Join(err, d.files.drop())
	}
	if err := d.files.place(); err != nil {
		return fmt.Errorf("the decision is kept, and not all of its files; accept again: %w", err)
	}
	return nil
}

// openBook reads what decisions need: gaps.yaml and the last report.
func (a *app) openBook(f decideFlags) (*deciding, error) {
	if info, err := os.Stat(f.site); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("--site %s: no such folder", f.site)
	}
	today, err := a.dayOf(f.today)
	if err != nil {
		return nil, err
	}
	book, err := a.loadBook(f.site)
	if err != nil {
		return nil, err
	}
	d := &deciding{app: a, site: f.site, book: book, stamp: decisions.Stamp{By: f.by, On: today}, files: changeSet{dir: f.site}}
	if f.today == "" {
		d.stamp = a.stamp(f.by)
	}
	if f.by == "" {
		d.stamp.By = gitUser(f.site)
	}
	d.report, err = lastReport(f)
	return d, err
}

// loadBook reads gaps.yaml; its mistakes are told, and end the command.
func (a *app) loadBook(site string) (*decisions.Book, error) {
	book, ds, err := decisions.Load(site)
	if err != nil {
		return nil, err
	}
	if len(ds) > 0 {
		if err := a.tell(ds); err != nil {
			return nil, err
		}
	}
	if diag.HasErrors(ds) {
		a.say("%s stays as it is until that is mended", filepath.Join(site, decisions.FileName))
		return nil, errMistakes
	}
	return book, nil
}

// stamp is of a decision that somebody makes now.
func (a *app) stamp(by string) decisions.Stamp {
	now := a.now()
	return decisions.Stamp{By: by, On: now.Format(decisions.Day), At: now.Format(decisions.Time)}
}

// dayOf is the day of a flag, or today.
func (a *app) dayOf(flag string) (string, error) {
	if flag == "" {
		return a.now().Format(decisions.Day), nil
	}
	if _, err := time.Parse(decisions.Day, flag); err != nil {
		return "", fmt.Errorf("--today %s: it is no day; write it as 2026-12-31", flag)
	}
	return flag, nil
}

// gitUser is the name that git signs commits with, "" where there is none.
func gitUser(dir string) string {
	out, err := gitCommand(context.Background(), dir, "config", "user.name").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// keptReport is where the last report about a site is kept for decisions.
func keptReport(site string) string { return filepath.Join(site, ".signpost", gapReport.mark) }

// lastReport reads the report that decisions are about; nil when there is none.
func lastReport(f decideFlags) (*gaps.Report, error) {
	names := []string{keptReport(f.site), filepath.Join(gapReport.folder, gapReport.mark)}
	if f.report != "" {
		names = []string{filepath.Join(f.report, gapReport.mark)}
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) && f.report == "" {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the report: %w", err)
		}
		r := &gaps.Report{}
		if err := json.Unmarshal(data, r); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		return r, nil
	}
	return nil, nil
}

// gap is the gap of an id as the report has it.
func (d *deciding) gap(id string) (*gaps.Gap, error) {
	e, err := d.book.Resolve(id)
	if err != nil {
		return nil, err
	}
	if d.report == nil {
		return nil, fmt.Errorf("%s: there is no report here; run signpost gaps, or name its folder with --report", id)
	}
	for _, known := range []string{e.ID, id} { // an older report may show it by an alias
		i := slices.IndexFunc(d.report.Gaps, func(g gaps.Gap) bool { return g.ID == known })
		if i >= 0 {
			return &d.report.Gaps[i], nil
		}
	}
	return nil, fmt.Errorf("%s: the last report does not show it; run signpost gaps again", id)
}

func (a *app) dismissCommand() *cobra.Command {
	var f decideFlags
	var reason string
	cmd := &cobra.Command{
		Use:   "dismiss ID... --reason TEXT",
		Short: "Set gaps aside until their conversations have doubled",
		Long: `Dismiss sets gaps aside. A dismissed gap stands at the end of the report; it comes
back when it has twice the conversations, and says when and why it was dismissed.`,
		Example: `  signpost gaps dismiss g-7f3a --reason "the summer sale is over"
  signpost gaps dismiss g-7f3a g-a001 --reason "moves to the shop team" --site help`,
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why: it is shown when the gap comes back")
	return a.decideCommand(cmd, &f, func(_ context.Context, d *deciding, id string) (decided, error) {
		return decided{Did: "dismissed"}, d.book.Dismiss(id, d.stamp, reason)
	})
}

func (a *app) snoozeCommand() *cobra.Command {
	var f decideFlags
	var until, note string
	cmd := &cobra.Command{
		Use:   "snooze ID... --until DAY",
		Short: "Set gaps aside until a day",
		Long:  `Snooze sets gaps aside until a day. From that day on they stand in the report again.`,
		Example: `  signpost gaps snooze g-7f3a --until 2027-01-15
  signpost gaps snooze g-7f3a --until 2027-01-15 --note "after the relaunch"`,
	}
	cmd.Flags().StringVar(&until, "until", "", "day on which it wakes, such as 2026-12-31")
	cmd.Flags().StringVar(&note, "note", "", "what it waits for")
	needFlags(cmd, "until")
	return a.decideCommand(cmd, &f, func(_ context.Context, d *deciding, id string) (decided, error) {
		return decided{Did: "snoozed until " + until}, d.book.Snooze(id, d.stamp, until, note)
	})
}

func (a *app) assignCommand() *cobra.Command {
	var f decideFlags
	var to string
	cmd := &cobra.Command{
		Use:   "assign ID... --to PERSON",
		Short: "Name who takes care of gaps",
		Long:  `Assign names the person who takes care of gaps. --to "" takes the name away.`,
		Example: `  signpost gaps assign g-7f3a --to Ben
  signpost gaps assign g-7f3a g-a001 --to "Ben Example" --site help`,
	}
	cmd.Flags().StringVar(&to, "to", "", "the person")
	needFlags(cmd, "to")
	return a.decideCommand(cmd, &f, func(_ context.Context, d *deciding, id string) (decided, error) {
		return decided{Did: "assigned to " + to}, d.book.Assign(id, d.stamp, to)
	})
}

func (a *app) mergeCommand() *cobra.Command {
	var f decideFlags
	var into string
	cmd := &cobra.Command{
		Use:   "merge ID... --into ID",
		Short: "Make gaps part of another one",
		Long:  `Merge makes gaps part of another one: the next report shows one gap, by the id of --into. undo takes it back.`,
		Example: `  signpost gaps merge g-a001 --into g-7f3a
  signpost gaps merge g-a001 g-b2c3 --into g-7f3a --site help`,
	}
	cmd.Flags().StringVar(&into, "into", "", "id of the gap that stays")
	needFlags(cmd, "into")
	return a.decideCommand(cmd, &f, func(_ context.Context, d *deciding, id string) (decided, error) {
		return decided{Did: "part of " + into + " from the next report on"}, d.book.Merge(id, d.stamp, into)
	})
}

func (a *app) splitCommand() *cobra.Command {
	var f decideFlags
	var part decisions.Part
	cmd := &cobra.Command{
		Use:   "split ID --words TEXT|--conversations IDS",
		Short: "Take a part of a gap out, as a gap of its own",
		Long: `Split takes out of a gap what is another matter: the conversations whose question,
as the customer wrote it, holds all of the words, or those that are named. The next
report shows two gaps.`,
		Example: `  signpost gaps split g-7f3a --words "gift card" --title "Pay with a gift card"
  signpost gaps split g-7f3a --conversations 1834,1907`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("%s needs the id of one gap; see %s --help", cmd.CommandPath(), cmd.CommandPath())
			}
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&part.Conversations, "conversations", nil, "ids of conversations, with commas between")
	cmd.Flags().StringSliceVar(&part.Words, "words", nil, "words that its questions hold, all of them")
	cmd.Flags().StringVar(&part.Title, "title", "", "title of the new gap")
	return a.decideCommand(cmd, &f, func(_ context.Context, d *deciding, id string) (decided, error) {
		child, takes, err := d.split(id, part)
		return decided{Did: "split from the next report on: " + child + takes, New: child}, err
	})
}

func (a *app) renameCommand() *cobra.Command {
	var f decideFlags
	var title string
	cmd := &cobra.Command{
		Use:   "rename ID --title TEXT",
		Short: "Give a gap another title",
		Long:  `Rename gives a gap another title, which stays until it is renamed again.`,
		Example: `  signpost gaps rename g-7f3a --title "Pay with a voucher"
  signpost gaps rename g-7f3a --title "Pay with a voucher" --site help`,
	}
	cmd.Flags().StringVar(&title, "title", "", "the title")
	needFlags(cmd, "title")
	return a.decideCommand(cmd, &f, func(_ context.Context, d *deciding, id string) (decided, error) {
		return decided{Did: "renamed"}, d.book.Rename(id, d.stamp, title)
	})
}

func (a *app) undoCommand() *cobra.Command {
	var f decideFlags
	cmd := &cobra.Command{
		Use:   "undo [ID...]",
		Short: "Take back the last decision, or the last about gaps",
		Long: `Undo takes back the last decision that you made, and tells which it was; with ids,
the last that anybody made about each of these gaps. Called again it takes back the
one before. What an id was merged into is undone by its own id. A draft that was
written stays, and its golden queries are taken back; delete the file if you do not
want it.`,
		Example: `  signpost gaps undo
  signpost gaps undo g-7f3a g-a001 --site help`,
		Args: cobra.ArbitraryArgs,
	}
	return a.decideCommand(cmd, &f, func(_ context.Context, d *deciding, id string) (decided, error) {
		last, queries, err := d.undo(id)
		if err != nil {
			return decided{}, err
		}
		out := decided{Did: fmt.Sprintf("%s of %s is undone", last.Do, last.On), entry: d.book.Find(id), Queries: -queries}
		if last.Do == decisions.Accept && last.Article != "" {
			out.Did += fmt.Sprintf("; %s stays as it is", last.Article)
		}
		if queries > 0 {
			out.Did += fmt.Sprintf(", without %s in queries.yaml", plural(queries, "question"))
		}
		return out, nil
	})
}

// split takes a part out of a gap, and gives the id that it gets, and how many conversations
// in words, as far as that is known. A part that is known to be nothing, or all of it, is
// refused.
func (d *deciding) split(id string, part decisions.Part) (child, takes string, err error) {
	var members []string
	if g, err := d.gap(id); err == nil {
		members = g.Members
		n := len(g.Part(decisions.Decision{Words: part.Words}))
		switch told := len(g.Asked) == len(g.Members) && len(part.Words) > 0; {
		case told && n == 0:
			return "", "", fmt.Errorf("split %s: none of its questions, as the report quotes them, holds %s; try other words, or choose conversations", id, strings.Join(part.Words, " "))
		case told && n == len(members):
			return "", "", fmt.Errorf("split %s: all of its questions hold %s; rename it instead", id, strings.Join(part.Words, " "))
		}
		if takes = fmt.Sprintf(" takes %d of its %d conversations", len(part.Conversations), len(members)); len(part.Words) > 0 {
			takes = fmt.Sprintf(" takes at least %d of its %d conversations", n, len(members))
		}
	}
	child, err = d.book.Split(id, d.stamp, part, members)
	return child, takes, err
}

// undo takes the last decision about a gap back, and the golden queries of a draft, of
// which it gives the number.
func (d *deciding) undo(id string) (last decisions.Decision, queries int, err error) {
	last, err = d.book.Undo(id, d.stamp)
	if err != nil || last.Do != decisions.Accept || last.Article == "" {
		return last, 0, err
	}
	queries, err = d.files.unask(last.Article, d.book.Find(id).ID)
	return last, queries, err
}
