package gaps

import (
	"cmp"
	"slices"
	"strings"
)

// A SignalKind tells what readers of the site left.
type SignalKind string

// The kinds of signals.
const (
	// NoResult is a search that found nothing.
	NoResult SignalKind = "no_result"
	// BadRating says that an article did not help.
	BadRating SignalKind = "bad_rating"
)

// A Signal counts what readers left in a week, masked: the words of a search, or the
// address of an article.
type Signal struct {
	Kind SignalKind
	// Text is the search, for NoResult; Article the address, for BadRating.
	Text, Article string
	// Week is the day of the Monday, YYYY-MM-DD.
	Week  string
	Count int
}

// Signals are what readers left about the matter of a gap. They count beside its
// conversations and are in none of its other numbers.
type Signals struct {
	Searches   int `json:"searches_without_result"`
	BadRatings int `json:"bad_ratings"`
	// Words are the searches, the most frequent first.
	Words []string `json:"words"`
	// Weekly counts both in the report's weeks.
	Weekly []int `json:"weekly"`
}

// signalShare of a search's words have to be among those of a gap, and at least one
// among the terms that tell the gap from others.
const signalShare = 0.75

// join adds signals to the gaps that they belong to: a search to the gap that holds
// most of its words, a rating to the gap whose customers should have found the
// article.
func (r *Report) join(signals []Signal) {
	words := make([]map[string]string, len(r.Gaps))
	for i, g := range r.Gaps {
		words[i] = termsOf(g.Title + " " + strings.Join(g.Questions, " ") + " " + strings.Join(g.Terms, " "))
	}
	searches := make([]map[string]int, len(r.Gaps))
	for _, s := range signals {
		i := r.belongs(s, words)
		if i < 0 || s.Count <= 0 {
			continue
		}
		g := &r.Gaps[i]
		if g.Signals == nil {
			g.Signals, searches[i] = &Signals{Words: []string{}, Weekly: make([]int, len(r.Weeks))}, map[string]int{}
		}
		if s.Kind == NoResult {
			g.Signals.Searches += s.Count
			searches[i][s.Text] += s.Count
		} else {
			g.Signals.BadRatings += s.Count
		}
		if at := slices.Index(r.Weeks, s.Week); at >= 0 {
			g.Signals.Weekly[at] += s.Count
		}
	}
	for i, count := range searches {
		all := sortedKeys(count)
		slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
		if len(all) > 0 {
			r.Gaps[i].Signals.Words = all[:min(5, len(all))]
		}
	}
}

// belongs gives the place of the gap that a signal is about, -1 for none.
func (r *Report) belongs(s Signal, words []map[string]string) int {
	if s.Kind == BadRating {
		return slices.IndexFunc(r.Gaps, func(g Gap) bool { return s.Article != "" && g.Evidence.Article == s.Article })
	}
	want := termsOf(s.Text)
	best, at := 0.0, -1
	for i, g := range r.Gaps {
		own := termsOf(strings.Join(g.Terms, " "))
		both, telling := 0, false
		for stem := range want {
			if _, ok := words[i][stem]; ok {
				both++
			}
			if _, ok := own[stem]; ok {
				telling = true
			}
		}
		if share := ratio(both, len(want)); telling && share >= signalShare && share > best {
			best, at = share, i
		}
	}
	return at
}
