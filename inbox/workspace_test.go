package inbox

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"signpost/internal/frugal"
)

// What an export tells of the team is found in any of its containers, and the
// conversations beside it are left alone.
func TestReadWorkspace(t *testing.T) {
	files := map[string]string{
		"a.json": `{"type":"list","data":[{"type":"macro","id":7,"name":"Locked &amp; out","body":"<p>Hi <attribute key=\"user.name\" default=\"there\"/>!</p><p>Done.</p>"},{"type":"macro","id":"8","name":"Short, by ada@b.example","body_text":"Hi {{user.name|fallback:\"there\"}}, done. Or call +44 20 7946 0958."}]}`,
		"b.json": `{"type":"office_hours_schedule.list","data":[{"type":"office_hours_schedule","id":"1","name":"Day","time_zone_name":"America/New_York","time_intervals":[{"start_minute":540,"end_minute":1020},{"start_minute":1980,"end_minute":2460}]},{"type":"office_hours_schedule","id":"2","name":"Broken","time_zone_name":"Nowhere/Town","time_intervals":[]},{"type":"office_hours_schedule","id":"3","name":"Always","time_zone_name":"UTC","twenty_four_seven":true}]}`,
		"c.jsonl": `{"type":"office_hours_exception","id":"5","office_hours_schedule_id":"1","exception_date":"2026-08-03","exception_type":"closed","recurring_annually":false,"time_intervals":null}` + "\n" +
			`{"type":"office_hours_exception","id":"6","office_hours_schedule_id":"1","exception_date":"2020-08-04","exception_type":"custom_hours","recurring_annually":true,"time_intervals":[{"start_minute":600,"end_minute":660}]}`,
		"d.json": `{"type":"team.list","teams":[{"type":"team","id":"70","name":"Billing"}]}`,
		"e.json": `{"type":"admin.list","admins":[{"type":"admin","id":"90","name":"Ada Brookline","email":"ada@b.example"}]}`,
		"f.json": `{"type":"conversation","id":"1","conversation_parts":{"conversation_parts":[{"type":"conversation_part","author":{"type":"admin","id":"91","name":"Cy Dole"}}]}}`,
		"g.csv":  "conversation_id,body\n1,\"{\"\"type\"\":\"\"macro\"\"}\"\n",
		"h.json": `{"type":"list","data":[{"type":"macro","id":"9","name":"Cut`,
	}
	dir := t.TempDir()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range files {
			if !yield(n) {
				return
			}
		}
	}) {
		w, err := z.Create("export/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(files[name]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	archive := put(t, "export.zip", packed.Bytes())
	for _, path := range []string{dir, archive} {
		w, err := ReadWorkspace(context.Background(), []string{path})
		if err != nil {
			t.Fatal(err)
		}
		checkWorkspace(t, w)
		_, sum := readAll(t, Options{}, path)
		for _, f := range w.Files {
			if !slices.ContainsFunc(sum.Sources, func(s *Source) bool { return s.Path == f && s.Refused != "" }) {
				t.Errorf("%s is no refused file of the summary", f)
			}
		}
	}
}

func checkWorkspace(t *testing.T, w *Workspace) {
	t.Helper()
	want := []SavedReply{{"7", "Locked & out", "Hi " + Blank + "!\n\nDone."}, {"8", "Short, by [email 1]", "Hi " + Blank + ", done. Or call [phone 1]."}}
	if !slices.Equal(w.SavedReplies, want) {
		t.Errorf("saved replies %q, want %q", w.SavedReplies, want)
	}
	if len(w.OfficeHours) != 2 || w.OfficeHours[0].Name != "Day" || !w.OfficeHours[1].Around() {
		t.Fatalf("office hours %+v", w.OfficeHours)
	}
	if w.Teams["70"] != "Billing" || w.Agents["90"] != "Ada Brookline" || len(w.Agents) != 1 || len(w.Files) != 5 {
		t.Errorf("teams %v, agents %v, files %v", w.Teams, w.Agents, w.Files)
	}
	// Monday is closed, Tuesday has one hour, as every year, and then come no more.
	from := time.Date(2026, 8, 2, 0, 0, 0, 0, time.UTC)
	if got := w.OfficeHours[0].Between(from, from.AddDate(0, 0, 7)); got != time.Hour {
		t.Errorf("%v of office hours in the week of 3 August 2026, want 1h", got)
	}
	if got := w.OfficeHours[0].Between(from.AddDate(0, 0, 7), from.AddDate(0, 0, 14)); got != 16*time.Hour {
		t.Errorf("%v of office hours in the week after, want 16h", got)
	}
}

// Other help desks than Intercom tell of the team, too; what is theirs and no
// saved reply is left alone.
func TestReadWorkspaceOfDesks(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.json": `{"count":2,"macros":[{"id":25,"title":"Close","actions":[{"field":"status","value":"solved"}]},{"id":26,"title":"Known fault","actions":[{"field":"comment_value","value":["channel:all","Hi {{ticket.requester.first_name}}, we know it."]}]}]}`,
		"b.json": `{"macro":{"actions":[{"field":"comment_value_html","value":"<p>Reset <b>it</b>.</p>"}],"id":27,"title":"Reset"}}`,
		"c.json": `[{"id":5,"title":"Refund","folder_id":1,"content":"x","content_html":"<p>Hello {{ticket.requester.name}}, it is paid.</p>"}]`,
		"d.json": `[{"id":9,"account_id":1,"short_code":"hey","content":"Hello {{contact.name}}, which order is it?"}]`,
		"e.json": `{"_pagination":{"next":null},"_results":[{"_links":{"self":"x"},"id":"rsp_1","name":"Moved","body":"<p>We moved.</p>"}]}`,
		"f.json": `{"groups":[{"id":70,"name":"Billing","deleted":false}],"count":1}`,
		"g.json": `[{"id":71,"name":"Sales","escalate_to":null,"unassigned_for":null}]`,
		"h.json": `[{"id":3,"name":"Days","time_zone":"Eastern Time (US & Canada)","is_default":true,"business_hours":{"monday":{"start_time":"8:00 am","end_time":"5:30 pm"}}}]`,
		"i.json": `[{"id":1,"public":true,"from_agent":true,"macros":[{"id":4,"name":"no list of macros"}],"body_text":"Hi"}]`,
		"j.eml":  "From: a@example.com\nTo: b@example.com\nSubject: macros\n\n{\"short_code\":\"no\"}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	w, err := ReadWorkspace(context.Background(), []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	want := []SavedReply{
		{"26", "Known fault", "Hi " + Blank + ", we know it."},
		{"27", "Reset", "Reset it."},
		{"5", "Refund", "Hello " + Blank + ", it is paid."},
		{"9", "hey", "Hello " + Blank + ", which order is it?"},
		{"rsp_1", "Moved", "We moved."},
	}
	if !slices.Equal(w.SavedReplies, want) {
		t.Errorf("saved replies %q, want %q", w.SavedReplies, want)
	}
	if w.Teams["70"] != "Billing" || w.Teams["71"] != "Sales" || len(w.Files) != 8 {
		t.Errorf("teams %v, files %v", w.Teams, w.Files)
	}
	from := time.Date(2026, 8, 2, 0, 0, 0, 0, time.UTC)
	if len(w.OfficeHours) != 1 || w.OfficeHours[0].Between(from, from.AddDate(0, 0, 7)) != 9*time.Hour+30*time.Minute || w.OfficeHours[0].Location().String() != "America/New_York" {
		t.Errorf("office hours %+v", w.OfficeHours)
	}
}

