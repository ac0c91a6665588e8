package inbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
)

// FormatFreshdesk is the format of tickets and conversations of Freshdesk's
// API, of its account export, and of its webhooks.
const FormatFreshdesk = "freshdesk"

const exportFreshdesk = "; export the tickets with their conversations instead"

// fdTicket is a ticket in the forms of version 1 and 2.
type fdTicket struct {
	ID            text                       `json:"id"`
	DisplayID     text                       `json:"display_id"`
	CreatedAt     moment                     `json:"created_at"`
	UpdatedAt     moment                     `json:"updated_at"`
	Status        text                       `json:"status"`
	Source        text                       `json:"source"`
	Spam          bool                       `json:"spam"`
	Deleted       bool                       `json:"deleted"`
	Subject       text                       `json:"subject"`
	Description   text                       `json:"description"`
	HTML          text                       `json:"description_html"`
	Requester     fdPerson                   `json:"requester"`
	RequesterID   text                       `json:"requester_id"`
	RequesterName text                       `json:"requester_name"`
	Tags          []text                     `json:"tags"`
	Attachments   []fdAttachment             `json:"attachments"`
	Conversations *[]fdMessage               `json:"conversations"`
	Notes         *[]fdNote                  `json:"notes"`
	Stats         map[string]json.RawMessage `json:"stats"`
}

type fdPerson struct {
	ID       text `json:"id"`
	Name     text `json:"name"`
	Email    text `json:"email"`
	Language text `json:"language"`
}

// fdMessage is an entry of a ticket's conversations, or a note of version 1.
type fdMessage struct {
	ID          text           `json:"id"`
	Ticket      text           `json:"ticket_id"`
	User        text           `json:"user_id"`
	Incoming    bool           `json:"incoming"`
	Private     bool           `json:"private"`
	Deleted     bool           `json:"deleted"`
	Source      text           `json:"source"`
	Body        text           `json:"body"`
	HTML        text           `json:"body_html"`
	Text        text           `json:"body_text"`
	CreatedAt   moment         `json:"created_at"`
	Attachments []fdAttachment `json:"attachments"`
}

type fdNote struct {
	Note fdMessage `json:"note"`
}

type fdAttachment struct {
	Name text    `json:"name"`
	Type text    `json:"content_type"`
	Size float64 `json:"file_size"`
}

// fdWebhook is what an automation rule sends; its keys are chosen by the team,
// these are the usual ones.
type fdWebhook struct {
	Ticket      text `json:"ticket_id"`
	URL         text `json:"ticket_url"`
	Subject     text `json:"ticket_subject"`
	Description text `json:"ticket_description"`
	Status      text `json:"ticket_status"`
	Name        text `json:"requester_name"`
	Email       text `json:"requester_email"`
}

// isFreshdesk tells the records of Freshdesk by keys that go together there.
func isFreshdesk(s *shape) bool {
	return s.has("freshdesk_webhook") || s.has("helpdesk_ticket") || s.has("requester_id", "responder_id") ||
		s.has("incoming", "private", "user_id") || s.has("survey_id", "ticket_id", "ratings") || s.freshdeskKind() != "" ||
		isFreshdeskAgent(s) || isFreshdeskContact(s)
}

func isFreshdeskAgent(s *shape) bool { return s.has("ticket_scope", "contact") }

func isFreshdeskContact(s *shape) bool {
	return s.has("job_title", "mobile", "email", "time_zone") && !s.has("role")
}

// freshdeskKind names the records that are neither conversations nor people.
func (s *shape) freshdeskKind() string {
	switch {
	case s.has("folder_id", "category_id", "title"), s.has("folder_id", "agent_id", "description"):
		return "help center articles"
	case s.has("unassigned_for", "escalate_to"):
		return "groups"
	case s.has("timer_running", "time_spent"):
		return "time entries"
	case s.has("content_html", "folder_id"):
		return "canned responses"
	case s.has("business_hours", "is_default"):
		return "office hours"
	case len(s.members) == 5 && s.has("id", "name", "description", "created_at", "updated_at"):
		return "categories or folders of articles"
	}
	return ""
}

