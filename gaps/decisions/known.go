package decisions

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Weekly counts by week; the key is the day of its Monday.
type Weekly map[string]int

// keptWeeks is how many weeks are remembered.
const keptWeeks = 104

func (w Weekly) clone() Weekly {
	if w == nil {
		return Weekly{}
	}
	return maps.Clone(w)
}

// Sum counts over all weeks.
func (w Weekly) Sum() int {
	n := 0
	for _, k := range w {
		n += k
	}
	return n
}

// Between counts over the weeks that lie from one day to before another; "" is no
// bound.
func (w Weekly) Between(from, before string) int {
	n := 0
	for monday, k := range w {
		if monday >= from && (before == "" || weekAfter(monday) <= before) {
			n += k
		}
	}
	return n
}

// Weeks counts the weeks that are known and lie from one day to before another.
func (w Weekly) Weeks(from, before string) int {
	n := 0
	for monday := range w {
		if monday >= from && (before == "" || weekAfter(monday) <= before) {
			n++
		}
	}
	return n
}

func weekAfter(monday string) string { return AddDays(monday, 7) }

// AddDays gives the day so many days later; a day that is none stays as it is.
func AddDays(day string, n int) string {
	t, err := time.Parse(Day, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n).Format(Day)
}

// String writes the first Monday and the counts from there on; weeks of the past
// that are too long ago are left out.
func (w Weekly) String() string {
	if len(w) == 0 {
		return ""
	}
	days := slices.Sorted(maps.Keys(w))
	first, last := days[0], days[len(days)-1]
	if oldest := AddDays(last, -7*(keptWeeks-1)); first < oldest {
		first = oldest
	}
	var b strings.Builder
	b.WriteString(first)
	for d, n := first, 0; d <= last && n < keptWeeks; d, n = weekAfter(d), n+1 {
		fmt.Fprintf(&b, " %d", w[d])
	}
	return b.String()
}

// parseWeekly reads what String writes.
func parseWeekly(s string) (Weekly, error) {
	w := Weekly{}
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return w, nil
	}
	monday, err := time.Parse(Day, fields[0])
	if err != nil || monday.Weekday() != time.Monday || len(fields) > keptWeeks+1 {
		return nil, fmt.Errorf("it does not begin with a Monday, or has more than %d weeks", keptWeeks)
	}
	for i, f := range fields[1:] {
		n, err := strconv.Atoi(f)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%q is no count", f)
		}
		w[monday.AddDate(0, 0, 7*i).Format(Day)] = n
	}
	return w, nil
}

// markCount is how many hashes of a group are kept: enough to tell a third from a
// half, few enough for a line.
const markCount = 24

// Marks are a sketch of a set: the lowest of the 32-bit hashes of its members, in
// hexadecimal. The share of a sketch that another set holds is about the share of
// the whole set (Broder 1997). A text cannot be read from its hash; a text that
// somebody guesses can be compared with it, as the file says nothing more than that
// such a question was asked.
func Marks(hashes []uint32) []string {
	hashes = slices.Clone(hashes)
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	out := make([]string, 0, markCount)
	for _, h := range hashes[:min(markCount, len(hashes))] {
		out = append(out, fmt.Sprintf("%08x", h))
	}
	return out
}

// joinMarks is the sketch of two sets together.
func joinMarks(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(markCount, len(out))]
}

// A Term is a word by which a gap is known, and the tenths of its questions and answers that
// hold it, 1 to 10, or 0 where that is not known.
type Term struct {
	Word   string
	Tenths int
}

// MaxTerms is how many terms of a gap are kept.
const MaxTerms = 20

// parseTerm reads what String writes.
func parseTerm(text string) Term {
	if i := strings.LastIndexByte(text, ' '); i > 0 {
		if n, err := strconv.Atoi(text[i+1:]); err == nil && n > 0 && n <= 10 && text[i+1] != '+' && text[i+1] != '0' {
			return Term{text[:i], n}
		}
	}
	return Term{text, 0}
}

func (t Term) String() string {
	if t.Tenths == 0 {
		return t.Word
	}
	return fmt.Sprintf("%s %d", t.Word, t.Tenths)
}

// joinTerms gives the terms of n and m conversations together.
func joinTerms(a []Term, n int, b []Term, m int) []Term {
	all := map[string]int{}
	for _, t := range a {
		all[t.Word] += n * t.Tenths
	}
	for _, t := range b {
		all[t.Word] += m * t.Tenths
	}
	var out []Term
	for _, w := range slices.Sorted(maps.Keys(all)) {
		if tenths := (2*all[w] + n + m) / (2 * max(1, n+m)); tenths > 0 {
			out = append(out, Term{w, tenths})
		}
	}
	slices.SortStableFunc(out, func(a, b Term) int { return cmp.Compare(b.Tenths, a.Tenths) })
	out = out[:min(MaxTerms, len(out))]
	slices.SortFunc(out, func(a, b Term) int { return cmp.Compare(a.Word, b.Word) })
	return out
}

