package gaps

import (
	"slices"
	"time"

	"signpost/gaps/question"
)

// usualCost is the mean number of replies and the median time to the first
// answer over all questions: what a gap's cost is compared with.
func usualCost(groups []*cluster) question.Cost {
	var all []member
	for _, g := range groups {
		all = append(all, g.members...)
	}
	if len(all) == 0 {
		return question.Cost{}
	}
	replies := 0
	for _, m := range all {
		replies += m.Cost.Replies
	}
	return question.Cost{Replies: (replies + len(all) - 1) / len(all), First: medianFirst(all)}
}

func medianFirst(ms []member) time.Duration {
	var firsts []time.Duration
	for _, m := range ms {
		if m.Cost.First > 0 {
			firsts = append(firsts, m.Cost.First)
		}
	}
	if len(firsts) == 0 {
		return 0
	}
	slices.Sort(firsts)
	return firsts[len(firsts)/2]
}

// impact is size × cohesion² × uncovered share × cost. Cohesion squared keeps
// loose groups down. Cost is 1 and more: a quarter for as many replies and as
// slow an answer as usual each, up to a half, and the shares of low ratings
// and escalations.
func (g *cluster) impact(ms []member, usual question.Cost) Impact {
	out := Impact{FirstResponse: int(medianFirst(ms).Seconds())}
	for _, m := range ms {
		out.Replies += m.Cost.Replies
		out.Escalations += m.Cost.Escalations
		if m.Cost.LowRating {
			out.LowRatings++
		}
	}
	n := float64(len(ms))
	factor := 1.0
	if usual.Replies > 0 {
		factor += 0.25 * min(2, float64(out.Replies)/n/float64(usual.Replies))
	}
	if usual.First > 0 {
		factor += 0.25 * min(2, float64(out.FirstResponse)/usual.First.Seconds())
	}
	factor += float64(out.LowRatings)/n + min(1, float64(out.Escalations)/n)
	uncovered := 1 - min(1, g.verdict.score)
	if g.verdict.gap == NotFound {
		uncovered = 1 - g.verdict.found
	}
	out.Score = round(100 * n * g.cohesion * g.cohesion * uncovered * factor)
	return out
}
