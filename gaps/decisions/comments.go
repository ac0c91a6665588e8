package decisions

import (
	"regexp"
	"strings"
)

var idLine = regexp.MustCompile(`^ *["']?(g-[0-9a-z]+)["']? *:`)

// blocks cuts a file into the lines of each gap, by its id, and those before the
// first, by "". Comments and empty lines above an id belong to it.
func blocks(data []byte) map[string][]string {
	out := map[string][]string{}
	if len(data) == 0 {
		return out
	}
	id, below := "", false
	var waiting []string
	for line := range strings.Lines(string(data)) {
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

// carry puts the comments of the old lines of a block into the new ones: behind a
// line that is the same or has the same key, above the line that they stood above, or
// at the end.
func carry(old, lines []string) []string {
	above, behind := map[int][]string{}, map[int]string{}
	at := 0
	var waiting []string
	for _, line := range old {
		if isComment(line) {
			waiting = append(waiting, line)
			continue
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		body, note := splitComment(line)
		i := find(lines, body, at)
		if i >= 0 {
			at = i + 1
		}
		switch {
		case i < 0 && note != "":
			waiting = append(waiting, note)
			continue
		case i < 0:
			continue
		case note != "":
			behind[i] = "  " + note
		}
		above[i], waiting = append(above[i], waiting...), nil
	}
	var out []string
	for i, line := range lines {
		for _, c := range above[i] {
			out = append(out, strings.Repeat(" ", indent(line))+strings.TrimSpace(c))
		}
		out = append(out, line+behind[i])
	}
	for _, c := range waiting {
		in := 2
		if len(lines) > 0 {
			in = indent(lines[len(lines)-1])
		}
		out = append(out, strings.Repeat(" ", max(in, 4))+strings.TrimSpace(c))
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
