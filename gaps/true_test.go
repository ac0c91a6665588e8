package gaps

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"signpost/inbox"
	"signpost/search"
)

// A pottery that rents its kiln: a help center of a few articles.
var pottery = []search.Document{
	{Article: "/kiln/glaze/", Title: "Glaze firing", Body: "A glaze firing takes 9 hours. Leave the lid of the kiln shut until the lamp is green."},
	{Article: "/kiln/bisque/", Title: "Bisque firing", Body: "A firing of raw clay takes 20 hours. Bring the pots on Monday."},
	{Article: "/shelf/rent/", Title: "Rent a shelf", Body: "Each shelf holds twelve pots, and is paid by the month at the desk below the stairs."},
}

var asksFiring = []string{
	"How long does a firing take?", "how long is my firing in the kiln", "hours of a firing?",
	"How long does a glaze firing take in the kiln?", "when is a firing done, how long", "firing time?",
}

// TestTheLinkedArticleSpeaks: what agents link answers, whatever another article near by says.
func TestTheLinkedArticleSpeaks(t *testing.T) {
	var cs []*inbox.Conversation
	for i, q := range asksFiring {
		cs = append(cs, answered(2+4*i, []string{"ann", "bob"}[i%2], q, "A firing takes 9 hours.", "https://help.example.com/kiln/glaze/"))
	}
	r := minedBy(t, cs, pottery, placed{"/kiln/bisque/": all(2), "/kiln/glaze/": all(1)})
	if len(r.Gaps) != 0 || r.Accounting.Answered != len(cs) {
		t.Errorf("%+v %+v", r.Accounting, r.Gaps)
	}
}

// TestArticleRepeatedByHalf: an article that half of the answers repeat answers, though the
// others say something else.
func TestArticleRepeatedByHalf(t *testing.T) {
	repeats, stray := pottery[2].Body, "Upstairs is some room left again, bring your own wooden board along and ask Tom for the ladder."
	var cs []*inbox.Conversation
	for i, q := range []string{"What does a shelf cost?", "how is a shelf paid", "shelf price?", "rent of a shelf", "shelf for my things, what is the price", "do I pay for a shelf"} {
		cs = append(cs, answered(2+4*i, []string{"ann", "bob"}[i%2], q, []string{repeats, stray}[i%2]))
	}
	r := minedBy(t, cs, pottery, placed{"/shelf/rent/": all(1)})
	if len(r.Gaps) != 0 || r.Accounting.Answered < 4 {
		t.Errorf("%+v %+v", r.Accounting, r.Gaps)
	}
}

// TestNotFoundAmongFew: of a few articles any is among the first three hits by chance; and
// who does not find the article is a gap beside the many who do.
func TestNotFoundAmongFew(t *testing.T) {
	var center []search.Document
	for i := range 60 {
		center = append(center, search.Document{Article: fmt.Sprintf("/more/%d/", i), Title: fmt.Sprintf("Page %d", i), Body: "Open on weekdays."})
	}
	asks := strings.Split("kiln lease for a day?|can I lease the kiln|lease a kiln at the weekend|kiln lease for our school|who can lease the kiln|lease of your kiln|is the kiln for lease|kiln lease in May|lease the big kiln|kiln lease by the hour", "|")
	for name, c := range map[string]struct {
		more int
		at   []int
		lost int
	}{
		"third of few":      {7, []int{3, 3, 2, 3, 1, 3, 1, 3, 2, 3}, 8},
		"first of few":      {7, []int{1, 1, 2, 1, 1, 1, 1, 2, 1, 1}, 0},
		"third of many":     {60, []int{3, 3, 2, 3, 1, 3, 1, 3, 2, 3}, 0},
		"some do not of it": {60, []int{1, 1, 0, 1, 0, 1, 1, 2, 0, 1}, 3},
	} {
		at := map[string]int{}
		var cs []*inbox.Conversation
		for i, q := range asks {
			at[q] = c.at[i]
			cs = append(cs, answered(2+2*i, "ann", q, "See here.", "https://help.example.com/kiln/glaze/"))
		}
		r := minedBy(t, cs, append(center[:c.more:c.more], pottery...), placed{"/kiln/glaze/": func(q string) int { return at[q] }})
		lost := 0
		for _, g := range r.Gaps {
			if g.Kind != NotFound {
				t.Errorf("%s: %s", name, g.Kind)
			}
			lost += g.Conversations
		}
		if lost != c.lost || r.Accounting.Answered != len(cs)-c.lost {
			t.Errorf("%s: %d do not find it, want %d: %+v", name, lost, c.lost, r.Accounting)
		}
	}
}

