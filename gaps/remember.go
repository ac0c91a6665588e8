package gaps

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"signpost/gaps/decisions"
	"signpost/internal/parallel"
)

// forgetWeeks is for how many weeks of data nobody may ask before a gap is let go.
const forgetWeeks = 26

// A Decided is what was decided about a gap, as it stands on the day of the report.
type Decided struct {
	// On, By and Reason are those of the last decision about the status; By may be
	// empty.
	On     string `json:"on"`
	By     string `json:"by"`
	Reason string `json:"reason"`
	// Until is the day on which a snoozed gap wakes.
	Until    string `json:"until"`
	Assignee string `json:"assignee"`
	// Draft is the file that accepting wrote, or the article that it added to.
	Draft string `json:"draft"`
	// Note says why the gap is here again.
	Note string `json:"note"`
}

// keepTitles gives gaps of an earlier report the titles that they had, by which people know
// them, unless the question of a title lies at the edge of its gap now, or in another one.
func (r *Report) keepTitles(book *decisions.Book) {
	titles := map[string]string{}
	for i := range r.Gaps {
		g := &r.Gaps[i]
		e := book.Find(g.ID)
		if e == nil || e.Title == "" {
			continue
		}
		at := g.asks(e.Title)
		elsewhere := at < 0 && slices.ContainsFunc(r.Gaps, func(o Gap) bool { return o.asks(e.Title) >= 0 })
		if at < max(fewMembers, (len(g.Asked)+1)/2) && !elsewhere {
			titles[g.ID] = e.Title
		}
	}
	for i := range r.Gaps {
		if title := titles[r.Gaps[i].ID]; title != "" {
			r.Gaps[i].rename(title)
		}
	}
}

// asks gives the first of Asked that holds a title, -1 for none.
func (g *Gap) asks(title string) int {
	title = strings.ToLower(strings.TrimSuffix(title, "…"))
	return slices.IndexFunc(g.Asked, func(a Asked) bool { return strings.Contains(strings.ToLower(a.Question), title) })
}

// rename gives a gap a title, and its draft, if that was to have the title of the gap.
func (g *Gap) rename(title string) {
	if g.Suggest.Title == g.Title {
		g.Suggest.Title = title
	}
	g.Title = title
}

