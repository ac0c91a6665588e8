package decisions

import (
	"regexp"
	"strings"
)

var idLine = regexp.MustCompile(`^ *["']?(g-[0-9a-z]+)["']? *:`)

// lineEnds makes those that YAML takes for the end of a line what it is here.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// blocks cuts a file into the lines of each gap, by its id, and those before the
// first, by "". Comments and empty lines above an id belong to it.
func blocks(data []byte) map[string][]string {
	out := map[string][]string{}
	if len(data) == 0 {
		return out
	}
	id, below := "", false
	var waiting []string
	for line := range strings.Lines(lineEnds.Replace(strings.TrimPrefix(string(data), "\ufeff"))) {
		line = strings.TrimRight(line, " \r\n")
		switch m := idLine.FindStringSubmatch(line); {
		case below && m != nil && indent(line) < 4:
			id = m[1]
		case strings.TrimSpace(line) == "" && len(waiting) == 0:
			continue
		case strings.TrimSpace(line) == "" || isComment(line) && (!below || indent(line) < 4):
			waiting = append(waiting, line)
			continue
		}
		out[id] = append(append(out[id], waiting...), line)
		waiting = nil
		if strings.HasPrefix(line, "gaps:") {
			below = true
		}
	}
	out[id] = append(out[id], waiting...)
	return out
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func isComment(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "#") }

// splitComment cuts the comment off a line that has a value before it.
func splitComment(line string) (body, note string) {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quote == '"' && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && i > 0 && strings.ContainsRune(" [,{:", rune(line[i-1])):
			quote = c
		case c == '#' && i > 0 && line[i-1] == ' ' && strings.TrimSpace(line[:i]) != "":
			return strings.TrimRight(line[:i], " "), line[i:]
		}
	}
	return line, ""
}

// Notes are the comments of a block, by the line of another version of it that each
// belongs to; those that belong to none stand at its end.
type notes struct {
	above  map[int][]string
	behind map[int]string
	end    []string
}

// notesOf finds where the comments of the old lines of a block belong in the new ones:
// behind a line that is the same or has the same key, above the line that they stood
// above, or at the end.
func notesOf(old, lines []string) notes {
	n := notes{map[int][]string{}, map[int]string{}, nil}
	at, scalar := 0, -1
	for _, line := range old {
		if strings.TrimSpace(line) == "" || scalar >= 0 && indent(line) > scalar {
			continue // a line of a text, whatever it begins with
		}
		scalar = -1
		if isComment(line) {
			n.end = append(n.end, strings.TrimSpace(line))
			continue
		}
		body, note := splitComment(line)
		if scalarBegins.MatchString(body) {
			scalar = len(body) - len(strings.TrimLeft(body, " -"))
		}
		i := find(lines, body, at)
		if i >= 0 {
			at = i + 1
		}
		switch {
		case i < 0 && note != "":
			n.end = append(n.end, note)
			continue
		case i < 0:
			continue
		case note != "":
			n.behind[i] = note
		}
		n.above[i], n.end = append(n.above[i], n.end...), nil
	}
	return n
}

// scalarBegins is a line whose value is a text on the lines below it.
var scalarBegins = regexp.MustCompile(`(?:^|[ ])[\pL_]+: *[|>][-+0-9]*$`)

// join adds the comments of m that are not in n yet.
func (n *notes) join(m notes, lines int) {
	held := map[string]bool{}
	for _, list := range n.above {
		for _, c := range list {
			held[c] = true
		}
	}
	for _, c := range n.end {
		held[c] = true
	}
	for i := range lines {
		for _, c := range m.above[i] {
			if !held[c] {
				n.above[i] = append(n.above[i], c)
			}
		}
		switch c := m.behind[i]; {
		case c == "" || c == n.behind[i]:
		case n.behind[i] == "":
			n.behind[i] = c
		case !held[c]:
			n.above[i] = append(n.above[i], c)
		}
	}
	for _, c := range m.end {
		if !held[c] {
			n.end = append(n.end, c)
		}
	}
}

// carry puts the comments of the old lines of a block, and of those of the other side
// of a join, into the new lines.
func carry(lines, old, other []string) []string {
	n := notesOf(old, lines)
	n.join(notesOf(other, lines), len(lines))
	var out []string
	for i, line := range lines {
		for _, c := range n.above[i] {
			out = append(out, strings.Repeat(" ", indent(line))+c)
		}
		if c := n.behind[i]; c != "" {
			line += "  " + c
		}
		out = append(out, line)
	}
	for _, c := range n.end {
		in := 2
		if len(lines) > 0 {
			in = indent(lines[len(lines)-1])
		}
		out = append(out, strings.Repeat(" ", max(in, 4))+c)
	}
	return out
}

// find gives the new line that an old one became, from a position on: the same text,
// else the next with the same key.
func find(lines []string, body string, from int) int {
	for i := from; i < len(lines); i++ {
		if lines[i] == body {
			return i
		}
	}
	key, _, ok := strings.Cut(strings.TrimSpace(body), ":")
	for i := from; ok && i < len(lines); i++ {
		if k, _, _ := strings.Cut(strings.TrimSpace(lines[i]), ":"); k == key {
			return i
		}
	}
	return -1
}
