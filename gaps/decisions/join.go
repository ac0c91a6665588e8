package decisions

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"signpost/internal/diag"
)

// Mend joins both sides of the conflicts that git left in gaps.yaml of a site folder,
// gap by gap, and writes the file. Diagnostics tell what is wrong with a side; then
// the file stays as it is. It gives ErrNothingNew when there is no conflict.
func Mend(site string) ([]diag.Diagnostic, error) {
	name := filepath.Join(site, FileName)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("mend the decisions: %w", err)
	}
	if conflict(data) == 0 {
		return nil, ErrNothingNew
	}
	ours, theirs, err := sides(data)
	if err != nil {
		return nil, fmt.Errorf("mend %s: %w", name, err)
	}
	a, ds := Parse(filepath.ToSlash(name)+" (one side)", ours)
	b, more := Parse(filepath.ToSlash(name)+" (other side)", theirs)
	if ds = append(ds, more...); diag.HasErrors(ds) {
		return ds, nil
	}
	joined := Join(a, b)
	joined.read = a.read
	return ds, joined.write(name)
}

// sides takes a file with conflict marks apart.
func sides(data []byte) (ours, theirs []byte, err error) {
	const both, first, base, second = 0, 1, 2, 3
	state := both
	for line := range bytes.Lines(data) {
		bare := string(bytes.TrimRight(line, "\r\n"))
		switch {
		case bytes.HasPrefix(line, []byte("<<<<<<< ")) && state == both:
			state = first
		case bytes.HasPrefix(line, []byte("||||||| ")) && state == first:
			state = base
		case bare == "=======" && (state == first || state == base):
			state = second
		case bytes.HasPrefix(line, []byte(">>>>>>> ")) && state == second:
			state = both
		case bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) || bare == "=======":
			return nil, nil, errors.New("the marks of the conflict do not pair; take back the merge and begin again")
		default:
			if state == both || state == first {
				ours = append(ours, line...)
			}
			if state == both || state == second {
				theirs = append(theirs, line...)
			}
		}
	}
	if state != both {
		return nil, nil, errors.New("a conflict has no end; take back the merge and begin again")
	}
	return ours, theirs, nil
}

// Join gives the book that holds what both hold: all gaps and all decisions, in the
// order of their days. How a gap is known comes from the side that saw it last. The
// order of the two shows only where decisions of one day differ.
func Join(a, b *Book) *Book {
	out := a.Clone()
	out.Until = max(a.Until, b.Until)
	for week, n := range b.Weekly {
		out.Weekly[week] = max(out.Weekly[week], n)
	}
	for _, theirs := range b.Clone().Entries {
		mine := out.entry(theirs.ID)
		merged := joinDecisions(mine.Decisions, theirs.Decisions)
		aliases := sorted(append(mine.Aliases, theirs.Aliases...))
		first := mine.First
		weekly := mine.Weekly.clone()
		for week, n := range theirs.Weekly {
			weekly[week] = max(weekly[week], n)
		}
		newer := cmp.Or(cmp.Compare(theirs.Last, mine.Last), cmp.Compare(theirs.Conversations, mine.Conversations))
		if newer > 0 {
			*mine = *theirs
		}
		if first != "" && (mine.First == "" || first < mine.First) {
			mine.First = first
		}
		mine.Decisions, mine.Aliases, mine.Weekly = merged, aliases, weekly
	}
	return out
}

// joinDecisions keeps what either has, each once, by day.
func joinDecisions(a, b []Decision) []Decision {
	out := slices.Clone(a)
	left := slices.Clone(a)
	for _, d := range b {
		if i := slices.IndexFunc(left, d.equal); i >= 0 {
			left = slices.Delete(left, i, i+1) // the same one, told by both
			continue
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(x, y Decision) int { return cmp.Compare(x.On, y.On) })
	return out
}
