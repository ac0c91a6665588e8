package inbox

import "testing"

// Whoever cannot be told from others is no customer by name: a hundred visitors are not one.
func TestNobody(t *testing.T) {
	for p, want := range map[Person]bool{
		{}:                          true,
		{Name: "Anonymous"}:         true,
		{Name: "Unknown user"}:      true,
		{ID: "0"}:                   true,
		{ID: "null", Name: "Guest"}: true,
		{Name: "Unknown", Email: "unknown@localhost"}:      true,
		{Name: "Website", Email: "no-reply@forms.example"}: true,
		{ID: "5512", Name: "Visitor"}:                      false,
		{ID: "0", Name: "Ada Smith"}:                       false,
		{Name: "Guest", Email: "ada@example.com"}:          false,
		{Name: "Ada Smith"}:                                false,
	} {
		if got := isNobody(p); got != want {
			t.Errorf("%+v: %v, want %v", p, got, want)
		}
	}
}

// A letter of a contact form is from whom it is to be answered.
func TestFormsLettersAreFromWhoFilledThemIn(t *testing.T) {
	letter := func(id, from, to, replyTo string) string {
		return "From x@y Mon Nov 02 10:00:00 2026\nFrom: " + from + "\nReply-To: " + replyTo + "\nTo: " + to + "\nSubject: Contact\nMessage-ID: <" + id + "@x>\nDate: Mon, 02 Nov 2026 10:00:00 +0000\n\nHow can I print labels?\n\n"
	}
	convs, _ := readAll(t, Options{}, put(t, "x.mbox", []byte(
		letter("1", "Website <noreply@forms.example>", "support@team.example", "ada@example.com")+
			letter("2", "Website <noreply@forms.example>", "support@team.example", "bob@example.org"))))
	if len(convs) != 2 || len(convs[0].Customers) != 1 || len(convs[1].Customers) != 1 || convs[0].Customers[0].ID == convs[1].Customers[0].ID {
		t.Errorf("customers of two forms: %+v", convs)
	}
}
