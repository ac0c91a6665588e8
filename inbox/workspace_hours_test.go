package inbox

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func team(t *testing.T, files map[string]string) *Workspace {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	w, err := ReadWorkspace(context.Background(), []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	_, sum := readAll(t, Options{}, dir)
	for _, f := range w.Files {
		if !slices.ContainsFunc(sum.Sources, func(s *Source) bool { return s.Path == f && s.Refused != "" }) {
			t.Errorf("%s is no refused file of the summary", f)
		}
	}
	return w
}

// Schedules, calendars and inboxes give business hours, each counted from its
// own first day of the week.
func TestHoursOfDesks(t *testing.T) {
	const zendesk = `{"schedules":[{"id":360,"name":"Support","time_zone":"Berlin","intervals":[{"start_time":0,"end_time":60},{"start_time":1980,"end_time":2460}]}],"url":"x"}`
	const hour = time.Hour
	for _, c := range []struct {
		name   string
		files  map[string]string
		zone   string
		sunday time.Duration // open on Sunday 2 August 2026
		monday time.Duration
		week   time.Duration
	}{
		{"Zendesk", map[string]string{"a.json": zendesk}, "Europe/Berlin", hour, 8 * hour, 9 * hour},
		{"Zendesk, one", map[string]string{"a.json": `{"schedule":{"name":"Support","id":1,"intervals":[{"end_time":2040,"start_time":1980}],"time_zone":"Pacific Time (US & Canada)"}}`}, "America/Los_Angeles", 0, hour, hour},
		{"Zendesk, holidays", map[string]string{"a.json": zendesk, "b.json": `{"holidays":[{"id":1,"name":"Summer","start_date":"2026-08-03","end_date":"2026-08-04"}]}`}, "Europe/Berlin", hour, 0, hour},
		{"Zendesk, holidays of another", map[string]string{"a.json": zendesk, "b.json": `{"holidays":[{"schedule_id":9,"name":"Summer","start_date":"2026-08-03","end_date":"2026-08-04"}]}`}, "Europe/Berlin", hour, 8 * hour, 9 * hour},
		{"Chatwoot", map[string]string{"a.json": `{"payload":[{"id":1,"name":"Web","working_hours_enabled":false,"timezone":"UTC","working_hours":[]},{"id":2,"name":"Mail","timezone":"Asia/Tokyo","working_hours_enabled":true,"working_hours":[{"day_of_week":0,"closed_all_day":true,"open_hour":1,"close_hour":2},{"day_of_week":1,"open_hour":9,"open_minutes":30,"close_hour":17,"close_minutes":0},{"day_of_week":2,"open_all_day":true}]}]}`}, "Asia/Tokyo", 0, 7*hour + hour/2, 31*hour + hour/2},
		{"Zammad", map[string]string{"a.json": `[{"id":1,"name":"Desk","timezone":"Europe/Vienna","business_hours":{"sun":{"active":false,"timeframes":[["09:00","17:00"]]},"mon":{"active":true,"timeframes":[["09:00","12:00"],["13:00","17:00"]]},"tue":{"active":true,"timeframes":[["00:00","23:59"]]}},"public_holidays":{"2026-08-04":{"active":true,"summary":"x"},"2026-08-03":{"active":false,"summary":"y"}}}]`}, "Europe/Vienna", 0, 7 * hour, 7 * hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := team(t, c.files)
			if len(w.OfficeHours) != 1 || len(w.Files) != len(c.files) {
				t.Fatalf("office hours %+v of %q", w.OfficeHours, w.Files)
			}
			h := w.OfficeHours[0]
			if h.Location().String() != c.zone {
				t.Errorf("zone %v, want %s", h.Location(), c.zone)
			}
			at := time.Date(2026, 8, 2, 0, 0, 0, 0, h.Location())
			for _, span := range []struct {
				from, days int
				want       time.Duration
			}{{0, 1, c.sunday}, {1, 1, c.monday}, {0, 7, c.week}} {
				if got := h.Between(at.AddDate(0, 0, span.from), at.AddDate(0, 0, span.from+span.days)); got != span.want {
					t.Errorf("%v open in %d days from day %d, want %v", got, span.days, span.from, span.want)
				}
			}
		})
	}
}

