package inbox

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// Two exports may count from 1: what has the same id in both is not the same
// conversation then. Where the customers and the beginnings of both are known and
// differ, they are two conversations, and the later one is given an id of its own.
// Where only the customers differ it cannot be known: a conversation may pass to
// somebody else. Such are joined, and that is told.

// apart parts what is held by conversations that are known to be different, the one
// that began first at the front. It is the same whatever was read first.
func (h held) apart() []held {
	if len(h.parts) < 2 || !slices.ContainsFunc(h.parts, func(p part) bool { return p.src != h.parts[0].src }) ||
		slices.ContainsFunc(h.parts, func(p part) bool { return p.conv.joint.Piece }) {
		return []held{h} // nobody knows whose pieces those are
	}
	slices.SortStableFunc(h.parts, func(a, b part) int { return begun(a.conv).Compare(begun(b.conv)) })
	out := []held{{key: h.key, size: h.size}}
	for _, p := range h.parts {
		at := slices.IndexFunc(out, func(o held) bool {
			return !slices.ContainsFunc(o.parts, func(q part) bool { return different(q, p) })
		})
		if at < 0 {
			at = len(out)
			out = append(out, held{key: h.key})
		}
		out[at].parts = append(out[at].parts, p)
	}
	for _, o := range out[1:] {
		own := o.parts[0].conv.ID + "-" + hex.EncodeToString(opening(o.parts[0].conv)[:3])
		for _, p := range o.parts {
			p.src.warn("same_id", own, "has the id of a conversation in "+out[0].parts[0].src.Path+" that began at another time and is from another customer; they were read as two, and this one was given an id of its own")
			p.conv.hidden, p.conv.ID = p.conv.ID, own
		}
	}
	return out
}

// different tells whether two parts of two files are known to be of two
// conversations: their customers are others, each has a beginning of its own, and
// nothing is said in both.
func different(a, b part) bool {
	return a.src != b.src && !begun(a.conv).IsZero() && !begun(b.conv).IsZero() && !begun(a.conv).Equal(begun(b.conv)) &&
		ownBegin(a.conv) && ownBegin(b.conv) && others(customersOf(a.conv), customersOf(b.conv)) &&
		!shareMessage(a.conv.Messages, b.conv.Messages)
}

// shareMessage tells whether a message stands in both lists.
func shareMessage(a, b []Message) bool {
	type said struct {
		at   int64
		body string
	}
	of := func(m *Message) said { return said{m.At.UnixNano(), m.Body} }
	there := make(map[said]bool, len(a))
	for i := range a {
		there[of(&a[i])] = true
	}
	return slices.ContainsFunc(b, func(m Message) bool { return there[of(&m)] })
}

// begun is when a conversation began, as far as it is known.
func begun(c *Conversation) time.Time {
	at := c.CreatedAt
	for i := range c.Messages {
		if m := &c.Messages[i]; !m.At.IsZero() && (at.IsZero() || m.At.Before(at)) {
			at = m.At
		}
	}
	return at
}

// ownBegin tells whether a part has the beginning of its conversation. A record says
// when that was; the rows of a file have it if a customer speaks first.
func ownBegin(c *Conversation) bool {
	if !c.joint.Row {
		return !c.CreatedAt.IsZero()
	}
	var first *Message
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Kind == Comment && !m.At.IsZero() && (first == nil || m.At.Before(first.At)) {
			first = m
		}
	}
	return first != nil && first.Role == Customer
}

// others tells whether each of some people is known to be another than each of some
// others, by address or else by name; ids may be counted from 1, too.
func others(a, b []Person) bool {
	for _, p := range a {
		for _, q := range b {
			x, y := p.Email, q.Email
			if x == "" || y == "" {
				x, y = p.Name, q.Name
			}
			if x == "" || y == "" || strings.EqualFold(x, y) {
				return false
			}
		}
	}
	return len(a) > 0 && len(b) > 0
}

// joinRows makes one part of the rows that several files have of a conversation,
// in the order of reading.
func (h *held) joinRows() {
	first := slices.IndexFunc(h.parts, func(p part) bool { return p.conv.joint.Row })
	if first < 0 {
		return
	}
	rows := h.parts[first].conv
	kept := h.parts[:first+1]
	for _, p := range h.parts[first+1:] {
		if !p.conv.joint.Row {
			kept = append(kept, p)
			continue
		}
		p.conv.Messages = newRows(rows.Messages, p.conv.Messages)
		rows.addRow(p.src, p.conv)
	}
	h.parts = kept
}

// newRows are the rows of another file that are not among those of the files before.
// Equal rows of one file may be meant, as without ids nothing tells them apart; of two
// files they are the same message, exported twice.
func newRows(before, rows []Message) []Message {
	there := map[string]int{}
	for _, m := range before {
		there[rowKey(m)]++
	}
	return slices.DeleteFunc(rows, func(m Message) bool {
		key := rowKey(m)
		there[key]--
		return there[key] >= 0
	})
}

// rowKey tells rows apart: by id, or by all that the message of one says.
func rowKey(m Message) string {
	if m.ID != "" {
		return m.ID
	}
	return messageKey(m) + "\x00" + personKey(m.Author)
}

// tellStrangers warns of parts of two files that are the conversations of
// different customers, and names both files.
func (h *held) tellStrangers() {
	if !slices.ContainsFunc(h.parts, func(p part) bool { return p.src != h.parts[0].src }) {
		return
	}
	var seen []part
	for _, p := range h.parts {
		if p.conv.joint.Piece || len(customersOf(p.conv)) == 0 {
			continue
		}
		i := slices.IndexFunc(seen, func(o part) bool { return o.src != p.src && strangers(o.conv, p.conv) })
		if i >= 0 {
			p.src.warn("same_id", p.conv.ID, "is also in "+seen[i].src.Path+", from another customer; the two were read as one conversation. Read the files one by one if they come from different systems")
		}
		seen = append(seen, p)
	}
}

// strangers tells whether two records name customers, and none in common.
func strangers(a, b *Conversation) bool {
	of := customersOf(a)
	for _, p := range customersOf(b) {
		if slices.ContainsFunc(of, func(o Person) bool { return mayBeOne(o, p) }) {
			return false
		}
	}
	return true
}

// customersOf are those of whom something is known.
func customersOf(c *Conversation) []Person {
	out := slices.Clone(c.Customers)
	seen := map[Person]bool{}
	for _, p := range out {
		seen[p] = true
	}
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Role == Customer && personKey(m.Author) != "" && !seen[m.Author] {
			seen[m.Author] = true
			out = append(out, m.Author)
		}
	}
	return slices.DeleteFunc(out, func(p Person) bool { return personKey(p) == "" })
}

// mayBeOne tells whether nothing that is known of both says otherwise.
func mayBeOne(a, b Person) bool {
	same := func(x, y string) (both, equal bool) { return x != "" && y != "", strings.EqualFold(x, y) }
	for _, pair := range [][2]string{{a.ID, b.ID}, {a.Email, b.Email}, {a.Name, b.Name}} {
		if both, equal := same(pair[0], pair[1]); both {
			return equal
		}
	}
	return true
}
