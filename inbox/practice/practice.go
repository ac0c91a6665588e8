package practice

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"signpost/inbox"
	"signpost/internal/hours"
)

// Options say against what the practice is measured.
type Options struct {
	// Target is the business time within which customers are answered; 0 means
	// 2 hours.
	Target time.Duration
	// Hours are the team's business hours; nil means around the clock, in UTC.
	Hours *hours.Schedule
	// OwnHours says that the schedules of Team hold for the conversations that they
	// are for, and Hours for all others.
	OwnHours bool
	// HoursFrom says for people where the hours come from.
	HoursFrom string
	// EscalateTo are ids or names of teams and agents: whatever is handed to
	// them is escalated, also within a team.
	EscalateTo []string
	// Team is what the export tells of the team; nil means nothing.
	Team *inbox.Workspace
	// People adds a row for each agent to each metric.
	People bool
	// Articles are those that agents may send; nil means that only addresses
	// with "/articles/" in them are taken for articles.
	Articles Articles
	// Summary, when set, is asked once, after the last conversation, for the
	// files that were read and what masking did and left.
	Summary func() ([]Source, inbox.Audit)
}

// Articles knows the articles of a help center.
type Articles interface {
	// Linked gives the article to which an address leads.
	Linked(address string) (Article, bool)
	// Answering gives the article that says what an agent's text says.
	Answering(text string) (Article, bool)
}

// An Article is one of the help center.
type Article struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// nearby is how far from a change a note counts as belonging to it.
const nearby = 30 * time.Minute

// shortSnooze is "a day or two".
const shortSnooze = 48 * time.Hour

// Measure reads masked conversations to their end and measures the practice in
// them. Errors are those of the sequence and of the context.
func Measure(ctx context.Context, conversations iter.Seq2[*inbox.Conversation, error], opt Options) (*Report, error) {
	t := newTally(opt)
	for c, err := range conversations {
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t.conversation(c)
	}
	t.settle()
	return t.report()
}

// A tally is all that is kept of the conversations.
type tally struct {
	opt    Options
	hours  *hours.Schedule
	usual  time.Duration // one business day
	zone   *time.Location
	gauges [metrics]*gauge

	conversations  int
	formats        map[string]int
	changed        map[string]int // conversations with changes, by format
	leftOut        map[string]int
	reaches        []reach
	stray          Stray
	from, to       time.Time // known when all conversations are
	teams, people  *registry
	names          map[string]string // of agents, by id
	held           map[held]int      // conversations by the hours that held for them
	escalate       map[string]bool
	pending        []pending
	replies        *replyIndex
	texts          *texts
	words, triples []uint64               // room for those of an answer
	sent           map[string]*ArticleUse // articles by address
}

func newTally(opt Options) *tally {
	opt.Target = cmp.Or(opt.Target, 2*time.Hour)
	if opt.Team == nil {
		opt.Team = &inbox.Workspace{}
	}
	t := &tally{
		opt: opt, hours: opt.Hours, formats: map[string]int{}, changed: map[string]int{}, leftOut: map[string]int{}, teams: newRegistry(), people: newRegistry(),
		names: map[string]string{}, escalate: map[string]bool{}, held: map[held]int{}, replies: newReplyIndex(opt.Team.SavedReplies), texts: newTexts(), sent: map[string]*ArticleUse{},
	}
	if t.hours == nil {
		t.hours = hours.Always(nil)
	}
	t.usual, t.zone = t.hours.Usual(), t.hours.Location()
	for i := range t.gauges {
		t.gauges[i] = newGauge()
	}
	for _, name := range opt.EscalateTo {
		t.escalate[strings.ToLower(strings.TrimSpace(name))] = true
	}
	return t
}

// A pending occasion is decided by when the data end.
type pending struct {
	metric int
	since  time.Time
	hours  *hours.Schedule
	occasion
}

// A talk is a conversation while it is measured.
type talk struct {
	*inbox.Conversation
	t     *tally
	tells ability
	team  uint16
	turns []turn
	hours *hours.Schedule // that hold for it
	// beheaded says that messages are left out because of their times.
	beheaded bool
}

// A turn is a comment of a customer or of a person of the team.
type turn struct {
	*inbox.Message
	agent bool
}

