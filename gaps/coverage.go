package gaps

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"signpost/gaps/question"
	"signpost/internal/parallel"
	"signpost/search"
)

// Coverage tells whether an article answers a group.
type Coverage string

// The three states of coverage.
const (
	Covered    Coverage = "covered"
	Partly     Coverage = "partly"
	NotCovered Coverage = "not covered"
)

// The scores that separate the states, as shares of the best possible: an
// article that holds all of the customers' words in one section scores 1.
const (
	coveredScore = 0.62
	partlyScore  = 0.35
)

// The shares of evidence that settle a matter.
const (
	// linkedShare of the answered members got the same article from agents.
	linkedShare = 0.5
	// overlapShare of an answer's words are in one article.
	overlapShare = 0.8
	// An article is found when more than foundShare of the members have it
	// among the first foundRank.
	foundShare = 0.6
	foundRank  = 3
)

// askedMembers is how many central members of a group are searched for.
const askedMembers = 50

// A verdict is what was decided about a group.
type verdict struct {
	// gap is the kind, "" when the group is none.
	gap Kind
	// answered says that an article answers it; else it is ungrouped.
	answered bool
	coverage Coverage
	// article is the one that answers it, or comes nearest.
	article string
	// linked, found and score are the evidence, 0 to 1.
	linked, found, score float64
	// nearest are the best articles by mean score.
	nearest []scored
}

// measure searches for the central members' own words.
func measure(ctx context.Context, groups []*cluster, s Searcher) error {
	if s == nil {
		return nil
	}
	var todo []*member
	for _, g := range groups {
		for i := range g.members[:min(askedMembers, len(g.members))] {
			todo = append(todo, &g.members[i])
		}
	}
	var once sync.Once
	var failed error
	parallel.Spans(len(todo), func(from, to int) {
		for _, m := range todo[from:to] {
			if err := m.search(ctx, s); err != nil {
				once.Do(func() { failed = err })
				return
			}
		}
	})
	return failed
}

func (m *member) search(ctx context.Context, s Searcher) error {
	results, err := s.Search(ctx, search.Query{Text: m.Quote, Limit: 10})
	if err != nil {
		return fmt.Errorf("search for a question of conversation %s: %w", m.ID, err)
	}
	m.asked = true
	for _, h := range results.Hits {
		score := 0.0
		if results.Best > 0 {
			score = min(1, h.Score/results.Best)
		}
		m.hits = append(m.hits, scored{h.Article, h.Title, score})
	}
	return nil
}

// judge decides: strong evidence first, then the customers' own words.
func (g *cluster) judge(shelf *shelf, opt Options) {
	if !g.enough {
		g.judgeFew(shelf)
		return
	}
	v := verdict{nearest: g.nearest()}
	v.article, v.linked = g.mostLinked(shelf)
	if v.linked < linkedShare {
		if a, share := g.mostOverlap(shelf); share >= overlapShare {
			v.article = a
		} else {
			v.article = ""
		}
	}
	if v.article != "" {
		v.found, v.score, v.coverage = g.findable(v.article), g.score(v.article), Covered
		v.answered = true
		if v.found <= foundShare {
			v.answered, v.gap = g.lost(v.article, opt)
		}
		g.verdict = v
		return
	}
	g.verdict = g.judgeByScore(v, shelf, opt)
}

// lost looks at an article that answers the group, for the members whose own
// words do not find it. They are a gap when they are evidence enough; the
// others are answered.
func (g *cluster) lost(article string, opt Options) (answered bool, gap Kind) {
	for i := range g.members {
		g.members[i].answered = g.members[i].finds(article)
	}
	if g.evidence(opt) {
		return false, NotFound
	}
	return true, ""
}

// judgeByScore decides when no strong evidence names an article.
func (g *cluster) judgeByScore(v verdict, shelf *shelf, opt Options) verdict {
	if len(v.nearest) > 0 {
		v.article, v.score = v.nearest[0].article, v.nearest[0].score
		v.found = g.findable(v.article)
	}
	v.coverage = stateOf(v.score)
	if v.coverage == Covered {
		v.answered = true
		return v
	}
	for i := range g.members {
		m := &g.members[i]
		m.answered = slices.ContainsFunc(shelf.linked(m.Item), m.finds)
	}
	if g.evidence(opt) {
		v.gap = Missing
	}
	return v
}

func stateOf(score float64) Coverage {
	switch {
	case score >= coveredScore:
		return Covered
	case score >= partlyScore:
		return Partly
	}
	return NotCovered
}

// judgeFew decides for each member of a group that is too small to speak.
func (g *cluster) judgeFew(shelf *shelf) {
	g.verdict.nearest = g.nearest()
	for i := range g.members {
		m := &g.members[i]
		m.answered = len(shelf.linked(m.Item)) > 0 || len(m.hits) > 0 && m.hits[0].score >= coveredScore
		for _, a := range m.Answers {
			if _, share := shelf.overlap(a); share >= overlapShare {
				m.answered = true
			}
		}
	}
}

// finds tells whether the article is among the first hits for m's words.
func (m *member) finds(article string) bool {
	return slices.ContainsFunc(m.hits[:min(foundRank, len(m.hits))], func(h scored) bool { return h.article == article })
}

func (g *cluster) findable(article string) float64 {
	found, asked := 0, 0
	for i := range g.members {
		if g.members[i].asked {
			asked++
			if g.members[i].finds(article) {
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
func (g *cluster) mostLinked(shelf *shelf) (string, float64) {
	count, helped := map[string]int{}, 0
	for _, m := range g.members {
		links := shelf.linked(m.Item)
		if len(m.Answers) > 0 || len(links) > 0 {
			helped++
		}
		for _, a := range links {
			count[a]++
		}
	}
	best, n := most(count)
	if n < 2 {
		return "", 0
	}
	return best, ratio(n, helped)
}

// mostOverlap gives the article that holds the answers best, by mean share over
// the members whose answers are long enough.
func (g *cluster) mostOverlap(shelf *shelf) (string, float64) {
	sum, n := map[string]float64{}, 0
	for _, m := range g.members {
		if len(m.Answers) == 0 {
			continue
		}
		if a, share := shelf.overlap(question.Unaddressed(m.Answers[0])); a != "" {
			sum[a] += share
			n++
		}
	}
	best, share := "", 0.0
	for _, a := range sortedKeys(sum) {
		if sum[a] > share {
			best, share = a, sum[a]
		}
	}
	return best, share / float64(max(n, 1))
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

// nearest gives the three best articles by mean score over the asked members.
func (g *cluster) nearest() []scored {
	sum, title, asked := map[string]float64{}, map[string]string{}, 0
	for _, m := range g.members {
		if m.asked {
			asked++
		}
		for _, h := range m.hits {
			sum[h.article] += h.score
			title[h.article] = h.title
		}
	}
	var out []scored
	for _, a := range sortedKeys(sum) {
		out = append(out, scored{a, title[a], sum[a] / float64(asked)})
	}
	slices.SortStableFunc(out, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	return out[:min(3, len(out))]
}

func (g *cluster) score(article string) float64 {
	sum, asked := 0.0, 0
	for _, m := range g.members {
		if m.asked {
			asked++
		}
		for _, h := range m.hits {
			if h.article == article {
				sum += h.score
			}
		}
	}
	return sum / float64(max(asked, 1))
}
