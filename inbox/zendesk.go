package inbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// FormatZendesk is the format of everything that Zendesk exports: the lines of
// the full export, pages of the incremental one, and single answers of the API.
const FormatZendesk = "zendesk"

// exportZendesk is what to do instead of giving a file without tickets.
const exportZendesk = "; export the tickets with their comments instead"

// zdTicket is a ticket, with what exports may put into its line.
type zdTicket struct {
	ID          text        `json:"id"`
	CreatedAt   moment      `json:"created_at"`
	UpdatedAt   moment      `json:"updated_at"`
	Status      text        `json:"status"`
	Subject     text        `json:"subject"`
	RawSubject  text        `json:"raw_subject"`
	Description text        `json:"description"`
	Requester   text        `json:"requester_id"`
	Submitter   text        `json:"submitter_id"`
	Via         zdVia       `json:"via"`
	Tags        []text      `json:"tags"`
	Rating      *zdRating   `json:"satisfaction_rating"`
	Comments    []zdComment `json:"comments"`
	Audits      []zdAudit   `json:"audits"`
	Locale      text        `json:"detected_locale"`
	Metrics     zdNumbers   `json:"metric_set"`
}

type zdVia struct {
	Channel text `json:"channel"`
}

// UnmarshalJSON also takes the plain name of a channel, as events have it.
func (v *zdVia) UnmarshalJSON(b []byte) error {
	if opened(b, '{') == nil {
		return v.Channel.UnmarshalJSON(b)
	}
	type plain zdVia
	_, err := decode(b, (*plain)(v))
	return err
}

// zdNumbers is an object of numbers, which may be objects of numbers.
type zdNumbers = json.RawMessage

type zdComment struct {
	ID          text           `json:"id"`
	Ticket      text           `json:"ticket_id"`
	Type        text           `json:"type"`
	Author      text           `json:"author_id"`
	HTML        text           `json:"html_body"`
	Body        text           `json:"body"`
	Plain       text           `json:"plain_body"`
	Public      *bool          `json:"public"`
	CreatedAt   moment         `json:"created_at"`
	Via         zdVia          `json:"via"`
	Attachments []zdAttachment `json:"attachments"`
	Metadata    struct {
		Flags []float64 `json:"flags"`
	} `json:"metadata"`
	Data struct {
		Transcript text `json:"transcription_text"`
	} `json:"data"`
}

type zdAttachment struct {
	Name text    `json:"file_name"`
	Type text    `json:"content_type"`
	Size float64 `json:"size"`
}

// zdRating is what a customer thinks, in a ticket or a record of its own.
type zdRating struct {
	Ticket    text   `json:"ticket_id"`
	Score     text   `json:"score"`
	Comment   text   `json:"comment"`
	Reason    text   `json:"reason"`
	Agent     text   `json:"assignee_id"`
	CreatedAt moment `json:"created_at"`
	UpdatedAt moment `json:"updated_at"`
}

type zdUser struct {
	ID     text `json:"id"`
	Name   text `json:"name"`
	Email  text `json:"email"`
	Role   text `json:"role"`
	Locale text `json:"locale"`
}

// isZendesk tells the records of Zendesk by their address, or by keys that go
// together there only.
func isZendesk(s *shape) bool {
	switch {
	case isZendeskURL(s.raw("url")):
		return true
	case s.has("requester_id", "submitter_id"), s.has("ticket_id", "child_events"), s.has("ticket_id", "reply_time_in_minutes"):
		return true
	case s.has("ticket_id", "events", "author_id"), s.has("ticket_id", "score", "requester_id"):
		return true
	case s.has("author_id", "public") && (s.has("html_body") || s.has("plain_body") || s.has("audit_id") || s.has("body")):
		return true
	case s.has("role", "ticket_restriction"), s.list == "users" && s.has("email") && slices.Contains(zdRoles, s.text("role")):
		return true
	case s.has("requester_id", "status") && !s.has("responder_id") && (s.list == "tickets" || s.array("comments") != nil):
		return true // with fewer fields than the API gives
	case s.list == "articles" && s.has("section_id"), s.array("sla_policies") != nil:
		return true
	}
	for _, key := range []string{"ticket", "audit", "comment", "user"} {
		if in, ok := s.inner(key); ok && isZendesk(in) {
			return true
		}
	}
	for _, m := range s.members {
		if len(m.value) > 2 && (m.value[0] == '[' || m.value[0] == '{') && zdAddress.Match(m.value[:min(len(m.value), 8<<10)]) {
			return true
		}
	}
	return false
}

