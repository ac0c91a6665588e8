package inbox

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A lineKind is what a line of an e-mail is there for.
type lineKind byte

const (
	lineBlank  lineKind = iota
	lineText            // words of the writer
	lineQuoted          // marked as quoted
	lineIntro           // "On Monday, Ada wrote:"
	lineBlock           // "-----Original Message-----", or the headers of the message below
	lineRule            // a line of dashes or underscores
	lineDevice          // "Sent from my phone"
)

// tailLines is how many lines below a quote are still taken for a signature.
const tailLines = 7

// A reply is the text of an e-mail, line by line.
type reply struct {
	lines []string
	kinds []lineKind
	// answers says that an old message is introduced somewhere.
	answers bool
}

// trimReply cuts from the text of an e-mail what its writer did not write for
// it: the message that it answers, the signature below a line of dashes, the
// line of the device, and the disclaimer. Answers between the lines of a quote
// stay together with it. What was cut is returned too, in order. Of a text
// that holds nothing else, such as a forwarded message, that is kept.
func trimReply(s string) (body, cut string) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	r := newReply(s)
	all := len(r.lines)
	r.aboveMarker()
	r.cutRule()
	r.dropDevices()
	r.answer()
	r.trimEnd()
	r.dropDisclaimer()
	kept := r.kept()
	if len(kept) == all {
		return s, ""
	}
	body = strings.Join(kept, "\n")
	if body == "" && !r.answers {
		return strings.Trim(s, "\n"), ""
	}
	return body, r.dropped(s)
}

// trimChat cuts no more than what is certain in a chat that was answered by
// e-mail: the quoted message with its introduction.
func trimChat(s string) (body, cut string) {
	if !strings.Contains(s, "\n") || !strings.Contains(s, ":") && !strings.Contains(s, "：") {
		return s, ""
	}
	r := newReply(strings.ReplaceAll(s, "\r\n", "\n"))
	if !r.answers {
		return s, ""
	}
	for i, k := range r.kinds {
		if k == lineRule || k == lineDevice {
			r.kinds[i] = lineText
		}
	}
	r.answer()
	r.trimEnd()
	if body = strings.Join(r.kept(), "\n"); body == "" {
		return s, ""
	}
	return body, r.dropped(s)
}

// newReply tells what each line is.
func newReply(s string) *reply {
	r := &reply{lines: strings.Split(s, "\n")}
	r.kinds = make([]lineKind, len(r.lines))
	fenced, before := false, lineBlank
	for i := 0; i < len(r.lines); {
		line := strings.TrimSpace(r.lines[i])
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		kind, n := lineText, 1
		if !fenced {
			kind, n = r.classify(i, line, before)
		} else if line == "" {
			kind = lineBlank
		}
		for j := range n {
			r.kinds[i+j] = kind
		}
		if kind != lineBlank {
			before = kind
		}
		i += n
	}
	r.answers = r.has(lineIntro) || r.has(lineBlock)
	return r
}

// classify tells what line i is, and of how many lines that holds; before is
// the kind of the last line that was not blank.
func (r *reply) classify(i int, line string, before lineKind) (lineKind, int) {
	if line == "" {
		return lineBlank, 1
	}
	quote := isQuoteLine(line, before)
	if quote && before == lineQuoted {
		return lineQuoted, 1
	}
	if n := r.intro(i); n > 0 {
		return lineIntro, n
	}
	if quote {
		return lineQuoted, 1
	}
	if n := r.block(i); n > 0 {
		return lineBlock, n
	}
	switch {
	case isRule(line):
		return lineRule, 1
	case isDevice(line):
		return lineDevice, 1
	}
	return lineText, 1
}

// isQuoteLine knows ">" and the older "Ada>"; a bar quotes only below an
// introduction, as tables have bars too.
func isQuoteLine(line string, before lineKind) bool {
	if line[0] == '>' {
		return !isArrow(line)
	}
	if line[0] == '|' {
		return before == lineIntro || before == lineQuoted
	}
	i := strings.IndexByte(line, '>')
	if i <= 0 || i > 12 || before == lineText && i > 3 {
		return false
	}
	return strings.IndexFunc(line[:i], func(r rune) bool { return !unicode.IsLetter(r) }) < 0 &&
		(i+1 == len(line) || line[i+1] == ' ' || line[i+1] == '>')
}

// isArrow keeps ">=" and the like at the begin of a line from being a quote.
func isArrow(line string) bool {
	return strings.HasPrefix(line, ">=") || strings.HasPrefix(line, ">-<")
}

// isRule tells lines that are drawn.
func isRule(line string) bool {
	if line == "—" || line == "–" || line == "--" {
		return true
	}
	n := 0
	for _, c := range line {
		if !strings.ContainsRune("-_=~*#—–─━ ", c) {
			return false
		}
		if c != ' ' {
			n++
		}
	}
	return n >= 2
}

// aboveMarker cuts below a line that asks to answer above it.
func (r *reply) aboveMarker() {
	for i, line := range r.lines {
		if r.kinds[i] == lineBlank || !asksAbove(line) {
			continue
		}
		if r.texts(0, i) == 0 {
			r.kinds[i] = lineDevice
			continue
		}
		r.cutFrom(i)
		return
	}
}

// cutRule cuts below the first drawn line, which begins a signature, unless it
// parts the text like others of its kind.
func (r *reply) cutRule() {
	parted := false
	for i, k := range r.kinds {
		if k != lineRule {
			continue
		}
		if r.texts(0, i) > 0 {
			if parted = r.partsText(i, parted); !parted {
				r.cutFrom(i)
				return
			}
		}
		r.kinds[i] = lineText
	}
}

