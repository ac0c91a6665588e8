package gaps

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"signpost/inbox/audit"
	"signpost/internal/report"
)

//go:embed report.tmpl report.css
var look embed.FS

// Files gives the report as index.html (one page without scripts or foreign
// parts), audit.html beside it, gaps.json, gaps.md and gaps.csv.
func (r *Report) Files() ([]report.File, error) {
	page, err := r.page("index.html", "report.tmpl")
	if err != nil {
		return nil, err
	}
	masking, err := r.auditPage()
	if err != nil {
		return nil, err
	}
	data, err := r.JSON()
	if err != nil {
		return nil, err
	}
	table, err := r.table()
	if err != nil {
		return nil, err
	}
	return []report.File{
		{Path: "index.html", Data: page},
		masking,
		{Path: "gaps.json", Data: data},
		{Path: "gaps.md", Data: r.markdown()},
		{Path: "gaps.csv", Data: table},
	}, nil
}

func (r *Report) table() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{
		"rank", "id", "kind", "title", "conversations", "customers", "first_seen", "last_seen", "score",
		"median_first_response_s", "replies", "low_ratings", "escalations", "nearest", "suggested_path", "members",
	}}
	for i, g := range r.Gaps {
		nearest := ""
		if len(g.Nearest) > 0 {
			nearest = g.Nearest[0].URL
		}
		rows = append(rows, []string{
			strconv.Itoa(i + 1), g.ID, string(g.Kind), report.Cell(g.Title), strconv.Itoa(g.Conversations),
			strconv.Itoa(g.Customers), g.FirstSeen, g.LastSeen, strconv.FormatFloat(g.Impact.Score, 'f', 2, 64),
			strconv.Itoa(g.Impact.FirstResponse), strconv.Itoa(g.Impact.Replies), strconv.Itoa(g.Impact.LowRatings),
			strconv.Itoa(g.Impact.Escalations), report.Cell(nearest), report.Cell(g.Suggest.Path), report.Cell(strings.Join(g.Members, " ")),
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write gaps.csv: %w", err)
	}
	return b.Bytes(), nil
}

func (r *Report) markdown() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Gap report\n\n%s\n\n%s\n", r.Sentence(), r.Masking.Sentence())
	for i, g := range r.Gaps {
		fmt.Fprintf(&b, "\n## %d. %s\n\n%s · %s · %s · `%s`\n\n", i+1, plainMarkdown(g.Title), g.Kind.Word(),
			report.Count(g.Conversations, "conversation"), report.Count(g.Customers, "customer"), g.ID)
		for _, q := range g.Questions[:min(3, len(g.Questions))] {
			fmt.Fprintf(&b, "> %s\n\n", plainMarkdown(q))
		}
		if len(g.Nearest) > 0 {
			fmt.Fprintf(&b, "Nearest article: %s (%s)\n\n", plainMarkdown(g.Nearest[0].Title), g.Nearest[0].URL)
		}
		fmt.Fprintf(&b, "%s: `%s`\n", g.Kind.Deed(), g.Suggest.Path)
	}
	return []byte(b.String())
}

var markdownMarks = strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "<", "&lt;", "[", "\\[", "]", "\\]", "#", "\\#", "\n", " ")

func plainMarkdown(s string) string { return markdownMarks.Replace(s) }

// Word names a kind for people.
func (k Kind) Word() string {
	if k == NotFound {
		return "Not found"
	}
	return "Missing"
}

// Deed says what mends a gap of the kind.
func (k Kind) Deed() string {
	if k == NotFound {
		return "Add keywords to"
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
		span = " from " + longDay(r.Span.From) + " to " + longDay(r.Span.To)
		if r.Span.From == r.Span.To {
			span = " of " + longDay(r.Span.From)
		}
	}
	parts := []string{
		share(a.Answered, a.Conversations) + " asked something that an article answers",
		share(a.InGaps, a.Conversations) + " fall into " + report.Count(len(r.Gaps), "gap"),
		share(a.AccountSpecific, a.Conversations) + " concern one account only",
		share(a.NotAQuestion, a.Conversations) + " asked nothing",
	}
	if a.Outbound > 0 {
		parts = append(parts, share(a.Outbound, a.Conversations)+" were begun by the team")
	}
	parts = append(parts, share(a.Ungrouped, a.Conversations)+" stand alone")
	return report.Count(a.Conversations, "conversation") + span + ": " + strings.Join(parts, ", ") + "."
}

func share(n, of int) string { return strconv.Itoa((200*n+of)/(2*of)) + "\u00a0%" }

func longDay(s string) string {
	t, err := time.Parse(day, s)
	if err != nil {
		return s
	}
	return t.Format("2 Jan 2006")
}

// page executes one of the templates.
func (r *Report) page(name, tmpl string) ([]byte, error) {
	t, err := template.New(tmpl).Funcs(template.FuncMap{
		"inc": func(i int) int { return i + 1 }, "count": report.Count, "longDay": longDay, "duration": duration,
		"spark": spark, "percent": func(x float64) string { return strconv.Itoa(int(x*100+0.5)) + "\u00a0%" },
		"share": share, "thousands": report.Thousands, "firsts": firsts, "peak": peak,
	}).ParseFS(look, tmpl)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	style, err := look.ReadFile("report.css")
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Report": r, "Style": template.CSS(style), "Bar": r.bar(), "Masked": audit.Rows(r.Masked),
		"Reasons": sortedKeys(r.NoQuestion), "AuditPage": audit.PageName,
	})
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	return b.Bytes(), nil
}

func firsts(list []string, n int) []string { return list[:min(n, len(list))] }

// duration says seconds as people do.
func duration(seconds int) string {
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
