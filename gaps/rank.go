package gaps

import (
	"slices"
	"time"
)

// usualCost is the mean number of replies and the median time to the first
// answer over all questions: what a gap's cost is compared with.
func usualCost(groups []*cluster) cost {
	var all []member
	for _, g := range groups {
		all = append(all, g.members...)
	}
	if len(all) == 0 {
		return cost{}
	}
	replies := 0
	for _, m := range all {
		replies += m.cost.replies
	}
	return cost{replies: (replies + len(all) - 1) / len(all), first: medianFirst(all)}
}

func medianFirst(ms []member) time.Duration {
	var firsts []time.Duration
	for _, m := range ms {
		if m.cost.first > 0 {
			firsts = append(firsts, m.cost.first)
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
func (g *cluster) impact(ms []member, usual cost) Impact {
	out := Impact{FirstResponse: int(medianFirst(ms).Seconds())}
	for _, m := range ms {
		out.Replies += m.cost.replies
		out.Escalations += m.cost.escalations
		if m.cost.lowRating {
			out.LowRatings++
		}
	}
	n := float64(len(ms))
	factor := 1.0
	if usual.replies > 0 {
		factor += 0.25 * min(2, float64(out.Replies)/n/float64(usual.replies))
	}
	if usual.first > 0 {
		factor += 0.25 * min(2, float64(out.FirstResponse)/usual.first.Seconds())
	}
	factor += float64(out.LowRatings)/n + min(1, float64(out.Escalations)/n)
	uncovered := 1 - min(1, g.verdict.score)
	if g.verdict.gap == NotFound {
		uncovered = 1 - g.verdict.found
	}
	out.Score = round(100 * n * g.cohesion * g.cohesion * uncovered * factor)
	return out
}
