package practice

import (
	"strings"
	"testing"

	"signpost/inbox"
	"signpost/internal/hours"
)

// Each conversation is measured by the office hours that the export gives it, or
// its team, and the report says whose held for how many.
func TestHoursOfTheirOwn(t *testing.T) {
	const waits = "0 16:00 ask Hello\n0 16:05 give rule team:night\n1 10:00 answer ana Hi"
	night := hours.Always(office(t).Zone)
	team := &inbox.Workspace{
		OfficeHours: []inbox.OfficeHours{{ID: "1", Name: "Day", Schedule: office(t)}, {ID: "2", Name: "Night", Schedule: night}},
		TeamHours:   map[string]string{"night": "2"},
	}
	list := func() []*inbox.Conversation {
		byTeam, bySchedule, usual := talkOf(t, "c1", waits), talkOf(t, "c2", strings.ReplaceAll(waits, "night", "other")), talkOf(t, "c3", strings.ReplaceAll(waits, "night", "other"))
		bySchedule.Schedule, usual.Schedule = "2", "77"
		return []*inbox.Conversation{byTeam, bySchedule, usual}
	}
	r := measureAll(t, Options{Team: team, Hours: office(t), HoursFrom: "the export", OwnHours: true}, list())
	if m := r.Metric("first_response"); m.N != 3 || m.Median != 18*3600 {
		t.Errorf("first answers: %s", brief(m))
	}
	if want := "the export; those of its own team or inbox, “Night”, count for 2 of the conversations"; r.Hours.From != want {
		t.Errorf("hours from %q, want %q", r.Hours.From, want)
	}
	// What the site says holds for all.
	r = measureAll(t, Options{Team: team, Hours: office(t), HoursFrom: "signpost.yaml"}, list())
	if m := r.Metric("first_response"); m.Median >= 18*3600 || r.Hours.From != "signpost.yaml" {
		t.Errorf("first answers: %s, hours from %q", brief(m), r.Hours.From)
	}
	// What waits still is measured by its own hours, too.
	open := talkOf(t, "c4", "0 16:00 ask Hello\n0 16:05 give rule team:night\n0 18:30 note ana hm")
	day := talkOf(t, "c5", "0 16:00 ask Hello\n0 16:05 give rule team:day\n0 18:30 note ana hm")
	r = measureAll(t, Options{Team: team, Hours: office(t), HoursFrom: "the export", OwnHours: true}, []*inbox.Conversation{open, day})
	if got := brief(r.Metric("first_response")); got != "0/1, 1 not answered yet, and still in time when the data end" {
		t.Errorf("waiting: %s", got)
	}
}
