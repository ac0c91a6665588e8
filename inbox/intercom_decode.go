package inbox

import (
	"encoding/json"
	"strconv"
)

// An icDecoder fills the forms of Intercom from a valid record. A value of an
// unexpected type is left out and its key remembered in fault, as decode does.
// Its parts are good until the next record.
type icDecoder struct {
	fault string
	room  []icPart // for the parts of one record after the other
}

func (d *icDecoder) wrong(key string, v []byte) {
	if d.fault == "" && string(v) != "null" {
		d.fault = key
	}
}

func (d *icDecoder) text(t *text, v []byte) { _ = t.UnmarshalJSON(v) }

func (d *icDecoder) moment(m *moment, v []byte) { _ = m.UnmarshalJSON(v) }

func (d *icDecoder) string(s *string, key string, v []byte) {
	if len(v) > 1 && v[0] == '"' {
		*s = unquote(v)
		return
	}
	d.wrong(key, v)
}

func (d *icDecoder) bool(b *bool, key string, v []byte) {
	switch string(v) {
	case "true":
		*b = true
	case "false":
		*b = false
	default:
		d.wrong(key, v)
	}
}

// isObject tells whether v is an object, and notes it otherwise.
func (d *icDecoder) isObject(key string, v []byte) bool {
	if v[0] != '{' {
		d.wrong(key, v)
		return false
	}
	return true
}

func (d *icDecoder) isList(key string, v []byte) bool {
	if v[0] != '[' {
		d.wrong(key, v)
		return false
	}
	return true
}

// object reads a conversation, ticket or notification.
func (d *icDecoder) object(o *icObject, list []member) {
	for _, m := range list {
		v := m.value
		switch k := string(m.key); k {
		case "type":
			d.string(&o.Type, k, v)
		case "id":
			d.text(&o.ID, v)
		case "conversation_id":
			d.text(&o.ConversationID, v)
		case "created_at":
			d.moment(&o.CreatedAt, v)
		case "updated_at":
			d.moment(&o.UpdatedAt, v)
		case "deleted_at":
			d.moment(&o.DeletedAt, v)
		case "snoozed_until":
			d.moment(&o.SnoozedUntil, v)
		case "state":
			d.text(&o.State, v)
		case "open":
			if string(v) != "null" {
				o.Open = new(bool)
				d.bool(o.Open, k, v)
			}
		case "title":
			d.text(&o.Title, v)
		case "source":
			o.Source = d.partOf(k, v)
		case "conversation_message":
			o.Opening = d.partOf(k, v)
		case "user":
			o.User = d.actorOf(k, v)
		case "contacts":
			o.Contacts.List = d.actors(k, d.under(k, k, v))
		case "customers":
			o.Customers = d.actors(k, v)
		case "conversation_parts":
			o.Parts = d.parts(k, v)
		case "ticket_parts":
			o.TicketParts = d.parts(k, v)
		case "tags":
			o.Tags.List = d.names(k, d.under(k, k, v))
		case "topics":
			o.Topics.List = d.names(k, d.under(k, k, v))
		case "conversation_rating":
			o.Rating = d.rating(k, v)
		default:
			d.more(o, k, v)
		}
	}
}

// more reads the members that few records have.
func (d *icDecoder) more(o *icObject, k string, v []byte) {
	switch k {
	case "custom_attributes":
		o.Attributes = d.attributes(k, v)
	case "ticket_attributes":
		o.TicketAttributes = d.attributes(k, v)
	case "admin_assignee_id":
		o.AdminAssignee = json.RawMessage(v)
	case "team_assignee_id":
		o.TeamAssignee = json.RawMessage(v)
	case "assignee":
		o.Assignee = d.actorOf(k, v)
	case "statistics":
		o.Statistics = d.attributes(k, v)
	case "links":
		if d.isObject(k, v) {
			d.text(&o.Links.Web, d.under(k, "conversation_web", v))
		}
	case "category":
		d.text(&o.Category, v)
	case "ticket_type":
		if d.isObject(k, v) {
			o.TicketType = &icTicketType{}
			d.text(&o.TicketType.Category, d.under(k, "category", v))
		}
	case "side_conversation_id":
		d.text(&o.SideID, v)
	case "topic":
		d.text(&o.Topic, v)
	case "data":
		o.Data = json.RawMessage(v)
	}
}

// under is the value of a key of the object v, null if there is none.
func (d *icDecoder) under(key, inner string, v []byte) []byte {
	out := []byte("null")
	if !d.isObject(key, v) {
		return out
	}
	for k, value := range members(v) {
		if string(k) == inner {
			out = value
		}
	}
	return out
}

func (d *icDecoder) attributes(key string, v []byte) map[string]json.RawMessage {
	if !d.isObject(key, v) {
		return nil
	}
	out := map[string]json.RawMessage{}
	for k, value := range members(v) {
		out[string(k)] = value
	}
	return out
}

