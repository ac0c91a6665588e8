package inbox

import (
	"encoding/json"
	"strconv"
)

// An icDecoder fills the forms of Intercom from a valid record, going over it
// once. A value of an unexpected type is left out and its key remembered in
// fault, as decode does. Its parts are good until the next record.
type icDecoder struct {
	cursor
	fault string
	room  []icPart // for the parts of one record after the other
	pool  stringPool
	keys  stringPool
}

// wrong notes that the value at the cursor is not what is expected there.
func (d *icDecoder) wrong(key string) {
	if d.fault == "" && d.data[d.at] != 'n' {
		d.fault = key
	}
}

// object takes an object, and notes what is none.
func (d *icDecoder) object(key string, take func(k []byte)) bool {
	ok := d.cursor.object(take)
	if !ok {
		d.wrong(key)
	}
	return ok
}

// list takes a list, and notes what is none.
func (d *icDecoder) list(key string, take func()) {
	if !d.cursor.list(take) {
		d.wrong(key)
	}
}

func (d *icDecoder) text(t *text) { _ = t.UnmarshalJSON(d.value()) } // never fails

// again takes a text that many records or parts have.
func (d *icDecoder) again(t *text) {
	if d.data[d.at] != '"' {
		d.text(t)
		return
	}
	*t = text(d.pool.unquote(d.value()))
}

func (d *icDecoder) moment(m *moment) { d.text(&m.raw) }

func (d *icDecoder) string(s *string, key string) {
	if d.data[d.at] == '"' {
		*s = d.pool.unquote(d.value())
		return
	}
	d.wrong(key)
}

func (d *icDecoder) bool(b *bool, key string) {
	switch d.data[d.at] {
	case 't', 'f':
		*b = d.data[d.at] == 't'
	default:
		d.wrong(key)
	}
}

// record reads a conversation, ticket or notification.
func (d *icDecoder) record(o *icObject, list []member) {
	for _, m := range list {
		d.cursor = cursor{data: m.value}
		switch string(m.key) {
		case "type":
			d.string(&o.Type, "type")
		case "id":
			d.text(&o.ID)
		case "conversation_id":
			d.text(&o.ConversationID)
		case "created_at":
			d.moment(&o.CreatedAt)
		case "updated_at":
			d.moment(&o.UpdatedAt)
		case "deleted_at":
			d.moment(&o.DeletedAt)
		case "snoozed_until":
			d.moment(&o.SnoozedUntil)
		case "state":
			d.again(&o.State)
		case "open":
			if string(m.value) != "null" {
				o.Open = new(bool)
				d.bool(o.Open, "open")
			}
		case "title":
			d.text(&o.Title)
		case "source":
			o.Source = d.partOf("source")
		case "conversation_message":
			o.Opening = d.partOf("conversation_message")
		case "user":
			o.User = d.actorOf("user")
		case "contacts":
			o.Contacts.List = nil
			d.under("contacts", "contacts", func() { o.Contacts.List = d.actors("contacts") })
		case "customers":
			o.Customers = d.actors("customers")
		case "conversation_parts":
			o.Parts = d.parts("conversation_parts")
		case "ticket_parts":
			o.TicketParts = d.parts("ticket_parts")
		case "tags":
			o.Tags.List = d.namesIn("tags")
		case "topics":
			o.Topics.List = d.namesIn("topics")
		case "conversation_rating":
			o.Rating = d.rating("conversation_rating")
		default:
			d.more(o, m)
		}
	}
}

// more reads the members that few records have.
func (d *icDecoder) more(o *icObject, m member) {
	switch string(m.key) {
	case "custom_attributes":
		o.Attributes = d.attributes("custom_attributes")
	case "ticket_attributes":
		o.TicketAttributes = d.attributes("ticket_attributes")
	case "admin_assignee_id":
		o.AdminAssignee = json.RawMessage(m.value)
	case "team_assignee_id":
		o.TeamAssignee = json.RawMessage(m.value)
	case "assignee":
		o.Assignee = d.actorOf("assignee")
	case "statistics":
		o.Statistics = d.numbers("statistics")
	case "links":
		d.under("links", "conversation_web", func() { d.text(&o.Links.Web) })
	case "category":
		d.text(&o.Category)
	case "ticket_type":
		var t icTicketType
		if d.under("ticket_type", "category", func() { d.text(&t.Category) }) {
			o.TicketType = &t
		}
	case "side_conversation_id":
		d.text(&o.SideID)
	case "topic":
		d.text(&o.Topic)
	case "data":
		o.Data = json.RawMessage(m.value)
	}
}

// under takes the value of one key of an object; it returns whether there is an
// object.
func (d *icDecoder) under(key, inner string, take func()) bool {
	return d.object(key, func(k []byte) {
		if string(k) == inner {
			take()
		}
	})
}

