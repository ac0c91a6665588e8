// Package drafts turns gaps into what a writer begins with: the draft of an article
// that is missing, the customers' words for one that is not found, and golden queries
// that hold search to it.
//
// A draft consists of what the team's own agents answered, masked, in their order;
// behind each part a comment names the conversation it is from. Nothing is invented.
// Open points are paragraphs that begin with "TODO:": a draft may have them, and
// signpost check warns of them in an article that is none. Comments are in no page.
//
// A patch adds to the lists asked and keywords in the front matter of an article and
// to nothing else; every other byte of the file stays. A list that is written in a
// form that it cannot add to is refused, with what a writer has to add.
package drafts

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"signpost/gaps"
	"signpost/gaps/claims"
	"signpost/gaps/decisions"
	"signpost/gaps/question"
	"signpost/gaps/words"
	"signpost/inbox"
)

// Article is the draft of the article that answers a gap.
func Article(g gaps.Gap) []byte {
	var b strings.Builder
	title := strings.TrimRight(question.OneLine(g.Title), "… ")
	fmt.Fprintf(&b, "---\ntitle: %s\n", scalar(title))
	lang := languageOf(g)
	parts, others := compose(g, lang), disputed(g)
	if d := describe(parts, lang); d != "" && len(g.Sides) == 0 && len(others) == 0 {
		fmt.Fprintf(&b, "description: %s\n", scalar(d))
	}
	b.WriteString("draft: true\n")
	if asked := Asked(g); len(asked) > 0 {
		b.WriteString("asked:\n")
		for _, q := range asked {
			fmt.Fprintf(&b, "  - %s\n", scalar(q))
		}
	}
	fmt.Fprintf(&b, "gap: %s\n---\n", g.ID)
	fmt.Fprintf(&b, "<!-- Begun by Signpost from %d conversations of %d customers. What follows is what agents answered. -->\n\n", g.Conversations, g.Customers)
	b.WriteString("> TODO: read this as a customer would, put the answer into the first two sentences, and have it checked by somebody who knows.\n\n" +
		"> TODO: look for names of people here and under asked, which search shows everybody: masking may miss one.\n")
	if len(g.Nearest) == 0 {
		b.WriteString("\n> TODO: no article comes near; choose the collection, and move this file there.\n")
	}
	if len(parts) == 0 {
		b.WriteString("\n> TODO: nobody answered at length in these conversations; write the answer.\n")
	}
	if len(g.Sides) > 0 {
		b.WriteString("\n> TODO: the team says both of what comes first; find out what holds, and leave the other out.\n")
	}
	for i, p := range parts {
		b.WriteString("\n" + p.markdown())
		if i+1 == len(parts) || parts[i+1].source != p.source {
			b.WriteString("\n" + p.source.comment())
		}
	}
	for _, other := range others {
		fmt.Fprintf(&b, "\n> TODO: another answer was: “%s” Find out what holds.\n", question.OneLine(other))
	}
	for _, held := range openPoints(g, title, parts) {
		fmt.Fprintf(&b, "\n> TODO: %s\n", held)
	}
	return []byte(b.String())
}

// disputed gives the sentences that contradict an answer before theirs, where the sides of a
// disagreement do not tell it: they say nothing in new words, and would be lost.
func disputed(g gaps.Gap) []string {
	if len(g.Sides) > 0 {
		return nil
	}
	var out []string
	var before []claims.Claim
	for _, a := range g.Answers {
		said := claims.Of(a.Text)
		for _, c := range said {
			if claims.Contradict([]claims.Claim{c}, before) && !slices.Contains(out, c.Sentence) {
				out = append(out, c.Sentence)
			}
		}
		before = append(before, said...)
	}
	return out
}

// A source is where a part is from.
type source struct {
	conversation string
	// heard is the number of conversations in which much the same was answered.
	heard int
}

func (s source) comment() string {
	also := ""
	if s.heard > 1 {
		also = fmt.Sprintf("; much the same in %d more", s.heard-1)
	}
	return fmt.Sprintf("<!-- from conversation %s%s -->\n", commentText(s.conversation), also)
}

