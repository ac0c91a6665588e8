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
	p, personal := samplePlants(t)

	data, err := os.ReadFile(filepath.Join(out, "gap-report", "gaps.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report gaps.Report
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	p.check(t, report)
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
