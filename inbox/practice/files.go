package practice

import (
	"bytes"
	"context"
	"embed"
	"encoding/csv"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"signpost/inbox/audit"
	"signpost/internal/report"
	"signpost/internal/trusted"
)

//go:embed report.tmpl report.css
var look embed.FS

// Files gives the report as index.html (one page without scripts or foreign
// parts), audit.html beside it, practice.json, and practice.csv with a row for each metric, week,
// team and, if asked for, person. The errors are those of ctx and of the templates.
func (r *Report) Files(ctx context.Context) ([]report.File, error) {
	page, err := r.page()
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
		{Path: "practice.json", Data: data},
		{Path: "practice.csv", Data: table},
	}, ctx.Err()
}

func (r *Report) table() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"metric", "state", "by", "key", "n", "count", "share", "measured", "median_s", "p90_s"}}
	for _, m := range r.Metrics {
		add := func(by string, list []Row) {
			for _, row := range list {
				rows = append(rows, []string{
					m.ID, m.State, by, report.Cell(row.Key), strconv.Itoa(row.N), strconv.Itoa(row.Count), strconv.FormatFloat(row.Share, 'f', 3, 64),
					strconv.Itoa(row.Measured), strconv.Itoa(row.Median), strconv.Itoa(row.P90),
				})
			}
		}
		add("all", []Row{m.Row})
		add("week", m.Weeks)
		add("team", m.Teams)
		add("person", m.Persons)
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write practice.csv: %w", err)
	}
	return b.Bytes(), nil
}

// A section is the metrics of one habit.
type section struct {
	Title, ID, Rule string
	Metrics         []Metric
}

// sections are in the order of the metrics.
func (r *Report) sections() []section {
	var out []section
	for _, m := range r.Metrics {
		if len(out) == 0 || out[len(out)-1].Title != m.Section {
			out = append(out, section{Title: m.Section, ID: strings.ReplaceAll(strings.ToLower(m.Section), " ", "-"), Rule: rules[m.Section]})
		}
		last := &out[len(out)-1]
		last.Metrics = append(last.Metrics, m)
	}
	return out
}

// page writes the report for people.
func (r *Report) page() ([]byte, error) {
	style, err := look.ReadFile("report.css")
	if err != nil {
		return nil, fmt.Errorf("read the report's style: %w", err)
	}
	t, err := template.New("report.tmpl").Funcs(template.FuncMap{
		"percent": percent, "thousands": report.Thousands, "duration": duration, "longDay": longDay, "shortDay": shortDay, "plural": report.Count,
		"number": number, "f": f, "weekdays": func() []string {
			return []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
		},
		"spark": Metric.spark,
		"charts": func(m Metric) []chart {
			if m.Section == secAnswer || m.Section == secReplies {
				return m.charts(r.Target)
			}
			return m.charts(0)
		},
		"table": func(m Metric, head string, rows []Row) map[string]any {
			return map[string]any{"About": m.Title, "Head": head, "Rows": rows, "Times": m.Measured > 0}
		},
	}).ParseFS(look, "report.tmpl")
	if err != nil {
		return nil, fmt.Errorf("read the report's template: %w", err)
	}
	titles := map[string]string{}
	for _, p := range r.Proposals {
		if p.Article.Title != p.Article.URL {
			titles[p.Article.URL] = p.Article.Title
		}
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Style": trusted.Style(style), "Report": r, "Sections": r.sections(), "Target": r.target(), "Titles": titles,
		"Masked": audit.Rows(r.Masked), "AuditPage": audit.PageName, "Unused": slices.ContainsFunc(r.SavedReplies, func(s SavedReplyUse) bool { return s.Uses() == 0 }),
	})
	if err != nil {
		return nil, fmt.Errorf("write the report: %w", err)
	}
	return b.Bytes(), nil
}
