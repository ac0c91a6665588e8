package practice

import (
	"fmt"

	"signpost/inbox"
	"signpost/inbox/audit"
	"signpost/internal/report"
)

// Parts of the page that the audit leads to, beside the metrics.
const (
	partProposals = "proposals"
	partReplies   = "replies"
	partBasis     = "basis"
)

// auditMasking adds the audit to a report that is otherwise complete.
func (r *Report) auditMasking(found inbox.Audit) error {
	r.Masking = audit.New(found, r.texts())
	return r.Masking.Seal(r.plain)
}

// plain is the report with another audit, without where its files lie.
func (r *Report) plain(masking audit.Masking) ([]byte, error) {
	plain := *r
	plain.Masking = masking
	plain.Source = make([]Source, len(r.Source))
	for i, s := range r.Source {
		s.Path = ""
		plain.Source[i] = s
	}
	return plain.JSON()
}

// Unchanged reports whether a report says what it said when it was made.
func (r *Report) Unchanged() bool { return r.Masking.Sealed(r.plain) }

// Audit is the masking audit of the report.
func (r *Report) Audit() *audit.Masking { return &r.Masking }

// texts are all that the report took from the export and shows, but for the
// names of agents, which stand there only when they were asked for.
func (r *Report) texts() []audit.Text {
	var out []audit.Text
	add := func(at, in, text string) { out = append(out, audit.Text{At: at, In: in, Text: text}) }
	for _, p := range r.Proposals {
		add(partProposals, "text", p.Text)
	}
	for _, s := range r.SavedReplies {
		add(partReplies, "name", s.Name)
	}
	for _, m := range r.Metrics {
		for _, e := range m.Examples {
			add(m.ID, "example", e.Text)
		}
		for _, team := range m.Teams {
			add(m.ID, "team", team.Key)
		}
	}
	add(partBasis, "business hours", r.Hours.From)
	for _, u := range r.Hours.Used {
		add(partBasis, "business hours", u.Name)
	}
	for _, n := range r.Hours.Notes {
		add(partBasis, "business hours", n)
	}
	for _, s := range r.Source {
		add("", "The names of the files, in practice.json", s.Path)
	}
	return out
}

// auditPage writes the page of the audit.
func (r *Report) auditPage() (report.File, error) {
	style, err := look.ReadFile("report.css")
	if err != nil {
		return report.File{}, fmt.Errorf("read the report's style: %w", err)
	}
	titles := map[string]string{partProposals: "Worth a saved reply", partReplies: "The saved replies", partBasis: "What this is based on"}
	for _, m := range r.Metrics {
		titles[m.ID] = m.Title
	}
	note := ""
	if r.People {
		note = "The report names agents, because that was asked for. Their names are not in this list."
	}
	return audit.Page{
		Name: "practice report", Command: "signpost practice confirm-masking", Masking: r.Masking, Masked: r.Masked, Titles: titles, Style: style, Note: note,
	}.File()
}
