package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// sentences are what is written; %s is a word, %d a number.
var sentences = []string{
	"Hi, where do I change the %s of the %s?", "It worked until last week, and now the %s is empty.", "Thanks, that was quick!",
	"I tried it with another %s and see the same.", "We have %d people in the team and two of them cannot open the %s.",
	"Is there a way to export the %s as a table?", "Open Settings, choose the %s and press Save.", "Please reload the page; it takes about %d minutes.",
	"That is not possible yet, but I have noted your wish.", "Could you send us a picture of what you see below the %s?",
	"You can write to me at person%d@example.com.", "My number is +1 202 555 01%02d if that is easier.", "The invoice number is INV-20%04d.",
	"Our %s is at https://www.example.com/help/%s and was moved in version 10.2.%d.", "I am not sure what the difference between the %s and the %s is.",
	"Wo finde ich die Einstellungen für %s, und wie kann ich sie ändern?", "Let me know if there is anything else.",
}

var things = strings.Fields(`header colour logo report invoice calendar reminder language domain address picture search article folder
	member password payment plan discount widget snippet template webhook status filter label column backup import preview draft review button`)

var people = strings.Fields("Ada Timo Mira Juno Odo Ilse Bram Noor Pim Sanne Lars Freya")

// body is up to n sentences as paragraphs.
func body(rnd *rand.Rand, n int) string {
	var out strings.Builder
	for range 1 + rnd.IntN(n) {
		s := sentences[rnd.IntN(len(sentences))]
		args := []any{}
		for i := range len(s) - 1 {
			if s[i] == '%' && s[i+1] == 's' {
				args = append(args, things[rnd.IntN(len(things))])
			} else if s[i] == '%' {
				args = append(args, rnd.IntN(100))
			}
		}
		out.WriteString("<p>" + fmt.Sprintf(s, args...) + "</p>")
	}
	return out.String()
}

func author(kind string, id int) string {
	name := people[id%len(people)]
	return fmt.Sprintf(`{"type":"%s","id":"%s%d","name":"%s Example","email":"%s%d@example.org"}`, kind, kind, id, name, strings.ToLower(name), id)
}

// denseConversation is one with two to seven messages, some notes, and a close.
func denseConversation(rnd *rand.Rand, id int) string {
	at := 1_780_000_000 + id*13%10_000_000
	customer, agent := author("user", rnd.IntN(50_000)), author("admin", rnd.IntN(9))
	var parts []string
	part := func(kind, who, text string) {
		at += 30 + rnd.IntN(4000)
		parts = append(parts, fmt.Sprintf(`{"type":"conversation_part","id":"%d%02d","part_type":"%s","body":%s,"created_at":%d,"updated_at":%d,"notified_at":%d,"assigned_to":null,"author":%s,"attachments":[],"external_id":null,"redacted":false}`,
			id, len(parts), kind, text, at, at, at, who))
	}
	begun := at
	part("assignment", agent, "null")
	for range 1 + rnd.IntN(3) {
		part("comment", agent, `"`+"<p>Hello,</p>"+body(rnd, 5)+"<p>Best,<br>the team</p>"+`"`)
		if rnd.IntN(8) == 0 {
			part("note", agent, `"`+body(rnd, 2)+`"`)
		}
		part("comment", customer, `"`+body(rnd, 4)+`"`)
	}
	part("close", agent, "null")
	return fmt.Sprintf(`{"type":"conversation","id":"%d","created_at":%d,"updated_at":%d,"waiting_since":null,"snoozed_until":null,"source":{"type":"conversation","id":"s%d","delivered_as":"customer_initiated","subject":"","body":"%s","author":%s,"attachments":[],"url":null,"redacted":false},"contacts":{"type":"contact.list","contacts":[]},"state":"closed","open":false,"tags":{"type":"tag.list","tags":[]},"custom_attributes":{},"conversation_parts":{"type":"conversation_part.list","conversation_parts":[%s],"total_count":%d}}`,
		id, begun, at, id, body(rnd, 4), customer, strings.Join(parts, ","), len(parts))
}
