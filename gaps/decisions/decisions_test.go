package decisions

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"signpost/internal/diag"
	"signpost/internal/frugal"
)

var ann = Stamp{By: "Ann", On: "2026-11-25"}

var onlyData = cmpopts.IgnoreUnexported(Book{})

// shown is a book of three gaps, as a run leaves it.
func shown() *Book {
	b := New()
	b.Observe(Run{Until: "2026-11-20", Weekly: Weekly{"2026-11-09": 40, "2026-11-16": 50}, Gaps: []Sighting{
		{ID: "g-7f3a", Title: "Can I pay with a voucher?", Kind: "missing", First: "2026-11-09", Last: "2026-11-18", Conversations: 12, Weekly: Weekly{"2026-11-09": 5, "2026-11-16": 7}, Terms: []Term{{"gift", 10}, {"voucher", 7}, {"app", 0}}, ConversationMarks: []string{"0f3a9c21"}, QuestionMarks: []string{"11c09ab7"}, Shown: true},
		{ID: "g-a001", Title: "Where: is the \"logo\"?", Kind: "not_found", First: "2026-11-10", Last: "2026-11-17", Conversations: 4, Weekly: Weekly{"2026-11-09": 4}, Shown: true},
		{ID: "g-b2c3", Title: "null", Kind: "missing", Last: "2026-11-17", Conversations: 3, Weekly: Weekly{"2026-11-16": 3}, Shown: true},
	}})
	return b
}

func read(t *testing.T, data []byte) *Book {
	t.Helper()
	b, ds := Parse("gaps.yaml", data)
	if len(ds) > 0 {
		t.Fatalf("%v\n%s", ds, data)
	}
	return b
}

func TestRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	texts := []string{"plain", "it's: odd # no comment", "- list", `say "no"`, "null", "ünïcode 漢字", "a\\b", "{x}", "12", "trailing,", "2026-01-01"}
	text := func() string { return texts[rng.IntN(len(texts))] }
	for range 300 {
		b := shown()
		for range rng.IntN(12) {
			id := b.Entries[rng.IntN(len(b.Entries))].ID
			other := b.Entries[rng.IntN(len(b.Entries))].ID
			switch rng.IntN(8) {
			case 0:
				_ = b.Accept(id, ann, "content/a.md")
			case 1:
				_ = b.Dismiss(id, ann, text())
			case 2:
				_ = b.Snooze(id, ann, "2026-12-24", text())
			case 3:
				_ = b.Assign(id, Stamp{On: ann.On, By: text()}, text())
			case 4:
				_ = b.Merge(id, ann, other)
			case 5:
				_, _ = b.Split(id, ann, Part{Words: []string{text()}, Title: text()}, nil)
			case 6:
				_ = b.Rename(id, ann, text())
			case 7:
				_, _ = b.Undo(id, ann)
			}
		}
		data := b.Bytes()
		got := read(t, data)
		if d := cmp.Diff(b, got, onlyData, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("%s\n%s", d, data)
		}
		if again := got.Bytes(); string(again) != string(data) {
			t.Fatalf("written again, other bytes:\n%s", cmp.Diff(string(data), string(again)))
		}
		if d := cmp.Diff(b, Join(b, got), onlyData, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("joined with itself, another book:\n%s", d)
		}
	}
}

func TestStanding(t *testing.T) {
	tests := []struct {
		name  string
		do    func(b *Book) error
		today string
		n     int
		want  Status
		note  string
	}{
		{"open", func(*Book) error { return nil }, "2026-11-25", 12, Open, ""},
		{"dismissed", func(b *Book) error { return b.Dismiss("g-7f3a", ann, "sale only") }, "2026-11-25", 23, Dismissed, ""},
		{"doubled", func(b *Book) error { return b.Dismiss("g-7f3a", ann, "sale only") }, "2026-11-25", 27, Open, "Dismissed on 25 Nov 2026 with 12 conversations, now 27: “sale only”."},
		{"snoozed", func(b *Book) error { return b.Snooze("g-7f3a", ann, "2026-12-24", "") }, "2026-12-23", 12, Snoozed, ""},
		{"woken", func(b *Book) error { return b.Snooze("g-7f3a", ann, "2026-12-24", "after the move") }, "2026-12-24", 12, Open, "Snoozed on 25 Nov 2026 until 24 Dec 2026: “after the move”."},
		{"undone", func(b *Book) error {
			err := b.Dismiss("g-7f3a", ann, "x")
			_, more := b.Undo("g-7f3a", ann)
			return errors.Join(err, more)
		}, "2026-11-25", 12, Open, ""},
	}
	for _, tt := range tests {
		b := shown()
		if err := tt.do(b); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if s := b.Find("g-7f3a").Standing(tt.today, tt.n); s.Status != tt.want || s.Note != tt.note {
			t.Errorf("%s: %s %q, want %s %q", tt.name, s.Status, s.Note, tt.want, tt.note)
		}
	}
}

