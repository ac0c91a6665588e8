package gaps

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"

	"signpost/gaps/decisions"
	"signpost/search"
)

// How a gap that an article is to close is followed.
const (
	// quietWeeks of data have to pass after publication, and hold less than quietShare of
	// what as many weeks held before, for a gap to close, and less than that of the
	// share, too. Of what was usual readShare has to be read: where little is, little is asked.
	quietWeeks = 4
	quietShare = 0.25
	readShare  = 0.5
	// backShare of what came before brings a closed gap back.
	backShare = 0.5
	// beforeWeeks before publication are compared with what came after.
	beforeWeeks = 12
)

// A Closer is a published article that names the gap it closes.
type Closer struct {
	// Gap is the id in its front matter, URL its address, Published the day on
	// which it became public.
	Gap, URL, Title, Published string
	// Corrected says that the article was there before, outdated: on that day what it
	// stated was changed, and search finds it as it did.
	Corrected bool
}

// A Followed gap is one that a published article is to close: what customers asked
// before and after, and where search puts the article for their questions. Counts
// say what happened and not why.
type Followed struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Status    string `json:"status"`
	Article   string `json:"article"`
	Published string `json:"published"`
	// Corrected says that Published is the day on which the article was brought up to
	// date; there are no Queries then.
	Corrected bool `json:"corrected,omitempty"`
	Before    Rate `json:"before"`
	After     Rate `json:"after"`
	// Weekly counts the gap's conversations, All all of them, in the weeks that
	// begin on Weeks.
	Weeks   []string `json:"weeks"`
	Weekly  []int    `json:"weekly"`
	All     []int    `json:"all"`
	Queries []Ranked `json:"queries"`
	// Sentence tells all of it, with the caveat.
	Sentence string `json:"sentence"`
}

// A Rate is how often something was asked in whole weeks: Conversations of All.
type Rate struct {
	Weeks         int     `json:"weeks"`
	Conversations int     `json:"conversations"`
	All           int     `json:"all"`
	PerWeek       float64 `json:"per_week"`
	Share         float64 `json:"share"`
}

// A Ranked question has the article at rank Before without its customers' words, or
// without the article, and at rank After with them; 0 is not among the first ten.
type Ranked struct {
	Ask    string `json:"ask"`
	Before int    `json:"before"`
	After  int    `json:"after"`
}

// follow looks at each gap that has a published article.
func (r *Report) follow(ctx context.Context, groups []*cluster, s Searcher, opt Options) error {
	for _, c := range opt.Closers {
		if r.Book.Find(c.Gap) == nil {
			r.Notes = append(r.Notes, fmt.Sprintf("The article %s names the gap %s, which is not known here.", c.URL, c.Gap))
		}
	}
	publish(r.Book, opt.Closers)
	for e, c := range toClose(r.Book, opt.Closers) {
		var err error
		f := r.followed(e)
		f.Corrected = c.Corrected
		f.settle(e, r, opt)
		var asked []string
		for _, g := range groups {
			if g.id == e.ID {
				asked = append(asked, quotes(g.members, 5)...)
			}
		}
		if f.Queries, err = ranked(ctx, asked, c, s, opt); err != nil {
			return err
		}
		f.Sentence = f.sentence()
		r.Following = append(r.Following, f)
	}
	return nil
}

// toClose gives the gaps of a book that articles are to close, each with the first of its
// articles, which is the one that is followed.
func toClose(book *decisions.Book, closers []Closer) iter.Seq2[*decisions.Entry, Closer] {
	closers = slices.Clone(closers)
	slices.SortFunc(closers, func(a, b Closer) int {
		return cmp.Or(cmp.Compare(a.Gap, b.Gap), cmp.Compare(a.Published, b.Published), cmp.Compare(a.URL, b.URL))
	})
	return func(yield func(*decisions.Entry, Closer) bool) {
		seen := map[string]bool{}
		for _, c := range closers {
			e, err := book.Resolve(c.Gap)
			if err != nil || seen[e.ID] {
				continue
			}
			seen[e.ID] = true
			if !yield(e, c) {
				return
			}
		}
	}
}

// publish takes down which articles are published.
func publish(book *decisions.Book, closers []Closer) {
	for e, c := range toClose(book, closers) {
		if e.State().Article != c.URL {
			book.Record(e.ID, decisions.Decision{Do: decisions.Publish, On: c.Published, Article: c.URL})
		}
	}
}

// followed counts before and after. The week of publication and a last week that is
// not over are in neither; weeks without any conversation were not read.
func (r *Report) followed(e *decisions.Entry) Followed {
	s := e.State()
	f := Followed{ID: e.ID, Title: cmp.Or(s.Title, e.Title), Article: s.Article, Published: s.Published, Weeks: []string{}, Weekly: []int{}, All: []int{}, Queries: []Ranked{}}
	end := decisions.AddDays(r.Book.Until, 1)
	for _, week := range slices.Sorted(maps.Keys(r.Book.Weekly)) {
		all, n := r.Book.Weekly[week], e.Weekly[week]
		if all == 0 || week < decisions.AddDays(f.Published, -7*(beforeWeeks+1)) {
			continue
		}
		f.Weeks, f.Weekly, f.All = append(f.Weeks, week), append(f.Weekly, n), append(f.All, all)
		after := decisions.AddDays(week, 7)
		switch {
		case after <= f.Published:
			f.Before.add(n, all)
		case week >= f.Published && after <= end:
			f.After.add(n, all)
		}
	}
	return f
}

