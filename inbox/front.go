package inbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// FormatFront is Front: conversations, messages, comments and events of its
// API, pages of them, and its webhooks.
const FormatFront = "front"

// frObject is any object of Front's API; which one shows in its fields.
type frObject struct {
	ID    text `json:"id"`
	Links struct {
		Related struct {
			Conversation text `json:"conversation"`
		} `json:"related"`
	} `json:"_links"`
	Type text `json:"type"`

	// Of a conversation. Dumps add the lists to it that belong to it.
	Subject     text            `json:"subject"`
	Status      text            `json:"status"`
	Category    text            `json:"status_category"`
	Recipient   *frRecipient    `json:"recipient"`
	Assignee    json.RawMessage `json:"assignee"`
	Tags        []frNamed       `json:"tags"`
	LastMessage *frObject       `json:"last_message"`
	CreatedAt   moment          `json:"created_at"`
	UpdatedAt   moment          `json:"updated_at"`
	Reminders   []frScheduled   `json:"scheduled_reminders"`
	Messages    []frObject      `json:"messages"`
	Comments    []frObject      `json:"comments"`
	Events      []frObject      `json:"events"`

	// Of a message or a comment.
	IsInbound   *bool          `json:"is_inbound"`
	IsDraft     bool           `json:"is_draft"`
	DraftMode   text           `json:"draft_mode"`
	Author      *frPerson      `json:"author"`
	Recipients  []frRecipient  `json:"recipients"`
	Body        text           `json:"body"`
	Text        text           `json:"text"`
	Attachments []frAttachment `json:"attachments"`
	PostedAt    moment         `json:"posted_at"`

	// Of an event.
	EmittedAt    moment    `json:"emitted_at"`
	Conversation *frObject `json:"conversation"`
	Source       frRef     `json:"source"`
	Target       frRef     `json:"target"`
}

type frPerson struct {
	ID    text `json:"id"`
	Type  text `json:"type"`
	Email text `json:"email"`
	First text `json:"first_name"`
	Last  text `json:"last_name"`
	Name  text `json:"name"`
}

type frRecipient struct {
	Handle text `json:"handle"`
	Name   text `json:"name"`
	Role   text `json:"role"`
	Links  struct {
		Related struct {
			Contact text `json:"contact"`
		} `json:"related"`
	} `json:"_links"`
}

type frNamed struct {
	ID   text `json:"id"`
	Name text `json:"name"`
}

type frScheduled struct {
	At moment `json:"scheduled_at"`
}

type frAttachment struct {
	Name text    `json:"filename"`
	Type text    `json:"content_type"`
	Size float64 `json:"size"`
}

// frRef is what an event is from, or about.
type frRef struct {
	Meta struct {
		frScheduled
		Type text `json:"type"`
	} `json:"_meta"`
	Data json.RawMessage `json:"data"`
}

// frOther are the objects of Front that are no conversations, by what their
// ids begin with.
var frOther = map[string]string{
	"tea": "teammates", "tim": "teams", "tag": "tags", "inb": "inboxes", "cha": "channels", "rul": "rules",
	"ctc": "contacts", "crd": "contacts", "rsp": "message templates", "rsf": "message templates", "kba": "help center articles",
	"kbc": "collections of articles", "knb": "help centers", "sig": "signatures", "acc": "accounts", "top": "links", "shf": "shifts",
}

// isFront tells Front by the links and the ids that all of its objects have.
func isFront(s *shape) bool {
	if s.has("conversation_reference") && len(s.members) == 1 {
		return true
	}
	links := s.object("_links")
	if links == nil || s.has("_embedded") || s.array("_results") != nil {
		return false
	}
	prefix, _, ok := strings.Cut(s.text("id"), "_")
	return ok && (frOther[prefix] != "" || slices.Contains([]string{"cnv", "msg", "com", "evt"}, prefix)) ||
		s.has("is_inbound") || s.has("emitted_at") || s.has("posted_at") || bytes.Contains(links, []byte("frontapp.com"))
}

// frontRecord reads a conversation, a message, a comment or an event.
func (rd *reading) frontRecord(src *Source, s *shape) error {
	var o frObject
	fault, err := decode(s.data, &o)
	if err != nil {
		return rd.brokenRecord(src, s)
	}
	c, other := o.read()
	if c == nil {
		src.skip(other)
		return nil
	}
	src.found(FormatFront)
	return rd.part(src, s, c, fault)
}

// read turns an object into a conversation or a part of one, or says what
// else it is.
func (o *frObject) read() (c *Conversation, other string) {
	prefix, _, _ := strings.Cut(string(o.ID), "_")
	switch {
	case !o.EmittedAt.time().IsZero() && o.Conversation != nil:
		return o.event(), ""
	case o.IsInbound != nil, !o.PostedAt.time().IsZero(), prefix == "msg":
		id := lastSegment(string(o.Links.Related.Conversation))
		if id == "" {
			return nil, "holds messages of Front that do not say their conversation; export the conversations with their messages instead"
		}
		c := piece(FormatFront, id)
		o.say(c)
		return c, ""
	case prefix == "cnv":
		return o.conversation(), ""
	case frOther[prefix] != "":
		return nil, "holds " + frOther[prefix] + " of Front, no conversations" + frExport
	}
	return nil, "is an answer of Front without conversations" + frExport
}

