package inbox

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// A wordFilter says of most words that they are not in a set, so that they need
// not be looked up. It does not tell small letters of ASCII from capitals: words
// of those need not be folded before they are asked about. Words with other
// letters are not to be asked about. Its length is a power of two.
type wordFilter []uint64

// newWordFilter has room for about so many words. It lets pass one other in
// thirty to sixty, and is small, so that it stays near the processor.
func newWordFilter(words int) wordFilter { return make(wordFilter, 1<<bits.Len(uint(words/2))) }

func (t wordFilter) put(w string) { t.putHash(wordHash(w)) }

func (t wordFilter) putHash(h uint64) {
	bit := h & uint64(len(t)*64-1)
	t[bit/64] |= 1 << (bit % 64)
}

func (t wordFilter) mayHold(w string) bool { return t.mayHoldHash(wordHash(w)) }

func (t wordFilter) mayHoldHash(h uint64) bool {
	bit := h & uint64(len(t)*64-1)
	return t[bit/64]>>(bit%64)&1 != 0
}

// filterOf holds the words of sets.
func filterOf(sets ...map[string]bool) wordFilter {
	words := 0
	for _, set := range sets {
		words += len(set)
	}
	t := newWordFilter(words)
	for _, set := range sets {
		for w := range set {
			t.put(w)
		}
	}
	return t
}

// mayHoldAny is mayHold for words of any letters.
func (t wordFilter) mayHoldAny(w string) bool {
	return t.mayHold(w) || strings.ContainsFunc(w, func(r rune) bool { return r >= utf8.RuneSelf })
}

// wordHash is a hash of the length and of both ends of a word, up to eight bytes
// of each, in small letters: bit 5 is what capitals lack.
func wordHash(w string) uint64 {
	const small, factor = 0x2020202020202020, 0x9e3779b97f4a7c15
	var x uint64
	switch n := len(w); {
	case n >= 8:
		x = eightBytes(w[:8]) | small
		x = (x ^ x>>29) * factor
		x ^= eightBytes(w[n-8:]) | small
	case n >= 4:
		x = (fourBytes(w[:4])<<32 | fourBytes(w[n-4:])) | small
	case n > 0:
		x = (uint64(w[0])<<16 | uint64(w[n/2])<<8 | uint64(w[n-1])) | small
	}
	x = (x ^ uint64(len(w))<<58) * factor
	return x >> 32
}

func fourBytes(s string) uint64 {
	_ = s[3] // so that the compiler reads all at once
	return uint64(uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24)
}

func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
