package decisions

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Of many who decide at once, each decision that was taken down stays.
func TestDecidingAtOnce(t *testing.T) {
	site := t.TempDir()
	first := &Book{}
	ids := []string{"g-0001", "g-0002", "g-0003", "g-0004", "g-0005", "g-0006", "g-0007", "g-0008"}
	run := Run{Until: "2026-11-01", Weekly: Weekly{}}
	for _, id := range ids {
		run.Gaps = append(run.Gaps, Sighting{ID: id, Title: "A question " + id, Weekly: Weekly{}, Shown: true})
	}
	first.Observe(run)
	if err := first.Save(site); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	kept := map[string]bool{}
	for _, id := range ids {
		wg.Go(func() {
			book, _, err := Load(site)
			if err != nil {
				t.Error(err)
				return
			}
			if err := book.Dismiss(id, Stamp{On: "2026-11-02"}, "no"); err != nil {
				t.Error(err)
				return
			}
			if book.Save(site) == nil {
				mu.Lock()
				kept[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	book, _, err := Load(site)
	if err != nil || len(kept) == 0 {
		t.Fatalf("%d decisions were kept, %v", len(kept), err)
	}
	for _, id := range ids {
		if got := book.Find(id).State().Status == Dismissed; got != kept[id] {
			t.Errorf("%s is dismissed: %v; its Save said %v", id, got, kept[id])
		}
	}
}

// Gaps that are merged into each other are a mistake, named by its line.
func TestMergedInACircle(t *testing.T) {
	text := `version: 1
gaps:

  g-aaaa:
    title: One
    decisions:
      - do: merge
        on: 2026-11-01
        into: g-bbbb

  g-bbbb:
    title: Two
    decisions:
      - do: merge
        on: 2026-11-02
        into: g-aaaa
`
	site := t.TempDir()
	if err := os.WriteFile(filepath.Join(site, FileName), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	_, ds, err := Load(site)
	if err != nil || len(ds) != 2 || ds[0].Line != 7 || !strings.Contains(ds[0].String(), "in a circle") {
		t.Errorf("%v %v", ds, err)
	}
}
