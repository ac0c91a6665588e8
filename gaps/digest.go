package gaps

import (
	"cmp"
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
	shares := a.Shares()
	parts := []string{
		shares[0] + " asked something that an article answers",
		shares[1] + " fall into " + report.Count(len(r.Gaps), "gap"),
		shares[2] + " concern one account only",
		shares[3] + " asked nothing",
	}
	if a.Outbound > 0 {
		parts = append(parts, shares[4]+" were begun by the team")
	}
	parts = append(parts, shares[5]+" stand alone")
	return report.Count(a.Conversations, "conversation") + span + ": " + strings.Join(parts, ", ") + "."
}

// Shares are the six parts of Conversations, from Answered on, in whole percent that add up
// to 100: what rounding down leaves goes to those that lost most by it.
func (a Accounting) Shares() [6]string {
	counts := [6]int{a.Answered, a.InGaps, a.AccountSpecific, a.NotAQuestion, a.Outbound, a.Ungrouped}
	all := sum(counts[:])
	var percent [6]int
	var order []int
	left := 100
	for i, n := range counts {
		percent[i] = 100 * n / max(1, all)
		left -= percent[i]
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(100*counts[j]%max(1, all), 100*counts[i]%max(1, all)) })
	var out [6]string
	for rank, i := range order {
		if rank < left && all > 0 {
			percent[i]++
		}
		out[i] = strconv.Itoa(percent[i]) + "\u00a0%"
	}
	return out
}

// Share writes n as a share of a whole, in percent.
func Share(n, of int) string { return strconv.Itoa((200*n+of)/(2*of)) + "\u00a0%" }

// LongDay writes a day for people, "2 Jan 2006"; what is none stays as it is.
func LongDay(s string) string { return decisions.LongDay(s) }
