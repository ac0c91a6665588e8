package practice

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// A definition is what a metric measures.
type definition struct {
	id, section, title string
	// counts says what share, count and n are, as "of N …, this many …".
	occasions, hits string
	// measured says what the times are, "" when there are none.
	measured string
	// wrong says what the examples are.
	wrong string
	group group
}

// The metrics, in the order of the report.
const (
	firstAnswer = iota
	laterReply
	assigned
	givenAway
	givenAwayNote
	unassigned
	escalated
	escalatedNote
	snoozeLength
	snoozePlanned
	snoozeAgain
	snoozeNote
	snoozeTold
	snoozeFollowed
	closedBy
	askedElse
	reopened
	invited
	rated
	goodRating
	savedReply
	repeatedText
	articleAnswers
	articleTalks
	metrics
)

// Sections of the report.
const (
	secAnswer     = "First answer"
	secReplies    = "Later replies"
	secAssignment = "Assignment"
	secEscalation = "Escalation"
	secSnooze     = "Snoozing"
	secClosing    = "Closing"
	secRating     = "Ratings"
	secSaved      = "Saved replies"
	secArticles   = "Articles"
)

// rules are what the handbook asks for in each section.
var rules = map[string]string{
	secAnswer:     "A new conversation gets a first answer from a person within the target.",
	secReplies:    "Whoever has written waits no longer for the next answer than for the first.",
	secAssignment: "A conversation goes to somebody who can handle it; who cannot, passes it on at once, with a note.",
	secEscalation: "What cannot be resolved goes to the right team or manager, with a note that gives the context.",
	secSnooze:     "Snoozed is only what waits for something: for hours or a day or two, with a note, and the customer knows.",
	secClosing:    "Before a conversation is closed, the customer is asked whether there is anything else.",
	secRating:     "Before a conversation is closed, the customer is invited to rate it. Low ratings are read together.",
	secSaved:      "For a common question there is a saved reply, which is changed until it fits.",
	secArticles:   "The answer links the article that says more.",
}

var definitions = [metrics]definition{
	firstAnswer: {"first_response", secAnswer, "First answer within the target", "conversations that customers began", "got a first answer from a person in time", "business time from the first message to the first answer", "longest waits", byTurns},
	laterReply:  {"later_replies", secReplies, "Later replies within the target", "messages after the first answer that waited for a reply", "got it in time", "business time from the message to the reply", "longest waits", byTurns},

	assigned:      {"assigned", secAssignment, "Assigned to a person", "conversations", "were assigned to a person", "business time until then", "longest without anybody", byHolder},
	givenAway:     {"reassigned", secAssignment, "Given to somebody else", "conversations that somebody held", "were given to another person or team", "business time from one assignment to the next", "held longest before they were given away", byHolder},
	givenAwayNote: {"reassigned_note", secAssignment, "Given away with a note", "times that an agent gave a conversation away", "had a note nearby", "", "without a note", byHolder},
	unassigned:    {"unassigned", secAssignment, "Held by nobody", "conversations open at the end", "were assigned to no person", "business time since they began or were given up", "open longest", byEnd},

	escalated:     {"escalated", secEscalation, "Escalated", "conversations", "were handed to another team or manager", "", "", byTeam},
	escalatedNote: {"escalated_note", secEscalation, "Escalated with a note", "escalations", "had a note nearby", "", "without a note", byTeam},

	snoozeLength:   {"snooze_length", secSnooze, "Slept two days at most", "snoozes that ended", "lasted two days at most", "time asleep, by the clock", "slept longest", bySnooze},
	snoozePlanned:  {"snooze_planned", secSnooze, "Planned for two days at most", "snoozes whose planned end is known", "were planned for two days at most", "planned time, by the clock", "planned longest", bySnooze},
	snoozeAgain:    {"snooze_repeated", secSnooze, "Snoozed again", "conversations that were snoozed", "were snoozed more than once", "", "snoozed most often", bySnooze},
	snoozeNote:     {"snooze_note", secSnooze, "Snoozed with a note", "snoozes", "had a note nearby", "", "without a note", bySnooze},
	snoozeTold:     {"snooze_told", secSnooze, "Customer told", "snoozes", "left the last word with the team", "", "put aside without a word", bySnooze},
	snoozeFollowed: {"snooze_followed_up", secSnooze, "Followed up when they woke", "snoozes that the timer ended", "were followed up within a business day", "business time from waking to the answer", "followed up last", bySnooze},

	closedBy:  {"closed_by_person", secClosing, "Closed by a person", "closed conversations", "were closed by an agent", "", "", byClosing},
	askedElse: {"asked_anything_else", secClosing, "Asked whether there is anything else", "conversations that agents closed", "had been asked so", "", "closed without asking", byClosing},
	reopened:  {"reopened", secClosing, "Opened again", "closed conversations", "were opened again", "time from closing to opening, by the clock", "opened again last", byReopening},

	invited:    {"rating_invited", secRating, "Invited to rate", "closed conversations that customers began", "were invited to rate", "", "", byInvite},
	rated:      {"rating_given", secRating, "Rated", "conversations that were invited", "were rated", "", "", byInvite},
	goodRating: {"rating_good", secRating, "Rated well", "ratings", "were good: 4 or 5 of 5, or as much of another scale", "", "low ratings and what was said", byRating},

	savedReply:   {"saved_reply", secSaved, "Made of a saved reply", "answers", "used a saved reply", "", "", byReply},
	repeatedText: {"repeated_text", secSaved, "Typed anew instead of saved", "answers of eight words and more without a saved reply", "repeat a text that agents type again and again", "", "", byTurns},

	articleAnswers: {"article_answers", secArticles, "Answers that send an article", "answers", "link an article", "", "", byLink},
	articleTalks:   {"article_conversations", secArticles, "Conversations in which one was sent", "conversations that a person answered", "had an article sent", "", "", byLink},
}

