package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"signpost/internal/report"
	"signpost/internal/whole"
)

// A reportKind is one of the reports that are folders of files.
type reportKind struct {
	// mark is the file by which the folder of such a report is known, and key a
	// key that it has; the mark is written before the others.
	mark, key, name string
	// command makes one, in folder unless the user names another.
	command, folder string
}

var (
	gapReport      = reportKind{"gaps.json", "accounting", "gap report", "gaps", "gap-report"}
	practiceReport = reportKind{"practice.json", "metrics", "practice report", "practice", "practice-report"}
)

// usableReport refuses a folder for a report that holds something else: what
// lies there is replaced only when it is a report of that kind.
func usableReport(out string, kind reportKind) error {
	entries, err := os.ReadDir(out)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return fmt.Errorf("look at %s: %w", out, err)
	}
	var keys map[string]json.RawMessage
	data, err := os.ReadFile(filepath.Join(out, kind.mark))
	if err == nil && json.Unmarshal(data, &keys) == nil && keys[kind.key] != nil {
		return nil
	}
	return fmt.Errorf("%s holds %s, and no %s; choose another folder with --out", out, entries[0].Name(), kind.name)
}

// writeReport writes the files of a report into a folder, each whole or not at
// all.
func writeReport(files []report.File, out string, kind reportKind) error {
	slices.SortStableFunc(files, func(a, b report.File) int {
		switch kind.mark {
		case a.Path:
			return -1
		case b.Path:
			return 1
		}
		return 0
	})
	// A report holds customers' words: who passes it on decides who reads it.
	if err := os.MkdirAll(out, 0o700); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	for _, f := range files {
		name := filepath.Join(out, filepath.FromSlash(f.Path))
		if err := whole.Bytes(name, 0o600, f.Data); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
	}
	return nil
}

// printReport prints a report as it stands in its folder.
func (a *app) printReport(r interface{ JSON() ([]byte, error) }) error {
	data, err := r.JSON()
	if err != nil {
		return err
	}
	if _, err := a.stdout.Write(data); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
