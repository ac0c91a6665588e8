package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// A talk is a conversation of the full form while it is written.
type talk struct {
	rnd         *rand.Rand
	id, at      int
	t           *tongue
	agent, user actor
	bot         actor
	mail        bool
	parts       []string
	reply       int // when the first answer was given, 0 as long as there is none
	assigned    int
	snoozed     bool
}

// An actor is somebody who writes.
type actor struct{ kind, id, given, family, email string }

func (a actor) String() string {
	return fmt.Sprintf(`{"type":"%s","id":"%s","name":"%s","email":"%s"}`, a.kind, a.id, a.name(), a.email)
}

// of is who an actor is, without who that is.
func (a actor) of() string { return fmt.Sprintf(`{"type":"%s","id":"%s"}`, a.kind, a.id) }

func (a actor) name() string { return strings.TrimSpace(a.given + " " + a.family) }

// person is the same one for the same number.
func person(kind, host string, number int) actor {
	rnd := rand.New(rand.NewPCG(2, uint64(number)))
	given, family := pick(rnd, lists["given"]), pick(rnd, lists["family"])
	id := strconv.Itoa(900_000 + number)
	if kind == "user" {
		id = fmt.Sprintf("%012x%012x", rnd.Uint64()>>16, number)
	}
	return actor{kind, id, given, family, fmt.Sprintf("%s.%s%d@%s", strings.ToLower(given), strings.ToLower(family), number, host)}
}

// fullConversation is one with some fifteen parts: texts, and the events among them.
func fullConversation(rnd *rand.Rand, id int) string {
	k := &talk{
		rnd: rnd, id: id, at: 1_740_000_000 + id*13%30_000_000, t: &english, mail: rnd.IntN(4) == 0,
		agent: person("admin", "support.example.com", rnd.IntN(30)), user: person("user", "example.org", 1000+rnd.IntN(200_000)),
		bot: actor{"bot", "899999", "Operator", "", "operator+example@example.com"},
	}
	switch n := rnd.IntN(20); n {
	case 0, 1, 2:
		k.t = &german
	case 3, 4:
		k.t = &french
	case 5, 6:
		k.t = &spanish
	}
	begun, asked := k.at, k.t.question(rnd)
	k.begin()
	for range 1 + rnd.IntN(4) {
		k.turn()
	}
	if rnd.IntN(6) == 0 {
		k.snooze()
	}
	return k.whole(begun, asked, k.end())
}

// part adds one part; its text is as it stands in JSON, or "null".
func (k *talk) part(kind string, by actor, body, to, details string) {
	k.at += 20 + k.rnd.IntN(3000)
	k.parts = append(k.parts, fmt.Sprintf(`{"type":"conversation_part","id":"%d%02d","part_type":"%s","body":%s,"created_at":%d,"updated_at":%d,"notified_at":%d,"assigned_to":%s,"author":%s,"attachments":%s,"external_id":null,"redacted":false,"email_message_metadata":%s,"metadata":{},"state":"open","tags":[],"event_details":%s,"app_package_code":null}`,
		k.id, len(k.parts), kind, body, k.at, k.at, k.at, to, by, k.attachments(kind), k.metadata(kind, by), details))
}

func (k *talk) text(kind string, by actor, body string) {
	k.part(kind, by, strconv.Quote(body), "null", "null")
}

func (k *talk) event(kind string, by actor, details string) {
	k.part(kind, by, "null", "null", details)
}

func (k *talk) attachments(kind string) string {
	if kind != "comment" || k.rnd.IntN(12) > 0 {
		return "[]"
	}
	name, key := k.t.write(k.rnd, "{path}-{123}.png"), k.t.write(k.rnd, "{1234567}/{hex}{hex}{hex}{hex}/image.png?expires={1234567890}&signature={hex}{hex}{hex}{hex}{hex}")
	return fmt.Sprintf(`[{"type":"upload","name":"%s","url":"https://downloads.example.com/i/o/%s","content_type":"image/png","filesize":%d,"width":1280,"height":720}]`,
		name, key, 1000+k.rnd.IntN(900_000))
}

