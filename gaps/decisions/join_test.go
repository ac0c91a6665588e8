package decisions

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"signpost/internal/diag"
)

// TestUndoNamesWhatItTakesBack holds that an undo takes back the decision that its
// maker saw, whatever came from elsewhere meanwhile.
func TestUndoNamesWhatItTakesBack(t *testing.T) {
	ben := Stamp{By: "Ben", On: "2026-11-26"}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	undo := func(b *Book, by Stamp) {
		t.Helper()
		_, err := b.Undo("g-7f3a", by)
		must(err)
	}
	t.Run("not another person's", func(t *testing.T) {
		one := shown()
		must(one.Dismiss("g-7f3a", ann, "sale"))
		two := one.Clone()
		must(two.Snooze("g-7f3a", ben, "2026-12-24", ""))
		undo(one, Stamp{By: "Ann", On: "2026-11-27"})
		for _, b := range []*Book{Join(one, two), Join(two, one)} {
			if s := read(t, b.Bytes()).Find("g-7f3a").State(); s.Status != Snoozed || s.By != "Ben" {
				t.Errorf("Ben's snooze was taken back: %+v", s)
			}
		}
	})
	t.Run("twice the same", func(t *testing.T) {
		one := shown()
		must(one.Accept("g-7f3a", ann, "content/a.md"))
		must(one.Dismiss("g-7f3a", ann, "sale"))
		two := one.Clone()
		undo(one, ann)
		undo(two, ben)
		if s := Join(one, two).Find("g-7f3a").State(); s.Status != Accepted {
			t.Errorf("two undos of one dismissal: %+v", s)
		}
	})
	t.Run("step by step", func(t *testing.T) {
		b := shown()
		must(b.Assign("g-7f3a", ann, "Ben"))
		must(b.Assign("g-7f3a", ann, "Cem"))
		undo(b, ann)
		if s := b.Find("g-7f3a").State(); s.Assignee != "Ben" {
			t.Errorf("%+v", s)
		}
		undo(b, ann)
		if _, err := b.Undo("g-7f3a", ann); err == nil || b.Find("g-7f3a").State().Assignee != "" {
			t.Errorf("%v %+v", err, b.Find("g-7f3a").State())
		}
	})
	t.Run("of an older Signpost", func(t *testing.T) {
		b := read(t, []byte("gaps:\n  g-1:\n    decisions:\n      - {do: dismiss, on: 2026-11-25}\n      - {do: undo, on: 2026-11-26}\n"))
		if s := b.Find("g-1").State(); s.Status != Open {
			t.Errorf("%+v", s)
		}
	})
}

// TestJoinAfterExpiry holds that who decides about a lapsed gap decides about it on all
// branches.
func TestJoinAfterExpiry(t *testing.T) {
	one := shown()
	if err := one.Dismiss("g-7f3a", ann, "sale"); err != nil {
		t.Fatal(err)
	}
	one.Until = "2027-11-20"
	one.Expire(26, none)
	two := one.Clone()
	one.Find("g-7f3a").Last = "2027-11-01" // this side read another export since
	if s := one.Find("g-7f3a").Standing("2027-11-21", 12); s.Status != Open {
		t.Fatalf("not lapsed: %+v", s)
	}
	if err := two.Accept("g-7f3a", Stamp{By: "Ben", On: "2027-11-22"}, "content/a.md"); err != nil {
		t.Fatal(err)
	}
	for _, b := range []*Book{Join(one, two), Join(two, one)} {
		if s := b.Find("g-7f3a").Standing("2027-11-23", 12); s.Status != Accepted {
			t.Errorf("the decision after expiry is lost: %+v", s)
		}
	}
	// The same book, lapsed on both sides, stays so.
	if e := Join(one, one).Find("g-7f3a"); e.Expired == "" {
		t.Error("joined with itself, it lapsed no more")
	}
}

