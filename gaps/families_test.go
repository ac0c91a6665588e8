package gaps

import (
	"fmt"
	"math"
	"testing"

	"signpost/gaps/question"
	"signpost/gaps/vectors"

	"github.com/google/go-cmp/cmp"
)

// Two gaps about the same thing are one family, a third about another thing is of none. A
// family whose gaps share no words has no title: that of one of them would be there twice.
func TestFamilies(t *testing.T) {
	r := &Report{}
	var groups []*cluster
	aside, questions := &store{}, 0
	add := func(id string, angle float64, quotes ...string) {
		g := &cluster{id: id, verdict: verdict{gap: Missing}}
		for i, q := range quotes {
			at := angle + 0.1*float64(i)
			g.members = append(g.members, memberOf(aside, question.Item{ID: fmt.Sprint(id, i), Quote: q}, questions))
			aside.addVectors([][]float32{{float32(math.Cos(at)), float32(math.Sin(at))}})
			questions++
		}
		groups = append(groups, g)
		r.Gaps = append(r.Gaps, Gap{ID: id, Title: quotes[0]})
	}
	add("g-0002", 0.5, "Can I pause my yearly subscription?", "How to pause the subscription")
	add("g-0003", 2.9, "Do you sell gift cards?", "Where are gift cards?")
	add("g-0001", 0, "Cancel my yearly subscription", "How to cancel a yearly subscription")
	add("g-0004", 4.5, "Where is the bell?", "Is there a bell?")
	add("g-0005", 4.55, "Whose saddle is that?", "A saddle of my own")
	if err := r.relate(t.Context(), groups, newVocabulary(t.Context(), groups), vectors.Stops{Families: 0.7}); err != nil {
		t.Fatal(err)
	}
	want := []Family{{ID: "f-0002", Title: "Yearly subscription", Gaps: []string{"g-0002", "g-0001"}}, {ID: "f-0004", Gaps: []string{"g-0004", "g-0005"}}}
	if diff := cmp.Diff(want, r.Families); diff != "" {
		t.Error(diff)
	}
	if r.Gaps[0].Family != "f-0002" || r.Gaps[1].Family != "" || r.Gaps[2].Family != "f-0002" {
		t.Errorf("gaps %+v", r.Gaps)
	}
}
