package pages

import (
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"signpost/gaps"
	"signpost/gaps/claims"
	"signpost/gaps/drafts"
	"signpost/gaps/question"
	"signpost/inbox"
	"signpost/inbox/audit"
	"signpost/internal/report"
)

// A view is what a page is made of. Each template takes the parts that it needs.
type view struct {
	name  string
	Title string
	// Called is what the pages are together: a report, or a review where gaps are decided.
	Called string
	Report *gaps.Report
	Desk   *Desk
	Style  template.CSS
	Script template.JS
	Policy string
	Nav    []link
	Bar    []segment
	// Cards are all gaps of the page, Open and Aside those of the index by whether
	// somebody has to look at them.
	Cards, Open, Aside []card
	// Todo is how many gaps of the report nobody has decided about, Decided says in a
	// sentence what became of the others.
	Todo    int
	Decided string
	// Sum is what the conversations of the gaps add up to, 0 when each stands in one.
	Sum int
	// Waiting are gaps that were accepted and have no published article yet.
	Waiting []card
	// Back are gaps that came back after an article had closed them, and that are no
	// gaps of the report.
	Back []gaps.Followed
	// Topics are what articles answer.
	Topics    []topic
	Kinds     []gaps.Kind
	States    []string
	Reasons   []string
	Masked    []audit.Row
	AuditPage string
	// Families are the gaps that are about much the same matter.
	Families []family
	// Changes tell what is new since an earlier report.
	Changes []changed
	// Heading, Lead and Empty are the words of the page of a kind.
	Heading, Lead, Empty string
	// Do, Card and Others are those of a choice.
	Do     string
	Card   *card
	Others []*card
}

// A changed part lists the gaps that something happened to.
type changed struct {
	Name string
	List []gaps.Change
}

func changes(r *gaps.Report) []changed {
	c := r.Changes
	if c.Since == "" {
		return nil
	}
	var out []changed
	for _, part := range []changed{{"New", c.New}, {"Risen", c.Risen}, {"Back", c.Returned}, {"Reopened", c.Reopened}, {"Closed", c.Closed}} {
		if len(part.List) > 0 {
			out = append(out, part)
		}
	}
	return out
}

// A link leads to another page of the report. Count is what there is on it.
type link struct {
	URL, Name string
	Count     int
	Here      bool
}

// A card is a gap as it is shown.
type card struct {
	gaps.Gap
	// Rank counts from 1, of Of.
	Rank, Of int
	Standing Standing
	Desk     *Desk
	// Answering says that an article answers the gap, which customers do not find.
	Answering bool
	// Quoted are questions, the words marked that the article lacks; Lead is the first of
	// them without the title in it, More are the others.
	Quoted [][]piece
	Lead   []piece
	More   [][]piece
	Given  []given
	// Contrary are the sides of a disagreement, Example where an article is seen to
	// be out of date.
	Contrary []side
	Example  talk
	// Says are what the article and the agents say, the values marked that differ.
	Says  [2][]piece
	Proof proof
	Weeks []week
	// Listed are all conversations that the report tells the questions of, to choose from.
	Listed []listed
	// KindPage is the page of the gap's kind, "" when it has none.
	KindPage string
	Snippet  *snippet
	// Kin is the gap's family without it, nil when it is of none.
	Kin *family
	// Parts are what somebody split off, from the next report on.
	Parts []part
}

// A piece of a text, marked or not.
type piece struct {
	Text   string
	Marked bool
}

// A side is what some agents answer where others answer another, and where.
type side struct {
	gaps.Side
	Says  []piece
	Talks []talk
}

// Measure is the value with its unit.
func (s side) Measure() string { return measure(s.Value, s.Sentence) }

// A talk is a conversation; URL is where it can be read, "" when that is not known.
type talk struct{ ID, URL string }

// A week with conversations.
type week struct {
	Monday string
	Count  int
}

// A snippet is what is to be added to a file.
type snippet struct{ Path, Text string }

// The pages of kinds.
var kindPages = map[gaps.Kind]string{gaps.NotFound: "not-found.html", gaps.OutOfDate: "outdated.html", gaps.Disagreement: "disagreement.html"}

