package inbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// zmHistory is one change of a ticket.
type zmHistory struct {
	ID          text   `json:"id"`
	Object      text   `json:"object"`
	ObjectID    text   `json:"o_id"`
	Type        text   `json:"type"`
	Attribute   text   `json:"attribute"`
	To          text   `json:"value_to"`
	ToID        text   `json:"id_to"`
	CreatedByID text   `json:"created_by_id"`
	CreatedAt   moment `json:"created_at"`
}

// zammadHistory reads changes, which may be of several tickets.
func (rd *reading) zammadHistory(src *Source, s *shape, list []zmHistory, fault string) error {
	byTicket := map[string]*Conversation{}
	var order []string
	for _, h := range list {
		if h.Object != "Ticket" || h.ObjectID == "" {
			continue
		}
		id := string(h.ObjectID)
		c, ok := byTicket[id]
		if !ok {
			c = &Conversation{ID: id, Source: FormatZammad, BodiesMissing: true, joint: joint{Loose: true, Piece: true}}
			byTicket[id] = c
			order = append(order, id)
		}
		h.happen(c)
	}
	for _, id := range order {
		if err := rd.part(src, s, byTicket[id], fault); err != nil {
			return err
		}
		fault = ""
	}
	if len(order) == 0 {
		src.skip("is a history of Zammad without changes of a ticket; export the histories of the tickets instead")
	}
	return nil
}

// happen adds a change of a ticket.
func (h *zmHistory) happen(c *Conversation) {
	m := Message{
		ID: "history-" + string(h.ID), At: h.CreatedAt.time(), Kind: Event, Author: Person{ID: string(h.CreatedByID)},
		RawType: strings.Trim(string(h.Type)+" "+string(h.Attribute), " "),
	}
	by := m.Author.ID
	if by == zmNobody {
		m.Author.ID, by, m.Role = "", "", System
	}
	c.Messages = append(c.Messages, m)
	a := Assignment{At: m.At, ByID: by, ByRole: m.Role, How: "manual"}
	if by == "" {
		a.How = "rule"
	}
	switch h.Attribute {
	case "owner":
		a.ToAgent = string(cmp.Or(h.ToID, h.To))
		if a.ToAgent == zmNobody || a.ToAgent == "-" || a.ToAgent == "" {
			a.ToAgent, a.How = "", "unassign"
		}
		c.Assignments = append(c.Assignments, a)
	case "group":
		a.ToTeam = string(cmp.Or(h.ToID, h.To))
		c.Assignments = append(c.Assignments, a)
	case "state":
		if to := zmState(strings.ToLower(string(h.To))); to != "" {
			c.StateChanges = append(c.StateChanges, StateChange{At: m.At, ByID: by, ByRole: m.Role, To: to})
		} else {
			c.warn("unknown_state", m.ID, "state "+quoteType(string(h.To))+" is not known; the change was left out")
		}
	case "pending_time":
		if until := parseTime(string(h.To)); !until.IsZero() {
			c.StateChanges = append(c.StateChanges, StateChange{At: m.At, ByID: by, ByRole: m.Role, To: Snoozed})
			c.Snoozes = append(c.Snoozes, Snooze{From: m.At, Until: until})
		}
	}
}

// zmTogether is how far apart Zammad writes the changes of one click.
const zmTogether = 5 * time.Second

// settleZammad gives people their names and roles, and joins the time until
// which a ticket waits with the change of state that goes with it.
func settleZammad(rd *reading, src *Source, c *Conversation) {
	if len(c.Customers) == 0 && c.joint.Customer != "" {
		c.Customers = []Person{{ID: c.joint.Customer}}
	}
	for i := range c.Customers {
		c.Customers[i] = rd.named(FormatZammad, c.Customers[i])
	}
	for i := range c.Messages {
		m := &c.Messages[i]
		who, ok := rd.lookup(FormatZammad, m.Author.ID)
		switch {
		case ok && who.role == Agent && m.Role == Customer:
			m.Author = Person{ID: c.joint.Customer}
			rd.warned(src, c, "agent_as_customer", m.ID, "an article of the customer was written down by somebody of the team; taken as the customer's")
		case ok && who.role != "" && m.Role == "":
			m.Role = who.role
		}
		m.Author = rd.named(FormatZammad, m.Author)
	}
	if who, ok := rd.lookup(FormatZammad, c.joint.Customer); ok {
		c.Language = cmp.Or(c.Language, who.language)
	}
	c.joinPending()
	settleCourse(rd, src, c)
}

// joinPending makes one change of a new state and the time that was set with
// it. A time that is set later, while the ticket waits, is another snooze.
func (c *Conversation) joinPending() {
	slices.SortStableFunc(c.StateChanges, func(x, y StateChange) int { return x.At.Compare(y.At) })
	kept := c.StateChanges[:0]
	for _, ch := range c.StateChanges {
		if n := len(kept) - 1; n >= 0 && ch.To == Snoozed && kept[n].To == Snoozed && ch.At.Sub(kept[n].At) <= zmTogether {
			for i := range c.Snoozes {
				if c.Snoozes[i].From.Equal(ch.At) {
					c.Snoozes[i].From = kept[n].At
				}
			}
			continue
		}
		kept = append(kept, ch)
	}
	c.StateChanges = kept
}
