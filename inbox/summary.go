package inbox

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
)

// maxExamples is how many examples of a kind of warning are kept and shown,
// maxNamed how many of a kind after which something of a file is missing: each
// of those is named, and only beyond any sensible number they are counted.
const (
	maxExamples = 3
	maxNamed    = 10_000
)

// A Summary tells what was read, and what was not.
type Summary struct {
	Sources       []*Source      `json:"sources"`
	Conversations int            `json:"conversations"`
	Messages      int            `json:"messages"`
	Roles         map[Role]int   `json:"roles"`
	Kinds         map[Kind]int   `json:"kinds"`
	States        map[State]int  `json:"states"`
	InitiatedBy   map[Role]int   `json:"initiated_by"`
	Languages     map[string]int `json:"languages"`
	// From and To are the times of the first and the last message.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// BodiesMissing and Truncated count conversations without messages and
	// with a part of them.
	BodiesMissing int `json:"bodies_missing"`
	Truncated     int `json:"truncated"`
	// Masked counts the masked places by kind.
	Masked map[string]int `json:"masked"`
	// Audit tells what masking is not sure of.
	Audit Audit `json:"masking_audit"`

	names pathNames
}

// A Source is one file, or one file of an archive.
type Source struct {
	// Path is slash-separated; files of an archive follow it after a slash.
	// Mail addresses and phone numbers in it are replaced.
	Path string `json:"path"`
	// Format is the system or kind of table, "" if the file was refused.
	Format string `json:"format,omitempty"`
	// Conversations counts those that were first met in this file, Parts what
	// it added to conversations as a record of its own, and People those
	// whom it lists.
	Conversations int `json:"conversations"`
	Parts         int `json:"parts,omitempty"`
	People        int `json:"people,omitempty"`
	// Refused is why the file was not read.
	Refused string `json:"refused,omitempty"`
	// Columns is the column map of a table.
	Columns  ColumnMap      `json:"columns,omitempty"`
	Warnings []WarningGroup `json:"warnings,omitempty"`

	index   int
	read    int
	skipped int
	reason  string
	cut     bool
	damaged bool // so much that it was refused
}

// A WarningGroup is the warnings of one code.
type WarningGroup struct {
	Code     string   `json:"code"`
	Count    int      `json:"count"`
	Examples []string `json:"examples"`
}

func newSummary() *Summary {
	return &Summary{
		Roles: map[Role]int{}, Kinds: map[Kind]int{}, States: map[State]int{}, InitiatedBy: map[Role]int{},
		Languages: map[string]int{}, Masked: map[string]int{}, Audit: NewMasker().Audit(), names: pathNames{},
	}
}

// source begins a file.
func (s *Summary) source(path string) *Source {
	src := &Source{Path: s.names.path(path), index: len(s.Sources)}
	s.Sources = append(s.Sources, src)
	return src
}

// found says that the file holds conversations of a format.
func (s *Source) found(format string) {
	s.Format = format
	s.read++
}

// refuse says why the file is not read.
func (s *Source) refuse(reason string) { s.Refused = reason }

// skip passes over a record that is no conversation.
func (s *Source) skip(reason string) {
	s.skipped++
	s.reason = cmp.Or(s.reason, reason)
}

// settle judges the file once it was read to its end: without a single
// conversation it is refused.
func (s *Source) settle() {
	switch {
	case s.read > 0 && s.skipped > 0:
		s.warnings("skipped_record", s.skipped, "a record "+s.reason)
	case s.read > 0:
	case s.reason != "":
		s.Refused = s.reason
	case len(s.Warnings) > 0:
		s.Refused = "nothing in it could be read: " + s.Warnings[0].Examples[0]
	default:
		s.Refused = "holds no conversations" + export
	}
}

// helped says that the file holds what belongs to conversations of a format.
func (s *Source) helped(format string) {
	s.Format = format
	s.read++
}

// alone judges a file of a reading that gave no conversation at all: one that
// holds only people or the like was not enough.
func (s *Source) alone() {
	switch {
	case s.Refused != "" || s.read == 0:
	case s.People > 0 && s.Parts == 0:
		s.Refused = "lists people, but no conversations" + export
	default:
		s.Refused = "holds what belongs to conversations, but no conversations" + export
	}
}

