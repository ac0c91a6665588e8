package pages

import (
	"fmt"
	"strconv"
	"time"

	"signpost/gaps"
	"signpost/gaps/decisions"
)

// A named rate is a row of the table of before and after.
type namedRate struct {
	Name string
	gaps.Rate
}

func rates(f gaps.Followed) []namedRate {
	return []namedRate{{"Before", f.Before}, {"After", f.After}}
}

// A followedWeek is one week of a gap that has an article.
type followedWeek struct {
	Monday     string
	Count, All int
}

func byWeek(f gaps.Followed) []followedWeek {
	var out []followedWeek
	for i, w := range f.Weeks {
		if i < len(f.Weekly) && i < len(f.All) {
			out = append(out, followedWeek{w, f.Weekly[i], f.All[i]})
		}
	}
	return out
}

// place is a place among the hits of a search; 0 is none of the first ten.
func place(n int) string {
	if n == 0 {
		return "not among ten"
	}
	return strconv.Itoa(n)
}

// A timeline draws the weeks of a followed gap as columns, and where its article was
// published. X and Width are in percent, the rest in pixels.
type timeline struct {
	Columns []timedColumn
	// Mark is the place of the day, "" when it is in none of the weeks; Late says that it
	// stands far to the right.
	Mark  string
	Late  bool
	Words string
}

type timedColumn struct {
	column
	// After says that the week began when the article was there.
	After bool
}

// timelineHeight is that of the highest column, in pixels.
const timelineHeight = 56.0

func timelineOf(f gaps.Followed) timeline {
	var t timeline
	weeks := byWeek(f)
	top := max(3, peak(f.Weekly)) // a single conversation is no peak
	step := 100 / float64(max(1, len(weeks)))
	at := 0.0
	for i, w := range weeks {
		height := max(1, timelineHeight*float64(w.Count)/float64(top))
		t.Columns = append(t.Columns, timedColumn{
			column{number2((float64(i) + 0.1) * step), number2(timelineHeight - height), number2(0.8 * step), number2(height)}, w.Monday >= f.Published,
		})
		switch days := daysBetween(w.Monday, f.Published); {
		case days >= 7:
			at = float64(i + 1)
		case days >= 0:
			at = float64(i) + float64(days)/7
		}
	}
	if len(weeks) > 0 {
		t.Mark, t.Late = number2(at*step), 2*at > float64(len(weeks))
	}
	t.Words = fmt.Sprintf("Conversations a week: at most %d; %d in %d weeks before %s, %d in %d weeks after", peak(f.Weekly),
		f.Before.Conversations, f.Before.Weeks, gaps.LongDay(f.Published), f.After.Conversations, f.After.Weeks)
	return t
}

// daysBetween counts from one day to another; -1 when one is none.
func daysBetween(from, to string) int {
	a, wrong := time.Parse(decisions.Day, from)
	b, bad := time.Parse(decisions.Day, to)
	if wrong != nil || bad != nil {
		return -1
	}
	return int(b.Sub(a).Hours() / 24)
}