// zdRoles are what a user may be.
var zdRoles = []string{"end-user", "agent", "admin"}

// zdAddress is the address that every record of Zendesk has.
var zdAddress = regexp.MustCompile(`"url"\s*:\s*"https?://[a-z0-9.-]*zendesk\.com/api/v2/`)

func isZendeskURL(raw []byte) bool { return bytes.Contains(raw, []byte("zendesk.com/api/v2/")) }

// zendeskRecord reads any record of Zendesk.
func (rd *reading) zendeskRecord(src *Source, s *shape) error {
	if ticket, ok := s.inner("ticket"); ok {
		return rd.zdAnswer(src, s, ticket)
	}
	for _, key := range []string{"audit", "comment", "user", "ticket_metric", "satisfaction_rating"} {
		if in, ok := s.inner(key); ok && !s.has("id") {
			return rd.zendeskRecord(src, in)
		}
	}
	switch {
	case s.has("requester_id", "submitter_id"), s.has("requester_id", "status"):
		return rd.zdTicket(src, s, nil)
	case s.has("ticket_id", "events"), s.has("ticket_id", "child_events"):
		return rd.zdAudit(src, s)
	case s.has("ticket_id", "reply_time_in_minutes"):
		return rd.zdMetrics(src, s)
	case s.has("ticket_id", "score"):
		return rd.zdRatingRecord(src, s)
	case s.has("author_id", "public"):
		return rd.zdCommentRecord(src, s)
	case s.has("role", "email"):
		return rd.zdUserRecord(src, s)
	case s.list == "articles", s.has("section_id"):
		src.skip("holds help center articles of Zendesk, no conversations: signpost import takes articles" + exportZendesk)
	default:
		src.skip("holds " + s.zendeskKind() + " of Zendesk, no conversations" + exportZendesk)
	}
	return nil
}

// zdKinds are the lists of Zendesk that are no conversations.
var zdKinds = map[string]string{
	"macro": "macros", "macros": "macros", "groups": "groups", "organizations": "organizations", "brands": "brands",
	"locales": "locales", "sla_policies": "service levels", "ticket_fields": "ticket fields", "schedules": "office hours",
	"schedule": "office hours", "holidays": "holidays", "categories": "categories of articles", "sections": "sections of articles",
	"ticket_forms": "ticket forms", "views": "views", "triggers": "triggers", "automations": "automations",
	"translations": "translations of articles", "tags": "tags",
}

func (s *shape) zendeskKind() string {
	if what := zdKinds[s.list]; what != "" {
		return what
	}
	for _, m := range s.members {
		if what := zdKinds[string(m.key)]; what != "" {
			return what
		}
	}
	_, kind, _ := strings.Cut(s.text("url"), "/api/v2/")
	kind, _, _ = strings.Cut(kind, "/")
	if what := zdKinds[kind]; what != "" {
		return what
	}
	return "records"
}

// zdAnswer reads a ticket in a wrapper, with what the API sent along.
func (rd *reading) zdAnswer(src *Source, outer, ticket *shape) error {
	var with struct {
		Audit    json.RawMessage `json:"audit"`
		Audits   []zdAudit       `json:"audits"`
		Comments []zdComment     `json:"comments"`
		Users    []zdUser        `json:"users"`
	}
	fault, err := decode(outer.data, &with)
	if err != nil {
		return rd.brokenRecord(src, outer)
	}
	if fault != "" {
		src.warn("odd_type", ticket.text("id"), outer.where()+": field "+fault+" has an unexpected type; left out")
	}
	for _, u := range with.Users {
		rd.zdMeet(src, u)
	}
	var one zdAudit
	if _, err := decode(with.Audit, &one); err == nil && one.ID != "" {
		with.Audits = append(with.Audits, one)
	}
	return rd.zdTicket(src, ticket, func(t *zdTicket) {
		t.Comments = append(t.Comments, with.Comments...)
		t.Audits = append(t.Audits, with.Audits...)
	})
}