// A list of Help Scout has the names of saved replies, a reply by itself the
// text; whichever was read first, the text holds.
func TestSavedRepliesOfDesks(t *testing.T) {
	w := team(t, map[string]string{
		"a.json": `[{"id":12,"name":"Say \"hi\"","preview":"Hi there, the begin"},{"id":13,"name":"Only a list","preview":"Hello"}]`,
		"b.json": `{"id":12,"name":"Say \"hi\"","text":"Hi {%customer.firstName,fallback=there%},<br /><br />it is open.","chatText":"Hi"}`,
		"c.json": `{"data":[{"id":5,"name":"Refund","actions":[{"name":"addTags","arguments":{"tags":"x"}},{"name":"setResponseText","type":"user","arguments":{"body_text":"Hi","body_html":"<div>Hi {{ticket.customer.firstname}}, paid.</div>"}}]},{"id":6,"name":"Tags","actions":[{"name":"addTags","arguments":{"tags":"x"}}]}],"meta":{}}`,
		"d.json": `[{"id":9,"name":"Thanks","keywords":"","content":"<div>Thanks, #{ticket.customer.firstname}!</div>","active":true}]`,
	})
	want := []SavedReply{
		{"12", `Say "hi"`, "Hi " + Blank + ",\n\nit is open."},
		{"13", "Only a list", ""},
		{"5", "Refund", "Hi " + Blank + ", paid."},
		{"9", "Thanks", "Thanks, " + Blank + "!"},
	}
	if !slices.Equal(w.SavedReplies, want) {
		t.Errorf("saved replies\n%q, want\n%q", w.SavedReplies, want)
	}
	if len(w.Files) != 4 {
		t.Errorf("files %q", w.Files)
	}
}

// The schedule of a conversation is that of its own id or of its team; the one that
// the export marks holds for all others.
func TestHoursOfTeams(t *testing.T) {
	w := team(t, map[string]string{
		"hours.json": `[{"id":1,"name":"Day","description":"","is_default":false,"time_zone":"UTC","business_hours":{"monday":{"start_time":"8:00 am","end_time":"5:00 pm"}}},
{"id":2,"name":"Usual","description":"","is_default":true,"time_zone":"UTC","business_hours":{"tuesday":{"start_time":"8:00 am","end_time":"5:00 pm"}}},
{"id":3,"name":"Night","description":"","is_default":false,"time_zone":"UTC","business_hours":{"friday":{"start_time":"8:00 am","end_time":"5:00 pm"}}}]`,
		"groups.json": `[{"id":10,"name":"Night shift","unassigned_for":"30m","business_hour_id":3},{"id":11,"name":"Others","unassigned_for":null,"business_hour_id":null},{"id":12,"name":"Lost","unassigned_for":null,"business_hour_id":99}]`,
	})
	if len(w.OfficeHours) != 3 || w.DefaultHours() != 1 || w.Teams["10"] != "Night shift" {
		t.Fatalf("office hours %+v, default %d, teams %v", w.OfficeHours, w.DefaultHours(), w.Teams)
	}
	for _, c := range []struct {
		schedule, team string
		want           int
	}{{"", "10", 2}, {"1", "10", 0}, {"7", "10", 2}, {"", "11", -1}, {"", "12", -1}, {"", "", -1}} {
		if got := w.HoursOf(c.schedule, c.team); got != c.want {
			t.Errorf("hours of schedule %q and team %q are %d, want %d", c.schedule, c.team, got, c.want)
		}
	}
	if none := team(t, map[string]string{}); none.DefaultHours() != -1 || none.HoursOf("1", "1") != -1 {
		t.Error("there are hours where none were given")
	}
}
