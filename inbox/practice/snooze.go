package practice

import (
	"strconv"
	"time"

	"signpost/inbox"
)

// snoozes measures what slept: how long, why, and what came of it.
func (k *talk) snoozes() {
	n := len(k.Snoozes)
	if n == 0 {
		return
	}
	for _, s := range k.Snoozes {
		if !s.From.IsZero() {
			k.snooze(s)
		}
	}
	g, last := k.t.gauges[snoozeAgain], k.Snoozes[n-1]
	g.add(k.occasion(last.From, k.snoozer(last)), n > 1, unmeasured)
	if n > 1 {
		g.example(int64(n), last.From, Example{Conversation: k.ID, Text: strconv.Itoa(n) + " times"})
	}
}

func (k *talk) snooze(s inbox.Snooze) {
	o := k.occasion(s.From, k.snoozer(s))
	measure := func(metric int, d time.Duration) {
		g := k.t.gauges[metric]
		g.add(o, d <= shortSnooze, d)
		k.took(g, s.From, d)
	}
	switch {
	case s.EndedAt.After(s.From):
		measure(snoozeLength, s.EndedAt.Sub(s.From))
		k.t.gauges[snoozeLength].parts["woken by "+wakers[s.EndedBy]]++
	case s.EndedBy == "":
		k.t.gauges[snoozeLength].leave("still asleep when the data end")
	default:
		k.t.gauges[snoozeLength].leave("ended at a time that is not recorded")
	}
	if s.Until.IsZero() && s.EndedBy == "timer" {
		s.Until = s.EndedAt // the timer rings when it was set to
	}
	if s.Until.After(s.From) {
		measure(snoozePlanned, s.Until.Sub(s.From))
	} else {
		k.t.gauges[snoozePlanned].leave("whose planned end is not in the export")
	}
	k.yes(snoozeNote, o, k.noteNear(s.From))
	k.yes(snoozeTold, o, k.toldAt(s.From))
	if s.EndedBy == "timer" && !s.EndedAt.IsZero() {
		k.woken(s)
	}
}

var wakers = map[string]string{"timer": "the timer", "customer": "the customer", "agent": "an agent", "unknown": "something that is not recorded"}

// yes counts an occasion that happened or not; examples are those where not.
func (k *talk) yes(metric int, o occasion, hit bool) {
	g := k.t.gauges[metric]
	g.add(o, hit, unmeasured)
	if !hit {
		k.noted(g, o.at)
	}
}

// snoozer is who put the conversation to sleep.
func (k *talk) snoozer(s inbox.Snooze) string {
	for _, c := range k.StateChanges {
		if c.To == inbox.Snoozed && c.At.Equal(s.From) {
			return c.ByID
		}
	}
	return ""
}

// toldAt reports whether the team had the last word at an instant, or had it
// soon after.
func (k *talk) toldAt(at time.Time) bool {
	told := false
	for _, turn := range k.turns {
		switch {
		case turn.At.After(at.Add(nearby)):
			return told
		case turn.agent:
			told = true
		case !turn.At.After(at):
			told = false
		}
	}
	return told
}

// woken measures the time from waking to the next answer or closing.
func (k *talk) woken(s inbox.Snooze) {
	g := k.t.gauges[snoozeFollowed]
	var done time.Time
	by := k.snoozer(s)
	for _, turn := range k.turns {
		if turn.At.Before(s.EndedAt) {
			continue
		}
		if !turn.agent {
			if done.IsZero() {
				g.leave("the customer wrote first")
			}
			return
		}
		done = turn.At
		break
	}
	for _, c := range k.StateChanges {
		if c.To == inbox.Closed && c.ByRole == inbox.Agent && !c.At.Before(s.EndedAt) && (done.IsZero() || c.At.Before(done)) {
			done = c.At
			break
		}
	}
	o := k.occasion(s.EndedAt, by)
	if done.IsZero() {
		if k.State == inbox.Closed {
			g.leave("closed by no agent")
			return
		}
		k.wait(snoozeFollowed, s.EndedAt, o)
		return
	}
	took := k.hours.Between(s.EndedAt, done)
	g.add(o, took <= k.t.usual, took)
	k.took(g, s.EndedAt, took)
}
