package inbox

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The kinds of personal data that are masked.
const (
	maskEmail  = "email"
	maskPhone  = "phone"
	maskCard   = "card"
	maskIBAN   = "iban"
	maskIP     = "ip"
	maskSSN    = "ssn"
	maskSecret = "secret"
	maskPerson = "person"
)

// A Masker replaces personal data by placeholders such as "[email 1]". The
// same value has the same placeholder within one Masker, and numbers follow
// the order in which values are met. It keeps no value, only its hash.
//
// Masked are e-mail addresses, phone numbers, payment cards (check digit),
// IBANs (check digits), IP addresses, US social security numbers, passwords,
// keys and the secrets in URLs, and the names of those who take part, as well
// as names in greetings and signatures, wherever they recur in one
// conversation. A Masker is not safe for use by several goroutines.
type Masker struct {
	numbers map[uint64]int
	next    map[string]int
	counts  map[string]int
}

// NewMasker returns a Masker that has met nothing.
func NewMasker() *Masker {
	return &Masker{numbers: map[uint64]int{}, next: map[string]int{}, counts: map[string]int{}}
}

// Counts returns how many places were masked, by kind.
func (m *Masker) Counts() map[string]int { return maps.Clone(m.counts) }

// since tells what was masked since the counts were before.
func (m *Masker) since(before map[string]int) map[string]int {
	out := map[string]int{}
	for kind, n := range m.counts {
		if n > before[kind] {
			out[kind] = n - before[kind]
		}
	}
	return out
}

// Text masks a text that belongs to no conversation.
func (m *Masker) Text(s string) string { return m.text(s, newPeople()) }

// placeholder names a value of a kind; it counts one masked place.
func (m *Masker) placeholder(kind, value string) string {
	m.counts[kind]++
	return "[" + kind + " " + strconv.Itoa(m.number(kind, value)) + "]"
}

func (m *Masker) number(kind, value string) int {
	h := fnv.New64a()
	h.Write([]byte(kind))
	h.Write([]byte{0})
	h.Write([]byte(value))
	key := h.Sum64()
	n, ok := m.numbers[key]
	if !ok {
		m.next[kind]++
		n = m.next[kind]
		m.numbers[key] = n
	}
	return n
}

// Conversation masks a conversation in place.
func (m *Masker) Conversation(c *Conversation) {
	who := conversationPeople(c)
	c.Subject = m.text(c.Subject, who)
	if strings.Contains(c.ID, "@") {
		c.ID = m.text(c.ID, newPeople())
	}
	c.URL = m.text(c.URL, who)
	for i := range c.Customers {
		c.Customers[i] = m.person(c.Customers[i])
	}
	m.all(c.Tags, who)
	m.all(c.Topics, who)
	if c.Rating != nil {
		r := *c.Rating
		r.Comment, r.AgentID = m.text(r.Comment, who), m.id(r.AgentID)
		c.Rating = &r
	}
	for i := range c.Messages {
		m.message(&c.Messages[i], who)
	}
	if c.AssignedTo != nil {
		c.AssignedTo = &Assignee{m.id(c.AssignedTo.Agent), m.id(c.AssignedTo.Team)}
	}
	for i := range c.Assignments {
		a := &c.Assignments[i]
		a.ByID, a.ToAgent, a.ToTeam = m.id(a.ByID), m.id(a.ToAgent), m.id(a.ToTeam)
	}
	for i := range c.StateChanges {
		c.StateChanges[i].ByID = m.id(c.StateChanges[i].ByID)
	}
	for i := range c.Warnings {
		c.Warnings[i].Text = m.text(c.Warnings[i].Text, who)
		c.Warnings[i].Message = m.id(c.Warnings[i].Message)
	}
}

func (m *Masker) message(msg *Message, who *people) {
	msg.ID = m.id(msg.ID)
	msg.Body = m.text(msg.Body, who)
	msg.Quoted = m.text(msg.Quoted, who)
	msg.Author = m.person(msg.Author)
	m.all(msg.Links, who)
	for i := range msg.Attachments {
		msg.Attachments[i].Name = m.text(msg.Attachments[i].Name, who)
	}
}

func (m *Masker) all(list []string, who *people) {
	for i := range list {
		list[i] = m.text(list[i], who)
	}
}

// person keeps the id of the source, so that people can be told apart.
func (m *Masker) person(p Person) Person {
	out := Person{ID: m.id(p.ID)}
	if p.Name != "" {
		out.Name = m.placeholder(maskPerson, identity(p))
	}
	if p.Email != "" {
		out.Email = m.placeholder(maskEmail, strings.ToLower(p.Email))
	}
	if out.ID == "" && (p.Name != "" || p.Email != "") {
		out.ID = "person-" + strconv.Itoa(m.number(maskPerson, identity(p)))
	}
	return out
}

// id masks an identifier that is itself an address or a phone number.
func (m *Masker) id(id string) string {
	if strings.ContainsAny(id, "@ ") || strings.HasPrefix(id, "+") {
		if masked := m.text(id, newPeople()); masked != id {
			return masked
		}
		return m.placeholder(maskPerson, "id:"+strings.ToLower(id))
	}
	return id
}

// identity is what makes a person one and the same.
func identity(p Person) string {
	return cmp.Or(p.ID, strings.ToLower(p.Email), strings.ToLower(p.Name))
}

// A span is a place in a text to be masked. A span without a kind is left as
// with.
type span struct {
	from, to int
	kind     string
	value    string
	with     string
}

func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// text masks one text. What was found first wins where findings overlap.
// Control characters are left out: a terminal would obey them.
func (m *Masker) text(s string, who *people) string {
	if s == "" {
		return s
	}
	if strings.ContainsFunc(s, isControl) {
		s = strings.Map(func(r rune) rune {
			if isControl(r) {
				return -1
			}
			return r
		}, s)
	}
	f := &finder{s: s}
	f.patterns()
	who.find(f)
	if len(f.spans) == 0 {
		return s
	}
	slices.SortFunc(f.spans, func(a, b span) int { return a.from - b.from })
	var out strings.Builder
	at := 0
	for _, sp := range f.spans {
		out.WriteString(s[at:sp.from])
		switch {
		case sp.kind == "" && sp.with != "":
			out.WriteString(m.url(sp.with))
		case sp.kind == "":
			out.WriteString(s[sp.from:sp.to])
		default:
			out.WriteString(m.placeholder(sp.kind, sp.value))
		}
		at = sp.to
	}
	out.WriteString(s[at:])
	return out.String()
}
