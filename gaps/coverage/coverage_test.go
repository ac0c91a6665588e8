package coverage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"signpost/gaps/vectors"
	"signpost/search"
)

var shop = []search.Document{
	{Article: "/pay/invoices/", Title: "Invoices", Body: "Download an invoice as a file from the billing page."},
	{Article: "/pay/invoices/", Anchor: "send", Title: "Invoices", Heading: "Send it by mail", Body: "Choose who gets each invoice by mail.", Keywords: []string{"receipt"}},
	{Article: "/ship/times/", Title: "Delivery times", Body: "Parcels arrive within three days. Islands take a week."},
}

func TestLibrary(t *testing.T) {
	l := NewLibrary(t.Context(), shop)
	if l.Size() != 2 || l.Article("/pay/invoices/").Title != "Invoices" || l.Article("/gone/") != nil {
		t.Errorf("articles: %v", l.order)
	}
	for link, want := range map[string]string{
		"https://help.example.com/en/pay/invoices/#send": "/pay/invoices/",
		"https://help.example.com/ship/times.md":         "/ship/times/",
		"/ship/times/index.html":                         "/ship/times/",
		"https://help.example.com/times/":                "",
		"mailto:help@example.com":                        "",
		"://":                                            "",
	} {
		if got := l.Match(link); got != want {
			t.Errorf("%s leads to %q, want %q", link, got, want)
		}
	}
	if got := l.Lacks("/pay/invoices/", []string{"receipt", "gift voucher", "invoice"}); !slices.Equal(got, []string{"gift voucher"}) {
		t.Errorf("lacks %v", got)
	}
}

// TestGiven: what agents name by its title, or tell in a few words that no other article
// has, is as good as what they repeat.
func TestGiven(t *testing.T) {
	l := NewLibrary(t.Context(), append(slices.Clone(shop), search.Document{
		Article: "/pay/statements/", Title: "Retrieve billing statements", Body: "Open Account, then Billing statements. Each month has one document as PDF.",
	}))
	for answer, want := range map[string]string{
		"You can download each invoice as a file; it is on the billing page, by mail too.": "/pay/invoices/",
		"Please have a look at our article Retrieve billing statements.":                   "/pay/statements/",
		"You can download them under Account, Billing statements, as PDF.":                 "/pay/statements/",
		"Parcels arrive within three days.":                                                "/ship/times/",
		"Done!":                                                                            "",
		"Islands":                                                                          "",
		"Islands and statements cost nothing":                                              "",
		"Billing statements were sent to your tax office by our partner in Dublin yesterday, who answers on the phone.": "",
	} {
		if got, _ := l.Given(answer); got != want {
			t.Errorf("%q gives %q, want %q", answer, got, want)
		}
	}
}

func TestPassages(t *testing.T) {
	l := NewLibrary(t.Context(), []search.Document{{Article: "/a/", Title: "Long", Heading: "Part", Body: strings.Repeat("word ", 300)}})
	p := l.Article("/a/").passages
	if len(p) != 3 || !strings.HasPrefix(p[2], "Long\nPart\n") || strings.Count(p[0], "word") != passageWords {
		t.Errorf("%d passages: %.60q", len(p), p)
	}
}

// questions makes groups of six questions each, of few words.
func questions() []Group {
	var out []Group
	for _, words := range [][2]string{{"invoice", "download"}, {"delivery", "island"}, {"voucher", "enter"}, {"password", "reset"}} {
		var g Group
		for _, form := range []string{"How do I %[2]s an %[1]s?", "%[1]s %[2]s", "where to %[2]s the %[1]s", "Can I %[2]s my %[1]s here?", "the %[1]s: %[2]s?", "%[2]s %[1]s please"} {
			g.Questions = append(g.Questions, fmt.Sprintf(form, words[0], words[1]))
		}
		out = append(out, g)
	}
	return out
}

func judged(t *testing.T, docs []search.Document, groups []Group) []Verdict {
	t.Helper()
	v, err := NewLibrary(t.Context(), docs).Judge(t.Context(), groups, Spaces{Words: func(texts []string) ([][]float32, error) {
		return vectors.Space{}.Of(t.Context(), texts, make([]string, len(texts)))
	}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestJudge(t *testing.T) {
	v := judged(t, shop, questions())
	for i, want := range []struct {
		state   State
		article string
	}{{Covered, "/pay/invoices/"}, {Covered, "/ship/times/"}, {NotCovered, ""}, {NotCovered, ""}} {
		if v[i].State != want.state || want.article != "" && v[i].Nearest[0].Article != want.article {
			t.Errorf("group %d: %+v, want %s %s", i, v[i], want.state, want.article)
		}
	}
}

// TestManyPassages: of a large help center few passages are placed, among them those that
// answer.
func TestManyPassages(t *testing.T) {
	docs := slices.Clone(shop)
	for i := range manyPassages {
		docs = append(docs, search.Document{Article: fmt.Sprintf("/other/%d/", i), Title: fmt.Sprintf("Room %d", i), Body: fmt.Sprintf("The lamp of room %d is switched on by the door.", i)})
	}
	placed := 0
	v, err := NewLibrary(t.Context(), docs).Judge(t.Context(), questions(), Spaces{Words: func(texts []string) ([][]float32, error) {
		placed = len(texts)
		return vectors.Space{}.Of(t.Context(), texts, make([]string, len(texts)))
	}})
	if err != nil || placed > placedPassages+len(questions())*6+placedArticles {
		t.Errorf("%d texts are placed: %v", placed, err)
	}
	for i, want := range []string{"/pay/invoices/", "/ship/times/"} {
		if len(v[i].Nearest) == 0 || v[i].Nearest[0].Article != want {
			t.Errorf("group %d: %+v, want %s", i, v[i], want)
		}
	}
}

func TestJudgePoorly(t *testing.T) {
	if v := judged(t, nil, questions()); len(v) != 4 || v[0].State != NotCovered || v[0].Nearest != nil {
		t.Errorf("without articles: %+v", v)
	}
	if v := judged(t, shop, nil); len(v) != 0 {
		t.Errorf("without groups: %+v", v)
	}
	v := judged(t, shop, []Group{{Questions: []string{"?"}}, {Questions: []string{"如何更改语言设置？", "怎样更改语言设置？"}}})
	if v[0].State != NotCovered || v[1].State != NotCovered {
		t.Errorf("without words: %+v", v)
	}
}

func TestJudgeWithoutPoints(t *testing.T) {
	broken := errors.New("no model")
	_, err := NewLibrary(t.Context(), shop).Judge(t.Context(), questions(), Spaces{Words: func([]string) ([][]float32, error) { return nil, broken }})
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want %v inside", err, broken)
	}
}

func TestOtsu(t *testing.T) {
	if cut, low := otsu([]float64{0.1, 0.9, 0.2, 0.8, 0.15, 0.85}); cut != 0.8 || low < 0.149 || low > 0.151 {
		t.Errorf("cut %.2f, low %.2f", cut, low)
	}
	if cut, _ := otsu([]float64{1, 1, 1}); cut != 0 {
		t.Errorf("equal scores are cut at %.2f", cut)
	}
}
