package gaps

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"signpost/gaps/coverage"
	"signpost/gaps/decisions"
	"signpost/gaps/words"
	"signpost/inbox/audit"
	"signpost/internal/parallel"
)

// Kind tells what is wrong about a gap.
type Kind string

// The kinds of gaps.
const (
	// Missing: no article answers it.
	Missing Kind = "missing"
	// NotFound: an article answers it, but the customers' words do not lead
	// there.
	NotFound Kind = "not_found"
	// OutOfDate: agents have answered otherwise than the article for a while.
	OutOfDate Kind = "outdated"
	// Disagreement: agents answer differently.
	Disagreement Kind = "disagreement"
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
	// Families are the gaps that are near each other; most gaps are of none.
	Families []Family `json:"families"`
	// NoQuestion splits Accounting.NotAQuestion by reason.
	NoQuestion map[string]int `json:"not_a_question_by_reason"`
	// Answered are the topics that articles answer, most asked first.
	Answered []Topic `json:"answered_topics"`
	// Weeks are the Mondays that Gap.Weekly counts from.
	Weeks []string `json:"weeks"`
	// Articles is the number of articles that were compared.
	Articles int `json:"articles"`
	// Following are the gaps that published articles are to close.
	Following []Followed `json:"following"`
	// Unjoined are readers' signals that belong to no gap, nil when there are none.
	Unjoined *Signals `json:"signals_of_no_gap,omitempty"`
	// Changes tell what is new since an earlier day.
	Changes Changes `json:"changes"`
	// Notes say in a sentence each what a reader should know of this run.
	Notes []string `json:"notes"`

	// Book is what is to be remembered after this run.
	Book *decisions.Book `json:"-"`
	// part says that less was read than before, and nothing new: how many conversations a
	// gap has in it is no growth.
	part bool
	// ConversationURL is where a conversation can be read, with {id} for its id, ""
	// when that is not known.
	ConversationURL string `json:"conversation_url,omitempty"`
	// SiteURL is where the help center is, without a slash at its end, "" when that is
	// not known.
	SiteURL string `json:"site_url,omitempty"`
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
	// Asked is what the conversations asked, the most central first: of all of them,
	// or, where there are many, of some that lie spread from the centre to the edge.
	Asked []Asked `json:"asked"`
	// Terms are the words that tell this gap from the others.
	Terms []string `json:"terms"`
	// Family is the id of the family that the gap is of, "" when it is of none.
	Family string `json:"family"`
	// Evidence says what the verdict rests on.
	Evidence Evidence `json:"evidence"`
	// Outdated is the evidence of an outdated article, Sides are the answers that
	// contradict each other; of other kinds they are absent.
	Outdated *Outdated `json:"outdated,omitempty"`
	Sides    []Side    `json:"sides,omitempty"`
	// Rising is there when the last weeks brought more than was to be expected.
	Rising *Rising `json:"rising,omitempty"`
	// Decision is what was decided, nil when nothing was.
	Decision *Decided `json:"decision,omitempty"`
	// Signals are what readers left about the same matter, nil when nothing.
	Signals *Signals `json:"signals,omitempty"`
}

// Asked is the question of a conversation, masked.
type Asked struct {
	Conversation string `json:"conversation"`
	Question     string `json:"question"`
}

// Impact is what a gap costs. Score orders gaps of one report only; the median
// is in seconds over answered conversations.
type Impact struct {
	Score         float64 `json:"score"`
	FirstResponse int     `json:"median_first_response_s"`
	Replies       int     `json:"replies"`
	LowRatings    int     `json:"low_ratings"`
	Escalations   int     `json:"escalations"`
	Reopened      int     `json:"reopened"`
}

// Evidence tells what a verdict rests on; shares are from 0 to 1.
type Evidence struct {
	Coverage coverage.State `json:"coverage"`
	Article  string         `json:"article"`
	// Linked is the share of answered members whose agents linked Article,
	// Found the share whose own words bring it among the first hits, as many as
	// Report.FoundWithin says,
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
	// Conversations and Agents count those in which much the same was answered,
	// and by how many people; Last is the day of the last of them.
	Conversations int    `json:"conversations"`
	Agents        int    `json:"agents"`
	Last          string `json:"last"`
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
	// Members and Asked are its conversations and what they asked, as those of a gap.
	Members []string `json:"members"`
	Asked   []Asked  `json:"asked"`
}

const day = "2006-01-02"

// newReport tells of groups that were judged. The only error is that of ctx.
func newReport(ctx context.Context, read reading, groups []*cluster, v vocabulary, shelf *coverage.Library, book *decisions.Book) (*Report, error) {
	r := &Report{
		Source: append([]Source{}, read.sources...), Masked: read.masked, NoQuestion: map[string]int{},
		Gaps: []Gap{}, Families: []Family{}, Answered: []Topic{}, Weeks: []string{}, Articles: shelf.Size(),
		Following: []Followed{}, Notes: []string{},
	}
	from, to := spanOf(read.threads)
	if !from.IsZero() {
		r.Span = Span{from.Format(day), to.Format(day)}
		for w := monday(from); !w.After(to); w = w.AddDate(0, 0, 7) {
			r.Weeks = append(r.Weeks, w.Format(day))
		}
	}
	r.account(read.threads, groups)
	usual := usualCost(ctx, groups)
	all := weeklyTalks(read, len(r.Weeks))
	found := slices.DeleteFunc(slices.Clone(groups), func(g *cluster) bool { return g.verdict.gap == "" })
	gaps := make([]Gap, len(found))
	parallel.Each(ctx, len(found), func(i int) {
		gaps[i] = found[i].gap(v, usual, shelf)
		gaps[i].Weekly = weekly(found[i].open(), from, len(r.Weeks))
		gaps[i].Rising = rising(gaps[i].Weekly, all)
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	byGap := map[string]*cluster{} // by the first member of those that have no id yet
	for i, g := range found {
		if g.id != "" {
			gaps[i].ID = g.id
		} else {
			byGap[gaps[i].ID+gaps[i].Members[0]] = g
		}
	}
	r.Gaps = append(r.Gaps, gaps...)
	slices.SortFunc(r.Gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.Impact.Score, a.Impact.Score), cmp.Compare(b.Conversations, a.Conversations),
			cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Members[0], b.Members[0]))
	})
	used := map[string]bool{}
	for i, gap := range r.Gaps {
		if g := byGap[gap.ID+gap.Members[0]]; g != nil {
			g.id = shortID(gap.ID, func(id string) bool { return used[id] || book != nil && book.Taken(id) && !g.had(id) })
			used[g.id] = true
			r.Gaps[i].ID = g.id
		}
	}
	r.Answered = topics(groups, shelf)
	return r, nil
}

