package inbox

import (
	"context"
	"hash/crc32"
	"iter"
	"strings"
	"sync"
)

// Options say how to read.
type Options struct {
	// Columns maps the columns of tables; nil means to guess from the header.
	Columns ColumnMap
	// Unmasked leaves personal data as they are.
	Unmasked bool
	// AgentNames leaves the names of agents in the Author of their messages, for
	// those who ask for a report by person. Texts are masked all the same.
	AgentNames bool
	// Team has the domains and e-mail addresses of the team, where the source
	// does not say who is who; none means to guess.
	Team []string
	// Explain keeps what was cut from messages in Message.Quoted, and counts
	// what was masked in each conversation.
	Explain bool

	// window is how many bytes of source are held in memory, 0 for the usual.
	window int
	// again is what [ReadWhole] knows of an earlier reading, nil for one alone.
	again *again
}

// Conversations are what is read, one after the other. An error ends them.
type Conversations = iter.Seq2[*Conversation, error]

// Read reads the conversations of the files and folders at paths, in order.
// It reads as the sequence is asked for, and can be ranged over once; the
// summary is complete when the sequence has ended. Files that hold something
// else, broken records and the like are in the summary. The error ends the
// sequence: a path that is not there, a disk that fails, or a context that
// ended. What comes of a conversation after it was handed on is left out and told;
// [ReadWhole] leaves out nothing.
func Read(ctx context.Context, paths []string, opt Options) (Conversations, *Summary) {
	return read(ctx, opt, func(rd *reading) error { return rd.paths(paths) })
}

