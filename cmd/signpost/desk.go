package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/gaps/pages"
	"signpost/internal/diag"
	"signpost/server"
)

// A desk keeps decisions about the gaps of a report in gaps.yaml of a site. The file
// is read for each page and each decision: others write it, too.
type desk struct {
	app    *app
	site   string
	report *gaps.Report // not changed: decisions are put onto copies
	// kept is the file that the report is read from, again when it changes; "" for a
	// report that is there.
	kept  string
	about fs.FileInfo // of kept, when it was read
	mu    sync.Mutex
}

// refresh reads the report again if there is another one.
func (d *desk) refresh() error {
	if d.kept == "" {
		return nil
	}
	about, err := os.Stat(d.kept)
	if errors.Is(err, fs.ErrNotExist) {
		return &server.Refused{Err: errors.New("there is no report yet: run signpost gaps with the site folder of this server")}
	}
	if err != nil {
		return fmt.Errorf("read the report: %w", err)
	}
	if d.about != nil && os.SameFile(about, d.about) && about.Size() == d.about.Size() && about.ModTime().Equal(d.about.ModTime()) {
		return nil
	}
	r, err := lastReport(decideFlags{report: filepath.Dir(d.kept)})
	if err != nil {
		return err
	}
	d.report, d.about = r, about
	return nil
}

func (d *desk) today() string { return d.app.now().Format(decisions.Day) }

func (d *desk) book() (*decisions.Book, []diag.Diagnostic, error) { return decisions.Load(d.site) }

// Now gives the report and what was decided about its gaps. Of a broken gaps.yaml it
// gives what could be read, and says where it is broken.
func (d *desk) Now(context.Context) (*gaps.Report, map[string]pages.Standing, string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.refresh(); err != nil {
		return nil, nil, "", err
	}
	book, ds, err := d.book()
	if err != nil {
		return nil, nil, "", err
	}
	r := d.decided(book)
	out := map[string]pages.Standing{}
	for _, g := range r.Gaps {
		if e := book.Find(g.ID); e != nil {
			out[g.ID] = standing(book, e, d.today(), g.Conversations)
		}
	}
	return r, out, d.today(), broken(ds)
}

// broken refuses to go on with a file that has mistakes, and tells the first.
func broken(ds []diag.Diagnostic) error {
	for _, mistake := range ds {
		if mistake.Severity == diag.Error {
			return &server.Refused{Err: errors.New(mistake.String())}
		}
	}
	return nil
}

// decided is a copy of the report with what was decided by now.
func (d *desk) decided(book *decisions.Book) *gaps.Report {
	r := *d.report
	r.Gaps = slices.Clone(r.Gaps)
	r.Decide(book, d.today())
	return &r
}

// Decide takes down a decision, and saves the book. When somebody else wrote the file
// meanwhile it decides anew.
func (d *desk) Decide(ctx context.Context, by string, x server.Decision) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.refresh(); err != nil {
		return "", err
	}
	return anew(func() (string, error) { return d.decideOnce(ctx, by, x) })
}

func (d *desk) decideOnce(ctx context.Context, by string, x server.Decision) (string, error) {
	book, ds, err := d.book()
	if err == nil {
		err = broken(ds)
	}
	if err != nil {
		return "", err
	}
	on := &deciding{
		app: d.app, site: d.site, book: book, stamp: d.app.stamp(by), report: d.decided(book), files: changeSet{dir: d.site},
	}
	said, err := apply(ctx, on, x)
	if errors.Is(err, decisions.ErrNothingNew) {
		return "That was decided before.", nil
	}
	if err != nil {
		return "", err
	}
	return said, on.save()
}

// apply makes a decision and tells of it. What cannot be is for the person.
func apply(ctx context.Context, on *deciding, x server.Decision) (said string, err error) {
	g, err := on.gap(x.Gap)
	if err != nil {
		return "", &server.Refused{Err: err}
	}
	title := "“" + g.Title + "”"
	switch x.Do {
	case "accept":
		said, err = acceptIn(ctx, on, x.Gap)
	case "dismiss":
		err, said = on.book.Dismiss(x.Gap, on.stamp, x.Reason), "Dismissed "+title+". It returns when its conversations have doubled."
	case "snooze":
		err, said = on.book.Snooze(x.Gap, on.stamp, x.Until, x.Reason), "Snoozed "+title+" until "+gaps.LongDay(x.Until)+"."
	case "assign":
		err, said = on.book.Assign(x.Gap, on.stamp, x.To), title+" is assigned to "+cmp.Or(strings.TrimSpace(x.To), "nobody")+"."
	case "rename":
		err, said = on.book.Rename(x.Gap, on.stamp, x.To), title+" is called “"+strings.TrimSpace(x.To)+"” now."
	case "merge":
		if err = errors.New("choose the gap that it is a part of"); x.Into != "" {
			err, said = on.book.Merge(x.Gap, on.stamp, x.Into), title+" is a part of "+on.book.Called(x.Into)+" from the next report on."
		}
	case "split":
		var id string
		id, _, err = on.split(x.Gap, decisions.Part{Conversations: x.Conversations, Words: x.Words, Title: x.To})
		said = "Split " + title + ": from the next report on a part is a gap of its own, " + on.book.Called(id) + "."
	case "undo":
		var back decisions.Decision
		var queries int
		back, queries, err = on.undo(x.Gap)
		said = "Taken back: " + decisions.Lower(on.book.Tell(back)) + "."
		if back.Do == decisions.Accept {
			said += " The file stays as it is."
		}
		if queries > 0 {
			said += " Its golden queries are gone."
		}
	}
	var broken *fs.PathError
	if err != nil && !errors.Is(err, decisions.ErrNothingNew) && !errors.As(err, &broken) {
		return "", &server.Refused{Err: err}
	}
	return said, err
}

// acceptIn writes the draft, or the words, and tells where.
func acceptIn(ctx context.Context, on *deciding, id string) (string, error) {
	at, err := on.readSite(ctx)
	if errors.Is(err, errMistakes) {
		err = errors.New("the site has mistakes; mend what signpost check tells")
	}
	if err != nil {
		return "", err
	}
	out, err := on.accept(at, id, "")
	said := "Accepted: " + out.Did + "."
	if len(out.ByHand) > 0 {
		said += " By hand: " + strings.Join(out.ByHand, "; ") + "."
	}
	return said, err
}

// standing tells the pages where a gap stands.
func standing(book *decisions.Book, e *decisions.Entry, today string, conversations int) pages.Standing {
	s := e.Standing(today, conversations)
	out := pages.Standing{Status: string(s.Status), Title: s.Title, Assignee: s.Assignee, Until: s.Until, Note: s.Note, Draft: s.Draft}
	switch {
	case s.Into != "":
		out.Status, out.Note = "merged", "A part of "+book.Called(s.Into)+" from the next report on."
	case out.Note != "":
	case s.Status == decisions.Accepted && s.Draft != "":
		if out.Note = "To be answered in " + s.Draft + "."; s.Value != "" {
			out.Note = fmt.Sprintf("“%s” is to be changed in %s.", s.Value, s.Draft)
		}
	case s.Status == decisions.Dismissed || s.Status == decisions.Snoozed:
		out.Note = s.Reason
	}
	for _, d := range s.Splits {
		out.Splits = append(out.Splits, pages.Split{Decision: d, Called: book.Called(d.Into)})
	}
	out.History = pages.History(book, e)
	_, out.Undo = e.Newest()
	return out
}
