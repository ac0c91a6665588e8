package drafts

import (
	"strings"
	"testing"

	"signpost/gaps"

	"github.com/google/go-cmp/cmp"
)

// What goes under asked can stand alone and is about the gap: whole sentences, begun as
// such, without letters' forms, without what was masked or may name somebody.
func TestAsked(t *testing.T) {
	g := gaps.Gap{
		Title: "Do you have bikes with a child seat?", Terms: []string{"child seat", "baby"},
		Asked: []gaps.Asked{{Conversation: "1", Question: "a trailer for two"}, {Conversation: "2", Question: "is there a trailer"}},
	}
	for _, c := range []struct{ question, want string }{
		{"do you have bikes with a child seat? Thank you in advance.", "Do you have bikes with a child seat?"},
		{"We have three shops and one team. Can I get a child seat in every shop?", "Can I get a child seat in every shop?"},
		{"We have three shops and one team. Can I get a child seat in each of them?", "We have three shops and one team. Can I get a child seat in each of them?"},
		{"Our child seat has a crack in its back. Can it be glued? Please advise asap.", "Our child seat has a crack in its back. Can it be glued?"},
		{"is there a trailer for a baby", "Is there a trailer for a baby"},
		{"Are the saddles vegan?", ""},
		{"child seat for my baby in the app of " + strings.Repeat("a very long list of things that end ", 6) + "in a…", ""},
		{"Which child seat is the lightest? We " + strings.Repeat("climb the long hill to the house of my mother ", 6) + "every", "Which child seat is the lightest?"},
		{"Can I send the child seat to [email 1]? My baby has outgrown it.", ""},
		{"Is there a child seat? Ask Angela Martinez for my size.", "Is there a child seat?"},
		{"iPhone holder beside the child seat?", "iPhone holder beside the child seat?"},
	} {
		g.Questions = []string{c.question}
		got := strings.Join(Asked(g), " | ")
		if got != c.want {
			t.Errorf("of %q\ngot  %q\nwant %q", c.question, got, c.want)
		}
	}
	g.Questions = []string{"child seat for a baby?", "Is there a child seat for the baby", "Which stations have a child seat?"}
	if diff := cmp.Diff([]string{"Child seat for a baby?", "Which stations have a child seat?"}, Asked(g)); diff != "" {
		t.Error(diff)
	}
}

// What is shown to be added by hand is what accepting adds.
func TestWordsAsText(t *testing.T) {
	g := gaps.Gap{ID: "g-1", Title: "Child seat?", Questions: []string{"Is there a child seat: yes or no?"}, Suggest: gaps.Suggest{Keywords: []string{"baby"}}}
	want := "asked:\n  - \"Is there a child seat: yes or no?\"\nkeywords:\n  - baby\ngap: g-1"
	if diff := cmp.Diff(want, Words(g).Text()); diff != "" {
		t.Error(diff)
	}
	got, _, err := Patch([]byte("---\ntitle: A\n---\n"), Words(g))
	if err != nil || string(got) != "---\ntitle: A\n"+want+"\n---\n" {
		t.Errorf("%v\n%s", err, got)
	}
}
