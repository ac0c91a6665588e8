package gaps

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"signpost/gaps/coverage"
	"signpost/gaps/decisions"
	"signpost/gaps/vectors"
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
	// Name is the help center's own, and SiteURL its address without a slash at its end;
	// either may be "".
	Name, SiteURL string
	// File gives the file of the site that a gap is about, or where its draft would lie,
	// for Suggest.Path; nil goes by the articles' addresses.
	File func(Gap) string
	// Space is what questions are compared by; the zero Space compares words alone.
	Space vectors.Space
	// Summary, when set, is asked once, after the last conversation, for what
	// was read, and what masking did and is not sure of. Without it the sources
	// and the masked places are counted in the conversations.
	Summary func() ([]Source, inbox.Audit)

	// Book is what was decided and is remembered; nil is nothing. It is not
	// changed: Report.Book is the one to keep.
	Book *decisions.Book
	// Today is the day of the run, YYYY-MM-DD, for snoozes, and for dates that cannot be: see
	// calendar; "" wakes none, and any date can be.
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
	aside := &store{}
	r, err := mine(ctx, conversations, s, opt, aside)
	// What could not be put aside or read again explains any other error.
	if err := errors.Join(cmp.Or(aside.err(), err), aside.close()); err != nil {
		return nil, err
	}
	return r, nil
}

func mine(ctx context.Context, conversations iter.Seq2[*inbox.Conversation, error], s Searcher, opt Options, aside *store) (*Report, error) {
	shelf, days := coverage.NewLibrary(ctx, opt.Documents), calendarOf(opt.Today)
	opt.Book = days.trim(opt.Book)
	read, err := collect(ctx, days.read(conversations), shelf, aside)
	if err != nil {
		return nil, err
	}
	m, err := mattersOf(ctx, read, opt)
	if err != nil {
		return nil, err
	}
	groups, err := m.recognise(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := judge(ctx, groups, m.openings, m.words, shelf, m.opt); err != nil {
		return nil, err
	}
	r, err := m.report(ctx, read, groups, shelf)
	if err != nil {
		return nil, err
	}
	r.Notes = slices.Insert(r.Notes, 0, days.notes()...)
	if err := r.recall(ctx, m, read, groups, s); err != nil {
		return nil, err
	}
	return r, r.audit(opt)
}

// Matters are the questions in groups, and what tells the groups apart.
type matters struct {
	groups   []*cluster
	words    vocabulary
	openings openings
	folds    folds
	stops    vectors.Stops
	// opt has the space that takes so many questions; lesser says that it is not the one that
	// was asked for.
	opt    Options
	lesser bool
}

// mattersOf groups questions, and joins the groups that are about one matter. The errors are
// those of ctx, the space and the store.
func mattersOf(ctx context.Context, read reading, opt Options) (m matters, err error) {
	questions := read.questions()
	folds, foldOf := foldsOf(ctx, read.store, questions)
	if err := ctx.Err(); err != nil {
		return m, err
	}
	named := opt.Space
	opt.Space = named.For(folds.Len())
	m.folds, m.opt, m.lesser = folds, opt, named.Encoder != nil && opt.Space.Encoder == nil
	if m.groups, m.stops, err = form(ctx, questions, folds, foldOf, opt); err != nil {
		return m, err
	}
	m.words = newVocabulary(ctx, m.groups)
	m.words.model, m.words.own = opt.Space.Words, ownWords(opt)
	m.openings = openingsOf(ctx, m.groups)
	if err := ctx.Err(); err != nil {
		return m, err
	}
	m.groups = joinOne(m.groups, m.openings, m.words, opt)
	m.groups, err = joinNear(ctx, m.groups, m.openings, m.words, opt)
	return m, err
}

// recognise gives the groups that were known before their ids, does to them what people
// decided, searches for what is asked, and joins what followed gaps have in other words.
func (m matters) recognise(ctx context.Context, s Searcher) ([]*cluster, error) {
	groups, book := m.groups, m.opt.Book
	if book != nil && len(book.Entries) > 0 {
		p := portray(ctx, groups, m.words)
		identify(groups, p, book)
		groups = joinAlone(reshape(groups, book, m.opt), p, m.opt)
	}
	if err := measure(ctx, groups, s); err != nil {
		return nil, err
	}
	return joinFollowed(ctx, groups, m.opt)
}

// report tells what was found in groups that are judged.
func (m matters) report(ctx context.Context, read reading, groups []*cluster, shelf *coverage.Library) (*Report, error) {
	r, err := newReport(ctx, read, groups, m.words, shelf, m.opt.Book)
	if err != nil {
		return nil, err
	}
	if m.opt.Book != nil {
		r.keepTitles(m.opt.Book)
	}
	if m.opt.File != nil {
		for i, g := range r.Gaps {
			r.Gaps[i].Suggest.Path = m.opt.File(g)
		}
	}
	if err := r.relate(ctx, groups, m.words, m.stops); err != nil {
		return nil, err
	}
	r.Notes = append(r.Notes, m.folds.notes(m.lesser)...)
	if note := ofOne(groups, m.opt); note != "" {
		r.Notes = append(r.Notes, note)
	}
	r.SiteURL = m.opt.SiteURL
	r.ConversationURL = cmp.Or(m.opt.ConversationURL, read.url.common())
	return r, nil
}

// recall takes the run down in the book, and adds what the book and the readers know.
func (r *Report) recall(ctx context.Context, m matters, read reading, groups []*cluster, s Searcher) error {
	if err := r.remember(ctx, read, groups, m.words, m.opt); err != nil {
		return err
	}
	if err := r.follow(ctx, groups, s, m.opt); err != nil {
		return err
	}
	r.bringBack(m.opt.Today)
	r.Decide(r.Book, m.opt.Today)
	r.join(m.opt.Signals)
	r.Changes = r.changes(m.opt)
	return nil
}

// audit adds what masking did, and what of the report somebody should look at.
func (r *Report) audit(opt Options) error {
	var found inbox.Audit
	if opt.Summary != nil {
		r.Source, found = opt.Summary()
		r.Masked = found.Counts
	}
	return r.auditMasking(found)
}

// form groups questions, of which each is one of the folds: strong evidence first.
// Conversations in which agents linked an article are about that article; the others are
// found by their words and the answers' words. Members are sorted by nearness to the
// centre. It tells the distances at which groups stopped joining. The errors are those of
// the space and of the store.
func form(ctx context.Context, questions []*asking, folds folds, foldOf []int, opt Options) ([]*cluster, vectors.Stops, error) {
	found, stops, err := folds.group(ctx, opt.Space)
	if err != nil {
		return nil, vectors.Stops{}, err
	}
	byGroup := map[int]*cluster{}
	var out []*cluster
	for i, q := range questions {
		fold := foldOf[i]
		g := byGroup[found[fold]]
		if g == nil {
			g = &cluster{}
			byGroup[found[fold]] = g
			out = append(out, g)
		}
		// Questions come in the order of their conversations: what one
		// conversation asks twice in other words is one issue.
		if n := len(g.members); n == 0 || g.members[n-1].thread != q.thread {
			g.members = append(g.members, member{asking: q, fold: fold})
		}
	}
	strays := make([][]*cluster, len(out))
	parallel.Each(ctx, len(out), func(i int) {
		g := out[i]
		g.centre()
		if g.members[0].settled() == "" {
			strays[i] = g.strays()
		}
		g.enough = g.evidence(opt)
		for _, s := range strays[i] {
			s.enough = s.evidence(opt)
		}
	})
	out = append(out, slices.Concat(strays...)...)
	sortGroups(out)
	return out, stops, ctx.Err()
}
