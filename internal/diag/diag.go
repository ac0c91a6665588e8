// Package diag holds diagnostics: the mistakes of authors, as opposed to the
// failures of machines, which are errors.
//
// A diagnostic names a file and a line, says what is wrong there and how to
// mend it, and is printed as
//
//	content/write/links.md:12: no article at install.md; did you mean setup.md?
//
// the form that editors and terminals turn into a link. Every stage returns
// all the diagnostics it finds, so that a writer mends them in one sitting.
package diag

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Severity tells whether a diagnostic stops publication.
type Severity int

const (
	// Error stops publication: the site with this mistake is not written.
	Error Severity = iota
	// Warning is told and does not stop anything, unless the user asked for
	// warnings to be errors.
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// MarshalText writes a severity into JSON as its name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Severity) UnmarshalText(text []byte) error {
	switch string(text) {
	case "error":
		*s = Error
	case "warning":
		*s = Warning
	default:
		return fmt.Errorf("no severity is called %q", text)
	}
	return nil
}

// A Diagnostic is one mistake in one place.
type Diagnostic struct {
	// File is the slash-separated path as the user would type it.
	File string `json:"file"`
	// Line counts from 1; 0 means the file as a whole.
	Line int `json:"line"`
	// Severity says whether the mistake stops publication.
	Severity Severity `json:"severity"`
	// Code names the kind of mistake for machines, such as "dead-link".
	Code string `json:"code"`
	// What says what is wrong, in lower case and without a full stop.
	What string `json:"what"`
	// Fix says how to mend it; it may be empty where What says it all.
	Fix string `json:"fix,omitempty"`
}

// String formats the diagnostic as "file:line: what; how to mend it", with
// "warning: " before what for a warning.
func (d Diagnostic) String() string {
	var b strings.Builder
	b.WriteString(d.File)
	if d.Line > 0 {
		fmt.Fprintf(&b, ":%d", d.Line)
	}
	b.WriteString(": ")
	if d.Severity == Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(d.What)
	if d.Fix != "" {
		b.WriteString("; ")
		b.WriteString(d.Fix)
	}
	return b.String()
}

// Sort orders diagnostics by file, line and text, the order in which every
// command reports them.
func Sort(ds []Diagnostic) {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.What, b.What),
		)
	})
}

// Count returns the number of errors and of warnings.
func Count(ds []Diagnostic) (errors, warnings int) {
	for _, d := range ds {
		if d.Severity == Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

// HasErrors reports whether any diagnostic stops publication.
func HasErrors(ds []Diagnostic) bool {
	errors, _ := Count(ds)
	return errors > 0
}

// Print writes one line for each diagnostic, in the order given.
func Print(w io.Writer, ds []Diagnostic) error {
	for _, d := range ds {
		if _, err := fmt.Fprintln(w, d); err != nil {
			return fmt.Errorf("print diagnostics: %w", err)
		}
	}
	return nil
}

// Nearest returns the candidate closest to word by edit distance, or "" when
// none is close enough to be a likely slip of the finger (a third of the
// word's length, at least one letter). Ties go to the first in order.
func Nearest(word string, candidates []string) string {
	best, limit := "", max(1, len(word)/3)
	letters := []rune(word)
	var rows [3][]int
	for _, c := range candidates {
		if d := distance(letters, []rune(c), limit, &rows); d <= limit {
			if best, limit = c, d-1; d == 0 {
				break
			}
		}
	}
	return best
}

// distance is the optimal string alignment distance: insertions, deletions,
// substitutions and swaps of neighbours cost one each. Beyond limit it is told as
// limit+1. The rows are room that is used again.
func distance(a, b []rune, limit int, rows *[3][]int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	for i := range rows {
		rows[i] = slices.Grow(rows[i][:0], len(b)+1)[:len(b)+1]
	}
	before, last, row := rows[0], rows[1], rows[2]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1 // what follows is no nearer
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}
