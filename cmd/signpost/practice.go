package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"signpost/builder"
	"signpost/gaps"
	"signpost/inbox"
	"signpost/inbox/practice"
	"signpost/internal/diag"

	"github.com/spf13/cobra"
)

type practiceOptions struct {
	site   siteFlags
	out    string
	from   exportFlags
	json   bool
	people bool
}

func (a *app) practiceCommand() *cobra.Command {
	var o practiceOptions
	cmd := &cobra.Command{
		Use:     "practice PATH...",
		GroupID: "gaps",
		Short:   "Measure how the team keeps to its own guide",
		Long: `Practice reads exported conversations and measures first answers, replies,
assignment, escalation, snoozing, closing, ratings, saved replies and articles,
and writes a report: index.html to read, practice.json and practice.csv.

Business hours, holidays and the target are those under practice: in the site's
signpost.yaml, otherwise the office hours of the export. Saved replies, teams and
office hours are read from files beside the conversations. What a format does
not record is said, never guessed. Nobody is named unless --people asks for it.

Personal data is masked while reading. What masking is not sure of stands in
audit.html. A report is not marked shareable until somebody has looked at that
page and confirmed it with signpost practice confirm-masking.`,
		Example: `  signpost practice export.zip --site help
  signpost practice conversations/ macros.json office-hours.json --out /tmp/practice`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.practice(cmd.Context(), args, o, cmd.Flags().Changed("site"))
		},
	}
	o.site.add(cmd)
	cmd.Flags().StringVar(&o.out, "out", practiceReport.folder, "folder for the report")
	o.from.add(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print practice.json too")
	cmd.Flags().BoolVar(&o.people, "people", false, "add rows by person, with the names of agents")
	cmd.AddCommand(a.confirmMaskingCommand(practiceReport))
	return cmd
}

func (a *app) practice(ctx context.Context, paths []string, o practiceOptions, asked bool) error {
	from, err := a.readOptions(o.from)
	if err != nil {
		return err
	}
	if err := twiceReadable(paths); err != nil {
		return err
	}
	from.AgentNames = o.people
	if err := usableReport(o.out, practiceReport); err != nil {
		return err
	}
	docs, err := a.practiceSite(ctx, o.site, asked)
	if err != nil {
		return err
	}
	team, err := inbox.ReadWorkspace(ctx, paths)
	if err != nil {
		return err
	}
	opt := a.practiceAgainst(ctx, docs, team)
	opt.People = o.people
	report, sum, err := a.measure(ctx, export{paths: paths, options: from}, opt)
	if err != nil {
		return err
	}
	if err := verdict(sum); err != nil && !errors.Is(err, errMistakes) {
		return err
	}
	if sum.Conversations == 0 {
		return fmt.Errorf("%s: there are no conversations; export them with their parts", strings.Join(paths, ", "))
	}
	if err := writeAudited(ctx, report, o.out, practiceReport); err != nil {
		return err
	}
	if o.json {
		if err := a.printReport(report); err != nil {
			return err
		}
	}
	a.say("%s\nRead it: %s", report.Sentence, filepath.Join(o.out, "index.html"))
	a.tellAudited(report, o.out)
	if told := report.Stray.Told(); told != "" {
		a.say("warning: %s", told)
	}
	return a.tellDamage(sum)
}

// twiceReadable refuses pipes: the paths are read for what they tell of the team
// first, and then for the conversations.
func twiceReadable(paths []string) error {
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return fmt.Errorf("read conversations: %w", err)
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			return fmt.Errorf("%s is a pipe or a device, which can be read only once, and practice reads its paths twice; save what it gives as a file first", p)
		}
	}
	return nil
}

// practiceSite reads the site, or nothing where there is none and none was
// asked for: practice can be measured without one.
func (a *app) practiceSite(ctx context.Context, f siteFlags, asked bool) (*builder.Searchable, error) {
	if !asked && !isSite(f.dir) {
		return &builder.Searchable{}, nil
	}
	cfg, err := a.config(f)
	if err != nil {
		return nil, err
	}
	cfg.AllowBroken = true
	docs, ds, err := builder.Documents(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.dir, err)
	}
	if diag.HasErrors(ds) {
		return nil, errors.Join(a.tell(ds), errMistakes)
	}
	return docs, nil
}

// isSite reports whether a folder is made to be a site.
func isSite(dir string) bool {
	for _, name := range []string{"signpost.yaml", "content"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// practiceAgainst gathers what the practice is measured against: what the site
// says goes before what the export says.
func (a *app) practiceAgainst(ctx context.Context, docs *builder.Searchable, team *inbox.Workspace) practice.Options {
	p := docs.Practice
	opt := practice.Options{Target: p.FirstResponse, Hours: p.Hours, EscalateTo: p.EscalateTo, Team: team}
	switch {
	case p.Hours != nil:
		opt.HoursFrom = "signpost.yaml"
	case len(team.OfficeHours) > 0:
		usual := team.OfficeHours[team.DefaultHours()]
		opt.Hours, opt.HoursFrom, opt.OwnHours = usual.Schedule, "the export (“"+usual.Name+"”)", true
		if n := len(team.OfficeHours); n > 1 {
			opt.HoursFrom = fmt.Sprintf("the export (“%s”, one of %d schedules)", usual.Name, n)
			a.say("the export has %d schedules of office hours: %s counts wherever the export does not say that another is that of the ticket, team or inbox. Write others under practice: in signpost.yaml", n, usual.Name)
		}
		for _, n := range team.Notes {
			a.say("warning: %s", n)
		}
	default:
		a.say("no business hours were given: every hour counts. Write them under practice: in signpost.yaml")
	}
	if len(docs.Documents) > 0 {
		opt.Articles = articles{gaps.NewShelf(ctx, docs.Documents)}
	}
	return opt
}

// articles are those of the site.
type articles struct{ shelf *gaps.Shelf }

func (s articles) Linked(address string) (practice.Article, bool) {
	url, title := s.shelf.Linked(address)
	return practice.Article{Title: title, URL: url}, url != ""
}

func (s articles) Answering(text string) (practice.Article, bool) {
	url, title := s.shelf.Answering(text)
	return practice.Article{Title: title, URL: url}, url != ""
}

// measure reads an export and measures the practice in it. Files that told of
// the team are not among those that could not be read.
func (a *app) measure(ctx context.Context, from export, opt practice.Options) (*practice.Report, *inbox.Summary, error) {
	start := a.now()
	var report *practice.Report
	var sum *inbox.Summary
	err := readWhole(ctx, from.paths, from.options, func(read inbox.Conversations, of *inbox.Summary) (err error) {
		sum = of
		opt.Summary = func() ([]practice.Source, inbox.Audit) { return from.practiceSources(of, opt.Team), of.Audit }
		report, err = practice.Measure(ctx, read, opt)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	a.stage("measured", start, "%s", plural(sum.Conversations, "conversation"))
	return report, sum, nil
}

// practiceSources are the files that were read, without those that told of the team.
func (e export) practiceSources(sum *inbox.Summary, team *inbox.Workspace) []practice.Source {
	sum.Sources = slices.DeleteFunc(sum.Sources, func(s *inbox.Source) bool {
		return s.Refused != "" && slices.Contains(team.Files, s.Path)
	})
	out := []practice.Source{}
	for _, s := range e.sources(sum) {
		out = append(out, practice.Source{Path: s.Path, Format: s.Format, Conversations: s.Conversations})
	}
	return out
}