// partsText tells whether rule i is one of several with sentences or a list
// between them; parted says that such a one stands above it.
func (r *reply) partsText(i int, parted bool) bool {
	rule := strings.TrimSpace(r.lines[i])
	if utf8.RuneCountInString(rule) < 3 || rule[0] == '_' {
		return false
	}
	prose := false
	for j := i + 1; j < len(r.lines); j++ {
		line := strings.TrimSpace(r.lines[j])
		switch {
		case r.kinds[j] == lineRule:
			return prose && (parted || line[0] == rule[0]) && r.texts(j+1, len(r.lines)) > 0
		case r.kinds[j] != lineText && r.kinds[j] != lineBlank:
			return false
		case line != "" && (sentenceEnds(line) || isListItem(line)):
			prose = true
		}
	}
	return parted && prose
}

func sentenceEnds(line string) bool {
	last, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".?!。？！", last)
}

func isListItem(line string) bool {
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "• ") ||
		len(line) > 2 && line[0] >= '0' && line[0] <= '9' && (line[1] == '.' || line[1] == ')')
}

func (r *reply) dropDevices() { r.drop(func(k lineKind) bool { return k == lineDevice }) }

// answer cuts the message that is answered.
func (r *reply) answer() {
	if r.below() {
		return
	}
	for i := 0; i < len(r.kinds); i++ {
		k := r.kinds[i]
		if k != lineIntro && k != lineBlock || r.texts(0, i) == 0 {
			continue
		}
		if k == lineBlock || r.topPosted(i) {
			r.cutFrom(i)
			break
		}
	}
	r.drop(func(k lineKind) bool { return k == lineIntro || k == lineBlock })
}

// below takes the answer that stands under all that it answers.
func (r *reply) below() bool {
	start := -1
	for i, k := range r.kinds {
		switch k {
		case lineText:
			if start < 0 {
				start = i
			}
		case lineBlank:
		default:
			if start >= 0 {
				return false
			}
		}
	}
	if start <= 0 || !r.answers {
		return false
	}
	r.lines, r.kinds = r.lines[start:], r.kinds[start:]
	return true
}

// topPosted tells whether the answer stands above introduction i alone: what
// follows is the old message, without marks, or with marks and at most a
// signature below.
func (r *reply) topPosted(i int) bool {
	for i < len(r.kinds) && (r.kinds[i] == lineIntro || r.kinds[i] == lineBlank) {
		i++
	}
	if i == len(r.kinds) || r.kinds[i] != lineQuoted {
		return true
	}
	texts := 0
	for _, k := range r.kinds[i:] {
		switch {
		case k == lineText:
			texts++
		case k != lineBlank && texts > 0:
			return false
		}
	}
	return texts == 0 || texts < tailLines && !r.onlyGreets(i)
}

// onlyGreets tells whether all text before line i is one short greeting.
func (r *reply) onlyGreets(i int) bool {
	if r.texts(0, i) != 1 {
		return false
	}
	for j := range i {
		if r.kinds[j] == lineText {
			line := strings.TrimSpace(r.lines[j])
			return len(strings.Fields(line)) <= 4 && greeting(line) > 0
		}
	}
	return false
}

// trimEnd drops quotes and blank lines at the end, and keeps a quote that is
// all there is only where nothing introduces it.
func (r *reply) trimEnd() {
	if r.texts(0, len(r.kinds)) == 0 && !r.answers {
		return
	}
	end := len(r.kinds)
	for end > 0 && r.kinds[end-1] != lineText {
		end--
	}
	r.cutFrom(end)
}

// dropDisclaimer cuts the paragraph at the end that is written by a lawyer.
func (r *reply) dropDisclaimer() {
	for end := len(r.kinds); end > 0; {
		start := end
		for start > 0 && r.kinds[start-1] != lineBlank {
			start--
		}
		if start == 0 || r.texts(0, start) == 0 || !isDisclaimer(strings.Join(r.lines[start:end], " ")) {
			return
		}
		for start > 0 && r.kinds[start-1] == lineBlank {
			start--
		}
		r.cutFrom(start)
		end = start
	}
}

// texts counts the lines of text in a range.
func (r *reply) texts(from, to int) int {
	n := 0
	for _, k := range r.kinds[from:to] {
		if k == lineText {
			n++
		}
	}
	return n
}

func (r *reply) has(kind lineKind) bool {
	for _, k := range r.kinds {
		if k == kind {
			return true
		}
	}
	return false
}

func (r *reply) cutFrom(i int) { r.lines, r.kinds = r.lines[:i], r.kinds[:i] }

func (r *reply) drop(these func(lineKind) bool) {
	if !slices.ContainsFunc(r.kinds, these) {
		return
	}
	lines, kinds := make([]string, 0, len(r.lines)), make([]lineKind, 0, len(r.kinds))
	for i, k := range r.kinds {
		if !these(k) {
			lines, kinds = append(lines, r.lines[i]), append(kinds, k)
		}
	}
	r.lines, r.kinds = lines, kinds
}

// kept are the lines without blank ones around them.
func (r *reply) kept() []string {
	from, to := 0, len(r.lines)
	for from < to && strings.TrimSpace(r.lines[from]) == "" {
		from++
	}
	for to > from && strings.TrimSpace(r.lines[to-1]) == "" {
		to--
	}
	return r.lines[from:to]
}

// dropped are the lines of the whole that were not kept.
func (r *reply) dropped(whole string) string {
	kept := r.kept()
	var out []string
	for line := range strings.SplitSeq(whole, "\n") {
		if len(kept) > 0 && line == kept[0] {
			kept = kept[1:]
			continue
		}
		out = append(out, line)
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}
