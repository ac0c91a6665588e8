package inbox

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
)

// This file reads the cells of a row, whatever table it is from.

// rowConversation is a conversation with the one message of a row, or none.
func rowConversation(get func(string) string, format string) *Conversation {
	c := &Conversation{
		ID: strings.TrimSpace(plainNumber(get("conversation_id"))), Source: format, Subject: get("subject"),
		State: rowState(get("state")), Language: languageTag(get("language")), Tags: splitTags(get("tags")),
		Rating: rowRating(get("rating")), Messages: []Message{}, joint: joint{Fragment: true, Row: true},
	}
	m := rowMessage(get)
	c.joint.RoleTold = roleCell(get) != ""
	if to := get("assignee"); strings.ContainsAny(to, "0123456789") {
		c.AssignedTo = &Assignee{Agent: plainNumber(to)}
	}
	c.CreatedAt, c.UpdatedAt = m.At, m.At
	if m.Body == "" && m.RawType == "" {
		return c
	}
	c.Messages = append(c.Messages, m)
	c.settleRow()
	return c
}

// settleRow takes from the messages what a table says only there.
func (c *Conversation) settleRow() {
	seen := map[string]bool{}
	c.Customers, c.InitiatedBy = nil, ""
	for _, m := range c.Messages {
		if c.InitiatedBy == "" && m.Kind == Comment {
			c.InitiatedBy = m.Role
		}
		key := personKey(m.Author)
		if m.Role == Customer && key != "" && !seen[key] {
			seen[key] = true
			c.Customers = append(c.Customers, m.Author)
		}
	}
}

// warnNoRoles tells of messages of which nothing says whose they are.
func (s *Source) warnNoRoles(c *Conversation) {
	said := 0
	for _, m := range c.Messages {
		if m.Kind == Comment {
			said++
		}
	}
	if said > 1 && !c.joint.RoleTold {
		s.warn("no_roles", c.ID, "nothing says who wrote which message; all were taken for the customer's, name the column that tells with --columns author_type=NAME")
	}
}

func rowMessage(get func(string) string) Message {
	m := Message{
		ID: get("message_id"), At: rowTime(get("created_at")), Role: rowRole(roleCell(get)), RawType: get("kind"),
		Author: rowAuthor(get),
		Kind:   Comment,
	}
	if m.RawType == "" {
		m.RawType = "message"
	}
	if strings.EqualFold(roleCell(get), "assistant") {
		m.AI = true
	}
	body := unguard(get("body"))
	m.Body, m.Links = bodyText(body, body)
	rule := partRules[m.RawType]
	kind := strings.ToLower(m.RawType)
	switch {
	case m.Body == "":
		m.Kind = Event
	case isEventPart(m.RawType), rule.snoozes, rule.assigns == "rule":
		m.Kind = Event
	case rule.note, kind == "n", strings.Contains(kind, "note"), strings.Contains(kind, "internal"), strings.Contains(kind, "private"), isTrue(get("internal")):
		m.Kind = Note
	}
	return m
}

// rowAuthor is who wrote a row. A column may hold name and address in one, as
// mail programs write them.
func rowAuthor(get func(string) string) Person {
	p := Person{ID: get("author_id"), Name: get("author"), Email: get("author_email")}
	if isRoleWord(p.Name) {
		p.Name = ""
	}
	for _, v := range []string{p.Name, p.Email} {
		if a, err := mail.ParseAddress(v); err == nil && strings.Contains(v, "<") {
			if v == p.Email || p.Email == "" {
				p.Email = a.Address
			}
			if v == p.Name || p.Name == "" {
				p.Name = a.Name
			}
		}
	}
	return p
}

// roleCell is what a row says of its author's role. Where no column is called after
// the role, the one of the author may hold it: "customer", "agent".
func roleCell(get func(string) string) string {
	if role := get("author_type"); strings.TrimSpace(role) != "" {
		return role
	}
	switch get("kind") { // of osTicket: message, response, note
	case "M":
		return "customer"
	case "R", "N":
		return "agent"
	}
	if author := get("author"); isRoleWord(author) {
		return author
	}
	return ""
}

