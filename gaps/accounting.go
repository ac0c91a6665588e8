package gaps

import (
	"fmt"
	"time"

	"signpost/gaps/question"
	"signpost/internal/report"
)

// account books every conversation once. One with several questions is booked
// by the first of these that holds for any of them: in a gap, answered,
// ungrouped.
func (r *Report) account(threads []*thread, groups []*cluster) {
	a := &r.Accounting
	a.Conversations = len(threads)
	for _, t := range threads {
		switch t.Class {
		case question.IsAccount:
			a.AccountSpecific++
		case question.IsOutbound:
			a.Outbound++
		case question.IsNoQuestion:
			a.NotAQuestion++
			r.NoQuestion[t.Reason]++
		}
	}
	booked := map[*thread]*int{}
	book := func(m member, to *int) {
		if old := booked[m.thread]; old == nil || to == &a.InGaps || to == &a.Answered && old == &a.Ungrouped {
			booked[m.thread] = to
		}
	}
	for _, g := range groups {
		for _, m := range g.members {
			switch {
			case !m.answered && g.verdict.gap != "":
				book(m, &a.InGaps)
			case m.answered || g.verdict.answered:
				book(m, &a.Answered)
			default:
				book(m, &a.Ungrouped)
			}
		}
	}
	for _, to := range booked {
		*to++
	}
}

// ofOne tells of the groups that would be gaps if they were not one customer's; "" when there
// are none.
func ofOne(groups []*cluster, opt Options) string {
	n := 0
	anybody := opt
	anybody.MinCustomers = 1
	for _, g := range groups {
		if g.verdict.gap == "" && !g.verdict.answered && !g.evidence(opt) && g.evidence(anybody) {
			n += len(g.open())
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s make no gap though others are like them: fewer than %d customers asked.", report.Count(n, "question"), opt.minCustomers())
}

func spanOf(threads []*thread) (from, to time.Time) {
	for _, t := range threads {
		from, to = widen(from, to, t.At)
	}
	return from, to
}

// widen makes the span hold a time; zero ones are unknown.
func widen(from, to, at time.Time) (time.Time, time.Time) {
	if at.IsZero() {
		return from, to
	}
	if from.IsZero() || at.Before(from) {
		from = at
	}
	if at.After(to) {
		to = at
	}
	return from, to
}

func monday(t time.Time) time.Time {
	t = t.UTC().Truncate(24 * time.Hour)
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
}

func weekly(ms []member, from time.Time, weeks int) []int {
	out := make([]int, weeks)
	for _, m := range ms {
		if !m.At.IsZero() {
			out[int(m.At.Sub(monday(from)).Hours()/24/7)]++
		}
	}
	return out
}
