package inbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/mail"
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
				v = v[strings.LastIndexByte(v, '/')+1:] // Groove has addresses at the end of links
				list, _ := mail.ParseAddressList(v)
				for _, a := range list {
					out = append(out, Person{Name: a.Name, Email: a.Address})
				}
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

// isDeskName tells what a team calls itself, as in “Acme Support”.
func isDeskName(s string) bool {
	return slices.ContainsFunc(nameWords(s), func(w string) bool { return slices.Contains(deskNames, w) })
}
