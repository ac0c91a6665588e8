// Package pages writes a gap report as the files that people read: index.html,
// the masking audit beside it, and the tables. Every page is whole in itself: no
// scripts or parts from elsewhere.
package pages

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"signpost/gaps"
	"signpost/inbox/audit"
	"signpost/internal/report"
)

//go:embed report.tmpl report.css
var look embed.FS

// Files gives the report as index.html (one page without scripts or foreign
// parts), audit.html beside it, gaps.json, gaps.md and gaps.csv.
func Files(r *gaps.Report) ([]report.File, error) {
	page, err := page(r, "index.html", "report.tmpl")
	if err != nil {
		return nil, err
	}
	masking, err := auditPage(r)
	if err != nil {
		return nil, err
	}
	data, err := r.JSON()
	if err != nil {
		return nil, err
	}
	table, err := table(r)
	if err != nil {
		return nil, err
	}
	return []report.File{
		{Path: "index.html", Data: page},
		masking,
		{Path: "gaps.json", Data: data},
		{Path: "gaps.md", Data: r.Markdown()},
		{Path: "gaps.csv", Data: table},
	}, nil
}

func table(r *gaps.Report) ([]byte, error) {
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

// page executes one of the templates.
func page(r *gaps.Report, name, tmpl string) ([]byte, error) {
	t, err := template.New(tmpl).Funcs(template.FuncMap{
		"inc": func(i int) int { return i + 1 }, "count": report.Count, "longDay": gaps.LongDay, "duration": duration,
		"spark": spark, "percent": func(x float64) string { return strconv.Itoa(int(x*100+0.5)) + "\u00a0%" },
		"share": gaps.Share, "thousands": report.Thousands, "firsts": firsts, "peak": peak,
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
		"Report": r, "Style": template.CSS(style), "Bar": bar(r), "Masked": audit.Rows(r.Masked),
		"Reasons": slices.Sorted(maps.Keys(r.NoQuestion)), "AuditPage": audit.PageName,
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

// auditPage writes the page of the audit.
func auditPage(r *gaps.Report) (report.File, error) {
	style, err := look.ReadFile("report.css")
	if err != nil {
		return report.File{}, fmt.Errorf("read the report's style: %w", err)
	}
	titles := map[string]string{}
	for _, g := range r.Gaps {
		titles[g.ID] = g.Title
	}
	return audit.Page{
		Name: "gap report", Command: "signpost gaps confirm-masking", Masking: r.Masking, Masked: r.Masked, Titles: titles, Style: style,
	}.File()
}
