package practice

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// A place is what an occasion is counted under.
type place struct {
	week   int16  // weeks since that of 1970-01-05
	team   uint16 // number of the team and the person, 0 for none
	person uint16
}

// A sample is one measured time and its place, packed into 8 bytes.
type sample struct {
	seconds uint32
	where   uint32
}

// The bits of a packed place. Weeks reach to the year 2048.
const (
	weekBits, nameBits = 12, 10
	maxWeek, maxNames  = 1<<weekBits - 1, 1<<nameBits - 1
)

func (p place) packed() uint32 {
	return uint32(p.week)<<(2*nameBits) | uint32(p.team)<<nameBits | uint32(p.person)
}

func (s sample) place() place {
	return place{int16(s.where >> (2 * nameBits)), uint16(s.where >> nameBits & maxNames), uint16(s.where & maxNames)}
}

// chunk is how many samples are allocated at once: growing by doubling would
// take three times the memory for a moment.
const chunk = 8192

// A series is samples in chunks, of which those that are full are never moved.
type series struct {
	chunks [][]sample
	n      int
}

func (s *series) add(d time.Duration, at place) {
	last := len(s.chunks) - 1
	if last < 0 || len(s.chunks[last]) == chunk {
		size := 16 // most series are short
		if last >= 0 {
			size = chunk
		}
		s.chunks = append(s.chunks, make([]sample, 0, size))
		last++
	}
	seconds := min(max(d/time.Second, 0), math.MaxUint32)
	s.chunks[last] = append(s.chunks[last], sample{uint32(seconds), at.packed()})
	s.n++
}

// quantiles are the nearest-rank median and 90th percentile in seconds.
type quantiles struct{ n, median, p90 int }

func quantilesOf(sorted []sample) quantiles {
	n := len(sorted)
	if n == 0 {
		return quantiles{}
	}
	rank := func(percent int) int { return int(sorted[(n*percent+99)/100-1].seconds) }
	return quantiles{n, rank(50), rank(90)}
}

// by gives the quantiles of all samples with one key, for each key. It sorts the
// series in place.
func (s *series) by(key func(place) int) map[int]quantiles {
	if len(s.chunks) > 1 {
		s.chunks = [][]sample{slices.Concat(s.chunks...)}
	}
	out := map[int]quantiles{}
	if s.n == 0 {
		return out
	}
	all := s.chunks[0]
	slices.SortFunc(all, func(a, b sample) int {
		return cmp.Or(cmp.Compare(key(a.place()), key(b.place())), cmp.Compare(a.seconds, b.seconds))
	})
	for i := 0; i < len(all); {
		k, j := key(all[i].place()), i
		for j < len(all) && key(all[j].place()) == k {
			j++
		}
		out[k] = quantilesOf(all[i:j])
		i = j
	}
	return out
}

// The dimensions by which a metric is told.
func whole(place) int      { return 0 }
func byWeek(p place) int   { return int(p.week) }
func ofTeam(p place) int   { return int(p.team) }
func ofPerson(p place) int { return int(p.person) }

// A registry numbers names; 0 is "".
type registry struct {
	numbers map[string]uint16
	names   []string
}

func newRegistry() *registry {
	return &registry{numbers: map[string]uint16{"": 0}, names: []string{""}}
}

// number gives the number of a name. Beyond 1,000 names all others share one.
func (r *registry) number(name string) uint16 {
	if n, ok := r.numbers[name]; ok {
		return n
	}
	if len(r.names) >= maxNames-1 {
		name = "others"
		if n, ok := r.numbers[name]; ok {
			return n
		}
	}
	n := uint16(len(r.names))
	r.numbers[name] = n
	r.names = append(r.names, name)
	return n
}

// weekday zero of the count of weeks.
var firstMonday = time.Date(1970, 1, 5, 0, 0, 0, 0, time.UTC)

// weekOf is the week of an instant in a zone.
func weekOf(t time.Time, zone *time.Location) int16 {
	y, m, d := t.In(zone).Date()
	days := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(firstMonday).Hours()) / 24
	return int16(max(min(days/7, maxWeek), 0))
}

// monday is the first day of a week.
func monday(week int) string {
	return firstMonday.AddDate(0, 0, 7*week).Format(time.DateOnly)
}
