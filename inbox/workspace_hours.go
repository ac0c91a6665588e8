package inbox

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"signpost/internal/hours"
)

// hoursMark finds the beginning of a file of business hours: schedules and
// holidays of Zendesk, inboxes of Chatwoot, calendars and service levels of Zammad.
const hoursMark = `"calendar_id"\s*:|"start_time"\s*:\s*\d+\s*,\s*"end_time"\s*:|"end_time"\s*:\s*\d+\s*,\s*"start_time"\s*:|\{\s*"holidays"\s*:\s*\[|"working_hours"\s*:\s*\[`

// A deskSchedule has the business hours of Zendesk, Freshdesk, Chatwoot or
// Zammad.
type deskSchedule struct {
	Zone     text `json:"time_zone"`
	Timezone text `json:"timezone"`
	// Intervals are those of Zendesk, in minutes from Sunday 0:00.
	Intervals []struct {
		From int `json:"start_time"`
		To   int `json:"end_time"`
	} `json:"intervals"`
	// Week has the hours of Freshdesk and Zammad by the day.
	Week map[string]deskDay `json:"business_hours"`
	// Special has the days that Zammad closes, by their date.
	Special map[string]struct {
		Active bool `json:"active"`
	} `json:"public_holidays"`
	// Days are those of an inbox of Chatwoot, which counts them only if Counts
	// is not false.
	Days   []cwDay `json:"working_hours"`
	Counts *bool   `json:"working_hours_enabled"`
	// Default marks the one of Freshdesk or Zammad that holds for all others.
	Default   bool   `json:"-"`
	CreatedAt moment `json:"created_at"`
}

// deskDay are the hours of a day: by Freshdesk such as "8:00 am", by Zammad
// pairs such as "09:00" and "17:00".
type deskDay struct {
	From   text       `json:"start_time"`
	To     text       `json:"end_time"`
	Active bool       `json:"active"`
	Frames [][]string `json:"timeframes"`
}

// cwDay is a day of Chatwoot. Sunday is 0.
type cwDay struct {
	Day      int  `json:"day_of_week"`
	FromHour int  `json:"open_hour"`
	FromMin  int  `json:"open_minutes"`
	ToHour   int  `json:"close_hour"`
	ToMin    int  `json:"close_minutes"`
	Closed   bool `json:"closed_all_day"`
	AllDay   bool `json:"open_all_day"`
}

// zdHoliday is a span of closed days. Only the API's path names the schedule of
// a holiday; some exporters add it.
type zdHoliday struct {
	Schedule text `json:"schedule_id"`
	From     text `json:"start_date"`
	To       text `json:"end_date"`
}

// empty tells that no hours are in the record.
func (o *deskSchedule) empty() bool { return o.Intervals == nil && o.Week == nil && o.Days == nil }

// deskHours takes hours whose zone is known, and that count.
func (w *Workspace) deskHours(id, name text, o *deskSchedule) {
	zone, err := hours.DeskZone(string(o.Zone))
	if o.Zone == "" {
		zone, err = hours.DeskZone(string(o.Timezone))
	}
	if o.Counts != nil && !*o.Counts {
		return
	}
	if err != nil {
		w.noZone(name, cmp.Or(o.Zone, o.Timezone))
		return
	}
	s := &hours.Schedule{Zone: zone, Special: map[hours.Date][]hours.Interval{}}
	for _, i := range o.Intervals {
		addFromSunday(s, i.From, i.To)
	}
	for day := range s.Days {
		name := strings.ToLower(time.Weekday(day).String())
		for _, h := range []deskDay{o.Week[name], o.Week[name[:3]]} {
			s.Days[day] = append(s.Days[day], h.intervals()...)
		}
	}
	for _, d := range o.Days {
		if d.Day >= 0 && d.Day < len(s.Days) {
			s.Days[d.Day] = append(s.Days[d.Day], d.intervals()...)
		}
	}
	for date, d := range o.Special {
		if day, err := hours.ParseDate(date); err == nil && d.Active {
			s.Special[day] = []hours.Interval{}
		}
	}
	w.addHours(OfficeHours{ID: string(id), Name: decodeEntities(string(name)), Schedule: s, Default: o.Default, created: o.CreatedAt.time()})
}

// noZone tells of a schedule that cannot be used.
func (w *Workspace) noZone(name, zone text) {
	w.note(fmt.Sprintf("The schedule “%s” was left out, as its time zone %q is not known.", decodeEntities(string(name)), string(zone)))
}

// addFromSunday adds an interval in minutes from Sunday 0:00.
func addFromSunday(s *hours.Schedule, from, to int) {
	if from >= 0 && from < to && to <= 2*hours.Week {
		monday := (from + 6*hours.Day) % hours.Week
		s.AddWeekly(monday, monday+to-from)
	}
}

