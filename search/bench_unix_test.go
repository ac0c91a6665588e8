//go:build unix

package search

import (
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cpu is the time that processors spent on this program.
func cpu(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkOpened opens an index on disk and asks it for titles and headings of its
// articles, as words and as questions: percentiles of processor time with excerpts.
func BenchmarkOpened(b *testing.B) {
	docs := corpus(b)
	made, err := New(docs, Options{})
	if err != nil {
		b.Fatal(err)
	}
	dir := filepath.Join(b.TempDir(), "index")
	if err := made.Save(dir); err != nil {
		b.Fatal(err)
	}
	start := cpu(b)
	ix, err := Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	opening := cpu(b) - start
	defer ix.Close()
	var queries []string
	for i := 0; i < len(docs); i += 97 {
		queries = append(queries, docs[i].Title, "how do I "+strings.ToLower(docs[i].Heading))
	}
	var times []time.Duration
	for b.Loop() {
		for _, q := range queries {
			start := cpu(b)
			if _, err := ix.Search(b.Context(), Query{Text: q}); err != nil {
				b.Fatal(err)
			}
			times = append(times, cpu(b)-start)
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(opening)/1e6, "open-ms")
	b.ReportMetric(float64(times[len(times)/2])/1e6, "p50-ms")
	b.ReportMetric(float64(times[len(times)*99/100])/1e6, "p99-ms")
}
