package decisions

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Stamp says who decides, on which day and at which time; By and At may be "".
type Stamp struct{ By, On, At string }

// The longest titles, names and reasons that are taken, in characters.
const (
	maxTitle  = 200
	maxName   = 80
	maxReason = 500
)

// bounded tidies what somebody wrote; what names it in the error when it is too long.
func bounded(text, what string, limit int) (string, error) {
	text = oneLine(text)
	if n := utf8.RuneCountInString(text); n > limit {
		return "", fmt.Errorf("the %s has %d characters; %d are the most", what, n, limit)
	}
	return text, nil
}

// ErrNothingNew is what a decision gives that holds already: the book stays as it is.
var ErrNothingNew = errors.New("nothing new")

// Accept takes a gap on; article is the file of the draft, or the article that was
// given the customers' words, given those words: keywords, and hashes of questions.
func (b *Book) Accept(id string, by Stamp, article string, given ...string) error {
	return b.take(id, by, Decision{Article: article, Words: given})
}

// Correct takes a gap on whose article is outdated: it states a value, in the sentence
// says, until somebody changes it.
func (b *Book) Correct(id string, by Stamp, article, value, says string) error {
	return b.take(id, by, Decision{Article: article, Value: oneLine(value), Says: oneLine(says)})
}

func (b *Book) take(id string, by Stamp, d Decision) error {
	d.Do = Accept
	return b.decide(id, by, d, func(s State) bool {
		return s.Status == Accepted && s.Draft == d.Article && s.Value == d.Value && len(d.Words) == 0
	})
}

// Dismiss sets a gap aside until its conversations have doubled. The reason is for
// those who see it come back; it has to be there.
func (b *Book) Dismiss(id string, by Stamp, reason string) error {
	reason, err := bounded(reason, "reason", maxReason)
	if err != nil {
		return fmt.Errorf("dismiss %s: %w", id, err)
	}
	if reason == "" {
		return fmt.Errorf("dismiss %s: say why, with a reason that will still make sense in a year", id)
	}
	e, err := b.Resolve(id)
	if err != nil {
		return err
	}
	d := Decision{Do: Dismiss, Reason: reason, Had: max(1, e.Conversations), Counted: e.Weekly.Sum()}
	return b.decide(id, by, d, func(s State) bool {
		return s.Status == Dismissed && s.Reason == d.Reason && s.Had == d.Had && e.Expired == ""
	})
}

// Snooze sets a gap aside until a day, which has to lie ahead of the stamp's.
func (b *Book) Snooze(id string, by Stamp, until, note string) error {
	if _, err := time.Parse(Day, until); err != nil {
		return fmt.Errorf("snooze %s: %q is no day; write it as 2026-12-31", id, until)
	}
	if until <= by.On {
		return fmt.Errorf("snooze %s: %s is not ahead", id, until)
	}
	note, err := bounded(note, "note", maxReason)
	if err != nil {
		return fmt.Errorf("snooze %s: %w", id, err)
	}
	d := Decision{Do: Snooze, Until: until, Reason: note}
	return b.decide(id, by, d, func(s State) bool { return s.Status == Snoozed && s.Until == until && s.Reason == d.Reason })
}

// Assign names the person who takes care of a gap; to "" takes the name away.
func (b *Book) Assign(id string, by Stamp, to string) error {
	to, err := bounded(to, "name", maxName)
	if err != nil {
		return fmt.Errorf("assign %s: %w", id, err)
	}
	return b.decide(id, by, Decision{Do: Assign, To: to}, func(s State) bool { return s.Assignee == to })
}

// Rename gives a gap another title.
func (b *Book) Rename(id string, by Stamp, title string) error {
	title, err := bounded(title, "title", maxTitle)
	if err != nil {
		return fmt.Errorf("rename %s: %w", id, err)
	}
	if title == "" {
		return fmt.Errorf("rename %s: the title is empty", id)
	}
	return b.decide(id, by, Decision{Do: Rename, To: title}, func(s State) bool { return s.Title == title })
}

// Merge makes a gap part of another: from the next report on there is one.
func (b *Book) Merge(id string, by Stamp, into string) error {
	from, err := b.Resolve(id)
	if err != nil {
		return err
	}
	target, err := b.Resolve(into)
	if err != nil {
		return err
	}
	if first := b.Find(id); first.State().Into != "" && from == target {
		return ErrNothingNew
	}
	if from == target {
		return fmt.Errorf("merge %s into %s: they are the same gap", id, into)
	}
	return b.decide(from.ID, by, Decision{Do: Merge, Into: target.ID}, func(State) bool { return false })
}

// A Part is what a split takes out of a gap: conversations by their ids, or those
// whose question holds all of the words.
type Part struct {
	Conversations, Words []string
	// Title is that of the new gap, "" for none yet.
	Title string
}