func (k *talk) metadata(kind string, by actor) string {
	if !k.mail || kind != "comment" || by.kind == "bot" {
		return "null"
	}
	return fmt.Sprintf(`{"subject":"Re: %d","email_address_headers":[{"type":"from","email_address":"%s","name":"%s"},{"type":"to","email_address":"support@example.com","name":"Support"}],"message_id":"%x.%d@mail.example.org"}`,
		k.id, by.email, by.name(), k.rnd.Uint64(), k.id)
}

// begin is what the program does before anybody answers.
func (k *talk) begin() {
	if !k.mail {
		k.text("comment", k.bot, k.t.write(k.rnd, `<p class="no-margin">The team typically replies in under {1} hours. You'll get replies here and by email.</p>`))
	}
	k.event("conversation_attribute_updated_by_workflow", k.bot, `{"attribute":{"name":"Topic"},"value":{"name":"`+pick(k.rnd, lists["path"])+`"}}`)
	k.assigned = k.at + 1
	k.part("default_assignment", k.bot, "null", `{"type":"team","id":"7001"}`, "null")
	if k.rnd.IntN(3) == 0 {
		k.part("assignment", k.agent, "null", k.agent.of(), "null")
	}
}

// turn is an answer, and what the customer says to it.
func (k *talk) turn() {
	body := k.t.answer(k.rnd, k.user.given, k.agent.given)
	if k.reply == 0 && k.rnd.IntN(2) == 0 {
		k.part("assign_and_reopen", k.agent, strconv.Quote(body), k.agent.of(), "null")
	} else {
		k.text("comment", k.agent, body)
	}
	if k.reply == 0 {
		k.reply = k.at
	}
	switch k.rnd.IntN(6) {
	case 0:
		k.text("note", k.agent, k.t.note(k.rnd))
	case 1:
		k.event("conversation_tags_updated", k.agent, `{"tags":[{"id":"`+digits(k.rnd, 6)+`","name":"`+pick(k.rnd, lists["path"])+`"}]}`)
	case 2:
		k.event("conversation_attribute_updated_by_admin", k.agent, `{"attribute":{"name":"Product area"},"value":{"name":"`+pick(k.rnd, lists["path"])+`"}}`)
	}
	said := k.t.more(k.rnd)
	if k.mail {
		said = k.t.mail(k.rnd, k.user.name(), k.user.email)
	}
	k.text("comment", k.user, said)
	if k.rnd.IntN(3) == 0 {
		k.text("comment", k.user, k.t.more(k.rnd))
	}
}

func (k *talk) snooze() {
	if k.rnd.IntN(2) == 0 {
		k.text("note", k.agent, k.t.note(k.rnd))
	}
	k.event("snoozed", k.agent, "null")
	k.at += 3600 * (1 + k.rnd.IntN(100))
	k.event("timer_unsnooze", k.bot, "null")
	k.text("comment", k.agent, k.t.answer(k.rnd, k.user.given, k.agent.given))
	k.snoozed = true
}

// end closes the conversation, and returns its rating.
func (k *talk) end() string {
	k.text("comment", k.agent, k.t.answer(k.rnd, k.user.given, k.agent.given))
	k.event("close", k.agent, "null")
	if k.rnd.IntN(3) > 0 {
		return "null"
	}
	rating, asked, remark := 1+min(k.rnd.IntN(12), 4), k.at, "null"
	k.event("conversation_rating_changed", k.user, `{"rating":`+strconv.Itoa(rating)+`}`)
	if k.rnd.IntN(4) == 0 {
		remark = strconv.Quote(k.t.sentences(k.rnd, k.t.tells, 1))
		k.event("conversation_rating_remark_added", k.user, "null")
	}
	return fmt.Sprintf(`{"rating":%d,"remark":%s,"created_at":%d,"updated_at":%d,"contact":{"type":"contact","id":"%s","external_id":null},"teammate":{"type":"admin","id":%s}}`,
		rating, remark, asked, k.at, k.user.id, k.agent.id)
}

