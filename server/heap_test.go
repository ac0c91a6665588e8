package server

import "testing"

func TestTheHeapGrowsAsFarBetweenBuildsAsInThem(t *testing.T) {
	for _, tt := range []struct {
		peak, alive uint64
		want        int
	}{
		{400 << 20, 400 << 20, 100}, // to 800 MiB
		{400 << 20, 200 << 20, 300}, // to 800 MiB
		{200 << 20, 400 << 20, 100}, // no build was as large as the site is now
		{400 << 20, 1 << 20, 400},
		{400 << 20, 0, 100},
		{0, 0, 100},
	} {
		if got := growthBetween(tt.peak, tt.alive); got != tt.want {
			t.Errorf("peak %d, alive %d: %d, want %d", tt.peak, tt.alive, got, tt.want)
		}
	}
}
