package practice

import (
	"slices"
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
	used := []HoursUse{{"Day", "Europe/Berlin", "usual", 1}, {"Night", "Europe/Berlin", "conversation", 1}, {"Night", "Europe/Berlin", "team", 1}}
	if !slices.Equal(r.Hours.Used, used) || r.Hours.From != "the export" {
		t.Errorf("hours %+v, want those used %+v", r.Hours, used)
	}
	for _, u := range used {
		if files, err := r.Files(t.Context()); err != nil || !strings.Contains(string(files[0].Data), u.Why()+`</td><td class="n">1</td>`) {
			t.Errorf("the report does not tell %q: %v", u.Why(), err)
		}
	}
	// What the site says holds for all.
	r = measureAll(t, Options{Team: team, Hours: office(t), HoursFrom: "signpost.yaml"}, list())
	if m := r.Metric("first_response"); m.Median >= 18*3600 || r.Hours.From != "signpost.yaml" || len(r.Hours.Used) > 0 {
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
