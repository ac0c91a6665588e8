package decisions

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"signpost/internal/diag"
	"signpost/internal/yamldoc"
)

// maxSize is the largest gaps.yaml that is read, in bytes: some ten thousand gaps.
const maxSize = 16 << 20

// version is the version of the format.
const version = "1"

// A File is gaps.yaml as it is written, which `signpost schema decisions` describes.
type File struct {
	Version string           `yaml:"version"`
	Until   string           `yaml:"until"`
	Weekly  string           `yaml:"weekly"`
	Gaps    map[string]Block `yaml:"gaps"`
}

// A Block is one gap of a File.
type Block struct {
	Title         string     `yaml:"title"`
	Kind          string     `yaml:"kind"`
	First         string     `yaml:"first"`
	Last          string     `yaml:"last"`
	Conversations int        `yaml:"conversations"`
	Weekly        string     `yaml:"weekly"`
	Terms         []string   `yaml:"terms"`
	Aliases       []string   `yaml:"aliases"`
	Expired       string     `yaml:"expired"`
	Marks         string     `yaml:"known_conversations"`
	Questions     string     `yaml:"known_questions"`
	Decisions     []Decision `yaml:"decisions"`
}

// Load reads gaps.yaml of a site folder; without the file the book is empty. The
// diagnostics name the file as a person would. Beside errors the book holds what was
// understood, to be looked at and not to be saved.
func Load(site string) (*Book, []diag.Diagnostic, error) {
	name := filepath.Join(site, FileName)
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b := New()
		b.file = filepath.ToSlash(name)
		return b, nil, nil
	case err != nil:
		return nil, nil, fmt.Errorf("read the decisions: %w", err)
	case !info.Mode().IsRegular():
		return nil, nil, fmt.Errorf("read the decisions: %s is no file", name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, fmt.Errorf("read the decisions: %w", err)
	}
	b, ds := Parse(filepath.ToSlash(name), data)
	return b, ds, nil
}

// Parse reads the content of a file of that name.
func Parse(file string, data []byte) (*Book, []diag.Diagnostic) {
	b := New()
	b.file, b.read = file, data
	if line := yamldoc.Conflict(data); line > 0 {
		return b, []diag.Diagnostic{{
			File: file, Line: line, Code: "merge-conflict", What: "two versions of the file stand here, which git did not join",
			Fix: "signpost gaps mend keeps the decisions of both",
		}}
	}
	var doc File
	lines, ds := yamldoc.DecodeUpTo(maxSize, data, &doc, file, 1)
	r := reader{file: file, lines: lines, diags: ds}
	if len(strings.TrimSpace(string(data))) == 0 {
		r.diags = append(r.diags, diag.Diagnostic{
			File: file, Line: 1, Severity: diag.Warning, Code: "no-history", What: "the file is empty: no gap is known from before, and no decision",
			Fix: "bring it back from git if that is not meant",
		})
	}
	r.book(b, doc)
	diag.Sort(r.diags)
	return b, r.diags
}

type reader struct {
	file  string
	lines yamldoc.Lines
	diags []diag.Diagnostic
}

func (r *reader) fault(key, what, fix string) {
	r.diags = append(r.diags, diag.Diagnostic{File: r.file, Line: max(1, r.lines[key]), Code: "bad-value", What: what, Fix: fix})
}

func (r *reader) book(b *Book, doc File) {
	if doc.Version != "" && doc.Version != version {
		r.fault("version", fmt.Sprintf("the format has version %s", doc.Version), "use a newer Signpost")
	}
	r.day("until", doc.Until)
	b.Until = doc.Until
	b.Weekly = r.weekly("weekly", doc.Weekly)
	for id, k := range doc.Gaps {
		key := "gaps." + id
		if !goodID.MatchString(id) {
			r.fault(key, fmt.Sprintf("%q is no id of a gap", id), "write it as in the report, such as g-7f3a")
			continue
		}
		e := &Entry{
			ID: id, Title: oneLine(k.Title), Kind: k.Kind, First: k.First, Last: k.Last, Conversations: k.Conversations,
			Aliases: k.Aliases, Expired: k.Expired, Decisions: k.Decisions, Weekly: r.weekly(key+".weekly", k.Weekly),
			ConversationMarks: strings.Fields(k.Marks), QuestionMarks: strings.Fields(k.Questions),
		}
		for _, t := range k.Terms {
			e.Terms = append(e.Terms, parseTerm(t))
		}
		if k.Conversations < 0 {
			r.fault(key+".conversations", "conversations below zero", "remove the line; the next report counts anew")
		}
		if k.Kind != "" && !slices.Contains(kinds, k.Kind) {
			r.fault(key+".kind", fmt.Sprintf("%q is no kind of gap", k.Kind), "it is one of "+strings.Join(kinds, ", "))
		}
		for name, day := range map[string]string{"first": k.First, "last": k.Last, "expired": k.Expired} {
			r.day(key+"."+name, day)
		}
		for i, d := range k.Decisions {
			r.decision(fmt.Sprintf("%s.decisions[%d]", key, i), d)
			e.Decisions[i].Reason, e.Decisions[i].To, e.Decisions[i].By = oneLine(d.Reason), oneLine(d.To), oneLine(d.By)
		}
		b.Entries = append(b.Entries, e)
	}
	slices.SortFunc(b.Entries, func(x, y *Entry) int { return cmp.Compare(x.ID, y.ID) })
	r.references(b)
}

