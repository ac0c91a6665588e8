package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"signpost/gaps"
)

// pick WORD gaps.json VAR sets VAR to the id of the gap one of whose questions holds
// the word.
func pickGap(ts *testscript.TestScript, _ bool, args []string) {
	var r gaps.Report
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &r))
	for _, g := range r.Gaps {
		if strings.Contains(strings.ToLower(strings.Join(g.Questions, " ")), args[0]) {
			ts.Setenv(args[2], g.ID)
			return
		}
	}
	ts.Fatalf("no gap of %s is about %s", args[1], args[0])
}

// draft-of ID DIR VAR sets VAR to the file below DIR whose front matter names the gap.
func draftOf(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[1]), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if strings.Contains(string(data), "\ngap: "+args[0]+"\n") {
			ts.Setenv(args[2], name)
		}
		return err
	}))
	if ts.Getenv(args[2]) == "" {
		ts.Fatalf("no file below %s is about %s", args[1], args[0])
	}
}

// nothing-of ID DIR fails when a file below DIR names the gap, or was left unfinished.
func nothingOf(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[1]), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if strings.Contains(string(data), args[0]) || strings.HasSuffix(name, ".new") {
			ts.Fatalf("%s is left", name)
		}
		return err
	}))
}

// days EXPORT FROM TO FILE writes those lines of a CSV export to a file that are of the days
// from FROM to TO.
func linesOfDays(ts *testscript.TestScript, _ bool, args []string) {
	var out strings.Builder
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		cells := strings.SplitN(line, ",", 5)
		if day, _, dated := strings.Cut(cells[3], "T"); !dated || day >= args[1] && day <= args[2] {
			out.WriteString(line)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), []byte(out.String()), 0o644))
}

// long-title VAR sets VAR to a title that is too long.
func longTitle(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], strings.Repeat("x", 300))
}

// publish FILE takes draft: true out of an article and says since when.
func publishDraft(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(args[0], []byte(strings.Replace(text, "\ndraft: true\n", "\npublish_at: 2026-10-05\n", 1)), 0o644))
}

// mistype FILE ID adds a letter to the gap that an article names.
func mistypeGap(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(args[0], []byte(strings.Replace(text, "\ngap: "+args[1]+"\n", "\ngap: "+args[1]+"x\n", 1)), 0o644))
}

// append FILE LINE adds a line.
func appendLine(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(ts.ReadFile(args[0])+args[1]+"\n"), 0o644))
}

// strip FILE BEFORE takes out of a file the lines that BEFORE does not have, and of
// the others what was added before a closing bracket.
func stripWords(ts *testscript.TestScript, _ bool, args []string) {
	before := strings.SplitAfter(ts.ReadFile(args[1]), "\n")
	var kept []string
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if len(kept) < len(before) {
			want := before[len(kept)]
			if head := strings.TrimRight(want, "]\n"); line == want || strings.HasSuffix(want, "]\n") && strings.HasPrefix(line, head) {
				kept = append(kept, want)
			}
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(kept, "")), 0o644))
}
