package search

import (
	"slices"
	"testing"
)

func urls(t *testing.T, s Searcher, query string) []string {
	t.Helper()
	res, err := s.Search(t.Context(), Query{Text: query})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, h := range res.Hits {
		out = append(out, h.Article)
	}
	return out
}

// both calls f for the index of documents in both forms.
func both(t *testing.T, docs []Document, lang string, f func(t *testing.T, s Searcher)) {
	t.Helper()
	ix, err := New(docs, Options{Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	browser, _ := browserOf(t, ix)
	t.Run("bleve", func(t *testing.T) { f(t, ix) })
	t.Run("browser", func(t *testing.T) { f(t, browser) })
}

func TestCompoundsAreFoundByTheirParts(t *testing.T) {
	docs := []Document{
		{Article: "/a/", Title: "Passwortänderung", Body: "Wählen Sie ein neues."},
		{Article: "/b/", Title: "Ein Passwort wählen", Body: "Es hat zwölf Zeichen."},
		{Article: "/c/", Title: "Die Änderung einer Rechnung", Body: "Rechnungen werden neu gestellt."},
		{Article: "/d/", Title: "Lieferung", Body: "Sie dauert drei Tage."},
	}
	both(t, docs, "de", func(t *testing.T, s Searcher) {
		for query, want := range map[string][]string{
			"Passwort":          {"/a/", "/b/"},
			"Änderung":          {"/a/", "/c/"},
			"Rechnungsänderung": {"/c/", "/a/"}, // nobody has written it
			"Passwortwechsel":   {"/a/", "/b/"}, // nor its second part
		} {
			got := urls(t, s, query)
			for _, w := range want {
				if !slices.Contains(got, w) {
					t.Errorf("%q finds %v, not %s", query, got, w)
				}
			}
		}
	})
}

func TestTheExactAccentComesFirst(t *testing.T) {
	docs := []Document{
		{Article: "/a/", Title: "Schon gewusst", Body: "Es ist schon da."},
		{Article: "/b/", Title: "Schön gestalten", Body: "Es ist schön da."},
		{Article: "/c/", Title: "Anderes", Body: "Nichts davon."},
	}
	both(t, docs, "sk", func(t *testing.T, s Searcher) {
		if got := urls(t, s, "schön"); len(got) != 2 || got[0] != "/b/" {
			t.Errorf("schön finds %v, want /b/ first and /a/ behind it", got)
		}
		if got := urls(t, s, "schon"); len(got) != 2 {
			t.Errorf("schon finds %v, want both", got)
		}
	})
}

func TestTheLastWordMayBeTypedHalf(t *testing.T) {
	docs := []Document{
		{Article: "/a/", Title: "Time zones", Body: "Set the zone."},
		{Article: "/b/", Title: "Timeouts", Body: "Requests end by timeout after a minute."},
		{Article: "/c/", Title: "Anything", Body: "Else."},
	}
	both(t, docs, "", func(t *testing.T, s Searcher) {
		if got := urls(t, s, "time"); !slices.Equal(got, []string{"/a/", "/b/"}) {
			t.Errorf("time finds %v, want the word itself first and the longer one behind it", got)
		}
		if got := urls(t, s, "time zone"); got[0] != "/a/" || slices.Contains(got, "/b/") {
			t.Errorf("time zone finds %v: only the last word is taken for a beginning", got)
		}
	})
}

func TestAnswersHoldWordsOfTheQuestion(t *testing.T) {
	docs := []Document{
		{Article: "/a/", Title: "Rename a heading", Body: "Change the words of the heading. Links to the old one go on working.", Steps: []string{"Open the file.", "Save it."}},
		{Article: "/b/", Title: "Refunds", Body: "We send refunds back to the card within five days of your request."},
		{Article: "/c/", Title: "Codes", Body: "What the code E-1042 means is told by your administrator, and by nobody else."},
		{Article: "/d/", Title: "Plans", Body: "Plan Uploads Silver 10 a day Gold 99 a day", Rows: [][]string{{"Plan", "Uploads"}, {"Silver", "10 a day"}, {"Gold", "99 a day"}}},
	}
	ix, err := New(docs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	for query, want := range map[string]string{
		"when are refunds sent to my card": "We send refunds back to the card within five days of your request.",
		"how do I rename a heading":        "", // its steps do not speak of it
		"E-1042":                           "", // one word is no question
		"how many uploads on gold":         "Plan: Gold, Uploads: 99 a day",
	} {
		got := ""
		if a := ask(t, ix, query).Answer; a != nil {
			got = a.Text
			for i, c := range a.Cells {
				got += map[bool]string{true: ", "}[i > 0] + c[0] + ": " + c[1]
			}
		}
		if got != want {
			t.Errorf("%q is answered %q, want %q", query, got, want)
		}
	}
}
