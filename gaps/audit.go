package gaps

import (
	"slices"
	"strings"

	"signpost/inbox"
	"signpost/inbox/audit"
)

// auditMasking adds the audit to a report that is otherwise complete.
func (r *Report) auditMasking(found inbox.Audit) error {
	r.Masking = audit.New(found, r.texts())
	return r.Masking.Seal(r.plain)
}

// plain is the report with another audit, without where its files lie, and without what is
// new since when: the same export read again shows nothing that was not looked at.
func (r *Report) plain(masking audit.Masking) ([]byte, error) {
	plain := *r
	plain.Masking, plain.Changes = masking, Changes{}
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

// texts are all that the report took from conversations, and the names of their
// files.
func (r *Report) texts() []audit.Text {
	var out []audit.Text
	add := func(gap, in, text string) { out = append(out, audit.Text{At: gap, In: in, Text: text}) }
	for _, g := range r.Gaps {
		add(g.ID, "title", g.Title)
		said := slices.Clone(g.Questions)
		for _, a := range g.Asked {
			said = append(said, a.Question)
		}
		slices.Sort(said) // many are quoted, too
		for _, q := range slices.Compact(said) {
			add(g.ID, "question", q)
		}
		for _, a := range g.Answers {
			add(g.ID, "answer", a.Text)
		}
		if o := g.Outdated; o != nil {
			add(g.ID, "answer", o.AgentsSay)
		}
		for _, s := range g.Sides {
			add(g.ID, "answer", s.Sentence)
		}
		if g.Signals != nil {
			for _, w := range g.Signals.Words {
				add(g.ID, "search", w)
			}
		}
		// Terms are in small letters, in which a name is not seen.
		for _, t := range g.Terms {
			add(g.ID, "term", capital(t))
		}
		for _, k := range g.Suggest.Keywords {
			add(g.ID, "keyword", capital(k))
		}
	}
	if r.Unjoined != nil {
		for _, w := range r.Unjoined.Words {
			add("", "Searches without a result", w)
		}
	}
	for _, f := range r.Following {
		add(f.ID, "title", f.Title)
		for _, q := range f.Queries {
			add(f.ID, "question", q.Ask)
		}
	}
	for _, t := range r.Answered {
		add("", "Questions that articles answer", t.Title)
		for _, a := range t.Asked {
			add("", "Questions that articles answer", a.Question)
		}
	}
	for _, s := range r.Source {
		add("", "The names of the files", s.Path)
	}
	return out
}

func capital(s string) string {
	for i, r := range s {
		return s[:i] + strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
