package inbox

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// roleReasons say what tells who is who, by format.
var roleReasons = map[string]string{
	FormatIntercom:  "the type of each author in the export",
	FormatMail:      "the address: the team's side was given or guessed, see the warnings",
	FormatSlack:     "the list of users: guests and other workspaces are customers; else who begins a thread is",
	FormatDiscourse: "the marks of staff on each post",
	FormatCSV:       "the column of author_type",
	FormatSheet:     "the column of author_type",
	FormatJSONL:     "the key of author_type",
}

// Explain writes how a conversation was understood, for people to read: where
// it came from, who takes part, and of each message who wrote it, what was cut
// from it and the start of the rest. It shows what the conversation holds: one
// that was masked shows nothing else.
func (c *Conversation) Explain(out io.Writer) error {
	w := &lineWriter{out: out}
	w.line("conversation %s", c.ID)
	w.field("file", c.File)
	w.field("format", c.Source)
	w.field("subject", c.Subject)
	w.field("state", string(c.State))
	channel := c.Channel
	if c.RawChannel != "" && c.RawChannel != c.Channel {
		channel += " (" + c.RawChannel + ")"
	}
	w.field("channel", channel)
	w.field("begun by", string(c.InitiatedBy))
	w.field("language", cmp.Or(c.Language, "not recognized"))
	if !c.CreatedAt.IsZero() {
		w.field("created", c.CreatedAt.Format(time.RFC3339))
	}
	w.field("tags", strings.Join(c.Tags, ", "))
	if c.Rating != nil {
		w.field("rating", fmt.Sprintf("%d of %d", c.Rating.Value, c.Rating.Scale))
	}
	c.explainPeople(w)
	c.explainMessages(w)
	w.counts("masked", c.Masked)
	if c.BodiesMissing {
		w.line("the export lists it without its messages")
	}
	if c.Truncated {
		w.line("the export holds only a part of its messages")
	}
	for _, warning := range c.Warnings {
		w.line("warning %s: %s", warning.Code, warning.Text)
	}
	return w.err
}

func (w *lineWriter) field(label, value string) {
	if value != "" {
		w.line("  %-12s %s", label, value)
	}
}

// explainPeople lists who takes part, and by what they were told apart.
func (c *Conversation) explainPeople(w *lineWriter) {
	type who struct {
		name string
		role Role
	}
	counts := map[who]int{}
	var order []who
	for _, m := range c.Messages {
		if m.Kind == Event {
			continue
		}
		p := who{cmp.Or(m.Author.Name, m.Author.Email, m.Author.ID, "without a name"), m.Role}
		if counts[p]++; counts[p] == 1 {
			order = append(order, p)
		}
	}
	if len(order) == 0 {
		return
	}
	w.line("who is who, by %s", cmp.Or(roleReasons[c.Source], "what the export says of each author"))
	for _, p := range order {
		w.line("  %-12s %s, %s", p.role, p.name, plural(counts[p], "message"))
	}
}

// explainMessages lists the messages. Those of one side without an answer
// between them are one turn.
func (c *Conversation) explainMessages(w *lineWriter) {
	turns := c.turns()
	for i, m := range c.Messages {
		var marks []string
		for _, mark := range []struct {
			on   bool
			text string
		}{{m.Auto, "automatic"}, {m.AI, "AI"}, {m.Redacted, "redacted"}, {len(m.Attachments) > 0, plural(len(m.Attachments), "attachment")}} {
			if mark.on {
				marks = append(marks, mark.text)
			}
		}
		line := fmt.Sprintf("%3d  %s  %s %s, %s", i+1, whenText(m.At), m.Role, m.Kind, cmp.Or(m.RawType, "no type"))
		if len(marks) > 0 {
			line += " (" + strings.Join(marks, ", ") + ")"
		}
		if turns[i] > 0 {
			line += fmt.Sprintf(", one turn with message %d", turns[i])
		}
		w.line("%s", line)
		w.explainText("says", m.Body)
		w.explainText("cut", m.Quoted)
	}
}

func whenText(t time.Time) string {
	if t.IsZero() {
		return "no time"
	}
	return t.Format("2006-01-02 15:04")
}

// explainText shows how long a text is, and its begin.
func (w *lineWriter) explainText(label, text string) {
	if text == "" {
		return
	}
	start := strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(start) > 100 {
		start = string([]rune(start)[:100]) + "…"
	}
	w.line("       %-5s %s: %s", label, plural(utf8.RuneCountInString(text), "character"), start)
}

// turns gives, for each message that continues a burst of its side, the number
// of the one that began it, and 0 for the others.
func (c *Conversation) turns() []int {
	out := make([]int, len(c.Messages))
	begin := -1
	for i, m := range c.Messages {
		if m.Kind != Comment || m.Auto || !slices.Contains([]Role{Customer, Agent}, m.Role) {
			continue
		}
		if begin >= 0 && c.Messages[begin].Role == m.Role {
			out[i] = begin + 1
			continue
		}
		begin = i
	}
	return out
}
