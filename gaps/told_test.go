package gaps

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"signpost/gaps/decisions"
	"signpost/gaps/question"
	"signpost/inbox"
	"signpost/search"
)

// TestQuotesAreOfTheMatter holds the quotes to the question that most members of their
// gap ask: they become what search is to find the article for.
func TestQuotesAreOfTheMatter(t *testing.T) {
	p, r := minedPlanted(t, "rental")
	asks := map[string]string{} // what a quote asks
	talks, _ := inbox.Read(t.Context(), []string{"testdata/rental/conversations.csv"}, inbox.Options{})
	for c, err := range talks {
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range question.Of(c).Items {
			asks[question.Quoted(it.Quote, quoteLength)] = p.what[c.ID]
		}
	}
	quotes, strange := 0, 0
	for _, g := range r.Gaps {
		count := map[string]int{}
		for _, id := range g.Members {
			for key := range strings.SplitSeq(strings.TrimPrefix(p.what[id], "gap: "), ", ") {
				count[key]++
			}
		}
		key, n := most(count)
		if p.kinds[key] == "" || 2*n <= len(g.Members) {
			continue
		}
		for _, q := range g.Questions {
			quotes++
			if !strings.Contains(asks[q], key) {
				strange++
				t.Logf("%s %q: %q asks %q", key, g.Title, q, asks[q])
			}
		}
	}
	if quotes < 20 || 20*strange > quotes {
		t.Errorf("%d of %d quotes ask for something else", strange, quotes)
	}
}

// TestNamesSaySomething holds keywords and file names to words with a meaning, in the
// language of the questions.
func TestNamesSaySomething(t *testing.T) {
	for set, filler := range map[string]string{
		"rental": "went took comes middle nowhere advance possible", "grocer": "kann man wie bin sind zur bis wann einen ohne auch",
		"pool": "hay qué puede puedo cuánto dónde para con",
	} {
		_, r := minedPlanted(t, set)
		for _, g := range r.Gaps {
			said := strings.Fields(strings.Join(g.Suggest.Keywords, " ") + " " + strings.ReplaceAll(strings.TrimSuffix(path.Base(g.Suggest.Path), ".md"), "-", " "))
			for _, w := range strings.Fields(filler) {
				if slices.Contains(said, w) {
					t.Errorf("%s: %q has the keywords %q and the file %s", set, g.Title, g.Suggest.Keywords, g.Suggest.Path)
				}
			}
			for _, q := range g.Questions {
				if strings.Contains(strings.ToLower(q), "advance") || strings.Contains(q, "antemano") || strings.Contains(q, "Vielen Dank") {
					t.Errorf("%s: a quote thanks: %q", set, q)
				}
			}
		}
	}
}

// later is an answer that says nothing.
const later = "I will look into it."

func vouchers(answers ...string) []*inbox.Conversation {
	asks := []string{"Can I pay with a gift voucher?", "do you take gift vouchers?", "How do I pay with a gift voucher?", "Where do I enter the gift voucher?"}
	var cs []*inbox.Conversation
	for i, a := range answers {
		cs = append(cs, answered(2+4*i, []string{"ann", "bob"}[i%2], asks[i%len(asks)], a))
	}
	return cs
}

// TestAnswersKeepTheirSteps: what was masked in a step, or leads to somebody's site, is a
// placeholder in it, and no step is lost. What agents ask back, and what they say of the
// help center, is none of the answer.
func TestAnswersKeepTheirSteps(t *testing.T) {
	r := minedFor(t, vouchers(
		"Hi [person 3]! There's no article about it yet. The voucher goes into the basket:\n1. Open `basket.[person 3].example` in the browser.\n2. Write the code into the field Voucher, then confirm.\n3. Set pay_url: https://shop.brackenmole.example/pay, and save.\n```\nvoucher --code CODE https://app.brackenmole.example;\n```\nCould you send me a screenshot of the basket?",
		later, later,
	), nil)
	if len(r.Gaps) != 1 || len(r.Gaps[0].Answers) != 1 {
		t.Fatalf("%+v", r.Gaps)
	}
	want := "The voucher goes into the basket:\n1. Open `basket.[person 3].example` in the browser.\n2. Write the code into the field Voucher, then confirm.\n3. Set pay_url: [web address 1], and save.\n```\nvoucher --code CODE [web address 2];\n```"
	if got := r.Gaps[0].Answers[0].Text; got != want {
		t.Errorf("%s", got)
	}
}