// freshdeskRecord reads any record of Freshdesk.
func (rd *reading) freshdeskRecord(src *Source, s *shape) error {
	if in, ok := s.inner("helpdesk_ticket"); ok {
		return rd.fdTicket(src, in)
	}
	if in, ok := s.inner("freshdesk_webhook"); ok {
		return rd.fdWebhook(src, in)
	}
	switch kind := s.freshdeskKind(); {
	case s.has("requester_id", "responder_id"):
		return rd.fdTicket(src, s)
	case s.has("incoming", "private"):
		return rd.fdMessage(src, s)
	case s.has("survey_id"):
		return rd.fdRating(src, s)
	case isFreshdeskAgent(s):
		src.helped(FormatFreshdesk)
		if in, ok := s.inner("contact"); ok {
			rd.fdMeet(src, s.text("id"), in, Agent)
		}
	case isFreshdeskContact(s):
		src.helped(FormatFreshdesk)
		rd.fdMeet(src, s.text("id"), s, Customer)
	case kind == "help center articles":
		src.skip("holds help center articles of Freshdesk, no conversations: signpost import takes articles" + exportFreshdesk)
	default:
		src.skip("holds " + cmp.Or(kind, "records") + " of Freshdesk, no conversations" + exportFreshdesk)
	}
	return nil
}

func (rd *reading) fdMeet(src *Source, id string, s *shape, role Role) {
	var p fdPerson
	if _, err := decode(s.data, &p); err != nil {
		return
	}
	rd.meet(src, FormatFreshdesk, id, known{
		Person: Person{Name: decodeEntities(string(p.Name)), Email: string(p.Email)}, role: role, language: languageTag(string(p.Language)),
	})
}

// fdTicket reads a ticket.
func (rd *reading) fdTicket(src *Source, s *shape) error {
	var t fdTicket
	fault, err := decode(s.data, &t)
	if err != nil {
		return rd.brokenRecord(src, s)
	}
	id := cmp.Or(t.DisplayID, t.ID)
	if id == "" {
		src.skip("holds tickets of Freshdesk without their id" + exportFreshdesk)
		return nil
	}
	src.found(FormatFreshdesk)
	requester := cmp.Or(t.RequesterID, t.Requester.ID)
	c := &Conversation{
		ID: string(id), Source: FormatFreshdesk, Messages: []Message{}, Subject: decodeEntities(string(t.Subject)),
		CreatedAt: t.CreatedAt.time(), UpdatedAt: t.UpdatedAt.time(), State: t.state(), Tags: texts(t.Tags),
		RawChannel: string(t.Source), Channel: fdChannel(t.Source), Language: languageTag(string(t.Requester.Language)),
		Customers:  []Person{{ID: string(requester), Name: decodeEntities(string(cmp.Or(t.Requester.Name, t.RequesterName))), Email: string(t.Requester.Email)}},
		AssignedTo: s.holder("responder_id", "group_id"),
		joint:      joint{Loose: true, Customer: string(requester), Answered: t.Conversations != nil || t.Notes != nil},
	}
	if fault != "" {
		src.warn("odd_type", c.ID, s.where()+": field "+fault+" has an unexpected type; left out")
	}
	src.zoneless(c, t.CreatedAt)
	t.opening(c)
	if c.Customers[0] == (Person{}) {
		c.Customers = nil
	}
	if t.Conversations != nil {
		c.addFreshdesk(*t.Conversations)
		if len(*t.Conversations) == fdEmbedded {
			c.Truncated = true
			src.warn("conversations_capped", c.ID, "the export gives only 10 messages with a ticket; export the conversations by themselves too")
		}
	}
	if t.Notes != nil {
		for _, n := range *t.Notes {
			c.addFreshdesk([]fdMessage{n.Note})
		}
	}
	t.stats(c)
	c.BodiesMissing = len(c.Messages) == 0 && c.State != Deleted
	return rd.add(src, c, s.data)
}

// fdEmbedded is how many messages the API gives at most with a ticket.
const fdEmbedded = 10

// fdDescription is the raw type of a ticket's opening.
const fdDescription = "description"