// The names of agents stay only where they were asked for, and only there.
func TestAgentNames(t *testing.T) {
	p := put(t, "a.csv", []byte("conversation_id,author_id,author_type,author_name,author_email,body\n1,u1,user,Cy Dole,cy@b.example,Hello Ada Brookline\n1,a1,admin,Ada Brookline,ada@b.example,Hi Cy Dole\n"))
	for _, keep := range []bool{false, true} {
		convs, _ := readAll(t, Options{AgentNames: keep}, p)
		m := convs[0].Messages
		if got := m[1].Author.Name; (got == "Ada Brookline") != keep {
			t.Errorf("agent names %v: the agent is %q", keep, got)
		}
		for _, text := range []string{m[0].Author.Name, m[0].Author.Email, m[0].Body, m[1].Body, m[1].Author.Email} {
			for _, secret := range []string{"Ada", "Brookline", "Cy", "Dole", "@"} {
				if bytes.Contains([]byte(text), []byte(secret)) {
					t.Errorf("agent names %v: %q is in %q", keep, secret, text)
				}
			}
		}
	}
}

// Who holds a conversation is told from nobody, and from not being told.
func TestAssignedTo(t *testing.T) {
	for field, want := range map[string]*Assignee{
		``: nil,
		`"admin_assignee_id":null,"team_assignee_id":null,`: {},
		`"admin_assignee_id":0,"team_assignee_id":"0",`:     {},
		`"admin_assignee_id":12,`:                           {Agent: "12"},
		`"admin_assignee_id":12,"team_assignee_id":"7",`:    {Agent: "12", Team: "7"},
		`"assignee":{"type":"nobody_admin","id":null},`:     {},
		`"assignee":{"type":"team","id":"7"},`:              {Team: "7"},
		`"assignee":{"type":"admin","id":12},`:              {Agent: "12"},
	} {
		convs, _ := readAll(t, Options{}, put(t, "a.json", []byte(`{"type":"conversation","id":"1",`+field+`"conversation_parts":{"conversation_parts":[]}}`)))
		got := convs[0].AssignedTo
		if (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("%s is held by %+v, want %+v", field, got, want)
		}
	}
}

// Whatever stands in a file that tells of the team, reading it ends and gives a
// schedule that can be computed with.
func FuzzWorkspace(f *testing.F) {
	f.Add([]byte(`{"type":"macro","id":1,"name":"x","body":"<attribute key=\"a\"/><p>"}`))
	f.Add([]byte(`{"type":"list","data":[{"type":"office_hours_schedule","id":"1","time_zone_name":"UTC","time_intervals":[{"start_minute":0,"end_minute":99999999},{"start_minute":-5,"end_minute":5}]}]}`))
	f.Add([]byte(`{"type":"office_hours_exception","office_hours_schedule_id":"1","exception_date":"12-25","time_intervals":[{"start_minute":1439,"end_minute":9999}]}`))
	f.Fuzz(frugal.One(func(t *testing.T, data []byte) {
		w := &Workspace{Teams: map[string]string{}, Agents: map[string]string{}, exceptions: map[string][]icException{}}
		w.record("", data)
		at := time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC)
		for _, h := range w.OfficeHours {
			for _, e := range w.exceptions[h.ID] {
				e.apply(h.Schedule)
			}
			if got := h.Between(at, at.AddDate(0, 0, 7)); got < 0 || got > 7*24*time.Hour {
				t.Errorf("%v of office hours in a week", got)
			}
		}
	}))
}