func TestDecisionsThatMakeNoSense(t *testing.T) {
	tests := []struct {
		name string
		do   func(b *Book) error
		want string
	}{
		{"unknown", func(b *Book) error { return b.Accept("g-7f3b", ann, "") }, "no gap is called g-7f3b; did you mean g-7f3a?"},
		{"itself", func(b *Book) error { return b.Merge("g-7f3a", ann, "g-7f3a") }, "merge g-7f3a into g-7f3a: they are the same gap"},
		{"circle", func(b *Book) error {
			return errors.Join(b.Merge("g-7f3a", ann, "g-a001"), b.Merge("g-a001", ann, "g-7f3a"))
		}, "merge g-a001 into g-7f3a: they are the same gap"},
		{"no reason", func(b *Book) error { return b.Dismiss("g-7f3a", ann, " ") }, "dismiss g-7f3a: say why, with a reason that will still make sense in a year"},
		{"past", func(b *Book) error { return b.Snooze("g-7f3a", ann, "2026-11-25", "") }, "snooze g-7f3a: 2026-11-25 is not ahead"},
		{"no day", func(b *Book) error { return b.Snooze("g-7f3a", ann, "soon", "") }, `snooze g-7f3a: "soon" is no day; write it as 2026-12-31`},
		{"all of it", func(b *Book) error {
			_, err := b.Split("g-7f3a", ann, Part{Conversations: []string{"1", "2"}}, []string{"1", "2"})
			return err
		}, "split g-7f3a: that is all of it; rename it instead"},
		{"none of it", func(b *Book) error {
			_, err := b.Split("g-7f3a", ann, Part{Conversations: []string{"9"}}, []string{"1", "2"})
			return err
		}, "split g-7f3a: conversation 9 is none of its"},
		{"nothing to undo", func(b *Book) error { _, err := b.Undo("g-7f3a", ann); return err }, "undo g-7f3a: nothing was decided about it"},
		{"twice", func(b *Book) error {
			return errors.Join(b.Dismiss("g-7f3a", ann, "x"), b.Dismiss("g-7f3a", Stamp{On: "2026-11-26"}, "x"))
		}, "nothing new"},
	}
	for _, tt := range tests {
		if err := tt.do(shown()); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestBrokenByHand(t *testing.T) {
	whole := string(shown().Bytes())
	for _, tt := range []struct{ name, old, new, want string }{
		{"key", "    kind: missing\n    first", "    knd: missing\n    first", `gaps.yaml:10: unknown key "gaps.g-7f3a.knd"; did you mean "kind"?`},
		{"day", "last: 2026-11-18", "last: 18.11.", `gaps.yaml:12: "18.11." is no day; write it as 2026-12-31`},
		{"counts", "weekly: 2026-11-09 5 7", "weekly: 2026-11-10 5 7", "gaps.yaml:14: the counts by week cannot be read: it does not begin with a Monday, or has more than 104 weeks; remove the line; the next report counts anew"},
		{"kind", "    kind: missing\n    first", "    kind: mising\n    first", `gaps.yaml:10: "mising" is no kind of gap; it is one of missing, not_found, outdated, disagreement`},
		{"conflict", "  g-a001:", "<<<<<<< HEAD\n  g-a001:", "gaps.yaml:19: two versions of the file stand here, which git did not join; signpost gaps mend keeps the decisions of both"},
		{"deed", "    kind: not_found", "    decisions: [{do: dismis, on: 2026-11-25}]\n    kind: not_found", `gaps.yaml:21: nothing is done by "dismis"; did you mean "dismiss"?`},
		{"into itself", "    kind: not_found", "    decisions: [{do: merge, into: g-a001, on: 2026-11-25}]\n    kind: not_found", `gaps.yaml:21: g-a001 is merged into itself; name the other gap, or remove the decision`},
		{"yaml", "title: Can", "title: \"Can", "gaps.yaml:"},
	} {
		broken := strings.Replace(whole, tt.old, tt.new, 1)
		if broken == whole {
			t.Fatalf("%s: nothing to break in\n%s", tt.name, whole)
		}
		b, ds := Parse("gaps.yaml", []byte(broken))
		if len(ds) == 0 || !strings.HasPrefix(ds[0].String(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, ds, tt.want)
		}
		dir := t.TempDir()
		name := filepath.Join(dir, FileName)
		if err := os.WriteFile(name, []byte(broken), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := b.Save(dir); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: saved over: %v", tt.name, err)
		}
		if data, _ := os.ReadFile(name); string(data) != broken {
			t.Errorf("%s: the file was changed", tt.name)
		}
	}
}

// TestEmptied: a file that was emptied is told, as all that was decided is gone; it can be
// written again.
func TestEmptied(t *testing.T) {
	for text, want := range map[string]bool{"": true, " \n\n": true, string(New().Bytes()): false} {
		if _, ds := Parse("gaps.yaml", []byte(text)); diag.HasErrors(ds) || (len(ds) == 1) != want {
			t.Errorf("%q: %v", text, ds)
		}
	}
}

func TestCommentsStay(t *testing.T) {
	text := string(shown().Bytes())
	text = strings.Replace(text, "  g-a001:", "  # ask Ben before the relaunch\n  g-a001:", 1)
	text = strings.Replace(text, "    kind: not_found", "    # really?\n    kind: not_found  # says the report", 1)
	b := read(t, []byte(text))
	if err := b.Dismiss("g-a001", ann, "logo is gone"); err != nil {
		t.Fatal(err)
	}
	got := string(b.Bytes())
	for _, want := range []string{"\n  # ask Ben before the relaunch\n  g-a001:\n", "    # really?\n    kind: not_found  # says the report\n", "reason: logo is gone"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is gone:\n%s", want, got)
		}
	}
	if again := string(read(t, []byte(got)).Bytes()); again != got {
		t.Errorf("written again:\n%s", cmp.Diff(got, again))
	}
}

func TestChangedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	if err := shown().Save(dir); err != nil {
		t.Fatal(err)
	}
	one, _, _ := Load(dir)
	two, _, _ := Load(dir)
	if err := errors.Join(one.Accept("g-7f3a", ann, "a.md"), one.Save(dir), two.Accept("g-a001", ann, "b.md")); err != nil {
		t.Fatal(err)
	}
	if err := two.Save(dir); err == nil || !strings.Contains(err.Error(), "was changed meanwhile") {
		t.Errorf("saved over: %v", err)
	}
}

