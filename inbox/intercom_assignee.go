package inbox

import (
	"encoding/json"
	"strconv"
	"strings"
)

// assignee is who was responsible when the export was made. Nobody is null, 0
// or "0"; objects without the fields do not tell.
func (o *icObject) assignee() *Assignee {
	if a := o.Assignee; a != nil {
		switch {
		case a.ID == "" || a.ID == "0" || a.Type == "nobody_admin":
			return &Assignee{}
		case a.Type == "team":
			return &Assignee{Team: string(a.ID)}
		}
		return &Assignee{Agent: string(a.ID)}
	}
	if o.AdminAssignee == nil && o.TeamAssignee == nil {
		return nil
	}
	return &Assignee{Agent: assigneeID(o.AdminAssignee), Team: assigneeID(o.TeamAssignee)}
}

func assigneeID(raw json.RawMessage) string {
	var id text
	if len(raw) == 0 || id.UnmarshalJSON(raw) != nil || id == "0" {
		return ""
	}
	return string(id)
}

// vendor are the statistics: durations in seconds, counts, and times, which
// come as numbers or, in notifications, written out.
func (o *icObject) vendor() map[string]float64 {
	var out map[string]float64
	put := func(key string, v float64) {
		if out == nil {
			out = map[string]float64{}
		}
		out[key] = v
	}
	for key, raw := range o.Statistics {
		var at moment
		switch {
		case len(raw) == 0 || raw[0] == 'n':
		case raw[0] == '"' && strings.HasSuffix(key, "_at"):
			if at.UnmarshalJSON(raw) == nil && !at.time().IsZero() {
				put(key, float64(at.time().Unix()))
			}
		default: // what is no number is left out
			if number, err := strconv.ParseFloat(string(raw), 64); err == nil {
				put(key, number)
			}
		}
	}
	return out
}
