// Package yamldoc reads the YAML that people write by hand, strictly: front
// matter, signpost.yaml, column maps, the words of a theme. It is the only
// package that knows the YAML library.
//
// # What is read
//
// One document of at most [MaxSize] bytes of UTF-8 (see [DecodeUpTo] for larger
// ones), whose top is a mapping.
// Keys are those of the `yaml` tags of the struct to fill; any other key is a
// mistake, told with the nearest known key. A key stands once in its mapping.
// Indentation is made of spaces. Anchors, aliases and merge keys are refused:
// they make a small file large and a plain file puzzling.
//
// # Values
//
//	string      any scalar, as it was typed: "title: 2024" is the text 2024
//	bool        true or false; yes, no, on and off are refused as ambiguous
//	int, float  a number
//	time.Time   2026-01-31, or 2026-01-31T09:30:00Z with any offset
//	slice       a list; a single value in its place is a mistake
//	map         a mapping with text keys
//	struct      a mapping with known keys
//
// A key without a value leaves the field as it is. Every mistake is a
// diagnostic with its line; none of them is an error, and nothing panics.
package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"signpost/internal/diag"
)

// MaxSize is the largest document that is read, in bytes.
const MaxSize = 64 << 10

// maxDepth is the deepest nesting that is followed; no format of ours needs
// more than four levels.
const maxDepth = 32

// Lines tells where each key of a document stands: "title", "search.boost",
// and "redirect_from[0]" for the items of a list. Lines count as firstLine did.
type Lines map[string]int

// Decode reads one YAML document strictly into out, a pointer to a struct with
// `yaml` tags or to a map with string keys. The file and the line in it on
// which data starts, counted from 1, locate the diagnostics. Fields without
// mistakes are filled even when others have some.
func Decode(data []byte, out any, file string, firstLine int) []diag.Diagnostic {
	_, ds := DecodeLines(data, out, file, firstLine)
	return ds
}

// DecodeLines is Decode, and tells the line of each key as well.
func DecodeLines(data []byte, out any, file string, firstLine int) (Lines, []diag.Diagnostic) {
	return DecodeUpTo(MaxSize, data, out, file, firstLine)
}

// DecodeUpTo is DecodeLines for what a program writes and people mend: it may be
// as large as limit, in bytes.
func DecodeUpTo(limit int, data []byte, out any, file string, firstLine int) (Lines, []diag.Diagnostic) {
	d := &decoder{file: file, offset: firstLine - 1, lines: Lines{}, limit: limit}
	root := d.parse(data)
	if root != nil && d.plain(root, 0) {
		d.value(root, reflect.ValueOf(out).Elem(), "")
	}
	diag.Sort(d.diags)
	return d.lines, d.diags
}

// A decoder gathers the mistakes and key lines of one document.
type decoder struct {
	file   string
	offset int
	lines  Lines
	limit  int // of the document, in bytes
	diags  []diag.Diagnostic
}

func (d *decoder) fault(line int, code, what, fix string) {
	d.diags = append(d.diags, diag.Diagnostic{File: d.file, Line: line + d.offset, Code: code, What: what, Fix: fix})
}

// parse returns the document's top node, or nil when it is empty or cannot be
// read at all.
func (d *decoder) parse(data []byte) *yaml.Node {
	if !d.readable(data) {
		return nil
	}
	var doc, second yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	if err := decodeNode(dec, &doc); err != nil {
		if !errors.Is(err, io.EOF) {
			d.syntax(data, err)
		}
		return nil
	}
	if err := decodeNode(dec, &second); err == nil {
		d.fault(second.Line, "bad-yaml", "a second YAML document starts here", "remove the line ---")
		return nil
	} else if !errors.Is(err, io.EOF) {
		d.syntax(data, err)
		return nil
	}
	if len(doc.Content) == 0 {
		return nil
	}
	return doc.Content[0]
}

// decodeNode turns a panic of the library into an error: what an author types
// must not end the program.
func decodeNode(dec *yaml.Decoder, node *yaml.Node) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	return dec.Decode(node)
}

// readable checks what is known before parsing: size, encoding, tabs.
func (d *decoder) readable(data []byte) bool {
	if len(data) > d.limit {
		d.fault(1, "too-large", fmt.Sprintf("%d KiB of YAML", len(data)>>10), fmt.Sprintf("keep it under %d KiB", d.limit>>10))
		return false
	}
	line := 0
	for text := range bytes.Lines(data) {
		line++
		indent := text[:len(text)-len(bytes.TrimLeft(text, " \t"))]
		switch {
		case !utf8.Valid(text):
			d.fault(line, "not-utf8", "not valid UTF-8", "save the file as UTF-8")
		case bytes.IndexByte(text, 0) >= 0:
			d.fault(line, "nul-byte", "a NUL byte", "remove it; the file may be damaged")
		case bytes.IndexByte(indent, '\t') >= 0 && len(bytes.TrimSpace(text)) > 0:
			d.fault(line, "tab", "a tab in the indentation", "use spaces")
		}
	}
	return len(d.diags) == 0
}

var errorLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?`)

// syntax reports an error of the library, at the line at which the document stops to be
// one: the library often names the beginning of a block, or no line at all.
func (d *decoder) syntax(data []byte, err error) {
	text := err.Error()
	m := errorLine.FindStringSubmatch(text)
	line, _ := strconv.Atoi(m[1])
	if found := faultLine(data); found > 0 {
		line = found
	}
	what := "broken YAML: " + text[len(m[0]):]
	fix := "check the indentation, and quote texts that hold a colon or start with a sign"
	d.fault(max(line, 1), "bad-yaml", what, fix)
}

// How far faultLine looks: documents of so many bytes, and so many lines on for the end
// of a text or list that goes over several, fewer where each look takes long.
const (
	searchedSize  = 4 << 20
	searchedLines = 40
)

// faultLine gives the line behind the longest beginning of a document that can be read,
// 0 when the document is too large to search. What is never closed is told where it
// opens.
func faultLine(data []byte) int {
	if len(data) > searchedSize {
		return 0
	}
	ends := []int{0}
	for line := range bytes.Lines(data) {
		ends = append(ends, ends[len(ends)-1]+len(line))
	}
	readable := func(lines int) bool {
		dec := yaml.NewDecoder(bytes.NewReader(data[:ends[lines]]))
		var err error
		for err == nil {
			err = decodeNode(dec, &yaml.Node{})
		}
		return errors.Is(err, io.EOF)
	}
	ahead := min(searchedLines, searchedSize/max(1, len(data)))
	for good, bad := 0, len(ends)-1; ; {
		for good+1 < bad {
			if middle := (good + bad) / 2; readable(middle) {
				good = middle
			} else {
				bad = middle
			}
		}
		next := bad + 1 // bad may be in the midst of something whole
		for next < min(len(ends), bad+ahead) && !readable(next) {
			next++
		}
		if next >= min(len(ends), bad+ahead) {
			return bad
		}
		good, bad = next, len(ends)-1
	}
}

// plain reports anchors, aliases, control characters, and nesting that is too
// deep.
func (d *decoder) plain(n *yaml.Node, depth int) bool {
	switch {
	case depth > maxDepth:
		d.fault(n.Line, "bad-yaml", "values nested too deeply", "flatten them")
		return false
	case n.Kind == yaml.AliasNode || n.Anchor != "" || n.Tag == "!!merge":
		d.fault(n.Line, "alias", "anchors and aliases are not taken here", "write the value out")
		return false
	}
	if i := strings.IndexFunc(n.Value, control); i >= 0 {
		d.fault(n.Line, "control-character", fmt.Sprintf("a control character, U+%04X", []rune(n.Value[i:])[0]), "remove it")
		return false
	}
	ok := true
	for _, child := range n.Content {
		ok = d.plain(child, depth+1) && ok
	}
	return ok
}

// control reports characters that no text holds: those of terminals.
func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// value stores a node in a Go value; key is the path that leads there.
func (d *decoder) value(n *yaml.Node, v reflect.Value, key string) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	if v.Type() == timeType {
		d.time(n, v, key)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), key)
	case reflect.Struct:
		d.structure(n, v, key)
	case reflect.Map:
		d.mapping(n, v, key)
	case reflect.Slice:
		d.list(n, v, key)
	default:
		d.scalar(n, v, key)
	}
}

// pairs calls f for each key of a mapping, and reports keys that stand twice.
func (d *decoder) pairs(n *yaml.Node, key string, f func(name string, k, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.wrong(n, key, "keys with values", exampleMap(key))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode {
			d.fault(k.Line, "bad-yaml", "a key that is not plain text", "quote the text")
			continue
		}
		if first, ok := seen[k.Value]; ok {
			d.fault(k.Line, "duplicate-key", fmt.Sprintf("%q stands here a second time, first in line %d", k.Value, first+d.offset), "keep one of them")
			continue
		}
		seen[k.Value] = k.Line
		d.lines[join(key, k.Value)] = k.Line + d.offset
		f(k.Value, k, v)
	}
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, key string) {
	names, fields := fieldsOf(v.Type())
	d.pairs(n, key, func(name string, k, val *yaml.Node) {
		i, ok := fields[name]
		if !ok {
			d.fault(k.Line, "unknown-key", fmt.Sprintf("unknown key %q", join(key, name)), nearest(name, names))
			return
		}
		d.value(val, v.Field(i), join(key, name))
	})
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value, key string) {
	m := reflect.MakeMap(v.Type())
	d.pairs(n, key, func(name string, _, val *yaml.Node) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(val, item, join(key, name))
		m.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), item)
	})
	v.Set(m)
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, key string) {
	if n.Kind != yaml.SequenceNode {
		d.wrong(n, key, "a list", fmt.Sprintf("write %s: [%s]", key, oneLine(n.Value)))
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		at := fmt.Sprintf("%s[%d]", key, i)
		d.lines[at] = item.Line + d.offset
		d.value(item, list.Index(i), at)
	}
	v.Set(list)
}

// wrong reports a value of another type than the one wanted.
func (d *decoder) wrong(n *yaml.Node, key, want, fix string) {
	if key == "" {
		d.fault(n.Line, "wrong-type", "the document is not a list of keys with values", fix)
		return
	}
	d.fault(n.Line, "wrong-type", fmt.Sprintf("%s wants %s", key, want), fix)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func nearest(name string, names []string) string {
	if near := diag.Nearest(strings.ToLower(name), names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "known keys are " + strings.Join(names, ", ")
}

func exampleMap(key string) string {
	if key == "" {
		return "write lines such as title: A title"
	}
	return "write its keys below it, indented by two spaces"
}

// oneLine shortens a value for a message.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
