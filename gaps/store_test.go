package gaps

import (
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"testing"

	"signpost/inbox"
)

// longTalks are conversations whose texts are more than is kept in memory.
func longTalks(read *int) iter.Seq2[*inbox.Conversation, error] {
	return func(yield func(*inbox.Conversation, error) bool) {
		for i := range 20_000 {
			*read++
			c := talk(fmt.Sprint(i), fmt.Sprint("c", i), "How do I print the list of members? "+strings.Repeat(fmt.Sprintf("It is list %d. ", i), 60), "")
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Where nothing can be put aside, mining ends soon and says why.
func TestNoPlaceToPutAside(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	t.Setenv("TMPDIR", missing)
	t.Setenv("TMP", missing) // Windows
	read := 0
	_, err := Mine(t.Context(), longTalks(&read), nil, Options{})
	if err == nil || !strings.Contains(err.Error(), "put questions aside: make a temporary file") {
		t.Errorf("error: %v", err)
	}
	if read > 10_000 {
		t.Errorf("%d conversations were read", read)
	}
}
