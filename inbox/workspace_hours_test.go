package inbox

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
		by             HoursBy
	}{{"", "10", 2, HoursByTeam}, {"1", "10", 0, HoursByConversation}, {"7", "10", 2, HoursByTeam}, {"", "11", -1, ""}, {"", "12", -1, ""}, {"", "", -1, ""}} {
		if got, by := w.HoursOf(c.schedule, c.team); got != c.want || by != c.by {
			t.Errorf("hours of schedule %q and team %q are %d by %q, want %d by %q", c.schedule, c.team, got, by, c.want, c.by)
		}
	}
	if want := []string{"The team “Lost” has hours of its own (schedule 99) that are not in the export; the usual ones count for it."}; !slices.Equal(w.Notes, want) {
		t.Errorf("notes %q, want %q", w.Notes, want)
	}
	none := team(t, map[string]string{})
	if i, by := none.HoursOf("1", "1"); none.DefaultHours() != -1 || i != -1 || by != "" {
		t.Error("there are hours where none were given")
	}
}

// Zammad's service levels say which calendar measures the tickets of a group: the
// first by name that is for the group alone. One for all tickets tells the usual one.
func TestHoursOfServiceLevels(t *testing.T) {
	calendar := func(id int, name string) string {
		return fmt.Sprintf(`{"id":%d,"name":%q,"timezone":"UTC","default":%v,"business_hours":{"mon":{"active":true,"timeframes":[["09:00","12:00"]]}},"public_holidays":{}}`, id, name, id == 1)
	}
	calendars := []string{calendar(1, "Day"), calendar(2, "Night"), calendar(3, "Rest")}
	levels := []string{
		`{"id":1,"name":"B","calendar_id":2,"condition":{"ticket.group_id":{"operator":"is","value":["5","6"]}},"first_response_time":60}`,
		`{"id":2,"name":"A","calendar_id":3,"condition":{"operator":"AND","conditions":[{"name":"ticket.group_id","operator":"is","value":"6"}]}}`,
		`{"id":3,"name":"C","calendar_id":3,"condition":{}}`,
		`{"id":4,"name":"D","calendar_id":1,"condition":{"ticket.priority_id":{"operator":"is","value":["3"]}}}`,
		`{"id":5,"name":"E","calendar_id":1,"condition":{"ticket.group_id":{"operator":"is not","value":["7"]}}}`,
	}
	list := func(of []string) string { return "[" + strings.Join(of, ",") + "]" }
	keyed := func(of []string) string {
		var out []string
		for i, one := range of {
			out = append(out, fmt.Sprintf(`"%d":%s`, i+1, one))
		}
		return "{" + strings.Join(out, ",") + "}"
	}
	for name, files := range map[string]map[string]string{
		"lists": {"calendars.json": list(calendars), "slas.json": list(levels)},
		"full":  {"slas.json": `{"record_ids":[1,2,3,4,5],"assets":{"Calendar":` + keyed(calendars) + `,"Sla":` + keyed(levels) + `}}`},
	} {
		w := team(t, files)
		for group, want := range map[string]int{"5": 1, "6": 2, "7": -1} {
			if got, _ := w.HoursOf("", group); got != want {
				t.Errorf("%s: group %s has schedule %d, want %d", name, group, got, want)
			}
		}
		if len(w.OfficeHours) != 3 || w.DefaultHours() != 2 {
			t.Errorf("%s: of %d schedules the usual one is %d, want that of the level for all tickets", name, len(w.OfficeHours), w.DefaultHours())
		}
		if want := []string{"2 of the 5 service levels choose tickets by more than their group; their calendars were not used, but those of the group or the usual one."}; !slices.Equal(w.Notes, want) {
			t.Errorf("%s: notes %q, want %q", name, w.Notes, want)
		}
	}
}

// What the API tells in the path of an answer only is taken from the file's name.
func TestHoursByPath(t *testing.T) {
	const zendesk = `{"schedules":[{"id":360,"name":"One","time_zone":"UTC","intervals":[{"start_time":1440,"end_time":2880}]},{"id":361,"name":"Two","time_zone":"UTC","intervals":[{"start_time":1440,"end_time":2880}]}]}`
	const holidays = `{"holidays":[{"id":1,"name":"Summer","start_date":"2026-08-03","end_date":"2026-08-03"}]}`
	monday := time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC)
	w := team(t, map[string]string{"schedules.json": zendesk, "zendesk_schedules_361_holidays.json": holidays})
	for i, want := range []time.Duration{24 * time.Hour, 0} {
		if got := w.OfficeHours[i].Between(monday, monday.AddDate(0, 0, 1)); got != want || len(w.Notes) > 0 {
			t.Errorf("schedule %d has %v, want %v; notes %q", i, got, want, w.Notes)
		}
	}
	w = team(t, map[string]string{"schedules.json": zendesk, "days.json": holidays})
	if want := "1 of the holidays were left out, as nothing says of which of the 2 schedules they are"; len(w.Notes) != 1 || !strings.HasPrefix(w.Notes[0], want) {
		t.Errorf("notes %q, want %q", w.Notes, want)
	}
	const intercom = `{"type":"office_hours_schedule","id":"%s","name":"%s","time_zone_name":"%s","time_intervals":[{"start_minute":0,"end_minute":60}]}`
	w = team(t, map[string]string{
		"hours.json":                `{"type":"office_hours_schedule.list","data":[` + fmt.Sprintf(intercom, "7", "Usual", "UTC") + `,` + fmt.Sprintf(intercom, "8", "Night", "Europe/Paris") + `,` + fmt.Sprintf(intercom, "9", "Lost", "Atlantis") + `]}`,
		"exceptions.json":           `{"type":"office_hours_exception.list","data":[{"type":"office_hours_exception","id":"1","office_hours_schedule_id":"8","exception_date":"2026-08-03","exception_type":"closed"}]}`,
		"team-42-office-hours.json": fmt.Sprintf(intercom, "8", "Night", "Europe/Paris"),
	})
	i, by := w.HoursOf("", "42")
	if len(w.OfficeHours) != 2 || i < 0 || by != HoursByTeam || w.OfficeHours[i].Name != "Night" {
		t.Fatalf("team 42 has schedule %d by %q of %+v", i, by, w.OfficeHours)
	}
	if got := w.OfficeHours[i].Between(monday, monday.AddDate(0, 0, 1)); got != 0 {
		t.Errorf("%v open on the exception", got)
	}
	if want := []string{"The schedule “Lost” was left out, as its time zone \"Atlantis\" is not known."}; !slices.Equal(w.Notes, want) {
		t.Errorf("notes %q, want %q", w.Notes, want)
	}
}

