package inbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// addHelpScout adds threads, which come newest first, and what changed from
// one to the next.
func (c *Conversation) addHelpScout(list []hsThread) {
	if n := len(list); n > 1 && !list[0].at().Before(list[n-1].at()) {
		list = slices.Clone(list)
		slices.Reverse(list)
	}
	var state State
	var holder Assignment
	for i := range list {
		t := &list[i]
		if t.State == "draft" || t.State == "review" || t.State == "underreview" {
			continue
		}
		m := c.thread(t)
		if to := hsState(t.Status); to != "" && to != state {
			if state != "" {
				c.StateChanges = append(c.StateChanges, StateChange{At: m.At, ByID: m.Author.ID, ByRole: m.Role, To: to})
			}
			state = to
		}
		c.assignThread(t, m, &holder)
		c.snoozeThread(t, m)
		c.Messages = append(c.Messages, m)
	}
}

func (t *hsThread) at() time.Time { return firstTime(t.CreatedAt.time(), t.CreatedBy.CreatedAt.time()) }

// thread is a thread as a message.
func (c *Conversation) thread(t *hsThread) Message {
	m := Message{ID: string(t.ID), At: t.at(), RawType: string(t.Type), Kind: Comment}
	by := t.CreatedBy
	m.Role = hsRole(by.Type)
	switch t.Type {
	case "customer":
		m.Role = Customer
		if by.Type != "customer" && t.Customer.ID != "" {
			by = t.Customer // an agent wrote it down for the customer
		}
	case "message", "reply":
		m.Role = cmp.Or(m.Role, Agent)
	case "chat", "beaconchat", "forwardchild":
	case "note", "phone", "forwardparent":
		m.Kind = Note
	case "lineitem":
		m.Kind = Event
	default:
		m.Kind = Event
	}
	m.Role = cmp.Or(m.Role, System)
	if strings.Contains(string(t.Action.Type), "workflow") && t.Type == "lineitem" {
		m.Role = System
	}
	m.Author = by.neutral(m.Role == Customer)
	m.Body, m.Links = bodyText(string(t.Body), "")
	for _, a := range slices.Concat(t.Attachments, t.Embedded.Attachments) {
		m.Attachments = append(m.Attachments, Attachment{Name: string(cmp.Or(a.Name, a.Name1)), Type: string(a.Type), Size: int64(a.Size)})
	}
	if t.SavedReply != "0" {
		m.SavedReplyID = string(t.SavedReply)
	}
	switch {
	case m.Body == "" && len(m.Attachments) == 0:
		m.Kind = Event
	case t.Hidden && m.Kind == Comment:
		m.Kind = Note
		c.warn("hidden", m.ID, "a message that was hidden from the customer was taken as a note")
	case m.Kind == Event && t.Type != "lineitem":
		c.warn("unknown_part", m.ID, "thread type "+quoteType(string(t.Type))+" is not known; its text was kept as an event")
	}
	c.rateThread(t, m)
	return m
}

func hsRole(kind text) Role {
	switch kind {
	case "customer":
		return Customer
	case "user":
		return Agent
	case "system", "workflow":
		return System
	}
	return ""
}

// rateThread takes the rating of an answer. When it was asked for or given is
// not recorded.
func (c *Conversation) rateThread(t *hsThread, m Message) {
	if t.Rating == nil {
		return
	}
	r := &Rating{Scale: 3, Comment: decodeEntities(string(t.Rating.Comments)), AgentID: m.Author.ID}
	switch strings.ReplaceAll(strings.ToLower(string(t.Rating.Rating)), " ", "_") {
	case "great":
		r.Value = 3
	case "okay":
		r.Value = 2
	case "not_good", "notgood":
		r.Value = 1
	default:
		return
	}
	c.Rating = r
}

// assignThread records that a thread is assigned to somebody else than the one
// before it.
func (c *Conversation) assignThread(t *hsThread, m Message, holder *Assignment) {
	if len(t.AssignedTo) == 0 {
		return
	}
	var to struct {
		ID   text `json:"id"`
		Type text `json:"type"`
	}
	if _, err := decode(t.AssignedTo, &to); err != nil {
		return
	}
	next := Assignment{At: m.At, ByID: m.Author.ID, ByRole: m.Role, How: "manual"}
	switch {
	case to.ID == "" || to.ID == "0":
		next.How = "unassign"
	case to.Type == "team":
		next.ToTeam = string(to.ID)
	default:
		next.ToAgent = string(to.ID)
	}
	if next.ToAgent == holder.ToAgent && next.ToTeam == holder.ToTeam {
		return
	}
	switch {
	case next.How == "unassign":
	case strings.Contains(string(t.Action.Type), "workflow") || m.Role == System:
		next.How = "rule"
	case m.Kind == Comment && m.Role == Agent && next.ToAgent == m.Author.ID:
		next.How = "auto_on_reply"
	}
	*holder = next
	c.Assignments = append(c.Assignments, next)
}

// snoozeThread reads the start and end of past snoozes, which only lines of
// the history tell, in words.
func (c *Conversation) snoozeThread(t *hsThread, m Message) {
	said := strings.ToLower(string(t.Action.Type) + " " + string(t.Action.Text))
	n := len(c.Snoozes)
	asleep := n > 0 && c.Snoozes[n-1].EndedBy == ""
	switch {
	case t.Type == "customer" && asleep:
		c.Snoozes[n-1].EndedAt, c.Snoozes[n-1].EndedBy = m.At, "customer"
	case t.Type != "lineitem":
	case strings.Contains(said, "unsnooz") || strings.Contains(said, "snooze ended"):
		if asleep {
			c.Snoozes[n-1].EndedAt, c.Snoozes[n-1].EndedBy = m.At, "unknown"
		}
	case strings.Contains(said, "snooz"):
		c.Snoozes = append(c.Snoozes, Snooze{From: m.At})
	}
}

// helpScoutSettle completes a conversation.
func (rd *reading) helpScoutSettle(src *Source, c *Conversation) {
	if c.joint.Piece {
		c.Truncated = true
		src.warn("no_conversation", c.ID, "the export has threads, but not their conversation; export the conversations too")
	} else if c.BodiesMissing = c.BodiesMissing && len(c.Messages) == 0; c.BodiesMissing {
		c.Truncated = false
	}
	rd.settlePeople(src, c)
	for _, w := range c.Warnings {
		src.warn(w.Code, c.ID, w.Text)
	}
}
