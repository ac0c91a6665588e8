package gaps

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"signpost/gaps/coverage"
	"signpost/gaps/decisions"
	"signpost/gaps/question"
	"signpost/gaps/vectors"
	"signpost/gaps/words"
	"signpost/inbox"
	"signpost/internal/parallel"
	"signpost/search"
)

// A Searcher answers queries as readers' search does; gaps are measured against
// what customers would find. It is called from several goroutines at once.
type Searcher interface {
	Search(context.Context, search.Query) (*search.Results, error)
}

// Options say what counts as evidence, and what the help center holds.
type Options struct {
	// MinConversations and MinCustomers are the least a gap needs; 0 means 3
	// conversations of 2 customers.
	MinConversations, MinCustomers int
	// Documents are the sections of the articles that customers can read. The
	// links that agents sent and the agents' answers are compared with them.
	Documents []search.Document
	// ConversationURL is where a conversation can be read, with {id} for its id; ""
	// takes the export's own addresses.
	ConversationURL string
	// Space is what questions are compared by; the zero Space compares words alone.
	Space vectors.Space
	// Summary, when set, is asked once, after the last conversation, for what
	// was read, and what masking did and is not sure of. Without it the sources
	// and the masked places are counted in the conversations.
	Summary func() ([]Source, inbox.Audit)

	// Book is what was decided and is remembered; nil is nothing. It is not
	// changed: Report.Book is the one to keep.
	Book *decisions.Book
	// Today is the day of the run, YYYY-MM-DD, for snoozes; "" wakes none.
	Today string
	// Since is the day after which Report.Changes tells what is new; "" is the
	// last day of the conversations that were read before.
	Since string
	// Closers are the published articles that name a gap in their front matter.
	Closers []Closer
	// Without answers as search did before these articles had the customers'
	// words; nil when that is not known.
	Without Searcher
	// Signals are what readers left: they join gaps and are shown apart.
	Signals []Signal
}

func (o Options) minConversations() int { return cmp.Or(o.MinConversations, 3) }
func (o Options) minCustomers() int     { return cmp.Or(o.MinCustomers, 2) }

// Mine finds the questions that no article answers. Conversations have to be
// masked already. The report depends on the conversations and the help center
// alone, not on the conversations' order or the number of processors. A
// conversation that occurs more than once counts once, by its id. An error of
// the sequence or of the searcher ends mining; s may be nil when there are no
// articles.
func Mine(ctx context.Context, conversations iter.Seq2[*inbox.Conversation, error], s Searcher, opt Options) (*Report, error) {
	read, err := collect(ctx, conversations)
	if err != nil {
		return nil, err
	}
	questions := questionsOf(read.talks)
	shelf := coverage.NewLibrary(opt.Documents)
	groups, err := form(ctx, questions, shelf, opt)
	if err != nil {
		return nil, err
	}
	v := newVocabulary(groups)
	identify(groups, v, opt.Book)
	groups = reshape(groups, opt.Book, opt)
	if err := measure(ctx, groups, s); err != nil {
		return nil, err
	}
	if err := judge(ctx, groups, shelf, opt); err != nil {
		return nil, err
	}
	r := newReport(read, groups, v, shelf, opt.Book)
	r.relate(groups, v, opt.Space)
	r.ConversationURL = cmp.Or(opt.ConversationURL, read.url.common())
	r.remember(read, groups, v, opt)
	if err := r.follow(ctx, groups, s, opt); err != nil {
		return nil, err
	}
	r.Decide(r.Book, opt.Today)
	r.join(opt.Signals)
	r.Changes = r.changes(opt)
	var audit inbox.Audit
	if opt.Summary != nil {
		r.Source, audit = opt.Summary()
		r.Masked = audit.Counts
	}
	if err := r.auditMasking(audit); err != nil {
		return nil, err
	}
	return r, nil
}

// readAtOnce is how many conversations are read at a time.
const readAtOnce = 512

// A reading is all that mining keeps of the input.
type reading struct {
	talks   []question.Talk
	sources []Source
	masked  map[string]int
	url     addresses
}

func collect(ctx context.Context, conversations iter.Seq2[*inbox.Conversation, error]) (reading, error) {
	byID := map[string]question.Talk{}
	sources := map[Source]int{}
	masked := map[string]int{}
	var where addresses
	if conversations == nil {
		return reading{masked: masked}, nil
	}
	var batch []*inbox.Conversation
	settle := func() {
		talks := make([]question.Talk, len(batch))
		parallel.Spans(len(batch), func(from, to int) {
			for i := from; i < to; i++ {
				talks[i] = question.Of(batch[i])
			}
		})
		for _, talk := range talks {
			if old, ok := byID[talk.ID]; !ok || compareTalks(talk, old) > 0 {
				byID[talk.ID] = talk
			}
		}
		batch = batch[:0]
	}
	for c, err := range conversations {
		if err != nil {
			return reading{}, err
		}
		if err := ctx.Err(); err != nil {
			return reading{}, err
		}
		sources[Source{Path: c.File, Format: c.Source}]++
		countMasked(c, masked)
		where.see(c)
		if batch = append(batch, c); len(batch) == readAtOnce {
			settle()
		}
	}
	settle()
	r := reading{talks: slices.Collect(maps.Values(byID)), masked: masked, url: where}
	slices.SortFunc(r.talks, func(a, b question.Talk) int { return cmp.Compare(a.ID, b.ID) })
	for s, n := range sources {
		s.Conversations = n
		r.sources = append(r.sources, s)
	}
	slices.SortFunc(r.sources, func(a, b Source) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Format, b.Format))
	})
	return r, nil
}