func newView(r *gaps.Report, name string, desk *Desk) *view {
	v := &view{
		name: name, Called: "Gap report", Report: r, Desk: desk, Bar: bar(r),
		Reasons: slices.Sorted(maps.Keys(r.NoQuestion)), Masked: audit.Rows(r.Masked), AuditPage: audit.PageName,
	}
	if desk != nil && !desk.ReadOnly {
		v.Called = "Gap review"
	}
	v.Title = v.Called
	byKind, todo, status := map[gaps.Kind]int{}, map[gaps.Kind]int{}, map[string]int{}
	for i, g := range r.Gaps {
		c := newCard(r, g, i+1, desk)
		byKind[c.Kind]++
		if status[c.Standing.Status]++; c.Standing.Status == "open" {
			todo[c.Kind]++
			v.Todo++
		}
		if c.Standing.Status == "accepted" && !slices.ContainsFunc(r.Following, func(f gaps.Followed) bool { return f.ID == c.ID }) {
			v.Waiting = append(v.Waiting, c)
		}
		if page := kindPages[c.Kind]; name == "index.html" || page == name || !slices.Contains(names, name) {
			v.Cards = append(v.Cards, c)
		}
	}
	v.Decided, v.Sum, v.Topics = decidedSentence(status), sum(r), topics(r)
	for _, f := range r.Following {
		if f.Back() && !slices.ContainsFunc(r.Gaps, func(g gaps.Gap) bool { return g.ID == f.ID }) {
			v.Back = append(v.Back, f)
		}
	}
	v.relate()
	for _, c := range v.Cards {
		if c.Standing.aside() {
			v.Aside = append(v.Aside, c)
		} else {
			v.Open = append(v.Open, c)
			v.States = append(v.States, c.Standing.Status)
		}
	}
	slices.Sort(v.States)
	v.States = slices.Compact(v.States)
	v.Kinds = slices.Sorted(maps.Keys(byKind))
	v.Heading, v.Lead, v.Empty = kindWords(name)
	v.Nav = []link{{URL: "index.html", Name: "Gaps", Count: v.Todo}}
	for _, k := range []gaps.Kind{gaps.NotFound, gaps.OutOfDate, gaps.Disagreement} {
		if byKind[k] > 0 || kindPages[k] == name {
			v.Nav = append(v.Nav, link{URL: kindPages[k], Name: k.Word(), Count: todo[k]})
		}
	}
	if len(r.Following)+len(v.Waiting) > 0 || name == "followed.html" {
		v.Nav = append(v.Nav, link{URL: "followed.html", Name: "Followed", Count: len(r.Following)})
	}
	v.Changes = changes(r)
	v.Nav = append(v.Nav, link{URL: "answered.html", Name: "Answered", Count: r.Accounting.Answered},
		link{URL: "accounting.html", Name: "Accounting"}, link{URL: audit.PageName, Name: "Masking audit", Count: len(r.Masking.Shown)})
	for i := range v.Nav {
		if v.Nav[i].Here = v.Nav[i].URL == name; v.Nav[i].Here && i > 0 {
			v.Title = v.Nav[i].Name + " · " + v.Called
		}
	}
	return v
}

// kindWords are the heading of the page of a kind, its first sentence, and what
// stands there when there is no gap of the kind.
func kindWords(name string) (heading, lead, empty string) {
	switch name {
	case "not-found.html":
		return "Answered, but not found", "An article answers these questions, and the customers’ own words do not lead to it. A few words more in its front matter mend that.",
			"Where an article answers a question, customers’ words find it."
	case "outdated.html":
		return "Answered, but out of date", "What the team answers has moved away from the article that answers the same question.",
			"No article was seen to differ from what the team answers now."
	case "disagreement.html":
		return "Answered one way and another", "People of the team answer these questions differently. Decide which answer holds before an article is written.",
			"No question was seen to be answered in different ways."
	}
	return "", "", ""
}

func newCard(r *gaps.Report, g gaps.Gap, rank int, desk *Desk) card {
	c := card{Gap: g, Rank: rank, Of: len(r.Gaps), Desk: desk, Answering: g.Kind == gaps.NotFound, KindPage: kindPages[g.Kind]}
	c.Standing = decided(r, g)
	if desk != nil {
		if desk.ReadOnly {
			c.Desk = nil
		}
		if s, ok := desk.Standings[g.ID]; ok {
			c.Standing = s
		}
	}
	if c.Standing.Title != "" {
		c.Title = c.Standing.Title
	}
	if c.Standing.Status == "" {
		c.Standing.Status = "open"
	}
	if c.Standing.Status == "accepted" {
		c.Standing.Note = takenOn(r, g, c.Standing.Note)
	}
	var lacks []string
	if c.Answering && len(g.Nearest) > 0 {
		lacks = g.Nearest[0].Lacks
	}
	title := question.Normalise(c.Title)
	for _, q := range c.Quotes(3) {
		says := marked(q, lacks)
		c.Quoted = append(c.Quoted, says)
		if c.Lead == nil && !strings.Contains(question.Normalise(q), title) {
			c.Lead = says
		} else {
			c.More = append(c.More, says)
		}
	}
	for _, a := range g.Answers {
		c.Given = append(c.Given, given{a, talkOf(r, a.Conversation)})
	}
	for _, x := range g.Sides {
		s := side{Side: x, Says: markedValue(x.Sentence, x.Value)}
		for _, id := range x.Members {
			s.Talks = append(s.Talks, talkOf(r, id))
		}
		c.Contrary = append(c.Contrary, s)
	}
	if g.Outdated != nil {
		c.Example = talkOf(r, g.Outdated.Example)
		c.Says = [2][]piece{markedValue(g.Outdated.ArticleSays, g.Outdated.ArticleValue), markedValue(g.Outdated.AgentsSay, g.Outdated.AgentsValue)}
	}
	c.Listed, c.Proof = listedOf(r, g.Asked, g.Members), proofOf(r, g.Asked, g.Members)
	for i, n := range g.Weekly {
		if n > 0 && i < len(r.Weeks) {
			c.Weeks = append(c.Weeks, week{r.Weeks[i], n})
		}
	}
	c.Parts = partsOf(g, c.Standing.Splits)
	if c.Answering {
		c.Snippet = &snippet{g.Suggest.Path, drafts.Words(g).Text()}
	}
	return c
}

