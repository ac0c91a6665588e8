package decisions

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A Status is where a gap stands.
type Status string

// The statuses of gaps.json. A gap that was merged into another is in no report.
const (
	Open      Status = "open"
	Accepted  Status = "accepted"
	Dismissed Status = "dismissed"
	Snoozed   Status = "snoozed"
	Closed    Status = "closed"
)

// A State is what the decisions about a gap amount to.
type State struct {
	Status Status
	// On, By and Reason are those of the decision that set the status.
	On, By, Reason string
	// Until is the day on which a snoozed gap wakes, Had and Counted how many
	// conversations a dismissed one had in the report and in the counts by week.
	Until        string
	Had, Counted int
	// Assignee and Title are "" when nobody was named, nothing renamed.
	Assignee, Title string
	// Into is the gap that this one was merged into.
	Into string
	// Splits are the decisions that took conversations out.
	Splits []Decision
	// Draft is the file that accept wrote, Article the address at which an
	// article was published on the day Published.
	Draft, Article, Published string
	// Value and Says are what the outdated article stated that accept is about, Given
	// what accept gave an article that was not found: keywords, and hashes of questions.
	Value, Says string
	Given       []string
	// Note says in a sentence why the status is not what was last decided; Woken and
	// Returned are the same for programs.
	Note            string
	Woken, Returned bool
}

// State replays the decisions, without looking at the day or at data.
func (e *Entry) State() State {
	s := State{Status: Open}
	for _, d := range e.effective() {
		s.apply(d)
	}
	return s
}

// effective leaves out what was undone.
func (e *Entry) effective() []Decision {
	var out []Decision
	for _, d := range e.Decisions {
		if d.Do != Undo {
			out = append(out, d)
			continue
		}
		for i := len(out) - 1; i >= 0; i-- {
			if d.takesBack(out[i]) {
				out = slices.Delete(out, i, i+1)
				break
			}
		}
	}
	return out
}

// Newest gives the last decision of people that was not undone; ok is false when there
// is none.
func (e *Entry) Newest() (d Decision, ok bool) {
	for _, x := range e.effective() {
		if byPeople(x.Do) {
			d, ok = x, true
		}
	}
	return d, ok
}

// KeptTitle is the title that a gap keeps from run to run: the one that somebody gave it,
// or that under which somebody first decided about it; "" while nobody has.
func (e *Entry) KeptTitle() string {
	if title := e.State().Title; title != "" || len(e.Decisions) == 0 {
		return title
	}
	return e.Title
}

// settledAfter tells whether people decided about the status of a gap on a day or later.
func settledAfter(ds []Decision, day string) bool {
	return slices.ContainsFunc(ds, func(d Decision) bool { return settles(d.Do) && d.On >= day })
}

// settles tells whether a deed of people sets the status of a gap.
func settles(d Deed) bool { return d == Accept || d == Dismiss || d == Snooze }

func byPeople(d Deed) bool { return d != Publish && d != Close && d != Reopen && d != Return }

func (s *State) apply(d Decision) {
	set := func(status Status) { s.Status, s.On, s.By, s.Reason = status, d.On, d.By, d.Reason }
	switch d.Do {
	case Accept:
		set(Accepted)
		s.Draft, s.Value, s.Says, s.Given = d.Article, d.Value, d.Says, append(s.Given, d.Words...)
	case Dismiss:
		set(Dismissed)
		s.Had, s.Counted = d.Had, d.Counted
	case Snooze:
		set(Snoozed)
		s.Until = d.Until
	case Assign:
		s.Assignee = d.To
	case Rename:
		s.Title = d.To
	case Merge:
		s.Into = d.Into
	case Split:
		s.Splits = append(s.Splits, d)
	case Publish:
		if s.Status == Open {
			set(Accepted)
		}
		s.Article, s.Published = d.Article, d.On
	case Close:
		set(Closed)
	case Reopen:
		set(Open)
		s.Returned = true
		s.Note = fmt.Sprintf("Closed before; %s.", d.Reason)
	case Return:
		// Who decided again meanwhile, in another copy of the file, has the last word.
		if d.Undoes == "" || d.Undoes == asideBy[s.Status] && d.MadeOn == s.On {
			s.Status, s.Returned, s.Note = Open, true, d.Reason
		}
	}
}

// asideBy are the deeds that set a gap aside for a while.
var asideBy = map[Status]Deed{Dismissed: Dismiss, Snoozed: Snooze}

// Return takes down that a gap came back: its snooze ended, its conversations doubled
// since it was dismissed, or somebody asked again after its decisions had lapsed. What
// was taken down before is not again. It tells whether it did.
func (b *Book) Return(id, today string, conversations int) bool {
	e, on := b.Find(id), cmp.Or(today, b.Until)
	if e == nil || on == "" {
		return false
	}
	was, is := e.State(), e.Standing(today, conversations)
	switch {
	case e.Expired != "" && e.Last > e.Expired:
		e.Expired = ""
		e.Decisions = append(e.Decisions, Decision{Do: Return, On: on, Reason: is.Note})
	case e.Expired == "" && was.Status != Open && is.Status == Open:
		e.Decisions = append(e.Decisions, Decision{Do: Return, On: on, Reason: is.Note, Undoes: asideBy[was.Status], MadeOn: was.On})
	default:
		return false
	}
	return true
}

// Standing is the state on a day, given the conversations of a report: a snooze ends on
// its day, and a dismissal when the conversations have doubled, in the report or by what
// came in the weeks since.
func (e *Entry) Standing(today string, conversations int) State {
	s := e.State()
	if e.Expired != "" {
		last := ""
		if s.On != "" {
			last = fmt.Sprintf("; %s on %s before that", s.Status, LongDay(s.On))
		}
		s.Status, s.Note, s.Returned = Open, fmt.Sprintf("Nobody had asked for a long time before %s%s.", LongDay(e.Expired), last), true
		return s
	}
	conversations = max(conversations, s.Had+e.Weekly.Sum()-s.Counted)
	switch {
	case s.Status == Snoozed && s.Until <= today:
		s.Status, s.Woken = Open, true
		s.Note = fmt.Sprintf("Snoozed on %s until %s%s.", LongDay(s.On), LongDay(s.Until), because(s.Reason))
	case s.Status == Dismissed && conversations >= 2*max(1, s.Had):
		s.Status, s.Returned = Open, true
		s.Note = fmt.Sprintf("Dismissed on %s with %s, now %d%s.", LongDay(s.On), count(s.Had), conversations, because(s.Reason))
	}
	return s
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": “" + reason + "”"
}

func count(n int) string {
	if n == 1 {
		return "1 conversation"
	}
	return fmt.Sprintf("%d conversations", n)
}

// LongDay writes a day for people, "2 Jan 2006"; what is none stays as it is.
func LongDay(s string) string {
	t, err := time.Parse(Day, s)
	if err != nil {
		return s
	}
	return t.Format("2 Jan 2006")
}
