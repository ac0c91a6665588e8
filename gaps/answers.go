package gaps

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"signpost/gaps/claims"
	"signpost/gaps/coverage"
	"signpost/gaps/question"
	"signpost/gaps/words"
	"signpost/inbox"
)

// A reply is one human answer on its way to the best ones.
type reply struct {
	// text is shown, given what was sent.
	text, given, conversation, by string
	at                            time.Time
	stems                         []string
	claims                        []claims.Claim
	// place is that of its member, the most central being 0.
	place int
}

// A way is replies that say much the same.
type way struct {
	replies []reply
	agents  map[string]bool
	talks   map[string]bool
	last    time.Time
	// place is that of the most central of the replies.
	place int
	// best is the reply that has most in common with all others, common how much.
	best   reply
	common float64
}

// lone tells whether only one conversation went this way.
func (w *way) lone() bool { return len(w.talks) < 2 }

// sameAnswer is the share of the shorter answer's stems, weighed by rarity, that
// the other has to hold to say much the same.
const sameAnswer = 0.5

// answersAtMost is how many answers of a group are compared, readAtMost of how many of its
// members they are: those nearest to its centre.
const (
	answersAtMost = 200
	readAtMost    = 1000
)

// answers gives the n best ways in which people answered: those of several
// conversations first, of these those still given at the end, then the one of most
// people, then the commonest; of those given once the one that has most in common with
// the others. Each is told by the reply that has most in common with the others. What
// contradicts each other is not much the same, and of a team that is divided short
// answers count, too: yes is shorter than why not.
func answers(ms []member, terms []string, divided bool, n int) []Answer {
	replies := repliesOf(ms, divided)
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
			if alike(r.stems, w.replies[0].stems, weigh) >= sameAnswer && !claims.Contradict(r.claims, w.replies[0].claims) {
				to = w
				break
			}
		}
		if to == nil {
			to = &way{agents: map[string]bool{}, talks: map[string]bool{}, place: r.place}
			ways = append(ways, to)
		}
		to.replies = append(to.replies, r)
		to.agents[r.by], to.talks[r.conversation] = true, true
		to.place = min(to.place, r.place)
		if r.at.After(to.last) {
			to.last = r.at
		}
	}
	ways = ofTheMatter(ways, terms, weigh)
	for _, w := range ways {
		w.choose(holders)
	}
	late := lateOf(replies)
	slices.SortStableFunc(ways, func(a, b *way) int {
		return cmp.Or(cmp.Compare(lasting(b, late), lasting(a, late)), cmp.Compare(len(b.agents), len(a.agents)),
			cmp.Compare(len(b.talks), len(a.talks)), cmp.Compare(b.common, a.common), cmp.Compare(a.place, b.place), b.last.Compare(a.last))
	})
	out := []Answer{}
	for _, w := range ways[:min(n, len(ways))] {
		out = append(out, w.answer())
	}
	return out
}

// ofTheMatter leaves out what was answered once and has little in common with what was
// answered often, or, where nothing was, shares no word with what the group is about: people
// ask for two things in one message. Something always stays.
func ofTheMatter(ways []*way, terms []string, weigh func(stem string) float64) []*way {
	if often := slices.DeleteFunc(slices.Clone(ways), (*way).lone); len(often) > 0 {
		return slices.DeleteFunc(ways, func(w *way) bool {
			return w.lone() && !slices.ContainsFunc(often, func(o *way) bool {
				return slices.ContainsFunc(o.replies, func(r reply) bool { return alike(w.replies[0].stems, r.stems, weigh) >= sameAnswer/2 })
			})
		})
	}
	about := map[string]bool{}
	for _, t := range terms {
		for _, w := range strings.Fields(t) {
			about[words.Stem(w)] = true
		}
	}
	kept := slices.DeleteFunc(slices.Clone(ways), func(w *way) bool {
		return w.lone() && !slices.ContainsFunc(w.replies[0].stems, func(s string) bool { return about[s] })
	})
	if len(kept) == 0 {
		return ways
	}
	return kept
}

// shortStems are enough for an answer where nobody gave a long one.
const shortStems = 3

// repliesOf gives the first two long answers of each conversation, the fullest
// first, so that a way is opened by an answer that says all of it. Where nobody answered
// at length, or the team is divided, short ones count.
func repliesOf(ms []member, divided bool) []reply {
	if !divided {
		if long := repliesFrom(ms, coverage.LongStems); len(long) > 0 {
			return long
		}
	}
	return repliesFrom(ms, shortStems)
}

