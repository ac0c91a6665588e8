package inbox

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// FormatChatwoot is Chatwoot: conversations and messages of its API, its
// webhooks, and answers to its survey.
const FormatChatwoot = "chatwoot"

// cwObject is a conversation, a message or an answer to the survey.
type cwObject struct {
	Event          text `json:"event"`
	ID             text `json:"id"`
	ConversationID text `json:"conversation_id"`

	// Of a conversation.
	Status     text        `json:"status"`
	Messages   []cwMessage `json:"messages"`
	Meta       *cwMeta     `json:"meta"`
	Channel    text        `json:"channel"`
	Labels     []text      `json:"labels"`
	Additional struct {
		Language text `json:"browser_language"`
		Subject  text `json:"mail_subject"`
		Browser  struct {
			Language text `json:"browser_language"`
		} `json:"browser"`
		Campaign text `json:"campaign_id"`
	} `json:"additional_attributes"`
	CampaignID   text                  `json:"campaign_id"`
	CreatedAt    moment                `json:"created_at"`
	UpdatedAt    moment                `json:"updated_at"`
	Timestamp    moment                `json:"timestamp"`
	LastActivity moment                `json:"last_activity_at"`
	SnoozedUntil moment                `json:"snoozed_until"`
	FirstReply   moment                `json:"first_reply_created_at"`
	InboxID      text                  `json:"inbox_id"` // inboxes have the office hours
	Changed      []map[string]cwChange `json:"changed_attributes"`

	// Of an answer to the survey.
	Rating   text      `json:"rating"`
	Feedback text      `json:"feedback_message"`
	Contact  *cwPerson `json:"contact"`
	Agent    *cwPerson `json:"assigned_agent"`
}

// cwMeta is who takes part in a conversation. Without an assignee it is
// nobody's.
type cwMeta struct {
	Sender   *cwPerson `json:"sender"`
	Assignee *cwPerson `json:"assignee"`
	Team     *cwPerson `json:"team"`
	Channel  text      `json:"channel"`
}

type cwChange struct {
	Current json.RawMessage `json:"current_value"`
}

// cwMessage is a message; in a webhook with its conversation.
type cwMessage struct {
	ID             text         `json:"id"`
	ConversationID text         `json:"conversation_id"`
	Conversation   *cwObject    `json:"conversation"`
	Content        text         `json:"content"`
	MessageType    text         `json:"message_type"`
	ContentType    text         `json:"content_type"`
	Attributes     cwAttributes `json:"content_attributes"`
	Private        text         `json:"private"`
	Sender         *cwPerson    `json:"sender"`
	SenderType     text         `json:"sender_type"`
	SenderID       text         `json:"sender_id"`
	CreatedAt      moment       `json:"created_at"`
	UpdatedAt      moment       `json:"updated_at"`
	Attachments    []struct {
		Type text    `json:"file_type"`
		URL  text    `json:"data_url"`
		Size float64 `json:"file_size"`
	} `json:"attachments"`
	Additional struct {
		Campaign text `json:"campaign_id"`
	} `json:"additional_attributes"`
}

type cwAttributes struct {
	Deleted   bool            `json:"deleted"`
	Rule      text            `json:"automation_rule_id"`
	Submitted json.RawMessage `json:"submitted_values"`
	Email     struct {
		Text cwMail `json:"text_content"`
		HTML cwMail `json:"html_content"`
	} `json:"email"`
}

type cwMail struct {
	Full  text `json:"full"`
	Reply text `json:"reply"`
}

type cwPerson struct {
	ID    text `json:"id"`
	Type  text `json:"type"`
	Name  text `json:"name"`
	Email text `json:"email"`
	Phone text `json:"phone_number"`
}

func (p *cwPerson) person() Person {
	if p == nil {
		return Person{}
	}
	return Person{ID: string(p.ID), Name: decodeEntities(string(p.Name)), Email: string(p.Email)}
}

// isChatwoot tells Chatwoot by its inboxes and by what its messages have.
func isChatwoot(s *shape) bool {
	switch {
	case s.has("message_type", "content", "private"), s.has("message_type", "content_type", "inbox_id"):
		return true
	case s.has("inbox_id", "status"), s.has("contact_inbox", "status"), s.has("event", "account", "inbox"):
		return true
	case s.has("feedback_message", "conversation_id"):
		return true
	}
	return s.has("short_code", "content") || s.has("channel_type", "working_hours") || s.has("availability_status", "account_id") ||
		s.has("availability_status", "thumbnail")
}

