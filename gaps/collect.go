package gaps

import (
	"bytes"
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"signpost/gaps/coverage"
	"signpost/gaps/question"
	"signpost/gaps/words"
	"signpost/inbox"
	"signpost/internal/parallel"
	"signpost/internal/scratch"
)

// A reading is all that mining keeps of the input: each conversation once, by id.
type reading struct {
	threads []*thread
	store   *store
	sources []Source
	masked  map[string]int
	url     addresses
}

// A thread is what memory holds of a conversation; see question.Talk.
type thread struct {
	ID     string
	Class  question.Class
	Reason string
	At     time.Time
	asked  []asking
	// subject is a hash of the subject in front of the question, 0 without one, and bare the
	// thread without it; see withoutSubjects. echoed says that the message has a word of it.
	subject uint64
	echoed  bool
	bare    *thread
}

// An asking is what memory holds of it; the rest is in the store.
type asking struct {
	*thread
	store *store
	texts scratch.Record
	// customer, text and kin are hashes: of who asks, of the normalised question, and of
	// what near-duplicates share.
	customer, text, kin uint64
	// linked are the articles that agents linked.
	linked []string
	// helped says that a person answered.
	helped bool
}

// settled is the article that agents linked first, "" for none.
func (a *asking) settled() string {
	if len(a.linked) == 0 {
		return ""
	}
	return a.linked[0]
}

// readAtOnce is how many conversations are read at a time.
const readAtOnce = 512

func collect(ctx context.Context, conversations iter.Seq2[*inbox.Conversation, error], shelf *coverage.Library, aside *store) (reading, error) {
	r := reading{store: aside, masked: map[string]int{}}
	sources := map[Source]int{}
	if conversations == nil {
		return r, nil
	}
	var batch []*inbox.Conversation
	for c, err := range conversations {
		if err != nil {
			return r, err
		}
		if err := ctx.Err(); err != nil {
			return r, err
		}
		sources[Source{Path: c.File, Format: c.Source}]++
		countMasked(c, r.masked)
		r.url.see(c)
		if batch = append(batch, c); len(batch) == readAtOnce {
			if err := r.take(ctx, batch, shelf); err != nil {
				return r, err
			}
			batch = batch[:0]
		}
	}
	if err := r.take(ctx, batch, shelf); err != nil {
		return r, err
	}
	r.threads = withoutSubjects(once(r.threads))
	for s, n := range sources {
		s.Conversations = n
		r.sources = append(r.sources, s)
	}
	slices.SortFunc(r.sources, func(a, b Source) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Format, b.Format))
	})
	return r, aside.err()
}