// A Sighting is a gap as a run saw it.
type Sighting struct {
	ID, Title, Kind, First, Last string
	Conversations                int
	Weekly                       Weekly
	Terms                        []Term
	ConversationMarks            []string
	QuestionMarks                []string
	// Absorbed are ids of gaps that turned out to be this one, Off is that of the gap that
	// it was a part of until now, "" for none.
	Absorbed []string
	Off      string
	// Shown says that the report has the gap; one that is not shown is only
	// remembered when it was before.
	Shown bool
}

// A Run is what a run over an export saw.
type Run struct {
	// From and Until are the days of the first and the last conversation, Weekly counts all
	// of them. Unread are the conversation marks of the book that are not among them.
	From, Until string
	Weekly      Weekly
	Unread      map[string]bool
	Gaps        []Sighting
}

// unread counts the conversations by which an entry is known that a run did not read.
func (run Run) unread(e *Entry) int {
	n := 0
	for _, m := range e.ConversationMarks {
		if run.Unread[m] {
			n++
		}
	}
	return n
}

// part tells whether a run read nothing newer than what was read before, and less of it:
// the other conversations of gaps that were asked in its days are missing. It groups what
// is left in its own way; what is known of gaps from all of it holds.
func (b *Book) part(run Run) bool {
	return run.Until != "" && run.Until <= b.Until && slices.ContainsFunc(b.Entries, func(e *Entry) bool { return e.Last >= run.From && run.unread(e) > 0 })
}

// Observe takes down a run. Of a week that was read before, the fuller reading
// holds, for all gaps at once; of two that are as full the later, unless it is of a part of
// the data. A run that begins after all that was read goes on with the week in which that
// ends: it adds to it. What was asked before an article was published to answer it is
// compared with what is asked since, and changes with a fuller reading only. How a gap is
// known is replaced by a run whose data are as new, and kept when an older export is read or a part
// of what was; other conversations add to it, and to their number. It tells whether it was
// a part.
func (b *Book) Observe(run Run) (part bool) {
	part = b.part(run)
	older := run.Until < b.Until || part
	goesOn := map[string]bool{}
	fuller, more := map[string]bool{}, map[string]bool{}
	for week, n := range run.Weekly {
		if b.Until != "" && run.From > b.Until && b.Weekly[week] > 0 {
			goesOn[week] = true
			b.Weekly[week] += n
			continue
		}
		more[week] = n > b.Weekly[week]
		fuller[week] = more[week] || n == b.Weekly[week] && !part
		b.Weekly[week] = max(n, b.Weekly[week])
	}
	renewed := func(published, week string) bool {
		return fuller[week] && (more[week] || weekAfter(week) > published)
	}
	into := map[string]*Entry{} // of what is absorbed, which goes by the day of that gap
	for _, s := range run.Gaps {
		for _, id := range s.Absorbed {
			into[id] = b.Find(s.ID)
		}
	}
	counted := map[*Entry]int{}
	for _, e := range b.Entries {
		counted[e] = e.Weekly.Sum()
		published := cmp.Or(into[e.ID], e).State().Published
		maps.DeleteFunc(e.Weekly, func(week string, _ int) bool { return renewed(published, week) })
	}
	for _, s := range run.Gaps {
		if b.Find(s.ID) == nil && !s.Shown {
			continue
		}
		if part {
			s.Absorbed = nil // two gaps of which only a part was read may be one in it, no more
		}
		b.see(s, run, goesOn, renewed, older, counted)
	}
	b.Until = max(b.Until, run.Until)
	return part
}

