package question

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"signpost/gaps/words"
)

// An issue is one matter of a conversation: the sentences that bring it up, and
// what the team wrote to it.
type issue struct {
	sentences []sentence
	// whole is the turn that brings it up, when it brings up nothing else.
	whole        string
	given        []Given
	links        []string
	at, answered time.Time
	replies      int
}

func (is issue) text() string {
	if is.whole != "" {
		return is.whole
	}
	parts := make([]string, len(is.sentences))
	for i, s := range is.sentences {
		parts[i] = s.text
	}
	return strings.Join(parts, "\n")
}

// maxIssues are the issues that a conversation is split into.
const maxIssues = 4

var (
	// another are words with which people bring up something else.
	another = newPhrases(`another question|another thing|another issue|another problem|other question|different question|different topic|separate question|
separate issue|second question|one more question|one more thing|unrelated|by the way|btw|while i'm here|while we're at it|on another note|
noch eine frage|noch etwas|noch was|andere frage|zweite frage|weitere frage|außerdem|übrigens|une autre question|autre question|autre chose|
par ailleurs|otra pregunta|otra cosa|por cierto|además|un'altra domanda|un'altra cosa|altra domanda|outra pergunta|outra coisa|andere vraag|nog een vraag`)
	// also joins what is asked beside, at the beginning of a sentence.
	also = newPhrases(`also|additionally|secondly|second|thirdly|and also|oh and also|plus|zweitens|ebenso|auch|und auch|aussi|deuxièmement|también|segundo|inoltre|ook|também`)
	// refers are words that lead back to what was said.
	refers = words.Set(`it that this these those them they there he she so then too instead one ones same either neither es das dies diese dieser damit
dafür dabei ça cela ceci eso esto ello esso dat dit isso isto`)
)

// How like what was said before a new issue may be: the share of its stems.
const (
	likeMarked   = 0.5  // words say that it is another
	likeUnmarked = 0.05 // only the order tells
)

// issues splits a conversation. The first issue is brought up in turns[from],
// unless that turn concerns one account; a further one comes after an answer of
// the team, or beside the first by a list or by words that say so, and shares few
// words with what was said before.
func issues(turns []turn, from int, class Class) []issue {
	out := turns[from].opening(class)
	assign(out, &turns[from])
	for i := from + 1; i < len(turns); i++ {
		first := max(0, len(out)-1)
		if is, ok := further(turns[from : i+1]); ok && len(out) < maxIssues {
			first, out = len(out), append(out, is)
		}
		assign(out[first:], &turns[i])
	}
	return out[:min(len(out), maxIssues)]
}

// opening gives the issues of the turn in which the question was found.
func (t *turn) opening(class Class) []issue {
	parts := t.parts()
	var out []issue
	for i, p := range parts {
		whole := ""
		if len(parts) == 1 {
			whole = t.text
		}
		if class == IsAccount && (i == 0 || isAccount(tokensOf(p), p)) {
			continue
		}
		if i > 0 {
			p = unannounced(p)
		}
		out = append(out, issue{sentences: p, whole: whole, at: t.at})
	}
	return out
}

// further tells whether the last of turns brings up something else, and what. A
// turn after a question of the team answers that.
func further(turns []turn) (issue, bool) {
	t, before := &turns[len(turns)-1], turns[:len(turns)-1]
	whole := tokens(t.text)
	strong := another.in(whole)
	if !strong && (!isAsked(t.text) || before[len(before)-1].asksBack()) {
		return issue{}, false
	}
	if class, _ := t.read(); class != IsQuestion {
		return issue{}, false
	}
	start := max(0, slices.IndexFunc(t.sentences, func(s sentence) bool { return another.in(s.tokens) }))
	is := issue{sentences: unannounced(t.sentences[start:]), at: t.at}
	if start == 0 {
		is.whole = t.text
	}
	asking := best(is.sentences)
	stems := stemsOf(is.sentences)
	if strong {
		return is, asking.weight >= 2 && len(stems) >= 2 && likeness(stems, said(before)) <= likeMarked
	}
	follows := lead[asking.tokens[0]] || anyOf(asking.tokens, refers)
	return is, !follows && asking.weight >= 3 && len(stems) >= 3 && likeness(stems, said(before)) <= likeUnmarked
}

// said gives the stems of all that was written.
func said(turns []turn) map[string]bool {
	set := map[string]bool{}
	for _, t := range turns {
		note(set, t.text)
		for _, g := range t.given {
			note(set, g.Text)
		}
	}
	return set
}

// offers are how the team asks for a further matter.
var offers = newPhrases("anything else|something else|else i can|sonst noch|autre chose|algo más|altro|mais alguma")

// asksBack tells whether the team's last words are a question, other than whether
// there is more.
func (t *turn) asksBack() bool {
	if len(t.given) == 0 {
		return false
	}
	last := Sentences(t.given[len(t.given)-1].Text)
	if len(last) == 0 {
		return false
	}
	end := last[len(last)-1]
	return isAsked(end) && !offers.in(tokens(end))
}

// best gives the sentence that asks most.
func best(all []sentence) sentence {
	at := 0
	for i, s := range all {
		if s.rank() > all[at].rank() {
			at = i
		}
	}
	return all[at]
}

