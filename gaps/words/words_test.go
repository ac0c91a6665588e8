package words

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The parts of an address that holds a placeholder are of somebody, and no words.
func TestSplitWithoutPlaceholders(t *testing.T) {
	for in, want := range map[string][]string{
		"put help.[person 10].example/start under [email 1], or [person 2].": {"put", "under", "or"},
		"signpost.yaml [sic]": {"signpost", "yaml", "sic"},
	} {
		if d := cmp.Diff(want, Split(in)); d != "" {
			t.Errorf("%s: %s", in, d)
		}
	}
	if got := Bare("at www.[person 1].example/help"); got != "at" {
		t.Errorf("%q", got)
	}
}
