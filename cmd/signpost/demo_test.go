package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/gaps"
)

// planted reads which conversation belongs to which planted gap, and the
// personal data, from samples/expected.yaml.
func planted(t *testing.T) (kinds map[string]string, of map[string]string, personal []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "samples", "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	kinds, of = map[string]string{}, map[string]string{}
	section, key := "", ""
	for line := range strings.Lines(string(data)) {
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "#") || text == "" {
			continue
		}
		if line[0] != ' ' && line[0] != '-' {
			section = strings.TrimSuffix(text, ":")
			continue
		}
		switch section {
		case "gaps":
			if k, ok := strings.CutPrefix(text, "- key: "); ok {
				key = k
			}
			if k, ok := strings.CutPrefix(text, "kind: "); ok {
				kinds[key] = k
			}
		case "conversations":
			id, what, _ := strings.Cut(text, ":")
			if i := strings.Index(what, "gap: "); i >= 0 {
				of[strings.Trim(id, `"' `)] = strings.Trim(what[i+5:], `"'{} `)
			}
		case "personal":
			if v, ok := strings.CutPrefix(text, "- "); ok {
				personal = append(personal, strings.Trim(v, `"'`))
			}
		}
	}
	if len(kinds) == 0 || len(of) == 0 || len(personal) == 0 {
		t.Fatalf("expected.yaml was not understood: %d gaps, %d conversations, %d personal", len(kinds), len(of), len(personal))
	}
	return kinds, of, personal
}

func runDemo(t *testing.T, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(context.Background(), []string{"demo", "--once", "--out", out}, nil, &stdout, &stderr); status != 0 {
		t.Fatalf("demo: status %d\n%s", status, &stderr)
	}
	for _, want := range []string{"index.html", "gap-report", "practice-report"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("demo does not say where %s is: %s", want, &stdout)
		}
	}
}

// TestDemo runs the whole loop, and holds the report to what was planted in the
// sample conversations.
func TestDemo(t *testing.T) {
	out := filepath.Join(t.TempDir(), "demo")
	runDemo(t, out)
	kinds, of, personal := planted(t)

	data, err := os.ReadFile(filepath.Join(out, "gap-report", "gaps.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report gaps.Report
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	a := report.Accounting
	if sum := a.Answered + a.InGaps + a.AccountSpecific + a.NotAQuestion + a.Outbound + a.Ungrouped; sum != a.Conversations {
		t.Errorf("the accounting adds up to %d of %d", sum, a.Conversations)
	}
	found, right := map[string]bool{}, 0
	for _, g := range report.Gaps {
		count := map[string]int{}
		for _, id := range g.Members {
			count[of[id]]++
		}
		main := ""
		for key, n := range count {
			if key != "" && 2*n > len(g.Members) {
				main = key
			}
		}
		t.Logf("%-12s %-9s %2d of %2d  %s", main, g.Kind, count[main], len(g.Members), g.Title)
		if main != "" && string(g.Kind) == kinds[main] {
			right++
			found[main] = true
		}
	}
	precision, recall := float64(right)/float64(len(report.Gaps)), float64(len(found))/float64(len(kinds))
	t.Logf("precision %.2f, recall %.2f", precision, recall)
	if precision < .9 || recall < .9 {
		t.Errorf("precision %.2f and recall %.2f of the planted gaps, want .9", precision, recall)
	}
	noPersonalData(t, out, personal)
}

// noPersonalData looks into every byte of the reports for the personal data of
// the samples.
func noPersonalData(t *testing.T, dir string, personal []string) {
	t.Helper()
	files := 0
	for _, report := range []string{"gap-report", "practice-report"} {
		err := filepath.WalkDir(filepath.Join(dir, report), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(name)
			files++
			for _, p := range personal {
				if bytes.Contains(data, []byte(p)) {
					t.Errorf("%s/%s holds %q", report, filepath.Base(name), p)
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if files < 9 { // five of the gap report, four of the practice report
		t.Errorf("%d files", files)
	}
	if _, err := os.Stat(filepath.Join(dir, "source", "samples")); err == nil {
		t.Error("the demo leaves the unmasked samples behind")
	}
}

// TestDemoIsTheSameTwice compares all that two runs write, but for the index of
// the command line, which Bleve writes as it likes.
func TestDemoIsTheSameTwice(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	runDemo(t, one)
	runDemo(t, two)
	err := filepath.WalkDir(one, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if entry != nil && entry.Name() == ".signpost" {
				return fs.SkipDir
			}
			return err
		}
		rel, err := filepath.Rel(one, name)
		if err != nil {
			return err
		}
		a, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(filepath.Join(two, rel))
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs", rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
