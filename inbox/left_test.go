package inbox

import (
	"math/rand/v2"
	"strconv"
	"testing"
)

// The table says of every key what a map says.
func TestLeftTable(t *testing.T) {
	var table leftTable
	want := map[string]gone{}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		key, value := strconv.Itoa(rnd.IntN(60_000)), gone(rnd.Uint32()|1)
		table.put(hashKey(key), value)
		want[key] = value
	}
	slots := 0
	for i := range table.shards {
		slots += len(table.shards[i].keys)
	}
	if per := float64(slots*12) / float64(len(want)); per > 20 {
		t.Errorf("%.1f bytes a key", per)
	}
	for i := range 70_000 {
		key := strconv.Itoa(i)
		if got := table.get(hashKey(key)); got != want[key] {
			t.Fatalf("%s left at %d, want %d", key, got, want[key])
		}
	}
}
