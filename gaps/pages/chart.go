package pages

import (
	"fmt"
	"slices"
	"strings"

	"signpost/gaps"
)

// A segment is one part of the accounting bar; X and Width are percentages of it.
type segment struct {
	Name, Class string
	Count       int
	X, Width    string
	// Label is the share, "" where there is no room for it.
	Label string
	Share string
	// Note says what is counted.
	Note string
}

// roomForLabel is the least share of the bar, on a phone, that a label fits into.
const roomForLabel = 0.18

// bar lays the accounting out from left to right.
func bar(r *gaps.Report) []segment {
	a := r.Accounting
	parts := []segment{
		{Name: "Answered", Class: "answered", Count: a.Answered, Note: "an article answers the question"},
		{Name: "In gaps", Class: "gap", Count: a.InGaps, Note: "no article answers it, or customers do not find the one that does"},
		{Name: "One account only", Class: "own", Count: a.AccountSpecific, Note: "an order, invoice or login of one customer"},
		{Name: "Not a question", Class: "none", Count: a.NotAQuestion, Note: "greetings, thanks, automatic replies"},
		{Name: "Outbound", Class: "out", Count: a.Outbound, Note: "begun by the team or a campaign"},
		{Name: "Stands alone", Class: "alone", Count: a.Ungrouped, Note: "asked too seldom to speak of a gap"},
	}
	before, shares := 0, a.Shares()
	for i := range parts {
		p := &parts[i]
		p.Share = shares[i]
		if a.Conversations == 0 {
			continue
		}
		of := float64(a.Conversations)
		p.X, p.Width = number2(100*float64(before)/of), number2(100*float64(p.Count)/of)
		before += p.Count
		if float64(p.Count)/of >= roomForLabel {
			p.Label = p.Share
		}
	}
	return parts
}

// sum adds up the conversations of the gaps; 0 when none stands in two of them.
func sum(r *gaps.Report) int {
	n, in := 0, map[string]bool{}
	for _, g := range r.Gaps {
		for _, m := range g.Members {
			n++
			in[m] = true
		}
	}
	if n == len(in) {
		return 0
	}
	return n
}

// sparkWords says what the columns show.
func sparkWords(weekly []int) string {
	if len(weekly) == 0 {
		return "Conversations a week: no dates"
	}
	late := 0
	for _, n := range weekly[max(0, len(weekly)-4):] {
		late += n
	}
	return fmt.Sprintf("Conversations a week: at most %d, %d in the last four weeks", slices.Max(weekly), late)
}

func peak(weekly []int) int {
	if len(weekly) == 0 {
		return 0
	}
	return slices.Max(weekly)
}

// sparkWidth and sparkHeight are the drawing's size in CSS pixels.
const (
	sparkWidth  = 96.0
	sparkHeight = 24.0
)

// A drawn column of a sparkline.
type column struct{ X, Y, Width, Height string }

// spark draws weekly counts as columns, at most 52: longer spans are folded.
func spark(weekly []int) []column {
	fold := (len(weekly) + 51) / 52
	if fold == 0 {
		return nil
	}
	var sums []int
	for i := 0; i < len(weekly); i += fold {
		sum := 0
		for _, n := range weekly[i:min(len(weekly), i+fold)] {
			sum += n
		}
		sums = append(sums, sum)
	}
	top := max(3, slices.Max(sums)) // a single conversation is no peak
	step := sparkWidth / float64(len(sums))
	out := make([]column, len(sums))
	for i, n := range sums {
		h := 1.0
		if n > 0 {
			h = max(3, sparkHeight*float64(n)/float64(top))
		}
		out[i] = column{number2(float64(i)*step + 0.5), number2(sparkHeight - h), number2(max(1, min(step-1, 12))), number2(h)}
	}
	return out
}

func number2(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
}
