package words

import "hash/fnv"

// Hash is FNV-1a of the text, mixed: FNV alone leaves the high bits of
// short texts alike, and the sample goes by them.
func Hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return x
}
