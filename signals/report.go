package signals

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// A Report sums the signals of some days up: what gaps joins, and what a lead
// reads. It holds nothing of a single reader.
type Report struct {
	// From and To are the first and the last day with a signal, "" without any.
	From, To string
	// Missed are the searches without a result, the most frequent first.
	Missed []MissedSearch
	// Ratings are those of each page, the worst first.
	Ratings []PageRating
	// Dead are the addresses where nothing is, the most frequent first.
	Dead []DeadPage
	// Clicks counts the hits that were opened.
	Clicks int
}

// A MissedSearch is a query that found nothing, however it was written.
type MissedSearch struct {
	// Query is the form of Normal, Examples how it was written, at most three.
	Query    string
	Examples []string
	// Count is how often it was searched, Readers by how many, each day counted by
	// itself, Days on how many days.
	Count, Readers, Days int
	First, Last          string
	// Langs are the languages of the pages where it was searched.
	Langs []string
}

// A PageRating is what readers answered on a page.
type PageRating struct {
	Page    string
	Yes, No int
	// Reasons counts those that were given.
	Reasons map[string]int
}

// A DeadPage is an address that readers came to and that is not there.
type DeadPage struct {
	Page  string
	Count int
	// From are pages of the site that link there.
	From        []string
	First, Last string
}

// Report sums up the signals since a day, all under the zero time. A reader who
// sends the same on one day counts once, where readers are known.
func (s *Store) Report(ctx context.Context, since time.Time) (*Report, error) {
	b := reporter{missed: map[string]*missedSums{}, ratings: map[string]*PageRating{}, dead: map[string]*DeadPage{}}
	if err := s.counted(ctx, since, b.take); err != nil {
		return nil, err
	}
	return b.report(), nil
}

// counted gives each signal since a day, in the order of days, with how often it
// counts.
func (s *Store) counted(ctx context.Context, since time.Time, take func(g Signal, n int)) error {
	rows, err := s.db.QueryContext(ctx, s.sql(`SELECT `+columns+`, count(*) FROM signals WHERE day >= ? GROUP BY `+columns+` ORDER BY `+columns), since.UTC().Format(time.DateOnly))
	if err != nil {
		return told("sum the signals up", err)
	}
	once := once{seen: map[Signal]bool{}}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var g Signal
		var n int
		if err := rows.Scan(&g.Day, &g.Kind, &g.Lang, &g.Query, &g.Page, &g.From, &g.Answer, &g.Reason, &g.Reader, &n); err != nil {
			return told("sum the signals up", err)
		}
		if n = once.counts(g, n); n > 0 {
			take(g, n)
		}
	}
	if err := rows.Err(); err != nil {
		return told("sum the signals up", err)
	}
	return nil
}

// once counts what one reader sends on one day once. Signals come in the order of
// their days.
type once struct {
	day  string
	seen map[Signal]bool
}

// counts is how often a signal counts that was sent n times.
func (o *once) counts(g Signal, n int) int {
	if o.day != g.Day {
		o.day = g.Day
		clear(o.seen)
	}
	if g.Reader == "" {
		return n
	}
	same := g
	same.Query = Normal(g.Query)
	if o.seen[same] {
		return 0
	}
	o.seen[same] = true
	return 1
}

// A reporter sums signals up that come in the order of their days.
type reporter struct {
	out     Report
	missed  map[string]*missedSums
	ratings map[string]*PageRating
	dead    map[string]*DeadPage
}

type missedSums struct {
	MissedSearch
	readers, days map[string]bool
}

// take adds a signal that counts n times.
func (b *reporter) take(g Signal, n int) {
	b.out.From, b.out.To = cmp.Or(b.out.From, g.Day), g.Day
	switch g.Kind {
	case Missed:
		b.search(g, n)
	case Rating:
		b.rate(g, n)
	case Dead:
		b.lost(g, n)
	case Click:
		b.out.Clicks += n
	}
}

func (b *reporter) search(g Signal, n int) {
	key := Normal(g.Query)
	if key == "" {
		return
	}
	m := b.missed[key]
	if m == nil {
		m = &missedSums{MissedSearch{Query: key, First: g.Day}, map[string]bool{}, map[string]bool{}}
		b.missed[key] = m
	}
	m.Count += n
	m.Last = g.Day
	m.days[g.Day] = true
	if g.Reader != "" {
		m.readers[g.Day+g.Reader] = true
	}
	if len(m.Examples) < 3 && !slices.Contains(m.Examples, g.Query) {
		m.Examples = append(m.Examples, g.Query)
	}
	if g.Lang != "" && !slices.Contains(m.Langs, g.Lang) {
		m.Langs = append(m.Langs, g.Lang)
	}
}

// rate counts an answer; its reason comes as a signal of its own, and counts as
// no second answer.
func (b *reporter) rate(g Signal, n int) {
	r := b.ratings[g.Page]
	if r == nil {
		r = &PageRating{Page: g.Page, Reasons: map[string]int{}}
		b.ratings[g.Page] = r
	}
	switch {
	case g.Reason != "":
		r.Reasons[g.Reason] += n
	case g.Answer == "yes":
		r.Yes += n
	default:
		r.No += n
	}
}

func (b *reporter) lost(g Signal, n int) {
	d := b.dead[g.Page]
	if d == nil {
		d = &DeadPage{Page: g.Page, First: g.Day}
		b.dead[g.Page] = d
	}
	d.Count += n
	d.Last = g.Day
	if g.From != "" && len(d.From) < 10 && !slices.Contains(d.From, g.From) {
		d.From = append(d.From, g.From)
	}
}

func (b *reporter) report() *Report {
	for _, m := range b.missed {
		m.Days, m.Readers = len(m.days), len(m.readers)
		slices.Sort(m.Langs)
		b.out.Missed = append(b.out.Missed, m.MissedSearch)
	}
	slices.SortFunc(b.out.Missed, func(x, y MissedSearch) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), strings.Compare(x.Query, y.Query))
	})
	for _, r := range b.ratings {
		b.out.Ratings = append(b.out.Ratings, *r)
	}
	slices.SortFunc(b.out.Ratings, func(x, y PageRating) int {
		return cmp.Or(cmp.Compare(y.No, x.No), cmp.Compare(y.Yes, x.Yes), strings.Compare(x.Page, y.Page))
	})
	for _, d := range b.dead {
		slices.Sort(d.From)
		b.out.Dead = append(b.out.Dead, *d)
	}
	slices.SortFunc(b.out.Dead, func(x, y DeadPage) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), strings.Compare(x.Page, y.Page))
	})
	return &b.out
}
