// Package hours computes with business time: how much of a span of time lies
// within the hours in which a team works.
//
// A schedule is kept in the wall time of its zone, so that 9:00 is 9:00 on both
// sides of a change of the clocks. An interval belongs to the day on which it
// begins: a night shift that begins before a holiday goes on into it.
package hours

import (
	"cmp"
	"slices"
	"time"
)

// Minutes of a day and of a week.
const (
	Day  = 24 * 60
	Week = 7 * Day
)

// An Interval is a part of a day in minutes from midnight, end not included. To
// may lie beyond [Day]: a night shift from 22:00 to 6:00 is 1320 to 1800.
type Interval struct{ From, To int }

// A Date is a day of the calendar. Year 0 means every year.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// A Schedule tells when a team works.
type Schedule struct {
	// Zone is where the wall times hold; nil means UTC.
	Zone *time.Location
	// Days are the intervals of each day of the week, from Sunday. A day
	// without any is no working day.
	Days [7][]Interval
	// Special are days that differ: holidays, without intervals, and days with
	// hours of their own. A date with a year goes before one without.
	Special map[Date][]Interval
}

// Always is the schedule of a team that works around the clock, in zone.
func Always(zone *time.Location) *Schedule {
	s := &Schedule{Zone: zone}
	for i := range s.Days {
		s.Days[i] = []Interval{{0, Day}}
	}
	return s
}

// Location is the zone of the schedule, never nil.
func (s *Schedule) Location() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

// Around reports whether the schedule leaves out no time at all.
func (s *Schedule) Around() bool {
	for _, day := range s.Days {
		if !slices.Contains(day, Interval{0, Day}) {
			return false
		}
	}
	return len(s.Special) == 0
}

// AddWeekly adds an interval of the week in minutes from Monday 0:00, as several
// systems give them. What lasts longer than a day is cut at midnight.
func (s *Schedule) AddWeekly(from, to int) {
	for from < to {
		end := to
		if to-from > Day {
			end = (from/Day + 1) * Day
		}
		day := (from/Day + 1) % 7
		s.Days[day] = append(s.Days[day], Interval{from % Day, end - from/Day*Day})
		from = end
	}
}

// on are the intervals that begin on a day.
func (s *Schedule) on(year int, month time.Month, day int) []Interval {
	if len(s.Special) > 0 {
		if special, ok := s.Special[Date{year, month, day}]; ok {
			return special
		}
		if special, ok := s.Special[Date{0, month, day}]; ok {
			return special
		}
	}
	return s.Days[time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Weekday()]
}

// longest is beyond what any conversation waits; a longer span has a broken
// time at one end, and its middle is not worth walking.
const longest = 20 * 366 * 24 * time.Hour

// Between is the business time from one instant to another, 0 when the second
// is not after the first. Spans of more than 20 years count as 20 years.
func (s *Schedule) Between(from, to time.Time) time.Duration {
	var total time.Duration
	s.walk(from, to, func(open, closed time.Time) bool {
		total += closed.Sub(open)
		return true
	})
	return total
}

// After is the instant at which an amount of business time has passed since
// from; the zero time when that does not come within two years.
func (s *Schedule) After(from time.Time, amount time.Duration) time.Time {
	var at time.Time
	s.walk(from, from.AddDate(2, 0, 0), func(open, closed time.Time) bool {
		if span := closed.Sub(open); span < amount {
			amount -= span
			return true
		}
		at = open.Add(amount)
		return false
	})
	return at
}

// Usual is the business time of the longest day of the week: what people mean
// by one business day.
func (s *Schedule) Usual() time.Duration {
	most := 0
	for _, day := range s.Days {
		sum, covered := 0, 0
		for _, i := range sorted(day) {
			sum += max(0, i.To-max(i.From, covered))
			covered = max(covered, i.To)
		}
		most = max(most, sum)
	}
	return time.Duration(most) * time.Minute
}

// walk calls f for each stretch of business time between two instants, in
// order, until it returns false. Stretches do not overlap.
func (s *Schedule) walk(from, to time.Time, f func(open, closed time.Time) bool) {
	if to.Sub(from) > longest {
		to = from.Add(longest)
	}
	if !from.Before(to) {
		return
	}
	zone := s.Location()
	year, month, day := from.In(zone).Date()
	covered := from
	// The day before may have a shift that goes on.
	for d := day - 1; ; d++ {
		y, m, dom := time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Date()
		if !time.Date(y, m, dom, 0, 0, 0, 0, zone).Before(to) {
			return
		}
		for _, i := range sorted(s.on(y, m, dom)) {
			open, closed := wall(y, m, dom, i.From, zone), wall(y, m, dom, i.To, zone)
			open, closed = latest(open, covered), earliest(closed, to)
			if !open.Before(closed) {
				continue
			}
			covered = closed
			if !f(open, closed) {
				return
			}
		}
	}
}

// wall is the instant of a wall time, given in minutes from midnight.
func wall(y int, m time.Month, d, minutes int, zone *time.Location) time.Time {
	return time.Date(y, m, d+minutes/Day, minutes%Day/60, minutes%60, 0, 0, zone)
}

func sorted(day []Interval) []Interval {
	byFrom := func(a, b Interval) int { return cmp.Or(a.From-b.From, a.To-b.To) }
	if slices.IsSortedFunc(day, byFrom) {
		return day
	}
	return slices.SortedFunc(slices.Values(day), byFrom)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
