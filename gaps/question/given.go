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
	// addresses in it; "…" ends one that was cut.
	Text string
}

// Shown is the text as it can be shown to people who do not read conversations.
func (g Given) Shown() string { return Shown(g.Text, isLocal) }

// Shown puts placeholders in the place of web addresses: one may name who asked. Those
// that are open, and those of the reader's own machine, stay.
func Shown(text string, open func(address string) bool) string {
	if !mayLink(text) {
		return text
	}
	n := 0
	return webAddress.ReplaceAllStringFunc(text, func(s string) string {
		if isLocal(s) || open(s) {
			return s
		}
		n++
		return hidden(s, n)
	})
}

// givenBy reads an answer of a person of the team; its text may be empty.
func givenBy(m *inbox.Message) Given {
	return Given{By: personOf(m.Author), At: m.At.UTC(), Text: unwrapped(letter(m.Body))}
}

// kept gives the answer, and its form without web addresses, as far as they are kept.
func (g Given) kept() (Given, string) {
	return Given{By: clip(g.By, maxLink), At: g.At, Text: cutAt(g.Text, maxAnswer)}, clip(unlinked(g.Text), maxAnswer)
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
