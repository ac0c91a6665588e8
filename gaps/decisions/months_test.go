package decisions

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAMonthAtATime reads two months that share no conversation, and then both at once.
func TestAMonthAtATime(t *testing.T) {
	b := New()
	b.Observe(Run{From: "2026-09-01", Until: "2026-09-30", Weekly: Weekly{"2026-09-21": 9, "2026-09-28": 4}, Gaps: []Sighting{
		{ID: "g-1", First: "2026-09-22", Last: "2026-09-29", Conversations: 3, Weekly: Weekly{"2026-09-21": 2, "2026-09-28": 1}, Terms: []Term{{"lamp", 10}, {"red", 7}}, ConversationMarks: []string{"01", "02", "03"}, Shown: true},
	}})
	october := Run{From: "2026-10-01", Until: "2026-10-31", Weekly: Weekly{"2026-09-28": 5, "2026-10-05": 8}, Unread: map[string]bool{"01": true, "02": true, "03": true}, Gaps: []Sighting{
		{ID: "g-1", First: "2026-10-01", Last: "2026-10-09", Conversations: 6, Weekly: Weekly{"2026-09-28": 2, "2026-10-05": 4}, Terms: []Term{{"blue", 5}, {"lamp", 8}}, ConversationMarks: []string{"04", "05", "06"}, Shown: true},
		{ID: "g-2", First: "2026-10-02", Conversations: 3, Weekly: Weekly{"2026-09-28": 3}, ConversationMarks: []string{"07"}, Shown: true},
	}}
	b.Observe(october)
	want := Weekly{"2026-09-21": 2, "2026-09-28": 3, "2026-10-05": 4}
	if e := b.Find("g-1"); !cmp.Equal(e.Weekly, want) || e.Conversations != 9 || !cmp.Equal(e.Terms, []Term{{"blue", 3}, {"lamp", 9}, {"red", 2}}) {
		t.Errorf("%+v", e)
	}
	if e := b.Find("g-2"); e.Weekly["2026-09-28"] != 3 || b.Weekly["2026-09-28"] != 9 {
		t.Errorf("%+v, of %v", e, b.Weekly)
	}
	before := string(b.Bytes())
	october.Unread = map[string]bool{"01": true, "02": true, "03": true}
	if !b.Observe(october) || string(b.Bytes()) != before {
		t.Errorf("read again, it changed:\n%s", cmp.Diff(before, string(b.Bytes())))
	}
	b.Observe(Run{From: "2026-09-01", Until: "2026-10-31", Weekly: Weekly{"2026-09-21": 9, "2026-09-28": 9, "2026-10-05": 8}, Gaps: []Sighting{
		{ID: "g-1", Conversations: 8, Weekly: Weekly{"2026-09-21": 2, "2026-09-28": 2, "2026-10-05": 4}, Terms: []Term{{"lamp", 9}}, ConversationMarks: []string{"01", "04"}, Shown: true},
	}})
	if e := b.Find("g-1"); e.Conversations != 8 || e.Weekly["2026-09-28"] != 2 || len(e.Terms) != 1 {
		t.Errorf("both months at once: %+v", e)
	}
}

func TestTerms(t *testing.T) {
	for text, want := range map[string]Term{"card 10": {"card", 10}, "card": {"card", 0}, "gift card": {"gift card", 0}, "card 11": {"card 11", 0}, "7": {"7", 0}, "card +7": {"card +7", 0}, "card 07": {"card 07", 0}} {
		if got := parseTerm(text); got != want || got.String() != text {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestMergedIntoIsKept: what others are part of is not forgotten, or gaps.yaml would lead nowhere.
func TestMergedIntoIsKept(t *testing.T) {
	b := shown()
	if err := b.Merge("g-a001", ann, "g-b2c3"); err != nil {
		t.Fatal(err)
	}
	b.Until = "2027-11-20"
	forgotten, _ := b.Expire(26, func(string) bool { return false })
	if len(forgotten) != 1 || forgotten[0].ID != "g-7f3a" {
		t.Errorf("%v", forgotten)
	}
	read(t, b.Bytes())
}

// TestControlCharacters: what an export brings along does not make a file that is not read.
func TestControlCharacters(t *testing.T) {
	b := shown()
	b.Find("g-7f3a").Title = "a\x1b[31m red\x07 \u0085\u2028title"
	b.Find("g-7f3a").Terms = []Term{{"re\x00d", 3}, {"on", 0}, {"a, b", 0}}
	if err := b.Save(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if e := read(t, b.Bytes()).Find("g-7f3a"); e.Title != "a[31m red title" || len(e.Terms) != 3 {
		t.Errorf("%q %v", e.Title, e.Terms)
	}
}
