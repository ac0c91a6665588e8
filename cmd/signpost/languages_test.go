package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// csvOf is an export of one message of a customer for each text.
func csvOf(t *testing.T, id, customer func(i int) string, texts []string) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"conversation_id", "author_type", "author_id", "body"}}
	for i, text := range texts {
		rows = append(rows, []string{id(i), "customer", customer(i), text})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write(t, filepath.Join(folder, "conversations.csv"), b.String())
	write(t, filepath.Join(folder, "articles", "hours.md"), "---\ntitle: Opening hours\n---\nWe are open on weekdays.\n")
	return folder
}

// kin are languages in which people ask in the same words: a gap may be of both.
var kin = map[string]string{"nb": "da", "af": "nl"}

// TestFortyFiveLanguages: testdata/languages.tsv asks for a new password three times in
// each language. Every gap is of one language and nearly every language is a gap.
func TestFortyFiveLanguages(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "languages.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var languages, texts []string
	for line := range strings.Lines(string(data)) {
		language, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		languages, texts = append(languages, cmp.Or(kin[language], language)), append(texts, text)
	}
	folder := csvOf(t, func(i int) string { return fmt.Sprint(languages[i], "-", i) }, func(i int) string { return fmt.Sprint("u", i) }, texts)
	r, _ := mineFolder(t, folder, "title: Help\n")
	if r.Accounting.Conversations != len(texts) || r.Accounting.NotAQuestion > 0 || r.Accounting.Answered > 0 {
		t.Errorf("%d conversations, none of them answered: %+v", len(texts), r.Accounting)
	}
	found := map[string]bool{}
	for _, g := range r.Gaps {
		language, _, _ := strings.Cut(g.Members[0], "-")
		found[language] = true
		for _, id := range g.Members {
			if !strings.HasPrefix(id, language+"-") {
				t.Errorf("“%s” of %s holds %s", g.Title, language, id)
			}
		}
		// Sentences in Georgian begin with a small letter, though there are capitals.
		if first, _ := utf8.DecodeRuneInString(g.Title); language == "ka" && unicode.IsUpper(first) {
			t.Errorf("“%s” begins with a capital", g.Title)
		}
	}
	all := map[string]bool{}
	for _, l := range languages {
		all[l] = true
	}
	if 10*len(found) < 9*len(all) {
		t.Errorf("%d of %d languages have their gap", len(found), len(all))
	}
}

// TestOneConversationTenThousandTimes: the same words are one gap at most, and that only
// if enough people sent them in enough conversations.
func TestOneConversationTenThousandTimes(t *testing.T) {
	const times = 10000
	texts := make([]string, times)
	for i := range texts {
		texts[i] = "Can I pay with a gift voucher?"
	}
	number := func(i int) string { return fmt.Sprint(i) }
	one := func(int) string { return "1" }
	for name, c := range map[string]struct {
		id, customer        func(int) string
		conversations, gaps int
	}{
		"many customers": {number, number, times, 1},
		"one customer":   {number, one, times, 0},
		"one id":         {one, number, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			folder := csvOf(t, c.id, c.customer, texts)
			before := time.Now()
			r, _ := mineFolder(t, folder, "title: Help\n")
			if took := time.Since(before); took > 20*time.Second {
				t.Errorf("took %s", took)
			}
			if r.Accounting.Conversations != c.conversations || len(r.Gaps) != c.gaps {
				t.Errorf("%d gaps, want %d: %+v", len(r.Gaps), c.gaps, r.Accounting)
			}
			for _, g := range r.Gaps {
				if g.Conversations != times || g.Customers != times || len(g.Questions) != 1 {
					t.Errorf("%d conversations of %d customers, %d questions", g.Conversations, g.Customers, len(g.Questions))
				}
			}
		})
	}
}
