package inbox

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// dropRaw removes the messages of a raw type.
func (c *Conversation) dropRaw(raw string) {
	c.Messages = slices.DeleteFunc(c.Messages, func(m Message) bool { return m.RawType == raw })
}

// settlePeople gives the messages and changes of a conversation their roles
// and names, where the export lists people apart from the conversations. The
// customer of the joint is a customer whatever their role elsewhere: agents
// ask, too. Of whom nothing is known is taken for an agent, and told.
func (rd *reading) settlePeople(src *Source, c *Conversation) {
	customer := c.joint.Customer
	if customer == "" {
		customer = rd.guessCustomer(c)
	}
	guessed := 0
	role := func(id string) Role {
		who, ok := rd.lookup(c.Source, id)
		switch {
		case id != "" && id == customer:
			return Customer
		case ok && who.role != "":
			return who.role
		case id == "-1" || id == "0":
			return System
		}
		guessed++
		return Agent
	}
	for i := range c.Messages {
		m := &c.Messages[i]
		if m.Role == "" {
			m.Role = role(m.Author.ID)
		}
		m.Author = rd.named(c.Source, m.Author)
	}
	if guessed > 0 {
		src.warn("role_guessed", c.ID, "the export does not say who is a customer and who an agent: all but the requester were taken for agents; add the file of the users")
	}
	for i := range c.Assignments {
		if a := &c.Assignments[i]; a.ByRole == "" {
			a.ByRole = role(a.ByID)
		}
	}
	for i := range c.StateChanges {
		if s := &c.StateChanges[i]; s.ByRole == "" {
			s.ByRole = role(s.ByID)
		}
	}
	rd.knowHolders(c)
	if customer != "" {
		who, _ := rd.lookup(c.Source, customer)
		c.Language = cmp.Or(c.Language, who.language)
		if !slices.ContainsFunc(c.Customers, func(p Person) bool { return p.ID == customer }) {
			c.Customers = append([]Person{{ID: customer}}, c.Customers...)
		}
		for i := range c.Customers {
			c.Customers[i] = rd.named(c.Source, c.Customers[i])
		}
	}
	c.settleEnds()
}

// knowHolders learns the names of those who held the conversation.
func (rd *reading) knowHolders(c *Conversation) {
	know := func(id string) {
		if who, ok := rd.lookup(c.Source, id); ok {
			c.joint.know(who.Person)
		}
	}
	if c.AssignedTo != nil {
		know(c.AssignedTo.Agent)
	}
	for i := range c.Assignments {
		know(c.Assignments[i].ByID)
		know(c.Assignments[i].ToAgent)
	}
}

// holder is who is responsible by the ids under two keys, nil if neither key
// is there.
func (s *shape) holder(agent, team string) *Assignee {
	if !s.has(agent) && !s.has(team) {
		return nil
	}
	id := func(key string) string {
		if v := s.text(key); v != "0" {
			return v
		}
		return ""
	}
	return &Assignee{Agent: id(agent), Team: id(team)}
}

// settleEnds tells who wrote first and when it was closed.
func (c *Conversation) settleEnds() {
	for _, m := range c.Messages {
		if m.Kind == Comment {
			c.InitiatedBy = m.Role
			break
		}
	}
	if c.State != Closed || !c.ClosedAt.IsZero() {
		return
	}
	for _, s := range slices.Backward(c.StateChanges) {
		if s.To == Closed {
			c.ClosedAt = s.At
			return
		}
	}
}

// guessCustomer takes who wrote the first comment for the one who asks, unless
// they are known to be an agent.
func (rd *reading) guessCustomer(c *Conversation) string {
	for _, m := range c.Messages {
		if m.Kind != Comment || m.Role != "" {
			continue
		}
		if who, ok := rd.lookup(c.Source, m.Author.ID); !ok || who.role == Customer {
			return m.Author.ID
		}
	}
	return ""
}

// named completes a person by what the directory knows.
func (rd *reading) named(system string, p Person) Person {
	who, ok := rd.lookup(system, p.ID)
	if !ok {
		return p
	}
	p.Name, p.Email = cmp.Or(p.Name, who.Name), cmp.Or(p.Email, who.Email)
	return p
}

// texts are plain values as strings, without the empty ones.
func texts(list []text) []string {
	var out []string
	for _, t := range list {
		if t != "" {
			out = append(out, decodeEntities(string(t)))
		}
	}
	return out
}

// numbers flattens an object of numbers into names with dots; ids are no
// numbers.
func numbers(raw json.RawMessage) map[string]float64 {
	s, err := newShape(record{data: raw})
	if err != nil {
		return nil
	}
	out := map[string]float64{}
	for _, m := range s.members {
		key := string(m.key)
		var n float64
		switch {
		case key == "id" || strings.HasSuffix(key, "_id"):
		case opened(m.value, '{') != nil:
			for k, v := range numbers(json.RawMessage(m.value)) {
				out[key+"."+k] = v
			}
		case json.Unmarshal(m.value, &n) == nil && string(m.value) != "null":
			out[key] = n
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// zoneless warns of a time that says no zone and was taken for UTC, and of what is no
// time.
func (s *Source) zoneless(c *Conversation, m moment) {
	if raw := strings.TrimSpace(string(m.raw)); m.time().IsZero() && raw != "" && raw != "0" && raw != "null" {
		s.warn("odd_time", c.ID, "created_at is no time that is read; left out, write it as 2026-09-01T10:00:00Z")
	}
	if isZoneless(string(m.raw), m.time()) {
		s.warn("no_zone", c.ID, "times have no zone and were taken for UTC")
	}
}

// isZoneless tells a written time of the day that says no zone.
func isZoneless(raw string, at time.Time) bool {
	raw = strings.TrimSpace(raw)
	return len(raw) >= len("2006-01-02 15:04") && !at.IsZero() && strings.Contains(raw, ":") && !strings.ContainsAny(raw[10:], "Zz+-") &&
		!strings.HasSuffix(raw, "UTC") && !strings.HasSuffix(raw, "GMT")
}