func (d *icDecoder) attributes(key string) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	if !d.object(key, func(k []byte) { out[d.keys.text(k)] = d.value() }) {
		return nil
	}
	return out
}

// namesIn reads the names of a list that stands under its own name.
func (d *icDecoder) namesIn(key string) []icNamed {
	var out []icNamed
	d.under(key, key, func() {
		out = nil
		d.list(key, func() {
			var n icNamed
			d.under(key, "name", func() { d.text(&n.Name) })
			out = append(out, n)
		})
	})
	return out
}

func (d *icDecoder) actors(key string) []icActor {
	var out []icActor
	d.list(key, func() {
		var a icActor
		d.actor(&a, key)
		out = append(out, a)
	})
	return out
}

func (d *icDecoder) actorOf(key string) *icActor {
	if d.data[d.at] != '{' {
		d.wrong(key)
		return nil
	}
	a := &icActor{}
	d.actor(a, key)
	return a
}

func (d *icDecoder) actor(a *icActor, key string) {
	d.object(key, func(k []byte) {
		switch string(k) {
		case "type":
			d.again(&a.Type)
		case "id":
			d.again(&a.ID)
		case "name":
			d.again(&a.Name)
		case "email":
			d.again(&a.Email)
		case "from_ai_agent":
			d.bool(&a.FromAI, "from_ai_agent")
		case "is_ai_answer":
			d.bool(&a.IsAI, "is_ai_answer")
		case "language_override":
			d.text(&a.Language)
		}
	})
}

func (d *icDecoder) rating(key string) *icRating {
	var r icRating
	if !d.object(key, func(k []byte) {
		switch string(k) {
		case "rating":
			d.text(&r.Value)
		case "remark":
			d.text(&r.Remark)
		case "created_at":
			d.moment(&r.CreatedAt)
		case "updated_at":
			d.moment(&r.UpdatedAt)
		case "teammate":
			d.actor(&r.Teammate, "teammate")
		}
	}) {
		return nil
	}
	return &r
}

func (d *icDecoder) parts(key string) *icParts {
	var p icParts
	if !d.object(key, func(k []byte) {
		switch string(k) {
		case "conversation_parts":
			p.List = d.partList("conversation_parts")
		case "ticket_parts":
			p.Ticket = d.partList("ticket_parts")
		case "total_count":
			d.count(&p.Total, "total_count")
		}
	}) {
		return nil
	}
	return &p
}

func (d *icDecoder) count(n *int, key string) {
	from := d.at
	var err error
	if *n, err = strconv.Atoi(string(d.value())); err != nil {
		d.at = from
		d.wrong(key)
	}
}

func (d *icDecoder) partList(key string) []icPart {
	from := len(d.room)
	d.list(key, func() {
		d.room = append(d.room, icPart{})
		d.part(&d.room[len(d.room)-1], key)
	})
	if len(d.room) == from {
		return nil
	}
	return d.room[from:]
}

func (d *icDecoder) partOf(key string) *icPart {
	if d.data[d.at] != '{' {
		d.wrong(key)
		return nil
	}
	p := &icPart{}
	d.part(p, key)
	return p
}

func (d *icDecoder) part(p *icPart, key string) {
	d.object(key, func(k []byte) {
		switch string(k) {
		case "type":
			d.again(&p.Type)
		case "id":
			d.text(&p.ID)
		case "part_type":
			d.string(&p.PartType, "part_type")
		case "body":
			d.text(&p.Body)
		case "subject":
			d.text(&p.Subject)
		case "created_at":
			d.moment(&p.CreatedAt)
		case "author":
			d.actor(&p.Author, "author")
		case "assigned_to":
			p.AssignedTo = d.actorOf("assigned_to")
		case "attachments":
			p.Attachments = d.attachments("attachments")
		case "redacted":
			d.bool(&p.Redacted, "redacted")
		case "delivered_as":
			d.again(&p.DeliveredAs)
		case "url":
			d.text(&p.URL)
		case "event_details":
			p.EventDetails = d.value()
		case "metadata":
			p.Metadata = d.value()
		}
	})
}

func (d *icDecoder) attachments(key string) []icAttachment {
	out := []icAttachment{}
	d.list(key, func() {
		var a icAttachment
		if !d.object(key, func(k []byte) {
			switch string(k) {
			case "name":
				d.text(&a.Name)
			case "content_type":
				d.text(&a.Type)
			case "filesize":
				d.size(&a.Size)
			}
		}) {
			return
		}
		out = append(out, a)
	})
	return out
}

func (d *icDecoder) size(n *float64) {
	from := d.at
	var err error
	if *n, err = strconv.ParseFloat(string(d.value()), 64); err != nil {
		d.at = from
		d.wrong("filesize")
	}
}
