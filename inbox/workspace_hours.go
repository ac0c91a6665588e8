package inbox

import (
	"slices"
	"strings"
	"time"

	"signpost/internal/hours"
)

// hoursMark finds the beginning of a file of business hours: schedules and
// holidays of Zendesk, inboxes of Chatwoot, calendars of Zammad.
const hoursMark = `"start_time"\s*:\s*\d+\s*,\s*"end_time"\s*:|"end_time"\s*:\s*\d+\s*,\s*"start_time"\s*:|\{\s*"holidays"\s*:\s*\[|"working_hours"\s*:\s*\[`

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
	Default bool `json:"-"`
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
	if err != nil || o.Counts != nil && !*o.Counts {
		return
	}
	s := &hours.Schedule{Zone: zone, Special: map[hours.Date][]hours.Interval{}}
	for _, i := range o.Intervals {
		if i.From >= 0 && i.From < i.To && i.To <= 2*hours.Week {
			s.AddWeekly((i.From+6*hours.Day)%hours.Week, (i.From+6*hours.Day)%hours.Week+i.To-i.From)
		}
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
	w.OfficeHours = append(w.OfficeHours, OfficeHours{ID: string(id), Name: decodeEntities(string(name)), Schedule: s, Default: o.Default})
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
	for _, h := range w.holidays {
		for _, o := range w.OfficeHours {
			if o.ID == string(h.Schedule) || h.Schedule == "" && len(w.OfficeHours) == 1 {
				h.close(o.Schedule)
			}
		}
	}
}

// hoursRecord takes a record of business hours, and reports whether it was one.
func (w *Workspace) hoursRecord(data []byte) bool {
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
		schedule
	}
	if _, err := decode(data, &o); err != nil {
		return false
	}
	all := o.Schedules
	if o.Schedule != nil {
		all = append(all, *o.Schedule)
	}
	if !o.empty() {
		all = append(all, o.schedule)
	}
	all = slices.DeleteFunc(all, func(s schedule) bool { return s.empty() })
	for i := range all {
		all[i].deskSchedule.Default = all[i].IsDefault || all[i].Default
		w.deskHours(all[i].ID, all[i].Name, &all[i].deskSchedule)
	}
	w.holidays = append(w.holidays, o.Holidays...)
	return len(all) > 0 || o.Holidays != nil
}
