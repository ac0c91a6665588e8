package pages

import (
	"fmt"
	"slices"
	"strings"

	"signpost/gaps"
)

// A segment is one part of the accounting bar, in per mille of its width.
type segment struct {
	Name, Class string
	Count       int
	X, Width    float64
	// Label is the share, "" where there is no room for it.
	Label string
	Share string
	// Note says what is counted.
	Note string
}

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
	x := 0.0
	for i := range parts {
		p := &parts[i]
		if a.Conversations == 0 {
			p.Share = "0 %"
			continue
		}
		p.X, p.Width = x, 1000*float64(p.Count)/float64(a.Conversations)
		x += p.Width
		p.Share = gaps.Share(p.Count, a.Conversations)
		if p.Width >= 55 {
			p.Label = p.Share
		}
	}
	return parts
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
