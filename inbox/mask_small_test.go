package inbox

import (
	"strings"
	"testing"
)

// Names that are written small or stand behind a goodbye are masked, and other words
// are not.
func TestNamesInPassing(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"hi this is maria lopez, i cannot sign in", "hi this is [person 1], i cannot sign in"},
		{"it works now, thanks, jon", "it works now, thanks, jon"}, // no name that is known, and a word of its own
		{"it works now, thanks, peter", "it works now, thanks, [person 1]"},
		{"it works now\nregards,\nkatrin weber", "it works now\nregards,\n[person 1]"},
		{"hi stefan, where is the invoice?", "hi [person 1], where is the invoice?"},
		{"my name is kirsten brookvale and i need an invoice", "my name is [person 1] and i need an invoice"},
		{"Guten Tag, ich bin annika lindholm von der Buchhaltung.", "Guten Tag, ich bin [person 1] von der Buchhaltung."},
		{"bonjour, je suis isabelle quessant et je ne peux plus me connecter", "bonjour, je suis [person 1] et je ne peux plus me connecter"},
		{"i talked with patrick and he said to wait", "i talked with [person 1] and he said to wait"},
		{"could you ask christopher willowby about it please", "could you ask [person 1] about it please"},
		{"Please look into it. Kind regards, Quillian Vexley", "Please look into it. Kind regards, [person 1]"},
		{"Bitte prüfen Sie das. Mit freundlichen Grüßen Thordis Wellenkamp", "Bitte prüfen Sie das. Mit freundlichen Grüßen [person 1]"},
		{"Can you check? Thanks! Quillian", "Can you check? Thanks! [person 1]"},
		{"You can call me Quillian.", "You can call me [person 1]."},
		{"The order is for Xanthe Johansson.", "The order is for [person 1]."},
		{"I asked for Johansson at the desk.", "I asked for [person 1] at the desk."},
		{"Lara  Brookvale wrote it", "[person 1] wrote it"},
		// Nothing of this is a name.
		{"call me tomorrow please", ""},
		{"Call me Monday, please.", ""},
		{"la cosa es clara y linda, mi vida", ""},
		{"thanks, the invoice is there", ""},
		{"it is a clear rose in may, and it will mark the page", ""},
		{"user: jane\npath/to/jane.txt = {name}", ""},
		{"i am not able to sign in. thanks for your help", ""},
		{"Thanks in advance. Best regards", ""},
		{"We sell Ericsson phones.", ""},
	} {
		want := c.want
		if want == "" {
			want = c.text
		}
		conv := &Conversation{Messages: []Message{{Role: Customer, Kind: Comment, Body: c.text}}}
		who := newPeople()
		who.conversation(conv)
		if got := NewMasker().text(c.text, who); got != want {
			t.Errorf("%q was masked as\n%q, want\n%q", c.text, got, want)
		}
	}
	// What is long costs no more than once.
	long := strings.Repeat("this is maria lopez, ", 20_000)
	if got := NewMasker().Text(long); strings.Contains(got, "lopez") {
		t.Errorf("a long text is masked as %.80q", got)
	}
}
