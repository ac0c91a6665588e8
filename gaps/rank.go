package gaps

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"signpost/gaps/question"
	"signpost/internal/report"
)

// usualCost is the mean number of replies and the median time to the first
// answer over all questions: what a gap's cost is compared with.
func usualCost(ctx context.Context, groups []*cluster) question.Cost {
	replies, questions := 0, 0
	var firsts []time.Duration
	var mu sync.Mutex
	eachSome(ctx, groups, func(ms []*member) {
		costs := make([]question.Cost, len(ms))
		for i, m := range ms {
			costs[i] = m.item().Cost
		}
		mu.Lock()
		defer mu.Unlock()
		questions += len(ms)
		for _, c := range costs {
			replies += c.Replies
			firsts = append(firsts, c.First)
		}
	})
	if questions == 0 {
		return question.Cost{}
	}
	return question.Cost{Replies: (replies + questions - 1) / questions, First: medianFirst(firsts)}
}

// medianFirst is over those who got an answer.
func medianFirst(firsts []time.Duration) time.Duration {
	firsts = slices.DeleteFunc(firsts, func(d time.Duration) bool { return d <= 0 })
	if len(firsts) == 0 {
		return 0
	}
	slices.Sort(firsts)
	return firsts[len(firsts)/2]
}

// impact is size × cohesion² × uncovered share × cost. Cohesion squared keeps
// loose groups down. Cost is 1 and more: a quarter for as many replies and as
// slow an answer as usual each, up to a half, and the shares of low ratings,
// escalations and reopened conversations.
func (g *cluster) impact(ms []member, usual question.Cost) Impact {
	var out Impact
	var firsts []time.Duration
	for _, m := range ms {
		cost := m.item().Cost
		firsts = append(firsts, cost.First)
		out.Replies += cost.Replies
		out.Escalations += cost.Escalations
		out.Reopened += cost.Reopened
		if cost.LowRating {
			out.LowRatings++
		}
	}
	out.FirstResponse = int(medianFirst(firsts).Seconds())
	n := float64(len(ms))
	factor := 1.0
	if usual.Replies > 0 {
		factor += 0.25 * min(2, float64(out.Replies)/n/float64(usual.Replies))
	}
	if usual.First > 0 {
		factor += 0.25 * min(2, float64(out.FirstResponse)/usual.First.Seconds())
	}
	factor += float64(out.LowRatings)/n + min(1, float64(out.Escalations)/n) + min(1, float64(out.Reopened)/n)
	out.Score = round(100 * n * g.cohesion * g.cohesion * g.uncovered() * factor)
	return out
}

// uncovered is the share of a group that no article serves. An article that says
// what the team does not, or does not know what to say, serves nobody.
func (g *cluster) uncovered() float64 {
	switch g.verdict.gap {
	case NotFound:
		return 1 - g.verdict.found
	case OutOfDate, Disagreement:
		return 1
	}
	return 1 - min(1, g.verdict.score)
}

// Rising says that a gap grew faster than the conversations as a whole.
type Rising struct {
	// Recent are the gap's conversations of the last Weeks weeks, Expected how many
	// there would be if it had kept its share of all conversations.
	Recent   int     `json:"recent"`
	Expected float64 `json:"expected"`
	Weeks    int     `json:"weeks"`
	// Sentence says it to people.
	Sentence string `json:"sentence"`
}

const (
	// recentWeeks are held against at least as many before.
	recentWeeks = 4
	// risingLeast is the least number of recent conversations.
	risingLeast = 5
	// risingChance: in fewer than one of so many gaps that do not grow the last
	// weeks would bring as many by chance.
	risingChance = 100
)

// rising compares a gap's last weeks with the weeks before. Counts are by week,
// of the gap and of all conversations; nil when there is too little to say.
func rising(gap, all []int) *Rising {
	if len(all) < 2*recentWeeks || len(gap) != len(all) {
		return nil
	}
	at := len(all) - recentWeeks
	recent, before := sum(gap[at:]), sum(gap[:at])
	allRecent, allBefore := sum(all[at:]), sum(all[:at])
	if recent < risingLeast || allBefore == 0 {
		return nil
	}
	expected := (float64(before) + 0.5) * float64(allRecent) / float64(allBefore)
	if float64(recent) <= expected || atLeast(recent, expected) > 1.0/risingChance {
		return nil
	}
	r := &Rising{Recent: recent, Expected: round(expected), Weeks: recentWeeks}
	r.Sentence = fmt.Sprintf("%s in the last %d weeks; about %d would be its usual share.",
		report.Count(recent, "conversation"), recentWeeks, int(expected+0.5))
	return r
}

// atLeast is the probability of n or more events where mean are expected, by
// Poisson's law.
func atLeast(n int, mean float64) float64 {
	term, below := math.Exp(-mean), 0.0
	for k := range n {
		below += term
		term *= mean / float64(k+1)
	}
	return max(0, 1-below)
}

func sum(xs []int) int {
	n := 0
	for _, x := range xs {
		n += x
	}
	return n
}
