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

// A usual cost is what a gap's is compared with: the mean number of replies and the median
// time to the first answer over all questions.
type usual struct {
	replies float64
	first   time.Duration
}

func usualCost(ctx context.Context, groups []*cluster) usual {
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
		return usual{}
	}
	return usual{float64(replies) / float64(questions), medianFirst(firsts)}
}

// medianFirst is over those who got an answer.
func medianFirst(firsts []time.Duration) time.Duration {
	firsts = slices.DeleteFunc(firsts, func(d time.Duration) bool { return d <= 0 })
	if len(firsts) == 0 {
		return 0
	}
	slices.Sort(firsts)
	n := len(firsts)
	return (firsts[(n-1)/2] + firsts[n/2]) / 2
}

// impact is size × cohesion² × uncovered share × cost. Cohesion squared keeps
// loose groups down. Cost is 1 and more: a quarter for as many replies and as
// slow an answer as usual each, up to a half, and the shares of low ratings,
// escalations and reopened conversations.
func (g *cluster) impact(ms []member, usual usual) Impact {
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
	if usual.replies > 0 {
		factor += 0.25 * min(2, float64(out.Replies)/n/usual.replies)
	}
	if usual.first > 0 {
		factor += 0.25 * min(2, float64(out.FirstResponse)/usual.first.Seconds())
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
	// recentWeeks are held against at least as many before; of a shorter span its later
	// half is, of spanLeast weeks at least.
	recentWeeks = 4
	spanLeast   = 4
	// risingLeast is the least number of recent conversations.
	risingLeast = 5
	// risingChance: in fewer than one of so many gaps that keep their share would as many
	// of its conversations fall into the last weeks by chance.
	risingChance = 100
)

// rising compares a gap's last weeks with the weeks before. Counts are by week,
// of the gap and of all conversations; nil when there is too little to say.
func rising(gap, all []int) *Rising {
	if len(all) < spanLeast || len(gap) != len(all) {
		return nil
	}
	weeks := min(recentWeeks, len(all)/2)
	at := len(all) - weeks
	recent, before := sum(gap[at:]), sum(gap[:at])
	allRecent, allBefore := sum(all[at:]), sum(all[:at])
	if recent < risingLeast || allBefore == 0 {
		return nil
	}
	if atLeast(recent, recent+before, ratio(allRecent, allRecent+allBefore)) > 1.0/risingChance {
		return nil
	}
	expected := (float64(before) + 0.5) * float64(allRecent) / float64(allBefore)
	usual := fmt.Sprintf("; about %d would be its usual share", int(expected+0.5))
	switch {
	case before == 0:
		usual = fmt.Sprintf(", and none in the %d before", at)
	case expected < 0.5:
		usual = "; fewer than one would be its usual share"
	}
	return &Rising{
		Recent: recent, Expected: round(expected), Weeks: weeks,
		Sentence: fmt.Sprintf("%s in the last %d weeks%s.", report.Count(recent, "conversation"), weeks, usual),
	}
}

// atLeast is the probability that k or more of n fall where a share of all do, each by
// itself.
func atLeast(k, n int, share float64) float64 {
	lgamma := func(n int) float64 { v, _ := math.Lgamma(float64(n + 1)); return v }
	p := 0.0
	for i := k; i <= n; i++ {
		p += math.Exp(lgamma(n) - lgamma(i) - lgamma(n-i) + float64(i)*math.Log(share) + float64(n-i)*math.Log1p(-share))
	}
	return p
}

func sum(xs []int) int {
	n := 0
	for _, x := range xs {
		n += x
	}
	return n
}
