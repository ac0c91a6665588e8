package gaps

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"signpost/gaps/decisions"
	"signpost/gaps/question"
	"signpost/gaps/vectors"
	"signpost/gaps/words"
	"signpost/inbox/audit"
)

// Kind tells what is wrong about a gap.
type Kind string

// The kinds that are found so far.
const (
	// Missing: no article answers it.
	Missing Kind = "missing"
	// NotFound: an article answers it, but the customers' words do not lead
	// there.
	NotFound Kind = "not_found"
)

// A Report is the outcome of mining; its JSON form is the contract's
// gaps.json. Dates are UTC days, YYYY-MM-DD, "" when unknown.
type Report struct {
	Source     []Source   `json:"source"`
	Span       Span       `json:"span"`
	Accounting Accounting `json:"accounting"`
	// Masked counts masked values by kind.
	Masked map[string]int `json:"masked"`
	// Masking says what a person should look at before the report is shared.
	Masking audit.Masking `json:"masking"`
	Gaps    []Gap         `json:"gaps"`
	// NoQuestion splits Accounting.NotAQuestion by reason.
	NoQuestion map[string]int `json:"not_a_question_by_reason"`
	// Answered are the topics that articles answer, most asked first.
	Answered []Topic `json:"answered_topics"`
	// Weeks are the Mondays that Gap.Weekly counts from.
	Weeks []string `json:"weeks"`
	// Articles is the number of articles that were compared.
	Articles int `json:"articles"`
	// ConversationURL is where a conversation can be read, with {id} for its id, ""
	// when that is not known.
	ConversationURL string `json:"conversation_url,omitempty"`
	// Following are the gaps that published articles are to close.
	Following []Followed `json:"following"`
	// Changes tell what is new since an earlier day.
	Changes Changes `json:"changes"`
	// Notes say in a sentence each what a reader should know of this run.
	Notes []string `json:"notes"`

	// Book is what is to be remembered after this run.
	Book *decisions.Book `json:"-"`
}

// A Source is one file that conversations were read from.
type Source struct {
	Path          string `json:"path"`
	Format        string `json:"format"`
	Conversations int    `json:"conversations"`
}

// A Span is from the day of the first conversation to that of the last.
type Span struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Accounting books every conversation once: the six others add up to
// Conversations.
type Accounting struct {
	Conversations   int `json:"conversations"`
	Answered        int `json:"answered"`
	InGaps          int `json:"in_gaps"`
	AccountSpecific int `json:"account_specific"`
	NotAQuestion    int `json:"not_a_question"`
	Outbound        int `json:"outbound"`
	Ungrouped       int `json:"ungrouped"`
}

// A Gap is a question that customers ask and no article answers for them.
type Gap struct {
	ID            string    `json:"id"`
	Kind          Kind      `json:"kind"`
	Title         string    `json:"title"`
	Status        string    `json:"status"`
	Conversations int       `json:"conversations"`
	Customers     int       `json:"customers"`
	FirstSeen     string    `json:"first_seen"`
	LastSeen      string    `json:"last_seen"`
	Weekly        []int     `json:"weekly"`
	Impact        Impact    `json:"impact"`
	Questions     []string  `json:"questions"`
	Answers       []Answer  `json:"answers"`
	Nearest       []Nearest `json:"nearest"`
	Suggest       Suggest   `json:"suggest"`
	Members       []string  `json:"members"`
	// Terms are the words that tell this gap from the others.
	Terms []string `json:"terms"`
	// Evidence says what the verdict rests on.
	Evidence Evidence `json:"evidence"`
	// Decision is what was decided, nil when nothing was.
	Decision *Decided `json:"decision,omitempty"`
	// Signals are what readers left about the same matter, nil when nothing.
	Signals *Signals `json:"signals,omitempty"`
}

// Impact is what a gap costs. Score orders gaps of one report only; the median
// is in seconds over answered conversations.
type Impact struct {
	Score         float64 `json:"score"`
	FirstResponse int     `json:"median_first_response_s"`
	Replies       int     `json:"replies"`
	LowRatings    int     `json:"low_ratings"`
	Escalations   int     `json:"escalations"`
}