// take reads conversations and puts their texts aside. The errors are those of ctx and of the
// store.
func (r *reading) take(ctx context.Context, batch []*inbox.Conversation, shelf *coverage.Library) error {
	threads, texts := make([]*thread, len(batch)), make([][][]byte, len(batch))
	parallel.Spans(ctx, len(batch), func(from, to int) {
		for i := from; i < to; i++ {
			talk := question.Of(batch[i])
			threads[i], texts[i] = newThread(talk, shelf)
			if t := threads[i]; t.subject != 0 {
				bare, more := newThread(bareOf(batch[i], talk), shelf)
				bare.ID, t.bare = t.ID, bare
				texts[i] = append(texts[i], more...)
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, t := range threads {
		asked := t.pointers()
		if t.bare != nil {
			asked = append(asked, t.bare.pointers()...)
		}
		for j, data := range texts[i] {
			asked[j].store, asked[j].texts = r.store, r.store.texts.Append(data)
		}
	}
	r.threads = append(r.threads, threads...)
	return r.store.err()
}

// bareOf reads a conversation without its subject. Groups go by all of what was said, with
// it: there it weighs little what many share.
func bareOf(c *inbox.Conversation, whole question.Talk) question.Talk {
	bare := *c
	bare.Subject = ""
	of := question.Of(&bare)
	if len(of.Items) > 0 && len(whole.Items) > 0 {
		of.Items[0].Opening = whole.Items[0].Opening
	}
	return of
}

// newThread parts a conversation into what memory holds and the records of its questions.
func newThread(of question.Talk, shelf *coverage.Library) (*thread, [][]byte) {
	t := &thread{ID: of.ID, Class: of.Class, Reason: of.Reason, At: of.At, echoed: of.Echoed}
	if of.Subject != "" {
		t.subject = words.Hash(of.Subject)
	}
	if len(of.Items) == 0 {
		return t, nil
	}
	t.asked = make([]asking, len(of.Items))
	texts := make([][]byte, len(of.Items))
	for i, it := range of.Items {
		a := &t.asked[i]
		a.thread, a.helped = t, len(it.Answers) > 0
		for _, address := range shelf.Linked(it.Links) {
			a.linked = append(a.linked, shelf.Article(address).Address)
		}
		a.customer, a.text, a.kin = words.Hash(it.Customer), words.Hash(textHash+it.Text), words.Hash(it.Key()+"\x00"+a.settled())
		texts[i] = it.AppendTo(nil)
	}
	return t, texts
}

// once sorts conversations by id, and keeps of each the copy that counts.
func once(threads []*thread) []*thread {
	byID := func(a, b *thread) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(threads, byID)
	out := threads[:0]
	for copies := range runs(threads, byID) {
		best := copies[0]
		for _, t := range copies[1:] {
			if compareThreads(t, best) > 0 {
				best = t
			}
		}
		out = append(out, best)
	}
	clear(threads[len(out):])
	return out
}

// A subject that says nothing stands in front of as many as manySubjects conversations, of all
// sharedSubject at least, and fewer than echoedShare of these have a word of it in the
// message.
const (
	manySubjects  = 4
	sharedSubject = 0.01
	echoedShare   = 0.4
)

// withoutSubjects takes away the subjects that a form or a habit puts in front of all kinds of
// questions: they would head titles, and be searched for.
func withoutSubjects(threads []*thread) []*thread {
	count, echoed := map[uint64]int{}, map[uint64]int{}
	for _, t := range threads {
		if t.subject != 0 {
			count[t.subject]++
			if t.echoed {
				echoed[t.subject]++
			}
		}
	}
	for i, t := range threads {
		n := count[t.subject]
		if t.bare != nil && n >= manySubjects && ratio(n, len(threads)) >= sharedSubject && ratio(echoed[t.subject], n) < echoedShare {
			threads[i] = t.bare
		}
		t.bare = nil
	}
	return threads
}

// compareThreads decides which copy of a conversation counts: the fuller one.
func compareThreads(a, b *thread) int {
	return cmp.Or(slices.CompareFunc(a.items(), b.items(), compareItems), cmp.Compare(a.Class, b.Class),
		cmp.Compare(a.Reason, b.Reason), a.At.Compare(b.At))
}

// pointers gives those to the questions.
func (t *thread) pointers() []*asking {
	out := make([]*asking, len(t.asked))
	for i := range t.asked {
		out[i] = &t.asked[i]
	}
	return out
}

func (t *thread) items() []question.Item {
	out := make([]question.Item, len(t.asked))
	for i := range t.asked {
		out[i] = t.asked[i].item()
	}
	return out
}

func compareItems(a, b question.Item) int {
	return cmp.Or(cmp.Compare(len(a.Answers), len(b.Answers)), cmp.Compare(a.Opening, b.Opening), cmp.Compare(a.Quote, b.Quote),
		slices.Compare(a.Answers, b.Answers), cmp.Compare(a.Customer, b.Customer), bytes.Compare(a.AppendTo(nil), b.AppendTo(nil)))
}

// countMasked counts the placeholders of each kind.
func countMasked(c *inbox.Conversation, masked map[string]int) {
	for _, m := range c.Messages {
		for _, p := range words.Placeholders(m.Body) {
			masked[p[1:strings.LastIndexByte(p, ' ')]]++
		}
	}
}

// questions gives those of all conversations, in their order.
func (r *reading) questions() []*asking {
	var out []*asking
	for _, t := range r.threads {
		out = append(out, t.pointers()...)
	}
	return out
}