// whole is the conversation around its parts.
func (k *talk) whole(begun int, asked, rating string) string {
	kind, subject := "conversation", ""
	if k.mail {
		kind, subject = "email", k.t.write(k.rnd, pick(k.rnd, k.t.asks))
	}
	tag := fmt.Sprintf(`{"type":"tag","id":"%s","name":"%s","applied_at":%d,"applied_by":%s}`, digits(k.rnd, 7), pick(k.rnd, lists["path"]), k.at, k.agent.of())
	source := fmt.Sprintf(`{"type":"%s","id":"%d","delivered_as":"customer_initiated","subject":%s,"body":%s,"author":%s,"attachments":[],"url":"https://app.example.com/%s","redacted":false}`,
		kind, 70_000_000+k.id, strconv.Quote(subject), strconv.Quote(asked), k.user, pick(k.rnd, lists["path"]))
	return fmt.Sprintf(`{"type":"conversation","id":"%d","created_at":%d,"updated_at":%d,"waiting_since":null,"snoozed_until":null,"source":%s,"contacts":{"type":"contact.list","contacts":[{"type":"contact","id":"%s","external_id":"u-%d"}]},"first_contact_reply":{"created_at":%d,"type":"%s","url":"https://app.example.com/"},"admin_assignee_id":%s,"team_assignee_id":7001,"open":false,"state":"closed","read":true,"tags":{"type":"tag.list","tags":[%s]},"priority":"none","sla_applied":null,"statistics":%s,"conversation_rating":%s,"teammates":{"type":"admin.list","admins":[%s]},"title":null,"custom_attributes":{"Topic":"%s","Plan":"%s","Copilot used":false,"Seats":%d},"topics":{"type":"topic.list","topics":[],"total_count":0},"ticket":null,"linked_objects":{"type":"list","data":[],"total_count":0,"has_more":false},"ai_agent":null,"ai_agent_participated":false,"company":{"type":"company","id":"%x","name":"%s Example Ltd"},"channel":{"initial":"%s","current":"%s"},"conversation_parts":{"type":"conversation_part.list","conversation_parts":[%s],"total_count":%d}}`,
		k.id, begun, k.at, source, k.user.id, k.id%200_000, begun, kind, k.agent.id, tag, k.statistics(begun), rating, k.agent.of(), pick(k.rnd, lists["path"]), pick(k.rnd, lists["color"]),
		1+k.rnd.IntN(300), k.rnd.Uint32(), pick(k.rnd, lists["place"]), kind, kind, strings.Join(k.parts, ","), len(k.parts))
}

// statistics are what the system counted itself.
func (k *talk) statistics(begun int) string {
	return fmt.Sprintf(`{"type":"conversation_statistics","time_to_assignment":%d,"time_to_admin_reply":%d,"time_to_first_close":%d,"time_to_last_close":%d,"median_time_to_reply":%d,"first_contact_reply_at":%d,"first_assignment_at":%d,"first_admin_reply_at":%d,"first_close_at":%d,"last_assignment_at":%d,"last_assignment_admin_reply_at":%d,"last_contact_reply_at":%d,"last_admin_reply_at":%d,"last_close_at":%d,"last_closed_by_id":%s,"count_reopens":0,"count_assignments":2,"count_conversation_parts":%d,"assigned_team_first_response_time_by_team":[],"assigned_team_first_response_time_in_office_hours":[],"handling_time":%d,"adjusted_handling_time":%d}`,
		k.assigned-begun, k.reply-begun, k.at-begun, k.at-begun, (k.reply-begun)/2, begun, k.assigned, k.reply, k.at, k.assigned, k.reply, k.at-900, k.at-60, k.at, k.agent.id, len(k.parts), (k.at-begun)/9, (k.at-begun)/10)
}
