// Package question takes from a masked conversation what its customer asks, or
// says why nothing was asked that an article could answer.
package question

import (
	"regexp"
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
	IsQuestion    Class = "question"
	IsAccount     Class = "account_specific"
	IsNoQuestion  Class = "not_a_question"
	IsOutbound    Class = "outbound"
	reasonSilent        = "no customer turn"
	reasonMissing       = "texts missing"
	reasonSpam          = "spam or deleted"
	reasonAuto          = "automatic reply"
	reasonTalk          = "greeting, thanks or small talk"
	reasonShort         = "too short"
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
}

// An Item is one question of a conversation.
type Item struct {
	// ID is the conversation's, Customer what tells customers apart after masking.
	ID, Customer string
	// Quote is the question as it was written, Text its normalised form,
	// Opening the whole turn that asks it.
	Quote, Text, Opening string
	// Answers are the human answers to it, Links the addresses in them.
	Answers, Links []string
	// Given are all human answers of the conversation, with who gave them.
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
	talk := Talk{ID: c.ID, At: startOf(c)}
	turns := customerTurns(c)
	talk.Class, talk.Reason = classify(c, turns)
	if talk.Class != "" {
		return talk
	}
	talk.Class, talk.Reason = IsNoQuestion, reasonShort
	for _, turn := range turns[:min(3, len(turns))] {
		switch {
		case automatic.MatchString(turn) || solicits(turn):
			talk.Reason = reasonAuto
			return talk
		case accountSpecific(turn):
			talk.Class, talk.Reason = IsAccount, ""
			return talk
		case smallTalk(turn):
			talk.Reason = reasonTalk
		case ContentSize(turn) >= 2 || strings.Contains(turn, "?") && ContentSize(turn) == 1:
			it := Item{ID: c.ID, Customer: customerOf(c), At: talk.At, Cost: costOf(c), Opening: turn, Quote: Pick(turn), Given: givenOf(c)}
			it.Text = Normalise(it.Quote)
			if it.Text != "" {
				it.Answers, it.Links = answersOf(c)
				talk.Class, talk.Reason, talk.Items = IsQuestion, "", []Item{it}
				return talk
			}
			talk.Reason = reasonShort
		}
	}
	return talk
}

// classify settles what the frame of a conversation tells; "" leaves it to the
// words.
func classify(c *inbox.Conversation, turns []string) (Class, string) {
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

// customerTurns merges what a customer wrote without a human answer between.
func customerTurns(c *inbox.Conversation) []string {
	var turns []string
	open := false
	for _, m := range c.Messages {
		if m.Kind != inbox.Comment || m.Auto {
			continue
		}
		switch m.Role {
		case inbox.Agent:
			open = false
		case inbox.Customer:
			body := clean(m.Body)
			if len(turns) == 0 && c.Subject != "" && !strings.Contains(body, c.Subject) {
				body = strings.TrimSpace(subjectPrefix.ReplaceAllString(c.Subject, "") + "\n" + body)
			}
			if body == "" {
				continue
			}
			if open {
				turns[len(turns)-1] += "\n" + body
			} else {
				turns = append(turns, body)
			}
			open = true
		}
	}
	return turns
}

var subjectPrefix = regexp.MustCompile(`(?i)^((re|aw|fwd?|wg|tr)\s*:\s*)+`)

func answersOf(c *inbox.Conversation) (answers, links []string) {
	for _, m := range c.Messages {
		if m.Kind != inbox.Comment || m.Auto || (m.Role != inbox.Agent && m.Role != inbox.Bot) {
			continue
		}
		links = append(links, m.Links...)
		if m.Role == inbox.Agent {
			links = append(links, bareLinks(m.Body)...)
			if body := clean(m.Body); body != "" {
				answers = append(answers, body)
			}
		}
	}
	return answers, links
}

// bareLinks are addresses pasted as text. One on the agent's own machine is an
// example in a command, and leads nobody to an article.
func bareLinks(body string) []string {
	return slices.DeleteFunc(webAddress.FindAllString(body, -1), func(s string) bool {
		return strings.Contains(s, "//localhost") || strings.Contains(s, "//127.")
	})
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

func costOf(c *inbox.Conversation) Cost {
	var k Cost
	start := startOf(c)
	for _, m := range c.Messages {
		if m.Role != inbox.Agent || m.Kind != inbox.Comment || m.Auto {
			continue
		}
		k.Replies++
		if k.First == 0 && !start.IsZero() && m.At.After(start) {
			k.First = m.At.Sub(start)
		}
	}
	for _, a := range c.Assignments {
		if a.How == "manual" && a.ByRole != inbox.Bot {
			k.Escalations++
		}
	}
	closed := false
	for _, s := range c.StateChanges {
		if closed && s.To == inbox.Open {
			k.Reopened++
		}
		closed = s.To == inbox.Closed
	}
	if r := c.Rating; r != nil && r.Value > 0 && r.Scale > 1 {
		k.LowRating = float64(r.Value-1)/float64(r.Scale-1) < 0.5
	}
	return k
}
