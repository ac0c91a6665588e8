package inbox

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"signpost/internal/hours"
)

// deskMark finds the beginning of a file in which a help desk other than
// Intercom tells of the team: macros and groups of Zendesk, canned responses,
// groups and business hours of Freshdesk, canned responses of Chatwoot,
// templates of Front. The lists of Zendesk come after plain values only; what
// has them inside is something else.
var deskMark = regexp.MustCompile(`^\{\s*(?:"\w+"\s*:\s*(?:null|\d+|"[^"]*")\s*,\s*)*"(?:macros?|groups?)"\s*:|"content_html"\s*:[^\]]*"folder_id"|"folder_id"\s*:[^\]]*"content_html"|"unassigned_for"\s*:|"business_hours"\s*:\s*\{|"short_code"\s*:|"id"\s*:\s*"rsp_`)

// A deskRecord is any of these records, or a list of them.
type deskRecord struct {
	ID        text `json:"id"`
	Title     text `json:"title"`
	Name      text `json:"name"`
	ShortCode text `json:"short_code"`
	// Body, HTML and Content are the text by Front, Freshdesk and Chatwoot; in
	// Zendesk it is what one of the actions sets.
	Body    text `json:"body"`
	HTML    text `json:"content_html"`
	Content text `json:"content"`
	Actions []struct {
		Field text            `json:"field"`
		Value json.RawMessage `json:"value"`
	} `json:"actions"`
	Zone  text               `json:"time_zone"`
	Hours map[string]fdOfDay `json:"business_hours"`
	Wait  json.RawMessage    `json:"unassigned_for"`
}

// fdOfDay are the hours of a day, such as "8:00 am".
type fdOfDay struct {
	From text `json:"start_time"`
	To   text `json:"end_time"`
}

// desk takes a record of a help desk, and reports whether it was one.
func (w *Workspace) desk(data []byte) bool {
	var o struct {
		Macro  *deskRecord  `json:"macro"`
		Macros []deskRecord `json:"macros"`
		Group  *deskRecord  `json:"group"`
		Groups []deskRecord `json:"groups"`
		deskRecord
	}
	if _, err := decode(data, &o); err != nil {
		return false
	}
	if o.Macro != nil {
		o.Macros = append(o.Macros, *o.Macro)
	}
	if o.Group != nil {
		o.Groups = append(o.Groups, *o.Group)
	}
	for i := range o.Macros {
		w.deskReply(&o.Macros[i])
	}
	for _, g := range o.Groups {
		w.Teams[string(g.ID)] = decodeEntities(string(g.Name))
	}
	switch {
	case o.Macros != nil || o.Groups != nil:
	case o.Hours != nil:
		w.deskHours(&o.deskRecord)
	case o.Wait != nil:
		w.Teams[string(o.ID)] = decodeEntities(string(o.Name))
	case o.HTML != "" || o.ShortCode != "" || strings.HasPrefix(string(o.ID), "rsp_"):
		w.deskReply(&o.deskRecord)
	default:
		return false
	}
	return true
}

// deskReply takes a saved reply.
func (w *Workspace) deskReply(o *deskRecord) {
	body := cmp.Or(o.HTML, o.Body, o.Content)
	for _, a := range o.Actions {
		if a.Field == "comment_value" && body == "" || a.Field == "comment_value_html" {
			body = actionText(a.Value)
		}
	}
	plain, _ := bodyText(string(body), "")
	name := decodeEntities(string(cmp.Or(o.Title, o.Name, o.ShortCode)))
	w.savedReply(SavedReply{ID: string(o.ID), Name: name, Body: reCurly.ReplaceAllString(plain, Blank)})
}

// actionText is what an action sets: a text, or a channel and a text.
func actionText(raw json.RawMessage) text {
	var list []text
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		return list[len(list)-1]
	}
	var one text
	_ = one.UnmarshalJSON(raw) // never fails
	return one
}

// deskHours takes hours whose zone is known.
func (w *Workspace) deskHours(o *deskRecord) {
	zone, err := hours.DeskZone(string(o.Zone))
	if err != nil {
		return
	}
	s := &hours.Schedule{Zone: zone, Special: map[hours.Date][]hours.Interval{}}
	for day := range s.Days {
		h := o.Hours[strings.ToLower(time.Weekday(day).String())]
		from, err := time.Parse("3:04 pm", strings.ToLower(string(h.From)))
		to, err2 := time.Parse("3:04 pm", strings.ToLower(string(h.To)))
		if err == nil && err2 == nil && from.Before(to) {
			s.Days[day] = []hours.Interval{{From: from.Hour()*60 + from.Minute(), To: to.Hour()*60 + to.Minute()}}
		}
	}
	w.OfficeHours = append(w.OfficeHours, OfficeHours{string(o.ID), decodeEntities(string(o.Name)), s})
}
