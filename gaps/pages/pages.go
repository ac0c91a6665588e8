// Package pages writes a gap report as the files that people read: index.html,
// pages of their own for some kinds, what articles answer, the accounting and the
// masking audit, and the tables. A page is whole in itself: nothing from elsewhere,
// and all of it is there without its script, which only sorts and filters.
//
// With a [Desk] the same pages carry the forms by which gaps are decided. The forms
// are posted to one address; who answers there is the business of package server.
package pages

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"

	"signpost/gaps"
	"signpost/inbox/audit"
	"signpost/internal/report"
	"signpost/internal/trusted"
)

//go:embed *.tmpl report.css report.js
var look embed.FS

// names are the pages of a report but for the audit, in the order of their links.
var names = []string{"index.html", "not-found.html", "outdated.html", "disagreement.html", "followed.html", "answered.html", "accounting.html"}

// Files gives the report as pages, the masking audit among them, gaps.json,
// gaps.md and gaps.csv. The errors are those of ctx and of the templates.
func Files(ctx context.Context, r *gaps.Report) ([]report.File, error) {
	var out []report.File
	for _, name := range names {
		page, err := Page(r, name, nil)
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return nil, err
		}
		out = append(out, report.File{Path: name, Data: page})
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
	return append(out, masking, report.File{Path: "gaps.json", Data: data},
		report.File{Path: "gaps.md", Data: r.Markdown()}, report.File{Path: "gaps.csv", Data: table}), ctx.Err()
}

// Names are the pages that Page writes, the masking audit last.
func Names() []string { return append(slices.Clone(names), audit.PageName) }

// Page writes one of Names. With a desk it carries the forms of decisions; nil for
// a report on disk.
func Page(r *gaps.Report, name string, desk *Desk) ([]byte, error) {
	if name == audit.PageName {
		f, err := auditPage(r)
		return f.Data, err
	}
	if !slices.Contains(names, name) {
		return nil, fmt.Errorf("write %s: there is no such page", name)
	}
	return execute(newView(r, name, desk), templateOf(name))
}

// templateOf names the template of a page.
func templateOf(name string) string {
	switch name {
	case "index.html":
		return "index.tmpl"
	case "followed.html":
		return "followed.tmpl"
	case "answered.html":
		return "answered.tmpl"
	case "accounting.html":
		return "accounting.tmpl"
	}
	return "kinds.tmpl"
}

// Choice writes the page on which the rest of a decision is chosen: into which gap
// one is merged, or what a split takes out. Do is "merge" or "split"; ok is false
// when there is no such gap or deed.
func Choice(r *gaps.Report, do, gap string, desk *Desk) (page []byte, ok bool, err error) {
	v := newView(r, do+".html", desk)
	v.Do = do
	for i := range v.Cards {
		c := &v.Cards[i]
		if c.ID == gap {
			v.Card = c
		} else if c.Standing.Status != "closed" {
			v.Others = append(v.Others, c)
		}
	}
	if v.Card == nil || do != "merge" && do != "split" {
		return nil, false, nil
	}
	near := func(c *card) int { // gaps of the same family come first
		if c.Family != "" && c.Family == v.Card.Family {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(v.Others, func(a, b *card) int { return near(a) - near(b) })
	v.Title = map[string]string{"merge": "Merge", "split": "Split"}[do] + " “" + v.Card.Title + "” · " + v.Called
	page, err = execute(v, "choose.tmpl")
	return page, true, err
}

func execute(v *view, tmpl string) ([]byte, error) {
	style, err := look.ReadFile("report.css")
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", v.name, err)
	}
	script := []byte{}
	if v.name == "index.html" || v.Desk != nil {
		if script, err = look.ReadFile("report.js"); err != nil {
			return nil, fmt.Errorf("write %s: %w", v.name, err)
		}
	}
	t, err := template.New(tmpl).Funcs(functions(v)).ParseFS(look, "parts.tmpl", "card.tmpl", tmpl)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", v.name, err)
	}
	v.Style, v.Script = trusted.Style(style), trusted.Script(script)
	v.Policy = policy(style, script, v.Desk != nil)
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("write %s: %w", v.name, err)
	}
	return b.Bytes(), nil
}

// policy is the content security policy of a page: its own style and script by
// their hashes, and nothing else; forms and their answers where there is a desk.
func policy(style, script []byte, desk bool) string {
	p := "default-src 'none'; base-uri 'none'; style-src '" + hash(style) + "'"
	if len(script) > 0 {
		p += "; script-src '" + hash(script) + "'"
	}
	if desk {
		return p + "; connect-src 'self'; form-action 'self'"
	}
	return p + "; form-action 'none'"
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
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
