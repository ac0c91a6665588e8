package inbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// A zmLevel is a service level of Zammad: it names the tickets that it is for, and
// the calendar by which their times are measured.
type zmLevel struct {
	Name      text                       `json:"name"`
	Calendar  text                       `json:"calendar_id"`
	Condition map[string]json.RawMessage `json:"condition"`
	CreatedAt moment                     `json:"created_at"`
}

// useLevels gives groups the calendar of the first service level, by name, that is
// for all of their tickets. What is for all tickets is the usual one; of several the
// last, as Zammad takes them. Levels that look at more than the group cannot be
// decided from what an export has, and that is told.
func (w *Workspace) useLevels() {
	slices.SortFunc(w.levels, func(a, b zmLevel) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), a.CreatedAt.time().Compare(b.CreatedAt.time()), cmp.Compare(a.Calendar, b.Calendar))
	})
	usual, undecided := -1, 0
	for _, l := range w.levels {
		groups, known := l.groups()
		switch {
		case !known:
			undecided++
		case len(groups) == 0:
			if i := w.hoursWith(string(l.Calendar)); i >= 0 {
				usual = i
			}
		}
		for _, g := range groups {
			if w.TeamHours[g] == "" {
				w.TeamHours[g] = string(l.Calendar)
			}
		}
	}
	if usual >= 0 {
		for i := range w.OfficeHours {
			w.OfficeHours[i].Default = i == usual
		}
	}
	if undecided > 0 {
		w.note(fmt.Sprintf("%d of the %d service levels choose tickets by more than their group; their calendars were not used, but those of the group or the usual one.", undecided, len(w.levels)))
	}
}

// groups are the ids of the groups whose tickets a level is for, none if it is for
// all tickets. It is not known where the level asks for something else.
func (l zmLevel) groups() (ids []string, known bool) {
	if len(l.Condition) == 0 {
		return nil, true
	}
	type rule struct {
		Name     text            `json:"name"`
		Operator text            `json:"operator"`
		Value    json.RawMessage `json:"value"`
	}
	const group = "ticket.group_id"
	var rules []rule
	if list, nested := l.Condition["conditions"]; nested {
		if json.Unmarshal(list, &rules) != nil {
			return nil, false
		}
	} else {
		for name, raw := range l.Condition {
			r := rule{}
			if json.Unmarshal(raw, &r) != nil {
				return nil, false
			}
			r.Name = text(name)
			rules = append(rules, r)
		}
	}
	if len(rules) != 1 || rules[0].Name != group || rules[0].Operator != "is" {
		return nil, false
	}
	var many []text
	if json.Unmarshal(rules[0].Value, &many) != nil {
		var one text
		if json.Unmarshal(rules[0].Value, &one) != nil {
			return nil, false
		}
		many = []text{one}
	}
	for _, id := range many {
		if id != "" {
			ids = append(ids, string(id))
		}
	}
	return ids, len(ids) > 0
}
