package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"signpost/gaps"
)

// plants are what was planted in one of gaps/testdata: the kinds of the gaps by their
// keys, and the key or the class of each conversation.
type plants struct {
	kinds map[string]gaps.Kind
	of    map[string]string
}

func readPlanted(t *testing.T, folder string) plants {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	p := plants{map[string]gaps.Kind{}, map[string]string{}}
	for line := range strings.Lines(string(data)) {
		switch cells := strings.Split(strings.TrimRight(line, "\n"), "\t"); cells[0] {
		case "gap":
			p.kinds[cells[1]] = gaps.Kind(cells[2])
		case "conversation":
			p.of[cells[1]] = strings.TrimPrefix(cells[2], "gap: ")
		}
	}
	return p
}

// mineFolder runs the command on a folder of gaps/testdata, as a site of this head, and
// gives the report and where it was written.
func mineFolder(t *testing.T, folder, head string) (r gaps.Report, out string) {
	t.Helper()
	dir := t.TempDir()
	site, out := filepath.Join(dir, "site"), filepath.Join(dir, "report")
	if err := os.CopyFS(filepath.Join(site, "content"), os.DirFS(filepath.Join(folder, "articles"))); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(site, "signpost.yaml"), head)
	var said bytes.Buffer
	if status := run(t.Context(), []string{"gaps", filepath.Join(folder, "conversations.csv"), "--site", site, "--out", out, "--today", "2026-10-01"}, nil, &said, &said); status != statusDone {
		t.Fatalf("status %d: %s", status, &said)
	}
	data, err := os.ReadFile(filepath.Join(out, "gaps.json"))
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r, out
}

// TestOtherLanguages holds the report to what was planted in German and in Spanish, where
// the words of questions and answers stand alone, and holds it to saying so.
func TestOtherLanguages(t *testing.T) {
	for name, head := range map[string]string{
		"grocer": "title: Hilfe\nlanguage: de\nbase_url: https://hilfe.kiste.example/\n",
		"pool":   "title: Ayuda\nlanguage: es\nbase_url: https://ayuda.pabellon.example/\n",
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join("..", "..", "gaps", "testdata", name)
			p := readPlanted(t, folder)
			r, out := mineFolder(t, folder, head)
			p.check(t, r)
			page, err := os.ReadFile(filepath.Join(out, "index.html"))
			if want := "Questions in other languages than English are grouped by their letters and by the answers alone."; err != nil || !strings.Contains(string(page), want) {
				t.Errorf("index.html does not say %q: %v", want, err)
			}
		})
	}
}

// check holds a report to nine of ten planted gaps, and to as few gaps that are none. A
// gap is found when most members of one in the report ask it; it may be found in parts.
// Three of four are told as what they are, and all that articles answer in other words.
func (p plants) check(t *testing.T, r gaps.Report) {
	t.Helper()
	found, right, told := map[string]bool{}, 0, 0
	for _, g := range r.Gaps {
		count := map[string]int{}
		key := ""
		for _, id := range g.Members {
			count[p.of[id]]++
			if 2*count[p.of[id]] > len(g.Members) {
				key = p.of[id]
			}
		}
		t.Logf("%-12s %2d/%2d %-14s %s", g.Kind, count[key], len(g.Members), key, g.Title)
		if p.kinds[key] == "" {
			continue
		}
		found[key] = true
		right++
		switch p.kinds[key] {
		case g.Kind:
			told++
		case gaps.NotFound:
			t.Errorf("%s is %s, planted as %s", key, g.Kind, gaps.NotFound)
		}
	}
	precision, recall := float64(right)/float64(max(1, len(r.Gaps))), float64(len(found))/float64(len(p.kinds))
	t.Logf("precision %.2f recall %.2f, %d of %d told right, %+v", precision, recall, told, right, r.Accounting)
	if precision < 0.9 || recall < 0.9 {
		t.Errorf("precision %.2f and recall %.2f, want 0.90 each", precision, recall)
	}
	if 4*told < 3*right {
		t.Errorf("%d of %d planted gaps are told as what they are", told, right)
	}
	wrong := 0
	for class, n := range map[string]int{"account_specific": r.Accounting.AccountSpecific, "not_a_question": r.Accounting.NotAQuestion, "outbound": r.Accounting.Outbound} {
		for _, what := range p.of {
			if what == class {
				n--
			}
		}
		wrong += max(n, -n)
	}
	if 50*wrong > len(p.of) {
		t.Errorf("%d of %d conversations are booked to another class", wrong, len(p.of))
	}
}

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
