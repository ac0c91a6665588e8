package question

import (
	"strings"
	"testing"
)

// What is asked is what the customer wrote: no field of a form, no code, no log, and no half
// of a sentence that came in pieces.
func TestAskedIsWhatWasTyped(t *testing.T) {
	for in, want := range map[string]string{
		"Name: [person 1]\nE-Mail: [email 1]\nCompany: Example Ltd\nProduct: Cloud Pro\nYour message:\nHow can I print my labels?\n\nSent by the form at https://example.com/contact\nI agree to the terms: yes": "How can I print my labels?",
		"Name: [person 1]\nFirma: Beispiel GmbH\nKundennummer: 5512\nNachricht: Wie kann ich meine Etiketten drucken?":                                                                                           "Wie kann ich meine Etiketten drucken?",
		"```js\nconst a = require(\"x\");\n```\nHow do I print labels from the API?":                                                                                                                             "How do I print labels from the API?",
		"2026-01-02T10:00:00Z ERROR com.example.Foo.bar(Foo.java:0) at 0x7ffe0000\n2026-01-02T10:00:01Z ERROR com.example.Foo.bar(Foo.java:1) at 0x7ffe0001\nWhy does the printer stop after one label?":         "Why does the printer stop after one label?",
		"How can I print\nmy labels\nas PDF files?":                                           "How can I print my labels as PDF files?",
		"how can i print my labels\nas pdf files\nthanks a lot":                               "how can i print my labels as pdf files",
		"how do i print labels\nwhy is the printer offline":                                   "how do i print labels why is the printer offline",
		"Printing from the shop on a wide roll leaves half of the\nlabel empty, why is that?": "Printing from the shop on a wide roll leaves half of the label empty, why is that?",
		"You received a new message from your shop's contact form.\n\nCountry Code:\nDE\n\nName:\n[person 1]\n\nEmail:\n[email 1]\n\nBody:\nHow can I print my labels?":               "How can I print my labels?",
		"How can I print my labels?\n\nBrowser: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36\nPage: https://app.example.com/settings\nUser id: 88121\nPlan: Business": "How can I print my labels?",
		"the label printer\ndoes not work\nsince yesterday\nwith wide rolls":                                                                                                          "the label printer does not work since yesterday with wide rolls",
		"I bought a wide roll\nin the shop last week\nhow can I\nput it in":                                                                                                           "I bought a wide roll in the shop last week how can I put it in",
		"How can I print my la\u00adbels\u200b? " + strings.Repeat("x", 5000):                                                                                                         "How can I print my labels?",
		"Password reset link says expired\n\nPage: https://app.example.com/settings\nUser id: 88121\nPlan: Business":                                                                  "Password reset link says expired",
		// What is asked about stands in what was pasted, or looks like it.
		"I get this:\n```\nError: no such printer LBL-1\n```":                "Error: no such printer LBL-1",
		"Printer: Zebra\nDriver: 1.2\nIt prints: nothing at all since today": "Printer: Zebra It prints: nothing at all since today",
	} {
		talk := Of(asking(in))
		if len(talk.Items) != 1 || talk.Items[0].Quote != want {
			t.Errorf("%q\nasks %q, want %q", in, quotes(talk), want)
		}
	}
}

func quotes(talk Talk) []string {
	var out []string
	for _, it := range talk.Items {
		out = append(out, it.Quote)
	}
	return out
}

// A sentence that a program for mail wrapped is one; lines of their own stay so.
func TestWrappedLines(t *testing.T) {
	for in, want := range map[string]string{
		"Open Billing, choose Invoices, mark all of the year and click\nExport as PDF. The file is sent to your address within a few\nminutes.":                                          "Open Billing, choose Invoices, mark all of the year and click Export as PDF. The file is sent to your address within a few minutes.",
		"We have bought ten of the wide rolls that you sell for the old\nprinter, and none of them fits into it. Is there another kind of\nholder?\n\n1. the long one\n2. the short one": "We have bought ten of the wide rolls that you sell for the old printer, and none of them fits into it. Is there another kind of holder?\n\n1. the long one\n2. the short one",
		"I cannot find the button with which labels are printed\nPlease help":                                                                                                            "I cannot find the button with which labels are printed\nPlease help",
		"Run this on the machine that the label printer is connected to:\n```\nlabels print --all --printer LBL-1 --copies 2 --tray lower\nlabels list\n```":                             "Run this on the machine that the label printer is connected to:\n```\nlabels print --all --printer LBL-1 --copies 2 --tray lower\nlabels list\n```",
	} {
		if got := unwrapped(letter(in)); got != want {
			t.Errorf("%q\nis %q\nnot %q", in, got, want)
		}
	}
}

// A subject is a sentence by itself, though the message goes on in small letters.
func TestSubjectIsASentence(t *testing.T) {
	c := asking("some of our printers stop after one label, why?")
	c.Subject = "Labels of the warehouse"
	if got := quotes(Of(c)); len(got) != 1 || got[0] != "Labels of the warehouse: some of our printers stop after one label, why?" {
		t.Errorf("%q", got)
	}
}
