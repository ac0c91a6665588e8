package inbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"signpost/internal/hours"
)

// A Workspace is what an export tells of the team beside its conversations.
// Personal data in it is masked, save for the names of agents.
type Workspace struct {
	// SavedReplies are the texts that agents can insert, in the order of the
	// export, each id once.
	SavedReplies []SavedReply
	// OfficeHours are the schedules of the team, in the order of the export.
	OfficeHours []OfficeHours
	// TeamHours are the ids of schedules by the id of the team that they are for.
	TeamHours map[string]string
	// Teams and Agents are names by id. Names of agents are personal data.
	Teams, Agents map[string]string
	// Files are the files that held any of this, by the paths that [Read] gives
	// them in its summary.
	Files []string
	// Notes say, each in a sentence, what the export tells of hours that could not
	// be used.
	Notes []string

	exceptions map[string][]icException
	holidays   []zdHoliday
	levels     []zmLevel
	shifts     map[text]bool
}

// A SavedReply is a text that agents can insert.
type SavedReply struct {
	ID   string
	Name string
	// Body is plain text. Where the system puts in a name or the like, it has
	// [Blank]. It is empty where the export holds no more than its beginning.
	Body string
}

// Blank stands in a saved reply for what differs from customer to customer.
const Blank = "\u2423"

// OfficeHours are the hours of a team.
type OfficeHours struct {
	ID, Name string
	*hours.Schedule

	// Default says that the schedule holds where no other does.
	Default bool

	created time.Time
}

// DefaultHours is the place of the schedule that holds where no other does: the one
// that says so, else the one that was made first where all tell when, else the
// first. It is -1 when there is none.
func (w *Workspace) DefaultHours() int {
	if len(w.OfficeHours) == 0 {
		return -1
	}
	if i := slices.IndexFunc(w.OfficeHours, func(o OfficeHours) bool { return o.Default }); i >= 0 {
		return i
	}
	first := 0
	for i, o := range w.OfficeHours {
		if o.created.IsZero() {
			return 0
		}
		if o.created.Before(w.OfficeHours[first].created) {
			first = i
		}
	}
	return first
}

// HoursBy tells why a schedule is that of a conversation.
type HoursBy string

// The reasons: the conversation names it, or its inbox does; its team has it.
const (
	HoursByConversation HoursBy = "conversation"
	HoursByTeam         HoursBy = "team"
)

// HoursOf is the place of the schedule that the export gives a conversation, by its
// own id or by that of its team, and by which; -1 and "" where it gives none.
func (w *Workspace) HoursOf(schedule, team string) (int, HoursBy) {
	if i := w.hoursWith(schedule); i >= 0 {
		return i, HoursByConversation
	}
	if i := w.hoursWith(w.TeamHours[team]); i >= 0 {
		return i, HoursByTeam
	}
	return -1, ""
}

// hoursWith is the place of the schedule with an id, -1 if there is none.
func (w *Workspace) hoursWith(id string) int {
	if id == "" {
		return -1
	}
	return slices.IndexFunc(w.OfficeHours, func(o OfficeHours) bool { return o.ID == id })
}

// addHours keeps a schedule once, however many files have it.
func (w *Workspace) addHours(o OfficeHours) {
	at := slices.IndexFunc(w.OfficeHours, func(k OfficeHours) bool { return o.ID != "" && k.ID == o.ID && k.Name == o.Name })
	if at < 0 {
		w.OfficeHours = append(w.OfficeHours, o)
		return
	}
	o.Default = o.Default || w.OfficeHours[at].Default
	w.OfficeHours[at] = o
}

// note keeps a sentence on what could not be used, once.
func (w *Workspace) note(sentence string) {
	if !slices.Contains(w.Notes, sentence) {
		w.Notes = append(w.Notes, sentence)
	}
}

// ReadWorkspace reads what files and folders tell of the team: saved replies,
// office hours, names. It looks at the beginning of each file and passes over
// those that hold something else. Faults in files are no errors.
func ReadWorkspace(ctx context.Context, paths []string) (*Workspace, error) {
	w := &Workspace{TeamHours: map[string]string{}, Teams: map[string]string{}, Agents: map[string]string{}, exceptions: map[string][]icException{}, shifts: map[text]bool{}}
	rd := &reading{ctx: ctx, sum: newSummary(), team: w}
	if err := rd.paths(paths); err != nil {
		return nil, err
	}
	for i := range w.OfficeHours {
		for _, e := range w.exceptions[w.OfficeHours[i].ID] {
			e.apply(w.OfficeHours[i].Schedule)
		}
	}
	w.closeHolidays()
	w.useLevels()
	w.tellLost()
	w.mask(NewMasker())
	return w, nil
}

