package practice

import (
	"testing"

	"signpost/inbox"
)

func TestMetrics(t *testing.T) {
	tests := []struct {
		name, script string
		want         map[string]string
	}{
		{"answered in business time", `
			0 16:30 ask Hello
			1 10:00 answer ana Hi`, map[string]string{"first_response": "1/1 median 1 h 30 min"}},
		{"over the weekend, and too late", `
			4 16:00 ask Hello
			7 10:30 answer ana Hi`, map[string]string{"first_response": "0/1 median 2 h 30 min"}},
		{"programs do not answer", `
			0 10:00 ask Hello
			0 10:01 bot We are here soon
			0 10:02 auto Thank you
			0 10:40 answer ana Hi`, map[string]string{"first_response": "1/1 median 40 min"}},
		{"a note is no answer", `
			0 10:00 ask Hello
			0 10:10 note ana who knows?
			0 13:00 answer ana Hi`, map[string]string{"first_response": "0/1 median 3 h"}},
		{"never answered, and time has run out", `
			0 10:00 ask Hello
			0 15:00 ask Anybody?`, map[string]string{"first_response": "0/1"}},
		{"not answered yet", `
			0 10:00 ask Hello
			0 11:00 ask Anybody?`, map[string]string{"first_response": "0/0, 1 not answered yet, and still in time when the data end"}},
		{"closed without an answer", `
			0 10:00 ask Hello
			0 15:00 close ana`, map[string]string{"first_response": "0/0, 1 closed without an answer of a person"}},
		{"replies wait from the first of a burst", `
			0 10:00 ask Hello
			0 10:10 answer ana Hi
			0 11:00 ask One more
			0 11:20 ask Hello?
			0 12:00 answer ana Yes
			0 12:10 ask Thanks
			0 12:30 close ana`, map[string]string{"later_replies": "1/1 median 1 h, 1 closed without another answer"}},
		{"a reply waits still", `
			0 10:00 ask Hello
			0 10:10 answer ana Hi
			0 11:00 ask One more
			1 11:00 note ana hm`, map[string]string{"later_replies": "0/1"}},
		{"closed, and asked again", `
			0 10:00 ask Hello
			0 10:10 answer ana Hi
			0 10:20 ask Thanks
			0 10:30 close ana
			0 12:00 ask One more
			0 12:15 answer ana Yes`, map[string]string{"later_replies": "1/1 median 15 min, 1 closed without another answer", "reopened": "1/1 median 1 h 30 min"}},
		{"assigned, given away with a note, and to another team without", `
			0 10:00 ask Hello
			0 10:05 give rule team:support
			0 10:20 give ana ana
			0 11:00 note ana see the log
			0 11:20 give ana bob
			0 13:20 give bob team:engineering`, map[string]string{
			"assigned": "1/1 median 20 min", "reassigned": "1/1 median 1 h", "reassigned_note": "1/2",
			"escalated": "1/1", "escalated_note": "0/1", "unassigned": "1/1 median 3 h 20 min",
		}},
		{"stays where it was", `
			0 10:00 ask Hello
			0 10:30 give ana ana
			0 10:40 give ana ana`, map[string]string{"reassigned": "0/1", "unassigned": "0/1", "escalated": "0/1"}},
		{"sorted by hand, not escalated", `
			0 10:00 ask Hello
			0 10:30 give ana team:billing`, map[string]string{"assigned": "0/1", "escalated": "0/1", "escalated_note": "nothing"}},
		{"snoozed with a note, told, woken and followed up", `
			0 10:00 ask Hello
			0 10:10 answer ana We look into it, until tomorrow
			0 10:12 note ana waits for the engineers
			0 10:15 snooze ana 1
			1 10:15 wake timer
			1 11:00 answer ana Here it is`, map[string]string{
			"snooze_length": "1/1 median 1 d", "snooze_planned": "1/1 median 1 d", "snooze_note": "1/1", "snooze_told": "1/1",
			"snooze_followed_up": "1/1 median 45 min", "snooze_repeated": "0/1",
		}},
		{"put aside without a word, twice, and forgotten", `
			0 10:00 ask Hello
			0 10:15 snooze ana 3
			3 10:15 wake timer
			3 10:20 snooze ana 4
			4 10:20 wake timer
			8 12:00 note ana oh`, map[string]string{
			"snooze_length": "1/2 median 1 d", "snooze_planned": "1/2 median 1 d", "snooze_note": "0/2", "snooze_told": "0/2",
			"snooze_followed_up": "0/2", "snooze_repeated": "1/1",
		}},
		{"told right after", `
			0 10:00 ask Hello
			0 10:15 snooze ana
			0 10:30 answer ana We wait for the bank`, map[string]string{
			"snooze_told": "1/1", "snooze_length": "0/0, 1 still asleep when the data end", "snooze_planned": "0/0, 1 whose planned end is not in the export",
		}},
		{"the customer wakes it", `
			0 10:00 ask Hello
			0 10:05 answer ana Try it
			0 10:15 snooze ana 2
			1 09:00 ask Works
			1 09:00 wake customer
			1 09:10 close ana`, map[string]string{"snooze_length": "1/1 median 22 h 45 min", "snooze_followed_up": "nothing"}},
		{"woken less than a day before the end", `
			0 10:00 ask Hello
			0 10:05 answer ana Later
			0 10:15 snooze ana
			1 10:15 wake timer
			1 12:00 note ana hm`, map[string]string{"snooze_followed_up": "0/0, 1 not answered yet, and still in time when the data end", "snooze_planned": "1/1 median 1 d"}},
		{"asked, closed and rated", `
			0 10:00 ask Hello
			0 10:10 answer ana Is there anything else I can do for you?
			0 10:20 close ana
			0 10:30 rate 5 great`, map[string]string{
			"asked_anything_else": "1/1", "closed_by_person": "1/1", "rating_invited": "1/1", "rating_given": "1/1", "rating_good": "1/1", "reopened": "0/1",
		}},
		{"closed by a rule, invited and not rated", `
			0 10:00 ask Hello
			0 10:10 answer ana Done.
			3 10:10 close rule
			3 10:11 invite`, map[string]string{"closed_by_person": "0/1", "asked_anything_else": "nothing", "rating_given": "0/1", "rating_good": "nothing"}},
		{"articles", `
			0 10:00 ask Hello
			0 10:10 answer ana See https://help.example.com/en/articles/12-logo for that
			0 10:12 answer ana and https://help.example.com/pricing too`, map[string]string{"article_answers": "1/2", "article_conversations": "1/1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := measure(t, Options{}, tt.script)
			for id, want := range tt.want {
				if got := brief(r.Metric(id)); got != want {
					t.Errorf("%s: %s, want %s", id, got, want)
				}
			}
		})
	}
}

