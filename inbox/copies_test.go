package inbox

import (
	"context"
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

// What comes of a conversation is joined in whatever order and however far apart it
// comes: copies of any age, in one file or several, and single events.
func TestFarCopies(t *testing.T) {
	part := func(id, text string) string {
		return fmt.Sprintf(`{"id":"%s","part_type":"comment","body":"<p>%s</p>","created_at":1790000001,"author":{"type":"user","id":"u"}}`, id, text)
	}
	event := fmt.Sprintf(`{"type":"notification_event","topic":"conversation.user.replied","data":{"type":"notification_event_data","item":%s}}`,
		copyOf("first", "open", 1790000007, part("q", "an event")))
	own := []string{
		copyOf("first", "open", 1790000005, part("p", "of old")),
		copyOf("first", "closed", 1790000009, part("p", "of new")),
		copyOf("first", "open", 1790000007, part("r", "from between")),
		copyOf("first", "closed", 1790000009, part("p", "of new")),
		event,
	}
	dir := t.TempDir()
	var rest [5]strings.Builder
	for i := range 50 {
		rest[i%5].WriteString(sampleConversation(i+100) + "\n")
	}
	var want, account string
	for turn := range 2 * len(own) {
		var paths []string
		var all strings.Builder
		for i := range own {
			paths = append(paths, filepath.Join(dir, fmt.Sprint(turn, i)))
			text := own[(i+turn)%len(own)] + "\n" + rest[i].String()
			write(t, paths[i], text)
			all.WriteString(text)
		}
		one := filepath.Join(dir, fmt.Sprint("one", turn))
		write(t, one, all.String())
		for _, paths := range [][]string{paths, {one}} {
			for _, window := range []int{0, 1, 10_000, 60_000} {
				convs, sum := readAll(t, Options{window: window}, paths...)
				got := neutral(t, convs)
				if want == "" {
					want = got
					if len(convs) != 51 || !strings.Contains(want, "of new") || !strings.Contains(want, "an event") || strings.Contains(want, "of old") {
						t.Fatalf("%d conversations: %s", len(convs), want)
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("turn %d, %d files, window %d (-want +got):\n%s", turn, len(paths), window, diff)
				}
				told := fmt.Sprint(sum.Damaged(), sum.Conversations, sum.Messages, sum.Masked)
				if account == "" {
					account = told
				}
				if told != account {
					t.Errorf("turn %d, %d files, window %d: accounted for as %s, want %s", turn, len(paths), window, told, account)
				}
			}
		}
		if turn == len(own)-1 {
			slices.Reverse(own)
		}
	}
}

// Equal copies cost no second reading. Others do, once.
func TestReadWhole(t *testing.T) {
	note := `{"id":"p","part_type":"comment","body":"<p>word</p>","created_at":1790000001,"author":{"type":"user","id":"u"}}`
	first, second := copyOf("first", "open", 1790000005, note), copyOf("first", "closed", 1790000009, note)
	var rest strings.Builder
	for i := range 50 {
		rest.WriteString(sampleConversation(i+100) + "\n")
	}
	for _, c := range []struct {
		name, again string
		readings    int
		state       State
	}{
		{"equal", first, 1, Open},
		{"newer", second, 2, Closed},
	} {
		path := put(t, "export.json", []byte(first+"\n"+rest.String()+c.again+"\n"))
		readings, found := 0, State("")
		var sum *Summary
		err := ReadWhole(context.Background(), []string{path}, Options{window: 10_000}, func(read Conversations, of *Summary) error {
			readings++
			found, sum = "", of
			for c, err := range read {
				if err != nil {
					return fmt.Errorf("as callers do: %w", err)
				}
				if c.ID == "first" {
					found += c.State
				}
			}
			return nil
		})
		if err != nil || readings != c.readings || found != c.state || sum.Damaged() || sum.Conversations != 51 || !strings.Contains(toldOf(sum), "duplicate: ") {
			t.Errorf("%s: %v, %d readings, found %q, %d conversations, told %s", c.name, err, readings, found, sum.Conversations, toldOf(sum))
		}
	}
}

// What comes too late in a pipe is a loss, and told.
func TestLateInPipe(t *testing.T) {
	note := `{"id":"p","part_type":"comment","body":"<p>word</p>","created_at":1790000001,"author":{"type":"user","id":"u"}}`
	var in strings.Builder
	in.WriteString(copyOf("first", "open", 1790000005, note) + "\n")
	for i := range 50 {
		in.WriteString(sampleConversation(i+100) + "\n")
	}
	in.WriteString(copyOf("first", "closed", 1790000009, note) + "\n")
	seq, sum := Read(context.Background(), []string{put(t, "export.json", []byte(in.String()))}, Options{window: 10_000})
	for _, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
	}
	if told := toldOf(sum); !sum.Damaged() || !strings.Contains(told, "duplicate_late: conversation first: ") {
		t.Errorf("damaged %v, told %s", sum.Damaged(), told)
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
