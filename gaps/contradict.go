package gaps

import (
	"cmp"
	"slices"
	"strings"

	"signpost/gaps/claims"
	"signpost/gaps/coverage"
	"signpost/gaps/question"
)

// Outdated is the evidence that agents answer otherwise than the article.
type Outdated struct {
	// Since is the day of the first such answer.
	Since string `json:"since"`
	// Kind is what differs: number, address or label.
	Kind claims.Kind `json:"kind"`
	// ArticleValue and ArticleSays are the article's, AgentsValue and AgentsSay
	// those of the answers, with a sentence of each.
	ArticleValue string `json:"article_value"`
	ArticleSays  string `json:"article_says"`
	AgentsValue  string `json:"agents_value"`
	AgentsSay    string `json:"agents_say"`
	// Conversations and Agents count those who say so, Example is the last of
	// these conversations.
	Conversations int    `json:"conversations"`
	Agents        int    `json:"agents"`
	Example       string `json:"example"`
}

// A Side is the agents who answer one thing where others answer another.
type Side struct {
	// Kind is what differs: number, address, label, or possible ("yes" and "no").
	Kind          claims.Kind `json:"kind"`
	Value         string      `json:"value"`
	Sentence      string      `json:"sentence"`
	Conversations int         `json:"conversations"`
	Agents        int         `json:"agents"`
	// Last is the day of the last such answer, Members the conversations.
	Last    string   `json:"last"`
	Members []string `json:"members"`
}

// contradict looks at what agents answered: otherwise than an article that speaks of the
// matter, or otherwise than each other. Either outweighs what was decided before, since no
// article helps that says what the team does not. Groups that people joined are held
// against articles each by itself: what is told of one matter is no word about the other.
func (g *cluster) contradict(shelf *coverage.Library, one bool, opt Options) {
	statements := g.statements(heardMembers)
	for _, address := range g.speaking() {
		if !one {
			break
		}
		a := shelf.Article(address)
		if a == nil {
			continue // the index knows more than was handed over
		}
		c := claims.Since(a.Title, strings.Join(a.Texts, "\n"), statements)
		if c == nil {
			continue
		}
		if !g.reopen(OutOfDate, opt) {
			break
		}
		g.verdict.outdated = outdatedOf(c)
		if g.verdict.coverage == coverage.NotCovered {
			g.verdict.coverage = coverage.Partly
		}
		if g.verdict.article != address {
			g.verdict.article, g.verdict.found = address, g.findable(address)
		}
		return
	}
	if sides := claims.Sides(statements); sides != nil && g.reopen(Disagreement, opt) {
		for _, s := range sides {
			g.verdict.sides = append(g.verdict.sides, sideOf(s))
		}
	}
}

// speaking gives the articles that speak of the matter: the one that agents link, and no
// other; else the one that covers it, and those that most members find by their own words,
// however badly these match, the most found first.
func (g *cluster) speaking() []string {
	if g.verdict.linked >= linkedShare {
		return []string{g.verdict.article}
	}
	found, asked := map[string]int{}, 0
	for i := range g.members {
		m := &g.members[i]
		if m.searched {
			asked++
		}
		for _, h := range m.hits[:min(g.rank, len(m.hits))] {
			found[h.Article]++
		}
	}
	var out []string
	if g.verdict.article != "" && g.verdict.coverage != coverage.NotCovered {
		out = append(out, g.verdict.article)
	}
	often := slices.DeleteFunc(sortedKeys(found), func(a string) bool {
		return slices.Contains(out, a) || ratio(found[a], asked) <= foundShare
	})
	slices.SortStableFunc(often, func(a, b string) int { return cmp.Compare(found[b], found[a]) })
	return append(out, often...)
}

// reopen makes the group a gap of a kind when all of its members are evidence
// enough, and tells whether it is.
func (g *cluster) reopen(kind Kind, opt Options) bool {
	before := make([]bool, len(g.members))
	for i := range g.members {
		before[i], g.members[i].answered = g.members[i].answered, false
	}
	if g.evidence(opt) {
		g.verdict.gap, g.verdict.answered = kind, false
		return true
	}
	for i := range g.members {
		g.members[i].answered = before[i]
	}
	return false
}

// statements are what the agents claim in each answer to up to n members, without
// greetings and what concerns one account only.
func (g *cluster) statements(n int) []claims.Statement {
	var out []claims.Statement
	for _, m := range g.overTime(n) {
		it := m.item()
		for _, a := range it.Given {
			s := claims.Statement{Conversation: m.ID, By: a.By, To: it.Customer, At: a.At}
			for _, c := range claims.Answering(it.Quote, question.Unaddressed(a.Text)) {
				if !question.Concerns(c.Sentence) {
					s.Claims = append(s.Claims, c)
				}
			}
			if len(s.Claims) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}

// overTime gives up to n members, spread over the time in which they asked.
func (g *cluster) overTime(n int) []member {
	if len(g.members) <= n {
		return g.members
	}
	all := slices.Clone(g.members)
	slices.SortFunc(all, func(a, b member) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	out := make([]member, n)
	for i := range out {
		out[i] = all[i*(len(all)-1)/(n-1)]
	}
	return out
}

func outdatedOf(c *claims.Change) *Outdated {
	last := c.Now.Statements[len(c.Now.Statements)-1]
	return &Outdated{
		Since: c.Now.Statements[0].At.Format(day), Kind: c.Article.Kind,
		ArticleValue: c.Article.Value, ArticleSays: question.Quoted(c.Article.Sentence, quoteLength),
		AgentsValue: c.Now.Claim.Value, AgentsSay: question.Quoted(c.Now.Claim.Shown(), quoteLength),
		Conversations: len(c.Now.Statements), Agents: c.Now.Agents(), Example: last.Conversation,
	}
}

func sideOf(s claims.Side) Side {
	out := Side{
		Kind: s.Claim.Kind, Value: s.Claim.Value, Sentence: question.Quoted(s.Claim.Shown(), quoteLength),
		Conversations: len(s.Statements), Agents: s.Agents(), Members: []string{},
	}
	if !s.Last().IsZero() {
		out.Last = s.Last().Format(day)
	}
	for _, st := range s.Statements {
		out.Members = append(out.Members, st.Conversation)
	}
	return out
}