// Evidence tells what a verdict rests on; shares are from 0 to 1.
type Evidence struct {
	Coverage Coverage `json:"coverage"`
	Article  string   `json:"article"`
	// Linked is the share of answered members whose agents linked Article,
	// Found the share whose own words bring it among the first three hits,
	// Score how well it answers the members' words on average.
	Linked float64 `json:"linked"`
	Found  float64 `json:"found"`
	Score  float64 `json:"score"`
	// Cohesion is the mean likeness of the members.
	Cohesion float64 `json:"cohesion"`
}

// An Answer is what a human agent wrote, masked.
type Answer struct {
	Text         string `json:"text"`
	Conversation string `json:"conversation"`
}

// Nearest is an article that came up for the members' words. Lacks are those of
// the gap's terms that it does not hold.
type Nearest struct {
	URL   string   `json:"url"`
	Title string   `json:"title"`
	Score float64  `json:"score"`
	Lacks []string `json:"lacks"`
}

// Suggest tells where an article or its new keywords would go.
type Suggest struct {
	Path     string   `json:"path"`
	Title    string   `json:"title"`
	Keywords []string `json:"keywords"`
}

// A Topic is a question that an article answers.
type Topic struct {
	Title         string `json:"title"`
	URL           string `json:"url"`
	Article       string `json:"article_title"`
	Conversations int    `json:"conversations"`
}

const day = "2006-01-02"

func newReport(read reading, groups []*cluster, shelf *shelf, book *decisions.Book) *Report {
	r := &Report{
		Source: append([]Source{}, read.sources...), Masked: read.masked, NoQuestion: map[string]int{},
		Gaps: []Gap{}, Answered: []Topic{}, Weeks: []string{}, Articles: len(shelf.order),
		Following: []Followed{}, Notes: []string{},
	}
	from, to := spanOf(read.talks)
	if !from.IsZero() {
		r.Span = Span{from.Format(day), to.Format(day)}
		for w := monday(from); !w.After(to); w = w.AddDate(0, 0, 7) {
			r.Weeks = append(r.Weeks, w.Format(day))
		}
	}
	r.account(read.talks, groups)
	v, usual := newVocabulary(groups), usualCost(groups)
	byGap := map[string]*cluster{} // by the first member of those that have no id yet
	for _, g := range groups {
		if g.verdict.gap != "" {
			gap := g.gap(v, usual, shelf)
			gap.Weekly = weekly(g.open(), from, len(r.Weeks))
			if g.id != "" {
				gap.ID = g.id
			} else {
				byGap[gap.ID+gap.Members[0]] = g
			}
			r.Gaps = append(r.Gaps, gap)
		}
	}
	slices.SortFunc(r.Gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.Impact.Score, a.Impact.Score), cmp.Compare(b.Conversations, a.Conversations),
			cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Members[0], b.Members[0]))
	})
	used := map[string]bool{}
	for i, gap := range r.Gaps {
		if g := byGap[gap.ID+gap.Members[0]]; g != nil {
			g.id = shortID(gap.ID, func(id string) bool { return used[id] || book != nil && book.Taken(id) })
			used[g.id] = true
			r.Gaps[i].ID = g.id
		}
	}
	r.Answered = topics(groups, shelf)
	return r
}

// account books every conversation once. One with several questions is booked
// by the first of these that holds for any of them: in a gap, answered,
// ungrouped.
func (r *Report) account(talks []question.Talk, groups []*cluster) {
	a := &r.Accounting
	a.Conversations = len(talks)
	for _, t := range talks {
		switch t.Class {
		case question.IsAccount:
			a.AccountSpecific++
		case question.IsOutbound:
			a.Outbound++
		case question.IsNoQuestion:
			a.NotAQuestion++
			r.NoQuestion[t.Reason]++
		}
	}
	booked := map[string]*int{}
	book := func(m member, to *int) {
		if old := booked[m.ID]; old == nil || to == &a.InGaps || to == &a.Answered && old == &a.Ungrouped {
			booked[m.ID] = to
		}
	}
	for _, g := range groups {
		for _, m := range g.members {
			switch {
			case !m.answered && g.verdict.gap != "":
				book(m, &a.InGaps)
			case m.answered || g.verdict.answered:
				book(m, &a.Answered)
			default:
				book(m, &a.Ungrouped)
			}
		}
	}
	for _, to := range booked {
		*to++
	}
}