// warn notes something that was not understood; id names the conversation.
func (s *Source) warn(code, id, text string) {
	if id != "" {
		text = "conversation " + s.safeID(id) + ": " + text
	}
	s.warnings(code, 1, text)
}

func (s *Source) warnings(code string, n int, example string) {
	most := maxExamples
	if IsLoss(code) {
		most = maxNamed
	}
	s.note(code, n, example, most)
}

// note counts a warning and keeps the example if there are not yet as many as
// most.
func (s *Source) note(code string, n int, example string, most int) {
	i := slices.IndexFunc(s.Warnings, func(g WarningGroup) bool { return g.Code == code })
	if i < 0 {
		i = len(s.Warnings)
		s.Warnings = append(s.Warnings, WarningGroup{Code: code})
	}
	g := &s.Warnings[i]
	g.Count += n
	if len(g.Examples) < most {
		g.Examples = append(g.Examples, example)
	}
}

// safeID keeps an id that tells of a person, or is overlong, out of messages.
func (s *Source) safeID(id string) string {
	if isPersonID(id, s.Format) || len(id) > 80 {
		return "[hidden]"
	}
	return id
}

// count takes a conversation that was handed out.
func (s *Summary) count(src *Source, c *Conversation) {
	src.Conversations++
	s.Conversations++
	s.Messages += len(c.Messages)
	s.States[cmp.Or(c.State, "unknown")]++
	s.InitiatedBy[cmp.Or(c.InitiatedBy, "unknown")]++
	s.Languages[cmp.Or(c.Language, "und")]++
	if c.BodiesMissing {
		s.BodiesMissing++
	}
	if c.Truncated {
		s.Truncated++
	}
	s.span(c.CreatedAt)
	for _, m := range c.Messages {
		s.Roles[m.Role]++
		s.Kinds[m.Kind]++
		s.span(m.At)
	}
}

func (s *Summary) span(t time.Time) {
	if t.IsZero() {
		return
	}
	if s.From.IsZero() || t.Before(s.From) {
		s.From = t
	}
	if t.After(s.To) {
		s.To = t
	}
}

func (s *Summary) finish(m *Masker) {
	s.Audit = m.Audit()
	s.Masked = s.Audit.Counts
}

// Refused returns the files that were not read.
func (s *Summary) Refused() []*Source {
	return slices.DeleteFunc(slices.Clone(s.Sources), func(src *Source) bool { return src.Refused == "" })
}

// Warnings returns the warnings of all files, by code, with a few examples from
// as many files as there are.
func (s *Summary) Warnings() []WarningGroup {
	all := &Source{}
	for _, src := range s.Sources {
		for _, g := range src.Warnings {
			all.note(g.Code, g.Count, src.Path+": "+g.Examples[0], maxExamples)
		}
	}
	for _, src := range s.Sources { // what room is left goes to the rest of each file
		for _, g := range src.Warnings {
			for _, e := range g.Examples[1:min(len(g.Examples), maxExamples)] {
				all.note(g.Code, 0, src.Path+": "+e, maxExamples)
			}
		}
	}
	slices.SortFunc(all.Warnings, func(a, b WarningGroup) int { return strings.Compare(a.Code, b.Code) })
	return all.Warnings
}

// lost are the codes of warnings after which a part of a file was not read.
var lost = []string{
	"broken_json", "damaged", "duplicate_late", "message_too_large", "no_header", "no_id", "open_quote", "record_too_deep", "record_too_large",
	"row_too_large", "too_many_rows", "truncated_file",
}

// IsLoss reports whether after warnings of a code a part of a file is missing.
func IsLoss(code string) bool { return slices.Contains(lost, code) }

// Damaged reports whether a part of a file that was read is missing: it was cut
// off, or records in it could not be read.
func (s *Summary) Damaged() bool {
	return slices.ContainsFunc(s.Sources, (*Source).isDamaged)
}

func (s *Source) isDamaged() bool {
	return s.damaged || slices.ContainsFunc(s.Warnings, func(g WarningGroup) bool { return IsLoss(g.Code) })
}

// maxListed is how many files are listed one by one.
const maxListed = 20

