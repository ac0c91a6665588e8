package decisions

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/internal/diag"
)

// written is a book of two gaps, with decisions and with comments wherever people put them.
const written = `# our gaps
version: 1   # never touch
# read until
until: 2026-11-20
weekly: 2026-11-09 40 50
gaps:   # all of them

  # ask Ben
  g-7f3a:  # the voucher
    title: "Can I pay: with a # voucher?"  # as asked
    kind: missing
    first: 2026-11-09
    last: 2026-11-18
    conversations: 12
    weekly: 2026-11-09 5 7
    terms: [gift 10, voucher 7]
    known_conversations: 0f3a9c21 5b77e0d4
    known_questions: 11c09ab7
    # what we said
    decisions:
      # the first
      - do: dismiss  # by mistake
        on: 2026-11-21
        by: Ann
        reason: sale
      - do: undo
        on: 2026-11-22
        by: Ann
        undoes: dismiss
        made_on: 2026-11-21
        made_by: Ann
      # the last

  g-a001:
    title: Where is the logo?
    decisions:
      - {do: assign, on: 2026-11-23, to: Ben}  # in a line
# the end
`

// TestBroken breaks gaps.yaml by hand in the ways that happen. What is a mistake is told
// with its line, and the file is not written over; what is none loses no decision and no
// comment when somebody decides.
func TestBroken(t *testing.T) {
	replace := func(old, new string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				panic("nothing to break: " + old)
			}
			return strings.Replace(s, old, new, 1)
		}
	}
	for _, tt := range []struct {
		name  string
		spoil func(string) string
		line  int // 0 where nothing is broken
	}{
		{"a tab before a key", replace("    kind:", "\tkind:"), 11},
		{"a tab behind a value", replace("kind: missing", "kind: missing\t"), 0},
		{"a gap twice", replace("  g-a001:", "  g-7f3a:"), 34},
		{"a key twice", replace("    last:", "    kind: missing\n    last:"), 13},
		{"decisions twice", func(s string) string { return s + "    decisions: []\n" }, 39},
		{"a number for decisions", replace("    decisions:\n      # the first", "    decisions: 7\n    x:"), 20},
		{"a list for a title", replace("title: Where is the logo?", "title: [a, b]"), 35},
		{"text for a number", replace("conversations: 12", "conversations: many"), 14},
		{"a number below zero", replace("conversations: 12", "conversations: -12"), 14},
		{"a number that is too large", replace("conversations: 12", "conversations: 99999999999999999999"), 14},
		{"a list for gaps", func(s string) string {
			return strings.ReplaceAll(strings.ReplaceAll(s, "  g-7f3a:", "  - g-7f3a:"), "  g-a001:", "  - g-a001:")
		}, 9},
		{"conflict", replace("  g-a001:", "<<<<<<< HEAD\n  g-a001:"), 34},
		{"half a conflict", replace("    title: Where", "=======\n    title: Where"), 35},
		{"the end of a conflict", replace("# the end", ">>>>>>> other"), 38},
		{"cut within a word", func(s string) string { return s[:strings.Index(s, "ssing")] }, 11},
		{"cut within quotes", func(s string) string { return s[:strings.Index(s, "# voucher")] }, 10},
		{"cut within a decision", func(s string) string { return s[:strings.Index(s, "on: 2026-11-22")] }, 26},
		{"cut within a list", func(s string) string { return s[:strings.Index(s, "voucher 7")] }, 16},
		{"a byte order mark", func(s string) string { return "\ufeff" + s }, 0},
		{"lines of Windows", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, 0},
		{"lines of an old Mac", func(s string) string { return strings.ReplaceAll(s, "\n", "\r") }, 0},
		{"no last line end", func(s string) string { return strings.TrimRight(s, "\n") }, 0},
		{"an anchor", replace("title: Where", "title: &a Where"), 35},
		{"an alias", replace("title: Where is the logo?", "title: *a"), 35},
		{"a merge key", replace("    title: Where", "    <<: {kind: missing}\n    title: Where"), 35},
		{"a tag", replace("title: Where is the logo?", "title: !!binary aGVsbG8="), 0},
		{"an unknown key of the file", replace("until:", "untl:"), 4},
		{"an unknown key of a gap", replace("    title: Where", "    owner: Ben\n    title: Where"), 35},
		{"an unknown key of a decision", replace("        reason: sale", "        because: sale"), 25},
		{"not UTF-8", replace("Where", "Wh\xe9re"), 35},
		{"UTF-16", func(s string) string { return "\xff\xfe" + strings.Join(strings.Split(s, ""), "\x00") + "\x00" }, 1},
		{"a NUL byte", replace("Where", "Wh\x00ere"), 35},
		{"a control character", replace("Where", "Wh\x1b[31mere"), 35},
		{"huge", func(s string) string { return s + strings.Repeat("# nothing\n", maxSize/10) }, 1},
		{"deep", replace("title: Where is the logo?", "title: "+strings.Repeat("[", 200)+strings.Repeat("]", 200)), 35},
		{"a second document", func(s string) string { return s + "---\ngaps: {}\n" }, 39},
		{"an id that is none", replace("  g-a001:", "  g_a001:"), 34},
		{"a day that is none", replace("until: 2026-11-20", "until: 20.11.2026"), 4},
		{"a day there never was", replace("on: 2026-11-23", "on: 2026-11-31"), 37},
		{"weeks that begin on a Tuesday", replace("weekly: 2026-11-09 5 7", "weekly: 2026-11-10 5 7"), 15},
		{"a deed that is none", replace("do: assign", "do: asign"), 37},
		{"a decision without its day", replace("on: 2026-11-23, ", ""), 37},
		{"a decision without its deed", replace("do: assign, ", ""), 37},
		{"an empty decision", replace("      # the last", "      -"), 32},
		{"merged into nothing", replace("do: assign, on: 2026-11-23, to: Ben", "do: merge, on: 2026-11-23, into: g-zzzz"), 37},
		{"indented otherwise", func(s string) string { return strings.ReplaceAll(s, "\n  ", "\n    ") }, 0},
		{"line ends of other systems", func(s string) string { return strings.Replace(s, "# ask Ben\n", "# ask Ben\u2028  # and Cem\u0085", 1) }, 0},
		{"a count below zero", replace("reason: sale", "had: -1"), 25},
		{"a gap without anything", replace("  # ask Ben", "  g-0001:\n  # ask Ben"), 0},
		{"a key without a value", replace("kind: missing", "kind:"), 0},
		{"a quoted id", replace("  g-a001:", "  \"g-a001\":"), 0},
		{"gaps in another order", func(s string) string {
			i, j, k := strings.Index(s, "\n  # ask Ben"), strings.Index(s, "\n  g-a001"), strings.Index(s, "# the end")
			return s[:i] + s[j:k] + s[i:j] + s[k:]
		}, 0},
		{"on one line", func(string) string {
			return "{version: 1, gaps: {g-7f3a: {title: A, decisions: [{do: dismiss, on: 2026-11-21, by: Ann, reason: sale}, {do: undo, on: 2026-11-22, by: Ann}]}, g-a001: {decisions: [{do: assign, on: 2026-11-23, to: Ben}]}}}\n"
		}, 0},
		{"a folded reason", replace("reason: sale", "reason: >-\n          sale\n          # of last year"), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			name := filepath.Join(dir, FileName)
			text := tt.spoil(written)
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			b, ds, err := Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, d := range ds {
				if d.Severity == diag.Error {
					lines = append(lines, fmt.Sprint(d.Line))
				}
			}
			if tt.line > 0 != (len(lines) > 0) || tt.line > 0 && lines[0] != fmt.Sprint(tt.line) {
				t.Fatalf("lines %v, want %d: %v", lines, tt.line, ds)
			}
			if tt.line > 0 {
				if err := b.Save(dir); !errors.Is(err, ErrBroken) {
					t.Errorf("saved over: %v", err)
				}
				if now, err := os.ReadFile(name); err != nil || string(now) != text {
					t.Errorf("the file is another: %v", err)
				}
				return
			}
			if err := errors.Join(b.Snooze("g-a001", ann, "2026-12-24", "later"), b.Save(dir)); err != nil {
				t.Fatal(err)
			}
			now, ds, err := Load(dir)
			data := string(now.read)
			if err != nil || diag.HasErrors(ds) {
				t.Fatalf("%v %v\n%s", err, ds, data)
			}
			if v, l := now.Find("g-7f3a"), now.Find("g-a001"); len(v.Decisions) != 2 || len(l.Decisions) != 2 || v.State().Status != Open || l.State().Assignee != "Ben" || l.State().Status != Snoozed {
				t.Errorf("%+v %+v\n%s", v, l, data)
			}
			for _, note := range []string{"# our gaps", "# never touch", "# read until", "# all of them", "# ask Ben", "# the voucher", "# as asked", "# what we said", "# the first", "# by mistake", "# the last", "# in a line", "# the end", "# and Cem"} {
				if strings.Count(data, note) != min(1, strings.Count(text, note)) {
					t.Errorf("%s stands there %d times:\n%s", note, strings.Count(data, note), data)
				}
			}
		})
	}
}