func spanOf(talks []question.Talk) (from, to time.Time) {
	for _, t := range talks {
		from, to = widen(from, to, t.At)
	}
	return from, to
}

// widen makes the span hold a time; zero ones are unknown.
func widen(from, to, at time.Time) (time.Time, time.Time) {
	if at.IsZero() {
		return from, to
	}
	if from.IsZero() || at.Before(from) {
		from = at
	}
	if at.After(to) {
		to = at
	}
	return from, to
}

func monday(t time.Time) time.Time {
	t = t.UTC().Truncate(24 * time.Hour)
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
}

func weekly(ms []member, from time.Time, weeks int) []int {
	out := make([]int, weeks)
	for _, m := range ms {
		if !m.At.IsZero() {
			out[int(m.At.Sub(monday(from)).Hours()/24/7)]++
		}
	}
	return out
}

// gap describes a group that is one.
func (g *cluster) gap(v vocabulary, usual question.Cost, shelf *shelf) Gap {
	open := g.open()
	terms := v.distinguishing(open, 8)
	out := Gap{
		ID: identity(open), Kind: g.verdict.gap, Title: titleOf(open[0].Quote), Status: "open",
		Conversations: len(open), Terms: terms[:min(4, len(terms))], Questions: quotes(open, 5), Answers: answers(open, 3),
		Nearest: []Nearest{}, Impact: g.impact(open, usual),
	}
	customers := map[string]bool{}
	for _, m := range open {
		customers[m.Customer] = true
		out.Members = append(out.Members, m.ID)
	}
	slices.Sort(out.Members)
	out.Customers = len(customers)
	out.FirstSeen, out.LastSeen = daysOf(open)
	out.Evidence = Evidence{
		g.verdict.coverage, g.verdict.article, round(g.verdict.linked), round(g.verdict.found),
		round(g.verdict.score), round(g.cohesion),
	}
	for _, n := range g.nearestWith(g.verdict.article, shelf) {
		out.Nearest = append(out.Nearest, Nearest{n.article, n.title, round(n.score), append([]string{}, shelf.lacks(n.article, terms)...)})
	}
	out.Suggest = g.suggest(out, terms, shelf)
	return out
}

// nearestWith puts the article that evidence named first.
func (g *cluster) nearestWith(article string, shelf *shelf) []scored {
	out := slices.Clone(g.verdict.nearest)
	a := shelf.articles[article]
	if g.verdict.gap != NotFound || a == nil {
		return out
	}
	out = slices.DeleteFunc(out, func(s scored) bool { return s.article == article })
	out = append([]scored{{article, a.title, g.score(article)}}, out...)
	return out[:min(3, len(out))]
}

func daysOf(ms []member) (first, last string) {
	var from, to time.Time
	for _, m := range ms {
		from, to = widen(from, to, m.At)
	}
	if from.IsZero() {
		return "", ""
	}
	return from.Format(day), to.Format(day)
}

// suggest puts a new article beside the nearest one, and new keywords into the
// article that was not found.
func (g *cluster) suggest(gap Gap, terms []string, shelf *shelf) Suggest {
	s := Suggest{Title: gap.Title, Keywords: append([]string{}, terms[:min(5, len(terms))]...)}
	if g.verdict.gap == NotFound {
		s.Path = "content" + strings.TrimSuffix(g.verdict.article, "/") + ".md"
		s.Title = shelf.articles[g.verdict.article].title
		if lacks := shelf.lacks(g.verdict.article, terms); len(lacks) > 0 {
			s.Keywords = lacks
		}
		return s
	}
	folder := "content/"
	if len(gap.Nearest) > 0 {
		parts := strings.Split(strings.Trim(gap.Nearest[0].URL, "/"), "/")
		for _, p := range parts[:len(parts)-1] {
			folder += p + "/"
		}
	}
	s.Path = folder + slug(terms[:min(3, len(terms))]) + ".md"
	return s
}

