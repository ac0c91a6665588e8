package decisions

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"signpost/internal/diag"
	"signpost/internal/yamldoc"
)

// Mend joins both sides of the conflicts that git left in gaps.yaml of a site folder,
// gap by gap, and writes the file. Diagnostics tell what is wrong with a side; then
// the file stays as it is. Others tell what had to be chosen between the sides, and
// what is wrong with them together, such as two merges in a circle. It gives ErrNothingNew when there is no conflict.
func Mend(site string) ([]diag.Diagnostic, error) {
	name := filepath.Join(site, FileName)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("mend the decisions: %w", err)
	}
	if yamldoc.Conflict(data) == 0 {
		return nil, ErrNothingNew
	}
	ours, theirs, err := yamldoc.Sides(data)
	if err != nil {
		return nil, fmt.Errorf("mend %s: %w", name, err)
	}
	a, ds := Parse(filepath.ToSlash(name)+" (one side)", ours)
	b, more := Parse(filepath.ToSlash(name)+" (other side)", theirs)
	if ds = append(ds, more...); diag.HasErrors(ds) {
		return ds, nil
	}
	joined := Join(a, b)
	joined.file = filepath.ToSlash(name)
	if err := joined.write(name, joined.Bytes()); err != nil {
		return ds, err
	}
	_, faults := Parse(filepath.ToSlash(name), joined.read)
	return append(append(ds, chosen(a, b, joined)...), faults...), nil
}

// chosen tells of which gaps the two sides have other titles, and which was taken.
func chosen(a, b, joined *Book) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, e := range joined.Entries {
		mine, theirs := a.Find(e.ID), b.Find(e.ID)
		if mine == nil || theirs == nil || mine.Title == theirs.Title {
			continue
		}
		left := mine.Title
		if left == e.Title {
			left = theirs.Title
		}
		out = append(out, diag.Diagnostic{
			File: joined.file, Line: joined.lineOf(e.ID), Severity: diag.Warning, Code: "title-chosen",
			What: fmt.Sprintf("the sides call %s “%s” and “%s”; the first was kept", e.ID, e.Title, left),
			Fix:  fmt.Sprintf("for the other, say signpost gaps rename %s --title TEXT", e.ID),
		})
	}
	return out
}

// lineOf gives the line of a gap in the file as it was written, 1 if it is not there.
func (b *Book) lineOf(id string) int {
	n := 0
	for line := range bytes.Lines(b.read) {
		n++
		if m := idLine.FindSubmatch(line); m != nil && string(m[1]) == id && bytes.HasPrefix(line, []byte("  ")) {
			return n
		}
	}
	return 1
}

// Join gives the book that holds what both hold: all gaps, and all decisions in the
// order of their days and, where one side had several, in its order. How a gap is known
// comes from the side that saw it last. It does not matter which of the two is a, but
// for the layout of the file.
func Join(a, b *Book) *Book {
	out := a.Clone()
	out.other = b.read
	out.Until = max(a.Until, b.Until)
	for week, n := range b.Weekly {
		out.Weekly[week] = max(out.Weekly[week], n)
	}
	for _, theirs := range b.Clone().Entries {
		i, ok := out.search(theirs.ID)
		if !ok {
			out.Entries = slices.Insert(out.Entries, i, theirs)
			continue
		}
		out.Entries[i] = joinEntries(out.Entries[i], theirs)
	}
	return out
}

func joinEntries(mine, theirs *Entry) *Entry {
	out := *mine
	if theirs.newer(mine) {
		out = *theirs
	}
	out.First = mine.First
	if mine.First == "" || theirs.First != "" && theirs.First < mine.First {
		out.First = theirs.First
	}
	out.Weekly = mine.Weekly.clone()
	for week, n := range theirs.Weekly {
		out.Weekly[week] = max(out.Weekly[week], n)
	}
	out.Aliases = sorted(append(slices.Clone(mine.Aliases), theirs.Aliases...))
	out.Decisions = joinDecisions(mine.Decisions, theirs.Decisions)
	if out.Expired = max(mine.Expired, theirs.Expired); settledAfter(out.Decisions, out.Expired) {
		out.Expired = "" // one side decided anew, and did not know that it had lapsed
	}
	return &out
}

// newer tells whether e says better than f how the gap of both is known: it saw it
// later, or with more conversations. Otherwise what they say decides, so that both
// sides choose the same.
func (e *Entry) newer(f *Entry) bool {
	said := func(e *Entry) string {
		bare := *e
		bare.Decisions, bare.Aliases, bare.Expired = nil, nil, ""
		return strings.Join(bare.lines(), "\n")
	}
	return cmp.Or(cmp.Compare(e.Last, f.Last), cmp.Compare(e.Conversations, f.Conversations), cmp.Compare(said(e), said(f))) > 0
}

// joinDecisions keeps what either has, each once: by day, and never against the order
// that one side has them in. Decisions of one day stand in an order that does not hang
// on which side is a.
func joinDecisions(a, b []Decision) []Decision {
	a, b = slices.Clone(a), slices.Clone(b)
	var out []Decision
	for len(a) > 0 && len(b) > 0 {
		inB, inA := slices.IndexFunc(b, a[0].equal), slices.IndexFunc(a, b[0].equal)
		switch {
		case inB == 0: // the same one, told by both
			out, a, b = append(out, a[0]), a[1:], b[1:]
		case inB > 0 && inA < 0:
			out, b = append(out, b[0]), b[1:]
		case inA > 0 && inB < 0:
			out, a = append(out, a[0]), a[1:]
		case a[0].compare(b[0]) < 0:
			if inB > 0 {
				b = slices.Delete(b, inB, inB+1)
			}
			out, a = append(out, a[0]), a[1:]
		default:
			if inA > 0 {
				a = slices.Delete(a, inA, inA+1)
			}
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