// isRoleWord tells the names of roles from those of people.
func isRoleWord(s string) bool { return isCustomerWord(s) || rowRole(s) != Customer }

// oddCells tells of cells that say nothing we know. What they hold is not
// shown: it may be the name of somebody in the place of a role.
func (s *Source) oddCells(get func(string) string, where string) {
	if v := get("author_type"); strings.TrimSpace(v) != "" && rowRole(v) == Customer && !isCustomerWord(v) {
		s.warn("odd_role", "", where+": author_type says neither customer nor agent; taken for the customer, choose another column with --columns")
	}
	if v := get("created_at"); strings.TrimSpace(v) != "" {
		if at := rowTime(v); at.IsZero() {
			s.warn("odd_time", "", where+": created_at is no time that is read; left out, write it as 2026-09-01T10:00:00Z")
		} else if isZoneless(v, at) {
			s.warn("no_zone", "", where+": times have no zone and were taken for UTC")
		}
	}
	if v := get("rating"); strings.TrimSpace(v) != "" && rowRating(v) == nil {
		s.warn("odd_rating", "", where+": rating is no whole number from 1 to 5; left out")
	}
	if v := get("state"); strings.TrimSpace(v) != "" && rowState(v) == "" {
		s.warn("odd_state", "", where+": state is none that is known; left out")
	}
}

// isCustomerWord tells the many names of those who ask.
func isCustomerWord(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "customer", "user", "end-user", "end_user", "enduser", "client", "contact", "lead", "visitor", "guest", "human", "person", "requester", "external",
		"inbound", "incoming", "in", "consumer", "member", "kunde", "kundin", "cliente", "klant", "utente", "utilisateur", "usuario":
		return true
	}
	return false
}

// unguard removes the apostrophe that keeps a sheet from computing a cell.
func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte("=+-@", s[1]) >= 0 {
		return s[1:]
	}
	return s
}

func isTrue(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "t", "yes", "y", "1":
		return true
	}
	return false
}

// rowRole reads the many names of the two sides. Nothing means the customer:
// a table with one row a conversation holds the question.
func rowRole(s string) Role {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "admin", "agent", "operator", "teammate", "staff", "support", "employee", "human_agent", "outbound", "outgoing", "out", "representative",
		"mitarbeiter", "mitarbeiterin", "bearbeiter", "agente", "équipe", "operatore", "operador", "medewerker", "atendente":
		return Agent
	case "bot", "assistant", "ai", "chatbot", "automation", "automated_agent", "virtual_agent":
		return Bot
	case "system", "rule", "team", "trigger":
		return System
	}
	return Customer
}

func rowState(s string) State {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "open", "new", "unread", "active", "pending", "hold", "on-hold", "opened", "waiting",
		"offen", "neu", "wartend", "ouvert", "nouveau", "en attente", "abierto", "nuevo", "pendiente", "aberto", "novo", "pendente", "aperto", "nuovo", "nieuw":
		return Open
	case "closed", "solved", "resolved", "archived", "done",
		"geschlossen", "gelöst", "erledigt", "fermé", "résolu", "cerrado", "resuelto", "fechado", "resolvido", "chiuso", "risolto", "gesloten", "opgelost":
		return Closed
	case "snoozed":
		return Snoozed
	case "spam":
		return Spam
	case "deleted", "trash":
		return Deleted
	}
	return ""
}

// rowRating takes whole numbers of a scale of five.
func rowRating(s string) *Rating {
	n, err := strconv.Atoi(plainNumber(strings.TrimSpace(s)))
	if err != nil || n < 1 || n > 5 {
		return nil
	}
	return &Rating{Value: n, Scale: 5}
}

func splitTags(s string) []string {
	var out []string
	for _, t := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;|[]\"", r) }) {
		if t = strings.TrimSpace(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// rowTime reads a time, or the day number of a spreadsheet.
func rowTime(s string) time.Time {
	if f, err := strconv.ParseFloat(strings.TrimSpace(s), 64); err == nil && f > 20_000 && f < 80_000 {
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
		return day.Add(time.Duration(f * 24 * float64(time.Hour))).Round(time.Second)
	}
	return parseTime(s)
}
