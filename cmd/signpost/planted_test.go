package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"signpost/gaps"

	"gopkg.in/yaml.v3"
)

// plants are what was planted in conversations: the kinds of the gaps by their keys, and
// what each conversation is. Of one that asks two gaps the keys stand side by side.
type plants struct {
	kinds map[string]gaps.Kind
	of    map[string]string
}

// readPlanted reads what was planted in a folder of gaps/testdata.
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

// samplePlants reads samples/expected.yaml: what was planted, and the personal data that no
// output may show.
func samplePlants(t *testing.T) (p plants, personal []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "samples", "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Gaps          []struct{ Key, Kind string }
		Conversations map[string]string
		Personal      map[string][]string
	}
	if err := yaml.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	p = plants{map[string]gaps.Kind{}, map[string]string{}}
	for _, g := range e.Gaps {
		p.kinds[g.Key] = gaps.Kind(g.Kind)
	}
	for id, what := range e.Conversations {
		p.of[id] = strings.TrimPrefix(what, "gap: ")
	}
	for _, kind := range slices.Sorted(maps.Keys(e.Personal)) {
		personal = append(personal, e.Personal[kind]...)
	}
	return p, personal
}

// keyOf gives the planted gap that most members of a gap ask, "" if there is none, and how
// many do.
func (p plants) keyOf(g gaps.Gap) (string, int) {
	count := map[string]int{}
	for _, id := range g.Members {
		for key := range strings.SplitSeq(p.of[id], ", ") {
			count[key]++
		}
	}
	for key, n := range count {
		if p.kinds[key] != "" && 2*n > len(g.Members) {
			return key, n
		}
	}
	return "", 0
}

// expected is what was planted, as signpost eval report takes it.
func (p plants) expected() (out []gaps.Expected) {
	for id, what := range p.of {
		for key := range strings.SplitSeq(what, ", ") {
			if p.kinds[key] == "" {
				key = "-"
			}
			out = append(out, gaps.Expected{Conversation: id, Gap: key, Kind: string(p.kinds[key])})
		}
	}
	return out
}

// check holds a report to nine of ten planted gaps, and to as few gaps that are none. Nine
// of ten pieces are told as what they are, and all that articles answer in other words.
func (p plants) check(t *testing.T, r gaps.Report) {
	t.Helper()
	if s := p.checkFound(t, r, 90); s.OfKind < 90 {
		t.Errorf("%.1f %% of the pieces of planted gaps are told as what they are", s.OfKind)
	}
	p.checkAccount(t, r.Accounting)
}

// checkFound holds a report to so many planted gaps in a hundred, and to as few that are none.
func (p plants) checkFound(t *testing.T, r gaps.Report, least float64) gaps.ReportScore {
	t.Helper()
	for _, g := range r.Gaps {
		key, n := p.keyOf(g)
		t.Logf("%-12s %2d/%2d %-14s %s", g.Kind, n, len(g.Members), key, g.Title)
		if p.kinds[key] == gaps.NotFound && g.Kind != gaps.NotFound {
			t.Errorf("%s is %s, planted as %s", key, g.Kind, gaps.NotFound)
		}
	}
	s := gaps.EvaluateReport(&r, p.expected())
	t.Logf("%+v %+v", s, r.Accounting)
	if s.Known != len(p.kinds) || s.Precision < least || s.Recall < least {
		t.Errorf("precision %.1f and recall %.1f of %d planted gaps, want %.0f each", s.Precision, s.Recall, s.Known, least)
	}
	return s
}

