package inbox

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A line that is cut anywhere costs itself and nothing else, be it the first.
func TestCutLine(t *testing.T) {
	lines := []string{sampleConversation(1), sampleConversation(2), sampleConversation(3)}
	for which := range lines {
		for cut := 1; cut < len(lines[which])-1; cut += 7 {
			l := slices.Clone(lines)
			l[which] = l[which][:cut]
			convs, sum := readAll(t, Options{}, put(t, "a.json", []byte(strings.Join(l, "\n")+"\n")))
			if len(convs) != 2 || !sum.Damaged() {
				t.Fatalf("line %d cut at %d: %d conversations, damaged: %v; the cut: %q", which, cut, len(convs), sum.Damaged(), l[which])
			}
		}
	}
}

// Objects may stand behind each other on one line, be there a break missing or all
// of them.
func TestObjectsOnOneLine(t *testing.T) {
	one, two, three := sampleConversation(1), sampleConversation(2), sampleConversation(3)
	for text, whole := range map[string]bool{
		one + two + three:                            true,
		one + " " + two + "\n" + three + "\n":        true,
		one + "\n" + two + three + "\n":              true,
		one + "\n" + two + "," + three:               false,
		one + ",\n" + two + ",\n" + three + ",\n":    false,
		"[" + one + "]\n[" + two + "," + three + "]": true,
		strings.ReplaceAll(one, ",\"", ",\n\"") + strings.ReplaceAll(two, ",\"", ",\n\"") + "\n" + three: true,
	} {
		convs, sum := readAll(t, Options{}, put(t, "a.json", []byte(text)))
		if len(convs) != 3 || whole && sum.Damaged() {
			t.Errorf("%d conversations, damaged: %v of %.60q", len(convs), sum.Damaged(), strings.ReplaceAll(strings.ReplaceAll(text, one, "1"), two, "2"))
		}
	}
}

// What is no export is refused in one sentence that says what to do, and shows
// nothing of what it holds.
func TestWrongKind(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"articles of Help Scout":   {`{"articles":{"page":1,"pages":1,"items":[{"id":"5","name":"A","text":"<p>Cy Dole</p>"}]}}`, "signpost import takes articles"},
		"an article of Help Scout": {`{"article":{"id":"5","name":"A","text":"<p>Cy Dole</p>"}}`, "signpost import takes articles"},
		"articles of Chatwoot":     {`{"payload":[{"id":1,"title":"A","content":"Cy Dole","status":"published","slug":"a","locale":"en"}]}`, "holds articles"},
		"articles of Crisp":        {`{"error":false,"data":[{"article_id":"1","title":"A","content":"Cy Dole","status":"published"}]}`, "holds articles"},
		"articles of Zammad":       {`{"id":1,"assets":{"KnowledgeBaseAnswer":{"1":{"id":1}}}}`, "holds articles"},
		"articles of a blog":       {"id,slug,title,body\n1,a,A,Cy Dole\n", "holds articles"},
		"news of Intercom":         {`{"type":"list","data":[{"type":"news-item","id":"1","title":"A","body":"Cy Dole"}]}`, "holds news"},
		"users":                    {`{"users":[{"id":1,"name":"Cy Dole","email":"cy@b.example","role":"end-user"}]}`, "lists people, but no conversations"},
		"groups":                   {`{"groups":[{"id":1,"name":"Cy Dole"}],"count":1}`, "holds groups, no conversations"},
		"organizations":            {`{"organizations":[{"id":1,"name":"Cy Dole"}],"count":1}`, "holds organizations, no conversations"},
		"nothing":                  {`{}`, "holds no conversations"},
		"a letter":                 {"Dear all,\n\nthis is what Cy Dole said to Ada, at home.\n\nBye\n", "is neither JSON nor a table"},
		"lines of a log":           {"GET /conversations\n" + `{"type":"conversation","id":"1","by":"Cy Dole","conversation_parts":[]}` + "\n", "is neither JSON nor a table"},
		"7z":                       {"7z\xbc\xaf\x27\x1c\x00Cy Dole", "unpack it"},
		"xls":                      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00Cy Dole", "save it as .xlsx or CSV"},
		"Outlook":                  {"!BDN\x00Cy Dole", "export it as mbox"},
		"rich text":                {`{\rtf1\ansi Cy Dole}`, "is a text document"},
	} {
		convs, sum := readAll(t, Options{}, put(t, "a", []byte(c.data)))
		var told bytes.Buffer
		if err := sum.WriteText(&told); err != nil {
			t.Fatal(err)
		}
		refused := sum.Refused()
		if len(convs) > 0 || len(refused) != 1 || !strings.Contains(refused[0].Refused, c.want) {
			t.Errorf("%s: %s", name, told.String())
		}
		if strings.Contains(told.String(), "Dole") || strings.Contains(fmt.Sprint(sum), "Dole") {
			t.Errorf("%s: a name is told: %s", name, told.String())
		}
	}
}