// A part is what an answer adds: sentences, items of a list, or code.
type part struct {
	kind   kind
	lines  []string
	source source
	// first is the number of the first of steps.
	first int
}

type kind int

const (
	sentences kind = iota
	steps
	bullets
	code
)

// newShare of a line's words have to be new for it to be worth a second place, and of
// a list's lines for the list.
const newShare = 0.5

// compose takes the sides of a disagreement, and the answers in order, the best first,
// and of each what those before it do not say.
func compose(g gaps.Gap, lang string) []part {
	said := map[string]bool{}
	var out []part
	for _, s := range g.Sides {
		if len(s.Members) > 0 {
			adds(s.Sentence, said)
			out = append(out, part{lines: []string{s.Sentence}, source: source{s.Members[0], s.Conversations}})
		}
	}
	for _, a := range g.Answers {
		for i, p := range added(blocksOf(a.Text), said, lang) {
			if i == 0 && p.kind == sentences {
				p.lines[0] = question.Begin(question.Unjoined(p.lines[0]))
			}
			p.source = source{a.Conversation, a.Conversations}
			out = append(out, p)
		}
	}
	return out
}

// languageOf is the language in which a gap was answered.
func languageOf(g gaps.Gap) string {
	var all strings.Builder
	for _, a := range g.Answers {
		all.WriteString(a.Text + "\n")
	}
	return inbox.Language(all.String())
}