// git runs git in a folder, and reports whether it succeeded.
func git(t *testing.T, dir string, args ...string) (string, bool) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "init.defaultBranch=main"}, args...)...)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// branches makes a repository in which two people decided at once.
func branches(t *testing.T, mine, theirs func(b *Book) error) (dir string, clean bool) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not here")
	}
	dir = t.TempDir()
	must := func(args ...string) {
		if out, ok := git(t, dir, args...); !ok {
			t.Fatalf("git %v: %s", args, out)
		}
	}
	save := func(f func(b *Book) error) {
		b, _, err := Load(dir)
		if err = errors.Join(err, f(b), b.Save(dir)); err != nil {
			t.Fatal(err)
		}
		must("add", ".")
		must("commit", "-q", "-m", "decide")
	}
	must("init", "-q")
	if err := shown().Save(dir); err != nil {
		t.Fatal(err)
	}
	must("add", ".")
	must("commit", "-q", "-m", "report")
	must("checkout", "-q", "-b", "other")
	save(theirs)
	must("checkout", "-q", "main")
	save(mine)
	_, clean = git(t, dir, "merge", "-q", "other", "-m", "join")
	return dir, clean
}

func TestTwoPeopleInGit(t *testing.T) {
	all := []string{"g-7f3a", "g-a001", "g-b2c3"}
	for _, x := range all {
		for _, y := range all {
			if x == y {
				continue
			}
			dir, clean := branches(t, func(b *Book) error { return b.Dismiss(x, ann, "no") }, func(b *Book) error { return b.Snooze(y, ann, "2026-12-24", "") })
			b, ds, err := Load(dir)
			if !clean || err != nil || len(ds) > 0 {
				t.Fatalf("%s and %s: clean %v, %v %v", x, y, clean, ds, err)
			}
			if b.Find(x).State().Status != Dismissed || b.Find(y).State().Status != Snoozed {
				t.Errorf("%s and %s: %+v", x, y, b.Entries)
			}
		}
	}
}