// zdTicket reads a ticket; more adds what stands beside it.
func (rd *reading) zdTicket(src *Source, s *shape, more func(*zdTicket)) error {
	var t zdTicket
	fault, err := decode(s.data, &t)
	if err != nil {
		return rd.brokenRecord(src, s)
	}
	if t.ID == "" {
		src.skip("holds tickets of Zendesk without their id" + exportZendesk)
		return nil
	}
	if more != nil {
		more(&t)
	}
	src.found(FormatZendesk)
	c := t.neutral()
	c.AssignedTo = s.holder("assignee_id", "group_id")
	if fault != "" {
		src.warn("odd_type", c.ID, s.where()+": field "+fault+" has an unexpected type; left out")
	}
	src.zoneless(c, t.CreatedAt)
	return rd.add(src, c, s.data)
}

// neutral turns a ticket into the neutral form.
func (t *zdTicket) neutral() *Conversation {
	c := &Conversation{
		ID: string(t.ID), Source: FormatZendesk, Messages: []Message{},
		CreatedAt: t.CreatedAt.time(), UpdatedAt: t.UpdatedAt.time(),
		Subject: decodeEntities(string(cmp.Or(t.Subject, t.RawSubject))),
		State:   zdState(t.Status), Tags: texts(t.Tags), RawChannel: string(t.Via.Channel), Channel: zdChannel(t.Via.Channel),
		Language: languageTag(string(t.Locale)), Rating: t.Rating.neutral(), Vendor: numbers(t.Metrics),
		joint: joint{Loose: true, Customer: string(t.Requester), Author: string(t.Submitter)},
	}
	if t.Description != "" {
		opening := Message{ID: "opening", At: c.CreatedAt, Role: Customer, Kind: Comment, RawType: zdDescription, Author: Person{ID: string(t.Requester)}}
		opening.Body, opening.Links = bodyText(string(t.Description), "")
		c.Messages = append(c.Messages, opening)
	}
	for i := range t.Comments {
		c.Messages = append(c.Messages, t.Comments[i].message())
	}
	for i := range t.Audits {
		t.Audits[i].apply(c)
	}
	return c
}

// zdDescription is the raw type of the opening that is taken from a ticket's
// description, which repeats its first comment.
const zdDescription = "description"

func zdState(status text) State {
	switch strings.ToLower(string(status)) {
	case "new", "open":
		return Open
	case "pending", "hold", "on-hold":
		return Pending
	case "solved", "closed":
		return Closed
	case "deleted":
		return Deleted
	}
	return ""
}

func zdChannel(raw text) string {
	switch raw {
	case "":
		return ""
	case "web", "email", "api", "sms", "whatsapp", "chat":
		return string(raw)
	case "native_messaging", "chat_transcript":
		return "chat"
	case "voice", "phone":
		return "phone"
	case "mobile", "mobile_sdk", "web_widget", "help_center":
		return "web"
	case "twitter", "facebook", "instagram_dm", "line", "any_channel":
		return "social"
	}
	return "other"
}

// neutral tells a rating that was given from one that was only asked for.
func (r *zdRating) neutral() *Rating {
	if r == nil {
		return nil
	}
	out := &Rating{Scale: 2, Comment: decodeEntities(string(cmp.Or(r.Comment, r.Reason))), AgentID: string(r.Agent)}
	switch score := strings.ToLower(string(r.Score)); {
	case strings.HasPrefix(score, "good"):
		out.Value = 2
	case strings.HasPrefix(score, "bad"):
		out.Value = 1
	case score != "offered":
		return nil
	}
	if out.Value > 0 {
		out.AnsweredAt = r.UpdatedAt.time()
	} else {
		out.AskedAt = r.CreatedAt.time()
	}
	return out
}

// zdMerged finds what Zendesk writes into both tickets when one is merged into the
// other, in the name of who did it.
var zdMerged = regexp.MustCompile(`^(?:Request #\d+ .{0,300}was closed and merged into this request|This request was closed and merged into request #\d+)`)

