package main

import "testing"

// What a writer deleted is not told as if the import had deleted it.
func TestCounts(t *testing.T) {
	got := counts(map[string]int{"deleted": 1, "created": 2})
	if want := "2 created, 1 not written again because a writer had deleted them"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