// conversation counts one conversation.
func (t *tally) conversation(c *inbox.Conversation) {
	t.conversations++
	t.formats[c.Source]++
	c, beheaded := t.sound(c)
	t.see(c)
	switch {
	case c.State == inbox.Deleted || c.State == inbox.Spam:
		t.leftOut["deleted or spam"]++
		return
	case c.BodiesMissing:
		t.leftOut["exported without their messages"]++
		return
	}
	k := &talk{Conversation: c, t: t, tells: tells(c.Source), beheaded: beheaded}
	k.team = t.teams.number(k.teamID())
	k.hours = t.hoursOf(k)
	if k.changes() {
		t.changed[c.Source]++
	}
	for i := range c.Messages {
		m := &c.Messages[i]
		if m.Kind != inbox.Comment || m.Auto || m.At.IsZero() || m.Role != inbox.Customer && m.Role != inbox.Agent || m.AI {
			continue
		}
		if m.Role == inbox.Agent && t.opt.People && m.Author.Name != "" {
			t.names[m.Author.ID] = cmp.Or(t.names[m.Author.ID], m.Author.Name)
		}
		k.turns = append(k.turns, turn{m, m.Role == inbox.Agent})
	}
	k.answers()
	k.replies()
	if k.can(byHolder, assigned, givenAway, givenAwayNote) {
		k.assignment()
	}
	if k.can(byEnd, unassigned) {
		k.unassigned()
	}
	if k.can(byTeam, escalated, escalatedNote) {
		k.escalation()
	}
	if k.can(bySnooze, snoozeLength, snoozePlanned, snoozeAgain, snoozeNote, snoozeTold, snoozeFollowed) {
		k.snoozes()
	}
	k.closing()
	k.rating()
	k.texts()
}

// can reports whether the format tells what the metrics need; they count the
// conversation as left out otherwise.
func (k *talk) can(g group, ids ...int) bool {
	var why string
	switch text := k.tells[g]; {
	case strings.HasPrefix(text, "-"):
		why = inbox.FormatName(k.Source) + " does not tell"
	case strings.HasPrefix(text, "?") && !k.changes():
		why = "whose changes are not in the export"
	default:
		return true
	}
	for _, id := range ids {
		k.t.gauges[id].leave(why)
	}
	return false
}

// changes reports whether anything was recorded of the conversation beside
// what was said in it.
func (k *talk) changes() bool {
	return len(k.Assignments)+len(k.StateChanges) > 0 ||
		slices.ContainsFunc(k.Messages, func(m inbox.Message) bool { return m.Kind == inbox.Event })
}

// teamID is the team that holds the conversation, or held it last.
func (k *talk) teamID() string {
	if k.AssignedTo != nil && k.AssignedTo.Team != "" {
		return k.AssignedTo.Team
	}
	for _, a := range slices.Backward(k.Assignments) {
		if a.ToTeam != "" {
			return a.ToTeam
		}
	}
	return ""
}

// occasion is something that happened in the conversation, to or by a person.
func (k *talk) occasion(at time.Time, person string) occasion {
	o := occasion{id: k.ID, at: at, place: place{week: weekOf(at, k.t.zone), team: k.team}}
	if k.t.opt.People {
		o.person = k.t.people.number(person)
	}
	return o
}

// wait puts off an occasion until the end of the data is known.
func (k *talk) wait(metric int, since time.Time, o occasion) {
	k.t.pending = append(k.t.pending, pending{metric, since, k.hours, o})
}

// held are hours that held for a conversation, as the place of a schedule of the
// team and why it is; -1 and "" stand for the usual ones.
type held struct {
	place int
	by    inbox.HoursBy
}

// hoursOf are the hours that hold for a conversation.
func (t *tally) hoursOf(k *talk) *hours.Schedule {
	h := held{place: -1}
	if t.opt.OwnHours {
		h.place, h.by = t.opt.Team.HoursOf(k.Schedule, k.teamID())
	}
	t.held[h]++
	if h.place < 0 {
		return t.hours
	}
	return t.opt.Team.OfficeHours[h.place].Schedule
}

// settle decides what was pending.
func (t *tally) settle() {
	t.span()
	for _, p := range t.pending {
		g := t.gauges[p.metric]
		waited := p.hours.Between(p.since, t.to)
		example := Example{Conversation: p.id, Seconds: int(waited / time.Second)}
		switch {
		case t.outside(p.since):
			g.leave("years apart from the rest of the data")
			continue
		case p.metric == unassigned:
			g.add(p.occasion, true, waited)
		case p.metric == snoozeFollowed && waited <= t.usual, p.metric != snoozeFollowed && waited <= t.opt.Target:
			g.leave("not answered yet, and still in time when the data end")
			continue
		default:
			g.add(p.occasion, false, unmeasured)
			example.Text = "no answer until the data end"
		}
		g.example(int64(waited), p.since, example)
	}
	t.pending = nil
}

func (t *tally) day(at time.Time) string { return at.In(t.zone).Format(time.DateOnly) }

// took offers an example with a time; of those the longest are kept.
func (k *talk) took(g *gauge, at time.Time, d time.Duration) {
	g.example(int64(d), at, Example{Conversation: k.ID, Seconds: int(d / time.Second)})
}

// noted offers an example without a time; of those the newest are kept.
func (k *talk) noted(g *gauge, at time.Time) {
	g.example(at.Unix(), at, Example{Conversation: k.ID})
}

// noteNear reports whether an agent wrote a note nearby.
func (k *talk) noteNear(at time.Time) bool {
	return slices.ContainsFunc(k.Messages, func(m inbox.Message) bool {
		return m.Kind == inbox.Note && m.Role == inbox.Agent && m.At.Sub(at).Abs() <= nearby
	})
}