// quotes gives up to n different questions that are far apart: the central one,
// then always the one least like those chosen.
func quotes(ms []member, n int) []string {
	chosen := []int{0}
	for len(chosen) < n {
		best, at := float32(2), -1
		for i, m := range ms {
			like := float32(-1)
			for _, c := range chosen {
				like = max(like, vectors.Dot(m.vector, ms[c].vector))
				if m.Text == ms[c].Text {
					like = 3
				}
			}
			if like < best {
				best, at = like, i
			}
		}
		if at < 0 {
			break
		}
		chosen = append(chosen, at)
	}
	out := []string{}
	for _, c := range chosen {
		out = append(out, cut(question.OneLine(question.Unaddressed(ms[c].Quote)), 240))
	}
	return out
}

// answers gives the n human answers that agree most with the others: the share
// of an answer's stems that the other conversations' answers hold too.
func answers(ms []member, n int) []Answer {
	type candidate struct {
		Answer
		weight float64
	}
	holders := map[string]int{}
	for _, m := range ms {
		for s := range termsOf(strings.Join(m.Answers, "\n")) {
			holders[s]++
		}
	}
	var all []candidate
	for _, m := range ms {
		for _, a := range m.Answers[:min(2, len(m.Answers))] {
			stems := termsOf(a)
			if len(stems) < overlapStems {
				continue
			}
			sum := 0.0
			for _, s := range sortedKeys(stems) {
				sum += math.Log(float64(holders[s]))
			}
			all = append(all, candidate{Answer{cut(question.Unaddressed(a), 600), m.ID}, sum / math.Sqrt(float64(len(stems)))})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.Conversation, b.Conversation), cmp.Compare(a.Text, b.Text))
	})
	out, seen := []Answer{}, map[string]bool{}
	for _, c := range all {
		if len(out) < n && !seen[c.Text] {
			seen[c.Text] = true
			out = append(out, c.Answer)
		}
	}
	return out
}

// identity is a hash of the stems of the central questions, whatever their
// order: it stays while the core of a gap stays.
func identity(ms []member) string {
	stems := map[string]bool{}
	for _, m := range ms[:min(3, len(ms))] {
		for _, s := range words.Content(m.Text) {
			stems[s] = true
		}
	}
	return fmt.Sprintf("%016x", words.Hash(strings.Join(sortedKeys(stems), " ")))
}

// shortID gives the first four letters of the hash, more when those are taken.
func shortID(hash string, taken func(string) bool) string {
	for n := 4; ; n++ {
		id := "g-" + hash[:min(n, len(hash))] + strings.Repeat("x", max(0, n-len(hash)))
		if !taken(id) {
			return id
		}
	}
}

// topics gathers answered conversations by the article that answers them.
func topics(groups []*cluster, shelf *shelf) []Topic {
	byArticle := map[string]*Topic{}
	for _, g := range groups {
		for _, m := range g.members {
			if !m.answered && !g.verdict.answered {
				continue
			}
			article := g.verdict.article
			if links := shelf.linked(m.Item); m.answered && len(links) > 0 {
				article = links[0]
			} else if m.answered && len(m.hits) > 0 {
				article = m.hits[0].article
			}
			a := shelf.articles[article]
			if a == nil {
				continue
			}
			if byArticle[article] == nil {
				byArticle[article] = &Topic{Title: titleOf(m.Quote), URL: article, Article: a.title}
			}
			byArticle[article].Conversations++
		}
	}
	out := []Topic{}
	for _, a := range sortedKeys(byArticle) {
		out = append(out, *byArticle[a])
	}
	slices.SortStableFunc(out, func(a, b Topic) int { return cmp.Compare(b.Conversations, a.Conversations) })
	return out
}

func round(x float64) float64 { return math.Round(x*100) / 100 }

// JSON is the report as gaps.json: indented, keys in the contract's order.
func (r *Report) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write gaps.json: %w", err)
	}
	return append(data, '\n'), nil
}
