package inbox

import (
	"bytes"
	gocmp "cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"signpost/internal/frugal"
)

// The odd cases of these help desks that the map of formats names are
// understood as it says.
func TestOddDeskSamples(t *testing.T) {
	dir := shared(t, "exports", "samples")
	read := func(name string) *Conversation {
		t.Helper()
		convs, sum := readAll(t, Options{}, filepath.Join(dir, filepath.FromSlash(name)))
		if len(convs) != 1 {
			t.Fatalf("%s: %d conversations: %+v", name, len(convs), sum.Sources[0])
		}
		return convs[0]
	}
	if c := read("front/zulip_comment.json"); len(c.Messages) != 2 || c.Messages[1].Kind != Note || c.Messages[1].Role != Agent || c.Messages[1].Body != "Sure." {
		t.Errorf("private note: %+v", c.Messages)
	}
	if c := read("front/zulip_rule.json"); len(c.Assignments) != 1 || c.Assignments[0].How != "rule" || c.Assignments[0].ByRole != System || c.Assignments[0].ToAgent != "tea_40z6" {
		t.Errorf("a rule assigns: %+v", c.Assignments)
	}
	if c := read("front/conversations__get_conversation_messages_response.json"); len(c.Messages) != 1 || c.Messages[0].Role != Customer || !c.Messages[0].At.Equal(parseTime("2016-01-26T01:16:24.123Z")) {
		t.Errorf("an inbound message of a teammate, its time a float: %+v", c.Messages)
	}
	if c := read("front/zulip_conversation_unassigned.json"); len(c.Assignments) != 1 || c.Assignments[0].How != "unassign" || c.AssignedTo == nil || *c.AssignedTo != (Assignee{}) {
		t.Errorf("nobody is responsible: %+v, %+v", c.Assignments, c.AssignedTo)
	}
	if c := read("groove/zulip_note_added.json"); len(c.Messages) != 1 || c.Messages[0].Kind != Note || c.Messages[0].Role != Agent || c.ID != "776" {
		t.Errorf("note of Groove: %+v", c.Messages)
	}
	if c := read("groove/zulip_ticket_state_changed.json"); !c.CreatedAt.Equal(parseTime("2017-12-14T15:42:24Z")) || c.State != Pending || c.AssignedTo.Agent != "1734497920" {
		t.Errorf("ticket of Groove, its times with an offset: %+v", c)
	}
	if c := read("zammad/zammadoo_test_ticket_history.log"); len(c.Messages) != 2 || c.Messages[0].RawType != "created" || c.Messages[1].Kind != Comment || c.ID != "424" || c.State != Open {
		t.Errorf("recorded history: %+v", c)
	}
}

// deskArchives are the archives of these help desks in testdata.
var deskArchives = []string{
	"front-joined", "front-odd", "chatwoot-joined", "chatwoot-odd", "zammad-joined", "zammad-odd", "gorgias-joined", "gorgias-odd",
	"hubspot-threads", "hubspot-odd", "crisp", "groove",
}

