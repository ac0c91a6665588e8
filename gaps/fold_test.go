package gaps

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"signpost/gaps/grouping"
)

// keysIn are as many different keys of each stratum.
func keysIn(strata map[string]int) iter.Seq[key] {
	return func(yield func(key) bool) {
		for stratum, n := range strata {
			for i := range n {
				if !yield(key{text: fmt.Sprintf("question %d of %s", i, stratum), stratum: stratum}) {
					return
				}
			}
		}
	}
}

// Of each week and channel the same share has its turn first, of a large one and of a
// small one.
func TestTurnsAreFair(t *testing.T) {
	strata := map[string]int{"2026-11-16 chat": 3000, "2026-11-16 email": 900, "2026-11-23 chat": 90, "2026-11-23 phone": 10}
	f, _ := newFolds(&store{}, keysIn(strata))
	order := make([]int, f.Len())
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(f.Turn(a)>>1) - int(f.Turn(b)>>1) })
	for _, n := range []int{400, 2000} {
		took := map[string]int{}
		for _, i := range order[:n] {
			text, _ := f.At(i)
			var question int
			var stratum, channel string
			if _, err := fmt.Sscanf(text, "question %d of %s %s", &question, &stratum, &channel); err != nil {
				t.Fatal(err)
			}
			took[stratum+" "+channel]++
		}
		for stratum, all := range strata {
			if want := all * n / f.Len(); took[stratum] < want-1 || took[stratum] > want+1 {
				t.Errorf("%d of %d: %d of the %d in %s", n, f.Len(), took[stratum], all, stratum)
			}
		}
	}
}

// Equal keys are one fold, and folds stand in the order of their texts, whatever the order
// in which they come.
func TestFoldsAreSorted(t *testing.T) {
	texts := []string{"how do i pay by card", "how do i pay by bank", "pay", "how do i pay by card", "", "how do i pay"}
	f, at := newFolds(&store{}, func(yield func(key) bool) {
		for i, text := range texts {
			if !yield(key{text: text, stratum: fmt.Sprint(i % 2)}) {
				return
			}
		}
	})
	var got []string
	for i := range f.Len() {
		text, _ := f.At(i)
		got = append(got, text)
	}
	if want := []string{"", "how do i pay", "how do i pay by bank", "how do i pay by card", "pay"}; !slices.Equal(got, want) {
		t.Errorf("folds %q", got)
	}
	if want := []int{3, 2, 4, 3, 0, 1}; !slices.Equal(at, want) {
		t.Errorf("places %v", at)
	}
}

// Who reads a report is told when not all questions were compared with each other.
func TestNotesOfMany(t *testing.T) {
	all := folds{all: make([]fold, grouping.PairsUpTo+1)}
	if got := all.notes(false); len(got) != 1 || !strings.Contains(got[0], "20,001 different questions 20,000,") {
		t.Errorf("notes %q", got)
	}
	all.all[7].settled = "/an/article/"
	if got := all.notes(false); len(got) != 0 {
		t.Errorf("as many as are compared: notes %q", got)
	}
	if got := all.notes(true); len(got) != 1 || !strings.Contains(got[0], "--best") {
		t.Errorf("too many for the encoder: notes %q", got)
	}
}
