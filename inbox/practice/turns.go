package practice

import (
	"time"

	"signpost/inbox"
)

// answers measures the first answer of a person.
func (k *talk) answers() {
	g := k.t.gauges[firstAnswer]
	switch {
	case k.InitiatedBy == inbox.Agent || k.InitiatedBy == inbox.System || k.InitiatedBy == inbox.Bot:
		g.leave("begun by the team, a campaign or a program")
		return
	case k.Truncated:
		g.leave("exported without their beginning")
		return
	case k.beheaded:
		g.leave("with messages whose times lie years apart")
		return
	}
	asked := k.firstAsked()
	if asked.IsZero() {
		g.leave("without a message of the customer")
		return
	}
	for _, turn := range k.turns {
		if turn.agent && !turn.At.Before(asked) {
			took := k.hours.Between(asked, turn.At)
			g.add(k.occasion(asked, turn.Author.ID), took <= k.t.opt.Target, took)
			k.took(g, asked, took)
			return
		}
	}
	if k.State == inbox.Closed {
		g.leave("closed without an answer of a person")
		return
	}
	k.wait(firstAnswer, asked, k.occasion(asked, ""))
}

// firstAsked is when the customer wrote first; zero if never.
func (k *talk) firstAsked() time.Time {
	for _, turn := range k.turns {
		if !turn.agent {
			return turn.At
		}
	}
	return time.Time{}
}

// replies measures every wait after the first answer. It begins with the first
// of the customer's messages and ends with an answer, or without one where the
// conversation is closed.
func (k *talk) replies() {
	g := k.t.gauges[laterReply]
	var since time.Time
	answered := false
	for _, turn := range k.turns {
		if !since.IsZero() && k.closedBetween(since, turn.At) {
			g.leave("closed without another answer")
			since = time.Time{}
		}
		switch {
		case turn.agent && !since.IsZero():
			took := k.hours.Between(since, turn.At)
			g.add(k.occasion(since, turn.Author.ID), took <= k.t.opt.Target, took)
			k.took(g, since, took)
			since = time.Time{}
		case turn.agent:
			answered = true
		case answered && since.IsZero():
			since = turn.At
		}
	}
	switch {
	case since.IsZero():
	case k.State == inbox.Closed:
		g.leave("closed without another answer")
	default:
		k.wait(laterReply, since, k.occasion(since, ""))
	}
}

// closedBetween reports whether the conversation was closed after one instant
// and before another. A closing that carries a message comes after it.
func (k *talk) closedBetween(from, to time.Time) bool {
	for _, s := range k.StateChanges {
		if s.To == inbox.Closed && !s.At.Before(from) && s.At.Before(to) {
			return true
		}
	}
	return false
}
