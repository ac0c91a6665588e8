package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/gaps/pages"
	"signpost/internal/diag"
	"signpost/server"
)

// A desk keeps decisions about the gaps of a report in gaps.yaml of a site. The file
// is read for each page and each decision: others write it, too.
type desk struct {
	site   string
	report *gaps.Report
	now    func() time.Time
	mu     sync.Mutex
}

func (d *desk) today() string { return d.now().Format(decisions.Day) }

func (d *desk) book() (*decisions.Book, []diag.Diagnostic, error) { return decisions.Load(d.site) }

// Now gives the report and what was decided about its gaps. Of a broken gaps.yaml it
// shows what could be read.
func (d *desk) Now(context.Context) (*gaps.Report, map[string]pages.Standing, string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	book, _, err := d.book()
	if err != nil {
		return nil, nil, "", err
	}
	out := map[string]pages.Standing{}
	for _, g := range d.report.Gaps {
		if e := book.Find(g.ID); e != nil {
			out[g.ID] = standing(book, e, d.today(), g.Conversations)
		}
	}
	return d.report, out, d.today(), nil
}

// Decide takes down a decision, and saves the book.
func (d *desk) Decide(_ context.Context, by string, x server.Decision) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	book, ds, err := d.book()
	if err != nil {
		return "", err
	}
	for _, mistake := range ds {
		if mistake.Severity == diag.Error {
			return "", &server.Refused{Err: errors.New(mistake.String())}
		}
	}
	book.Observe(sightings(d.report))
	said, err := d.apply(book, decisions.Stamp{By: by, On: d.today()}, x)
	if errors.Is(err, decisions.ErrNothingNew) {
		return "That was decided before.", nil
	}
	if err != nil {
		return "", err
	}
	if err := book.Save(d.site); err != nil {
		return "", err
	}
	return said, nil
}

// gap finds a gap of the report, nil when there is none.
func (d *desk) gap(id string) *gaps.Gap {
	for i := range d.report.Gaps {
		if d.report.Gaps[i].ID == id {
			return &d.report.Gaps[i]
		}
	}
	return nil
}

// apply makes a decision and tells of it. What the book refuses is for the person.
func (d *desk) apply(book *decisions.Book, by decisions.Stamp, x server.Decision) (said string, err error) {
	g := d.gap(x.Gap)
	if g == nil {
		return "", &server.Refused{Err: fmt.Errorf("no gap of this report is called %q", x.Gap)}
	}
	title := shownTitle(book, *g)
	switch x.Do {
	case "accept":
		err, said = book.Accept(x.Gap, by, g.Suggest.Path), "Accepted “"+title+"”."
	case "dismiss":
		err, said = book.Dismiss(x.Gap, by, x.Reason), "Dismissed “"+title+"”. It returns when its conversations have doubled."
	case "snooze":
		err, said = book.Snooze(x.Gap, by, x.Until, x.Reason), "Snoozed “"+title+"” until "+gaps.LongDay(x.Until)+"."
	case "assign":
		err, said = book.Assign(x.Gap, by, x.To), "“"+title+"” is "+cmp.Or(strings.TrimSpace(x.To), "nobody")+"’s now."
	case "rename":
		err, said = book.Rename(x.Gap, by, x.To), "“"+title+"” is called “"+strings.TrimSpace(x.To)+"” now."
	case "merge":
		if into := d.gap(x.Into); into != nil {
			err, said = book.Merge(x.Gap, by, x.Into), "“"+title+"” is a part of “"+shownTitle(book, *into)+"” from the next report on."
		} else {
			err = errors.New("choose the gap that it is a part of")
		}
	case "split":
		part := decisions.Part{Conversations: x.Conversations, Words: x.Words, Title: x.To}
		var id string
		id, err = book.Split(x.Gap, by, part, g.Members)
		said = "Split “" + title + "”: the part is " + id + " from the next report on."
	case "undo":
		var back decisions.Decision
		back, err = book.Undo(x.Gap, by)
		said = "Taken back: " + lower(tale(book, back)) + "."
	}
	if err != nil && !errors.Is(err, decisions.ErrNothingNew) {
		return "", &server.Refused{Err: err}
	}
	return said, err
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// shownTitle is the title that a gap was given, or its own.
func shownTitle(book *decisions.Book, g gaps.Gap) string {
	if e := book.Find(g.ID); e != nil {
		return cmp.Or(e.State().Title, g.Title)
	}
	return g.Title
}

// standing tells the pages where a gap stands.
func standing(book *decisions.Book, e *decisions.Entry, today string, conversations int) pages.Standing {
	s := e.Standing(today, conversations)
	out := pages.Standing{Status: string(s.Status), Title: s.Title, Assignee: s.Assignee, Until: s.Until, Note: s.Note}
	switch {
	case s.Into != "":
		out.Status, out.Note = "merged", "A part of "+called(book, s.Into)+" from the next report on."
	case out.Note != "":
	case s.Status == decisions.Accepted && s.Draft != "":
		out.Note = "To be answered in " + s.Draft + "."
	case s.Status == decisions.Dismissed || s.Status == decisions.Snoozed:
		out.Note = s.Reason
	}
	decided := 0
	for _, d := range e.Decisions {
		switch d.Do {
		case decisions.Undo:
			decided = max(0, decided-1)
		case decisions.Publish, decisions.Close, decisions.Reopen:
		default:
			decided++
		}
		out.History = append(out.History, pages.Event{On: d.On, By: d.By, What: tale(book, d)})
	}
	out.Undo = decided > 0
	return out
}

func called(book *decisions.Book, id string) string {
	if e := book.Find(id); e != nil {
		if title := cmp.Or(e.State().Title, e.Title); title != "" {
			return "“" + title + "”"
		}
	}
	return id
}

// tale tells a decision in words.
func tale(book *decisions.Book, d decisions.Decision) string {
	because := ""
	if d.Reason != "" {
		because = ": " + d.Reason
	}
	switch d.Do {
	case decisions.Accept:
		return "Accepted, to be answered in " + d.Article
	case decisions.Dismiss:
		return "Dismissed" + because
	case decisions.Snooze:
		return "Snoozed until " + gaps.LongDay(d.Until) + because
	case decisions.Assign:
		return "Assigned to " + cmp.Or(d.To, "nobody")
	case decisions.Rename:
		return "Renamed to “" + d.To + "”"
	case decisions.Merge:
		return "Merged into " + called(book, d.Into)
	case decisions.Split:
		return "Split, the part is " + d.Into
	case decisions.Undo:
		return "Taken back the last decision"
	case decisions.Publish:
		return "Published at " + d.Article
	case decisions.Close:
		return "Closed" + because
	case decisions.Reopen:
		return "Open again" + because
	}
	return string(d.Do)
}

// sightings are the gaps of a report as the book takes them down.
func sightings(r *gaps.Report) decisions.Run {
	run := decisions.Run{Until: r.Span.To, Weekly: decisions.Weekly{}}
	for _, g := range r.Gaps {
		s := decisions.Sighting{
			ID: g.ID, Title: g.Title, Kind: string(g.Kind), First: g.FirstSeen, Last: g.LastSeen,
			Conversations: g.Conversations, Weekly: decisions.Weekly{}, Terms: g.Terms, Shown: true,
		}
		run.Gaps = append(run.Gaps, s)
	}
	return run
}
