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

// evidenceLines say in sentences what the kind and the rise of a gap rest on.
func (g Gap) evidenceLines() []string {
	var out []string
	if g.Rising != nil {
		out = append(out, "Rising: "+g.Rising.Sentence)
	}
	if o := g.Outdated; o != nil {
		out = append(out, fmt.Sprintf("Since %s, %s in %s say: “%s” The article says: “%s”", LongDay(o.Since),
			report.Count(o.Agents, "agent"), report.Count(o.Conversations, "conversation"), o.AgentsSay, o.ArticleSays))
	}
	for _, s := range g.Sides {
		out = append(out, fmt.Sprintf("%s in %s: “%s”", report.Count(s.Agents, "agent"), report.Count(s.Conversations, "conversation"), s.Sentence))
	}
	return out
}

// Quotes gives the first n questions that the title does not say already.
func (g Gap) Quotes(n int) []string {
	title := question.Normalise(g.Title)
	said := slices.DeleteFunc(slices.Clone(g.Questions), func(q string) bool { return question.Normalise(q) == title })
	return said[:min(n, len(said))]
}

var markdownMarks = strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "<", "&lt;", "[", "\\[", "]", "\\]", "#", "\\#", "\n", " ")

func plainMarkdown(s string) string { return markdownMarks.Replace(s) }

// Word names a kind for people.
func (k Kind) Word() string {
	switch k {
	case NotFound:
		return "Not found"
	case OutOfDate:
		return "Outdated"
	case Disagreement:
		return "Disagreement"
	}
	return "Missing"
}

// Deed says what mends a gap of the kind.
func (k Kind) Deed() string {
	switch k {
	case NotFound:
		return "Add keywords to"
	case OutOfDate:
		return "Bring up to date"
	case Disagreement:
		return "Agree on one answer, and write it as"
	}
	return "Write it as"
}

// Sentence tells the whole report in one.
func (r *Report) Sentence() string {
	a := r.Accounting
	if a.Conversations == 0 {
		return "There are no conversations to report on."
	}
	span := ""
	if r.Span.From != "" {
		span = " from " + LongDay(r.Span.From) + " to " + LongDay(r.Span.To)
		if r.Span.From == r.Span.To {
			span = " of " + LongDay(r.Span.From)
		}
	}
	parts := []string{
		Share(a.Answered, a.Conversations) + " asked something that an article answers",
		Share(a.InGaps, a.Conversations) + " fall into " + report.Count(len(r.Gaps), "gap"),
		Share(a.AccountSpecific, a.Conversations) + " concern one account only",
		Share(a.NotAQuestion, a.Conversations) + " asked nothing",
	}
	if a.Outbound > 0 {
		parts = append(parts, Share(a.Outbound, a.Conversations)+" were begun by the team")
	}
	parts = append(parts, Share(a.Ungrouped, a.Conversations)+" stand alone")
	return report.Count(a.Conversations, "conversation") + span + ": " + strings.Join(parts, ", ") + "."
}

// Share writes n as a share of a whole, in percent.
func Share(n, of int) string { return strconv.Itoa((200*n+of)/(2*of)) + "\u00a0%" }

// LongDay writes a day for people, "2 Jan 2006"; what is none stays as it is.
func LongDay(s string) string { return decisions.LongDay(s) }
