package inbox

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Some exports call a conversation by the address, the phone number or the name
// of its customer. Reports call it by another id, which has to be the same in
// every export that holds its begin: decisions remember conversations.

// conversationID is the id by which reports call a conversation.
func (m *Masker) conversationID(c *Conversation, who *people) string {
	if !isPersonID(c.ID, m.format) && !who.areNamed(c.ID) {
		return c.ID
	}
	kind := maskPerson
	switch {
	case strings.Contains(c.ID, "@"):
		kind = maskEmail
	case strings.HasPrefix(c.ID, "+"), isPhoneID(c.ID):
		kind = maskPhone
	}
	m.audit.counts[kind]++
	c.hidden = c.ID
	id := hiddenPrefix + hex.EncodeToString(opening(c))
	m.twins[id]++
	if n := m.twins[id]; n > 1 {
		id += "-" + strconv.Itoa(n)
	}
	return id
}

// opening is a print of how a conversation begins: the time of its first comment,
// and the form of the text. It holds nothing of the id and no letter of the text,
// so that nobody finds either by trying all that there are.
func opening(c *Conversation) []byte {
	h := sha256.New()
	h.Write([]byte(c.Source))
	at, text := c.CreatedAt, ""
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Kind == Comment && m.Body != "" {
			at, text = m.At, m.Body
			break
		}
	}
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(at.UnixNano())))
	form := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			form = append(form, '0')
		case unicode.IsUpper(r):
			form = append(form, 'A')
		case unicode.IsLetter(r), unicode.IsMark(r):
			form = append(form, 'a')
		case unicode.IsSpace(r):
			form = append(form, ' ')
		default:
			form = append(form, '.')
		}
	}
	h.Write(form)
	return h.Sum(nil)[:6]
}

// areNamed tells whether an id is made of the names of people that are known,
// such as "jane.roe", and of nothing else.
func (w *people) areNamed(id string) bool {
	if w.byWord == nil || strings.ContainsAny(id, "0123456789") {
		return false
	}
	words := nameWords(id)
	for _, word := range words {
		if len(w.byWord[word]) == 0 || commonWords[word] {
			return false
		}
	}
	return len(words) > 0
}

// hiddenPrefix begins the ids that stand for others.
const hiddenPrefix = "conversation-"

var reHiddenID = regexp.MustCompile(`^` + hiddenPrefix + `[0-9a-f]{12}(?:-\d+)?$`)

// IsHiddenID reports whether an id stands for one that is not shown. The help desk
// does not know it.
func IsHiddenID(id string) bool { return reHiddenID.MatchString(id) }

// Is reports whether id names the conversation, as a report calls it or as its
// source does; a thread of e-mails is named by the Message-ID of each, too.
func (c *Conversation) Is(id string) bool {
	if id == "" {
		return false
	}
	if c.Source == FormatMail {
		key := hashKey(strings.Trim(id, "<> "))
		for i := range c.Messages {
			if c.Messages[i].ID == hex.EncodeToString(key[:6]) {
				return true
			}
		}
	}
	return id == c.ID || id == c.hidden
}
