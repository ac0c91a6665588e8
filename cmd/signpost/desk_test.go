package main

import (
	"testing"

	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/server"
)

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
