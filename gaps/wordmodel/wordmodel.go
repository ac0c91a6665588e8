// Package wordmodel reads the learned word model of English that the binary carries:
// a vector for each of some 60,000 words, whose direction says what the word is about
// and whose length how much it says of a question. "hello" is short, "refund" is long.
// The sum over the words of a sentence is the sentence's vector. dev/train/static makes
// the model, docs/models/static.md says of what.
//
// # Format
//
// Numbers are little-endian. A file is
//
//	"SGWORDS" and a byte, the version, 1
//	uint32  CRC-32 (IEEE) of all that follows
//	uint32  D, numbers of a vector
//	uint32  N, words
//	N times a word: a byte, its length, and that many bytes of UTF-8, rising
//	N times a float32: what a vector's numbers are to be multiplied by
//	N times D int8: the vectors
//
// and nothing more. A file that is anything else is refused; nothing of it is used.
package wordmodel

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"strings"
)

//go:embed wordmodel.bin
var shipped []byte

// Shipped reads the model in the binary.
func Shipped() (*Model, error) { return Read(shipped) }

// A Model has a vector for each word that it knows. It is not changed after it was
// read, and may be used by several goroutines.
type Model struct {
	dims   int
	place  map[string]int32
	scales []float32
	values []byte
}

const (
	magic   = "SGWORDS"
	version = 1
	// maxDims and maxWords bound what a damaged head can ask for.
	maxDims  = 4096
	maxWords = 1 << 24
)

var errDamaged = errors.New("the word model is damaged")

// Read reads a file. The model keeps data, which must not be changed any more.
func Read(data []byte) (*Model, error) {
	const head = len(magic) + 1 + 4
	if len(data) < head+8 || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: it does not begin as one", errDamaged)
	}
	if v := data[len(magic)]; v != version {
		return nil, fmt.Errorf("the word model has version %d, this program reads version %d", v, version)
	}
	body := data[head:]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(data[head-4:]) {
		return nil, fmt.Errorf("%w: its check sum is another", errDamaged)
	}
	dims, n := int(binary.LittleEndian.Uint32(body)), int(binary.LittleEndian.Uint32(body[4:]))
	// A word takes a byte and more, a float32 and D numbers.
	if dims < 1 || dims > maxDims || n > maxWords || len(body)-8 < n*(1+4+dims) {
		return nil, fmt.Errorf("%w: %d words of %d numbers do not fit", errDamaged, n, dims)
	}
	m := &Model{dims: dims, place: make(map[string]int32, n), scales: make([]float32, n)}
	rest, err := m.readWords(body[8:], n)
	if err != nil {
		return nil, err
	}
	if len(rest) != n*(4+dims) {
		return nil, fmt.Errorf("%w: %d bytes follow the words, not %d", errDamaged, len(rest), n*(4+dims))
	}
	for i := range m.scales {
		m.scales[i] = math.Float32frombits(binary.LittleEndian.Uint32(rest[4*i:]))
		if s := float64(m.scales[i]); math.IsNaN(s) || math.IsInf(s, 0) {
			return nil, fmt.Errorf("%w: word %d has no scale", errDamaged, i)
		}
	}
	m.values = rest[4*n:]
	return m, nil
}

func (m *Model) readWords(data []byte, n int) (rest []byte, err error) {
	previous := ""
	for i := range n {
		if len(data) == 0 || len(data) <= int(data[0]) {
			return nil, fmt.Errorf("%w: it ends in word %d", errDamaged, i)
		}
		word := string(data[1 : 1+data[0]])
		if word <= previous {
			return nil, fmt.Errorf("%w: word %d is out of order", errDamaged, i)
		}
		m.place[word], previous, data = int32(i), word, data[1+data[0]:]
	}
	return data, nil
}

// Dims is the number of numbers in a vector.
func (m *Model) Dims() int { return m.dims }

// Words is the number of words that the model knows.
func (m *Model) Words() int { return len(m.scales) }

// Knows reports whether the model has a vector for a word in small letters.
func (m *Model) Knows(word string) bool {
	_, ok := m.place[word]
	return ok
}

// Length is the length of a word's vector: how much the word says of a question. Of a
// word that the model does not know, known is false.
func (m *Model) Length(word string) (length float64, known bool) {
	i, known := m.place[word]
	if !known {
		return 0, false
	}
	at := int(i) * m.dims
	square := 0.0
	for _, b := range m.values[at : at+m.dims] {
		x := float64(m.scales[i]) * float64(int8(b))
		square += x * x
	}
	return math.Sqrt(square), true
}

// Vector is the sum of the vectors of a text's words, which are in small letters, at
// length 1, and how many of them the model knows. Words that it does not know add
// nothing; of a text without a known word the vector is zero.
func (m *Model) Vector(words []string) (vector []float32, known int) {
	sum := make([]float32, m.dims)
	for _, w := range words {
		i, ok := m.place[w]
		if !ok {
			continue
		}
		known++
		at := int(i) * m.dims
		for j, b := range m.values[at : at+m.dims] {
			sum[j] += m.scales[i] * float32(int8(b))
		}
	}
	square := 0.0
	for _, x := range sum {
		square += float64(x) * float64(x)
	}
	if square > 0 {
		f := 1 / math.Sqrt(square)
		for j := range sum {
			sum[j] = float32(float64(sum[j]) * f)
		}
	}
	return sum, known
}

// A Word is a word with its vector on the way into a file.
type Word struct {
	Word   string
	Vector []float32
}

// Write gives the file of words whose vectors have one length. Words are from 1 to
// 255 bytes long and differ.
func Write(words []Word) ([]byte, error) {
	words = slices.Clone(words)
	slices.SortFunc(words, func(a, b Word) int { return strings.Compare(a.Word, b.Word) })
	dims := 1
	if len(words) > 0 {
		dims = len(words[0].Vector)
	}
	body := binary.LittleEndian.AppendUint32(nil, uint32(dims))
	body = binary.LittleEndian.AppendUint32(body, uint32(len(words)))
	for i, w := range words {
		switch {
		case w.Word == "" || len(w.Word) > 255:
			return nil, fmt.Errorf("write the word model: %q has %d bytes", w.Word, len(w.Word))
		case i > 0 && words[i-1].Word == w.Word:
			return nil, fmt.Errorf("write the word model: %q stands twice", w.Word)
		case len(w.Vector) != dims || dims == 0:
			return nil, fmt.Errorf("write the word model: %q has %d numbers, not %d", w.Word, len(w.Vector), dims)
		}
		body = append(append(body, byte(len(w.Word))), w.Word...)
	}
	for _, w := range words {
		body = binary.LittleEndian.AppendUint32(body, math.Float32bits(scaleOf(w.Vector)))
	}
	for _, w := range words {
		scale := scaleOf(w.Vector)
		for _, x := range w.Vector {
			value := int8(0)
			if scale > 0 {
				value = int8(math.Round(float64(x / scale)))
			}
			body = append(body, byte(value))
		}
	}
	out := append([]byte(magic), version)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	return append(out, body...), nil
}

// scaleOf makes the largest number of a vector 127.
func scaleOf(v []float32) float32 {
	top := float32(0)
	for _, x := range v {
		top = max(top, x, -x)
	}
	return top / 127
}
