package inbox

import (
	"fmt"
	"strings"
	"time"

	"signpost/internal/hours"
)

// A frShift is a shift of teammates of Front: what hours it has on which days.
type frShift struct {
	ID    text `json:"id"`
	Name  text `json:"name"`
	Zone  text `json:"timezone"`
	Times map[string]struct {
		From text `json:"start"`
		To   text `json:"end"`
	} `json:"times"`
}

// shift takes a record of a shift, and reports whether it was one. Somebody is there
// as long as any shift is on, so that all of them are one schedule, in the zone of the
// first.
func (w *Workspace) shift(data []byte) bool {
	var s frShift
	if _, err := decode(data, &s); err != nil || !strings.HasPrefix(string(s.ID), "shf_") || s.Times == nil {
		return false
	}
	zone, err := hours.Zone(string(s.Zone))
	name := decodeEntities(string(s.Name))
	at := w.hoursWith(frShifts)
	switch {
	case w.shifts[s.ID]: // listed twice
		return true
	case err != nil:
		w.noZone(s.Name, s.Zone)
		return true
	case at < 0:
		at = len(w.OfficeHours)
		w.addHours(OfficeHours{ID: frShifts, Name: "shifts of Front: " + name, Schedule: &hours.Schedule{Zone: zone, Special: map[hours.Date][]hours.Interval{}}})
	case w.OfficeHours[at].Location().String() != zone.String():
		w.note(fmt.Sprintf("The shift “%s” was left out, as it is in another time zone than the first one.", name))
		return true
	default:
		w.OfficeHours[at].Name += ", " + name
	}
	w.shifts[s.ID] = true
	for i, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		from, err := time.Parse("15:04", string(s.Times[day].From))
		to, err2 := time.Parse("15:04", string(s.Times[day].To))
		if err != nil || err2 != nil {
			continue
		}
		if !from.Before(to) {
			to = to.AddDate(0, 0, 1)
		}
		begin := i*hours.Day + from.Hour()*60 + from.Minute()
		w.OfficeHours[at].AddWeekly(begin, begin+int(to.Sub(from).Minutes()))
	}
	return true
}

// frShifts is the id of the schedule that is made of the shifts.
const frShifts = "front shifts"