// TestJoinHasNoSides holds that both people who join come to the same decisions, in an
// order that respects what each of them did in turn.
func TestJoinHasNoSides(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		base := shown()
		two := [2]*Book{base.Clone(), base.Clone()}
		for i, b := range two {
			by := []Stamp{ann, {By: "Ben", On: "2026-11-25"}}[i]
			for range rng.IntN(6) {
				id := b.Entries[rng.IntN(3)].ID
				switch rng.IntN(5) {
				case 0:
					_ = b.Accept(id, by, "content/a.md")
				case 1:
					_ = b.Dismiss(id, by, "x")
				case 2:
					_ = b.Assign(id, by, []string{"Cem", "Dee"}[rng.IntN(2)])
				case 3:
					b.Find(id).Title = []string{"One", "Two"}[rng.IntN(2)]
				case 4:
					_, _ = b.Undo(id, by)
				}
			}
		}
		ab, ba := Join(two[0], two[1]), Join(two[1], two[0])
		if d := cmp.Diff(string(ab.Bytes()), string(ba.Bytes())); d != "" {
			t.Fatalf("the sides matter:\n%s", d)
		}
		if d := cmp.Diff(string(ab.Bytes()), string(Join(ab, two[1]).Bytes())); d != "" {
			t.Fatalf("joined again, another book:\n%s", d)
		}
		for _, e := range ab.Entries {
			for _, b := range two {
				at := 0
				for _, d := range b.Find(e.ID).Decisions {
					i := slices.IndexFunc(e.Decisions[at:], d.equal)
					if i < 0 {
						t.Fatalf("%s: %+v is lost or out of its order in\n%s", e.ID, d, ab.Bytes())
					}
					at += i
				}
			}
		}
	}
}

// conflicted writes a gaps.yaml with a conflict about its whole.
func conflicted(t *testing.T, ours, theirs string) string {
	t.Helper()
	dir := t.TempDir()
	text := "<<<<<<< HEAD\n" + ours + "=======\n" + theirs + ">>>>>>> other\n"
	if err := os.WriteFile(filepath.Join(dir, FileName), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMendKeepsCommentsAndTellsTitles(t *testing.T) {
	ours := "version: 1\ngaps:\n\n  g-1:\n    title: Ours  # we say\n    decisions:\n      - do: assign  # for now\n        on: 2026-11-25\n        to: Ben\n"
	theirs := "version: 1\n# read this\ngaps:\n\n  # theirs says\n  g-1:\n    title: Theirs\n    decisions:\n      - do: assign\n        on: 2026-11-25\n        to: Ben  # since Ann left\n"
	dir := conflicted(t, ours, theirs)
	ds, err := Mend(dir)
	if err != nil || diag.HasErrors(ds) {
		t.Fatalf("%v %v", ds, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	want := "version: 1\n# read this\ngaps:\n\n  # theirs says\n  g-1:\n    title: Theirs  # we say\n    decisions:\n      - do: assign  # for now\n        on: 2026-11-25\n        to: Ben  # since Ann left\n"
	if d := cmp.Diff(want, string(data)); d != "" {
		t.Error(d)
	}
	if len(ds) != 1 || ds[0].Line != 6 || !strings.Contains(ds[0].String(), "the sides call g-1 “Theirs” and “Ours”; the first was kept") {
		t.Errorf("what was chosen is not told: %v", ds)
	}
}

func TestMendTellsOfACircle(t *testing.T) {
	block := func(id, into string) string {
		return "  " + id + ":\n    title: " + id + "\n    decisions:\n      - {do: merge, on: 2026-11-25, into: " + into + "}\n"
	}
	bare := func(id string) string { return "  " + id + ":\n    title: " + id + "\n" }
	dir := conflicted(t, "gaps:\n"+block("g-1", "g-2")+bare("g-2"), "gaps:\n"+bare("g-1")+block("g-2", "g-1"))
	ds, err := Mend(dir)
	if err != nil || !diag.HasErrors(ds) || !strings.Contains(ds[len(ds)-1].String(), "in a circle") {
		t.Errorf("%v %v", ds, err)
	}
}
