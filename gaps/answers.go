package gaps

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"signpost/gaps/coverage"
	"signpost/gaps/question"
	"signpost/gaps/words"
)

// A reply is one human answer on its way to the best ones.
type reply struct {
	text, conversation, by string
	at                     time.Time
	stems                  []string
}

// A way is replies that say much the same.
type way struct {
	replies []reply
	agents  map[string]bool
	last    time.Time
}

// sameAnswer is the share of the shorter answer's stems, weighed by rarity, that
// the other has to hold to say much the same.
const sameAnswer = 0.5

// answersAtMost is how many answers of a group are compared.
const answersAtMost = 200

// answers gives the n best ways in which people answered: those still given at
// the end first, of these the one of most people, then the commonest. Each is
// told by the reply that has most in common with the others.
func answers(ms []member, n int) []Answer {
	replies := repliesOf(ms)
	holders := map[string]int{}
	for _, r := range replies {
		for _, s := range r.stems {
			holders[s]++
		}
	}
	weigh := func(stem string) float64 { return math.Log(float64(len(replies)+2) / float64(holders[stem])) }
	var ways []*way
	for _, r := range replies {
		var to *way
		for _, w := range ways {
			if alike(r.stems, w.replies[0].stems, weigh) >= sameAnswer {
				to = w
				break
			}
		}
		if to == nil {
			to = &way{agents: map[string]bool{}}
			ways = append(ways, to)
		}
		to.replies = append(to.replies, r)
		to.agents[r.by] = true
		if r.at.After(to.last) {
			to.last = r.at
		}
	}
	late := lateOf(replies)
	slices.SortStableFunc(ways, func(a, b *way) int {
		return cmp.Or(cmp.Compare(lasting(b, late), lasting(a, late)), cmp.Compare(len(b.agents), len(a.agents)),
			cmp.Compare(len(b.replies), len(a.replies)), b.last.Compare(a.last))
	})
	out := []Answer{}
	for _, w := range ways[:min(n, len(ways))] {
		out = append(out, w.answer(holders))
	}
	return out
}

// repliesOf gives the first two long answers of each conversation, the fullest
// first, so that a way is opened by an answer that says all of it.
func repliesOf(ms []member) []reply {
	var out []reply
	for _, m := range ms {
		it := m.item()
		for _, a := range it.Answers[:min(2, len(it.Answers))] {
			r := reply{text: withoutAccount(question.Unaddressed(a)), conversation: m.ID}
			r.stems = sortedKeys(termsOf(r.text))
			if len(r.stems) < coverage.OverlapStems {
				continue
			}
			if i := slices.IndexFunc(it.Given, func(g question.Given) bool { return g.Is(a) }); i >= 0 {
				r.by, r.at = it.Given[i].By, it.Given[i].At
			}
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b reply) int {
		return cmp.Or(cmp.Compare(min(len(b.stems), 25), min(len(a.stems), 25)), cmp.Compare(a.conversation, b.conversation), cmp.Compare(a.text, b.text))
	})
	return out[:min(answersAtMost, len(out))]
}

var closing = regexp.MustCompile(`(?i)^(?:(?:please )?let (?:me|us) know\b|(?:i |we )?hope (?:this|that|it) helps|(?:many )?thank(?:s| you)\b|have a (?:nice|great|good|lovely)\b|is there anything else|(?:happy|glad) to help|you(?:'|’)?re welcome|sorry (?:for|about) the (?:trouble|wait|delay|inconvenience)|anything else|cheers\b|no problem|sure\b[!,. ]*$|done[!,. ]*$)`)

// withoutAccount leaves out the sentences that concern one account, bear personal
// data, or close the letter; lines stay lines.
func withoutAccount(answer string) string {
	var lines []string
	for line := range strings.Lines(answer) {
		parts := question.Sentences(line)
		kept := slices.DeleteFunc(slices.Clone(parts), func(s string) bool {
			return len(words.Placeholders(s)) > 0 || question.Concerns(s) || closing.MatchString(s)
		})
		switch {
		case len(kept) == len(parts):
			lines = append(lines, strings.TrimSpace(line))
		case len(kept) > 0:
			lines = append(lines, strings.Join(kept, " "))
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// alike is the share of the shorter answer's stems that both hold.
func alike(a, b []string, weigh func(string) float64) float64 {
	both, all, other := 0.0, 0.0, 0.0
	for _, s := range a {
		all += weigh(s)
		if _, ok := slices.BinarySearch(b, s); ok {
			both += weigh(s)
		}
	}
	for _, s := range b {
		other += weigh(s)
	}
	return both / math.Max(math.Min(all, other), 1e-9)
}

// lateOf is when the last quarter of the replies' span begins.
func lateOf(replies []reply) time.Time {
	var from, to time.Time
	for _, r := range replies {
		from, to = widen(from, to, r.at)
	}
	return to.Add(-to.Sub(from) / 4)
}

func lasting(w *way, late time.Time) int {
	if !w.last.Before(late) {
		return 1
	}
	return 0
}

// answer is the reply whose stems the others hold most.
func (w *way) answer(holders map[string]int) Answer {
	best, at := -1.0, 0
	for i, r := range w.replies {
		sum := 0.0
		for _, s := range r.stems {
			sum += math.Log(float64(holders[s]))
		}
		if x := sum / math.Sqrt(float64(len(r.stems))); x > best {
			best, at = x, i
		}
	}
	in := map[string]bool{}
	for _, r := range w.replies {
		in[r.conversation] = true
	}
	out := Answer{Text: cut(w.replies[at].text, 600), Conversation: w.replies[at].conversation, Conversations: len(in), Agents: len(w.agents)}
	if !w.last.IsZero() {
		out.Last = w.last.Format(day)
	}
	return out
}
