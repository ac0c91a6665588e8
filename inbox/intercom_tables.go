package inbox

import (
	"cmp"
	"fmt"
)

// This file reads the tables of a warehouse copy of Intercom, see warehouseTables.

func (rd *reading) icConversationRow(src *Source, row tableRow) error {
	o := icObject{
		Type: "conversation", ID: row.get("id"), CreatedAt: row.time("created_at"), UpdatedAt: row.time("updated_at"),
		State: row.get("state"), SnoozedUntil: row.time("snoozed_until"),
		Source: &icPart{
			ID: row.get("source_id"), Type: row.get("source_type"), Body: row.get("source_body"), Subject: row.get("source_subject"),
			DeliveredAs: row.get("source_delivered_as"), Author: icActor{Type: row.get("source_author_type"), ID: row.get("source_author_id")},
		},
		Rating: &icRating{
			Value: row.get("conversation_rating_value"), Remark: row.get("conversation_rating_remark"), CreatedAt: row.time("conversation_rating_created_at"),
		},
		Assignee: &icActor{Type: row.get("assignee_type"), ID: row.get("assignee_id")},
	}
	if o.ID == "" {
		src.warn("no_id", "", fmt.Sprintf("line %d: row without a conversation id; skipped", row.line))
		return nil
	}
	src.found(FormatIntercom)
	c := o.conversation(src)
	c.joint.Table, c.joint.Loose = true, true
	src.zoneless(c, o.CreatedAt)
	return rd.addSized(src, c, row.size())
}

func (rd *reading) icPartRow(src *Source, row tableRow) error {
	p := icPart{
		ID: row.get("id"), PartType: string(row.get("part_type")), Body: row.get("body"), CreatedAt: row.time("created_at"),
		Author: icActor{Type: row.get("author_type"), ID: row.get("author_id")},
	}
	if to := row.get("assigned_to_type"); to != "" {
		p.AssignedTo = &icActor{Type: to, ID: row.get("assigned_to_id")}
	}
	rd.icParts = true
	return rd.icPiece(src, row, func(c *Conversation) {
		c.part(&p, false)
		for _, w := range c.Warnings {
			src.warn(w.Code, c.ID, w.Text)
		}
	})
}

// icMemberRow reads which contact takes part in which conversation.
func (rd *reading) icMemberRow(src *Source, row tableRow) error {
	return rd.icPiece(src, row, func(c *Conversation) {
		c.BodiesMissing = true
		c.Customers = []Person{{ID: string(row.get("contact_id"))}}
	})
}

// icPiece adds what a row tells of a conversation.
func (rd *reading) icPiece(src *Source, row tableRow, add func(*Conversation)) error {
	id := string(row.get("conversation_id"))
	if id == "" {
		src.warn("no_id", "", fmt.Sprintf("line %d: row without a conversation id; skipped", row.line))
		return nil
	}
	src.helped(FormatIntercom)
	c := piece(FormatIntercom, id)
	c.joint.Table = true
	add(c)
	return rd.addSized(src, c, row.size())
}

func (rd *reading) icContactRow(src *Source, row tableRow) error {
	src.helped(FormatIntercom)
	rd.meet(src, FormatIntercom, string(row.get("id")), known{
		Person: Person{Name: decodeEntities(string(row.get("name"))), Email: string(row.get("email"))}, role: Customer,
		language: languageTag(string(cmp.Or(row.get("language_override"), row.get("browser_language")))),
	})
	return nil
}

func (rd *reading) icAdminRow(src *Source, row tableRow) error {
	src.helped(FormatIntercom)
	rd.meet(src, FormatIntercom, string(row.get("id")), known{
		Person: Person{Name: decodeEntities(string(row.get("name"))), Email: string(row.get("email"))}, role: Agent,
	})
	return nil
}

// intercomSettle completes a conversation that was read from rows. Where there were
// parts of any conversation, one that has none got no answer.
func (rd *reading) intercomSettle(src *Source, c *Conversation) {
	c.settlePieces()
	if c.joint.Piece {
		c.Truncated = true
		rd.warned(src, c, "no_head", "", "the export has parts of the conversation, and not itself; add the table of conversations")
	} else {
		c.BodiesMissing = c.BodiesMissing && !rd.icParts
	}
	for i := range c.Messages {
		c.Messages[i].Author = rd.named(FormatIntercom, c.Messages[i].Author)
	}
	for i := range c.Customers {
		who, _ := rd.lookup(FormatIntercom, c.Customers[i].ID)
		c.Language = cmp.Or(c.Language, who.language)
		c.Customers[i] = rd.named(FormatIntercom, c.Customers[i])
	}
	rd.knowHolders(c)
	settleCourse(rd, src, c)
}
