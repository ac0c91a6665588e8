package claims

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// A Statement is one answer: who gave it, to which customer, when, and what it claims.
type Statement struct {
	Conversation, By, To string
	// At is zero when unknown.
	At     time.Time
	Claims []Claim
}

// A Side is those who say one thing.
type Side struct {
	// Claim is the first of the side's claims, Statements all that make it.
	Claim      Claim
	Statements []Statement
}

// agents are the different people on a side; unknown ones count as one.
func (s Side) agents() map[string]bool {
	out := map[string]bool{}
	for _, st := range s.Statements {
		out[st.By] = true
	}
	return out
}

// alone tells whether one customer was told all of it: it may be about nobody else.
func (s Side) alone() bool {
	return !slices.ContainsFunc(s.Statements, func(st Statement) bool { return st.To != s.Statements[0].To })
}

// Agents is the number of different people on the side.
func (s Side) Agents() int { return len(s.agents()) }

// Last is when the side's view was last given.
func (s Side) Last() time.Time { return s.Statements[len(s.Statements)-1].At }

// leadsElsewhere tells whether most of a side go on from its label to one that a text does not
// name: what they tell of is another deed.
func (s Side) leadsElsewhere(text string) bool {
	elsewhere := 0
	text = strings.ToLower(text)
	for _, st := range s.Statements {
		if slices.ContainsFunc(st.Claims, func(c Claim) bool {
			return c.Kind == Label && c.Value == s.Claim.Value && !strings.Contains(text, c.after)
		}) {
			elsewhere++
		}
	}
	return 2*elsewhere > len(s.Statements)
}

// Holds tells whether as many of the statements are on the side as make one.
func (s Side) Holds(statements []Statement) bool {
	n := 0
	for _, mine := range s.Statements {
		if slices.ContainsFunc(statements, func(st Statement) bool { return st.Conversation == mine.Conversation }) {
			n++
		}
	}
	return n >= sideStatements
}

// A Change is what people answer otherwise than an article, since a time.
type Change struct {
	// Article is what it states.
	Article Claim
	// Now is what people say, since the time of the first of its statements.
	Now Side
}

// What it takes to say that an article is outdated or that people disagree.
const (
	changeStatements = 3
	// changeShare of those who say anything about it say the new thing.
	changeShare    = 0.75
	sideStatements = 2
	// unnamedStatements make a side where nobody knows who answered: it may be one person
	// who changed their mind.
	unnamedStatements = 3
	// manyStatements are compared at most, spread over time.
	manyStatements = 120
)

// Since finds what people have answered otherwise than the article, with one
// voice since some time. Statements without a time are left out. What an article states it
// states of what its title names.
func Since(title, article string, statements []Statement) *Change {
	statements = slices.DeleteFunc(inTime(statements), func(s Statement) bool { return s.At.IsZero() })
	var others [][]string
	for _, s := range sentencesOf(article) {
		others = append(others, newClaim("", "", "", s, "").about)
	}
	titled := newClaim("", "", "", title, "").about
	var best *Change
	all := Of(article)
	for _, a := range all {
		if a.Kind == Possible {
			continue
		}
		a = a.under(titled, all)
		for _, now := range contradicting(a, statements, others) {
			if len(now.Statements) < changeStatements || now.Claim.names(article) || now.leadsElsewhere(article) {
				continue
			}
			if now = now.widened(a, statements); now.alone() || !holds(a, now, statements) {
				continue
			}
			if best == nil || len(now.Statements) > len(best.Now.Statements) {
				best = &Change{a, now}
			}
		}
	}
	return best
}

// contradicting gathers what contradicts a claim, by value. others are the stems
// of the sentences around the claim, sorted: what is said of the matter of
// another sentence at least as much does not contradict this one.
func contradicting(a Claim, statements []Statement, others [][]string) []Side {
	var sides []Side
	for _, s := range statements {
		for _, c := range s.Claims {
			if !a.contradicts(c) || a.outdone(c, others) {
				continue
			}
			i := slices.IndexFunc(sides, func(x Side) bool { return x.Claim.Value == c.Value })
			if i < 0 {
				i, sides = len(sides), append(sides, Side{Claim: c})
			}
			sides[i].add(s)
		}
	}
	return sides
}

// outdone tells whether another sentence has as much in common with c, by stems
// that a's does not have.
func (a Claim) outdone(c Claim, others [][]string) bool {
	if a.isNamed(c) {
		return false
	}
	n := shared(a.about, c.about)
	return slices.ContainsFunc(others, func(o []string) bool {
		return shared(o, c.about) >= n && slices.ContainsFunc(o, func(s string) bool {
			_, mine := slices.BinarySearch(a.about, s)
			_, theirs := slices.BinarySearch(c.about, s)
			return theirs && !mine
		})
	})
}