func repliesFrom(ms []member, least int) []reply {
	var out []reply
	for place, m := range ms[:min(readAtMost, len(ms))] {
		it := m.item()
		for i, a := range it.Answers[:min(2, len(it.Answers))] {
			g := it.Given[i]
			r := reply{text: withoutAccount(question.Unaddressed(g.Shown())), given: g.Text, conversation: m.ID, by: g.By, at: g.At, place: place}
			r.stems = sortedKeys(termsOf(withoutAccount(question.Unaddressed(a))))
			if len(r.stems) >= least {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(a, b reply) int {
		return cmp.Or(cmp.Compare(min(len(b.stems), 25), min(len(a.stems), 25)), cmp.Compare(a.conversation, b.conversation), cmp.Compare(a.text, b.text))
	})
	out = out[:min(answersAtMost, len(out))]
	for i := range out {
		out[i].claims = claims.Of(withoutAccount(question.Unaddressed(out[i].given)))
	}
	return out
}

// ofArticles are sentences about the help center as it was, which a draft changes.
var ofArticles = regexp.MustCompile(`(?i)^(?:yes|no|sorry|well|hm+)?[,.! ]*(?:there(?:'s| is|’s)|we(?:'ve| have)(?: got)?) (?:still )?no (?:help )?(?:article|guide|page|documentation)s?\b|\b(?:isn't|is not|not yet) documented\b`)

// putsOff are sentences that promise an answer instead of giving one.
var putsOff = regexp.MustCompile(`(?i)^(?:(?:sorry|thanks|well|hm+|good question|hallo|hola)[,.! ]+)*(?:` +
	`(?:(?:i|we)(?:['’]ll| will| have to| need to|['’]m going to| am going to)|let me) (?:just |quickly |first )?` +
	`(?:ask(?: (?:and|our|my|around|the team|the (?:developers|engineers)|a colleague)\b|[.!]*$)|check (?:and|with|this|that|it)\b|check[.!]*$|look into\b|find out\b|(?:get|come) back\b|investigate\b)|` +
	`i(?:['’]ve| have) (?:asked|forwarded|passed)\b|` +
	`(?:ich|wir) (?:fragen?|klären?|prüfen?|schauen?|melden?|erkundigen?) (?:das|es|da|mal|mich|uns|nach|bei|gerne?|kurz|einmal|intern)\b|` +
	`(?:ich|wir) (?:werde|werden|muss|müssen) (?:das |es |mal |kurz |erst |intern )*(?:nachfragen|klären|prüfen|nachsehen|abklären)\b|` +
	`(?:lo|la|déjame|voy a|vamos a) (?:consulto|pregunto|reviso|consultar|preguntar|averiguar|revisarlo|comprobarlo)\b|(?:te|le|os|les) (?:aviso|avisaremos|digo algo)\b|` +
	`je (?:me renseigne|vais me renseigner|reviens vers vous|vais (?:demander|vérifier|regarder))\b)`)

// withoutAccount leaves out the sentences that concern one account, and what goes on from
// them, that ask the customer back, speak of the help center, promise an answer, or close
// the letter; lines stay lines, and begin with a capital behind what was left out. What was
// masked in a sentence that stays is a placeholder in it. Steps and code stay whole: half of
// one would be worse than none.
func withoutAccount(answer string) string {
	lang := inbox.Language(answer)
	var lines []string
	fenced, account := false, false
	for line := range strings.Lines(answer) {
		whole := strings.TrimSpace(line)
		if question.IsFence(whole) {
			fenced = !fenced
			lines = append(lines, whole)
			continue
		}
		if fenced {
			lines = append(lines, strings.TrimRight(line, " \r\n"))
			continue
		}
		parts := question.Sentences(line)
		_, step := question.Unmarked(whole)
		var kept []string
		for i, s := range parts {
			account = question.Concerns(s) || account && !step && question.Continues(s, lang)
			asksBack := strings.HasSuffix(s, "?") && (i+1 == len(parts) || !question.Concludes(parts[i+1]))
			beside := asksBack || ofArticles.MatchString(s) || putsOff.MatchString(s)
			if !account && !question.Closes(s) && (step || !beside) {
				kept = append(kept, s)
			}
		}
		switch {
		case len(kept) == len(parts), step && len(kept) > 0:
			lines = append(lines, whole)
		case len(kept) > 0:
			lines = append(lines, question.Begin(strings.Join(kept, " ")))
		}
	}
	out := question.Begin(strings.TrimSpace(strings.Join(lines, "\n")))
	if strings.HasSuffix(answer, "…") && out != "" && !strings.HasSuffix(out, "…") {
		out += " …"
	}
	return out
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
	if !w.lone() && !w.last.Before(late) {
		return 1
	}
	return 0
}

// answerLength is how many characters of an answer are shown.
const answerLength = 1000

// choose takes the reply whose stems the others hold most.
func (w *way) choose(holders map[string]int) {
	w.common = -1
	for _, r := range w.replies {
		sum := 0.0
		for _, s := range r.stems {
			sum += math.Log(float64(holders[s]))
		}
		if x := sum / math.Sqrt(float64(len(r.stems))); x > w.common {
			w.common, w.best = x, r
		}
	}
}

func (w *way) answer() Answer {
	out := Answer{
		Text: question.Cut(w.best.text, answerLength), Conversation: w.best.conversation,
		Conversations: len(w.talks), Agents: len(w.agents),
	}
	if !w.last.IsZero() {
		out.Last = w.last.Format(day)
	}
	return out
}
