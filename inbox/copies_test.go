package inbox

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// copyOf is one copy of an Intercom conversation with one part.
func copyOf(id, state string, updated int, part string) string {
	return fmt.Sprintf(`{"type":"conversation","id":"%s","created_at":1790000000,"updated_at":%d,"state":"%s","source":{"type":"conversation","id":"s","body":"<p>Hello</p>","author":{"type":"user","id":"u"}},`+
		`"conversation_parts":{"conversation_parts":[%s],"total_count":1}}`, id, updated, state, part)
}

// What one copy of a message says was removed never comes back, whichever copy
// is the newer and whichever is read first.
func TestRedactionHolds(t *testing.T) {
	shown := `{"id":"p","part_type":"comment","body":"<p>my secret word</p>","created_at":1790000001,"author":{"type":"user","id":"u"}}`
	hidden := `{"id":"p","part_type":"comment","body":"","redacted":true,"created_at":1790000001,"author":{"type":"user","id":"u"}}`
	dir := t.TempDir()
	for _, updated := range []int{1790000005, 1790000009, 1790000010} {
		a, b := filepath.Join(dir, "a.json"), filepath.Join(dir, "b.json")
		write(t, a, copyOf("1", "open", updated, shown))
		write(t, b, copyOf("1", "open", 1790000009, hidden))
		for _, paths := range [][]string{{a, b}, {b, a}} {
			convs, _ := readAll(t, Options{}, paths...)
			if len(convs) != 1 || len(convs[0].Messages) != 2 || !convs[0].Messages[1].Redacted || convs[0].Messages[1].Body != "" {
				t.Errorf("updated %d: %+v", updated, convs)
			}
		}
	}
}

// An event that blackens a comment of Zendesk clears the text of a copy from
// before.
func TestRedactionEvent(t *testing.T) {
	audits := `{"audits":[` +
		`{"id":1,"ticket_id":7,"created_at":"2026-09-01T10:00:00Z","author_id":5,"events":[{"id":70,"type":"Comment","public":true,"author_id":5,"body":"my secret word","html_body":"<p>my secret word</p>"}]},` +
		`{"id":2,"ticket_id":7,"created_at":"2026-09-01T11:00:00Z","author_id":6,"events":[{"id":71,"type":"CommentRedactionEvent","comment_id":70}]}]}`
	dir := t.TempDir()
	write(t, filepath.Join(dir, "7-audits.json"), audits)
	convs, sum := readAll(t, Options{}, dir)
	if len(convs) != 1 {
		t.Fatalf("%d conversations, %+v", len(convs), sum.Sources[0])
	}
	found := false
	for _, m := range convs[0].Messages {
		found = found || m.Redacted
		if strings.Contains(m.Body, "secret") {
			t.Errorf("the text came back: %+v", m)
		}
	}
	if !found {
		t.Error("no message is marked as redacted")
	}
}

// A newer state that comes after its conversation was handed out is a loss,
// and told with what to do; an older one is none.
func TestLateCopies(t *testing.T) {
	note := `{"id":"p","part_type":"comment","body":"<p>word</p>","created_at":1790000001,"author":{"type":"user","id":"u"}}`
	dir := t.TempDir()
	older, newer := filepath.Join(dir, "older.json"), filepath.Join(dir, "newer.json")
	var rest strings.Builder
	for i := range 50 {
		rest.WriteString(sampleConversation(i+100) + "\n")
	}
	write(t, older, copyOf("first", "open", 1790000005, note)+"\n"+rest.String())
	write(t, newer, copyOf("first", "closed", 1790000009, note))
	_, sum := readAll(t, Options{window: 10_000}, older, newer)
	if told := fmt.Sprint(sum.Warnings()); !sum.Damaged() || !strings.Contains(told, "give "+newer+" before the other files") {
		t.Errorf("damaged %v, told %s", sum.Damaged(), told)
	}
	convs, sum := readAll(t, Options{window: 10_000}, newer, older)
	if i := slices.IndexFunc(convs, func(c *Conversation) bool { return c.ID == "first" }); i < 0 || convs[i].State != Closed {
		t.Error("the newer state does not hold")
	}
	if told := fmt.Sprint(sum.Warnings()); sum.Damaged() {
		t.Errorf("an older copy is no loss: %s", told)
	}
}

// The samples give the same conversations whichever file is read first.
func TestSamplesInAnyOrder(t *testing.T) {
	var paths []string
	err := filepath.WalkDir(shared(t, "exports", "samples"), func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths = append(paths, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	convs, _ := readAll(t, Options{Unmasked: true}, paths...)
	want := neutral(t, convs)
	slices.Reverse(paths)
	convs, _ = readAll(t, Options{Unmasked: true}, paths...)
	if diff := cmp.Diff(want, neutral(t, convs)); diff != "" {
		t.Errorf("the order of files matters (-first +last):\n%s", diff)
	}
}

// A user of Zendesk whose role is not told is no agent for sure: the guess is
// told.
func TestUserWithoutRole(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "t.json"), `{"url":"https://desk.zendesk.com/api/v2/tickets/1.json","id":1,"status":"open","subject":"S","requester_id":5,"submitter_id":5,"created_at":"2026-09-01T10:00:00Z","comments":[{"id":2,"author_id":6,"public":true,"html_body":"<p>Hello</p>","created_at":"2026-09-01T10:00:00Z"}]}`)
	write(t, filepath.Join(dir, "u.json"), `{"users":[{"id":6,"name":"Jo Example","email":"jo@example.com","role":null,"url":"https://desk.zendesk.com/api/v2/users/6.json"}],"next_page":null}`)
	_, sum := readAll(t, Options{}, dir)
	if told := fmt.Sprint(sum.Warnings()); !strings.Contains(told, "role_guessed") {
		t.Errorf("told %s", told)
	}
}
