package question

import (
	"strings"
	"time"

	"signpost/inbox"
)

// A Given is a human answer with who gave it and when.
type Given struct {
	// By tells agents apart, "" when unknown; At is UTC, zero when unknown.
	By string
	At time.Time
	// Text is the answer without quoted replies and signatures, with the web
	// addresses in it.
	Text string
}

// Is tells whether the answer is the same, as Item.Answers has it: without web
// addresses.
func (g Given) Is(answer string) bool {
	return strings.TrimSpace(webAddress.ReplaceAllString(g.Text, " ")) == answer
}

// givenOf gives the human answers of a conversation, in order.
func givenOf(c *inbox.Conversation) []Given {
	var out []Given
	for _, m := range c.Messages {
		if m.Kind != inbox.Comment || m.Auto || m.Role != inbox.Agent {
			continue
		}
		if text := letter(m.Body); text != "" {
			out = append(out, Given{By: personOf(m.Author), At: m.At.UTC(), Text: text})
		}
	}
	return out
}

func personOf(p inbox.Person) string {
	for _, id := range []string{p.ID, p.Email, p.Name} {
		if id != "" {
			return id
		}
	}
	return ""
}

// Concerns tells whether a sentence concerns one customer's account only.
func Concerns(sentence string) bool {
	return accountSpecific(sentence)
}
