package question

import (
	"encoding/binary"
	"time"
)

// AppendTo appends the item to b in the form that ItemOf reads.
func (it Item) AppendTo(b []byte) []byte {
	for _, s := range []string{it.ID, it.Channel, it.Customer, it.Quote, it.Text, it.Opening} {
		b = appendText(b, s)
	}
	b = appendTime(b, it.At)
	b = appendCost(b, it.Cost)
	b = binary.AppendUvarint(b, uint64(len(it.Links)))
	for _, l := range it.Links {
		b = appendText(b, l)
	}
	b = binary.AppendUvarint(b, uint64(len(it.Answers)))
	for _, a := range it.Answers {
		b = appendText(b, a)
	}
	b = binary.AppendUvarint(b, uint64(len(it.Given)))
	for _, g := range it.Given {
		b = appendText(b, g.By)
		b = appendTime(b, g.At)
		b = appendText(b, g.Text)
	}
	return b
}

func appendCost(b []byte, c Cost) []byte {
	low := uint64(0)
	if c.LowRating {
		low = 1
	}
	for _, n := range []uint64{uint64(c.Replies), uint64(c.First), low, uint64(c.Escalations), uint64(c.Reopened)} {
		b = binary.AppendUvarint(b, n)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendTime(b []byte, t time.Time) []byte {
	return binary.AppendUvarint(binary.AppendVarint(b, t.Unix()), uint64(t.Nanosecond()))
}

// ItemOf reads what AppendTo wrote; its texts share memory. Of other bytes it gives any
// item.
func ItemOf(data []byte) Item {
	r := record{data: data, text: string(data)}
	it := Item{ID: r.next(), Channel: r.next(), Customer: r.next(), Quote: r.next(), Text: r.next(), Opening: r.next()}
	it.At = r.time()
	it.Cost.Replies, it.Cost.First, it.Cost.LowRating = int(r.number()), time.Duration(r.number()), r.number() == 1
	it.Cost.Escalations, it.Cost.Reopened = int(r.number()), int(r.number())
	for range r.count() {
		it.Links = append(it.Links, r.next())
	}
	for range r.count() {
		it.Answers = append(it.Answers, r.next())
	}
	for range r.count() {
		it.Given = append(it.Given, Given{By: r.next(), At: r.time(), Text: r.next()})
	}
	return it
}

// A record is read from at on, as bytes and as the text that they are.
type record struct {
	data []byte
	text string
	at   int
}

func (r *record) number() uint64 {
	x, n := binary.Uvarint(r.data[r.at:])
	r.at += max(0, n)
	return x
}

// count is a number of parts, of which each is a byte at least.
func (r *record) count() int { return int(min(r.number(), uint64(len(r.data)-r.at))) }

func (r *record) next() string {
	n := r.count()
	r.at += n
	return r.text[r.at-n : r.at]
}

func (r *record) time() time.Time {
	seconds, n := binary.Varint(r.data[r.at:])
	r.at += max(0, n)
	return time.Unix(seconds, int64(r.number())).UTC()
}