// remember takes down in a new book what this run saw. The only error is that of ctx.
func (r *Report) remember(ctx context.Context, read reading, groups []*cluster, v vocabulary, opt Options) error {
	r.Book = opt.Book.Clone()
	publish(r.Book, opt.Closers)
	until := r.Book.Until
	shown := map[string]Gap{}
	for _, g := range r.Gaps {
		shown[g.ID] = g
	}
	from, _ := spanOf(read.threads)
	run := decisions.Run{From: r.Span.From, Until: r.Span.To, Weekly: decisions.Weekly{}, Unread: unread(read, r.Book)}
	for i, n := range weeklyTalks(read, len(r.Weeks)) {
		run.Weekly[r.Weeks[i]] = n
	}
	portraits := portray(ctx, groups, v)
	var known []int
	for i, g := range groups {
		if g.id != "" {
			known = append(known, i)
		}
	}
	run.Gaps = make([]decisions.Sighting, len(known))
	parallel.Each(ctx, len(known), func(i int) {
		g := groups[known[i]]
		s := g.sighting(v, portraits.of(known[i]))
		for i, n := range weekly(g.members, from, len(r.Weeks)) {
			s.Weekly[r.Weeks[i]] = n
		}
		if gap, ok := shown[g.id]; ok {
			s.Shown, s.Title, s.Kind, s.Conversations = true, gap.Title, string(gap.Kind), gap.Conversations
		}
		run.Gaps[i] = s
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	r.part = r.Book.Observe(run)
	if until != "" && r.Span.To < until {
		r.Notes = append(r.Notes, fmt.Sprintf("These conversations end on %s; others were read before that go on until %s. So nothing is closed, reopened or forgotten because of this report.", LongDay(r.Span.To), LongDay(until)))
		return nil
	}
	forgotten, lapsed := r.Book.Expire(forgetWeeks, func(id string) bool { _, ok := shown[id]; return ok })
	for _, e := range slices.Concat(lapsed, forgotten) {
		deed := "it is forgotten"
		if len(e.Decisions) > 0 {
			deed = "what was decided about it lapsed"
		}
		r.Notes = append(r.Notes, fmt.Sprintf("Nobody has asked “%s” (%s) since %s: %s.", e.Title, e.ID, LongDay(e.Last), deed))
	}
	return nil
}

// unread gives the marks of the book whose conversations were not read now.
func unread(read reading, book *decisions.Book) map[string]bool {
	out := map[string]bool{}
	for _, e := range book.Entries {
		for _, m := range e.ConversationMarks {
			out[m] = true
		}
	}
	for _, t := range read.threads {
		delete(out, hex(t.hash()))
	}
	return out
}

// weeklyTalks counts all conversations by week.
func weeklyTalks(read reading, weeks int) []int {
	out := make([]int, weeks)
	from, _ := spanOf(read.threads)
	for _, t := range read.threads {
		if !t.At.IsZero() {
			out[int(t.At.Sub(monday(from)).Hours()/24/7)]++
		}
	}
	return out
}

// sighting is what is remembered of a group with the terms by which it is known.
func (g *cluster) sighting(v vocabulary, terms []decisions.Term) decisions.Sighting {
	s := decisions.Sighting{
		ID: g.id, Title: nameOf(g.members, v.distinguishing(g.members, namingTerms)), Conversations: len(g.members), Weekly: decisions.Weekly{},
		Terms:             terms,
		ConversationMarks: decisions.Marks(g.hashes((*member).conversationHash)),
		QuestionMarks:     decisions.Marks(g.hashes((*member).questionHash)),
		Absorbed:          g.absorbed,
	}
	if g.off != nil {
		s.Off = g.off.ID
	}
	s.First, s.Last = daysOf(g.members)
	return s
}

// Decide puts onto a report how its gaps stand on a day: status, title, and what was
// decided. Gaps that wait or are done come after those to work on. The report may be
// older than the book.
func (r *Report) Decide(book *decisions.Book, today string) {
	if book == nil {
		return
	}
	for i := range r.Gaps {
		g := &r.Gaps[i]
		e := book.Find(g.ID)
		if e == nil {
			continue
		}
		s := e.Standing(today, r.had(g, e))
		g.Status, g.Decision = string(s.Status), nil
		if title := e.KeptTitle(); title != "" {
			g.rename(title)
		}
		if len(e.Decisions) > 0 || s.Note != "" {
			g.Decision = &Decided{On: s.On, By: s.By, Reason: s.Reason, Until: s.Until, Assignee: s.Assignee, Draft: s.Draft, Note: s.Note}
		}
	}
	slices.SortStableFunc(r.Gaps, func(a, b Gap) int { return cmp.Compare(rankOf(a), rankOf(b)) })
}

// bringBack takes down which gaps came back from where they were set aside, and tells of those
// that too few asked about to be shown: nobody would see otherwise that their day has come.
func (r *Report) bringBack(today string) {
	shown := map[string]bool{}
	for i := range r.Gaps {
		g := &r.Gaps[i]
		shown[g.ID] = true
		if e := r.Book.Find(g.ID); e != nil {
			r.Book.Return(g.ID, today, r.had(g, e))
		}
	}
	for _, e := range r.Book.Entries {
		if shown[e.ID] || e.Expired != "" || e.State().Into != "" || !r.Book.Return(e.ID, today, 0) {
			continue
		}
		s := e.State()
		r.Notes = append(r.Notes, fmt.Sprintf("“%s” (%s) is back. %s Too few asked about it in these conversations for a place in the report.", cmp.Or(s.Title, e.Title), e.ID, s.Note))
	}
}

// had is how many conversations of a gap that is remembered tell whether it has doubled.
func (r *Report) had(g *Gap, e *decisions.Entry) int {
	if r.part {
		return min(g.Conversations, e.Conversations)
	}
	return g.Conversations
}

// rankOf sorts statuses: what is to do, what waits, what is done.
func rankOf(g Gap) int {
	switch decisions.Status(g.Status) {
	case decisions.Snoozed:
		return 1
	case decisions.Dismissed:
		return 2
	case decisions.Closed:
		return 3
	}
	return 0
}