// deskFiles writes the files of an archive into a folder and returns their
// paths.
func deskFiles(tb testing.TB, name string) []string {
	tb.Helper()
	ar, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	var paths []string
	for _, f := range ar.Files {
		if f.Name == "want.json" {
			continue
		}
		p := filepath.Join(dir, f.Name)
		if err := os.WriteFile(p, f.Data, 0o600); err != nil {
			tb.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

// What separate files tell of a conversation makes the same whole in whatever
// order they are read, in memory and on disk.
func TestDeskFilesInAnyOrder(t *testing.T) {
	for _, name := range deskArchives {
		paths := deskFiles(t, name)
		want := wholes(t, 0, paths)
		for shift := range paths {
			turned := slices.Concat(paths[shift:], paths[:shift])
			for _, way := range []string{"forwards", "backwards"} {
				for _, window := range []int{0, 1, 2000} {
					if diff := cmp.Diff(want, wholes(t, window, turned)); diff != "" {
						t.Fatalf("%s, %s from file %d, window %d (-want +got):\n%s", name, way, shift+1, window, diff)
					}
				}
				slices.Reverse(turned)
			}
		}
	}
}

// The answers of an API may be saved one a line, in one file, or packed.
func TestDeskPagesInLines(t *testing.T) {
	for _, name := range deskArchives {
		paths := deskFiles(t, name)
		var lines bytes.Buffer
		z := gzip.NewWriter(&lines)
		for _, p := range paths {
			data, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			var line bytes.Buffer
			if json.Compact(&line, data) == nil {
				data = append(line.Bytes(), '\n')
			}
			if _, err := z.Write(data); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		packed := filepath.Join(t.TempDir(), "pages")
		if err := os.WriteFile(packed, lines.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wholes(t, 0, paths), wholes(t, 0, []string{packed})); diff != "" {
			t.Errorf("%s (-files +lines):\n%s", name, diff)
		}
	}
}

// wholes reads files and leaves out what tells their order.
func wholes(tb testing.TB, window int, paths []string) map[string]string {
	tb.Helper()
	convs, _ := readAll(tb, Options{Unmasked: true, window: window}, paths...)
	out := map[string]string{}
	for _, c := range convs {
		c.File = ""
		slices.SortFunc(c.Warnings, func(a, b Warning) int { return strings.Compare(a.Code+a.Message, b.Code+b.Message) })
		// Of one moment the order of the source holds, which is that of the files.
		slices.SortStableFunc(c.Messages, func(a, b Message) int { return gocmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID)) })
		data, err := json.MarshalIndent(c, "", " ")
		if err != nil {
			tb.Fatal(err)
		}
		out[c.ID] = string(data)
	}
	return out
}

// Whoever takes part is masked everywhere: in bodies, and where a sentence
// names an agent in place of an id.
func TestDesksAreMasked(t *testing.T) {
	for _, name := range deskArchives {
		convs, sum := readAll(t, Options{}, deskFiles(t, name)...)
		for _, what := range []any{convs, sum} {
			data, err := json.Marshal(what)
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{"Petra", "Lindqvist", "Sandvik", "Okoro", "petra@", "mika@"} {
				if strings.Contains(string(data), secret) {
					t.Errorf("%s: %q is not masked in %s", name, secret, near(string(data), secret))
				}
			}
		}
	}
}

func near(s, part string) string {
	i := strings.Index(s, part)
	return s[max(i-80, 0):min(i+80, len(s))]
}

// A file that ends in the middle gives what came before, or a reason; it never
// fails, whatever byte it ends at.
func TestDesksCutOff(t *testing.T) {
	for _, name := range deskArchives {
		for _, p := range deskFiles(t, name) {
			data, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			for n := len(data) / 13; n > 0 && n < len(data); n += len(data)/13 + 1 {
				readBytes(t, data[:n])
			}
		}
	}
}

// Times are judged one by one, ids are strings however they are written, and
// who was deleted leaves a message without an author.
func TestDeskTimesAndIDs(t *testing.T) {
	const front = `{"_links":{"related":{"conversation":"https://api2.frontapp.com/conversations/cnv_1"}},"id":"msg_1","is_inbound":false,"author":null,"recipients":null,"body":"x","created_at":%s}`
	const chatwoot = `{"id":1,"conversation_id":%s,"message_type":1,"content":"x","private":false,"sender":null,"created_at":%s}`
	const zammad = `{"id":1,"ticket_id":%s,"type_id":1,"sender_id":1,"from":null,"body":"x","internal":false,"created_by_id":null,"created_at":%s}`
	const gorgias = `{"id":1,"ticket_id":%s,"public":true,"from_agent":true,"sender":null,"body_text":"x","created_datetime":%s}`
	const hubspot = `{"id":"1","conversationsThreadId":%s,"type":"MESSAGE","direction":"OUTGOING","senders":[],"createdBy":null,"text":"x","createdAt":%s}`
	const crisp = `{"session_id":%s,"fingerprint":1,"type":"text","from":"operator","content":"x","user":null,"timestamp":%s}`
	seconds, micro := "2026-09-21T14:13:20Z", "2026-09-21T14:13:20.25Z"
	for _, c := range []struct{ form, id, want, at, wantAt string }{
		{front, "", "cnv_1", `1790000000.25`, micro},
		{front, "", "cnv_1", `1790000000`, seconds},
		{chatwoot, `7`, "7", `1790000000`, seconds},
		{chatwoot, `7.0`, "7", `1790000000.25`, micro},
		{chatwoot, `1.0e13`, "10000000000000", `"2026-09-21T14:13:20.250Z"`, micro},
		{chatwoot, `"7"`, "7", `1790000000250`, micro},
		{zammad, `7`, "7", `"2026-09-21T14:13:20.250Z"`, micro},
		{zammad, `7.0`, "7", `"2026-09-21 14:13:20"`, seconds},
		{gorgias, `7`, "7", `"2026-09-21T14:13:20.250000"`, micro},
		{gorgias, `"7"`, "7", `"2026-09-21T16:13:20+02:00"`, seconds},
		{hubspot, `"7"`, "7", `"2026-09-21T14:13:20Z"`, seconds},
		{hubspot, `7`, "7", `1790000000000`, seconds},
		{crisp, `"session_7"`, "session_7", `1790000000250`, micro},
	} {
		record := fmt.Sprintf(c.form, c.id, c.at)
		if c.id == "" {
			record = fmt.Sprintf(c.form, c.at)
		}
		convs := readString(t, record)
		if len(convs) != 1 || len(convs[0].Messages) != 1 {
			t.Errorf("%s: not read as one message: %+v", record, convs)
			continue
		}
		m := convs[0].Messages[0]
		if got := m.At.Format(time.RFC3339Nano); convs[0].ID != c.want || got != c.wantAt {
			t.Errorf("%s: id %s at %s, want %s at %s", record, convs[0].ID, got, c.want, c.wantAt)
		}
		if m.Role != Agent || m.Kind != Comment || m.Author != (Person{}) {
			t.Errorf("%s: read as %s of %s, %+v; want a comment of an agent nobody knows", record, m.Kind, m.Role, m.Author)
		}
	}
}

// readString reads one file with the content s.
func readString(tb testing.TB, s string) []*Conversation {
	tb.Helper()
	p := filepath.Join(tb.TempDir(), "x")
	if err := os.WriteFile(p, []byte(s), 0o600); err != nil {
		tb.Fatal(err)
	}
	convs, _ := readAll(tb, Options{Unmasked: true}, p)
	return convs
}

// A sentence of Chatwoot is known in five languages, and what stands in none
// is an event that says nothing.
func TestChatwootSentences(t *testing.T) {
	for _, c := range []struct {
		sentence, name string
		role           Role
		to             State
	}{
		{"Conversation was marked resolved by Ada", "activity_resolved", Agent, Closed},
		{"Conversation was marked resolved by Ada (answered)", "activity_resolved", Bot, Closed},
		{"Conversation was marked resolved by Ada due to inactivity", "activity_resolved", Bot, Closed},
		{"Conversation was resolved by Petra", "activity_resolved", Customer, Closed},
		{"Conversation was marked resolved by system due to 2 hours of inactivity", "activity_resolved", System, Closed},
		{"Conversation was marked open by Ada", "activity_opened", Agent, Open},
		{"Conversation was marked open automatically after an agent reply", "activity_opened", System, Open},
		{"Conversation was marked as pending by Ada", "activity_pending", Agent, Pending},
		{"Unassigned from Second line by Ada", "activity_unassigned", Agent, ""},
		{"Ada set the priority to high", "activity_changed", System, ""},
		{"Ada added invoice, refund", "activity_changed", System, ""},
		{"Das Gespräch wurde von Ada als ausstehend markiert", "activity_pending", Agent, Pending},
		{"Das Gespräch wurde vom System aufgrund von 3 Tagen Inaktivität gelöst", "activity_resolved", System, Closed},
		{"Ada hat sich dieses Gespräch selbst zugewiesen", "activity_self_assigned", Agent, ""},
		{"Ada hat Rechnung hinzugefügt", "activity_changed", System, ""},
		{"La conversation a été marquée résolue par Ada", "activity_resolved", Agent, Closed},
		{"Ada s'est auto-assigné cette conversation", "activity_self_assigned", Agent, ""},
		{"La conversación fue marcada como pendiente por Ada", "activity_pending", Agent, Pending},
		{"Ada auto-asignado a esta conversación", "activity_self_assigned", Agent, ""},
		{"A conversa foi marcada como resolvida pelo sistema por ter 3 dias de inatividade", "activity_resolved", System, Closed},
		{"Conversa foi adiada por Ada", "activity_snoozed", Agent, Snoozed},
		{"Ada atribuiu a si mesmo essa conversa", "activity_self_assigned", Agent, ""},
		{"Ada toi tämän muualle", "activity", System, ""},
	} {
		var conv Conversation
		m := Message{ID: "1", Role: System}
		cwActivity(&conv, &m, c.sentence)
		var to State
		if len(conv.StateChanges) > 0 {
			to = conv.StateChanges[0].To
		}
		if m.RawType != c.name || m.Role != c.role || to != c.to || m.Body != "" {
			t.Errorf("%q: %s by %s to %q, %q; want %s by %s to %q", c.sentence, m.RawType, m.Role, to, m.Body, c.name, c.role, c.to)
		}
	}
}

// The mail that is answered is cut off however its HTML is marked, but not what
// was written below it.
func TestCutCited(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`<p>new</p><blockquote type="cite">old</blockquote>`, "new"},
		{`<p>new</p><blockquote type=cite>old<blockquote>older</blockquote></blockquote> <br>`, "new"},
		{`<p>new</p><blockquote type="cite">old</blockquote><p>and more</p>`, "new\n\n> old\n\nand more"},
		{`<blockquote type="cite">all there is</blockquote>`, "> all there is"},
		{`hi<br><span class="js-signatureMarker"></span><div>me</div>`, "hi"},
		{`<div>new</div><div class="gmail_quote"><div>On Monday Ada wrote:</div><div>old</div></div>`, "new"},
		{`<div>new</div><div class="x gorgias_quote">old<div>older</div></div><div>below</div>`, "new\n\n> old\n> older\n\nbelow"},
		{`<div><div>new</div></div><div class="freshdesk_quote"><blockquote class="freshdesk_quote">old</blockquote></div>`, "new"},
	} {
		body, _ := htmlText(c.in)
		if got, _ := trimReply(body); got != c.want {
			t.Errorf("%q is %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzDesks(f *testing.F) {
	for _, name := range deskArchives {
		for _, p := range deskFiles(f, name) {
			data, err := os.ReadFile(p)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(frugal.One(readBytes))
}