// chatwootRecord reads a conversation, a message, or an answer to the survey.
func (rd *reading) chatwootRecord(src *Source, s *shape) error {
	var c *Conversation
	var fault string
	var err error
	switch {
	case s.has("message_type"):
		var m cwMessage
		if fault, err = decode(s.data, &m); err == nil {
			rd.knowsSender(&m)
			c = m.piece()
			src.zoneless(c, m.CreatedAt)
		}
	case s.has("feedback_message", "conversation_id"):
		var o cwObject
		if fault, err = decode(s.data, &o); err == nil {
			c = o.survey()
		}
	case s.has("status"):
		var o cwObject
		if fault, err = decode(s.data, &o); err == nil {
			rd.knowsMeta(o.Meta)
			for i := range o.Messages {
				rd.knowsSender(&o.Messages[i])
			}
			c = o.conversation()
			src.zoneless(c, o.CreatedAt)
		}
	}
	switch {
	case err != nil:
		return rd.brokenRecord(src, s)
	case c == nil || c.ID == "":
		src.skip("is a record of Chatwoot without a conversation; export the conversations with their messages instead")
		return nil
	}
	return rd.part(src, s, c, fault)
}

// conversation reads a conversation. A list has the last message of each, a
// webhook those of the event.
func (o *cwObject) conversation() *Conversation {
	c := &Conversation{
		ID: string(o.ID), Source: FormatChatwoot, Subject: decodeEntities(string(o.Additional.Subject)), State: cwState(o.Status),
		CreatedAt: firstTime(o.CreatedAt.time(), o.Timestamp.time()), SnoozedUntil: o.SnoozedUntil.time(),
		Language: languageTag(string(cmp.Or(o.Additional.Language, o.Additional.Browser.Language))),
		joint:    joint{Loose: true, Fragment: o.Event != ""},
	}
	c.UpdatedAt = laterTime(laterTime(c.CreatedAt, o.UpdatedAt.time()), laterTime(o.LastActivity.time(), o.Timestamp.time()))
	c.RawChannel = string(o.Channel)
	if m := o.Meta; m != nil {
		c.RawChannel = string(cmp.Or(m.Channel, o.Channel))
		c.AssignedTo = &Assignee{Agent: m.Assignee.person().ID, Team: m.Team.person().ID}
		if p := m.Sender.person(); p != (Person{}) {
			c.Customers = []Person{p}
		}
	}
	c.Channel, c.Schedule = cwChannel(c.RawChannel), string(o.InboxID)
	if o.CampaignID != "" || o.Additional.Campaign != "" {
		c.InitiatedBy = System
	}
	for _, l := range o.Labels {
		c.Tags = append(c.Tags, string(l))
	}
	if at := o.FirstReply.time(); !at.IsZero() {
		c.Vendor = map[string]float64{"first_reply_created_at": float64(at.Unix())}
	}
	for i := range o.Messages {
		o.Messages[i].say(c)
	}
	c.BodiesMissing = len(o.Messages) < 2
	o.changes(c)
	return c
}

// changes reads what a webhook says has changed.
func (o *cwObject) changes(c *Conversation) {
	at := c.UpdatedAt
	for _, set := range o.Changed {
		for key, change := range set {
			var now text
			_ = now.UnmarshalJSON(change.Current) // never fails
			switch key {
			case "status":
				if to := cwState(now); to != "" {
					c.StateChanges = append(c.StateChanges, StateChange{At: at, ByRole: Agent, To: to})
				}
			case "assignee_id":
				c.Assignments = append(c.Assignments, cwAssignment(at, string(now), ""))
			case "team_id":
				c.Assignments = append(c.Assignments, cwAssignment(at, "", string(now)))
			}
		}
	}
	slices.SortFunc(c.Assignments, func(a, b Assignment) int { return cmp.Compare(a.ToTeam, b.ToTeam) })
}

func cwState(s text) State {
	switch s {
	case "open", "0":
		return Open
	case "pending", "2":
		return Pending
	case "resolved", "1":
		return Closed
	case "snoozed", "3":
		return Snoozed
	}
	return ""
}

// cwChannel reads a channel such as "Channel::WebWidget".
func cwChannel(raw string) string {
	switch _, kind, _ := strings.Cut(raw, "::"); kind {
	case "WebWidget":
		return "chat"
	case "Email":
		return "email"
	case "Sms", "TwilioSms":
		return "sms"
	case "Whatsapp":
		return "whatsapp"
	case "FacebookPage", "TwitterProfile", "Instagram", "Line", "Telegram", "Tiktok":
		return "social"
	case "Api":
		return "api"
	case "Voice":
		return "phone"
	}
	if raw == "" {
		return ""
	}
	return "other"
}

// survey reads an answer to the survey.
func (o *cwObject) survey() *Conversation {
	c := piece(FormatChatwoot, string(o.ConversationID))
	c.Rating = &Rating{AnsweredAt: o.CreatedAt.time(), Scale: 5, Value: stars(o.Rating), Comment: decodeEntities(string(o.Feedback))}
	c.Rating.AgentID = o.Agent.person().ID
	return c
}

// stars reads a score from 1 to 5, 0 if it is none.
func stars(s text) int {
	if len(s) == 1 && s >= "1" && s <= "5" {
		return int(s[0] - '0')
	}
	return 0
}

