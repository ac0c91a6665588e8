package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/builder"
	"signpost/gaps"
	"signpost/gaps/claims"
	"signpost/gaps/decisions"
	"signpost/gaps/drafts"
	"signpost/search"
)

// closers are the published articles that are to close gaps: those that name one in
// their front matter, and those that a gap was accepted into. An article that was
// outdated is none before it stops to state what no longer holds.
func closers(ctx context.Context, site string, docs *builder.Searchable, book *decisions.Book, today string) []gaps.Closer {
	var out []gaps.Closer
	add := func(p builder.Published, gap string) {
		if slices.ContainsFunc(out, func(c gaps.Closer) bool { return c.Gap == gap && c.URL == p.URL }) {
			return
		}
		c := gaps.Closer{Gap: gap, URL: p.URL, Title: p.Title}
		var s decisions.State
		if e := book.Find(gap); e != nil {
			s = e.State()
			c.Corrected = s.Value != "" || gaps.Kind(e.Kind) == gaps.OutOfDate
		}
		switch {
		case !c.Corrected:
			c.Published = publishedOn(ctx, site, p, gap, today)
		case s.Value == "" && p.Gap != gap || s.Value != "" && claims.Stated(textOf(docs, p.URL), s.Says, s.Value):
			return
		default:
			c.Published = correctedOn(ctx, site, p, s, today)
		}
		out = append(out, c)
	}
	for _, p := range docs.Articles {
		if p.Gap != "" {
			add(p, p.Gap)
		}
		for _, e := range book.Entries {
			if s := e.State(); s.Draft == p.File && s.Into == "" {
				add(p, e.ID)
			}
		}
	}
	return out
}

// textOf is the text of an article.
func textOf(docs *builder.Searchable, url string) string {
	var parts []string
	for _, d := range docs.Documents {
		if d.Article == url {
			parts = append(parts, d.Body)
		}
	}
	return strings.Join(parts, "\n")
}

// correctedOn is the day on which an article stopped to state what is outdated: that of
// the last commit that changed how often it holds the value, and today when it is not
// committed.
func correctedOn(ctx context.Context, site string, p builder.Published, s decisions.State, today string) string {
	days := gitDays(ctx, site, p.File, s.Value)
	head, err := inHead(ctx, site, p.File)
	if err != nil || len(days) == 0 || s.Value == "" || claims.Stated(string(head), s.Says, s.Value) {
		return today
	}
	return days[0]
}

// publishedOn is the day on which an article began to close a gap: that of the commit
// that named the gap in it or took draft: true out, whichever is later, and not before
// publish_at. What is not committed counts from publish_at, or else from today.
func publishedOn(ctx context.Context, site string, p builder.Published, gap, today string) string {
	var day string
	if named := gitDays(ctx, site, p.File, "gap: "+gap); len(named) > 0 && !draftInHead(ctx, site, p.File) {
		day = named[len(named)-1]
		if drafted := gitDays(ctx, site, p.File, "draft: true"); len(drafted) > 0 {
			day = max(day, drafted[0])
		}
	}
	if !p.PublishAt.IsZero() {
		day = max(day, p.PublishAt.UTC().Format(decisions.Day))
	}
	if day == "" {
		return today
	}
	return day
}

// gitDays are the days of the commits that changed how often a file holds a text, the
// newest first; none without git.
func gitDays(ctx context.Context, site, file, text string) []string {
	out, err := gitCommand(ctx, site, "log", "-S"+text, "--no-ext-diff", "--no-textconv", "--format=%ct", "--", file).Output()
	if err != nil {
		return nil
	}
	var days []string
	for _, seconds := range strings.Fields(string(out)) {
		if n, err := strconv.ParseInt(seconds, 10, 64); err == nil {
			days = append(days, time.Unix(n, 0).UTC().Format(decisions.Day))
		}
	}
	return days
}

// draftInHead tells whether the last commit still has an article as a draft.
func draftInHead(ctx context.Context, site, file string) bool {
	text, err := inHead(ctx, site, file)
	return err == nil && bytes.Contains(text, []byte("\ndraft: true"))
}

// inHead is a file as the last commit has it.
func inHead(ctx context.Context, site, file string) ([]byte, error) {
	return gitCommand(ctx, site, "cat-file", "blob", "HEAD:./"+file).Output()
}

// without is search as it would be if these articles had not been written, or, where
// an article was there before, had not been given the customers' words. What was only
// corrected is as it is. It is nil when there is nothing to compare.
func without(closers []gaps.Closer, book *decisions.Book, docs *builder.Searchable) (*search.Index, error) {
	gone, byHand := map[string]bool{}, map[string]bool{}
	given := map[string][]string{}
	for _, c := range closers {
		var kind gaps.Kind
		var s decisions.State
		if e := book.Find(c.Gap); e != nil {
			kind, s = gaps.Kind(e.Kind), e.State()
		}
		switch {
		case c.Corrected:
		case len(s.Given) > 0 || s.Draft != "" && kind == gaps.NotFound:
			given[c.URL] = append(given[c.URL], s.Given...)
		case kind == gaps.NotFound:
			byHand[c.URL] = true // which of its words are new is not known
		default:
			gone[c.URL] = true
		}
	}
	if len(gone)+len(byHand)+len(given) == 0 {
		return nil, nil
	}
	var left []search.Document
	for _, d := range docs.Documents {
		if gone[d.Article] {
			continue
		}
		d.Asked, d.Keywords = drafts.NotGiven(d.Asked, given[d.Article]), drafts.NotGiven(d.Keywords, given[d.Article])
		if byHand[d.Article] {
			d.Asked = nil
		}
		left = append(left, d)
	}
	index, err := search.New(left, docs.Options)
	if err != nil {
		return nil, fmt.Errorf("index the articles as they were: %w", err)
	}
	return index, nil
}
