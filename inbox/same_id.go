package inbox

import (
	"slices"
	"strings"
)

// Two exports may count from 1: what has the same id in both is not the same
// conversation then. That cannot be known for sure, so that it is told where it
// looks so.

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
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Role == Customer && personKey(m.Author) != "" && !slices.Contains(out, m.Author) {
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
