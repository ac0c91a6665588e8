package decisions

import (
	"maps"
	"slices"
)

// TrimAfter takes out of a book what was read of days after a day, as a conversation with a
// wrong date leaves it behind: the days and counts, and what Signpost itself took down on such
// a day. It tells whether there was something.
func (b *Book) TrimAfter(day string) bool {
	trimmed := b.Until > day
	late := func(monday string, _ int) bool { return monday > day }
	maps.DeleteFunc(b.Weekly, late)
	until := ""
	for _, e := range b.Entries {
		for _, of := range []*string{&e.First, &e.Last, &e.Expired} {
			if *of > day {
				*of, trimmed = "", true
			}
		}
		maps.DeleteFunc(e.Weekly, late)
		e.Decisions = slices.DeleteFunc(e.Decisions, func(d Decision) bool { return d.On > day && d.Do != Publish && !byPeople(d.Do) })
		until = max(until, e.Last)
	}
	if b.Until > day {
		b.Until = until
	}
	return trimmed
}
