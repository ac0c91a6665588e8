package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"signpost/builder"
	"signpost/gaps/decisions"
	"signpost/internal/diag"
	"signpost/server"

	"github.com/spf13/cobra"
)

type checkOptions struct {
	site     siteFlags
	json     bool
	external bool
	format   string
}

func (a *app) checkCommand() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:     "check",
		GroupID: "write",
		Short:   "Tell every mistake in the articles, and write nothing",
		Long: `Check reads the site as build does and tells what is wrong: front matter,
links, anchors, images, addresses that clash or were published and are gone,
redirects, and gaps.yaml. It writes nothing. Every dead link is an error here, known or new, so
that CI can hold a site to having none. An address from the root that nothing
answers to is a warning, as the host may serve it; with --strict it is an error,
as for build --strict. Links to articles that are not published are warnings.

It also warns of pictures without descriptions, headings that leave out a level,
titles that stand twice, terms that signpost.yaml lists below avoid:, and
translations that are behind, and it asks the golden queries of queries.yaml.
--external asks for the links that leave the site; answers are kept for a day.`,
		Example: `  signpost check
  signpost check --site help --external --format github`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.check(cmd.Context(), o) },
	}
	o.site.add(cmd)
	o.site.addPublishing(cmd)
	cmd.Flags().BoolVar(&o.site.strict, "strict", false, "addresses from the root that lead nowhere are errors too")
	cmd.Flags().BoolVar(&o.external, "external", false, "ask for links that leave the site too")
	cmd.Flags().StringVar(&o.format, "format", "text", "how mistakes are told: text, or github for annotations")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the mistakes as JSON")
	return cmd
}

func (a *app) check(ctx context.Context, o checkOptions) error {
	if o.format != "text" && o.format != "github" {
		return fmt.Errorf("--format %s: it is text or github", o.format)
	}
	cfg, err := a.config(o.site)
	if err != nil {
		return err
	}
	// With nothing known from a publication, every dead link is new.
	cfg.Known, cfg.Review = map[string]bool{}, true
	// Its mistakes stop every decision, and whoever edited it by hand asks here.
	book, mistakes, more := decisions.Load(o.site.dir)
	if more == nil {
		cfg.Begun = begun(book)
	}
	start := a.now()
	res, err := builder.Build(ctx, cfg)
	if err != nil {
		return fmt.Errorf("check %s: %w", o.site.dir, err)
	}
	if res.Index != nil {
		err = res.Index.Close()
	}
	res.Diagnostics, err = append(res.Diagnostics, mistakes...), errors.Join(err, more)
	if res.Review != nil && more == nil && !diag.HasErrors(mistakes) {
		res.Diagnostics = append(res.Diagnostics, unknownGaps(res.Review.Gaps, book)...)
	}
	if o.external && res.Review != nil {
		dead, more := a.externalFaults(ctx, o.site.dir, res.Review.External)
		res.Diagnostics, err = append(res.Diagnostics, dead...), errors.Join(err, more)
	}
	diag.Sort(res.Diagnostics)
	if o.json {
		err = errors.Join(err, writeJSON(a.stdout, checkSummary(res)))
	}
	if o.format == "github" {
		err = errors.Join(err, annotate(a.stdout, res.Diagnostics))
		a.count(res.Diagnostics)
	} else {
		err = errors.Join(err, a.tell(res.Diagnostics))
	}
	if err != nil {
		return err
	}
	a.tellReview(res)
	if diag.HasErrors(res.Diagnostics) {
		return errMistakes
	}
	a.stage("checked", start, "%s in %s", plural(res.Articles, "article"), plural(res.Collections, "collection"))
	return nil
}

// begun are the ids of the gaps for which drafts were written, by the drafts' files.
func begun(book *decisions.Book) map[string][]string {
	out := map[string][]string{}
	for _, e := range book.Entries {
		if draft := e.State().Draft; draft != "" {
			out[draft] = append([]string{e.ID}, e.Aliases...)
		}
	}
	return out
}

