package inbox

import (
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

// notConversations are the names of the samples that hold something else, by
// system. A system that is not here has its samples read or refused, and no
// more is asked of it.
var notConversations = map[string][]string{
	"intercom": {
		"admin", "article", "collection", "contact", "help_center", "tag_data", "team", "tags.json", "snippets",
		"external_pages", "handling_events", "macros", "office_hours", "ticket_states", "conversation_tag_history", "conversation_contact_history",
		"go_notification",
	},
	"zendesk": {
		"brands", "groups", "locales", "macro", "sla_pol", "ticket_fields", "go_user", "redacted_comment", "go_ticket_comments",
		"daylight", "group_data", "fivetran_schedule", "chat_data", "time_zone", "user_data",
	},
	"freshdesk": {"agents", "contacts", "groups", "solution", "time_entries"},
	"helpscout": {"v2_thread.json"},
	"front": {
		"mentions", "followers", "conversation_inboxes", "all_inboxes", "inbox_channels", "get_inbox_response", "teammates", "import_message",
		"receive_custom", "send_message", "rules__", "all_tags", "get_tag_",
	},
	"chatwoot": {"seed_data.yml"},
	"zammad":   {},
	"gorgias":  {"rawMessage"},
	"hubspot":  {"fivetran"},
	"groove":   {},
}

// A sampleRow counts the samples of one system.
type sampleRow struct{ files, read, refused, conversations int }

// Every sample is read, or refused with a reason that says what it is.
func TestSamplesReadOrRefused(t *testing.T) {
	root := shared(t, "exports", "samples")
	rows := map[string]*sampleRow{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "MANIFEST.tsv" {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		system, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
		if rows[system] == nil {
			rows[system] = &sampleRow{}
		}
		sample(t, system, p, rows[system])
		return nil
	})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d systems in %s: %v", len(rows), root, err)
	}
	t.Logf("\n%s", samplesTable(rows))
}

// sample reads one sample and judges what came of it.
func sample(t *testing.T, system, p string, row *sampleRow) {
	base := filepath.Base(p)
	convs, sum := readAll(t, Options{}, p)
	src := sum.Sources[0]
	names, strict := notConversations[system]
	other := isOther(base, names)
	switch {
	case src.Refused == "" && len(convs) == 0:
		t.Errorf("%s: neither read nor refused", base)
	case !strict || strings.HasSuffix(base, ".eml"):
	case other && (src.Refused == "" || !strings.Contains(src.Refused, "export")):
		t.Errorf("%s: read %d conversations, refused %q; want a refusal with what to export instead", base, len(convs), src.Refused)
	case !other && len(convs) == 0:
		t.Errorf("%s: nothing read: %q", base, src.Refused)
	}
	row.files++
	row.conversations += len(convs)
	if src.Refused != "" {
		row.refused++
		t.Logf("refused %-50s %s", base, src.Refused)
		return
	}
	row.read++
	t.Logf("read    %-50s %s, %d conversations, %d messages, warnings %v", base, src.Format, len(convs), sum.Messages, src.Warnings)
}

func samplesTable(rows map[string]*sampleRow) string {
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "system\tfiles\tread\trefused\tconversations\t")
	var systems []string
	all := &sampleRow{}
	for s, r := range rows {
		systems = append(systems, s)
		all.files, all.read, all.refused, all.conversations = all.files+r.files, all.read+r.read, all.refused+r.refused, all.conversations+r.conversations
	}
	slices.Sort(systems)
	rows["all"] = all
	for _, s := range append(systems, "all") {
		r := rows[s]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", s, r.files, r.read, r.refused, r.conversations)
	}
	w.Flush()
	return out.String()
}

func isOther(base string, names []string) bool {
	if strings.Contains(base, "conversation_admin") || strings.HasPrefix(base, "webhook_") {
		return false
	}
	for _, n := range names {
		if strings.Contains(base, n) {
			return true
		}
	}
	return false
}