// What a conversation lacks is left out and counted, in every metric that
// would be wrong.
func TestLeftOut(t *testing.T) {
	const script = "0 10:00 ask Hello\n0 14:00 answer ana Hi\n0 14:10 close ana"
	tests := []struct {
		name   string
		change func(*inbox.Conversation)
		want   map[string]string
	}{
		{"outbound", func(c *inbox.Conversation) { c.InitiatedBy = inbox.Agent }, map[string]string{"first_response": "0/0, 1 begun by the team, a campaign or a program"}},
		{"truncated", func(c *inbox.Conversation) { c.Truncated = true }, map[string]string{"first_response": "0/0, 1 exported without their beginning", "assigned": "0/0, 1 without their beginning"}},
		{"nobody asked", func(c *inbox.Conversation) { c.Messages = c.Messages[1:] }, map[string]string{"first_response": "0/0, 1 without a message of the customer"}},
		{"an assistant is no person", func(c *inbox.Conversation) { c.Messages[1].AI = true }, map[string]string{"first_response": "0/0, 1 closed without an answer of a person"}},
		{"mail", func(c *inbox.Conversation) { c.Source = "mail" }, map[string]string{
			"first_response": "0/1 median 4 h", "assigned": "0/0, 1 E-mail does not tell", "closed_by_person": "0/0, 1 E-mail does not tell",
		}},
		{"tickets without their audits", func(c *inbox.Conversation) {
			c.Source, c.StateChanges, c.AssignedTo, c.State = inbox.FormatZendesk, nil, &inbox.Assignee{}, inbox.Open
		}, map[string]string{
			"first_response": "0/1 median 4 h", "assigned": "0/0, 1 whose changes are not in the export", "unassigned": "1/1 median 4 h 10 min",
		}},
		{"a language whose wording is not known", func(c *inbox.Conversation) { c.Language = "eu" }, map[string]string{"asked_anything_else": "0/0, 1 in a language whose wording is not known"}},
		{"deleted", func(c *inbox.Conversation) { c.State = inbox.Deleted }, map[string]string{"first_response": "nothing"}},
		{"without bodies", func(c *inbox.Conversation) { c.BodiesMissing = true }, map[string]string{"first_response": "nothing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := talkOf(t, "c1", script)
			tt.change(c)
			r := measureAll(t, Options{}, []*inbox.Conversation{c})
			for id, want := range tt.want {
				if got := brief(r.Metric(id)); got != want {
					t.Errorf("%s: %s, want %s", id, got, want)
				}
			}
			if r.Conversations != 1 || (c.State == inbox.Deleted || c.BodiesMissing) != (len(r.LeftOut) == 1) {
				t.Errorf("%d conversations, left out %v", r.Conversations, r.LeftOut)
			}
		})
	}
}