// unknownGaps are those that articles name and a book of gaps does not have; a site without
// gaps knows of none, and asks for none.
func unknownGaps(named []builder.NamedGap, book *decisions.Book) []diag.Diagnostic {
	var ds []diag.Diagnostic
	for _, g := range named {
		if len(book.Entries) == 0 || book.Taken(g.ID) {
			continue
		}
		fix := "write the id as the report has it, or remove the line"
		if near := book.Nearest(g.ID); near != "" {
			fix = fmt.Sprintf("did you mean %s?", near)
		}
		ds = append(ds, diag.Diagnostic{
			File: g.File, Line: g.Line, Severity: diag.Warning, Code: "unknown-gap",
			What: fmt.Sprintf("no gap is called %s in %s, so it is not followed whether this article helps", g.ID, decisions.FileName), Fix: fix,
		})
	}
	return ds
}

// tellReview tells what is worth knowing and no mistake.
func (a *app) tellReview(res *builder.Result) {
	for _, s := range res.Snippets {
		if len(s.UsedIn) == 0 {
			a.say("%s is used nowhere", s.File)
		} else {
			a.say("%s is used in %s", s.File, strings.Join(s.UsedIn, ", "))
		}
	}
	r := res.Review
	if r == nil {
		return
	}
	if r.Queries > 0 {
		a.say("golden queries: %d of %d found", r.QueriesFound, r.Queries)
	}
	if r.QueriesWaiting > 0 {
		a.say("%s for a draft to be published", waiting(r.QueriesWaiting))
	}
	if n := len(r.Orphans); n > 0 {
		few := r.Orphans[:min(n, 5)]
		more := ""
		if n > len(few) {
			more = fmt.Sprintf(" and %d more", n-len(few))
		}
		a.say("no other article links to %s%s; link there from what its readers see before, or name it in related: of such an article", strings.Join(few, ", "), more)
	}
}

func waiting(n int) string {
	if n == 1 {
		return "1 golden query waits"
	}
	return fmt.Sprintf("%d golden queries wait", n)
}

// A checked site is the JSON answer of check.
type checked struct {
	summary
	Orphans  []string             `json:"orphans"`
	Snippets []builder.SnippetUse `json:"snippets"`
}

func checkSummary(res *builder.Result) checked {
	c := checked{summary: summaryOf(res, ""), Orphans: []string{}, Snippets: append([]builder.SnippetUse{}, res.Snippets...)}
	if res.Review != nil {
		c.Orphans = append(c.Orphans, res.Review.Orphans...)
	}
	return c
}

// annotate writes mistakes in the form in which GitHub shows them beside a
// change.
func annotate(w io.Writer, ds []diag.Diagnostic) error {
	value := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, d := range ds {
		text := d.What
		if d.Fix != "" {
			text += "; " + d.Fix
		}
		if _, err := fmt.Fprintf(w, "::%s file=%s,line=%d,title=%s::%s\n", d.Severity, property.Replace(d.File), max(1, d.Line), property.Replace(d.Code), value.Replace(text)); err != nil {
			return err
		}
	}
	return nil
}

// externalAge is how long the answer of a host is good for.
const externalAge = 24 * time.Hour

// externalFaults asks for the links that leave the site, with answers of the
// last day from SITE/.signpost/external.json.
func (a *app) externalFaults(ctx context.Context, site string, links []builder.External) ([]diag.Diagnostic, error) {
	name := filepath.Join(site, ".signpost", "external.json")
	known := map[string]server.LinkState{}
	if data, err := os.ReadFile(name); err == nil {
		if err := json.Unmarshal(data, &known); err != nil {
			known = map[string]server.LinkState{} // a cache: what cannot be read is asked anew
		}
	}
	states := map[string]server.LinkState{}
	var ask []string
	for _, l := range links {
		if s, ok := known[l.URL]; ok && a.now().Sub(s.Checked) < externalAge {
			states[l.URL] = s
		} else {
			ask = append(ask, l.URL)
		}
	}
	for url, s := range server.CheckLinks(ctx, ask, a.now) {
		states[url] = s
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var ds []diag.Diagnostic
	for _, l := range links {
		if s, ok := states[l.URL]; ok && !s.Alive {
			ds = append(ds, diag.Diagnostic{File: l.File, Line: l.Line, Code: "dead-external-link", What: fmt.Sprintf("%s is dead: %s", l.URL, s.What), Fix: "correct the address, or remove the link"})
		}
	}
	data, err := json.MarshalIndent(states, "", "  ")
	if err == nil {
		_, err = builder.OwnFolder(site)
		err = errors.Join(err, os.WriteFile(name, append(data, '\n'), 0o644))
	}
	return ds, err
}