// added gives what the blocks of an answer add. A list, with the code in
// it, stays whole or goes, and with it the sentence that leads to it. A sentence that leads back takes those before it
// along.
func added(blocks []part, said map[string]bool, lang string) []part {
	take := make([][]bool, len(blocks))
	for i := 0; i < len(blocks); {
		end, kept := i, false
		for ; end < len(blocks) && blocks[end].kind != sentences; end++ {
			kept = worth(blocks[end], said) || kept
		}
		for end = max(end, i+1); i < end; i++ {
			take[i] = slices.Repeat([]bool{kept}, len(blocks[i].lines))
		}
	}
	for i, b := range blocks {
		if b.kind == sentences {
			leads := i+1 < len(blocks) && blocks[i+1].kind != sentences
			take[i] = addedSentences(b.lines, said, leads, leads && take[i+1][0])
			continue
		}
		for k, line := range b.lines {
			if take[i][k] {
				adds(line, said)
			}
		}
	}
	alongBefore(blocks, take, lang)
	var out []part
	for i, b := range blocks {
		p := part{kind: b.kind, first: b.first}
		for k, line := range b.lines {
			if take[i][k] {
				p.lines = append(p.lines, line)
			}
		}
		if len(p.lines) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// alongBefore takes the sentences along from which those that are taken go on, be they of
// the paragraph before.
func alongBefore(blocks []part, take [][]bool, lang string) {
	needed := false
	for i, b := range slices.Backward(blocks) {
		for k, line := range slices.Backward(b.lines) {
			if b.kind != sentences {
				needed = false
				break
			}
			leading := k == len(b.lines)-1 && strings.HasSuffix(line, ":") // to what is taken, or to nothing
			if needed && !leading && question.ContentSize(line) > 1 && !question.Closes(line) {
				take[i][k] = true
			}
			needed = take[i][k] && (question.Continues(line, lang) || counted.MatchString(line))
		}
	}
}

// counted is the beginning of a sentence about things that were named before.
var counted = regexp.MustCompile(`(?i)^(?:each|both|all of|another|none|most|jede[rsn]?|beide|alle|keine[rs]?|chaque|tous|aucun|cada|ambos|todos|ninguno)\b`)

// addedSentences tells which of a paragraph say something new; where half of them are new,
// all that say anything new. The last may lead to a list or code, which is kept or not.
func addedSentences(lines []string, said map[string]bool, leads, kept bool) []bool {
	take, some := make([]bool, len(lines)), make([]bool, len(lines))
	n := 0
	for i, line := range lines {
		_, fresh := newsOf(line, said)
		some[i] = fresh > 0
		take[i] = adds(line, said)
		if leads && i == len(lines)-1 && strings.HasSuffix(line, ":") {
			take[i] = kept
		}
		if take[i] {
			n++
		}
	}
	most := n > 0 && float64(n) >= newShare*float64(len(lines))
	for i, line := range lines {
		leading := i == len(lines)-1 && strings.HasSuffix(line, ":") // to nothing
		if most && some[i] && !leading && question.ContentSize(line) > 1 && !question.Closes(line) {
			take[i] = true
		}
	}
	return take
}

// worth tells whether enough of a list's lines say something new; of code, whether it
// was not there before.
func worth(block part, said map[string]bool) bool {
	if block.kind == code {
		key := strings.Join(block.lines, "\n") // which no stem is
		was := said[key]
		said[key] = true
		return !was
	}
	fresh, telling := 0, 0
	for _, line := range block.lines {
		content, news := newsOf(line, said)
		if content > 0 {
			telling++
			if float64(news) >= newShare*float64(content) {
				fresh++
			}
		}
	}
	return telling > 0 && float64(fresh) >= newShare*float64(telling)
}

// newsOf counts the telling stems of a line, and those of them that were not said.
func newsOf(line string, said map[string]bool) (content, fresh int) {
	for _, s := range words.Content(line) {
		if words.IsChitchat(s) {
			continue
		}
		content++
		if !said[s] {
			fresh++
		}
	}
	return content, fresh
}

// adds tells whether a line says something, and something new; then it counts as said.
func adds(line string, said map[string]bool) bool {
	content, fresh := newsOf(line, said)
	if content < 2 || float64(fresh) < newShare*float64(content) || question.Closes(line) {
		return false
	}
	for _, s := range words.Content(line) {
		said[s] = true
	}
	return true
}

// blocksOf cuts an answer into lists, code, and paragraphs of sentences.
func blocksOf(text string) []part {
	var out []part
	add := func(k kind, apart bool, lines ...string) {
		if n := len(out); n > 0 && out[n-1].kind == k && !apart {
			out[n-1].lines = append(out[n-1].lines, lines...)
			return
		}
		out = append(out, part{kind: k, lines: lines})
	}
	fenced, apart := false, false
	for raw := range strings.Lines(text) {
		line := strings.TrimSpace(raw)
		rest, marked := question.Unmarked(line)
		switch {
		case question.IsFence(line):
			fenced, apart = !fenced, true
			continue
		case fenced:
			add(code, apart, strings.TrimRight(raw, " \r\n"))
		case line == "":
			apart = true
			continue
		case marked && strings.ContainsAny(line[:1], "-*•–"):
			add(bullets, false, rest)
		case marked:
			add(steps, false, rest)
			if steps := &out[len(out)-1]; len(steps.lines) == 1 {
				steps.first = max(1, numberOf(line))
			}
		default:
			add(sentences, apart, spoken(question.Sentences(line))...)
		}
		apart = false
	}
	return slices.DeleteFunc(out, func(p part) bool { return len(p.lines) == 0 })
}

// numberOf is the number that marks a step, 0 when that is no number.
func numberOf(line string) int {
	n, _ := strconv.Atoi(line[:strings.IndexAny(line, ".):")])
	return n
}

// spoken takes off what only a person says to another before the matter, and begins each
// sentence as one.
func spoken(lines []string) []string {
	for i, line := range lines {
		if bare := address.ReplaceAllString(line, ""); bare != "" {
			line = bare
		}
		lines[i] = question.Begin(line)
	}
	return lines
}

// address is a "yes" or "sorry" before what is said; a "no" says more, and is not taken off.
var address = regexp.MustCompile(`(?i)^(?:(?:yes|yep|sure|sorry|ja|oui|sí|si|sim|leider|lo siento|désolée?)[,:;.!]+ +)+`)

func (p part) markdown() string {
	var b strings.Builder
	switch {
	case p.kind == code && !strings.Contains(strings.Join(p.lines, "\n"), "{{"):
		fence := "```"
		for strings.Contains(strings.Join(p.lines, "\n"), fence) {
			fence += "`"
		}
		return fence + "\n" + strings.Join(p.lines, "\n") + "\n" + fence + "\n"
	case p.kind == steps, p.kind == bullets:
		for i, line := range p.lines {
			mark := "- "
			if p.kind == steps {
				mark = fmt.Sprintf("%d. ", p.first+i)
			}
			b.WriteString(mark + escape(line) + "\n")
		}
	default:
		for i, line := range p.lines {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(escape(line))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// commentText is text that ends no comment.
func commentText(s string) string {
	s = strings.NewReplacer("<", "", ">", "", "{", "", "\n", " ", "\r", " ").Replace(s)
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "-")
	}
	return s
}

var (
	marks     = strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "&", "&amp;", "<", "&lt;", "[", "\\[", "]", "\\]", "|", "\\|", "{", "\\{", "~", "\\~")
	lineStart = regexp.MustCompile(`^(#|>|\+|-|=|\d+[.)]|:|!)`)
)

// inlineCode is code as people type it.
var inlineCode = regexp.MustCompile("`[^`]+`")

// escape writes plain text as Markdown that shows it as it is; what is typed as code
// stays code, unless something of the site could be put into it.
func escape(s string) string {
	s = question.OneLine(strings.TrimSpace(s))
	var b strings.Builder
	at := 0
	for _, m := range inlineCode.FindAllStringIndex(s, -1) {
		if span := s[m[0]:m[1]]; !strings.Contains(span, "{{") {
			b.WriteString(marks.Replace(s[at:m[0]]) + span)
			at = m[1]
		}
	}
	s = b.String() + marks.Replace(s[at:])
	if m := lineStart.FindString(s); m != "" {
		s = m[:len(m)-1] + "\\" + s[len(m)-1:]
	}
	return s
}

// scalar writes a text into front matter. A brace that would begin a variable or a
// snippet is written as YAML knows it, so that nothing of the site is put in its place.
func scalar(s string) string {
	out := decisions.Scalar(s)
	if strings.Contains(s, "{{") {
		out = strings.ReplaceAll(out, "{", `\x7b`) // in double quotes by now
	}
	return out
}

// describe gives the first sentence, where it can stand alone under a title: short, without
// masked places, without what only Markdown shows, leading to no list and back to nothing.
// Those behind it may hang on it.
func describe(parts []part, lang string) string {
	if len(parts) == 0 || parts[0].kind != sentences {
		return ""
	}
	line := question.OneLine(strings.TrimSpace(parts[0].lines[0]))
	s := markup.ReplaceAllString(line, "$1$2")
	if strings.Contains(line, "![") || len([]rune(s)) > 160 || strings.HasSuffix(s, ":") || private(s) || question.ContentSize(s) < 2 ||
		question.Continues(s, lang) || strings.ContainsAny(s, "[]<>") || strings.Contains(s, "{{") {
		return ""
	}
	return question.Begin(s)
}

// markup are links, of which the text stays, code, of which what is in it does, and
// signs of emphasis.
var markup = regexp.MustCompile("\\[([^\\]!]+)\\]\\([^)]*\\)|`([^`]*)`|\\*\\*|__")

// openPoints are what the draft of a gap, of this title and these parts, leaves to the writer.
func openPoints(g gaps.Gap, title string, parts []part) []string {
	var out []string
	seen := map[string]bool{}
	personal := func(text string) {
		for _, l := range inbox.Leftovers(text) {
			if held := text[l.From:l.To]; !seen[held] {
				seen[held] = true
				out = append(out, fmt.Sprintf("“%s” is %s; leave it out if it is about a person.", escape(held), l.Why))
			}
		}
	}
	personal(title)
	conversations := map[string]bool{}
	heard := 0
	for _, p := range parts {
		conversations[p.source.conversation] = true
		heard = max(heard, p.source.heard)
		for _, line := range p.lines {
			personal(line)
			for _, held := range words.Placeholders(line) {
				if !seen[held] {
					seen[held] = true
					out = append(out, fmt.Sprintf("%s stands for something that was masked; write what holds for everybody, or leave it out.", escape(held)))
				}
			}
		}
	}
	if slices.ContainsFunc(g.Answers, func(a gaps.Answer) bool { return strings.HasSuffix(a.Text, "…") && conversations[a.Conversation] }) {
		out = append(out, "an answer was cut at …; the conversation has the rest.")
	}
	if len(conversations) == 1 && heard < 2 {
		out = append(out, "all of this is from one conversation; see whether it holds in general.")
	}
	return out
}
