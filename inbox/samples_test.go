package inbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared returns the folder of shared inputs, or skips the test.
func shared(tb testing.TB, parts ...string) string {
	tb.Helper()
	root := os.Getenv("SIGNPOST_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	p := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(p); errors.Is(err, os.ErrNotExist) {
		tb.Skipf("no shared inputs: set SIGNPOST_SHARED to the folder with %s", filepath.Join(parts...))
	}
	return p
}

// readAll reads paths to the end.
func readAll(tb testing.TB, opt Options, paths ...string) ([]*Conversation, *Summary) {
	tb.Helper()
	seq, sum := Read(context.Background(), paths, opt)
	var out []*Conversation
	for c, err := range seq {
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, c)
	}
	return out, sum
}

// notConversations are the names of the samples that hold something else.
var notConversations = []string{
	"admin", "article", "collection", "contact", "help_center", "tag_data", "team", "tags.json", "snippets",
	"external_pages", "handling_events", "macros", "office_hours", "ticket_states", "conversation_tag_history", "conversation_contact_history",
	"go_notification",
}

// Every sample of Intercom is read, or refused with a reason that says what
// it is.
func TestSamplesReadOrRefused(t *testing.T) {
	dir := shared(t, "exports", "samples", "intercom")
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples in %s: %v", dir, err)
	}
	read, refused := 0, 0
	for _, f := range files {
		base := filepath.Base(f)
		convs, sum := readAll(t, Options{}, f)
		src := sum.Sources[0]
		other := isOther(base)
		switch {
		case other && (src.Refused == "" || !strings.Contains(src.Refused, "; export")):
			t.Errorf("%s: read %d conversations, refused %q; want a refusal with what to export instead", base, len(convs), src.Refused)
		case !other && len(convs) == 0:
			t.Errorf("%s: nothing read: %q", base, src.Refused)
		}
		if src.Refused != "" {
			refused++
			t.Logf("refused %-50s %s", base, src.Refused)
			continue
		}
		read++
		t.Logf("read    %-50s %d conversations, %d messages, warnings %v", base, len(convs), sum.Messages, src.Warnings)
	}
	t.Logf("%d samples: %d read, %d refused with a reason", len(files), read, refused)
}

func isOther(base string) bool {
	if strings.Contains(base, "conversation_admin") || strings.HasPrefix(base, "webhook_") {
		return false
	}
	for _, n := range notConversations {
		if strings.Contains(base, n) {
			return true
		}
	}
	return false
}
