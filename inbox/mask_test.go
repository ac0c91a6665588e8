package inbox

import (
	"context"
	"encoding/json"
	"runtime"
	"strings"
	"testing"
)

// Each text with what masking leaves of it. Numbers are invented; keys are put
// together so that no scanner takes them for real ones.
func TestMask(t *testing.T) {
	for name, cases := range map[string][][2]string{
		"email": {
			{"write to Ada.B+x@brookline.example, please", "write to [email 1], please"},
			{"ada (at) brookline (dot) example", "[email 1]"},
			{"npm install cypress@13.15.0", "npm install cypress@13.15.0"},
		},
		"phone": {
			{"ring +49 30 5550123 or 0049 30 5550123", "ring [phone 1] or [phone 1]"},
			{"(555) 010-0199 ext. 7", "[phone 1]"},
			{"my number is 555 0142", "my number is [phone 1]"},
			{"Phone:\n467 3395", "Phone:\n[phone 1]"},
			{"pain.001.001.09 and 008.001.08", "pain.001.001.09 and 008.001.08"},
			{"from 2026-09-14 to 14.09.2026", "from 2026-09-14 to 14.09.2026"},
		},
		"card and bank": {
			{"card 4111 1111 1111 1111", "card [card 1]"},
			{"my card number is 4111 1111 1111 1112", "my card number is [card 1]"},
			{"DE89 3704 0044 0532 0130 00 is mine", "[iban 1] is mine"},
			{"it took 3490000000000 ms", "it took 3490000000000 ms"},
		},
		"national id": {
			{"my SSN is 123-45-6789.", "my SSN is [national id 1]."},
			{"NINO QQ 12 34 56 C", "NINO QQ 12 34 56 C"},
			{"NI number AB 12 34 56 C", "NI number [national id 1]"},
			{"DNI 12345678Z", "DNI [national id 1]"},
			{"DNI 12345678A is not one", "DNI [national id 1] is not one"},
			{"code 12345678A is not one", "code 12345678A is not one"},
			{"CPF 529.982.247-25", "CPF [national id 1]"},
			{"AHV 756.9217.0769.85", "AHV [national id 1]"},
			{"personnummer 811228-9874", "personnummer [national id 1]"},
			{"my passport number is C01X00T47", "my passport number is [national id 1]"},
		},
		"ip": {
			{"from 203.0.113.9 and 2001:db8::9", "from [ip 1] and [ip 2]"},
			{"version 1.2.3.4 at 10:20:30", "version 1.2.3.4 at 10:20:30"},
		},
		"address": {
			{"I live at 14 Crown Street, Apt. 5, Springfield, IL 62704.", "I live at [address 1]."},
			{"Flat 2, 221B Baker Street\nLondon NW1 6XE", "Flat 2, [address 1]"},
			{"Ich wohne in der Lindenstraße 12a, 10115 Berlin", "Ich wohne in der [address 1]"},
			{"12, rue de la Gare, 75010 Paris", "[address 1]"},
			{"Calle Mayor 7, 28013 Madrid", "[address 1]"},
			{"Via Roma 131, 10121 Torino, Italy", "[address 1]"},
			{"Keizersgracht 123, 1015 CJ Amsterdam", "[address 1]"},
			{"Storgatan 5, 111 23 Stockholm", "[address 1]"},
			{"ul. Zamkowa 33", "[address 1]"},
			{"Kossuth utca 5.", "[address 1]."},
			{"P.O. Box 4711", "[address 1]"},
			{"Please ship it to 5 Oak Lane. Thanks!", "Please ship it to [address 1]. Thanks!"},
			{"my zip code is 35350", "my zip code is [address 1]"},
			{"Use Google Drive 5 times in 2024", "Use Google Drive 5 times in 2024"},
			{"1. Open the Browser Extension", "1. Open the Browser Extension"},
			{"Version 5 Drive and Chapter 3 Court", "Version 5 Drive and Chapter 3 Court"},
			{"Your IP address is fine, 3 May 2024", "Your IP address is fine, 3 May 2024"},
		},
		"secret": {
			{"the password is hunter2!", "the password is [secret 1]!"},
			{"Password: sunflower", "Password: [secret 1]"},
			{"my password is wrong", "my password is wrong"},
			{"the password must have 8-12 characters", "the password must have 8-12 characters"},
			{"Passwort lautet Geheim99", "Passwort lautet [secret 1]"},
			{"your verification code: 482913", "your verification code: [secret 1]"},
			{"the error code is 4829", "the error code is 4829"},
			{"PIN is 4821", "PIN is [secret 1]"},
			{"key sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc here", "key [secret 1] here"},
			{"AK" + "IAIOSFODNN7EXAMPLE", "[secret 1]"},
			{"token gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a", "token [secret 1]"},
			{"it says k9Qz7LmW2xTb5RvN8cYp4HsD", "it says [secret 1]"},
			{"commit d6e3f3c0a1b2c3d4e5f60718293a4b5c6d7e8f90", "commit d6e3f3c0a1b2c3d4e5f60718293a4b5c6d7e8f90"},
			{"https://app.example.com/reset/a8F3kq02LmZ9", "https://app.example.com/reset/[secret 1]"},
			{"https://help.example.com/articles/123-reset-a-password", "https://help.example.com/articles/123-reset-a-password"},
			{"postgres://bob:pw@db.example.com/x?sslmode=on", "postgres://[secret 1]@db.example.com/x?sslmode=on"},
		},
		"order and account": {
			{"order #4711-22 and order 48213377", "order #[order 1] and order [order 2]"},
			{"Bestellnummer: AB-12345", "Bestellnummer: [order 1]"},
			{"customer number 98765", "customer number [account 1]"},
			{"in order 2024 comes", "in order 2024 comes"},
			{"invoice of 2026-09-14 over 1,299.00", "invoice of 2026-09-14 over 1,299.00"},
			{"account 10.12.3 has 5 users", "account 10.12.3 has 5 users"},
		},
		"names": {
			{"Hi Ada and Timo,\nask ada's team.", "Hi [person 1] and [person 2],\nask [person 1]'s team."},
			{"Dear Mr. Fenwick,\nhello", "Dear Mr. [person 1],\nhello"},
			{"Please tell Frau Dr. Lindqvist.", "Please tell Frau Dr. [person 1]."},
			{"It works.\n\nBest regards,\nMarla Fenwick\nHead of things", "It works.\n\nBest regards,\n[person 1]\nHead of things"},
			{"Viele Grüße\nJörg Müller. Ruft Joerg oder Jorg an", "Viele Grüße\n[person 1]. Ruft [person 2] oder [person 3] an"},
			{"Ask Ellen or Søren, not Ellen B.", "Ask [person 1] or [person 2], not [person 1] B."},
			{"In San Francisco and Jordan till May.", "In San Francisco and Jordan till May."},
			{"Call /Anna/x, Anna.js, ANNA and Anna_1.", "Call /Anna/x, Anna.js, ANNA and Anna_1."},
			{"Rowena K. Abernathy said so, and Zdzich Malinowski too.", "[person 1] said so, and [person 2] too."},
			{"made on behalf of CodeDeploy, on behalf of Ellen", "made on behalf of CodeDeploy, on behalf of [person 1]"},
			{"at 2020-04-03T14:21:02.690000-07:00 it failed", "at 2020-04-03T14:21:02.690000-07:00 it failed"},
			{"Plan B Pricing of Vitamin C Complex", "Plan B Pricing of Vitamin C Complex"},
			{"Nadia Okafor called. Please tell Okafor.", "[person 1] called. Please tell [person 1]."},
			{"Nadia Pages called about Pages, all pages.", "[person 1] called about Pages, all pages."},
			{"The HR Order Date, MS Outlook and ms. Okafor", "The HR Order Date, MS Outlook and ms. [person 1]"},
			{"Segment's Analytics, it's Okafor from Lagos", "Segment's Analytics, it's [person 1] from Lagos"},
			{"The Partner Type is set. My partner Okafor did.", "The Partner Type is set. My partner [person 1] did."},
			{"a service called Lantern, a friend called Ellen", "a service called Lantern, a friend called [person 1]"},
			{"name: chrome\nname: ellen", "name: chrome\nname: [person 1]"},
			{"My name is Martin. Use martin or a Martin.", "My name is [person 1]. Use martin or a Martin."},
			{"It fails.\n\nMarla Fenwick\nHead of things\n+49 30 5550123", "It fails.\n\n[person 1]\nHead of things\n[phone 1]"},
			{"my name is rubija, and RUBIJA is here", "my name is [person 1], and [person 1] is here"},
			{"Hi there,\nI will mark it in May.", "Hi there,\nI will mark it in May."},
			{"Hi Mark,\nmark it. Mark", "Hi [person 1],\nmark it. Mark"},
			{"Thomas Fenwick told me", "[person 1] told me"},
			{"Hello, can you help? Thanks in advance", "Hello, can you help? Thanks in advance"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, c := range cases {
				if got := NewMasker().Text(c[0]); got != c[1] {
					t.Errorf("%q\n  is masked as %q\n  want         %q", c[0], got, c[1])
				}
			}
		})
	}
}

