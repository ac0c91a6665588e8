package inbox

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The kinds of personal data that are masked, as placeholders name them.
const (
	maskEmail   = "email"
	maskPhone   = "phone"
	maskCard    = "card"
	maskIBAN    = "iban"
	maskID      = "national id"
	maskIP      = "ip"
	maskAddress = "address"
	maskSecret  = "secret"
	maskOrder   = "order"
	maskAccount = "account"
	maskPerson  = "person"
)

// A Masker replaces personal data by placeholders such as "[email 1]". The
// same value has the same placeholder within one conversation, and numbers follow
// the order in which its values are met, so that they do not depend on which conversations
// come before. Only ids of people, which tell them apart, are numbered across all. It keeps
// no value, only its hash.
//
// Masked are e-mail addresses, phone numbers, payment cards (check digit),
// IBANs (check digits), national ids of some twenty countries, IP addresses,
// postal addresses, passwords, keys and the secrets in URLs, order and account
// numbers that a word announces, and the names of those who take part, as well
// as names in greetings, signatures and after a title, wherever they recur in
// one conversation. A Masker is not safe for use by several goroutines.
type Masker struct {
	here, everywhere numbering
	now              *numbering // one of both
	audit            *auditor
	find             finder
	out              []byte // the text that is written now
	who              people
	persons          []maskedPerson
	format           string // of the conversation that is masked
	// twins counts the conversations that begin alike and have hidden ids.
	twins map[string]int
}

// NewMasker returns a Masker that has met nothing.
func NewMasker() *Masker {
	m := &Masker{here: newNumbering(), everywhere: newNumbering(), audit: newAuditor(), who: *newPeople(), twins: map[string]int{}}
	m.now = &m.here
	return m
}

// Counts returns how many places were masked, by kind.
func (m *Masker) Counts() map[string]int { return maps.Clone(m.audit.counts) }

// Audit returns what was masked so far, and what a person should look at.
func (m *Masker) Audit() Audit { return m.audit.result() }

// since tells what was masked since the counts were before.
func (m *Masker) since(before map[string]int) map[string]int {
	out := map[string]int{}
	for kind, n := range m.audit.counts {
		if n > before[kind] {
			out[kind] = n - before[kind]
		}
	}
	return out
}

// Text masks a text that belongs to no conversation.
func (m *Masker) Text(s string) string {
	who := newPeople()
	who.read(s)
	return m.text(s, who)
}

// placeholder names a value of a kind; it counts one masked place.
func (m *Masker) placeholder(kind, value string) string {
	var room [64]byte
	return string(m.appendPlaceholder(room[:0], kind, value))
}

func (m *Masker) appendPlaceholder(out []byte, kind, value string) []byte {
	m.audit.counts[kind]++
	out = append(append(append(out, '['), kind...), ' ')
	return append(strconv.AppendInt(out, int64(m.now.number(kind, value)), 10), ']')
}

// hashOf is a hash of a value of a kind (FNV-1a, as in hash/fnv, which takes no
// strings).
func hashOf(kind, value string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i := range len(kind) {
		h = (h ^ uint64(kind[i])) * prime
	}
	h *= prime // the zero between them
	for i := range len(value) {
		h = (h ^ uint64(value[i])) * prime
	}
	return h
}

// A numbering counts the values of each kind, by their hashes.
type numbering struct {
	numbers map[uint64]int
	last    map[string]int
}

func newNumbering() numbering { return numbering{map[uint64]int{}, map[string]int{}} }

func (n numbering) number(kind, value string) int {
	key := hashOf(kind, value)
	at, ok := n.numbers[key]
	if !ok {
		n.last[kind]++
		at = n.last[kind]
		n.numbers[key] = at
	}
	return at
}

// Conversation masks a conversation in place.
func (m *Masker) Conversation(c *Conversation) {
	m.who.conversation(c)
	m.hide(c, &m.who)
}

// hide masks a conversation, of which it is known who takes part.
func (m *Masker) hide(c *Conversation, who *people) {
	m.format = c.Source
	clear(m.here.numbers)
	clear(m.here.last)
	c.ID = m.conversationID(c, who)
	m.audit.conversation, m.persons = c.ID, m.persons[:0]
	c.Subject = m.text(c.Subject, who)
	c.URL = m.text(c.URL, who)
	c.Customers = slices.DeleteFunc(c.Customers, isNobody)
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
	c.Schedule = m.id(c.Schedule)
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
	m.audit.conversation = ""
}

