package practice

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"testing"
	"time"

	"signpost/inbox"
	"signpost/internal/hours"
)

// office is a team in Berlin that works from 9 to 17 on weekdays.
func office(tb testing.TB) *hours.Schedule {
	tb.Helper()
	zone, err := hours.Zone("Europe/Berlin")
	if err != nil {
		tb.Fatal(err)
	}
	s := &hours.Schedule{Zone: zone, Special: map[hours.Date][]hours.Interval{{Month: time.October, Day: 3}: nil}}
	for day := 1; day <= 5; day++ {
		s.Days[day] = []hours.Interval{{From: 9 * 60, To: 17 * 60}}
	}
	return s
}

// talkOf writes a conversation from a script, a line for each thing that happens:
// the day from Monday, 3 August 2026, the time in Berlin, and what:
//
//	0 10:00 ask TEXT             a comment of the customer
//	0 10:00 answer AGENT TEXT    a comment of an agent; link URL in it is a link
//	0 10:00 saved AGENT ID TEXT  the same, from a saved reply
//	0 10:00 note AGENT, bot TEXT, auto TEXT
//	0 10:00 give BY TO           to an agent, to team:X, or to nobody; BY may be rule
//	0 10:00 snooze AGENT [DAY]   until that time of DAY
//	0 10:00 wake HOW
//	0 10:00 close BY, open BY
//	0 10:00 invite, rate N TEXT
func talkOf(tb testing.TB, id, script string) *inbox.Conversation {
	tb.Helper()
	c := &inbox.Conversation{ID: id, Source: inbox.FormatIntercom, State: inbox.Open, InitiatedBy: inbox.Customer, AssignedTo: &inbox.Assignee{}}
	for line := range strings.Lines(script) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		f := strings.Fields(line)
		at := when(tb, f[0], f[1])
		if c.CreatedAt.IsZero() {
			c.CreatedAt = at
		}
		c.UpdatedAt = at
		if !happen(tb, c, at, f[2], f[3:]) {
			tb.Fatalf("script: %q means nothing", line)
		}
	}
	return c
}

func when(tb testing.TB, day, clock string) time.Time {
	tb.Helper()
	n, err := strconv.Atoi(day)
	if err != nil {
		tb.Fatal(err)
	}
	zone, err := hours.Zone("Europe/Berlin")
	if err != nil {
		tb.Fatal(err)
	}
	t, err := time.ParseInLocation("15:04", clock, zone)
	if err != nil {
		tb.Fatal(err)
	}
	return time.Date(2026, 8, 3+n, t.Hour(), t.Minute(), 0, 0, zone).UTC()
}

// happen adds one line of a script.
func happen(tb testing.TB, c *inbox.Conversation, at time.Time, what string, args []string) bool {
	tb.Helper()
	args = append(args, "", "")
	text := func(from int) string { return strings.TrimSpace(strings.Join(args[from:], " ")) }
	say := func(role inbox.Role, kind inbox.Kind, who, body string) *inbox.Message {
		c.Messages = append(c.Messages, inbox.Message{At: at, Role: role, Kind: kind, Body: body, Author: inbox.Person{ID: who}})
		m := &c.Messages[len(c.Messages)-1]
		for w := range strings.FieldsSeq(body) {
			if strings.HasPrefix(w, "https://") {
				m.Links = append(m.Links, w)
			}
		}
		return m
	}
	change := func(to inbox.State, by string) {
		c.State = to
		c.StateChanges = append(c.StateChanges, inbox.StateChange{At: at, To: to, ByID: by, ByRole: roleOf(by)})
	}
	switch what {
	case "ask":
		say(inbox.Customer, inbox.Comment, "customer", text(0))
	case "answer":
		say(inbox.Agent, inbox.Comment, args[0], text(1))
	case "saved":
		say(inbox.Agent, inbox.Comment, args[0], text(2)).SavedReplyID = args[1]
	case "note":
		say(inbox.Agent, inbox.Note, args[0], text(1))
	case "bot":
		say(inbox.Bot, inbox.Comment, "bot", text(0))
	case "auto":
		say(inbox.Agent, inbox.Comment, "auto", text(0)).Auto = true
	case "give":
		a := inbox.Assignment{At: at, ByID: args[0], ByRole: roleOf(args[0]), How: "manual"}
		if args[0] == "rule" {
			a.How = "rule"
		}
		if team, ok := strings.CutPrefix(args[1], "team:"); ok {
			a.ToTeam = team
		} else if args[1] != "nobody" {
			a.ToAgent = args[1]
		}
		c.Assignments = append(c.Assignments, a)
		c.AssignedTo = &inbox.Assignee{Agent: a.ToAgent, Team: a.ToTeam}
	case "snooze":
		change(inbox.Snoozed, args[0])
		s := inbox.Snooze{From: at}
		if args[1] != "" {
			s.Until = when(tb, args[1], at.In(office(tb).Zone).Format("15:04"))
		}
		c.Snoozes = append(c.Snoozes, s)
	case "wake":
		change(inbox.Open, "")
		s := &c.Snoozes[len(c.Snoozes)-1]
		s.EndedAt, s.EndedBy = at, args[0]
	case "close":
		change(inbox.Closed, args[0])
		c.ClosedAt = at
	case "open":
		change(inbox.Open, args[0])
	case "invite":
		c.Rating = &inbox.Rating{AskedAt: at, Scale: 5}
	case "rate":
		n, err := strconv.Atoi(args[0])
		if err != nil {
			tb.Fatal(err)
		}
		c.Rating = &inbox.Rating{AnsweredAt: at, Value: n, Scale: 5, Comment: text(1)}
	default:
		return false
	}
	return true
}

func roleOf(who string) inbox.Role {
	switch who {
	case "customer":
		return inbox.Customer
	case "bot":
		return inbox.Bot
	case "rule", "":
		return inbox.System
	}
	return inbox.Agent
}

func sequence(list []*inbox.Conversation) iter.Seq2[*inbox.Conversation, error] {
	return func(yield func(*inbox.Conversation, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// measure measures scripts, parted by lines with ---.
func measure(tb testing.TB, opt Options, scripts string) *Report {
	tb.Helper()
	var list []*inbox.Conversation
	for i, script := range strings.Split(scripts, "---") {
		list = append(list, talkOf(tb, fmt.Sprintf("c%d", i+1), script))
	}
	return measureAll(tb, opt, list)
}

func measureAll(tb testing.TB, opt Options, list []*inbox.Conversation) *Report {
	tb.Helper()
	if opt.Hours == nil {
		opt.Hours, opt.HoursFrom = office(tb), "the test"
	}
	r, err := Measure(context.Background(), sequence(list), opt)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// brief writes what a metric says: "1/2 median 30m, 1 left out".
func brief(m Metric) string {
	if m.State != "measured" && len(m.LeftOut) == 0 {
		return m.State
	}
	out := fmt.Sprintf("%d/%d", m.Count, m.N)
	if m.Measured > 0 {
		out += " median " + duration(m.Median)
	}
	for _, l := range m.LeftOut {
		out += fmt.Sprintf(", %d %s", l.Count, l.Reason)
	}
	return out
}
