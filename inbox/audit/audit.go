// Package audit is the masking audit that the reports for people share: what
// looks personal in a report and in the conversations, the page that shows it,
// and the print that a person's confirmation is for.
package audit

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"signpost/inbox"
	"signpost/internal/report"
	"signpost/internal/trusted"
)

// PageName is the file of the masking audit in a report's folder.
const PageName = "audit.html"

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
	// At is the id of the part of the report's page in which it stands, "" if
	// that has none.
	At string `json:"at"`
	// In says for people what it stands in: title, question, answer.
	In   string `json:"in"`
	Text string `json:"text"`
	Why  string `json:"why"`
}

// A Text is one that a report took from conversations, and its place in it: At
// and In are as in Shown.
type Text struct{ At, In, Text string }

// New audits the texts of a report, beside what was found in all conversations.
func New(found inbox.Audit, texts []Text) Masking {
	m := Masking{
		Shown: []Shown{}, Doubtful: append([]inbox.Finding{}, found.Doubtful...), Left: append([]inbox.Finding{}, found.Left...),
	}
	seen := map[Shown]bool{}
	for _, t := range texts {
		for _, l := range inbox.Leftovers(t.Text) {
			s := Shown{t.At, t.In, t.Text[l.From:l.To], l.Why}
			if !seen[s] {
				seen[s] = true
				m.Shown = append(m.Shown, s)
			}
		}
	}
	slices.SortStableFunc(m.Shown, func(a, b Shown) int { return cmp.Compare(a.Why, b.Why) })
	return m
}

// A Plain writes a report as JSON with the audit that it is given in the place of its
// own, and without the paths of its files: the same data are the same, wherever they
// lie.
type Plain func(Masking) ([]byte, error)

// Seal takes the print of a report that is otherwise complete.
func (m *Masking) Seal(report Plain) error {
	var err error
	m.Fingerprint, err = m.fingerprint(report)
	return err
}

// Sealed reports whether a report says what it said when it was sealed.
func (m Masking) Sealed(report Plain) bool {
	f, err := m.fingerprint(report)
	return err == nil && f == m.Fingerprint
}

// fingerprint is a hash of all that a report says, without the print itself and the
// confirmation.
func (m Masking) fingerprint(report Plain) (string, error) {
	m.Shareable, m.Fingerprint = false, ""
	data, err := report(m)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:10]), nil
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

// A Page is what the page of an audit is made of.
type Page struct {
	// Name is what the report is called, "gap report", and Command what confirms
	// it, without the folder.
	Name, Command string
	Masking       Masking
	// Masked counts masked places by kind.
	Masked map[string]int
	// Titles are those of the parts of the report's page, by id.
	Titles map[string]string
	// Style is that of the report.
	Style []byte
	// Note is one more thing to know, "" for none.
	Note string
}

//go:embed audit.tmpl
var look string

// File writes the page, without scripts or foreign parts.
func (p Page) File() (report.File, error) {
	t, err := template.New("audit").Funcs(template.FuncMap{
		"thousands": report.Thousands, "kindWord": kindWord,
		"findings": func(list []inbox.Finding, kinds bool) findings { return findings{list, kinds} },
	}).Parse(look)
	if err != nil {
		return report.File{}, fmt.Errorf("write %s: %w", PageName, err)
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Page": p, "Over": strings.ToUpper(p.Name[:1]) + p.Name[1:], "Style": trusted.Style(p.Style), "Masked": Rows(p.Masked),
	})
	if err != nil {
		return report.File{}, fmt.Errorf("write %s: %w", PageName, err)
	}
	return report.File{Path: PageName, Data: b.Bytes()}, nil
}

// findings is a table of the audit; Kinds says that it has a column for them.
type findings struct {
	List  []inbox.Finding
	Kinds bool
}

// A Row is how often a kind of personal data was masked, in words for people.
type Row struct {
	Kind  string
	Count int
}

// Rows puts counts by kind in order.
func Rows(masked map[string]int) []Row {
	var out []Row
	for _, k := range slices.Sorted(maps.Keys(masked)) {
		out = append(out, Row{kindWord(k), masked[k]})
	}
	return out
}

// kindWord names a kind of personal data for people.
func kindWord(kind string) string {
	switch kind {
	case "email":
		return "e-mail address"
	case "phone":
		return "phone number"
	case "card":
		return "payment card"
	case "iban":
		return "bank account"
	case "ip":
		return "IP address"
	case "address":
		return "postal address"
	case "secret":
		return "password or key"
	case "order":
		return "order number"
	case "account":
		return "account number"
	case "person":
		return "name"
	}
	return kind
}
