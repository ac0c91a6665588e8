package gaps

import (
	"os"
	"path/filepath"
	"testing"

	"signpost/gaps/decisions"
	"signpost/internal/yamldoc"
)

// mainLabels gives for each gap the label of most of its conversations, "" where none has
// three of five.
func mainLabels(r *Report, labels map[string]string) map[string]string {
	out := map[string]string{}
	for _, g := range r.Gaps {
		count := map[string]int{}
		for _, m := range g.Members {
			count[labels[m]]++
		}
		if label, n := most(count); 5*n >= 3*len(g.Members) {
			out[g.ID] = label
		}
	}
	return out
}

// knownAgain counts the gaps of a second report that have the id of a first one's gap on
// the same label, those that have one on another label, and those that have a new id
// although the first has a gap on their label.
func knownAgain(first, second *Report, labels map[string]string) (right, wrong, missed int) {
	before := mainLabels(first, labels)
	had := map[string]bool{}
	for _, label := range before {
		had[label] = true
	}
	kept := map[string]bool{}
	after := mainLabels(second, labels)
	for id, label := range after {
		if old, ok := before[id]; ok && old == label {
			right++
			kept[label] = true
		} else if ok {
			wrong++
		}
	}
	for id, label := range after {
		if _, ok := before[id]; !ok && had[label] && !kept[label] {
			missed++
		}
	}
	return right, wrong, missed
}

// TestIdentityOfDisjointExports mines two halves that share no conversation.
func TestIdentityOfDisjointExports(t *testing.T) {
	if testing.Short() {
		t.Skip("mines four exports")
	}
	for _, set := range []string{"clinc150-train.tsv", "hwu64.tsv"} {
		texts := seeded(shared(t, set), 3600)
		plain, kinds := split(texts)
		all := asked(plain, hourly)
		labels := map[string]string{}
		for i, c := range all {
			labels[c.ID] = kinds[i]
		}
		first := minedWith(t, all[:1800], Options{})
		second := minedWith(t, all[1800:], Options{Book: first.Book})
		right, wrong, missed := knownAgain(first, second, labels)
		t.Logf("%s: %d and %d gaps, %d known again, %d wrongly, %d missed", set, len(first.Gaps), len(second.Gaps), right, wrong, missed)
		if 100*right < 80*(right+missed) || 15*wrong > right {
			t.Errorf("%s: %d known again, %d wrongly, %d missed", set, right, wrong, missed)
		}
	}
}

// TestIdentityOfMonths reads the months of our samples one after the other, each alone.
func TestIdentityOfMonths(t *testing.T) {
	labels := sampleLabels(t)
	var book *decisions.Book
	var before *Report
	for _, month := range []string{"2026-08", "2026-09", "2026-10"} {
		r := minedWith(t, samples(t, month), Options{Book: book})
		if before != nil {
			right, wrong, missed := knownAgain(before, r, labels)
			t.Logf("%s: %d gaps, %d known again, %d wrongly, %d missed", month, len(r.Gaps), right, wrong, missed)
			if wrong > 0 {
				t.Errorf("%s: %d gaps have the id of another matter", month, wrong)
			}
		}
		book, before = r.Book, r
	}
}

// sampleLabels tell what each conversation of our samples is.
func sampleLabels(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "samples", "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Conversations map[string]string `yaml:"conversations"`
	}
	yamldoc.Decode(data, &e, "expected.yaml", 1) // of its other keys nothing is asked here
	if len(e.Conversations) < 100 {
		t.Fatalf("%d conversations in expected.yaml", len(e.Conversations))
	}
	return e.Conversations
}
