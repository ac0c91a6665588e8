package pages

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/gaps"
	"signpost/gaps/decisions"
)

// A Desk makes the pages a place to decide at.
type Desk struct {
	// Action is the address that forms are posted to.
	Action string
	// Token goes along with each form, "" for none.
	Token string
	// Today is the day from which snoozes count, YYYY-MM-DD.
	Today string
	// Standings are what was decided, by the ids of gaps. A gap without one is as
	// the report says.
	Standings map[string]Standing
	// Said is what there is to tell about the last decision.
	Said Said
	// ReadOnly leaves the forms out, and shows what was decided.
	ReadOnly bool
	// Account is who has signed in, "" where nobody has to; a form posts to SignOut.
	Account, SignOut string
}

// Said tells a person what became of a decision.
type Said struct {
	// Gap is the one that it was about, "" for none.
	Gap, Text string
	// Bad says that nothing was decided, Undo that it can be taken back.
	Bad, Undo bool
	// Filled is what the form of a choice held that decided nothing.
	Filled Filled
}

// Filled is what somebody chose and typed in the form of a merge or a split.
type Filled struct {
	Into, Words, Title string
	Conversations      []string
}

// Picked tells whether a conversation was chosen.
func (f Filled) Picked(id string) bool { return slices.Contains(f.Conversations, id) }

// A Standing is where a gap stands after all decisions.
type Standing struct {
	// Status is open, accepted, snoozed, dismissed, closed or merged.
	Status string
	// Title is the one that it was given, "" for the report's.
	Title    string
	Assignee string
	// Until is the day on which a snoozed gap wakes.
	Until string
	// Note says in a sentence what the status does not: why a gap is back, where
	// its draft lies, into which it was merged.
	Note string
	// Draft is the file that an accepted gap is to be answered in, as Note may say.
	Draft string
	// Splits are what is to be taken out of it in the next report.
	Splits []Split
	// History is in the order of time.
	History []Event
	// Undo says that there is a decision to take back.
	Undo bool
}

// A Split takes a part out of a gap; Called is how people know the part.
type Split struct {
	decisions.Decision
	Called string
}

// An Event is a decision, or what Signpost saw happen to a gap.
type Event struct {
	// On is the day, By who decided; both may be "". What says it in words.
	On, By, What string
}

// Noted cuts the note where the draft stands in it: what is before, and what is behind. The
// draft is "" when the note does not name it.
func (s Standing) Noted() struct{ Before, Draft, After string } {
	before, after, ok := strings.Cut(s.Note, s.Draft)
	if s.Draft == "" || !ok {
		return struct{ Before, Draft, After string }{Before: s.Note}
	}
	return struct{ Before, Draft, After string }{before, s.Draft, after}
}

// History tells everything that was decided about a gap.
func History(book *decisions.Book, e *decisions.Entry) []Event {
	var out []Event
	for _, d := range e.Decisions {
		out = append(out, Event{On: d.On, By: d.By, What: book.Tell(d)})
	}
	if e.Expired != "" {
		out = append(out, Event{On: e.Expired, What: "Lapsed: nobody had asked for a long time"})
	}
	return out
}

// Word is the status for people.
func (s Standing) Word() string {
	switch s.Status {
	case "snoozed":
		if s.Until != "" {
			return "Snoozed until " + gaps.LongDay(s.Until)
		}
		return "Snoozed"
	case "accepted":
		return "Accepted"
	case "dismissed":
		return "Dismissed"
	case "closed":
		return "Closed"
	case "merged":
		return "Merged"
	}
	return "Open"
}

// takenOn says where an accepted gap is answered, or is going to be; note is what is known
// of that already.
func takenOn(r *gaps.Report, g gaps.Gap, note string) string {
	for _, f := range r.Following {
		switch {
		case f.ID != g.ID:
		case f.Corrected:
			return f.Article + " was brought up to date on " + gaps.LongDay(f.Published) + "."
		default:
			return "Answered in " + f.Article + " since " + gaps.LongDay(f.Published) + "."
		}
	}
	if note == "" && g.Decision != nil && g.Decision.Draft != "" {
		return "To be answered in " + g.Decision.Draft + "."
	}
	return note
}

// decidedSentence says what became of the gaps that somebody decided about, by status;
// "" when nobody did about any.
func decidedSentence(status map[string]int) string {
	var parts []string
	for _, s := range []string{"accepted", "snoozed", "dismissed", "closed", "merged"} {
		if status[s] > 0 {
			parts = append(parts, strconv.Itoa(status[s])+" "+s)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Other gaps: " + strings.Join(parts, ", ") + "."
}

// aside says that nobody has to look at it now.
func (s Standing) aside() bool {
	return s.Status == "snoozed" || s.Status == "dismissed" || s.Status == "closed" || s.Status == "merged"
}

// Tomorrow is the first day that a snooze can end on.
func (d *Desk) Tomorrow() string { return d.after(0, 1) }

// NextMonth is the day that is proposed for it.
func (d *Desk) NextMonth() string { return d.after(1, 0) }

func (d *Desk) after(months, days int) string {
	t, err := time.Parse(time.DateOnly, d.Today)
	if err != nil {
		return ""
	}
	return t.AddDate(0, months, days).Format(time.DateOnly)
}