// WriteText writes the summary for people to read.
func (s *Summary) WriteText(out io.Writer) error {
	w := &lineWriter{out: out}
	w.line("%s, %s", plural(s.Conversations, "conversation"), plural(s.Messages, "message"))
	if !s.From.IsZero() {
		w.line("  from         %s to %s", s.From.Format(time.DateOnly), s.To.Format(time.DateOnly))
	}
	w.counts("by", s.Roles)
	w.counts("kind", s.Kinds)
	w.counts("state", s.States)
	w.counts("begun by", s.InitiatedBy)
	w.counts("languages", s.Languages)
	w.counts("masked", s.Masked)
	if s.BodiesMissing > 0 {
		w.line("  no messages  %s: the export lists them without; export each with its parts", plural(s.BodiesMissing, "conversation"))
	}
	if s.Truncated > 0 {
		w.line("  incomplete   %s", plural(s.Truncated, "conversation"))
	}
	s.writeSources(w)
	for _, g := range s.Warnings() {
		w.line("warning %s: %s", g.Code, plural(g.Count, "time"))
		for _, e := range g.Examples {
			w.line("  %s", e)
		}
		if n := g.Count - len(g.Examples); n > 0 && IsLoss(g.Code) {
			w.line("  and %d more; --json names each", n)
		}
	}
	return w.err
}

// writeSources lists the files that were read, and then those that were not,
// the many by their reason.
func (s *Summary) writeSources(w *lineWriter) {
	read, refused := 0, 0
	more := map[string]int{}
	for _, src := range s.Sources {
		if src.Refused != "" {
			continue
		}
		if read++; read > maxListed {
			continue
		}
		w.line("read: %s: %s, %s", src.Path, src.Format, src.holds())
		if len(src.Columns) > 0 {
			w.line("  columns      %s", src.Columns)
		}
	}
	if read > maxListed {
		w.line("read: %d files in all", read)
	}
	for _, src := range s.Refused() {
		if refused++; refused > maxListed {
			more[src.Refused]++
			continue
		}
		w.line("not read: %s: %s", src.Path, src.Refused)
	}
	if refused <= maxListed {
		return
	}
	w.line("not read: %d files in all; those not listed:", refused)
	reasons := slices.SortedFunc(maps.Keys(more), func(a, b string) int { return cmp.Or(more[b]-more[a], strings.Compare(a, b)) })
	for i, reason := range reasons {
		if i == maxListed {
			w.line("  for %d other reasons; --json lists all", len(reasons)-i)
			break
		}
		w.line("  %s: %s", plural(more[reason], "file"), reason)
	}
}

// holds says what a file gave.
func (s *Source) holds() string {
	parts := []string{plural(s.Conversations, "conversation")}
	if s.Parts > 0 {
		parts = append(parts, plural(s.Parts, "part")+" of conversations")
	}
	switch {
	case s.People == 1:
		parts = append(parts, "1 person")
	case s.People > 1:
		parts = append(parts, fmt.Sprintf("%d people", s.People))
	}
	if s.Conversations == 0 && len(parts) > 1 {
		parts = parts[1:]
	}
	return strings.Join(parts, ", ")
}

// plural writes a count and its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// A lineWriter writes lines until one fails.
type lineWriter struct {
	out io.Writer
	err error
}

func (w *lineWriter) line(format string, args ...any) {
	if w.err != nil {
		return
	}
	line := fmt.Sprintf(format, args...)
	if hasControl(line) || strings.ContainsAny(line, "\n\t") {
		// A terminal would obey it, and a break would begin another line.
		line = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return '\uFFFD'
			}
			return r
		}, line)
	}
	_, w.err = io.WriteString(w.out, line+"\n")
}

// counts writes a table of counts, the largest first.
func (w *lineWriter) counts(label string, counts any) {
	m := map[string]int{}
	switch c := counts.(type) {
	case map[string]int:
		m = c
	case map[Role]int:
		for k, n := range c {
			m[string(k)] = n
		}
	case map[Kind]int:
		for k, n := range c {
			m[string(k)] = n
		}
	case map[State]int:
		for k, n := range c {
			m[string(k)] = n
		}
	}
	keys := slices.SortedFunc(maps.Keys(m), func(a, b string) int { return cmp.Or(m[b]-m[a], strings.Compare(a, b)) })
	parts := make([]string, 0, len(keys))
	for _, k := range keys {
		parts = append(parts, fmt.Sprintf("%s %d", k, m[k]))
	}
	if len(parts) > 0 {
		w.line("  %-12s %s", label, strings.Join(parts, ", "))
	}
}