// gap describes a group that is one.
func (g *cluster) gap(v vocabulary, usual usual, shelf *coverage.Library) Gap {
	open := g.open()
	terms := v.distinguishing(open, 8)
	out := Gap{
		ID: identity(open), Kind: g.verdict.gap, Title: nameOf(open, terms), Status: "open",
		Conversations: len(open), Terms: append([]string{}, terms[:min(4, len(terms))]...), Questions: quotes(open, 5), Answers: answers(open, terms, g.verdict.gap == Disagreement, 3),
		Nearest: []Nearest{}, Impact: g.impact(open, usual),
	}
	customers := map[uint64]bool{}
	for _, m := range open {
		customers[m.customer] = true
		out.Members = append(out.Members, m.ID)
	}
	slices.Sort(out.Members)
	out.Asked = eachAsked(open)
	out.Customers = len(customers)
	out.FirstSeen, out.LastSeen = daysOf(open)
	out.Evidence = Evidence{
		g.verdict.coverage, g.verdict.article, round(g.verdict.linked), round(g.verdict.found),
		round(g.verdict.score), round(g.cohesion),
	}
	for _, n := range g.nearestWith(g.verdict.article, shelf) {
		out.Nearest = append(out.Nearest, Nearest{n.Article, n.Title, round(n.Score), append([]string{}, shelf.Lacks(n.Article, terms)...)})
	}
	out.Suggest = g.suggest(out, terms, shelf)
	out.Outdated, out.Sides = g.verdict.outdated, g.verdict.sides
	return out
}

// nearestWith puts the article that evidence named first.
func (g *cluster) nearestWith(article string, shelf *coverage.Library) []coverage.Fit {
	out := slices.Clone(g.verdict.nearest)
	a := shelf.Article(article)
	if g.verdict.gap == Missing || a == nil {
		return out
	}
	named := coverage.Fit{Article: article, Title: a.Title, Score: g.verdict.score}
	out = slices.DeleteFunc(out, func(s coverage.Fit) bool { return s.Article == article })
	out = append([]coverage.Fit{named}, out...)
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

// keywordsAtMost are as many terms as an article is to be found by: those behind them say
// less, and would bring it up where others are meant.
const keywordsAtMost = 5

// suggest puts a new article beside the nearest one, and new keywords into the
// article that was not found.
func (g *cluster) suggest(gap Gap, terms []string, shelf *coverage.Library) Suggest {
	s := Suggest{Title: gap.Title, Keywords: append([]string{}, terms[:min(keywordsAtMost, len(terms))]...)}
	if g.verdict.gap == OutOfDate {
		s.Path = "content" + strings.TrimSuffix(g.verdict.article, "/") + ".md"
		s.Title = shelf.Article(g.verdict.article).Title
		return s
	}
	if g.verdict.gap == NotFound {
		s.Path = "content" + strings.TrimSuffix(g.verdict.article, "/") + ".md"
		s.Title = shelf.Article(g.verdict.article).Title
		if lacks := shelf.Lacks(g.verdict.article, terms); len(lacks) > 0 {
			s.Keywords = lacks[:min(keywordsAtMost, len(lacks))]
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
	name := firstWords(terms, 3)
	if len(name) == 0 {
		name = firstWords(words.Content(gap.Title), 3)
	}
	s.Path = folder + slug(name) + ".md"
	return s
}

// identity is a hash of the stems of the central questions, whatever their
// order: it stays while the core of a gap stays.
func identity(ms []member) string {
	stems := map[string]bool{}
	for _, m := range ms[:min(3, len(ms))] {
		for _, s := range words.Content(m.item().Text) {
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
func topics(groups []*cluster, shelf *coverage.Library) []Topic {
	byArticle := map[string][]*member{}
	for _, g := range groups {
		for i := range g.members {
			m := &g.members[i]
			if !m.answered && !g.verdict.answered {
				continue
			}
			article := g.verdict.article
			if m.answered && m.settled() != "" {
				article = m.settled()
			} else if m.answered && len(m.hits) > 0 {
				article = m.hits[0].Article
			}
			if shelf.Article(article) != nil {
				byArticle[article] = append(byArticle[article], m)
			}
		}
	}
	out := []Topic{}
	for _, a := range sortedKeys(byArticle) {
		ms := byArticle[a]
		t := Topic{Title: nameOf([]member{*ms[0]}, nil), URL: a, Article: shelf.Article(a).Title}
		for _, m := range evenly(ms, askedAtMost) {
			t.Asked = append(t.Asked, Asked{m.ID, quoted(m)})
		}
		for _, m := range ms {
			t.Members = append(t.Members, m.ID)
		}
		slices.Sort(t.Members)
		t.Members = slices.Compact(t.Members)
		t.Conversations = len(t.Members)
		out = append(out, t)
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