// frExport is what to fetch from Front instead.
const frExport = "; export the conversations with their messages, comments and events instead"

// lastSegment is what stands behind the last slash of an address.
func lastSegment(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }

// conversation reads a conversation, and what a dump has put into it. By
// itself it has no more than the last of its messages.
func (o *frObject) conversation() *Conversation {
	c := &Conversation{
		ID: string(o.ID), Source: FormatFront, Subject: decodeEntities(string(o.Subject)), State: o.state(),
		CreatedAt: o.CreatedAt.time(), UpdatedAt: o.UpdatedAt.time(), SnoozedUntil: o.until(),
		AssignedTo: holder(o.Assignee, nil), joint: joint{Loose: true},
	}
	for _, t := range o.Tags {
		if t.Name != "" {
			c.Tags = append(c.Tags, decodeEntities(string(t.Name)))
		}
	}
	if o.Status == "invisible" {
		c.InitiatedBy = Agent
	}
	if r := o.Recipient; r != nil && r.Handle != "" {
		c.Customers = []Person{r.person()}
	}
	c.BodiesMissing = len(o.Messages) == 0
	if o.LastMessage != nil {
		o.LastMessage.say(c)
		c.Channel, c.RawChannel = frChannel(string(o.LastMessage.Type)), string(o.LastMessage.Type)
		c.UpdatedAt = laterTime(c.UpdatedAt, o.LastMessage.CreatedAt.time())
	}
	for _, list := range [][]frObject{o.Messages, o.Comments} {
		for i := range list {
			list[i].say(c)
		}
	}
	for i := range o.Events {
		o.Events[i].happen(c)
	}
	if c.UpdatedAt.IsZero() {
		c.UpdatedAt = c.CreatedAt
	}
	return c
}

// event reads an event: the conversation as it is after it, and the change.
func (o *frObject) event() *Conversation {
	c := o.Conversation.conversation()
	c.joint.Fragment = true
	c.UpdatedAt = laterTime(c.UpdatedAt, o.EmittedAt.time())
	o.happen(c)
	return c
}

func (o *frObject) state() State {
	switch {
	case o.Status == "deleted":
		return Deleted
	case o.Status == "spam":
		return Spam
	case o.Status == "snoozed", !o.until().IsZero():
		return Snoozed
	case o.Status == "archived", o.Category == "resolved":
		return Closed
	case o.Status != "", o.Category != "":
		return Open
	}
	return ""
}

