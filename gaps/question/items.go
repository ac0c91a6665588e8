package question

import "signpost/inbox"

// How much of a question is kept, in bytes, so that what mining puts aside
// does not depend on how long people write: texts are longer only where nobody looks.
const (
	maxOpening = 1000
	maxAnswer  = 1200
	maxAnswers = 4
	maxLinks   = 8
	maxLink    = 500
)

// items gives the questions of a conversation whose first turn of weight is
// turns[from], which is of class.
func items(c *inbox.Conversation, turns []turn, from int, class Class) []Item {
	var out []Item
	for _, is := range issues(turns, from, class) {
		quote := pick(is.sentences)
		short := Shorten(quote, maxWords)
		text := Normalise(short)
		if text == "" {
			continue
		}
		it := Item{
			ID: c.ID, Channel: c.Channel, Customer: clip(customerOf(c), maxLink), At: startOf(c), Cost: is.cost(c),
			Opening: clip(is.text(), maxOpening), Quote: cutAt(quote, min(maxOpening, len(short)+len(" "+more))), Text: clip(text, maxOpening),
		}
		for _, g := range is.given[:min(maxAnswers, len(is.given))] {
			kept, answer := g.kept()
			it.Given, it.Answers = append(it.Given, kept), append(it.Answers, answer)
		}
		for _, l := range is.links[:min(maxLinks, len(is.links))] {
			it.Links = append(it.Links, clip(l, maxLink))
		}
		out = append(out, it)
	}
	return out
}

// cost is what an issue took. Ratings, escalations and reopening are of the conversation,
// and count for each of its issues.
func (is issue) cost(c *inbox.Conversation) Cost {
	k := Cost{Replies: is.replies}
	if !is.at.IsZero() && is.answered.After(is.at) {
		k.First = is.answered.Sub(is.at)
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
