package gaps

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"signpost/gaps/coverage"
	"signpost/gaps/question"
	"signpost/gaps/vectors"
	"signpost/gaps/words"
	"signpost/inbox"
	"signpost/internal/parallel"
)

// The shares of evidence that settle a matter.
const (
	// linkedShare of the answered members got the same article from agents.
	linkedShare = 0.5
	// saidAgain of the answers repeat or name one article: the others may be newer than the
	// article, or stray.
	saidAgain = 0.5
	// An article is found when more than foundShare of the members have it among the first
	// foundRank hits. Of a few articles any is among these by chance: one hit counts for
	// each foundAmong articles, and it is enough that firstShare have it there.
	foundShare = 0.6
	foundRank  = 3
	foundAmong = 10
	firstShare = 0.5
	// minAnswers have to tell of an article what they tell; of long answers that hold less
	// than saidShare of it, that it does not answer.
	minAnswers = 2
	saidShare  = 0.3
	// fewScore of the best possible lets a question stand as answered that too
	// few others ask.
	fewScore = 0.62
)

const (
	// askedMembers is how many central members of a group are searched for.
	askedMembers = 50
	// searched is how many hits are looked at; of a group that is too small to be a gap
	// the first tells whether it is answered.
	searched    = 10
	searchedFew = 1
	// heardMembers is how many members' answers are held against the articles.
	heardMembers = 1000
)

// A verdict is what was decided about a group.
type verdict struct {
	// gap is the kind, "" when the group is none.
	gap Kind
	// answered says that an article answers it; else it is ungrouped.
	answered bool
	coverage coverage.State
	// article is the one that answers it, or comes nearest.
	article string
	// linked, found and score are the evidence, 0 to 1.
	linked, found, score float64
	// nearest are the best articles, best first.
	nearest []coverage.Fit
	// outdated and sides are the evidence of these kinds, else nil.
	outdated *Outdated
	sides    []Side
}

// measure searches for the central members' own words.
func measure(ctx context.Context, groups []*cluster, s Searcher) error {
	if s == nil {
		return nil
	}
	type wanted struct {
		member *member
		limit  int
	}
	var todo []wanted
	for _, g := range groups {
		limit := searchedFew
		if g.enough {
			limit = searched
		}
		for i := range g.members[:min(askedMembers, len(g.members))] {
			todo = append(todo, wanted{&g.members[i], limit})
		}
	}
	var once sync.Once
	var failed error
	parallel.Spans(ctx, len(todo), func(from, to int) {
		for _, t := range todo[from:to] {
			hits, err := ask(ctx, s, words.Bare(t.member.item().Quote), t.limit)
			if err != nil {
				once.Do(func() { failed = err })
				return
			}
			t.member.hits, t.member.searched = hits, true
		}
	})
	return cmp.Or(failed, ctx.Err())
}

// judge decides for all groups: strong evidence first, then the customers' own
// words, then whether the answers agree with the article and with each other.
func judge(ctx context.Context, groups []*cluster, all openings, v vocabulary, shelf *coverage.Library, opt Options) error {
	var enough, few []*cluster
	parts := map[*cluster][]*cluster{}
	for _, g := range groups {
		if g.enough {
			parts[g] = g.joinedBy()
			enough = append(append(enough, g), parts[g]...)
		} else {
			few = append(few, g)
		}
	}
	asked := make([]coverage.Group, len(enough))
	for i, g := range enough {
		asked[i] = g.asked()
	}
	parallel.Each(ctx, len(few), func(i int) { few[i].judgeFew(shelf) })
	sent := sentIn(groups)
	verdicts, err := shelf.Judge(ctx, asked, spacesOf(ctx, opt.Space))
	if err != nil {
		return err
	}
	parallel.Each(ctx, len(enough), func(i int) {
		g := enough[i]
		if !g.asks() {
			return
		}
		g.rank = foundWithin(shelf.Size())
		bound := g.changed || g.bond(all, v) >= boundShare // what people put together needs none
		g.judge(verdicts[i], bound, sent, shelf, opt)
		if bound || g.verdict.linked >= linkedShare {
			g.contradict(shelf, len(parts[g]) == 0, opt)
		}
	})
	for g, of := range parts {
		for _, part := range of {
			if part.verdict.gap == OutOfDate && g.verdict.gap != OutOfDate && g.reopen(OutOfDate, opt) {
				g.verdict = part.verdict
			}
		}
	}
	return ctx.Err()
}