// TestMainAnswerFirst: of answers that were given once the one that the others say, too,
// comes first, whoever got it; and where one was given often, what has nothing of it is none.
func TestMainAnswerFirst(t *testing.T) {
	main := "Write the code of the gift voucher into the field below the sum in the basket, and the rest is paid by card."
	r := minedFor(t, vouchers(
		"Vouchers on paper hold their code on the back, under the silver stripe that is rubbed off.",
		"On a phone tap the basket first, and then the small arrow; your card is asked for whatever is left to pay.",
		main,
		"A voucher of a friend counts as well, if nobody has entered it before the end of the year.",
	), nil)
	if len(r.Gaps) != 1 || len(r.Gaps[0].Answers) != 3 || r.Gaps[0].Answers[0].Text != main {
		t.Errorf("%+v", r.Gaps)
	}
	r = minedFor(t, vouchers(main, main, "The gift shop beside the station is closed for repairs until the end of summer.", main), nil)
	if len(r.Gaps) != 1 || len(r.Gaps[0].Answers) != 1 {
		t.Errorf("%+v", r.Gaps)
	}
}

// TestLoneAnswers: of answers that were given once one about something else does not come.
func TestLoneAnswers(t *testing.T) {
	r := minedFor(t, vouchers(
		"Open the basket in the web shop and write the code of the gift voucher into the field below the sum.",
		"Company accounts begin with ten employees, and each employee of the company gets a monthly bill by post.",
		"The tills of our shops take every gift voucher on paper, when it shows its number and the stamp.",
	), nil)
	if len(r.Gaps) != 1 {
		t.Fatalf("%+v", r.Gaps)
	}
	for _, a := range r.Gaps[0].Answers {
		if strings.Contains(a.Text, "Company accounts") {
			t.Errorf("an answer about something else: %+v", a)
		}
	}
	if len(r.Gaps[0].Answers) != 2 {
		t.Errorf("%+v", r.Gaps[0].Answers)
	}
}

// TestNothingNear: where no article comes near, none is named, and the draft is put into
// no collection.
func TestNothingNear(t *testing.T) {
	docs := []search.Document{
		{Article: "/garden/roses/", Title: "Roses", Body: "Cut roses in spring. Water them in the morning."},
		{Article: "/garden/soil/", Title: "Soil", Body: "Peat is not needed."},
	}
	r := minedFor(t, vouchers(later, later, later, later), docs)
	if len(r.Gaps) != 1 || len(r.Gaps[0].Nearest) != 0 || strings.Count(r.Gaps[0].Suggest.Path, "/") != 1 {
		t.Errorf("%+v", r.Gaps)
	}
}

// TestTitleStays: a gap keeps the title under which somebody decided about it, whatever
// the next export has at its centre.
func TestTitleStays(t *testing.T) {
	first := minedFor(t, vouchers(later, later, later), nil)
	if len(first.Gaps) != 1 {
		t.Fatalf("%+v", first.Gaps)
	}
	id, title := first.Gaps[0].ID, "Do you take gift vouchers?" // at the edge of the larger export
	first.Book.Find(id).Title = title
	more := vouchers(later, later, later)
	for i := range 8 {
		more = append(more, answered(16+i, "ann", "is it possible to pay in the shop with a gift voucher of my aunt", later))
	}
	titleOf := func(book *decisions.Book) string {
		r, err := Mine(t.Context(), sequence(more), nil, Options{Book: book})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range r.Gaps {
			if g.ID == id {
				if r.Book.Find(id).Title != g.Title {
					t.Errorf("the book says %q, the report %q", r.Book.Find(id).Title, g.Title)
				}
				return g.Title
			}
		}
		t.Fatalf("%s is gone: %+v", id, r.Gaps)
		return ""
	}
	if again := titleOf(first.Book); again == title {
		t.Fatalf("the larger export names it %q too, so that nothing is tested", again)
	}
	if err := first.Book.Accept(id, decisions.Stamp{By: "Ann", On: "2026-03-20"}, "content/vouchers.md"); err != nil {
		t.Fatal(err)
	}
	if kept := titleOf(first.Book); kept != title {
		t.Errorf("%q was accepted, and is called %q now", title, kept)
	}
}

