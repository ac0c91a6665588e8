package inbox

import (
	"bufio"
	"slices"
	"strings"

	"signpost/internal/hours"
)

// teamTables are the tables of a warehouse copy of Zendesk that tell of the team,
// by columns that only they have together.
var teamTables = []struct {
	columns []string
	alone   bool // it has no others of its own
	what    string
	take    func(w *Workspace, row tableRow)
}{
	{[]string{"id", "name", "start_time", "end_time", "time_zone"}, false, "office hours", (*Workspace).scheduleRow},
	{[]string{"schedule_id", "start_date", "end_date"}, false, "holidays", (*Workspace).holidayRow},
	{[]string{"id", "name", "url", "created_at", "updated_at"}, true, "groups", (*Workspace).groupRow},
}

// teamTable is the place of the table with a header, -1 if it tells nothing of the
// team.
func teamTable(header []string) int {
	if !isWarehouse(header) {
		return -1
	}
	own := 0
	for _, h := range header {
		if !strings.HasPrefix(h, "_") {
			own++
		}
	}
	for i, t := range teamTables {
		if t.alone && own != len(t.columns) {
			continue
		}
		if !slices.ContainsFunc(t.columns, func(c string) bool { return !slices.Contains(header, c) }) {
			return i
		}
	}
	return -1
}

// teamRows reads a table that tells of the team, and leaves any other.
func (rd *reading) teamRows(src *Source, r *bufio.Reader, head []byte) error {
	delim := sniffDelimiter(head)
	if delim == 0 {
		return nil
	}
	line, _, _ := strings.Cut(string(head), "\n")
	if !strings.Contains(line, "_synced") {
		return nil
	}
	rows := &rowReader{r: r, delim: delim, at: 1}
	header, err := header(src, rows)
	if err != nil {
		return nil // Read tells it
	}
	at := teamTable(header)
	if at < 0 {
		return nil
	}
	return eachRow(src, rows, func(cells []string, line int) error {
		if row := (tableRow{header, cells, src, line}); !isTrue(string(row.get("_fivetran_deleted"))) {
			teamTables[at].take(rd.team, row)
			rd.team.found(src.Path)
		}
		return rd.ctx.Err()
	})
}

// scheduleRow takes one interval of a schedule, in minutes from Sunday 0:00.
func (w *Workspace) scheduleRow(row tableRow) {
	id, name := string(row.get("id")), decodeEntities(string(row.get("name")))
	zone, err := hours.DeskZone(string(row.get("time_zone")))
	if err != nil {
		w.noZone(row.get("name"), row.get("time_zone"))
		return
	}
	at := w.hoursWith(id)
	if at < 0 {
		s := &hours.Schedule{Zone: zone, Special: map[hours.Date][]hours.Interval{}}
		at = len(w.OfficeHours)
		w.OfficeHours = append(w.OfficeHours, OfficeHours{ID: id, Name: name, Schedule: s, created: row.time("created_at").time()})
	}
	from, to := wholeNumber(row.get("start_time")), wholeNumber(row.get("end_time"))
	addFromSunday(w.OfficeHours[at].Schedule, int(from), int(to))
}

func (w *Workspace) holidayRow(row tableRow) {
	w.holidays = append(w.holidays, zdHoliday{row.get("schedule_id"), row.get("start_date"), row.get("end_date")})
}

func (w *Workspace) groupRow(row tableRow) {
	if strings.Contains(string(row.get("url")), "/groups/") {
		w.Teams[string(row.get("id"))] = decodeEntities(string(row.get("name")))
	}
}
