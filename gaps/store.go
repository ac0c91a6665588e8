package gaps

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"signpost/gaps/question"
	"signpost/internal/scratch"
)

// A store holds on disk what mining looks at again and again of each question: a million
// of them are some gigabytes. What was put in can be read until it is closed; after the
// first error, which err gives, all is empty.
type store struct {
	texts, keys, vectors scratch.File
	// dim is the number of dimensions of the vectors, which stand in the order of the
	// folds.
	dim int
}

func (s *store) err() error {
	if err := cmp.Or(s.texts.Err(), s.keys.Err(), s.vectors.Err()); err != nil {
		return fmt.Errorf("put questions aside: %w", err)
	}
	return nil
}

func (s *store) close() error {
	return errors.Join(s.texts.Close(), s.keys.Close(), s.vectors.Close())
}

// addVectors puts in those of the next folds.
func (s *store) addVectors(points [][]float32) {
	var data []byte
	for _, v := range points {
		s.dim = len(v)
		data = data[:0]
		for _, x := range v {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
		}
		s.vectors.Append(data)
	}
}

// vector gives that of a fold.
func (s *store) vector(fold int) []float32 {
	size := 4 * s.dim
	data := s.vectors.Read(scratch.Record{At: int64(fold) * int64(size), Size: int32(size)}, nil)
	out := make([]float32, s.dim)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return out
}

// addKey puts in what is compared of a fold.
func (s *store) addKey(k key) scratch.Record {
	return s.keys.Append(append(binary.AppendUvarint(nil, uint64(len(k.text))), k.text+k.answer...))
}

func (s *store) key(r scratch.Record) (text, answer string) {
	data := s.keys.Read(r, nil)
	size, n := binary.Uvarint(data)
	rest := string(data[max(0, n):])
	size = min(size, uint64(len(rest)))
	return rest[:size], rest[size:]
}

// item reads a question.
func (a *asking) item() question.Item { return question.ItemOf(a.store.texts.Read(a.texts, nil)) }

// answer reads the first answer, "" if there is none.
func (a *asking) answer() string {
	if !a.helped {
		return ""
	}
	return strings.Join(a.item().Answers[:1], "")
}

func (m *member) vector() []float32 { return m.store.vector(m.fold) }