func (d deskDay) intervals() []hours.Interval {
	from, err := time.Parse("3:04 pm", strings.ToLower(string(d.From)))
	to, err2 := time.Parse("3:04 pm", strings.ToLower(string(d.To)))
	if err == nil && err2 == nil && from.Before(to) {
		return []hours.Interval{{From: from.Hour()*60 + from.Minute(), To: to.Hour()*60 + to.Minute()}}
	}
	var out []hours.Interval
	for _, frame := range d.Frames {
		if !d.Active || len(frame) != 2 {
			continue
		}
		if frame[1] == "23:59" { // the last minute that can be chosen
			frame[1] = "24:00"
		}
		if list, err := hours.ParseIntervals(frame[0] + "-" + frame[1]); err == nil {
			out = append(out, list...)
		}
	}
	return out
}

func (d cwDay) intervals() []hours.Interval {
	from, to := d.FromHour*60+d.FromMin, d.ToHour*60+d.ToMin
	switch {
	case d.Closed:
		return nil
	case d.AllDay:
		return []hours.Interval{{From: 0, To: hours.Day}}
	case from < 0 || from >= to || to > hours.Day:
		return nil
	}
	return []hours.Interval{{From: from, To: to}}
}

// close closes the days of a holiday; those of more than a year are a slip.
func (h zdHoliday) close(s *hours.Schedule) {
	from, err := time.Parse(time.DateOnly, string(h.From))
	to, err2 := time.Parse(time.DateOnly, string(h.To))
	if err != nil || err2 != nil || to.Sub(from) > 366*24*time.Hour {
		return
	}
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		s.Special[hours.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()}] = []hours.Interval{}
	}
}

// closeHolidays applies the days off that came in records of their own. Those
// that name no schedule are of the only one; of several it is not known which.
func (w *Workspace) closeHolidays() {
	lost := 0
	for _, h := range w.holidays {
		if h.Schedule == "" && len(w.OfficeHours) > 1 {
			lost++
		}
		for _, o := range w.OfficeHours {
			if o.ID == string(h.Schedule) || h.Schedule == "" && len(w.OfficeHours) == 1 {
				h.close(o.Schedule)
			}
		}
	}
	if lost > 0 {
		w.note(fmt.Sprintf("%d of the holidays were left out, as nothing says of which of the %d schedules they are: name their files as the API's path does, such as schedules/360/holidays.json.", lost, len(w.OfficeHours)))
	}
}

// tellLost tells of teams whose hours are not in the export.
func (w *Workspace) tellLost() {
	for _, team := range slices.Sorted(maps.Keys(w.TeamHours)) {
		if len(w.OfficeHours) > 0 && w.hoursWith(w.TeamHours[team]) < 0 {
			w.note(fmt.Sprintf("The team “%s” has hours of its own (schedule %s) that are not in the export; the usual ones count for it.", cmp.Or(w.Teams[team], team), w.TeamHours[team]))
		}
	}
}

// reHolidaysOf finds the schedule whose holidays a file has: the API names it in
// its path only, /schedules/360/holidays.
var reHolidaysOf = regexp.MustCompile(`(?i)(?:^|[^a-z])schedules?[/_. -](\d+)[/_. -]holidays?(?:[^a-z]|$)`)

// hoursRecord takes a record of business hours, and reports whether it was one.
func (w *Workspace) hoursRecord(path string, data []byte) bool {
	type schedule struct {
		ID   text `json:"id"`
		Name text `json:"name"`
		deskSchedule

		IsDefault bool `json:"is_default"`
		Default   bool `json:"default"`
	}
	var o struct {
		Schedule  *schedule   `json:"schedule"`
		Schedules []schedule  `json:"schedules"`
		Holidays  []zdHoliday `json:"holidays"`
		Assets    struct {
			Calendars map[string]schedule `json:"Calendar"`
			Levels    map[string]zmLevel  `json:"Sla"`
		} `json:"assets"`
		schedule
	}
	var level zmLevel
	if _, err := decode(data, &o); err != nil {
		return false
	}
	if _, err := decode(data, &level); err != nil {
		return false
	}
	all := o.Schedules
	if o.Schedule != nil {
		all = append(all, *o.Schedule)
	}
	if !o.empty() {
		all = append(all, o.schedule)
	}
	for _, id := range slices.Sorted(maps.Keys(o.Assets.Calendars)) {
		all = append(all, o.Assets.Calendars[id])
	}
	all = slices.DeleteFunc(all, func(s schedule) bool { return s.empty() })
	for i := range all {
		all[i].deskSchedule.Default = all[i].IsDefault || all[i].Default
		w.deskHours(all[i].ID, all[i].Name, &all[i].deskSchedule)
	}
	for _, h := range o.Holidays {
		if of := reHolidaysOf.FindStringSubmatch(path); of != nil {
			h.Schedule = cmp.Or(h.Schedule, text(of[1]))
		}
		w.holidays = append(w.holidays, h)
	}
	levels := slices.Collect(maps.Values(o.Assets.Levels))
	if level.Calendar != "" {
		levels = append(levels, level)
	}
	w.levels = append(w.levels, levels...)
	return len(all) > 0 || o.Holidays != nil || len(levels) > 0
}
