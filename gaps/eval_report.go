package gaps

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"signpost/inbox"
)

// An Expected is what a conversation asks of which the right gap is known. Gap is the
// name of the gap, "-" for none; Kind is its kind, "" when the file does not tell.
type Expected struct{ Conversation, Gap, Kind string }

// ReadExpected reads lines `conversation<TAB>gap[<TAB>kind]`; a conversation that asks
// several things has as many lines. Empty lines are skipped; a line without a gap is an
// error with its number.
func ReadExpected(r io.Reader) ([]Expected, error) {
	lines, err := ReadLabelled(r)
	out := make([]Expected, len(lines))
	for i, l := range lines {
		out[i] = Expected{Conversation: l.Text, Gap: l.Label, Kind: l.Article}
	}
	return out, err
}

// A ReportScore compares the gaps of a report with those that are known. A gap is a piece
// of a known one when more than half of its conversations ask for it. Shares are in per
// cent.
type ReportScore struct {
	// Conversations and Seconds are left to who read and mined them.
	Conversations int `json:"conversations"`
	Gaps          int `json:"gaps"`
	Known         int `json:"known"`
	// Pieces is the number of gaps that are pieces of known ones.
	Pieces int `json:"pieces"`
	// Precision is the share of known ones among what is shown, several pieces of one
	// counted once; Recall is the share of the known ones of which a piece is shown.
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	// Kinds is the number of pieces whose kind is known.
	Kinds int `json:"kinds"`
	// OfKind is the share of the pieces that are told as the kind that they are, of
	// those whose kind is known.
	OfKind float64 `json:"of_kind"`
	// Bad20 and Bad30 count the gaps among the first 20 and 30 of whose conversations
	// half or more ask nothing that is known to be a gap.
	Bad20 int `json:"bad20"`
	Bad30 int `json:"bad30"`
	// Named is how many conversations of gaps there are lines of.
	Named   int     `json:"named"`
	Seconds float64 `json:"seconds"`
	// PeakMiB is the most memory that the process held, in MiB.
	PeakMiB float64 `json:"peak_mib"`
}

// EvaluateReport compares a report with what its conversations are known to ask.
func EvaluateReport(r *Report, expected []Expected) ReportScore {
	known, kind := map[string][]string{}, map[string]string{}
	for _, a := range expected {
		known[a.Conversation] = append(known[a.Conversation], a.Gap)
		if a.Gap != nothing {
			kind[a.Gap] = a.Kind
		}
	}
	s := ReportScore{Gaps: len(r.Gaps), Known: len(kind), PeakMiB: heldMiB()}
	found := map[string]bool{}
	told := 0
	for i, g := range r.Gaps {
		count, none := map[string]int{}, 0
		for _, id := range g.Members {
			names := slices.DeleteFunc(slices.Clone(known[id]), func(name string) bool { return name == nothing })
			for _, name := range names {
				count[name]++
			}
			if len(known[id]) > 0 {
				s.Named++
			}
			if len(names) == 0 {
				none++
			}
		}
		if bad := 2*none >= len(g.Members); bad && i < 30 {
			s.Bad30++
			if i < 20 {
				s.Bad20++
			}
		}
		name, n := most(count)
		if 2*n <= len(g.Members) {
			continue
		}
		found[name] = true
		s.Pieces++
		if kind[name] != "" {
			s.Kinds++
			if kind[name] == string(g.Kind) {
				told++
			}
		}
	}
	s.Precision, s.Recall = round(100*ratio(len(found), len(found)+s.Gaps-s.Pieces)), round(100*ratio(len(found), s.Known))
	s.OfKind = round(100 * ratio(told, s.Kinds))
	return s
}

// An IDScore tells how well gaps are known again in the next export.
type IDScore struct {
	// Conversations is how many there are in the two exports, Gaps the number of the
	// gaps of ten conversations and more in the first.
	Conversations int `json:"conversations"`
	Gaps          int `json:"gaps"`
	// Living is how many of them the second has, since most of their conversations that
	// are in it are in one gap; Kept how many of these have the same id there.
	Living int `json:"living"`
	Kept   int `json:"kept"`
	// Share is that of Kept in Living, in per cent.
	Share float64 `json:"share"`
}

// livingFrom is the number of conversations in the second export that it takes to tell
// whether a gap lives on.
const livingFrom = 3

// EvaluateIDs mines the first two thirds of conversations and then, with what is
// remembered of these, the last two: two exports of which each shares half with the other.
func EvaluateIDs(ctx context.Context, talks []*inbox.Conversation, opt Options) (IDScore, error) {
	talks = slices.Clone(talks)
	slices.SortFunc(talks, func(a, b *inbox.Conversation) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), strings.Compare(a.ID, b.ID))
	})
	third := len(talks) / 3
	mined := func(talks []*inbox.Conversation) (*Report, error) {
		return Mine(ctx, func(yield func(*inbox.Conversation, error) bool) {
			for _, c := range talks {
				if !yield(c, nil) {
					return
				}
			}
		}, nil, opt)
	}
	before, err := mined(talks[:2*third])
	if err != nil {
		return IDScore{}, fmt.Errorf("first two thirds: %w", err)
	}
	opt.Book = before.Book
	after, err := mined(talks[third:])
	if err != nil {
		return IDScore{}, fmt.Errorf("last two thirds: %w", err)
	}
	there := map[string]bool{}
	for _, c := range talks[third:] {
		there[c.ID] = true
	}
	s := keptIDs(before, after, there)
	s.Conversations = len(talks)
	return s, nil
}

// keptIDs compares the gaps of two reports; there has the conversations of the second.
func keptIDs(before, after *Report, there map[string]bool) (s IDScore) {
	gapOf := map[string]string{}
	for _, g := range after.Gaps {
		for _, m := range g.Members {
			gapOf[m] = g.ID
		}
	}
	for _, g := range before.Gaps {
		if len(g.Members) < 10 {
			continue
		}
		s.Gaps++
		count, n := map[string]int{}, 0
		for _, m := range g.Members {
			if there[m] {
				n++
				if gapOf[m] != "" {
					count[gapOf[m]]++
				}
			}
		}
		best, most := most(count)
		if n < livingFrom || 2*most <= n {
			continue
		}
		s.Living++
		if e := after.Book.Find(g.ID); best == g.ID || e != nil && e.ID == best {
			s.Kept++
		}
	}
	s.Share = round(100 * ratio(s.Kept, s.Living))
	return s
}