// kinds are those of the gap report, which knows this package.
var kinds = []string{"missing", "not_found", "outdated", "disagreement"}

var goodID = regexp.MustCompile(`^g-[0-9a-z]{1,32}$`)

// references looks for decisions that lead to no gap.
func (r *reader) references(b *Book) {
	for _, e := range b.Entries {
		for i, d := range e.Decisions {
			key := fmt.Sprintf("gaps.%s.decisions[%d]", e.ID, i)
			if d.Do == Merge && d.Into == e.ID {
				r.fault(key, e.ID+" is merged into itself", "name the other gap, or remove the decision")
			} else if d.Do == Merge && e.State().Into == d.Into && b.circular(e) {
				r.fault(key, fmt.Sprintf("%s and %s are merged into each other, in a circle", e.ID, d.Into), "remove one of the decisions")
			} else if d.Do == Merge && goodID.MatchString(d.Into) && b.Find(d.Into) == nil {
				r.fault(key, fmt.Sprintf("%s is merged into %s, which is not in this file", e.ID, d.Into), "correct the id, or remove the decision")
			}
		}
	}
}

// circular tells whether the merges from e on lead back to it.
func (b *Book) circular(e *Entry) bool {
	at := e
	for range b.Entries {
		if at = b.Find(at.State().Into); at == nil {
			return false
		}
		if at == e {
			return true
		}
	}
	return false
}

func (r *reader) day(key, day string) {
	if _, err := time.Parse(Day, day); day != "" && err != nil {
		r.fault(key, fmt.Sprintf("%q is no day", day), "write it as 2026-12-31")
	}
}

func (r *reader) weekly(key, text string) Weekly {
	w, err := parseWeekly(text)
	if err != nil {
		r.fault(key, fmt.Sprintf("the counts by week cannot be read: %v", err), "remove the line; the next report counts anew")
		return Weekly{}
	}
	return w
}

// decision checks that a decision says what its deed needs.
func (r *reader) decision(key string, d Decision) {
	r.day(key+".on", d.On)
	if _, err := time.Parse(Time, d.At); d.At != "" && err != nil {
		r.fault(firstOf(r.lines, key+".at", key), fmt.Sprintf("%q is no time", d.At), `write it as "14:05:31"`)
	}
	r.day(key+".until", d.Until)
	r.day(key+".made_on", d.MadeOn)
	needs := map[Deed]struct {
		name string
		set  bool
	}{
		Snooze: {"until: a day", d.Until != ""}, Rename: {"to: a title", d.To != ""},
		Merge: {"into: the id of a gap", goodID.MatchString(d.Into)},
		Split: {"into: an id, and conversations: or words:", goodID.MatchString(d.Into) && len(d.Conversations)+len(d.Words) > 0},
	}
	switch need := needs[d.Do]; {
	case d.Do == "":
		r.fault(key, "a decision that does not say what it does", "write do: and one of "+strings.Join(deeds, ", "))
	case d.Had < 0 || d.Counted < 0:
		r.fault(firstOf(r.lines, key+".had", key+".counted"), "conversations below zero", "correct had and counted")
	case !slices.Contains(deeds, string(d.Do)):
		fix := "it is one of " + strings.Join(deeds, ", ")
		if near := diag.Nearest(string(d.Do), deeds); near != "" {
			fix = fmt.Sprintf("did you mean %q?", near)
		}
		r.fault(firstOf(r.lines, key+".do", key), fmt.Sprintf("nothing is done by %q", d.Do), fix)
	case need.name != "" && !need.set:
		r.fault(key, fmt.Sprintf("%s lacks something", d.Do), "write "+need.name)
	case d.On == "":
		r.fault(key, "a decision without its day", "write on: 2026-12-31")
	}
}

func firstOf(lines yamldoc.Lines, keys ...string) string {
	for _, k := range keys {
		if lines[k] > 0 {
			return k
		}
	}
	return ""
}
