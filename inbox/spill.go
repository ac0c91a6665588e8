package inbox

import (
	"bufio"
	"container/heap"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// runBuffer is the memory that each sorted run takes while runs are merged.
const runBuffer = 32 << 10

// A spill holds loose conversations on disk that are too many for memory, in
// runs that are sorted by key. What it holds is not masked yet: it is
// encrypted with a key that is nowhere but in memory. Its name is removed at
// once where the system allows it, so that nothing stays of a reading that is
// killed, and else at the end.
type spill struct {
	file     *os.File
	unlinked bool
	block    cipher.Block
	runs     []run
	end      int64
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

func newSpill() (*spill, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("read conversations: make a key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("read conversations: %w", err)
	}
	f, err := os.CreateTemp("", "signpost-*.tmp")
	if err != nil {
		return nil, fmt.Errorf("read conversations: hold parts that belong together: %w", err)
	}
	s := &spill{file: f, block: block}
	s.unlinked = os.Remove(f.Name()) == nil // some systems keep the name of an open file
	return s, nil
}

// close removes the file.
func (s *spill) close() {
	s.file.Close()
	if !s.unlinked {
		_ = os.Remove(s.file.Name()) // nobody can read it, and the next clean-up of the machine takes it
	}
}

// stream is the key stream of a run. Runs never share a counter.
func (s *spill) stream(run int) cipher.Stream {
	iv := make([]byte, aes.BlockSize)
	binary.BigEndian.PutUint64(iv, uint64(run)+1)
	return cipher.NewCTR(s.block, iv)
}

// write adds a run of conversations, which are sorted by key.
func (s *spill) write(list []*held) error {
	count := &tally{w: s.file}
	out := bufio.NewWriterSize(cipher.StreamWriter{S: s.stream(len(s.runs)), W: count}, 1<<20)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, h := range list {
		for _, p := range h.parts {
			if err := enc.Encode(spilled{h.key, p.src.index, p.conv, p.conv.joint}); err != nil {
				return fmt.Errorf("read conversations: write to a temporary file: %w", err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("read conversations: write to a temporary file: %w", err)
	}
	s.runs = append(s.runs, run{s.end, s.end + count.n})
	s.end += count.n
	return nil
}

// A tally counts the bytes that were written.
type tally struct {
	w io.Writer
	n int64
}

func (t *tally) Write(p []byte) (int, error) {
	n, err := t.w.Write(p)
	t.n += int64(n)
	return n, err
}

// each calls do with the parts of every conversation, in order of key; those
// of one are in the order in which they were read.
func (s *spill) each(do func(parts []spilled) error) error {
	var h runHeap
	for i, r := range s.runs {
		plain := cipher.StreamReader{S: s.stream(i), R: io.NewSectionReader(s.file, r.from, r.to-r.from)}
		rr := &runReader{index: i, dec: json.NewDecoder(bufio.NewReaderSize(plain, runBuffer))}
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
		return false, fmt.Errorf("read conversations: read a temporary file: %w", err)
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