// mask masks what may be shown, and the bodies of saved replies as those of the
// messages that were made of them. Names that a body tells are masked in its
// title too.
func (w *Workspace) mask(m *Masker) {
	who := newPeople()
	agents := slices.Sorted(maps.Keys(w.Agents))
	for i := range w.SavedReplies {
		r := &w.SavedReplies[i]
		who.forget()
		for _, id := range agents {
			who.participant(Person{ID: id, Name: w.Agents[id]})
		}
		who.read(r.Name)
		who.read(r.Body)
		r.Name, r.Body = m.text(r.Name, who), m.text(r.Body, who)
	}
	for i := range w.OfficeHours {
		w.OfficeHours[i].Name = m.Text(w.OfficeHours[i].Name)
	}
	for _, id := range slices.Sorted(maps.Keys(w.Teams)) {
		w.Teams[id] = m.Text(w.Teams[id])
	}
	for i := range w.Notes {
		w.Notes[i] = m.Text(w.Notes[i])
	}
}

// workspaceMark finds the beginning of a file that may tell of the team.
// Conversations name agents and teams too, but their own kind comes first.
var workspaceMark = regexp.MustCompile(`"type"\s*:\s*"(macro|office_hours_schedule|office_hours_exception|team|team\.list|admin|admin\.list|conversation|conversation\.list|ticket|ticket\.list|notification_event)"|"(?:conversation_parts|conversation_message|ticket_parts)"`)

// workspace reads a file that tells of the team, and leaves any other.
func (rd *reading) workspace(src *Source, r *bufio.Reader, head []byte) error {
	if head[0] != '{' && head[0] != '[' {
		return rd.teamRows(src, r, head)
	}
	take := teamReader(head)
	if take == nil {
		return nil
	}
	s := newSplitter(r, func(rec record) error {
		if err := rd.ctx.Err(); err != nil {
			return err
		}
		if rec.err == nil && take(rd.team, src.Path, rec.data) {
			rd.team.found(src.Path)
		}
		return nil
	})
	return s.run(looksLikeLines(head))
}

// found remembers a file that told of the team.
func (w *Workspace) found(path string) {
	if !slices.Contains(w.Files, path) {
		w.Files = append(w.Files, path)
	}
}

// teamReader is what takes the records of a file that begins like this, with the
// path of the file, nil if it tells nothing of the team.
func teamReader(head []byte) func(w *Workspace, path string, data []byte) bool {
	switch m := workspaceMark.FindSubmatch(head); {
	case m == nil:
	case len(m[1]) == 0, bytes.HasPrefix(m[1], []byte("conversation")), bytes.HasPrefix(m[1], []byte("ticket")), bytes.HasPrefix(m[1], []byte("notification")):
		return nil
	default:
		return (*Workspace).record
	}
	if deskMark.Match(head) {
		return (*Workspace).desk
	}
	return nil
}

// record takes one object of Intercom, or a list of them, and reports whether
// it was one. Lists within lists are none of its.
func (w *Workspace) record(path string, data []byte) bool {
	var o icWorkspaceObject
	if _, err := decode(data, &o); err != nil {
		return false
	}
	if o.Type != "list" && !strings.HasSuffix(o.Type, ".list") {
		return w.object(path, &o)
	}
	known := false
	for _, inner := range slices.Concat(o.Teams, o.Admins, o.Data) {
		var one icWorkspaceObject
		if _, err := decode(inner, &one); err == nil {
			known = w.object(path, &one) || known
		}
	}
	return known
}

func (w *Workspace) object(path string, o *icWorkspaceObject) bool {
	id := string(o.ID)
	switch o.Type {
	case "macro":
		if body := o.macroText(); body != "" {
			w.savedReply(SavedReply{ID: id, Name: decodeEntities(string(o.Name)), Body: body})
		}
	case "office_hours_schedule":
		w.officeHours(path, o)
	case "office_hours_exception":
		schedule := string(o.Schedule)
		w.exceptions[schedule] = append(w.exceptions[schedule], o.icException)
	case "team":
		w.Teams[id] = decodeEntities(string(o.Name))
		if o.Schedule != "" {
			w.TeamHours[id] = string(o.Schedule)
		}
	case "admin":
		w.Agents[id] = decodeEntities(string(o.Name))
	default:
		return false
	}
	return true
}