// checkAccount compares what the frame and the words of a conversation settle.
func (p plants) checkAccount(t *testing.T, a gaps.Accounting) {
	t.Helper()
	if sum := a.Answered + a.InGaps + a.AccountSpecific + a.NotAQuestion + a.Outbound + a.Ungrouped; sum != a.Conversations {
		t.Errorf("the accounting adds up to %d of %d", sum, a.Conversations)
	}
	wrong := 0
	for class, n := range map[string]int{"account_specific": a.AccountSpecific, "not_a_question": a.NotAQuestion, "outbound": a.Outbound} {
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
	exports, err := filepath.Glob(filepath.Join(folder, "conversations*"))
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if status := run(t.Context(), slices.Concat([]string{"gaps", "--site", site, "--out", out, "--today", "2026-10-01"}, exports), nil, &said, &said); status != statusDone {
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

// TestPlanted holds the report on three companies that have nothing to do with our own to
// what was planted in their conversations. In German and in Spanish the words of questions
// and answers stand alone, and the report says so.
func TestPlanted(t *testing.T) {
	for name, head := range map[string]string{
		"rental": "title: Help\nbase_url: https://help.rental.example/\n",
		"grocer": "title: Hilfe\nlanguage: de\nbase_url: https://hilfe.kiste.example/\n",
		"pool":   "title: Ayuda\nlanguage: es\nbase_url: https://ayuda.pabellon.example/\n",
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join("..", "..", "gaps", "testdata", name)
			p := readPlanted(t, folder)
			r, out := mineFolder(t, folder, head)
			p.check(t, r)
			p.checkSides(t, r)
			page, err := os.ReadFile(filepath.Join(out, "index.html"))
			if want := "Questions in other languages than English are grouped by their letters and by the answers alone."; err != nil || !strings.Contains(string(page), want) {
				t.Errorf("index.html does not say %q: %v", want, err)
			}
		})
	}
}

// TestPlantedUnseen holds the report on five companies that were written before their writer
// looked at what finds gaps. Of the prices of velos most words do not find the article, and
// the report says so, though they were planted as answered. Of academy four gaps of few
// questions in many words are not found yet.
func TestPlantedUnseen(t *testing.T) {
	for name, c := range map[string]struct {
		head          string
		least, ofKind float64
	}{
		"invoices":   {"title: Help\nbase_url: https://help.billwren.example/\n", 90, 70},
		"velos":      {"title: Aide\nlanguage: fr\nbase_url: https://aide.velodoux.example/\n", 90, 70},
		"wolle":      {"title: Help\nlanguages: [en, de]\nbase_url: https://hilfe.wollwinkel.example/\n", 90, 70},
		"academy":    {"title: Lindenfold\nbase_url: https://help.lindenfold.example/\n", 60, 60},
		"thermostat": {"title: Emberline\nbase_url: https://help.emberline.example/\n", 90, 70},
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join("..", "..", "gaps", "testdata", name)
			p := readPlanted(t, folder)
			r, _ := mineFolder(t, folder, c.head)
			if s := p.checkFound(t, r, c.least); s.OfKind < c.ofKind {
				t.Errorf("%.1f %% of the pieces of planted gaps are told as what they are", s.OfKind)
			}
		})
	}
}

// checkSides holds a planted disagreement to one gap with both sides, which what was
// answered otherwise does not part.
func (p plants) checkSides(t *testing.T, r gaps.Report) {
	t.Helper()
	for key, kind := range p.kinds {
		if kind != gaps.Disagreement {
			continue
		}
		asked := 0
		for _, what := range p.of {
			if slices.Contains(strings.Split(what, ", "), key) {
				asked++
			}
		}
		of := slices.DeleteFunc(slices.Clone(r.Gaps), func(g gaps.Gap) bool { k, _ := p.keyOf(g); return k != key })
		if len(of) != 1 {
			t.Errorf("%s is %d gaps", key, len(of))
			continue
		}
		if _, n := p.keyOf(of[0]); 10*n < 9*asked || len(of[0].Sides) != 2 || of[0].Sides[0].Value == of[0].Sides[1].Value {
			t.Errorf("%s: %d of %d conversations, sides %+v", key, n, asked, of[0].Sides)
		}
		for _, s := range of[0].Sides {
			if !slices.ContainsFunc(of[0].Answers, func(a gaps.Answer) bool { return strings.Contains(a.Text, s.Value) }) {
				t.Errorf("%s: no answer says %s", key, s.Value)
			}
		}
	}
}
