package inbox

import (
	"cmp"
	"encoding/json"
	"strings"
)

// FormatCrisp is Crisp: conversations and messages of its API.
const FormatCrisp = "crisp"

type crConversation struct {
	ID      text   `json:"session_id"`
	State   text   `json:"state"`
	Created moment `json:"created_at"`
	Updated moment `json:"updated_at"`
	Meta    struct {
		Nickname text   `json:"nickname"`
		Email    text   `json:"email"`
		Subject  text   `json:"subject"`
		Origin   text   `json:"origin"`
		Segments []text `json:"segments"`
		Device   struct {
			Locales []text `json:"locales"`
		} `json:"device"`
	} `json:"meta"`
	Assigned *struct {
		UserID text `json:"user_id"`
	} `json:"assigned"`
	Messages []crMessage `json:"messages"`
}

type crMessage struct {
	ID        text            `json:"fingerprint"`
	Session   text            `json:"session_id"`
	Type      text            `json:"type"`
	From      text            `json:"from"`
	Origin    text            `json:"origin"`
	Content   json.RawMessage `json:"content"`
	Automated text            `json:"automated"`
	Timestamp moment          `json:"timestamp"`
	Links     []struct {
		Target text `json:"target"`
	} `json:"references"`
	User struct {
		ID   text `json:"user_id"`
		Name text `json:"nickname"`
	} `json:"user"`
}

// isCrisp tells Crisp by its sessions.
func isCrisp(s *shape) bool {
	return s.has("session_id") && (s.has("fingerprint", "from") || s.has("meta", "state") || s.has("website_id"))
}

// crispRecord reads a conversation or a message.
func (rd *reading) crispRecord(src *Source, s *shape) error {
	if s.has("from", "content") {
		var m crMessage
		fault, err := decode(s.data, &m)
		if err != nil {
			return rd.brokenRecord(src, s)
		}
		c := piece(FormatCrisp, string(m.Session))
		m.say(c)
		return rd.part(src, s, c, fault)
	}
	var o crConversation
	fault, err := decode(s.data, &o)
	switch {
	case err != nil:
		return rd.brokenRecord(src, s)
	case o.ID == "" || o.State == "" && len(o.Messages) == 0:
		src.skip("holds something else of Crisp than conversations; export the conversations with their messages instead")
		return nil
	}
	return rd.part(src, s, o.conversation(), fault)
}

func (o *crConversation) conversation() *Conversation {
	c := &Conversation{
		ID: string(o.ID), Source: FormatCrisp, Subject: decodeEntities(string(o.Meta.Subject)), State: crState(o.State),
		CreatedAt: o.Created.time(), UpdatedAt: o.Updated.time(), RawChannel: string(o.Meta.Origin), Channel: "chat",
		BodiesMissing: len(o.Messages) == 0, joint: joint{Loose: true},
	}
	if o.Assigned != nil {
		c.AssignedTo = &Assignee{Agent: string(o.Assigned.UserID)}
	}
	if len(o.Meta.Device.Locales) > 0 {
		c.Language = languageTag(string(o.Meta.Device.Locales[0]))
	}
	for _, t := range o.Meta.Segments {
		c.Tags = append(c.Tags, string(t))
	}
	if p := (Person{Name: decodeEntities(string(o.Meta.Nickname)), Email: string(o.Meta.Email)}); p != (Person{}) {
		p.ID = c.ID
		c.Customers = []Person{p}
	}
	for i := range o.Messages {
		o.Messages[i].say(c)
	}
	return c
}

func crState(s text) State {
	switch s {
	case "pending", "unresolved":
		return Open
	case "resolved":
		return Closed
	}
	return ""
}

// say adds a message or an event.
func (m *crMessage) say(c *Conversation) {
	out := Message{
		ID: string(m.ID), At: m.Timestamp.time(), Kind: Comment, RawType: string(cmp.Or(m.Type, "text")), Role: Customer,
		Author: Person{ID: string(m.User.ID), Name: decodeEntities(string(m.User.Name))},
	}
	if m.From == "operator" {
		out.Role = Agent
		if m.Automated == "true" || m.Type == "picker" || m.Type == "field" {
			out.Role, out.Auto = Bot, m.Automated == "true"
		}
	}
	var content struct {
		Text      text `json:"text"`
		Name      text `json:"name"`
		Kind      text `json:"type"`
		Namespace text `json:"namespace"`
		Value     text `json:"value"`
	}
	var words text
	_ = words.UnmarshalJSON(m.Content) // never fails
	_, _ = decode(m.Content, &content) // most contents are plain text
	out.Body, out.Links = plainText(string(cmp.Or(words, content.Text)))
	for _, l := range m.Links {
		if linkTarget(string(l.Target)) {
			out.Links = append(out.Links, string(l.Target))
		}
	}
	switch m.Type {
	case "note":
		out.Kind = Note
	case "event":
		out.Kind, out.Role, out.Body, out.Links = Event, crEventRole(out), "", nil
		out.RawType = string(cmp.Or(content.Namespace, "event"))
		m.changed(c, out)
	case "text", "", "picker", "field", "carousel", "animation", "audio", "file":
		if content.Name != "" || m.Type == "audio" || m.Type == "animation" {
			out.Attachments = []Attachment{{Name: string(content.Name), Type: string(content.Kind)}}
		}
	default:
		out.Kind = Event
		if out.Body != "" {
			c.warn("unknown_message", out.ID, "message type "+quoteType(string(m.Type))+" is not known; its text was kept as an event")
		}
	}
	if out.Kind == Comment && out.Body == "" && len(out.Attachments) == 0 {
		out.Kind = Event
	}
	c.Messages = append(c.Messages, out)
	if m.Type == "field" && content.Value != "" {
		c.Messages = append(c.Messages, Message{ID: out.ID + "-answer", At: out.At, Role: Customer, Kind: Comment, Body: string(content.Value), RawType: "field"})
	}
}

// crEventRole is who caused an event: the team, unless nobody is named.
func crEventRole(m Message) Role {
	if m.Role == Agent && m.Author.ID == "" {
		return System
	}
	return m.Role
}

// changed records what an event changes.
func (m *crMessage) changed(c *Conversation, out Message) {
	ch := StateChange{At: out.At, ByID: out.Author.ID, ByRole: out.Role}
	switch name := out.RawType; {
	case name == "state:resolved":
		ch.To = Closed
	case name == "state:unresolved", name == "state:pending":
		ch.To = Open
	case name == "reminder:scheduled":
		ch.To = Snoozed
	case strings.HasPrefix(name, "participant:"), strings.HasPrefix(name, "call:"), strings.HasPrefix(name, "thread:"), strings.HasPrefix(name, "user:"):
		return
	default:
		c.warn("unknown_event", out.ID, "events of type "+quoteType(name)+" are not known; kept as they are")
		return
	}
	c.StateChanges = append(c.StateChanges, ch)
}
