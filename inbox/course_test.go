package inbox

import (
	"testing"
	"time"
)

// Snoozes are made of changes of state that come in any order, and end by
// what happened next: nothing is guessed where nothing tells.
func TestSettleCourse(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 9, 21, 14, minute, 0, 0, time.UTC) }
	turn := func(minute int, by Role, to State) StateChange {
		return StateChange{At: at(minute), ByRole: by, To: to}
	}
	said := func(minute int, who Role) Message {
		return Message{At: at(minute), Role: who, Kind: Comment, Body: "x"}
	}
	for _, c := range []struct {
		name     string
		state    State
		changes  []StateChange
		messages []Message
		want     []Snooze
	}{
		{
			"woken by the time", Open,
			[]StateChange{turn(9, System, Open), turn(1, Agent, Snoozed)},
			nil,
			[]Snooze{{From: at(1), EndedAt: at(9), EndedBy: "timer"}},
		},
		{
			"woken by hand", Closed,
			[]StateChange{turn(1, Agent, Snoozed), turn(5, Agent, Closed)},
			nil,
			[]Snooze{{From: at(1), EndedAt: at(5), EndedBy: "agent"}},
		},
		{
			"the customer wrote before it was opened", Open,
			[]StateChange{turn(1, Agent, Snoozed), turn(5, System, Open)},
			[]Message{said(4, Customer)},
			[]Snooze{{From: at(1), EndedAt: at(4), EndedBy: "customer"}},
		},
		{
			"the team wrote meanwhile, which wakes nothing", Snoozed,
			[]StateChange{turn(1, Agent, Snoozed)},
			[]Message{said(4, Agent)},
			[]Snooze{{From: at(1), Until: at(59)}},
		},
		{
			"what the customer wrote before does not count", Snoozed,
			[]StateChange{turn(5, Agent, Snoozed)},
			[]Message{said(4, Customer)},
			[]Snooze{{From: at(5), Until: at(59)}},
		},
		{
			"put to sleep again", Snoozed,
			[]StateChange{turn(1, Agent, Snoozed), turn(6, Agent, Snoozed)},
			nil,
			[]Snooze{{From: at(1), EndedAt: at(6), EndedBy: "agent"}, {From: at(6), Until: at(59)}},
		},
		{
			"nothing tells the end", Open,
			[]StateChange{turn(1, Agent, Snoozed)},
			nil,
			[]Snooze{{From: at(1), EndedBy: "unknown"}},
		},
		{"never asleep", Closed, []StateChange{turn(1, Agent, Closed)}, nil, nil},
	} {
		conv := &Conversation{ID: "1", State: c.state, SnoozedUntil: at(59), StateChanges: c.changes, Messages: c.messages}
		settleCourse(&reading{sum: newSummary(), people: newDirectory()}, &Source{}, conv)
		if len(conv.Snoozes) != len(c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, conv.Snoozes, c.want)
			continue
		}
		for i, s := range conv.Snoozes {
			if s != c.want[i] {
				t.Errorf("%s: snooze %d is %+v, want %+v", c.name, i+1, s, c.want[i])
			}
		}
		if conv.State == Closed && !conv.ClosedAt.Equal(c.changes[len(c.changes)-1].At) {
			t.Errorf("%s: closed at %v", c.name, conv.ClosedAt)
		}
	}
}

// Who caused a change is told by who wrote: the customer by his messages, the
// team by the rest, and software where nobody is named. Somebody of the team
// who also wrote as a customer stays of the team.
func TestSettleSides(t *testing.T) {
	c := &Conversation{
		ID: "1", Customers: []Person{{ID: "70"}},
		Messages: []Message{
			{ID: "1", Role: Customer, Kind: Comment, Author: Person{ID: "70", Name: "Petra"}},
			{ID: "2", Role: Agent, Kind: Comment, Author: Person{ID: "5"}},
			{ID: "3", Role: Customer, Kind: Comment, Author: Person{ID: "5"}},
			{ID: "4", Kind: Event, Author: Person{ID: "70"}},
			{ID: "5", Kind: Event},
		},
		StateChanges: []StateChange{{ByID: "70", To: Open}, {ByID: "5", To: Closed}, {ByID: "6", To: Open}, {To: Closed}},
		Assignments:  []Assignment{{ByID: "70"}, {ByID: "9", ByRole: Bot}},
	}
	settleCourse(&reading{sum: newSummary(), people: newDirectory()}, &Source{}, c)
	for i, want := range []Role{Customer, Agent, Agent, System} {
		if got := c.StateChanges[i].ByRole; got != want {
			t.Errorf("change %d is by %s, want %s", i+1, got, want)
		}
	}
	if c.Assignments[0].ByRole != Customer || c.Assignments[1].ByRole != Bot {
		t.Errorf("assignments are by %+v", c.Assignments)
	}
	if c.Messages[3].Role != Customer || c.Messages[4].Role != System {
		t.Errorf("events are by %s and %s", c.Messages[3].Role, c.Messages[4].Role)
	}
	if len(c.Customers) != 1 || c.Customers[0].Name != "Petra" || c.InitiatedBy != Customer {
		t.Errorf("customers %+v, begun by %s", c.Customers, c.InitiatedBy)
	}
}