// foundWithin is how many of the first hits count as found in a help center of so many
// articles.
func foundWithin(articles int) int { return max(1, min(foundRank, articles/foundAmong)) }

// FoundWithin is how many of the first hits of search count as found in Evidence.Found.
func (r *Report) FoundWithin() int { return foundWithin(r.Articles) }

// spacesOf gives the spaces in which questions and articles are compared.
func spacesOf(ctx context.Context, space vectors.Space) coverage.Spaces {
	of := func(space vectors.Space) coverage.Points {
		return func(texts []string) ([][]float32, error) { return space.Of(ctx, texts, make([]string, len(texts))) }
	}
	out := coverage.Spaces{Words: of(vectors.Space{})}
	if space.Words != nil || space.Encoder != nil {
		out.Known = of(space)
	}
	return out
}

// asked is the group as its words are compared with the articles.
func (g *cluster) asked() coverage.Group {
	var out coverage.Group
	for _, m := range g.members {
		if m.searched || len(out.Questions) < askedMembers {
			out.Questions = append(out.Questions, words.Bare(m.item().Quote))
		}
		if m.searched {
			out.Hits = append(out.Hits, m.hits)
		}
	}
	return out
}

// judge decides for a group that is large enough. What no telling words hold
// together is no gap unless agents linked one article.
func (g *cluster) judge(words coverage.Verdict, bound bool, sent map[string]int, shelf *coverage.Library, opt Options) {
	v := verdict{nearest: words.Nearest, coverage: words.State, score: max(0, min(1, words.Score))}
	v.article, v.linked = g.mostLinked()
	if v.linked < linkedShare {
		v.article = ""
		if a, share := g.mostGiven(shelf); share >= saidAgain {
			v.article = a
		}
	}
	switch {
	case v.article != "":
		v.found, v.coverage, v.answered = g.findable(v.article), coverage.Covered, true
		v.answered, v.gap = g.lost(v.article, shelf, opt)
	case len(v.nearest) > 0 && g.covered(v, sent) && !g.answeredOtherwise(v.nearest[0].Article, shelf):
		v.article, v.coverage, v.answered = v.nearest[0].Article, coverage.Covered, true
		v.found = g.findable(v.article)
	default:
		if v.coverage == coverage.Covered {
			v.coverage = coverage.Partly
		}
		if len(v.nearest) > 0 {
			v.article = v.nearest[0].Article
			v.found = g.findable(v.article)
		}
		for i := range g.members {
			m := &g.members[i]
			m.answered = slices.ContainsFunc(m.linked, func(a string) bool { return m.finds(a, g.rank) })
		}
		if bound && g.evidence(opt) && !g.cases() {
			v.gap = Missing
		}
	}
	g.verdict = v
}

// covered tells whether the nearest article answers by the words alone, or partly so while
// agents sent it to others and more than foundShare of the members find it.
func (g *cluster) covered(v verdict, sent map[string]int) bool {
	nearest := v.nearest[0].Article
	return v.coverage == coverage.Covered || v.coverage == coverage.Partly && sent[nearest] >= minAnswers && g.findable(nearest) > foundShare
}

// sentIn counts the conversations in which agents sent each article.
func sentIn(groups []*cluster) map[string]int {
	out := map[string]int{}
	for _, g := range groups {
		for _, m := range g.members {
			if a := m.settled(); a != "" {
				out[a]++
			}
		}
	}
	return out
}

// cases tells whether half of the members each name one thing by a number that nobody else
// does: what an article says would help none of them.
func (g *cluster) cases() bool {
	named := map[string]int{}
	for _, m := range g.members[:min(heardMembers, len(g.members))] {
		if n := question.CaseNumber(m.item().Opening); n != "" {
			named[n]++
		}
	}
	own := 0
	for _, n := range named {
		if n == 1 {
			own++
		}
	}
	return 2*own >= min(heardMembers, len(g.members))
}

// asks tells whether anything was asked: somebody answered, or one of the texts looks like a
// question, a wish or a fault. Of texts in other languages than English that is not known.
func (g *cluster) asks() bool {
	var all strings.Builder
	for i := range g.members[:min(heardQuestions, len(g.members))] {
		m := &g.members[i]
		quote := m.item().Quote
		if m.helped || slices.ContainsFunc(question.Sentences(quote), func(s string) bool { return question.Weight(s) > 0 }) {
			return true
		}
		all.WriteString(quote + "\n")
	}
	return inbox.Language(all.String()) != "en"
}

