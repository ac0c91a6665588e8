package gaps

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"signpost/gaps/decisions"
	"signpost/gaps/question"
)

// Changes tell what is new after the day Since, which is "" when nothing was read
// before.
type Changes struct {
	Since    string   `json:"since"`
	New      []Change `json:"new"`
	Risen    []Change `json:"risen"`
	Returned []Change `json:"returned"`
	Closed   []Change `json:"closed"`
	Reopened []Change `json:"reopened"`
}

// A Change is a gap and what happened to it, in words.
type Change struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	What  string `json:"what"`
}

// risenBy is how many times as many conversations as before make a gap one that has
// risen; risenLeast is the least number of them.
const (
	risenBy    = 1.5
	risenLeast = 5
)

// changes compares the weeks after a day with as many before it.
func (r *Report) changes(opt Options) Changes {
	since := opt.Since
	if since == "" && opt.Book != nil {
		since = opt.Book.Until
	}
	c := Changes{Since: since, New: []Change{}, Risen: []Change{}, Returned: []Change{}, Closed: []Change{}, Reopened: []Change{}}
	if since == "" {
		return c
	}
	back := map[string]bool{}
	for _, e := range r.Book.Entries {
		for i, d := range e.Decisions {
			to := map[decisions.Deed]*[]Change{decisions.Close: &c.Closed, decisions.Reopen: &c.Reopened, decisions.Return: &c.Returned}[d.Do]
			if to == nil || !happened(e.ID, d, opt) || overtaken(d, e.Decisions[i+1:]) {
				continue
			}
			what := d.Reason
			if d.Do == decisions.Return {
				if back[e.ID] || !e.State().Returned {
					continue
				}
				back[e.ID] = true
			} else {
				what = question.Begin(what) + "."
			}
			*to = append(*to, Change{e.ID, cmp.Or(e.State().Title, e.Title), what})
		}
	}
	for _, g := range r.Gaps {
		if rankOf(g) > 0 || back[g.ID] {
			continue
		}
		first := g.FirstSeen
		if e := r.Book.Find(g.ID); e != nil {
			first = e.First // maybe in an export that was read before
		}
		switch {
		case first > since || opt.Since == "" && r.unknown(g, opt.Book):
			c.New = append(c.New, Change{g.ID, g.Title, fmt.Sprintf("%d conversations, first on %s.", g.Conversations, LongDay(first))})
		default:
			if after, before := r.around(g.ID, since); after.risen(before) {
				c.Risen = append(c.Risen, Change{g.ID, g.Title, fmt.Sprintf("%d conversations in the %s since, %d in the %s before.", after.Conversations, countOf(after.Weeks, "week", "weeks"), before.Conversations, countOf(before.Weeks, "week", "weeks"))})
			}
		}
	}
	return c
}

// overtaken tells whether a gap that closed or reopened did the contrary later: only the last
// of these is where it stands.
func overtaken(d decisions.Decision, later []decisions.Decision) bool {
	return d.Do != decisions.Return && slices.ContainsFunc(later, func(x decisions.Decision) bool { return x.Do == decisions.Close || x.Do == decisions.Reopen })
}

// unknown tells whether a gap is not in the book of before and may have a conversation that
// was not read before: one of a week of which more is known now. What was all read before is
// no news, only grouped in another way, as happens when a part of it is read again.
func (r *Report) unknown(g Gap, book *decisions.Book) bool {
	switch {
	case book == nil:
		return true
	case book.Find(g.ID) != nil:
		return false
	case g.FirstSeen == "":
		return true
	}
	for i, n := range g.Weekly {
		if week := r.Weeks[i]; n > 0 && r.Book.Weekly[week] > book.Weekly[week] {
			return true
		}
	}
	return false
}

// happened tells whether what Signpost took down of a gap is news: it was after the day
// that was asked for, or, where that is the last run, it is not in the book of before.
func happened(id string, d decisions.Decision, opt Options) bool {
	if opt.Since != "" {
		return d.On > opt.Since
	}
	if opt.Book == nil || opt.Book.Find(id) == nil {
		return true
	}
	return !slices.ContainsFunc(opt.Book.Find(id).Decisions, func(o decisions.Decision) bool { return o.Do == d.Do && o.On == d.On && o.Reason == d.Reason })
}

// around counts a gap's conversations in the whole weeks after a day that were read, in
// this export or another, and in as many before it, or fewer where no more were read.
func (r *Report) around(id, day string) (after, before Rate) {
	e := r.Book.Find(id)
	weeks := slices.Sorted(maps.Keys(r.Book.Weekly))
	weeks = slices.DeleteFunc(weeks, func(w string) bool { return r.Book.Weekly[w] == 0 })
	if e == nil {
		return after, before
	}
	first := len(weeks)
	for first > 0 && weeks[first-1] >= day {
		first--
		after.add(e.Weekly[weeks[first]], r.Book.Weekly[weeks[first]])
	}
	for i := first - 1; i >= 0 && before.Weeks < after.Weeks; i-- {
		before.add(e.Weekly[weeks[i]], r.Book.Weekly[weeks[i]])
	}
	return after, before
}

// risen tells whether clearly more was asked than before, as far as that is known.
func (r Rate) risen(before Rate) bool {
	return before.Weeks > 0 && r.Conversations >= risenLeast && float64(r.Conversations*before.Weeks) >= risenBy*float64(before.Conversations*r.Weeks)
}

// Text tells the changes to people, a line each.
func (c Changes) Text() string {
	if c.Since == "" {
		return "Nothing was read before; all gaps are new.\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Since %s:\n", LongDay(c.Since))
	for _, part := range c.parts() {
		for _, x := range part.changes {
			fmt.Fprintf(&b, "  %-9s %s  %s  %s\n", part.name, x.ID, x.Title, x.What)
		}
	}
	if c.empty() {
		b.WriteString("  nothing new, risen, back or closed\n")
	}
	return b.String()
}

type changePart struct {
	name    string
	changes []Change
}

func (c Changes) parts() []changePart {
	return []changePart{{"new", c.New}, {"risen", c.Risen}, {"back", c.Returned}, {"reopened", c.Reopened}, {"closed", c.Closed}}
}

func (c Changes) empty() bool {
	return len(c.New)+len(c.Risen)+len(c.Returned)+len(c.Reopened)+len(c.Closed) == 0
}
