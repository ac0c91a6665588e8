package claims

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"signpost/internal/frugal"
)

func TestOf(t *testing.T) {
	for text, want := range map[string]string{
		"An attachment may have 25 MB at most.":                            "[number mb 25]",
		"You get your money back within thirty calendar days.":             "[number day 30]",
		"The plan costs €12 a month.":                                      "[number euro 12]",
		"Open Settings > Billing and choose Invoices.":                     "[label  invoices label  settings > billing]",
		"In the list under Add calendar, choose Export at the top.":        "[label  add calendar label  export]",
		`Click "Save and close".`:                                          "[label  save and close]",
		"Status is on https://status.example.com/now/.":                    "[address  status.example.com/now]",
		"Unfortunately you cannot merge two workspaces.":                   "[possible  no]",
		"You can merge two workspaces under Settings.":                     "[label  settings possible  yes]",
		"You cannot do it in the app, but you can in the shop.":            "[]",
		"Can you tell me more?":                                            "[]",
		"1. Open the shop":                                                 "[]",
		"Klicken Sie auf Speichern und öffnen Sie den Reiter Export.":      "[label  export label  speichern]",
		"Öffnen Sie die Liste, klicken Sie auf den Knopf oben.":            "[]",
		"Das finden Sie unter Einstellungen.":                              "[label  einstellungen]",
		"Haga clic en el botón Guardar y luego en Exportar.":               "[label  exportar label  guardar]",
		"Abra la lista y elija una fecha.":                                 "[]",
		"Cliquez sur l'onglet Factures, puis sur Télécharger.":             "[label  factures label  télécharger]",
		"Vai su Impostazioni e premi Salva.":                               "[label  impostazioni label  salva]",
		"Clique em Configurações e selecione a aba Faturas.":               "[label  configurações label  faturas]",
		"Ga naar Instellingen en klik op de knop Opslaan.":                 "[label  instellingen label  opslaan]",
		"I sent it to [email 1] and called [phone 2] at 3 in the morning.": "[]",
	} {
		var got []string
		for _, c := range Of(text) {
			got = append(got, fmt.Sprint(c.Kind, " ", c.Unit, " ", c.Value))
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

// said makes a statement of the nth day.
func said(n int, by, text string) Statement {
	return Statement{fmt.Sprint(n), by, fmt.Sprint("customer ", n), time.Date(2026, 3, n, 9, 0, 0, 0, time.UTC), Of(text)}
}

const article = "Attachments\nAn attachment of a message may have 10 MB at most. Bills are kept for 12 months."

func TestSince(t *testing.T) {
	c := Since("", article, []Statement{
		said(1, "ann", "An attachment may have 10 MB at most."),
		said(7, "bob", "Since last week an attachment may have 25 MB."),
		said(9, "ann", "A message takes an attachment of 25 MB now."),
		said(12, "ann", "The attachment of a message may have up to 25 MB."),
	})
	if c == nil || c.Article.Value != "10" || c.Now.Claim.Value != "25" || c.Now.Statements[0].At.Day() != 7 || c.Now.Agents() != 2 {
		t.Fatalf("%+v", c)
	}
	for name, statements := range map[string][]Statement{
		"somebody still says the old thing": {
			said(7, "bob", "An attachment may have 25 MB."), said(9, "ann", "An attachment may have 25 MB."),
			said(12, "ann", "An attachment may have 25 MB."), said(14, "cat", "An attachment may have 10 MB."),
		},
		"too few": {said(7, "bob", "An attachment may have 25 MB."), said(9, "ann", "An attachment may have 25 MB.")},
		"one of several people": {
			said(1, "bob", "An attachment may have 10 MB."), said(7, "ann", "An attachment may have 25 MB."),
			said(9, "ann", "An attachment may have 25 MB."), said(12, "ann", "An attachment may have 25 MB."),
		},
		"about something else": {
			said(7, "bob", "A video on the page may have 25 MB."), said(9, "ann", "A video on the page may have 25 MB."),
			said(12, "ann", "A video on the page may have 25 MB."),
		},
		"both values named": {
			said(7, "bob", "An attachment may have 10 MB, or 25 MB on the large plan."), said(9, "ann", "An attachment may have 10 MB, or 25 MB on the large plan."),
			said(12, "ann", "An attachment may have 10 MB, or 25 MB on the large plan."),
		},
	} {
		if c := Since("", article, statements); c != nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
	islands := "Delivery takes 3 days. Delivery to islands may take a week."
	if c := Since("", islands, []Statement{
		said(7, "bob", "Delivery to the islands takes 7 days."), said(9, "ann", "Delivery to the islands takes 7 days."), said(12, "ann", "Delivery to the islands takes 7 days."),
	}); c != nil {
		t.Errorf("another sentence fits better: %+v", c)
	}
	// What the article says elsewhere is not new.
	if c := Since("", article+" On the large plan, 25 MB are allowed.", []Statement{
		said(7, "bob", "An attachment may have 25 MB."), said(9, "ann", "An attachment may have 25 MB."), said(12, "ann", "An attachment may have 25 MB."),
	}); c != nil {
		t.Errorf("a value of the article: %+v", c)
	}
}

func TestSides(t *testing.T) {
	yes, no := "Yes, you can merge two workspaces of one owner under Settings.", "Sorry, you cannot merge two workspaces of one owner."
	sides := Sides([]Statement{said(1, "ann", yes), said(3, "bob", no), said(5, "ann", yes), said(8, "bob", no), said(9, "cat", no)})
	if len(sides) != 2 || sides[0].Claim.Value != "no" || len(sides[0].Statements) != 3 || sides[0].Agents() != 2 || len(sides[1].Statements) != 2 {
		t.Fatalf("%+v", sides)
	}
	unnamed := []Statement{said(1, "", yes), said(3, "", no), said(5, "", yes), said(8, "", no), said(9, "", yes), said(12, "", no)}
	if len(Sides(unnamed)) != 2 {
		t.Errorf("nobody is named: %+v", Sides(unnamed))
	}
	told := func(to string, st Statement) Statement { st.To = to; return st }
	for name, statements := range map[string][]Statement{
		"one customer":             {told("eve", said(1, "ann", yes)), said(3, "bob", no), told("eve", said(5, "ann", yes)), said(8, "bob", no)},
		"a change":                 {said(1, "ann", no), said(3, "bob", no), said(5, "ann", yes), said(8, "bob", yes)},
		"one slip":                 {said(1, "ann", yes), said(3, "bob", no), said(5, "ann", yes), said(8, "bob", yes)},
		"one person":               {said(1, "ann", yes), said(3, "ann", no), said(5, "ann", yes), said(8, "ann", no)},
		"few, and nobody is named": unnamed[:5],
		"two cases": {
			said(1, "ann", "Members can export the list of projects."), said(3, "bob", "Guests cannot delete comments."),
			said(5, "ann", "Members can export the list of projects."), said(8, "bob", "Guests cannot delete comments."),
		},
	} {
		if s := Sides(statements); s != nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestSteps: a label contradicts only another at the same step of the same thing. Two steps
// of one procedure, and what one does with any label, say nothing.
func TestSteps(t *testing.T) {
	for name, c := range map[string]struct {
		article, agents string
		want            bool
	}{
		"moved":            {"Open **Tools > Kiln > Log** to see each firing and its cone.", "Open Studio > Log, there you see each firing and its cone.", true},
		"renamed":          {"Open **Kiln**, then **Log**, to print the label of a firing.", "Open Kiln, then Diary, to print the label of a firing.", true},
		"shortened":        {"Open **Tools > Kiln > Log** to see each firing and its cone.", "Open Kiln > Log to see each firing and its cone.", false},
		"renamed, German":  {"Öffnen Sie „Ofen“ und „Tagebuch“, um das Etikett vom Brand zu drucken.", "Öffnen Sie „Ofen“ und „Protokoll“, um das Etikett vom Brand zu drucken.", true},
		"plain, German":    {"Klicken Sie auf Ofen, dann auf Tagebuch, um das Etikett vom Brand zu drucken.", "Klicken Sie auf Ofen, dann auf Protokoll, um das Etikett vom Brand zu drucken.", true},
		"plain, French":    {"Pour imprimer l'étiquette de cuisson, cliquez sur Four, puis sur Journal.", "Pour imprimer l'étiquette de cuisson, cliquez sur Four, puis sur Registre.", true},
		"nouns, German":    {"Öffnen Sie die Klappe, um das Etikett vom Brand zu drucken.", "Öffnen Sie das Fach, um das Etikett vom Brand zu drucken.", false},
		"another step":     {"Open **Schedule**, choose **New firing**, and fill in kiln and cone.", "Open the firing, choose Places and switch on Queue.", false},
		"the next step":    {"In Google Calendar choose Other calendars, then From URL, and paste the link.", "Put the link into Outlook under Add calendar, Subscribe from web.", false},
		"leads elsewhere":  {"Open **Payments**, then **Deposit**, to set an amount for bookings.", "Open Bookings, then Refund, to set an amount for bookings.", false},
		"another, German":  {"Öffnen Sie die Liste, wählen Sie „Brand anlegen“ und drücken Sie „Fertig“.", "Öffnen Sie die Karte, wählen Sie „Plätze“ und klicken Sie auf „Warteliste“.", false},
		"another, Spanish": {"Abra la lista, elija «Nueva hornada» y pulse «Listo».", "Abra la ficha, elija «Plazas» y pulse «Lista de espera».", false},
	} {
		statements := []Statement{said(1, "ann", c.agents), said(3, "bob", c.agents), said(5, "ann", c.agents)}
		if got := Since("", c.article, statements); (got != nil) != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestAnotherDeed: what the title says of the matter is not said of the deed.
func TestAnotherDeed(t *testing.T) {
	const agents = "Go to Payments, click the deposit, then Refund, and type the amount."
	statements := []Statement{said(1, "ann", agents), said(3, "bob", agents), said(5, "ann", agents)}
	if c := Since("Ask for a deposit", "Open Services, choose one, and set Deposit to an amount or a percentage.", statements); c != nil {
		t.Errorf("%+v", c)
	}
}

// TestLimits: a number that bounds something needs no unit, and one that does not is none.
func TestLimits(t *testing.T) {
	for text, want := range map[string]string{
		"Children of 12 and older may ride.":                   "12",
		"Nobody under sixteen may ride our bikes.":             "16",
		"We deliver until 18, and later for members.":          "18",
		"Kinder unter 16 dürfen nicht fahren.":                 "16",
		"Los menores de 14 no pueden entrar.":                  "14",
		"Press 1, then 2, and read page one.":                  "",
		"Version 3 and later of the app shows it on the left.": "",
	} {
		got := ""
		for _, c := range Of(text) {
			if c.Kind == Number {
				got += c.Value
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestTitles: what an article states is about what its title names, in whatever words, but
// a title alone makes no two sentences speak of the same.
func TestTitles(t *testing.T) {
	now := "Sie können die Kiste bis 12 Uhr am Vortag ändern, danach wird gepackt."
	statements := []Statement{said(7, "bob", now), said(9, "ann", now), said(12, "ann", now)}
	for article, want := range map[string]bool{
		"Änderungen sind bis 18 Uhr am Vortag der Lieferung möglich.": true,
		"Unser Telefon ist bis 17 Uhr besetzt.":                       false,
	} {
		if c := Since("Kiste ändern", article, statements); (c != nil) != want {
			t.Errorf("%s: %+v", article, c)
		}
		if c := Since("", article, statements); c != nil {
			t.Errorf("%s, without its title: %+v", article, c)
		}
	}
}

func TestAgree(t *testing.T) {
	some := []Statement{said(1, "ann", "A court can be cancelled until 12 hours before."), said(2, "bob", "You cancel a court until 12 hours before.")}
	for name, c := range map[string]struct {
		others []Statement
		want   bool
	}{
		"the same":        {[]Statement{said(5, "ann", "Until 12 hours before a court is cancelled free of charge."), said(6, "ann", "Cancel your court 12 hours before.")}, true},
		"another value":   {[]Statement{said(5, "ann", "Until 24 hours before a court is cancelled."), said(6, "ann", "Cancel your court 24 hours before.")}, false},
		"another matter":  {[]Statement{said(5, "ann", "Lockers are emptied after 12 hours."), said(6, "ann", "A locker is yours for 12 hours.")}, false},
		"said once alone": {[]Statement{said(5, "ann", "Cancel your court 12 hours before.")}, false},
	} {
		if got := Agree(some, c.others); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("Open **Settings → Billing**, it takes 5–7 days; see www.example.com/a.")
	f.Fuzz(frugal.One(func(t *testing.T, text string) {
		for _, c := range Of(text) {
			if c.Value == "" || c.contradicts(c) {
				t.Errorf("%q: %+v", text, c)
			}
		}
	}))
}

// TestShortAnswers: who asks about what an article counts once is answered by the number.
func TestShortAnswers(t *testing.T) {
	article := "A deposit of 150 euros is held on your card when you first ride."
	for name, c := range map[string]struct {
		asked, article string
		outdated       bool
	}{
		"of the title":    {"How much is the deposit?", article, true},
		"of another":      {"What does a helmet cost?", article, false},
		"counted by twos": {"How much is the deposit?", article + " Students leave 80 euros.", false},
	} {
		var said []Statement
		for i := range 4 {
			id := strconv.Itoa(i)
			said = append(said, Statement{id, "agent " + id, "customer " + id, time.Date(2026, 3, 1+i, 9, 0, 0, 0, time.UTC), Answering(c.asked, "It is 200 euros now.")})
		}
		if got := Since("The deposit", c.article, said); (got != nil) != c.outdated {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