// savedReply keeps a reply. Of two with one id the first that has a text holds.
func (w *Workspace) savedReply(r SavedReply) {
	at := slices.IndexFunc(w.SavedReplies, func(o SavedReply) bool { return o.ID == r.ID })
	switch {
	case r.ID == "":
	case at < 0:
		w.SavedReplies = append(w.SavedReplies, r)
	case w.SavedReplies[at].Body == "":
		w.SavedReplies[at] = r
	}
}

// icWorkspaceObject is a macro, a schedule, an exception to one, a team, an
// admin, or a list of them.
type icWorkspaceObject struct {
	Type     string            `json:"type"`
	ID       text              `json:"id"`
	Name     text              `json:"name"`
	Body     text              `json:"body"`
	BodyText text              `json:"body_text"`
	Zone     text              `json:"time_zone_name"`
	Always   bool              `json:"twenty_four_seven"`
	Data     []json.RawMessage `json:"data"`
	Teams    []json.RawMessage `json:"teams"`
	Admins   []json.RawMessage `json:"admins"`
	icException
}

// icException is a day with other hours.
type icException struct {
	Schedule  text         `json:"office_hours_schedule_id"`
	Date      text         `json:"exception_date"`
	Kind      text         `json:"exception_type"`
	Yearly    bool         `json:"recurring_annually"`
	Intervals []icInterval `json:"time_intervals"`
}

// icInterval is in minutes: from Monday 0:00 in a schedule, from midnight in an
// exception.
type icInterval struct {
	From int `json:"start_minute"`
	To   int `json:"end_minute"`
}

var (
	reAttribute = regexp.MustCompile(`<attribute\b[^>]*?/?>`)
	reCurly     = regexp.MustCompile(`\{\{[^{}]*\}\}`)
)

// macroText is the text of a macro with a blank for each attribute.
func (o *icWorkspaceObject) macroText() string {
	if o.Body != "" {
		body, _ := htmlText(reAttribute.ReplaceAllString(string(o.Body), Blank))
		return reCurly.ReplaceAllString(body, Blank)
	}
	return reCurly.ReplaceAllString(string(o.BodyText), Blank)
}

// reTeamHours finds the team whose hours a file has: the API names it in its path
// only, /teams/42/office_hours.
var reTeamHours = regexp.MustCompile(`(?i)(?:^|[^a-z])teams?[/_. -](\d+)[/_. -]office[_. -]?hours(?:[^a-z]|$)`)

// officeHours takes a schedule whose zone is known.
func (w *Workspace) officeHours(path string, o *icWorkspaceObject) {
	zone, err := hours.Zone(string(o.Zone))
	if err != nil {
		w.noZone(o.Name, o.Zone)
		return
	}
	if of := reTeamHours.FindStringSubmatch(path); of != nil {
		w.TeamHours[of[1]] = string(o.ID)
	}
	s := &hours.Schedule{Zone: zone, Special: map[hours.Date][]hours.Interval{}}
	if o.Always {
		s = hours.Always(zone)
		s.Special = map[hours.Date][]hours.Interval{}
	}
	for _, i := range o.Intervals {
		if !o.Always && i.From >= 0 && i.From < i.To && i.To <= 2*hours.Week {
			s.AddWeekly(i.From, i.To)
		}
	}
	w.addHours(OfficeHours{ID: string(o.ID), Name: decodeEntities(string(o.Name)), Schedule: s})
}

// apply puts a day with other hours into a schedule.
func (e icException) apply(s *hours.Schedule) {
	day, err := hours.ParseDate(string(e.Date))
	if err != nil {
		return
	}
	if e.Yearly {
		day.Year = 0
	}
	s.Special[day] = []hours.Interval{}
	for _, i := range e.Intervals {
		if e.Kind != "closed" && i.From >= 0 && i.From < i.To && i.From < hours.Day {
			s.Special[day] = append(s.Special[day], hours.Interval{From: i.From, To: min(i.To, 2*hours.Day)})
		}
	}
}
