package inbox

import (
	"bytes"
	"cmp"
	"container/list"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// windowBytes is how much of the source is held back in memory so that what
// belongs to one conversation can be merged: as much of whole conversations,
// and as much of loose ones.
const windowBytes = 32 << 20

// overhead is what a conversation takes in memory beside its source, so that
// many small parts are not taken for little.
const overhead = 600

// A window joins what belongs to one conversation. Whole conversations leave
// it when as much as windowBytes came after them; of those only hashes of the
// ids are kept. Loose ones stay until everything was read, on disk if they
// are too many. What comes too late for its conversation makes that one loose in
// the next reading, see again.
type window struct {
	rd    *reading
	limit int
	whole *list.List // of *held, least recently touched first
	loose *list.List
	byID  map[string]*list.Element
	size  int // bytes of source in whole
	apart int // and in loose
	turn  int // counts what was added
	left  leftTable
	spill *spill
}

// keyHash stands for the key of a conversation that left the window.
type keyHash [16]byte

func hashKey(key string) keyHash {
	sum := sha256.Sum256([]byte(key))
	return keyHash(sum[:16])
}

// gone tells of a conversation that left the window: onDisk, or what handedOut
// says.
type gone uint32

const (
	onDisk gone = 1 + iota
	// joined was handed out and is like no record alone.
	joined
)

// handedOut tells of a conversation that was handed out: the checksum of its
// record where there was one only, so that a copy of it is known, else joined.
func (h *held) handedOut() gone {
	if len(h.parts) != 1 {
		return joined
	}
	return max(joined, gone(h.parts[0].conv.joint.print))
}

// held is a conversation in the window, in parts until it is handed out.
type held struct {
	key   string
	src   *Source
	conv  *Conversation // nil as long as it is in parts
	parts []part
	size  int
	turn  int
	who   *people // who takes part, once it left the window
}

// A part is one record of a conversation, or the rows or pieces of it.
type part struct {
	src  *Source
	conv *Conversation
}

func newWindow(rd *reading) *window {
	return &window{
		rd: rd, limit: cmp.Or(rd.opt.window, windowBytes), whole: list.New(), loose: list.New(),
		byID: map[string]*list.Element{},
	}
}

// close removes what is on disk.
func (w *window) close() {
	if w.spill != nil {
		w.spill.close()
	}
}

// add adds c to what is held of the conversation with its id, or holds it.
func (w *window) add(src *Source, c *Conversation, size int) error {
	key := c.Source + "\x00" + c.joint.Space + "\x00" + c.ID
	c.joint.Loose = c.loose() || w.rd.opt.again.knows(hashKey(key))
	size += overhead
	if e, ok := w.byID[key]; ok {
		h := w.take(e)
		h.add(src, c)
		h.size += size
		w.hold(h)
		return w.shrink()
	}
	switch left := w.left.get(hashKey(key)); {
	case left == 0:
	case left == onDisk:
		c.joint.Loose = true
	case left != joined && left == gone(c.joint.print):
		src.warnCopy(c)
		return nil
	default:
		if !w.rd.opt.again.find(hashKey(key)) {
			src.warn("duplicate_late", c.ID, "more of the conversation came too late to be joined, and was left out; save what the pipe gives as a file, and read that")
		}
		return nil
	}
	w.hold(&held{key: key, parts: []part{{src, c}}, size: size})
	return w.shrink()
}

// loose tells what may wait for the rest of its conversation.
func (c *Conversation) loose() bool {
	return c.joint.Loose || c.joint.Fragment || c.BodiesMissing
}

// warnCopy tells of a second whole copy.
func (s *Source) warnCopy(c *Conversation) {
	s.warn("duplicate", c.ID, "conversation is in the export more than once; merged, the newer wins")
}

func (h *held) isLoose() bool {
	return slices.ContainsFunc(h.parts, func(p part) bool { return p.conv.joint.Loose })
}

func (w *window) hold(h *held) {
	w.turn++
	h.turn = w.turn
	if h.isLoose() {
		w.byID[h.key] = w.loose.PushBack(h)
		w.apart += h.size
		return
	}
	w.byID[h.key] = w.whole.PushBack(h)
	w.size += h.size
}

// add adds one more part. Rows go to the rows and pieces to the pieces that
// are there; whole copies stay apart until all are known, so that their order
// in the files says nothing.
func (h *held) add(src *Source, c *Conversation) {
	for _, p := range h.parts {
		switch {
		case c.joint.Row && p.conv.joint.Row && p.src == src:
			p.conv.addRow(src, c)
			return
		case c.joint.Piece && p.conv.joint.Piece:
			p.conv.addPiece(src, c)
			return
		}
	}
	if !c.isPart() && slices.ContainsFunc(h.parts, func(p part) bool { return !p.conv.isPart() }) {
		src.warnCopy(c)
	}
	h.parts = append(h.parts, part{src, c})
}

// join makes one conversation of the parts.
func (h *held) join() {
	h.tellStrangers()
	h.joinRows()
	loose := h.isLoose()
	pieces := part{}
	var whole []part
	for _, p := range h.parts {
		if p.conv.joint.Piece {
			pieces = p
			continue
		}
		whole = append(whole, p)
	}
	if len(whole) == 0 {
		h.src, h.conv = pieces.src, pieces.conv
		return
	}
	h.src = whole[0].src
	slices.SortStableFunc(whole, func(a, b part) int { return compareAge(a.conv, b.conv) })
	h.conv = whole[0].conv
	for _, p := range whole[1:] {
		h.conv = merge(h.conv, p.conv)
	}
	if pieces.conv != nil {
		h.conv.addPiece(pieces.src, pieces.conv)
	}
	h.conv.joint.Loose = loose
}

// compareAge puts the older of two copies first. Of two of the same time the
// one that tells less is older; that the rest of the order is a whim does not
// matter, as long as it is the same whatever was read first.
func compareAge(a, b *Conversation) int {
	missing := func(c *Conversation) int {
		if c.BodiesMissing {
			return 0
		}
		return 1
	}
	if order := cmp.Or(a.UpdatedAt.Compare(b.UpdatedAt), missing(a)-missing(b), len(a.Messages)-len(b.Messages)); order != 0 {
		return order
	}
	return bytes.Compare(a.bytes(), b.bytes())
}

// bytes are what the conversation says, wherever it was found.
func (c *Conversation) bytes() []byte {
	plain := *c
	plain.File = ""
	data, _ := json.Marshal(plain) // nothing in it can fail
	return data
}

// isPart tells what is meant to be joined from a second whole copy.
func (c *Conversation) isPart() bool {
	return c.joint.Fragment || c.joint.Piece || c.joint.Row || c.BodiesMissing
}

// take removes an entry from the window.
func (w *window) take(e *list.Element) *held {
	h := e.Value.(*held)
	delete(w.byID, h.key)
	if h.isLoose() {
		w.loose.Remove(e)
		w.apart -= h.size
	} else {
		w.whole.Remove(e)
		w.size -= h.size
	}
	return h
}

// addRow adds one more row to the rows of a conversation. Repeated rows are
// found once all are there.
func (c *Conversation) addRow(src *Source, row *Conversation) {
	if len(c.Messages) >= maxRowMessages {
		c.Truncated = true
		src.warn("too_many_rows", c.ID, "conversation has more than 10,000 rows; the rest was left out")
		return
	}
	c.Messages = append(c.Messages, row.Messages...)
	c.joint.RoleTold = c.joint.RoleTold || row.joint.RoleTold
	c.joint.know(row.joint.Known...)
	c.AssignedTo = cmp.Or(row.AssignedTo, c.AssignedTo)
	if row.UpdatedAt.After(c.UpdatedAt) {
		c.UpdatedAt = row.UpdatedAt
		c.State = cmp.Or(row.State, c.State)
	}
	if !row.CreatedAt.IsZero() && (c.CreatedAt.IsZero() || row.CreatedAt.Before(c.CreatedAt)) {
		c.CreatedAt = row.CreatedAt
	}
	c.Subject = cmp.Or(c.Subject, row.Subject)
	c.Language = cmp.Or(c.Language, row.Language)
	c.Rating = cmp.Or(c.Rating, row.Rating)
	for _, t := range row.Tags {
		if !slices.Contains(c.Tags, t) {
			c.Tags = append(c.Tags, t)
		}
	}
}

func (w *window) shrink() error {
	for w.size > w.limit && w.whole.Len() > 1 {
		if err := w.release(w.whole.Front()); err != nil {
			return err
		}
	}
	if w.apart > w.limit && w.loose.Len() > 1 {
		return w.putAside()
	}
	return nil
}

// putAside writes all loose conversations to disk. Where conversations are only
// looked at, they are forgotten.
func (w *window) putAside() error {
	looks := w.rd.opt.again.looks()
	if w.spill == nil && !looks {
		w.spill = &spill{}
	}
	list := make([]*held, 0, w.loose.Len())
	for w.loose.Len() > 0 {
		h := w.take(w.loose.Front())
		w.left.put(hashKey(h.key), onDisk)
		list = append(list, h)
	}
	if looks {
		return nil
	}
	slices.SortFunc(list, func(a, b *held) int { return strings.Compare(a.key, b.key) })
	return w.spill.write(list)
}

// flush hands on all that is held: first what is in memory, in the order in
// which it was last read of, or, where some of it is on disk, in order of id.
func (w *window) flush() error {
	for w.whole.Len() > 0 || w.spill == nil && w.loose.Len() > 0 {
		next := w.whole.Front()
		if l := w.loose.Front(); w.spill == nil && l != nil && (next == nil || l.Value.(*held).turn < next.Value.(*held).turn) {
			next = l
		}
		if err := w.release(next); err != nil {
			return err
		}
	}
	if w.spill == nil {
		return nil
	}
	if err := w.putAside(); err != nil {
		return err
	}
	return w.spill.each(func(parts []spilled) error {
		h := held{key: parts[0].Key}
		for _, p := range parts {
			h.add(w.rd.sum.Sources[p.Src], p.Conv)
		}
		return w.hand(h)
	})
}

func (w *window) release(e *list.Element) error {
	return w.hand(*w.take(e))
}

// hand settles a conversation whose parts are all there, and hands it on.
func (w *window) hand(h held) error {
	w.left.put(hashKey(h.key), h.handedOut())
	if w.rd.opt.again.looks() {
		return nil
	}
	for _, one := range h.apart() {
		if err := w.finish(one); err != nil {
			return err
		}
	}
	return nil
}

// finish settles one conversation and hands it on.
func (w *window) finish(h held) error {
	h.join()
	h.parts = nil
	c := h.conv
	switch sys := w.rd.system(c.Source); {
	case c.joint.Row:
		c.Messages = uniqueRows(c.Messages)
		sortMessages(c)
		c.settleRow()
		h.src.warnNoRoles(c)
	case c.joint.Table && c.joint.Piece && len(c.Messages) == 0:
		h.src.warn("no_head", c.ID, "the export has who takes part, and nothing else of the conversation; left out")
		return nil
	case c.joint.Table:
		w.rd.intercomSettle(h.src, c)
	case sys != nil && sys.settle != nil:
		c.settlePieces()
		sys.settle(w.rd, h.src, c)
	}
	return w.rd.emit(h)
}

func firstTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

func personKey(p Person) string { return cmp.Or(p.ID, p.Email, p.Name) }

// messageKey tells messages apart: by id, or by what they say and when.
func messageKey(m Message) string {
	if m.ID != "" {
		return m.ID
	}
	return m.At.String() + string(m.Role) + m.RawType + m.Body
}

// mergeSnoozes keeps each snooze once, in its ended form where one knows it.
func mergeSnoozes(a, b []Snooze) []Snooze {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y Snooze) int {
		return cmp.Or(x.From.Compare(y.From), y.EndedAt.Compare(x.EndedAt))
	})
	return slices.CompactFunc(all, func(x, y Snooze) bool { return x.From.Equal(y.From) })
}

