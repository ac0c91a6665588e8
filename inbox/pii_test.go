package inbox

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

type piiCase struct {
	Text  string `json:"full_text"`
	Spans []struct {
		Type  string `json:"entity_type"`
		Value string `json:"entity_value"`
	} `json:"spans"`
}

// What is masked of the kinds that have a form. Cases are texts written by a
// generator, each with the places that a person would mask.
func TestRecall(t *testing.T) {
	data, err := os.ReadFile(shared(t, "suites", "pii.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []piiCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{
		"EMAIL_ADDRESS": .95, "CREDIT_CARD": .95, "IP_ADDRESS": .95, "US_SSN": .95, "IBAN_CODE": .95, "PHONE_NUMBER": .9,
	}
	found, all := map[string]int{}, map[string]int{}
	for _, c := range cases {
		masked := NewMasker().Text(c.Text)
		for _, sp := range c.Spans {
			if _, ok := want[sp.Type]; !ok {
				continue
			}
			all[sp.Type]++
			if !strings.Contains(masked, sp.Value) {
				found[sp.Type]++
			} else {
				t.Logf("missed %s %q in %q", sp.Type, sp.Value, c.Text)
			}
		}
	}
	for kind, least := range want {
		recall := float64(found[kind]) / float64(max(all[kind], 1))
		t.Logf("%-14s %d of %d masked: %.3f", kind, found[kind], all[kind], recall)
		if recall < least {
			t.Errorf("%s: recall %.3f, want at least %.2f", kind, recall, least)
		}
	}
}

// Real articles hold order numbers, versions, prices and dates and hardly any
// personal data: what is masked in them is nearly always masked wrongly.
func TestFalseMasks(t *testing.T) {
	dir := shared(t, "corpora", "S")
	m := NewMasker()
	words, numbers, total := 0, 0, map[string]int{}
	number := regexp.MustCompile(`\d[\d.,:/\-]*`)
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".md") {
			return err
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(data)) {
			f := &finder{s: line}
			f.patterns()
			for _, sp := range f.spans {
				if sp.kind != "" {
					total[sp.kind]++
					t.Logf("%s %q in %.160q", sp.kind, line[sp.from:sp.to], line)
				}
			}
			m.Text(line)
			words += len(strings.Fields(line))
			numbers += len(number.FindAllString(line, -1))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d words, %d numbers, masked %v, placeholders %v", words, numbers, total, m.Counts())
	if wrong := total[maskPhone] + total[maskCard] + total[maskSSN] + total[maskIBAN]; wrong*200 > numbers {
		t.Errorf("%d of %d numbers masked as personal data, want at most 1 in 200", wrong, numbers)
	}
}

func TestMaskingLeavesOutControlCharacters(t *testing.T) {
	got := NewMasker().Text("a\x1b[31mb\x00 jo\x07hn@example.com\n\tc\u009b")
	if want := "a[31mb [email 1]\n\tc"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
