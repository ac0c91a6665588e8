package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestShuffledExportIsOneReport: in which order conversations come in a file shows nowhere,
// neither in what is masked nor in the examples of the audit.
func TestShuffledExportIsOneReport(t *testing.T) {
	matters := []string{"Can I get my invoice as a PDF", "How do I share a voucher with a friend", "Where do I see who opened the door", "Can the courier ring twice"}
	tails := []string{"The old one was +1 202 555 01%02d, which belongs to a neighbour now.", "The old one was person%d@example.com, which belongs to a neighbour now.", "My order number is AB-77%02d-1.", "Thanks, the flat is 12 Elm Street %02d."}
	var texts []string
	for i := range 48 {
		texts = append(texts, fmt.Sprintf("%s for person%d@example.net, please? "+tails[i/4%4], matters[i%4], i, i))
	}
	reported := func(order []int) map[string][]byte {
		t.Helper()
		at := make([]string, len(texts))
		for i, o := range order {
			at[i] = texts[o]
		}
		_, out := mineFolder(t, csvOf(t, func(i int) string { return fmt.Sprint("c", order[i]) }, func(i int) string { return fmt.Sprint("u", order[i]) }, at), "title: Help\n")
		files := map[string][]byte{}
		for _, name := range []string{"index.html", "gaps.md", "gaps.csv", "audit.html", "gaps.json"} {
			data, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			files[name] = bytes.ReplaceAll(data, []byte(filepath.Dir(filepath.Dir(out))), nil)
		}
		return files
	}
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	want := reported(order)
	if want := want["gaps.md"]; !bytes.Contains(want, []byte(`email 1\]`)) {
		t.Fatalf("nothing that was masked is shown: %s", want)
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 3 {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for name, got := range reported(order) {
			if name == "gaps.json" {
				continue // holds the path of the export, which lies elsewhere
			}
			if !bytes.Equal(got, want[name]) {
				t.Errorf("%s is another:\n%s\nwas\n%s", name, got, want[name])
			}
		}
	}
}
