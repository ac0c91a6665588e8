// Package decisions keeps what a team decided about its gaps, and by what a gap is
// known again: gaps.yaml of the site folder, which Signpost writes, people may mend
// and the team commits.
//
// # The file
//
//	version: 1
//	until: 2026-11-20                # last day of the conversations read so far
//	weekly: 2026-09-07 120 132 128   # conversations a week, from that Monday on
//	gaps:
//
//	  g-7f3a:
//	    title: Can I pay with a gift voucher?
//	    kind: missing
//	    first: 2026-09-07            # first and last day on which it was asked
//	    last: 2026-11-18
//	    conversations: 12            # in the last report that had it, and in those before that it did not have
//	    weekly: 2026-09-07 3 5 4
//	    terms: [code 4, gift 10, voucher 9]  # words, and in how many of ten questions
//	    known_conversations: 0f3a9c21 5b77e0d4
//	    known_questions: 11c09ab7 77d1f00e
//	    decisions:
//	      - do: dismiss
//	        on: 2026-11-25
//	        at: "14:05:31"       # left out where --today named the day
//	        by: Ann
//	        reason: "only asked during the summer sale"
//	        had: 12              # conversations in the report, and in the weeks
//	        counted: 12
//
// There is one block for each gap, sorted by id, and each shown gap has one, so that
// two people who decide about two gaps change two places of the file, which git
// joins. Decisions are only ever added; the last that was not undone holds. One that
// undoes another names it, by its deed, its day and who made it, so that it takes back
// that one and no other wherever two files are joined. No
// question stands in the file, only hashes of questions and of conversation ids: see
// [Marks]. Keys that hold nothing are left out.
//
// # What people may do
//
// Change titles, reasons, names and dates, remove a decision or a whole block, and
// write comments: they stay where they are. What cannot be read is a diagnostic with
// its line, and a file with such a mistake is never written over. Where git left both
// sides of a conflict, [Mend] joins them by id.
package decisions

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"signpost/internal/diag"
)

// FileName is the name of the file in a site folder.
const FileName = "gaps.yaml"

// Day is the layout of all dates: UTC days.
const Day = "2006-01-02"

// Time is the layout of the time of a decision.
const Time = "15:04:05"

// A Book is the content of gaps.yaml.
type Book struct {
	// Until is the last day of the conversations that were read so far, "" when
	// none had a date.
	Until string
	// Weekly counts all conversations that were read, by week.
	Weekly Weekly
	// Entries are the gaps, sorted by id.
	Entries []*Entry

	file string
	// read is the file as it was, nil when there was none, and other the other side of
	// a join, whose comments stay, too.
	read, other []byte
}

// An Entry is one gap: how it is known again, and what was decided.
type Entry struct {
	ID string
	// Title is the one that was last shown, Kind the kind.
	Title, Kind string
	// First and Last are the days of its first and last conversation.
	First, Last string
	// Conversations is the number in the last report that had the gap, with those before
	// that it did not have.
	Conversations int
	Weekly        Weekly
	Terms         []Term
	// ConversationMarks and QuestionMarks are sketches; see Marks.
	ConversationMarks, QuestionMarks []string
	// Aliases are ids that this gap had, or that were found to be the same.
	Aliases []string
	// Expired is the day up to which nobody had asked for so long that the
	// decisions lapsed, "" for none.
	Expired   string
	Decisions []Decision
}

// A Deed names a decision.
type Deed string

// The deeds of people, and those that Signpost takes down itself: an article was
// published, a gap went quiet, it was asked again, it came back from where it was set
// aside.
const (
	Accept  Deed = "accept"
	Dismiss Deed = "dismiss"
	Snooze  Deed = "snooze"
	Assign  Deed = "assign"
	Merge   Deed = "merge"
	Split   Deed = "split"
	Rename  Deed = "rename"
	Undo    Deed = "undo"
	Publish Deed = "publish"
	Close   Deed = "close"
	Reopen  Deed = "reopen"
	Return  Deed = "return"
)

var deeds = []string{"accept", "dismiss", "snooze", "assign", "merge", "split", "rename", "undo", "publish", "close", "reopen", "return"}

// A Decision is one line of a gap's history. Which fields are set depends on the
// deed.
type Decision struct {
	Do Deed   `yaml:"do"`
	On string `yaml:"on"`
	// At is the time on that day, "" where it is not known.
	At string `yaml:"at"`
	By string `yaml:"by"`
	// Reason is why a gap was dismissed, or what a snooze waits for.
	Reason string `yaml:"reason"`
	// Until is the day on which a snooze ends.
	Until string `yaml:"until"`
	// To is the person of assign, and the title of rename.
	To string `yaml:"to"`
	// Into is the gap of merge, and the new gap of split.
	Into string `yaml:"into"`
	// Conversations and Words say what split takes out: the conversations, and
	// those whose question holds all of the words. Words of accept are what it
	// gave an article: keywords, and hashes of questions.
	Conversations []string `yaml:"conversations"`
	Words         []string `yaml:"words"`
	// Article is the file of accept, and the address of publish.
	Article string `yaml:"article"`
	// Value and Says are what an outdated article stated when it was taken on: the value
	// that no longer holds, and its sentence.
	Value string `yaml:"value"`
	Says  string `yaml:"says"`
	// Had is the number of conversations that a gap was dismissed with, Counted that
	// of its counts by week.
	Had     int `yaml:"had"`
	Counted int `yaml:"counted"`
	// Undoes, MadeOn and MadeBy are the deed, the day and the maker of the decision
	// that undo takes back; To, Until, Into and Article are then those of that decision.
	// An undo that names none takes back the last before it. Of return they are the
	// deed and the day that it ends.
	Undoes Deed   `yaml:"undoes"`
	MadeOn string `yaml:"made_on"`
	MadeBy string `yaml:"made_by"`
}

