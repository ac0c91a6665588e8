package pages

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/gaps"
	"signpost/inbox"
	"signpost/inbox/audit"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shop is the report of gaps' own golden test.
func shop(t *testing.T) *gaps.Report {
	t.Helper()
	data, err := os.ReadFile("../testdata/gaps.json.golden")
	if err != nil {
		t.Fatal(err)
	}
	r := &gaps.Report{}
	if err := json.Unmarshal(data, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// written gives the files of a report by name.
func written(t *testing.T, r *gaps.Report) map[string]string {
	t.Helper()
	files, err := Files(r)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Data)
		if strings.HasSuffix(f.Path, ".html") && (strings.Contains(string(f.Data), "<script") || strings.Contains(string(f.Data), "src=")) {
			t.Errorf("%s is not self-contained", f.Path)
		}
	}
	return out
}

func TestIndex(t *testing.T) {
	r := shop(t)
	page := written(t, r)["index.html"]
	for _, want := range []string{"6 conversations of 7 Sep 2026", r.Gaps[0].ID, "gift voucher", "Missing", "<svg"} {
		if !strings.Contains(page, want) {
			t.Errorf("index.html lacks %q", want)
		}
	}
}

func TestTable(t *testing.T) {
	got := written(t, shop(t))["gaps.csv"]
	golden := filepath.Join("testdata", "gaps.csv.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("gaps.csv (-want +got):\n%s", diff)
	}
}

// The audit's page leads to the gap that shows a personal place, and shows the
// shapes of others only.
func TestAuditPage(t *testing.T) {
	r := shop(t)
	r.Masking = audit.New(
		inbox.Audit{Left: []inbox.Finding{{Why: "a long number", Count: 2, Examples: []inbox.Example{{Shape: "000000000000", Conversation: "c7"}}}}},
		[]audit.Text{{At: r.Gaps[0].ID, In: "question", Text: "a gift voucher of Angela"}},
	)
	r.Masking.Fingerprint = "0a1b2c"
	page := written(t, r)[audit.PageName]
	for _, want := range []string{`<th scope="row">Angela</th>`, `href="index.html#` + r.Gaps[0].ID, "000000000000</code> in c7", "Not yet shareable", "0a1b2c"} {
		if !strings.Contains(page, want) {
			t.Errorf("the audit page lacks %q", want)
		}
	}
}

func TestNothingToReport(t *testing.T) {
	if page := written(t, &gaps.Report{})["index.html"]; !strings.Contains(page, "There are no conversations") {
		t.Error("an empty report does not say so")
	}
}
