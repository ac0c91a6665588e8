package inbox

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// brief says who wrote what, such as "customer comment: Hello | agent event snoozed".
func brief(c *Conversation) string {
	var out []string
	for _, m := range c.Messages {
		s := string(m.Role) + " " + string(m.Kind)
		switch {
		case m.Redacted:
			s += " (redacted)"
		case m.Body != "":
			s += ": " + strings.Join(strings.Fields(m.Body), " ")
		default:
			s += " " + m.RawType
		}
		out = append(out, s)
	}
	return strings.Join(out, " | ")
}

// The odd cases that the map of the formats lists are understood as it says, in the
// samples of each. A sample that is not beside us is told and passed over.
func TestOddCases(t *testing.T) {
	dir := shared(t, "exports", "samples")
	for _, c := range []struct {
		name, file, want string
		also             func(*Conversation) bool
	}{
		{
			"reply on an assignment", "intercom/zulip_conversation_admin_replied.json", "customer comment: Hello | agent comment: Hey [person 1]! How can I help?",
			func(c *Conversation) bool { return len(c.Assignments) == 1 && c.Assignments[0].How == "auto_on_reply" },
		},
		{
			"reply on an opening", "intercom/webhook_admin-replied.json", "agent comment: Hi [person 1],hola | agent comment: hi [person 1]",
			func(c *Conversation) bool { return len(c.StateChanges) == 1 && c.StateChanges[0].To == Open },
		},
		{
			"snoozed", "intercom/openapi216_conversation_snoozed.json", "agent comment: this is the message body | agent event snoozed",
			func(c *Conversation) bool {
				return c.State == Snoozed && len(c.Snoozes) == 1 && c.Snoozes[0].Until.Equal(c.SnoozedUntil)
			},
		},
		{"snoozed, in a webhook", "intercom/webhook_admin-snoozed.json", "agent comment: Hi [person 1] | agent event snoozed", func(c *Conversation) bool { return len(c.Snoozes) == 1 && c.Truncated }},
		{"woken", "intercom/zulip_conversation_admin_unsnoozed.json", "customer comment: Hey! I'd like to set up a new account | agent event unsnoozed", func(c *Conversation) bool { return c.State == Open }},
		{"woken by its name, and asleep", "intercom/webhook_admin-unsnoozed.json", "agent comment: Hi [person 1] | agent event snoozed", func(c *Conversation) bool { return c.State == Snoozed }},
		{"redacted by the customer", "intercom/openapi216_conversation_redacted_part.json", "agent comment: this is the message body | customer comment (redacted)", nil},
		{"redacted without a flag", "intercom/webhook_part-redacted.json", "agent comment: Hi [person 1] | agent comment (redacted)", nil},
		{"deleted", "intercom/openapi216_conversations_deleted.json", "", func(c *Conversation) bool { return c.State == Deleted }},
		{
			"nobody is responsible", "intercom/webhook_admin-opened-no-admin.json", "agent comment: hi [person 1] | agent event assign_and_reopen",
			func(c *Conversation) bool { return c.Assignments[0].How == "unassign" && *c.AssignedTo == (Assignee{}) },
		},
		{"merged", "intercom/openapi216_conversation_merged.json", "agent comment: this is the message body | bot event merged_primary_conversation", nil},
		{"made a ticket", "intercom/openapi216_conversation_converted_to_ticket.json", "customer event opening | customer comment: Comment for message | bot event ticket_state_updated_by_admin", nil},
		{"lists in HTML", "intercom/openapi216_conversation_note.json", "agent comment: this is the message body | agent note: An Unordered HTML List - Coffee - Tea - Milk An Ordered HTML List 1. Coffee 2. Tea 3. Milk", nil},
		{"note", "intercom/webhook_admin-noted.json", "agent comment: hi [person 1] | agent note: this is a note", nil},
		{
			"pictures in an e-mail", "email/chatwoot_mail_with_inline_images.eml", "customer comment: HTML content and inline images [image: poster (8).jpg][image: poster (7).jpg][image: poster (1).jpg]",
			func(c *Conversation) bool { return len(c.Messages[0].Attachments) == 3 },
		},
		{"a chat of a warehouse, by a bot", "zendesk/fivetran_ticket_chat_event_data.csv", "bot comment: Thanks. Let me connect you with a customer support agent. | bot comment: Hi there. Got a question? I'm here to help.", nil},
		{"newest shape", "intercom/openapi216_conversation.json", "*", func(c *Conversation) bool { return c.ID != "" && c.InitiatedBy != "" }},
		{"only a bot", "intercom/zulip2026_conversation_operator_replied.json", "*", func(c *Conversation) bool { return len(c.Messages) > 0 && c.Messages[len(c.Messages)-1].Role == Bot }},
		{"a ticket with a note", "intercom/zulip2026_ticket_note_created.json", "*", func(c *Conversation) bool {
			return slices.ContainsFunc(c.Messages, func(m Message) bool { return m.Kind == Note })
		}},
		{"Japanese e-mail", "email/freescout_message-5-iso-2022-jp.eml", "*", func(c *Conversation) bool { return c.Language == "ja" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := filepath.Join(dir, filepath.FromSlash(c.file))
			if _, err := os.Stat(p); err != nil {
				t.Skipf("%s is not among the samples", c.file)
			}
			convs, sum := readAll(t, Options{}, p)
			if len(convs) == 0 {
				t.Fatalf("nothing read: %s", sum.Sources[0].Refused)
			}
			if got := brief(convs[0]); got != c.want && c.want != "*" {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if c.also != nil && !c.also(convs[0]) {
				t.Errorf("understood otherwise: %+v", convs[0])
			}
		})
	}
}
