package gaps

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"signpost/gaps/decisions"
	"signpost/gaps/question"
	"signpost/internal/report"
)

// Markdown is the report as gaps.md: for people who do not open reports, to be pasted
// into a ticket or a message. What is new comes first, then what is to do, with the
// command that does it, then what is followed and what waits.
func (r *Report) Markdown() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Gap report\n\n%s\n\n%s\n", r.Sentence(), r.Masking.Sentence())
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "\n%s\n", plainMarkdown(note))
	}
	if s := r.Unjoined; s != nil {
		fmt.Fprintf(&b, "\nReaders left %s that belong to no gap.\n", s)
	}
	r.Changes.markdown(&b)
	n := 0
	var waiting []Gap
	for _, g := range r.Gaps {
		if rankOf(g) > 0 {
			waiting = append(waiting, g)
			continue
		}
		n++
		g.markdown(&b, n, r.Changes.back(g.ID))
	}
	if len(r.Following) > 0 {
		b.WriteString("\n## Since an article was published\n")
		for _, f := range r.Following {
			fmt.Fprintf(&b, "\n- **%s** (`%s`, %s): %s %s\n", plainMarkdown(f.Title), f.ID, f.Article, f.standing(), f.Sentence)
		}
	}
	if len(waiting) > 0 {
		b.WriteString("\n## Set aside\n\n")
		for _, g := range waiting {
			fmt.Fprintf(&b, "- %s (`%s`): %s\n", plainMarkdown(g.Title), g.ID, g.setAside())
		}
	}
	return []byte(b.String())
}

// markdown tells one gap; back says that it came back in this run.
func (g Gap) markdown(b *strings.Builder, n int, back bool) {
	fmt.Fprintf(b, "\n## %d. %s\n\n%s · %s · %s · `%s`", n, plainMarkdown(g.Title), g.Kind.Word(),
		report.Count(g.Conversations, "conversation"), report.Count(g.Customers, "customer"), g.ID)
	if g.LastSeen != "" {
		fmt.Fprintf(b, " · last asked %s", LongDay(g.LastSeen))
	}
	fmt.Fprintf(b, " · %s", countOf(g.Impact.Replies, "reply", "replies"))
	if g.Impact.FirstResponse > 0 {
		fmt.Fprintf(b, " · first answer after %s", Duration(g.Impact.FirstResponse))
	}
	b.WriteString("\n\n")
	if d := g.Decision; d != nil {
		if back {
			b.WriteString("**Back again.** ")
		}
		if d.Note != "" {
			fmt.Fprintf(b, "%s\n\n", plainMarkdown(d.Note))
		}
		if d.Assignee != "" {
			fmt.Fprintf(b, "With %s.\n\n", plainMarkdown(d.Assignee))
		}
	}
	for _, q := range g.Quotes(3) {
		fmt.Fprintf(b, "> %s\n\n", plainMarkdown(q))
	}
	if len(g.Nearest) > 0 {
		fmt.Fprintf(b, "Nearest article: %s (%s)\n\n", plainMarkdown(g.Nearest[0].Title), g.Nearest[0].URL)
	}
	for _, line := range g.evidenceLines() {
		fmt.Fprintf(b, "%s\n\n", plainMarkdown(line))
	}
	if s := g.Signals; s != nil {
		fmt.Fprintf(b, "Besides, readers left %s.\n\n", s)
	}
	if g.Status == string(decisions.Accepted) && g.Decision != nil {
		fmt.Fprintf(b, "Accepted on %s: `%s`\n", LongDay(g.Decision.On), g.Decision.Draft)
		return
	}
	fmt.Fprintf(b, "%s: `%s`\n\n`signpost gaps accept %s` begins it, `signpost gaps dismiss %s --reason \"…\"` sets it aside.\n", g.Kind.Deed(), g.Suggest.Path, g.ID, g.ID)
}

// setAside says why a gap is not among those to do.
func (g Gap) setAside() string {
	d := g.Decision
	if d == nil {
		d = &Decided{}
	}
	what := g.Status + " on " + LongDay(d.On)
	if d.By != "" {
		what += " by " + d.By
	}
	if d.Until != "" && g.Status == string(decisions.Snoozed) {
		what += " until " + LongDay(d.Until)
	}
	if d.Reason != "" {
		what += ": " + d.Reason
	}
	return plainMarkdown(what + ".")
}

func (f Followed) standing() string {
	switch {
	case f.Status == string(decisions.Closed):
		return "Closed."
	case f.Back():
		return "Open again."
	}
	return "Not closed yet."
}

// Back tells whether the gap is open again although it was closed, or taken on.
func (f Followed) Back() bool { return f.Status == string(decisions.Open) }

func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// back tells whether a gap that was set aside or closed came back.
func (c Changes) back(id string) bool {
	return slices.ContainsFunc(slices.Concat(c.Returned, c.Reopened), func(x Change) bool { return x.ID == id })
}

func (c Changes) markdown(b *strings.Builder) {
	if c.Since == "" || c.empty() {
		return
	}
	fmt.Fprintf(b, "\n## What changed since %s\n\n", LongDay(c.Since))
	for _, part := range c.parts() {
		for _, x := range part.changes {
			fmt.Fprintf(b, "- %s: %s (`%s`). %s\n", question.Begin(part.name), plainMarkdown(x.Title), x.ID, plainMarkdown(x.What))
		}
	}
}

// Duration writes seconds as people say them; 0 is none.
func Duration(seconds int) string {
	switch {
	case seconds == 0:
		return "–"
	case seconds < 90:
		return strconv.Itoa(seconds) + " s"
	case seconds < 90*60:
		return strconv.Itoa((seconds+30)/60) + " min"
	case seconds < 36*3600:
		return strconv.Itoa((seconds+1800)/3600) + " h"
	}
	return strconv.Itoa((seconds+43200)/86400) + " days"
}