// read is Read of what from reads.
func read(ctx context.Context, opt Options, from func(*reading) error) (Conversations, *Summary) {
	sum := newSummary()
	return func(yield func(*Conversation, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		rd := &reading{
			ctx: ctx, opt: opt, sum: sum, masker: NewMasker(), whole: make(chan []held, batches),
			systems: systems(), memory: map[Person]nameList{}, people: newDirectory(), mail: newMailThreads(opt.Team),
			prints: crc32.MakeTable(crc32.Castagnoli),
		}
		rd.window = newWindow(rd)
		failed := make(chan error, 1)
		go func() {
			defer close(rd.whole)
			defer rd.window.close()
			failed <- rd.run(from)
		}()
		prepared, masked := make(chan []held, batches), make(chan []held, batches)
		go rd.stage(rd.whole, prepared, rd.prepare)
		go rd.stage(prepared, masked, rd.finish)
		defer func() {
			cancel()
			for range masked {
			}
			sum.finish(rd.masker)
		}()
		if !rd.handOut(masked, yield) {
			return
		}
		if err := <-failed; err != nil {
			yield(nil, err)
		}
	}, sum
}

// A reading is one call of Read. One goroutine reads and joins, a second cuts
// texts and learns who takes part, a third masks and numbers, the caller's counts.
// They share nothing but the batches that pass from each to the next, in order; of
// a Source the first writes all but the count of conversations.
type reading struct {
	ctx    context.Context
	opt    Options
	sum    *Summary
	masker *Masker
	window *window
	batch  []held
	size   int
	whole  chan []held // read and joined
	spare  sync.Pool   // of *people
	memory map[Person]nameList

	systems  []system
	people   *directory
	mail     *mailThreads
	prints   *crc32.Table
	slack    slackTeam
	emitted  int
	room     []member // of the last record, for the next
	intercom icDecoder
	// icParts says that a table of parts of Intercom was read.
	icParts bool
	// team is set when only what is known of the team is read.
	team *Workspace
}

// How many bytes of source a batch has, and how many batches may wait for each
// goroutine: enough that one does not stand still while another is not running.
const (
	batchSize = 256 << 10
	batches   = 8
)

// run reads all that there is.
func (rd *reading) run(from func(*reading) error) error {
	if err := from(rd); err != nil {
		return err
	}
	if err := rd.mail.finish(rd); err != nil {
		return err
	}
	if rd.opt.again.looks() {
		return errAgain
	}
	if err := rd.window.flush(); err != nil {
		return err
	}
	if rd.emitted == 0 {
		for _, src := range rd.sum.Sources {
			src.alone()
		}
	}
	return rd.pass()
}

// emit passes a whole conversation on.
func (rd *reading) emit(h held) error {
	rd.emitted++
	rd.batch = append(rd.batch, h)
	rd.size += h.size
	if rd.size < batchSize {
		return nil
	}
	return rd.pass()
}

func (rd *reading) pass() error {
	select {
	case rd.whole <- rd.batch:
		rd.batch, rd.size = nil, 0
		return nil
	case <-rd.ctx.Done():
		return rd.ctx.Err()
	}
}

// stage works on all conversations of the stage before. It takes all that comes, be
// it wanted or not, so that it ends after that one.
func (rd *reading) stage(in <-chan []held, out chan<- []held, work func(*held)) {
	defer close(out)
	for batch := range in {
		if rd.ctx.Err() != nil {
			continue
		}
		for i := range batch {
			work(&batch[i])
		}
		select {
		case out <- batch:
		case <-rd.ctx.Done():
		}
	}
}

// prepare does what asks for nothing but the conversation itself.
func (rd *reading) prepare(h *held) {
	rd.complete(h.conv)
	h.who = rd.learn(h.conv)
}

// learn finds who takes part in a conversation, from what is cut of it too.
func (rd *reading) learn(c *Conversation) *people {
	if rd.opt.Unmasked {
		return nil
	}
	who, ok := rd.spare.Get().(*people)
	if !ok {
		who = newPeople()
		who.memory = rd.memory
	}
	who.conversation(c)
	return who
}

// handOut gives the conversations to the caller until it wants no more.
func (rd *reading) handOut(masked <-chan []held, yield func(*Conversation, error) bool) bool {
	for batch := range masked {
		for _, h := range batch {
			rd.sum.count(h.src, h.conv)
			if !yield(h.conv, nil) {
				return false
			}
		}
	}
	return true
}

// add takes a conversation, or a part of one, that was read from a record.
func (rd *reading) add(src *Source, c *Conversation, data []byte) error {
	if !c.loose() {
		c.joint.print = crc32.Checksum(data, rd.prints)
	}
	if c.Source != FormatIntercom && !rd.opt.Unmasked { // whose are read with the rest
		c.joint.know(beside(data)...)
	}
	return rd.addSized(src, c, len(data))
}

// addSized takes what was not read from a record by itself, of size bytes of
// source.
func (rd *reading) addSized(src *Source, c *Conversation, size int) error {
	if err := rd.ctx.Err(); err != nil {
		return err
	}
	c.File = src.Path
	if c.joint.Piece {
		src.Parts++
	}
	return rd.window.add(src, c, size)
}

// complete settles what holds for a conversation of any system: the order of
// the messages, what is cut from them, and the language.
func (rd *reading) complete(c *Conversation) {
	if c.Messages == nil {
		c.Messages = []Message{}
	}
	sortMessages(c)
	// An event that met no whole conversation tells a part of one.
	c.Truncated = c.Truncated || c.joint.Fragment && !c.joint.Row
	if c.Source != FormatMail {
		rd.trim(c)
	}
	if c.Language == "" {
		c.Language = detectLanguage(c)
	}
}

// finish makes a conversation ready for the caller.
func (rd *reading) finish(h *held) {
	rd.dropCut(h.conv)
	if !rd.opt.Unmasked {
		rd.mask(h.conv, h.who)
		rd.spare.Put(h.who)
	}
}

// mask masks a conversation.
func (rd *reading) mask(c *Conversation, who *people) {
	names := rd.agentNames(c)
	before := rd.masker.Counts()
	rd.masker.hide(c, who)
	if rd.opt.Explain {
		c.Masked = rd.masker.since(before)
	}
	for i, name := range names {
		c.Messages[i].Author.Name = name
	}
}

// dropCut forgets what was cut, unless it was asked for.
func (rd *reading) dropCut(c *Conversation) {
	for i := range c.Messages {
		if !rd.opt.Explain {
			c.Messages[i].Quoted = ""
		}
	}
}

// agentNames are the names of the agents by message, when they are to stay.
func (rd *reading) agentNames(c *Conversation) map[int]string {
	if !rd.opt.AgentNames {
		return nil
	}
	names := map[int]string{}
	for i, m := range c.Messages {
		if m.Role == Agent && m.Author.Name != "" && !strings.Contains(m.Author.Name, "@") {
			names[i] = m.Author.Name
		}
	}
	return names
}

// liveChannels are those in which nobody quotes what they answer.
var liveChannels = map[string]bool{"chat": true, "sms": true, "whatsapp": true, "social": true, "phone": true}

// trim cuts quoted messages and signatures from what people wrote.
func (rd *reading) trim(c *Conversation) {
	cut := trimReply
	if liveChannels[c.Channel] {
		cut = trimChat
	}
	for i := range c.Messages {
		m := &c.Messages[i]
		if m.Kind != Comment || m.Body == "" || m.Role != Customer && m.Role != Agent {
			continue
		}
		body, rest := cut(m.Body)
		if body = strings.TrimSpace(body); body == "" {
			continue
		}
		m.Body, m.Quoted = body, rest
	}
}
