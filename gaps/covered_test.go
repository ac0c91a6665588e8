package gaps

import (
	"testing"

	"signpost/gaps/coverage"
)

// What agents sent to others answers those who find it themselves, where the words say so
// in part.
func TestSentToOthers(t *testing.T) {
	const article = "/pay/invoices/"
	sent := sentIn([]*cluster{{members: []member{
		{asking: &asking{linked: []string{article}}}, {asking: &asking{linked: []string{article, "/pay/"}}}, {asking: &asking{}},
	}}})
	if len(sent) != 1 || sent[article] != 2 {
		t.Fatalf("sent are %v", sent)
	}
	found := func(n int) *cluster {
		g := &cluster{rank: 1, members: make([]member, 4)}
		for i := range g.members {
			g.members[i] = member{asking: &asking{}, searched: true, hits: []coverage.Fit{{Article: "/else/"}, {Article: article}}}
			if i < n {
				g.members[i].hits = []coverage.Fit{{Article: article}}
			}
		}
		return g
	}
	for name, c := range map[string]struct {
		found int
		state coverage.State
		sent  map[string]int
		want  bool
	}{
		"by the words":              {0, coverage.Covered, nil, true},
		"sent, and most find it":    {3, coverage.Partly, sent, true},
		"sent, and half find it":    {2, coverage.Partly, sent, false},
		"sent once":                 {4, coverage.Partly, map[string]int{article: 1}, false},
		"the words say no such":     {4, coverage.NotCovered, sent, false},
		"found, and sent to no one": {4, coverage.Partly, nil, false},
	} {
		v := verdict{coverage: c.state, nearest: []coverage.Fit{{Article: article}}}
		if got := found(c.found).covered(v, c.sent); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
