package vectors

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"signpost/gaps/wordmodel"
	"signpost/gaps/words"
)

func englishOf(t *testing.T, texts ...string) []bool {
	t.Helper()
	m, err := wordmodel.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	split := make([][]string, len(texts))
	for i, text := range texts {
		split[i] = words.Split(text)
	}
	var among company
	return Space{Words: m}.english(split, &among)
}

// A request without any telling word is English among English ones, and not among
// German ones; a German one is in neither.
func TestEnglishByTheCompanyOfTexts(t *testing.T) {
	const bare, strange = "cancel next saturday delivery", "wie kann ich das passwort ändern"
	texts := []string{bare, strange}
	for range companyFrom {
		texts = append(texts, "how do i change my password")
	}
	among := englishOf(t, texts...)
	if !among[0] || among[1] || !among[2] {
		t.Errorf("among English texts: %v", among)
	}
	for i := range texts[2:] {
		texts[2+i] = "cancel order paypal account refund email"
	}
	alone := englishOf(t, texts...)
	if alone[0] || alone[1] {
		t.Errorf("among texts of no telling words: %v", alone)
	}
}

// What people wrote in German and in Spanish is nothing that the models of English may speak
// of. Very short texts are left out: a name or a loan alone is of any language.
func TestOtherLanguagesAreNotEnglish(t *testing.T) {
	for _, folder := range []string{"grocer", "pool"} {
		f, err := os.Open(filepath.Join("..", "testdata", folder, "conversations.csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, row := range rows[1:] {
			if len(words.Split(row[4])) >= tellingFrom {
				texts = append(texts, row[4])
			}
		}
		for i, english := range englishOf(t, texts...) {
			if english {
				t.Errorf("%s: %q is taken for English", folder, texts[i])
			}
		}
	}
}

// The distances follow what the models know: those of words for German texts, those of
// models for English ones, and such between them where both write.
func TestStopsFollowTheLanguage(t *testing.T) {
	m, err := wordmodel.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	english, german := "how do i change my password", "wie kann ich das passwort ändern"
	place := func(space Space, texts ...string) Stops {
		t.Helper()
		stops, err := space.Place(t.Context(), held{texts, make([]string, len(texts))}, func([][]float32) {})
		if err != nil {
			t.Fatal(err)
		}
		return stops
	}
	for _, c := range []struct {
		name  string
		space Space
		texts []string
		want  Stops
	}{
		{"no model", Space{}, []string{english, english}, stopsByWords},
		{"german", Space{Words: m}, []string{german, german}, stopsByWords},
		{"english", Space{Words: m}, []string{english, english}, stopsByModel},
		{"nothing", Space{Words: m}, nil, stopsByWords},
	} {
		if got := place(c.space, c.texts...); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	mixed := place(Space{Words: m}, english, german)
	if mixed.Shared <= stopsByModel.Shared || mixed.Shared >= stopsByWords.Shared {
		t.Errorf("both languages: %v", mixed)
	}
}