// TestNothingAsked: wishes for a feast, codes and advertising are no gaps, nor are questions
// that have but the name of the trade in common.
func TestNothingAsked(t *testing.T) {
	var cs []*inbox.Conversation
	say := func(text string, times int) {
		for range times {
			cs = append(cs, talk(fmt.Sprint(len(cs)), fmt.Sprint("c", len(cs)), text, ""))
		}
	}
	say("A peaceful Easter to all of you over there", 3)
	say("This is the passcode of your parcel locker", 4)
	say("Premium marketing boosts your turnover today", 4)
	say("Do you sell pottery magazines?", 1)
	say("is your pottery wheelchair friendly inside", 1)
	say("Who insures pottery during transport abroad?", 1)
	say("Can I have the invoice of my pottery course as a PDF, for the tax?", 1) // others name it, too
	say("I need the invoice of the course as a PDF, for the tax", 1)
	r, err := Mine(t.Context(), sequence(cs), nil, Options{Space: shippedSpace(t)})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Gaps) != 0 {
		t.Errorf("%+v %+v", r.Accounting, r.Gaps)
	}
}

// TestOneTextRanksByItsNumber: one text that three people sent stands below a question that
// twelve asked in their own words.
func TestOneTextRanksByItsNumber(t *testing.T) {
	var cs []*inbox.Conversation
	for i, q := range append(asksFiring, "Can a firing take a whole day?", "how many hours is a kiln firing", "kiln firing, how many hours", "firing hours please?", "is a firing done by the evening?", "how long will the firing of my pots take") {
		cs = append(cs, answered(2+2*i, "ann", q, "It depends on the clay, we call you when it is done and cold."))
	}
	for i := range 3 {
		cs = append(cs, talk(fmt.Sprint("same", i), fmt.Sprint("c", i), "Which glue mends a broken teapot handle?", ""))
	}
	r, err := Mine(t.Context(), sequence(cs), nil, Options{Space: shippedSpace(t)})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.Gaps); n < 2 || r.Gaps[n-1].Conversations != 3 {
		t.Errorf("%+v", r.Gaps)
	}
}

// placed is a search that has articles at known places among the first three hits, 0 for
// none, by the query; others stand at the places left.
type placed map[string]func(query string) int

func all(place int) func(string) int { return func(string) int { return place } }

func (p placed) Search(_ context.Context, q search.Query) (*search.Results, error) {
	r := &search.Results{Best: 10}
	for place := 1; place <= 3; place++ {
		address := fmt.Sprintf("/more/%d/", place)
		for a, of := range p {
			if of(q.Text) == place {
				address = a
			}
		}
		r.Hits = append(r.Hits, search.Hit{URL: address, Article: address, Title: address, Score: float64(4 - place)})
	}
	return r, nil
}

func minedBy(t *testing.T, cs []*inbox.Conversation, docs []search.Document, s Searcher) *Report {
	t.Helper()
	r, err := Mine(t.Context(), sequence(cs), s, Options{Documents: docs, Space: shippedSpace(t)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestNamedByItsTitle: an article that agents name and customers' words do not find is not
// found, and not missing. One who names it is no proof.
func TestNamedByItsTitle(t *testing.T) {
	center := append(slices.Clone(pottery), search.Document{
		Article: "/desk/statements/", Title: "Retrieve billing statements", Body: "Open Account, then Billing statements. Each month has one document as PDF.",
	})
	asks := []string{"Where do I get an invoice?", "invoice for my tax adviser please", "how can I download my invoice", "an invoice of last month, where is it", "I need each invoice of this year", "is there an invoice for a firing"}
	answers := []string{"You can download them under Account, Billing statements, as PDF.", "Please have a look at our article Retrieve billing statements."}
	var cs []*inbox.Conversation
	for i, q := range asks {
		cs = append(cs, answered(2+4*i, []string{"ann", "bob"}[i%2], q, answers[i%2]))
	}
	others := placed{"/kiln/glaze/": all(1), "/kiln/bisque/": all(2), "/shelf/rent/": all(3)}
	r := minedBy(t, cs, center, others)
	if len(r.Gaps) != 1 || r.Gaps[0].Kind != NotFound || r.Gaps[0].Nearest[0].URL != "/desk/statements/" {
		t.Errorf("%+v %+v", r.Accounting, r.Gaps)
	}
	for _, c := range cs[1:] {
		c.Messages[1].Body = "We wrote it down for you."
	}
	r = minedBy(t, cs, center, others)
	if len(r.Gaps) != 1 || r.Gaps[0].Kind != Missing {
		t.Errorf("named once: %+v %+v", r.Accounting, r.Gaps)
	}
}
