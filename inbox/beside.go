package inbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/mail"
	"regexp"
	"slices"
	"strings"
)

// This file finds the people whom a record names beside those who wrote: who holds the
// conversation, who was sent a copy, who else takes part. Texts name them, too.

// besideKeys are the keys under which help desks name them.
var besideKeys = wordSet("assignee assignee_user assigned_to assignedTo assigned_user owner responder agent teammate teammates recipient recipients receiver to cc bcc " +
	"from to_emails cc_emails bcc_emails fwd_emails reply_cc_emails ticket_cc_emails collaborators followers participants mentions created_by createdBy closed_by closedBy " +
	"reply_to_user last_poster")

// maxBeside is how long a value is in which people are looked for.
const maxBeside = 64 << 10

// beside finds the people that a record names under these keys, on whatever level.
func beside(data []byte) []Person {
	var out []Person
	for i := bytes.IndexByte(data, '"'); i >= 0; {
		end := skipString(data, i)
		if end < 0 {
			return out
		}
		colon := skipSpace(data, end)
		if colon < len(data) && data[colon] == ':' && besideKeys[string(data[i+1:end-1])] {
			from := skipSpace(data, colon+1)
			if to := skipValue(data, from); to > from {
				out = append(out, peopleIn(data[from:to])...)
				end = to
			}
		}
		n := bytes.IndexByte(data[end:], '"')
		if n < 0 {
			return out
		}
		i = end + n
	}
	return out
}

// peopleIn are the people in a value: an address, an object with a name or an address,
// or a list of them.
func peopleIn(raw []byte) []Person {
	if len(raw) <= len(`""`) || len(raw) > maxBeside || strings.IndexByte(`"{[`, raw[0]) < 0 {
		return nil
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	var out []Person
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			if strings.Contains(v, "@") {
				out = append(out, addresses(v[strings.LastIndexByte(v, '/')+1:])...) // Groove has them at the end of links
			}
		case []any:
			for _, one := range v {
				walk(one)
			}
		case map[string]any:
			if p := personIn(v); p != (Person{}) {
				out = append(out, p)
				return
			}
			for _, key := range []string{"deliveryIdentifier", "contact", "user", "admins"} {
				walk(v[key])
			}
			walk(v["href"])
		}
	}
	walk(v)
	return slices.DeleteFunc(out, func(p Person) bool { return isDesk(strings.ToLower(p.Email)) || isDeskName(p.Name) })
}

// personIn is the person that an object describes, nobody if it has neither a name nor
// an address.
func personIn(o map[string]any) Person {
	text := func(keys ...string) string {
		for _, k := range keys {
			if s, ok := o[k].(string); ok && s != "" {
				return decodeEntities(s)
			}
		}
		return ""
	}
	both := strings.TrimSpace(text("first", "first_name", "firstname", "firstName") + " " + text("last", "last_name", "lastname", "lastName"))
	p := Person{Name: cmp.Or(text("name", "full_name", "display_name", "displayName"), both, text("nickname", "username")), Email: text("email", "address", "handle", "value")}
	if !strings.Contains(p.Email, "@") {
		p.Email = ""
	}
	return p
}

// addresses are those of a text, with their names; none if it is no list of them.
func addresses(s string) []Person {
	list, err := mail.ParseAddressList(s)
	if err != nil {
		return nil
	}
	out := make([]Person, 0, len(list))
	for _, a := range list {
		out = append(out, Person{Name: a.Name, Email: a.Address})
	}
	return out
}

// isDeskName tells what a team calls itself, as in “Acme Support”.
func isDeskName(s string) bool {
	return slices.ContainsFunc(nameWords(s), func(w string) bool { return slices.Contains(deskNames, w) })
}

// rePeople finds the names of columns that name people.
var rePeople = regexp.MustCompile(`^(?:(?:ticket|case|conversation|current(?:ly)?)_)?(?:(?:requester|customer|contact|client|agent|assignee|assigned_(?:to|agent)|agent_assigned|owner|operator|teammate|representative|sender|poster|kunde|bearbeiter|zuständig|client|agente)` +
	`(?:[_.](?:(?:first|last|full)_?)?(?:name|e?_?mail(?:_address)?))?|(?:first|last|full)_name|vorname|nachname|nom|prénom|nombre|apellidos?)$`)

// peopleColumns are the columns that name people, such as who holds a ticket, but for
// those of the author.
func peopleColumns(header []string, m ColumnMap) []int {
	var out []int
	for i, h := range header {
		if h != m["author"] && h != m["author_email"] && (h == m["assignee"] || rePeople.MatchString(columnKey(h))) {
			out = append(out, i)
		}
	}
	return out
}

// personCell is whom a cell names, nobody if it has an id.
func personCell(cell string) Person {
	cell = strings.TrimSpace(cell)
	switch {
	case strings.Contains(cell, "@"):
		return cmp.Or(append(addresses(cell), Person{})...)
	case strings.ContainsAny(cell, "0123456789") || len(strings.Fields(cell)) > 4:
		return Person{}
	}
	return Person{Name: decodeEntities(cell)}
}
