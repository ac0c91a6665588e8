package inbox

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"
)

// The formats that are read.
const (
	FormatIntercom = "intercom"
	FormatCSV      = "csv"
	FormatJSONL    = "jsonl"
	FormatMail     = "mail"
)

// decodeEntities decodes the entities of free text that is no HTML.
func decodeEntities(s string) string {
	if !strings.Contains(s, "&") {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(html.UnescapeString(s))
}

// quoteType quotes the name of a type in a message. What is no such name may be
// personal data, and is not shown.
func quoteType(s string) string {
	if !isPlainType(s) {
		return "of no plain name"
	}
	return fmt.Sprintf("%q", s)
}

// export is what to do instead of giving a file without conversations.
const export = "; export the conversations with their parts instead"

// intercomKinds are the objects of Intercom that are no conversations.
var intercomKinds = map[string]string{
	"article": "help center articles", "internal_article": "internal articles", "admin": "teammates", "team": "teams",
	"tag": "tags", "segment": "segments", "macro": "macros", "collection": "collections of articles",
	"help_center": "help centers", "contact": "contacts", "user": "users", "lead": "leads", "company": "companies",
	"content_snippet": "content snippets", "snippet": "content snippets", "external_page": "external pages", "ticket_state": "ticket states",
	"ticket_type": "ticket types", "office_hours": "office hours", "office_hours_schedule": "office hours", "office_hours_exception": "office hours", "visitor": "visitors",
	"news-item": "news", "newsfeed": "news", "list": "a list without conversations", "admin.list": "teammates", "tag.list": "tags", "team.list": "teams",
	"contact.list": "contacts", "user.list": "users", "conversation.list": "a list without conversations",
	"ticket.list": "a list without tickets", "event.list": "events",
}

// listKeys are keys of objects that list something else than conversations.
var listKeys = []struct{ key, what string }{
	{"admins", "teammates"},
	{"teams", "teams"},
	{"tags", "tags"},
	{"contacts", "contacts"},
	{"macros", "macros"},
	{"handling_events", "handling events"},
	{"office_hours_schedules", "office hours"},
	{"office_hours", "office hours"},
	{"exceptions", "office hours"},
	{"time_intervals", "office hours"},
	{"schedules", "office hours"},
	{"intervals", "office hours"},
	{"holidays", "office hours"},
	{"working_hours", "inboxes with their office hours"},
	{"content_snippets", "content snippets"},
	{"ticket_states", "ticket states"},
	{"help_centers", "help centers"},
	{"users", "users"},
	{"segments", "segments"},
	{"articles", "help center articles"},
	{"collections", "collections of articles"},
	{"companies", "companies"},
	{"groups", "groups"},
	{"organizations", "organizations"},
}

// otherRecord takes a record that no system claims: a row of a generic export,
// or something to refuse.
func (rd *reading) otherRecord(src *Source, rec record) error {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(rec.data, &m); err != nil {
		if !json.Valid(rec.data) {
			if rec.err = errSyntax; rec.last {
				rec.err = errCut
			}
			src.fault(rec)
			return nil
		}
		src.skip("is JSON, but not a list of conversations; export the conversations as JSON")
		return nil
	}
	if len(m) == 0 {
		return nil // nothing is in it
	}
	if reason := foreign(m, rec.list); reason != "" {
		src.skip(reason)
		return nil
	}
	return rd.jsonRow(src, rec, m)
}

// foreign says what a record is that is certainly no conversation we read; list is
// the key of the list that it is in.
func foreign(m map[string]json.RawMessage, list string) string {
	kind := strings.Trim(string(m["type"]), `"`)
	if what, ok := intercomKinds[kind]; ok {
		if kind == "article" {
			return "holds help center articles of Intercom, no conversations: signpost import takes articles" + export
		}
		return "holds " + what + " of Intercom, no conversations" + export
	}
	if kind == "conversation" || kind == "ticket" {
		return "holds conversations of Intercom without their id" + export
	}
	if m["name"] != nil && m["messages"] == nil && (m["chatText"] != nil && m["text"] != nil || m["keywords"] != nil && m["content"] != nil) {
		return "holds saved replies, no conversations" + export
	}
	if kind == "error.list" || m["messages"] == nil && m["id"] == nil && (m["error"] != nil || strings.HasPrefix(string(m["errors"]), "[")) {
		return "holds an error that the help desk answered, no conversations; mend the request, often its token or its address, and export again"
	}
	for _, l := range listKeys {
		raw := string(m[l.key])
		listed := strings.HasPrefix(raw, "[") || strings.HasPrefix(raw, "{") && strings.Contains(raw, `"items"`)
		if m["messages"] == nil && (listed || l.key == list) {
			if l.key == "articles" {
				return "holds " + l.what + ", no conversations: signpost import takes articles" + export
			}
			return "holds " + l.what + ", no conversations" + export
		}
	}
	if m["article"] != nil && m["messages"] == nil {
		return "holds help center articles, no conversations: signpost import takes articles" + export
	}
	return ""
}
