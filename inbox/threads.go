package inbox

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// heldMail is how many bytes of letters are held in memory before those that
// came are put to their threads.
const heldMail = 24 << 20

// subjectDays is how far apart letters are at most that only their subject
// and their writers join.
const subjectDays = 30

// A letter is one e-mail on its way to its thread.
type letter struct {
	src     *Source
	id      string
	refs    []string // ids of the letters that it answers
	thread  string   // the thread that Gmail gave it
	subject string
	to      []string
	known   []Person // to whom it was sent, but for the desk
	tags    []string
	state   State
	sent    bool // it is in the folder of what was sent
	msg     Message
	key     keyHash
}

// mailThreads joins letters into conversations. Letters may come in any order
// and from several files. What is kept of each to the end is a hash.
type mailThreads struct {
	parent  map[keyHash]keyHash
	settled map[keyHash]bool // roots under which letters were put already
	held    []letter
	bytes   int
	bySubj  map[string][]subjectThread
	team    *teamGuess
	first   *Source
}

// A subjectThread is a thread that letters without references may join.
type subjectThread struct {
	key    keyHash
	at     time.Time
	people []string
}

func newMailThreads(team []string) *mailThreads {
	return &mailThreads{
		parent: map[keyHash]keyHash{}, settled: map[keyHash]bool{}, bySubj: map[string][]subjectThread{},
		team: newTeamGuess(team),
	}
}

// root is the letter that stands for a thread.
func (t *mailThreads) root(k keyHash) keyHash {
	for {
		p, ok := t.parent[k]
		if !ok || p == k {
			return k
		}
		if g, ok := t.parent[p]; ok && g != p {
			t.parent[k] = g // halves the way for the next time
		}
		k = p
	}
}

// join makes one thread of two. The root of one whose letters were put
// already stays; else the smaller does, so that the order of reading does not
// matter.
func (t *mailThreads) join(a, b keyHash) {
	a, b = t.root(a), t.root(b)
	if a == b {
		return
	}
	if t.settled[b] && !t.settled[a] || t.settled[a] == t.settled[b] && slices.Compare(b[:], a[:]) < 0 {
		a, b = b, a
	}
	t.parent[b] = a
}

// add takes a letter.
func (t *mailThreads) add(rd *reading, l letter) error {
	l.key = hashKey(l.id)
	if t.first == nil {
		t.first = l.src
	}
	for _, ref := range l.refs {
		t.join(l.key, hashKey(ref))
	}
	if l.thread != "" {
		t.join(l.key, hashKey("gmail:"+l.thread))
	}
	t.team.see(&l)
	t.held = append(t.held, l)
	t.bytes += len(l.msg.Body) + len(l.msg.Quoted) + len(l.subject) + 600
	if t.bytes > heldMail {
		return t.flush(rd)
	}
	return rd.ctx.Err()
}

// flush puts the letters that are held to their threads.
func (t *mailThreads) flush(rd *reading) error {
	slices.SortStableFunc(t.held, func(a, b letter) int {
		return cmp.Or(a.msg.At.Compare(b.msg.At), bytes.Compare(a.key[:], b.key[:]), strings.Compare(a.subject, b.subject), strings.Compare(a.msg.Body, b.msg.Body),
			slices.CompareFunc(a.msg.Attachments, b.msg.Attachments, func(a, b Attachment) int { return strings.Compare(a.Name, b.Name) }))
	})
	for i := range t.held {
		t.joinSubject(&t.held[i])
	}
	for i := range t.held {
		l := &t.held[i]
		root := t.root(l.key)
		subject, _ := plainSubject(l.subject)
		t.settled[root] = true
		c := &Conversation{
			ID: "mail-" + hex.EncodeToString(root[:6]), Source: FormatMail, Channel: "email", RawChannel: "email",
			Subject: subject, State: l.state, Tags: l.tags, CreatedAt: l.msg.At, UpdatedAt: l.msg.At,
		}
		l.msg.ID = hex.EncodeToString(l.key[:6])
		c.Messages = []Message{l.msg}
		c.joint.Loose, c.joint.Piece = true, true
		c.joint.know(l.known...)
		if err := rd.addSized(l.src, c, len(l.msg.Body)+len(l.msg.Quoted)+len(l.subject)+600); err != nil {
			return err
		}
	}
	t.held, t.bytes = nil, 0
	return nil
}

// joinSubject joins an answer that names no letter to the thread with its
// subject in which one of its people took part within a month.
func (t *mailThreads) joinSubject(l *letter) {
	subject, answers := plainSubject(l.subject)
	subject = strings.ToLower(strings.Join(strings.Fields(subject), " "))
	if subject == "" {
		return
	}
	people := append([]string{l.msg.Author.Email}, l.to...)
	if answers && len(l.refs) == 0 && l.thread == "" {
		for _, s := range slices.Backward(t.bySubj[subject]) {
			near := l.msg.At.Sub(s.at).Abs() <= subjectDays*24*time.Hour
			if near && slices.ContainsFunc(s.people, func(p string) bool { return p != "" && slices.Contains(people, p) && !t.team.has(p) }) {
				t.join(l.key, s.key)
				break
			}
		}
	}
	t.bySubj[subject] = append(t.bySubj[subject], subjectThread{l.key, l.msg.At, people})
	if n := len(t.bySubj[subject]); n > 200 {
		t.bySubj[subject] = slices.Clone(t.bySubj[subject][n-100:])
	}
}

// finish puts the last letters, and tells which side was taken for the team.
func (t *mailThreads) finish(rd *reading) error {
	if t.first == nil {
		return nil
	}
	t.team.decide()
	if err := t.flush(rd); err != nil {
		return err
	}
	t.bySubj = nil
	if told := t.team.told(); told != "" {
		t.first.warn("team_guessed", "", told)
	}
	return nil
}

// settle completes a thread once all of its letters are there.
func (t *mailThreads) settle(c *Conversation) {
	c.Customers, c.InitiatedBy = nil, ""
	seen := map[string]bool{}
	for i := range c.Messages {
		m := &c.Messages[i]
		m.Role = t.team.role(m)
		if m.Kind == Comment && c.InitiatedBy == "" {
			if c.InitiatedBy = m.Role; m.Auto {
				c.InitiatedBy = System
			}
		}
		if key := personKey(m.Author); m.Role == Customer && key != "" && !seen[key] {
			seen[key] = true
			c.Customers = append(c.Customers, m.Author)
		}
	}
	if len(c.Messages) > 0 {
		c.CreatedAt, c.UpdatedAt = c.Messages[0].At, c.Messages[len(c.Messages)-1].At
	}
}
