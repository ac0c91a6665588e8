package inbox

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// deskMark finds the beginning of a file in which a help desk other than
// Intercom tells of the team: macros, groups and schedules of Zendesk, canned
// responses, groups and business hours of Freshdesk, canned responses and
// inboxes of Chatwoot, templates and shifts of Front, saved replies of Help Scout, macros
// of Gorgias, text modules and calendars of Zammad. The lists of Zendesk come
// after plain values only; what has them inside is something else.
var deskMark = regexp.MustCompile(`^\{\s*(?:"\w+"\s*:\s*(?:null|\d+|"[^"]*")\s*,\s*)*"(?:macros?|groups?)"\s*:|"content_html"\s*:[^\]]*"folder_id"|"folder_id"\s*:[^\]]*"content_html"|"unassigned_for"\s*:|"business_hours"\s*:\s*\{|"short_code"\s*:|"id"\s*:\s*"(?:rsp|shf)_|` +
	`^[\[{\s]*"id"\s*:\s*\d+\s*,\s*"name"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"(?:text|preview|chatPreview|chatText|keywords)"\s*:|"setResponseText"|` + hoursMark)

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
	// Text and ChatText are those of Help Scout, whose lists have the beginnings
	// only. Keywords are those of a text module of Zammad.
	Text        text            `json:"text"`
	ChatText    *text           `json:"chatText"`
	Preview     text            `json:"preview"`
	ChatPreview text            `json:"chatPreview"`
	Keywords    *text           `json:"keywords"`
	Actions     []deskAction    `json:"actions"`
	Wait        json.RawMessage `json:"unassigned_for"`
	// Hours is the id of the business hours of a group of Freshdesk.
	Hours text `json:"business_hour_id"`
}

// A deskAction is what a macro of Zendesk or Gorgias does.
type deskAction struct {
	Field text            `json:"field"`
	Value json.RawMessage `json:"value"`
	// Name and Arguments are those of Gorgias.
	Name      text `json:"name"`
	Arguments struct {
		HTML text `json:"body_html"`
		Text text `json:"body_text"`
	} `json:"arguments"`
}

// desk takes a record of a help desk, and reports whether it was one.
func (w *Workspace) desk(path string, data []byte) bool {
	if w.hoursRecord(path, data) || w.shift(data) {
		return true
	}
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
	case o.Wait != nil:
		w.Teams[string(o.ID)] = decodeEntities(string(o.Name))
		if o.Hours != "" {
			w.TeamHours[string(o.ID)] = string(o.Hours)
		}
	case o.isReply():
		w.deskReply(&o.deskRecord)
	default:
		return false
	}
	return true
}

// isReply tells a saved reply that is no macro of Zendesk.
func (o *deskRecord) isReply() bool {
	if o.HTML != "" || o.ShortCode != "" || strings.HasPrefix(string(o.ID), "rsp_") {
		return true
	}
	gorgias := slices.ContainsFunc(o.Actions, func(a deskAction) bool { return a.Name == "setResponseText" })
	return o.Name != "" && (o.ChatText != nil || o.Preview+o.ChatPreview != "" || o.Keywords != nil && o.Content != "" || gorgias)
}

// deskReply takes a saved reply. Of one whose text is not whole only the name
// is.
func (w *Workspace) deskReply(o *deskRecord) {
	body := cmp.Or(o.HTML, o.Body, o.Content, o.Text)
	if body == "" && o.ChatText != nil {
		body = *o.ChatText
	}
	for _, a := range o.Actions {
		if a.Field == "comment_value" && body == "" || a.Field == "comment_value_html" {
			body = actionText(a.Value)
		}
		if a.Name == "setResponseText" {
			body = cmp.Or(a.Arguments.HTML, a.Arguments.Text)
		}
	}
	plain, _ := bodyText(string(body), "")
	name := decodeEntities(string(cmp.Or(o.Title, o.Name, o.ShortCode)))
	if plain == "" && o.Preview+o.ChatPreview == "" {
		return
	}
	w.savedReply(SavedReply{ID: string(o.ID), Name: name, Body: reVariable.ReplaceAllString(plain, Blank)})
}

// reVariable finds what is put in: {{a}}, by Help Scout {%a%}, by Zammad #{a}.
var reVariable = regexp.MustCompile(`\{\{[^{}]*\}\}|\{%[^{}]*%\}|#\{[^{}]*\}`)

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