func TestMend(t *testing.T) {
	dir, clean := branches(t, func(b *Book) error { return b.Dismiss("g-a001", ann, "no") }, func(b *Book) error { return b.Assign("g-a001", Stamp{By: "Ben", On: "2026-11-26"}, "Cem") })
	if clean {
		t.Fatal("two decisions about one gap: no conflict")
	}
	b, ds, err := Load(dir)
	if err != nil || !diag.HasErrors(ds) || ds[0].Code != "merge-conflict" {
		t.Fatalf("%v %v", ds, err)
	}
	if err := b.Save(dir); err == nil {
		t.Error("a file with a conflict was written over")
	}
	if ds, err := Mend(dir); err != nil || len(ds) > 0 {
		t.Fatalf("%v %v", ds, err)
	}
	b, ds, err = Load(dir)
	if err != nil || len(ds) > 0 {
		t.Fatalf("%v %v", ds, err)
	}
	if s := b.Find("g-a001").State(); s.Status != Dismissed || s.Assignee != "Cem" {
		t.Errorf("%+v", s)
	}
	if _, err := Mend(dir); !errors.Is(err, ErrNothingNew) {
		t.Errorf("mended twice: %v", err)
	}
}

// TestTextsAreNoComments holds that what stands in a text of several lines is no
// comment, and stays one reason.
func TestTextsAreNoComments(t *testing.T) {
	b := read(t, []byte("gaps:\n  g-1:\n    title: A\n    decisions:\n      - do: dismiss\n        on: 2026-11-25\n        reason: |\n          one\n          # not a comment\n\n          two\n      # a comment\n      - do: undo\n        on: 2026-11-26\n"))
	got := string(b.Bytes())
	if strings.Count(got, "# not a comment") != 1 || !strings.Contains(got, `reason: "one # not a comment two"`) || !strings.Contains(got, "      # a comment\n      - do: undo") {
		t.Error(got)
	}
}