// An occasion is one thing that a metric counts, in a conversation.
type occasion struct {
	place
	id string
	at time.Time
}

// A cell is counts.
type cell struct{ n, count int }

func (c *cell) add(hit bool) {
	c.n++
	if hit {
		c.count++
	}
}

// maxExamples is how many example conversations a metric keeps.
const maxExamples = 5

// A candidate is an example and how much it says.
type candidate struct {
	Example
	weight int64
	at     time.Time
}

// A gauge gathers one metric.
type gauge struct {
	cell
	weeks, teams, people map[int]*cell
	times                series
	leftOut              map[string]int
	parts                map[string]int
	examples             []candidate
	// sum adds up what a mean is taken of.
	sum float64
}

func newGauge() *gauge {
	return &gauge{weeks: map[int]*cell{}, teams: map[int]*cell{}, people: map[int]*cell{}, leftOut: map[string]int{}, parts: map[string]int{}}
}

// unmeasured stands for an occasion without a time.
const unmeasured time.Duration = -1

// add counts an occasion. Those that miss, or are measured, are candidates for
// examples: the longest, and without a time the newest.
func (g *gauge) add(o occasion, hit bool, took time.Duration) {
	g.cell.add(hit)
	for _, d := range []struct {
		in  map[int]*cell
		key int
	}{{g.weeks, int(o.week)}, {g.teams, int(o.team)}, {g.people, int(o.person)}} {
		c := d.in[d.key]
		if c == nil {
			c = &cell{}
			d.in[d.key] = c
		}
		c.add(hit)
	}
	if took != unmeasured {
		g.times.add(took, o.place)
	}
}

// example offers an occasion as an example.
func (g *gauge) example(weight int64, at time.Time, e Example) {
	if n := len(g.examples); n == maxExamples && weight < g.examples[n-1].weight {
		return
	}
	c := candidate{e, weight, at}
	i, _ := slices.BinarySearchFunc(g.examples, c, compareCandidates)
	g.examples = slices.Insert(g.examples, i, c)
	g.examples = g.examples[:min(len(g.examples), maxExamples)]
}

// compareCandidates puts the weightiest first, and orders equals by their ids,
// so that the order of the export does not matter.
func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.Conversation, b.Conversation), a.at.Compare(b.at), cmp.Compare(a.Seconds, b.Seconds), strings.Compare(a.Text, b.Text))
}

func (g *gauge) leave(reason string) { g.leftOut[reason]++ }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
