package decisions

import (
	"cmp"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Called is how people know the gap of an id: its title in quotes, or the id.
func (b *Book) Called(id string) string {
	if e := b.Find(id); e != nil {
		if title := cmp.Or(e.State().Title, e.Title); title != "" {
			return "“" + title + "”"
		}
	}
	return id
}

// Tell tells a decision in words, without its day and its maker.
func (b *Book) Tell(d Decision) string {
	why := ""
	if d.Reason != "" {
		why = ": " + d.Reason
	}
	switch d.Do {
	case Accept:
		if d.Value != "" {
			return fmt.Sprintf("Accepted, to change “%s” in %s", d.Value, d.Article)
		}
		return "Accepted, to be answered in " + d.Article
	case Dismiss:
		return "Dismissed" + why
	case Snooze:
		return "Snoozed until " + LongDay(d.Until) + why
	case Assign:
		return "Assigned to " + cmp.Or(d.To, "nobody")
	case Rename:
		return "Renamed to “" + d.To + "”"
	case Merge:
		return "Merged into " + b.Called(d.Into)
	case Split:
		return "Split, the part is " + d.Into
	case Undo:
		return b.tellUndo(d)
	case Publish:
		return "Published at " + d.Article
	case Close:
		return "Closed" + why
	case Return:
		return "Back. " + d.Reason
	case Reopen:
		return "Open again" + why
	}
	return string(d.Do)
}

func (b *Book) tellUndo(d Decision) string {
	if d.Undoes == "" {
		return "Taken back the last decision"
	}
	of := Decision{Do: d.Undoes, To: d.To, Until: d.Until, Into: d.Into, Article: d.Article}
	by := ""
	if d.MadeBy != "" {
		by = ", by " + d.MadeBy
	}
	return "Taken back: " + Lower(b.Tell(of)) + " (" + LongDay(d.MadeOn) + by + ")"
}

// Lower begins a sentence in lower case, to stand within another.
func Lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