func (d *icDecoder) names(key string, v []byte) []icNamed {
	if !d.isList(key, v) {
		return nil
	}
	var out []icNamed
	for e := range elements(v) {
		var n icNamed
		if d.isObject(key, e) {
			d.text(&n.Name, d.under(key, "name", e))
		}
		out = append(out, n)
	}
	return out
}

func (d *icDecoder) actors(key string, v []byte) []icActor {
	if !d.isList(key, v) {
		return nil
	}
	var out []icActor
	for e := range elements(v) {
		var a icActor
		d.actor(&a, key, e)
		out = append(out, a)
	}
	return out
}

func (d *icDecoder) actorOf(key string, v []byte) *icActor {
	if !d.isObject(key, v) {
		return nil
	}
	a := &icActor{}
	d.actor(a, key, v)
	return a
}

func (d *icDecoder) actor(a *icActor, key string, v []byte) {
	if !d.isObject(key, v) {
		return
	}
	for k, v := range members(v) {
		switch string(k) {
		case "type":
			d.text(&a.Type, v)
		case "id":
			d.text(&a.ID, v)
		case "name":
			d.text(&a.Name, v)
		case "email":
			d.text(&a.Email, v)
		case "from_ai_agent":
			d.bool(&a.FromAI, "from_ai_agent", v)
		case "is_ai_answer":
			d.bool(&a.IsAI, "is_ai_answer", v)
		case "language_override":
			d.text(&a.Language, v)
		}
	}
}

func (d *icDecoder) rating(key string, v []byte) *icRating {
	if !d.isObject(key, v) {
		return nil
	}
	r := &icRating{}
	for k, v := range members(v) {
		switch string(k) {
		case "rating":
			d.text(&r.Value, v)
		case "remark":
			d.text(&r.Remark, v)
		case "created_at":
			d.moment(&r.CreatedAt, v)
		case "updated_at":
			d.moment(&r.UpdatedAt, v)
		case "teammate":
			d.actor(&r.Teammate, "teammate", v)
		}
	}
	return r
}

func (d *icDecoder) parts(key string, v []byte) *icParts {
	if !d.isObject(key, v) {
		return nil
	}
	p := &icParts{}
	for k, v := range members(v) {
		switch k := string(k); k {
		case "conversation_parts":
			p.List = d.partList(k, v)
		case "ticket_parts":
			p.Ticket = d.partList(k, v)
		case "total_count":
			n, err := strconv.Atoi(string(v))
			if err != nil {
				d.wrong(k, v)
			}
			p.Total = n
		}
	}
	return p
}

func (d *icDecoder) partList(key string, v []byte) []icPart {
	if !d.isList(key, v) {
		return nil
	}
	from := len(d.room)
	for e := range elements(v) {
		d.room = append(d.room, icPart{})
		d.part(&d.room[len(d.room)-1], key, e)
	}
	return d.room[from:]
}

func (d *icDecoder) partOf(key string, v []byte) *icPart {
	if !d.isObject(key, v) {
		return nil
	}
	p := &icPart{}
	d.part(p, key, v)
	return p
}

func (d *icDecoder) part(p *icPart, key string, v []byte) {
	if !d.isObject(key, v) {
		return
	}
	for k, v := range members(v) {
		switch k := string(k); k {
		case "type":
			d.text(&p.Type, v)
		case "id":
			d.text(&p.ID, v)
		case "part_type":
			d.string(&p.PartType, k, v)
		case "body":
			d.text(&p.Body, v)
		case "subject":
			d.text(&p.Subject, v)
		case "created_at":
			d.moment(&p.CreatedAt, v)
		case "author":
			d.actor(&p.Author, k, v)
		case "assigned_to":
			p.AssignedTo = d.actorOf(k, v)
		case "attachments":
			p.Attachments = d.attachments(k, v)
		case "redacted":
			d.bool(&p.Redacted, k, v)
		case "delivered_as":
			d.text(&p.DeliveredAs, v)
		case "url":
			d.text(&p.URL, v)
		case "event_details":
			p.EventDetails = json.RawMessage(v)
		case "metadata":
			p.Metadata = json.RawMessage(v)
		}
	}
}

func (d *icDecoder) attachments(key string, v []byte) []icAttachment {
	if !d.isList(key, v) {
		return nil
	}
	out := []icAttachment{}
	for e := range elements(v) {
		var a icAttachment
		if !d.isObject(key, e) {
			continue
		}
		for k, v := range members(e) {
			switch k := string(k); k {
			case "name":
				d.text(&a.Name, v)
			case "content_type":
				d.text(&a.Type, v)
			case "filesize":
				f, err := strconv.ParseFloat(string(v), 64)
				if err != nil {
					d.wrong(k, v)
				}
				a.Size = f
			}
		}
		out = append(out, a)
	}
	return out
}
