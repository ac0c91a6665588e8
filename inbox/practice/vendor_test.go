package practice

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"signpost/inbox"
	"signpost/internal/hours"
)

// A vendor number and the metric that says the same of one conversation. What
// the vendor calls a time leaves out the hours in which the office is closed.
var vendorNumbers = []struct {
	name   string
	metric string
	ours   func(Metric) int
}{
	{"time_to_admin_reply", "first_response", func(m Metric) int { return m.Median }},
	{"time_to_assignment", "assigned", func(m Metric) int { return m.Median }},
	{"count_reopens", "reopened", func(m Metric) int { return m.Count }},
}

// compareVendor measures each conversation alone and compares; it returns how
// many numbers it compared.
func compareVendor(t *testing.T, paths []string, schedule *hours.Schedule) int {
	t.Helper()
	compared := 0
	read, _ := inbox.Read(context.Background(), paths, inbox.Options{})
	for c, err := range read {
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Vendor) == 0 || c.Truncated || c.BodiesMissing {
			continue
		}
		r := measureAll(t, Options{Hours: schedule}, []*inbox.Conversation{c})
		for _, n := range vendorNumbers {
			theirs, ok := c.Vendor[n.name]
			if !ok {
				continue
			}
			compared++
			if ours := n.ours(r.Metric(n.metric)); ours != int(theirs) {
				t.Errorf("conversation %s: %s is %v, ours %d", c.ID, n.name, theirs, ours)
			}
		}
	}
	return compared
}

// The numbers that Intercom's documentation defines, computed by hand for
// conversations that we wrote: office hours are 9 to 18 in UTC.
func TestVendorNumbers(t *testing.T) {
	office := &hours.Schedule{}
	for day := 1; day <= 5; day++ {
		office.Days[day] = []hours.Interval{{From: 9 * 60, To: 18 * 60}}
	}
	if n := compareVendor(t, []string{filepath.Join("testdata", "vendor.json")}, office); n != 5 {
		t.Errorf("compared %d numbers, want 5", n)
	}
	read, _ := inbox.Read(context.Background(), []string{filepath.Join("testdata", "vendor.json")}, inbox.Options{})
	for c, err := range read {
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]float64{"1": 1785749400, "2": 1785834000}[c.ID]
		if c.Vendor["first_admin_reply_at"] != want {
			t.Errorf("conversation %s: first_admin_reply_at is %v, want %v", c.ID, c.Vendor["first_admin_reply_at"], want)
		}
	}
}

// Samples of others are compared too, where they have such numbers.
func TestVendorNumbersOfSamples(t *testing.T) {
	root := os.Getenv("SIGNPOST_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(root, "exports", "samples", "intercom")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no shared inputs: set SIGNPOST_SHARED to the folder with exports/samples/intercom")
	}
	t.Logf("compared %d numbers of the samples", compareVendor(t, []string{dir}, hours.Always(time.UTC)))
}