// Records of Zendesk that keep only some of the fields are known all the same:
// comments are no conversations, and users say who is who.
func TestLeanZendesk(t *testing.T) {
	comments := `"comments":[{"id":5,"author_id":90,"body":"How?","public":true,"created_at":"2026-09-01T10:00:00Z"},` +
		`{"id":6,"author_id":70,"body":"So.","public":true,"created_at":"2026-09-01T11:00:00Z"},{"id":7,"author_id":70,"body":"A bug.","public":false,"created_at":"2026-09-01T11:01:00Z"}]`
	ticket := `"id":1,"subject":"x","status":"solved","requester_id":90,"created_at":"2026-09-01T10:00:00Z"`
	users := put(t, "users.json", []byte(`{"users":[{"id":90,"name":"Cy Dole","email":"cy@b.example","role":"end-user"},{"id":70,"name":"Ada","email":"ada@a.example","role":"agent"}]}`))
	for _, paths := range [][]string{
		{put(t, "1-comments.json", []byte("{"+comments+"}")), put(t, "a.json", []byte(`{"tickets":[{`+ticket+`}]}`)), users},
		{put(t, "lines.json", []byte(`{`+ticket+`,`+comments+"}\n")), users},
	} {
		convs, sum := readAll(t, Options{}, paths...)
		if len(convs) != 1 || len(convs[0].Messages) != 3 {
			t.Fatalf("%d conversations: %+v", len(convs), sum.Sources[0])
		}
		m := convs[0].Messages
		if m[0].Role != Customer || m[1].Role != Agent || m[2].Kind != Note || convs[0].State != Closed {
			t.Errorf("%+v", convs[0])
		}
	}
}

// Who speaks is told by columns of many names, by the letters of osTicket, or not at
// all, and then that is said.
func TestWhoSpeaks(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want []Role
		told bool
	}{
		"names like this":  {`{"contact":"ann@example.org","messages":[{"message":"Where?","authorType":"contact","createdAt":"2026-09-01T10:00:00Z"},{"message":"Here.","authorType":"operator","createdAt":"2026-09-01T11:00:00Z"}]}`, []Role{Customer, Agent}, true},
		"osTicket":         {"id,thread_id,type,body,poster,created\n1,7,M,Where?,Ann,2026-09-01 10:00:00\n2,7,R,Here.,Ivo,2026-09-01 11:00:00\n3,7,N,Done,Ivo,2026-09-01 11:01:00\n", []Role{Customer, Agent, Agent}, true},
		"nobody":           {"ticket,text\n7,Where?\n7,Here.\n", []Role{Customer, Customer}, false},
		"nobody, in turns": {`{"id":"7","messages":[{"text":"Where?"},{"text":"Here."}]}`, []Role{Customer, Customer}, false},
		"one a row":        {"ticket,text\n7,Where?\n8,When?\n", []Role{Customer}, true},
	} {
		convs, sum := readAll(t, Options{}, put(t, "a", []byte(c.data)))
		if len(convs) == 0 {
			t.Fatalf("%s: %+v", name, sum.Sources[0])
		}
		var got []Role
		for _, m := range convs[0].Messages {
			got = append(got, m.Role)
			if (m.RawType == "N") != (m.Kind == Note) {
				t.Errorf("%s: %+v", name, m)
			}
		}
		told := !slices.ContainsFunc(sum.Warnings(), func(w WarningGroup) bool { return w.Code == "no_roles" })
		if !slices.Equal(got, c.want) || told != c.told {
			t.Errorf("%s: %v, want %v; told %v", name, got, c.want, told)
		}
	}
}

