package builder

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"signpost/internal/diag"
)

// A Review is what a site is looked over for beyond what would break it.
type Review struct {
	// Orphans are articles that no other article links to, by their files.
	Orphans []string
	// External are the links that leave the site.
	External []External
	// Gaps are the gaps that articles name in their front matter, drafts too.
	Gaps []NamedGap
	// Queries counts the golden queries that were asked, QueriesFound those that
	// hold, QueriesWaiting those that wait for a draft to be published.
	Queries, QueriesFound, QueriesWaiting int
}

// An External link leaves the site.
type External struct {
	URL  string
	File string
	Line int
}

// A NamedGap is the id in the front matter of an article.
type NamedGap struct {
	ID   string
	File string
	Line int
}

// review looks a site over, save for what takes its index: warnings of style.
func review(s *site) (*Review, []diag.Diagnostic) {
	r := &Review{}
	var ds []diag.Diagnostic
	linked := map[*page]bool{}
	titles := map[string]*page{}
	words := avoided(s.src.settings.Avoid)
	for _, e := range s.editions {
		clear(titles)
		for _, a := range e.linker.closers {
			r.Gaps = append(r.Gaps, NamedGap{a.Gap, a.Path, max(1, a.Keys["gap"])})
		}
		for _, p := range e.own() {
			ds = append(append(ds, p.style()...), p.avoids(words)...)
			key := strings.ToLower(oneLine(p.Title))
			if first := titles[key]; first != nil {
				ds = append(ds, p.warning(max(1, p.Keys["title"]), "duplicate-title", fmt.Sprintf("the title is also that of %s", first.Path), "say in the title what sets this article apart"))
			} else {
				titles[key] = p
			}
			for _, t := range p.links {
				if t.page != nil && t.page != p {
					linked[t.page] = true
				}
			}
			for _, q := range p.related {
				linked[q] = true
			}
			for _, l := range p.External {
				at := p.Place(l.Line)
				r.External = append(r.External, External{l.Target, at.Path, at.Line})
			}
		}
	}
	for _, p := range s.editions[0].pages {
		if !linked[p] && len(s.editions[0].pages) > 1 {
			r.Orphans = append(r.Orphans, p.Path)
		}
	}
	return r, ds
}

func (p *page) warning(line int, code, what, fix string) diag.Diagnostic {
	at := p.Place(line)
	return diag.Diagnostic{File: at.Path, Line: at.Line, Severity: diag.Warning, Code: code, What: what, Fix: fix}
}

// style reports pictures that say nothing to those who cannot see them, and
// headings that leave out a level.
func (p *page) style() []diag.Diagnostic {
	var ds []diag.Diagnostic
	for _, l := range p.Images {
		if l.Alt == "" {
			ds = append(ds, p.warning(l.Line, "no-alt", "a picture without a description", "say between the brackets what it shows: ![The settings page](…)"))
		}
	}
	for _, line := range slices.Compact(slices.Clone(p.HTMLLines)) {
		ds = append(ds, p.warning(line, "html", "HTML, which is shown as it was typed", "write it in Markdown, or between backquotes if it is meant to be read; raw_html: true in signpost.yaml publishes it"))
	}
	for _, l := range p.LeftOut {
		ds = append(ds, p.warning(l.Line, "html", l.What+" is left out of the HTML", "remove it, or say it in Markdown"))
	}
	level := 1
	for _, h := range p.Headings {
		if h.Level > level+1 {
			marks := func(level int) string { return strings.Repeat("#", max(1, level-p.Demoted)) }
			what := fmt.Sprintf("a heading with %s below one with %s", marks(h.Level), marks(level))
			if level == 1 {
				what = fmt.Sprintf("the first heading has %s", marks(h.Level))
			}
			ds = append(ds, p.warning(h.Line, "heading-order", what, "write "+marks(level+1)))
		}
		level = h.Level
	}
	return ds
}

// An avoidedTerm is one that writers have better words for.
type avoidedTerm struct {
	term, better string
	pattern      *regexp.Regexp
}

func avoided(terms map[string]string) []avoidedTerm {
	var list []avoidedTerm
	for _, term := range slices.Sorted(maps.Keys(terms)) {
		pattern := regexp.MustCompile(`(?i)(?:^|[^\pL\pN])(` + regexp.QuoteMeta(term) + `)(?:$|[^\pL\pN])`)
		list = append(list, avoidedTerm{term, terms[term], pattern})
	}
	return list
}

// avoids reports terms that signpost.yaml wants avoided, wherever readers see
// them; code is passed over.
func (p *page) avoids(terms []avoidedTerm) []diag.Diagnostic {
	var ds []diag.Diagnostic
	for _, t := range terms {
		fix := "use another word"
		if t.better != "" {
			fix = fmt.Sprintf("write %q", t.better)
		}
		for key, text := range map[string]string{"title": p.Title, "description": p.Description} {
			if t.pattern.MatchString(text) {
				ds = append(ds, p.warning(max(1, p.Keys[key]), "avoid", fmt.Sprintf("%q is a term to avoid", t.term), fix))
			}
		}
		for line, text := range p.Prose() {
			if t.pattern.MatchString(text) {
				ds = append(ds, p.warning(line, "avoid", fmt.Sprintf("%q is a term to avoid", t.term), fix))
			}
		}
	}
	return ds
}
