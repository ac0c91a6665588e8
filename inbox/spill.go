package inbox

import (
	"bufio"
	"container/heap"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"signpost/internal/scratch"
)

// runBuffer is the memory that each sorted run takes while runs are merged.
const runBuffer = 32 << 10

// A spill holds loose conversations on disk that are too many for memory, in
// runs that are sorted by key. What it holds is not masked yet, and is encrypted
// there. The zero spill is empty.
type spill struct {
	file scratch.File
	runs []run
}

// run is where a sorted run is in the file.
type run struct{ from, to int64 }

// spilled is a conversation on disk.
type spilled struct {
	Key   string
	Src   int
	Conv  *Conversation
	Joint joint
}

// close removes the file; nobody can read it if that fails.
func (s *spill) close() { _ = s.file.Close() }

// write adds a run of conversations, which are sorted by key.
func (s *spill) write(list []*held) error {
	from := s.file.Size()
	enc := json.NewEncoder(&s.file)
	enc.SetEscapeHTML(false)
	for _, h := range list {
		for _, p := range h.parts {
			if err := enc.Encode(spilled{h.key, p.src.index, p.conv, p.conv.joint}); err != nil {
				return fmt.Errorf("read conversations: hold parts that belong together: %w", err)
			}
		}
	}
	s.runs = append(s.runs, run{from, s.file.Size()})
	return nil
}

// each calls do with the parts of every conversation, in order of key; those
// of one are in the order in which they were read.
func (s *spill) each(do func(parts []spilled) error) error {
	var h runHeap
	for i, r := range s.runs {
		rr := &runReader{index: i, dec: json.NewDecoder(bufio.NewReaderSize(s.file.Section(r.from, r.to), runBuffer))}
		more, err := rr.next()
		if err != nil {
			return err
		}
		if more {
			h = append(h, rr)
		}
	}
	heap.Init(&h)
	var parts []spilled
	for h.Len() > 0 {
		rr := h[0]
		if len(parts) > 0 && parts[0].Key != rr.cur.Key {
			if err := do(parts); err != nil {
				return err
			}
			parts = parts[:0]
		}
		parts = append(parts, rr.cur)
		more, err := rr.next()
		if err != nil {
			return err
		}
		if more {
			heap.Fix(&h, 0)
		} else {
			heap.Pop(&h)
		}
	}
	if len(parts) > 0 {
		return do(parts)
	}
	return nil
}

// A runReader reads one run.
type runReader struct {
	index int
	dec   *json.Decoder
	cur   spilled
}

func (r *runReader) next() (bool, error) {
	r.cur = spilled{}
	err := r.dec.Decode(&r.cur)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read conversations: join parts that belong together: %w", err)
	}
	r.cur.Conv.joint = r.cur.Joint
	return true, nil
}

// runHeap is ordered by key, then by run.
type runHeap []*runReader

func (h runHeap) Len() int { return len(h) }
func (h runHeap) Less(i, j int) bool {
	if h[i].cur.Key != h[j].cur.Key {
		return h[i].cur.Key < h[j].cur.Key
	}
	return h[i].index < h[j].index
}
func (h runHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *runHeap) Push(x any)   { *h = append(*h, x.(*runReader)) }
func (h *runHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