// parts splits a turn where a list or a word says that something else is asked.
func (t *turn) parts() [][]sentence {
	if list := t.list(); len(list) > 1 {
		return list
	}
	parts := [][]sentence{t.sentences}
	for i, s := range t.sentences {
		before, part := parts[len(parts)-1], t.sentences[i:]
		if i == 0 || !begins(s) {
			continue
		}
		before = before[:len(before)-len(part)]
		if asksApart(before) && asksApart(part) && likeness(stemsOf(part), stemSet(before)) <= likeMarked {
			parts[len(parts)-1] = before
			parts = append(parts, part)
		}
	}
	return parts
}

// unannounced cuts "Another question:" in front of what is asked.
func unannounced(all []sentence) []sentence {
	at := strings.IndexAny(all[0].text, ":,")
	if at < 0 {
		return all
	}
	head := tokens(all[0].text[:at])
	rest := parse(all[0].text[at+1:])
	if len(head) > 5 || !another.in(head) && (len(head) == 0 || also.at(head, 0) < len(head)) || len(rest) == 0 {
		return all
	}
	return slices.Concat(rest, all[1:])
}

// begins tells whether a sentence says that it asks something else.
func begins(s sentence) bool {
	if another.in(s.tokens) {
		return true
	}
	return also.at(s.tokens, 0) > 0 && !anyOf(s.tokens, refers)
}

// asksApart tells whether sentences make a question of their own.
func asksApart(all []sentence) bool {
	if len(all) == 0 {
		return false
	}
	s := best(all)
	return s.weight >= 2 && len(stemsOf(all)) >= 2
}

// list splits a turn whose lines are numbered or marked, each with a question;
// what stands above the list belongs to each.
func (t *turn) list() [][]sentence {
	var out [][]sentence
	for line := range strings.Lines(apart(t.text)) {
		rest, marked := Unmarked(strings.TrimSpace(line))
		if !marked {
			continue
		}
		part := parse(rest)
		if !asksApart(part) || likeness(stemsOf(part), stemSet(slices.Concat(out...))) > likeMarked {
			return nil
		}
		if s := best(part); s.weight < 3 && !asks[s.tokens[0]] {
			return nil
		}
		out = append(out, part)
	}
	return out
}

// countMark is the mark of a list that is counted, wherever in a line.
var countMark = regexp.MustCompile(`\s+\(?([1-9])[.)]\s+`)

// apart puts the parts of a list that is counted from one on, each on a line of its own.
func apart(text string) string {
	text = "\n" + text
	marks := countMark.FindAllStringSubmatch(text, -1)
	for i, m := range marks {
		if m[1] != strconv.Itoa(i+1) {
			return text
		}
	}
	if len(marks) < 2 {
		return text
	}
	return countMark.ReplaceAllString(text, "\n$1. ")
}

// IsFence tells whether a line begins or ends a block of code.
func IsFence(line string) bool { return strings.HasPrefix(line, "```") }

// Unmarked cuts the mark of a list in front of a line: "1.", "2)", "a)", "-".
func Unmarked(line string) (rest string, marked bool) {
	mark, rest, ok := strings.Cut(line, " ")
	switch {
	case !ok || len(mark) > 3:
		return line, false
	case mark == "-" || mark == "*" || mark == "•" || mark == "–":
		return rest, true
	}
	body := strings.TrimRight(mark, ".):")
	if len(body)+1 != len(mark) {
		return rest, false
	}
	return rest, isDigits(body) && body[0] != '0' || len(body) == 1 && body[0] >= 'a' && body[0] <= 'f'
}

// assign gives what the team wrote after a turn to the issues that were brought
// up in it. Of several, those share an answer that speaks of none of them, or of
// all.
func assign(all []issue, t *turn) {
	about := make([][]string, len(all))
	for i := range all {
		is := &all[i]
		is.links = append(is.links, t.links...)
		is.replies += t.replies
		if is.answered.IsZero() {
			is.answered = t.answered
		}
		if len(all) > 1 {
			about[i] = stemsOf(is.sentences)
		}
	}
	for _, g := range t.given {
		if len(all) == 1 {
			all[0].given = append(all[0].given, g)
			continue
		}
		set := map[string]bool{}
		note(set, g.Text)
		meant := func(stems []string) bool { return likeness(stems, set) > 0 }
		none := !slices.ContainsFunc(about, meant)
		for i := range all {
			if none || meant(about[i]) {
				all[i].given = append(all[i].given, g)
			}
		}
	}
}

// likeness is the share of stems that were said.
func likeness(stems []string, said map[string]bool) float64 {
	if len(stems) == 0 {
		return 1
	}
	n := 0
	for _, s := range stems {
		if said[s] {
			n++
		}
	}
	return float64(n) / float64(len(stems))
}

// stemsOf gives the different telling stems of sentences.
func stemsOf(all []sentence) []string {
	var out []string
	for _, s := range all {
		for _, w := range words.Content(s.text) {
			if !words.IsChitchat(w) {
				out = append(out, w)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func stemSet(all []sentence) map[string]bool {
	set := map[string]bool{}
	for _, s := range all {
		note(set, s.text)
	}
	return set
}

// note adds the stems of a text.
func note(set map[string]bool, text string) {
	for _, s := range words.Content(text) {
		set[s] = true
	}
}

func tokensOf(all []sentence) []string {
	var out []string
	for _, s := range all {
		out = append(out, s.tokens...)
	}
	return out
}