// What no format tells is unavailable, with the reason, and never zero.
func TestUnavailable(t *testing.T) {
	c := talkOf(t, "c1", "0 10:00 ask Hello\n0 10:10 answer ana Hi\n0 10:20 close ana")
	c.Source = "hubspot"
	r := measureAll(t, Options{}, []*inbox.Conversation{c})
	for id, want := range map[string]string{
		"snooze_length": "HubSpot: it knows no snoozing.", "rating_invited": "HubSpot: it does not record who was asked for a rating.",
		"saved_reply": "The export holds no saved replies. Export them too (macros, canned responses or templates) and name their file beside the conversations.",
	} {
		if m := r.Metric(id); m.State != "unavailable" || m.Why != want {
			t.Errorf("%s is %s: %q, want %q", id, m.State, m.Why, want)
		}
	}
	if m := r.Metric("first_response"); m.State != "measured" {
		t.Errorf("the first answer is %s", m.State)
	}
}

// Tickets whose changes are in a file that was not exported tell of no handover,
// and the report says which file it is.
func TestUnavailableWithoutChanges(t *testing.T) {
	c := talkOf(t, "c1", "0 10:00 ask Hello\n0 10:10 answer ana Hi")
	c.Source = inbox.FormatZendesk
	if m := measureAll(t, Options{}, []*inbox.Conversation{c}).Metric("assigned"); m.State != "unavailable" || m.Why != "Zendesk: changes are those of the ticket audits." {
		t.Errorf("assigned is %s: %q", m.State, m.Why)
	}
	other := talkOf(t, "c2", "0 10:00 ask Hello\n0 10:05 give ana ana\n0 10:10 answer ana Hi")
	other.Source = inbox.FormatZendesk
	if m := measureAll(t, Options{}, []*inbox.Conversation{c, other}).Metric("assigned"); m.State != "measured" || m.N != 1 {
		t.Errorf("with the audits of one ticket, assigned is %s of %d: %q", m.State, m.N, m.Why)
	}
}

// Every format that the report may meet has a full row, and every row is true
// to itself: a reason says more than a sign.
func TestAbilities(t *testing.T) {
	for source, a := range abilities {
		if inbox.FormatName(source) == source {
			t.Errorf("%s has no name for people", source)
		}
		for g, text := range a {
			if text == "-" || len(text) > 0 && len(text) < 10 {
				t.Errorf("%s, group %d: %q is no reason", source, g, text)
			}
		}
	}
	if a := tells("never-heard-of"); a[byTurns] == "" || a[byHolder][0] != '-' {
		t.Errorf("a format that nobody knows tells %v", a)
	}
}

// Handing to a named team or person is escalation, also within a team.
func TestEscalateTo(t *testing.T) {
	const script = "0 10:00 ask Hello\n0 10:10 give ana ana\n0 10:20 give ana boss"
	if got := brief(measure(t, Options{}, script).Metric("escalated")); got != "0/1" {
		t.Errorf("without names %s", got)
	}
	for _, name := range []string{"boss", "Olga Oversee"} {
		opt := Options{EscalateTo: []string{name}, Team: &inbox.Workspace{Agents: map[string]string{"boss": "Olga Oversee"}}}
		if got := brief(measure(t, opt, script).Metric("escalated")); got != "1/1" {
			t.Errorf("with %s %s", name, got)
		}
	}
}

func TestAsksElse(t *testing.T) {
	for _, text := range []string{
		"Is there anything else I can help you with?", "Any other questions, just ask.", "Kann ich sonst noch etwas für Sie tun?", "Haben Sie noch Fragen?",
		"Puis-je faire autre chose pour vous ?", "Avez-vous d’autres questions ?", "¿Hay algo más en que pueda ayudarte?", "Posso ajudar em algo mais?",
		"Posso aiutarla in qualcos'altro?", "Kan ik nog iets voor je doen?", "Czy mogę w czymś jeszcze pomóc?", "Är det något annat jag kan hjälpa till med?",
		"Могу ли я чем-то ещё помочь?", "他に何かございますか。", "还有什么可以帮您的吗？", "다른 질문이 있으신가요?", "Başka bir sorunuz var mı?",
	} {
		if !asksElse("", text) {
			t.Errorf("%q does not ask", text)
		}
	}
	for _, text := range []string{"", "Done.", "Ich schaue nach und melde mich.", "Please try again.", "C'est fait.", "Listo, ya funciona."} {
		if asksElse("", text) {
			t.Errorf("%q asks", text)
		}
	}
	if !asksElse("pl", "Anything else?") || !asksElse("pt-BR", "Algo mais?") || asksElse("de", "Algo mais?") {
		t.Error("it counts in the language of the conversation and in English")
	}
}
