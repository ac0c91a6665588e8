package hours

import (
	"math/rand/v2"
	"testing"
	"time"
)

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return loc
}

// schedule makes one of the forms that people write.
func schedule(tb testing.TB, name string, week, special map[string]string) *Schedule {
	tb.Helper()
	s := &Schedule{Zone: zone(tb, name), Special: map[Date][]Interval{}}
	for days, text := range week {
		list, err := ParseDays(days)
		if err != nil {
			tb.Fatal(err)
		}
		intervals, err := ParseIntervals(text)
		if err != nil {
			tb.Fatal(err)
		}
		for _, d := range list {
			s.Days[d] = intervals
		}
	}
	for day, text := range special {
		date, err := ParseDate(day)
		if err != nil {
			tb.Fatal(err)
		}
		if s.Special[date], err = ParseIntervals(text); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}

func TestBetween(t *testing.T) {
	office := map[string]string{"mon-fri": "09:00-17:00"}
	split := map[string]string{"mon-fri": "08:30-12:00, 13:00-17:30", "sat": "10:00-12:00"}
	night := map[string]string{"mon-sun": "22:00-06:00"}
	tests := []struct {
		name, zone    string
		week, special map[string]string
		from, to      string // RFC 3339
		want          time.Duration
	}{
		{"within a day", "UTC", office, nil, "2026-08-03T10:00:00Z", "2026-08-03T11:30:00Z", 90 * time.Minute},
		{"before opening", "UTC", office, nil, "2026-08-03T06:00:00Z", "2026-08-03T09:20:00Z", 20 * time.Minute},
		{"over night", "UTC", office, nil, "2026-08-03T16:30:00Z", "2026-08-04T10:30:00Z", 2 * time.Hour},
		{"over a weekend", "UTC", office, nil, "2026-08-07T16:00:00Z", "2026-08-10T10:00:00Z", 2 * time.Hour},
		{"on a weekend only", "UTC", office, nil, "2026-08-08T10:00:00Z", "2026-08-09T22:00:00Z", 0},
		{"three weeks", "UTC", office, nil, "2026-08-03T00:00:00Z", "2026-08-24T00:00:00Z", 15 * 8 * time.Hour},
		{"backwards", "UTC", office, nil, "2026-08-04T10:00:00Z", "2026-08-03T10:00:00Z", 0},
		{"same instant", "UTC", office, nil, "2026-08-03T10:00:00Z", "2026-08-03T10:00:00Z", 0},
		{"a break at noon", "UTC", split, nil, "2026-08-03T11:00:00Z", "2026-08-03T14:00:00Z", 2 * time.Hour},
		{"saturday has hours", "UTC", split, nil, "2026-08-07T17:00:00Z", "2026-08-08T11:00:00Z", 90 * time.Minute},
		{"zone ahead", "Asia/Kolkata", office, nil, "2026-08-03T03:00:00Z", "2026-08-03T04:30:00Z", time.Hour},
		{"zone behind", "America/Los_Angeles", office, nil, "2026-08-03T15:00:00Z", "2026-08-03T17:00:00Z", time.Hour},
		{"date line", "Pacific/Auckland", office, nil, "2026-08-02T20:00:00Z", "2026-08-02T22:00:00Z", time.Hour},
		{"holiday", "UTC", office, map[string]string{"2026-12-25": "closed"}, "2026-12-24T16:00:00Z", "2026-12-28T10:00:00Z", 2 * time.Hour},
		{"holiday of every year", "UTC", office, map[string]string{"12-25": "closed"}, "2028-12-25T08:00:00Z", "2028-12-26T10:00:00Z", time.Hour},
		{"short day", "UTC", office, map[string]string{"2026-12-24": "09:00-13:00"}, "2026-12-24T12:00:00Z", "2026-12-24T18:00:00Z", time.Hour},
		{"a year goes before every year", "UTC", office, map[string]string{"12-24": "closed", "2026-12-24": "09:00-13:00"}, "2026-12-24T00:00:00Z", "2026-12-25T00:00:00Z", 4 * time.Hour},
		{"work on a weekend", "UTC", office, map[string]string{"2026-08-08": "10:00-11:00"}, "2026-08-08T00:00:00Z", "2026-08-10T00:00:00Z", time.Hour},
		{"leap day", "UTC", office, map[string]string{"02-29": "closed"}, "2028-02-28T16:00:00Z", "2028-03-01T10:00:00Z", 2 * time.Hour},
		{"night shift", "UTC", night, nil, "2026-08-03T23:00:00Z", "2026-08-04T07:00:00Z", 7 * time.Hour},
		{"shift of the day before", "UTC", night, nil, "2026-08-04T01:00:00Z", "2026-08-04T03:00:00Z", 2 * time.Hour},
		{"shift goes on into a holiday", "UTC", night, map[string]string{"2026-08-04": "closed"}, "2026-08-03T21:00:00Z", "2026-08-05T21:00:00Z", 8 * time.Hour},
		// Germany goes to summer time on 29 March 2026 at 2:00, and back on 25 October at 3:00.
		{"day without an hour", "Europe/Berlin", map[string]string{"sun": "00:00-24:00"}, nil, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z", 23 * time.Hour},
		{"day with an hour more", "Europe/Berlin", map[string]string{"sun": "00:00-24:00"}, nil, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", 25 * time.Hour},
		{"nine is nine before and after", "Europe/Berlin", office, nil, "2026-03-27T15:00:00Z", "2026-03-30T08:00:00Z", 2 * time.Hour},
		{"night shift over the change", "Europe/Berlin", night, nil, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 7 * time.Hour},
		{"night shift over the change back", "Europe/Berlin", night, nil, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", 9 * time.Hour},
		{"shift within the hour that is left out", "Europe/Berlin", map[string]string{"sun": "02:00-03:00"}, nil, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 0},
		{"midnight that is left out", "America/Asuncion", map[string]string{"mon-sun": "00:00-24:00"}, nil, "2023-10-01T00:00:00Z", "2023-10-02T12:00:00Z", 36 * time.Hour},
		{"no hours at all", "UTC", nil, nil, "2026-08-03T10:00:00Z", "2026-09-03T10:00:00Z", 0},
		{"overlapping hours count once", "UTC", map[string]string{"mon": "09:00-12:00, 11:00-13:00"}, nil, "2026-08-03T00:00:00Z", "2026-08-04T00:00:00Z", 4 * time.Hour},
		{"overlap with the night before", "UTC", map[string]string{"mon": "22:00-06:00", "tue": "05:00-07:00"}, nil, "2026-08-03T00:00:00Z", "2026-08-05T00:00:00Z", 9 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := schedule(t, tt.zone, tt.week, tt.special)
			from, err1 := time.Parse(time.RFC3339, tt.from)
			to, err2 := time.Parse(time.RFC3339, tt.to)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			if got := s.Between(from, to); got != tt.want {
				t.Errorf("%v of business time from %s to %s, want %v", got, tt.from, tt.to, tt.want)
			}
		})
	}
}

// A span is as long as its parts, and never longer than the clock says; walking
// on by that much leads to its end or to the beginning of the break behind.
func TestBetweenAddsUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"}
	for range 2000 {
		s := schedule(t, zones[random.IntN(len(zones))], map[string]string{"mon-fri": "07:15-12:00, 12:45-16:00", "sat-sun": "21:00-05:00"}, map[string]string{"04-01": "closed"})
		a := time.Unix(1_760_000_000+random.Int64N(40_000_000), 0)
		b := a.Add(time.Duration(random.IntN(90*24*3600)) * time.Second)
		mid := a.Add(b.Sub(a) / 3)
		whole := s.Between(a, b)
		if sum := s.Between(a, mid) + s.Between(mid, b); sum != whole {
			t.Fatalf("%v from %v to %v, but %v in two parts", whole, a, b, sum)
		}
		if whole > b.Sub(a) {
			t.Fatalf("%v of business time in %v", whole, b.Sub(a))
		}
		if whole == 0 {
			continue
		}
		if end := s.After(a, whole); end.After(b) || s.Between(a, end) != whole {
			t.Fatalf("%v after %v is %v, want at most %v", whole, a, end, b)
		}
	}
}

func TestAfterNever(t *testing.T) {
	if at := (&Schedule{}).After(time.Unix(1_760_000_000, 0), time.Hour); !at.IsZero() {
		t.Errorf("a team that never works has worked an hour by %v", at)
	}
}

func TestUsual(t *testing.T) {
	for want, week := range map[time.Duration]map[string]string{
		0:                nil,
		8 * time.Hour:    {"mon-fri": "09:00-12:00, 13:00-18:00", "sat": "10:00-12:00"},
		24 * time.Hour:   {"mon": "00:00-24:00"},
		10 * time.Hour:   {"sat": "20:00-06:00"},
		90 * time.Minute: {"tue": "09:00-10:00, 09:30-10:30"},
	} {
		if got := schedule(t, "UTC", week, nil).Usual(); got != want {
			t.Errorf("a business day of %v is %v, want %v", week, got, want)
		}
	}
}

func TestAddWeekly(t *testing.T) {
	s := &Schedule{}
	s.AddWeekly(540, 1020)              // Monday 9 to 17
	s.AddWeekly(6*Day+1320, 6*Day+1800) // Sunday 22 to Monday 6
	s.AddWeekly(2*Day+600, 4*Day+60)    // Wednesday 10:00 to Friday 1:00
	monday := time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		day  int
		want time.Duration
	}{{0, 14 * time.Hour}, {1, 0}, {2, 14 * time.Hour}, {3, 24 * time.Hour}, {4, time.Hour}, {5, 0}, {6, 2 * time.Hour}} {
		if got := s.Between(monday.AddDate(0, 0, tt.day), monday.AddDate(0, 0, tt.day+1)); got != tt.want {
			t.Errorf("day %d of the week has %v, want %v", tt.day, got, tt.want)
		}
	}
	if Always(nil).Between(monday, monday.AddDate(0, 0, 7)) != Week*time.Minute || !Always(nil).Around() || s.Around() {
		t.Error("a week around the clock is not a week")
	}
}

// What is no schedule is refused, with what to write.
func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "9-17", "09:00", "09:00-09:00", "24:00-25:00", "09:60-10:00", "9:0-10:00", "09:00-17:00,", "-1:00-5:00", "open"} {
		if got, err := ParseIntervals(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
	for _, text := range []string{"", "monday", "mon-", "mo", "mon-fri-sat"} {
		if got, err := ParseDays(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
	for _, text := range []string{"", "25.12.", "2026-02-29", "13-01", "2026-12"} {
		if got, err := ParseDate(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
	if days, err := ParseDays("fri-mon"); err != nil || len(days) != 4 {
		t.Errorf("fri-mon is %v, %v", days, err)
	}
}