// The tables of a warehouse have schedules by the interval, holidays, the names of
// groups, and the schedules that tickets were given, of which the last one holds.
func TestHoursOfTables(t *testing.T) {
	const schedules = "end_time,id,start_time,_fivetran_deleted,_fivetran_synced,name,time_zone,created_at\n" +
		"1980,2,1920,FALSE,x,Late,UTC,2020-05-01 00:00:00\n4080,1,3360,FALSE,x,Usual,UTC,2019-05-01 00:00:00\n2640,1,1920,FALSE,x,Usual,UTC,2019-05-01 00:00:00\n9999,1,9000,TRUE,x,Usual,UTC,2019-05-01 00:00:00\n"
	w := team(t, map[string]string{
		"schedule.csv": schedules,
		"holiday.csv":  "id,schedule_id,_fivetran_deleted,_fivetran_synced,end_date,name,start_date\n1,1,FALSE,x,2026-08-04,Off,2026-08-04\n",
		"group.csv":    "id,_fivetran_deleted,_fivetran_synced,created_at,name,updated_at,url\n9,FALSE,x,x,Second line,x,https://desk.example.com/api/v2/groups/9.json\n",
	})
	if len(w.OfficeHours) != 2 || w.OfficeHours[w.DefaultHours()].Name != "Usual" || w.Teams["9"] != "Second line" || len(w.Files) != 3 {
		t.Fatalf("office hours %+v, the usual one %d, teams %v, files %q", w.OfficeHours, w.DefaultHours(), w.Teams, w.Files)
	}
	usual := w.OfficeHours[w.DefaultHours()]
	for day, want := range []time.Duration{12 * time.Hour, 0} { // Monday 3 August 2026, and a holiday
		from := time.Date(2026, 8, 3+day, 0, 0, 0, 0, time.UTC)
		if got := usual.Between(from, from.AddDate(0, 0, 1)); got != want {
			t.Errorf("%v open on day %d, want %v", got, day, want)
		}
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.csv": "created_at,ticket_id,_fivetran_synced,schedule_id\n2026-08-02 10:00:00,5,x,2\n2026-08-01 10:00:00,5,x,1\n",
		"b.csv": "id,_fivetran_synced,requester_id,submitter_id,status,subject,description,created_at,updated_at\n5,x,1,1,open,Hi,Where is it?,2026-08-01 09:00:00,2026-08-02 09:00:00\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if list, _ := readAll(t, Options{}, dir); len(list) != 1 || list[0].Schedule != "2" {
		t.Errorf("read %+v, want one ticket with the later schedule", list)
	}
}

// The shifts of Front are one schedule: somebody is there as long as one is on.
func TestHoursOfShifts(t *testing.T) {
	shift := func(id, name, zone, times string) string {
		return `{"_links":{"self":"https://api2.frontapp.com/shifts/` + id + `"},"id":"` + id + `","name":"` + name + `","color":"blue","timezone":"` + zone + `","times":{` + times + `},"created_at":1600000000.0}`
	}
	early := shift("shf_1", "Early", "Europe/Berlin", `"mon":{"start":"08:00","end":"14:00"},"tue":{"start":"08:00","end":"14:00"}`)
	late := shift("shf_2", "Late", "Europe/Berlin", `"mon":{"start":"12:00","end":"18:00"},"fri":{"start":"22:00","end":"02:00"}`)
	far := shift("shf_3", "Far", "America/New_York", `"sun":{"start":"08:00","end":"14:00"}`)
	p := put(t, "shifts.json", []byte(`{"_pagination":{"next":null},"_links":{"self":"x"},"_results":[`+early+","+late+","+far+","+early+`]}`))
	w, err := ReadWorkspace(context.Background(), []string{p})
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 8, 2, 0, 0, 0, 0, time.UTC)
	if len(w.OfficeHours) != 1 || w.OfficeHours[0].Name != "shifts of Front: Early, Late" || w.OfficeHours[0].Between(from, from.AddDate(0, 0, 7)) != 20*time.Hour {
		t.Errorf("office hours %+v", w.OfficeHours)
	}
	if len(w.Notes) != 1 || !strings.Contains(w.Notes[0], "Far") || len(w.Files) != 1 {
		t.Errorf("notes %q, files %q", w.Notes, w.Files)
	}
}
