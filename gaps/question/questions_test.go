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
		"Do you rent out child seats? Thank you in advance.":                                     "Do you rent out child seats?",
		"¿Venden gorros de baño en recepción? Un saludo":                                         "¿Venden gorros de baño en recepción?",
		"Ist auf den Kisten Pfand? LG":                                                           "Ist auf den Kisten Pfand?",
		"ist das brot geschnitten Vielen Dank!":                                                  "ist das brot geschnitten",
		"we want the little \"?\" button. Is there one to embed?":                                "we want the little \"?\" button. Is there one to embed?",
		"How do I reset it, the reader of the door? Call me: [phone 1]":                          "How do I reset it, the reader of the door?",
		"Wo steht die Steuernummer auf der Rechnung? Sie erreichen mich unter [phone 1]. LG Ada": "Wo steht die Steuernummer auf der Rechnung?",
		"¿Dónde está la factura de mayo? Me pueden llamar al 600 555 010.":                       "¿Dónde está la factura de mayo?",
		"Can you call me at [phone 1]? The export of all articles stops.":                        "The export of all articles stops.",
		"Where do I hand in a seat? I sent a photo of it to [email 1] yesterday.":                "Where do I hand in a seat? I sent a photo of it to [email 1] yesterday.",
		"I've got a quick question: where are the invoices":                                      "where are the invoices",
		"Ich hätte eine kurze Frage - wo liegen die Rechnungen?":                                 "wo liegen die Rechnungen?",
		"The security question, where do I set it?":                                              "The security question, where do I set it?",
		"reset of the door reader orange since monday? URGENT!":                                  "reset of the door reader orange since monday?",
		"Ship it to Texas? Kind regards, Ada Sample":                                             "Ship it to Texas?",
		"Where does the button thank customers for a rating?":                                    "Where does the button thank customers for a rating?",
	} {
		if got := pick(parse(in)); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// A signature is none of a letter, whether something marks it or not.
func TestUnsigned(t *testing.T) {
	for _, tail := range []string{
		"Best,\nAda", "Viele Grüße aus Bern\nAda Muster", "Thanks,\nAda Sample\nHead of Finance | Main Street 5", "[person 1]\nTel: [phone 1]", "\nAda Sample",
		"LG Ada", "Un saludo, Ada", "Cordialement\nAda", "--\nanything", "Mit freundlichen Grüßen", "Call me: [phone 1]", "Met vriendelijke groet,\nAda",
	} {
		if got := letter("Where is the invoice?\n" + tail); got != "Where is the invoice?" {
			t.Errorf("%q leaves %q", tail, got)
		}
	}
	for _, whole := range []string{
		"The page is empty.\n\nWindows 11", "Choose the entry:\nExport", "Thanks\nhow do I export it", "Danke!\nDie Lieferung kam nie an", "Best Practices\nare what I look for",
		"I write to [email 1]\nand nobody answers",
	} {
		if got := letter(whole); got != whole {
			t.Errorf("%q is cut to %q", whole, got)
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
	for in, want := range map[string]string{
		"hi guys, where is it": "where is it", "hi guys where is it": "where is it", "hello Ada Sample, where is it": "where is it", "Hi Ada where is it": "where is it",
		"Sehr geehrte Damen und Herren,\nwo ist es": "wo ist es", "Guten Tag Frau Muster wo ist es": "wo ist es", "hi! hello again! where is it": "where is it",
		"Dear Mr. Sample, where is it": "where is it", "hola chicos: ¿dónde está": "¿dónde está", "Estimado equipo: ¿dónde está": "¿dónde está", "buenas, ¿dónde está": "¿dónde está",
		"[person 1], where is it": "where is it", "@support where is it": "where is it", "Hello Stripe payments fail": "Stripe payments fail", "hello": "",
		"Hallo Rechnung fehlt": "Rechnung fehlt", "Hi my order, the red one, is late": "my order, the red one, is late", "Hi-fi is quiet": "Hi-fi is quiet",
		"good delivery times?": "good delivery times?", "Bonjour Madame, où est-il": "où est-il",
	} {
		if got := Unaddressed(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for _, text := range []string{"Moindre coût ?", "Buenas prácticas", "Boa constrictor", "Salutations go where?"} {
		if got := Sentences(text); len(got) != 1 || got[0] != text {
			t.Errorf("%q", got)
		}
	}
}

// TestQuoted holds what is quoted of a letter or a chat to what a careful person would quote.
func TestQuoted(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{
			"Olá pessoal, como altero o IBAN da minha conta? Podem ligar para 910 555 010. Obrigada, Rita",
			"Como altero o IBAN da minha conta?",
		},
		{
			"Buongiorno a tutti, avrei una domanda: dove trovo la ricevuta di marzo?\n\nCordiali saluti\nPaolo Esempio",
			"Dove trovo la ricevuta di marzo?",
		},
		{
			"Goedendag, ik heb een korte vraag: waar vind ik de factuur van mei? Alvast bedankt! Groetjes, Sanne",
			"Waar vind ik de factuur van mei?",
		},
		{
			"Dzień dobry, gdzie znajdę fakturę za maj? Pozdrawiam, Jan",
			"Gdzie znajdę fakturę za maj?",
		},
		{
			"こんにちは。請求書はどこでダウンロードできますか？よろしくお願いします。",
			"請求書はどこでダウンロードできますか？",
		},
		{
			"Здравствуйте! Где найти счёт за май? Мой телефон [phone 1]. Спасибо",
			"Где найти счёт за май?",
		},
		{
			"Hi\n\nmy name is Ada and I work at Sample Ltd. We bought 20 seats in May. Where can I add another seat?\n\nSincerely yours,\nAda Sample\nCEO, Sample Ltd\nPhone: [phone 1] | Fax: [phone 2]",
			"We bought 20 seats in May. Where can I add another seat?",
		},
		{
			"Hey there, hope you are well! Quick one: does the export include archived items?",
			"Does the export include archived items?",
		},
		{
			"good evening I am trying to export all items and it says error 504 every time, i tried chrome and firefox, nothing. pls call [phone 1] asap!!!",
			"I am trying to export all items and it says error 504 every time, i tried chrome and firefox, nothing.",
		},
		{
			"Hi, as discussed on the phone with [person 2], I would need the invoice of May again. Where do I find it? Thank you and best regards from Vienna",
			"As discussed on the phone with [person 2], I would need the invoice of May again. Where do I find it?",
		},
		{
			"HELLO CAN YOU TELL ME WHERE I FIND MY INVOICE",
			"CAN YOU TELL ME WHERE I FIND MY INVOICE",
		},
		{
			"invoice??",
			"Invoice?",
		},
		{
			"Bonjour,\n\nJe souhaite modifier l'adresse de livraison. Comment faire ?\n\nJe reste à votre disposition au [phone 1].\n\nBien cordialement,\nMarie Modèle",
			"Je souhaite modifier l'adresse de livraison. Comment faire ?",
		},
		{
			"Buenas tardes:\nNo me llega el código para entrar. ¿Qué hago?\nQuedo a la espera de su respuesta.\nUn cordial saludo.\nAna",
			"No me llega el código para entrar. ¿Qué hago?",
		},
		{
			"Ciao ragazzi! Come si cambia la lingua dell'app? Il mio numero è [phone 1]",
			"Come si cambia la lingua dell'app?",
		},
		{
			"Hi support team, I hope this message finds you well. I'm writing to ask how to move my data to another account. Looking forward to your reply. Kind regards",
			"I'm writing to ask how to move my data to another account.",
		},
		{
			"Can I pay by invoice? If so, how? My email is [email 1]",
			"Can I pay by invoice?",
		},
		{
			"Sorry to bother you again, but how do I switch the language of the app?",
			"How do I switch the language of the app?",
		},
		{
			"Dear all, please find attached the screenshot. The page of settings is empty. What is wrong?",
			"The page of settings is empty. What is wrong?",
		},
		{
			"Guten Morgen liebes Team von Signpost, wie kann ich die Sprache der App umstellen? Vielen lieben Dank und sonnige Grüße, Eure Petra",
			"Wie kann ich die Sprache der App umstellen?",
		},
		{
			"yo whats up, where do i change the language of the app lol 😂",
			"Yo whats up, where do i change the language of the app lol",
		},
		{
			"Where do I change the language of the app?\n\n-- \nAda\nThis e-mail is confidential.",
			"Where do I change the language of the app?",
		},
		{
			"i need to know if i can use 2 cards. thank u!!! :)",
			"I need to know if i can use 2 cards.",
		},
	} {
		items := Of(asking(c.text)).Items
		if len(items) != 1 {
			t.Errorf("%q: %d questions", c.text, len(items))
			continue
		}
		if got := Quoted(items[0].Quote, 240); got != c.want {
			t.Errorf("%q is quoted\n%s, want\n%s", c.text, got, c.want)
		}
	}
}