// union returns the values of a and b, each key once, those of a first. Of two
// with one key the later one's value holds.
func union[T any, K comparable](a, b []T, key func(T) K) []T {
	if len(a)+len(b) == 0 {
		return nil
	}
	at := make(map[K]int, len(a)+len(b))
	var out []T
	for _, x := range slices.Concat(a, b) {
		k := key(x)
		if i, ok := at[k]; ok {
			out[i] = x
			continue
		}
		at[k] = len(out)
		out = append(out, x)
	}
	return out
}

// uniqueRows keeps each row with an id once. Without ids equal rows may be
// meant, and stay.
func uniqueRows(rows []Message) []Message {
	seen := map[string]bool{}
	out := rows[:0]
	for _, m := range rows {
		if m.ID == "" || !seen[m.ID] {
			out = append(out, m)
		}
		seen[m.ID] = true
	}
	return out
}

// sortMessages puts messages in order of time and then of the source. One
// without a time stays behind the one before it.
func sortMessages(c *Conversation) {
	var last time.Time
	keys := make([]time.Time, len(c.Messages))
	order := make([]int, len(c.Messages))
	sorted := true
	for i, m := range c.Messages {
		if m.At.IsZero() {
			keys[i] = last
		} else {
			keys[i] = m.At
		}
		sorted = sorted && !keys[i].Before(last)
		last, order[i] = keys[i], i
	}
	if sorted {
		return
	}
	slices.SortStableFunc(order, func(x, y int) int { return keys[x].Compare(keys[y]) })
	out := make([]Message, len(order))
	for i, j := range order {
		out[i] = c.Messages[j]
	}
	c.Messages = out
}