// compareTalks decides which copy of a conversation counts: the fuller one.
func compareTalks(a, b question.Talk) int {
	return cmp.Or(slices.CompareFunc(a.Items, b.Items, compareItems), cmp.Compare(a.Class, b.Class),
		cmp.Compare(a.Reason, b.Reason), a.At.Compare(b.At))
}

func compareItems(a, b question.Item) int {
	return cmp.Or(cmp.Compare(len(a.Answers), len(b.Answers)), cmp.Compare(a.Opening, b.Opening), cmp.Compare(a.Quote, b.Quote),
		slices.Compare(a.Answers, b.Answers), cmp.Compare(a.Customer, b.Customer))
}

// countMasked counts the placeholders of each kind.
func countMasked(c *inbox.Conversation, masked map[string]int) {
	for _, m := range c.Messages {
		for _, p := range words.Placeholders(m.Body) {
			masked[p[1:strings.LastIndexByte(p, ' ')]]++
		}
	}
}

func questionsOf(talks []question.Talk) []question.Item {
	var out []question.Item
	for _, t := range talks {
		out = append(out, t.Items...)
	}
	return out
}

// form groups the questions: strong evidence first. Conversations in which
// agents linked an article are about that article; the others are found by
// their words and the answers' words. Members are sorted by nearness to the
// centre.
func form(ctx context.Context, questions []question.Item, shelf *coverage.Library, opt Options) ([]*cluster, error) {
	folds, at := fold(questions, shelf)
	texts, said, links := make([]string, len(folds)), make([]string, len(folds)), make([]string, len(folds))
	for i, f := range folds {
		texts[i], said[i], links[i] = f.text, f.answer, f.settled
	}
	found, err := groupTexts(ctx, opt.Space, texts, said, links)
	if err != nil {
		return nil, err
	}
	byGroup := map[int]*cluster{}
	var out []*cluster
	for i, q := range questions {
		g := byGroup[found.group[at[i]]]
		if g == nil {
			g = &cluster{}
			byGroup[found.group[at[i]]] = g
			out = append(out, g)
		}
		// Questions come in the order of their conversations: what one
		// conversation asks twice in other words is one issue.
		if n := len(g.members); n == 0 || g.members[n-1].ID != q.ID {
			g.members = append(g.members, member{Item: q, fold: at[i], vector: found.vectors[at[i]]})
		}
	}
	for _, g := range out {
		g.centre()
		if len(shelf.Linked(g.members[0].Links)) == 0 {
			out = append(out, g.strays()...)
		}
	}
	for _, g := range out {
		g.enough = g.evidence(opt)
	}
	slices.SortFunc(out, func(a, b *cluster) int { return cmp.Compare(a.members[0].ID, b.members[0].ID) })
	return out, nil
}

// fold puts near-duplicates together, so that many conversations are few texts:
// questions of one key about which agents linked the same article. Each fold is
// told by the first of its texts in alphabetical order, which does not depend on
// the order of conversations, and holds its place in at for every question.
func fold(questions []question.Item, shelf *coverage.Library) (folds []key, at []int) {
	type kin struct{ key, settled string }
	first := map[kin]key{}
	of := make([]kin, len(questions))
	for i, q := range questions {
		k := key{text: question.Shorten(question.Normalise(q.Opening), openingWords)}
		if len(q.Answers) > 0 {
			k.answer = question.Shorten(question.Unaddressed(q.Answers[0]), saidWords)
		}
		if l := shelf.Linked(q.Links); len(l) > 0 {
			k.settled = l[0]
		}
		of[i] = kin{q.Key(), k.settled}
		if old, ok := first[of[i]]; !ok || compareFolds(k, old) < 0 {
			first[of[i]] = k
		}
	}
	kins := slices.SortedFunc(maps.Keys(first), func(a, b kin) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.settled, b.settled))
	})
	place := make(map[kin]int, len(kins))
	for i, k := range kins {
		place[k] = i
		folds = append(folds, first[k])
	}
	at = make([]int, len(questions))
	for i, k := range of {
		at[i] = place[k]
	}
	return folds, at
}

// compareFolds prefers a question that was answered.
func compareFolds(a, b key) int {
	if (a.answer == "") != (b.answer == "") {
		return cmp.Compare(b.answer, a.answer)
	}
	return compareKeys(a, b)
}

// How much of the first turn and of the first human answer counts for
// grouping: the beginning tells what the matter was, the rest how it went on.
const (
	openingWords = 80
	saidWords    = 60
)