func (t *fdTicket) opening(c *Conversation) {
	m := Message{ID: "opening", At: c.CreatedAt, Role: Customer, Kind: Comment, RawType: fdDescription, Author: c.Customers[0]}
	m.Body, m.Links = bodyText(string(cmp.Or(t.HTML, t.Description)), "")
	m.Attachments = fdFiles(t.Attachments)
	if t.Source == "10" {
		m.Role, m.Author = Agent, Person{}
	}
	if m.Body != "" || len(m.Attachments) > 0 {
		c.Messages = append(c.Messages, m)
	}
}

func (c *Conversation) addFreshdesk(list []fdMessage) {
	for i := range list {
		c.Messages = append(c.Messages, list[i].message())
	}
}

// stats takes the times that the system keeps of a ticket: they are the only
// trace of what happened to it.
func (t *fdTicket) stats(c *Conversation) {
	at := func(name string) (m moment) {
		_ = m.UnmarshalJSON(t.Stats[name]) // never fails
		return m
	}
	for name := range t.Stats {
		when := at(name).time()
		if when.IsZero() {
			continue
		}
		if c.Vendor == nil {
			c.Vendor = map[string]float64{}
		}
		c.Vendor["stats."+name] = float64(when.Unix())
	}
	if when := at("reopened_at").time(); !when.IsZero() {
		c.StateChanges = append(c.StateChanges, StateChange{At: when, ByRole: System, To: Open})
	}
	if when := firstTime(at("resolved_at").time(), at("closed_at").time()); c.State == Closed && !when.IsZero() {
		c.ClosedAt = when
		c.StateChanges = append(c.StateChanges, StateChange{At: when, ByRole: System, To: Closed})
	}
}

func (t *fdTicket) state() State {
	switch {
	case t.Deleted:
		return Deleted
	case t.Spam:
		return Spam
	}
	return fdState(t.Status)
}

// fdState reads the number of a status, or its name as webhooks have it.
// Numbers from 6 are the team's own; 6 and 7 wait unless it changed them.
func fdState(status text) State {
	switch strings.ToLower(string(status)) {
	case "":
		return ""
	case "3", "6", "7", "pending", "waiting on customer", "waiting on third party":
		return Pending
	case "4", "5", "resolved", "closed":
		return Closed
	}
	return Open
}

func fdChannel(source text) string {
	switch source {
	case "":
		return ""
	case "1", "10":
		return "email"
	case "2", "9":
		return "web"
	case "3":
		return "phone"
	case "7":
		return "chat"
	case "13":
		return "whatsapp"
	case "5", "6":
		return "social"
	}
	return "other"
}

// fdSources name the kinds of messages. What is forwarded goes to somebody
// else than the customer.
var fdSources = map[text]string{"0": "reply", "2": "note", "5": "tweet", "6": "survey", "7": "facebook", "8": "forward", "9": "phone"}

func (f *fdMessage) message() Message {
	m := Message{
		ID: string(f.ID), At: f.CreatedAt.time(), Role: Agent, Kind: Comment, Author: Person{ID: string(f.User)},
		RawType: cmp.Or(fdSources[f.Source], "source "+string(f.Source)), Attachments: fdFiles(f.Attachments), Redacted: f.Deleted,
	}
	if f.Incoming {
		m.Role = Customer
	}
	if f.Private || m.RawType == "forward" {
		m.Kind = Note
	}
	m.Body, m.Links = bodyText(string(cmp.Or(f.HTML, f.Body)), string(f.Text))
	switch {
	case m.Redacted:
		m.Body, m.Links = "", nil
	case m.Body == "" && len(m.Attachments) == 0:
		m.Kind = Event
	}
	return m
}

func fdFiles(list []fdAttachment) []Attachment {
	var out []Attachment
	for _, a := range list {
		out = append(out, Attachment{Name: string(a.Name), Type: string(a.Type), Size: int64(a.Size)})
	}
	return out
}