func (m *Masker) message(msg *Message, who *people) {
	msg.ID, msg.SavedReplyID = m.id(msg.ID), m.id(msg.SavedReplyID)
	msg.RawType = m.rawType(msg.RawType, who)
	msg.Body = m.text(msg.Body, who)
	msg.Quoted = m.text(msg.Quoted, who)
	if msg.Role == Customer && isNobody(msg.Author) {
		msg.Author = Person{}
	}
	msg.Author = m.person(msg.Author)
	for i, l := range msg.Links {
		if !plainLink(l) {
			msg.Links[i] = m.text(l, who)
		}
	}
	for i := range msg.Attachments {
		msg.Attachments[i].Name = m.text(msg.Attachments[i].Name, who)
	}
}

func (m *Masker) all(list []string, who *people) {
	for i := range list {
		list[i] = m.text(list[i], who)
	}
}

// A maskedPerson is somebody who was masked in this conversation.
type maskedPerson struct{ is, becomes Person }

// person keeps the id of the source, so that people can be told apart.
func (m *Masker) person(p Person) Person {
	if p == (Person{}) {
		return p
	}
	for _, k := range m.persons {
		if k.is == p {
			m.audit.again(p)
			return k.becomes
		}
	}
	masked := m.newPerson(p)
	m.persons = append(m.persons, maskedPerson{p, masked})
	return masked
}

func (m *Masker) newPerson(p Person) Person {
	out := Person{ID: m.id(p.ID)}
	if p.Name != "" {
		out.Name = m.placeholder(maskPerson, identity(p))
	}
	if p.Email != "" {
		out.Email = m.placeholder(maskEmail, strings.ToLower(p.Email))
	}
	if out.ID == "" && (p.Name != "" || p.Email != "") {
		out.ID = "person-" + strconv.Itoa(m.everywhere.number(maskPerson, identity(p)))
	}
	return out
}

// id masks an identifier that is itself an address, a phone number or a name. Who has it
// has the same one in all conversations.
func (m *Masker) id(id string) string {
	if !isPersonID(id, m.format) {
		return id
	}
	m.now = &m.everywhere
	defer func() { m.now = &m.here }()
	if isPhoneID(id) {
		return m.placeholder(maskPhone, strings.TrimPrefix(id, "00"))
	}
	if masked := m.text(id, nobody); strings.HasPrefix(masked, "[") && strings.IndexByte(masked, ']') == len(masked)-1 {
		return masked
	}
	return m.placeholder(maskPerson, "id:"+strings.ToLower(id))
}

// rawType masks the source's name of a type, which in a table may be any text.
func (m *Masker) rawType(s string, who *people) string {
	switch {
	case !isPlainType(s):
		return "other"
	case isTable(m.format) && s != strings.ToLower(s):
		return m.text(s, who)
	}
	return s
}

// identity is what makes a person one and the same.
func identity(p Person) string {
	switch {
	case p.ID != "":
		return p.ID
	case p.Email != "":
		return strings.ToLower(p.Email)
	}
	return strings.ToLower(p.Name)
}

func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// hasControl is a quick look whether a text may hold control characters: those
// of one byte, or the byte that begins those of two.
func hasControl(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7f || c == 0xc2 {
			return strings.ContainsFunc(s, isControl)
		}
	}
	return false
}

// text masks one text. What was found first wins where findings overlap.
// Control characters are left out: a terminal would obey them.
func (m *Masker) text(s string, who *people) string {
	if s == "" {
		return s
	}
	f := &m.find
	f.scan(s, who)
	if f.control {
		s = strings.Map(func(r rune) rune {
			if isControl(r) {
				return -1
			}
			return r
		}, s)
		f.scan(s, who)
	}
	f.find()
	m.audit.left(f)
	if len(f.spans) == 0 {
		return s
	}
	out := m.out[:0]
	at := 0
	for _, sp := range f.spans {
		out = append(out, s[at:sp.from]...)
		switch {
		case sp.kind == "" && sp.with != "":
			out = append(out, m.url(sp.with)...)
		case sp.kind == "":
			out = append(out, s[sp.from:sp.to]...)
		default:
			out = m.appendPlaceholder(out, sp.kind, sp.value)
			if sp.doubt != "" {
				m.audit.doubtful(sp.kind, sp.doubt, s[sp.from:sp.to])
			}
		}
		at = sp.to
	}
	out = append(out, s[at:]...)
	if cap(out) <= largestOut {
		m.out = out
	}
	return string(out)
}

// largestOut bounds the room that is kept for the next text.
const largestOut = 1 << 20
