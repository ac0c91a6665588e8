package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/server"
)

// Somebody else writes gaps.yaml between the reading and the writing of a decision:
// both decisions are kept.
func TestDecideAnew(t *testing.T) {
	site := t.TempDir()
	book := decisions.New()
	run := decisions.Run{Until: "2026-11-01", Weekly: decisions.Weekly{}}
	for _, id := range []string{"g-0001", "g-0002"} {
		run.Gaps = append(run.Gaps, decisions.Sighting{ID: id, Title: id, Weekly: decisions.Weekly{}, Shown: true})
	}
	book.Observe(run)
	if err := book.Save(site); err != nil {
		t.Fatal(err)
	}
	report := &gaps.Report{Gaps: []gaps.Gap{{ID: "g-0001"}, {ID: "g-0002"}}}
	calls := 0
	now := func() time.Time {
		if calls++; calls == 1 { // between Load and Save of the first attempt
			other, _, err := decisions.Load(site)
			if err == nil {
				err = errors.Join(other.Dismiss("g-0002", decisions.Stamp{By: "Ben", On: "2026-11-02"}, "sale"), other.Save(site))
			}
			if err != nil {
				t.Error(err)
			}
		}
		return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	}
	d := &desk{app: &app{now: now}, site: site, report: report}
	if _, err := d.Decide(t.Context(), "Ann", server.Decision{Gap: "g-0001", Do: "assign", To: "Cem"}); err != nil {
		t.Fatal(err)
	}
	after, ds, err := decisions.Load(site)
	if err != nil || len(ds) > 0 {
		t.Fatal(ds, err)
	}
	if one, two := after.Find("g-0001").State(), after.Find("g-0002").State(); one.Assignee != "Cem" || two.Status != decisions.Dismissed {
		t.Errorf("a decision is lost: %+v %+v", one, two)
	}
}

// A broken gaps.yaml is shown with its line, and nothing is decided.
func TestDeskOfABrokenFile(t *testing.T) {
	site := t.TempDir()
	if err := os.WriteFile(filepath.Join(site, decisions.FileName), []byte("version: 1\ngaps:\n  g-0001:\n    tilte: x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d := &desk{app: &app{now: time.Now}, site: site, report: &gaps.Report{Gaps: []gaps.Gap{{ID: "g-0001"}}}}
	r, _, _, err := d.Now(t.Context())
	var refused *server.Refused
	if r == nil || !errors.As(err, &refused) || !strings.Contains(err.Error(), "gaps.yaml:4: ") {
		t.Errorf("%v %v", r, err)
	}
	if _, err := d.Decide(t.Context(), "Ann", server.Decision{Gap: "g-0001", Do: "assign", To: "Cem"}); !errors.As(err, &refused) {
		t.Errorf("decided: %v", err)
	}
}

// A form that is sent twice asks to take back what was taken back: that is told.
func TestUndoOfNothing(t *testing.T) {
	book := &decisions.Book{}
	book.Observe(decisions.Run{Until: "2026-11-01", Weekly: decisions.Weekly{}, Gaps: []decisions.Sighting{{ID: "g-0001", Title: "One", Weekly: decisions.Weekly{}, Shown: true}}})
	on := &deciding{book: book, stamp: decisions.Stamp{On: "2026-11-02"}, report: &gaps.Report{Gaps: []gaps.Gap{{ID: "g-0001", Title: "One"}}}}
	said, err := apply(t.Context(), on, server.Decision{Gap: "g-0001", Do: "undo"})
	if err == nil {
		t.Errorf("nothing was decided, and undo says %q", said)
	}
}
