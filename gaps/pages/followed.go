package pages

import (
	"strconv"

	"signpost/gaps"
)

// A named rate is a row of the table of before and after.
type namedRate struct {
	Name string
	gaps.Rate
}

func rates(f gaps.Followed) []namedRate {
	return []namedRate{{"Before", f.Before}, {"After", f.After}}
}

// A followedWeek is one week of a gap that has an article.
type followedWeek struct {
	Monday     string
	Count, All int
}

func byWeek(f gaps.Followed) []followedWeek {
	var out []followedWeek
	for i, w := range f.Weeks {
		if i < len(f.Weekly) && i < len(f.All) {
			out = append(out, followedWeek{w, f.Weekly[i], f.All[i]})
		}
	}
	return out
}

// place is a place among the hits of a search; 0 is none of the first ten.
func place(n int) string {
	if n == 0 {
		return "not among ten"
	}
	return strconv.Itoa(n)
}
