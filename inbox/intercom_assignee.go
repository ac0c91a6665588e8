package inbox

import (
	"bytes"
	"encoding/json"
	"strconv"
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

// icNumbers are the statistics: durations in seconds, counts, and times, which
// come as numbers or, in notifications, written out. What is neither is left out.
type icNumbers map[string]float64

// UnmarshalJSON never fails: what is no object has no numbers.
func (n *icNumbers) UnmarshalJSON(b []byte) error {
	d := icDecoder{cursor: cursor{data: b}}
	*n = d.numbers("")
	return nil
}

// usualNumbers is how many numbers Intercom gives.
const usualNumbers = 24

func (d *icDecoder) numbers(key string) icNumbers {
	var out icNumbers
	d.object(key, func(k []byte) {
		n, ok := icNumber(k, d.value())
		switch {
		case !ok:
			delete(out, string(k)) // of two with one key the last holds
			return
		case out == nil:
			out = make(icNumbers, usualNumbers)
		}
		out[d.keys.text(k)] = n
	})
	return out
}

func icNumber(key, raw []byte) (n float64, ok bool) {
	switch c := raw[0]; {
	case c == '"' && bytes.HasSuffix(key, []byte("_at")):
		at := parseTime(unquote(raw))
		return float64(at.Unix()), !at.IsZero()
	case c == '-' || isDigit(c):
		n, err := strconv.ParseFloat(string(raw), 64)
		return n, err == nil
	}
	return 0, false
}