// Split takes a part out of a gap and gives the id of the gap that it becomes in the
// next report. Members are the ids of the gap's conversations, when they are known:
// then a part that is nothing or everything is refused.
func (b *Book) Split(id string, by Stamp, part Part, members []string) (string, error) {
	e, err := b.Resolve(id)
	if err != nil {
		return "", err
	}
	title, err := bounded(part.Title, "title", maxTitle)
	if err != nil {
		return "", fmt.Errorf("split %s: %w", id, err)
	}
	d := Decision{Do: Split, Conversations: sorted(part.Conversations), Words: sorted(strings.Fields(strings.ToLower(oneLine(strings.Join(part.Words, " ")))))}
	for _, c := range d.Conversations {
		if oneLine(c) != c {
			return "", fmt.Errorf("split %s: %s cannot hold the id of conversation %q; name words instead", id, FileName, c)
		}
	}
	if (len(d.Conversations) == 0) == (len(d.Words) == 0) {
		return "", fmt.Errorf("split %s: name conversations, or words, of what is to become a gap of its own", id)
	}
	if n := len(d.Conversations); n > 0 && len(members) > 0 {
		for _, c := range d.Conversations {
			if !slices.Contains(members, c) {
				return "", fmt.Errorf("split %s: conversation %s is none of its", id, c)
			}
		}
		if n == len(members) {
			return "", fmt.Errorf("split %s: that is all of it; rename it instead", id)
		}
	}
	for _, old := range e.State().Splits {
		if slices.Equal(old.Conversations, d.Conversations) && slices.Equal(old.Words, d.Words) {
			return old.Into, ErrNothingNew
		}
		for _, c := range d.Conversations {
			if slices.Contains(old.Conversations, c) {
				return "", fmt.Errorf("split %s: conversation %s is of %s already, which was split off", id, c, b.Called(old.Into))
			}
		}
	}
	d.Into = b.splitID(e.ID, d)
	if err := b.decide(e.ID, by, d, func(State) bool { return false }); err != nil {
		return "", err
	}
	child := b.entry(d.Into)
	child.First, child.Last = e.First, e.Last
	if child.Title = title; title != "" {
		child.Decisions = append(child.Decisions, Decision{Do: Rename, To: child.Title, On: by.On, At: by.At, By: oneLine(by.By)})
	}
	// Counts of the past are of both; they are counted anew in the next report.
	e.Weekly = Weekly{}
	return d.Into, nil
}

// Undo takes back the last decision that somebody made about a gap, and tells which.
// A merge is undone by the id that was merged.
func (b *Book) Undo(id string, by Stamp) (Decision, error) {
	e := b.Find(id)
	if e == nil {
		return Decision{}, b.unknown(id)
	}
	last, ok := e.Newest()
	if !ok {
		return Decision{}, fmt.Errorf("undo %s: nothing was decided about it", id)
	}
	e.Decisions = append(e.Decisions, last.undo(by))
	return last, nil
}

// Latest gives the ids of the gaps that somebody decided about last: one, or those of one
// command. What others decided is passed over, and what was undone.
func (b *Book) Latest(by string) ([]string, error) {
	by = oneLine(by)
	var ids []string
	var last Decision
	for _, e := range b.Entries {
		d, ok := e.Newest()
		if !ok || d.By != by {
			continue
		}
		switch c := cmp.Or(cmp.Compare(d.On, last.On), cmp.Compare(d.At, last.At)); {
		case c > 0:
			ids, last = []string{e.ID}, d
		case c == 0:
			ids = append(ids, e.ID)
		}
	}
	switch {
	case len(ids) == 0 && by == "":
		return nil, errors.New("nothing was decided that can be taken back")
	case len(ids) == 0:
		return nil, fmt.Errorf("%s has decided nothing that can be taken back; name the gap if somebody else did", by)
	case len(ids) > 1 && last.At == "":
		return nil, fmt.Errorf("which of the decisions of %s was the last is not known; name one of %s", LongDay(last.On), strings.Join(ids, ", "))
	}
	return ids, nil
}

// Record takes down what Signpost saw happen to a gap: Publish, Close or Reopen.
func (b *Book) Record(id string, d Decision) {
	if e := b.Find(id); e != nil {
		e.Decisions = append(e.Decisions, d)
	}
}

// decide adds a decision, unless it holds already. A decision about a lapsed gap
// makes it count again.
func (b *Book) decide(id string, by Stamp, d Decision, holds func(State) bool) error {
	e, err := b.Resolve(id)
	if err != nil {
		return err
	}
	if e.Expired == "" && holds(e.State()) {
		return ErrNothingNew
	}
	if settles(d.Do) {
		e.Expired = ""
	}
	d.On, d.At, d.By = by.On, by.At, oneLine(by.By)
	e.Decisions = append(e.Decisions, d)
	return nil
}

// oneLine is a text as gaps.yaml can hold it: on a line, and without what no text holds.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
