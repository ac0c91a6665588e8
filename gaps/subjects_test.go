package gaps

import (
	"fmt"
	"strings"
	"testing"

	"signpost/inbox"
)

// TestSubjectsThatSayNothing: what a form puts in front of all questions draws none together
// and heads no title; what customers wrote there themselves stays.
func TestSubjectsThatSayNothing(t *testing.T) {
	matters := [][]string{
		{"can I have my invoice as a PDF?", "where are invoices as PDF files?", "I need the PDF of an invoice, where is it?", "is there a PDF of my invoice?"},
		{"how do I share a voucher with a friend?", "may a friend use my voucher?", "give my voucher to a friend, is that possible?", "can I send a voucher to my friend?"},
		{"who opened the door last night?", "is there a list of who opened the door?", "how do I see who opened the door?", "door opened, but by whom?"},
	}
	answers := []string{"Open Billing and choose PDF beside the invoice.", "Vouchers are shared under Friends with one click.", "The log of the door lists each opening with its card."}
	for _, subject := range []string{"", "Enquiry by web page"} {
		var cs []*inbox.Conversation
		for i, asks := range matters {
			for j, q := range asks {
				c := talk(fmt.Sprint(i, "-", j), fmt.Sprint("c", i, j), q, answers[i])
				c.Subject = subject
				cs = append(cs, c)
			}
		}
		r := mined(t, cs)
		if len(r.Gaps) != len(matters) {
			t.Errorf("%q: %d gaps of %d matters", subject, len(r.Gaps), len(matters))
		}
		for _, g := range r.Gaps {
			if strings.Contains(strings.Join(append(g.Questions, g.Title), " "), "Enquiry") {
				t.Errorf("%q: %q, %q", subject, g.Title, g.Questions)
			}
		}
	}
	var cs []*inbox.Conversation
	for j, q := range matters[0] {
		c := talk(fmt.Sprint(j), fmt.Sprint("c", j), q, "Look below the menu.")
		c.Subject = "Invoices for the tax office"
		cs = append(cs, c)
	}
	if r := mined(t, cs); len(r.Gaps) != 1 || !strings.Contains(strings.Join(r.Gaps[0].Questions, " "), "tax office") {
		t.Errorf("a subject of the customer's own is gone: %+v", r.Gaps)
	}
}
