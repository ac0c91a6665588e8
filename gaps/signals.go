package gaps

import (
	"cmp"
	"slices"
	"strings"

	"signpost/internal/report"
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
// article. What belongs to none is counted, too.
func (r *Report) join(signals []Signal) {
	words := make([]map[string]string, len(r.Gaps))
	for i, g := range r.Gaps {
		words[i] = termsOf(g.Title + " " + strings.Join(g.Questions, " ") + " " + strings.Join(g.Terms, " "))
	}
	searches := map[*Signals]map[string]int{}
	for _, s := range signals {
		if s.Count <= 0 {
			continue
		}
		at := &r.Unjoined
		if i := r.belongs(s, words); i >= 0 {
			at = &r.Gaps[i].Signals
		}
		if *at == nil {
			*at = &Signals{Words: []string{}, Weekly: make([]int, len(r.Weeks))}
			searches[*at] = map[string]int{}
		}
		to := *at
		if s.Kind == NoResult {
			to.Searches += s.Count
			searches[to][s.Text] += s.Count
		} else {
			to.BadRatings += s.Count
		}
		if at := slices.Index(r.Weeks, s.Week); at >= 0 {
			to.Weekly[at] += s.Count
		}
	}
	for to, count := range searches {
		all := sortedKeys(count)
		slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
		to.Words = append(to.Words, all[:min(5, len(all))]...)
	}
}

// Joined counts the signals that stand beside gaps.
func (r *Report) Joined() Signals {
	var out Signals
	for _, g := range r.Gaps {
		if g.Signals != nil {
			out.Searches += g.Signals.Searches
			out.BadRatings += g.Signals.BadRatings
		}
	}
	return out
}

// Total counts both kinds.
func (s Signals) Total() int { return s.Searches + s.BadRatings }

// String counts in words: "3 searches without a result and 1 rating that an article did not help".
func (s Signals) String() string {
	var parts []string
	if s.Searches > 0 {
		parts = append(parts, countOf(s.Searches, "search", "searches")+" without a result")
	}
	if s.BadRatings > 0 {
		parts = append(parts, report.Count(s.BadRatings, "rating")+" that an article did not help")
	}
	return strings.Join(parts, " and ")
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