// TestPuttingOffIsNoAnswer: a promise to ask is no part of an answer; what is answered beside
// it is, and what the product asks for, too.
func TestPuttingOffIsNoAnswer(t *testing.T) {
	for in, want := range map[string]string{
		"I will ask and come back to you.":                                "",
		"Good question! I'll look into it. Exports are on the list page.": "Exports are on the list page.",
		"Let me check with the team.":                                     "",
		"We need to investigate that.":                                    "",
		"Ich frage mal nach.":                                             "",
		"Wir werden das intern klären und melden uns.":                    "",
		"Lo consulto con el equipo. Te aviso mañana.":                     "",
		"Je me renseigne.":                                                "",
		"We will ask for your card once, at the first order.":             "We will ask for your card once, at the first order.",
		"Let me know the date under Plan, then check the box.":            "",
		"Check with the driver first.":                                    "Check with the driver first.",
		"I have refunded invoice 48213. It takes two days to arrive. Others are refunded under Billing, Refunds.": "Others are refunded under Billing, Refunds.",
		"Is it the old reader? Then hold the button for twenty seconds.":                                          "Is it the old reader? Then hold the button for twenty seconds.",
		"Is it the old reader? The button is at the back.":                                                        "The button is at the back.",
		"sure! it is under Billing.\n\nBonne journée":                                                             "It is under Billing.",
		"Yes: it is under Billing. The list of all… ":                                                             "Yes: it is under Billing. The list of all…",
		"It is under Billing. Does that help? …":                                                                  "It is under Billing. …",
	} {
		if got := withoutAccount(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// What a single customer asks again and again is no gap, and the report says why.
func TestOneCustomerAskingIsTold(t *testing.T) {
	var cs []*inbox.Conversation
	for i := range 6 {
		cs = append(cs, talk(fmt.Sprint(i), "one", fmt.Sprintf("How do I print labels on roll %d?", i), "Choose Print."))
	}
	r := mined(t, cs)
	if want := "6 questions make no gap though others are like them: fewer than 2 customers asked."; len(r.Gaps) != 0 || !slices.Contains(r.Notes, want) {
		t.Errorf("%d gaps, notes %q", len(r.Gaps), r.Notes)
	}
}

// What the sentence says of all conversations adds up to all of them.
func TestSharesAddUp(t *testing.T) {
	a := Accounting{Conversations: 125, Answered: 23, InGaps: 57, AccountSpecific: 6, NotAQuestion: 12, Outbound: 0, Ungrouped: 27}
	if got, want := a.Shares(), [6]string{"18\u00a0%", "46\u00a0%", "5\u00a0%", "10\u00a0%", "0\u00a0%", "21\u00a0%"}; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	for n := range 50 {
		sum, a := 0, Accounting{Answered: n, InGaps: 7, AccountSpecific: n * n % 11, NotAQuestion: 3, Outbound: n % 2, Ungrouped: 13 * n % 17}
		for _, s := range a.Shares() {
			percent, err := strconv.Atoi(strings.TrimSuffix(s, "\u00a0%"))
			if err != nil {
				t.Fatal(err)
			}
			sum += percent
		}
		if sum != 100 {
			t.Errorf("%+v: %v adds up to %d", a, a.Shares(), sum)
		}
	}
	if got := (Accounting{}).Shares(); got[0] != "0\u00a0%" {
		t.Errorf("nothing is %v", got)
	}
}

// Whoever doubts that an article answers a topic finds the conversations that say so.
func TestAnsweredTopicsHaveTheirConversations(t *testing.T) {
	_, r := minedPlanted(t, "rental")
	if len(r.Answered) == 0 {
		t.Fatal("nothing is answered")
	}
	for _, topic := range r.Answered {
		if len(topic.Members) != topic.Conversations || len(topic.Asked) == 0 {
			t.Errorf("%s: %d conversations, %d members, %d told", topic.URL, topic.Conversations, len(topic.Members), len(topic.Asked))
		}
		for _, a := range topic.Asked {
			if !slices.Contains(topic.Members, a.Conversation) || a.Question == "" {
				t.Errorf("%s tells of %+v, which is none of it", topic.URL, a)
			}
		}
	}
}

// What the help center is called, or names in most of its titles, tells no gap from
// another.
func TestItsOwnNameIsNoKeyword(t *testing.T) {
	var cs []*inbox.Conversation
	for i, q := range []string{"Does Bookwell print vouchers on the Zephyr?", "Can Bookwell print a voucher with the zephyr", "vouchers printed by bookwell on a zephyr, how?"} {
		cs = append(cs, answered(2+5*i, "ann", q, "Open the list, choose Print, and then the width of the paper in the drawer."))
	}
	var docs []search.Document
	for _, of := range []string{"Calendar", "Payments", "Clients", "Reminders", "Staff"} {
		docs = append(docs, search.Document{Article: "/" + of + "/", Title: of + " of the Zephyr", Body: "Choose " + of + " in the menu."})
	}
	r, err := Mine(t.Context(), sequence(cs), wordSearch(docs), Options{Documents: docs, Name: "Bookwell help"})
	if err != nil || len(r.Gaps) != 1 {
		t.Fatal(err, r)
	}
	g := r.Gaps[0]
	for _, term := range slices.Concat(g.Terms, g.Suggest.Keywords, []string{g.Suggest.Path}) {
		if strings.Contains(term, "bookwell") || strings.Contains(term, "zephyr") {
			t.Errorf("%q names no gap", term)
		}
	}
	if !slices.ContainsFunc(g.Terms, func(t string) bool { return strings.Contains(t, "voucher") }) {
		t.Errorf("terms: %q", g.Terms)
	}
}
