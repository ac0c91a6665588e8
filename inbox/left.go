package inbox

import (
	"encoding/binary"
	"math/bits"
)

// A leftTable tells when what left the window did so, by the first 9 bytes of
// the hash of its key: that two of ten million keys are taken for one happens in
// one of a hundred million exports. It takes 14 to 18 bytes a key, a third of what
// a map takes. It is in shards, so that while one grows the others are there
// once only.
type leftTable struct {
	shards [256]leftShard
}

// A leftShard is a hash table with open addressing. Key and value lie apart,
// which spares the padding. A value of 0 marks a free slot.
type leftShard struct {
	keys   []uint64
	values []gone
	n      int
}

// get is what was put last, 0 if nothing was.
func (t *leftTable) get(hash keyHash) gone {
	s := &t.shards[hash[0]]
	if s.n == 0 {
		return 0
	}
	return s.values[s.slot(binary.BigEndian.Uint64(hash[1:]))]
}

// put keeps a value that is not 0.
func (t *leftTable) put(hash keyHash, value gone) {
	s := &t.shards[hash[0]]
	if 20*(s.n+1) > 17*len(s.keys) {
		s.grow()
	}
	key := binary.BigEndian.Uint64(hash[1:])
	at := s.slot(key)
	if s.values[at] == 0 {
		s.n++
	}
	s.keys[at], s.values[at] = key, value
}

// slot is where a key is, or the free slot where it goes. There always is one.
func (s *leftShard) slot(key uint64) int {
	high, _ := bits.Mul64(key, uint64(len(s.keys)))
	at := int(high)
	for s.values[at] != 0 && s.keys[at] != key {
		if at++; at == len(s.keys) {
			at = 0
		}
	}
	return at
}

// grow makes room for a quarter more.
func (s *leftShard) grow() {
	old := *s
	size := max(16, len(s.keys)+len(s.keys)/4)
	s.keys, s.values = make([]uint64, size), make([]gone, size)
	for i, v := range old.values {
		if v != 0 {
			at := s.slot(old.keys[i])
			s.keys[at], s.values[at] = old.keys[i], v
		}
	}
}
