package article

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"signpost/internal/diag"
)

// Reuse is what articles take from elsewhere before they are read:
//
//	{{product}}              a variable, anywhere; "\{{" stands for itself
//	{{snippet contact}}      a snippet, on a line of its own
//
// In code, only variables that exist are replaced. Without any variable or
// snippet nothing is looked for.
type Reuse struct {
	// Variables are texts of one line, by name.
	Variables map[string]string
	// Snippets are Markdown, by name.
	Snippets map[string]Snippet
}

// A Snippet is a piece of Markdown that articles share.
type Snippet struct {
	// Path is where the file lies, as diagnostics name it.
	Path string
	Text []byte
}

// A Place is where a line was written.
type Place struct {
	Path string
	Line int
}

// Expanded is a file with its snippets and variables in place.
type Expanded struct {
	Text []byte
	// Places tells where each line was written, nil if in the file itself.
	Places []Place
	// Snippets are the names of those that were used, in order.
	Snippets []string
}

// maxSnippets is how deep snippets may lie within each other.
const maxSnippets = 10

// maxTaken is how many snippets an article may take in, those within others
// counted each time.
const maxTaken = 2000

// maxFaults is how many mistakes with snippets and variables are told of an article;
// for each, what was meant is looked for among all names.
const maxFaults = 1000

// Expand puts snippets and variables into a file.
func Expand(path string, data []byte, r Reuse) (Expanded, []diag.Diagnostic) {
	if len(r.Variables)+len(r.Snippets) == 0 || !bytes.Contains(data, []byte("{{")) {
		return Expanded{Text: data}, nil
	}
	e := expander{reuse: r, used: map[string]bool{}, told: map[diag.Diagnostic]bool{}}
	e.file(path, data, "", nil)
	return Expanded{e.out.Bytes(), e.places, slices.Sorted(maps.Keys(e.used))}, e.diags
}

type expander struct {
	reuse  Reuse
	out    bytes.Buffer
	places []Place
	used   map[string]bool
	taken  int  // snippets taken in so far
	full   bool // that they are too many, or the text too large, was told
	told   map[diag.Diagnostic]bool
	diags  []diag.Diagnostic
}

var (
	snippetLine = regexp.MustCompile(`^([ \t>]*)\{\{\s*snippet\s+([\w./-]+)\s*\}\}\s*$`)
	snippetIn   = regexp.MustCompile(`\\?\{\{\s*snippet\s+[\w./-]+\s*\}\}`)
	variable    = regexp.MustCompile(`\\?\{\{\s*([A-Za-z][\w.-]*)\s*\}\}`)
	fenceLine   = regexp.MustCompile("^[ \t>]*(```+|~~~+)")
)

// fault reports a mistake; fix, if it is one, is asked only if it is told.
func (e *expander) fault(at Place, code, what string, fix func() string) {
	d := diag.Diagnostic{File: at.Path, Line: at.Line, Code: code, What: what}
	if e.told[d] || len(e.told) >= maxFaults { // a snippet may be taken in many times
		return
	}
	e.told[d] = true
	d.Fix = fix()
	e.diags = append(e.diags, d)
}

// always is a fix that is known.
func always(fix string) func() string { return func() string { return fix } }

// file expands a text whose lines begin with indent; within names the snippets
// that it is part of.
func (e *expander) file(path string, data []byte, indent string, within []string) {
	fence, n := "", 0
	for line := range bytes.Lines(data) {
		n++
		at, text := Place{path, n}, string(bytes.TrimRight(line, "\r\n"))
		if m := fenceLine.FindStringSubmatch(text); m != nil {
			if fence == "" {
				fence = m[1]
			} else if strings.HasPrefix(m[1], fence) {
				fence = ""
			}
		}
		if m := snippetLine.FindStringSubmatch(text); m != nil && fence == "" {
			e.snippet(at, indent+m[1], m[2], within)
			continue
		}
		e.line(at, indent+e.variables(at, text, fence != ""))
	}
}

func (e *expander) line(at Place, text string) {
	e.out.WriteString(text + "\n")
	e.places = append(e.places, at)
}

func (e *expander) snippet(at Place, indent, name string, within []string) {
	s, ok := e.reuse.Snippets[name]
	e.taken++
	switch {
	case !ok:
		e.fault(at, "no-snippet", fmt.Sprintf("no snippet is called %q", name), func() string {
			if near := diag.Nearest(name, slices.Sorted(maps.Keys(e.reuse.Snippets))); near != "" {
				return fmt.Sprintf("did you mean %q?", near)
			}
			return fmt.Sprintf("make the file snippets/%s.md", name)
		})
	case e.taken > maxTaken || e.out.Len() > MaxSize:
		if !e.full {
			e.full = true
			e.fault(at, "too-large", "with its snippets the article is too large", always("take snippets out; those that include others many times multiply"))
		}
	case len(within) >= maxSnippets && !slices.Contains(within, name):
		e.fault(at, "too-deep", fmt.Sprintf("a snippet below %d others", maxSnippets), always("take some of them apart"))
	case slices.Contains(within, name):
		e.fault(at, "snippet-loop", fmt.Sprintf("snippets that include each other: %s", strings.Join(append(slices.Clone(within), name), " → ")), always("take one of them out"))
	default:
		e.used[name] = true
		e.file(s.Path, s.Text, indent, append(slices.Clone(within), name))
	}
}

// variables replaces those of a line.
func (e *expander) variables(at Place, text string, code bool) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	ticks := ticksBefore(text)
	for _, m := range snippetIn.FindAllStringIndex(text, -1) {
		if text[m[0]] != '\\' && !code && ticks(m[0])%2 == 0 {
			e.fault(at, "snippet-in-line", "a snippet within a line of text", always("give it a line of its own, or make it a variable in signpost.yaml"))
		}
	}
	var b strings.Builder
	last := 0
	ticks = ticksBefore(text)
	for _, m := range variable.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[2]:m[3]]
		value, ok := e.reuse.Variables[name]
		switch {
		case text[m[0]] == '\\':
			continue
		case ok:
			b.WriteString(text[last:m[0]] + value)
			last = m[1]
		case code || ticks(m[0])%2 == 1:
		default:
			e.fault(at, "no-variable", fmt.Sprintf("no variable is called %q", name), func() string {
				if near := diag.Nearest(name, slices.Sorted(maps.Keys(e.reuse.Variables))); near != "" {
					return fmt.Sprintf("did you mean {{%s}}?", near)
				}
				return fmt.Sprintf("define it below variables: in signpost.yaml, or write \\{{%s}} for the text itself", name)
			})
		}
	}
	return b.String() + text[last:]
}

// ticksBefore counts the backticks before one place of a text after the other.
func ticksBefore(text string) func(at int) int {
	n, last := 0, 0
	return func(at int) int {
		n += strings.Count(text[last:at], "`")
		last = at
		return n
	}
}

// Place tells where a line of the article was written: in its own file, or in a
// snippet.
func (a *Article) Place(line int) Place { return place(a.Path, a.places, line) }

func place(path string, places []Place, line int) Place {
	if line >= 1 && line <= len(places) {
		return places[line-1]
	}
	return Place{path, line}
}
