package question

import (
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

// Shown is the text as it can be shown to people who do not read conversations: a web
// address may name who asked, and is a placeholder unless it is of the reader's own
// machine.
func (g Given) Shown() string {
	if !mayLink(g.Text) {
		return g.Text
	}
	n := 0
	return webAddress.ReplaceAllStringFunc(g.Text, func(s string) string {
		if isLocal(s) {
			return s
		}
		n++
		return hidden(s, n)
	})
}

// givenBy reads an answer of a person of the team; its text may be empty.
func givenBy(m *inbox.Message) Given {
	return Given{By: personOf(m.Author), At: m.At.UTC(), Text: letter(m.Body)}
}

// kept gives the answer, and its form without web addresses, as far as they are kept.
func (g Given) kept() (Given, string) {
	return Given{By: clip(g.By, maxLink), At: g.At, Text: clip(g.Text, maxAnswer)}, clip(unlinked(g.Text), maxAnswer)
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
func Concerns(sentence string) bool { return isAccount(tokens(sentence), parse(sentence)) }