// message is a comment as a message whose author is still an id.
func (c *zdComment) message() Message {
	m := Message{
		ID: string(c.ID), At: c.CreatedAt.time(), Kind: Comment, RawType: string(cmp.Or(c.Type, "Comment")),
		Author: Person{ID: string(c.Author)},
	}
	if c.Public != nil && !*c.Public {
		m.Kind = Note
	}
	if c.HTML != "" {
		m.Body, m.Links = htmlText(string(c.HTML))
	} else {
		m.Body, m.Links = bodyText(string(cmp.Or(c.Body, c.Plain, c.Data.Transcript)), "")
	}
	if c.Author == "-1" || c.Via.Channel == "rule" || c.Via.Channel == "system" {
		m.Role, m.Auto = System, true
	}
	m.Auto = m.Auto || zdMerged.MatchString(m.Body)
	for _, flag := range c.Metadata.Flags {
		m.Auto = m.Auto || flag == zdGenerated
	}
	for _, a := range c.Attachments {
		m.Attachments = append(m.Attachments, Attachment{Name: string(a.Name), Type: string(a.Type), Size: int64(a.Size)})
	}
	m.Redacted = strings.Contains(m.Body, zdBlock)
	if m.Redacted && strings.Trim(m.Body, zdBlock+" \n") == "" {
		m.Body = ""
	}
	if m.Body == "" && !m.Redacted && len(m.Attachments) == 0 {
		m.Kind = Event
	}
	return m
}

const (
	zdGenerated = 4   // the flag of mail that a program wrote
	zdBlock     = "▇" // stands for each letter that was redacted
)

// zdCommentRecord reads a comment that stands apart from its ticket. The lists
// of the API do not name the ticket: then the number in the file's name does.
func (rd *reading) zdCommentRecord(src *Source, s *shape) error {
	var c zdComment
	if _, err := decode(s.data, &c); err != nil {
		return rd.brokenRecord(src, s)
	}
	id := string(cmp.Or(c.Ticket, text(numberIn(src.Path))))
	if id == "" {
		src.skip("holds comments of Zendesk that do not say which ticket they belong to; put its number into the name of the file, as in 4711-comments.json, or export the tickets with their comments")
		return nil
	}
	src.helped(FormatZendesk)
	p := piece(FormatZendesk, id)
	p.Messages = append(p.Messages, c.message())
	return rd.add(src, p, s.data)
}

// piece is a part of a conversation without its head.
func piece(format, id string) *Conversation {
	return &Conversation{ID: id, Source: format, Messages: []Message{}, joint: joint{Loose: true, Piece: true}}
}

// numberIn is the first whole number in the name of a file, or the name of its
// folder in one of conversations or tickets.
func numberIn(p string) string {
	for word := range strings.FieldsFuncSeq(path.Base(p), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if isNumber(word) {
			return word
		}
	}
	dir := path.Dir(p)
	if in := path.Base(path.Dir(dir)); (in == "conversations" || in == "tickets") && isNumber(path.Base(dir)) {
		return path.Base(dir)
	}
	return ""
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// zdMetrics keeps the numbers that Zendesk computed for a ticket.
func (rd *reading) zdMetrics(src *Source, s *shape) error {
	src.helped(FormatZendesk)
	p := piece(FormatZendesk, s.text("ticket_id"))
	p.Vendor = numbers(s.data)
	return rd.add(src, p, s.data)
}

func (rd *reading) zdRatingRecord(src *Source, s *shape) error {
	var r zdRating
	if _, err := decode(s.data, &r); err != nil {
		return rd.brokenRecord(src, s)
	}
	src.helped(FormatZendesk)
	p := piece(FormatZendesk, string(r.Ticket))
	p.Rating = r.neutral()
	return rd.add(src, p, s.data)
}

func (rd *reading) zdUserRecord(src *Source, s *shape) error {
	var u zdUser
	if _, err := decode(s.data, &u); err != nil {
		return rd.brokenRecord(src, s)
	}
	src.helped(FormatZendesk)
	rd.zdMeet(src, u)
	return nil
}

func (rd *reading) zdMeet(src *Source, u zdUser) {
	role := Agent
	switch u.Role {
	case "end-user":
		role = Customer
	case "":
		role = "" // not told: who is nobody's customer is guessed, and that is said
	}
	rd.meet(src, FormatZendesk, string(u.ID), known{
		Person: Person{Name: decodeEntities(string(u.Name)), Email: string(u.Email)}, role: role, language: languageTag(string(u.Locale)),
	})
}