func TestTooLong(t *testing.T) {
	long := strings.Repeat("ä", 501)
	b := shown()
	before := string(b.Bytes())
	for want, err := range map[string]error{
		"rename g-7f3a: the title has 501 characters; 200 are the most":   b.Rename("g-7f3a", ann, long),
		"assign g-7f3a: the name has 501 characters; 80 are the most":     b.Assign("g-7f3a", ann, long),
		"dismiss g-7f3a: the reason has 501 characters; 500 are the most": b.Dismiss("g-7f3a", ann, long),
		"snooze g-7f3a: the note has 501 characters; 500 are the most":    b.Snooze("g-7f3a", ann, "2026-12-24", long),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := b.Split("g-7f3a", ann, Part{Words: []string{"x"}, Title: long}, nil); err == nil {
		t.Error("a title of a split has no bounds")
	}
	if got := string(b.Bytes()); got != before {
		t.Error(cmp.Diff(before, got))
	}
}

func TestObserve(t *testing.T) {
	b := shown()
	before := b.Find("g-7f3a").Weekly.clone()
	// An older and thinner export changes nothing of what is known.
	b.Observe(Run{Until: "2026-11-12", Weekly: Weekly{"2026-11-09": 10}, Gaps: []Sighting{{ID: "g-7f3a", Title: "Other", Conversations: 1, Weekly: Weekly{"2026-11-09": 1}}}})
	if e := b.Find("g-7f3a"); !cmp.Equal(e.Weekly, before) || e.Title != "Can I pay with a voucher?" || b.Until != "2026-11-20" {
		t.Errorf("%+v", e)
	}
	// A fuller one counts anew, for all gaps.
	b.Observe(Run{Until: "2026-11-20", Weekly: Weekly{"2026-11-16": 60}, Gaps: []Sighting{{ID: "g-7f3a", Weekly: Weekly{"2026-11-16": 9}, Conversations: 9, Absorbed: []string{"g-b2c3"}}}})
	if e := b.Find("g-b2c3"); e == nil || e.ID != "g-7f3a" || e.Weekly["2026-11-16"] != 9 || e.Weekly["2026-11-09"] != 5 {
		t.Errorf("%+v", e)
	}
	forgotten, lapsed := b.Expire(26, none)
	if len(forgotten)+len(lapsed) != 0 {
		t.Errorf("expired: %v %v", forgotten, lapsed)
	}
	if err := b.Dismiss("g-7f3a", ann, "x"); err != nil {
		t.Fatal(err)
	}
	b.Until = "2027-11-20"
	forgotten, lapsed = b.Expire(26, none)
	if len(forgotten) != 1 || len(lapsed) != 1 || b.Find("g-7f3a").Standing("2027-11-20", 1).Status != Open {
		t.Errorf("expired: %v %v", forgotten, lapsed)
	}
}

// TestObserveKeepsWhatWasBefore: what was asked before an article was published changes with
// a fuller reading only, not with another grouping of the same conversations.
func TestObserveKeepsWhatWasBefore(t *testing.T) {
	run := func(week, all, n int) Run {
		monday := AddDays("2026-08-03", 7*week)
		return Run{From: "2026-08-03", Until: "2026-08-16", Weekly: Weekly{monday: all}, Gaps: []Sighting{{
			ID: "g-1", Title: "Vouchers?", Shown: true, Conversations: n, Weekly: Weekly{monday: n}, ConversationMarks: []string{"0f3a9c21"},
		}}}
	}
	b := New()
	b.Observe(run(0, 20, 9))
	b.Observe(run(1, 20, 9))
	b.Record("g-1", Decision{Do: Publish, On: "2026-08-10", Article: "/vouchers/"})
	b.Observe(run(0, 20, 4))
	b.Observe(run(1, 20, 4))
	if w := b.Find("g-1").Weekly; w["2026-08-03"] != 9 || w["2026-08-10"] != 4 {
		t.Errorf("grouped otherwise: %v", w)
	}
	b.Observe(run(0, 30, 11))
	if w := b.Find("g-1").Weekly; w["2026-08-03"] != 11 {
		t.Errorf("read more fully: %v", w)
	}
}

// FuzzParse holds that no file ends the program, and that what was read without
// mistakes is read the same when it was written.
func FuzzParse(f *testing.F) {
	f.Add(string(shown().Bytes()))
	f.Add("gaps:\n  g-1: {decisions: [{do: merge, into: g-1}]}\n")
	f.Add("<<<<<<< a\n=======\n>>>>>>> b\n")
	f.Fuzz(frugal.One(func(t *testing.T, text string) {
		b, ds := Parse("gaps.yaml", []byte(text))
		if len(ds) > 0 {
			return
		}
		_, again := Parse("gaps.yaml", b.Bytes())
		if len(again) > 0 {
			t.Errorf("%v\n%s", again, b.Bytes())
		}
		for _, e := range b.Entries {
			if _, err := b.Resolve(e.ID); err != nil {
				t.Error(err)
			}
		}
		Join(b, b).Bytes()
	}))
}

// TestDismissedAndJoinedByTheData: what joins a dismissed gap is no growth, and of two that
// were dismissed both count; one that was open comes to light again where it is as large.
func TestDismissedAndJoinedByTheData(t *testing.T) {
	const week, next = "2026-11-09", "2026-11-16"
	for name, c := range map[string]struct {
		// open is whether the other gap was never decided about, other and before what it
		// had in the week of the last report and long ago, now what both have together.
		open               bool
		other, before, now int
		want               Status
	}{
		"both dismissed":               {false, 10, 0, 22, Dismissed},
		"both dismissed, nearly twice": {false, 10, 0, 43, Dismissed},
		"both dismissed, doubled":      {false, 10, 0, 44, Open},
		"a smaller open one":           {true, 4, 0, 16, Dismissed},
		"an old open one":              {true, 4, 90, 16, Dismissed},
		"a larger open one":            {true, 40, 0, 52, Open},
	} {
		t.Run(name, func(t *testing.T) {
			b := New()
			both := []Sighting{
				{ID: "g-aaaa", First: "2026-01-05", Last: week, Conversations: 12, Weekly: Weekly{week: 12}, Shown: true},
				{ID: "g-bbbb", First: "2026-02-02", Last: week, Conversations: c.other, Weekly: Weekly{week: c.other}, Shown: true},
			}
			old := Sighting{ID: "g-bbbb", First: "2026-02-02", Conversations: c.before, Weekly: Weekly{"2026-02-02": c.before}, Shown: true}
			b.Observe(Run{Until: "2026-02-08", Weekly: Weekly{"2026-02-02": 100}, Gaps: []Sighting{old}})
			b.Observe(Run{Until: "2026-11-15", Weekly: Weekly{week: 100}, Gaps: both})
			if err := b.Dismiss("g-aaaa", ann, "no"); err != nil {
				t.Fatal(err)
			}
			if !c.open {
				if err := b.Dismiss("g-bbbb", ann, "nor that"); err != nil {
					t.Fatal(err)
				}
			}
			one := Sighting{
				ID: "g-aaaa", First: "2026-01-05", Last: next, Conversations: c.now, Absorbed: []string{"g-bbbb"}, Shown: true,
				Weekly: Weekly{week: 12 + c.other, next: c.now - 12 - c.other},
			}
			for range 2 { // a second report of the same data changes nothing
				b.Observe(Run{Until: "2026-11-22", Weekly: Weekly{week: 100, next: 100}, Gaps: []Sighting{one}})
				b = read(t, b.Bytes())
				if s := b.Find("g-aaaa").Standing("2026-11-25", c.now); s.Status != c.want {
					t.Errorf("%d of %d: %s, want %s: %s", c.now, s.Had, s.Status, c.want, s.Note)
				}
			}
		})
	}
}

// TestPartOfTheData: a report of a part of the data, in which a gap is in other company or two
// are one, changes nothing of what they are known by and had; one of other data adds to it.
func TestPartOfTheData(t *testing.T) {
	marks := func(n ...uint32) []string { return Marks(n) }
	unread := func(n ...uint32) map[string]bool {
		out := map[string]bool{}
		for _, m := range marks(n...) {
			out[m] = true
		}
		return out
	}
	weeks := Weekly{"2026-11-02": 20, "2026-11-09": 20}
	b := New()
	b.Observe(Run{From: "2026-11-02", Until: "2026-11-14", Weekly: weeks, Gaps: []Sighting{
		{ID: "g-aaaa", First: "2026-11-02", Last: "2026-11-10", Conversations: 4, Weekly: Weekly{"2026-11-02": 3, "2026-11-09": 1}, ConversationMarks: marks(1, 2, 3, 4), QuestionMarks: marks(11, 12), Shown: true},
		{ID: "g-bbbb", First: "2026-11-03", Last: "2026-11-12", Conversations: 5, Weekly: Weekly{"2026-11-02": 1, "2026-11-09": 4}, ConversationMarks: marks(5, 6, 7, 8, 9), Shown: true},
	}})
	if err := b.Dismiss("g-aaaa", ann, "no"); err != nil {
		t.Fatal(err)
	}
	before := b.Clone()
	part := Run{From: "2026-11-09", Until: "2026-11-14", Weekly: Weekly{"2026-11-09": 20}, Unread: unread(1, 2, 3, 5), Gaps: []Sighting{
		{ID: "g-aaaa", First: "2026-11-09", Last: "2026-11-10", Conversations: 6, Weekly: Weekly{"2026-11-09": 6}, ConversationMarks: marks(4, 6, 7, 8, 9, 10), Absorbed: []string{"g-bbbb"}, Shown: true},
	}}
	b.Observe(part)
	if d := cmp.Diff(string(before.Bytes()), string(b.Bytes())); d != "" {
		t.Errorf("a part:\n%s", d)
	}
	b.Observe(Run{From: "2026-11-16", Until: "2026-11-20", Weekly: Weekly{"2026-11-16": 20}, Unread: unread(1, 2, 3, 4, 5, 6, 7, 8, 9), Gaps: []Sighting{
		{ID: "g-aaaa", First: "2026-11-16", Last: "2026-11-18", Conversations: 2, Weekly: Weekly{"2026-11-16": 2}, ConversationMarks: marks(20, 21), QuestionMarks: marks(12, 13), Shown: true},
	}})
	if e := b.Find("g-aaaa"); !cmp.Equal(e.ConversationMarks, marks(1, 2, 3, 4, 20, 21)) || !cmp.Equal(e.QuestionMarks, marks(12, 13)) || e.Weekly.Sum() != 6 {
		t.Errorf("other data: %+v", e)
	}
	// All of it once more: what the gap is now holds.
	b.Observe(Run{From: "2026-11-02", Until: "2026-11-20", Weekly: weeks, Gaps: []Sighting{
		{ID: "g-aaaa", First: "2026-11-02", Last: "2026-11-18", Conversations: 3, ConversationMarks: marks(1, 2, 20), Shown: true},
	}})
	if e := b.Find("g-aaaa"); !cmp.Equal(e.ConversationMarks, marks(1, 2, 20)) || e.Conversations != 3 {
		t.Errorf("all data: %+v", e)
	}
}

// none is shown.
func none(string) bool { return false }

// TestTrimAfter: days that cannot be leave no trace in a book, and what Signpost took down by
// them neither; what people decided stays.
func TestTrimAfter(t *testing.T) {
	text := `version: 1
until: 2055-12-25
weekly: 2026-11-16 3 4
gaps:

  g-1:
    title: A question
    first: 2026-09-01
    last: 2055-12-25
    weekly: 2055-12-20 1
    expired: 2055-12-25
    decisions:
      - do: accept
        on: 2026-11-20
        article: content/a.md
      - do: close
        on: 2055-12-25
        reason: asked never in 4 weeks

  g-2:
    title: Another
    first: 2026-09-01
    last: 2026-11-18
    weekly: 2026-11-16 3
`
	b, ds := Parse("gaps.yaml", []byte(text))
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	whole := b.Clone()
	if !b.TrimAfter("2026-11-27") || b.TrimAfter("2026-11-27") || whole.TrimAfter("2055-12-25") {
		t.Error("trimmed twice, or what is not too late")
	}
	if b.Until != "2026-11-18" || strings.Contains(strings.TrimPrefix(string(b.Bytes()), text), "2055") || b.Find("g-1").State().Status != Accepted {
		t.Errorf("%s", b.Bytes())
	}
}

// TestWeeksAtTheEndOfTime: counts of weeks behind which no day can be written end.
func TestWeeksAtTheEndOfTime(t *testing.T) {
	w := Weekly{"9999-12-27": 1, "2026-11-16": 2}
	if text := w.String(); len(strings.Fields(text)) > keptWeeks+1 {
		t.Errorf("%d weeks", len(strings.Fields(text)))
	}
}

// TestSaveIsRead: whatever is decided with characters that no text holds, the file can be read
// again; and what could not be read is not written.
func TestSaveIsRead(t *testing.T) {
	const odd = "not\x1b[31m\x01 o\x7furs\u0085 \xff now\r\n"
	site, by := t.TempDir(), Stamp{By: odd, On: "2026-11-25"}
	b := New()
	b.Observe(Run{Until: "2026-11-20", Gaps: []Sighting{{ID: "g-1", Title: odd, Shown: true, First: "2026-11-20", Last: "2026-11-20"}, {ID: "g-2", Title: "Another", Shown: true}}})
	split, err := b.Split("g-1", by, Part{Words: []string{odd}, Title: odd}, nil)
	for _, err := range []error{
		err, b.Rename("g-1", by, odd), b.Assign("g-1", by, odd), b.Snooze("g-1", by, "2026-12-31", odd), b.Dismiss("g-2", by, odd),
		b.Correct("g-1", by, "content/a.md", odd, odd), b.Save(site),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	read, ds, err := Load(site)
	if err != nil || len(ds) > 0 {
		t.Fatal(err, ds)
	}
	if s := read.Find("g-2").State(); s.Reason != "not[31m ours now" || read.Find(split).Title != s.Reason {
		t.Errorf("%q, %q", s.Reason, read.Find(split).Title)
	}
	if _, err := b.Split("g-1", by, Part{Conversations: []string{"id\x1b[31m"}}, nil); err == nil || !strings.Contains(err.Error(), `"id\x1b[31m"`) {
		t.Error(err)
	}
	b.Find("g-2").Kind = "foggy"
	before := b.read
	if err := b.Save(site); err == nil || !strings.Contains(err.Error(), "foggy") {
		t.Error(err)
	}
	if now, err := os.ReadFile(filepath.Join(site, FileName)); err != nil || string(now) != string(before) {
		t.Error("the file was written", err)
	}
}