// What Zendesk writes when tickets are merged is no answer of the agent who did it.
func TestMergedTickets(t *testing.T) {
	for body, want := range map[string]bool{
		`Request #12 \"Where is it?\" was closed and merged into this request. Last comment in request #12:\n\nHello`: true,
		`This request was closed and merged into request #13 \"Where?\".`:                                             true,
		"Your request was closed.": false,
	} {
		convs, _ := readAll(t, Options{}, put(t, "a.json", []byte(`{"url":"https://d.zendesk.com/api/v2/tickets/1.json","id":1,"requester_id":90,"submitter_id":90,"status":"open","comments":[{"id":5,"author_id":90,"body":"How?","public":true,"created_at":"2026-09-01T10:00:00Z"},{"id":6,"author_id":70,"body":"`+body+`","public":true,"created_at":"2026-09-01T11:00:00Z"}]}`)))
		if len(convs) != 1 || len(convs[0].Messages) != 2 || convs[0].Messages[1].Auto != want {
			t.Errorf("%s: %+v", body, convs)
		}
	}
}

// Whoever a row or a record names is masked in its texts: who asks, who holds the
// ticket, be they not among those who wrote.
func TestNamesOfColumns(t *testing.T) {
	text := "For Wandala, from Quarrel Vance. Ask Ottokarl or Fennimoor."
	for name, data := range map[string]string{
		"a table":  "Ticket,Role,From,Text,Assignee,Customer Name,First Name,Ticket Owner\n7,customer,Bo," + strings.ReplaceAll(text, ",", ";") + ",Wandala Okonkwo,Quarrel Vance,Ottokarl,fennimoor.b@example.com\n7,agent,Ann,Hi,12,,,\n",
		"a record": `{"id":"7","text":"` + text + `","assignee":{"name":"Wandala Okonkwo"},"customer":"Quarrel Vance","firstName":"Ottokarl","owner_email":"fennimoor.b@example.com"}`,
		"turns":    `{"id":"7","messages":[{"text":"` + text + `","role":"user"}],"agent":{"name":"Wandala Okonkwo"},"contact":"Quarrel Vance","first_name":"Ottokarl","requester_email":"fennimoor.b@example.com"}`,
		"Zendesk": `{"users":[{"id":70,"name":"Wandala Okonkwo","email":"w@a.example","role":"agent"},{"id":71,"name":"Ottokarl Fennimoor","email":"o@a.example","role":"agent"},{"id":90,"name":"Quarrel Vance","role":"end-user","email":"q@b.example"}],` +
			`"tickets":[{"id":1,"subject":"x","status":"solved","requester_id":90,"assignee_id":70,"created_at":"2026-09-01T10:00:00Z","comments":[{"id":5,"author_id":90,"body":"` + text + `","public":true}],` +
			`"audits":[{"id":6,"ticket_id":1,"author_id":71,"created_at":"2026-09-01T11:00:00Z","events":[{"id":7,"type":"Change","field_name":"status","value":"solved"},{"id":8,"type":"Change","field_name":"assignee_id","value":"70"}]}]}]}`,
	} {
		convs, sum := readAll(t, Options{}, put(t, "a", []byte(data)))
		if len(convs) != 1 {
			t.Fatalf("%s: %d conversations, %+v", name, len(convs), sum.Sources[0])
		}
		for _, secret := range []string{"Wandala", "Quarrel", "Ottokarl", "Fennimoor"} {
			if strings.Contains(convs[0].Messages[0].Body, secret) {
				t.Errorf("%s: %s is in %q", name, secret, convs[0].Messages[0].Body)
			}
		}
	}
}

// Records in an old encoding are read in it; where only some bytes are broken, those are
// replaced.
func TestRecordsInOldEncodings(t *testing.T) {
	one := strings.ReplaceAll(sampleConversation(1), "pale", "gr\xf6\xdfer")
	two := strings.ReplaceAll(sampleConversation(2), "pale", "größer")
	broken := strings.ReplaceAll(sampleConversation(3), "pale", "größ\xc3er")
	convs, sum := readAll(t, Options{}, put(t, "a.json", []byte(one+"\n"+two+"\n"+broken+"\n")))
	if len(convs) != 3 {
		t.Fatalf("%d conversations", len(convs))
	}
	for i, want := range []string{"größer", "größer", "größ\ufffder"} {
		if body := convs[i].Messages[0].Body; !strings.Contains(body, want) {
			t.Errorf("%d: %q, want %q in it", i, body, want)
		}
	}
	var codes []string
	for _, w := range sum.Warnings() {
		codes = append(codes, w.Code)
	}
	if !slices.Equal(codes, []string{"encoding", "invalid_utf8"}) {
		t.Errorf("warnings %v", codes)
	}
}
