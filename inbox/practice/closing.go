package practice

import (
	"fmt"
	"slices"
	"time"

	"signpost/inbox"
)

// closing measures who closes, whether the customer was asked, and what was
// opened again.
func (k *talk) closing() {
	var first, last *inbox.StateChange
	for i := range k.StateChanges {
		if c := &k.StateChanges[i]; c.To == inbox.Closed {
			if first == nil {
				first = c
			}
			last = c
		}
	}
	if last == nil && k.State != inbox.Closed {
		return
	}
	if k.can(byClosing, closedBy, askedElse) {
		k.closed(last)
	}
	if k.can(byReopening, reopened) && first != nil {
		k.reopened(first.At, first.ByID)
	}
}

var closers = map[inbox.Role]string{inbox.Agent: "by an agent", inbox.Bot: "by a bot", inbox.System: "by a rule", inbox.Customer: "by the customer"}

// closed counts by whom; c is nil where that is not recorded.
func (k *talk) closed(c *inbox.StateChange) {
	g := k.t.gauges[closedBy]
	if c == nil || c.ByRole == "" {
		g.leave("closed by somebody who is not recorded")
		return
	}
	o := k.occasion(c.At, c.ByID)
	g.parts[closers[c.ByRole]]++
	agent := c.ByRole == inbox.Agent
	k.yes(closedBy, o, agent)
	g = k.t.gauges[askedElse]
	switch asked, known := k.askedElse(), phrases[primary(k.Language)] != nil || k.Language == ""; {
	case !agent:
	case !k.answered():
		g.leave("closed without an answer of a person")
	case !asked && !known:
		g.leave("in a language whose wording is not known")
	default:
		k.yes(askedElse, o, asked)
	}
}

func (k *talk) answered() bool {
	for _, turn := range k.turns {
		if turn.agent {
			return true
		}
	}
	return false
}

// askedElse reports whether an agent asked for anything else.
func (k *talk) askedElse() bool {
	for _, turn := range slices.Backward(k.turns) {
		if turn.agent && asksElse(k.Language, turn.Body) {
			return true
		}
	}
	return false
}

// reopened measures whether the conversation went on after it was closed first.
func (k *talk) reopened(closed time.Time, by string) {
	var again time.Time
	see := func(at time.Time) {
		if at.After(closed) && (again.IsZero() || at.Before(again)) {
			again = at
		}
	}
	for _, c := range k.StateChanges {
		if c.To != inbox.Closed && c.To != inbox.Deleted && c.To != inbox.Spam {
			see(c.At)
		}
	}
	for _, turn := range k.turns {
		if !turn.agent {
			see(turn.At)
		}
	}
	g, o := k.t.gauges[reopened], k.occasion(closed, by)
	if again.IsZero() {
		g.add(o, false, unmeasured)
		return
	}
	took := again.Sub(closed)
	g.add(o, true, took)
	k.took(g, closed, took)
}

// rating measures who was asked, who answered, and what.
func (k *talk) rating() {
	asked := k.Rating != nil
	if k.State == inbox.Closed && k.InitiatedBy == inbox.Customer && k.can(byInvite, invited) {
		at := k.ClosedAt
		if at.IsZero() && len(k.Messages) > 0 {
			at = k.Messages[len(k.Messages)-1].At
		}
		k.yes(invited, k.occasion(at, k.lastAgent()), asked)
	}
	if !asked {
		return
	}
	at := k.Rating.AnsweredAt
	for _, t := range []time.Time{k.Rating.AskedAt, k.ClosedAt, k.UpdatedAt} {
		if at.IsZero() {
			at = t
		}
	}
	o := k.occasion(at, firstText(k.Rating.AgentID, k.lastAgent()))
	if k.can(byInvite, rated) {
		k.t.gauges[rated].add(o, k.Rating.Value > 0, unmeasured)
		if k.Rating.Comment != "" {
			k.t.gauges[rated].parts["with a remark"]++
		}
	}
	if k.Rating.Value == 0 || k.Rating.Scale < 2 || !k.can(byRating, goodRating) {
		return
	}
	g := k.t.gauges[goodRating]
	share := float64(k.Rating.Value-1) / float64(k.Rating.Scale-1)
	g.sum += 1 + 4*share
	g.parts[fmt.Sprintf("%d of %d", k.Rating.Value, k.Rating.Scale)]++
	g.add(o, share >= 0.75, unmeasured)
	if share < 0.5 || share < 0.75 && k.Rating.Comment != "" {
		// The worst come first, then those with words.
		weight := int64(1000 * (1 - share))
		if k.Rating.Comment != "" {
			weight++
		}
		g.example(weight, at, Example{Conversation: k.ID, Text: short(fmt.Sprintf("%d of %d: %s", k.Rating.Value, k.Rating.Scale, k.Rating.Comment), 240)})
	}
}

// lastAgent is the person who answered last.
func (k *talk) lastAgent() string {
	for i := len(k.turns) - 1; i >= 0; i-- {
		if k.turns[i].agent {
			return k.turns[i].Author.ID
		}
	}
	return ""
}