func (r *Rate) add(n, all int) {
	r.Weeks++
	r.Conversations += n
	r.All += all
	r.PerWeek = round(ratio(r.Conversations, r.Weeks))
	r.Share = math.Round(ratio(r.Conversations, r.All)*1e4) / 1e4
}

// settle closes a gap that has gone quiet, and reopens one that came back.
func (f *Followed) settle(e *decisions.Entry, r *Report, opt Options) {
	until := r.Book.Until
	defer func() { f.Status = string(e.Standing(cmp.Or(opt.Today, until), 0).Status) }()
	if r.Span.To < until {
		return // an older export says nothing about what came later
	}
	state := e.State()
	from := f.Published
	if state.Status == decisions.Closed {
		from = state.On
	}
	recent, read, weeks := f.last(from, decisions.AddDays(until, 1))
	before := quietWeeks * ratio(f.Before.Conversations, f.Before.Weeks)
	switch state.Status {
	case decisions.Accepted:
		if weeks == quietWeeks && recent < opt.minConversations() && float64(recent) <= quietShare*before && f.rarer(recent, read) {
			r.Book.Record(e.ID, decisions.Decision{Do: decisions.Close, On: until, Reason: fmt.Sprintf("asked %s in %d weeks", times(recent), quietWeeks)})
		}
	case decisions.Closed:
		if recent >= opt.minConversations() && float64(recent) >= backShare*before {
			r.Book.Record(e.ID, decisions.Decision{Do: decisions.Reopen, On: until, Reason: fmt.Sprintf("asked %s again in %d weeks", times(recent), weeks)})
		}
	}
}

func times(n int) string {
	switch n {
	case 0:
		return "by nobody"
	case 1:
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// rarer tells whether conversations are quietShare at most of the share that as much as was
// read held before, and whether readShare was read of what is usual.
func (f *Followed) rarer(conversations, read int) bool {
	usual := ratio(f.Before.Conversations, f.Before.All) * float64(read)
	return float64(conversations) <= quietShare*usual && float64(read) >= readShare*quietWeeks*ratio(f.Before.All, f.Before.Weeks)
}

// last counts over the last weeks that were read and are over, from a day on.
func (f *Followed) last(from, end string) (conversations, all, weeks int) {
	for i := len(f.Weeks) - 1; i >= 0 && weeks < quietWeeks && f.Weeks[i] >= from; i-- {
		if decisions.AddDays(f.Weeks[i], 7) <= end {
			conversations += f.Weekly[i]
			all += f.All[i]
			weeks++
		}
	}
	return conversations, all, weeks
}

// ranked asks the gap's questions with and without the article's new words.
func ranked(ctx context.Context, asked []string, c Closer, s Searcher, opt Options) ([]Ranked, error) {
	out := []Ranked{}
	if s == nil || opt.Without == nil || c.Corrected {
		return out, nil
	}
	if len(asked) == 0 {
		for _, d := range opt.Documents {
			if d.Article == c.URL {
				asked = append(asked, d.Asked...)
			}
		}
	}
	for _, q := range asked[:min(5, len(asked))] {
		before, err := rankIn(ctx, opt.Without, q, c.URL)
		if err != nil {
			return nil, err
		}
		after, err := rankIn(ctx, s, q, c.URL)
		if err != nil {
			return nil, err
		}
		out = append(out, Ranked{q, before, after})
	}
	return out, nil
}

func rankIn(ctx context.Context, s Searcher, ask, article string) (int, error) {
	res, err := s.Search(ctx, search.Query{Text: ask, Limit: 10})
	if err != nil {
		return 0, fmt.Errorf("search for a question that %s is to answer: %w", article, err)
	}
	return 1 + slices.IndexFunc(res.Hits, func(h search.Hit) bool { return h.Article == article }), nil
}

// sentence says what was counted, and what that does not say.
func (f *Followed) sentence() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Before %s: %s. Since then: %s.", LongDay(f.Published), f.Before.words(), f.After.words())
	if f.Before.Weeks > 0 && f.After.Weeks > 0 {
		b.WriteString(" Other things changed in that time too; these counts do not say why.")
	}
	return b.String()
}

func (r Rate) words() string {
	if r.Weeks == 0 {
		return "no whole week was read"
	}
	weeks := "1 week"
	if r.Weeks > 1 {
		weeks = fmt.Sprintf("%d weeks", r.Weeks)
	}
	return fmt.Sprintf("%d of %d conversations in %s, %.1f a week, %.1f %% of all", r.Conversations, r.All, weeks, r.PerWeek, 100*r.Share)
}