func masked(c Conversation) (*Conversation, Audit) {
	m := NewMasker()
	m.Conversation(&c)
	return &c, m.Audit()
}

func said(role Role, author Person, body string) Message {
	return Message{Role: role, Kind: Comment, Author: author, Body: body}
}

// A participant's name is masked wherever it recurs, and says who it is.
func TestNamesOfParticipants(t *testing.T) {
	ada := Person{ID: "u1", Name: "Ada Brookline", Email: "abrookline77@brookline.example"}
	may := Person{ID: "a1", Name: "May Ødegård", Email: "support@signpost.example"}
	for text, want := range map[string]string{
		"I am Ada Brookline":             "I am [person 1]",
		"ADA and brookline's keys":       "[person 1] and [person 1]'s keys",
		"Adas Konto":                     "[person 1]s Konto",
		"Ada B. wrote":                   "[person 1]. wrote",
		"log me in as abrookline77":      "log me in as [person 1]",
		"Ask May Odegard in may":         "Ask [person 2] in may",
		"Thanks May!":                    "Thanks [person 2]!",
		"It may rain in May":             "It may rain in May",
		"Adapter for Brooklines canada":  "Adapter for [person 1]s canada",
		"Contact Support for ada-rest":   "Contact Support for [person 1]-rest",
		"see https://e.example/ada/page": "see https://e.example/ada/page",
	} {
		c, _ := masked(Conversation{ID: "1", Customers: []Person{ada}, Messages: []Message{said(Customer, ada, text), said(Agent, may, "")}})
		if got := c.Messages[0].Body; got != want {
			t.Errorf("%q is masked as %q, want %q", text, got, want)
		}
	}
	if c, _ := masked(Conversation{ID: "1", Messages: []Message{said(Customer, Person{ID: "u", Name: "山田 太郎"}, "山田です。太郎様")}}); c.Messages[0].Body != "[person 1]です。[person 1]様" {
		t.Errorf("got %q", c.Messages[0].Body)
	}
}

