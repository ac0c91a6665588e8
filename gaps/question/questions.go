// Package question takes from a masked conversation what its customer asks, or
// says why nothing was asked that an article could answer.
package question

import (
	"slices"
	"strings"
	"time"

	"signpost/inbox"
)

// A Class says which account a conversation is booked to.
type Class string

// The classes: what an article can answer, what concerns one account, what asks
// nothing, and what the team began.
const (
	IsQuestion     Class = "question"
	IsAccount      Class = "account_specific"
	IsNoQuestion   Class = "not_a_question"
	IsOutbound     Class = "outbound"
	reasonSilent         = "no customer turn"
	reasonMissing        = "texts missing"
	reasonSpam           = "spam or deleted"
	reasonAuto           = "automatic reply"
	reasonTalk           = "greeting, thanks or small talk"
	reasonShort          = "too short"
	reasonWordless       = "no words"
)

// A Talk is what mining keeps of a conversation.
type Talk struct {
	// ID is the conversation's.
	ID    string
	Class Class
	// Reason says why it is no question.
	Reason string
	// At is when the conversation began, UTC; zero when unknown.
	At time.Time
	// Items are its questions, one for each issue, in order: at least one when
	// Class is IsQuestion, else none.
	Items []Item
	// Subject is the normalised subject that stands in front of what was asked, "" when
	// there is none; Echoed says that the message has a telling word of it.
	Subject string
	Echoed  bool
}

// An Item is one question of a conversation.
type Item struct {
	// ID is the conversation's, Channel where it came from, Customer what tells customers
	// apart after masking.
	ID, Channel, Customer string
	// Quote is the question as it was written, Text its normalised form,
	// Opening the whole turn that asks it.
	Quote, Text, Opening string
	// Answers are the human answers to it, Links the addresses in them.
	Answers, Links []string
	// Given are the same answers with who gave them and when, web addresses and all.
	Given []Given
	// At is when the conversation began, UTC; zero when unknown.
	At   time.Time
	Cost Cost
}

// A Cost is what a conversation took.
type Cost struct {
	// Replies are the team's.
	Replies int
	// First is the time to the first reply; 0 when nobody answered.
	First time.Duration
	// LowRating is a rating in the lower half of its scale.
	LowRating bool
	// Escalations are assignments by hand, Reopened how often it was opened again
	// after it was closed.
	Escalations, Reopened int
}

// Of reads one conversation.
func Of(c *inbox.Conversation) Talk {
	talk := Talk{ID: strings.Clone(c.ID), At: startOf(c)}
	turns := turnsOf(c)
	if len(turns) > 0 {
		talk.Subject, talk.Echoed = turns[0].subject()
	}
	talk.Class, talk.Reason = classify(c, turns)
	if talk.Class != "" {
		return talk
	}
	talk.Class, talk.Reason = IsNoQuestion, reasonShort
	for i := range turns[:min(firstTurns, len(turns))] {
		t := &turns[i]
		class, reason := t.read()
		if class != IsNoQuestion || reason == reasonAuto {
			talk.Class, talk.Reason = class, reason
			if class != IsNoQuestion {
				talk.Items = items(c, turns, i, class)
			}
			break
		}
		talk.Reason = reason
	}
	if len(talk.Items) > 0 {
		talk.Class, talk.Reason = IsQuestion, ""
	}
	return talk
}

// firstTurns are the turns of a customer in which the question is looked for.
const firstTurns = 3

// read tells what a turn is, by its words.
func (t *turn) read() (Class, string) {
	t.sentences = append(parse(t.text[:t.head]), parse(t.text[t.head:])...)
	whole := tokens(t.text)
	size := 0
	for _, s := range t.sentences {
		size += s.size
	}
	switch {
	case isAutomatic(whole):
		return IsNoQuestion, reasonAuto
	case isAccount(whole, t.sentences):
		return IsAccount, ""
	case !slices.ContainsFunc(whole, func(w string) bool { return w[0] != '[' }):
		return IsNoQuestion, reasonWordless
	case isTalk(whole, t.sentences):
		return IsNoQuestion, reasonTalk
	case size >= 2 || size == 1 && t.framed():
		return IsQuestion, ""
	}
	return IsNoQuestion, reasonShort
}

// framed tells whether a turn of one telling word is a question all the same.
func (t *turn) framed() bool {
	return slices.ContainsFunc(t.sentences, func(s sentence) bool { return s.size == 1 && (s.weight >= 2 || s.talk < framedTalk) })
}

// classify settles what the frame of a conversation tells; "" leaves it to the
// words.
func classify(c *inbox.Conversation, turns []turn) (Class, string) {
	switch {
	case c.InitiatedBy != inbox.Customer && c.InitiatedBy != "":
		return IsOutbound, ""
	case c.State == inbox.Spam || c.State == inbox.Deleted:
		return IsNoQuestion, reasonSpam
	case c.BodiesMissing:
		return IsNoQuestion, reasonMissing
	case len(turns) == 0:
		return IsNoQuestion, reasonSilent
	}
	return "", ""
}

// customerOf tells customers apart by what masking left of them.
func customerOf(c *inbox.Conversation) string {
	people := slices.Clone(c.Customers)
	for _, m := range c.Messages {
		if m.Role == inbox.Customer {
			people = append(people, m.Author)
		}
	}
	for _, p := range people {
		for _, id := range []string{p.ID, p.Email, p.Name} {
			if id != "" {
				return id
			}
		}
	}
	return "conversation " + c.ID
}

func startOf(c *inbox.Conversation) time.Time {
	if !c.CreatedAt.IsZero() {
		return c.CreatedAt.UTC()
	}
	for _, m := range c.Messages {
		if !m.At.IsZero() {
			return m.At.UTC()
		}
	}
	return time.Time{}
}