// fdMessage reads a message that stands apart from its ticket.
func (rd *reading) fdMessage(src *Source, s *shape) error {
	var f fdMessage
	if _, err := decode(s.data, &f); err != nil {
		return rd.brokenRecord(src, s)
	}
	id := string(cmp.Or(f.Ticket, text(numberIn(src.Path))))
	if id == "" {
		src.skip("holds messages of Freshdesk that do not say which ticket they belong to" + exportFreshdesk)
		return nil
	}
	src.helped(FormatFreshdesk)
	p := piece(FormatFreshdesk, id)
	p.addFreshdesk([]fdMessage{f})
	return rd.add(src, p, s.data)
}

// fdRating reads an answer to a survey: from 103, extremely happy, to 101, 100
// for neither, and down to -103.
func (rd *reading) fdRating(src *Source, s *shape) error {
	var r struct {
		Ticket    text            `json:"ticket_id"`
		Agent     text            `json:"agent_id"`
		Feedback  text            `json:"feedback"`
		CreatedAt moment          `json:"created_at"`
		Ratings   json.RawMessage `json:"ratings"`
	}
	if _, err := decode(s.data, &r); err != nil {
		return rd.brokenRecord(src, s)
	}
	src.helped(FormatFreshdesk)
	p := piece(FormatFreshdesk, string(r.Ticket))
	if v, ok := fdScore(r.Ratings); ok {
		p.Rating = &Rating{
			Value: v, Scale: 7, Comment: decodeEntities(string(r.Feedback)), AgentID: string(r.Agent), AnsweredAt: r.CreatedAt.time(),
		}
	}
	return rd.add(src, p, s.data)
}

// fdScore is the answer to the first question as a number from 1 to 7.
func fdScore(raw json.RawMessage) (int, bool) {
	var score text
	if s, err := newShape(record{data: raw}); err == nil {
		score = text(s.text("default_question"))
		for _, m := range s.members {
			if score == "" {
				_ = score.UnmarshalJSON(m.value) // never fails
			}
		}
	} else {
		var list []text
		if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
			score = list[0]
		} else {
			_ = score.UnmarshalJSON(bytes.TrimSpace(raw)) // never fails
		}
	}
	n, err := strconv.Atoi(string(score))
	switch {
	case err != nil:
	case n >= 100 && n <= 103:
		return n - 96, true
	case n >= -103 && n <= -101:
		return n + 104, true
	}
	return 0, false
}

// fdWebhook reads what a rule sent: the ticket's opening and state, without a
// time and without the note that caused it.
func (rd *reading) fdWebhook(src *Source, s *shape) error {
	var w fdWebhook
	if _, err := decode(s.data, &w); err != nil {
		return rd.brokenRecord(src, s)
	}
	if w.Ticket == "" {
		src.skip("is a webhook of Freshdesk about something else than a ticket" + exportFreshdesk)
		return nil
	}
	src.found(FormatFreshdesk)
	who := Person{Name: decodeEntities(string(w.Name)), Email: string(w.Email)}
	c := &Conversation{
		ID: string(w.Ticket), Source: FormatFreshdesk, Messages: []Message{}, Subject: decodeEntities(string(w.Subject)),
		URL: string(w.URL), State: fdState(w.Status), Customers: []Person{who}, Truncated: true,
		joint: joint{Loose: true, Fragment: true},
	}
	m := Message{ID: "opening", Role: Customer, Kind: Comment, RawType: fdDescription, Author: who}
	if m.Body, m.Links = bodyText(string(w.Description), ""); m.Body != "" {
		c.Messages = append(c.Messages, m)
	}
	src.warn("event_only", c.ID, "a webhook holds only the opening of the ticket")
	return rd.add(src, c, s.data)
}

// freshdeskSettle completes a ticket.
func (rd *reading) freshdeskSettle(src *Source, c *Conversation) {
	switch {
	case c.joint.Piece:
		c.Truncated = true
		src.warn("no_ticket", c.ID, "the export has messages, but not their ticket; export the tickets too")
	case len(c.Messages) == 1 && c.Messages[0].RawType == fdDescription && !c.joint.Fragment && !c.joint.Answered:
		c.Truncated = true
		src.warn("no_comments", c.ID, "the export has the ticket without its conversations: only its description was read; export the conversations too")
	}
	rd.settlePeople(src, c)
}