// piece reads a message that stands by itself.
func (m *cwMessage) piece() *Conversation {
	var c *Conversation
	if m.Conversation != nil && m.Conversation.ID != "" {
		c = m.Conversation.conversation()
		c.joint.Fragment = true
		c.UpdatedAt = laterTime(c.UpdatedAt, m.CreatedAt.time())
	} else {
		c = piece(FormatChatwoot, string(m.ConversationID))
	}
	if !slices.ContainsFunc(c.Messages, func(x Message) bool { return x.ID == string(m.ID) }) {
		m.say(c)
	}
	return c
}

// say adds a message to its conversation: what was written, or the sentence
// in which Chatwoot tells a change.
func (m *cwMessage) say(c *Conversation) {
	out := Message{ID: string(m.ID), At: m.CreatedAt.time(), Kind: Comment, Author: m.Sender.person(), RawType: m.kind()}
	out.Author.ID = cmp.Or(out.Author.ID, string(m.SenderID))
	out.Role, out.Auto, out.AI = m.role()
	if m.Private == "true" || m.Private == "1" {
		out.Kind = Note
	}
	out.Body, out.Links = m.body()
	for _, a := range m.Attachments {
		out.Attachments = append(out.Attachments, Attachment{Name: lastSegment(string(a.URL)), Type: string(a.Type), Size: int64(a.Size)})
	}
	switch {
	case m.Attributes.Deleted:
		out.Redacted, out.Body, out.Links = true, "", nil
	case m.ContentType == "input_csat":
		m.csat(c)
	case m.kind() == "activity":
		cwActivity(c, &out, string(m.Content))
	case out.Body == "" && len(out.Attachments) == 0:
		out.Kind = Event
	case out.Role == Customer && m.Sender != nil && m.Sender.Type == "user":
		c.warn("agent_as_customer", out.ID, "a message that came in has somebody of the team as its sender; taken as the customer's")
	case m.kind() == "":
		out.Kind, out.RawType = Event, string(m.MessageType)
		c.warn("unknown_message", out.ID, "message type "+quoteType(string(m.MessageType))+" is not known; its text was kept as an event")
	}
	c.Messages = append(c.Messages, out)
	m.answer(c)
}

// kind names the message type, which is a number in answers of the API.
func (m *cwMessage) kind() string {
	switch m.MessageType {
	case "0", "incoming":
		return "incoming"
	case "1", "outgoing":
		return "outgoing"
	case "2", "activity":
		return "activity"
	case "3", "template":
		return "template"
	}
	return ""
}

func (m *cwMessage) role() (role Role, auto, ai bool) {
	sender := strings.ToLower(string(m.SenderType))
	if m.Sender != nil {
		sender = cmp.Or(strings.ToLower(string(m.Sender.Type)), sender)
	}
	switch m.kind() {
	case "incoming":
		return Customer, false, false
	case "template":
		return Bot, true, false
	case "activity":
		return System, false, false
	}
	switch {
	case strings.Contains(sender, "captain"):
		return Bot, false, true
	case strings.Contains(sender, "bot"):
		return Bot, false, false
	case m.Attributes.Rule != "":
		return System, true, false
	case m.Additional.Campaign != "":
		return System, true, false
	case m.kind() == "":
		return System, false, false
	}
	return Agent, false, false
}

// body prefers the part of an e-mail that is new.
func (m *cwMessage) body() (body string, links []string) {
	e := m.Attributes.Email
	switch {
	case e.Text.Reply != "":
		return plainText(string(e.Text.Reply))
	case e.HTML.Reply != "":
		return bodyText(string(e.HTML.Reply), "")
	case m.Content == "" && e.HTML.Full != "":
		return bodyText(string(e.HTML.Full), "")
	}
	return bodyText(string(m.Content), "")
}

// csat reads the question of the survey, and its answer.
func (m *cwMessage) csat(c *Conversation) {
	r := &Rating{AskedAt: m.CreatedAt.time(), Scale: 5}
	var given struct {
		Response struct {
			Rating   text `json:"rating"`
			Feedback text `json:"feedback_message"`
		} `json:"csat_survey_response"`
	}
	_, _ = decode(m.Attributes.Submitted, &given) // none was submitted
	if r.Value = stars(given.Response.Rating); r.Value > 0 {
		r.Comment = decodeEntities(string(given.Response.Feedback))
		r.AnsweredAt = m.UpdatedAt.time()
	}
	c.Rating = mergeRatings(c.Rating, r)
}

// answer adds what the customer chose from the buttons of a message, which
// stands nowhere else.
func (m *cwMessage) answer(c *Conversation) {
	var chosen []struct {
		Title text `json:"title"`
		Value text `json:"value"`
	}
	if m.ContentType != "input_select" {
		return
	}
	_, _ = decode(m.Attributes.Submitted, &chosen) // nothing was chosen
	var words []string
	for _, ch := range chosen {
		words = append(words, string(cmp.Or(ch.Title, ch.Value)))
	}
	if body := strings.Join(words, ", "); body != "" {
		c.Messages = append(c.Messages, Message{
			ID: string(m.ID) + "-answer", At: firstTime(m.UpdatedAt.time(), m.CreatedAt.time()), Role: Customer, Kind: Comment,
			Body: body, RawType: "input_select",
		})
	}
}
