package gaps

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"signpost/inbox"
	"signpost/internal/report"
)

// AuditPage is the file of the masking audit in a report's folder.
const AuditPage = "audit.html"

// Masking is the masking audit of a report. It holds no text of a conversation
// that the report does not show anyway: what was masked in doubt or left in
// doubt elsewhere is there as its shape only, "Aaaa 000", with the ids of the
// conversations in which a person can look.
type Masking struct {
	// Shareable says that a person has looked at the audit of this very report
	// and confirmed it.
	Shareable bool `json:"shareable"`
	// Fingerprint is what a confirmation is for: it changes with every word of
	// the report and of the audit.
	Fingerprint string `json:"fingerprint"`
	// Shown are the places of the report itself that look personal.
	Shown []Shown `json:"shown"`
	// Doubtful and Left count such places in all conversations.
	Doubtful []inbox.Finding `json:"doubtful"`
	Left     []inbox.Finding `json:"left"`
}

// A Shown place stands in the report and looks personal.
type Shown struct {
	// Gap is the id of the gap, "" for a question that an article answers.
	Gap string `json:"gap"`
	// In is title, question, answer, term or keyword.
	In   string `json:"in"`
	Text string `json:"text"`
	Why  string `json:"why"`
}

// auditMasking adds the audit to a report that is otherwise complete.
func (r *Report) auditMasking(a inbox.Audit) error {
	r.Masking = Masking{
		Shown: r.shown(), Doubtful: append([]inbox.Finding{}, a.Doubtful...), Left: append([]inbox.Finding{}, a.Left...),
	}
	var err error
	r.Masking.Fingerprint, err = r.fingerprint()
	return err
}

// fingerprint is a hash of all that the report says, but for the confirmation.
func (r *Report) fingerprint() (string, error) {
	plain := *r
	plain.Masking.Shareable, plain.Masking.Fingerprint = false, ""
	data, err := plain.JSON()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:10]), nil
}

// Unchanged reports whether a report says what it said when it was made.
func (r *Report) Unchanged() bool {
	f, err := r.fingerprint()
	return err == nil && f == r.Masking.Fingerprint
}

// shown looks through everything that the report took from conversations.
func (r *Report) shown() []Shown {
	out := []Shown{}
	seen := map[Shown]bool{}
	look := func(gap, in, text string) {
		for _, l := range inbox.Leftovers(text) {
			s := Shown{gap, in, text[l.From:l.To], l.Why}
			if !seen[s] {
				seen[s] = true
				out = append(out, s)
			}
		}
	}
	for _, g := range r.Gaps {
		look(g.ID, "title", g.Title)
		for _, q := range g.Questions {
			look(g.ID, "question", q)
		}
		for _, a := range g.Answers {
			look(g.ID, "answer", a.Text)
		}
		// Terms are in small letters, in which a name is not seen.
		for _, t := range g.Terms {
			look(g.ID, "term", capital(t))
		}
		for _, k := range g.Suggest.Keywords {
			look(g.ID, "keyword", capital(k))
		}
	}
	for _, t := range r.Answered {
		look("", "title", t.Title)
	}
	slices.SortStableFunc(out, func(a, b Shown) int { return cmp.Compare(a.Why, b.Why) })
	return out
}

func capital(s string) string {
	for i, r := range s {
		return s[:i] + strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// titles leads from the id of a gap to its title.
func (r *Report) titles() map[string]string {
	out := map[string]string{}
	for _, g := range r.Gaps {
		out[g.ID] = g.Title
	}
	return out
}

// Sentence says whether the report may be passed on, and what is to be done
// before.
func (m Masking) Sentence() string {
	if m.Shareable {
		return "Shareable: a person has looked at the masking audit of this report and confirmed it."
	}
	s := "Not yet shareable: look at the masking audit first, and confirm it."
	if n := len(m.Shown); n > 0 {
		s += " " + report.Count(n, "place") + " of this report may still be personal."
		if n == 1 {
			s = strings.Replace(s, "1 place of", "One place of", 1)
		}
	}
	return s
}