// The audit counts and shows shapes, and holds nothing that was said.
func TestAuditHoldsNoValue(t *testing.T) {
	body := "Thomas Fenwick said k9Qz7LmW2xTb5RvN8cYp4HsD. I was born on 14.09.1981, 123456789012 and @fenwick know. Angela too."
	_, a := masked(Conversation{ID: "c-1", Messages: []Message{said(Customer, Person{}, body)}})
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range strings.FieldsFunc(body, func(r rune) bool { return r == ' ' || r == '.' || r == ',' }) {
		if len(word) > 5 && strings.Contains(string(data), word) {
			t.Errorf("the audit holds %q: %s", word, data)
		}
	}
	for _, why := range []string{doubtGiven, doubtRandom, leftBirth, leftNumber, leftHandle, leftGiven} {
		if !strings.Contains(string(data), why) {
			t.Errorf("the audit lacks %q: %s", why, data)
		}
	}
	if len(a.Left) == 0 || a.Left[0].Examples[0].Conversation != "c-1" {
		t.Errorf("left over: %+v", a.Left)
	}
}

// Placeholders do not depend on the number of processors.
func TestNumbersDoNotDependOnProcessors(t *testing.T) {
	path, _ := exportFile(t, 1<<20)
	read := func(procs int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		var out strings.Builder
		seq, sum := Read(context.Background(), []string{path}, Options{})
		for c, err := range seq {
			if err != nil {
				t.Fatal(err)
			}
			json.NewEncoder(&out).Encode(c)
		}
		json.NewEncoder(&out).Encode(sum)
		return out.String()
	}
	if one, four := read(1), read(4); one != four {
		t.Error("one processor and four give different bytes")
	}
}

// repeated are texts that, said over and over, ask most of masking.
var repeated = []string{
	"ada@brookline.example ", "14 Crown Street\n", "+49 30 5550123, ", "Hi Ada, ", "password is hunter2 ", "https://e.example/?token=1a2b3c ", "1", "a", "(at) ", "Thomas ",
	"order 1234567 ", "A1:", "123-45-6789 ", "\n- ", "Rue ", "1 Apt 1 ", "Dr. ", "name ", "Straße 1 ", "@", "Ada ", "a@", "1 ", "key=", "://", "[at", "1.", "A ",
}

// A long message takes no time that grows with its square: with any of
// these the test would not end.
func TestLongMessages(t *testing.T) {
	for _, unit := range repeated {
		masked(Conversation{ID: "1", Messages: []Message{said(Customer, Person{ID: "1", Name: "Ada Brookline"}, strings.Repeat(unit, (256<<10)/len(unit)))}})
	}
}
