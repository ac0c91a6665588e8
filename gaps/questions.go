package gaps

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"signpost/inbox"
)

// A class says which account a conversation is booked to.
type class string

const (
	isQuestion    class = "question"
	isAccount     class = "account_specific"
	isNoQuestion  class = "not_a_question"
	isOutbound    class = "outbound"
	reasonSilent        = "no customer turn"
	reasonMissing       = "texts missing"
	reasonSpam          = "spam or deleted"
	reasonAuto          = "automatic reply"
	reasonTalk          = "greeting, thanks or small talk"
	reasonShort         = "too short"
)

// An item is what mining keeps of a conversation.
type item struct {
	id, customer string
	class        class
	// reason says why it is no question.
	reason string
	// quote is the question as it was written, text its normalised form,
	// opening the whole first turn.
	quote, text, opening string
	// answers are the human answers, links the addresses in them.
	answers, links []string
	at             time.Time
	cost           cost
}

// A cost is what a conversation took.
type cost struct {
	replies     int
	first       time.Duration // 0 when nobody answered
	lowRating   bool
	escalations int
}

// itemOf reads one conversation.
func itemOf(c *inbox.Conversation) item {
	it := item{id: c.ID, customer: customerOf(c), at: startOf(c), cost: costOf(c)}
	it.answers, it.links = answersOf(c)
	turns := customerTurns(c)
	it.class, it.reason = classify(c, turns)
	if it.class != "" {
		return it
	}
	it.class, it.reason = isNoQuestion, reasonShort
	for _, turn := range turns[:min(3, len(turns))] {
		switch {
		case automatic.MatchString(turn) || solicits(turn):
			it.reason = reasonAuto
		case accountSpecific(turn):
			it.class, it.reason = isAccount, ""
			return it
		case smallTalk(turn):
			it.reason = reasonTalk
		case contentSize(turn) >= 2 || strings.Contains(turn, "?") && contentSize(turn) == 1:
			it.class, it.reason, it.opening = isQuestion, "", turn
			it.quote = pickQuestion(turn)
			it.text = normalise(it.quote)
			if it.text != "" {
				return it
			}
			it.class, it.reason = isNoQuestion, reasonShort
		}
		if it.reason == reasonAuto {
			return it
		}
	}
	return it
}

// classify settles what the frame of a conversation tells; "" leaves it to the
// words.
func classify(c *inbox.Conversation, turns []string) (class, string) {
	switch {
	case c.InitiatedBy != inbox.Customer && c.InitiatedBy != "":
		return isOutbound, ""
	case c.State == inbox.Spam || c.State == inbox.Deleted:
		return isNoQuestion, reasonSpam
	case c.BodiesMissing:
		return isNoQuestion, reasonMissing
	case len(turns) == 0:
		return isNoQuestion, reasonSilent
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

func costOf(c *inbox.Conversation) cost {
	var k cost
	start := startOf(c)
	for _, m := range c.Messages {
		if m.Role != inbox.Agent || m.Kind != inbox.Comment || m.Auto {
			continue
		}
		k.replies++
		if k.first == 0 && !start.IsZero() && m.At.After(start) {
			k.first = m.At.Sub(start)
		}
	}
	for _, a := range c.Assignments {
		if a.How == "manual" && a.ByRole != inbox.Bot {
			k.escalations++
		}
	}
	if r := c.Rating; r != nil && r.Value > 0 && r.Scale > 1 {
		k.lowRating = float64(r.Value-1)/float64(r.Scale-1) < 0.5
	}
	return k
}