// decided is where the report itself says that a gap stands. A report that was read
// from its file knows the last decision only, one that was mined all of them.
func decided(r *gaps.Report, g gaps.Gap) Standing {
	s := Standing{Status: g.Status}
	d := g.Decision
	if d == nil {
		return s
	}
	s.Assignee, s.Until, s.Note, s.Draft = d.Assignee, d.Until, d.Note, d.Draft
	if r.Book != nil {
		if e := r.Book.Find(g.ID); e != nil {
			s.History = History(r.Book, e)
			return s
		}
	}
	if d.On != "" {
		what := s.Word()
		switch {
		case g.Status == "open":
			what = "Decided before"
		case d.Reason != "":
			what += ": " + d.Reason
		case d.Draft != "":
			what += ", to be answered in " + d.Draft
		}
		s.History = []Event{{On: d.On, By: d.By, What: what}}
	}
	return s
}

// Folded says what the evidence of a card holds.
func (c card) Folded() string {
	var parts []string
	for _, of := range []struct {
		n    int
		noun string
	}{{len(c.More), "more question"}, {len(c.Given), "answer"}, {len(c.Nearest), "article"}, {c.Conversations, "conversation"}} {
		if of.n > 0 {
			parts = append(parts, report.Count(of.n, of.noun))
		}
	}
	return strings.Join(parts, ", ")
}

// Wording is how customers put it, to make a title of; "" when nobody was quoted.
func (c card) Wording() string {
	if len(c.Questions) == 0 {
		return ""
	}
	return strings.TrimRight(c.Questions[0], "… ")
}

// First is the nearest article, nil when there is none.
func (c card) First() *gaps.Nearest {
	if len(c.Nearest) == 0 {
		return nil
	}
	return &c.Nearest[0]
}

// talkOf finds where a conversation can be read.
func talkOf(r *gaps.Report, id string) talk {
	if r.ConversationURL == "" || inbox.IsHiddenID(id) {
		return talk{ID: id}
	}
	return talk{id, strings.ReplaceAll(r.ConversationURL, "{id}", url.PathEscape(id))}
}

// A deed is what a form asks for.
type deed struct{ Do, Gap, Token, Page string }

func functions(v *view) template.FuncMap {
	return template.FuncMap{
		"noun": noun, "lang": langOf, "measure": measure, "timeline": timelineOf,
		"langOfPieces": func(ps []piece) string {
			text := ""
			for _, p := range ps {
				text += p.Text
			}
			return langOf(text)
		},
		"site": func(address string) string {
			if v.Report.SiteURL == "" {
				return ""
			}
			return v.Report.SiteURL + (&url.URL{Path: address}).EscapedPath()
		},
		"count": report.Count, "thousands": report.Thousands, "share": share, "longDay": gaps.LongDay, "duration": gaps.Duration,
		"percent": func(x float64) string { return strconv.Itoa(int(x*100+0.5)) + "\u00a0%" },
		"isGap": func(id string) bool {
			return slices.ContainsFunc(v.Report.Gaps, func(g gaps.Gap) bool { return g.ID == id })
		},
		"firstHits": func() string {
			switch n := v.Report.FoundWithin(); n {
			case 1:
				return "the first hit"
			case 2:
				return "among the first two hits"
			default:
				return "among the first three hits"
			}
		},
		"isFollowed": func(id string) bool {
			return slices.ContainsFunc(v.Report.Following, func(f gaps.Followed) bool { return f.ID == id })
		},
		"week":   func(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) },
		"kindOf": kindOf, "rates": rates, "byWeek": byWeek, "place": place,
		"spark": spark, "sparkWords": sparkWords, "peak": peak, "firsts": firsts, "kindWord": gaps.Kind.Word,
		"stateWord": func(status string) string { return Standing{Status: status}.Word() },
		"deed": func(c any, do string) deed {
			d := deed{Do: do, Token: v.Desk.Token, Page: v.name}
			switch c := c.(type) {
			case card:
				d.Gap = c.ID
			case *card:
				d.Gap = c.ID
			}
			return d
		},
	}
}

// kindOf names what differs for people.
func kindOf(k claims.Kind) string {
	switch k {
	case "number":
		return "a number"
	case "address":
		return "an address"
	case "label":
		return "the name of a button or menu"
	case "possible":
		return "whether it can be done"
	}
	return string(k)
}

func share(n, of int) string {
	if of == 0 {
		return "0\u00a0%"
	}
	return gaps.Share(n, of)
}

// noun is the word for n things.
func noun(n int, one string) string {
	_, word, _ := strings.Cut(report.Count(n, one), " ")
	return word
}

func firsts(list []string, n int) []string { return list[:min(n, len(list))] }
