package builder

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"signpost/internal/hours"
)

// PracticeSettings are what the practice report measures the team against.
type PracticeSettings struct {
	// FirstResponse is the business time within which customers are answered,
	// such as "2h" or "90m".
	FirstResponse string `yaml:"first_response"`
	// TimeZone is the IANA name of the zone of the hours.
	TimeZone string `yaml:"time_zone"`
	// Hours are the business hours of days: "mon-fri" to "09:00-17:00".
	Hours map[string]string `yaml:"hours"`
	// Holidays are days with other hours: "12-25" or "2026-12-24" to "closed" or
	// to hours.
	Holidays map[string]string `yaml:"holidays"`
	// EscalateTo are names or ids of teams and teammates to whom what cannot be
	// resolved is handed.
	EscalateTo []string `yaml:"escalate_to"`
}

// Practice is what PracticeSettings mean.
type Practice struct {
	// FirstResponse is 0 when the settings say nothing.
	FirstResponse time.Duration
	// Hours are nil when the settings say nothing.
	Hours      *hours.Schedule
	EscalateTo []string
}

// longestResponse is the longest target that is no slip of the pen.
const longestResponse = 30 * 24 * time.Hour

// read gives what the settings mean, and their mistakes: key, what, how to mend
// it.
func (s PracticeSettings) read() (Practice, [][3]string) {
	var bad [][3]string
	fault := func(key string, err error, fix string) {
		bad = append(bad, [3]string{"practice." + key, "practice." + key + ": " + err.Error(), fix})
	}
	p := Practice{EscalateTo: s.EscalateTo}
	if s.FirstResponse != "" {
		d, err := time.ParseDuration(s.FirstResponse)
		if err != nil || d < time.Minute || d > longestResponse {
			fault("first_response", fmt.Errorf("%q is no target", s.FirstResponse), "write 2h, 90m or 1h30m")
		}
		p.FirstResponse = d
	}
	if s.TimeZone == "" && len(s.Hours) == 0 && len(s.Holidays) == 0 {
		return p, bad
	}
	const zoneFix = "write time_zone: Europe/Berlin, or the zone of your team"
	if s.TimeZone == "" {
		at := "hours"
		if len(s.Hours) == 0 {
			at = "holidays"
		}
		fault(at, fmt.Errorf("hours need a time zone"), zoneFix)
	}
	p.Hours = &hours.Schedule{Special: map[hours.Date][]hours.Interval{}}
	if s.TimeZone != "" {
		zone, err := hours.Zone(s.TimeZone)
		if err != nil {
			fault("time_zone", fmt.Errorf("%q is no time zone", s.TimeZone), zoneFix)
		}
		p.Hours.Zone = zone
		if len(s.Hours) == 0 {
			fault("time_zone", fmt.Errorf("there are no hours"), `write hours: with mon-fri: "09:00-17:00" below it`)
		}
	}
	s.week(p.Hours, fault)
	for _, text := range slices.Sorted(maps.Keys(s.Holidays)) {
		day, err := hours.ParseDate(text)
		if err != nil {
			fault("holidays."+text, fmt.Errorf("%q is no day", text), "write 2026-12-25, or 12-25 for every year")
			continue
		}
		if p.Hours.Special[day], err = hours.ParseIntervals(s.Holidays[text]); err != nil {
			fault("holidays."+text, fmt.Errorf("%q are no hours", s.Holidays[text]), `write closed, or "09:00-13:00"`)
		}
	}
	return p, bad
}

// week reads the hours of the days.
func (s PracticeSettings) week(into *hours.Schedule, fault func(key string, err error, fix string)) {
	seen := map[time.Weekday]bool{}
	for _, text := range slices.Sorted(maps.Keys(s.Hours)) {
		days, err := hours.ParseDays(text)
		if err != nil {
			fault("hours."+text, fmt.Errorf("%q is no day", text), "write mon, tue, wed, thu, fri, sat, sun, or mon-fri")
			continue
		}
		intervals, err := hours.ParseIntervals(s.Hours[text])
		if err != nil {
			fault("hours."+text, fmt.Errorf("%q are no hours", s.Hours[text]), `write "09:00-17:00", "09:00-12:00, 13:00-17:00" or closed`)
		}
		for _, day := range days {
			if seen[day] {
				fault("hours."+text, fmt.Errorf("%s has hours already", day), "let each day stand once")
			}
			seen[day], into.Days[day] = true, intervals
		}
	}
}