// answeredOtherwise tells whether people answered at length, and by hand, what the
// article does not say: then the customers' words resemble it by chance.
func (g *cluster) answeredOtherwise(article string, shelf *coverage.Library) bool {
	sum, n := 0.0, 0
	for _, m := range g.members[:min(heardMembers, len(g.members))] {
		if !m.helped {
			continue
		}
		if share, ok := shelf.Says(article, question.Unaddressed(m.answer())); ok {
			sum += share
			n++
		}
	}
	return n >= minAnswers && sum < saidShare*float64(n)
}

// lost looks at an article that answers the group, for the members whose own words do not
// find it; the others are answered. They are a gap when they are evidence enough, be they
// most of the group or, beside the many who find it, those who do not have it among the
// first foundRank and say a word in common that it lacks: else there is nothing to add to it.
func (g *cluster) lost(article string, shelf *coverage.Library, opt Options) (answered bool, gap Kind) {
	found := g.findable(article)
	seldom := found <= foundShare
	if g.rank < foundRank {
		seldom = found < firstShare
	}
	for i := range g.members {
		m := &g.members[i]
		if seldom {
			m.answered = m.finds(article, g.rank)
		} else {
			m.answered = !m.searched || m.finds(article, foundRank)
		}
	}
	if g.evidence(opt) && (seldom || g.openLack(article, shelf, opt)) {
		return false, NotFound
	}
	return true, ""
}

// openLack tells whether as many open members as a gap needs say a word that an article lacks.
func (g *cluster) openLack(article string, shelf *coverage.Library, opt Options) bool {
	said := map[string]int{}
	for _, m := range g.open() {
		for s, w := range termsOf(m.item().Quote) {
			said[s]++
			if said[s] == opt.minConversations() && len(shelf.Lacks(article, []string{w})) > 0 {
				return true
			}
		}
	}
	return false
}

// judgeFew decides for each member of a group that is too small to speak.
func (g *cluster) judgeFew(shelf *coverage.Library) {
	for i := range g.members {
		m := &g.members[i]
		m.answered = len(m.linked) > 0 || len(m.hits) > 0 && m.hits[0].Score >= fewScore
		for _, a := range m.item().Answers {
			if given, _ := shelf.Given(a); given != "" {
				m.answered = true
			}
		}
	}
}

// finds tells whether the article is among the first hits for m's words.
func (m *member) finds(article string, within int) bool {
	return slices.ContainsFunc(m.hits[:min(within, len(m.hits))], func(h coverage.Fit) bool { return h.Article == article })
}

func (g *cluster) findable(article string) float64 {
	found, asked := 0, 0
	for i := range g.members {
		if g.members[i].searched {
			asked++
			if g.members[i].finds(article, g.rank) {
				found++
			}
		}
	}
	return ratio(found, asked)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// mostLinked gives the article that agents linked most, and in which share of
// the members with a human answer; at least two have to have done so.
func (g *cluster) mostLinked() (string, float64) {
	count, helped := map[string]int{}, 0
	for _, m := range g.members {
		if m.helped || len(m.linked) > 0 {
			helped++
		}
		for _, a := range m.linked {
			count[a]++
		}
	}
	best, n := most(count)
	if n < 2 {
		return "", 0
	}
	return best, ratio(n, helped)
}

// mostGiven gives the article that most answers repeat or name, minAnswers at least, and
// which share of those do that are long enough to tell, or of all.
func (g *cluster) mostGiven(shelf *coverage.Library) (string, float64) {
	given, told := map[string]int{}, map[string]int{}
	long, helped := 0, 0
	for _, m := range g.members[:min(heardMembers, len(g.members))] {
		if !m.helped {
			continue
		}
		a, isLong := shelf.Given(question.Unaddressed(m.answer()))
		helped++
		if isLong {
			long++
		}
		if a == "" {
			continue
		}
		given[a]++
		if isLong {
			told[a]++
		}
	}
	best, n := most(given)
	if n < minAnswers {
		return "", 0
	}
	if told[best] < minAnswers {
		long = 0
	}
	return best, max(ratio(told[best], long), ratio(n, helped))
}

func most(count map[string]int) (string, int) {
	best, n := "", 0
	for _, k := range sortedKeys(count) {
		if count[k] > n {
			best, n = k, count[k]
		}
	}
	return best, n
}
