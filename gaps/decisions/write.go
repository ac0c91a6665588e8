package decisions

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"signpost/internal/diag"
	"signpost/internal/whole"
)

// ErrBroken is why a file with mistakes is not written over.
var ErrBroken = errors.New("the file holds mistakes")

// Save writes the book into the site folder, whole or not at all. It refuses to write
// over a file with mistakes, and over one that was changed since it was read.
func (b *Book) Save(site string) error {
	name := filepath.Join(site, FileName)
	unlock, err := lock(site)
	if err != nil {
		return fmt.Errorf("write the decisions: %w", err)
	}
	defer unlock()
	now, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write the decisions: %w", err)
	}
	if !bytes.Equal(now, b.read) {
		return fmt.Errorf("write the decisions: %s: %w", name, ErrChanged)
	}
	if _, ds := Parse(name, b.read); len(b.read) > 0 && diag.HasErrors(ds) {
		return fmt.Errorf("write the decisions: %s: %w", name, ErrBroken)
	}
	data := b.Bytes()
	if bytes.Equal(data, b.read) {
		return nil
	}
	if _, ds := Parse(name, data); diag.HasErrors(ds) {
		return fmt.Errorf("write the decisions: %s could not be read again, and stays as it is: %s", name, ds[0].What)
	}
	return b.write(name, data)
}

// ErrChanged is why a book is not saved: the file is another than the one that was
// read. Who loads it again can decide again.
var ErrChanged = errors.New("it was changed meanwhile; try again")

func (b *Book) write(name string, data []byte) error {
	if err := whole.Bytes(name, 0o644, data); err != nil {
		return fmt.Errorf("write the decisions: %w", err)
	}
	b.read = data
	return nil
}

const heading = `# What was decided about the gaps of your reports, and by what they are known again.
# Signpost writes this file; commit it. It holds no customer's words but the titles.
`

// Bytes is the file: the same book gives the same bytes, and comments of people stay
// in their blocks.
func (b *Book) Bytes() []byte {
	old, other := blocks(b.read), blocks(b.other)
	var out strings.Builder
	top := []string{"version: " + version}
	top = put(top, "", "until", b.Until)
	top = put(top, "", "weekly", b.Weekly.String())
	if before, ok := old[""]; ok {
		for _, line := range carry(append(top, "gaps:"), before, other[""]) {
			out.WriteString(line + "\n")
		}
	} else {
		out.WriteString(heading + strings.Join(append(top, "gaps:"), "\n") + "\n")
	}
	for _, e := range b.Entries {
		out.WriteString("\n")
		for _, line := range carry(e.lines(), old[e.ID], other[e.ID]) {
			out.WriteString(line + "\n")
		}
	}
	return []byte(out.String())
}

// commented tells whether somebody wrote a comment about a gap.
func (b *Book) commented(id string) bool {
	for _, line := range blocks(b.read)[id] {
		if body, note := splitComment(line); note != "" || isComment(body) {
			return true
		}
	}
	return false
}

func (e *Entry) lines() []string {
	out := []string{"  " + e.ID + ":"}
	const in = "    "
	out = put(out, in, "title", e.Title)
	out = put(out, in, "kind", e.Kind)
	out = put(out, in, "first", e.First)
	out = put(out, in, "last", e.Last)
	if e.Conversations > 0 {
		out = append(out, in+"conversations: "+strconv.Itoa(e.Conversations))
	}
	out = put(out, in, "weekly", e.Weekly.String())
	terms := make([]string, len(e.Terms))
	for i, t := range e.Terms {
		terms[i] = t.String()
	}
	out = putList(out, in, "terms", terms)
	out = putList(out, in, "aliases", e.Aliases)
	out = put(out, in, "expired", e.Expired)
	out = put(out, in, "known_conversations", strings.Join(e.ConversationMarks, " "))
	out = put(out, in, "known_questions", strings.Join(e.QuestionMarks, " "))
	if len(out) == 1 && len(e.Decisions) == 0 {
		return []string{"  " + e.ID + ": {}"}
	}
	if len(e.Decisions) > 0 {
		out = append(out, in+"decisions:")
	}
	for _, d := range e.Decisions {
		out = append(out, d.lines()...)
	}
	return out
}

func (d Decision) lines() []string {
	out := []string{"      - do: " + string(d.Do)}
	const in = "        "
	out = put(out, in, "on", d.On)
	out = put(out, in, "at", d.At)
	out = put(out, in, "by", d.By)
	out = put(out, in, "reason", d.Reason)
	out = put(out, in, "until", d.Until)
	out = put(out, in, "to", d.To)
	out = put(out, in, "into", d.Into)
	out = putList(out, in, "conversations", d.Conversations)
	out = putList(out, in, "words", d.Words)
	out = put(out, in, "article", d.Article)
	out = put(out, in, "value", d.Value)
	out = put(out, in, "says", d.Says)
	out = put(out, in, "undoes", string(d.Undoes))
	out = put(out, in, "made_on", d.MadeOn)
	out = put(out, in, "made_by", d.MadeBy)
	if d.Had > 0 {
		out = append(out, in+"had: "+strconv.Itoa(d.Had))
	}
	if d.Counted > 0 {
		out = append(out, in+"counted: "+strconv.Itoa(d.Counted))
	}
	return out
}

func put(lines []string, indent, key, value string) []string {
	if value == "" {
		return lines
	}
	return append(lines, indent+key+": "+Scalar(value))
}

func putList(lines []string, indent, key string, values []string) []string {
	if len(values) == 0 {
		return lines
	}
	shown := make([]string, len(values))
	for i, v := range values {
		v = legible(v)
		shown[i] = strconv.Quote(v)
		if listed.MatchString(v) && !special[strings.ToLower(v)] {
			shown[i] = v
		}
	}
	return append(lines, indent+key+": ["+strings.Join(shown, ", ")+"]")
}

var (
	plain   = regexp.MustCompile(`^[\pL\pN][\pL\pN ,.?!()'/+_-]*$`)
	listed  = regexp.MustCompile(`^[\pL\pN][\pL\pN._-]*( [0-9]+)?$`)
	special = map[string]bool{"null": true, "true": true, "false": true, "yes": true, "no": true, "on": true, "off": true, "y": true, "n": true}
)

// Scalar writes a text as a YAML value: as it is where that is safe, in double quotes
// elsewhere.
func Scalar(s string) string {
	s = legible(s)
	if plain.MatchString(s) && !special[strings.ToLower(s)] && strings.TrimSpace(s) == s {
		return s
	}
	return strconv.Quote(s)
}

// legible leaves out the control characters, which would not be read again.
func legible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}
