package signals

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// A WeekCount says how often something was in a week. Kind is Missed, with Query, or
// Rating, with the Page that did not help.
type WeekCount struct {
	// Week is the day of its Monday, "2006-01-02".
	Week        string
	Kind        Kind
	Query, Page string
	Count       int
}

// Weeks counts searches without a result, in the form of Normal, and pages that did not
// help, by weeks: by Week, Kind, Query and Page. A reader who sends the same on one day
// counts once, where readers are known.
func (s *Store) Weeks(ctx context.Context) ([]WeekCount, error) {
	sums := map[WeekCount]int{}
	err := s.counted(ctx, time.Time{}, func(g Signal, n int) {
		w := WeekCount{Week: monday(g.Day), Kind: g.Kind}
		switch {
		case g.Kind == Missed:
			w.Query = Normal(g.Query)
		case g.Kind == Rating && g.Answer == "no" && g.Reason == "":
			w.Page = g.Page
		}
		if w.Query != "" || w.Page != "" {
			sums[w] += n
		}
	})
	if err != nil {
		return nil, err
	}
	out := make([]WeekCount, 0, len(sums))
	for w, n := range sums {
		w.Count = n
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b WeekCount) int {
		return cmp.Or(cmp.Compare(a.Week, b.Week), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Query, b.Query), cmp.Compare(a.Page, b.Page))
	})
	return out, nil
}

// monday is the first day of the week of a day.
func monday(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}