// The odd cases that the map of formats names are understood as it says.
func TestOddSamples(t *testing.T) {
	dir := shared(t, "exports", "samples")
	read := func(name string) *Conversation {
		t.Helper()
		convs, sum := readAll(t, Options{}, filepath.Join(dir, filepath.FromSlash(name)))
		if len(convs) == 0 {
			t.Fatalf("%s: nothing read: %+v", name, sum.Sources[0])
		}
		return convs[0]
	}
	if c := read("zendesk/justeat_testTicket.json"); c.Rating == nil || c.Rating.Value != 1 || c.Rating.Comment != "comment" || c.Channel != "api" || c.State != Closed {
		t.Errorf("bad rating with a reason: %+v", c.Rating)
	}
	if c := read("zendesk/go_ticket_audits.json"); len(c.Messages) != 1 || c.Messages[0].Kind != Note || c.Messages[0].Body != "This is a new private comment" || len(c.StateChanges) != 1 || c.StateChanges[0].ByRole != System {
		t.Errorf("private comment and a change by a rule: %+v", c)
	}
	if c := read("zendesk/go_ticket_created_with_audit.json"); len(c.Messages) != 1 || c.Messages[0].RawType != "Comment" || c.InitiatedBy != Customer || c.Truncated {
		t.Errorf("ticket with the audit that created it: %+v", c)
	}
	if c := read("freshdesk/v1_ticket_1.json"); !c.CreatedAt.Equal(parseTime("2014-12-31T02:27:09Z")) || len(c.Messages) != 2 || c.Messages[1].Role != Agent || c.ID != "1" {
		t.Errorf("version 1 with offsets: %+v", c)
	}
	if c := read("freshdesk/v2_conversations.json"); len(c.Messages) != 2 || c.Messages[0].Kind != Note || c.Messages[1].Kind != Comment {
		t.Errorf("private note and reply: %+v", c)
	}
	if c := read("freshdesk/zulip_status_changed_fixture_with_missing_key.json"); c.ID != "11" || c.State != Pending || !c.Truncated {
		t.Errorf("webhook with a missing key: %+v", c)
	}
	if c := read("freshdesk/zulip_inline_images.json"); !strings.Contains(c.Messages[0].Body, "guinea pigs") {
		t.Errorf("inline images: %+v", c)
	}
	if c := read("helpscout/v2_conversation_embed_threads.json"); c.State != Closed || len(c.Tags) != 1 || c.Tags[0] != "vip" || !c.Truncated || c.Messages[0].Role != Customer {
		t.Errorf("conversation with fewer threads than it counts: %+v", c)
	}
}

// Samples whose file does not name the conversation are read where it stands
// in the name or the folder.
func TestSampleThreads(t *testing.T) {
	for from, to := range map[string]string{"helpscout/v2_thread.json": "conversations/4711/thread.json", "zendesk/go_ticket_comments.json": "4711-comments.json", "zendesk/go_redacted_comment.json": "comment 4711.json"} {
		data := readShared(t, "exports", "samples", filepath.FromSlash(from))
		p := filepath.Join(t.TempDir(), filepath.FromSlash(to))
		makeFolder(t, filepath.Dir(p))
		write(t, p, string(data))
		convs, sum := readAll(t, Options{}, p)
		if len(convs) != 1 || convs[0].ID != "4711" || len(convs[0].Messages) == 0 {
			t.Errorf("%s: %d conversations, %+v", to, len(convs), sum.Sources[0])
			continue
		}
		m := convs[0].Messages[0]
		if strings.HasPrefix(from, "helpscout") && m.SavedReplyID != "17142" {
			t.Errorf("saved reply %q, want 17142", m.SavedReplyID)
		}
		if strings.Contains(from, "redacted") && (!m.Redacted || !strings.Contains(m.Body, "▇")) {
			t.Errorf("redacted comment: %+v", m)
		}
	}
}
