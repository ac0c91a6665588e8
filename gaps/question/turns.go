package question

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"signpost/gaps/words"
	"signpost/inbox"
)

// A turn is what a customer wrote without a human answer between, and what the
// team wrote then.
type turn struct {
	text string
	// head is how much of the text is the subject.
	head      int
	at        time.Time
	sentences []sentence
	given     []Given
	links     []string
	replies   int
	answered  time.Time
}

// maxTurn is the length in bytes up to which a turn is read: what is asked
// after that, nobody would find in the message either.
const maxTurn = 8 << 10

var subjectPrefix = regexp.MustCompile(`(?i)^((re|aw|fwd?|wg|tr)\s*:\s*)+`)

// turnsOf merges bursts. What the team wrote before the first turn belongs to it.
func turnsOf(c *inbox.Conversation) []turn {
	var turns []turn
	var before turn
	open := false
	for i := range c.Messages {
		m := &c.Messages[i]
		if m.Kind != inbox.Comment || m.Auto {
			continue
		}
		if m.Role == inbox.Agent {
			open = false
		}
		if m.Role != inbox.Customer {
			if len(turns) > 0 {
				turns[len(turns)-1].reply(m)
			} else {
				before.reply(m)
			}
			continue
		}
		body := clean(m.Body[:min(len(m.Body), maxTurn)])
		head := 0
		if len(turns) == 0 && c.Subject != "" && !strings.Contains(body, c.Subject) {
			subject := strings.TrimSpace(subjectPrefix.ReplaceAllString(c.Subject, ""))
			head, body = len(subject), strings.TrimSpace(subject+"\n"+body)
		}
		switch {
		case body == "":
			continue
		case !open:
			turns = append(turns, turn{text: body, head: head, at: m.At})
		case len(turns[len(turns)-1].text) < maxTurn:
			turns[len(turns)-1].text += "\n" + body
		}
		open = true
	}
	if len(turns) > 0 {
		t := &turns[0]
		t.given, t.links, t.replies = slices.Concat(before.given, t.given), slices.Concat(before.links, t.links), t.replies+before.replies
	}
	return turns
}

// subject gives the subject in front of a turn, and whether what was written has a telling
// word of it.
func (t *turn) subject() (normal string, echoed bool) {
	if t.head == 0 {
		return "", false
	}
	said := map[string]bool{}
	note(said, t.text[t.head:])
	return Normalise(t.text[:t.head]), slices.ContainsFunc(words.Content(t.text[:t.head]), func(s string) bool { return said[s] && !words.IsChitchat(s) })
}

// reply adds what the team, or its bot, wrote after the turn.
func (t *turn) reply(m *inbox.Message) {
	if m.Role != inbox.Agent && m.Role != inbox.Bot {
		return
	}
	t.links = append(t.links, m.Links...)
	if m.Role == inbox.Bot {
		return
	}
	t.replies++
	if t.answered.IsZero() {
		t.answered = m.At
	}
	t.links = append(t.links, bareLinks(m.Body)...)
	if g := givenBy(m); unlinked(g.Text) != "" {
		t.given = append(t.given, g)
	}
}

// bareLinks are addresses pasted as text. One on the agent's own machine is an
// example in a command, and leads nobody to an article.
func bareLinks(body string) []string {
	if !mayLink(body) {
		return nil
	}
	return slices.DeleteFunc(webAddress.FindAllString(body, -1), isLocal)
}

// isLocal tells an address on the writer's own machine.
func isLocal(address string) bool {
	return strings.Contains(address, "//localhost") || strings.Contains(address, "//127.")
}
