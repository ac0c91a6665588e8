package builder

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"signpost/internal/diag"
	"signpost/internal/hours"
)

// practiceOf reads a site with a practice section.
func practiceOf(t *testing.T, section string) (Practice, []diag.Diagnostic) {
	t.Helper()
	site := fstest.MapFS{
		"signpost.yaml": {Data: []byte("title: Help\npractice:\n" + section)},
		"content/a.md":  {Data: []byte("---\ntitle: A\n---\nText.\n")},
	}
	docs, ds, err := Documents(t.Context(), Config{Site: site, Theme: tiny})
	if err != nil {
		t.Fatal(err)
	}
	if docs == nil {
		return Practice{}, ds
	}
	return docs.Practice, ds
}

func TestPracticeSettings(t *testing.T) {
	p, ds := practiceOf(t, `  first_response: 1h30m
  time_zone: Europe/Berlin
  hours:
    mon-thu: 09:00-12:00, 13:00-17:00
    fri: 09:00-15:00
    sun: closed
  holidays:
    12-25: closed
    2026-12-24: 09:00-12:00
  escalate_to: [Engineering, "900104"]
`)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	if p.FirstResponse != 90*time.Minute || !slices.Equal(p.EscalateTo, []string{"Engineering", "900104"}) {
		t.Errorf("practice %+v", p)
	}
	monday := time.Date(2026, 12, 21, 0, 0, 0, 0, p.Hours.Zone)
	if got := p.Hours.Between(monday, monday.AddDate(0, 0, 7)); got != (7*3+3)*time.Hour {
		t.Errorf("%v in the week of Christmas, want 24h", got)
	}
	if p, _ := practiceOf(t, "  first_response: 4h\n"); p.Hours != nil || p.FirstResponse != 4*time.Hour {
		t.Errorf("a target alone gives %+v", p)
	}
	if _, ok := p.Hours.Special[hours.Date{Month: time.December, Day: 25}]; !ok {
		t.Error("a holiday of every year is missing")
	}
}

// Each mistake is told at its line, with what to write.
func TestPracticeMistakes(t *testing.T) {
	const zone = "  time_zone: Europe/Berlin\n"
	tests := []struct {
		section string
		line    int
		what    string
	}{
		{"  first_response: soon\n", 3, `"soon" is no target`},
		{"  first_response: 0s\n", 3, `"0s" is no target`},
		{"  time_zone: Berlin\n  hours:\n    mon: 09:00-17:00\n", 3, `"Berlin" is no time zone`},
		{"  time_zone: Local\n  hours:\n    mon: 09:00-17:00\n", 3, `"Local" is no time zone`},
		{"  hours:\n    mon: 09:00-17:00\n", 3, "hours need a time zone"},
		{zone, 3, "there are no hours"},
		{zone + "  hours:\n    monday: 09:00-17:00\n", 5, `"monday" is no day`},
		{zone + "  hours:\n    mon-fri: 9-17\n", 5, `"9-17" are no hours`},
		{zone + "  hours:\n    mon-fri: 09:00-17:00\n    wed: closed\n", 6, "Wednesday has hours already"},
		{zone + "  hours:\n    mon: 09:00-17:00\n  holidays:\n    25.12.: closed\n", 7, `"25.12." is no day`},
		{zone + "  hours:\n    mon: 09:00-17:00\n  holidays:\n    12-25: no\n", 7, `"no" are no hours`},
		{"  target: 2h\n", 3, `unknown key "practice.target"`},
	}
	for _, tt := range tests {
		_, ds := practiceOf(t, tt.section)
		if len(ds) != 1 || ds[0].Line != tt.line || !strings.Contains(ds[0].What, tt.what) || ds[0].Fix == "" || ds[0].File != "signpost.yaml" {
			t.Errorf("%q gives %+v, want line %d: %s", tt.section, ds, tt.line, tt.what)
		}
	}
}
