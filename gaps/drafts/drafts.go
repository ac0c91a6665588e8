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
	"strings"

	"signpost/gaps"
	"signpost/gaps/decisions"
	"signpost/gaps/question"
	"signpost/gaps/words"
)

// askedCount is how many of the customers' wordings go into an article.
const askedCount = 5

// Article is the draft of the article that answers a gap.
func Article(g gaps.Gap) []byte {
	var b strings.Builder
	title := strings.TrimRight(question.OneLine(g.Title), "… ")
	fmt.Fprintf(&b, "---\ntitle: %s\n", scalar(title))
	parts := compose(g.Answers)
	if len(parts) > 0 {
		if d := plainSentence(parts[0]); d != "" {
			fmt.Fprintf(&b, "description: %s\n", scalar(d))
		}
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
	b.WriteString("> TODO: read this as a customer would, put the answer into the first two sentences, and have it checked by somebody who knows.\n")
	if len(parts) == 0 {
		b.WriteString("\n> TODO: nobody answered at length in these conversations; write the answer.\n")
	}
	for _, p := range parts {
		b.WriteString("\n" + p.markdown())
	}
	for _, held := range openPoints(parts) {
		fmt.Fprintf(&b, "\n> TODO: %s\n", held)
	}
	return []byte(b.String())
}

// Asked are the customers' wordings of a gap that can be searched for: without masked
// places.
func Asked(g gaps.Gap) []string {
	var out []string
	seen := map[string]bool{}
	for _, q := range g.Questions {
		for _, p := range words.Placeholders(q) {
			q = strings.ReplaceAll(q, p, "")
		}
		q = strings.TrimRight(question.OneLine(strings.TrimSpace(q)), "… ")
		if key := question.Normalise(q); key != "" && !seen[key] && len(out) < askedCount {
			seen[key] = true
			out = append(out, q)
		}
	}
	return out
}

// A part is what one answer adds: steps, or sentences.
type part struct {
	steps        bool
	lines        []string
	conversation string
}

// newShare of a line's words have to be new for it to be worth a second place.
const newShare = 0.5

// compose takes the answers in order, the best first, and of each what those before
// it do not say.
func compose(answers []gaps.Answer) []part {
	said := map[string]bool{}
	var out []part
	for _, a := range answers {
		for _, block := range blocksOf(a.Text) {
			p := part{steps: block.steps, conversation: a.Conversation}
			for _, line := range block.lines {
				if adds(line, said) {
					p.lines = append(p.lines, line)
				}
			}
			if len(p.lines) > 0 {
				out = append(out, p)
			}
		}
	}
	return out
}

// adds tells whether a line says something, and something new; then it counts as said.
func adds(line string, said map[string]bool) bool {
	stems := words.Content(line)
	fresh, content := 0, 0
	for _, s := range stems {
		if words.IsChitchat(s) {
			continue
		}
		content++
		if !said[s] {
			fresh++
		}
	}
	if content < 2 || float64(fresh) < newShare*float64(content) || closing.MatchString(line) {
		return false
	}
	for _, s := range stems {
		said[s] = true
	}
	return true
}

// closing are sentences that end a conversation and say nothing of the matter.
var closing = regexp.MustCompile(`(?i)^(please )?(let (me|us) know|(i )?hope (this|that|it)|feel free|have a (nice|great|good)|(is|was) there anything|happy to help|(if|should) you (have|need) (any|more|further)|any(thing| other questions)|best|kind regards|thanks|thank you|sorry|bei (weiteren )?fragen|melden sie sich|n'hésitez)`)

var step = regexp.MustCompile(`^\s*(?:\d{1,2}[.)]|[-*•–])\s+(.+)$`)

// blocksOf cuts an answer into steps and runs of sentences.
func blocksOf(text string) []part {
	var out []part
	add := func(steps bool, lines ...string) {
		if n := len(out); n > 0 && out[n-1].steps == steps {
			out[n-1].lines = append(out[n-1].lines, lines...)
			return
		}
		out = append(out, part{steps: steps, lines: lines})
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := step.FindStringSubmatch(line); m != nil {
			add(true, m[1])
		} else if line != "" {
			add(false, question.Sentences(line)...)
		}
	}
	return out
}

func (p part) markdown() string {
	var b strings.Builder
	for i, line := range p.lines {
		switch {
		case p.steps:
			fmt.Fprintf(&b, "%d. %s\n", i+1, escape(line))
		case i > 0:
			b.WriteString(" " + escape(line))
		default:
			b.WriteString(escape(line))
		}
	}
	if !p.steps {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "\n<!-- from conversation %s -->\n", commentText(p.conversation))
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

// escape writes plain text as Markdown that shows it as it is.
func escape(s string) string {
	s = marks.Replace(question.OneLine(strings.TrimSpace(s)))
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

// plainSentence is the first line of a part as a description: short, without masked
// places, and without what only Markdown shows.
func plainSentence(p part) string {
	line := question.OneLine(strings.TrimSpace(p.lines[0]))
	s := markup.ReplaceAllString(line, "$1$2")
	if strings.Contains(line, "![") || len([]rune(s)) > 160 || len(words.Placeholders(s)) > 0 || p.steps || strings.ContainsAny(s, "[]<>") || strings.Contains(s, "{{") {
		return ""
	}
	return s
}

// markup are links, of which the text stays, code, of which what is in it does, and
// signs of emphasis.
var markup = regexp.MustCompile("\\[([^\\]!]+)\\]\\([^)]*\\)|`([^`]*)`|\\*\\*|__")

// openPoints are what a draft of these parts leaves to the writer.
func openPoints(parts []part) []string {
	var out []string
	seen := map[string]bool{}
	conversations := map[string]bool{}
	for _, p := range parts {
		conversations[p.conversation] = true
		for _, line := range p.lines {
			for _, held := range words.Placeholders(line) {
				if !seen[held] {
					seen[held] = true
					out = append(out, fmt.Sprintf("%s stands for something that was masked; write what holds for everybody, or leave it out.", escape(held)))
				}
			}
			if strings.HasSuffix(line, "…") && !seen["…"] {
				seen["…"] = true
				out = append(out, "an answer was cut at …; the conversation has the rest.")
			}
		}
	}
	if len(conversations) == 1 {
		out = append(out, "all of this is from one conversation; see whether it holds in general.")
	}
	return out
}
