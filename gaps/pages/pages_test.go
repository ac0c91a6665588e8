package pages

import (
	"encoding/json"
	"errors"
	"flag"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"signpost/gaps"
	"signpost/gaps/decisions"
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

// selfContained holds a page to its policy: nothing from elsewhere, no handlers and
// styles within tags, and the hash of each script is allowed.
func selfContained(t *testing.T, name, page string) {
	t.Helper()
	for _, no := range []string{"<script ", " src=", "<link", "<iframe", "@import", "url(", " style=", " onclick=", "null"} {
		if strings.Contains(page, no) {
			t.Errorf("%s has %q", name, no)
		}
	}
	policy := html.UnescapeString(page)
	_, script, ok := strings.Cut(page, "<script>")
	if script, _, _ = strings.Cut(script, "</script>"); ok && !strings.Contains(policy, hash([]byte(script))) {
		t.Errorf("the policy of %s does not allow its script", name)
	}
	_, style, _ := strings.Cut(page, "<style>")
	if style, _, _ = strings.Cut(style, "</style>"); !strings.Contains(policy, hash([]byte(style))) && name != audit.PageName {
		t.Errorf("the policy of %s does not allow its style", name)
	}
}

// written gives the files of a report by name.
func written(t *testing.T, r *gaps.Report) map[string]string {
	t.Helper()
	files, err := Files(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Data)
		if strings.HasSuffix(f.Path, ".html") {
			selfContained(t, f.Path, out[f.Path])
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

// What was decided, what changed, what readers left and what articles did stands in
// the pages, with the texts escaped.
func TestTheRestOfAReport(t *testing.T) {
	r := shop(t)
	g := &r.Gaps[0]
	g.Status, g.Title = "snoozed", "Vouchers <b>&</b> codes"
	g.Decision = &gaps.Decided{On: "2026-09-08", By: "Ann", Reason: "after the <i>relaunch</i>", Until: "2026-12-01", Assignee: "Bo"}
	g.Signals = &gaps.Signals{Searches: 12, BadRatings: 1, Words: []string{"gift card"}}
	r.Unjoined = &gaps.Signals{Searches: 4, BadRatings: 2, Words: []string{"garden lamp"}}
	r.Notes = []string{"Nobody has asked “Parcels” since 1 Mar 2026."}
	r.Changes = gaps.Changes{Since: "2026-09-01", Closed: []gaps.Change{{ID: "g-0000", Title: "Old", What: "asked once"}}, New: []gaps.Change{{ID: g.ID, Title: g.Title}}}
	r.Following = []gaps.Followed{{
		ID: "g-0000", Title: "Old", Status: "closed", Article: "/old/", Published: "2026-08-03", Sentence: "Before: 10. After: 1.",
		Before: gaps.Rate{Weeks: 4, Conversations: 10, All: 100, PerWeek: 2.5, Share: .1}, After: gaps.Rate{Weeks: 4, Conversations: 1, All: 90, PerWeek: .25, Share: .01},
		Weeks: []string{"2026-07-27", "2026-08-10"}, Weekly: []int{3, 1}, All: []int{25, 22}, Queries: []gaps.Ranked{{Ask: "old thing?", Before: 0, After: 1}},
	}}
	files := written(t, r)
	for page, wants := range map[string][]string{
		"index.html": {
			"Snoozed until 1 Dec 2026", "Vouchers &lt;b&gt;&amp;&lt;/b&gt; codes", "after the &lt;i&gt;relaunch&lt;/i&gt;", ">Bo<", "12 searches without a result", "“<span dir=\"auto\">gift card</span>”",
			"Nobody has asked “Parcels”", "Since 1 Sep 2026", "Set aside", `href="followed.html"`,
		},
		"accounting.html": {
			"Beside gaps stand 12 searches without a result and 1 rating that an article did not help.",
			"To no gap belong 4 searches without a result and 2 ratings that an article did not help. Most searched: “<span dir=\"auto\">garden lamp</span>”.",
		},
		"followed.html": {"Before: 10. After: 1.", "2.5", "10 of 100", "not among ten", "3 Aug 2026"},
	} {
		for _, want := range wants {
			if !strings.Contains(files[page], want) {
				t.Errorf("%s lacks %q", page, want)
			}
		}
	}
	if strings.Contains(files["index.html"], `href="#g-0000"`) {
		t.Error("a gap that is not in the report is linked")
	}
}

// Outdated articles and disagreements show both sides, with who says so and when.
func TestContradictions(t *testing.T) {
	r := shop(t)
	old := r.Gaps[0]
	old.ID, old.Kind = "g-0001", gaps.OutOfDate
	old.Outdated = &gaps.Outdated{
		Since: "2026-09-01", Kind: "number", ArticleValue: "30 days", ArticleSays: "You have 30 days.", AgentsValue: "14 days", AgentsSay: "It is <14> days now.",
		Conversations: 3, Agents: 2, Example: "1",
	}
	apart := r.Gaps[0]
	apart.ID, apart.Kind = "g-0002", gaps.Disagreement
	apart.Sides = []gaps.Side{
		{Kind: "possible", Value: "yes", Sentence: "Yes, you can.", Conversations: 2, Agents: 1, Last: "2026-09-07", Members: []string{"1", "2"}},
		{Kind: "possible", Value: "no", Sentence: "No, that is not possible.", Conversations: 2, Agents: 2, Last: "2026-09-06", Members: []string{"3"}},
	}
	r.Gaps = []gaps.Gap{old, apart}
	r.ConversationURL = "https://desk.example.com/{id}"
	files := written(t, r)
	for page, wants := range map[string][]string{
		"outdated.html":     {"You have <mark>30 days</mark>.", "It is &lt;14&gt; days now.", "<b>14 days</b>", "2 agents in 3 conversations since 1 Sep 2026", `href="https://desk.example.com/1"`, "a number"},
		"disagreement.html": {"Yes, you can.", "No, that is not possible.", "1 agent in 2 conversations", "whether it can be done", `href="https://desk.example.com/3"`},
		"index.html":        {"Outdated", "Disagreement", `href="outdated.html"`, `href="disagreement.html"`, "You have <mark>30 days</mark>.", "Yes, you can."},
	} {
		for _, want := range wants {
			if !strings.Contains(files[page], want) {
				t.Errorf("%s lacks %q", page, want)
			}
		}
	}
	if strings.Contains(files["outdated.html"], "Yes, you can.") {
		t.Error("a disagreement stands on the page of another kind")
	}
}

// A card shows what a gap is and costs, and one question beside its title; the rest is one
// click away, and on paper without any.
func TestCardsAreShort(t *testing.T) {
	r := shop(t)
	g := &r.Gaps[0]
	g.Title = "Can I pay with a gift voucher?"
	g.Questions = []string{"can I pay with a gift voucher", "Hi, can I pay with a gift voucher? It is blue.", "voucher in the app?", "gift voucher as payment"}
	g.Answers = []gaps.Answer{{Text: "Open the basket in the web shop.", Conversation: "1"}}
	g.Impact = gaps.Impact{Replies: 4, FirstResponse: 7200, LowRatings: 1}
	page := written(t, r)["index.html"]
	_, card, _ := strings.Cut(page, `<article id="`+g.ID)
	shown, rest, ok := strings.Cut(card, `<details class="evidence"><summary>Evidence`)
	evidence, _, _ := strings.Cut(rest, "</article>")
	if !ok {
		t.Fatal("no evidence is folded")
	}
	for _, want := range []string{"Can I pay with a gift voucher?</h3>", "Missing", "<b>4</b> replies", "<b>2 h</b> to answer", "<b>1</b> low rating<", `role="img"`, "voucher in the app?"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the card lacks %q", want)
		}
	}
	if strings.Count(shown, "<blockquote") != 1 || strings.Contains(shown, "web shop") {
		t.Errorf("the card is long:\n%s", shown)
	}
	for _, want := range []string{"2 more questions, 1 answer", "It is blue.", "Open the basket in the web shop.", "Nearest articles", "The proof"} {
		if !strings.Contains(evidence, want) {
			t.Errorf("the evidence lacks %q", want)
		}
	}
	if !strings.Contains(page, "details:not([open])::details-content{content-visibility:visible") {
		t.Error("what is folded is not printed")
	}
}

// A conversation leads to the help desk, unless its id is one that only we know.
func TestWhereConversationsAreRead(t *testing.T) {
	r := &gaps.Report{ConversationURL: "https://desk.example.com/c/{id}"}
	for id, want := range map[string]string{
		"17": "https://desk.example.com/c/17", "a/b": "https://desk.example.com/c/a%2Fb",
		"conversation-0123456789ab": "", "conversation-0123456789ab-2": "", "conversation-7": "https://desk.example.com/c/conversation-7",
	} {
		if got := talkOf(r, id); got.ID != id || got.URL != want {
			t.Errorf("%s is at %q, want %q", id, got.URL, want)
		}
	}
}

// A report on disk tells everything that was decided about a gap, and of families how
// they hang together.
func TestHistoryAndFamilies(t *testing.T) {
	r := shop(t)
	second := r.Gaps[0]
	second.ID, second.Title, second.Conversations = "g-0002", "Pay <later>?", 4
	r.Gaps = append(r.Gaps[:1], second)
	first := r.Gaps[0].ID
	r.Families = []gaps.Family{{ID: "f-1", Title: "Pay, voucher", Gaps: []string{first, "g-0002"}}}
	r.Gaps[0].Family, r.Gaps[1].Family = "f-1", "f-1"
	r.Book = decisions.New()
	r.Book.Observe(decisions.Run{Weekly: decisions.Weekly{}, Gaps: []decisions.Sighting{{ID: first, Title: "A", Weekly: decisions.Weekly{}, Shown: true}}})
	ann, ben := decisions.Stamp{By: "Ann", On: "2026-11-25"}, decisions.Stamp{By: "Ben", On: "2026-11-26"}
	err := errors.Join(r.Book.Assign(first, ann, "Cem"), r.Book.Dismiss(first, ann, "sale"))
	if _, undone := r.Book.Undo(first, ben); err != nil || undone != nil {
		t.Fatal(err, undone)
	}
	r.Decide(r.Book, "2026-11-27")
	page := written(t, r)["index.html"]
	for _, want := range []string{
		"Assigned to Cem <span class=\"quiet\">by Ann", "Dismissed: sale <span", "Taken back: dismissed (25 Nov 2026, by Ann) <span class=\"quiet\">by Ben",
		"Near each other", "conversations · <span dir=\"auto\">Pay, voucher</span>", "<h4>Near it</h4>", `<a href="#g-0002" dir="auto">Pay &lt;later&gt;?</a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("index.html lacks %q", want)
		}
	}
}
