package pages

import (
	"slices"

	"signpost/gaps"
)

// A part is what a split takes out of a gap: Count conversations, with what they asked.
type part struct {
	ID, Called string
	Words      []string
	Count      int
	Asked      []gaps.Asked
}

// partsOf gives the parts that the report has in the gap still.
func partsOf(g gaps.Gap, splits []Split) []part {
	var out []part
	for _, d := range splits {
		p := part{ID: d.Into, Called: d.Called, Words: d.Words, Asked: g.Part(d.Decision)}
		if p.Count = len(p.Asked); len(d.Conversations) > 0 {
			p.Count = 0
			for _, id := range d.Conversations {
				if slices.Contains(g.Members, id) {
					p.Count++
				}
			}
		}
		if p.Count > 0 {
			out = append(out, p)
		}
	}
	return out
}
