package question

import (
	"testing"

	"signpost/inbox"
)

// asking is a conversation of one message.
func asking(text string) *inbox.Conversation {
	return &inbox.Conversation{ID: "1", InitiatedBy: inbox.Customer, Messages: []inbox.Message{{Role: inbox.Customer, Kind: inbox.Comment, Body: text}}}
}

func TestClasses(t *testing.T) {
	for text, want := range map[string]Class{
		"How do I cancel my subscription?":                     IsQuestion,
		"Please cancel my subscription":                        IsAccount,
		"refund my invoice":                                    IsAccount,
		"change the e-mail of my account":                      IsAccount,
		"Where can I change the e-mail address of my account?": IsQuestion,
		"my card was declined":                                 IsAccount,
		"paid with [card 1] and nothing came":                  IsAccount,
		"Auf unserer Rechnung 20655 fehlt die Steuernummer":    IsAccount,
		"hello":                                                   IsNoQuestion,
		"never mind, found it":                                    IsNoQuestion,
		"I am out of the office until Monday":                     IsNoQuestion,
		"如何更改语言设置？":                                               IsQuestion,
		"Wie ändere ich die Farbe der Überschriften?":             IsQuestion,
		"apache shows its own error page instead of the 404 page": IsQuestion,
	} {
		if got := Of(asking(text)); got.Class != want {
			t.Errorf("%q: %s (%s), want %s", text, got.Class, got.Reason, want)
		}
	}
}

func TestClean(t *testing.T) {
	got := clean("Hello, how do I export it?\nKind regards,\nA person\n> old")
	if got != "Hello, how do I export it?" {
		t.Errorf("%q", got)
	}
	for in, want := range map[string]string{
		"can it be at www.[person 19].example/help, as a folder?": "can it be at [web address 1], as a folder?",
		"links still go to https://x.example/a. Why?":             "links still go to [web address 1]. Why?",
		"https://x.example/a":                                     "",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// What is asked is quoted without thanks and greetings behind it.
func TestPickedWithoutThanks(t *testing.T) {
	for in, want := range map[string]string{
		"Do you rent out child seats? Thank you in advance.":      "Do you rent out child seats?",
		"¿Venden gorros de baño en recepción? Un saludo":          "¿Venden gorros de baño en recepción?",
		"Ist auf den Kisten Pfand? LG":                            "Ist auf den Kisten Pfand?",
		"ist das brot geschnitten Vielen Dank!":                   "ist das brot geschnitten",
		"we want the little \"?\" button. Is there one to embed?": "we want the little \"?\" button. Is there one to embed?",
		"Where does the button thank customers for a rating?":     "Where does the button thank customers for a rating?",
	} {
		if got := Pick(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// What a question is named by does not begin with whom it greets.
func TestGreetings(t *testing.T) {
	for _, hail := range []string{
		"Hello everybody", "Hi team", "Hallo zusammen", "Moin", "Guten Tag", "Hola a todos", "Buenas tardes", "Bonjour à tous", "Bonsoir",
		"Buongiorno a tutti", "Bom dia", "Goedemorgen",
	} {
		if got := Sentences(hail + ", der Torno pita"); len(got) != 1 || got[0] != "der Torno pita" {
			t.Errorf("%s: %q", hail, got)
		}
	}
	for _, text := range []string{"Moindre coût ?", "Buenas prácticas", "Boa constrictor", "Salutations go where?"} {
		if got := Sentences(text); len(got) != 1 || got[0] != text {
			t.Errorf("%q", got)
		}
	}
}
