package inbox

import (
	"hash/fnv"
	"testing"
)

// Places are numbered by the hash that they always had.
func TestHashOfIsFNV(t *testing.T) {
	for _, s := range [][2]string{{"", ""}, {"email", "ada@example.com"}, {"person", "Zoë"}} {
		h := fnv.New64a()
		h.Write([]byte(s[0] + "\x00" + s[1]))
		if got, want := hashOf(s[0], s[1]), h.Sum64(); got != want {
			t.Errorf("hash of %q is %x, want %x", s, got, want)
		}
	}
}