// add joins a statement, once per conversation.
func (s *Side) add(st Statement) {
	if !slices.ContainsFunc(s.Statements, func(x Statement) bool { return x.Conversation == st.Conversation }) {
		s.Statements = append(s.Statements, st)
	}
}

// widened takes those in who say the same in words that alone would be too few to
// tell: they may have been the first.
func (s Side) widened(a Claim, statements []Statement) Side {
	out := Side{Claim: s.Claim}
	for _, st := range statements {
		if slices.ContainsFunc(st.Claims, func(c Claim) bool {
			return c.Kind == s.Claim.Kind && c.Unit == s.Claim.Unit && c.Value == s.Claim.Value && (shared(c.about, a.about) > 0 || a.isNamed(c))
		}) {
			out.add(st)
		}
	}
	return out
}

// holds tells whether a change is sure: several people where there are several, nobody who still says what the article says, and few
// who say something third.
func holds(a Claim, now Side, statements []Statement) bool {
	since := now.Statements[0].At
	people, other := map[string]bool{}, 0
	for _, s := range statements {
		people[s.By] = true
		if s.At.Before(since) {
			continue
		}
		for _, c := range s.Claims {
			if c.Kind != a.Kind || c.Unit != a.Unit {
				continue
			}
			if c.Value == a.Value {
				return false
			}
			if c.Value != now.Claim.Value && a.sameMatter(c) {
				other++
				break
			}
		}
	}
	n := len(now.Statements)
	return (now.Agents() >= 2 || len(people) == 1) && float64(n) >= changeShare*float64(n+other)
}

// Sides finds two answers that contradict each other at the same time: each
// given in two conversations and more, to two customers, by different people, or, where no
// names are known, in three conversations and more. What first all and
// then all others say is a change, not a disagreement. The larger side is first;
// nil when there is none.
func Sides(statements []Statement) []Side {
	statements = inTime(statements)
	var best []Side
	tried := map[string]bool{}
	for _, s := range statements {
		for _, c := range s.Claims {
			key := string(c.Kind) + "\x00" + c.Unit + "\x00" + c.Value + "\x00" + strings.Join(c.about, " ")
			if tried[key] {
				continue
			}
			tried[key] = true
			mine := agreeing(c, statements)
			for _, other := range contradicting(c, statements, nil) {
				pair := []Side{mine, other}
				if disagree(mine, other) && (best == nil || size(pair) > size(best)) {
					best = pair
				}
			}
		}
	}
	slices.SortStableFunc(best, func(a, b Side) int { return cmp.Compare(len(b.Statements), len(a.Statements)) })
	return best
}

func agreeing(c Claim, statements []Statement) Side {
	out := Side{Claim: c}
	for _, s := range statements {
		if slices.ContainsFunc(s.Claims, func(d Claim) bool { return d.Value == c.Value && (d.Sentence == c.Sentence || c.sameMatter(d)) }) {
			out.add(s)
		}
	}
	return out
}

func size(sides []Side) int { return len(sides[0].Statements) + len(sides[1].Statements) }

func disagree(a, b Side) bool {
	people := a.agents()
	for p := range b.agents() {
		people[p] = true
	}
	unnamed, least := len(people) == 1 && people[""], sideStatements
	if unnamed {
		least = unnamedStatements
	}
	if len(a.Statements) < least || len(b.Statements) < least || a.alone() || b.alone() {
		return false
	}
	for _, s := range a.Statements {
		// Who says both in one answer tells cases apart.
		if slices.ContainsFunc(b.Statements, func(x Statement) bool { return x.Conversation == s.Conversation }) {
			return false
		}
	}
	return (len(people) >= 2 || unnamed) && !a.Last().Before(b.Statements[0].At) && !b.Last().Before(a.Statements[0].At)
}

// inTime sorts a copy by time and thins it evenly when there are too many.
func inTime(statements []Statement) []Statement {
	out := slices.Clone(statements)
	slices.SortFunc(out, func(a, b Statement) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Conversation, b.Conversation))
	})
	if len(out) <= manyStatements {
		return out
	}
	kept := make([]Statement, manyStatements)
	for i := range kept {
		kept[i] = out[i*(len(out)-1)/(manyStatements-1)]
	}
	return kept
}

// Agree tells whether some and others say the same of one thing, each in two conversations
// and more, to two customers. That something can be done, and where one may read of it, is
// said of too many things.
func Agree(some, others []Statement) bool {
	for _, s := range inTime(some) {
		for _, c := range s.Claims {
			if c.Kind == Possible || c.Kind == Address {
				continue
			}
			mine, theirs := agreeing(c, some), agreeing(c, others)
			if len(mine.Statements) >= sideStatements && len(theirs.Statements) >= sideStatements && !mine.alone() && !theirs.alone() {
				return true
			}
		}
	}
	return false
}