// until is when the first of the reminders wakes the conversation.
func (o *frObject) until() (first time.Time) {
	for _, r := range o.Reminders {
		if at := r.At.time(); !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

func frChannel(raw string) string {
	switch raw {
	case "", "email", "sms", "whatsapp":
		return raw
	case "truly", "dialpad":
		return "sms"
	case "tweet", "tweet_dm", "facebook", "instagram":
		return "social"
	case "call", "phone-call", "talkdesk", "aircall":
		return "phone"
	case "front_chat", "intercom", "smooch", "chat":
		return "chat"
	case "custom":
		return "api"
	}
	return "other"
}

func (p *frPerson) person() Person {
	if p == nil {
		return Person{}
	}
	name := strings.TrimSpace(string(p.First) + " " + string(p.Last))
	return Person{ID: string(p.ID), Name: decodeEntities(cmp.Or(name, string(p.Name))), Email: string(p.Email)}
}

// person is who has a handle: an address, a number or a name of a network.
func (r frRecipient) person() Person {
	p := Person{ID: lastSegment(string(r.Links.Related.Contact)), Name: decodeEntities(string(r.Name))}
	if strings.Contains(string(r.Handle), "@") {
		p.Email = string(r.Handle)
	} else if p.ID == "" {
		p.ID = string(r.Handle)
	}
	return p
}

// say adds a message or a comment to its conversation. Drafts were never
// sent.
func (o *frObject) say(c *Conversation) {
	if o.IsDraft || o.DraftMode != "" {
		return
	}
	m := Message{ID: string(o.ID), At: o.CreatedAt.time(), Kind: Comment, RawType: string(cmp.Or(o.Type, "message"))}
	m.Author = o.Author.person()
	switch {
	case o.IsInbound == nil:
		m.Role, m.Kind, m.RawType, m.At = Agent, Note, "comment", firstTime(o.PostedAt.time(), m.At)
	case *o.IsInbound:
		o.cameIn(c, &m)
	default:
		m.Role, m.AI = frRole(o.Author)
	}
	m.Body, m.Links = bodyText(string(o.Body), string(o.Text))
	for _, a := range o.Attachments {
		m.Attachments = append(m.Attachments, Attachment{Name: string(a.Name), Type: string(a.Type), Size: int64(a.Size)})
	}
	c.Messages = append(c.Messages, m)
}

// cameIn reads a message that came in. It is the customer's, even where a
// teammate stands as its author; who it was is in the recipients.
func (o *frObject) cameIn(c *Conversation, m *Message) {
	m.Role = Customer
	i := slices.IndexFunc(o.Recipients, func(r frRecipient) bool { return r.Role == "from" })
	if i >= 0 {
		m.Author = o.Recipients[i].person()
	}
	if o.Author != nil && o.Author.ID != "" {
		c.warn("agent_as_customer", m.ID, "a message that came in has somebody of the team as its author; taken as the customer's")
	}
}

// frRole is who wrote a message that went out. Without an author it is
// somebody who wrote outside of Front.
func frRole(a *frPerson) (role Role, ai bool) {
	if a == nil {
		return Agent, false
	}
	switch strings.ToLower(string(a.Type)) {
	case "ai":
		return Bot, true
	case "rule", "macro", "csat", "api", "integration":
		return Bot, false
	case "visitor":
		return Customer, false
	}
	return Agent, false
}

// frStates are the states that events lead to.
var frStates = map[text]State{
	"archive": Closed, "reopen": Open, "trash": Deleted, "restore": Open, "reminder": Open,
}

// frQuiet are events that change nothing that is kept but their name.
var frQuiet = map[text]bool{
	"mention": true, "move": true, "forward": true, "tag": true, "untag": true, "link_added": true, "link_removed": true,
	"sending_error": true, "message_bounce_error": true, "conversations_merged": true, "topic_identified": true,
	"macro_triggered": true, "ticket_status_update": true, "follow": true, "unfollow": true, "custom_field_updated": true,
}

// happen adds an event to its conversation: what was said with it, or what it
// changed.
func (o *frObject) happen(c *Conversation) {
	var target frObject
	if len(o.Target.Data) > 0 {
		_, _ = decode(o.Target.Data, &target) // what is no object has nothing to say
	}
	if target.IsInbound != nil || !target.PostedAt.time().IsZero() {
		target.say(c)
		if o.Type == "forward" {
			// The customer is not among those who got it.
			c.joint.Edits = append(c.joint.Edits, edit{At: o.EmittedAt.time(), Message: string(target.ID), Kind: Note})
		}
		if o.Type != "forward" && o.Type != "message_bounce_error" && o.Type != "sending_error" {
			return
		}
	}
	by, who := o.Source.actor()
	m := Message{ID: string(o.ID), At: o.EmittedAt.time(), Role: by, Kind: Event, Author: who, RawType: string(o.Type)}
	c.Messages = append(c.Messages, m)
	to, changes := frStates[o.Type]
	switch {
	case o.Type == "assign" || o.Type == "unassign":
		a := Assignment{At: m.At, ByID: who.ID, ByRole: by, How: "manual", ToAgent: string(target.ID)}
		if by != Agent {
			a.How = "rule"
		}
		if o.Type == "unassign" || target.ID == "" {
			a.How, a.ToAgent = "unassign", ""
		}
		c.Assignments = append(c.Assignments, a)
	case o.Type == "archive" && o.Source.Meta.Type == "reminder":
		c.StateChanges = append(c.StateChanges, StateChange{At: m.At, ByID: who.ID, ByRole: Agent, To: Snoozed})
		c.Snoozes = append(c.Snoozes, Snooze{From: m.At, Until: o.Source.scheduled()})
	case changes:
		c.StateChanges = append(c.StateChanges, StateChange{At: m.At, ByID: who.ID, ByRole: by, To: to})
	case !frQuiet[o.Type] && !strings.HasPrefix(string(o.Type), "call_"):
		c.warn("unknown_event", m.ID, "events of type "+quoteType(string(o.Type))+" are not known; kept as they are")
	}
}

// actor is who caused an event. A source without a teammate is software: a
// rule, an API, a mailbox that was synchronised, a reminder.
func (r frRef) actor() (Role, Person) {
	if r.Meta.Type != "teammate" {
		if r.Meta.Type == "recipient" {
			return Customer, Person{}
		}
		return System, Person{}
	}
	var p frPerson
	_, _ = decode(r.Data, &p) // a teammate who left may be null
	return Agent, p.person()
}

// scheduled is when a reminder wakes the conversation.
func (r frRef) scheduled() time.Time {
	var s frScheduled
	_, _ = decode(r.Data, &s) // it may stand in the meta data alone
	return firstTime(s.At.time(), r.Meta.At.time())
}

// settleFront takes the channel from the first message, where the
// conversation came without its last.
func settleFront(rd *reading, src *Source, c *Conversation) {
	for _, m := range c.Messages {
		if m.Kind == Comment && c.Channel == "" && m.RawType != "message" {
			c.Channel, c.RawChannel = frChannel(m.RawType), m.RawType
		}
	}
	settleCourse(rd, src, c)
}
