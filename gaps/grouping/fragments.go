package grouping

import "signpost/gaps/dots"

// Many texts about one matter leave fragments of it behind: some that are like each other
// more than they are like the rest. Past manyTexts, a group of less than one in
// fragmentShare of those beyond is a fragment of the larger group that is nearest, if that
// is not much farther than groups may be that join, and clearly nearer than the next.
//
// A group of fragmentMost texts and more is none, however many texts there are.
const (
	fragmentShare  = 300
	fragmentMost   = 25
	fragmentReach  = 0.08
	fragmentMargin = 3 * dots.One / 100
)

// fragmentsBelow gives how many texts a group among n has to have to be no fragment.
func fragmentsBelow(n int) int {
	return min(fragmentMost, max(0, n-manyTexts)/fragmentShare)
}

// gather puts groups of less than small texts to the groups that they are fragments of,
// after groups joined until stop. A text alone is no fragment.
func (f forest) gather(small int, stop float32) {
	reach := int((stop + fragmentReach) * dots.One)
	var large, fragments []int
	for i, p := range f.parent {
		switch {
		case p != i || f.size[i] < 2:
		case f.size[i] < small:
			fragments = append(fragments, i)
		default:
			large = append(large, i)
		}
	}
	for _, i := range fragments {
		nearest, next, to := 2*dots.One, 2*dots.One, i
		for _, j := range large {
			switch d := int(*f.at(i, j)); {
			case d < nearest:
				nearest, next, to = d, nearest, j
			case d < next:
				next = d
			}
		}
		if nearest <= reach && next-nearest >= fragmentMargin {
			f.parent[i] = to
		}
	}
}