func (d Decision) equal(e Decision) bool {
	return slices.Equal(d.Conversations, e.Conversations) && slices.Equal(d.Words, e.Words) && d.flat() == e.flat()
}

func (d Decision) flat() string {
	return strings.Join([]string{
		d.On, d.At, string(d.Do), d.By, d.Reason, d.Until, d.To, d.Into, d.Article, string(d.Undoes), d.MadeOn, d.MadeBy, d.Value, d.Says, fmt.Sprint(d.Had, d.Counted),
	}, "\x00")
}

// compare orders decisions by day and time, and those of one time by what they say.
func (d Decision) compare(e Decision) int {
	return cmp.Or(cmp.Compare(d.On, e.On), cmp.Compare(d.flat(), e.flat()), slices.Compare(d.Conversations, e.Conversations), slices.Compare(d.Words, e.Words))
}

// undo is the decision that takes d back.
func (d Decision) undo(by Stamp) Decision {
	return Decision{
		Do: Undo, On: by.On, At: by.At, By: oneLine(by.By), Undoes: d.Do, MadeOn: d.On, MadeBy: d.By,
		To: d.To, Until: d.Until, Into: d.Into, Article: d.Article,
	}
}

// takesBack tells whether d, an undo, is about e.
func (d Decision) takesBack(e Decision) bool {
	if d.Undoes == "" {
		return byPeople(e.Do)
	}
	return d.Undoes == e.Do && d.MadeOn == e.On && d.MadeBy == e.By && d.To == e.To && d.Until == e.Until && d.Into == e.Into && d.Article == e.Article
}

// Find gives the entry of an id, or of the gap that has the id as an alias; nil
// when there is none. It does not follow merges; see Resolve.
func (b *Book) Find(id string) *Entry {
	if i, ok := b.search(id); ok {
		return b.Entries[i]
	}
	for _, e := range b.Entries {
		if slices.Contains(e.Aliases, id) {
			return e
		}
	}
	return nil
}

// Resolve gives the entry that stands for an id after aliases and merges. The error
// names the id that is nearest to an unknown one.
func (b *Book) Resolve(id string) (*Entry, error) {
	e := b.Find(id)
	if e == nil {
		return nil, b.unknown(id)
	}
	for range b.Entries {
		into := e.State().Into
		next := b.Find(into)
		if into == "" || next == nil || next == e {
			break
		}
		e = next
	}
	return e, nil
}

// Nearest gives the id or alias that somebody who wrote another probably meant, "" for none.
func (b *Book) Nearest(id string) string {
	var ids []string
	for _, e := range b.Entries {
		ids = append(append(ids, e.ID), e.Aliases...)
	}
	return diag.Nearest(id, ids)
}

func (b *Book) unknown(id string) error {
	if near := b.Nearest(id); near != "" {
		return fmt.Errorf("no gap is called %s; did you mean %s?", id, near)
	}
	if len(b.Entries) == 0 {
		return fmt.Errorf("no gap is called %s; no gap is known yet: run signpost gaps first", id)
	}
	return fmt.Errorf("no gap is called %s; the report shows the ids", id)
}

func (b *Book) search(id string) (int, bool) {
	return slices.BinarySearchFunc(b.Entries, id, func(e *Entry, id string) int { return cmp.Compare(e.ID, id) })
}

// entry gives the entry of an id, a new one when there is none.
func (b *Book) entry(id string) *Entry {
	i, ok := b.search(id)
	if !ok {
		b.Entries = slices.Insert(b.Entries, i, &Entry{ID: id, Weekly: Weekly{}})
	}
	return b.Entries[i]
}

// Taken tells whether a gap has or had the id.
func (b *Book) Taken(id string) bool { return b.Find(id) != nil }

// Clone is a copy that shares nothing.
func (b *Book) Clone() *Book {
	if b == nil {
		return New()
	}
	c := *b
	c.Weekly, c.Entries = b.Weekly.clone(), nil
	for _, e := range b.Entries {
		f := *e
		f.Weekly = e.Weekly.clone()
		f.Terms, f.Aliases, f.Decisions = slices.Clone(e.Terms), slices.Clone(e.Aliases), slices.Clone(e.Decisions)
		f.ConversationMarks, f.QuestionMarks = slices.Clone(e.ConversationMarks), slices.Clone(e.QuestionMarks)
		c.Entries = append(c.Entries, &f)
	}
	return &c
}

// New is a book without gaps.
func New() *Book { return &Book{Weekly: Weekly{}, file: FileName} }

// splitID is the id of what a split takes out of a gap: the same split has the same
// id everywhere.
func (b *Book) splitID(id string, d Decision) string {
	h := fnv.New64a()
	h.Write([]byte(id + "\x00" + strings.Join(d.Conversations, "\x00") + "\x00\x00" + strings.Join(d.Words, "\x00")))
	hash := fmt.Sprintf("%016x", h.Sum64())
	for n := 4; n < len(hash); n++ {
		if id := "g-" + hash[len(hash)-n:]; !b.Taken(id) {
			return id
		}
	}
	return "g-" + hash
}
