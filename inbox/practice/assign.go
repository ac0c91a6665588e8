package practice

import (
	"strings"
	"time"

	"signpost/inbox"
)

// began is when the conversation began for the team.
func (k *talk) began() time.Time {
	if asked := k.firstAsked(); !asked.IsZero() {
		return asked
	}
	return k.CreatedAt
}

// A holding is who is responsible at one time, and since when.
type holding struct {
	agent, team string
	since       time.Time
}

// assignment measures who came to be responsible, when, and for how long.
func (k *talk) assignment() {
	k.assigned()
	var h holding
	gave := false
	var held time.Duration
	var first holding
	for _, a := range k.Assignments {
		if h.agent != "" && (a.ToAgent != "" && a.ToAgent != h.agent || a.ToAgent == "" && a.ToTeam != "" && a.ToTeam != h.team) {
			if !gave {
				gave, first, held = true, h, k.hours.Between(h.since, a.At)
			}
			k.handedOver(a, h)
		}
		if a.ToAgent != "" && a.ToAgent != h.agent {
			h.agent, h.since = a.ToAgent, a.At
		}
		if a.ToAgent == "" && (a.ToTeam == "" || a.ToTeam != h.team) {
			h.agent = ""
		}
		if a.ToTeam != "" {
			h.team = a.ToTeam
		}
	}
	g := k.t.gauges[givenAway]
	switch {
	case gave:
		g.add(k.occasion(first.since, first.agent), true, held)
		k.took(g, first.since, held)
	case k.Truncated:
		g.leave("without their beginning")
	case h.agent != "":
		g.add(k.occasion(h.since, h.agent), false, unmeasured)
	case k.AssignedTo != nil && k.AssignedTo.Agent != "" && !k.began().IsZero():
		// Nothing was recorded after the beginning: it stayed where it was.
		g.add(k.occasion(k.began(), k.AssignedTo.Agent), false, unmeasured)
	}
}

// handedOver counts that a person gave a conversation to somebody else.
func (k *talk) handedOver(a inbox.Assignment, from holding) {
	g := k.t.gauges[givenAwayNote]
	if a.How != "manual" || a.ByRole != inbox.Agent {
		g.parts["by a rule, or by whoever answered"]++
		return
	}
	g.parts["by a person"]++
	if a.ByID != from.agent {
		g.parts["of these by somebody who did not hold it"]++
	}
	note := k.noteNear(a.At)
	g.add(k.occasion(a.At, a.ByID), note, unmeasured)
	if !note {
		k.noted(g, a.At)
	}
}

// assigned measures the time until somebody held the conversation.
func (k *talk) assigned() {
	g := k.t.gauges[assigned]
	began := k.began()
	if began.IsZero() || k.Truncated {
		g.leave("without their beginning")
		return
	}
	for _, a := range k.Assignments {
		if a.ToAgent == "" {
			continue
		}
		took := k.hours.Between(began, a.At)
		g.add(k.occasion(began, a.ToAgent), true, took)
		k.took(g, began, took)
		g.parts[howAssigned(a.How)]++
		return
	}
	if k.AssignedTo != nil && k.AssignedTo.Agent != "" {
		g.parts["at a time that is not recorded"]++
		g.add(k.occasion(began, k.AssignedTo.Agent), true, unmeasured)
		return
	}
	g.add(k.occasion(began, ""), false, unmeasured)
}

func howAssigned(how string) string {
	switch how {
	case "manual":
		return "by a person"
	case "auto_on_reply":
		return "to whoever answered first"
	}
	return "by a rule or a bot"
}

// unassigned counts what nobody holds at the end.
func (k *talk) unassigned() {
	g := k.t.gauges[unassigned]
	if k.State == inbox.Closed || k.State == "" {
		return
	}
	if k.AssignedTo == nil {
		g.leave("open, and who holds them is not in the export")
		return
	}
	since := k.began()
	for _, a := range k.Assignments {
		if a.ToAgent == "" && a.ToTeam == "" {
			since = a.At
		}
	}
	switch {
	case k.AssignedTo.Agent != "":
		g.add(k.occasion(since, k.AssignedTo.Agent), false, unmeasured)
	default:
		k.wait(unassigned, since, k.occasion(since, ""))
	}
}

// escalation counts what was handed to another team or to a manager.
func (k *talk) escalation() {
	g := k.t.gauges[escalatedNote]
	var agent, team string
	times := 0
	var last inbox.Assignment
	for _, a := range k.Assignments {
		held := agent != "" || team != ""
		other := a.ToTeam != "" && a.ToTeam != team
		manager := (k.t.named(a.ToAgent) || k.t.named(a.ToTeam)) && a.ToAgent != a.ByID
		if a.How == "manual" && a.ByRole == inbox.Agent && held && (other || manager) {
			times, last = times+1, a
			note := k.noteNear(a.At)
			g.add(k.occasion(a.At, a.ByID), note, unmeasured)
			if !note {
				k.noted(g, a.At)
			}
		}
		agent, team = a.ToAgent, firstText(a.ToTeam, team)
	}
	g = k.t.gauges[escalated]
	if times > 0 {
		g.add(k.occasion(last.At, last.ByID), true, unmeasured)
		return
	}
	if at := k.began(); !at.IsZero() {
		person := ""
		if k.AssignedTo != nil {
			person = k.AssignedTo.Agent
		}
		g.add(k.occasion(at, person), false, unmeasured)
	}
}

// named reports whether the options name a team or agent.
func (t *tally) named(id string) bool {
	if id == "" || len(t.escalate) == 0 {
		return false
	}
	for _, name := range []string{id, t.opt.Team.Teams[id], t.opt.Team.Agents[id]} {
		if name != "" && t.escalate[strings.ToLower(name)] {
			return true
		}
	}
	return false
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