func (b *Book) see(s Sighting, run Run, goesOn map[string]bool, renewed func(published, week string) bool, older bool, counted map[*Entry]int) {
	from := b.Find(s.Off)
	e := b.entry(s.ID)
	published := e.State().Published
	for week, n := range s.Weekly {
		switch {
		case n > 0 && goesOn[week]:
			e.Weekly[week] += n
		case n > 0 && (renewed(published, week) || len(e.ConversationMarks) == 0):
			e.Weekly[week] = n
		}
	}
	for _, id := range s.Absorbed {
		b.absorb(e, id, counted)
	}
	if from != nil && len(e.Decisions) == 0 {
		e.inherit(from, s.Conversations)
	}
	if e.First == "" || s.First != "" && s.First < e.First {
		e.First = s.First
	}
	e.Last = max(e.Last, s.Last)
	if older && len(e.ConversationMarks) > 0 {
		return
	}
	if e.Title == "" || len(e.Decisions) == 0 {
		e.Title = oneLine(s.Title) // what somebody decided about keeps the name by which they know it
	}
	if s.Kind != "" {
		e.Kind = s.Kind
	}
	if unread := run.unread(e); 2*unread > len(e.ConversationMarks) {
		// Other conversations than those that are known: an export of both has it again.
		s.ConversationMarks = joinMarks(e.ConversationMarks, s.ConversationMarks)
		s.Terms = joinTerms(e.Terms, e.Conversations, s.Terms, s.Conversations)
		s.Conversations += e.Conversations * unread / len(e.ConversationMarks)
	}
	e.Conversations, e.Terms, e.ConversationMarks, e.QuestionMarks = s.Conversations, s.Terms, s.ConversationMarks, s.QuestionMarks
}

// inherit sets a gap aside that was a part of one that is, for the same reason and until it
// has doubled itself; the other goes by what is left of it. An id that it had before is its
// own again.
func (e *Entry) inherit(from *Entry, conversations int) {
	from.Aliases = slices.DeleteFunc(from.Aliases, func(id string) bool { return id == e.ID })
	s := from.State()
	d := Decision{On: s.On, By: s.By, Reason: s.Reason}
	switch s.Status {
	case Dismissed:
		d.Do, d.Had, d.Counted = Dismiss, max(1, conversations), e.Weekly.Sum()
		for i := range from.Decisions {
			if of := &from.Decisions[i]; of.Do == Dismiss {
				of.Had, of.Counted = max(1, of.Had-d.Had), max(0, of.Counted-d.Counted)
			}
		}
	case Snoozed:
		d.Do, d.Until = Snooze, s.Until
	default:
		return
	}
	e.Decisions = append(e.Decisions, d)
}

// absorb makes the gap of an id an alias of e: its history of counts and decisions
// goes along. What either was dismissed with is of both then: two that were dismissed are
// dismissed with the conversations of both, and what the other had before is no growth.
func (b *Book) absorb(e *Entry, id string, counted map[*Entry]int) {
	i, ok := b.search(id)
	if !ok || b.Entries[i] == e {
		return
	}
	old := b.Entries[i]
	e.Aliases = append(append(e.Aliases, id), old.Aliases...)
	slices.Sort(e.Aliases)
	e.Aliases = slices.Compact(e.Aliases)
	for week, n := range old.Weekly {
		e.Weekly[week] += n
	}
	mine := e.dismissedBeside(old.State(), counted[old])
	theirs := old.dismissedBeside(e.State(), counted[e])
	e.Decisions = joinDecisions(mine, theirs)
	counted[e] += counted[old]
	b.Entries = slices.Delete(b.Entries, i, i+1)
}

// dismissedBeside gives the decisions of a gap with what another one, which is part of it
// from now on, adds to what it was dismissed with; counted is the sum of that one's weeks.
func (e *Entry) dismissedBeside(other State, counted int) []Decision {
	had := 0
	if other.Status == Dismissed {
		had, counted = other.Had, other.Counted
	}
	out := slices.Clone(e.Decisions)
	for i := range out {
		if out[i].Do == Dismiss {
			out[i].Had, out[i].Counted = out[i].Had+had, out[i].Counted+counted
		}
	}
	return out
}

// Expire lets go of gaps about which nobody has asked for so many weeks of data:
// what nobody decided about is forgotten, what somebody did lapses and keeps its
// history, unless it was decided after all these data, or is shown: who sees a gap in a
// report decides about it. It gives the entries of both kinds.
func (b *Book) Expire(weeks int, shown func(id string) bool) (forgotten, lapsed []*Entry) {
	if b.Until == "" {
		return nil, nil
	}
	limit := AddDays(b.Until, -7*weeks)
	wanted := map[*Entry]bool{} // by those that were merged into them
	for _, e := range b.Entries {
		wanted[b.Find(e.State().Into)] = true
	}
	kept := b.Entries[:0]
	for _, e := range b.Entries {
		switch {
		case e.Last == "" || e.Last >= limit || e.Expired != "" || e.State().Status == Closed || settledAfter(e.Decisions, b.Until) || shown(e.ID), len(e.Decisions) == 0 && wanted[e]:
			kept = append(kept, e)
		case len(e.Decisions) == 0 && !b.commented(e.ID):
			forgotten = append(forgotten, e)
		default:
			e.Expired = b.Until
			lapsed = append(lapsed, e)
			kept = append(kept, e)
		}
	}
	b.Entries = kept
	return forgotten, lapsed
}
